"""Finds literal phrases in tokens, as spaCy's PhraseMatcher does on lower case, without a Doc and its vocabulary.

A phrase is found where its tokens stand one after another. Cues are written as choices, so that hundreds of thousands of
phrases end in the same few ways: beginnings after which the same may follow are one node. White space that is a token of
its own (a line break) follows on nothing, so that no phrase runs across it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from notelint.pipeline.tokens import Tokens

T = TypeVar("T")
_ON = -1
"""Number of a beginning that is no phrase by itself."""

Nodes = list[tuple[int, dict[str, int]]]
"""Each a number of what the phrase that ends here stands for, or -1, and the places in the list of the nodes after the
tokens that may follow. They are earlier ones: the last is the node before any token."""


class PhraseTable(Generic[T]):
    """Phrases and what they stand for.

    Args:
        nodes: The phrases.
        means: What phrases stand for, by number, in the order in which it was given.
        whole: Makes what a phrase stands for of what is in `means`, when it is first found.
    """

    def __init__(self, nodes: Nodes, means: Sequence[Sequence[Any]], whole: Callable[[Any], T]) -> None:
        self.nodes = nodes
        self._means = means
        self._whole = whole
        self._made: dict[int, list[T]] = {}

    @classmethod
    def of(cls, phrases: Iterable[tuple[Sequence[str], T]]) -> PhraseTable[T]:
        """The table of phrases of at least one token, each with what it stands for, which must be hashable."""
        meant: dict[tuple[str, ...], list[T]] = {}
        for words, meaning in phrases:
            meant.setdefault(tuple(words), []).append(meaning)
        numbers: dict[tuple[T, ...], int] = {}
        numbered = [(words, numbers.setdefault(tuple(own), len(numbers))) for words, own in meant.items()]
        return cls(_nodes(sorted(numbered)), list(numbers), lambda one: one)

    @property
    def means(self) -> Iterator[list[T]]:
        """What phrases stand for, by number."""
        return map(self._meaning, range(len(self._means)))

    def _meaning(self, number: int) -> list[T]:
        made = self._made.get(number)
        if made is None:
            made = self._made[number] = [self._whole(one) for one in self._means[number]]
        return made

    def __iter__(self) -> Iterator[tuple[tuple[str, ...], list[T]]]:
        """All phrases, and what they stand for."""
        ways: list[tuple[tuple[str, ...], int]] = [((), len(self.nodes) - 1)]
        while ways:
            words, at = ways.pop()
            number, following = self.nodes[at]
            if number != _ON:
                yield words, self._meaning(number)
            ways += [((*words, word), after) for word, after in following.items()]

    def find(self, tokens: Tokens, stretches: Iterable[tuple[int, int]]) -> Iterator[tuple[list[T], int, int]]:
        """What stands in the given stretches of tokens: meanings, number of the first token and of the one after the last."""
        nodes, meaning = self.nodes, self._meaning
        lowers: Sequence[Any] = tokens.lowers  # None where there is white space, which no phrase has
        first = nodes[-1][1]
        for low, high in stretches:
            for i in [i for i in range(low, high) if lowers[i] in first]:
                number, following = nodes[first[lowers[i]]]
                j = i + 1
                if number != _ON:
                    yield meaning(number), i, j
                while j < high:
                    at = following.get(lowers[j])
                    if at is None:
                        break
                    number, following = nodes[at]
                    j += 1
                    if number != _ON:
                        yield meaning(number), i, j


def _nodes(phrases: Sequence[tuple[tuple[str, ...], int]]) -> Nodes:
    """Sorted phrases as nodes, each of which is there once."""
    out: Nodes = []
    known: dict[tuple[int, tuple[tuple[str, int], ...]], int] = {}

    def node(low: int, high: int, depth: int) -> int:
        """The place of the node for the phrases from `low` to `high`, which are the same up to `depth`."""
        number = _ON
        if low < high and len(phrases[low][0]) == depth:
            number = phrases[low][1]
            low += 1
        following = []
        while low < high:
            word, end = phrases[low][0][depth], low + 1
            while end < high and phrases[end][0][depth] == word:
                end += 1
            following.append((word, node(low, end, depth + 1)))
            low = end
        key = (number, tuple(following))
        if key not in known:
            known[key] = len(out)
            out.append((number, dict(following)))
        return known[key]

    node(0, len(phrases), 0)
    return out
