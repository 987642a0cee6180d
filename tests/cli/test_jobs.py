"""`--jobs`: the same bytes whatever the number of workers; a worker that dies costs the note that it was on."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest

from notelint.cli import jobs as processes
from notelint.cli import main
from notelint.models import Failure, Note, NoteReport
from notelint.settings import Settings

SAMPLES = Path(__file__).parents[2] / "sample_notes"
DEADLY = "deadly.txt"
_real = processes._lint


def deadly(settings: str, places: list[int], notes: list[Note]) -> list[Any]:
    """What a worker does, but for a note on which it dies."""
    if any(note.path == DEADLY for note in notes):
        os._exit(7)
    return _real(settings, places, notes)


@pytest.mark.parametrize("format", ["text", "jsonl"])
def test_the_same_bytes_whatever_the_number_of_jobs(format: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = []
    for jobs in ("1", "2"):
        status = main(
            ["check", "--isolated", "--today", "2026-05-04", "--format", format, "--jobs", jobs, str(SAMPLES)]
        )
        said.append((status, *capsys.readouterr()))
    assert said[0] == said[1]
    assert "D301" in said[0][1] or "D302" in said[0][1] or "D303" in said[0][1] or "D304" in said[0][1]


def test_visits_of_a_patient_go_together() -> None:
    notes = [Note(text=f"Note {i}", patient_id=["A", None, "B"][i % 3]) for i in range(90)]
    notes.append(Note(text="MRN: A\nLow back pain."))
    units = list(processes._units(notes))
    assert sorted(place for unit in units for place in unit) == list(range(91))
    assert len(units) > 1
    for patient in "AB":
        assert len([unit for unit in units if any(notes[place].patient_id == patient for place in unit)]) == 1


def test_a_worker_that_dies_costs_one_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_lint", deadly)
    text = (SAMPLES / "primary-care-mechanical.txt").read_text(encoding="utf-8")
    notes = [Note(text=text, path=path) for path in ("a.txt", "b.txt", DEADLY, "c.txt")]
    results = list(processes.lint(notes, Settings(), 2))
    assert [isinstance(result, Failure) for result in results] == [False, False, True, False]
    assert [result.note.path for result in results if isinstance(result, NoteReport)] == ["a.txt", "b.txt", "c.txt"]
    [lost] = [result for result in results if isinstance(result, Failure)]
    assert lost.path == DEADLY and "died" in lost.error


@pytest.mark.parametrize("jobs", ["0", "-1", "many", "1.5", ""])
def test_jobs_must_be_a_number_or_auto(jobs: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", f"--jobs={jobs}", str(SAMPLES)]) == 2
    assert "--jobs: must be" in capsys.readouterr().err


def test_auto_takes_the_processors_there_are() -> None:
    assert 1 <= processes.number("auto") <= (os.cpu_count() or 1)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("patience", "bar"), [(-1.0, True), (60.0, False)])
def test_a_bar_is_shown_only_when_it_takes_long(patience: float, bar: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setattr(processes, "PATIENCE", patience)
    assert list(processes.shown(iter("abc"), 3)) == ["a", "b", "c"]
    assert ("Linting" in stream.getvalue()) is bar


def test_no_bar_without_a_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "PATIENCE", -1.0)
    assert list(processes.shown(iter("abc"), 3)) == ["a", "b", "c"]
    assert capsys.readouterr().err == ""
