"""What a long run shows: how far it is, how fast, and how long it will take; nothing of a note."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("duckdb", reason="the batch extra is not installed")

from notelint.cli import batch

ROOT = Path(__file__).parents[2]


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(batch, "time", clock)
    return clock


def test_without_a_terminal_there_is_a_line_now_and_then(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    shown = batch.Shown(quiet=False)
    shown.begin("linting", 10_000)
    shown.skip(4_000)
    for _ in range(10):
        clock.now += 4
        shown.advance(100)
    shown.close()
    # The first line comes after 32 seconds; what was done before counts for the place, not for the rate.
    assert capsys.readouterr().err == "notelint: linting: 4,800 of 10,000, 25/s, about 3 min left\n"


def test_where_nobody_knows_the_total_there_is_no_time_left(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    shown = batch.Shown(quiet=False)
    shown.begin("linting", None)
    clock.now += 40
    shown.advance(100)
    assert capsys.readouterr().err == "notelint: linting: 100, 2.5/s\n"


def test_quiet_shows_nothing(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    shown = batch.Shown(quiet=True)
    shown.begin("linting", 5)
    clock.now += 400
    shown.advance(5)
    assert capsys.readouterr().err == ""


def test_on_a_terminal_there_is_a_bar(tmp_path: Path) -> None:
    command = ["batch", str(ROOT / "sample_notes" / "batch.csv"), "--out", str(tmp_path / "out"), "--chunk", "5"]
    main, other = pty.openpty()
    run = subprocess.Popen(
        [sys.executable, "-m", "notelint", *command, "--jobs", "1", "--isolated"],
        stdout=subprocess.PIPE, stderr=other, env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "TERM": "xterm"},
    )  # fmt: skip
    os.close(other)
    said = b""
    while True:
        try:
            said += os.read(main, 65536)
        except OSError:  # the other end is closed
            break
    assert run.communicate()[0].startswith(b"Linted 30 notes")
    assert run.returncode == 0
    shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", said.decode())
    assert "linting" in shown and "/s" in shown and "30" in shown
    assert "back pain" not in shown
