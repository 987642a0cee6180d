"""A batch says what `check` says, whatever stops it on the way and however many workers it has."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from notelint.batch import schema, unit
from notelint.batch.run import Plan, lint_chunk, run
from notelint.batch.sources import open_sources
from notelint.batch.store import BatchError, Store
from notelint.linter import Linter
from notelint.models import Failure, NoteReport
from notelint.reading.sources import read_notes
from notelint.settings import Settings

from .conftest import ROOT, SAMPLE_BATCH, SAMPLES, Rows, Silent, tables

Batch = Callable[..., Rows]


def same_as_reports(found: Rows, reports: list[NoteReport]) -> None:
    """The tables hold what the reports say, finding for finding and fact for fact."""
    assert len(found["notes"]) == len(reports)
    for row, report in zip(found["notes"], reports, strict=True):
        told, made = report.conclusions, report.suggestion
        assert (row["status"], row["acuity"], row["duration_days"], row["visit"]) == (
            told.status, told.acuity, told.duration_days, told.visit,
        )  # fmt: skip
        assert row["text"] == report.note.text
        checklist = None if told.checklist is None else list(told.checklist.items.items())
        assert row["checklist"] == checklist
        assert (row["code"], row["instead"], row["confidence"]) == (made.code, list(made.instead), made.confidence)
        note_id = row["note_id"]
        facts = [fact for fact in found["facts"] if fact["note_id"] == note_id]
        assert [(f["concept"], f["assertion"], f["start"], f["end"], f["text"]) for f in facts] == [
            (f.concept, f.assertion, f.start, f.end, f.text) for f in report.facts
        ]
        findings = [finding for finding in found["findings"] if finding["note_id"] == note_id]
        names = ("rule", "severity", "message", "start", "line", "column", "reason", "question", "suggested_code")
        assert [[one[name] for name in names] for one in findings] == [
            [getattr(one, name) for name in names] for one in report.findings
        ]
        assert [tuple(one["facts"]) for one in findings] == [one.facts for one in report.findings]
        (suggestion,) = [one for one in found["suggestions"] if one["note_id"] == note_id]
        assert [reason["text"] for reason in suggestion["reasons"]] == [reason.text for reason in made.reasons]


def series(*paths: Path) -> list[NoteReport]:
    notes = list(read_notes(paths))
    reports = list(Linter().lint_series(notes))
    assert not [one for one in reports if isinstance(one, Failure)]
    return [one for one in reports if isinstance(one, NoteReport)]


def test_a_folder_gives_what_check_gives(batch: Batch) -> None:
    found = batch(SAMPLES)
    same_as_reports(found, series(SAMPLES))
    origins = {finding["origin"] for finding in found["findings"]}
    assert {"text", "front matter"} < origins and any(one.startswith("manifest:") for one in origins)
    assert not found["failures"]


@pytest.fixture(scope="module")
def as_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample batch as files with a manifest."""
    import csv

    folder = tmp_path_factory.mktemp("files")
    lines = []
    with SAMPLE_BATCH.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            (folder / f"{row['note_id']}.txt").write_text(row["note_text"], encoding="utf-8")
            cells = [f"{row['note_id']}.txt", *(row[name] for name in FIELDS)]
            lines.append(",".join(f'"{cell}"' for cell in cells))
    head = ",".join(["path", *FIELDS])
    (folder / "manifest.csv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return folder


FIELDS = ("note_id", "patient_id", "date_of_service", "visit", "provider", "codes", "procedures")


@pytest.mark.parametrize("chunk", [1, 4, 400])
def test_a_table_gives_what_check_gives_however_it_is_cut(chunk: int, as_files: Path, batch: Batch) -> None:
    found = batch(SAMPLE_BATCH, chunk=chunk)
    same_as_reports(found, series(as_files))
    assert {"D301", "D302", "D303", "D304"} <= {finding["rule"] for finding in found["findings"]}
    assert {note["clinic"] for note in found["notes"]} == {
        "Riverside Primary Care", "Northgate Spine", "Lakeview Physical Therapy",
    }  # fmt: skip


def test_small_buckets_and_parts_change_nothing(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    from notelint.batch import series as series_module
    from notelint.batch import write

    whole = batch(SAMPLE_BATCH, out="whole")
    monkeypatch.setattr(series_module, "BUCKET", 3)
    monkeypatch.setattr(series_module.deal, "__defaults__", (3,))
    monkeypatch.setattr(write, "PART", 2)
    assert batch(SAMPLE_BATCH, out="small", chunk=3) == whole


def test_workers_change_nothing(batch: Batch) -> None:
    assert batch(SAMPLE_BATCH, out="two", chunk=4, jobs=2) == batch(SAMPLE_BATCH, out="one")


def test_the_unit_of_work_gives_a_row_for_each_record() -> None:
    rows = [
        {"note_id": "a", "text": "Low back pain. M54.50"},
        {"note_id": "b", "text": None, "error": "was not readable"},
        {"note_id": "c", "text": "x" * 30},
        {"note_id": "d", "text": "---\ncodes: nonsense\n---\nLow back pain."},
    ]
    given = pa.RecordBatch.from_pylist(rows, schema=schema.SOURCE)
    (made,) = unit.lint_batches([given], Settings(max_note_chars=50))
    assert made.schema.equals(schema.RESULT)
    told = made.to_pylist()
    assert [row["note_id"] for row in told] == ["a", "b", "c", "d"]
    assert told[0]["codes"] == ["M54.50"] and told[0]["error"] is None
    assert [row["error"] for row in told[1:]] == [
        "was not readable",
        None,
        "line 2: front matter: codes: entry 1 is not an ICD-10-CM code; entries are separated by ;",
    ]


def test_columns_may_be_missing() -> None:
    given = pa.RecordBatch.from_pylist([{"note_id": "a", "text": "Low back pain."}])
    (made,) = unit.lint_batches([given])
    assert made.column("status").to_pylist() == ["current"]


# What goes wrong ------------------------------------------------------------------------------------------------------


def test_a_note_that_fails_is_a_row_of_its_own(batch: Batch, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    long = "Low back pain. " * 20
    file.write_text(f"id,date,text\n1,,{long}\n2,never,secret words\n3,2026-02-01,Low back pain.\n", encoding="utf-8")
    found = batch(file, settings=Settings(max_note_chars=100))
    assert [note["note_id"] for note in found["notes"]] == ["3"]
    assert [(row["note_id"], row["row"], row["error"]) for row in found["failures"]] == [
        ("1", 1, f"the note has {len(long)} characters, more than the 100 of max_note_chars"),
        ("2", 2, "row 2: date_of_service: is not a date as YYYY-MM-DD"),
    ]


def test_a_rule_that_crashes_is_a_failure_and_the_note_stays(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    from notelint.rules import registry

    def crash(*_: Any) -> Iterator[Any]:
        raise RuntimeError("secret words")

    rule = registry.find("D401")
    assert rule is not None
    monkeypatch.setattr(rule, "check", crash)
    unit._cached.cache_clear()
    found = batch(SAMPLE_BATCH)
    assert len(found["notes"]) == 30
    assert {row["error"] for row in found["failures"]} == {"rule D401 failed: RuntimeError"}


def test_ids_that_stand_twice_are_numbered(batch: Batch, tmp_path: Path) -> None:
    file = tmp_path / "notes.jsonl"
    texts = [("x", "Low back pain."), ("y", "Knee pain."), ("x", "Lumbar strain."), ("x", "Cough.")]
    file.write_text("".join(json.dumps({"id": i, "text": t}) + "\n" for i, t in texts), encoding="utf-8")
    found = batch(file, chunk=1)
    assert [(note["note_id"], note["text"]) for note in found["notes"]] == [
        ("x", "Low back pain."), ("y", "Knee pain."), ("x#2", "Lumbar strain."), ("x#3", "Cough."),
    ]  # fmt: skip
    assert {fact["note_id"] for fact in found["facts"] if fact["concept"] == "strain"} == {"x#2"}


def test_a_number_that_would_be_an_id_that_is_there_is_passed_over(batch: Batch, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text("id,text\nx,a\nx,b\nx#2,c\nx,d\n", encoding="utf-8")
    assert [note["note_id"] for note in batch(file)["notes"]] == ["x", "x#3", "x#2", "x#4"]


def test_what_no_table_can_hold_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = unit.lint_record

    def huge(record: Any, linter: Linter) -> dict[str, Any]:
        return {**whole(record, linter), **({"duration_days": 10**12} if record["note_id"] == "b" else {})}

    monkeypatch.setattr(unit, "lint_record", huge)
    given = pa.RecordBatch.from_pylist([{"note_id": n, "text": "Low back pain."} for n in "abc"])
    (made,) = unit.lint_batches([given])
    assert made.column("note_id").to_pylist() == ["a", "b", "c"]
    assert made.column("error").to_pylist() == [None, "does not fit into a table: ArrowInvalid", None]


def test_a_source_that_cannot_be_read_costs_the_others_nothing(batch: Batch, tmp_path: Path) -> None:
    found = batch(tmp_path / "gone.csv", SAMPLE_BATCH)
    assert len(found["notes"]) == 30
    assert [row["error"] for row in found["failures"]] == ["there is no such file or folder"]


def test_no_notes_give_empty_tables(batch: Batch, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text("id,text\n", encoding="utf-8")
    assert all(rows == [] for rows in batch(file).values())


def test_a_folder_of_tables_is_read_and_tables_beside_notes_are_named(tmp_path: Path, batch: Batch) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    for part in (1, 2):
        (folder / f"part-{part}.csv").write_text(f"id,text\n{part},Low back pain.\n", encoding="utf-8")
    assert [note["note_id"] for note in batch(folder)["notes"]] == ["1", "2"]
    (folder / "a.txt").write_text("Low back pain.", encoding="utf-8")
    said: list[str] = []
    source = open_sources([str(folder)], warn=said.append)
    assert [row["path"] for b in source.batches(9) for row in b.to_pylist()] == [str(folder / "a.txt")]
    assert said and "2 files of tables beside the notes not read" in said[0]


# Words left out -------------------------------------------------------------------------------------------------------


def test_without_text_no_word_of_a_note_is_left(batch: Batch, tmp_path: Path) -> None:
    file = tmp_path / "notes.jsonl"
    marked = "Zorbax low back pain qualmwort for zweiundvierzig weeks. Lumbar strain. M54.50"
    dates = ["2026-01-05", "2026-02-05"]
    rows = [{"id": n, "patient_id": "p", "date": date, "text": marked} for n, date in enumerate(dates)]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    whole, bare = batch(file, out="whole"), batch(file, out="bare", text=False)
    assert [f["rule"] for f in bare["findings"]] == [f["rule"] for f in whole["findings"]]
    assert bare["findings"] and bare["facts"]
    assert {row["text"] for row in [*bare["notes"], *bare["facts"]]} == {None}
    kept, said = (json.dumps(rows, default=str, ensure_ascii=False) for rows in (whole, bare))
    for word in ("Zorbax", "qualmwort", "zweiundvierzig", "“low back pain”", "“Lumbar strain”"):
        assert word in kept
        assert word not in said
    # Nor is it anywhere else in the folder.
    for path in (tmp_path / "bare").rglob("*"):
        assert path.is_dir() or b"qualmwort" not in path.read_bytes()
    assert not (tmp_path / "bare" / "work").exists()


# Stopping and going on ------------------------------------------------------------------------------------------------


class Stop(Exception):
    """What stands for a kill inside one process."""


@pytest.mark.parametrize("after", [1, 5, 8, 9, 10])
def test_a_run_that_was_stopped_goes_on_and_lints_no_chunk_twice(
    after: int, batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from notelint.batch import run as run_module

    linted: list[int] = []

    def counted(store: Store, index: int, *rest: Any) -> tuple[int, int]:
        linted.append(index)
        return lint_chunk(store, index, *rest)

    class Stopping(Silent):
        left = after

        def advance(self, by: int) -> None:
            self.left -= 1
            if not self.left:
                raise Stop

    monkeypatch.setattr(run_module, "lint_chunk", counted)
    plan = Plan(open_sources([str(SAMPLE_BATCH)]), Settings(), chunk=4)
    with pytest.raises(Stop):
        run(plan, Store(tmp_path / "out"), Stopping())
    again = Plan(open_sources([str(SAMPLE_BATCH)]), Settings(), chunk=4)
    run(again, Store(tmp_path / "out"), Silent())
    assert sorted(linted) == list(range(8))
    assert tables(tmp_path / "out") == batch(SAMPLE_BATCH, out="whole")


def test_a_run_that_was_killed_goes_on(batch: Batch, tmp_path: Path) -> None:
    """The real command is killed, workers and all, while it lints; then it is given again."""
    file = tmp_path / "notes.jsonl"
    rows = [
        {"id": n, "patient_id": n % 7, "date": f"2026-{1 + n // 20:02}-{1 + n % 28:02}", "text": TEXT.format(n)}
        for n in range(160)
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    out = tmp_path / "out"
    command = [sys.executable, "-m", "notelint", "batch", str(file), "--out", str(out), "--jobs", "2", "--isolated"]
    command += ["--chunk", "20"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    first = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 240
    while not list(out.glob("work/chunks/chunk-*.arrow")):
        assert first.poll() is None and time.monotonic() < deadline
        time.sleep(0.01)
    first.send_signal(signal.SIGKILL)
    first.wait()
    left = json.loads((out / "batch.json").read_bytes())
    second = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert second.returncode == 0, second.stderr
    about = json.loads((out / "batch.json").read_bytes())
    assert about["state"] == "finished" and about["run_id"] == left["run_id"]
    assert about["notes"] == 160
    assert tables(out) == batch(file, out="whole", chunk=20)
    assert not list(out.rglob("*.tmp")) and not (out / "work").exists()


TEXT = (
    "Follow-up of low back pain, week {}. Sits 20 minutes. ASSESSMENT: Low back pain, much the same as it "
    "was at the last visit, without leg pain.\nM54.50"
)


def test_a_finished_run_is_not_done_again(batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = batch(SAMPLE_BATCH)
    monkeypatch.setattr(unit, "lint_record", None)
    assert batch(SAMPLE_BATCH) == first


def test_another_run_is_refused_and_can_be_begun_anew(batch: Batch, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text("id,text\n1,Low back pain.\n", encoding="utf-8")
    batch(file)
    with pytest.raises(BatchError, match="with other settings; give another folder, or --fresh"):
        batch(file, settings=Settings(date_order="dmy"))
    with pytest.raises(BatchError, match="another choice of --no-text"):
        batch(file, text=False)
    file.write_text("id,text\n1,Low back pain.\n2,Cough.\n", encoding="utf-8")
    with pytest.raises(BatchError, match="a source that has changed since"):
        batch(file)
    assert len(batch(file, fresh=True)["notes"]) == 2


def test_a_folder_of_something_else_is_left_alone(batch: Batch, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.doc").write_text("mine")
    with pytest.raises(BatchError, match="is not empty and holds no batch"):
        batch(SAMPLE_BATCH)
    assert [path.name for path in (tmp_path / "out").iterdir() if path.name != ".lock"] == ["thesis.doc"]


def test_two_runs_at_once_are_refused(batch: Batch, tmp_path: Path) -> None:
    with Store(tmp_path / "out").locked(), pytest.raises(BatchError, match="another run is writing there"):
        batch(SAMPLE_BATCH)


def test_the_day_of_the_run_is_that_of_its_beginning(batch: Batch, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text("id,text\n1,Low back pain. M54.5\n", encoding="utf-8")
    batch(file, settings=Settings())
    about = json.loads((tmp_path / "out" / "batch.json").read_bytes())
    assert about["settings"]["today"] is None and len(about["today"]) == 10


def test_a_worker_that_dies_costs_its_note(batch: Batch, tmp_path: Path) -> None:
    """A note on which the process ends, as one that runs out of memory would."""
    file = tmp_path / "notes.jsonl"
    rows = [{"id": n, "text": "DIE HERE" if n == 5 else f"Low back pain for {n} weeks."} for n in range(12)]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    script = tmp_path / "killer.py"
    script.write_text(KILLER, encoding="utf-8")
    out = tmp_path / "out"
    done = subprocess.run(
        [sys.executable, str(script), str(file), str(out)],
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{tmp_path}"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = tables(out)
    assert [note["note_id"] for note in found["notes"]] == [str(n) for n in range(12) if n != 5]
    assert [(row["note_id"], row["error"]) for row in found["failures"]] == [
        ("5", "the worker died on it (out of memory?)")
    ]


KILLER = """
import os, sys
from notelint.batch import unit

_whole = unit.lint_record


def lint_record(record, linter):
    if record.get("text") == "DIE HERE":
        os._exit(9)
    return _whole(record, linter)


unit.lint_record = lint_record  # workers import this module, too: it is the main one

if __name__ == "__main__":
    from pathlib import Path
    from notelint.batch.run import Plan, run
    from notelint.batch.sources import open_sources
    from notelint.batch.store import Store
    from notelint.settings import Settings

    class Silent:
        def begin(self, what, total): ...
        def skip(self, by): ...
        def advance(self, by): ...

    plan = Plan(open_sources([sys.argv[1]]), Settings(), jobs=2, chunk=4)
    run(plan, Store(Path(sys.argv[2])), Silent())
"""
