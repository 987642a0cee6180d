"""Finds mentions: literals token by token, the other phrases sentence by sentence with regular expressions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from notelint.models import Assertion, FactValue, Side
from notelint.pipeline.compiled import Compiled
from notelint.pipeline.lexicon import Target
from notelint.pipeline.normalise import NormalText
from notelint.pipeline.segments import Sentences
from notelint.pipeline.tokens import Tokens
from notelint.pipeline.words import WORD, Words
from notelint.precompiled import regex

_UNIT = regex(r"(?<=[0-9])[a-z]")
_KEPT_WORDS = 18_000
"""A service that never ends must not grow without end."""


@dataclass(slots=True, eq=False)
class Mention:
    """Words that carry a concept, at offsets of the normal text. What is said about them is filled in step by step."""

    start: int
    end: int
    target: Target
    sentence: int
    phrase: str = ""
    value: FactValue = None
    assertion: Assertion = "present"
    keep: bool = True
    section: str | None = None
    past: bool = False
    side: Side | None = None
    roles: set[str] = field(default_factory=set)
    cause: tuple[int, int] | None = None
    because: list[str] = field(default_factory=list)
    low: int = -1
    high: int = -1

    @property
    def extent(self) -> tuple[int, int]:
        """What it says: its words, and of a phrase that gives the result too ("unable to [walk]") all of them."""
        return (self.low, self.high) if self.low >= 0 and self.target.default else (self.start, self.end)

    @property
    def concept(self) -> str:
        """The concept of its target."""
        return self.target.concept

    @property
    def problem(self) -> bool:
        """Whether it names the guide's problem itself."""
        return bool(self.target.problem)

    @property
    def kind(self) -> str:
        """The kind of its target."""
        return self.target.kind


def by_sentence(mentions: Iterable[Mention]) -> dict[int, list[Mention]]:
    """`mentions` by the number of their sentence."""
    out: dict[int, list[Mention]] = {}
    for mention in mentions:
        out.setdefault(mention.sentence, []).append(mention)
    return out


class Matcher:
    """Matches the targets of a lexicon. Built once for a pipeline; not safe to share between threads."""

    def __init__(self, compiled: Compiled) -> None:
        self._table = compiled.targets
        self._lexicon = compiled.lexicon
        self._needed = compiled.needed
        self._memo: dict[str, tuple[int, tuple[int, ...], frozenset[int]]] = {}

    def _of_word(self, word: str) -> tuple[int, tuple[int, ...], frozenset[int]]:
        """What `word` (it, beginnings of it, the unit of "10lb") is to the grammars: the groups of words that it belongs to,
        as the bits of a number, the grammars that it may set off, and of its groups those with which a grammar opens."""
        own = [word, *(f"{word[:size]}*" for size in self._needed.stems if size <= len(word))]
        units = [word[m.start() :] for m in _UNIT.finditer(word)]
        begun = [f"{unit[:size]}*" for unit in units for size in self._needed.stems if size <= len(unit)]
        digits = ["#"] if word[0].isdigit() else []
        groups = 0
        for feature in (*own, *units, *begun, *digits):
            groups |= self._needed.groups.get(feature, 0)
        numbers = {n for feature in own for n in self._lexicon.triggers.get(feature, ())}
        known = (groups, tuple(numbers), frozenset(_bits(groups & self._needed.openers)))
        if len(self._memo) < _KEPT_WORDS:
            self._memo[word] = known
        return known

    def _literal_mentions(self, tokens: Tokens, sentences: Sentences) -> list[Mention]:
        out = []
        for found, first, last in self._table.find(tokens, [(0, len(tokens.lowers))]):
            start, end = tokens.starts[first], tokens.ends[last - 1]
            number = sentences.index(start)
            out += [Mention(start, end, target, number, phrase) for phrase, target in found]
        return out

    def _able(self, words: set[str]) -> list[int]:
        """The grammars that have all the words they need in a sentence with the given words, in order."""
        memo, of_word, needs = self._memo, self._of_word, self._needed.needs
        held = 0
        tried = set(self._lexicon.always)
        for word in words:
            groups, numbers, _ = memo.get(word) or of_word(word)
            held |= groups
            if numbers:
                tried.update(numbers)
        return sorted(number for number in tried if needs[number] & held == needs[number]) if tried else []

    def _grammar_mentions(self, normal: NormalText, sentences: Sentences, words: Words) -> list[Mention]:
        out: list[Mention] = []
        memo, of_word, grammars = self._memo, self._of_word, self._lexicon.grammars
        for sentence, own in enumerate(words.of):
            able = self._able(own)
            if not able:
                continue
            a, b = sentences.span(sentence)
            text = normal.lower[a:b]
            places: list[tuple[int, frozenset[int]]] | None = None
            if text.isascii():
                words_at = ((m.start(), m.group()) for m in WORD.finditer(text))
                places = [(at, of) for at, word in words_at if (of := (memo.get(word) or of_word(word))[2])]
            for number in able:
                grammar, opens = grammars[number], self._needed.opens[number]
                pattern = grammar.pattern
                group: str | int = "span" if "span" in pattern.groupindex else 0
                found: Iterable[re.Match[str]]
                if opens is None or places is None:
                    found = pattern.finditer(text)
                else:
                    found = _matches(pattern, text, [at for at, of in places if opens in of])
                for match in found:
                    start, end = match.span(group)
                    while end > start and text[end - 1] in " ,.":
                        end -= 1
                    if end > start:
                        low, high = a + min(match.start(), start), a + max(match.end(), end)
                        out.append(
                            Mention(a + start, a + end, grammar.target, sentence, grammar.phrase, low=low, high=high)
                        )
        return out

    def __call__(self, tokens: Tokens, normal: NormalText, sentences: Sentences, words: Words) -> list[Mention]:
        """All mentions of the note, overlaps resolved, in order of place."""
        found = self._literal_mentions(tokens, sentences) + self._grammar_mentions(normal, sentences, words)
        return resolve_overlaps(found)


def _bits(number: int) -> list[int]:
    """Which bits of a number are set."""
    out: list[int] = []
    while number:
        lowest = number & -number
        out.append(lowest.bit_length() - 1)
        number ^= lowest
    return out


def _matches(pattern: re.Pattern[str], text: str, places: list[int]) -> list[re.Match[str]]:
    """What `finditer` gives, tried only at the places where a match can begin."""
    found: list[re.Match[str]] = []
    until = 0
    for at in places:
        if at >= until:
            match = pattern.match(text, at)
            if match is not None:
                found.append(match)
                until = match.end()
    return found


def resolve_overlaps(mentions: list[Mention]) -> list[Mention]:
    """Of mentions that overlap keep the one of higher priority, then the longer, then the one that says itself what it means; `over` targets may overlap other topics.

    A mention of the concept `-` takes its words away from the others of its own topic and is dropped in the end; from one
    that says more than it does ("heel and toe walking" holds "toe walking") it takes nothing.
    """
    mentions = _without_outdone(mentions)
    ranked = sorted(
        mentions,
        key=lambda m: (-m.target.priority, -(m.end - m.start), m.start, m.target.default not in ("present", "absent")),
    )
    taken: list[Mention] = []
    kept: dict[int, list[Mention]] = {}
    for mention in ranked:
        beside = kept.setdefault(mention.sentence, [])
        clash = False
        for other in beside:
            if mention.start < other.end and other.start < mention.end:
                same = other.target.topic == mention.target.topic
                if "-" in (other.concept, mention.concept):
                    free = not same
                elif (other.kind == "evidence") != (mention.kind == "evidence"):
                    free = True  # "MRI pending" is a study that is planned, and a result that is awaited
                else:
                    free = (mention.target.over or other.target.over) and not same
                if not free:
                    clash = True
                    break
        if not clash:
            beside.append(mention)
            taken.append(mention)
    return sorted((m for m in taken if m.concept != "-"), key=lambda m: (m.start, m.end))


def _without_outdone(mentions: list[Mention]) -> list[Mention]:
    """The mentions without those of `-` that lie inside a longer labelled mention of their topic."""
    decoys = [m for m in mentions if m.concept == "-"]
    if not decoys:
        return mentions
    others: dict[int, list[Mention]] = {}
    for mention in mentions:
        if mention.concept != "-" and mention.kind != "evidence":
            others.setdefault(mention.sentence, []).append(mention)
    outdone = {
        id(decoy)
        for decoy in decoys
        for other in others.get(decoy.sentence, ())
        if other.extent[0] <= decoy.start
        and decoy.end <= other.extent[1]
        and other.extent[1] - other.extent[0] > decoy.end - decoy.start
        and other.target.topic == decoy.target.topic
    }
    return [m for m in mentions if id(m) not in outdone]
