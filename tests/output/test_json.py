"""JSON against its contract: names, values, order, and what is left out on request."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from notelint.models import Conclusions, Failure, Suggestion
from notelint.output import contract

from .conftest import Render
from .reports import full_report, report


def keys(value: Any) -> Any:
    """The shape of a JSON value: names in order, without the values."""
    if isinstance(value, dict):
        return {key: keys(item) for key, item in value.items()}
    return [keys(item) for item in value[:1]] if isinstance(value, list) else None


def test_a_full_report_has_the_names_of_the_contract_in_order(render: Render) -> None:
    document = json.loads(render("json", full_report()))
    assert document == {
        "version": document["version"],
        "reports": [
            {
                "note": {
                    "path": "notes/a.txt",
                    "note_id": "n1",
                    "patient_id": "p1",
                    "date_of_service": "2026-05-04",
                    "visit": "new",
                    "codes": ["K10"],
                    "procedures": ["97110"],
                },
                "knee_pain": "current",
                "facts": [
                    {
                        "concept": "duration",
                        "assertion": "present",
                        "start": 9,
                        "end": 16,
                        "text": "3 weeks",
                        "line": 1,
                        "column": 10,
                        "section": "history",
                        "value": {"days": 21, "text": "3 weeks"},
                    },
                    {
                        "concept": "disability_score",
                        "assertion": "present",
                        "start": 18,
                        "end": 24,
                        "text": "ODI 42",
                        "line": 1,
                        "column": 19,
                        "section": None,
                        "value": 42,
                    },
                    {
                        "concept": "mechanical",
                        "assertion": "present",
                        "start": 26,
                        "end": 36,
                        "text": "Mechanical",
                        "line": 2,
                        "column": 1,
                        "section": "assessment",
                        "value": None,
                    },
                    {
                        "concept": "icd10",
                        "assertion": "present",
                        "start": 48,
                        "end": 51,
                        "text": "K10",
                        "line": 2,
                        "column": 23,
                        "section": "assessment",
                        "value": "K10",
                    },
                ],
                "acuity": "acute",
                "duration_days": 21,
                "checklist": {"duration": "met", "imaging": "na", "exclusions": {"gout": "absent"}},
                "suggestion": {
                    "code": "K1",
                    "instead": [],
                    "confidence": "documented",
                    "reasons": [
                        {"text": 'The pain is documented as "Mechanical".', "facts": [2], "source": "the book"}
                    ],
                    "rejected": [{"code": "K2", "why": 'nothing says "crystal"'}],
                },
                "findings": [
                    {
                        "rule": "X101",
                        "name": "made-up",
                        "severity": "error",
                        "message": 'It says "Mechanical knee".',
                        "start": 48,
                        "end": 51,
                        "line": 2,
                        "column": 23,
                        "facts": [2],
                        "reason": "Because.",
                        "source": "a book",
                        "suggested_code": "K1",
                        "question": None,
                        "origin": "text",
                    },
                    {
                        "rule": "X201",
                        "name": "made-up",
                        "severity": "info",
                        "message": "Something is wrong.",
                        "start": None,
                        "end": None,
                        "line": None,
                        "column": None,
                        "facts": [],
                        "reason": "",
                        "source": "a book",
                        "suggested_code": None,
                        "question": 'The note says "3 weeks". Is it?',
                        "origin": "manifest:7",
                    },
                ],
            }
        ],
        "summary": {"notes": 1, "failed": 0, "findings": {"error": 1, "warning": 0, "info": 1}, "baselined": 0},
        "failures": [],
    }
    assert list(document["reports"][0]) == [
        "note", "knee_pain", "facts", "acuity", "duration_days", "checklist", "suggestion", "findings",
    ]  # fmt: skip


def test_a_note_about_something_else_has_no_checklist(render: Render) -> None:
    away = report("Ear pain.", suggestion=Suggestion(code="none"), conclusions=Conclusions(status="absent"), path=None)
    (made,) = json.loads(render("json", away))["reports"]
    assert made["knee_pain"] == "absent"
    assert made["checklist"] is None and made["facts"] == [] and made["suggestion"]["code"] == "none"
    assert made["note"]["path"] is None and made["note"]["visit"] == "unstated" and made["note"]["codes"] == []


def texts(value: Any) -> list[Any]:
    """Everything that stands under a key `text`, at any depth."""
    if isinstance(value, dict):
        return [item for key, item in value.items() if key == "text"] + [
            t for item in value.values() for t in texts(item)
        ]
    return [t for item in value for t in texts(item)] if isinstance(value, list) else []


@pytest.mark.parametrize("kind", ["json", "jsonl"])
def test_without_source_every_text_is_null_and_quotes_are_blank(render: Render, kind: str) -> None:
    said = render(kind, full_report(), source=False)
    for words in ("3 weeks", "ODI", "Mechanical", "crystal"):
        assert words not in said
    found = texts([json.loads(line) for line in said.splitlines()] if kind == "jsonl" else json.loads(said))
    assert len(found) == 6 and set(found) == {None}
    assert r"It says \"…\"." in said and r"The note says \"…\". Is it?" in said


def test_lines_hold_the_reports_and_then_the_end(render: Render) -> None:
    failures = [Failure(path="b.txt", error="no such file")]
    *reports, end = map(json.loads, render("jsonl", full_report(), full_report(), failures=failures).splitlines())
    document = json.loads(render("json", full_report(), full_report(), failures=failures))
    assert reports == document.pop("reports")
    assert end == document
    assert end["failures"] == [{"path": "b.txt", "error": "no such file"}]
    assert end["summary"] == {
        "notes": 2,
        "failed": 1,
        "findings": {"error": 2, "warning": 0, "info": 2},
        "baselined": 0,
    }


def test_a_run_without_notes_is_a_whole_document(render: Render) -> None:
    assert json.loads(render("json"))["reports"] == []
    assert json.loads(render("jsonl"))["summary"]["notes"] == 0


def test_words_are_written_as_they_are(render: Render) -> None:
    made = report("Ä", path="Notizen/Ärztin.txt")
    assert "Notizen/Ärztin.txt" in render("jsonl", made)


@pytest.mark.parametrize("source", [True, False])
def test_the_schema_holds_for_what_is_printed(render: Render, source: bool) -> None:
    schema = contract.schema(["knee_pain"])
    jsonschema.Draft202012Validator.check_schema(schema)
    document = json.loads(render("json", full_report(), source=source, failures=[Failure(path="b", error="c")]))
    jsonschema.validate(document, schema)
    *_, end = render("jsonl", full_report(), source=source).splitlines()
    jsonschema.validate(json.loads(end), {"$ref": "#/$defs/End", "$defs": schema["$defs"]})


def test_the_schema_is_strict_about_names_and_open_to_new_fields(render: Render) -> None:
    schema = contract.schema(["knee_pain", "elbow_pain"])
    document = json.loads(render("json", full_report()))
    document["reports"][0]["a_new_field"] = 1
    jsonschema.validate(document, schema)
    del document["reports"][0]["knee_pain"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema)
    document["reports"][0]["elbow_pain"] = "absent"
    jsonschema.validate(document, schema)
    document["reports"][0]["checklist"]["duration"] = "perhaps"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema)
