"""A screen never keeps a text from an expression that matches in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from notelint.hints import Hint, Hints, needed
from notelint.pipeline import attribution, durations, sections, values
from notelint.reading import dates, identifiers, layout, metadata, visit

NOTES = [
    path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parents[1] / "sample_notes").rglob("*.txt"))
]
LINES = [line.lower() for note in NOTES for line in note.splitlines() if line.isascii()]
RUN = re.compile("[a-z0-9]+")


@pytest.mark.parametrize(
    ("pattern", "pieces"),
    [
        (r"pain|ache", {"pain", "ache"}),
        (r"hours?|hrs", {"hour", "hrs"}),
        (r"(?:low )?back", {"back"}),
        (r"\bsince (?:monday|yesterday)", {"since"}),
        (r"x ?\d+", set("0123456789")),
        (r"[a-z]+ly", {"ly"}),
        (r"a{2,3}b", {"a"}),
        (r"(?i)MRN", {"mrn"}),
    ],
)
def test_what_a_match_cannot_do_without(pattern: str, pieces: set[str]) -> None:
    assert needed(re.compile(pattern)) == pieces


@pytest.mark.parametrize("pattern", [r"\w+", r"(?:back)?", r"back|[+-]", r"[^a-z]"])
def test_an_expression_that_needs_nothing_is_not_screened(pattern: str) -> None:
    assert needed(re.compile(pattern)) is None


def patterns(*modules: ModuleType) -> Iterator[re.Pattern[str]]:
    for module in modules:
        yield from (value for value in vars(module).values() if isinstance(value, re.Pattern))


def test_no_expression_of_the_engine_loses_a_match() -> None:
    found = screened = 0
    for pattern in patterns(attribution, durations, sections, values, dates, identifiers):
        pieces = needed(pattern)
        for line in LINES if pieces else ():
            if pattern.search(line):
                found += 1
                assert any(piece in word for piece in pieces or () for word in RUN.findall(line)), pattern.pattern[:60]
            else:
                screened += not any(piece in line for piece in pieces or ())
    assert found > 100 and screened > 100


def test_a_hint_says_yes_until_it_has_been_asked_often_enough() -> None:
    hint = Hint(re.compile("back"))
    words = {"knee", "backache"}
    assert [hint.telling(words) for _ in range(Hint.PATIENCE)][:-1] == [words] * (Hint.PATIENCE - 1)
    assert hint.telling(words) == {"backache"}


def test_several_at_once() -> None:
    hints = Hints([re.compile("back"), re.compile(r"\W"), re.compile("knee")])
    for _ in range(Hint.PATIENCE):
        hints.may_match(["back"])
    assert hints.may_match(["back"]) == 0b011
    assert hints.may_match(["knees"]) == 0b110


IDS = ["mrn 104233", "m.r.n.: 5512", "medical record number: 77812", "med rec no 55123", "mr# 55123", "mr #55123",
       "patient id 77-12", "pt # 991", "chart no. 1234", "hospital number 5512", "nhs no. 485 777 3456",
       "unit number 55", "patient identifier: 5121"]  # fmt: skip
NOTE_IDS = ["note id: 88120", "document # 991", "report no. 771", "doc number 12", "encounter id 991", "enc # 12",
            "csn 4421", "accession number: 9912", "accession 9912"]  # fmt: skip
DATED = ["dos: 3/4/2026", "d.o.s. 3/4/2026", "date of service: 3/4/2026", "visit date 3/4/2026", "date seen 3/4/2026",
         "seen today 3/4/2026", "today's date: 3/4/2026", "clinic date: 2026-03-04"]  # fmt: skip


@pytest.mark.parametrize("text", IDS)
def test_the_screen_of_patient_labels_lets_every_label_pass(text: str) -> None:
    assert any(label.search(text) for label in identifiers._PATIENT_LABELS)
    assert identifiers.patient_id(text.title()) == identifiers.patient_id(f"{text}\u2009") is not None


@pytest.mark.parametrize(
    "text", [*IDS, "mrn\t104233", "copied from prior note:\nmrn 77\nend of copied text\nmrn 104233", *NOTES]
)
def test_a_note_is_passed_over_only_where_no_patient_is_stated(text: str) -> None:
    for said in (text, text.title(), f"{text}\u2009", text.replace("i", "\u0131").replace("s", "\u017f")):
        stated = identifiers.patient_id(visit.without_copies(layout.plain(said)))
        assert metadata.text_patient(said) == stated
        assert identifiers.may_state_patient(said) or stated is None
    assert not identifiers.may_state_patient("no record, no patient")


@pytest.mark.parametrize("text", NOTE_IDS)
def test_the_screen_of_note_labels_lets_every_label_pass(text: str) -> None:
    assert identifiers.note_id(text) == identifiers.note_id(f"{text}\u2009") is not None


@pytest.mark.parametrize("text", DATED)
def test_the_screen_of_dates_lets_every_label_pass(text: str) -> None:
    assert dates._SURE.search(text)
    assert dates.date_of_service(text) == dates.date_of_service(f"{text}\u2009") is not None


def test_a_visit_is_read_the_same_with_and_without_the_screen() -> None:
    first = [visit.read_visit(note) for note in NOTES]
    for _ in range(Hint.PATIENCE):
        visit.read_visit(NOTES[0])
    assert [visit.read_visit(note) for note in NOTES] == first
