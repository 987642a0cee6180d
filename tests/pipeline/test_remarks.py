"""What stands in an assessment and is yet no diagnosis of the back pain."""

from __future__ import annotations

import pytest

from marked import Read

HPI = "HPI: Low back pain for two years. MRI: L5-S1 protrusion, foraminal stenosis at L4-5.\n"


def roles(read: Read, assessment: str, concept: str) -> set[str]:
    """The roles of the mentions of `concept` in an assessment that begins with `assessment`."""
    facts = read(HPI + "Assessment: " + assessment).facts
    return {role for f in facts if f.concept == concept and f.section == "assessment" for role in f.roles}


def test_a_finding_that_was_there_before_is_no_diagnosis(read: Read) -> None:
    told = roles(read, "Mechanical low back pain. The protrusion was there in 2019.", "disc_displacement")
    assert "diagnosis" not in told


def test_a_finding_that_is_listed_is_a_diagnosis(read: Read) -> None:
    assert "diagnosis" in roles(read, "Low back pain. L5-S1 protrusion.", "disc_displacement")


@pytest.mark.parametrize(
    "assessment",
    [
        "Low back pain. MRI shows an L5-S1 protrusion.",
        "Low back pain, his imaging revealed disc protrusion at L5-S1.",
        "Low back pain. L5-S1 protrusion on MRI, incidental.",
        "Low back pain. The MRI demonstrated a disc protrusion, likely an incidental finding.",
    ],
)
def test_what_a_study_shows_beside_the_pain_is_no_diagnosis(read: Read, assessment: str) -> None:
    assert "diagnosis" not in roles(read, assessment, "disc_displacement")


@pytest.mark.parametrize(
    "assessment",
    [
        "Low back pain. L5-S1 protrusion on MRI.",
        "L5-S1 protrusion, as the MRI shows. Low back pain.",
        "MRI shows an L5-S1 protrusion, which I take for the cause.",
        "Low back pain. L5-S1 protrusion, not incidental.",
    ],
)
def test_a_finding_that_a_study_only_confirms_stays_a_diagnosis(read: Read, assessment: str) -> None:
    assert "diagnosis" in roles(read, assessment, "disc_displacement")


def test_what_explains_the_leg_is_no_diagnosis_of_the_back_pain_beside_it(read: Read) -> None:
    apart = "L4 radiculopathy due to foraminal stenosis. Separately, mechanical low back pain."
    assert "diagnosis" not in roles(read, apart, "stenosis")
    together = "Low back pain and radiculopathy due to foraminal stenosis."
    assert "diagnosis" in roles(read, together, "stenosis")
