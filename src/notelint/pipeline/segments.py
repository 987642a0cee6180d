"""Sentence and line boundaries, in place of PyRuSH: 98% of the time of a stock medspaCy pipeline goes into that.

A sentence ends at a line end (wrapped lines are joined before), at a full stop, question or exclamation mark that is no part
of an abbreviation or a number, and before the number of a list item that stands in running text.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from notelint.precompiled import regex

# Not: the dots that lead to an answer ("Numbness ....... No"), a question mark before a word ("? sciatica").
# Each choice begins with its sign, and looks back from there: so expressions are found fastest.
_CLOSED = r"[.!?]*[\"')\]]*(?=\s|$)"
_STOP = regex(
    rf"\.(?<!\.\.)(?!\.{{3}}){_CLOSED}|!(?<!\.!){_CLOSED}|\?(?<!\.\?)(?<![\s(:]\?){_CLOSED}|\.(?<!\.\.)(?=[A-Z][a-z])|\n"
)
_ITEM = regex(r"(?<![^\n :.])\(?(?P<number>\d{1,2})(?P<mark>[.)])(?= ?[A-Z])| (?=•)")
_LAST_WORD = regex(r"([A-Za-z][A-Za-z.]*)$")
ABBREVIATIONS = frozenset(
    "dr mr mrs ms prof st vs approx appt e.g i.e eg ie y.o yo etc fig sec dept resp incl cont hosp p.o b.i.d t.i.d q.i.d q.d "
    "q.h.s p.r.n a.m p.m i.v i.m s.c o.d o.s jr sr ph.d m.d d.o r.n jan feb mar apr jun jul aug sept sep oct nov dec ca".split()
)
_INITIAL = regex(r"(?:^|[ (])[A-Z]$")


def _ends(text: str, at: int, after: int) -> bool:
    """Whether the full stop at `at` ends a sentence; `after` is where the next text begins."""
    before = text[max(0, at - 12) : at]
    follows = text[after : after + 2].lstrip()
    if text[at] != ".":
        return True
    word = _LAST_WORD.search(before)
    if word is None:
        # "1." at the start of a line numbers an item; "4." after words ends a sentence.
        return not re.search(r"(?:^|\n)\(?\d{1,2}$", before)
    lowered = word.group(1).lower().strip(".")
    if lowered in ABBREVIATIONS:
        # "etc." and "a.m." may end a sentence: a capital after them tells; a title never does.
        ender = lowered in {
            "etc",
            "a.m",
            "p.m",
            "p.r.n",
            "b.i.d",
            "t.i.d",
            "q.i.d",
            "q.d",
            "p.o",
            "y.o",
            "q.h.s",
            "yo",
            "i.v",
        }
        return ender and follows[:1].isupper()
    if lowered == "no" and follows[:1].isdigit():
        return False
    return not _INITIAL.search(before)


def _items(text: str) -> tuple[set[int], set[int]]:
    """Where list items begin in running text, and the marks after their numbers.

    "1. Low back pain 2. Hypertension" is two items; "pain is 7. Worse" is none: a number opens an item where a sentence or
    heading has just ended, or where it follows the number of the item before it on its line.
    """
    starts: set[int] = set()
    marks: set[int] = set()
    last, line_end = 0, -1
    for match in _ITEM.finditer(text):
        if match["number"] is None:
            starts.add(match.end())
            continue
        if match.start() > line_end:
            last, line_end = 0, text.find("\n", match.start())
            line_end = len(text) if line_end < 0 else line_end
        number, near = int(match["number"]), text[max(0, match.start() - 4) : match.start()]
        before = near.rstrip(" ")
        decimal = near[-1:] == "." and near[-2:-1].isdigit()  # the end of "8.0. Gait" is no item 0
        opens = not before or (before[-1] in ":\n?!;." and not decimal)
        if (
            opens
            or (number == last + 1 and last)
            or (number == 1 and re.search(r"\b2[.)] ?[A-Z]", text[match.end() : line_end]))
        ):
            last = number
            starts.add(match.start())
            marks.add(match.start("mark"))
    return starts, marks


def sentence_starts(text: str) -> list[int]:
    """Offsets at which sentences of a normal text begin, in order, the first being 0."""
    items, marks = _items(text)
    starts = {0} | items
    for match in _STOP.finditer(text):
        if match.start() in marks:
            continue
        if match.group() == "\n":
            starts.add(match.end())
        else:
            end = match.end()
            while end < len(text) and text[end] == " ":
                end += 1
            trailing = match.group().startswith("..") and text[end : end + 1].islower()
            if end < len(text) and text[end] != "\n" and not trailing and _ends(text, match.start(), end):
                starts.add(end)
    return _within_limit(text, sorted(starts))


LONGEST = 1200
"""A run of text without an end is cut into pieces of about this size, so that the work stays in step with the length."""


def _within_limit(text: str, starts: list[int]) -> list[int]:
    out: list[int] = []
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        out.append(start)
        while end - start > LONGEST:
            cut = text.rfind(", ", start + LONGEST // 2, start + LONGEST)
            cut = cut if cut >= 0 else text.rfind(" ", start + LONGEST // 2, start + LONGEST)
            start = cut + 1 if cut >= 0 else start + LONGEST
            while start < end and text[start] == " ":
                start += 1
            out.append(start)
    return out


class Sentences:
    """Where sentences and logical lines begin and end; finding the one of an offset takes a binary search."""

    __slots__ = ("line_starts", "size", "starts")

    def __init__(self, text: str) -> None:
        self.size = len(text)
        self.starts = sentence_starts(text)
        self.line_starts = [0] + [m.end() for m in re.finditer("\n", text)]

    def index(self, offset: int) -> int:
        """Number of the sentence at `offset`."""
        return bisect_right(self.starts, offset) - 1

    def span(self, index: int) -> tuple[int, int]:
        """Start and end of sentence `index`."""
        return self.starts[index], self.starts[index + 1] if index + 1 < len(self.starts) else self.size

    def line(self, offset: int) -> int:
        """Number of the logical line at `offset`, from 0."""
        return bisect_right(self.line_starts, offset) - 1
