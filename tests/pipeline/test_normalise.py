"""Normal text: what phrases are matched on, and the way back to the note as read."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from notelint.pipeline.normalise import NormalText, normalise, spaced

# Text as notes have it, and the characters that trip up offsets: breaks of every kind, wide and zero-width blanks,
# dashes, quotes, a letter that grows in lower case, characters outside the basic plane.
_PIECES = st.sampled_from(
    [
        "low back pain", "Denies", "numbness,", "L4-L5", "low-back", "3", "wks", "HPI:", "- ",
        "\n", "\r\n", "\r", "\n\n", "\t", " ", "   ",
        "\u00a0", "\u2028", "\x0b", "\x85", "\u200b", "\ufeff", "—", "–", "‑", "“no”", "pt’s",
        "½", "İ", "ß", "é", "e\u0301", "😀", "•", "1.",
    ]
)  # fmt: skip
_TEXTS = st.lists(_PIECES | st.text(max_size=6), max_size=40).map("".join)


def _same(normal: str, raw: str) -> bool:
    """Whether a normal character may stand for a raw one: the same, or punctuation and blanks for their like."""
    return normal == raw or (not normal.isalnum() and (not raw.isalnum() or raw == "ʼ"))


@given(_TEXTS, st.integers(0, 20))
@settings(deadline=None, max_examples=300)
@example("İİ low back pain", 0)
@example("a\r\n\r\nb", 0)
@example("", 0)
@example("\r\n", 0)
@example("It doesn't, CANT, won’t and arent", 0)
def test_every_normal_character_comes_from_one_raw_character(text: str, start: int) -> None:
    start = min(start, len(text))
    normal = normalise(text, start)
    assert len(normal.lower) == len(normal.text)
    raws = [normal.raw(i) for i in range(len(normal.text))]
    contracted = len(normal.text) > len(text) - start or re.search(r"n['’ʼ]?t", text, re.IGNORECASE) is not None
    assert raws == sorted(raws), "the order of characters is kept"
    for i, raw in enumerate(raws):
        assert start <= raw < len(text)
        assert contracted or _same(normal.text[i], text[raw]), (normal.text[i], text[raw])


@given(_TEXTS)
@settings(deadline=None, max_examples=200)
def test_nothing_that_is_written_is_lost(text: str) -> None:
    normal = normalise(text)
    raws = {normal.raw(i) for i in range(len(normal.text))}
    for i, char in enumerate(text):
        if char.isalnum():
            assert i in raws, f"{char!r} at {i} is not in the normal text"


@given(_TEXTS)
@settings(deadline=None, max_examples=200)
def test_normal_text_has_one_blank_at_a_time(text: str) -> None:
    normal = normalise(text)
    assert "  " not in normal.text
    assert "\t" not in normal.text and "\r" not in normal.text and "\u00a0" not in normal.text
    assert all(normal.text[i] == " " for i in normal.wide)


def words_at(text: str, words: str) -> str:
    """What the note as read has where the normal text has `words`."""
    normal = normalise(text)
    at = normal.lower.index(words)
    start, end = normal.raw_span(at, at + len(words))
    return text[start:end]


@pytest.mark.parametrize(
    ("text", "words", "raw"),
    [
        ("has low back pain.", "low back pain", "low back pain"),
        ("has low-back  pain.", "low back pain", "low-back  pain"),
        ("has low\tback\u00a0pain.", "low back pain", "low\tback\u00a0pain"),
        ("pt’s back", "pt's back", "pt’s back"),
        ("a “pulled muscle” type", '"pulled muscle"', "“pulled muscle”"),
        ("L4–L5 level", "l4-l5", "L4–L5"),
        ("pain—worse", "pain worse", "pain—worse"),
        ("\ufefflow back pain", "low back pain", "low back pain"),
        ("😀😀 low back pain", "low back pain", "low back pain"),
        ("İlgili: low back pain", "low back pain", "low back pain"),
        ("CC:\r\n\tlow back pain\r\n", "low back pain", "low back pain"),
    ],
)
def test_spans_point_at_the_words_as_read(text: str, words: str, raw: str) -> None:
    assert words_at(text, words) == raw


@pytest.mark.parametrize(
    ("text", "words", "raw"),
    [
        ("It doesn't radiate.", "does not", "doesn't"),
        ("It doesn’t radiate.", "does not", "doesn’t"),
        ("HE CAN'T SIT.", "cannot", "CAN'T"),
        ("Cant sit", "cannot", "Cant"),
        ("Pain.\r\nCant sit", "cannot", "Cant"),
        ("(cant sit)", "cannot", "cant"),
        ("they arent there", "are not", "arent"),
        ("She won't stand.", "will not", "won't"),
        ("wasnt  bad", "was not bad", "wasnt  bad"),
        ("He has a\r\nbrace, hadn't\r\nworn it", "had not", "hadn't"),
    ],
)
def test_contracted_negations_are_written_out(text: str, words: str, raw: str) -> None:
    normal = normalise(text)
    start = normal.lower.index(words)
    low, high = normal.raw_span(start, start + len(words))
    assert text[low:high] == raw


def test_a_span_that_begins_with_a_contracted_negation_begins_with_its_word() -> None:
    normal = normalise("He hasn't been able to void.")
    start = normal.lower.index("not been able")
    assert normal.raw_span(start, start + 13) == (3, 19)


@pytest.mark.parametrize("text", ["incantations", "an elephant", "decant", "isn t", "important don'ts"])
def test_other_words_are_left_as_they_are(text: str) -> None:
    assert normalise(text).text == text


def test_lower_case_never_changes_the_length() -> None:
    normal = normalise("İI ẞ ΑΣ low")
    assert len(normal.lower) == len(normal.text)
    assert normal.lower.endswith("low")


WRAPPED = """She is a 44 year old nurse who has had trouble with her low
back pain for three weeks now, and who says that it is worse
when she sits for a long time in the car on her way to work.
It does not go into the legs."""


def logical_lines(text: str) -> list[str]:
    return normalise(text).text.split("\n")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_wrapped_lines_are_joined(newline: str) -> None:
    normal = normalise(WRAPPED.replace("\n", newline))
    assert "her low back pain for" in normal.text
    assert "worse when she sits" in normal.text


def test_a_wrapped_span_points_over_the_line_break() -> None:
    crlf = WRAPPED.replace("\n", "\r\n")
    normal = normalise(crlf)
    at = normal.lower.index("low back pain")
    start, end = normal.raw_span(at, at + len("low back pain"))
    assert crlf[start:end] == "low\r\nback pain"


@pytest.mark.parametrize(
    "text",
    [
        "Denies sciatica\nlow back pain x 3 weeks",
        "no fever\nno weight loss\nsaddle numbness today",
        "LBP 3 wks\nworse sitting\nno leg sx\nSLR neg\nPT ref",
        "Lumbar spine: tender\ngait: normal\nreflexes: equal",
    ],
)
def test_short_lines_are_not_joined(text: str) -> None:
    assert logical_lines(text) == text.split("\n")


def test_headings_bullets_and_items_are_not_joined() -> None:
    text = (
        WRAPPED
        + "\n\nPlan:\n"
        + "- physical therapy twice a week for six weeks\n- continue naproxen\n1. return in 6 weeks\n2) call sooner"
    )
    lines = logical_lines(text)
    for line in ("Plan:", "- continue naproxen", "1. return in 6 weeks", "2) call sooner"):
        assert line in lines


def test_a_blank_line_ends_a_paragraph_of_wrapped_lines() -> None:
    text = WRAPPED.replace("worse\n", "worse\n\n")
    assert "worse when" not in normalise(text).text


def test_a_wide_gap_is_remembered() -> None:
    normal = normalise("Gait     normal\nSLR neg")
    assert normal.text == "Gait normal\nSLR neg"
    assert normal.wide == frozenset({4})


def test_what_lies_before_the_start_is_not_read() -> None:
    text = "---\nnote_id: 7\n---\nLow back pain."
    normal = normalise(text, text.index("Low"))
    assert normal.text == "Low back pain."
    assert text[slice(*normal.raw_span(0, 3))] == "Low"


def test_an_empty_text_is_empty() -> None:
    normal = normalise("")
    assert isinstance(normal, NormalText)
    assert normal.text == normal.lower == ""


@pytest.mark.parametrize(
    ("phrase", "normal"),
    [
        ("Low-back Pain", "low back pain"),
        ("pt’s", "pt's"),
        ("L4-L5", "l4-l5"),
        ("L5–S1", "l5-s1"),
        ("T12-L1", "t12-l1"),
        ("x-ray", "x ray"),
        ("  two   blanks ", "two blanks"),
    ],
)
def test_phrases_are_written_as_the_text_would_have_them(phrase: str, normal: str) -> None:
    assert spaced(phrase) == normal


@given(_TEXTS)
@settings(deadline=None, max_examples=200)
def test_a_phrase_cut_from_a_line_is_found_in_its_normal_text(line: str) -> None:
    """What `spaced` makes of a phrase is what `normalise` makes of the same words in a note."""
    if normalise(line).text.count("\n") or any(c in line for c in "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"):
        return
    assert spaced(line) == normalise(line).lower.strip()
