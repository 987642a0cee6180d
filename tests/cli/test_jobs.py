"""`--jobs`: the same bytes whatever the number of workers; a worker that dies costs the note that it was on."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
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


def _of_session(session: int) -> list[int]:
    """The processes of a session, as Linux tells them."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            fields = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            if int(fields[3]) == session and fields[0] != "Z":
                found.append(int(folder.name))
    return found


def _wait_until(true: Callable[[], bool], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes where Linux lists them")
def test_a_user_who_stops_a_run_of_several_processes_leaves_none_behind(tmp_path: Path) -> None:
    text = "Low back pain for 3 weeks after lifting, worse with sitting. No leg pain. Mechanical low back pain. " * 20
    for number in range(3000):
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    started = subprocess.Popen(
        [sys.executable, "-m", "notelint", "check", "--isolated", "--jobs", "2", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # ignored in the background
    )
    try:
        # Itself, the server that workers are forked from, its helper, and two workers.
        assert _wait_until(lambda: len(_of_session(started.pid)) >= 5 or started.poll() is not None, 60)
        time.sleep(0.5)
        assert started.poll() is None, "it ended before it could be stopped"
        os.killpg(started.pid, signal.SIGINT)  # as a terminal does: every process gets it
        _, err = started.communicate(timeout=30)
        assert (started.returncode, err) == (130, "notelint: interrupted\n")
        assert _wait_until(lambda: not _of_session(started.pid), 10)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGKILL)
        started.wait()
