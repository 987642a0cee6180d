"""Regular expressions that are compiled once and kept: reading one takes longer than a thousand searches with it.

What is kept is the code that Python's own compiler made, for this very version of Python and by the expression itself,
so that it is never out of date; where it does not fit the expression is made anew. Only expressions that are written in
notelint's own files belong here, never one that is made of a note.
"""

from __future__ import annotations

import os
import re
from array import array
from functools import cache
from hashlib import blake2b
from pathlib import Path

from notelint import kept

Packed = tuple[str, int, bytes, int, dict[str, int], tuple[str | None, ...]]

_FORMAT = "1"
_DUE = 32
"""So many new expressions are worth a new file, where not many are kept."""
_SHARE = 16
"""Else one for so many that are kept."""
_MOST = 10_000
"""Expressions in the file, at most; then it begins again with those of this process."""


def regex(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The expression, as `re.compile` makes it.

    Raises:
        re.error: It is no regular expression.
    """
    return _store(os.environ.get("NOTELINT_CACHE")).expression(pattern, int(flags))


def keep() -> None:
    """Keep the expressions that were compiled anew, where they have become many enough to be worth it."""
    _store(os.environ.get("NOTELINT_CACHE")).keep()


class _Store:
    """The expressions in a file, read one by one as they are asked for."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._new: dict[bytes, Packed] = {}
        self._numbers: dict[bytes, int] = {}
        self._pieces: kept.Pieces | None = None
        self._read()

    def _read(self) -> None:
        found = kept.read_with_pieces(self._file, lambda keys, pieces: (list(keys), pieces))
        if found is not None:
            keys, self._pieces = found
            self._numbers = {key: number for number, key in enumerate(keys)}

    def _packed(self, key: bytes) -> Packed | None:
        number = self._numbers.get(key)
        return None if number is None or self._pieces is None else self._pieces.read(number)

    def expression(self, pattern: str, flags: int) -> re.Pattern[str]:
        if self._file is None:
            return re.compile(pattern, flags)
        key = blake2b(f"{flags} {pattern}".encode("utf-8", "surrogatepass"), digest_size=16).digest()
        packed = self._new.get(key) or self._packed(key)
        if packed is not None:
            try:
                return _unpack(packed)
            except (ImportError, AttributeError, TypeError, ValueError, RuntimeError, OverflowError):
                pass
        packed = _pack(pattern, flags) if _trusted() else None
        if packed is None:
            return re.compile(pattern, flags)
        self._new[key] = packed
        return _unpack(packed)

    def keep(self) -> None:
        if len(self._new) <= max(_DUE, len(self._numbers) // _SHARE):
            return
        new = dict(self._new)
        self._read()  # another process may have added to it
        old = self._numbers if len(self._numbers) + len(new) <= _MOST else {}
        together = {key: self._packed(key) for key in old} | new
        whole = {key: packed for key, packed in together.items() if packed is not None}
        kept.write(self._file, list(whole), whole.values())
        self._read()
        self._new = {}


@cache
def _store(folder: str | None) -> _Store:
    """The store for a value of `NOTELINT_CACHE`."""
    return _Store(kept.place("expressions", (), _FORMAT))


@cache
def _trusted() -> bool:
    """Whether this Python gives its code away as is expected here."""
    probe = r"(?<!\w)(?P<span>(?:back|lower back)(?:ache|s)?|l[1-5](?=\W|$))(?:[ ,]+(?i:x)(?P<n>\d{1,3}))*?(?!\w)"
    packed = _pack(probe, re.MULTILINE)
    return packed is not None and _unpack(packed) == re.compile(probe, re.MULTILINE)


def _pack(pattern: str, flags: int) -> Packed | None:
    """The code of an expression as plain data; None where this Python does not give it away."""
    try:
        from re import _compiler, _parser  # type: ignore[attr-defined]

        parsed = _parser.parse(pattern, flags)
        code = _compiler._code(parsed, flags)
        groups = parsed.state.groupdict
        names: list[str | None] = [None] * parsed.state.groups
        for name, number in groups.items():
            names[number] = name
        return (
            pattern,
            flags | parsed.state.flags,
            array("I", code).tobytes(),
            parsed.state.groups - 1,
            dict(groups),
            tuple(names),
        )
    except (ImportError, AttributeError, TypeError, ValueError, OverflowError):
        return None


def _unpack(packed: Packed) -> re.Pattern[str]:
    import _sre  # type: ignore[import-not-found]

    pattern, flags, code, groups, names, indexed = packed
    numbers = array("I")
    numbers.frombytes(code)
    made: re.Pattern[str] = _sre.compile(pattern, flags, numbers.tolist(), groups, names, indexed)
    return made
