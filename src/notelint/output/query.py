"""The queries of a note, ready to send to its clinician: by the compliant query practice of AHIMA and ACDIS (2022)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from notelint.models import SEVERITIES, Fact, Finding, NoteReport
from notelint.output.audience import CODES
from notelint.output.base import QUOTED, WITHHELD, Options, title
from notelint.output.source import printable
from notelint.output.text import wrap

_OPTIONS = " Options: "
_CLOSING = (
    "Please answer from your own judgement, and document the answer in the record. No answer is preferred to another."
)


@dataclass(frozen=True, slots=True)
class Query:
    """One question to the clinician.

    Attributes:
        findings: The findings that ask it.
        text: The whole question, as it stands in the findings.
        ask: The note's own words and the question, without the answers.
        options: The answers to choose from; none where the question is open.
        facts: The words that it rests on.
    """

    findings: tuple[Finding, ...]
    text: str
    ask: str
    options: tuple[str, ...]
    facts: tuple[Fact, ...]


def queries(report: NoteReport) -> tuple[Query, ...]:
    """The questions of a report, those that matter most first; one that several rules ask stands once."""
    asked: dict[str, list[Finding]] = {}
    for finding in sorted(report.findings, key=lambda each: -SEVERITIES.index(each.severity)):
        if finding.question:
            asked.setdefault(finding.question, []).append(finding)
    return tuple(_query(report, text, findings) for text, findings in asked.items())


def _query(report: NoteReport, text: str, findings: list[Finding]) -> Query:
    indices = dict.fromkeys(index for finding in findings for index in finding.facts)
    facts = tuple(report.facts[index] for index in indices if report.facts[index].concept not in CODES)
    ask, _, answers = text.rpartition(_OPTIONS) if _OPTIONS in text else (text, "", "")
    options = tuple(answers.removesuffix(".").split("; ")) if answers else ()
    return Query(tuple(findings), text, ask, options, facts)


def query_record(report: NoteReport, source: bool) -> dict[str, Any]:
    """The queries of one note, for `query --format json`; without the note's words where `source` is false."""

    def shown(text: str) -> str:
        return text if source else QUOTED.sub(WITHHELD, text)

    told = report.conclusions
    return {
        "note": {
            "path": report.note.path,
            "note_id": report.note.note_id,
            "patient_id": told.patient_id,
            "date_of_service": told.date_of_service.isoformat() if told.date_of_service else None,
            "provider": report.note.provider,
        },
        "queries": [
            {
                "rules": [finding.rule for finding in each.findings],
                "names": [finding.name for finding in each.findings],
                "question": shown(each.text),
                "ask": shown(each.ask),
                "options": list(each.options),
                "indicators": [
                    {"text": fact.text if source else None, "line": fact.line, "column": fact.column}
                    for fact in each.facts
                ],
            }
            for each in queries(report)
        ],
    }


def query_letter(report: NoteReport, options: Options) -> Iterator[str]:
    """The queries of one note as lines of a letter; none where there is nothing to ask."""
    asked = queries(report)
    if not asked:
        return
    told, note = report.conclusions, report.note
    date = told.date_of_service.isoformat() if told.date_of_service else None
    known = {
        "Note": note.path if note.note_id is None else f"{note.note_id} ({note.path})" if note.path else note.note_id,
        "Patient": told.patient_id,
        "Date of service": date,
        "To": note.provider,
    }
    yield "Documentation query"
    yield from (f"{name}: {printable(value)}" for name, value in known.items() if value)
    for number, each in enumerate(asked, 1):
        yield ""
        head = f"{number}. "
        yield head + ", ".join(title(finding) for finding in each.findings)
        indent = " " * len(head)
        ask = each.ask if options.source else QUOTED.sub(WITHHELD, each.ask)
        yield from (indent + line for line in wrap(ask, options.width - len(indent)))
        for option in each.options:
            first, *rest = wrap(option, options.width - len(indent) - 4)
            yield f"{indent}[ ] {first}"
            yield from (f"{indent}    {line}" for line in rest)
    yield ""
    yield from wrap(_CLOSING, options.width)
