"""The lines of a note as a terminal may show them: excerpts with the words underlined, whatever the line is like.

Lines may be 100,000 characters long, hold tabs, wide and combining characters, or bytes that would drive a terminal. An
excerpt is one line high, fits a number of columns, and its underline stands under the words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

ELLIPSIS = "…"
_TAB = "    "
_LINE_END = re.compile(r"\r\n|\r|\n")
_MAX_LINES_OF_A_MARK = 2
_SNAP = 15
_CONTEXT = 24
"""Columns that are left around the words of one window."""

# C0 and C1 controls, line separators and marks that turn the direction of writing: a note must not drive the terminal.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Mark:
    """Words to underline: offsets into the note, and whether they are the ones that the finding is about."""

    start: int
    end: int
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line, or a window on one: its number from 1, what to print, and below it the underline (`^` and `-`)."""

    line: int
    text: str
    underline: str


def _symbol(match: re.Match[str]) -> str:
    char = match.group()
    if char == "\t":
        return _TAB
    return chr(0x2400 + ord(char)) if ord(char) < 0x20 else "\ufffd"


def printable(text: str) -> str:
    """The text with tabs as spaces and with visible symbols in place of characters that would drive a terminal."""
    return _UNSAFE.sub(_symbol, text)


def inline(text: str, limit: int = 60) -> str:
    """Words of a note for the middle of a sentence: on one line, printable, cut to `limit` characters."""
    words = printable(" ".join(text.split()))
    return words if len(words) <= limit else words[: limit - 1].rstrip() + ELLIPSIS


class Source:
    """A note's text cut into lines."""

    def __init__(self, text: str) -> None:
        self.text = text
        breaks = [match.span() for match in _LINE_END.finditer(text)]
        self._starts = [0, *(end for _, end in breaks)]
        self._ends = [*(start for start, _ in breaks), len(text)]

    def line(self, offset: int) -> int:
        """The number, from 1, of the line in which an offset stands."""
        return bisect_right(self._starts, offset)

    def excerpts(self, marks: Iterable[Mark], room: int) -> list[Excerpt]:
        """Excerpts that show every mark, in order of place, each within `room` columns.

        A mark over many lines shows its first two. Marks of one line that are too far apart get excerpts of their own.
        """
        parts: dict[int, list[Mark]] = {}
        for mark in sorted(marks, key=lambda mark: (mark.start, mark.end)):
            for index, part in self._by_line(mark):
                parts.setdefault(index, []).append(part)
        return [
            self._excerpt(index, group, room)
            for index in sorted(parts)
            for group in self._groups(index, sorted(parts[index], key=lambda part: part.start), room)
        ]

    def _by_line(self, mark: Mark) -> Iterator[tuple[int, Mark]]:
        """The parts of a mark line by line, without the blanks around them."""
        shown = 0
        for index in range(self.line(mark.start) - 1, len(self._starts)):
            if self._starts[index] >= mark.end or shown == _MAX_LINES_OF_A_MARK:
                return
            start, end = max(mark.start, self._starts[index]), min(mark.end, self._ends[index])
            words = self.text[start:end]
            if words.strip():
                start += len(words) - len(words.lstrip())
                shown += 1
                yield index, Mark(start, start + len(words.strip()), mark.primary)

    def _groups(self, index: int, parts: Sequence[Mark], room: int) -> Iterator[list[Mark]]:
        """The parts of one line, together where one window can hold them."""
        start, end = self._starts[index], self._ends[index]
        if end - start <= room and cell_len(printable(self.text[start:end])) <= room:
            yield list(parts)
            return
        group: list[Mark] = []
        for part in parts:
            if group and self._cells(group[0].start, part.end, room) > room - _CONTEXT:
                yield group
                group = []
            group.append(part)
        yield group

    def _cells(self, start: int, end: int, enough: int) -> int:
        """Columns that a stretch takes; more than `enough` characters are not counted out."""
        return cell_len(printable(self.text[start : min(end, start + 2 * enough)]))

    def _excerpt(self, index: int, parts: Sequence[Mark], room: int) -> Excerpt:
        low, high = self._window(index, parts, room)
        before = ELLIPSIS if low > self._starts[index] else ""
        after = ELLIPSIS if high < self._ends[index] else ""
        underline: list[str] = []
        for part in sorted(parts, key=lambda part: part.primary):
            left = cell_len(before + printable(self.text[low : part.start]))
            right = cell_len(before + printable(self.text[low : min(part.end, high)]))
            right = max(right, left + 1)
            underline.extend(" " * (right - len(underline)))
            underline[left:right] = ("^" if part.primary else "-") * (right - left)
        return Excerpt(index + 1, before + printable(self.text[low:high]) + after, "".join(underline))

    def _window(self, index: int, parts: Sequence[Mark], room: int) -> tuple[int, int]:
        """Where to cut the line, with whole words at the edges: behind the marks, if it can begin at its beginning,
        else such that they stand near the middle of what is left."""
        first, last = self._starts[index], self._ends[index]
        if last - first <= room and cell_len(printable(self.text[first:last])) <= room:
            return first, last
        end = max(part.end for part in parts)
        if self._cells(first, end, room) <= room - _CONTEXT // 2:
            return first, self._snap_back(self._fit(first, last, room - len(ELLIPSIS)), last, end)
        room -= 2 * len(ELLIPSIS)
        low = parts[0].start
        high = self._fit(low, end, room)
        free = room - cell_len(printable(self.text[low:high]))
        wanted = self._fit(high, last, free) - high
        left = max(free // 2, free - wanted)
        while low > first and cell_len(printable(self.text[low - 1 : parts[0].start])) <= left:
            low -= 1
        high = self._fit(low, last, room)
        return self._snap(low, first, parts[0].start), self._snap_back(high, last, end)

    def _fit(self, start: int, end: int, room: int) -> int:
        """The furthest offset up to `end` such that the stretch from `start` takes at most `room` columns."""
        end = min(end, start + room * 2)
        while end > start and cell_len(printable(self.text[start:end])) > room:
            end -= 1
        return end

    def _snap(self, low: int, first: int, mark: int) -> int:
        """The next beginning of a word, if one is near and before the mark."""
        if low == first:
            return low
        for at in range(low, min(low + _SNAP, mark)):
            if self.text[at - 1].isspace() and not self.text[at].isspace():
                return at
        return low

    def _snap_back(self, high: int, last: int, mark: int) -> int:
        """The last end of a word, if one is near and behind the mark."""
        if high == last:
            return high
        for at in range(high, max(high - _SNAP, mark), -1):
            if self.text[at].isspace() and not self.text[at - 1].isspace():
                return at
        return high
