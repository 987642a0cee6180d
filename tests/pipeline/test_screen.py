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


@pytest.mark.parametrize(
    "text",
    [
        "The biopsy came back negative.",
        "She was brought back to the recovery room in good condition.",
        "We will see him back in three weeks.",
        "He was seen back by Dr. Smith.",
        "I called them back and they understood.",
        "A dressing was placed on the back of the left hand.",
        "EEG background activity is normal, with sleep spindles.",
        "Anesthesia: spinal.",
        "The anterior superior iliac spine was palpated; spinal anesthesia had worn off.",
        "Lumbar puncture was done, the spinal fluid was clear.",
        "He paced back and forth.",
        "Cervical spine films are normal, the vertebral arteries patent.",
        "He went back to work and came back home.",
    ],
)
def test_a_word_in_passing_is_no_reason_to_read(text: str) -> None:
    assert Screen(SCREEN.stems).finds(normalise(text).lower)
    assert not SCREEN.finds(normalise(text).lower)


@pytest.mark.parametrize(
    "text",
    [
        "The biopsy came back negative. His back hurts.",
        "He went back to work with back pain.",
        "Patient reported back pain.",
        "Patient admitted back pain at intake.",
        "Takes back pain medication.",
        "What she called back pain.",
        "Back to the doctor for his lumbar ache.",
        "Pain in her back to the knee.",
        "It hurts her back when she bends.",
        "Pain from the back into the leg.",
        "Anesthesia: spinal. Pain of the spine.",
        "Follow back pain closely.",
        "Back: tender.",
        "Neck and back pain.",
        "Hurt my back in a fall.",
        "Injured back in May.",
        "She strained her back at work.",
        "Lumbar puncture, then lumbar pain.",
        "Cervical and lumbar spine films.",
        "Spinal stenosis.",
        "Pain spreads to the back of the left leg from the back.",
    ],
)
def test_a_word_about_the_back_is_read(text: str) -> None:
    assert SCREEN.finds(normalise(text).lower)


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


@pytest.mark.corpus
@pytest.mark.skipif(not BULK.exists(), reason="the unlabelled notes are not beside the checkout")
def test_no_unlabelled_note_that_names_the_back_in_passing_tells_of_a_pain_in_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = [json.loads(line)["text"] for line in gzip.decompress(BULK.read_bytes()).decode().splitlines()]
    stems = Screen(SCREEN.stems)
    normals = [(text, normalise(text).lower) for text in texts if not SCREEN.dismisses(text)]
    passing = [text for text, lower in normals if stems.finds(lower) and not SCREEN.finds(lower)]
    assert len(passing) > len(texts) / 10
    monkeypatch.setattr(PIPELINE.lexicon, "screen", stems)
    for text in passing:
        assert not any(mention.problem for mention in PIPELINE(text).mentions)


def test_a_report_is_the_same_without_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    notes = [Note(text=t) for t in ("Cough.\nFollow-up visit.", "Back pain.", "Codes: I10", "MRN: 55122\n3/4/2026")]
    linter = Linter()
    screened = [linter.lint(note) for note in notes]
    monkeypatch.setattr(NotePipeline, "dismisses", lambda self, text, start=0: False)
    assert [linter.lint(note) for note in notes] == screened
