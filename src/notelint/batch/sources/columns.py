"""Which column of a table holds what, and how a cell becomes a value. No message repeats a cell: it can hold names."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from notelint.errors import ReadError, SettingsError
from notelint.reading.values import read_value
from notelint.settings import nearest

NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "text": ("text", "note_text", "note", "body", "content", "document_text", "report_text", "notes"),
        "note_id": ("note_id", "id", "document_id", "doc_id", "noteid"),
        "patient_id": ("patient_id", "person_id", "subject_id", "patient", "pat_id", "patientid", "mrn"),
        "date_of_service": (
            *("date_of_service", "service_date", "dos", "note_date", "visit_date", "encounter_date"),
            *("chartdate", "date", "note_datetime", "charttime"),
        ),
        "visit": ("visit",),
        "provider": ("provider", "provider_id", "clinician", "clinician_id", "author", "provider_name"),
        "clinic": ("clinic", "care_site_id", "care_site", "department", "department_id", "clinic_id", "location"),
        "codes": ("codes", "icd10", "icd_10", "icd10_codes", "icd_codes", "diagnosis_codes", "dx_codes"),
        "procedures": ("procedures", "cpt", "cpt_codes", "procedure_codes"),
    }
)
"""Names under which a column is found when nobody says which one to take, the first that there is; case and signs
between words do not count. Those of the OMOP CDM's `note` table are among them."""

_VISITS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("new", "new patient", "initial", "initial visit"), "new"),
        **dict.fromkeys(("followup", "follow up", "established", "established patient", "return", "fu"), "followup"),
    }
)


def check_mapping(given: Mapping[str, str]) -> dict[str, str]:
    """A mapping of fields to columns from options or settings, its fields checked.

    Raises:
        SettingsError: A field is not known; the message names the nearest.
    """
    for field in given:
        if field not in NAMES:
            raise SettingsError(
                f"columns: unknown field {field!r}{nearest(field, NAMES)} (there are {', '.join(NAMES)})"
            )
    return dict(given)


def find_columns(there: Sequence[str], given: Mapping[str, str], path: str) -> dict[str, str]:
    """The column of each field.

    Args:
        there: The table's columns.
        given: Columns that the user named, by field; an empty name takes none.
        path: What messages call the table.

    Raises:
        ReadError: A named column is not there, or none holds the text; the message names the columns there are.
    """
    by_name: dict[str, str] = {}
    for name in there:
        by_name.setdefault(_level(name), name)
    listed = ", ".join(name if name.isprintable() else repr(name) for name in there[:40]) or "none"
    found: dict[str, str] = {}
    for field, names in NAMES.items():
        if field in given:
            wanted = given[field]
            if wanted and wanted not in there and _level(wanted) not in by_name:
                raise ReadError(path, f"has no column {wanted!r} (for {field}); its columns are {listed}")
            column = (wanted if wanted in there else by_name[_level(wanted)]) if wanted else None
        else:
            column = next((by_name[name] for name in names if name in by_name), None)
        if column is not None:
            found[field] = column
    if "text" not in found:
        raise ReadError(
            path, f"has no column for the text of the notes (--column text=NAME says which); its columns are {listed}"
        )
    for field, column in found.items():
        if there.count(column) > 1:
            raise ReadError(path, f"has the column {column!r} (for {field}) more than once; its columns are {listed}")
    return found


def _level(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def whole(text: str) -> str:
    """A text with half characters, which JSON can hold, replaced by U+FFFD; every other stays in its place."""
    return text if text.isascii() else _HALF.sub("\ufffd", text)


_HALF = re.compile("[\ud800-\udfff]")


class Cells:
    """Turns cells into values.

    Args:
        date_order: How dates in numbers are written: `mdy` or `dmy`.
    """

    def __init__(self, date_order: str) -> None:
        self._day_first = date_order == "dmy"
        self._readers: Mapping[str, Callable[[Any], Any]] = {
            "date_of_service": self._date,
            "visit": _visit,
            "codes": lambda value: _list("codes", value),
            "procedures": lambda value: _list("procedures", value),
        }

    def read(self, field: str, value: Any) -> Any:
        """The value of a cell, None where it is empty.

        Raises:
            ValueError: It is not what the field may hold; the message names the field and never the cell.
        """
        if value is None or value == "":
            return None
        reader = self._readers.get(field)
        try:
            return _word(value) if reader is None else reader(value)
        except ValueError as error:
            said = str(error)
            raise ValueError(said if said.startswith(field) else f"{field}: {said}") from None

    def _date(self, value: Any) -> dt.date | None:
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        said = str(value).strip()
        if not said:
            return None
        found = self._numeric(said) or _iso(said)
        if found is None or not 1800 <= found.year <= 2200:
            raise ValueError("is not a date as YYYY-MM-DD")
        return found

    def _numeric(self, said: str) -> dt.date | None:
        match = re.match(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?:[ T]\d.*)?$", said)
        if match is None:
            return None
        first, second, year = map(int, match.groups())
        day, month = (first, second) if self._day_first else (second, first)
        try:
            return dt.date(year, month, day)
        except ValueError:
            return None


def _iso(said: str) -> dt.date | None:
    try:
        return dt.datetime.fromisoformat(said).date()
    except ValueError:
        return None


def _word(value: Any) -> str | None:
    """An identifier or a name as text: a whole number has no decimals."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bytes | list | dict):
        raise ValueError("is neither a word nor a number")
    return whole(str(value)).strip() or None


def _visit(value: Any) -> str | None:
    said = re.sub(r"[\s_-]+", " ", str(value)).strip().lower()
    if said and said not in _VISITS:
        raise ValueError("must be new or followup")
    return _VISITS.get(said)


def _list(field: str, value: Any) -> list[str] | None:
    if isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping):
        value = ";".join("" if one is None else str(one) for one in value)
    found = read_value(field, re.sub(r"[|\n]", ";", str(value)).strip("[]"))
    return None if found is None else list(found)
