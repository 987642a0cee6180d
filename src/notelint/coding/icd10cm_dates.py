"""What is proven about a code on a day, from editions of the Tabular List and the known days of changes.

A code is taken to live once: it comes, stays, and goes or is divided. So two editions that agree on a code settle the
time between them; where they differ, the change lies somewhere between, and nothing is claimed unless its day is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from notelint.coding.icd10cm_store import Edition

ABSENT, HEADER, COMPLETE, UNFINISHED = "0", "1", "2", "3"
"""State of a code: not in the list; has codes below it; may be reported; lacks only its 7th character."""

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """Days, both included, on which a code is proven to be in one state."""

    first: date
    last: date
    state: str


@dataclass(frozen=True)
class Timeline:
    """The proven states of a code in order of time. Between two spans nothing is proven."""

    spans: tuple[Span, ...]

    def state(self, on: date) -> str | None:
        """The state on a day, or None where it is not proven."""
        return next((span.state for span in self.spans if span.first <= on <= span.last), None)

    @property
    def ever_complete(self) -> bool:
        """Whether it is proven that the code could be reported at some time."""
        return any(span.state == COMPLETE for span in self.spans)

    @property
    def bounds(self) -> tuple[date | None, date | None]:
        """First and last day on which the code can be reported; None where there is none or its day is unknown."""
        first = last = None
        for before, after in zip(self.spans, self.spans[1:], strict=False):
            if before.last + _DAY == after.first:
                first = after.first if after.state == COMPLETE else first
                last = before.last if before.state == COMPLETE else last
        return first, last


def timeline(plain: str, states: str, editions: Sequence[Edition], about: Mapping[str, Any]) -> Timeline:
    """The timeline of a code.

    Args:
        plain: The code without its dot.
        states: Its state in each edition, oldest first.
        editions: The editions.
        about: `splits` (code: day, listed from), `steady_before` and `steady_after` (family, day), as in the data file.
    """
    spans = [Span(e.first, e.last, state) for e, state in zip(editions, states, strict=True)]
    for family, day in about["steady_before"]:
        if _within(plain, family):
            spans.append(Span(date.fromisoformat(day), editions[0].first, states[0]))
    for family, day in about["steady_after"]:
        if _within(plain, family):
            spans.append(Span(editions[-1].last, date.fromisoformat(day), states[-1]))
    for code, (day, listed) in about["splits"].items():
        parent, on = code.replace(".", ""), date.fromisoformat(day)
        if plain == parent:
            spans += [Span(date.fromisoformat(listed), on - _DAY, COMPLETE), Span(on, on, HEADER)]
        elif plain.startswith(parent):
            after = next(state for e, state in zip(editions, states, strict=True) if e.first >= on)
            spans += [Span(date.min, on - _DAY, ABSENT), Span(on, on, after)]
    if states[0] == ABSENT and set(states) != {ABSENT}:
        spans.append(Span(date.min, editions[0].first, ABSENT))
    if states[-1] in (HEADER, UNFINISHED) or (states[-1] == ABSENT and set(states) != {ABSENT}):
        spans.append(Span(editions[-1].last, date.max, states[-1]))
    return Timeline(_joined(spans))


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    """Spans in order, neighbours of one state made one with the time between them."""
    out: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.first, each.last)):
        if out and out[-1].state == span.state:
            out[-1] = Span(out[-1].first, max(out[-1].last, span.last), span.state)
        else:
            out.append(span)
    return tuple(out)


def _within(plain: str, family: str) -> bool:
    low, _, high = family.replace(".", "").partition("-")
    return low <= plain[: len(low)] and plain[: len(high or low)] <= (high or low)
