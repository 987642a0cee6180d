"""However a run ends, it ends with a status and at most one line a failure: crashes, pipes, locales, terminals."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import notelint.facts
from notelint.cli.console import use_color
from notelint.models import Note
from notelint.rules import registry

from .conftest import Run


def test_a_rule_that_crashes_is_a_failure_of_the_run(run: Run, notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(self: object, ctx: object) -> None:
        raise ValueError("Chronic mechanical low back pain for 4 months")

    rule = registry.find("C101")
    assert rule is not None
    monkeypatch.setattr(rule, "check", crash)
    ran = run("check", "notes", "--format", "json")
    assert ran.status == 2
    assert ran.json()["summary"]["notes"] == 4
    assert ran.json()["failures"] and all("C101" in failure["error"] for failure in ran.json()["failures"])
    assert "D401" in ran.out, "the other rules go on"
    assert "Chronic" not in ran.err and "ValueError" in ran.err


def test_a_crash_on_one_note_costs_the_others_nothing(run: Run, notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = notelint.facts.extract

    def extract(note: Note, *rest: object, **more: object) -> object:
        if "Otitis" in note.text:
            raise RuntimeError(note.text)
        return real(note, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(notelint.facts, "extract", extract)
    ran = run("check", "notes", "--format", "json")
    assert ran.status == 2
    assert ran.json()["summary"] | {"findings": None} == {"notes": 3, "failed": 1, "findings": None, "baselined": 0}
    assert ran.err.startswith("notelint: notes/away.txt: ") and ran.err.count("\n") == 1
    assert "RuntimeError" in ran.err and "Otitis" not in ran.err


def test_an_unforeseen_crash_is_one_line_without_its_message(
    run: Run, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("Chronic mechanical low back pain")

    monkeypatch.setattr("notelint.cli.options.lint", crash)
    ran = run("check", "notes")
    assert (ran.status, ran.out, ran.err) == (2, "", "notelint: internal error: RuntimeError\n")


def test_a_user_who_stops_the_run_gets_no_traceback(run: Run, notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("notelint.cli.options.lint", stop)
    ran = run("check", "notes")
    assert (ran.status, ran.out, ran.err) == (130, "", "notelint: interrupted\n")


NOTELINT = [sys.executable, "-m", "notelint"]


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as out:
        done = subprocess.run([*NOTELINT, "schema"], stdout=out, stderr=subprocess.PIPE, cwd=tmp_path, check=False)
    assert done.stderr == b""
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("locale", "name", "missing"),
    [
        ({"PYTHONIOENCODING": "latin-1"}, "Überweisung 背中.txt", "fehlt ß.txt"),
        ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, "plain.txt", "missing.txt"),
    ],
)
def test_output_is_utf_8_whatever_the_locale(notes: Path, locale: dict[str, str], name: str, missing: str) -> None:
    (notes / name).write_text("Low back pain after a fall at the café, M54.50.\n", encoding="utf-8")
    done = subprocess.run(
        [*NOTELINT, "check", f"notes/{name}", f"notes/{missing}"],
        capture_output=True,
        env={**os.environ, **locale},
        check=False,
    )
    assert f"notes/{name}" in done.stdout.decode("utf-8")
    assert "café" in done.stdout.decode("utf-8")
    assert f"notes/{missing}" in done.stderr.decode("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("environment", "colored"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colours_on_a_terminal_only(notes: Path, environment: dict[str, str], colored: bool) -> None:
    import pty

    clean = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR")}
    master, slave = pty.openpty()
    command = [*NOTELINT, "check", "notes/wrong.txt"]
    with subprocess.Popen(
        command, stdout=slave, stderr=slave, env={**clean, "TERM": "xterm", **environment}
    ) as process:
        os.close(slave)
        shown = b""
        while True:
            try:
                part = os.read(master, 65536)
            except OSError:  # how Linux ends a pseudo-terminal
                break
            if not part:
                break
            shown += part
        assert process.wait() == 1
    os.close(master)
    assert b"C101" in shown
    assert (b"\x1b[" in shown) is colored


def test_no_colours_off_a_terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    with (tmp_path / "out").open("w") as file:
        assert use_color(file) is False
