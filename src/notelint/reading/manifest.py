"""Manifests: a CSV file that says about many notes what front matter says about one.

    path,patient_id,date_of_service,visit,codes,procedures
    visit1.txt,1042,2026-05-04,new,M54.50;G89.29,99203

UTF-8 with a header row. `path` is relative to the manifest; every other column may be left out, and an empty cell gives
nothing. Lists are separated by `;`.
"""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from notelint.errors import ReadError
from notelint.reading.files import beside, is_file, key, read_bytes, shown
from notelint.reading.values import FIELDS, read_value

_BOM = b"\xef\xbb\xbf"
_COLUMNS = ("path", *FIELDS)


@dataclass(frozen=True, slots=True)
class Row:
    """What a manifest says about one note.

    Attributes:
        path: The note's file, as the user would name it: the manifest's folder and the row's path.
        key: The one name of that file.
        line: Line of the manifest in which the row begins.
        values: Fields of `Note` that the row gives.
        error: Why the row cannot be used; then the note it names is not linted, since its claim is not known.
    """

    path: str
    key: str
    line: int
    values: Mapping[str, Any] = field(default_factory=dict)
    error: ReadError | None = None

    @property
    def origin(self) -> str:
        """Where the values stand, for findings: `manifest:7`."""
        return f"manifest:{self.line}"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The rows of a manifest, one for each file (the first, where several name one file).

    Attributes:
        path: The manifest, as the user would name it.
        rows: Row by key of its file, in the order of the manifest.
        errors: What is wrong with rows: a file that is not there, a value, a second row for a file.
        warnings: Sentences about columns that nobody reads.
    """

    path: str
    rows: Mapping[str, Row]
    errors: tuple[ReadError, ...] = ()
    warnings: tuple[str, ...] = ()


def read_manifest(path: str) -> Manifest:
    """Read a manifest.

    Raises:
        ReadError: It cannot be read as a manifest at all; the message names the file, the line and the reason. An error
            of one row is in `errors` instead, and the other rows hold.
    """
    name = shown(path)
    records = _records(_text(path), name)
    header = next(records, None)
    if header is None:
        raise ReadError(name, "is empty; a manifest begins with a header row", line=1)
    columns = _columns(header[1], name)
    rows: dict[str, Row] = {}
    errors: list[ReadError] = []
    for line, cells in records:
        if not any(cell.strip() for cell in cells):
            continue
        row = _row(path, line, columns, cells)
        if row.key in rows:
            errors.append(ReadError(name, f"names the file of line {rows[row.key].line} again", line=line))
            continue
        if row.error is not None:
            errors.append(row.error)
        if row.key:
            rows[row.key] = row
    return Manifest(name, rows, tuple(errors), _warnings(columns, name))


def _text(path: str) -> str:
    data = read_bytes(path)
    start = len(_BOM) if data.startswith(_BOM) else 0
    bad: int | None = None
    try:
        text = data[start:].decode("utf-8")
    except UnicodeDecodeError as error:
        text, bad = "", start + error.start
    if bad is not None:
        line = data.count(b"\n", 0, bad) + 1
        reason = f"is not UTF-8 from byte offset {bad} on; a manifest must be"
        raise ReadError(shown(path), reason, line=line, offset=bad)
    return text


def _records(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """The records, each with the line it begins in (a quoted cell may hold line ends)."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        reason = ""
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            cells, reason = [], str(error)
        if reason:
            raise ReadError(name, f"is not readable as CSV: {reason}", line=line)
        if cells:
            yield line, cells


def _columns(header: list[str], name: str) -> list[str]:
    columns = [cell.strip() for cell in header]
    for column in _COLUMNS:
        if columns.count(column) > 1:
            raise ReadError(name, f"has the column {column} twice", line=1)
    if "path" not in columns:
        hint = "; is it separated by commas?" if len(columns) == 1 and "path" in columns[0] else ""
        raise ReadError(name, f"has no column path in its header row{hint}", line=1)
    return columns


def _warnings(columns: list[str], name: str) -> tuple[str, ...]:
    unknown = [column for column in columns if column and column not in _COLUMNS]
    if not unknown:
        return ()
    named = []
    for column in dict.fromkeys(unknown):
        near = difflib.get_close_matches(column.lower().replace(" ", "_"), _COLUMNS, n=1)
        named.append(f"{column!r}" + (f" (did you mean {near[0]}?)" if near and near[0] not in columns else ""))
    return (f"{name}: not read: column{'s' if len(named) > 1 else ''} {', '.join(named)}",)


def _row(manifest: str, line: int, columns: list[str], cells: list[str]) -> Row:
    def wrong(reason: str) -> Row:
        return Row(path, identity, line, error=ReadError(shown(manifest), reason, line=line))

    given = dict(zip(columns, cells, strict=False))
    written = given.get("path", "").strip()
    path = beside(manifest, written)
    if not written or "\0" in written:
        identity = ""
        return wrong("the row has no path")
    identity = key(path)
    if len(cells) > len(columns):
        return wrong("the row has more cells than the header; a cell with a comma needs quotes")
    if not is_file(path):
        return wrong(f"names a file that is not there: {shown(written)}")
    values: dict[str, Any] = {}
    for name in FIELDS:
        try:
            value = read_value(name, given.get(name, ""))
        except ValueError as error:
            return wrong(str(error))
        if value is not None:
            values[name] = value
    return Row(path, identity, line, values)
