"""Documents become plain lines that a note could have been typed in: a paragraph, a heading, a list item or a table's
row each.

The words stay in their order. The cells of a row stand in one line with a gap of four blanks between them, which is
how a typed table looks, so that "Fever    No" is read as an answer to its own question only. A cell of several lines
gets lines of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from notelint.errors import ReadError

GAP = " " * 4
"""Between the cells of a row."""

MAX_CHARACTERS = 5_000_000
"""A document with more text than this is no note; reading it stops there."""

TOO_MUCH = "holds too much text for a note"

_LABEL = 60
_BREAK = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
_INNER = re.compile(r"[ \t\r\n\f\v]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_TRAILING = re.compile(r"[ \t\u00a0]+(?=\n|$)")


class TooMuchText(Exception):
    """A document holds more text than `MAX_CHARACTERS`."""


def text_or_refusal(path: str, read: Callable[[], str], broken: str) -> str:
    """The text that a library reads from a document.

    Args:
        path: The document, for the error.
        read: Reads it.
        broken: What the document is where the library trips over it, whose own message could quote the document.

    Raises:
        ReadError: It cannot be read, holds too much text, or none.
    """
    text = reason = ""
    try:
        text = read()
    except TooMuchText:
        reason = TOO_MUCH
    except Exception as error:
        reason = f"{broken} ({type(error).__name__})"
    if not reason and not text:
        reason = "holds no text"
    if reason:
        raise ReadError(path, reason)
    return text


def collapsed(text: str) -> str:
    """Text of one line, each run of blanks and line ends as one blank."""
    return _INNER.sub(" ", text).strip()


def tidy(text: str) -> str:
    """Text as a note has it: one kind of line end, tabs as gaps, no control characters, no more than one empty line."""
    text = _BREAK.sub("\n", text).replace("\u00ad", "").replace("\t", GAP)
    text = _TRAILING.sub("", _CONTROL.sub(" ", text))
    return _BLANK_LINES.sub("\n\n", text).strip("\n")


class Lines:
    """Collects the lines of a document; tables may be nested.

    A caller begins rows and cells with `open_row` and `open_cell`, and whatever it writes then is part of the cell
    until `close_cell`.
    """

    def __init__(self) -> None:
        self._out: list[str] = []
        self._sinks: list[list[str]] = [self._out]
        self._rows: list[list[list[str]]] = []
        self._size = 0

    def line(self, text: str) -> None:
        """Add a line; one without words is left out.

        Raises:
            TooMuchText: There have been too many characters.
        """
        if text.strip():
            self._size += len(text)
            if self._size > MAX_CHARACTERS:
                raise TooMuchText
            self._sinks[-1].append(text.strip())

    def gap(self) -> None:
        """An empty line, as before a heading; none inside a cell, at the beginning, or after another."""
        if len(self._sinks) == 1 and self._out and self._out[-1]:
            self._out.append("")

    def open_row(self) -> None:
        """Begin the row of a table."""
        self._rows.append([])

    def open_cell(self) -> None:
        """Begin a cell of the row; outside a row it is one by itself."""
        if not self._rows:
            self.open_row()
        self._sinks.append([])

    def close_cell(self) -> None:
        """End the cell that was begun last, if one was."""
        if len(self._sinks) > 1 and self._rows:
            self._rows[-1].append(self._sinks.pop())

    def close_row(self) -> None:
        """End the row that was begun last, if one was, and write it."""
        if self._rows:
            for line in _row(self._rows.pop()):
                self._sinks[-1].append(line)

    def text(self) -> str:
        """All lines, each with its end; an open table is closed first."""
        while self._rows or len(self._sinks) > 1:
            self.close_cell()
            self.close_row()
            if not self._rows and len(self._sinks) > 1:
                self._sinks[-2].extend(self._sinks.pop())
        text = tidy("\n".join(self._out))
        return text + "\n" if text else ""


def _row(cells: list[list[str]]) -> list[str]:
    """The lines of a row: its cells in one, or each cell's own where one of them has several."""
    cells = [cell for cell in cells if cell]
    if all(len(cell) == 1 for cell in cells):
        return [GAP.join(cell[0] for cell in cells)] if cells else []
    out: list[str] = []
    first = cells[0]
    if len(first) == 1 and len(first[0]) <= _LABEL and first[0][-1].isalnum():
        # A label and what it speaks of: "Pain" and two lines about it.
        words = [line for cell in cells[1:] for line in cell]
        return [f"{first[0]}: {words[0]}", *words[1:]]
    for cell in cells:
        out += cell
    return out
