"""Reports for clinicians: the words and the question, no code, nothing on claims."""

from __future__ import annotations

import json

import pytest

from notelint.models import Claim, ClaimCode, Finding, NoteReport, Reason, Suggestion
from notelint.output.audience import addressed

from .conftest import Render
from .reports import fact, finding, report

TEXT = "Knee pain, K10.99.\nSwollen for 3 weeks.\n"
ASK = "The note says “Swollen” (line 2). Is it one thing or two? Options: one; two; unable to determine."


def mixed() -> NoteReport:
    """Findings at a code, at words, at a code of a manifest, and one that no clinician can settle."""
    facts = [
        fact(TEXT, "Knee pain", "knee_pain"),
        fact(TEXT, "K10.99", "icd10", value="K10.99"),
        fact(TEXT, "Swollen", "swelling"),
    ]
    at_code = {"message": "K10.99 will be denied.", "reason": "Denials.", "source": "K10", "suggested_code": "K11"}
    return report(
        TEXT,
        facts,
        [
            finding(facts[1], facts=(1, 2), question=ASK, **at_code),
            finding(facts[2], rule="X102", facts=(2, 1), question=ASK, message="K10.99 needs this."),
            finding(None, rule="X103", facts=(1,), question="What is it?", origin="manifest:7", message="K10.99."),
            finding(facts[1], rule="X104", facts=(1,), message="K10.99 was deleted."),
        ],
        claim=Claim(codes=(ClaimCode(code="K10.99", origin="text", fact=1),)),
        suggestion=Suggestion(code="K11", reasons=(Reason(text="K11 it is.", facts=(0,)),)),
    )


def by_rule(made: NoteReport) -> dict[str, Finding]:
    return {each.rule: each for each in made.findings}


def test_a_coder_is_shown_the_report_itself() -> None:
    made = mixed()
    assert addressed(made, "coder") is made


def test_questions_take_the_place_of_messages_and_what_nobody_is_asked_is_left_out() -> None:
    shown = by_rule(addressed(mixed(), "clinician"))
    assert list(shown) == ["X101", "X102", "X103"]
    for each in shown.values():
        assert each.message == each.question
        assert (each.reason, each.source, each.suggested_code, each.origin) == ("", "", None, "text")


def test_a_finding_at_a_code_moves_to_the_words_and_facts_are_numbered_anew() -> None:
    made = addressed(mixed(), "clinician")
    shown = by_rule(made)
    assert [each.text for each in made.facts] == ["Knee pain", "Swollen"]
    assert (shown["X101"].line, shown["X101"].column, shown["X101"].facts) == (2, 1, (1,))
    assert (shown["X102"].line, shown["X102"].facts) == (2, (1,))
    assert (shown["X103"].start, shown["X103"].line, shown["X103"].facts) == (None, None, ())


def test_codes_are_covered_without_moving_anything() -> None:
    made = addressed(mixed(), "clinician")
    assert made.note.text == TEXT.replace("K10.99", "······")
    assert made.claim == Claim() and made.suggestion.code == ""


@pytest.mark.parametrize("kind", ["text", "json", "jsonl", "csv", "github", "junit", "sarif"])
def test_no_format_names_a_code_or_a_denial(render: Render, kind: str) -> None:
    said = render(kind, addressed(mixed(), "clinician"))
    assert "K1" not in said and "denied" not in said.lower() and "Denials" not in said
    assert "Is it one thing or two?" in said
    assert "K11" in render(kind, mixed()) or kind == "junit"


def test_codes_are_shown_when_they_are_asked_for(render: Render) -> None:
    made = addressed(mixed(), "clinician", codes=True)
    assert by_rule(made)["X101"].message == ASK and made.note.text == TEXT
    said = render("text", made)
    assert "suggests K11" in said and "K10.99" in said and "denied" not in said


def test_the_text_calls_them_questions_and_counts_them(render: Render) -> None:
    said = render("text", addressed(mixed(), "clinician"))
    assert "notes/a.txt:2:1 question X101 made-up\n" in said
    assert "error" not in said and "Ask:" not in said and "suggests" not in said
    assert said.endswith("Checked 1 note: 3 questions.\n")


def test_json_has_no_suggestion_then(render: Render) -> None:
    (told,) = json.loads(render("json", addressed(mixed(), "clinician")))["reports"]
    assert told["suggestion"] is None and told["note"]["codes"] == []
    assert all(found["message"] == found["question"] for found in told["findings"])
