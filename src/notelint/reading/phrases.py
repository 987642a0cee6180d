"""The notation of `patterns/visit.toml`: phrases with choices, parts, gaps and numbers become regular expressions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from notelint.errors import PatternError
from notelint.precompiled import regex
from notelint.reading.layout import plain

_HYPHEN = regex(r"-(?<=\w-)(?=\w)|:(?!\d)")
_OF = regex(r"\b(visit|session|treatment|appt|tx)[ :#]*(\d{1,2}) ?/ ?(\d{1,2})(?![\d/])")
_SHORT = regex(r"(?<![\w/])(\d{1,2})/(52|12|7)(?![\w/])")
_UNITS = {"52": "weeks", "12": "months", "7": "days"}
_TITLES = ("mr.", "mrs.", "ms.", "mx.", "dr.", "prof.")
_TITLE = regex(r"\b(mr|mrs|ms|mx|dr|prof)\.(?:( [a-z])\.)?")
_TOKEN = regex(r"\s*(?:(?P<part><[a-z]+>)|~(?P<gap>\d)|(?P<mark>[()|])|(?P<word>[^\s()|<>~]+))")
_COUNT = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve")
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_NUMBERS = {
    "num": rf"(?:\d+(?:\.\d+)?|{'|'.join(_COUNT)}|several|few)",
    "later": rf"(?:[2-9]|[1-9]\d)(?!\d|[./:]\d|\s?(?:{_MONTHS}|\d|days?\b|weeks?\b|wks?\b|mos?\b|years?\b|yrs?\b))",
}


def normal(text: str) -> str:
    """Text as phrases see it: small letters, single blanks, hyphens between words and colons as blanks.

    "#4" is written "# 4", "visit 3/12" as "visit 3 of 12", and the British "3/52", "2/12", "5/7" as weeks, months and
    days.
    """
    said = plain(text).lower()
    if "/" in said:
        said = _OF.sub(r"\1 \2 of \3", said)
        said = _SHORT.sub(lambda m: f"{m[1]} {_UNITS[m[2]]}", said)
    if any(title in said for title in _TITLES):
        said = _TITLE.sub(r"\1\2", said)
    return " ".join(_HYPHEN.sub(" ", said).replace("#", "# ").split())


def _word(word: str) -> str:
    body = re.escape(word.strip("*"))
    begins = r"\w*" if word.startswith("*") else ""
    if word.endswith("*"):
        return begins + body + r"\w*"
    return begins + body + (r"(?!\w)" if word[-1].isalnum() else "")


class _Compiler:
    def __init__(self, phrase: str, parts: Mapping[str, str], where: str, outer: tuple[str, ...] = ()) -> None:
        self._phrase, self._parts, self._where, self._outer = phrase, parts, where, outer
        self._tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(phrase.rstrip()):
            match = _TOKEN.match(phrase, at)
            if match is None or match.lastgroup is None:
                raise self._error(f"cannot be read at character {at + 1}")
            self._tokens.append((match.lastgroup, match[match.lastgroup]))
            at = match.end()

    def _error(self, reason: str) -> PatternError:
        return PatternError(f"{self._where}: phrase {self._phrase!r}: {reason}")

    def compile(self) -> str:
        """The whole phrase as a regular expression."""
        body, rest = self._sequence(0, inside=False)
        if rest < len(self._tokens):
            raise self._error(f"{self._tokens[rest][1]!r} opens or closes nothing")
        return body

    def _sequence(self, at: int, inside: bool) -> tuple[str, int]:
        """Items one after another from token `at` on; every item brings the blank before it, the first one none."""
        out, started = "", False
        while at < len(self._tokens):
            kind, value = self._tokens[at]
            at += 1
            if kind == "mark" and value in "|)":
                return out, at - 1
            if kind == "gap":
                out += rf"(?: [^\s,;:.()]+,?){{0,{value}}}"
                continue
            optional = False
            if kind == "word":
                body = _word(value)
            elif kind == "part":
                body = self._part(value[1:-1])
            else:
                body, optional, at = self._choice(at)
            blank = " " if started else ""
            if optional:
                out += rf"(?:{blank}{body})?" if started else rf"(?:{body} )?"
                started = started or not self._needs_more(at)
            else:
                out += blank + body
                started = True
        if inside:
            raise self._error("a ( is not closed")
        return out, at

    def _needs_more(self, at: int) -> bool:
        """Whether something that must be there follows an optional opening."""
        return at < len(self._tokens)

    def _choice(self, at: int) -> tuple[str, bool, int]:
        options: list[str] = []
        while True:
            body, at = self._sequence(at, inside=True)
            options.append(body)
            at += 1
            if self._tokens[at - 1][1] == ")":
                full = [option for option in options if option]
                return f"(?:{'|'.join(full)})", len(full) < len(options), at

    def _part(self, name: str) -> str:
        if name in _NUMBERS:
            return _NUMBERS[name] + r"(?!\w)"
        if name not in self._parts:
            raise self._error(f"<{name}> is no part")
        if name in self._outer:
            raise self._error(f"<{name}> holds itself")
        return _Compiler(self._parts[name], self._parts, f"{self._where}, <{name}>", (*self._outer, name)).compile()


Way = Literal["anywhere", "begins", "ends"]
_WAYS: Mapping[Way, tuple[str, str]] = {
    "anywhere": (r"(?<!\w)", ""),
    "begins": ("[ ,(:-]*", ""),
    "ends": (r"(?:(?<!\w))", "[ ,(:-]*$"),
}
"""What stands before and after the phrases in the expression that looks for them in one way."""


class Phrases:
    """Phrases of which any one may stand in a text that is `normal`.

    Raises:
        PatternError: A phrase cannot be read, or names a part that is none.
    """

    def __init__(self, phrases: Sequence[str], parts: Mapping[str, str], where: str) -> None:
        body = "|".join(_Compiler(phrase, parts, where).compile() for phrase in phrases) or r"(?!)"
        self._body = body
        self._made: dict[Way, re.Pattern[str]] = {}

    def source(self, way: Way) -> str:
        """The expression that looks for them in one way."""
        before, after = _WAYS[way]
        return f"{before}(?:{self._body}){after}"

    def _expression(self, way: Way) -> re.Pattern[str]:
        """One of the expressions, made when first asked for."""
        made = self._made.get(way)
        if made is None:
            made = self._made[way] = regex(self.source(way))
        return made

    @property
    def pattern(self) -> re.Pattern[str]:
        """The expression that finds them."""
        return self._expression("anywhere")

    def search(self, text: str) -> bool:
        """Whether one of them stands anywhere in `text`."""
        return self._expression("anywhere").search(text) is not None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Each place where one of them stands."""
        return self._expression("anywhere").finditer(text)

    def begins(self, text: str) -> bool:
        """Whether `text` begins with one of them."""
        return self._expression("begins").match(text) is not None

    def ends(self, text: str) -> bool:
        """Whether `text` ends with one of them."""
        return self._expression("ends").search(text) is not None
