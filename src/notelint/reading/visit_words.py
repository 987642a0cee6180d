"""The words of `patterns/visit.toml`, compiled. What is read off its expressions is kept on disk."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from notelint import hints, kept, patterns
from notelint.errors import PatternError
from notelint.hints import Hint, Hints, Learned
from notelint.models import Visit
from notelint.reading.phrases import Phrases

Place = Literal["title", "heading", "opening", "body"]
PLACES: tuple[Place, ...] = get_args(Place)

_FILE = "patterns/visit.toml"


@dataclass(frozen=True, slots=True)
class Cue:
    """A group of phrases that say the same: see the head of the pattern file."""

    visit: Visit
    places: tuple[Place, ...]
    strong: bool
    at: Literal["start", "end"] | None
    words: Phrases
    before: Phrases
    after: Phrases

    def found(self, text: str) -> bool:
        """Whether a phrase stands in `text`, which is normal text of one place, and no guard beside it."""
        for match in self.words.finditer(text):
            if self.at == "start" and match.start() > 0:
                break
            rest = text[match.end() : match.end() + 60]
            if self.at == "end" and re.match(r"[ ,.]*(?:$|[|(\d-])", rest) is None:
                continue
            if self.before.ends(text[max(0, match.start() - 60) : match.start()]) or self.after.begins(rest):
                continue
            return True
        return False


@dataclass(frozen=True, slots=True)
class Words:
    """The pattern file, compiled. The `turns` are its cues by number and place, as they are asked."""

    cues: tuple[Cue, ...]
    turns: tuple[tuple[int, Place, Cue], ...]
    headings: Mapping[str, str]
    copied: Phrases
    copied_end: Phrases
    copied_hint: Hint
    hints: Hints
    report: Phrases
    background: frozenset[str]
    story: frozenset[str]
    introduces: Phrases


_KEYS = frozenset({"visit", "places", "strength", "at", "guards", "before", "after", "words", "examples", "misses"})


def _cue(entry: Mapping[str, Any], number: int, guards: Mapping[str, Any], parts: Mapping[str, str]) -> Cue:
    where = f"{_FILE}: cue {number}"
    unknown = sorted(set(entry) - _KEYS)
    if unknown:
        raise PatternError(f"{where}: unknown key {unknown[0]!r}")
    for key, allowed in (("visit", get_args(Visit)), ("strength", ("strong", "weak")), ("at", ("start", "end"))):
        if key in entry and entry[key] not in allowed:
            raise PatternError(f"{where}: {key} must be one of {', '.join(allowed)}")
    for place in entry["places"]:
        if place not in PLACES:
            raise PatternError(f"{where}: unknown place {place!r}")
    beside: dict[str, list[str]] = {side: list(entry.get(side, ())) for side in ("before", "after")}
    for name in entry.get("guards", ()):
        if name not in guards:
            raise PatternError(f"{where}: unknown guard {name!r}")
        for side, phrases in beside.items():
            phrases.extend(guards[name].get(side, ()))
    return Cue(
        visit=entry["visit"],
        places=tuple(entry["places"]),
        strong=entry.get("strength", "strong") == "strong",
        at=entry.get("at"),
        words=Phrases(entry["words"], parts, where),
        before=Phrases(beside["before"], parts, where),
        after=Phrases(beside["after"], parts, where),
    )


@cache
def load_words() -> Words:
    """Read and compile the pattern file, once.

    Raises:
        PatternError: The file is not what it must be; the message names the entry.
    """
    data = patterns.load("visit.toml")
    parts = data["parts"]
    cues = tuple(_cue(entry, number, data["guards"], parts) for number, entry in enumerate(data["cue"], 1))
    copied = Phrases(data["copied"]["open"], parts, f"{_FILE}: copied")
    copied_end = Phrases(data["copied"]["close"], parts, f"{_FILE}: copied")
    report = Phrases(data["report"]["words"], parts, f"{_FILE}: report")
    introduces = Phrases(data["told_first"]["words"], parts, f"{_FILE}: told_first")
    return Words(
        cues=cues,
        turns=tuple(_turns(cues)),
        hints=_hints([cue.words for cue in cues]),
        headings={name: kind for kind, names in data["headings"].items() for name in names},
        copied=copied,
        copied_hint=Hint(copied.pattern),
        copied_end=copied_end,
        report=report,
        background=frozenset(data["told_first"]["background"]),
        story=frozenset(data["told_first"]["story"]),
        introduces=introduces,
    )


def _turns(cues: Sequence[Cue]) -> Iterator[tuple[int, Place, Cue]]:
    for strong in (True, False):
        for place in PLACES:
            for visit in ("new", "followup"):
                for number, cue in enumerate(cues):
                    if cue.strong == strong and place in cue.places and cue.visit == visit:
                        yield number, place, cue


# On disk --------------------------------------------------------------------------------------------------------------


def _hints(cues: Sequence[Phrases]) -> Hints:
    """The hints for the words of cues; what is read off their expressions comes from the cache where it is there."""
    file = kept.place("visit", _made_from(cues))
    learned = kept.read(file, _from_plain)
    made = Hints([words.pattern for words in cues], learned)
    if learned is None and file is not None:
        kept.write(file, made.learned())
    return made


def _from_plain(plain: Any) -> Learned:
    free, pieces = plain
    return free, pieces


def _made_from(cues: Sequence[Phrases]) -> Iterator[tuple[str, bytes]]:
    """What the hints depend on: the expressions themselves, and the code that reads them."""
    for words in cues:
        yield "", words.source("anywhere").encode()
    yield hints.__name__, Path(str(hints.__file__)).read_bytes()


def examples() -> Iterator[tuple[Visit, tuple[Place, ...], str, bool]]:
    """The examples of the pattern file: visit, places, text, and whether it must be read so or must not."""
    for entry in patterns.load("visit.toml")["cue"]:
        for key, hit in (("examples", True), ("misses", False)):
            for text in entry.get(key, ()):
                yield entry["visit"], tuple(entry["places"]), text, hit
