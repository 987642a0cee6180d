"""D301 to D304: visits that follow visits."""

from __future__ import annotations

import datetime as dt

import pytest

from notelint.models import Fact, Likeness, Section, VisitRecord

from .build import COMPLETE, all_fired, code, context, fact, findings, fired, only, pain, visited

NOTE = (pain(section="assessment"), *COMPLETE)
WORSE = fact("change", text="worse", value="worse")
CODED = (*NOTE, WORSE, code("M54.50"))
JAN, FEB, MAR = (dt.date(2026, month, 2) for month in (1, 2, 3))


def test_a_follow_up_judges_the_pain_anew() -> None:
    assert fired(*NOTE, visit="followup") == {"D301"}
    assert fired(*NOTE, visit="new") == set()
    assert fired(*NOTE) == set()
    assert fired(*NOTE, WORSE, visit="followup") == set()


@pytest.mark.parametrize("concept", ["mechanical", "nonspecific", "discogenic"])
def test_a_type_judges_too(concept: str) -> None:
    assert "D301" not in fired(*NOTE, fact(concept, section="assessment"), visit="followup")


def test_a_cause_or_a_dismissed_one_judges_too() -> None:
    for role in ("cause", "dismissed"):
        herniation = fact("disc_displacement", section="assessment", roles=(role,))
        assert "D301" not in fired(*NOTE, herniation, visit="followup")
    seen = fact("disc_displacement", section="imaging")
    assert "D301" in fired(*NOTE, fact("mri"), seen, visit="followup")


def test_a_copied_judgement_is_none() -> None:
    facts = (*NOTE, fact("mechanical", section="assessment"))
    assert "D301" not in fired(*facts, visit="followup", run=(visited(FEB),))
    copied = {"visit": "followup", "run": (visited(FEB),), "echoes": frozenset({len(NOTE)})}
    assert "D301" in fired(*facts, **copied)
    violation = only("D301", *facts, **copied)
    assert isinstance(violation.at, Fact) and violation.at.text == "mechanical"
    assert "D301" not in fired(*facts, WORSE, **copied), "one new sentence is enough"


def test_the_unspecified_code_again() -> None:
    assert fired(*CODED) == set(), "a first visit"
    assert fired(*CODED, run=(visited(FEB, "M54.50"),)) == {"D302"}
    message = only("D302", *CODED, run=(visited(JAN, "M54.50"), visited(FEB, "M54.50"))).message
    assert message.startswith("M54.50 on 3 visits in a row")


def test_visits_of_one_day_count_once() -> None:
    run = (visited(FEB, "M54.50"), visited(FEB, "M54.50", note_id="second"), visited(MAR, "M54.50"))
    assert only("D302", *CODED, run=run).message.startswith("M54.50 on 3 visits in a row")


def test_another_code_of_the_region_ends_the_count() -> None:
    for between in ("M54.59", "M54.51", "M51.26", "M54.42"):
        assert fired(*CODED, run=(visited(JAN, "M54.50"), visited(FEB, between))) == set()
    beside = visited(FEB, "M54.50", codes=("M54.50", "M54.16"))
    assert fired(*CODED, run=(beside,)) == {"D302"}


def test_a_visit_without_a_code_neither_counts_nor_ends_it() -> None:
    run = (visited(JAN, "M54.50"), visited(FEB))
    assert only("D302", *CODED, run=run).message.startswith("M54.50 on 2 visits in a row")
    assert fired(*NOTE, WORSE, run=run) == set(), "and today's visit needs the code"


@pytest.mark.parametrize(
    "reason",
    [
        fact("mri", "planned"),
        fact("emg", "planned"),
        fact("result_pending", text="auth pending"),
        fact("referral", text="referral to spine surgery"),
        fact("referral", "planned", "rheumatology referral", value="rheumatology"),
        fact("new_finding", text="new stiffness"),
    ],
)
def test_what_justifies_it(reason: Fact) -> None:
    assert "D302" not in fired(*CODED, reason, run=(visited(FEB, "M54.50"),))


@pytest.mark.parametrize(
    "reason",
    [
        fact("mri", "absent"),
        fact("mri", "hypothetical"),
        fact("mri", "planned", past=True),
        fact("spine_surgery", "planned"),
        fact("referral", text="refer to PT"),
        fact("referral", text="referral", value="physical therapy"),
        fact("result_pending", "hypothetical"),
        WORSE,
    ],
)
def test_what_does_not(reason: Fact) -> None:
    assert "D302" in fired(*CODED, reason, run=(visited(FEB, "M54.50"),))


def test_a_type_that_is_known_by_now_is_told_of_by_both() -> None:
    facts = (*NOTE, fact("mechanical", section="assessment"), code("M54.50"))
    assert fired(*facts, visit="followup", run=(visited(FEB, "M54.50"),)) == {"C101", "D302"}


def test_a_copied_assessment() -> None:
    section = Section(name="assessment", start=3, end=20)
    known = {"likeness_limit": 0.6, "sections": (section,)}
    assert fired(*NOTE, likeness=Likeness(date=FEB, share=0.59), **known) == set()
    assert fired(*NOTE, likeness=Likeness(date=FEB, share=0.6), **known) == {"D303"}
    violation = only("D303", *NOTE, likeness=Likeness(date=FEB, share=0.9), **known)
    assert violation.at == section and "90%" in violation.message and "2026-02-02" in violation.message


def test_an_open_work_up_is_information() -> None:
    waiting = fact("mri", "planned")
    assert "D304" in all_fired(*NOTE, code("M54.50"), waiting)
    assert "D304" in all_fired(*NOTE, waiting), "the suggestion is unspecified"
    assert "D304" not in all_fired(*NOTE, code("M54.50"))
    mechanical = fact("mechanical", section="assessment")
    assert "D304" not in all_fired(*NOTE, mechanical, code("M54.59"), waiting)
    assert "D304" not in all_fired(*NOTE, mechanical, code("M54.50"), waiting), "another code is due, not patience"


def test_a_first_visit_has_no_series_finding() -> None:
    ctx = context(*CODED, visit="new")
    assert not {"D301", "D302", "D303"} & set(findings(ctx))
    assert VisitRecord(patient_id="P", date=JAN, status="current").codes == ()
