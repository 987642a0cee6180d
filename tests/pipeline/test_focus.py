"""What a note is about: a cancer that is treated is no red flag of a back that is named in passing."""

from __future__ import annotations

from marked import Read
from notelint.models import Extraction

ONCOLOGY = """\
REASON FOR VISIT: Breast cancer, follow-up.
HISTORY: She had breast cancer on the left, with lymph node metastases. The cancer was treated with lumpectomy; the
tumor was 2 cm. The metastases have shrunk. A second primary carcinoma of the colon was removed. No recurrent cancer
was seen. She has some back pain.
ASSESSMENT: Metastatic breast cancer, stable. We go on with letrozole.
"""


def red_flags(report: Extraction) -> list[str]:
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


KNEE = """\
I saw this pipe fitter for his right knee. A flange struck the knee in March, and the knee was operated on in May.
The knee swells and catches; the knee cap is sore. Gait is antalgic. He has not worked since the injury.
His low back hurts as well. Straight leg raising is negative. Lumbar flexion is full.
"""


def test_in_a_note_that_opens_with_a_knee_the_limp_is_the_knees(read: Read) -> None:
    concepts = {fact.concept for fact in read(KNEE).facts}
    assert {"low_back_pain", "rom"} <= concepts
    assert not concepts & {"gait", "work", "injury"}


def pains(extraction: Extraction) -> list[str]:
    return [fact.assertion for fact in extraction.facts if fact.concept == "low_back_pain"]


def test_pain_listed_among_other_illnesses_is_past(read: Read) -> None:
    note = (
        "HISTORY: The patient was an 88-year-old man with heart failure, dementia, gout, and longstanding lumbar pain. "
        "The nurses found him gray. He died on the third day."
    )
    assert pains(read(note)) == ["historical"]
    assert pains(read(note.replace("was an", "presents as an"))) == ["present"]


def test_a_study_behind_a_condition_waits_for_it(read: Read) -> None:
    note = "HPI: Low back pain.\nPLAN: If the leg is no better in two months, a repeat MRI."
    assert [fact.assertion for fact in read(note).facts if fact.concept == "mri"] == ["hypothetical"]


def test_what_one_side_shows_is_not_said_of_the_other(read: Read) -> None:
    note = "HPI: Low back pain.\nEXAM: SLR positive on the right with calf pain, left negative."
    assert [fact.assertion for fact in read(note).facts if fact.concept == "radiating_leg_pain"] == ["present"]


FRACTURE = """\
HISTORY: Low back pain for four weeks. X-ray was remarkable for a left femoral neck fracture.
PLAN: With the above fracture she needs a hemiarthroplasty.
"""


def test_a_fracture_pointed_back_at_is_that_of_the_bone_that_was_named(read: Read) -> None:
    broken = [fact.text for fact in read(FRACTURE).facts if fact.concept == "vertebral_fracture"]
    assert broken == []
    spine = FRACTURE.replace("left femoral neck fracture", "L1 compression fracture")
    assert len([fact for fact in read(spine).facts if fact.concept == "vertebral_fracture"]) == 2
