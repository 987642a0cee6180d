"""Words that could not be read with certainty: kept as evidence, so that no rule says they are missing."""

from __future__ import annotations

import pytest

from marked import Read

HEAD = "CC: low back pain.\nHPI: "


def doubts(read: Read, text: str, concept: str) -> list[str]:
    """The words of `text`, in the history of a note on low back pain, that are evidence of `concept`."""
    return [fact.text for fact in read(HEAD + text).facts if fact.concept == concept]


@pytest.mark.parametrize(
    "text",
    [
        "Diabetes for 10 years.",
        "Ibuprofen for 2 weeks.",
        "Low back pain for 2 weeks.",  # a duration, and so no doubt
    ],
)
def test_a_time_that_is_another_matters_leaves_no_doubt(read: Read, text: str) -> None:
    assert doubts(read, text, "time_unattached") == []


def test_a_time_beside_the_pain_that_nothing_ties_elsewhere_is_doubtful(read: Read) -> None:
    text = "The pain was tolerable until 4 weeks."
    assert doubts(read, text, "time_unattached") == ["4 weeks"]
    assert doubts(read, text, "duration") == []


def test_an_activity_without_a_judgement_is_doubtful(read: Read) -> None:
    assert doubts(read, "Low back pain, and then there is walking.", "activity_unjudged") == ["walking"]


@pytest.mark.parametrize("text", ["Cannot walk a block.", "Walks without limits."])
def test_a_judged_activity_leaves_no_doubt(read: Read, text: str) -> None:
    assert doubts(read, text, "activity_unjudged") == []


@pytest.mark.parametrize(
    "text",
    ["The legs do not come into it.", "Nothing to report about either leg."],
)
def test_legs_that_are_spoken_of_in_other_words_are_doubtful(read: Read, text: str) -> None:
    assert doubts(read, text, "leg_unjudged") != []


@pytest.mark.parametrize(
    "text",
    ["No leg pain.", "Straight leg raise is negative.", "Call if a leg is not right."],
)
def test_legs_that_are_judged_examined_or_not_of_now_leave_no_doubt(read: Read, text: str) -> None:
    assert doubts(read, text, "leg_unjudged") == []


def test_words_behind_a_study_may_be_its_result(read: Read) -> None:
    assert doubts(read, "Lumbar MRI last week showed only what one expects.", "result_unread") != []
    assert doubts(read, "Had a lumbar MRI on Friday at the county hospital.", "result_unread") == []
    assert doubts(read, "Lumbar MRI last week, report pending.", "result_unread") == []


def test_a_word_of_change_may_be_about_the_pain(read: Read) -> None:
    assert doubts(read, "Things are on the whole easing.", "change_unread") == ["easing"]
    assert doubts(read, "It is worse with sitting and better lying down.", "change_unread") == []
