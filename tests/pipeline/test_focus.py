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
    spread = ONCOLOGY.replace("She has some back pain.", "Her low back pain comes from a metastasis.")
    assert red_flags(read(spread)) == ["metastasis"]


def test_a_cancer_in_the_history_of_a_painful_back_is_a_red_flag(read: Read) -> None:
    note = "HPI: Low back pain for three weeks. Past history: breast cancer, and unexplained weight loss.\n"
    assert red_flags(read(note)) == ["breast cancer", "unexplained weight loss"]
