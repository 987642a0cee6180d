"""Whether low back pain is current, past or not there, and how old: what a whole note adds up to."""

from __future__ import annotations

import pytest

from notelint import Linter, Note

LINTER = Linter()


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Problem list:\n1. Hypertension - at goal.\n2. Low back pain - trial of Mobic, order x-ray.", "current"),
        ("Problem list: low back pain, depression. She is stable on tramadol for the back.", "current"),
        ("Past medical history: low back pain, depression. Assessment: Bronchitis.", "historical"),
        ("Past medical history: low back pain. Plan: refer to ENT for the ears.", "historical"),
        ("LBP resolved last year but has recurred.", "current"),
        ("LBP resolved last year.", "historical"),
        ("LBP resolved last year but he has not returned to work.", "historical"),
        (
            "HISTORY OF PRESENT ILLNESS: She has many complaints: fatigue, rash, low back pain and cough.\nPLAN: Labs.",
            "current",
        ),
        (
            "HISTORY: A woman with a history of gout, low back pain and asthma broke a hip.\nASSESSMENT: Fracture.",
            "historical",
        ),
        ("Impression: Cervical, thoracic and lumbar sprain/strain. She continues with chiropractic care.", "current"),
        ("Impression: Cervical strain. The lumbar spine moves freely.", "absent"),
        (
            "He was hospitalized in 2001 for low back pain. He has done well since then. Now he has a cough.",
            "historical",
        ),
        ("He was seen here two years ago for low back pain. He did well until March, when it returned.", "current"),
        ("The low back pain that he had after the accident cleared in six weeks. The neck still hurts.", "historical"),
        ("The low back pain that he had after the accident is worse.", "current"),
        ("She had LBP on and off in high school. None in adult life. Here for a physical.", "historical"),
        ("She has had LBP on and off since high school.", "current"),
        ("Injections in 2010 relieved her low back pain and it has not come back. Sent about her wrist.", "historical"),
        ("He retired early on account of low back pain. He is here about a rash.", "historical"),
        ("The back pain she had in the fall, which was lumbar, has gone. Assessment: Migraine.", "historical"),
        ("The lumbar pain has gone into the leg.", "current"),
        ("Discharge: low back pain on admission, gone after the stone passed.", "historical"),
        ("Checked no: fatigue, low back pain, snoring. Checked yes: cough.", "absent"),
        ("Checked no: fatigue. Checked yes: cough, low back pain.", "current"),
        ("She worries about her son, whose low back pain keeps him from work.", "absent"),
        ("He never has a day without low back pain.", "current"),
        ("Low back pain comes and goes; none of it is severe.", "current"),
    ],
)
def test_status(text: str, status: str) -> None:
    assert LINTER.lint(Note(text=text)).conclusions.status == status


@pytest.mark.parametrize(
    ("text", "acuity"),
    [
        ("Low back pain since June 4, 2007. The scan of January 9, 2008 was negative.", "chronic"),
        ("Low back pain since 6/4/07. The scan of 6/20/07 was negative.", "unstated"),
        ("Low back pain x1 wk, cough x3 mo.", "acute"),
        ("Low back pain and cough x3 mo.", "chronic"),
    ],
)
def test_acuity(text: str, acuity: str) -> None:
    assert LINTER.lint(Note(text=text)).conclusions.acuity == acuity


def test_what_sounds_like_a_kind_of_pain_is_not_coded() -> None:
    assert LINTER.lint(Note(text="Low back pain. It sounds mechanical.")).suggestion.code == "M54.50"
    assert LINTER.lint(Note(text="Low back pain. It is mechanical.")).suggestion.code == "M54.59"
