"""The language that phrases are written in, and how one becomes literals or a regular expression.

    low back pain              words, matched whatever their case; blanks also match hyphens between words
    (low|lower) back <pain>    one of several; <pain> is a named part
    pain (in|of) (the|) back   an empty choice makes it optional
    radiat*                    any word that begins so
    joints?                    with or without the s
    pain ~3 back               up to three words (and commas) between
    <num> (weeks|wks)          <num> is a number, in digits or words
    \\(-\\)                      a backslash takes the meaning of ( ) [ ] | < ~ away
    no [leg pain]              only the words in brackets are the mention; the others must be there

Phrases without `*`, `~`, `<num>` and brackets become literals, found token by token, as long as there are few of them; the
others become one regular expression each, tried only on sentences that hold one of the words it cannot do without.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from notelint import precompiled
from notelint.errors import PatternError
from notelint.pipeline.normalise import spaced

MAX_LITERALS = 48
"""A phrase that expands to more literals than this is matched by a regular expression instead."""

NUMBER_WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
}  # fmt: skip
_SPELT = "|".join(sorted((w for w in NUMBER_WORDS if len(w) > 2), key=len, reverse=True))
NUMBER = rf"(?:\d+(?:[.,/]\d+)?(?!\d)|(?:{_SPELT})(?![a-z0-9]))"


@dataclass(frozen=True, slots=True)
class Word:
    """A literal word; `prefix` when any ending may follow."""

    text: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to `words` words between."""

    words: int


@dataclass(frozen=True, slots=True)
class Number:
    """A number in digits or words."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several sequences; optional where one of them is empty. `span` marks the mention."""

    options: tuple[Sequence, ...]
    optional: bool = False
    span: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    """Items one after another."""

    items: tuple[Word | Gap | Number | Choice, ...]


_TOKEN = precompiled.regex(
    r"\s*(?:(?P<num><num>)|<(?P<part>[a-z0-9_]+)>|~(?P<gap>\d+)|(?P<op>[()|\[\]])|(?P<word>(?:\\.|<(?![a-z0-9_]+>)|~(?!\d)|[^\s()|\[\]<~\\])+))"
)

_ESCAPED = precompiled.regex(r"\\(.)")


class _Parser:
    def __init__(self, phrase: str, parts: Mapping[str, str], where: str, depth: int = 0) -> None:
        self.phrase, self.parts, self.where, self.depth = phrase, parts, where, depth
        self.tokens: list[tuple[str, str]] = []
        at = 0
        stripped = phrase.rstrip()
        while at < len(stripped):
            match = _TOKEN.match(stripped, at)
            if match is None:
                raise PatternError(f"{where}: cannot read phrase {phrase!r} at character {at + 1}")
            kind = match.lastgroup or ""
            self.tokens.append((kind, match.group(kind)))
            at = match.end()
        if self.tokens.count(("op", "[")) > 1:
            raise PatternError(f"{where}: phrase {phrase!r} marks more than one mention with [..]")
        self.at = 0

    def parse(self) -> Sequence:
        sequence = self.sequence(until=())
        if self.at < len(self.tokens):
            raise PatternError(f"{self.where}: unbalanced {self.tokens[self.at][1]!r} in phrase {self.phrase!r}")
        return sequence

    def sequence(self, until: tuple[str, ...]) -> Sequence:
        items: list[Word | Gap | Number | Choice] = []
        while self.at < len(self.tokens):
            kind, value = self.tokens[self.at]
            if kind == "op" and value in until:
                break
            self.at += 1
            if kind == "word" and value.endswith("s?") and len(value) > 3:
                forms = (value[:-2], value[:-1])
                items.append(Choice(tuple(Sequence(tuple(Word(w) for w in spaced(f).split(" "))) for f in forms)))
            elif kind == "word":
                prefix = value.endswith("*") and len(value) > 1
                text = spaced(_ESCAPED.sub(r"\1", value[:-1] if prefix else value))
                pieces = text.split(" ")
                items.extend(Word(p) for p in pieces[:-1])
                items.append(Word(pieces[-1], prefix))
            elif kind == "num":
                items.append(Number())
            elif kind == "gap":
                items.append(Gap(int(value)))
            elif kind == "part":
                items.extend(self.part(value))
            elif value == "(":
                items.append(self.choice(")"))
            elif value == "[":
                items.append(self.choice("]"))
            else:
                raise PatternError(f"{self.where}: unbalanced {value!r} in phrase {self.phrase!r}")
        return Sequence(tuple(items))

    def choice(self, close: str) -> Choice:
        options = [self.sequence(until=("|", close))]
        while self.at < len(self.tokens) and self.tokens[self.at] == ("op", "|"):
            self.at += 1
            options.append(self.sequence(until=("|", close)))
        if self.at >= len(self.tokens):
            raise PatternError(f"{self.where}: {close!r} is missing in phrase {self.phrase!r}")
        self.at += 1
        full = tuple(v for o in options for v in _filled(o))
        if not full:
            raise PatternError(f"{self.where}: a choice of no words in phrase {self.phrase!r}")
        return Choice(full, optional=any(map(_may_be_empty, options)), span=close == "]")

    def part(self, name: str) -> tuple[Word | Gap | Number | Choice, ...]:
        if name not in self.parts:
            raise PatternError(f"{self.where}: phrase {self.phrase!r} names <{name}>, which is no part")
        if self.depth > 8:
            raise PatternError(f"{self.where}: part <{name}> contains itself")
        return _Parser(self.parts[name], self.parts, f"{self.where}, part <{name}>", self.depth + 1).parse().items


def parse(phrase: str, parts: Mapping[str, str], where: str) -> Sequence:
    """Parse `phrase`; `where` names its place for error messages.

    Raises:
        PatternError: The phrase cannot be read, names a part that is none, or could match no words at all.
    """
    sequence = _Parser(phrase, parts, where).parse()
    if _may_be_empty(sequence):
        raise PatternError(f"{where}: phrase {phrase!r} needs a word that is not optional")
    return sequence


def _may_be_empty(sequence: Sequence) -> bool:
    return all(isinstance(i, Gap) or (isinstance(i, Choice) and i.optional) for i in sequence.items)


def _filled(sequence: Sequence) -> Iterator[Sequence]:
    """What `sequence` stands for, without the case that every word of it is left out."""
    if not _may_be_empty(sequence):
        yield sequence
        return
    for i, item in enumerate(sequence.items):
        if isinstance(item, Choice):
            yield Sequence((replace(item, optional=False), *sequence.items[i + 1 :]))


def _plain(sequence: Sequence) -> bool:
    return all(
        (isinstance(i, Word) and not i.prefix)
        or (isinstance(i, Choice) and not i.span and all(_plain(o) for o in i.options))
        for i in sequence.items
    )


def _count(sequence: Sequence) -> int:
    total = 1
    for item in sequence.items:
        if isinstance(item, Choice):
            total *= sum(_count(o) for o in item.options) + item.optional
        if total > 1_000_000:
            break
    return total


_STROKE = precompiled.regex(r" ?/ ?")


def _expand(sequence: Sequence) -> Iterator[str]:
    ways: list[list[str]] = []
    for item in sequence.items:
        if isinstance(item, Word):
            ways.append([item.text])
        elif isinstance(item, Choice):
            ways.append([w for o in item.options for w in _expand(o)] + ([""] if item.optional else []))
    for combination in product(*ways):
        # A stroke is a token of its own in the note; after a blank it would not be one in the phrase.
        yield _STROKE.sub("/", " ".join(w for w in combination if w))


def literals(sequence: Sequence, limit: int = MAX_LITERALS) -> list[str] | None:
    """The literal phrases that `sequence` stands for, or None where it needs a regular expression."""
    if not _plain(sequence) or _count(sequence) > limit:
        return None
    return list(dict.fromkeys(w for w in _expand(sequence) if w))


def _gap(words: int, started: bool) -> str:
    if not started:
        return rf"(?:[^\s,;:.()]+[, ]+){{0,{words}}}?"
    return rf"(?:[, ]+[^\s,;:.()]+){{0,{words}}}?,?"


def _longest(sequence: Sequence) -> int:
    """Number of words of the longest text that `sequence` stands for, prefixes and gaps counting as they are written."""
    return sum(
        max(map(_longest, i.options)) if isinstance(i, Choice) else getattr(i, "words", 1) for i in sequence.items
    )


_SEPARATOR = r"(?: |(?<=[/+&<>~])|(?=[/+&:=,;#%])|(?<=\d)(?=[a-z]))"
"""Between words: a blank, or nothing beside a stroke, a sign or a stop ("flexion/extension", ">30 min")."""


def _letters(sequence: Sequence) -> int:
    """Length of that text, blanks left out: of "(1|1+)" the second is the longer."""
    return sum(
        max(map(_letters, i.options)) if isinstance(i, Choice) else len(getattr(i, "text", "0")) for i in sequence.items
    )


def _regex(sequence: Sequence) -> str:
    out, started = "", False
    for place, item in enumerate(sequence.items):
        if isinstance(item, Gap):
            out += _gap(item.words, started)
            continue
        if isinstance(item, Word):
            body = re.escape(item.text) + (r"[a-z']*" if item.prefix else "")
            if item.text[-1:].isalnum() and not item.prefix:
                body += r"(?![a-z0-9])"
        elif isinstance(item, Number):
            # A unit may stand close to its number: "10lb", "3wks".
            body = NUMBER + ("" if place + 1 < len(sequence.items) else r"(?![a-z0-9])")
        else:
            # The longer option first: of "(leg|leg and foot)" the words that go on belong to the mention.
            options = "|".join(
                _regex(o) for o in sorted(item.options, key=lambda o: (_longest(o), _letters(o)), reverse=True)
            )
            body = f"(?P<span>{options})" if item.span else f"(?:{options})"
            if item.optional:
                out += f"(?:{_SEPARATOR}{body})?" if started else f"(?:{body}{_SEPARATOR})?"
                continue
        # Punctuation stands close to the word before it.
        close = isinstance(item, Word) and not item.text[:1].isalnum()
        out += (f" ?{body}" if close else f"{_SEPARATOR}{body}") if started else body
        started = True
    return out


def source(sequence: Sequence) -> str:
    """The regular expression for normal lower-case text; the group `span`, if there is one, is the mention."""
    return r"(?<![a-z0-9])" + _regex(sequence)


def openings(sequence: Sequence) -> set[tuple[str, bool]] | None:
    """Words of which one opens each text that `sequence` matches: (word, prefix), `#` for digits; None where that is open."""
    out: set[tuple[str, bool]] = set()
    for item in sequence.items:
        if isinstance(item, Gap):
            return None
        if isinstance(item, Number):
            return out | {("#", False)} | {(word, False) for word in NUMBER_WORDS if len(word) > 2}
        if isinstance(item, Word):
            first = re.match(r"[a-z0-9]+", item.text)
            if first is None:
                return None
            return out | {(first.group(), item.prefix and first.end() == len(item.text))}
        for option in item.options:
            found = openings(option)
            if found is None:
                return None
            out |= found
        if not item.optional:
            return out
    return None


def regex(sequence: Sequence) -> re.Pattern[str]:
    """`source`, compiled."""
    return precompiled.regex(source(sequence))


def _choice_triggers(item: Word | Choice) -> set[tuple[str, bool]] | None:
    """Words of which one must stand in the text for `item` to match: (word, prefix), or None where none need."""
    if isinstance(item, Word):
        found = re.findall(r"[a-z0-9]+", item.text)
        if not found:
            return None
        longest = max(found, key=len)
        return {(longest, item.prefix and item.text.endswith(longest))}
    if item.optional:
        return None
    out: set[tuple[str, bool]] = set()
    for option in item.options:
        best = triggers(option)
        if best is None:
            return None
        out |= best
    return out


_COMMON = frozenset(
    "the a an of to in on at for with and or is was has not no into down by his her he she it from".split()
)


def triggers(sequence: Sequence) -> set[tuple[str, bool]] | None:
    """The smallest telling set of words without one of which `sequence` cannot match; None where there is none."""
    best: set[tuple[str, bool]] | None = None
    score = 1e9
    for item in sequence.items:
        if isinstance(item, Gap | Number):
            continue
        found = _choice_triggers(item)
        if found is None:
            continue
        cost = len(found) + 60 * sum(1 for w, _ in found if w in _COMMON or len(w) < 3)
        if cost < score:
            best, score = found, cost
    return best


def needed(sequence: Sequence) -> list[set[tuple[str, bool]]]:
    """For each part of `sequence` that may not be missing the words of which one must be there: (word, prefix)."""
    found = (_choice_triggers(item) for item in sequence.items if isinstance(item, Word | Choice))
    return [words for words in found if words is not None]
