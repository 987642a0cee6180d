"""Lines as clinicians jot them down (`jottings.toml`): each says one thing of one concept."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from marked import Read

GROUPS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("jottings.toml").read_text("utf-8"))["group"]


def cases() -> list[Any]:
    """A parameter for each line; those known to be read wrong are expected to fail."""
    out = []
    for group in GROUPS:
        said = (group["concept"], group["assertion"])
        out += [pytest.param(*said, line, id=f"{' '.join(said)}: {line}") for line in group["lines"]]
        for entry in group.get("wrong", []):
            mark = pytest.mark.xfail(strict=True, reason=entry["reason"])
            out.append(pytest.param(*said, entry["line"], id=f"{' '.join(said)}: {entry['line']}", marks=mark))
    return out


@pytest.mark.parametrize(("concept", "assertion", "line"), cases())
def test_a_line_says_what_it_says(read: Read, concept: str, assertion: str, line: str) -> None:
    facts = read(f"Low back pain x 3 weeks.\n{line}.\n").facts
    assert {fact.assertion for fact in facts if fact.line == 2 and fact.concept == concept} == {assertion}
