"""A batch says what `check` says, whatever stops it on the way and however many workers it has."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from notelint.batch import schema, unit
from notelint.batch.sources import open_sources
from notelint.linter import Linter
from notelint.models import Failure, NoteReport
from notelint.reading.sources import read_notes
from notelint.settings import Settings

from .conftest import SAMPLE_BATCH, SAMPLES, Rows

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


def test_settings_of_an_inner_folder_are_told_not_to_be_used(tmp_path: Path) -> None:
    (tmp_path / "notes" / "old").mkdir(parents=True)
    for place in ("notes", "notes/old"):
        (tmp_path / place / "a.txt").write_text("Low back pain.", encoding="utf-8")
        (tmp_path / place / "notelint.toml").write_text('ignore = ["D"]', encoding="utf-8")
    said: list[str] = []
    open_sources([str(tmp_path / "notes")], warn=said.append)
    inner = tmp_path / "notes" / "old" / "notelint.toml"
    assert said == [f"{inner}: not used: a batch has one set of settings for all of its notes"]


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
