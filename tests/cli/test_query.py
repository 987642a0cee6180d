"""`notelint query`: the questions of a note, ready to send."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Run


def test_a_letter_with_every_question(run: Run, notes: Path) -> None:
    ran = run("query", "notes/gaps.txt")
    assert (ran.status, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[:3] == ["Documentation query", "Note: notes/gaps.txt", "Date of service: 2026-05-04"]
    assert lines[4] == "1. D101 duration-missing"
    assert "   [ ] acute on chronic" in lines and "   [ ] unable to determine" in lines
    assert "“Low back pain” (line 1)" in ran.out
    assert "M54" not in ran.out
    assert max(map(len, lines)) <= 100


def test_questions_are_those_of_the_findings_and_stand_once(run: Run, notes: Path) -> None:
    (report,) = run("check", "notes/gaps.txt", "--format", "json").json()["reports"]
    asked = [finding["question"] for finding in report["findings"] if finding["question"]]
    assert len(asked) > len(set(asked)), "two rules ask the same"
    (note,) = run("query", "notes/gaps.txt", "--format", "json").json()["notes"]
    told = [query["question"] for query in note["queries"]]
    assert sorted(told) == sorted(set(asked))
    shared = next(query for query in note["queries"] if len(query["rules"]) > 1)
    assert shared["rules"] == ["D502", "D503"] and shared["options"] == []
    first = note["queries"][0]
    assert first["rules"] == ["D101"] and first["options"][-2:] == ["other (please specify)", "unable to determine"]
    assert first["question"] == f"{first['ask']} Options: {'; '.join(first['options'])}."
    assert first["indicators"] == [{"text": "Low back pain", "line": 1, "column": 26}]


def test_warnings_come_before_informations(run: Run, notes: Path) -> None:
    (note,) = run("query", "notes/gaps.txt", "--format", "json").json()["notes"]
    first = [query["rules"][0] for query in note["queries"]]
    assert first.index("D501") < first.index("D502")


def test_the_manifest_says_to_whom(run: Run, notes: Path) -> None:
    (notes / "manifest.csv").write_text("path,note_id,patient_id,provider\ngaps.txt,N7,P7,Dr A. Sample\n")
    said = run("query", "notes").out
    assert "Note: N7 (notes/gaps.txt)\nPatient: P7\nDate of service: 2026-05-04\nTo: Dr A. Sample\n" in said


def test_nothing_to_ask(run: Run, notes: Path) -> None:
    assert run("query", "notes/right.txt", "notes/away.txt").out == "Nothing to ask.\n"
    told = run("query", "notes/right.txt", "--format", "json").json()
    assert told["notes"][0]["queries"] == [] and told["failures"] == []


def test_rules_may_be_chosen(run: Run, notes: Path) -> None:
    assert run("query", "notes/gaps.txt", "--select", "D401").out.count("[ ] unable to determine") == 1


def test_without_source(run: Run, notes: Path) -> None:
    for kind in ("text", "json"):
        said = run("query", "notes/gaps.txt", "--no-source", "--format", kind).out
        assert "“" not in said and "The note says" in said
        assert "Low back pain" not in said


def test_a_note_that_cannot_be_read_costs_the_others_nothing(run: Run, notes: Path) -> None:
    ran = run("query", "missing.txt", "notes/gaps.txt")
    assert ran.status == 2 and ran.err.startswith("notelint: missing.txt: ")
    assert "D101" in ran.out


@pytest.mark.parametrize("arguments", [["--format", "sarif"], ["--select", "D999"]], ids=" ".join)
def test_what_cannot_be_done(run: Run, notes: Path, arguments: list[str]) -> None:
    ran = run("query", "notes", *arguments)
    assert (ran.status, ran.out) == (2, "") and ran.err.count("\n") == 1
