"""Radiation, a painful leg and an injury that are no matter of the back, told apart by the words around them."""

from __future__ import annotations

import pytest

from marked import Read

HPI = "HPI: Low back pain for two years.\n"


def read_of(read: Read, text: str, concept: str) -> list[tuple[str, str]]:
    """The words and assertions of `concept` in a note about low back pain that goes on with `text`."""
    return [(f.text, f.assertion) for f in read(HPI + text).facts if f.concept == concept]


@pytest.mark.parametrize(
    "text",
    [
        "He agreed to be treated with radiation for his glioma.",
        "I think that radiation is the one therapy from which he may gain something.",
        "There is a soft murmur that radiates to the axilla and the back.",
        "Sharp chest pain without radiation.",
        "Cramps in the left lower quadrant, radiating across the belly.",
        "Left calf pain and swelling, duplex was negative for DVT.",
        "Great toe pain from gout.",
        "She broke her hip and has pain in the leg.",
    ],
)
def test_another_pain_or_a_treatment_is_no_leg_pain(read: Read, text: str) -> None:
    assert not read_of(read, text, "radiating_leg_pain")


@pytest.mark.parametrize(
    ("text", "words", "assertion"),
    [
        ("No radiation.", "radiation", "absent"),
        ("The pain is sharp with radiation at times.", "radiation", "present"),
        ("Back and chest pain, no radiation.", "radiation", "absent"),
        ("Left calf pain and tingling.", "Left calf pain", "present"),
        ("Back pain with right leg pain; known hernia.", "right leg pain", "present"),
    ],
)
def test_pain_that_goes_from_the_back_is_read(read: Read, text: str, words: str, assertion: str) -> None:
    assert (words, assertion) in read_of(read, text, "radiating_leg_pain")


@pytest.mark.parametrize(
    "text",
    [
        "He had an injury to his left thigh in high school.",
        "Trauma to his front teeth.",
        "Injury to the nerve was discussed.",
        "She fell pregnant last year.",
        "His blood pressure fell after the dose.",
        "No evidence of myocardial injury.",
        "HEENT: no evidence of trauma.",
        "His accident insurance has lapsed.",
        "PROCEDURE: L5-S1 microdiscectomy. Care was taken to avoid any injury.",
    ],
)
def test_what_hurt_another_part_is_no_injury_of_the_back(read: Read, text: str) -> None:
    assert not read_of(read, text, "injury")


@pytest.mark.parametrize(
    ("text", "words", "assertion"),
    [
        ("It began with an injury at work.", "injury", "present"),
        ("The injury of June 13 was never treated.", "injury", "present"),
        ("Back pain with several injuries in the 1960s and 1970s.", "injuries", "present"),
        ("Injury to the sacrum when she slipped.", "Injury", "present"),
        ("He fell off a roof.", "fell off a roof", "present"),
        ("No injury or trauma.", "trauma", "absent"),
    ],
)
def test_what_hurt_the_back_is_read(read: Read, text: str, words: str, assertion: str) -> None:
    assert (words, assertion) in read_of(read, text, "injury")
