"""Front matter: what a block at the head of a file says about the note.

    ---
    patient_id: 1042
    date_of_service: 2026-05-04
    visit: followup
    codes: M54.50; G89.29
    ---

The block stands between two lines of `---` and holds nothing but `key: value` lines with known keys; with anything else
between the lines it is part of the note. Lists are separated by `;` (a comma will do).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from notelint.errors import ReadError
from notelint.precompiled import regex
from notelint.reading.values import FIELDS, read_value

ORIGIN = "front matter"

_BREAK = regex(r"\r\n|\n|\r")
_RULE = regex(r"---[ \t]*")
_PAIR = regex(r"([a-z_]+)[ \t]*:[ \t]*(.*)")
_MAX_LINES = 4 * len(FIELDS)
"""More lines than any block of known keys can sensibly have; a longer one is not searched for its end."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the block gave. The note's own words begin at the offset `body_start`: 0 where there is no block."""

    body_start: int = 0
    values: Mapping[str, Any] = field(default_factory=dict)


def read_front_matter(text: str, path: str) -> FrontMatter:
    """Read the block at the head of `text`, if there is one.

    Args:
        text: The whole file.
        path: What messages call it.

    Raises:
        ReadError: There is a block and one of its values is not what its key may hold, or a key stands twice.
    """
    lines = _block(text)
    if lines is None:
        return FrontMatter()
    pairs, body_start = lines
    values: dict[str, Any] = {}
    seen: set[str] = set()
    for number, (name, written) in enumerate(pairs, 2):
        if name in seen:
            raise ReadError(path, f"front matter: {name} is given twice", line=number)
        seen.add(name)
        try:
            value = read_value(name, _unquoted(written))
        except ValueError as error:
            raise ReadError(path, f"front matter: {error}", line=number) from None
        if value is not None:
            values[name] = value
    return FrontMatter(body_start, values)


def _block(text: str) -> tuple[list[tuple[str, str]], int] | None:
    """The pairs of the block and the offset after it, or None where the file does not begin with a block."""
    pairs: list[tuple[str, str]] = []
    at = 0
    for number in range(_MAX_LINES + 2):
        ended = _BREAK.search(text, at)
        line, after = text[at : ended.start() if ended else len(text)], ended.end() if ended else len(text)
        if number == 0:
            if not _RULE.fullmatch(line):
                return None
        elif _RULE.fullmatch(line):
            return (pairs, after) if pairs else None
        else:
            pair = _PAIR.fullmatch(line)
            if pair is None or pair[1] not in FIELDS:
                return None
            pairs.append((pair[1], pair[2]))
        if ended is None:
            return None
        at = after
    return None


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value
