"""Pages as they look -> the lines of a note.

What a page adds to the words is taken away again: gaps of justified lines, columns, words divided at a line's end,
and what stands at the head and foot of every page. Lines that were wrapped stay so; the linter joins them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from notelint.batch.sources.layout import GAP, tidy

_WIDE = re.compile(r" {3,}")
_BLANKS = re.compile(r" {2,}")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_LIGATURE = re.compile("[ﬀ-ﬆ]")
_PAGE_NUMBER = re.compile(
    r"(?:page|pg\.?|p\.)?\s*\d{1,3}\s*(?:of|/)\s*\d{1,3}|(?:page|pg\.?)\s+\d{1,3}|-\s*\d{1,3}\s*-", re.IGNORECASE
)
_NUMBERED = re.compile(r"\bpage \d+(?: of \d+)?|\b\d+ of \d+")
_BULLET = re.compile(r"^[\uf0b7\uf0a7\uf076●▪◦‣∙■○►•\x7f\x95](?=\s)")
_DIVIDED = re.compile(r"(?P<head>[A-Za-z]{2,})-$")
_GOES_ON = re.compile(r"(?P<tail>[a-z]{2,})")
_COMPOUNDS_WORDS = (
    "follow low mid non pre post re self well co multi over under anti work weight year month week day long short "
    "high left right lower upper cross straight side full half one two three over-the up built age back x t l s c"
)
_COMPOUNDS = frozenset(_COMPOUNDS_WORDS.split())
"""First parts of words that keep their hyphen at a line's end ("follow-" and "up")."""

_EDGE = 3
_COLUMN_LINES = 6
_COLUMN_WORDS = 4.5
_PAGE_LINES = 150


def note_text(pages: Sequence[str]) -> str:
    """The text of a document's pages, one after another."""
    split = [[line.rstrip() for line in tidy(_plain(page)).split("\n")] for page in pages]
    lines = [line for page in _without_edges(split) for line in _columns(page)]
    text = tidy("\n".join(_joined([_line(line) for line in lines])))
    return text + "\n" if text.strip() else ""


def _plain(page: str) -> str:
    return _LIGATURE.sub(lambda match: _LIGATURES[match.group()], page)


def _line(line: str) -> str:
    """A line with one blank between words and `GAP` between columns."""
    words = line.strip()
    gaps = _BLANKS.findall(words)
    if len(gaps) >= 4 and len(gaps) >= 0.7 * len(words.split()[1:]) and max(map(len, gaps)) <= 4:
        return " ".join(words.split())  # justified: all its blanks are wide
    marked = _BULLET.sub("-", words)
    return _BLANKS.sub(lambda gap: GAP if len(gap.group()) > 2 else " ", marked)


def _without_edges(pages: list[list[str]]) -> list[list[str]]:
    """Pages without their numbers, and without what the pages before had at their head or foot, too."""
    pages = [_trimmed(page) for page in pages]
    if len(pages) < 2:
        return pages
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_level(line) for line in (*page[:_EDGE], *page[-_EDGE:]) if line.strip()})
    repeated = {line for line, count in seen.items() if count >= 2 and count >= 0.6 * len(pages)}
    out = []
    for number, page in enumerate(pages):
        kept = list(page)
        # The first page keeps its head and the last its foot: what stands there may stand nowhere else.
        last = number == len(pages) - 1
        while kept and not last and len(page) - len(kept) < _EDGE:
            if kept[-1].strip() and _level(kept[-1]) not in repeated:
                break
            kept.pop()
        head = 0
        while number and head < min(_EDGE, len(kept)) and (not kept[head].strip() or _level(kept[head]) in repeated):
            head += 1
        out.append(kept[head:])
    return out


def _trimmed(page: list[str]) -> list[str]:
    """A page without empty lines at its ends and without its number there."""
    lines = list(page)
    for at in (-1, 0):
        while lines and not lines[at].strip():
            lines.pop(at)
        if lines and _PAGE_NUMBER.fullmatch(lines[at].strip()):
            lines.pop(at)
    return lines


def _level(line: str) -> str:
    """A line as it is on every page, whatever the number of the page in it."""
    return _NUMBERED.sub("page", " ".join(line.split()).lower())


def _columns(page: list[str]) -> list[str]:
    """A page with columns of prose one after the other; tables stay rows."""
    out: list[str] = []
    at = 0
    while at < len(page):
        gutter = _gutter(page, at)
        if gutter is None:
            out.append(page[at])
            at += 1
            continue
        column, end = gutter
        out += [line[:column].rstrip() for line in page[at:end]]
        out += [line[column:].strip() for line in page[at:end]]
        at = end
    return out


def _gutter(page: list[str], start: int) -> tuple[int, int] | None:
    """Where the right column begins and where the columns end, if there are two of prose from line `start` on."""
    for gap in _WIDE.finditer(page[start]):
        column = gap.end()
        end = start
        left: list[int] = []
        right: list[int] = []
        while end < min(len(page), start + _PAGE_LINES) and _free(page[end], column):
            left.append(len(page[end][:column].split()))
            right.append(len(page[end][column:].split()))
            end += 1
        both = [(a, b) for a, b in zip(left, right, strict=True) if a and b]
        if len(both) >= _COLUMN_LINES and all(
            sum(side) / len(both) >= _COLUMN_WORDS for side in zip(*both, strict=True)
        ):
            return column, end
    return None


def _free(line: str, column: int) -> bool:
    """Whether nothing crosses into the column that begins at `column`."""
    return not line[max(0, column - 2) : column].strip()


def _joined(lines: list[str]) -> list[str]:
    """Lines with the words that are divided between two of them put together."""
    out: list[str] = []
    for line in lines:
        divided = _DIVIDED.search(out[-1]) if out else None
        goes_on = _GOES_ON.match(line)
        if divided and goes_on:
            keep = divided["head"].lower() in _COMPOUNDS
            word, _, rest = line.partition(" ")
            out[-1] = out[-1][: None if keep else -1] + word
            if not rest.strip():
                continue
            line = rest.strip()
        out.append(line)
    return out
