"""Whole invented notes from several specialties: how much of what they mark is found, and how much else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from marked import Marked, Read, found, unmark
from notelint.models import Fact

from .test_probe import compare

NOTES = sorted((Path(__file__).parent / "notes").glob("*.txt"))
FLOOR = 0.95
"""F1 of mentions with their assertions, over all notes; raised as the patterns get better."""


def check(path: Path, read: Read, scored: Callable[[Fact], bool]) -> tuple[int, int, list[Marked], list[Marked]]:
    """Number of marked and of found mentions, what is missing and what is too much."""
    text, wanted = unmark(path.read_text(encoding="utf-8"))
    got = [found(fact) for fact in read(text).facts if scored(fact)]
    missing, extra = compare(wanted, got)
    return len(wanted), len(got), missing, extra


def test_the_notes_are_read_well(read: Read, scored: Callable[[Fact], bool]) -> None:
    marked = got = right = 0
    wrong: list[str] = []
    for path in NOTES:
        wanted, number, missing, extra = check(path, read, scored)
        marked, got, right = marked + wanted, got + number, right + wanted - len(missing)
        wrong += [f"{path.stem}: missing {m}" for m in missing] + [f"{path.stem}: too much {m}" for m in extra]
    f1 = 2 * right / (marked + got)
    assert f1 >= FLOOR, f"F1 {f1:.3f}\n" + "\n".join(wrong)


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.stem)
def test_no_note_is_read_badly(path: Path, read: Read, scored: Callable[[Fact], bool]) -> None:
    wanted, number, missing, extra = check(path, read, scored)
    assert 2 * (wanted - len(missing)) / (wanted + number) >= FLOOR - 0.1, [str(m) for m in [*missing, *extra]]
