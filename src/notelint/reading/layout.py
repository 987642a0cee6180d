"""The outline of a note that its metadata are read from: title lines, headings, the parts they begin.

A light reading for the date, the visit and the identifiers only. Clinical sections are the pipeline's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from notelint.precompiled import regex

_ONE_TO_ONE = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f\t\u200b", " "),
        **dict.fromkeys("‘’ʼ", "'"),
        "⁄": "/",
        "：": ":",
    }
)
_LINE = regex(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_MARKS = "#*=>_~•-" + "".join(c for c in map(chr, range(0x3001)) if c.isspace())
"""White space, and what frames a line (`##`, `**`, bullets)."""


def plain(text: str) -> str:
    """The text with one kind of dash, blank and apostrophe; each character stays in its place."""
    return text.replace("\t", " ") if text.isascii() else text.translate(_ONE_TO_ONE)


@dataclass(slots=True)
class Line:
    """A line that is not blank, without the marks that frame it (`##`, `**`, bullets)."""

    start: int
    text: str


def lines(text: str, start: int = 0) -> Iterator[Line]:
    """The lines of `text` that hold words, from offset `start` on."""
    for line in _LINE.finditer(text, start):
        framed = line.group().lstrip(_MARKS)
        words = framed.rstrip(" *=_#")
        if words:
            yield Line(line.end() - len(framed), words)


TITLE_LINES = 6
TITLE_WORDS = 14
_STORY = regex(
    r"""\d{1,3}\s?-?(?:y\.?\s?/?o\b|yr|year|[mf]\b)
    | (?:the\ (?:patient|pt)|this\ (?:is|patient|pleasant|\d)|he|she|an?\ \d|dear)\b
    | (?:patient|pt|mr|mrs|ms|miss|dr)\b.*\b(?:is|was|has|reports?|states|returns?|presents?|presented|comes|came|here
        |c/o|complains|calls|called|seen|denies)\b
    | \S+\ is\ an?\b""",
    re.IGNORECASE | re.VERBOSE,
)


def title_lines(text: str, start: int = 0) -> list[Line]:
    """The short lines that open a note before it begins to tell: kind of note, place, date, names.

    They end with the first line that is long, that reads like a sentence about a patient, or that opens with an age.
    """
    found: list[Line] = []
    for line in lines(text, start):
        if len(found) == TITLE_LINES or len(line.text.split()) > TITLE_WORDS or _STORY.match(line.text):
            break
        found.append(line)
    return found
