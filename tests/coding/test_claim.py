"""Which codes are judged."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from notelint.coding.claim import read_claim
from notelint.coding.icd10cm import normal
from notelint.models import Extraction, Note

Build = Callable[..., Extraction]
LINES = ["icd10 @assessment =M54.50", "icd10 @codes =G89.29", "icd10 @codes =M54.50", "cpt =97110"]


def test_the_text_is_the_claim_where_nothing_is_given(chart: Build) -> None:
    claim = read_claim(chart(*LINES).facts, Note(text=""))
    assert [(one.code, one.origin, one.fact) for one in claim.codes] == [("M54.50", "text", 0), ("G89.29", "text", 1)]
    assert [(one.code, one.origin, one.fact) for one in claim.procedures] == [("97110", "text", 3)]


def test_what_is_given_is_the_claim(chart: Build) -> None:
    note = Note(text="", codes=("m5459", "M54.59"), origins={"codes": "manifest:7"})
    claim = read_claim(chart(*LINES).facts, note, normal)
    assert [(one.code, one.origin, one.fact) for one in claim.codes] == [("M54.59", "manifest:7", None)]
    assert [one.code for one in claim.procedures] == ["97110"]


def test_given_and_empty_is_no_claim_at_all(chart: Build) -> None:
    claim = read_claim(chart(*LINES).facts, Note(text="", codes=(), procedures=()))
    assert (claim.codes, claim.procedures) == ((), ())


@pytest.mark.parametrize(
    "line",
    [
        "icd10 =M54.50 past",
        "icd10 =M54.50 #changed",
        "icd10 =M54.50 @prior_note",
        "-icd10 =M54.50",
        "~icd10 =M54.50",
        "?icd10 =M54.50",
        "*icd10 =M54.50",
    ],
)
def test_never_judged(chart: Build, line: str) -> None:
    assert read_claim(chart(line).facts, Note(text="")).codes == ()
