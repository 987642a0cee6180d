"""Terms in frames (`frames.toml`): what is said about a thing must not depend on which of its names is used."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from marked import Read

GROUPS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("frames.toml").read_text("utf-8"))["group"]


def named(group: dict[str, Any]) -> str:
    """A name for a group: its concept, what is said, and its first frame."""
    return f"{group['concept']} {group['assertion']}: {group['frames'][0]}"


def sentence(frame: str, term: str) -> str:
    """The term in its frame, with a capital where it begins the sentence."""
    return frame.format(term[0].upper() + term[1:] if frame.startswith("{}") else term)


@pytest.mark.parametrize("group", GROUPS, ids=named)
def test_every_term_in_every_frame(read: Read, group: dict[str, Any]) -> None:
    wrong = []
    for term in group["terms"]:
        lines = ["Low back pain.", *(sentence(frame, term) for frame in group["frames"])]
        facts = [fact for fact in read("\n".join(lines)).facts if fact.concept == group["concept"]]
        for number, line in enumerate(lines[1:], 2):
            said = {fact.assertion for fact in facts if fact.line == number}
            if said != {group["assertion"]}:
                wrong.append(f"{line!r}: {sorted(said) or 'nothing'}")
    assert not wrong, f"{len(wrong)} wrong:\n" + "\n".join(wrong)
