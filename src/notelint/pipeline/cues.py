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

_DIRECTIONS = {"forward": "FORWARD", "backward": "BACKWARD", "both": "BIDIRECTIONAL", "terminate": "TERMINATE", "pseudo": "PSEUDO"}


@dataclass(frozen=True, slots=True, eq=False)
class Cue:
    """Words that say something about the mentions around them, at offsets of the normal text."""

    start: int
    end: int
    text: str
    modifier: Modifier

    @property
    def category(self) -> str:
        """What the cue says."""
        return self.modifier.category


class CueMatcher:
    """Matches the modifiers of a lexicon; the longest of overlapping cues wins."""

    def __init__(self, nlp: Language, lexicon: Lexicon) -> None:
        self._strings = nlp.vocab.strings
        self._matcher = MedspacyMatcher(nlp, prune=False)
        self._matcher.add(
            ConTextRule(literal, m.category.upper(), direction=_DIRECTIONS[m.direction], metadata={"modifier": m})
            for literal, m in lexicon.modifier_literals
        )

    def __call__(self, doc: Doc) -> list[Cue]:
        """The cues of a note in order of place; of two that overlap the longer. One phrase may be several cues."""
        matches = self._matcher(doc)
        rules = self._matcher.rule_map
        ranked = sorted(matches, key=lambda m: (m[1] - m[2], m[1]))
        taken: dict[int, tuple[int, int]] = {}
        out: list[Cue] = []
        for rule_id, start, end in ranked:
            if any(taken.get(i, (start, end)) != (start, end) for i in range(start, end)):
                continue
            for i in range(start, end):
                taken[i] = (start, end)
            span = doc[start:end]
            modifier = rules[self._strings[rule_id]].metadata["modifier"]
            out.append(Cue(span.start_char, span.end_char, span.text.lower(), modifier))
        out.sort(key=lambda c: (c.start, c.end))
        return out
