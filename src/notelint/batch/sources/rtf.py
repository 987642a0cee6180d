"""RTF files -> text, through striprtf.

striprtf reads the words; what surrounds it here keeps the cells of tables apart, gives list items their marks, leaves
out the addresses of links, and refuses what would take it very long: it works with regular expressions over the whole
file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from striprtf.striprtf import rtf_to_text

from notelint.batch.sources.base import Record, one_note
from notelint.batch.sources.layout import Lines, text_or_refusal
from notelint.errors import ReadError

_CELL, _ROW, _START = "\ue000", "\ue001", "\ue002"
_BRACE = re.compile(r"\\[\\{}]|[{}]")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}[\r\n]*){100,}")
_SLOW = re.compile(r"(?=\{\s*\\field)|(?=HYPERLINK)", re.IGNORECASE)
_CELL_END = re.compile(r"\\(?:nest)?cell(?![a-z]) ?")
_ROW_END = re.compile(r"\\(?:nest)?row(?![a-z]) ?")
_ROW_START = re.compile(r"\\trowd(?![a-z]) ?")
_MARK = re.compile(r"\{\\(?:listtext|\*?\\?pntext)\b([^{}]*)\}")
_MARK_WORDS = re.compile(r"\\(?:'[0-9a-fA-F]{2}|u-?\d+ ?\S?|[a-z]+-?\d* ?)|[\r\n]+")
_NUMBER = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]")
_FONTS = re.compile(r"\{[^{}]*\\fonttbl")
_FONT_TABLE = 400_000
_FONT_LINE = 4_000
_MAX_DEPTH = 1_000


def read_documents(path: str) -> Iterator[Record]:
    """The note of an RTF file.

    Raises:
        ReadError: It cannot be read.
    """
    return one_note(path, text_of)


def text_of(data: bytes, path: str) -> str:
    """The text of an RTF file: a line for each paragraph and for each row of a table.

    Raises:
        ReadError: It is no RTF, is cut short, or is broken.
    """
    if not data.lstrip()[:5] == b"{\\rtf":
        raise ReadError(path, "is not RTF (it does not begin with {\\rtf)")
    # RTF is ASCII; what is not is taken as Windows does.
    source = data.decode("cp1252", errors="replace")
    source = _HEX.sub("", source)
    _check(source, path)
    source = _SLOW.sub("\n", source)
    source = _MARK.sub(_mark, source)
    for pattern, sign in ((_CELL_END, _CELL), (_ROW_END, _ROW), (_ROW_START, _START)):
        source = pattern.sub(f"{{}}{sign}", source)

    def read() -> str:
        return _lines(str(rtf_to_text(source, errors="replace")))  # type: ignore[no-untyped-call]

    return text_or_refusal(path, read, "is broken RTF")


def _check(source: str, path: str) -> None:
    """Refuse a file that is cut short, nested without end, or whose table of fonts is no table.

    Raises:
        ReadError: It is one of these.
    """
    depth = deepest = 0
    for brace in _BRACE.finditer(source):
        if brace.group() == "{":
            depth += 1
            deepest = max(deepest, depth)
        elif brace.group() == "}":
            depth -= 1
            if depth <= 0:
                break
    if deepest > _MAX_DEPTH:
        raise ReadError(path, f"has groups nested more than {_MAX_DEPTH} deep")
    if depth > 0:
        raise ReadError(path, f"is cut short: {depth} of its groups are not closed")
    fonts = _FONTS.search(source)
    if fonts:
        table = _group(source, fonts.start())
        entries = table.split("\\fcharset")
        longest = max(map(len, re.split(r"[\r\n{}]", table)))
        if len(table) > _FONT_TABLE or longest > _FONT_LINE or not all(";" in entry for entry in entries[1:]):
            raise ReadError(path, "is broken RTF (its table of fonts)")


def _group(source: str, start: int) -> str:
    depth = 0
    for brace in _BRACE.finditer(source, start):
        depth += {"{": 1, "}": -1}.get(brace.group(), 0)
        if depth == 0:
            return source[start : brace.end()]
    return source[start:]


def _mark(match: re.Match[str]) -> str:
    """The mark before a list item: its number where it has one, else a bullet."""
    shown_mark = _MARK_WORDS.sub("", match[1]).strip()
    return f"{{}}{shown_mark} " if _NUMBER.fullmatch(shown_mark) else "{}- "


def _lines(text: str) -> str:
    """Paragraphs as lines, and those up to a cell's mark as a cell.

    A row begins with its mark, which Word writes a second time before the row's end; where there is none, the first
    cell is the last line before its mark.
    """
    lines = Lines()
    begun, cells, words = False, 0, ""
    for part in re.split(f"([{_CELL}{_ROW}{_START}])", text):
        if part == _CELL:
            if not cells and not begun:
                before, _, words = words.rpartition("\n")
                _write(lines, before)
            if not cells:
                lines.open_row()
            lines.open_cell()
            _write(lines, words)
            lines.close_cell()
            cells, words = cells + 1, ""
        elif part == _ROW or (part == _START and not cells):
            if cells:
                lines.close_row()
            _write(lines, words)
            begun, cells, words = part == _START, 0, ""
        elif part != _START:
            words += part
    if cells:
        lines.close_row()
    _write(lines, words)
    return lines.text()


def _write(lines: Lines, text: str) -> None:
    for number, line in enumerate(text.removesuffix("\n").split("\n")):
        if line.strip():
            lines.line(line)
        elif number:
            lines.gap()
