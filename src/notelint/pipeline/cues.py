"""Finds ConText cues ("denies", "negative", "history of") with medspaCy's matcher and rules.

The cues, their categories and directions are medspaCy ConTextRules written in `patterns/modifiers.toml`. How far a cue
reaches is decided in `scope.py`: stock ConText knows sentences and word counts only, and clinical lists need more.
"""

from __future__ import annotations

from dataclasses import dataclass

from medspacy.common.medspacy_matcher import MedspacyMatcher
from medspacy.context import ConTextRule
from spacy.language import Language
from spacy.tokens import Doc

from notelint.pipeline.lexicon import Lexicon, Modifier
from notelint.pipeline.matching import NEVER

_DIRECTIONS = {
    "forward": "FORWARD",
    "backward": "BACKWARD",
    "both": "BIDIRECTIONAL",
    "terminate": "TERMINATE",
    "pseudo": "PSEUDO",
}


@dataclass(frozen=True, slots=True, eq=False)
class Cue:
    """Words that say something about the mentions around them, at offsets of the normal text.

    Where `within` is given, the cue is about the mentions in that stretch and no others.
    """

    start: int
    end: int
    text: str
    modifier: Modifier
    within: tuple[int, int] | None = None

    @property
    def category(self) -> str:
        """What the cue says."""
        return self.modifier.category


class CueMatcher:
    """Matches the modifiers of a lexicon; the longest of overlapping cues wins."""

    def __init__(self, nlp: Language, lexicon: Lexicon) -> None:
        self._strings = nlp.vocab.strings
        self._matcher = MedspacyMatcher(nlp, prune=False)
        self._matcher.add([ConTextRule("never", "NEVER", pattern=NEVER)])
        self._matcher.add(
            ConTextRule(literal, m.category.upper(), direction=_DIRECTIONS[m.direction], metadata={"modifier": m})
            for literal, m in lexicon.modifier_literals
        )

    def __call__(self, doc: Doc) -> list[Cue]:
        """The cues of a note in order of place; of two that overlap the longer. One phrase may be several cues."""
        matches, text = self._matcher(doc), doc.text
        rules = self._matcher.rule_map
        ranked = sorted(matches, key=lambda m: (m[1] - m[2], m[1]))
        taken: dict[int, list[tuple[int, int, Modifier]]] = {}
        out: list[Cue] = []
        for rule_id, start, end in ranked:
            at = doc[start].idx
            if at and text[at].isalnum() and text[at - 1].isalnum():
                continue  # the "not" of "cannot" is no word
            modifier = rules[self._strings[rule_id]].metadata["modifier"]
            rivals = {r for i in range(start, end) for r in taken.get(i, ())}
            if any(_beats(rival, (start, end, modifier)) for rival in rivals):
                continue
            for i in range(start, end):
                taken.setdefault(i, []).append((start, end, modifier))
            span = doc[start:end]
            out.append(Cue(span.start_char, span.end_char, span.text.lower(), modifier))
        out.sort(key=lambda c: (c.start, c.end))
        return out


def _covers(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether all that `b` applies to is covered by `a`; an empty set applies to everything."""
    return not a or (bool(b) and b <= a)


def _beats(longer: tuple[int, int, Modifier], shorter: tuple[int, int, Modifier]) -> bool:
    """Whether a cue takes its words away from a shorter one that overlaps it.

    Only cues for the same mentions compete: the "unable" of "was unable to walk" tells of what stands before it as a result
    and of what follows as a limit. Words inside a longer cue belong to that cue; otherwise cues in one direction compete.
    """
    a, b = longer[2], shorter[2]
    if longer[:2] == shorter[:2]:
        return False
    if a.direction in ("pseudo", "terminate"):
        return True
    inside = longer[0] <= shorter[0] and shorter[1] <= longer[1]
    if inside and a.category == "absent" and b.category in ("hypothetical", "planned", "possible"):
        return True  # "no indication for" is no "indication for", whatever follows
    if not (_covers(a.kinds, b.kinds) and _covers(a.only, b.only)):
        return False
    if a.category == b.category == "limited":
        return a.direction == b.direction  # "is worst driving": worst both of what it follows and of what follows it
    return inside or a.direction == b.direction
