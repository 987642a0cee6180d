"""Finds mentions: literals with medspaCy's target matcher, the other phrases sentence by sentence with regular expressions."""

from __future__ import annotations

from dataclasses import dataclass, field

from medspacy.target_matcher import TargetMatcher, TargetRule
from spacy.language import Language
from spacy.tokens import Doc

from notelint.models import Assertion, FactValue, Side
from notelint.pipeline.lexicon import Lexicon, Target
from notelint.pipeline.normalise import NormalText
from notelint.pipeline.segments import Sentences

NEVER = [{"ORTH": "\u0000"}]
"""A token pattern that matches nothing: medspaCy always asks a token matcher too, and spaCy warns at each note of an empty one."""


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

    def __init__(self, nlp: Language, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._literals = TargetMatcher(nlp, result_type=None, prune=False)
        # One rule for all targets of a literal: of two rules with the same words the matcher tells only one, twice.
        targets: dict[str, list[Target]] = {}
        for literal, target in lexicon.target_literals:
            targets.setdefault(literal, []).append(target)
        rules = [TargetRule(literal, "target", metadata={"targets": t}) for literal, t in targets.items()]
        rules.append(TargetRule("never", "-", pattern=NEVER))
        self._literals.add(rules)
        self._memo: dict[str, tuple[int, ...]] = {}
        self._stems = sorted({len(p) for p in lexicon.prefixes})

    def _of_word(self, word: str) -> tuple[int, ...]:
        """Grammars that `word` may set off."""
        found = self._memo.get(word)
        if found is None:
            lexicon = self._lexicon
            numbers = list(lexicon.exact.get(word, ()))
            for size in self._stems:
                if size > len(word):
                    break
                numbers += lexicon.prefixes.get(word[:size], ())
            found = tuple(numbers)
            if len(self._memo) < 200_000:  # a service that never ends must not grow without end
                self._memo[word] = found
        return found

    def _literal_mentions(self, doc: Doc, sentences: Sentences) -> list[Mention]:
        out = []
        for span in self._literals(doc):
            rule = span._.target_rule
            start, end = span.start_char, span.end_char
            number = sentences.index(start)
            out += [Mention(start, end, target, number, rule.literal) for target in rule.metadata["targets"]]
        return out

    def _grammar_mentions(self, words: list[set[str]], normal: NormalText, sentences: Sentences) -> list[Mention]:
        out = []
        grammars, always = self._lexicon.grammars, self._lexicon.always
        for number, present in enumerate(words):
            tried: set[int] = set(always)
            for word in present:
                tried.update(self._of_word(word))
            if not tried:
                continue
            a, b = sentences.span(number)
            sentence = normal.lower[a:b]
            for i in sorted(tried):
                grammar = grammars[i]
                for match in grammar.pattern.finditer(sentence):
                    group: str | int = "span" if "span" in match.re.groupindex else 0
                    start, end = match.span(group)
                    while end > start and sentence[end - 1] in " ,.":
                        end -= 1
                    if end > start:
                        low, high = min(match.start(), start), max(match.end(), end)
                        out.append(
                            Mention(
                                a + start, a + end, grammar.target, number, grammar.phrase, low=a + low, high=a + high
                            )
                        )
        return out

    def __call__(self, doc: Doc, normal: NormalText, sentences: Sentences, words: list[set[str]]) -> list[Mention]:
        """All mentions of the note, overlaps resolved, in order of place. `words` are the words of each sentence."""
        found = self._literal_mentions(doc, sentences) + self._grammar_mentions(words, normal, sentences)
        return resolve_overlaps(found)


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
