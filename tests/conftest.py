"""What the tests of the pipeline share: one pipeline, and reading sentences with marks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from marked import Read, Says, found, unmark
from notelint.facts import extract
from notelint.models import Extraction, Fact, Note
from notelint.pipeline import NotePipeline


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
    labelled = {target.concept for target in pipeline.lexicon.targets if target.kind != "evidence"}
    labelled |= {"duration", "icd10", "cpt"}
    return lambda fact: fact.concept in labelled


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
