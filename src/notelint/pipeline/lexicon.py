"""Reads the words of a guide (`patterns/`) and makes them ready to match.

A target file holds `[parts]` (named pieces of phrases) and `[[target]]` entries; `parts.toml` beside the targets holds parts
that all of them may use. Every entry says what its phrases mean and carries examples that run as tests.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from notelint.errors import PatternError
from notelint.patterns import root
from notelint.pipeline import phrases
from notelint.pipeline.screen import Screen
from notelint.precompiled import regex

KINDS = ("finding", "measure", "asked", "test", "activity", "study", "surgery", "score", "evidence")
"""How the words around a mention are read.

finding: there unless the words say otherwise. measure: something examined (gait, reflexes, disc height) that counts only
with a result, normal or not. asked: the same for what is asked about (bladder and bowel): a denial is a result too. test:
the same for provocation tests (positive, negative). activity: something done, that counts when it is limited or
said to be unlimited. study, surgery: done, planned, or not. score: a scored questionnaire. evidence: as finding, for facts that decide beside the labelled concepts.
"""

_NOT_READ = frozenset({"procedure"})
"""What is examined or done in an operation says nothing about the patient's function."""

_TARGET_KEYS = {
    "concept", "kind", "phrases", "hits", "misses", "value", "needs", "about", "priority", "over", "default", "outside", "result",
}  # fmt: skip
_MODIFIER_KEYS = {"category", "direction", "reach", "phrases", "only", "never", "kinds", "hits", "words"}
DIRECTIONS = ("forward", "backward", "both", "terminate", "pseudo")
REACHES = ("next", "list", "clause", "sentence")


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """One `[[target]]` entry.

    Attributes:
        concept: What its phrases mean; `-` swallows words that would otherwise be taken for something else.
        kind: See KINDS.
        where: File and number of the entry.
        value: Value of the fact, where the phrase decides it.
        needs: Words of another topic of which one must stand in the same sentence (`back`, `leg`, `spine`), or empty.
        about: Body region that the mention is about; words for other regions nearby rule it out.
        priority: The higher wins where mentions overlap; then the longer.
        over: It may overlap mentions of other topics (files).
        result: `normal` where only a normal result is a fact ("canal patent"; what is wrong with it has words of its own).
        outside: Sections in which it is not read.
        default: Assertion or status where no cue decides (`none`: no fact).
        problem: `anchor` or `plain` where the concept is the guide's problem itself, with or without its place in the body.
        examples, misses: Sentences with the mention in brackets, and sentences without it.
    """

    concept: str
    kind: str
    where: str
    value: str | None = None
    needs: str = ""
    about: str = ""
    priority: int = 0
    over: bool = False
    default: str = ""
    outside: frozenset[str] = frozenset()
    result: str = ""
    problem: str = ""
    examples: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()

    @property
    def topic(self) -> str:
        """The file it is written in."""
        return self.where.partition(":")[0]


@dataclass(frozen=True, slots=True, eq=False)
class Modifier:
    """One `[[modifier]]` entry: cue words, what they say, in which direction and how far.

    `only` names concepts, `kinds` kinds of target that it can modify (empty: all), `never` concepts that it cannot. `words` bounds the words between cue and
    the next target.
    """

    category: str
    direction: str
    reach: str
    where: str
    only: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    words: int = 6
    examples: tuple[str, ...] = ()


@dataclass(slots=True, eq=False)
class Grammar:
    """A phrase that is matched by a regular expression, which is made when a note first holds all the words that it needs.

    `needs` has for each part of the phrase that may not be missing the words of which one must be there; `word*` stands for
    all words that begin so. `opens` has the words of which one is the first of each match, or is None where any may be.
    """

    target: Target
    source: str
    phrase: str
    needs: tuple[frozenset[str], ...] = ()
    opens: frozenset[str] | None = None
    _pattern: re.Pattern[str] | None = None

    @property
    def pattern(self) -> re.Pattern[str]:
        """The regular expression."""
        if self._pattern is None:
            self._pattern = regex(self.source)
        return self._pattern


@dataclass(slots=True)
class Lexicon:
    """Everything that `patterns/` says for one guide, ready to match."""

    targets: list[Target] = field(default_factory=list)
    target_literals: list[tuple[str, Target]] = field(default_factory=list)
    grammars: list[Grammar] = field(default_factory=list)
    modifier_literals: list[tuple[str, Modifier]] = field(default_factory=list)
    modifiers: list[Modifier] = field(default_factory=list)
    section_literals: list[tuple[str, str]] = field(default_factory=list)
    regions: dict[str, frozenset[str]] = field(default_factory=dict)
    triggers: dict[str, list[int]] = field(default_factory=dict)
    always: list[int] = field(default_factory=list)
    screen: Screen | None = None
    _region_of: dict[str, str] = field(default_factory=dict)

    @property
    def region_of(self) -> dict[str, str]:
        """Words that name a part of the body, with its region."""
        if not self._region_of:
            self._region_of.update((w, region) for region, words in self.regions.items() for w in words)
        return self._region_of


def _read(file: Path | Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise PatternError(f"{file.name}: {error}") from None


def _strings(entry: dict[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise PatternError(f"{where}: {key} must be a list of strings")
    return tuple(value)


def _check_keys(entry: dict[str, Any], allowed: set[str], where: str) -> None:
    for key in entry:
        if key not in allowed:
            raise PatternError(f"{where}: unknown key {key!r}")


def _feature(word: str, prefix: bool) -> str:
    return f"{word}*" if prefix else word


def _add_grammar(lexicon: Lexicon, target: Target, sequence: phrases.Sequence, phrase: str) -> None:
    number = len(lexicon.grammars)
    needs = tuple(frozenset(_feature(*word) for word in words) for words in phrases.needed(sequence))
    first = phrases.openings(sequence)
    opens = frozenset(_feature(*word) for word in first) if first is not None else None
    lexicon.grammars.append(Grammar(target, phrases.source(sequence), phrase, needs, opens))
    words = phrases.triggers(sequence)
    if words is None:
        lexicon.always.append(number)
        return
    for word in words:
        lexicon.triggers.setdefault(_feature(*word), []).append(number)


def _load_targets(lexicon: Lexicon, file: Path | Traversable, shared: dict[str, str], problem: dict[str, str]) -> None:
    data = _read(file)
    _check_keys(data, {"parts", "target", "note"}, file.name)
    parts = shared | data.get("parts", {})
    for number, entry in enumerate(data.get("target", []), 1):
        concept = entry.get("concept")
        where = f"{file.name}, target {number} ({concept})"
        _check_keys(entry, _TARGET_KEYS, where)
        kind = entry.get("kind", "finding")
        if not isinstance(concept, str) or kind not in KINDS:
            raise PatternError(f"{where}: concept is missing or kind is none of {', '.join(KINDS)}")
        target = Target(
            concept=concept, kind=kind, where=f"{file.name.removesuffix('.toml')}:{number}", value=entry.get("value"),
            needs=entry.get("needs", ""), problem=problem.get(concept, ""), about=entry.get("about", ""), priority=entry.get("priority", 0),
            over=entry.get("over", False), default=entry.get("default", ""), result=entry.get("result", ""),
            outside=frozenset(_strings(entry, "outside", where)) | (_NOT_READ if kind in ("measure", "activity") else frozenset()),
            examples=_strings(entry, "hits", where), misses=_strings(entry, "misses", where),
        )  # fmt: skip
        lexicon.targets.append(target)
        for phrase in _strings(entry, "phrases", where):
            sequence = phrases.parse(phrase, parts, where)
            plain = phrases.literals(sequence)
            if plain is None:
                _add_grammar(lexicon, target, sequence, phrase)
            else:
                lexicon.target_literals.extend((p, target) for p in plain)


def _load_modifiers(lexicon: Lexicon, file: Path | Traversable) -> None:
    data = _read(file)
    _check_keys(data, {"parts", "modifier", "regions"}, file.name)
    parts = data.get("parts", {})
    lexicon.regions = {k: frozenset(v) for k, v in data.get("regions", {}).items()}
    for number, entry in enumerate(data.get("modifier", []), 1):
        category = entry.get("category")
        where = f"{file.name}, modifier {number} ({category})"
        _check_keys(entry, _MODIFIER_KEYS, where)
        direction, reach = entry.get("direction", "forward"), entry.get("reach", "list")
        if direction not in DIRECTIONS or reach not in REACHES or not isinstance(category, str):
            raise PatternError(f"{where}: category, direction or reach is wrong")
        modifier = Modifier(
            category=category, direction=direction, reach=reach, where=f"modifiers:{number}",
            only=frozenset(_strings(entry, "only", where)), kinds=frozenset(_strings(entry, "kinds", where)),
            never=frozenset(_strings(entry, "never", where)), words=entry.get("words", 6), examples=_strings(entry, "hits", where),
        )  # fmt: skip
        lexicon.modifiers.append(modifier)
        for phrase in _strings(entry, "phrases", where):
            plain = phrases.literals(phrases.parse(phrase, parts, where), limit=4000)
            if plain is None:
                raise PatternError(f"{where}: cue {phrase!r} must be plain words")
            lexicon.modifier_literals.extend((p, modifier) for p in plain)


def _load_sections(lexicon: Lexicon, file: Path | Traversable) -> None:
    known: dict[str, str] = {}
    for name, headers in _read(file).get("sections", {}).items():
        for phrase in headers:
            plain = phrases.literals(phrases.parse(phrase, {}, f"{file.name}, {name}"), limit=4000)
            if plain is None:
                raise PatternError(f"{file.name}, {name}: header {phrase!r} must be plain words")
            for literal in plain:
                if known.setdefault(literal, name) != name:
                    raise PatternError(f"{file.name}, {name}: header {literal!r} is one of {known[literal]} already")
            lexicon.section_literals.extend((p, name) for p in plain)


def _toml_files(folder: Path | Traversable) -> Iterable[Path | Traversable]:
    return sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)


def load_lexicon(guide: str, folder: Path | Traversable | None = None) -> Lexicon:
    """Load the words of `guide` from `folder` (the shipped `patterns/` unless told otherwise).

    Raises:
        PatternError: A file is wrong; the message names the file and the entry.
    """
    base = folder if folder is not None else root()
    lexicon = Lexicon()
    _load_modifiers(lexicon, base / "modifiers.toml")
    _load_sections(lexicon, base / "sections.toml")
    own = base / guide
    told = _read(own / "guide.toml") if (own / "guide.toml").is_file() else {}
    problem = {told[key]: key for key in ("anchor", "plain") if isinstance(told.get(key), str)}
    shared: dict[str, str] = {}
    if (own / "parts.toml").is_file():
        data = _read(own / "parts.toml")
        shared = data.get("parts", {})
        screen = data.get("screen", {})
        if screen.get("stems"):
            where = f"{own / 'parts.toml'}: [screen]"
            passing = [phrases.source(phrases.parse(phrase, shared, where)) for phrase in screen.get("passing", ())]
            lexicon.screen = Screen(screen["stems"], passing)
    for file in _toml_files(own / "targets"):
        _load_targets(lexicon, file, shared, problem)
    return lexicon
