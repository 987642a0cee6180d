"""Invented notes for the tests of the report: a dozen patients, four clinicians, two clinics, half a year."""

from __future__ import annotations

from typing import Any

CLINICS = {
    "Amara Osei, MD": "Riverside Primary Care",
    "Jonas Lindqvist, DO": "Riverside Primary Care",
    "Priya Raman, NP": "Northgate Spine Clinic",
    "Tomasz Wolny, MD": "Northgate Spine Clinic",
}
_OSEI, _LINDQVIST, _RAMAN, _WOLNY = CLINICS

HOSTILE = (
    "Follow-up. Low back pain</script><img src=x onerror=\"document.title='owned'\">"
    "<script>document.title='owned'</script> "
    "with 'quotes' & ampersands, <b>bold</b> and \U0001f9b4 \U0001d4c5ain, chronic mechanical low back pain. ]]> <!-- "
    "Sits 20 minutes. No sciatica. M54.50"
)
"""Words that would do something in a careless page; the bone and the script letter stand outside the first plane."""

Visit = tuple[str, str, tuple[str, ...], tuple[str, ...], str]

PATIENTS: dict[str, tuple[str, list[Visit]]] = {
    "PT-1001": (
        _OSEI,
        [
        ("2026-01-12", "new", ("M54.50",), ("99203",), "Low back pain for three weeks after moving house. No leg "
         "pain, no numbness. Sits 20 minutes.\nExam: flexion limited to the knees.\nAssessment: Low back pain, cause "
         "not clear. No strain.\nPlan: Lumbar MRI ordered. Return in 4 weeks."),
        ("2026-02-09", "followup", ("M54.50",), ("99213",), "Returns for low back pain. MRI of the lumbar spine not "
         "yet done. No leg pain. Sits 20 minutes.\nAssessment: Low back pain, about the same.\nPlan: Naproxen, "
         "lumbar MRI rescheduled."),
        ("2026-03-16", "followup", ("M54.50",), ("99213",), "Returns for low back pain.\nImaging: MRI lumbar spine "
         "shows Modic type 1 endplate changes at L4-L5.\nAssessment: Low back pain, slightly worse. No sciatica.\n"
         "Plan: continue naproxen."),
        ("2026-04-20", "followup", ("M54.51",), ("99214",), "Returns for low back pain. Sits 15 minutes.\n"
         "Assessment: Chronic vertebrogenic low back pain with Modic type 1 changes at L4-L5. No sciatica, no disc "
         "herniation, no strain.\nPlan: discuss basivertebral nerve ablation."),
        ],
    ),
    "PT-1002": (
        _OSEI,
        [
        ("2026-01-20", "new", ("M54.50",), ("99203", "97110"), "Chronic low back pain, 8 months, mechanical, worse "
         "with lifting. Denies sciatica.\nExam: lumbar flexion 40 degrees.\nAssessment: Chronic mechanical low back "
         "pain.\nPlan: physical therapy."),
        ("2026-03-03", "followup", ("M54.50",), ("99213", "97110"), "Mechanical low back pain, better since therapy. "
         "Denies sciatica. Walks 30 minutes.\nAssessment: Mechanical low back pain, improved.\nPlan: home exercises."),
        ],
    ),
    "PT-1003": (
        _LINDQVIST,
        [
        ("2026-01-27", "new", ("M54.50",), ("99203",), "Low back pain. Ibuprofen helps.\nAssessment: Low back "
         "pain.\nPlan: ibuprofen."),
        ("2026-02-24", "followup", ("M54.50",), ("99213",), "Low back pain. Ibuprofen.\nAssessment: Low back "
         "pain.\nPlan: same."),
        ("2026-03-30", "followup", ("M54.50",), ("99213",), "Low back pain. Ibuprofen.\nAssessment: Low back "
         "pain.\nPlan: same."),
        ("2026-05-05", "followup", ("M54.50",), ("99213", "62323"), "Low back pain. Ibuprofen.\nAssessment: Low "
         "back pain.\nPlan: epidural injection today."),
        ],
    ),
    "PT-1004": (
        _LINDQVIST,
        [
        ("2026-02-02", "new", ("M54.50", "M54.41"), ("99203",), "Low back pain with right-sided sciatica for two "
         "weeks. Pain shoots down the right leg to the foot. Cannot sit.\nAssessment: Acute low back pain with right "
         "sciatica.\nPlan: gabapentin."),
        ("2026-03-09", "followup", ("M54.41",), ("99213",), "Low back pain with right sciatica, better. Sits an "
         "hour.\nAssessment: Low back pain with right sciatica, improved.\nPlan: taper gabapentin."),
        ],
    ),
    "PT-1005": (
        _RAMAN,
        [
        ("2026-02-11", "new", ("M54.5",), ("99204",), "Low back pain for 6 months. Pain goes into the left leg. Sits "
         "30 minutes.\nImaging: lumbar x-ray reviewed.\nAssessment: Low back pain.\nPlan: EMG ordered."),
        ("2026-04-08", "followup", ("M54.50",), ("99213",), "Low back pain. EMG was done and is normal. Sits 30 "
         "minutes. No sciatica.\nAssessment: Low back pain, unchanged.\nPlan: therapy."),
        ],
    ),
    "PT-1006": (
        _RAMAN,
        [
        ("2026-02-18", "new", ("M54.59",), ("99204",), "Low back pain for 10 weeks, possibly muscular. Stops "
         "gardening because of it. No leg pain.\nAssessment: Low back pain, possibly myofascial.\nPlan: lumbar x-ray "
         "scheduled."),
        ("2026-05-13", "followup", ("M54.50",), ("99213",), "Low back pain, unchanged. X-ray of the lumbar spine "
         "still pending. Gait normal. No leg pain.\nAssessment: Low back pain.\nPlan: wait for the lumbar x-ray."),
        ],
    ),
    "PT-1007": (
        _WOLNY,
        [
        ("2026-03-04", "new", ("M54.50", "G89.29"), ("99204", "72148"), "Chronic low back pain for 3 years. Walks "
         "with a cane. No sciatica.\nAssessment: Chronic discogenic low back pain from disc degeneration at L5-S1, "
         "no leg pain. No strain, no herniation.\nPlan: MRI reviewed: disc desiccation L5-S1."),
        ("2026-04-15", "followup", ("M51.370",), ("99214",), "Discogenic low back pain from disc degeneration at "
         "L5-S1, a little better. Walks without the cane. No leg pain.\nAssessment: discogenic low back pain, "
         "L5-S1, improving.\nPlan: same."),
        ],
    ),
    "PT-1008": (
        _WOLNY,
        [
        ("2026-03-18", "new", ("M54.50", "S39.012A"), ("99203",), "Lifted a crate at work two days ago and strained "
         "the low back. Cannot bend. No leg pain.\nAssessment: Acute lumbar strain.\nPlan: rest, ibuprofen."),
        ("2026-04-01", "followup", ("S39.012D",), ("99213",), "Lumbar strain, healing. Bends to the knees. No leg "
         "pain.\nAssessment: Lumbar strain, improving.\nPlan: back to light duty."),
        ],
    ),
    "PT-1009": (
        _OSEI,
        [
        ("2026-04-02", "new", ("M54.50",), ("99203",), "Low back pain for 5 weeks. Sleeps badly. No leg pain, no "
         "herniation known.\nAssessment: Subacute low back pain, denies radiation. Pain radiates to the left leg at "
         "night.\nPlan: referral to neurosurgery for evaluation, lumbar MRI ordered."),
        ],
    ),
    "PT-1010": (
        _LINDQVIST,
        [
        ("2026-04-22", "followup", ("M54.50",), ("99213",), "Chronic low back pain, x 2 weeks. Sits 20 minutes. No "
         "leg pain.\nAssessment: Low back pain, better.\nPlan: walking."),
        ("2026-06-03", "followup", ("M54.50",), ("99213",), "Low back pain. No leg pain. Sits 40 minutes.\n"
         "Assessment: Low back pain, better, muscular.\nPlan: walking."),
        ],
    ),
    "PT-1011": (
        _RAMAN,
        [
        ("2026-05-20", "new", (), ("99203",), "Low back pain for 4 months, myofascial, trigger points. Cannot lift "
         "her child. No sciatica.\nAssessment: Chronic myofascial low back pain. No herniation, no strain.\n"
         "Plan: massage."),
        ("2026-06-10", "followup", ("M25.561",), ("99213",), "Right knee pain. The back is fine.\nAssessment: knee "
         "pain.\nPlan: x-ray of the knee."),
        ],
    ),
    "PT-1012": (
        _WOLNY,
        [
        ("2026-06-01", "new", ("M54.50",), ("99204",), "Low back pain for 7 weeks. Drives 15 minutes. No leg pain.\n"
         "Assessment: Subacute low back pain, cause not established. No strain, no herniation.\n"
         "Plan: lumbar MRI ordered."),
        ("2026-06-17", "followup", ("M54.50",), ("99213",), HOSTILE),
        ],
    ),
}  # fmt: skip


BROKEN = "the third of May"
"""A date that is none: its row is a failure of the batch."""


def records() -> list[dict[str, Any]]:
    """The invented visits as records of a table, one that cannot be read among them."""
    found = []
    for patient, (provider, visits) in PATIENTS.items():
        for number, (date, visit, codes, procedures, text) in enumerate(visits, 1):
            found.append(
                {
                    "note_id": f"{patient}-{number}",
                    "patient_id": patient,
                    "date_of_service": date,
                    "visit": visit,
                    "provider": provider,
                    "clinic": CLINICS[provider],
                    "codes": list(codes),
                    "procedures": list(procedures),
                    "text": text,
                }
            )
    found.append({**found[0], "note_id": "scan-7", "date_of_service": BROKEN})
    return found
