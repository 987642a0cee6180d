"""The facts of one note, asked by how firmly the writer stands behind them.

Everything here works on indices into the note's facts, so that reasons can point at the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from notelint.coding.guide import Guide
from notelint.coding.parts import Evidence, Variant
from notelint.models import Assertion, Fact, Side

SET_ASIDE = frozenset({"dismissed", "changed", "prior_label", "goal"})
"""Roles with which a mention says nothing of the present problem: set aside, replaced, withdrawn, or aimed at."""

LINKED = frozenset({"cause", "diagnosis"})
"""Roles with which a condition is made the explanation of the pain, or a diagnosis of the visit."""

_LISTING_GAP = 9  # characters between two levels of one list: "L4-5 and L5-S1"


class Chart:
    """One note's facts under one guide.

    Args:
        facts: The facts, in order of place.
        guide: What they are read for.
    """

    def __init__(self, facts: Sequence[Fact], guide: Guide) -> None:
        self.facts = facts
        self.guide = guide
        self._by_concept: dict[str, list[int]] = {}
        for index, fact in enumerate(facts):
            self._by_concept.setdefault(fact.concept, []).append(index)
        self._pain_sentences = {facts[index].sentence for index in self.asserted((guide.anchor, guide.plain))}

    def mentions(self, concepts: Iterable[str], assertions: Iterable[Assertion] | None = None) -> tuple[int, ...]:
        """Mentions of these concepts that are about now, whatever the writer makes of them; with these assertions."""
        by_concept = self._by_concept
        found = [index for concept in dict.fromkeys(concepts) if concept in by_concept for index in by_concept[concept]]
        if not found:
            return ()
        wanted = None if assertions is None else frozenset(assertions)
        now = [i for i in found if not (fact := self.facts[i]).past and (wanted is None or fact.assertion in wanted)]
        return tuple(sorted(now))

    def stated(self, concepts: Iterable[str], assertions: Iterable[Assertion]) -> tuple[int, ...]:
        """Mentions that the writer has neither set aside nor put where nothing is said of the present problem."""
        return tuple(
            index
            for index in self.mentions(concepts, assertions)
            if not self.facts[index].roles & SET_ASIDE and self.facts[index].section not in self.guide.sections.quiet
        )

    def asserted(self, concepts: Iterable[str]) -> tuple[int, ...]:
        """Mentions stated as present."""
        return self.stated(concepts, ("present",))

    def judged(self, index: int) -> bool:
        """Whether a mention stands in a judgement, or as a diagnosis or cause."""
        fact = self.facts[index]
        return fact.section in self.guide.sections.judgement or bool(fact.roles & LINKED)

    def found(self, evidence: Evidence, *, listed: bool = True) -> tuple[int, ...]:
        """Mentions that carry this evidence. With `listed` false a mere diagnosis does not link, and evidence that
        yields gives way; a named cause counts."""
        return tuple(
            index
            for index in self.asserted(evidence.concepts)
            if self.words_fit(evidence, index) and self._stands_behind(evidence, index, listed)
        )

    def words_fit(self, evidence: Evidence, index: int) -> bool:
        """Whether a mention's words and value are those that the evidence asks for."""
        fact = self.facts[index]
        if evidence.words is not None and not matches(evidence.words, fact.text):
            return False
        return evidence.values is None or matches(evidence.values, str(fact.value or ""))

    def _stands_behind(self, evidence: Evidence, index: int, listed: bool) -> bool:
        fact, basis = self.facts[index], evidence.basis
        if evidence.yields and not listed:
            return "cause" in fact.roles
        if basis == "asserted":
            return not self.on_exam_only(index)
        if basis == "judged":
            return self.judged(index)
        beside_pain = fact.sentence in self._pain_sentences
        if basis == "nature":
            return self.judged(index) or (beside_pain and not self.on_exam_only(index))
        if basis == "named":
            return bool(fact.roles & LINKED) or (beside_pain and self.judged(index))
        if "cause" in fact.roles:
            return True
        return (
            basis == "linked"
            and listed
            and "diagnosis" in fact.roles
            and not (evidence.alone and self.problem_listed())
        )

    def on_exam_only(self, index: int) -> bool:
        """Whether a mention is a finding on examination and nothing more."""
        fact = self.facts[index]
        return ("exam" in fact.roles or fact.section in self.guide.sections.exam) and not fact.roles & LINKED

    def problem_listed(self) -> bool:
        """Whether the guide's own problem stands in the judgement."""
        return any(self.judged(index) for index in self.asserted((self.guide.anchor, self.guide.plain)))

    def at_level(self, index: int) -> bool:
        """Whether a mention's own words put it at the guide's level of the body."""
        patterns = (*self.guide.levels.values(), *self.guide.region.values())
        return any(matches(pattern, self.facts[index].text) for pattern in patterns)

    def named_at_level(self, index: int) -> bool:
        """The same, or the words right before it do: "cervical, thoracic and lumbar sprain/strain"."""
        fact = self.facts[index]
        return self.at_level(index) or any(
            0 <= fact.start - self.facts[i].end <= 1 and self.at_level(i)
            for concept in self.guide.site
            for i in self._by_concept.get(concept, ())
        )

    def levels(self, indices: Sequence[int]) -> tuple[str, ...]:
        """Levels of the spine that these mentions are at: by their own words and the places beside them, else by other
        mentions of the same conditions where those agree on one, else by the name of the region."""
        concepts = [self.facts[index].concept for index in indices]
        others = [index for index in self.asserted(concepts) if index not in indices]
        exact = self._levels_of(indices, self.guide.levels)
        if not exact:
            elsewhere = self._levels_of(others, self.guide.levels)
            exact = elsewhere if len(elsewhere) == 1 else ()
        return exact or self._levels_of(indices, self.guide.region) or self._levels_of(others, self.guide.region)

    def _levels_of(self, indices: Iterable[int], patterns: Mapping[str, str]) -> tuple[str, ...]:
        texts = [text for index in indices for text in (self.facts[index].text, *self._places(index, patterns))]
        return tuple(level for level, pattern in patterns.items() if any(matches(pattern, text) for text in texts))

    def _places(self, index: int, patterns: Mapping[str, str]) -> list[str]:
        """Words of the nearest place in a mention's sentence, and of those listed together with it."""
        fact = self.facts[index]
        if any(matches(pattern, fact.text) for pattern in patterns.values()):
            return []
        sites = [
            self.facts[i]
            for concept in self.guide.site
            for i in self._by_concept.get(concept, ())
            if self.facts[i].sentence == fact.sentence
            and any(matches(pattern, self.facts[i].text) for pattern in patterns.values())
        ]
        if not sites:
            return []
        taken = [min(sites, key=lambda site: _gap(site, fact))]
        for site in sites:
            if site not in taken and any(_gap(site, one) <= _LISTING_GAP for one in taken):
                taken.append(site)
        return [site.text for site in taken]

    def side(self, indices: Sequence[int]) -> Side | None:
        """The side that these mentions name, else the side that the guide's other concepts of side name."""
        for group in (indices, *(self.asserted((concept,)) for concept in self.guide.side)):
            sides = {self.facts[index].side for index in group} - {None}
            if sides:
                return "both" if len(sides) > 1 else sides.pop()
        return None

    def variants(self, choices: Sequence[Variant], indices: Sequence[int]) -> tuple[Variant, ...]:
        """The variants that fit these mentions: one for each level that they name."""
        levels: tuple[str | None, ...] = self.levels(indices) or (None,)
        side = self.side(indices)
        taken = (next((one for one in choices if self._fits(one, indices, level, side)), None) for level in levels)
        return tuple(dict.fromkeys(one for one in taken if one is not None))

    def _fits(self, variant: Variant, indices: Sequence[int], level: str | None, side: Side | None) -> bool:
        return (
            variant.level in (None, level)
            and variant.side in (None, side)
            and (variant.words is None or any(matches(variant.words, self.facts[index].text) for index in indices))
            and (not variant.having or bool(self.asserted(variant.having)))
            and (not variant.denied or bool(self.stated(variant.denied, ("absent",))))
        )


def matches(pattern: str, text: str) -> bool:
    """Whether a guide's regular expression is found in a text, whatever the case."""
    return re.search(pattern, text, re.IGNORECASE) is not None


def _gap(one: Fact, other: Fact) -> int:
    """Characters between two mentions."""
    return max(one.start - other.end, other.start - one.end, 0)
