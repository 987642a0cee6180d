"""A leg that hurts, and what presses on its root: a note that tells both is about the back, whether it names its pain or not."""

from __future__ import annotations

from collections.abc import Sequence as Seq
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from notelint.pipeline.matching import Mention

_OF_A_ROOT = frozenset({"radiating_leg_pain", "sciatica", "radiculopathy", "disc_displacement", "nerve_compression"})
_TOLD = frozenset({"present", "possible"})


def of_a_root(mentions: Seq[Mention], aside: frozenset[str]) -> bool:
    """Whether `mentions`, outside the sections of `aside`, tell of a leg that hurts and of a root or a disc as the reason."""
    told = {m.concept for m in mentions if m.concept in _OF_A_ROOT and m.section not in aside and m.assertion in _TOLD}
    return "radiating_leg_pain" in told and len(told) > 1
