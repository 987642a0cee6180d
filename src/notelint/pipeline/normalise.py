"""Raw note text -> the text that patterns are matched on, with a way back to the offsets of the note as read.

Phrases must match whatever the layout: wrapped lines, CRLF, tabs, double spaces, curly quotes, dashes of every length. So
the matched text has one space between words, one newline between logical lines, and no other white space; hyphens between
words are spaces ("low-back" is "low back"), and contracted negations are written out ("doesn't" is "does not", "cant" is
"cannot"). Every character of it comes from one character of the note.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import pairwise

from notelint.precompiled import regex

_ONE_TO_ONE = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "ʼ": "'", "`": "'",
        "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "⁃": "-",
        "⁄": "/", "∕": "/", "／": "/", "：": ":", "，": ",", "；": ";",
        "\u00a0": " ", "\u2007": " ", "\u2009": " ", "\u200a": " ", "\u202f": " ", "\u3000": " ", "\t": " ",
        "\u200b": " ", "\ufeff": " ", "\u00ad": " ",
        "●": "•", "▪": "•", "◦": "•", "‣": "•", "∙": "•", "·": "•", "■": "•", "○": "•", "►": "•", "\uf0b7": "•", "\uf0a7": "•",
    }
)  # fmt: skip

_CONTRACTED = regex(
    r"\b(do|does|did|is|are|was|were|has|have|had|could|would|should|might|must|ca|wo)(n'?t)\b", re.IGNORECASE
)
_MAY_CONTRACT = (
    "n't", "dont", "doesnt", "didnt", "isnt", "wasnt", "werent", "hasnt", "havent", "hadnt", "couldnt", "wouldnt", "shouldnt",
    "mightnt", "mustnt", " cant", "\ncant", "(cant", " wont", "\nwont", " arent", "\narent",
)  # fmt: skip
"""Of which a text has one that has a contracted negation at the usual places; few have, and these are found quickly."""
_WHOLE = {"ca": "can", "wo": "will "}
_LINE_BREAK = regex(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_BLANKS = regex(r" +")
_GAPS = regex(r"  +")
_WORD_HYPHEN = regex(r"-(?:(?<=[A-Za-z0-9]-)(?=[A-Za-z])|(?<=[A-Za-z]-)(?=[0-9]))")
_LEVEL = regex(r"\b[CTLS](?:\d{1,2}-[CTLS]|-\d)$", re.IGNORECASE)
_BULLET = regex(r"(?:[•*>–-]+|\(?\d{1,2}[.)]|\(?[a-zA-Z][.)]|\[[ xX✓✔]?\])(?:\s+|$)")
_LABEL = regex(r"[A-Z][A-Za-z0-9/&+ ,()'-]{0,40}:")
_ENDED = regex(r"[.!?:;][\"')\]]*$")

WIDE = 3
"""From this many blanks in a row on, a gap separates columns of a table, not words."""


@dataclass(frozen=True, slots=True)
class NormalText:
    """The text to match on.

    Attributes:
        text: Normal text, in the case of the note.
        lower: The same in lower case, character for character.
        wide: Offsets in `text` of blanks that stand for a wide gap.
    """

    text: str
    lower: str
    wide: frozenset[int]
    _starts: tuple[int, ...]
    _raws: tuple[int, ...]
    _heads: dict[int, int] = field(default_factory=dict)

    def raw(self, offset: int) -> int:
        """Offset in the note of the character at `offset` here."""
        i = bisect_right(self._starts, offset) - 1
        return self._raws[i] + offset - self._starts[i]

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the note of `text[start:end]` (not empty). What begins with the "not" of "doesn't" begins with the word."""
        return self._heads.get(start, self.raw(start)), self.raw(end - 1) + 1


def _lower(text: str) -> str:
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _hyphen(match: re.Match[str]) -> str:
    # "L4-L5" and "T12-L1" are levels; "L-spine" is two words.
    around = match.string[max(0, match.start() - 4) : match.end() + 1]
    return "-" if _LEVEL.search(around) else " "


def _whole(stem: str) -> str:
    """What stands before "not" where a contracted negation is written out."""
    return _WHOLE.get(stem.lower(), f"{stem} ")


def spaced(text: str) -> str:
    """Write a phrase as the matched text would have it: lower case, straight quotes, hyphens between words as blanks, no
    contracted negation."""
    lower = _CONTRACTED.sub(lambda m: f"{_whole(m[1])}not", _lower(text.translate(_ONE_TO_ONE)))
    return _BLANKS.sub(" ", _WORD_HYPHEN.sub(_hyphen, lower)).strip()


def _wrap_width(lengths: list[int]) -> int:
    """Width at which the note is wrapped, or 0 where its lines are not wrapped at all.

    Wrapped prose has many lines that end close to one width; a note of short entries or of whole paragraphs has not.
    """
    longest = max((n for n in lengths if n <= 140), default=0)
    if longest < 45 or max(lengths, default=0) > 200:
        return 0
    near = sum(1 for n in lengths if longest * 0.8 <= n <= longest)
    return longest if near >= 3 or (near >= 2 and len(lengths) <= 8) else 0


def _sentence_case(lines: list[str]) -> bool:
    """Whether lines of the note begin with capitals as a rule: then one that begins small goes on with the line before."""
    first = [line.lstrip()[0] for line in lines if line.strip() and line.lstrip()[0].isalpha()]
    return len(first) >= 3 and sum(c.isupper() for c in first) >= 0.35 * len(first)


def _may_go_on(line: str, following: str) -> bool:
    """Whether neither the end of `line` nor the beginning of `following` speaks against one sentence."""
    head, tail = following.lstrip(), line.rstrip()
    if not head or not tail or _BULLET.match(head) or _LABEL.match(head):
        return False
    return _ENDED.search(tail) is None


def _fits_no_more(line: str, following: str, width: int) -> bool:
    """Whether the first word of `following` would not have fitted behind `line`."""
    return len(line.rstrip()) + 1 + len(following.lstrip().split(" ", 1)[0]) > width


def _wrapped_throughout(lines: list[str], width: int) -> bool:
    """Whether the note is wrapped by a machine: lines that end in mid-sentence are full, nearly all of them."""
    pairs = [(a, b) for a, b in pairwise(lines) if _may_go_on(a, b)]
    full = sum(_fits_no_more(a, b, width) for a, b in pairs)
    return bool(width) and len(pairs) >= 4 and full >= 0.8 * len(pairs)


def _joins(line: str, following: str, width: int, sentence_case: bool, throughout: bool) -> bool:
    """Whether `following` goes on with the sentence of `line` (a wrapped line)."""
    head, tail = following.lstrip(), line.rstrip()
    if not _may_go_on(line, following):
        return False
    if throughout and _fits_no_more(line, following, width):
        return True
    opens = head[0].islower() or (head[0].isalnum() and tail[-1] in ",(") or tail[-1] in ",-/&+("
    first = head.split(" ", 1)[0]
    # A line is full when its neighbour's first word would not have fitted.
    full = bool(width) and len(line.rstrip()) + 1 + len(first) > width * 0.92
    if tail[-1] == ",":
        return head[0].islower() or full
    if sentence_case and head[0].islower() and len(tail) > 30:
        return True
    return (opens and full) or (full and not head.isupper() and len(tail) > 50 and head[0].islower())


def normalise(text: str, start: int = 0) -> NormalText:
    """Normalise `text` from offset `start` on."""
    flat = text[start:].translate(_ONE_TO_ONE)
    flat = _WORD_HYPHEN.sub(_hyphen, flat)
    lines: list[tuple[int, int]] = []
    at = 0
    for match in _LINE_BREAK.finditer(flat):
        lines.append((at, match.start()))
        at = match.end()
    lines.append((at, len(flat)))
    sentence_case = _sentence_case([flat[a:b] for a, b in lines])
    width = _wrap_width([len(flat[a:b].rstrip()) for a, b in lines if flat[a:b].strip()])
    throughout = _wrapped_throughout([flat[a:b] for a, b in lines], width)

    out: list[str] = []
    starts: list[int] = []
    raws: list[int] = []
    wide: set[int] = set()
    heads: dict[int, int] = {}
    size = 0

    def put(piece: str, raw: int) -> None:
        nonlocal size
        starts.append(size)
        raws.append(raw + start)
        out.append(piece)
        size += len(piece)

    lower = f"\n{flat.lower()}"
    contracted = list(_CONTRACTED.finditer(flat)) if any(sign in lower for sign in _MAY_CONTRACT) else []

    def write(low: int, high: int) -> None:
        at = low
        for match in contracted[bisect_left(contracted, low, key=re.Match.start) :]:
            if match.end() > high:
                break
            put(flat[at : match.start()], at)
            stem, last = _whole(match[1]), match.start(2)
            heads[size + len(stem)] = match.start() + start
            for i, char in enumerate(stem):
                put(char, min(match.start() + i, last))
            for char, raw in zip(
                "not" if match[2].islower() else "NOT", (last, last + 1, match.end() - 1), strict=True
            ):
                put(char, raw)
            at = match.end()
        if at < high:
            put(flat[at:high], at)

    for i, (a, b) in enumerate(lines):
        line = flat[a:b]
        if i:
            previous = flat[lines[i - 1][0] : lines[i - 1][1]]
            put(" " if _joins(previous, line, width, sentence_case, throughout) else "\n", max(a - 1, 0))
        left = a + len(line) - len(line.lstrip(" "))
        right = a + len(line.rstrip(" "))
        at = left
        for gap in _GAPS.finditer(flat, left, right):
            write(at, gap.start() + 1)
            if gap.end() - gap.start() >= WIDE:
                wide.add(size - 1)
            at = gap.end()
        if at < right:
            write(at, right)
    joined = "".join(out)
    if not starts:
        starts, raws = [0], [start]
    return NormalText(joined, _lower(joined), frozenset(wide), tuple(starts), tuple(raws), heads)
