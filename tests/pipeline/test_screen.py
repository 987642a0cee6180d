"""What the screen dismisses unread would have given nothing."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notelint import Linter
from notelint.models import Note
from notelint.pipeline import NotePipeline
from notelint.pipeline.codes import find_codes
from notelint.pipeline.normalise import normalise
from notelint.pipeline.screen import Screen

BULK = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "bulk.jsonl.gz"
PIPELINE = NotePipeline()
SCREEN = PIPELINE.lexicon.screen or Screen(())

WORDS = [*SCREEN.stems, *(w for s in SCREEN.stems for w in s.split()), "knee", "I10", "M54.5", "m5450", "99213", "E11",
         "12345", "9", "B12", "A", "surgery", "ing", "disc", "bac", "k", "patient", "Cough"]  # fmt: skip
GAPS = [" ", "  ", "\n", "\r\n", "-", " - ", "\t", ", ", "", "/", "\n\n", ". ", "\x0b", "\x1c"]


@given(st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(GAPS)), max_size=8))
def test_nothing_that_is_dismissed_has_a_stem_or_a_code(pieces: list[tuple[str, str]]) -> None:
    text = "".join(word + gap for word, gap in pieces)
    for said in (text, text.upper()):
        if SCREEN.dismisses(said):
            normal = normalise(said)
            assert not SCREEN.finds(normal.lower)
            assert not find_codes(normal.text)


@pytest.mark.parametrize("stem", SCREEN.stems)
@pytest.mark.parametrize("gap", [" ", "\n", "  \t", "-", "\r\n"])
def test_no_note_with_a_stem_is_dismissed(stem: str, gap: str) -> None:
    assert not SCREEN.dismisses(f"He has {stem.replace(' ', gap).upper()} today.")


@pytest.mark.parametrize("text", ["M54.50", "Dx m54.5", "CPT 99213", "x\nI10\n", "72100"])
def test_no_note_with_a_code_is_dismissed(text: str) -> None:
    assert not SCREEN.dismisses(text)


def test_what_is_not_ascii_is_read() -> None:
    assert not SCREEN.dismisses("He has a cough – no more.")


def test_other_notes_are_dismissed() -> None:
    assert SCREEN.dismisses("Cough for 3 weeks, room 12, seen 3/4/2026. Lungs clear, BP 120/80. Discharged.")


def test_words_before_the_start_do_not_count() -> None:
    text = "code: M54.50\nback pain\n---\nA cough."
    assert SCREEN.dismisses(text, text.index("A cough"))
    assert not SCREEN.dismisses(text)


@pytest.mark.corpus
@pytest.mark.skipif(not BULK.exists(), reason="the unlabelled notes are not beside the checkout")
def test_no_unlabelled_note_is_dismissed_of_which_anything_would_be_read() -> None:
    texts = [json.loads(line)["text"] for line in gzip.decompress(BULK.read_bytes()).decode().splitlines()]
    dismissed = [text for text in texts if SCREEN.dismisses(text)]
    assert len(dismissed) > len(texts) / 3
    for text in dismissed:
        read = PIPELINE(text)
        assert not read.mentions and all(part.name is None for part in read.parts)


def test_a_report_is_the_same_without_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    notes = [Note(text=t) for t in ("Cough.\nFollow-up visit.", "Back pain.", "Codes: I10", "MRN: 55122\n3/4/2026")]
    linter = Linter()
    screened = [linter.lint(note) for note in notes]
    monkeypatch.setattr(NotePipeline, "dismisses", lambda self, text, start=0: False)
    assert [linter.lint(note) for note in notes] == screened
