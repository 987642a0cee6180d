"""What a note is about: a cancer that is treated is no red flag of a back that is named in passing."""

from __future__ import annotations

from marked import Read
from notelint.models import NoteReport

ONCOLOGY = """\
REASON FOR VISIT: Breast cancer, follow-up.
HISTORY: She had breast cancer on the left, with lymph node metastases. The cancer was treated with lumpectomy; the
tumor was 2 cm. The metastases have shrunk. A second primary carcinoma of the colon was removed. No recurrent cancer
was seen. She has some back pain.
ASSESSMENT: Metastatic breast cancer, stable. We go on with letrozole.
"""


def red_flags(report: NoteReport) -> list[str]:
    return [fact.text for fact in report.facts if fact.concept in ("malignancy", "infection")]


def test_the_cancer_that_a_note_is_about_is_no_red_flag(read: Read) -> None:
    assert red_flags(read(ONCOLOGY)) == []


def test_a_tumour_said_of_the_back_is_a_red_flag_in_any_note(read: Read) -> None:
    spread = ONCOLOGY.replace("She has some back pain.", "Her back pain comes from a spinal metastasis.")
    assert red_flags(read(spread)) == ["spinal metastasis"]


def test_a_cancer_is_a_red_flag_of_a_low_back_pain_that_is_a_complaint_of_the_note(read: Read) -> None:
    told = ONCOLOGY.replace("She has some back pain.", "There is no change in her chronic low back pain.")
    assert "breast cancer" in red_flags(read(told))


STROKE = """\
ADMITTING DIAGNOSIS: Stroke.
HISTORY: He woke with slurred speech and a facial droop. Left leg weakness came on later, with a foot drop.
PAST MEDICAL HISTORY: Neck and shoulder pain. Cervical spondylosis. Neck radiation. Cervical fusion.
Lumbar disc disease.
Status post discectomy.
EXAM: Left lower extremity strength 2/5.
"""


def test_the_weak_leg_of_a_stroke_is_no_deficit_of_the_back(read: Read) -> None:
    facts = [(fact.concept, fact.text) for fact in read(STROKE).facts]
    assert not [text for concept, text in facts if concept == "leg_neuro_deficit"]
    assert ("spine_surgery", "discectomy") in facts


def test_a_fluid_tap_is_no_word_about_the_back(read: Read) -> None:
    note = "HISTORY: Headache. CSF samples were taken from the lumbar region.\nEXAM: Gait: wide based."
    assert not [fact for fact in read(note).facts if fact.concept == "gait"]


def test_what_the_needle_makes_felt_is_no_deficit(read: Read) -> None:
    note = "PROCEDURE: Lumbar transforaminal epidural, L5-S1. The needle was advanced. No paresthesias were noted."
    assert not [fact for fact in read(note).facts if fact.concept == "leg_neuro_deficit"]


def test_a_cancer_in_the_history_of_a_painful_back_is_a_red_flag(read: Read) -> None:
    note = "HPI: Low back pain for three weeks. Past history: breast cancer, and unexplained weight loss.\n"
    assert red_flags(read(note)) == ["breast cancer", "unexplained weight loss"]
