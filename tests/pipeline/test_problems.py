"""Whose problem a leg is: in a list of problems each item speaks of its own."""

from __future__ import annotations

import pytest

from marked import Read, Says

BACK = "1. {Low back pain|low_back_pain} for {years|duration}, no {sciatica|sciatica|absent}.\n"


@pytest.mark.parametrize(
    "item",
    [
        "2. Right hip OA. Thigh pain getting into the car, limps by evening.",
        "2) Diabetes. Feet have burned and gone numb for two years.",
        "# Knee osteoarthritis: stairs are hard, walking a block hurts.",
        "- Peripheral neuropathy: tingling of both feet, on gabapentin.",
        "3. Stroke 2019. Left leg weakness as before, walks with a cane.",
        "2. Plantar fasciitis, right. Foot pain with the first steps.",
    ],
)
def test_the_item_of_another_problem_tells_nothing_of_the_back(says: Says, item: str) -> None:
    says(BACK + item, "radiating_leg_pain", "leg_neuro_deficit", "mobility", "gait")


@pytest.mark.parametrize(
    "item",
    [
        "2. Leg: {tingling|leg_neuro_deficit} of the right foot since Monday.",
        "2. Right {foot drop|leg_neuro_deficit}, new.",
        "2. Hip or back? {Pain down the left thigh|radiating_leg_pain}, lumbar spine tender.",
        "2. Diabetes and {low back pain|low_back_pain}: {numbness|leg_neuro_deficit} of the right foot.",
    ],
)
def test_the_item_of_the_back_or_the_leg_does(says: Says, item: str) -> None:
    says(BACK + item, exact=False)


def test_numb_feet_put_down_to_a_neuropathy(says: Says) -> None:
    says("{Low back pain|low_back_pain}. Her feet have been numb for years from her known diabetic neuropathy.")


def test_a_neuropathy_that_is_ruled_out_takes_nothing_away(says: Says) -> None:
    says("{Low back pain|low_back_pain}. {Numb left foot|leg_neuro_deficit}, no peripheral neuropathy.", exact=False)


@pytest.mark.parametrize(
    "story",
    [
        "He {pulled his back|strain|historical} moving amplifiers in his twenties.",
        "As a teenager she had a {lumbar strain|strain|historical} from gymnastics.",
        "There was {sciatica|sciatica|historical} when he was in the army, in his thirties.",
    ],
)
def test_the_trouble_of_another_time_of_life_is_past(says: Says, story: str) -> None:
    says(f"{{Low back pain|low_back_pain}}. {story}")


def test_the_scan_of_that_time_is_past_with_it(says: Says) -> None:
    says(
        "{Low back pain|low_back_pain}. In 2011 he had {sciatica|sciatica|historical} that cleared up. "
        "He had an {MRI|mri|historical} then and heard of a {bulging disc|disc_displacement}."
    )


@pytest.mark.parametrize(
    "story",
    [
        "{Strained his back|strain} in his twenties and has had pain on and off since.",
        "{Sciatica|sciatica} began in her thirties.",
    ],
)
def test_a_trouble_that_goes_on_is_not(says: Says, story: str) -> None:
    says(f"Low back pain. {story}")


def test_what_is_better_elsewhere_is_no_change_of_the_back(read: Read) -> None:
    facts = read("Low back pain for years. Shoulder better since the injection. Back to truck driving.").facts
    assert not [f for f in facts if f.concept in ("change", "change_unread")]


def test_what_is_better_in_the_back_is(read: Read) -> None:
    facts = read("Low back pain for years. The back is better since the injection.").facts
    assert [f for f in facts if f.concept == "change"]
