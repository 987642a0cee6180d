"""Findings as rows of a table, for spreadsheets and data frames."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from typing import Any, TextIO

from notelint.models import Failure, Finding, NoteReport, RunSummary
from notelint.output.base import Options, Writer

COLUMNS = (
    "path", "note_id", "patient_id", "date_of_service", "problem", "status", "code", "instead", "confidence",
    "rule", "name", "severity", "line", "column", "message", "suggested_code", "question", "source", "origin",
)  # fmt: skip


class CsvWriter(Writer):
    """One row a finding, with what is concluded of its note; a note without findings has one row, with no rule."""

    format = "csv"
    help = "one row a finding, for spreadsheets"

    def __init__(self, out: TextIO, options: Options | None = None) -> None:
        super().__init__(out, options)
        self._rows = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        self._rows.writeheader()

    def write(self, report: NoteReport) -> None:
        note = self._note(report)
        for finding in report.findings:
            self._row({**note, **self._finding(finding)})
        if not report.findings:
            self._row(note)

    def close(self, summary: RunSummary, failures: Sequence[Failure]) -> None:
        """Nothing more to write: totals are for the reader to count, and failures stand on standard error."""

    def _note(self, report: NoteReport) -> dict[str, Any]:
        told, made = report.conclusions, report.suggestion
        return {
            "path": report.note.path,
            "note_id": report.note.note_id,
            "patient_id": told.patient_id,
            "date_of_service": told.date_of_service,
            "problem": report.guide,
            "status": told.status,
            "code": made.code,
            "instead": ";".join(made.instead),
            "confidence": made.confidence if made.code else None,
        }

    def _finding(self, finding: Finding) -> dict[str, Any]:
        return {
            "rule": finding.rule,
            "name": finding.name,
            "severity": finding.severity,
            "line": finding.line,
            "column": finding.column,
            "message": self.shown(finding.message),
            "suggested_code": finding.suggested_code,
            "question": self.shown(finding.question) if finding.question else None,
            "source": finding.source,
            "origin": finding.origin,
        }

    def _row(self, values: dict[str, Any]) -> None:
        self._rows.writerow({key: _harmless(value) for key, value in values.items()})


def _harmless(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: an apostrophe is put before what would begin one."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") and len(value) > 1:
        return f"'{value}"
    return value
