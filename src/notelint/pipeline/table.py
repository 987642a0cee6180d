"""Finds literal phrases in tokens, as spaCy's PhraseMatcher does on lower case, without a Doc and its vocabulary.

A phrase is found where its tokens stand one after another. All beginnings of all phrases are keys of one dictionary; a walk
from a token goes on as long as what has been read so far is a beginning. White space that is a token of its own (a line
break) is no beginning, so that no phrase runs across it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from notelint.pipeline.tokens import Tokens

T = TypeVar("T")
_ON = -1
"""Value of a beginning that is no phrase by itself."""


@dataclass(frozen=True, slots=True)
class PhraseTable(Generic[T]):
    """Phrases and what they stand for.

    Attributes:
        steps: Each beginning of a phrase, its tokens joined by blanks, and the number of the phrase that it is, or -1.
        means: What the phrases stand for, by number, in the order in which they were given.
        nexts: For each first token of longer phrases the tokens that may follow it.
    """

    steps: dict[str, int] = field(default_factory=dict)
    means: list[list[T]] = field(default_factory=list)
    nexts: dict[str, set[str]] = field(default_factory=dict)

    def add(self, words: Sequence[str], meaning: T) -> None:
        """Add a phrase of at least one token."""
        key = ""
        for word in words:
            key = f"{key} {word}" if key else word
            number = self.steps.setdefault(key, _ON)
        if len(words) > 1:
            self.nexts.setdefault(words[0], set()).add(words[1])
        if number == _ON:
            number = self.steps[key] = len(self.means)
            self.means.append([])
        self.means[number].append(meaning)

    def find(self, tokens: Tokens, stretches: Iterable[tuple[int, int]]) -> Iterator[tuple[list[T], int, int]]:
        """What stands in the given stretches of tokens: meanings, number of the first token and of the one after the last."""
        steps, means, nexts, lowers = self.steps, self.means, self.nexts, tokens.lowers
        for low, high in stretches:
            for i in [i for i in range(low, high) if lowers[i] in steps]:
                first = lowers[i]
                assert first is not None
                number = steps[first]
                j = i + 1
                if number != _ON:
                    yield means[number], i, j
                # Most tokens that could begin a phrase begin none: the next one shows it without a new key.
                if j == high or lowers[j] not in nexts.get(first, ()):
                    continue
                key = first
                while j < high:
                    key = f"{key} {lowers[j]}"
                    following = steps.get(key)
                    if following is None:
                        break
                    j += 1
                    if following != _ON:
                        yield means[following], i, j
