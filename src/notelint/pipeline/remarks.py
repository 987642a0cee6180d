"""What stands in an assessment and is yet no diagnosis of the back pain: remarks on a finding, and causes of something else."""

from __future__ import annotations

from collections.abc import Sequence as Seq
from typing import TYPE_CHECKING

from notelint.pipeline.matching import Mention
from notelint.precompiled import regex

if TYPE_CHECKING:
    from notelint.pipeline.pipe import Analysis

_STRUCTURE = frozenset(
    {
        "disc_degeneration", "disc_height_loss", "disc_displacement", "annular_fissure", "stenosis", "spondylosis",
        "facet_arthropathy", "spondylolisthesis", "spondylolysis", "endplate_change",
    }
)  # fmt: skip
_OF_THE_LEG = frozenset({"stenosis", "spondylosis", "spondylolisthesis", "facet_arthropathy"})
"""Findings that explain a radiculopathy without taking the place of the back pain beside it; a disc disorder does take it."""
LEG = frozenset({"radiculopathy", "sciatica", "radiating_leg_pain", "leg_neuro_deficit"})
"""What a spine does to a leg."""
_DEFINITE = regex(r"\b(?:the|his|her|this|that|these|those)(?: [a-z0-9/-]+){0,2} $")
_REMARK = regex(
    r" (?:(?:at|on) (?:that|this|the same|l\d)[a-z0-9 /-]{0,12} )?(?:was|were|has been|have been|had been|had|is|are)(?: already| also| still| plainly| just)? "
    r"(?:there|present|seen|known|visible|on the|in 20|old|long ?standing|unchanged|no (?:larger|bigger|worse|different)|the same|stable|small|tiny|trivial|minor|modest|slight|unremarkable|nothing)\b"
)
"""After a finding with its article: that it was there before, or how small it is."""


_SHOWN = regex(
    r"\b(?:mri|mr|ct|x ?-?rays?|xr|films?|radiographs?|imaging|scans?|myelogram|study|studies)\b[^.;:]{0,60}?\b"
    r"(?:show(?:s|ed|ing|n)?|demonstrat(?:es|ed|ing)|reveal(?:s|ed|ing)?|(?:notable|significant|remarkable|positive) for)\b[^.;]*$"
)
"""Before a finding: that a study shows it. Where the pain is a diagnosis of its own, that makes none of the finding."""


_INCIDENTAL = regex(r"[^.;:\n]{0,40}(?<!not )(?<!hardly )\bincidental(?:ly|oma)?\b")


def is_remark(mention: Mention, mentions: Seq[Mention], analysis: Analysis) -> bool:
    """Whether a sentence only says of a finding that a study shows it, that it was there before, or that it is small."""
    if mention.concept not in _STRUCTURE or "cause" in mention.roles:
        return False
    lower = analysis.normal.lower
    a, b = analysis.sentences.span(mention.sentence)
    if _SHOWN.search(lower, a, mention.start) and any(
        m.problem and m.section == mention.section and m.assertion == "present" and m.start < mention.start
        for m in mentions
    ):
        return True
    if _INCIDENTAL.match(lower, mention.end, b):
        return True
    return _DEFINITE.search(lower, a, mention.start) is not None and _REMARK.match(lower, mention.end, b) is not None


def explains_the_leg(mention: Mention, mentions: Seq[Mention], lower: str) -> bool:
    """Whether a finding is named as the cause of a radiculopathy, while the back pain is judged in a sentence of its own."""
    if mention.concept not in _OF_THE_LEG or mention.cause is None or mention.cause[1] > mention.start:
        return False
    before = [m for m in mentions if m.sentence == mention.sentence and m.end <= mention.cause[0]]
    of_leg = [m for m in before if m.concept in LEG]
    if not of_leg or any(m.problem for m in before) or mention.cause[0] - of_leg[-1].end > 14:
        return False
    return any(
        m.problem and m.section == mention.section and m.sentence != mention.sentence and m.assertion == "present"
        for m in mentions
    )
