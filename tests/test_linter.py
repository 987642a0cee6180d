"""The linter: what it selects, stamps, isolates and keeps apart."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from notelint.errors import NoteTooLong, PatternError, SettingsError
from notelint.history import History
from notelint.linter import Linter
from notelint.models import Failure, Note, NoteReport
from notelint.rules.base import RuleContext, Violation
from notelint.rules.characterisation import CharacterisedAsOther
from notelint.settings import Settings

TODAY = dt.date(2026, 6, 1)
TEXT = "Low back pain for 3 weeks, no leg pain. Sits 20 minutes.\nA: Mechanical low back pain. M54.50\n"
VISIT = "Follow-up of low back pain, {weeks} weeks, about the same. No leg pain. Sits 20 minutes.\nA: Low back pain.\n"


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter(Settings(today=TODAY))


def rules(report: NoteReport | Failure) -> set[str]:
    assert isinstance(report, NoteReport), report
    return {finding.rule for finding in report.findings}


def lint(text: str, settings: Settings | None = None, **note: object) -> NoteReport:
    made = Note.model_validate({"text": text, **note})
    return Linter(settings or Settings(today=TODAY)).lint(made)


def test_a_note_becomes_a_report(linter: Linter) -> None:
    report = linter.lint(Note(text=TEXT))
    assert report.conclusions.status == "current" and report.suggestion.code == "M54.59"
    (finding,) = [each for each in report.findings if each.rule == "C101"]
    assert (finding.name, finding.severity) == ("characterised-as-other", "error")
    assert (finding.line, finding.column) == (2, 30)
    assert TEXT[finding.start : finding.end] == "M54.50"
    assert [report.facts[index].concept for index in finding.facts] == ["icd10", "mechanical"]
    assert finding.suggested_code == "M54.59" and finding.origin == "text"


def test_findings_come_by_place_and_those_without_one_last(linter: Linter) -> None:
    report = linter.lint(Note(text="A: Mechanical low back pain, M54.50. MRI done."))
    places = [finding.start for finding in report.findings]
    assert None in places
    known = [place for place in places if place is not None]
    assert places == sorted(known) + [None] * (len(places) - len(known))


def test_an_empty_note_has_a_report(linter: Linter) -> None:
    for text in ("", " \n\n"):
        report = linter.lint(Note(text=text))
        assert report.suggestion.code == "none" and report.findings == () and report.conclusions.checklist is None


def test_a_code_given_from_outside_is_pointed_at_there(linter: Linter) -> None:
    note = Note(text=TEXT.replace(" M54.50", ""), codes=("M54.50",), origins={"codes": "manifest:7"})
    (finding,) = [each for each in linter.lint(note).findings if each.rule == "C101"]
    assert finding.origin == "manifest:7" and finding.start is None and finding.line is None
    assert finding.facts, "the words that characterise are still shown"


def test_lines_are_counted_over_any_line_end(linter: Linter) -> None:
    for end in ("\n", "\r\n", "\r"):
        report = linter.lint(Note(text=TEXT.replace("\n", end)))
        assert [each.line for each in report.findings if each.rule == "C101"] == [2]


# Selection and severity ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("select", "ignore", "expected"),
    [
        (("ALL",), (), {"C101", "D103", "D502", "D503"}),
        (("C",), (), {"C101"}),
        (("C101",), (), {"C101"}),
        (("characterised-as-other",), (), {"C101"}),
        (("ALL",), ("D",), {"C101"}),
        (("ALL",), ("D5",), {"C101", "D103"}),
        (("D103",), ("D",), {"D103"}),
        (("D",), ("D103", "strain-not-addressed"), {"D502"}),
        (("ALL",), ("ALL",), set()),
    ],
)
def test_rules_are_selected_and_ignored(select: tuple[str, ...], ignore: tuple[str, ...], expected: set[str]) -> None:
    assert rules(lint(TEXT, Settings(select=select, ignore=ignore, today=TODAY))) == expected


def test_a_rule_that_there_is_not_is_an_error() -> None:
    with pytest.raises(SettingsError, match="C999"):
        Linter(Settings(select=("C999",)))


def test_a_guide_that_there_is_not_is_an_error() -> None:
    with pytest.raises(PatternError):
        Linter(guide="no_such_guide")


def test_rules_can_be_left_out_for_some_files() -> None:
    settings = Settings(per_file_ignores={"*.md": ("D",)}, today=TODAY)
    assert rules(lint(TEXT, settings, path="note.md")) == {"C101"}
    assert "D103" in rules(lint(TEXT, settings, path="note.txt"))


def test_a_severity_can_be_set() -> None:
    report = lint(TEXT, Settings(severity={"C101": "info", "acuity-not-stated": "error"}, today=TODAY))
    assert {each.rule: each.severity for each in report.findings if each.rule in ("C101", "D103")} == {
        "C101": "info",
        "D103": "error",
    }


def severities(text: str, **settings: object) -> dict[str, str]:
    made = Settings.model_validate({"today": TODAY, **settings})
    return {finding.rule: finding.severity for finding in lint(text, made).findings}


def test_on_an_assumed_date_an_error_is_a_warning() -> None:
    deleted = "Low back pain for 3 weeks, no leg pain. Gait normal. M54.5"
    assert severities(deleted)["C301"] == "warning"
    assert severities("DOS 05/04/2026. " + deleted)["C301"] == "error"
    assert severities(deleted, severity={"C301": "info"})["C301"] == "info"
    assert severities(deleted, severity={"C301": "error"})["C301"] == "warning"


def test_the_date_of_the_run_can_be_set() -> None:
    deleted = "Low back pain for 3 weeks, no leg pain. Gait normal. M54.5"
    assert "C301" not in severities(deleted, today=dt.date(2021, 9, 30))


def test_what_a_rule_leaves_to_another_does_not_hang_on_the_selection() -> None:
    text = "Low back pain due to L4-5 spinal stenosis. No sciatica. Walks one block. M54.50"
    assert "C701" in rules(lint(text, Settings(select=("C7",), today=TODAY)))
    assert "C701" not in rules(lint(TEXT, Settings(select=("C7",), today=TODAY))), "C101 says why, selected or not"


def test_the_limits_can_be_set() -> None:
    text = "Acute low back pain for 5 weeks, no leg pain. Gait normal."
    assert "D102" in severities(text)
    assert "D102" not in severities(text, acute_days=42)


# Crashes ---------------------------------------------------------------------------


def crash(self: object, ctx: RuleContext) -> Iterable[Violation]:
    raise ValueError(ctx.facts[0].text + " is what the note says")


def test_a_rule_that_crashes_is_a_failure_and_no_finding(monkeypatch: pytest.MonkeyPatch, linter: Linter) -> None:
    monkeypatch.setattr(CharacterisedAsOther, "check", crash)
    report = linter.lint(Note(text=TEXT, path="a.txt"))
    assert report.failures == (Failure(path="a.txt", error="rule C101 failed: ValueError"),)
    assert "C101" not in rules(report) and "D103" in rules(report), "the other rules go on"


def test_a_rule_cannot_misreport_what_it_is() -> None:
    assert not {"rule", "id", "name", "severity"} & set(Violation.__dataclass_fields__)


def test_a_note_that_is_too_long_is_refused() -> None:
    short = Linter(Settings(max_note_chars=20))
    with pytest.raises(NoteTooLong, match="max_note_chars") as caught:
        short.lint(Note(text=TEXT))
    assert "back" not in str(caught.value)
    notes = [Note(text=TEXT, path="long.txt"), Note(text="Low back pain.", path="short.txt")]
    first, second = short.lint_many(notes)
    assert isinstance(first, Failure) and first.path == "long.txt" and "max_note_chars" in first.error
    assert isinstance(second, NoteReport)


def test_a_note_that_fails_costs_nothing_else(monkeypatch: pytest.MonkeyPatch, linter: Linter) -> None:
    judge = Linter.judge

    def judging(self: Linter, note: Note, *more: object, **others: object) -> NoteReport:
        if note.path == "bad.txt":
            raise RuntimeError(note.text)
        return judge(self, note, *more, **others)  # type: ignore[arg-type]

    monkeypatch.setattr(Linter, "judge", judging)
    unread = Failure(path="unread.txt", error="is empty")
    given = [Note(text=TEXT, path="bad.txt"), unread, Note(text=TEXT, path="good.txt")]
    for lint_all in (linter.lint_many, linter.lint_series):
        bad, passed_on, good = lint_all(given)
        assert bad == Failure(path="bad.txt", error="could not be linted: RuntimeError")
        assert passed_on == unread
        assert isinstance(good, NoteReport)


def test_many_notes_are_linted_as_they_are_asked_for(linter: Linter) -> None:
    taken: list[int] = []

    def notes() -> Iterator[Note]:
        for number in range(3):
            taken.append(number)
            yield Note(text=TEXT)

    reports = linter.lint_many(notes())
    assert taken == []
    next(reports)
    assert taken == [0]


def test_threads_share_a_linter(linter: Linter) -> None:
    notes = [Note(text=TEXT.replace("3 weeks", f"{weeks} weeks")) for weeks in range(1, 13)]
    alone = [linter.lint(note) for note in notes]
    with ThreadPoolExecutor(max_workers=4) as pool:
        assert list(pool.map(linter.lint, notes)) == alone


def test_importing_the_linter_loads_no_spacy() -> None:
    script = "import sys; from notelint.linter import Linter; Linter(); print('spacy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


# Series ---------------------------------------------------------------------------


def visit(month: int, *codes: str, text: str = VISIT, patient: str = "P-1", day: int = 4) -> Note:
    return Note(
        text=text.format(weeks=month * 4),
        patient_id=patient,
        date_of_service=dt.date(2026, month, day),
        codes=codes,
        note_id=f"{patient}-{month}-{day}",
    )


def repeated(reports: Iterable[NoteReport | Failure]) -> list[bool]:
    return ["D302" in rules(report) for report in reports]


def test_visits_are_judged_by_date_whatever_their_order(linter: Linter) -> None:
    visits = [visit(month, "M54.50") for month in (1, 2, 3)]
    assert repeated(linter.lint_series(visits)) == [False, True, True]
    assert repeated(linter.lint_series(visits[::-1])) == [True, True, False], "reports come as the notes do"


def test_patients_are_kept_apart(linter: Linter) -> None:
    mixed = [visit(1, "M54.50"), visit(2, "M54.50", patient="P-2"), visit(2, "M54.50")]
    assert repeated(linter.lint_series(mixed)) == [False, False, True]


def test_visits_of_one_day_are_one_step(linter: Linter) -> None:
    same_day = [visit(1, "M54.50"), visit(1, "M54.50"), visit(2, "M54.50"), visit(2, "M54.50")]
    assert repeated(linter.lint_series(same_day)) == [False, False, True, True]


def test_without_patient_or_date_a_note_stands_alone(linter: Linter) -> None:
    unknown = visit(2, "M54.50").model_copy(update={"patient_id": None})
    undated = visit(2, "M54.50").model_copy(update={"date_of_service": None})
    assert repeated(linter.lint_series([visit(1, "M54.50"), unknown, undated])) == [False, False, False]
    assert repeated(linter.lint_many([visit(1, "M54.50"), visit(2, "M54.50")])) == [False, False]


def test_visits_may_come_in_batches(linter: Linter) -> None:
    history = History()
    assert repeated(linter.lint_series([visit(1, "M54.50")], history)) == [False]
    assert repeated(linter.lint_series([visit(2, "M54.50")], history)) == [True]
    assert "D302" in rules(linter.lint(visit(3, "M54.50"), history))
    assert len(history.visits("P-1")) == 3
    stored = "".join(each.model_dump_json() for each in history.visits("P-1"))
    assert "back" not in stored and "Sits" not in stored


def test_a_resolved_visit_starts_a_new_run(linter: Linter) -> None:
    knee = "Right knee pain for 2 weeks. The low back pain has resolved.\nA: Knee sprain.\n"
    visits = [visit(1, "M54.50"), visit(2, "S83.411A", text=knee), visit(3, "M54.50")]
    assert repeated(linter.lint_series(visits)) == [False, False, False]


def test_a_visit_that_follows_is_a_follow_up_unless_it_says_otherwise(linter: Linter) -> None:
    bare = "Low back pain for {weeks} weeks. No leg pain. Sits 20 minutes. Ibuprofen.\n"
    first, second = linter.lint_series([visit(1, text=bare), visit(2, text=bare)])
    assert isinstance(first, NoteReport) and first.conclusions.visit == "unstated" and "D301" not in rules(first)
    assert isinstance(second, NoteReport) and second.conclusions.visit == "followup" and "D301" in rules(second)


COPIED = (
    "Follow-up. Low back pain, {weeks} weeks. No leg pain. Sits 20 minutes.\n"
    "ASSESSMENT: Mechanical low back pain of {weeks} weeks, worse with sitting in the car and on bending to the oven. "
    "Nothing worrisome on history or examination.\n"
    "PLAN: naproxen\n"
)


def test_a_copied_assessment_is_told_of_and_judges_nothing(linter: Linter) -> None:
    first, second = linter.lint_series([visit(1, "M54.59", text=COPIED), visit(2, "M54.59", text=COPIED)])
    assert not {"D301", "D303"} & rules(first)
    assert {"D301", "D303"} <= rules(second)
    (finding,) = [each for each in second.findings if each.rule == "D303"]  # type: ignore[union-attr]
    assert finding.line == 2 and "2026-01-04" in finding.message


def test_the_likeness_can_be_set() -> None:
    strict = Linter(Settings(assessment_similarity=1.0, today=TODAY))
    changed = COPIED.replace("Nothing worrisome", "Nothing of concern").replace("oven", "stove")
    visits = [visit(1, "M54.59", text=COPIED), visit(2, "M54.59", text=changed)]
    assert "D303" not in rules(list(strict.lint_series(visits))[1])
    loose = Linter(Settings(assessment_similarity=0.5, today=TODAY))
    assert "D303" in rules(list(loose.lint_series(visits))[1])
