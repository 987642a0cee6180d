"""The words of a guide, ready to match, and their copy on disk.

Making them ready (reading the pattern files, writing phrases out, splitting them with medspaCy's tokenizer) takes a second or
two, and the same words always give the same result. So it is kept, as `notelint.kept` says, by everything that it was made
from: the pattern files, the code that reads them, the versions of Python, spaCy and medspaCy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from importlib.metadata import version
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from notelint import kept
from notelint.patterns import root
from notelint.pipeline.lexicon import Grammar, Lexicon, Modifier, Target, load_lexicon
from notelint.pipeline.needed import NeededWords
from notelint.pipeline.screen import Screen
from notelint.pipeline.table import PhraseTable
from notelint.pipeline.tokens import TokenRules, medspacy_rules

T = TypeVar("T")
_FORMAT = 6


@dataclass(frozen=True, slots=True)
class Compiled:
    """A lexicon with its literals by their tokens.

    Attributes:
        rules: How text is split into tokens.
        lexicon: Targets, modifiers, regions and grammars; where it comes from disk its lists of literals are empty, and so
            are the words that its grammars need.
        needed: The words that its grammars need.
        targets: Literals of targets, each with its phrase.
        cues: Literals of modifiers.
        headers: Section headers, with the name of the section.
    """

    rules: TokenRules
    lexicon: Lexicon
    needed: NeededWords
    targets: PhraseTable[tuple[str, Target]]
    cues: PhraseTable[Modifier]
    headers: PhraseTable[str]


def compile_lexicon(lexicon: Lexicon, rules: TokenRules | None = None) -> Compiled:
    """Make the words of a lexicon ready to match."""
    from notelint.pipeline.tokens import Tokenizer

    rules = rules or medspacy_rules()
    words = Tokenizer(rules).words
    return Compiled(
        rules=rules,
        lexicon=lexicon,
        needed=NeededWords.of(lexicon.grammars, lexicon.triggers),
        targets=PhraseTable.of((words(literal), (literal, target)) for literal, target in lexicon.target_literals),
        cues=PhraseTable.of((words(literal), modifier) for literal, modifier in lexicon.modifier_literals),
        headers=PhraseTable.of((words(literal), name) for literal, name in lexicon.section_literals),
    )


def load(guide: str) -> Compiled:
    """The words of a guide, from the cache where it has them.

    Raises:
        PatternError: A pattern file is wrong; the message names the file and the entry.
    """
    file = kept.place(guide, _sources(guide), f"{_FORMAT} {version('spacy')} {version('medspacy')}")
    compiled = kept.read(file, _from_plain)
    if compiled is None:
        with kept.uncollected():
            compiled = compile_lexicon(load_lexicon(guide))
        if file is not None:
            kept.write(file, _to_plain(compiled))
    return compiled


# On disk --------------------------------------------------------------------------------------------------------------


def _sources(guide: str) -> Iterator[tuple[str, bytes]]:
    """Names and contents of all files that the result depends on."""
    base = root()
    folders: list[Traversable | Path] = [base, base / guide, base / guide / "targets", Path(__file__).parent]
    for folder in folders:
        for file in sorted(folder.iterdir(), key=lambda each: each.name):
            if file.name.endswith((".toml", ".py")):
                yield file.name, file.read_bytes()


def _values(entry: Target | Modifier | NeededWords) -> tuple[Any, ...]:
    return tuple(getattr(entry, each.name) for each in fields(entry))


def _plain_table(table: PhraseTable[T], plain: Callable[[T], Any]) -> tuple[Any, Any]:
    return table.nodes, [tuple(map(plain, each)) for each in table.means]


def _table(plain: tuple[Any, Any], whole: Callable[[Any], T]) -> PhraseTable[T]:
    nodes, means = plain
    return PhraseTable(nodes, means, whole)


def _to_plain(compiled: Compiled) -> dict[str, Any]:
    lexicon = compiled.lexicon
    target = {id(each): number for number, each in enumerate(lexicon.targets)}
    modifier = {id(each): number for number, each in enumerate(lexicon.modifiers)}
    return {
        "rules": _values_of_rules(compiled.rules),
        "targets": [_values(each) for each in lexicon.targets],
        "modifiers": [_values(each) for each in lexicon.modifiers],
        "regions": lexicon.regions,
        "screen": (lexicon.screen.stems, lexicon.screen.passing) if lexicon.screen else None,
        "triggers": lexicon.triggers,
        "always": lexicon.always,
        "grammars": [(target[id(g.target)], g.source, g.phrase) for g in lexicon.grammars],
        "needed": _values(compiled.needed),
        "target table": _plain_table(compiled.targets, lambda one: (one[0], target[id(one[1])])),
        "cue table": _plain_table(compiled.cues, lambda one: modifier[id(one)]),
        "header table": _plain_table(compiled.headers, str),
    }


def _values_of_rules(rules: TokenRules) -> tuple[str, str, str, dict[str, tuple[str, ...]]]:
    return rules.prefix, rules.suffix, rules.infix, rules.specials


def _from_plain(plain: dict[str, Any]) -> Compiled:
    targets = [Target(*values) for values in plain["targets"]]
    modifiers = [Modifier(*values) for values in plain["modifiers"]]
    lexicon = Lexicon(
        targets=targets,
        modifiers=modifiers,
        regions=plain["regions"],
        grammars=[Grammar(targets[number], *rest) for number, *rest in plain["grammars"]],
        triggers=plain["triggers"],
        always=plain["always"],
        screen=Screen(*plain["screen"]) if plain["screen"] else None,
    )
    return Compiled(
        rules=TokenRules(*plain["rules"]),
        lexicon=lexicon,
        needed=NeededWords(*plain["needed"]),
        targets=_table(plain["target table"], lambda one: (one[0], targets[one[1]])),
        cues=_table(plain["cue table"], lambda one: modifiers[one]),
        headers=_table(plain["header table"], str),
    )
