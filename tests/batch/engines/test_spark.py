"""Spark, for real, on this machine with two tasks at a time: the results are those of the local run."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyspark", reason="the spark extra is not installed")
if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
    pytest.skip("there is no Java runtime (on Debian: openjdk-17-jre-headless)", allow_module_level=True)

import pyarrow as pa

from batch.conftest import SAMPLE_BATCH, Rows, tables
from batch.engines.conftest import example, go
from notelint.batch import lint_batches
from notelint.batch.engines.spark import SparkEngine, lint_frame, start
from notelint.batch.sources import open_sources
from notelint.batch.store import BatchError
from notelint.cli import main
from notelint.errors import ReadError


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from pyspark.sql import SparkSession

    folder = tmp_path_factory.mktemp("spark")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    made = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.local.dir", str(folder / "work"))
        .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
        .getOrCreate()
    )
    made.sparkContext.setLogLevel("OFF")
    yield made
    made.stop()


@pytest.fixture(scope="module")
def engine(session: Any) -> SparkEngine:
    found = start()
    assert isinstance(found, SparkEngine)
    return found


@pytest.fixture(scope="module")
def table(session: Any) -> str:
    """The sample batch as a table of the catalog, in another order and with a type of its own for dates."""
    (batch,) = open_sources([str(SAMPLE_BATCH)]).batches(1000)
    notes = pa.Table.from_batches([batch]).drop_columns(["path", "row", "origin", "error"])
    frame = session.createDataFrame(notes.rename_columns({"text": "note_text"}))
    frame.orderBy("provider", "note_text").write.mode("overwrite").saveAsTable("visits")
    return "visits"


def plain(rows: Rows) -> Rows:
    """Tables without where a note stood, and in order of the notes."""
    return {
        name: sorted(
            [{k: v for k, v in row.items() if k not in ("path", "row", "origin", "note_nlp_id")} for row in its],
            key=lambda row: (row["note_id"] or "", row.get("fact", row.get("finding", row.get("offset", 0)))),
        )
        for name, its in rows.items()
        if name != "note_nlp"
    }


def test_the_results_are_those_of_the_local_run(
    engine: SparkEngine, sources: list[str], local: Rows, tmp_path: Path
) -> None:
    assert go(sources, tmp_path / "out", engine) == local


def test_a_table_is_read_as_a_file_is(engine: SparkEngine, table: str, tmp_path: Path) -> None:
    assert plain(go([table], tmp_path / "spark", engine)) == plain(go([str(SAMPLE_BATCH)], tmp_path / "local"))


def test_files_at_an_address_are_read(engine: SparkEngine, session: Any, table: str, tmp_path: Path) -> None:
    path = tmp_path / "visits.parquet"
    session.table(table).write.parquet(str(path))
    found = go([f"file://{path}"], tmp_path / "spark", engine)
    assert plain(found) == plain(go([str(SAMPLE_BATCH)], tmp_path / "local"))


def test_a_table_that_changed_is_another(engine: SparkEngine, session: Any, table: str) -> None:
    session.table(table).write.mode("overwrite").saveAsTable("changing")
    source = engine.table("changing", {}, "mdy")
    assert source is not None
    before = source.fingerprint()
    assert before == source.fingerprint() and source.count() == 30  # type: ignore[attr-defined]
    session.table(table).limit(1).write.mode("append").saveAsTable("changing")
    assert source.fingerprint() != before


def test_what_there_is_not_is_told(engine: SparkEngine, tmp_path: Path) -> None:
    assert engine.table("no_such_table", {}, "mdy") is None
    (failure,) = go(["no_such_table"], tmp_path / "a", engine)["failures"]
    assert (failure["path"], failure["error"]) == ("no_such_table", "there is no such file or folder")
    with pytest.raises(ReadError, match=r"^file:///no/such\.parquet: Spark cannot read it"):
        go(["file:///no/such.parquet"], tmp_path / "b", engine)
    with pytest.raises(BatchError, match=r"Spark cannot write the table no_such_schema\.notes"):
        engine.save("no_such_schema", [("notes", [pa.table({"note_id": ["1"]})])])


def test_the_command_reads_a_table_and_saves_tables(
    engine: SparkEngine, session: Any, table: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    session.sql("create schema qa")
    out = tmp_path / "out"
    options = ["--engine", "spark", "--save-as", "qa", "--chunk", "8", "--quiet"]
    assert main(["batch", table, "--out", str(out), *options]) == 0
    said = capfd.readouterr()
    assert said.out.startswith("Linted 30 notes")
    assert "low back" not in (said.out + said.err).lower()
    for name, rows in tables(out).items():
        assert session.table(f"qa.{name}").count() == len(rows), name
    saved = session.table("qa.findings").orderBy("note_id", "finding").toArrow().to_pylist()
    wanted = sorted(tables(out)["findings"], key=lambda row: (row["note_id"], row["finding"]))
    assert [{k: v for k, v in row.items() if k != "run_id"} for row in saved] == wanted


def test_a_frame_is_linted_where_it_lies(session: Any, table: str) -> None:
    frame = session.table(table).withColumnRenamed("note_text", "text")
    got = {row["note_id"]: row for row in lint_frame(frame).toArrow().to_pylist()}
    batches = open_sources([str(SAMPLE_BATCH)]).batches(1000)
    wanted = [row for batch in lint_batches(batches) for row in batch.to_pylist()]
    assert len(got) == len(wanted) == 30
    for row in wanted:
        for name in ("status", "code", "checklist", "facts", "reasons", "date_of_service", "text"):
            assert got[row["note_id"]][name] == row[name], name


def test_the_example_of_the_page_works(session: Any, table: str) -> None:
    session.sql("create schema warehouse")
    session.sql("create schema quality")
    session.table(table).write.saveAsTable("warehouse.notes")
    exec(example("spark"), {"spark": session})
    assert session.table("quality.linted").count() == 30
