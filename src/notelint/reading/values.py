"""Values given from outside a note's words, in front matter or a manifest: what each may be, and its normal form.

No message repeats a value: a manifest can hold names.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from notelint.precompiled import regex

_CODE = regex(r"([A-Z]\d[0-9A-Z])\.?([0-9A-Z]{0,4})")
_PROCEDURE = regex(r"(\d{4}[0-9A-Z]|[A-Z]\d{4})(?:-[0-9A-Z]{2})*")
_SEPARATOR = regex(r"[;,]")


def with_dot(code: str) -> str | None:
    """The normal form of an ICD-10-CM code ("m5450" is "M54.50"), or None where the shape is no code's."""
    match = _CODE.fullmatch(code.strip().upper())
    if match is None:
        return None
    return f"{match[1]}.{match[2]}" if match[2] else match[1]


def _text(value: str) -> str:
    return value


def _date(value: str) -> dt.date:
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise ValueError("is not a date as YYYY-MM-DD") from None


def _visit(value: str) -> str:
    if value.lower() not in ("new", "followup"):
        raise ValueError("must be new or followup")
    return value.lower()


def _list(value: str, normal: Callable[[str], str | None], what: str) -> tuple[str, ...]:
    out: dict[str, None] = {}
    for number, item in enumerate(filter(None, map(str.strip, _SEPARATOR.split(value))), 1):
        found = normal(item)
        if found is None:
            raise ValueError(f"entry {number} is not {what}; entries are separated by ;")
        out[found] = None
    return tuple(out)


def _codes(value: str) -> tuple[str, ...]:
    return _list(value, with_dot, "an ICD-10-CM code")


def _procedure(value: str) -> str | None:
    match = _PROCEDURE.fullmatch(value.upper())
    return match[1] if match else None


def _procedures(value: str) -> tuple[str, ...]:
    return _list(value, _procedure, "a CPT code")


FIELDS: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    {
        "note_id": _text,
        "patient_id": _text,
        "date_of_service": _date,
        "visit": _visit,
        "provider": _text,
        "codes": _codes,
        "procedures": _procedures,
    }
)
"""What can be given about a note, and how it is read. The names are those of the fields of `Note`.

Modifiers of a CPT code ("99213-25") are dropped, and a code given twice counts once.
"""


def read_value(field: str, value: str) -> Any:
    """Read one value of `FIELDS`.

    Returns:
        The value, or None where there is nothing but blanks or separators: then it is not given.

    Raises:
        ValueError: It is not what the field may hold; the message names the field and never the value.
    """
    value = value.strip()
    try:
        return (FIELDS[field](value) or None) if value else None
    except ValueError as error:
        raise ValueError(f"{field}: {error}") from None
