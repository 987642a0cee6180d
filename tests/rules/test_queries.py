"""Every question that any rule asks on any rule's example, through the real linter, by the compliant query practice
of AHIMA and ACDIS (2022): indicators, every answer, no lead, no code, no payment.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from notelint.linter import Linter
from notelint.models import Fact, Finding, NoteReport
from notelint.rules import registry
from notelint.settings import Settings

from .test_examples import report_on
from .test_messages import ASKED_OF_NOBODY, CODE, LEADING, PAYMENT, own_words

PAYMENT_TOO = re.compile(
    r"\b(?:cost\w*|charge\w*|fee|fees|fund\w*|income|penalt\w*|rejected?|rejection|authoriz\w*|medical necessity"
    r"|cms|medicare|medicaid|payers?|rvu|risk score|icd|cpt|diagnosis code|more specific|specificity)\b",
    re.IGNORECASE,
)
LEADING_TOO = re.compile(
    r"\b(?:is it (?:true|correct|right)|do you agree|would you (?:agree|say)|can you confirm|please confirm"
    r"|we believe|we think|it appears|it seems|presumably|surely|of course|consistent with|supports?|supported"
    r"|qualif\w*|meets?|criteria|better code|best|preferred|expected|appropriate)\b",
    re.IGNORECASE,
)
OPEN = "Please answer in your own words; other and unable to determine are answers too."

YES_NO = re.compile(r"(?:^|[.] )(?:is|are|was|were|does|do|did|has|have|can|could|would)\b[^.?]*\?", re.IGNORECASE)
"""A question that asks to agree, unless it offers answers of its own."""


@pytest.fixture(scope="module")
def reports() -> dict[str, NoteReport]:
    """The report on every example of every rule."""
    linter = Linter(Settings(today=dt.date(2026, 6, 1)))
    return {
        f"example {number} of {rule.id}": report_on(linter, example)
        for rule in registry.rules()
        for number, example in enumerate(rule.examples, 1)
    }


@pytest.fixture(scope="module")
def asked(reports: dict[str, NoteReport]) -> list[tuple[str, Finding, tuple[Fact, ...]]]:
    """Every question asked on the examples, with the example it was asked on and the facts that it rests on."""
    return [
        (f"{finding.rule} on {name}", finding, tuple(report.facts[index] for index in finding.facts))
        for name, report in reports.items()
        for finding in report.findings
        if finding.question
    ]


def test_every_rule_that_asks_is_heard(asked: list[Any]) -> None:
    assert {finding.rule for _, finding, _ in asked} == {rule.id for rule in registry.rules()} - ASKED_OF_NOBODY


def test_no_question_leads(asked: list[Any]) -> None:
    for place, finding, _ in asked:
        for pattern in (LEADING, LEADING_TOO):
            assert not pattern.search(own_words(finding.question)), (place, pattern.search(own_words(finding.question)))


def test_no_question_speaks_of_payment_or_codes(asked: list[Any]) -> None:
    for place, finding, _ in asked:
        for pattern in (PAYMENT, PAYMENT_TOO, CODE):
            assert not pattern.search(own_words(finding.question)), (place, pattern.search(own_words(finding.question)))


def test_every_question_offers_other_and_unable_to_determine(asked: list[Any]) -> None:
    for place, finding, _ in asked:
        ask, _, options = finding.question.partition(" Options: ")
        if options:
            answers = options.removesuffix(".").split("; ")
            assert answers[-2:] == ["other (please specify)", "unable to determine"], place
            assert len(answers) >= 4, f"{place}: two answers of its own at least"
            assert len(set(answers)) == len(answers), place
        else:
            assert ask.endswith("Please answer in your own words; other and unable to determine are answers too."), (
                place
            )


def test_a_question_that_can_be_answered_with_yes_offers_no_too(asked: list[Any]) -> None:
    for place, finding, _ in asked:
        if YES_NO.search(own_words(finding.question)):
            answers = finding.question.partition(" Options: ")[2]
            assert re.search(r"\byes\b", answers) and re.search(r"\bno\b", answers), place


def test_questions_cite_the_words_where_there_are_indicators(asked: list[Any]) -> None:
    for place, finding, facts in asked:
        words = [fact for fact in facts if fact.concept not in ("icd10", "cpt")]
        if words:
            assert re.search(r"“[^”]+” \(line \d+\)", finding.question), place


def test_quoted_words_stand_in_the_note_at_their_line(reports: dict[str, NoteReport]) -> None:
    for name, report in reports.items():
        lines = [" ".join(line.split()).replace('"', "'") for line in report.note.text.splitlines()]
        for finding in report.findings:
            for words, line in re.findall(r"“([^”]+)” \(line (\d+)\)", finding.question or ""):
                assert words in lines[int(line) - 1], f"{finding.rule} on {name}"


def test_no_label_of_a_guide_that_becomes_an_answer_leads() -> None:
    """Options are made of the names that a guide gives to its concepts."""
    for path in (Path(__file__).parents[2] / "patterns").glob("*/guide.toml"):
        labels = tomllib.loads(path.read_text(encoding="utf-8")).get("labels", {})
        for label in labels.values():
            assert not LEADING.search(label) and not PAYMENT.search(label) and not CODE.search(label), label
