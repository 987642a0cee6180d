"""Regular expressions that are compiled once and kept: reading one takes longer than a thousand searches with it.

What is kept is the code that Python's own compiler made, for this very version of Python; where it does not fit the
expression is made anew.
"""

from __future__ import annotations

import re
from array import array
from functools import cache

Packed = tuple[str, int, bytes, int, dict[str, int], tuple[str | None, ...]]


def pack(pattern: str) -> Packed | None:
    """The code of an expression as plain data; None where this Python does not give it away."""
    return _pack(pattern) if _trusted() else None


@cache
def _trusted() -> bool:
    """Whether this Python gives its code away as is expected here: tried once, since compiling twice takes long."""
    probe = r"(?<!\w)(?P<span>(?:back|lower back)(?:ache|s)?|l[1-5](?=\W|$))(?:[ ,]+(?i:x)(?P<n>\d{1,3}))*?(?!\w)"
    packed = _pack(probe)
    return packed is not None and _unpack(packed) == re.compile(probe)


def _pack(pattern: str) -> Packed | None:
    try:
        from re import _compiler, _parser  # type: ignore[attr-defined]

        parsed = _parser.parse(pattern, 0)
        code = _compiler._code(parsed, 0)
        groups = parsed.state.groupdict
        names: list[str | None] = [None] * parsed.state.groups
        for name, number in groups.items():
            names[number] = name
        return (
            pattern,
            parsed.state.flags,
            array("I", code).tobytes(),
            parsed.state.groups - 1,
            dict(groups),
            tuple(names),
        )
    except (ImportError, AttributeError, TypeError, ValueError, OverflowError):
        return None


def unpack(pattern: str, packed: Packed | None) -> re.Pattern[str]:
    """The expression, from its code where there is one and it fits."""
    if packed is not None:
        try:
            return _unpack(packed)
        except (ImportError, AttributeError, TypeError, ValueError, RuntimeError, OverflowError):
            pass
    return re.compile(pattern)


def _unpack(packed: Packed) -> re.Pattern[str]:
    import _sre  # type: ignore[import-not-found]

    pattern, flags, code, groups, names, indexed = packed
    numbers = array("I")
    numbers.frombytes(code)
    made: re.Pattern[str] = _sre.compile(pattern, flags, numbers.tolist(), groups, names, indexed)
    return made
