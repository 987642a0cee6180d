"""Lines as different clinicians write them, by concept (`lines_*.toml`), and near-misses that say something else."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from marked import Marked, Read, found, unmark
from notelint.models import Fact

BEFORE = "Low back pain x 3 weeks.\n"


def groups() -> Iterator[dict[str, Any]]:
    """The groups of all files of lines."""
    for path in sorted(Path(__file__).parent.glob("lines_*.toml")):
        yield from tomllib.loads(path.read_text(encoding="utf-8"))["group"]


def cases() -> list[Any]:
    """A parameter for each line; those known to be read wrong are expected to fail."""
    out = []
    for group in groups():
        concept = group["concept"]
        out += [pytest.param(line, id=f"{concept}: {line}") for line in group["lines"]]
        for entry in group.get("wrong", []):
            mark = pytest.mark.xfail(strict=True, reason=entry["reason"])
            out.append(pytest.param(entry["line"], id=f"{concept}: {entry['line']}", marks=mark))
    return out


def near_misses() -> list[Any]:
    """A parameter for each line that must not give the concept of its group."""
    return [
        pytest.param(group["concept"], line, id=f"{group['concept']}: {line}")
        for group in groups()
        for line in group.get("silent", [])
    ]


def facts_of(read: Read, line: str, scored: Callable[[Fact], bool]) -> list[Marked]:
    """The labelled facts of `line` in a note about low back pain, at offsets of the line."""
    facts = (f for f in read(f"{BEFORE}{line}\n").facts if scored(f) and f.start >= len(BEFORE))
    return [
        Marked(f.start - len(BEFORE), f.end - len(BEFORE), f.concept, f.assertion, f.words) for f in map(found, facts)
    ]


@pytest.mark.parametrize("marked", cases())
def test_a_line_says_this_and_no_more(read: Read, scored: Callable[[Fact], bool], marked: str) -> None:
    line, wanted = unmark(marked)
    left, missing = facts_of(read, line, scored), []
    for mention in wanted:
        said = (mention.concept, mention.assertion)
        fits = [f for f in left if (f.concept, f.assertion) == said and f.start < mention.end and mention.start < f.end]
        if fits:
            left.remove(fits[0])
        else:
            missing.append(mention)
    assert not missing and not left, f"missing: {[*map(str, missing)]}; too much or different: {[*map(str, left)]}"


@pytest.mark.parametrize(("concept", "line"), near_misses())
def test_similar_words_say_something_else(read: Read, scored: Callable[[Fact], bool], concept: str, line: str) -> None:
    assert concept not in {f.concept for f in facts_of(read, line, scored)}
