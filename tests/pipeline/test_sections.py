"""Section headers in the shapes that notes have them, and text of an earlier visit."""

from __future__ import annotations

import pytest

from marked import Read, Says


def sections(read: Read, text: str) -> list[str]:
    """Normal names of the sections of a note, in order."""
    return [section.name for section in read(text).sections]


def section_of(read: Read, text: str, concept: str = "low_back_pain") -> str | None:
    """The section in which the first mention of `concept` stands."""
    return next(fact.section for fact in read(text).facts if fact.concept == concept)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Assessment: low back pain.", "assessment"),
        ("Dx 1) Low back pain.", "assessment"),
        ("Impression 1. Low back pain.", "assessment"),
        ("PE 148/90, low back pain on bending.", "exam"),
        ("ASSESSMENT: low back pain.", "assessment"),
        ("Assessment\nLow back pain.", "assessment"),
        ("ASSESSMENT\n\nLow back pain.", "assessment"),
        ("ASSESSMENT:\r\n\tLow back pain.", "assessment"),
        ("** Assessment **\nLow back pain.", "assessment"),
        ("# Assessment\nLow back pain.", "assessment"),
        ("A: low back pain", "assessment"),
        ("A/P: low back pain", "assessment_plan"),
        ("A&P: low back pain", "assessment_plan"),
        ("Assessment and Plan: low back pain", "assessment_plan"),
        ("ASSESSMENT/PLAN\n1. Low back pain", "assessment_plan"),
        ("Impression - low back pain", "assessment"),
        ("IMPRESSION (05/04/2026): low back pain", "assessment"),
        ("Diagnoses:\n1) Low back pain", "assessment"),
        ("Plan: MRI if low back pain persists", "plan"),
        ("CC: low back pain", "chief_complaint"),
        ("C/C: low back pain", "chief_complaint"),
        ("Chief Complaint\nLow back pain", "chief_complaint"),
        ("Reason for visit: low back pain", "chief_complaint"),
        ("HPI: He has low back pain.", "history"),
        ("History of Present Illness:\nHe has low back pain.", "history"),
        ("S: low back pain", "history"),
        ("SUBJECTIVE: low back pain", "history"),
        ("PMH: low back pain", "past_history"),
        ("Past medical history: low back pain", "past_history"),
        ("PAST MEDICAL HISTORY\nLow back pain", "past_history"),
        ("ROS: low back pain", "ros"),
        ("Review of systems - low back pain", "ros"),
        ("Family history: low back pain", "family_history"),
        ("FHx: low back pain", "family_history"),
        ("Social history: low back pain at work", "social_history"),
        ("O/E: low back pain with flexion", "exam"),
        ("Physical exam: low back pain with flexion", "exam"),
        ("O: low back pain with flexion", "exam"),
        ("Goals: no low back pain", "goals"),
        ("Return precautions: low back pain with fever", "instructions"),
        ("Indication: low back pain", "indication"),
        ("HPI: well. Assessment: low back pain.", "assessment"),
        ("HPI well\n1. Assessment: low back pain.", "assessment"),
    ],
)
def test_a_header_is_found_in_every_shape(read: Read, text: str, name: str) -> None:
    assert section_of(read, text) == name


@pytest.mark.parametrize(
    "text",
    [
        "Low back pain for 3 weeks.",
        "Her plan is to treat the low back pain at home.",
        "We had an assessment of his low back pain.",
        "His history includes low back pain.",
        "The exam was limited by low back pain.",
        "I discussed the plan and the low back pain at length.",
    ],
)
def test_words_in_running_text_are_no_headers(read: Read, text: str) -> None:
    assert section_of(read, text) is None


def test_what_the_patient_says_ends_the_family_history(read: Read) -> None:
    text = "Low back pain. FH: mother breast cancer at 71. ROS negative for back pain."
    assert {f.assertion for f in read(text).facts if f.concept == "back_pain"} == {"absent"}


def test_a_patient_is_no_magnetic_resonance_report(read: Read) -> None:
    text = "Mr. Hale is a 42-year-old with back trouble.\n\nX-rays show little.\n\nIMPRESSION\nLow back pain.\n"
    assert "assessment" in sections(read, text)


def test_a_section_lasts_until_the_next_header(read: Read) -> None:
    text = "CC: low back pain\n\nHPI: No numbness.\n\nPMH\nAsthma\n\nExam\nGait normal.\n\nA/P\nLow back pain."
    assert sections(read, text) == ["chief_complaint", "history", "past_history", "exam", "assessment_plan"]
    facts = {(fact.concept, fact.section) for fact in read(text).facts}
    assert ("leg_neuro_deficit", "history") in facts
    assert ("gait", "exam") in facts
    assert ("low_back_pain", "assessment_plan") in facts


def test_sections_point_at_their_bodies(read: Read) -> None:
    text = "HPI: Low back pain.\r\n\r\nASSESSMENT\r\nMechanical low back pain.\r\n"
    bodies = {section.name: text[section.start : section.end] for section in read(text).sections}
    assert bodies["history"].strip(": \r\n") == "Low back pain."
    assert bodies["assessment"].strip() == "Mechanical low back pain."


def test_a_note_without_headers_has_no_sections(read: Read) -> None:
    assert sections(read, "low back pain 3 wks, worse sitting, no leg sx. slr neg.") == []


@pytest.mark.parametrize(
    "text",
    [
        "PMH: asthma, {sciatica|sciatica|historical}\n\nHPI: Low back pain.",
        "HPI: Low back pain.\nPast surgical history: {L4-5 discectomy|spine_surgery|historical} 2011",
        "HPI: Low back pain.\nFamily history: {sciatica|sciatica|family} in the mother",
        "HPI: Low back pain.\nFamily history: negative for {sciatica|sciatica|family}",
        "HPI: Low back pain.\nFH: father {sciatica|sciatica|family}, mother well",
        "HPI: Low back pain.\nReturn precautions: {foot drop|leg_neuro_deficit|hypothetical}",
        "A: Low back pain.\nPlan: {MRI|mri|planned} lumbar spine",
        "HPI: Low back pain.\nGoals: {sit|mobility|hypothetical} 60 min without pain",
    ],
)
def test_the_section_says_what_the_words_leave_open(says: Says, text: str) -> None:
    says(text, exact=False)


@pytest.mark.parametrize(
    "text",
    [
        "PMH: no {sciatica|sciatica|absent}. HPI: Low back pain.",
        "HPI: Low back pain.\nPlan: no {MRI|mri|absent} needed",
    ],
)
def test_a_negation_counts_in_any_section(says: Says, text: str) -> None:
    says(text)


EARLIER = [
    "Copied from visit of 02/03/2026:\n{body}\n\nToday:\n{now}",
    "Copied forward from 02/03/2026 note:\n{body}\n\nInterval history: {now}",
    "--- Prior visit 2/3/2026 ---\n{body}\n\nToday: {now}",
    "Previous note (2/3/26):\n{body}\n\nCurrent visit: {now}",
    "From last visit, 02/03/2026:\n{body}\nEnd of copied text\n{now}",
    "Note from 2/3/2026:\n{body}\n\nToday\n{now}",
    "Spine clinic\nOffice visit 02/03/2026:\n{body}\n\nToday's visit:\n{now}",
    "Visit of 2026-02-03\n{body}\n\nToday\n{now}",
]


@pytest.mark.parametrize("frame", EARLIER, ids=lambda frame: frame.split("{")[0].strip())
def test_the_text_of_an_earlier_visit_is_past(read: Read, frame: str) -> None:
    text = frame.format(body="Low back pain with sciatica. Denies weakness.", now="Low back pain, no sciatica now.")
    said = [(fact.concept, fact.assertion, fact.past) for fact in read(text).facts if fact.concept == "sciatica"]
    assert said == [("sciatica", "historical", True), ("sciatica", "absent", False)]
    pains = [(fact.assertion, fact.past) for fact in read(text).facts if fact.concept == "low_back_pain"]
    assert pains == [("historical", True), ("present", False)]


@pytest.mark.parametrize(
    "text",
    [
        "Last visit 02/03/2026. Low back pain today with sciatica.",
        "She was last seen on 02/03/2026 and has sciatica today.",
        "Date of visit: 02/03/2026\nLow back pain with sciatica.",
        "Visit date 02/03/2026\nLow back pain with sciatica.",
        "Prior visits: none.\nLow back pain with sciatica.",
        "Last visit: 02/03/2026\nLow back pain with sciatica.",
        "Last visit 02/03/2026.\nLow back pain with sciatica.",
        "Visit of 05/04/2026\nLow back pain with sciatica.",
        "Office visit 05/04/2026:\nLow back pain with sciatica.",
        "Spine clinic\nNote dated 5/4/2026\nLow back pain with sciatica.",
    ],
)
def test_naming_a_visit_does_not_make_the_note_past(read: Read, text: str) -> None:
    assert [(f.assertion, f.past) for f in read(text).facts if f.concept == "sciatica"] == [("present", False)]


def test_without_a_date_of_service_a_note_does_not_begin_in_the_past(read: Read) -> None:
    facts = read("Visit of 02/03/2026\nLow back pain with sciatica.", None).facts
    assert not any(fact.past for fact in facts)


def test_the_systems_below_a_review_with_a_remark_belong_to_it(read: Read) -> None:
    text = (
        "Low back pain.\nROS (template)\n Const: no fever\n MSK: no back pain\n Neuro: no numbness\nExam: gait normal\n"
    )
    sections = {fact.text: fact.section for fact in read(text).facts}
    assert sections["back pain"] == sections["numbness"] == "ros"
    assert sections["gait"] == "exam"
