"""Models to JSON: one document (`json`), or one report a line (`jsonl`). The contract itself is in `contract.py`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any, TextIO

from notelint.models import (
    SEVERITIES,
    DurationValue,
    Fact,
    FactValue,
    Failure,
    Finding,
    NoteReport,
    RunSummary,
    Suggestion,
)
from notelint.output import contract
from notelint.output.base import Options, Writer


def _value(value: FactValue, source: bool) -> contract.Duration | float | str | None:
    if isinstance(value, DurationValue):
        return contract.Duration(days=value.days, text=value.text if source else None)
    return value


def fact_out(fact: Fact, source: bool) -> contract.Fact:
    """A fact as the contract has it; without the note's words where `source` is false."""
    return contract.Fact(
        concept=fact.concept,
        assertion=fact.assertion,
        start=fact.start,
        end=fact.end,
        text=fact.text if source else None,
        line=fact.line,
        column=fact.column,
        section=fact.section,
        value=_value(fact.value, source),
    )


class _JsonWriter(Writer):
    """What both JSON formats share: a report as the contract has it."""

    def record(self, report: NoteReport) -> dict[str, Any]:
        """The report as the contract's plain values, ready for `json.dumps`."""
        source, told = self.options.source, report.conclusions
        checklist = None
        if told.checklist is not None:
            checklist = contract.Checklist(**told.checklist.items, exclusions=dict(told.checklist.exclusions))
        record = contract.report_model(report.guide)(
            note=contract.Note(
                path=report.note.path,
                note_id=report.note.note_id,
                patient_id=told.patient_id,
                date_of_service=told.date_of_service.isoformat() if told.date_of_service else None,
                visit=told.visit,
                codes=list(dict.fromkeys(code.code for code in report.claim.codes)),
                procedures=list(dict.fromkeys(code.code for code in report.claim.procedures)),
            ),
            status=told.status,
            facts=[fact_out(fact, source) for fact in report.facts],
            acuity=told.acuity,
            duration_days=told.duration_days,
            checklist=checklist,
            suggestion=self._suggestion(report.suggestion) if report.suggestion.code else None,
            findings=[self._finding(finding) for finding in report.findings],
        )
        plain = record.model_dump(mode="json", by_alias=True)
        if plain["checklist"] is not None:  # the items first, as the contract prints them
            plain["checklist"]["exclusions"] = plain["checklist"].pop("exclusions")
        return plain

    def end(self, summary: RunSummary, failures: Sequence[Failure]) -> dict[str, Any]:
        """What follows the reports: version, totals, failures."""
        return contract.End(
            version=version("notelint"),
            summary=contract.Summary(
                notes=summary.notes,
                failed=summary.failed,
                findings=contract.FindingCounts(
                    **{severity: summary.findings.get(severity, 0) for severity in reversed(SEVERITIES)}
                ),
                baselined=summary.baselined,
            ),
            failures=[contract.Failure(path=failure.path, error=failure.error) for failure in failures],
        ).model_dump(mode="json")

    def _suggestion(self, made: Suggestion) -> contract.Suggestion:
        return contract.Suggestion(
            code=made.code,
            instead=list(made.instead),
            confidence=made.confidence,
            reasons=[
                contract.Reason(
                    text=reason.text if self.options.source else None, facts=list(reason.facts), source=reason.source
                )
                for reason in made.reasons
            ],
            rejected=[contract.Rejected(code=no.code, why=self.shown(no.why)) for no in made.rejected],
        )

    def _finding(self, finding: Finding) -> contract.Finding:
        return contract.Finding(
            rule=finding.rule,
            name=finding.name,
            severity=finding.severity,
            message=self.shown(finding.message),
            start=finding.start,
            end=finding.end,
            line=finding.line,
            column=finding.column,
            facts=list(finding.facts),
            reason=self.shown(finding.reason),
            source=finding.source,
            suggested_code=finding.suggested_code,
            question=None if finding.question is None else self.shown(finding.question),
            origin=finding.origin,
        )


class JsonWriter(_JsonWriter):
    """One document. Reports are printed as they come, so that a large run needs no memory; `close` makes it whole."""

    format = "json"
    help = "one document for other programs"

    def __init__(self, out: TextIO, options: Options | None = None) -> None:
        super().__init__(out, options)
        self._written = 0

    def write(self, report: NoteReport) -> None:
        self.out.write(",\n" if self._written else self._head())
        self.out.write(json.dumps(self.record(report), ensure_ascii=False))
        self._written += 1

    def close(self, summary: RunSummary, failures: Sequence[Failure]) -> None:
        end = self.end(summary, failures)
        self.out.write("\n" if self._written else self._head())
        counts, failed = (json.dumps(end[key], ensure_ascii=False) for key in ("summary", "failures"))
        self.out.write(f'], "summary": {counts},\n "failures": {failed}}}\n')

    def _head(self) -> str:
        return f'{{"version": {json.dumps(version("notelint"))}, "reports": [\n'


class JsonLinesWriter(_JsonWriter):
    """One report a line, and a last line with the version, the totals and the failures."""

    format = "jsonl"
    help = "one report a line"

    def write(self, report: NoteReport) -> None:
        self.out.write(json.dumps(self.record(report), ensure_ascii=False) + "\n")

    def close(self, summary: RunSummary, failures: Sequence[Failure]) -> None:
        self.out.write(json.dumps(self.end(summary, failures), ensure_ascii=False) + "\n")
