"""Workflow commands that GitHub shows as annotations beside the lines of a file."""

from __future__ import annotations

from collections.abc import Sequence

from notelint.models import Failure, NoteReport, RunSummary, Severity
from notelint.output.base import Writer, title

_COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}


class GithubWriter(Writer):
    """One `::error file=...::` line a finding."""

    format = "github"
    help = "annotations of a GitHub workflow"

    def write(self, report: NoteReport) -> None:
        for finding in report.findings:
            place: dict[str, object] = {"file": report.note.path or report.note.note_id or "note"}
            if finding.line is not None and finding.start is not None and finding.end is not None:
                place |= {"line": finding.line, "col": finding.column}
                if "\n" not in report.note.text[finding.start : finding.end]:
                    place |= {"endColumn": (finding.column or 1) + finding.end - finding.start}
            self._command(_COMMANDS[finding.severity], {**place, "title": title(finding)}, self.told(finding))

    def close(self, summary: RunSummary, failures: Sequence[Failure]) -> None:
        for failure in failures:
            self._command("error", {"file": failure.path, "title": "could not be checked"}, failure.error)

    def _command(self, name: str, properties: dict[str, object], message: str) -> None:
        listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
        self.out.write(f"::{name} {listed}::{_data(message)}\n")


def _data(text: str) -> str:
    """Text as a workflow command takes it: the runner turns these three back, and nothing else."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """The value of a property, in which colons and commas would end it."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
