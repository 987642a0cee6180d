"""The sample notes raise what `docs/sample-notes.md` says they raise: the page and notelint cannot drift apart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from notelint import Linter, NoteReport
from notelint.models import Failure
from notelint.reading.sources import read_notes

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "sample_notes"
PAGE = ROOT / "docs" / "sample-notes.md"

_ROW = re.compile(r"\| `(?P<name>[^`]+)` \| [^|]+ \| (?P<supports>[^|]+?) \| (?P<findings>[^|]*)\|")


@dataclass(frozen=True)
class Row:
    """What the page says about one note."""

    name: str
    code: str
    instead: tuple[str, ...]
    rules: frozenset[str]


def rows() -> list[Row]:
    found = []
    for match in _ROW.finditer(PAGE.read_text(encoding="utf-8")):
        code, _, instead = match["supports"].partition(": ")
        rules = frozenset(re.findall(r"[A-Z]\d{3}", match["findings"]))
        found.append(Row(match["name"], code, tuple(instead.split(", ")) if instead else (), rules))
    return found


ROWS = rows()

# What notelint still gets wrong, and why. Strict: whoever mends one is told to take it out.
WRONG_SUGGESTION: dict[str, str] = {}
WRONG_FINDINGS: dict[str, str] = {}


def expecting(wrong: Mapping[str, str]) -> list[Any]:
    """The rows as cases; those that are known to come out wrong are strict expected failures."""
    return [
        pytest.param(row, id=row.name, marks=pytest.mark.xfail(reason=wrong[row.name], strict=True))
        if row.name in wrong
        else pytest.param(row, id=row.name)
        for row in ROWS
    ]


@pytest.fixture(scope="module")
def reports() -> dict[str, NoteReport]:
    """Reports of all sample notes, read from disk and linted as `notelint check sample_notes` does."""
    out = {}
    for report in Linter().lint_series(read_notes([SAMPLES])):
        assert not isinstance(report, Failure), report
        assert report.note.path is not None
        out[Path(report.note.path).relative_to(SAMPLES).as_posix()] = report
    return out


def test_the_page_names_every_sample_and_no_other(reports: dict[str, NoteReport]) -> None:
    assert sorted(row.name for row in ROWS) == sorted(reports)


def test_every_outcome_is_shown() -> None:
    assert {row.code for row in ROWS} == {"M54.50", "M54.51", "M54.59", "other", "none"}


@pytest.mark.parametrize("row", expecting(WRONG_SUGGESTION))
def test_a_sample_supports_what_the_page_says(row: Row, reports: dict[str, NoteReport]) -> None:
    suggestion = reports[row.name].suggestion
    assert (suggestion.code, suggestion.instead) == (row.code, row.instead)


@pytest.mark.parametrize("row", expecting(WRONG_FINDINGS))
def test_a_sample_raises_what_the_page_says(row: Row, reports: dict[str, NoteReport]) -> None:
    report = reports[row.name]
    assert not report.failures
    loud = {f.rule for f in report.findings if f.severity != "info"}
    quiet = {f.rule for f in report.findings if f.severity == "info"}
    assert loud == row.rules - quiet, "errors and warnings"
    assert row.rules <= loud | quiet


def test_front_matter_and_manifest_are_the_claim(reports: dict[str, NoteReport]) -> None:
    pain = reports["interventional-pain-vertebrogenic.txt"]
    assert [f.origin for f in pain.findings if f.rule == "C102"] == ["front matter"]
    last = reports["visits/2026-04-16.txt"]
    assert [(c.code, c.origin) for c in last.claim.codes] == [("M54.59", "manifest:4")]
