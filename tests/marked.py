"""Sentences with marks: what the words in braces are, and what must be said of them.

    Denies {numbness|leg_neuro_deficit|absent} but has {leg pain|radiating_leg_pain}.

Without an assertion the mention is `present`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from notelint.models import Extraction, Fact

_MARK = re.compile(r"\{(?P<words>[^{}|]+)\|(?P<concept>[a-z0-9_]+)(?:\|(?P<assertion>[a-z]+))?\}")

Read = Callable[..., Extraction]
Says = Callable[..., None]


@dataclass(frozen=True, order=True)
class Marked:
    """A mention that a test marks or a note yields, at offsets of the text without marks."""

    start: int
    end: int
    concept: str
    assertion: str
    words: str

    def __str__(self) -> str:
        return f"{self.concept} {self.assertion} {self.words!r}"


def unmark(marked: str) -> tuple[str, list[Marked]]:
    """The text without its marks, and the mentions that they mark."""
    text, at, mentions = "", 0, []
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        words = match["words"]
        mentions.append(
            Marked(len(text), len(text) + len(words), match["concept"], match["assertion"] or "present", words)
        )
        text += words
        at = match.end()
    return text + marked[at:], mentions


def found(fact: Fact) -> Marked:
    """A fact in the form in which tests mark mentions."""
    return Marked(fact.start, fact.end, fact.concept, fact.assertion, fact.text)
