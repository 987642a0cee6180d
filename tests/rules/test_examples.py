"""The examples that rules carry, through the real linter: on those that fire the rule fires, on the others it does
not.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from notelint.linter import Linter
from notelint.models import Note, NoteReport
from notelint.rules import registry
from notelint.rules.base import Example, Rule
from notelint.settings import Settings

EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.id}-{number}-{'fires' if example.fires else 'passes'}")
    for rule in registry.rules()
    for number, example in enumerate(rule.examples, 1)
]


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter(Settings(today=dt.date(2026, 6, 1)))


def note_of(example: Example, patient: str | None) -> Note:
    return Note(
        text=example.text,
        codes=example.codes,
        procedures=example.procedures,
        date_of_service=example.date_of_service,
        visit=example.visit,
        patient_id=patient,
    )


def report_on(linter: Linter, example: Example) -> NoteReport:
    if not example.before:
        return linter.lint(note_of(example, None))
    visits = [note_of(each, "P-1") for each in (*example.before, example)]
    *_, last = linter.lint_series(visits)
    assert isinstance(last, NoteReport)
    return last


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_example(linter: Linter, rule: type[Rule[Any]], example: Example) -> None:
    report = report_on(linter, example)
    assert not report.failures
    found = [finding for finding in report.findings if finding.rule == rule.id]
    assert bool(found) is example.fires, f"{report.conclusions}\n{report.suggestion.code} {report.suggestion.instead}"
    for finding in found:
        assert finding.name == rule.name
        if finding.start is not None and finding.end is not None:
            assert report.note.text[finding.start : finding.end].strip()


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_examples_name_their_dates_where_they_follow_visits(rule: type[Rule[Any]], example: Example) -> None:
    if example.before:
        dates = [each.date_of_service for each in (*example.before, example)]
        assert all(dates) and dates == sorted(date for date in dates if date)
