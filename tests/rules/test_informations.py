"""Cases of the rules of severity info, whole notes through the real linter. No note is anybody's."""

from __future__ import annotations

import datetime as dt

import pytest

from notelint.linter import Linter
from notelint.models import Note
from notelint.settings import Settings

INFORMATIONS = frozenset({"D103", "D203", "D304", "D502", "D503", "C701", "C702"})

CASES: dict[str, tuple[str, set[str]]] = {
    "a duration and no word for it, nothing excluded, no code": (
        "New patient. Low back pain for 9 days after a long drive. No leg pain. Can stand for 15 minutes.\n"
        "Assessment: Low back pain.\nPlan: walking, heat.",
        {"D103", "D502", "D503", "C702"},
    ),
    "the same with the acuity in the assessment": (
        "New patient. Low back pain for 9 days after a long drive. No leg pain. Can stand for 15 minutes.\n"
        "Assessment: Acute low back pain.\nPlan: walking, heat.",
        {"D502", "D503", "C702"},
    ),
    "everything said": (
        "New patient. Subacute low back pain for 6 weeks. No leg pain, no disc herniation, no lumbar strain.\n"
        "Sits 30 min. Assessment: Subacute low back pain, M54.50.",
        set(),
    ),
    "an acuity without a duration needs no other word": (
        "Chronic low back pain. No sciatica. No disc herniation. No lumbar strain. Walks two blocks. M54.50",
        set(),
    ),
    "the duration of a medication is not that of the pain": (
        "Chronic low back pain. No sciatica, no disc herniation, no lumbar strain. Takes naproxen for 2 weeks. Walks\n"
        "two blocks. M54.50",
        set(),
    ),
    "a facet finding that the assessment does not take up": (
        "HPI: Chronic low back pain. No sciatica, no disc herniation, no lumbar strain. Limited bending.\n"
        "IMAGING: Lumbar X-ray: bilateral facet arthropathy at L5-S1.\nASSESSMENT: Chronic low back pain, M54.50.",
        {"D203"},
    ),
    "disc height loss that the assessment does not take up": (
        "HPI: Chronic low back pain. No sciatica, no disc herniation, no lumbar strain. Limited bending.\n"
        "IMAGING: Lumbar X-ray: loss of disc height at L3-L4.\nASSESSMENT: Chronic low back pain, M54.50.",
        {"D203"},
    ),
    "a facet finding called incidental": (
        "HPI: Chronic low back pain. No sciatica, no disc herniation, no lumbar strain. Limited bending.\n"
        "IMAGING: Lumbar X-ray: facet arthropathy at L5-S1.\n"
        "ASSESSMENT: Chronic low back pain, M54.50. The facet arthropathy is incidental.",
        set(),
    ),
    "facets that are normal": (
        "HPI: Chronic low back pain. No sciatica, no disc herniation, no lumbar strain. Limited bending.\n"
        "IMAGING: Lumbar X-ray: no facet arthropathy.\nASSESSMENT: Chronic low back pain, M54.50.",
        set(),
    ),
    "unspecified while an MRI is ordered": (
        "Chronic low back pain. No sciatica, no disc herniation, no lumbar strain. Sits 10 minutes. M54.50\n"
        "Plan: MRI of the lumbar spine ordered.",
        {"D304"},
    ),
    "unspecified while a result is awaited": (
        "Chronic low back pain. No sciatica, no disc herniation, no lumbar strain. Sits 10 minutes. M54.50\n"
        "Plan: Lumbar MRI was done today; results are pending.",
        {"D304"},
    ),
    "a study that hangs on a condition is not pending": (
        "Chronic low back pain. No sciatica, no disc herniation, no lumbar strain. Sits 10 minutes. M54.50\n"
        "Plan: MRI lumbar spine if no better in six weeks.",
        set(),
    ),
    "a characterised pain does not wait for the work-up": (
        "Chronic low back pain. No sciatica, no disc herniation, no lumbar strain. Sits 10 minutes.\n"
        "Assessment: Chronic mechanical low back pain, M54.59.\nPlan: MRI of the lumbar spine ordered.",
        set(),
    ),
    "a possible disc herniation has addressed it": (
        "Acute low back pain since Monday. No sciatica, no lumbar strain. Possible disc herniation. Off work. M54.50",
        set(),
    ),
    "a lift at the onset does not address strain": (
        "Acute low back pain since lifting a crate. No sciatica. No disc herniation. Off work. M54.50",
        {"D503"},
    ),
    "another code of the family than the words support, and no other rule says why": (
        "Chronic low back pain due to lumbar spinal stenosis. No sciatica, no disc herniation, no lumbar strain.\n"
        "Walks one block. M54.50",
        {"C701"},
    ),
    "an error says it already": (
        "Chronic mechanical low back pain. No sciatica, no disc herniation, no lumbar strain. Walks one block. M54.50",
        set(),
    ),
    "a code of another problem is no code of the pain": (
        "Chronic low back pain. No sciatica, no disc herniation, no lumbar strain. Walks one block.\n"
        "Dx: Hypertension, I10.",
        {"C702"},
    ),
    "a code that takes the place of the family is one": (
        "Low back pain with left sciatica, acute. No disc herniation, no lumbar strain. Walks one block. Dx: M54.42",
        set(),
    ),
    "low back pain of the past needs nothing": (
        "Knee pain for 3 weeks after a fall. Past medical history: low back pain in 2011, resolved. Exam: effusion.",
        set(),
    ),
}


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter(Settings(today=dt.date(2026, 6, 1)))


def test_there_are_twenty() -> None:
    assert len(CASES) == 20
    assert {rule for _, rules in CASES.values() for rule in rules} == INFORMATIONS


@pytest.mark.parametrize("case", CASES)
def test_informations(linter: Linter, case: str) -> None:
    text, expected = CASES[case]
    report = linter.lint(Note(text=text))
    assert not report.failures
    assert {finding.rule for finding in report.findings if finding.severity == "info"} == expected
    assert {finding.rule for finding in report.findings} & INFORMATIONS == expected
