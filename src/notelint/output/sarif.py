"""Reports as SARIF 2.1.0 (OASIS), which code scanners and editors read."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any, TextIO
from urllib.parse import quote

from notelint.baseline import evidence
from notelint.models import Failure, Finding, NoteReport, RunSummary, Severity
from notelint.output.audience import asks_only
from notelint.output.base import Options, Writer

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


class SarifWriter(Writer):
    """One run with a result a finding. Places are in code points; a finding about something missing has none."""

    format = "sarif"
    help = "for code scanners, version 2.1.0"

    def __init__(self, out: TextIO, options: Options | None = None) -> None:
        super().__init__(out, options)
        self._results: list[dict[str, Any]] = []
        self._rules: dict[str, dict[str, Any]] = {}

    def write(self, report: NoteReport) -> None:
        for finding in report.findings:
            self._rules.setdefault(finding.rule, self._rule(finding))
            self._results.append(self._result(report, finding))

    def close(self, summary: RunSummary, failures: Sequence[Failure]) -> None:
        numbers = {rule: number for number, rule in enumerate(self._rules)}
        run = {
            "tool": {
                "driver": {
                    "name": "notelint",
                    "semanticVersion": version("notelint"),
                    "rules": list(self._rules.values()),
                }
            },
            "columnKind": "unicodeCodePoints",
            "invocations": [
                {
                    "executionSuccessful": not failures,
                    "toolExecutionNotifications": [
                        {
                            "level": "error",
                            "message": {"text": failure.error},
                            "locations": [{"physicalLocation": _artifact(failure.path)}],
                        }
                        for failure in failures
                    ],
                }
            ],
            "results": [{**result, "ruleIndex": numbers[result["ruleId"]]} for result in self._results],
        }
        json.dump({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, self.out, ensure_ascii=False, indent=1)
        self.out.write("\n")

    def _rule(self, finding: Finding) -> dict[str, Any]:
        told: dict[str, Any] = {
            "id": finding.rule,
            "name": "".join(part.capitalize() for part in finding.name.split("-")),
            "shortDescription": {"text": finding.name.replace("-", " ").capitalize() + "."},
        }
        about = self.options.rules.get(finding.rule)
        if about is not None and not asks_only(finding):
            told["fullDescription"] = {"text": about.summary}
            told["help"] = {"text": f"{about.why} (notelint explain {finding.rule})"}
        return told

    def _result(self, report: NoteReport, finding: Finding) -> dict[str, Any]:
        place: dict[str, Any] = _artifact(report.note.path or report.note.note_id or "note")
        if finding.start is not None and finding.end is not None:
            place["region"] = _region(report.note.text, finding.start, finding.end)
        result: dict[str, Any] = {
            "ruleId": finding.rule,
            "level": _LEVELS[finding.severity],
            "message": {"text": self.told(finding)},
            "locations": [{"physicalLocation": place}],
            "partialFingerprints": {"evidence/v1": evidence(report, finding)},
        }
        related = [report.facts[index] for index in finding.facts]
        others = [fact for fact in related if (fact.start, fact.end) != (finding.start, finding.end)]
        if others:
            artifact = {"artifactLocation": place["artifactLocation"]}
            result["relatedLocations"] = [
                {
                    "id": number,
                    "physicalLocation": {**artifact, "region": _region(report.note.text, fact.start, fact.end)},
                }
                for number, fact in enumerate(others, 1)
            ]
        properties = {"source": finding.source, "origin": None if finding.origin == "text" else finding.origin}
        kept = {key: value for key, value in properties.items() if value}
        return {**result, "properties": kept} if kept else result


def _region(text: str, start: int, end: int) -> dict[str, int]:
    """Lines and columns from 1, the end column behind the last character; never the words themselves."""
    begin, stop = _place(text, start), _place(text, end)
    return {
        "startLine": begin[0],
        "startColumn": begin[1],
        "endLine": stop[0],
        "endColumn": stop[1],
        "charOffset": start,
        "charLength": end - start,
    }


_LINE_END = re.compile(r"\r\n|\r|\n")


def _place(text: str, offset: int) -> tuple[int, int]:
    ends = [match.end() for match in _LINE_END.finditer(text, 0, offset)]
    return len(ends) + 1, offset - (ends[-1] if ends else 0) + 1


def _artifact(path: str) -> dict[str, Any]:
    """The location of a note: a relative path as a relative reference, a whole one as a `file:` address."""
    plain = path.replace("\\", "/") if _DRIVE.match(path) else path
    if plain.startswith("/"):
        return {"artifactLocation": {"uri": f"file://{quote(plain)}"}}
    if _DRIVE.match(plain):
        return {"artifactLocation": {"uri": f"file:///{plain[:2]}{quote(plain[2:])}"}}
    return {"artifactLocation": {"uri": quote(plain)}}
