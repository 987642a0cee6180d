"""Notes that are one list of what the patient has had ("Diabetes, gout, chronic back pain, and a herniated disc."), copied
out of a chart without its heading: nothing of it is told as the trouble of today."""

from __future__ import annotations

import re
from collections.abc import Sequence as Seq
from typing import TYPE_CHECKING

from notelint.precompiled import regex

if TYPE_CHECKING:
    from notelint.pipeline.matching import Mention
    from notelint.pipeline.pipe import Analysis

LONGEST = 600
"""A longer text is no fragment."""
_PROBLEMS = regex(
    r"\b(?:diabetes|diabetic|hypertension|high blood pressure|hyperlipidemia|hypercholesterolemia|high cholesterol|dyslipidemia|gout|reflux|"
    r"gerd|asthma|copd|emphysema|hypothyroid\w*|thyroid|depression|anxiety|bipolar|coronary artery disease|cad|heart failure|heart attack|"
    r"myocardial infarction|atrial fibrillation|stroke|cva|tia|migraines?|glaucoma|cataracts?|osteoporosis|osteoarthritis|arthritis|sleep apnea|"
    r"kidney disease|kidney stones?|renal insufficiency|cancer|anemia|hepatitis|seizures?|psoriasis|fibromyalgia|ulcers?|diverticul\w+|obesity|"
    r"dementia|coronary disease|heart disease|cardiomyopathy|hernia|appendectomy|cholecystectomy|hysterectomy|tonsillectomy|cabg|neuropathy|allergies|sinusitis)\b"
)
_TODAY = regex(
    r"\b(?:presents?|presenting|complain\w*|reports?|states?|here|seen|sees|comes|came|returns?|follow\w*|f/u|refills?|plan|continue\w*|rtc|exam|today|now|"
    r"currently|mg|worse\w*|denies|endorses|positive|tender\w*|x \d|for \d|weeks?|days?|[mf] with|yo|y/o|year old)\b"
)
_OWN_LINES = regex(r"[.:;!?]\n|\n\s*(?:\n|[-*•]|\d{1,2}[.)])")
"""Lines of their own, and not one sentence that was broken into lines."""
_NOT_PAST = frozenset(
    {"medications", "ros", "chief_complaint", "assessment", "assessment_plan", "plan", "exam", "history"}
)


_COMES = regex(
    r"\b(?:presents?|presenting|presented|complain\w*|comes|came|seen|here|referred|evaluat\w+|admitted|admission|returns|reports?|endorses|positive)\b"
)
_MORE = regex(r",(?: and)? (?:[a-z-]+ ){0,3}$")


def one_of_many(before: str) -> bool:
    """Whether the words before a problem (`before`, from the start of its sentence) list other illnesses, in a sentence that
    tells who the patient is and not what he comes for: "an 88 year old man with heart failure, dementia, gout, and"."""
    return (
        _MORE.search(before) is not None
        and before.count(",") > 1
        and len(_PROBLEMS.findall(before)) > 1
        and re.search(r"\b(?:with|has|had)\b", before) is not None
        and _COMES.search(before) is None
    )


def settle_fragment(analysis: Analysis, mentions: Seq[Mention]) -> None:
    """In a list of past problems that is the whole text, take what is there for past."""
    lower = analysis.normal.lower
    if len(lower) > LONGEST or _OWN_LINES.search(lower.strip()) or any(p.name in _NOT_PAST for p in analysis.parts):
        return
    if _TODAY.search(lower) or lower.count(",") < 2 or len(_PROBLEMS.findall(lower)) < 2:
        return
    for mention in mentions:
        if mention.assertion == "present" and mention.kind not in ("study", "evidence") and mention.concept not in (
            "icd10",
            "cpt",
        ):  # fmt: skip
            mention.assertion = "historical"
            mention.because.append("a list of past problems")
