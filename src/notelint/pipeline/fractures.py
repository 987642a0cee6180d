"""Whose bone "the fracture" is: a word for it alone is the spine's only in a note that breaks no other bone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from notelint.precompiled import regex

if TYPE_CHECKING:
    from notelint.pipeline.matching import Mention
    from notelint.pipeline.pipe import Analysis

_ALONE = frozenset({"fracture", "fractures", "fx", "fxs"})
_BONE = (
    r"(?:hip|pelvi[cs]|femur|femoral|intertrochanteric|subtrochanteric|basicervical|acetabul\w+|tibial?|fibular?|patellar?|ankle|malleol\w+|"
    r"calcane\w+|metatarsal|foot|toe|humer\w+|shoulder|clavic\w+|elbow|olecranon|radi(?:us|al)|ulnar?|wrist|colles|scaphoid|metacarpal|hand|"
    r"finger|ribs?|stern\w+|skull|orbital|nasal|mandib\w+|facial)"
)
_OTHER_BONE = regex(
    rf"\b{_BONE}(?:[ -](?:neck|shaft|head|plateau|type|bone)){{0,2}} (?:fractures?|fx)\b"
    rf"|\b(?:fractures?|fx|fractured|broken|broke) (?:of )?(?:(?:the|his|her|a|left|right|proximal|distal|mid|bilateral) ){{0,3}}{_BONE}\b"
)
_POINTS_BACK = regex(r"\b(?:the above|this|that|these|the same|the|such)(?: known)? $")


def of_another_bone(analysis: Analysis, mention: Mention) -> bool:
    """Whether a bare "fracture", pointed back at ("with the above fracture"), is that of another bone of the note."""
    lower = analysis.normal.lower
    if mention.concept != "vertebral_fracture" or lower[mention.start : mention.end] not in _ALONE:
        return False
    before = lower[max(0, mention.start - 24) : mention.start]
    return _POINTS_BACK.search(before) is not None and _OTHER_BONE.search(lower, 0, mention.start) is not None


def broke_another_bone(analysis: Analysis, mention: Mention) -> bool:
    """Whether the accident `mention` broke a bone of an arm or a leg in the same sentence ("she fell; she had a wrist
    fracture"): then it is told for the sake of that bone."""
    if mention.concept != "injury":
        return False
    return _OTHER_BONE.search(analysis.normal.lower, *analysis.sentences.span(mention.sentence)) is not None
