"""Troubles of another time of life: the strain of his twenties, the scan that he had then. They are past, though no word
beside them says so.
"""

from __future__ import annotations

from collections.abc import Sequence as Seq
from typing import TYPE_CHECKING

from notelint.precompiled import regex

if TYPE_CHECKING:
    from notelint.pipeline.matching import Mention
    from notelint.pipeline.pipe import Analysis

_ERA = regex(
    r"\b(?:in (?:his|her|their) (?:early |mid |late |mid to late )?(?:teens|youth|twenties|thirties|forties|20'?s|30'?s|40'?s|school days|army days|college days|navy days|playing days)|"
    r"as an? (?:child|kid|boy|girl|teenager|teen|youth|student|schoolboy|schoolgirl|apprentice|recruit|young (?:man|woman|adult|mother|father))|"
    r"in (?:high school|college|university|grade school|middle school|boot camp|basic training|the (?:army|navy|marines|air force|service|military))|"
    r"(?:decades|years and years|(?:twenty|thirty|forty|fifty|[2-6]\d)(?: (?:some|odd))?(?: plus)? years|a lifetime) ago)\b"
)
_GOES_ON = regex(
    r"\b(?:since|still|now|today|ever since|continues?|continued|persist\w*|ongoing|current(?:ly)?|until|returned|recurr\w*|came back|comes back|back again|again|on and off|off and on|"
    r"began|begun|started|onset|first|dates?|goes back|going back|developed|has had|have had|chronic|lately|recently)\b"
)
_THEN = regex(
    r"\b(?:then|at that time|at the time|back then|in those days|at that point)\b(?! (?:he|she|we|i|it|the|went|had|was|got|a)\b)"
)
_OF_AN_ERA = frozenset(
    {
        "strain", "sciatica", "radiculopathy", "radiating_leg_pain", "leg_neuro_deficit",
        "vertebral_fracture", "spondylolysis", "muscular", "work", "mobility",
    }
)  # fmt: skip
_JUDGED = frozenset({"assessment", "assessment_plan", "diagnosis", "plan", "exam"})


def settle_eras(analysis: Analysis, mentions: Seq[Mention]) -> None:
    """Take for past what a sentence puts into another time of life, and the scan of that time in the sentence after it.

    Args:
        analysis: The note with its sentences.
        mentions: Its mentions, in order of place; changed in place.
    """
    lower = analysis.normal.lower
    told: dict[int, list[Mention]] = {}
    for mention in mentions:
        if mention.assertion == "present" and not mention.past and mention.section not in _JUDGED:
            told.setdefault(mention.sentence, []).append(mention)
    past: set[int] = set()
    for number in sorted(told):
        own = told[number]
        a, b = analysis.sentences.span(number)
        if _ERA.search(lower, a, b) is not None and _GOES_ON.search(lower, a, b) is None:
            marked = [m for m in own if m.concept in _OF_AN_ERA or m.kind == "study"]
        elif _then(lower, a, b, own) and (number - 1 in past or _settled(mentions, number - 1)):
            marked = [m for m in own if m.kind == "study"]  # what it showed may be there still
        else:
            continue
        for mention in marked:
            past.add(number)
            mention.assertion = "historical"
            mention.because.append("another time of life")


def _then(lower: str, start: int, end: int, own: Seq[Mention]) -> bool:
    """Whether a sentence tells of a study of that time ("he had an MRI then")."""
    return any(m.kind == "study" for m in own) and _THEN.search(lower, start, end) is not None


def _settled(mentions: Seq[Mention], number: int) -> bool:
    """Whether sentence `number` tells of troubles that are all past."""
    own = [m for m in mentions if m.sentence == number and m.concept in _OF_AN_ERA and m.kind == "finding"]
    return bool(own) and all(m.assertion == "historical" for m in own)
