"""Finds ConText cues ("denies", "negative", "history of").

The cues, their categories and directions are those of ConText, written in `patterns/modifiers.toml`. How far a cue
reaches is decided in `scope.py`: stock ConText knows sentences and word counts only, and clinical lists need more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from notelint.pipeline.compiled import Compiled
from notelint.pipeline.lexicon import Modifier
from notelint.pipeline.tokens import Tokens


@dataclass(slots=True, eq=False)
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

    def __init__(self, compiled: Compiled) -> None:
        self._table = compiled.cues

    def __call__(self, tokens: Tokens, stretches: Iterable[tuple[int, int]], text: str) -> list[Cue]:
        """The cues in some stretches of tokens in order of place; of two that overlap the longer. One phrase may be several
        cues. A cue that crosses the edge of a stretch is not seen.
        """
        starts, ends = tokens.starts, tokens.ends
        matches = [(i - j, i, j, found) for found, i, j in self._table.find(tokens, stretches)]
        matches.sort(key=lambda match: match[:2])
        taken: dict[int, list[tuple[int, int, Modifier]]] = {}
        out: list[Cue] = []
        for _, first, last, found in matches:
            at = starts[first]
            if at and text[at].isalnum() and text[at - 1].isalnum():
                continue  # the "not" of "cannot" is no word
            end = ends[last - 1]
            words = ""
            for modifier in found:
                this = (first, last, modifier)
                rivals = [rival for i in range(first, last) if i in taken for rival in taken[i]]
                if any(_beats(rival, this) for rival in rivals):
                    continue
                for i in range(first, last):
                    taken.setdefault(i, []).append(this)
                words = words or text[at:end].lower()
                out.append(Cue(at, end, words, modifier))
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
