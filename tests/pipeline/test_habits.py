"""Conditions that come true again and again tell what is so; those that advise or fear do not."""

from __future__ import annotations

import pytest

from marked import Says


@pytest.mark.parametrize(
    "text",
    [
        "Low back pain. If she {stands for long|mobility} she gets {numbness in the left leg|leg_neuro_deficit}.",
        "Low back pain. Also, if he takes ibuprofen, it does seem to help with the {back pain|back_pain}.",
        "If he {sits too long|mobility} the {low back pain|low_back_pain} returns.",
        "Low back pain. When she coughs the pain {shoots down the left leg|radiating_leg_pain}.",
        "Low back pain. Call if he has {leg weakness|leg_neuro_deficit|hypothetical} after he lifts something.",
        "Low back pain. If she develops {numbness in the leg|leg_neuro_deficit|hypothetical}, she will go to the ER.",
        "Low back pain. If he lies down and the {leg goes numb|leg_neuro_deficit|hypothetical} he should call.",
    ],
)
def test_a_habit_is_told_as_so(says: Says, text: str) -> None:
    says(text)


@pytest.mark.parametrize(
    "text",
    [
        "Low back pain. SLR is entirely negative both sitting and lying for any {radiculitis|radiculopathy|absent}.",
        "Low back pain. SLR negative in the seated position on the left for {radicular pain|radiculopathy|absent}.",
        "Low back pain. He never had {radicular symptoms|radiculopathy|absent} of {numbness|leg_neuro_deficit|absent}.",
    ],
)
def test_what_a_negative_test_was_negative_for(says: Says, text: str) -> None:
    says(text)


@pytest.mark.parametrize(
    "text",
    [
        "Low back pain. I first met her five weeks ago.",
        "In September 2002, the claimant filed a claim for the onset of lower back pain.",
        "Low back pain. Aching after sitting for four hours.",
        "Low back pain. He could sit 10 to 12 hours on a regular basis.",
        "Low back pain. Since 2002 the patient has been seeing a chiropractor for aches.",
        "Low back pain. One spell of vertigo that lasted a day.",
    ],
)
def test_times_of_other_things_are_no_duration(says: Says, text: str) -> None:
    says(text.replace("Low back pain.", "{Low back pain|low_back_pain}."), "duration")


def test_a_length_of_time_with_greater_than_is_a_duration(says: Says) -> None:
    says("Low back pain. He has been dealing with these symptoms for {greater than three months|duration}.")
