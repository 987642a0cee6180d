"""Reading marked sentences: what the words in braces are, and what must be said of them.

    Denies {numbness|leg_neuro_deficit|absent} but has {leg pain|radiating_leg_pain}.

Without an assertion the mention is `present`. Of the concepts that a text marks, no other mentions may be found.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from notelint.facts import extract
from notelint.models import Extraction, Fact, Note
from notelint.pipeline import NotePipeline

_MARK = re.compile(r"\{(?P<words>[^{}|]+)\|(?P<concept>[a-z0-9_]+)(?:\|(?P<assertion>[a-z]+))?\}")

Read = Callable[..., Extraction]
Says = Callable[..., None]


@dataclass(frozen=True, order=True)
class Marked:
    """A mention that a test marks or a note yields, at offsets of the text without marks."""

    start: int
    end: int
    concept: str
    assertion: str
    words: str

    def __str__(self) -> str:
        return f"{self.concept} {self.assertion} {self.words!r}"


def unmark(marked: str) -> tuple[str, list[Marked]]:
    """The text without its marks, and the mentions that they mark."""
    text, at, mentions = "", 0, []
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        words = match["words"]
        mentions.append(
            Marked(len(text), len(text) + len(words), match["concept"], match["assertion"] or "present", words)
        )
        text += words
        at = match.end()
    return text + marked[at:], mentions


def found(fact: Fact) -> Marked:
    """A fact in the form in which tests mark mentions."""
    return Marked(fact.start, fact.end, fact.concept, fact.assertion, fact.text)


@pytest.fixture(scope="session")
def pipeline() -> NotePipeline:
    """One pipeline for all tests: building it takes a second or two."""
    return NotePipeline()


@pytest.fixture(scope="session")
def read(pipeline: NotePipeline) -> Read:
    """Reads a text as seen from a date of service (4 May 2026 unless told otherwise)."""

    def reading(text: str, on: dt.date | None = dt.date(2026, 5, 4), *, day_first: bool = False) -> Extraction:
        return extract(Note(text=text), pipeline, on, day_first=day_first)

    return reading


@pytest.fixture(scope="session")
def scored(pipeline: NotePipeline) -> Callable[[Fact], bool]:
    """Whether a fact is of a labelled concept, and not evidence beside them."""
    evidence = {target.concept for target in pipeline.lexicon.targets if target.kind == "evidence"}
    return lambda fact: fact.concept not in evidence


@pytest.fixture(scope="session")
def says(read: Read) -> Says:
    """Asserts that a text yields exactly the marked mentions of the concepts that it marks, and of those in `also`."""

    def saying(marked: str, *also: str, exact: bool = True) -> None:
        text, wanted = unmark(marked)
        concepts = {mention.concept for mention in wanted} | set(also)
        assert concepts, "nothing is marked"
        got = sorted(found(fact) for fact in read(text).facts if fact.concept in concepts)
        if exact:
            assert got == sorted(wanted), f"\n got: {[str(m) for m in got]}\nwant: {[str(m) for m in sorted(wanted)]}"
            return
        left = list(got)
        for mention in wanted:
            fits = [
                other
                for other in left
                if (other.concept, other.assertion) == (mention.concept, mention.assertion)
                and other.start < mention.end
                and mention.start < other.end
            ]
            assert fits, f"missing {mention}; got: {[str(m) for m in got]}"
            left.remove(fits[0])
        assert not left, f"too much: {[str(m) for m in left]}"

    return saying
