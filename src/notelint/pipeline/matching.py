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
from notelint.pipeline.words import Words

_WORDS = re.compile(r"[a-z0-9]+")
_UNIT = re.compile(r"(?<=[0-9])[a-z]")
_KEPT_WORDS = 50_000
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


class Matcher:
    """Matches the targets of a lexicon. Built once for a pipeline; not safe to share between threads."""

    def __init__(self, compiled: Compiled) -> None:
        self._table = compiled.targets
        self._lexicon = lexicon = compiled.lexicon
        groups: dict[frozenset[str], int] = {}
        self._needs: list[tuple[int, ...]] = []
        for grammar in lexicon.grammars:
            own = [*grammar.needs, *([grammar.opens] if grammar.opens is not None else [])]
            self._needs.append(tuple(groups.setdefault(group, len(groups)) for group in own))
        self._opens = [groups[g.opens] if g.opens is not None else None for g in lexicon.grammars]
        self._groups: dict[str, list[int]] = {}
        for group, number in groups.items():
            for feature in group:
                self._groups.setdefault(feature, []).append(number)
        self._stems = sorted({len(w) - 1 for w in (*self._groups, *lexicon.triggers) if w.endswith("*")})
        self._memo: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {}

    def _of_word(self, word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Groups of words that `word` belongs to (it, beginnings of it, the unit of "10lb"), and grammars it may set off."""
        own = [word, *(f"{word[:size]}*" for size in self._stems if size <= len(word))]
        units = [word[m.start() :] for m in _UNIT.finditer(word)]
        begun = [f"{unit[:size]}*" for unit in units for size in self._stems if size <= len(unit)]
        digits = ["#"] if word[0].isdigit() else []
        groups = {n for feature in (*own, *units, *begun, *digits) for n in self._groups.get(feature, ())}
        numbers = {n for feature in own for n in self._lexicon.triggers.get(feature, ())}
        known = (tuple(groups), tuple(numbers))
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

    def _able(self, words: Words) -> tuple[list[tuple[int, int]], dict[int, set[str]]]:
        """Grammars and the sentences (as bits) that hold all the words they need; the words of each group in the note."""
        memo, of_word = self._memo, self._of_word
        held: dict[int, int] = {}
        tried: dict[int, int] = dict.fromkeys(self._lexicon.always, (1 << len(words.of)) - 1)
        members: dict[int, set[str]] = {}
        for word, sentences in words.sentences.items():
            groups, numbers = memo.get(word) or of_word(word)
            for group in groups:
                if group in held:
                    held[group] |= sentences
                    members[group].add(word)
                else:
                    held[group] = sentences
                    members[group] = {word}
            for number in numbers:
                tried[number] = tried.get(number, 0) | sentences
        able = []
        for number, sentences in tried.items():
            for group in self._needs[number]:
                sentences &= held.get(group, 0)
                if not sentences:
                    break
            else:
                able.append((number, sentences))
        return able, members

    def _grammar_mentions(self, normal: NormalText, sentences: Sentences, words: Words) -> list[Mention]:
        out: list[Mention] = []
        able, members = self._able(words)
        by_sentence: dict[int, list[int]] = {}
        for number, bits in able:
            while bits:
                low = bits & -bits
                by_sentence.setdefault(low.bit_length() - 1, []).append(number)
                bits ^= low
        for sentence in sorted(by_sentence):
            a, b = sentences.span(sentence)
            text = normal.lower[a:b]
            places: dict[str, list[int]] | None = None
            if text.isascii():
                places = {}
                for match in _WORDS.finditer(text):
                    places.setdefault(match.group(), []).append(match.start())
            for number in sorted(by_sentence[sentence]):
                grammar, opens = self._lexicon.grammars[number], self._opens[number]
                pattern = grammar.pattern
                group: str | int = "span" if "span" in pattern.groupindex else 0
                found: Iterable[re.Match[str]]
                if opens is None or places is None:
                    found = pattern.finditer(text)
                else:
                    found = _matches(pattern, text, [at for w in members[opens] if w in places for at in places[w]])
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


def _matches(pattern: re.Pattern[str], text: str, places: list[int]) -> list[re.Match[str]]:
    """What `finditer` gives, tried only at the places where a match can begin."""
    found: list[re.Match[str]] = []
    until = 0
    for at in sorted(places):
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
    by_sentence: dict[int, list[Mention]] = {}
    for mention in ranked:
        beside = by_sentence.setdefault(mention.sentence, [])
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
