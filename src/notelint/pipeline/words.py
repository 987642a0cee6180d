"""The words of a note by sentence: what cheap questions are asked of before costly ones."""

from __future__ import annotations

import re

from notelint.pipeline.segments import Sentences

_WORD = re.compile(r"[a-z0-9]+")


class Words:
    """The words of a normal text in lower case: runs of `a` to `z` and `0` to `9`.

    Attributes:
        of: The words of each sentence.
        sentences: For each word the sentences that hold it, as the bits of a number.
    """

    __slots__ = ("of", "sentences")

    def __init__(self, lower: str, sentences: Sentences) -> None:
        self.of = [set(_WORD.findall(lower, *sentences.span(i))) for i in range(len(sentences.starts))]
        self.sentences: dict[str, int] = {}
        known = self.sentences
        for number, words in enumerate(self.of):
            bit = 1 << number
            for word in words:
                known[word] = known.get(word, 0) | bit
