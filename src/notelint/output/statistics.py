"""How often each rule fires, instead of the findings themselves."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any, TextIO

from notelint.models import SEVERITIES, Failure, NoteReport, RunSummary, Severity
from notelint.output.text import counts, plural

KINDS = ("text", "json")
"""Formats in which it can be printed."""


class Statistics:
    """Counts findings by rule. It is fed and closed as a writer is.

    Args:
        out: Where to print.
        kind: One of `KINDS`.
    """

    def __init__(self, out: TextIO, kind: str = "text") -> None:
        self._out, self._kind = out, kind
        self._findings: Counter[tuple[str, str, Severity]] = Counter()
        self._notes: Counter[tuple[str, str, Severity]] = Counter()

    def write(self, report: NoteReport) -> None:
        """Count one report."""
        found = Counter((finding.rule, finding.name, finding.severity) for finding in report.findings)
        self._findings.update(found)
        self._notes.update(found.keys())

    def close(self, summary: RunSummary, failures: Sequence[Failure]) -> None:
        """Print the table, the most frequent rule first."""
        rows = sorted(self._findings.items(), key=lambda row: (-row[1], row[0]))
        if self._kind == "json":
            self._json(rows, summary, failures)
            return
        wide = max((len(str(count)) for _, count in rows), default=1)
        names = max((len(name) for (_, name, _), _ in rows), default=1)
        for key, count in rows:
            rule, name, severity = key
            notes = plural(self._notes[key], "note")
            self._out.write(f"{count:{wide}}  {severity:7}  {rule}  {name:{names}}  in {notes}\n")
        failed = f" {summary.failed} could not be checked." if summary.failed else ""
        known = f" Not counted: {plural(summary.baselined, 'finding')} of the baseline." if summary.baselined else ""
        self._out.write(f"Checked {plural(summary.notes, 'note')}: {counts(dict(summary.findings))}.{known}{failed}\n")

    def _json(
        self, rows: Sequence[tuple[tuple[str, str, Severity], int]], summary: RunSummary, failures: Sequence[Failure]
    ) -> None:
        told: dict[str, Any] = {
            "version": version("notelint"),
            "statistics": [
                {"rule": rule, "name": name, "severity": severity, "findings": count, "notes": self._notes[key]}
                for key, count in rows
                for rule, name, severity in (key,)
            ],
            "summary": {
                "notes": summary.notes,
                "failed": summary.failed,
                "findings": {severity: summary.findings.get(severity, 0) for severity in reversed(SEVERITIES)},
                "baselined": summary.baselined,
            },
            "failures": [failure.model_dump() for failure in failures],
        }
        self._out.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
