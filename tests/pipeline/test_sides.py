"""The side of a leg symptom: a word for it nearby, whole, in its own sentence."""

from __future__ import annotations

import pytest

from notelint.facts import extract
from notelint.models import Note
from notelint.pipeline import NotePipeline


@pytest.fixture(scope="module")
def pipeline() -> NotePipeline:
    return NotePipeline()


@pytest.mark.parametrize(
    ("sentence", "concept", "side"),
    [
        ("Pain shoots down the right leg.", "radiating_leg_pain", "right"),
        ("Sciatica, left.", "sciatica", "left"),
        ("Sciatica on both sides.", "sciatica", "both"),
        ("Right and left sciatica.", "sciatica", "both"),
        ("L sciatica.", "sciatica", "left"),
        ("Right and left leg pain.", "radiating_leg_pain", "both"),
        ("No left leg pain or right leg weakness.", "radiating_leg_pain", "left"),
        ("No left leg pain or right leg weakness.", "leg_neuro_deficit", "right"),
        ("Sciatica. Left knee aches.", "sciatica", None),
        ("Numbness or weakness in the legs, and it all runs together.", "leg_neuro_deficit", None),
        ("Sciatica, mostly at night, lasts for minutes, rarely for hours.", "sciatica", None),
    ],
)
def test_the_side_is_a_word_of_its_sentence(
    sentence: str, concept: str, side: str | None, pipeline: NotePipeline
) -> None:
    facts = extract(Note(text=f"HPI: Low back pain for 3 weeks. {sentence}"), pipeline).facts
    assert {f.side for f in facts if f.concept == concept} == {side}
