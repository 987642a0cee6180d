"""The notation of the visit patterns."""

from __future__ import annotations

import pytest

from notelint.errors import PatternError
from notelint.reading.phrases import Phrases, normal

PARTS = {"fu": "(follow up|fu)", "round": "<round>"}


@pytest.mark.parametrize(
    ("phrase", "text", "hit"),
    [
        ("<fu>", "Follow-up", True),
        ("<fu>", "FU", True),
        ("<fu>", "fugue", False),
        ("follow up", "follow\n  up", True),
        ("return (visit|patient)", "return patient", True),
        ("return (visit|patient)", "return", False),
        ("(the|) last (clinic|) visit", "last clinic visit", True),
        ("(the|) last (clinic|) visit", "the last visit", True),
        ("(the|) last (clinic|) visit", "the visit", False),
        ("back ~2 clinic", "back in our clinic", True),
        ("back ~2 clinic", "back in our large clinic", False),
        ("back ~2 clinic", "back. The clinic", False),
        ("refer*", "referring", True),
        ("*ectomy", "microdiscectomy", True),
        ("week <num>", "week six", True),
        ("visit <later>", "Visit #4", False),
        ("visit # <later>", "Visit #4", True),
        ("visit <later>", "visit 1", False),
        ("visit <later>", "visit 12 Nov", False),
        ("visit <later>", "visit 3/4/26", False),
        ("visit 1 of <num>", "Visit: 1/12", True),
        ("in <num> weeks", "in 3/52", True),
        ("h&p", "H&P", True),
    ],
)
def test_notation(phrase: str, text: str, hit: bool) -> None:
    assert Phrases([phrase], PARTS, "here").search(normal(text)) is hit


@pytest.mark.parametrize("phrase", ["(a|b", "a)", "<none>", "<round>", "a < b"])
def test_a_phrase_that_cannot_be_read_names_its_place(phrase: str) -> None:
    with pytest.raises(PatternError, match="cue 7"):
        Phrases([phrase], PARTS, "visit.toml: cue 7")


def test_no_phrases_match_nothing() -> None:
    assert not Phrases([], {}, "here").search("anything")
