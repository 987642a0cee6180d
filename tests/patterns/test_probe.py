"""Invented sentences in many hands (`probe.toml`): is everything found that is there, and nothing else?"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from marked import Marked, Read, found, unmark
from notelint.models import Fact

GROUPS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("probe.toml").read_text(encoding="utf-8"))[
    "group"
]


def cases() -> list[Any]:
    """A parameter for each sentence; those known to be read wrong are expected to fail."""
    out = []
    for group in GROUPS:
        before = group.get("before", "")
        for text in group["sentences"]:
            out.append(pytest.param(before + text, id=f"{group['name']}: {text}"))
        for entry in group.get("wrong", []):
            mark = pytest.mark.xfail(strict=True, reason=entry["reason"])
            out.append(pytest.param(before + entry["text"], id=f"{group['name']}: {entry['text']}", marks=mark))
    return out


def compare(wanted: list[Marked], got: list[Marked]) -> tuple[list[Marked], list[Marked]]:
    """What is missing and what is too much; words that overlap with the same concept and assertion agree."""
    left, missing = list(got), []
    for mention in wanted:
        fits = [
            other
            for other in left
            if (other.concept, other.assertion) == (mention.concept, mention.assertion)
            and other.start < mention.end
            and mention.start < other.end
        ]
        if fits:
            left.remove(fits[0])
        else:
            missing.append(mention)
    return missing, left


@pytest.mark.parametrize("marked", cases())
def test_everything_is_found_and_nothing_else(read: Read, scored: Callable[[Fact], bool], marked: str) -> None:
    text, wanted = unmark(marked)
    got = [found(fact) for fact in read(text).facts if scored(fact)]
    missing, extra = compare(wanted, got)
    assert not missing and not extra, (
        f"missing: {[str(m) for m in missing]}; too much or different: {[str(m) for m in extra]}"
    )


def test_the_probe_is_large() -> None:
    assert sum(len(group["sentences"]) for group in GROUPS) >= 150
