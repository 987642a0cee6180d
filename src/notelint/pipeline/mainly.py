"""What a note says first: the complaint it opens with and the diagnosis its assessment opens with.

A note that opens and ends with a hip is about the hip, however often it names the back on the way: then what limits the patient and
what the leg feels are the back's only where the sentence says so.
"""

from __future__ import annotations

from collections.abc import Sequence as Seq
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from notelint.pipeline.attribution import Regions
    from notelint.pipeline.pipe import Analysis
    from notelint.pipeline.sections import Part

_COMPLAINT = frozenset({"chief_complaint"})
_ASSESSMENT = frozenset({"assessment", "assessment_plan", "diagnosis"})
_LIMBS = frozenset({"joint", "upper"})
_BACK = frozenset({"back", "leg"})
_OPENING = 160
"""Characters of a section in which the first of its complaints stands."""


def _opens_with(parts: Seq[Part], names: frozenset[str], analysis: Analysis, regions: Regions) -> frozenset[str]:
    """Parts of the body that the first sentence of the first of the sections `names` to name any tells of."""
    for part in parts:
        if part.name in names:
            number = analysis.sentences.index(part.start)
            while number < len(analysis.sentences.starts) and analysis.sentences.starts[number] < min(
                part.end, part.start + _OPENING
            ):
                named = frozenset(regions.named(number)[1])
                if named:
                    return named
                number += 1
            return frozenset()
    return frozenset()


def about_a_limb(analysis: Analysis, regions: Regions) -> bool:
    """Whether both the complaint and the assessment of a note open with a joint or an arm, and neither with the back."""
    complaint = _opens_with(analysis.parts, _COMPLAINT, analysis, regions)
    if not complaint & _LIMBS or complaint & _BACK:
        return False
    judged = _opens_with(analysis.parts, _ASSESSMENT, analysis, regions)
    return bool(judged & _LIMBS & complaint) and not judged & _BACK
