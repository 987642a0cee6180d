"""Reports built by hand, so that the output is tested apart from what finds the facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from notelint.models import (
    Checklist,
    Claim,
    ClaimCode,
    Conclusions,
    DurationValue,
    Fact,
    Finding,
    Note,
    NoteReport,
    Reason,
    Rejected,
    Suggestion,
)


def fact(text: str, words: str, concept: str, **more: Any) -> Fact:
    """The fact that the first occurrence of `words` in `text` is."""
    start = text.index(words)
    line = text.count("\n", 0, start) + 1
    column = start - (text.rfind("\n", 0, start) + 1) + 1
    more = {"assertion": "present", **more}
    return Fact(concept=concept, start=start, end=start + len(words), text=words, line=line, column=column, **more)


def finding(at: Fact | None = None, **more: Any) -> Finding:
    """A finding at a fact, or about something missing."""
    place = {} if at is None else {"start": at.start, "end": at.end, "line": at.line, "column": at.column}
    said = {
        "rule": "X101",
        "name": "made-up",
        "severity": "error",
        "message": "Something is wrong.",
        "source": "a book",
    }
    return Finding(**{**said, **place, **more})


def report(text: str, facts: Sequence[Fact] = (), findings: Sequence[Finding] = (), **more: Any) -> NoteReport:
    """A report of one note, current unless told otherwise."""
    return NoteReport(
        note=Note(text=text, path=more.pop("path", "notes/a.txt"), note_id=more.pop("note_id", None)),
        guide=more.pop("guide", "knee_pain"),
        conclusions=more.pop("conclusions", Conclusions(status="current")),
        facts=tuple(facts),
        findings=tuple(findings),
        suggestion=more.pop("suggestion", Suggestion(code="K1")),
        **more,
    )


def full_report() -> NoteReport:
    """A report in which every field of the contract has something in it."""
    text = "Pain for 3 weeks, ODI 42.\nMechanical knee pain, K10.\n"
    facts = [
        fact(text, "3 weeks", "duration", value=DurationValue(days=21, text="3 weeks"), section="history"),
        fact(text, "ODI 42", "disability_score", value=42.0),
        fact(text, "Mechanical", "mechanical", section="assessment", modifiers=("cue",), pattern="here.toml"),
        fact(text, "K10", "icd10", value="K10", section="assessment", sentence=1),
    ]
    return report(
        text,
        facts,
        [
            finding(facts[3], facts=(2,), reason="Because.", suggested_code="K1", message='It says "Mechanical knee".'),
            finding(
                None, rule="X201", severity="info", question='The note says "3 weeks". Is it?', origin="manifest:7"
            ),
        ],
        note_id="n1",
        conclusions=Conclusions(
            status="current",
            acuity="acute",
            duration_days=21,
            visit="new",
            date_of_service=dt.date(2026, 5, 4),
            patient_id="p1",
            checklist=Checklist(items={"duration": "met", "imaging": "na"}, exclusions={"gout": "absent"}),
        ),
        claim=Claim(
            codes=(ClaimCode(code="K10", origin="text", fact=3), ClaimCode(code="K10", origin="text")),
            procedures=(ClaimCode(code="97110", origin="manifest:7"),),
        ),
        suggestion=Suggestion(
            code="K1",
            confidence="documented",
            reasons=(Reason(text='The pain is documented as "Mechanical".', facts=(2,), source="the book"),),
            rejected=(Rejected(code="K2", why='nothing says "crystal"'),),
        ),
    )
