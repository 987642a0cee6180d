"""What rules say: to coders in messages, to clinicians in questions by the compliant query practice."""

from __future__ import annotations

import re

import pytest

from notelint.models import ClaimCode, Fact
from notelint.rules import registry
from notelint.rules.base import Violation, query, quote

from .build import context, every_rule, fact, findings, placed
from .cases import CASES

ASKED_OF_NOBODY = {"C101", "C102", "C301", "C302", "C701", "C702", "D304"}
"""Rules that a coder settles alone: the words are there, or the code is wrong whatever they say."""

PAYMENT = re.compile(
    r"\b(pay\w*|reimburs\w*|deni\w*|claim\w*|bill\w*|audit\w*|insur\w*|quality|scores?|money|revenue|severity|hcc|drg|risk"
    r" adjust\w*|code[sd]?|coding|coder)\b",
    re.IGNORECASE,
)
LEADING = re.compile(
    r"\b(should|must|agree|confirm|correct\?|isn't|don't you|would you not|please (?:document|add|change|write) that"
    r"|suggest\w*|indicates?|clearly|obviously|likely|probably|needed to support|would support)\b",
    re.IGNORECASE,
)
CODE = re.compile(r"\b[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{0,4}-?)?\b|\b\d{5}\b")


def said(rule_id: str) -> list[Violation]:
    facts, known = CASES[rule_id]
    return findings(context(*facts, **known))[rule_id]


def own_words(text: str) -> str:
    """Without the words of the note, which stand in curly quotes."""
    return re.sub(r"“[^”]*”", "", text)


def test_every_rule_has_a_case() -> None:
    assert set(CASES) == {rule.id for rule in registry.rules()}
    assert len(every_rule()) == len(CASES), "the guide has a table for every rule"


@pytest.mark.parametrize("rule_id", CASES)
def test_a_rule_says_what_is_wrong_and_where(rule_id: str) -> None:
    for violation in said(rule_id):
        assert violation.message.endswith(".") and len(violation.message.split()) >= 5
        assert "None" not in violation.message and "{" not in violation.message and "  " not in violation.message
        assert '"' not in violation.message + (violation.question or ""), "straight quotes are the note's in no text"
        assert violation.at is None or isinstance(violation.at, (Fact, ClaimCode)) or violation.at.end > 0


@pytest.mark.parametrize("rule_id", CASES)
def test_a_code_that_must_change_is_pointed_at(rule_id: str) -> None:
    changes_code = rule_id.startswith("C") and rule_id not in ("C105", "C702")
    for violation in said(rule_id):
        if changes_code:
            assert isinstance(violation.at, ClaimCode) and violation.at.fact is not None


@pytest.mark.parametrize("rule_id", CASES)
def test_who_is_asked(rule_id: str) -> None:
    for violation in said(rule_id):
        assert (violation.question is None) == (rule_id in ASKED_OF_NOBODY)


@pytest.mark.parametrize("rule_id", sorted(set(CASES) - ASKED_OF_NOBODY))
def test_questions_keep_to_the_query_practice(rule_id: str) -> None:
    for violation in said(rule_id):
        question = violation.question or ""
        ours = own_words(question)
        assert "?" in ours
        assert "other" in ours and "unable to determine" in ours
        assert not PAYMENT.search(ours), PAYMENT.search(ours)
        assert not LEADING.search(ours), LEADING.search(ours)
        assert not CODE.search(ours), CODE.search(ours)


@pytest.mark.parametrize("rule_id", sorted(set(CASES) - ASKED_OF_NOBODY - {"C206", "C303", "D303"}))
def test_questions_cite_the_note(rule_id: str) -> None:
    for violation in said(rule_id):
        question = violation.question or ""
        assert re.search(r"The note says “[^”]+” \(line \d+\)", question)


def test_a_multiple_choice_query_offers_more_than_one_answer_of_its_own() -> None:
    for rule_id in CASES:
        for violation in said(rule_id):
            options = re.search(r"Options: (.*)\.$", violation.question or "")
            if options:
                assert len(options[1].split("; ")) >= 3


def test_a_query_quotes_each_indicator_once_and_not_too_many() -> None:
    cites = placed(tuple(fact("rom", text=text) for text in ("Flexion", "flexion", "a", "b", "c", "d")))
    question = query("What now?", cites=cites, options=("one", "two"))
    assert question == (
        "The note says “Flexion” (line 1), “a” (line 3), “b” (line 4) and “c” (line 5). What now? "
        "Options: one; two; other (please specify); unable to determine."
    )
    assert query("What now?").startswith("What now? Please answer in your own words")


def test_quotation_marks_of_the_note_cannot_end_a_quotation() -> None:
    assert quote(fact("rom", text='he says "it\n ”hurts“"')) == "“he says 'it 'hurts''” (line 1)"


def test_messages_do_not_repeat_the_note() -> None:
    secret = fact("muscular", "possible", "Zebra-muscular", section="assessment")
    for name, violations in findings(context(*CASES["C104"][0], secret)).items():
        for violation in violations:
            assert "Zebra" not in violation.message + violation.reason, name
            assert "Zebra" not in own_words(violation.question or "")
