"""Visits in series: what is kept of them, which belong together, and what is copied."""

from __future__ import annotations

import datetime as dt

import pytest

from notelint.history import History, echoes, likeness, record, take_prints
from notelint.models import Claim, ClaimCode, Conclusions, Fact, Section, Suggestion, VisitRecord

DAY = dt.date(2025, 3, 4)
LONG = (
    "Chronic low back pain, average 6/10, with poor sleep and limited sitting tolerance. "
    "Failed physical therapy and gabapentin. Opioid risk low by questionnaire."
)


def visit(days: int, *codes: str, status: str = "current", text: str = "", patient: str = "P-1") -> VisitRecord:
    prints = take_prints(text, [Section(name="assessment", start=0, end=len(text))])
    return VisitRecord(
        patient_id=patient,
        date=DAY + dt.timedelta(days=days),
        status=status,  # type: ignore[arg-type]
        codes=codes,
        assessment=prints.assessment,
        assessment_words=prints.assessment_words,
        sentences=frozenset(sentence.key for sentence in prints.sentences),
    )


def days(history: History, at: int, *billed: str) -> list[int]:
    return [(each.date - DAY).days for each in history.run("P-1", DAY + dt.timedelta(days=at), billed)]


def share(now: str, before: str) -> float:
    prints = take_prints(now, [Section(name="assessment", start=0, end=len(now))])
    found = likeness(prints, [visit(0, text=before)])
    return found.share if found else 0.0


def test_visits_come_by_date_whatever_the_order_and_the_batch() -> None:
    history = History([visit(60), visit(0)])
    history.add(visit(30))
    assert days(history, 90) == [0, 30, 60]
    assert days(history, 30) == [0], "neither the day itself nor what comes after"
    assert history.run("P-2", DAY) == ()


def test_the_same_visit_is_kept_once() -> None:
    history = History([visit(0), visit(0)])
    assert len(history.visits("P-1")) == 1


def test_other_patients_are_no_business_of_a_run() -> None:
    assert days(History([visit(0, patient="P-2")]), 30) == []


@pytest.mark.parametrize(("gap", "kept"), [(357, True), (365, True), (366, False), (700, False)])
def test_a_gap_of_more_than_a_year_ends_a_run(gap: int, kept: bool) -> None:
    assert days(History([visit(0)]), gap) == ([0] if kept else [])


def test_the_gap_is_between_neighbours() -> None:
    assert days(History([visit(0), visit(300), visit(600)]), 900) == [0, 300, 600]
    assert days(History([visit(0), visit(400), visit(600)]), 900) == [400, 600]


def test_a_leap_day_has_a_year_too() -> None:
    leap = VisitRecord(patient_id="P-1", date=dt.date(2024, 2, 29), status="current")
    assert History([leap]).run("P-1", dt.date(2025, 3, 1)) == (leap,)
    assert History([leap]).run("P-1", dt.date(2025, 3, 2)) == ()


@pytest.mark.parametrize("status", ["historical", "absent"])
def test_a_resolved_problem_or_another_site_ends_a_run(status: str) -> None:
    assert days(History([visit(0), visit(30, "M25.512", status=status), visit(60)]), 90) == [60]


def test_a_visit_that_bills_the_problem_is_about_it_unless_it_tells_it_as_past() -> None:
    billed = visit(30, "M54.50", status="absent")
    assert days(History([visit(0), billed]), 60, "M54.50") == [0, 30]
    past = visit(30, "M54.50", status="historical")
    assert days(History([visit(0), past]), 60, "M54.50") == []


def test_a_day_is_about_the_problem_where_one_of_its_visits_is() -> None:
    knee = visit(30, "M25.561", status="absent")
    assert days(History([visit(0), visit(30), knee]), 60) == [0, 30]


@pytest.mark.parametrize(
    ("now", "like"),
    [
        (LONG, True),
        (LONG.replace("6/10", "5/10"), True),
        ("Dear Dr. Adams, thank you for sending him back. " + LONG, True),
        (LONG + " About a third better than in April.", True),
        (LONG.replace("Failed physical therapy", "Had physical therapy"), True),
        (LONG.upper(), True),
        ("Low back pain, plateaued on tablets. Sitting is what he cannot do. He would rather try an injection.", False),
        ("Mechanical low back pain, better. Sits an hour. Sleeps through. Discharge from therapy next week.", False),
    ],
)
def test_how_alike_two_assessments_are(now: str, like: bool) -> None:
    assert (share(now, LONG) >= 0.6) == like


def test_numbers_and_dates_are_levelled() -> None:
    assert share("Seen 3 March 2025: pain for 12 weeks, no red flags, sits 20 minutes.",
                 "Seen 7 April 2025: pain for 16 weeks, no red flags, sits 35 minutes.") == 1.0  # fmt: skip


def test_short_assessments_are_left_alone() -> None:
    assert share("Low back pain, improving with therapy.", "Low back pain, improving with therapy.") == 0.0
    assert share(LONG, "Low back pain.") == 0.0


def test_the_nearest_copy_is_named() -> None:
    prints = take_prints(LONG, [Section(name="assessment", start=0, end=len(LONG))])
    found = likeness(prints, [visit(0, text=LONG), visit(30, text="Something else was written on that day.")])
    assert found is not None and found.date == DAY and found.share == 1.0


def test_only_the_assessment_of_this_visit_is_compared() -> None:
    text = LONG + "\n" + LONG
    half = len(LONG) + 1
    plan = Section(name="plan", start=0, end=half)
    old = Section(name="assessment", start=half, end=len(text), past=True)
    assert take_prints(text, [plan, old]).assessment == frozenset()


def mention(text: str, words: str) -> Fact:
    start = text.index(words)
    return Fact(
        concept="mechanical", assertion="present", start=start, end=start + len(words), text=words, line=1, column=1
    )


def test_facts_in_copied_sentences() -> None:
    text = "Mechanical low back pain that comes on with sitting in the car. Rather better now."
    prints = take_prints(text, [])
    before = visit(0, text="Mechanical low back pain that comes on with sitting in the car. Rather worse now.")
    facts = [mention(text, "Mechanical"), mention(text, "better")]
    assert echoes(facts, prints, [before], copied=False) == {0}
    assert echoes(facts, prints, [], copied=True) == frozenset()


def test_short_sentences_are_copies_only_in_a_copied_assessment() -> None:
    text = "Mechanical low back pain."
    prints, before = take_prints(text, []), visit(0, text=text)
    assert echoes([mention(text, "Mechanical")], prints, [before], copied=False) == frozenset()
    assert echoes([mention(text, "Mechanical")], prints, [before], copied=True) == {0}


def test_wrapped_lines_are_one_sentence_and_list_items_are_not() -> None:
    wrapped = "The pain is midline at the belt\nline and worse on sitting in the van."
    flowing = "The pain is midline at the belt line and worse on sitting in the van."
    assert [s.key for s in take_prints(wrapped, []).sentences] == [s.key for s in take_prints(flowing, []).sentences]
    assert len(take_prints("- low back pain\n- no leg pain\n", []).sentences) == 2


def kept(patient: str | None, date: dt.date | None) -> VisitRecord | None:
    conclusions = Conclusions(status="current", patient_id=patient, date_of_service=date)
    claim = Claim(codes=(ClaimCode(code="M54.50", origin="text"),))
    prints = take_prints(LONG, [Section(name="assessment", start=0, end=len(LONG))])
    return record(conclusions, Suggestion(code="M54.50"), claim, prints, "n-1")


def test_what_is_kept_of_a_visit_holds_no_words() -> None:
    made = kept("P-1", DAY)
    assert made is not None and made.codes == ("M54.50",) and made.assessment_words > 20
    stored = made.model_dump_json()
    for word in LONG.lower().replace(",", "").replace(".", "").split():
        assert not word.isalpha() or len(word) < 4 or word not in stored.lower(), word
    assert VisitRecord.model_validate_json(stored) == made, "a history can be stored between batches"


def test_a_visit_without_patient_or_date_belongs_to_no_series() -> None:
    assert kept(None, DAY) is None
    assert kept("P-1", None) is None
