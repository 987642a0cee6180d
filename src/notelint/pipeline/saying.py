"""How an assertion is put down, with the words that decided it."""

from __future__ import annotations

from dataclasses import dataclass

from notelint.models import Assertion
from notelint.pipeline.cues import Cue
from notelint.pipeline.matching import Mention
from notelint.pipeline.scope import Sentence


@dataclass(frozen=True, slots=True)
class Setting:
    """What the place of a sentence says about its mentions."""

    section: str | None
    past: bool


def say(mention: Mention, assertion: Assertion, *because: str) -> None:
    """Give a mention its assertion, and why."""
    mention.assertion = assertion
    mention.because.extend(because)


def named(cue: Cue) -> str:
    """A cue as a reason."""
    return f'{cue.category}: "{cue.text}"'


def nearest(sentence: Sentence, cues: list[Cue], mention: Mention) -> Cue | None:
    """Of some cues the one nearest to a mention."""
    return min(cues, key=lambda c: (sentence.distance(c, mention), c.start, c.start - c.end)) if cues else None
