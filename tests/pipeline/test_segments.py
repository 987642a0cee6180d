"""Sentence and line boundaries of normal text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notelint.pipeline.segments import Sentences, sentence_starts


def cut(text: str) -> list[str]:
    """The sentences of a normal text, without the blanks around them."""
    sentences = Sentences(text)
    spans = [sentences.span(i) for i in range(len(sentences.starts))]
    return [text[a:b].strip() for a, b in spans if text[a:b].strip()]


@pytest.mark.parametrize(
    "sentences",
    [
        ["Low back pain.", "No sciatica."],
        ["Does it radiate?", "No."],
        ["Better!", "Back to work."],
        ['He said "worse."', "Gait normal."],
        ["Seen by Dr. Ibe today.", "Follows up."],
        ["Mr. Olsen and Mrs. Olsen came.", "Both well."],
        ["Takes ibuprofen 600 mg p.o. t.i.d. with food.", "Helps little."],
        ["Seen at 8 a.m. for low back pain.", "No fever."],
        ["Approx. 3 weeks of pain.", "No falls."],
        ["Pain e.g. when sitting, i.e. at work.", "None at night."],
        ["Pain 7.5 of 10, was 8.0.", "BMI 31.2."],
        ["M54.50 and G89.29 as before.", "I10 stable."],
        ["Ht 5 ft.", "Gait antalgic."],
        ["Pain vs. spasm?", "Unclear."],
        ["Saw J. Marsh, PT.", "Better."],
        ["L4-5 disc bulge.", "No stenosis at L5-S1."],
        ["St. Luke's ED last week.", "Films normal."],
        ["Problem no. 2 is gout.", "Stable."],
        ["Denies numbness, tingling, etc. Gait normal."],
    ],
    ids=lambda sentences: sentences[0],
)
def test_a_full_stop_ends_a_sentence_unless_it_belongs_to_a_word(sentences: list[str]) -> None:
    if len(sentences) == 1:  # "etc." before a capital ends one
        head, tail = sentences[0].split("etc. ")
        assert cut(sentences[0]) == [head + "etc.", tail]
    else:
        assert cut(" ".join(sentences)) == sentences


def test_a_missing_blank_after_a_full_stop_does_not_hide_the_next_sentence() -> None:
    assert cut("No sciatica.Low back pain persists.") == ["No sciatica.", "Low back pain persists."]


def test_dictated_text_in_lower_case_ends_at_full_stops() -> None:
    text = "low back pain for a week. no leg pain. gait is normal. plan is ibuprofen."
    assert cut(text) == ["low back pain for a week.", "no leg pain.", "gait is normal.", "plan is ibuprofen."]


def test_a_line_end_ends_a_sentence() -> None:
    assert cut("Denies sciatica\nlow back pain x 3 weeks") == ["Denies sciatica", "low back pain x 3 weeks"]


def test_the_number_of_a_line_belongs_to_its_item() -> None:
    assert cut("1. Low back pain.\n2. Hypertension.") == ["1. Low back pain.", "2. Hypertension."]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("A/P: 1. Low back pain 2. Hypertension 3. Gout", ["A/P:", "1. Low back pain", "2. Hypertension", "3. Gout"]),
        ("Impression: 1) Sciatica 2) Obesity", ["Impression:", "1) Sciatica", "2) Obesity"]),
        ("Exam: • gait normal • SLR negative", ["Exam:", "• gait normal", "• SLR negative"]),
    ],
)
def test_items_in_running_text_are_sentences_of_their_own(text: str, items: list[str]) -> None:
    assert cut(text) == items


@pytest.mark.parametrize("text", ["Pain is 7. Worse sitting.", "She sits for 10. Then she has to get up."])
def test_a_number_may_end_a_sentence(text: str) -> None:
    assert len(cut(text)) == 2


@given(
    st.lists(
        st.sampled_from(
            ["Low back pain", "1.", "2)", "Dr.", "e.g.", "7.5", ".", "?", "\n", " ", "•", "no", "M54.50", "Gait", ":"]
        )
    ).map(" ".join)
)
@settings(deadline=None, max_examples=200)
def test_sentences_cover_the_text_in_order(text: str) -> None:
    starts = sentence_starts(text)
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    sentences = Sentences(text)
    assert "".join(text[slice(*sentences.span(i))] for i in range(len(starts))) == text
    for offset in range(len(text)):
        a, b = sentences.span(sentences.index(offset))
        assert a <= offset < b or (a == b == len(text))
        assert text.count("\n", 0, offset) == sentences.line(offset)
