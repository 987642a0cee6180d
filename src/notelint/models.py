"""What goes through notelint: notes in, facts, conclusions, a suggestion and findings out.

Frozen pydantic models. They import nothing of ours, do no I/O and know no spaCy, no guide and no code. Offsets are
Unicode code points into `Note.text`, end exclusive; lines and columns count from 1.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Assertion = Literal["present", "absent", "possible", "historical", "hypothetical", "family", "planned"]
Severity = Literal["error", "warning", "info"]
Visit = Literal["new", "followup", "unstated"]
Status = Literal["current", "historical", "absent"]
Acuity = Literal["acute", "subacute", "chronic", "acute_on_chronic", "unstated"]
Side = Literal["left", "right", "both"]
Confidence = Literal["documented", "query", "default"]
Standing = Literal["present", "absent", "possible", "unaddressed"]

SEVERITIES: tuple[Severity, ...] = ("info", "warning", "error")
"""Severities from the least to the most serious."""


class Model(BaseModel):
    """Base of all models: frozen, and a misspelt field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Note(Model):
    """A clinical note and what is known about it from outside its words.

    Attributes:
        text: The whole text as read. Facts and findings point into it.
        body_start: Offset at which the note's own words begin (after front matter); what lies before is not read as
            note.
        path: Where it was read from, as the user would name it.
        note_id: Identifier of the note.
        patient_id: Identifier of the patient; notes that share it are a series. Never a name.
        date_of_service: Date of the encounter.
        visit: `new`, `followup`, or None where it is to be read from the text.
        provider: The clinician, for reports.
        codes: ICD-10-CM codes billed, with the dot; None where only the text can say.
        procedures: CPT codes billed; None where only the text can say.
        origins: For a value given from outside, where it stands: `manifest:7` or `front matter`. Keys are field names.
    """

    text: str
    body_start: int = 0
    path: str | None = None
    note_id: str | None = None
    patient_id: str | None = None
    date_of_service: dt.date | None = None
    visit: Visit | None = None
    provider: str | None = None
    codes: tuple[str, ...] | None = None
    procedures: tuple[str, ...] | None = None
    origins: Mapping[str, str] = Field(default_factory=dict)


class DurationValue(Model):
    """How long the pain has lasted. `days` is None where the words give no number ("since the accident")."""

    days: int | None
    text: str


FactValue = DurationValue | float | str | None
"""A duration, a disability score (its number), or a code in its normal form."""


class Fact(Model):
    """One mention of a concept in a note, with the one assertion that the words around it give.

    Attributes:
        concept: What is mentioned; the same word in patterns, rules and corpus.
        assertion: What is said about it.
        start, end, text, line, column: The words.
        section: Normal name of the section it stands in (`assessment`, `exam`, `past_history` ...), or None.
        value: Duration, score or normal form of a code.
        sentence: Number of its sentence in the note, so that facts of one sentence can be told.
        past: It stands in text of an earlier visit (dated heading, copied forward).
        side: Side of the body that its own clause names.
        roles: What the clause makes of it. `cause`: named as what the back pain is due to. `diagnosis`: stands in the
            assessment as a diagnosis. `dismissed`: called incidental, a bystander or not the source. `exam`: found on
            examination only. `goal`: a treatment goal. `claim`: a code listed as billed or diagnosed. `changed`: a code
            said to be replaced ("changed from"). `long`: a time that the note leaves more than twelve weeks behind.
            `treated`: listed among past problems, and treated now.
        pattern: Where the phrase is written: file, entry.
        modifiers: The cues that decided the assertion, in words: `absent: "denies"`.
    """

    concept: str
    assertion: Assertion
    start: int
    end: int
    text: str
    line: int
    column: int
    section: str | None = None
    value: FactValue = None
    sentence: int = 0
    past: bool = False
    side: Side | None = None
    roles: frozenset[str] = frozenset()
    pattern: str = ""
    modifiers: tuple[str, ...] = ()


class Checklist(Model):
    """What the chart shows of what it should: each item `met`, `unmet` or `na`; each exclusion as the chart has it."""

    items: Mapping[str, Literal["met", "unmet", "na"]]
    exclusions: Mapping[str, Standing]


class Conclusions(Model):
    """What the facts of one note add up to, before any code is chosen.

    Attributes:
        status: Whether the guide's problem is current, told as past, or absent.
        acuity: The explicit word, else from the duration.
        duration_days: Days that the present episode or the pain has lasted, where the words give a number.
        visit: New, follow-up or unstated, from outside or from the text.
        date_of_service: From outside or from the text.
        patient_id: From outside or from the text.
        checklist: None unless the problem is current.
    """

    status: Status
    acuity: Acuity = "unstated"
    duration_days: int | None = None
    visit: Visit = "unstated"
    date_of_service: dt.date | None = None
    patient_id: str | None = None
    checklist: Checklist | None = None


class Reason(Model):
    """One sentence that supports a choice, the facts (indices into the report's facts) it rests on, and its source."""

    text: str
    facts: tuple[int, ...] = ()
    source: str = ""


class Rejected(Model):
    """A code that was weighed and not chosen, and why."""

    code: str
    why: str


class Suggestion(Model):
    """The code that the note supports for the guide's problem.

    Attributes:
        code: One of the guide's codes, `other` or `none`; empty in a report from which codes are left out.
        instead: With `other`: code families (`M54.4-`) or full codes that take its place.
        confidence: `documented` (the words are there), `query` (a question is open that could change the code),
            `default`.
        reasons, rejected: Why, and why not another.
    """

    code: str
    instead: tuple[str, ...] = ()
    confidence: Confidence = "default"
    reasons: tuple[Reason, ...] = ()
    rejected: tuple[Rejected, ...] = ()


class Section(Model):
    """A stretch of a note under one heading: normal name, offsets of its body, whether it is of an earlier visit."""

    name: str
    start: int
    end: int
    past: bool = False


class ClaimCode(Model):
    """A code that is judged: its normal form, where it stands, and the fact if it is written in the text.

    `origin` is `text`, `front matter` or `manifest:7` (a line of the manifest).
    """

    code: str
    origin: str
    fact: int | None = None


class Claim(Model):
    """What is billed: given from outside, else what the text writes, but copied, past, negated and changed codes."""

    codes: tuple[ClaimCode, ...] = ()
    procedures: tuple[ClaimCode, ...] = ()


class Finding(Model):
    """One thing that a rule has to say about a note.

    Attributes:
        rule, name, severity: Stamped by the engine, never by the rule.
        message: What is wrong and what to do, for a coder or reviewer.
        start, end, line, column: The words that must change, or None where something is missing.
        facts: Indices into the report's facts that it rests on.
        reason: Why, in one or two sentences.
        source: The Tabular List note, guideline paragraph or documentation practice behind it.
        suggested_code: The code to use, where it helps.
        question: A compliant query for the clinician, where one can settle it.
        origin: `text`, `front matter` or `manifest:7`.
    """

    rule: str
    name: str
    severity: Severity
    message: str
    start: int | None = None
    end: int | None = None
    line: int | None = None
    column: int | None = None
    facts: tuple[int, ...] = ()
    reason: str = ""
    source: str = ""
    suggested_code: str | None = None
    question: str | None = None
    origin: str = "text"


class Failure(Model):
    """A note, file or rule that could not be dealt with. Never holds words of a note."""

    path: str
    error: str


class NoteReport(Model):
    """All that notelint says about one note. `failures` names rules that crashed on it: then it is never clean."""

    note: Note
    guide: str
    conclusions: Conclusions
    facts: tuple[Fact, ...] = ()
    sections: tuple[Section, ...] = ()
    suggestion: Suggestion
    claim: Claim = Claim()
    findings: tuple[Finding, ...] = ()
    failures: tuple[Failure, ...] = ()


class RunSummary(Model):
    """Totals of a run. `baselined` counts the findings that a baseline holds and that are therefore not reported."""

    notes: int = 0
    failed: int = 0
    findings: Mapping[str, int] = Field(default_factory=dict)
    baselined: int = 0


class Extraction(Model):
    """What was read out of one note: its facts in order of place, and its sections."""

    facts: tuple[Fact, ...] = ()
    sections: tuple[Section, ...] = ()


class VisitRecord(Model):
    """What later visits of a patient need to know of one visit: conclusions, codes and hashes, no words of the note.

    Attributes:
        patient_id, date, note_id: Whose visit, when, and which note.
        status: Whether the guide's problem was current.
        codes: ICD-10-CM codes of the claim.
        code, instead: The code that the note supports.
        assessment: Hashes of the word runs of the assessment, numbers and dates levelled.
        assessment_words: Number of words of the assessment.
        sentences: Hashes of the note's sentences, numbers and dates levelled.
    """

    patient_id: str
    date: dt.date
    note_id: str | None = None
    status: Status
    codes: tuple[str, ...] = ()
    code: str = "none"
    instead: tuple[str, ...] = ()
    assessment: frozenset[int] = frozenset()
    assessment_words: int = 0
    sentences: frozenset[int] = frozenset()


class Likeness(Model):
    """How much of a visit's assessment stands in that of the patient's visit of `date`: from 0 to 1."""

    date: dt.date
    share: float
