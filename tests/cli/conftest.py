"""Running the command line inside the test's own process, where the pipeline is built once."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from notelint.cli import main


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    status: int
    out: str
    err: str

    def json(self) -> Any:
        """Standard output as one JSON document."""
        return json.loads(self.out)

    def lines(self) -> list[Any]:
        """Standard output as JSON, line by line."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `notelint` with arguments, and with bytes on standard input where they are given."""

    def running(*arguments: str | Path, stdin: bytes | None = None) -> Ran:
        if stdin is not None:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Ran(status, captured.out, captured.err)

    return running


WRONG = "2026-05-04. Chronic mechanical low back pain for 4 months, M54.50. No sciatica. Sits 20 min.\n"
"""A note with an error: it is documented as mechanical, and coded as unspecified."""

RIGHT = (
    "New patient, 2026-05-04. Chronic mechanical low back pain for 4 months, M54.59. No sciatica, no disc herniation,\n"
    "no lumbar strain. Cannot sit longer than 20 minutes.\n"
)
"""A note with nothing to say about."""

GAPS = "New patient, 2026-05-04. Low back pain, M54.50. Naproxen.\n"
"""A note with warnings and no error."""

AWAY = "Ear pain for two days. Otitis media.\n"
"""A note about something else."""


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with those notes, and the current folder beside it."""
    folder = tmp_path / "notes"
    folder.mkdir()
    for name, text in {"wrong": WRONG, "right": RIGHT, "gaps": GAPS, "away": AWAY}.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return folder
