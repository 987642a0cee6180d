"""The words that grammars need, as bits, so that one pass over the words of a sentence tells which of them can match there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from notelint.pipeline.lexicon import Grammar


@dataclass(frozen=True, slots=True)
class NeededWords:
    """Groups of words of which one must be there, numbered; `word*` stands for all words that begin so.

    Attributes:
        needs: For each grammar the groups that it needs, as the bits of a number.
        opens: For each grammar the group with a word of which it begins; None where any word may be the first.
        groups: For each word the groups that it belongs to, as bits.
        openers: The groups with which a grammar opens, as bits.
        stems: The lengths of the beginnings of words that matter to a group or set off a grammar.
    """

    needs: list[int]
    opens: list[int | None]
    groups: dict[str, int]
    openers: int
    stems: list[int]

    @classmethod
    def of(cls, grammars: Sequence[Grammar], triggers: Iterable[str]) -> NeededWords:
        """The words that grammars need; the triggers are the words that set them off."""
        numbers: dict[frozenset[str], int] = {}
        needs: list[int] = []
        for grammar in grammars:
            own = [*grammar.needs, *([grammar.opens] if grammar.opens is not None else [])]
            needs.append(sum({1 << numbers.setdefault(group, len(numbers)) for group in own}))
        opens = [numbers[g.opens] if g.opens is not None else None for g in grammars]
        groups: dict[str, int] = {}
        for group, number in numbers.items():
            for word in group:
                groups[word] = groups.get(word, 0) | 1 << number
        return cls(
            needs=needs,
            opens=opens,
            groups=groups,
            openers=sum(1 << number for number in {number for number in opens if number is not None}),
            stems=sorted({len(word) - 1 for word in (*groups, *triggers) if word.endswith("*")}),
        )
