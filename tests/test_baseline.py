"""Accepted findings: what stays known, what is new, what has gone stale, and what the file holds."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from notelint.baseline import Baseline, Entry, evidence
from notelint.errors import BaselineError
from notelint.models import Claim, ClaimCode, Conclusions, Fact, Failure, Finding, Note, NoteReport, Suggestion

RULES = frozenset({"X101", "X102"})


def fact(text: str, words: str) -> Fact:
    at = text.index(words)
    return Fact(
        concept="knee_pain", assertion="present", start=at, end=at + len(words), text=words, line=1, column=at + 1
    )


def report(text: str, *findings: tuple[str, str], path: str = "notes/a.txt", **more: object) -> NoteReport:
    """A note with findings, each a rule and the words that it rests on ("" for none)."""
    facts, found = [], []
    for rule, words in findings:
        place = {}
        if words:
            facts.append(fact(text, words))
            place = {"start": facts[-1].start, "end": facts[-1].end, "facts": (len(facts) - 1,)}
        found.append(Finding(rule=rule, name="made-up", severity="error", message="Wrong.", **place))
    return NoteReport.model_validate(
        {
            "note": Note(text=text, path=path),
            "guide": "knee",
            "conclusions": Conclusions(status="current"),
            "facts": facts,
            "findings": found,
            "suggestion": Suggestion(code="K1"),
            **more,
        }
    )


def left(baseline: Baseline, made: NoteReport) -> list[str]:
    return [finding.rule for finding in baseline.filtered(made, RULES).findings]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "known.json"


def accepted(file: Path, *reports: NoteReport) -> Baseline:
    """A baseline that was written with the findings of some reports and read again."""
    made = Baseline(file, accept=True)
    for one in reports:
        assert not left(made, one)
    made.write(keep=False)
    return Baseline.read(file)


def test_what_is_accepted_is_left_out_and_counted(file: Path) -> None:
    known = accepted(file, report("Knee pain.", ("X101", "Knee pain"), ("X102", "")))
    assert left(known, report("Knee pain.", ("X101", "Knee pain"), ("X102", ""))) == []
    assert known.hidden == 2 and known.stale() == []


def test_moved_lines_case_and_blanks_do_not_make_it_new(file: Path) -> None:
    known = accepted(file, report("Knee pain.", ("X101", "Knee pain")))
    assert left(known, report("Seen today.\n\nWorse KNEE\n  pain.", ("X101", "KNEE\n  pain"))) == []


@pytest.mark.parametrize(
    "changed",
    [
        report("Hip pain.", ("X101", "Hip pain")),
        report("Knee pain.", ("X102", "Knee pain")),
        report("Knee pain.", ("X101", "Knee pain"), path="notes/b.txt"),
        report("Knee pain.", ("X101", "")),
    ],
    ids=["words", "rule", "note", "no words"],
)
def test_another_rule_note_or_wording_is_new(file: Path, changed: NoteReport) -> None:
    known = accepted(file, report("Knee pain.", ("X101", "Knee pain")))
    assert len(left(known, changed)) == 1


def test_a_note_is_known_by_its_id_else_by_its_path_from_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = report("Knee pain.", ("X101", "Knee pain"))
    known = accepted(file, one)
    assert [entry.note for entry in known.entries] == ["notes/a.txt"]
    (file.parent / "notes").mkdir()
    monkeypatch.chdir(file.parent / "notes")
    assert left(known, report("Knee pain.", ("X101", "Knee pain"), path="a.txt")) == []
    named = one.model_copy(update={"note": one.note.model_copy(update={"note_id": "N-7"})})
    assert [entry.note for entry in accepted(file, named).entries] == ["N-7"]


def test_a_code_from_outside_is_part_of_the_evidence() -> None:
    def billed(code: str) -> str:
        made = report("Knee pain.", claim=Claim(codes=(ClaimCode(code=code, origin="manifest:2"),)))
        finding = Finding(rule="X101", name="n", severity="error", message="Wrong.", origin="manifest:2")
        return evidence(made, finding)

    assert billed("K10") == billed("K10") != billed("K11")


def test_words_without_a_fact_are_evidence_too() -> None:
    def place(text: str) -> str:
        finding = Finding(rule="X101", name="n", severity="error", message="Wrong.", start=0, end=len(text))
        return evidence(report(text), finding)

    assert place("The  same.") == place("the same.") != place("Another.")


def test_stale_is_what_was_looked_for_and_not_found(file: Path) -> None:
    both = (("X101", "Knee pain"), ("X102", ""))
    accepted(file, report("Knee pain.", *both), report("Knee pain.", *both, path="notes/b.txt"))
    known = Baseline.read(file)
    known.filtered(report("Well.", ("X102", "")), RULES)
    assert [(entry.note, entry.rule) for entry in known.stale()] == [("notes/a.txt", "X101")]


def test_what_was_not_looked_for_is_not_stale(file: Path) -> None:
    accepted(file, report("Knee pain.", ("X101", "Knee pain")))
    unselected, crashed = Baseline.read(file), Baseline.read(file)
    unselected.filtered(report("Well."), frozenset({"X102"}))
    crashed.filtered(report("Well.", failures=(Failure(path="a", error="rule X101 failed"),)), RULES)
    assert unselected.stale() == crashed.stale() == []


def test_writing_anew_drops_what_adding_keeps(file: Path) -> None:
    accepted(file, report("Knee pain.", ("X101", "Knee pain")))
    adding = Baseline.read(file, accept=True)
    adding.filtered(report("Hip pain.", ("X101", "Hip pain")), RULES)
    assert adding.write(keep=True) == 2
    assert len(accepted(file, report("Hip pain.", ("X101", "Hip pain"))).entries) == 1
    assert list(file.parent.iterdir()) == [file], "nothing is left beside it"


def test_the_file_holds_no_words_and_can_be_read_by_people(file: Path) -> None:
    accepted(file, report("Zebra knees.", ("X101", "Zebra knees"), ("X102", "")))
    text = file.read_text(encoding="utf-8")
    assert "ebra" not in text
    data = json.loads(text)
    assert data["version"] == 1 and [row["rule"] for row in data["findings"]] == ["X101", "X102"]
    assert all(re.fullmatch("[0-9a-f]{24}", row["evidence"]) for row in data["findings"])
    assert len(text.splitlines()) == 4, "one line an entry, so that a diff tells what changed"


def test_no_findings_make_an_empty_baseline(file: Path) -> None:
    assert accepted(file, report("Well.")).entries == frozenset()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not JSON"),
        ("[]", "no baseline"),
        ('{"version": 2, "findings": []}', "version 2"),
        ('{"version": 1, "findings": [{"note": "a", "rule": 7}]}', "finding 1"),
        ("\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "not JSON"),
    ],
)
def test_what_is_no_baseline_is_refused(file: Path, text: str, says: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BaselineError, match=says):
        Baseline.read(file)


def test_a_missing_or_unwritable_file_is_one_clear_error(file: Path) -> None:
    with pytest.raises(BaselineError, match=r"known\.json: cannot be read: No such file"):
        Baseline.read(file)
    with pytest.raises(BaselineError, match="cannot be written"):
        Baseline(file.parent / "nowhere" / "known.json").write(keep=False)


def test_entries_are_ordered_by_note() -> None:
    assert sorted([Entry("b", "X101", "0"), Entry("a", "X102", "0"), Entry("a", "X101", "1")])[0].note == "a"
