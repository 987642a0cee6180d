"""Reports as clinicians are shown them: the words and the question, no code, no word on claims.

A question to a clinician keeps to the compliant query practice of AHIMA and ACDIS (2022), and so must what stands
around it: a message that names a code, or says that one will be denied, would lead.
"""

from __future__ import annotations

from notelint.models import Claim, Fact, Finding, NoteReport, Suggestion

CODES = frozenset({"icd10", "cpt"})
"""Concepts of a code that is written out."""

_COVER = "·"


def addressed(report: NoteReport, audience: str, *, codes: bool = False) -> NoteReport:
    """A report as its reader is to see it. Give it to a writer in place of the report.

    Args:
        report: The report.
        audience: `coder`: the report as it is. `clinician`: only findings that a clinician can settle, each with its
            question in place of its message; written codes are covered in the text, and nothing else names one.
        codes: The clinician has asked for codes: the suggestion, the claim and the written codes are left in.
    """
    if audience != "clinician":
        return report
    asked = [finding for finding in report.findings if finding.question]
    if codes:
        return report.model_copy(update={"findings": tuple(_as_question(finding) for finding in asked)})
    kept = {old: new for new, old in enumerate(i for i, f in enumerate(report.facts) if f.concept not in CODES)}
    facts = tuple(report.facts[index] for index in kept)
    return report.model_copy(
        update={
            "note": report.note.model_copy(
                update={"text": _covered(report), "codes": None, "procedures": None, "origins": {}}
            ),
            "facts": facts,
            "claim": Claim(),
            "suggestion": Suggestion(code=""),
            "findings": tuple(_without_codes(finding, report, kept) for finding in asked),
        }
    )


def asks_only(finding: Finding) -> bool:
    """Whether a finding is shown by its question alone."""
    return finding.question is not None and finding.message == finding.question


def _as_question(finding: Finding) -> Finding:
    return finding.model_copy(update={"message": finding.question, "reason": ""})


def _without_codes(finding: Finding, report: NoteReport, kept: dict[int, int]) -> Finding:
    """The question, at words of the note that are no code; its facts are numbered anew."""
    words = [index for index in finding.facts if index in kept]
    update: dict[str, object] = {
        "message": finding.question,
        "reason": "",
        "source": "",
        "suggested_code": None,
        "origin": "text",
        "facts": tuple(kept[index] for index in words),
    }
    at_code = any(
        fact.start == finding.start and fact.concept in CODES for fact in (report.facts[i] for i in finding.facts)
    )
    if at_code or finding.origin != "text":
        update |= _place(report.facts[words[0]] if words else None)
    return finding.model_copy(update=update)


def _place(fact: Fact | None) -> dict[str, object]:
    return {name: getattr(fact, name, None) for name in ("start", "end", "line", "column")}


def _covered(report: NoteReport) -> str:
    """The note with its written codes covered, every offset as it was."""
    text = report.note.text
    for fact in report.facts:
        if fact.concept in CODES:
            text = text[: fact.start] + _COVER * (fact.end - fact.start) + text[fact.end :]
    return text
