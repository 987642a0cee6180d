"""Which words a text must hold for a regular expression to match in it: an exact screen before a costly search.

The letters and digits that a match cannot do without are read off the expression itself, so that a screen can never
fall behind the expression that it stands before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from re import _constants as _ops  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_DIGITS = tuple("0123456789")
_MANY = 400
_KEPT = 22_000
_RUN = re.compile("[a-z0-9]+")

Learned = tuple[int, dict[str, int]]
"""The expressions that may match in any text, as bits, and the pieces with those that may match where they stand."""


class Hint:
    """Tells from the words of a lower-case ASCII text whether an expression can match in it.

    Reading the expression takes as long as some searches, so the first `PATIENCE` questions are answered with a yes.
    """

    PATIENCE = 40

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern
        self._asked = 0
        self._pieces: frozenset[str] | None = None
        self._any: re.Pattern[str] | None = None
        self._tell: set[str] = set()
        self._mute: set[str] = set()

    def _learned(self) -> frozenset[str] | None:
        """The pieces, once it has been asked often enough; None before, and where there are none."""
        self._asked += 1
        if self._asked == self.PATIENCE:
            self._pieces = needed(self._pattern)
        return self._pieces

    def places(self, text: str) -> list[int] | None:
        """Where a lower-case ASCII text has a piece that each match holds; None where that is not known."""
        pieces = self._learned()
        if pieces is None:
            return None
        if self._any is None:
            self._any = re.compile("|".join(sorted(pieces, key=len, reverse=True)))
        return [found.start() for found in self._any.finditer(text)]

    def telling(self, words: set[str]) -> set[str]:
        """Those of some words (runs of `a` to `z` and `0` to `9`) of which each match holds one."""
        pieces = self._learned()
        if pieces is None:
            return words
        out = words & self._tell
        for word in words - self._tell - self._mute:
            tells = any(piece in word for piece in pieces)
            if tells:
                out.add(word)
            if len(self._tell) + len(self._mute) < _KEPT:
                (self._tell if tells else self._mute).add(word)
        return out


class Hints:
    """The same for several expressions at once: which of them may match, as the bits of a number.

    Args:
        patterns: The expressions.
        learned: What `learned` gave for the same expressions earlier; then no question waits for it.
    """

    def __init__(self, patterns: Sequence[re.Pattern[str]], learned: Learned | None = None) -> None:
        self._patterns = patterns
        self._asked = 0
        self._free = (1 << len(patterns)) - 1
        self._pieces: dict[str, int] = {}
        self._sizes: list[int] = []
        self._memo: dict[str, int] = {}
        if learned is not None:
            self._free, self._pieces = learned
            self._asked = Hint.PATIENCE
            self._measure()

    def learned(self) -> Learned:
        """What is read off the expressions, as plain data to be kept."""
        if self._asked < Hint.PATIENCE:
            self._asked = Hint.PATIENCE
            self._learn()
        return self._free, self._pieces

    def may_match(self, words: Iterable[str]) -> int:
        """Bits of the expressions that may match in a text with these words."""
        self._asked += 1
        if self._asked == Hint.PATIENCE:
            self._learn()
        memo, out = self._memo, self._free
        if not self._pieces:
            return out
        for word in words:
            bits = memo.get(word)
            if bits is None:
                bits = self._of_word(word)
                if len(memo) < _KEPT:
                    memo[word] = bits
            out |= bits
        return out

    def _learn(self) -> None:
        self._free = 0
        for number, pattern in enumerate(self._patterns):
            pieces = needed(pattern)
            if pieces is None:
                self._free |= 1 << number
            for piece in pieces or ():
                self._pieces[piece] = self._pieces.get(piece, 0) | 1 << number
        self._measure()

    def _measure(self) -> None:
        self._sizes = sorted({len(piece) for piece in self._pieces})

    def _of_word(self, word: str) -> int:
        """Bits of the expressions of which a piece is in `word`: its parts are fewer than all pieces."""
        pieces, size, bits = self._pieces, len(word), 0
        for length in self._sizes:
            for at in range(size - length + 1):
                bits |= pieces.get(word[at : at + length], 0)
        return bits


def needed(pattern: re.Pattern[str]) -> frozenset[str] | None:
    """Strings of letters and digits, in lower case, of which each match of a pattern in ASCII text holds one.

    None where there are no such strings.
    """
    return _of(_parser.parse(pattern.pattern, pattern.flags))


_COMMON = frozenset(
    "the and for her his she was are has had this that with from not all to of in on at is it he no".split()  # noqa: SIM905
)


def _weight(piece: str) -> int:
    if piece[0].isdigit():
        return 2
    if len(piece) < 2 or piece in _COMMON:
        return 60
    return 10 if len(piece) < 3 else 1


def _cost(pieces: frozenset[str]) -> int:
    """The fewer and the rarer, the better; digits are rare."""
    return sum(map(_weight, pieces))


def _of(items: Sequence[Any]) -> frozenset[str] | None:
    found: list[frozenset[str]] = []
    literal = ""
    for op, value in [*items, (None, None)]:
        if op is _ops.LITERAL:
            literal += chr(value).lower()
            continue
        found += [frozenset({run}) for run in _RUN.findall(literal)]
        last = re.search("[a-z0-9]+$", literal)
        if op is _ops.BRANCH and last:
            # The parser takes common beginnings out of a choice: "hours|hrs" is "h" and a choice of "ours" and "rs".
            found.append(frozenset(last.group() + _lead(option) for option in value[1]))
        literal = ""
        inner = _inside(op, value)
        if inner:
            found.append(inner)
    return min(found, key=_cost) if found else None


def _lead(items: Sequence[Any]) -> str:
    """The letters and digits that a sequence begins with."""
    out = ""
    for op, value in items:
        if op is not _ops.LITERAL or not _RUN.fullmatch(chr(value).lower()):
            break
        out += chr(value).lower()
    return out


def _inside(op: Any, value: Any) -> frozenset[str] | None:
    if op is _ops.SUBPATTERN:
        return _of(value[-1])
    if op in (_ops.MAX_REPEAT, _ops.MIN_REPEAT, getattr(_ops, "POSSESSIVE_REPEAT", None)) and value[0] > 0:
        return _of(value[2])
    if op is _ops.BRANCH:
        return _any(_of(option) for option in value[1])
    if op is _ops.IN:
        return _any(_char(each) for each in value)
    return None


def _any(options: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    out: set[str] = set()
    for option in options:
        if not option or len(out) > _MANY:
            return None
        out |= option
    return frozenset(out)


def _char(item: tuple[Any, Any]) -> frozenset[str] | None:
    op, value = item
    if op is _ops.LITERAL and chr(value).isascii() and chr(value).isalnum():
        return frozenset({chr(value).lower()})
    if op is _ops.CATEGORY and value is _ops.CATEGORY_DIGIT:
        return frozenset(_DIGITS)
    if op is _ops.RANGE and chr(value[0]).isdigit() and chr(value[1]).isdigit():
        return frozenset(map(chr, range(value[0], value[1] + 1)))
    return None
