"""Reads the free text of Excludes notes: which codes a note names.

A note ends in its codes, mostly in round brackets: `lumbago with sciatica (M54.4-)`. There are lists, ranges, dashes,
conditions ("E08-E13 with .42", "S02.- with 7th character B"), codes without brackets, and typing errors. What cannot be
read for certain is not guessed: the note is returned without codes and is listed by the generator.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

CODE = r"[A-Z](?:[0-9][0-9A-Z]|A[0-9])(?:\.[0-9A-Z]{1,4})?(?![0-9A-Z])"
_RANGE = re.compile(rf"({CODE})\.?-?\s*(?:-\s*|to\s+)({CODE})\.?-*")
_SINGLE = re.compile(rf"({CODE})\.?-*")
_SEPARATOR = re.compile(r"(?:[\s,;.]|and\b|or\b)*")
_BRACKET = re.compile(r"\(([^()]*)\)")
_CLASSIFIED = re.compile(r"\bclassif(?:ied|iable) (?:to|in) (?:(?:sub)?categor(?:y|ies) )?(?=[A-Z][0-9A][0-9A-Z])")
_TRAILING = re.compile(rf"(?<=\s){CODE}.*$")
_CODED_TO = re.compile(r"[\s,-]*code to\b.*$")

_ORDINALS = {"5th": 5, "fifth": 5, "6th": 6, "sixth": 6, "7th": 7, "seventh": 7}
_POSITION = re.compile(
    r"(?P<at>(?:5th|fifth|6th|sixth|7th|seventh)(?: (?:or|to) (?:sixth|6th))?)[ -]characters? (?P<what>.+)"
)
_DECIMALS = re.compile(r"(?:final characters? )?(?P<what>\.[0-9A-Z]+-?(?:[\s,.-]|or|and|\.[0-9A-Z]+-?)*)")
_ENDINGS = re.compile(r"final characters? -(?P<what>[0-9A-Z]+)")


@dataclass(frozen=True)
class Condition:
    """A limit on which codes of a range are meant.

    `kind` is `decimals` (what follows the dot begins with one of `values`), `ending` (the code ends in one of them),
    `position` (the character at `at` is one of them) or `last` (the last real character up to `at` is one of them).
    """

    kind: str
    values: tuple[str, ...]
    at: int = 0


@dataclass(frozen=True)
class Span:
    """Codes from `first` to `last` with all that stands below them; the two are equal for a single code."""

    first: str
    last: str
    condition: Condition | None = None


@dataclass(frozen=True)
class Reading:
    """The codes of one note. `problem` says why there are none; `heading` marks a line that only introduces others."""

    spans: tuple[Span, ...] = ()
    problem: str | None = None
    heading: bool = False


def read_note(text: str) -> Reading:
    """The codes that the text of one Excludes note names."""
    body = text.strip()
    if body.count("(") > body.count(")"):
        body += ")"
    spans: list[Span] = []
    for group in _BRACKET.findall(body):
        if _SINGLE.match(group.strip()):
            found = _read_list(group)
            if found is None:
                return Reading(problem="codes in brackets that do not parse")
            spans.extend(found)
    if not spans:
        spans = list(_read_unbracketed(body))
    if spans:
        return Reading(tuple(spans))
    if body.endswith(":"):
        return Reading(heading=True)
    return Reading(problem="codes without a readable form" if re.search(CODE, body) else "names no code")


def _read_unbracketed(body: str) -> tuple[Span, ...]:
    """Codes after "classified to", or at the very end ("jaw pain R68.84")."""
    match = _CLASSIFIED.search(body)
    if match:
        return _read_list(_CODED_TO.sub("", body[match.end() :])) or ()
    match = _TRAILING.search(body)
    if match and "." in match.group().split()[0] and " see " not in body:
        return _read_list(match.group()) or ()
    return ()


def _read_list(text: str) -> tuple[Span, ...] | None:
    """A list of codes and ranges with an optional condition; None where a part of it is something else."""
    codes, _, rest = text.strip().partition("with ")
    condition = None
    if rest:
        condition = _read_condition(rest.strip())
        if condition is None:
            return None
    spans: list[Span] = []
    at = 0
    codes = codes.strip()
    while at < len(codes):
        match = _RANGE.match(codes, at)
        if match:
            spans.append(Span(match[1], match[2], condition))
        else:
            match = _SINGLE.match(codes, at)
            if not match:
                return None
            spans.append(Span(match[1], match[1], condition))
        separator = _SEPARATOR.match(codes, match.end())
        at = separator.end() if separator else match.end()
    return tuple(spans)


def _read_condition(text: str) -> Condition | None:
    match = _ENDINGS.fullmatch(text)
    if match:
        return Condition("ending", (match["what"],))
    match = _DECIMALS.fullmatch(text)
    if match:
        return Condition("decimals", _decimals(match["what"]))
    match = _POSITION.fullmatch(text)
    if not match:
        return None
    values = _characters(match["what"])
    if not values:
        return None
    places = [_ORDINALS[word] for word in re.findall(r"\w+", match["at"]) if word in _ORDINALS]
    if len(places) == 1:
        return Condition("position", values, places[0])
    if " to " in match["at"]:  # "fifth to sixth characters 51": the two together
        return Condition("decimals", tuple(f"?{value}" for value in values))
    return Condition("last", values, places[-1])


def _decimals(text: str) -> tuple[str, ...]:
    """`.17, .27` and `.51-.52` as the characters after the dot."""
    values: list[str] = []
    for first, last in re.findall(r"\.([0-9A-Z]+)-?(?:(?<=-)\.([0-9A-Z]+))?", text):
        values.extend([first] if not last else [str(n) for n in range(int(first), int(last) + 1)])
    return tuple(values)


def _characters(text: str) -> tuple[str, ...]:
    """`B or C`, `1-4 or 6`, `.6` and `51` as single values."""
    values: list[str] = []
    for part in re.split(r"\s*(?:,|\bor\b)\s*", text.strip()):
        match = re.fullmatch(r"(\d)-(\d)", part)
        if match:
            values.extend(str(n) for n in range(int(match[1]), int(match[2]) + 1))
        elif re.fullmatch(r"\.?[0-9A-Z]{1,2}", part):
            values.append(part.lstrip("."))
        else:
            return ()
    return tuple(values)
