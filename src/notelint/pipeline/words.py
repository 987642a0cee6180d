"""The words of a note by sentence: what cheap questions are asked of before costly ones."""

from __future__ import annotations

from itertools import pairwise

from notelint.pipeline.segments import Sentences
from notelint.precompiled import regex

WORD = regex(r"[a-z0-9]+")


class Words:
    """The words of a normal text in lower case: runs of `a` to `z` and `0` to `9`.

    Attributes:
        of: The words of each sentence.
        all: The words of the text.
    """

    __slots__ = ("all", "of")

    def __init__(self, lower: str, sentences: Sentences) -> None:
        edges = [*sentences.starts, sentences.size]
        self.of = [set(WORD.findall(lower, a, b)) for a, b in pairwise(edges)]
        self.all = set().union(*self.of)
