"""Whole invented notes from several specialties: how much of what they mark is found, and how much else."""

from __future__ import annotations

import textwrap
from collections import Counter
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


def said(read: Read, scored: Callable[[Fact], bool], text: str) -> Counter[tuple[str, str]]:
    """How often each thing is said of each concept."""
    return Counter((fact.concept, fact.assertion) for fact in read(text).facts if scored(fact))


def wrapped(text: str, width: int) -> str:
    """The text with hard line breaks, as many systems export notes."""
    lines = [
        textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False) if line.strip() else line
        for line in text.split("\n")
    ]
    return "\n".join(lines)


@pytest.mark.parametrize("width", [45, 55, 65, 72, 80, 100])
def test_hard_line_breaks_change_next_to_nothing(read: Read, scored: Callable[[Fact], bool], width: int) -> None:
    lost = total = 0
    for path in NOTES:
        text, _ = unmark(path.read_text(encoding="utf-8"))
        before = said(read, scored, text)
        lost += (before - said(read, scored, wrapped(text, width))).total()
        total += before.total()
    assert lost <= 0.015 * total, f"{lost} of {total} mentions"


def layouts() -> dict[str, Callable[[str], str]]:
    """Other ways to write the same note."""
    return {
        "windows": lambda text: text.replace("\n", "\r\n"),
        "trailing blanks": lambda text: text.replace("\n", "   \n"),
        "two blanks": lambda text: text.replace(". ", ".  "),
        "no-break blanks": lambda text: text.replace(" ", "\u00a0"),
        "long dashes": lambda text: text.replace(" - ", " \u2013 "),
        "indented": lambda text: "\n".join("    " + line for line in text.split("\n")),
        "lower case": str.lower,
        "upper case": str.upper,
    }


@pytest.mark.parametrize("layout", layouts())
def test_the_layout_changes_next_to_nothing(read: Read, scored: Callable[[Fact], bool], layout: str) -> None:
    change = layouts()[layout]
    lost = more = total = 0
    wrong = []
    for path in NOTES:
        text, _ = unmark(path.read_text(encoding="utf-8"))
        before, after = said(read, scored, text), said(read, scored, change(text))
        lost, more, total = lost + (before - after).total(), more + (after - before).total(), total + before.total()
        wrong += [f"{path.stem}: {change}" for change in (before - after) + (after - before)]
    allowed = 0.03 if "case" in layout else 0.0
    assert lost + more <= allowed * total, f"{lost} lost and {more} new of {total}: {wrong}"
