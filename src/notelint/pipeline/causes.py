"""A cause named in one sentence and tied to the pain in the next: "1. Pyelonephritis. Her low back pain is due to this."""

from __future__ import annotations

from collections.abc import Sequence as Seq
from typing import TYPE_CHECKING

from notelint.precompiled import regex

if TYPE_CHECKING:
    from notelint.pipeline.matching import Mention
    from notelint.pipeline.pipe import Analysis

_THIS = r"(?:this|that|these|it|the (?:same|above|former|latter|stone|fracture|infection|mass|tumou?r|abscess|an?eurysm|process|lesions?|metastases|crisis|slip|stenosis|arthritis))\b"
_DUE = (
    r"(?:(?:due|secondary|attributed|attributable|related|owing|referable|ascribed) to|caused by|because of|explained by|accounted for by|a (?:result|symptom|part|manifestation) of|the result of|part of|from|"
    r"comes from|coming from|stems from|arises from|results from)"
)
_EFFECT = regex(
    rf"^ ?(?:(?:is|are|was|being|appears|seems|all|clearly|most certainly|certainly|no doubt|i think|i believe|is felt to be|felt to be|to be|entirely|directly) )*{_DUE} {_THIS}"
)
_CAUSE = regex(
    r"^ ?(?:(?:this|that|these|it|which) )(?:(?:clearly|certainly|would|will|also|readily|fully|in my opinion|i think|i believe) )*(?:explains?|accounts? for|is causing|causes|is responsible for|is the (?:cause|source|reason) (?:of|for)|is what is causing|is behind|gives rise to|produces)\b[^.;]{0,40}$"
)
_HEDGED = regex(
    r"\b(?:may|might|could|possibly|probably|likely|perhaps|suspect\w*|question|whether|if|not|cannot|unlikely)\b"
)


def tie_causes(analysis: Analysis, mentions: Seq[Mention]) -> None:
    """Give the role of a cause to the diagnosis right before a sentence that says so of the pain.

    Args:
        analysis: The note with its sentences.
        mentions: Its mentions in order of place, with their roles; changed in place.
    """
    lower = analysis.normal.lower
    for index, pain in enumerate(mentions):
        if not pain.problem or pain.assertion != "present":
            continue
        a, b = analysis.sentences.span(pain.sentence)
        before, after = lower[a : pain.start], lower[pain.end : b]
        effect = _EFFECT.match(after)
        if effect is None and _CAUSE.match(before.lstrip(" \n-*•")) is None:
            continue
        if _HEDGED.search(effect.group() if effect else before):
            continue
        for other in reversed(mentions[:index]):
            if other.start < a and pain.sentence - other.sentence > 2:
                break
            if other.end <= pain.start and "diagnosis" in other.roles and not other.problem:
                if other.assertion == "present":
                    other.roles.add("cause")
                break
