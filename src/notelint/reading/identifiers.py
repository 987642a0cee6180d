"""Identifiers that a note states about itself, by explicit labels only. A name is never one.

A wrong patient id would join two patients to one series, so anything doubtful gives none.
"""

from __future__ import annotations

import re

from notelint.precompiled import regex

_NUMBER = r"(?:\s?(?:number|num|no\.?|\#|id)|(?=\s?[:\#]))"
_PATIENT = (
    rf"m\.?r\.?n\.?|medical\ record{_NUMBER}|med\.?\ rec\.?{_NUMBER}|mr\s?\#",
    r"(?:patient|pt)\s?(?:id|identifier|number|no\.|\#)|chart\s?(?:id|number|no\.|\#)|hospital\ (?:number|no\.?)"
    r"|nhs\ (?:number|no\.?)|unit\ (?:number|no\.)",
)
_NOTE = (
    r"(?:note|document|doc|report)\s?(?:id|number|no\.|\#)",
    r"(?:encounter|enc)\s?(?:id|number|no\.|\#)|csn|accession(?:\s?(?:number|no\.?|\#))?",
)
_TOKEN = r"(?P<id>\d{3}\ \d{3}\ \d{4}|[A-Z]{0,4}-?\d[\dA-Z]*(?:-[\dA-Z]+)*)(?![\w/*-]|\s+of\b)"
_NONE = regex(r"\d{1,2}-\d{1,2}-\d{2,4}|\d{4}-\d{1,2}-\d{1,2}|.*XX.*|(.)\1{3,}", re.IGNORECASE)
"""A date, or an identifier that was blanked out."""


def _pattern(label: str) -> re.Pattern[str]:
    after = r"(?:(?<=\#)|(?!\w))[ \t]*[:#=]?[ \t]*"
    return regex(rf"(?<![\w-])(?:{label}){after}{_TOKEN}", re.IGNORECASE | re.VERBOSE)


_PATIENT_LABELS = tuple(map(_pattern, _PATIENT))
_NOTE_LABELS = tuple(map(_pattern, _NOTE))
_FOLDED = regex("[\u0130\u0131\u017f\u212a]")
"""Letters that fit `i`, `s` and `k` where case is not regarded, and are none in lower case."""

Hints = tuple[re.Pattern[str], ...]


def _beginnings(*words: str) -> Hints:
    """How labels of these words begin: an expression for each, since letters that stand first are found quickly."""
    return tuple(regex(rf"{word}\s?(?:(?:id|identifier|number|no)(?!\w)|#)") for word in words)


# How each label begins, quickly looked for in lower-case text.
_PATIENT_HINTS: tuple[Hints, ...] = (
    (regex(r"m\.?r\.?n(?!\w)"), regex(r"med(?:ical record|\.? rec)\.?\s?(?:n|#|id|:)"), regex(r"mr\s?#")),
    _beginnings("patient", "pt", "chart", "hospital", "nhs", "unit"),
)
_NOTE_HINTS: tuple[Hints, ...] = (
    _beginnings("note", "document", "doc", "report"),
    (regex(r"enc|csn|accession"),),
)


def _lower(text: str) -> str | None:
    """The text in lower case, each character in its place; None where that does not tell what fits a label."""
    return text.lower() if text.isascii() or _FOLDED.search(text) is None else None


def _one(text: str, start: int, labels: tuple[re.Pattern[str], ...], hints: tuple[Hints, ...]) -> str | None:
    """The identifier of the first kind of label that gives any; None where that kind gives two."""
    lower = _lower(text)
    for label, begins in zip(labels, hints, strict=True):
        if lower is None:
            written = [match["id"] for match in label.finditer(text, start)]
        else:
            tried = (label.match(text, m.start()) for begin in begins for m in begin.finditer(lower, start))
            written = [match["id"] for match in tried if match is not None]
        found = {re.sub(r"\s", "", one).upper() for one in written if not _NONE.fullmatch(one)}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def patient_id(text: str, start: int = 0) -> str | None:
    """The patient's identifier ("MRN: 104233", "Patient ID 77-A"), in capitals and without blanks.

    Args:
        text: The note, `plain`.
        start: Offset at which its own words begin.

    Returns:
        None where the note states none, or states two. A medical record number goes before other labels.
    """
    return _one(text, start, _PATIENT_LABELS, _PATIENT_HINTS)


def may_state_patient(text: str, start: int = 0) -> bool:
    """False where `text` surely states no identifier of the patient, whatever of its lines is left out."""
    lower = _lower(text)
    return lower is None or any(begin.search(lower, start) for begins in _PATIENT_HINTS for begin in begins)


def note_id(text: str, start: int = 0) -> str | None:
    """The note's own identifier ("Note ID: 88120"), read like `patient_id`; an encounter's stands in for it."""
    return _one(text, start, _NOTE_LABELS, _NOTE_HINTS)
