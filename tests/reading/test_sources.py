"""Paths become notes and failures: precedence, order, and one bad file that costs nothing else."""

from __future__ import annotations

import datetime as dt
import io
import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from notelint.errors import ReadError
from notelint.models import Failure, Note
from notelint.reading.sources import build_note, read_notes

TEXT = "Jane Roe has low back pain.\r\nNo sciatica."
MATTER = "---\npatient_id: 7\nvisit: new\ncodes: M54.59\n---\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, data: str | bytes = TEXT) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_bytes(data.encode() if isinstance(data, str) else data)


def told(items: Iterable[Note | Failure]) -> list[str]:
    """Paths of notes, and of failures with an exclamation mark; no failure may hold words of a note."""
    out = []
    for item in items:
        if isinstance(item, Failure):
            assert "Roe" not in item.error
            assert "sciatica" not in item.error
        out.append(f"!{item.path}" if isinstance(item, Failure) else str(item.path))
    return out


def test_text_and_path_stand_as_they_are(here: Path) -> None:
    write("in/n.txt")
    (note,) = read_notes(["./in"])
    assert isinstance(note, Note)
    assert (note.text, note.path, note.body_start) == (TEXT, "./in/n.txt", 0)
    assert (note.visit, note.codes, note.date_of_service, dict(note.origins)) == (None, None, None, {})


def test_paths_come_in_the_order_given_and_each_file_once(here: Path) -> None:
    for name in ("b/1.txt", "a/2.txt", "a/1.txt", "x.note"):
        write(name)
    assert told(read_notes(["x.note", "b", "a/2.txt", "a", "./x.note", "b/../a"])) == [
        "x.note", "b/1.txt", "a/2.txt", "a/1.txt",
    ]  # fmt: skip


def test_one_bad_file_costs_nothing_else(here: Path) -> None:
    write("in/1.txt")
    write("in/2.txt", b"Roe\x00sciatica")
    write("in/3.txt", "---\ndate_of_service: Roe\n---\nsciatica")
    write("in/4.txt", "")
    (here / "none").mkdir()
    assert told(read_notes(["gone", "none", "in"])) == [
        "!gone", "!none", "in/1.txt", "!in/2.txt", "!in/3.txt", "in/4.txt",
    ]  # fmt: skip


def test_failures_say_why(here: Path) -> None:
    (here / "none").mkdir()
    write("n.txt", "---\ndate_of_service: soon\n---\n")
    errors = [item.error for item in read_notes(["gone", "none", "n.txt"]) if isinstance(item, Failure)]
    assert errors == [
        "there is no such file or folder",
        "holds no notes (files that end in .txt or .md)",
        "line 2: front matter: date_of_service: is not a date as YYYY-MM-DD",
    ]


def test_notes_are_read_only_when_asked_for(here: Path) -> None:
    write("in/1.txt")
    write("in/2.txt")
    notes = read_notes(["in"])
    next(notes)
    Path("in/2.txt").unlink()
    assert told(notes) == ["!in/2.txt"]


def test_manifest_goes_before_front_matter_value_by_value(here: Path) -> None:
    write("in/n.txt", MATTER + TEXT)
    write("in/manifest.csv", "path,codes,date_of_service\nn.txt,M5450,2026-05-04\n")
    (note,) = read_notes(["in"])
    assert isinstance(note, Note)
    assert (note.codes, note.patient_id, note.visit) == (("M54.50",), "7", "new")
    assert note.date_of_service == dt.date(2026, 5, 4)
    assert note.text[note.body_start :] == TEXT
    assert dict(note.origins) == {
        "patient_id": "front matter",
        "visit": "front matter",
        "codes": "manifest:2",
        "date_of_service": "manifest:2",
    }


def test_the_nearest_manifest_holds(here: Path) -> None:
    write("in/deep/n.txt")
    write("in/manifest.csv", "path,patient_id\ndeep/n.txt,1\n")
    write("in/deep/manifest.csv", "path,patient_id\nn.txt,2\n")
    (note,) = read_notes(["in"])
    assert isinstance(note, Note)
    assert note.patient_id == "2"


def test_files_outside_the_manifest_are_read_and_files_it_names_too(here: Path) -> None:
    for name in ("in/1.txt", "in/2.txt", "in/3.note", "else.txt"):
        write(name)
    write("in/manifest.csv", "path,visit\n1.txt,new\n3.note,new\n../else.txt,new\ngone.txt,new\n")
    assert told(read_notes(["in"])) == ["!in/manifest.csv", "in/1.txt", "in/2.txt", "in/3.note", "in/../else.txt"]


def test_a_wrong_row_fails_once_and_its_note_is_not_read(here: Path) -> None:
    write("in/1.txt")
    write("in/2.txt")
    write("in/manifest.csv", "path,visit\n1.txt,Roe\n2.txt,new\n")
    items = list(read_notes(["in"]))
    assert told(items) == ["!in/manifest.csv", "in/2.txt"]
    assert isinstance(items[0], Failure)
    assert items[0].error == "line 2: visit: must be new or followup"


def test_a_broken_manifest_leaves_the_notes(here: Path) -> None:
    write("in/1.txt")
    write("in/manifest.csv", 'path\n"1.txt')
    assert told(read_notes(["in"])) == ["!in/manifest.csv", "in/1.txt"]
    assert told(read_notes(["in"], manifest="gone.csv")) == ["!gone.csv", "in/1.txt"]


def test_a_named_manifest_replaces_the_folders_own_and_adds_no_note(here: Path) -> None:
    for name in ("in/1.txt", "in/2.txt", "else.txt"):
        write(name)
    write("in/manifest.csv", "path,patient_id\n1.txt,1\n2.txt,1\n")
    write("m.csv", "path,patient_id\nin/1.txt,2\nelse.txt,2\n")
    notes = [item for item in read_notes(["in"], manifest="m.csv") if isinstance(item, Note)]
    assert [(note.path, note.patient_id) for note in notes] == [("in/1.txt", "2"), ("in/2.txt", None)]


def test_a_manifest_among_the_paths_is_one(here: Path) -> None:
    write("in/1.txt")
    write("in/2.txt")
    write("in/manifest.csv", "path,patient_id\n1.txt,1\n2.txt,2\n")
    notes = list(read_notes(["in/1.txt", "in/manifest.csv"]))
    assert [(note.path, note.patient_id) for note in notes if isinstance(note, Note)] == [
        ("in/1.txt", "1"),
        ("in/2.txt", "2"),
    ]


def test_odd_columns_are_told_once(here: Path) -> None:
    write("in/1.txt")
    write("in/manifest.csv", "path,mood\n1.txt,low\n")
    warnings: list[str] = []
    list(read_notes(["in", "in"], warn=warnings.append))
    assert warnings == ["in/manifest.csv: not read: column 'mood'"]


def test_standard_input_has_a_name_and_a_row(here: Path) -> None:
    write("v/n.txt")
    write("m.csv", "path,patient_id\nv/n.txt,9\n")
    stdin = io.BytesIO(b"\xef\xbb\xbf" + TEXT.encode())
    (note,) = read_notes(["-", "-"], stdin=stdin, stdin_filename="v/n.txt", manifest="m.csv")
    assert isinstance(note, Note)
    assert (note.text, note.path, note.patient_id) == (TEXT, "v/n.txt", "9")


def test_standard_input_that_is_no_text(here: Path) -> None:
    assert told(read_notes(["-"], stdin=io.BytesIO(b"\x00Roe"))) == ["!-"]


def test_names_that_are_not_utf8(here: Path) -> None:
    name = os.fsdecode(b"Ren\xe9 \xe2\x80\x93 1.txt")
    write(f"in/{name}")
    write("in/a\nb.txt")
    assert told(read_notes(["in"])) == ["in/Ren\\xe9 – 1.txt", "in/a\nb.txt"]


def test_a_text_becomes_a_note_without_a_file() -> None:
    note = build_note(MATTER + TEXT)
    assert (note.path, note.codes, note.text[note.body_start :]) == (None, ("M54.59",), TEXT)
    with pytest.raises(ReadError, match="note:2: front matter"):
        build_note("---\ncodes: x\n---\n")
