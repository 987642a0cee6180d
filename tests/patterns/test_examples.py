"""Every pattern's own examples: a hit has exactly the marked mentions of its concept, a miss has none.

In a hit the mention stands in [brackets], with its assertion where it is not `present`: "Denies [sciatica|absent]."
Brackets around nothing but a blank or an x are check boxes.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from marked import Read

ROOT = Path(__file__).parents[2] / "patterns"
TARGETS = sorted(ROOT.glob("*/targets/*.toml"))
_MENTION = re.compile(r"\[(?P<words>[^\[\]|]{2,})(?:\|(?P<assertion>[a-z]+))?\]")


def entries() -> Iterator[tuple[Path, int, dict[str, Any]]]:
    """File, number and content of each target."""
    for file in TARGETS:
        for number, entry in enumerate(tomllib.loads(file.read_text(encoding="utf-8"))["target"], 1):
            yield file, number, entry


def examples(key: str) -> list[Any]:
    """Parameters of the tests: the concept and one example sentence."""
    return [
        pytest.param(entry["concept"], text, id=f"{file.stem}:{number} {text}")
        for file, number, entry in entries()
        for text in entry.get(key, [])
    ]


def unbracketed(text: str) -> tuple[str, list[tuple[int, int, str]]]:
    """The sentence, and where its mentions stand with their assertions."""
    plain, at, mentions = "", 0, []
    for match in _MENTION.finditer(text):
        plain += text[at : match.start()]
        mentions.append((len(plain), len(plain) + len(match["words"]), match["assertion"] or "present"))
        plain += match["words"]
        at = match.end()
    return plain + text[at:], mentions


def mentions_of(read: Read, concept: str, text: str) -> list[tuple[int, int, str]]:
    """Where a concept is found, and what is said about it."""
    return [(fact.start, fact.end, fact.assertion) for fact in read(text).facts if fact.concept == concept]


@pytest.mark.parametrize(("concept", "text"), examples("hits"))
def test_a_hit_has_exactly_its_mentions(read: Read, concept: str, text: str) -> None:
    plain, wanted = unbracketed(text)
    assert wanted, "a hit marks at least one mention in brackets"
    assert mentions_of(read, concept, plain) == wanted


@pytest.mark.parametrize(("concept", "text"), examples("misses"))
def test_a_miss_has_none(read: Read, concept: str, text: str) -> None:
    assert not _MENTION.search(text), "a miss marks no mention"
    assert mentions_of(read, concept, text) == []


CONCEPTS = sorted({entry["concept"] for _, _, entry in entries() if entry.get("kind") != "evidence"} - {"-"})


@pytest.mark.parametrize("concept", CONCEPTS)
def test_every_concept_has_a_hit_and_a_near_miss(concept: str) -> None:
    own = [entry for _, _, entry in entries() if entry["concept"] == concept]
    assert any(entry.get("hits") for entry in own), "one entry at least needs `hits`"
    assert any(entry.get("misses") for entry in own), "one entry at least needs `misses`"


CUES = tomllib.loads((ROOT / "modifiers.toml").read_text(encoding="utf-8"))["modifier"]


@pytest.mark.parametrize("text", [text for entry in CUES for text in entry.get("hits", [])])
def test_an_example_of_a_cue_holds(read: Read, text: str) -> None:
    """An example of a cue is a sentence with marked mentions of whatever concept, and what the cue makes of them."""
    plain, wanted = unbracketed(text)
    assert wanted, "a hit marks at least one mention in brackets"
    got = {(fact.start, fact.end, fact.assertion) for fact in read(plain).facts}
    assert set(wanted) <= got
