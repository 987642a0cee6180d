"""Ray, for real, on a cluster of this machine: the results are those of the local run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("ray", reason="the ray extra is not installed")

import pyarrow as pa
from pyarrow import parquet

from batch.conftest import ROOT, SAMPLE_BATCH, Rows, tables
from batch.engines.conftest import example, go
from notelint.batch.engines.base import Chunk
from notelint.batch.engines.ray import RayEngine, start
from notelint.batch.sources import open_sources
from notelint.batch.store import BatchError
from notelint.cli import main
from notelint.settings import Settings


@pytest.fixture(scope="module")
def engine() -> Iterator[RayEngine]:
    import ray

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    yield start()
    ray.shutdown()


def test_the_results_are_those_of_the_local_run(
    engine: RayEngine, sources: list[str], local: Rows, tmp_path: Path
) -> None:
    assert go(sources, tmp_path / "out", engine) == local


def test_a_run_that_broke_off_goes_on_elsewhere(
    engine: RayEngine, sources: list[str], local: Rows, tmp_path: Path
) -> None:
    class Breaking(RayEngine):
        def lint(self, chunks: Iterable[Chunk], settings: Settings) -> Iterator[Chunk]:
            for number, done in enumerate(super().lint(chunks, settings)):
                if number == 3:
                    raise BatchError("the cluster has gone")
                yield done

    with pytest.raises(BatchError, match="gone"):
        go(sources, tmp_path / "out", Breaking())
    assert len(list((tmp_path / "out" / "work" / "chunks").iterdir())) == 3
    assert go(sources, tmp_path / "out", engine) == local


def test_the_command(engine: RayEngine, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    source, out = str(ROOT / "sample_notes" / "batch.csv"), tmp_path / "out"
    assert main(["batch", source, "--out", str(out), "--engine", "ray", "--quiet"]) == 0
    said = capfd.readouterr()
    assert said.out.startswith("Linted 30 notes") and said.err == ""
    assert tables(out) == go([source], tmp_path / "local")


def test_the_example_of_the_page_works(engine: RayEngine, tmp_path: Path) -> None:
    (batch,) = open_sources([str(SAMPLE_BATCH)]).batches(1000)
    parquet.write_table(pa.Table.from_batches([batch]), tmp_path / "notes.parquet")
    made: dict[str, Any] = {}
    exec(example("ray").replace("notes.parquet", str(tmp_path / "notes.parquet")), made)
    rows = made["linted"].take_all()
    assert len(rows) == 30 and {row["error"] for row in rows} == {None} and sum(len(row["facts"]) for row in rows) > 100


def test_ray_keeps_no_tables(engine: RayEngine, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    source = str(ROOT / "sample_notes" / "batch.csv")
    assert engine.table("notes", {}, "mdy") is None
    with pytest.raises(BatchError, match="keeps no tables"):
        engine.save("qa", [])
    assert main(["batch", source, "--out", str(tmp_path / "o"), "--engine", "ray", "--save-as", "qa"]) == 2
    assert "--save-as: needs --engine spark" in capfd.readouterr().err
