"""What was read out of notes, with the pattern and the cues that decided each fact: for those who write patterns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from notelint.models import DurationValue, Fact, NoteReport
from notelint.output.base import QUOTED, WITHHELD, Options
from notelint.output.json import fact_out
from notelint.output.source import inline, printable
from notelint.output.text import wrap

_PATTERN = 80
"""Characters of a pattern that the table shows; JSON has it whole."""


def fact_record(fact: Fact, source: bool) -> dict[str, Any]:
    """A fact for `facts --format json`: the fields of a report's fact, and what decided it.

    Without the source the pattern is left out too, since it may be the very words.
    """
    return {
        **fact_out(fact, source).model_dump(mode="json"),
        "sentence": fact.sentence,
        "past": fact.past,
        "side": fact.side,
        "roles": sorted(fact.roles),
        "pattern": fact.pattern if source else None,
        "modifiers": [_shown(cue, source) for cue in fact.modifiers],
    }


def facts_record(report: NoteReport, source: bool) -> dict[str, Any]:
    """The facts of one note, for `facts --format json`."""
    return {"path": report.note.path, "facts": [fact_record(fact, source) for fact in report.facts]}


def facts_table(report: NoteReport, options: Options) -> Iterator[str]:
    """The facts of one note as lines of a table; below each, what decided it."""
    yield printable(report.note.path or "-")
    if not report.facts:
        yield "  no facts"
        return
    rows = [_row(fact, options.source) for fact in report.facts]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    indent = 2 + sum(widths) + 2 * len(widths)
    for row, fact in zip(rows, report.facts, strict=True):
        cells = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False))
        room = max(options.width - indent, 30)
        for number, line in enumerate([*wrap(row[3], room), *wrap(_because(fact, options.source), room)]):
            yield f"{f'  {cells}  ' if number == 0 else ' ' * indent}{line}".rstrip()


def _row(fact: Fact, source: bool) -> tuple[str, str, str, str]:
    words = f'"{inline(fact.text)}"' if source else WITHHELD
    told = [words, f"in {fact.section.replace('_', ' ')}" if fact.section else "", _value(fact)]
    told += ["of an earlier visit" if fact.past else "", fact.side or "", ", ".join(sorted(fact.roles))]
    return f"{fact.line}:{fact.column}", fact.concept, fact.assertion, "; ".join(part for part in told if part)


def _value(fact: Fact) -> str:
    """The value in words: days, a score, or a code where it is written in another way."""
    if isinstance(fact.value, DurationValue):
        return "days unknown" if fact.value.days is None else f"{fact.value.days} days"
    if fact.value is None:
        return ""
    return f"{fact.value:g}" if isinstance(fact.value, float) else fact.value


def _because(fact: Fact, source: bool) -> str:
    cues = "; ".join(_shown(cue, source) for cue in fact.modifiers)
    return "; ".join(part for part in (inline(fact.pattern, _PATTERN) if source else "", cues) if part)


def _shown(cue: str, source: bool) -> str:
    return cue if source else QUOTED.sub(WITHHELD, cue)
