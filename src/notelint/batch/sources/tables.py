"""Tables: CSV, TSV, JSON Lines, Parquet and Excel, compressed or not, through Arrow (Excel: openpyxl).

One file is one stream. A row that cannot be used is a record with an error, and the next row goes on; where the file
itself breaks off, all that stands before is used and one more record tells from which row on there is nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

import pyarrow as pa

from notelint.batch.sources import parsing
from notelint.batch.sources.base import Record, failed, hash_files, to_batches
from notelint.batch.sources.columns import Cells, find_columns, whole
from notelint.batch.sources.documents import is_document
from notelint.errors import ReadError
from notelint.reading.files import is_file, shown

FORMATS: Mapping[str, type[parsing.Parser]] = {
    ".csv": parsing.Delimited,
    ".tsv": parsing.Delimited,
    ".tab": parsing.Delimited,
    ".jsonl": parsing.JsonLines,
    ".ndjson": parsing.JsonLines,
    ".parquet": parsing.Parquet,
    ".xlsx": parsing.Excel,
}
"""Format by suffix."""

_PACKED = frozenset({".gz", ".bz2", ".zst", ".lz4"})
"""Suffixes of compression; Arrow reads them."""


def suffix(path: str) -> str:
    """The suffix that tells the format of a file, in lower case: `.csv` of `notes.CSV.gz`."""
    stem, last = os.path.splitext(path.lower())  # noqa: PTH122
    return os.path.splitext(stem)[1] if last in _PACKED else last  # noqa: PTH122


def is_table(path: str) -> bool:
    """Whether a file is a table, by its suffix; JSON lines of FHIR are documents."""
    return suffix(path) in FORMATS and not is_document(path)


class TableFile:
    """One table as a source.

    Args:
        path: The file.
        columns: Columns that the user named, by field.
        date_order: How dates in numbers are written.
    """

    def __init__(self, path: str, columns: Mapping[str, str] | None = None, date_order: str = "mdy") -> None:
        self.name = shown(path)
        self._path = path
        self._given = dict(columns or {})
        self._cells = Cells(date_order)

    def fingerprint(self) -> str:
        """A hash of the file's name, size and time."""
        return hash_files([self._path])

    def count(self) -> int | None:
        """Rows of the table, where they can be counted."""
        try:
            return self._parser().count()
        except ReadError:
            return None

    def batches(self, size: int) -> Iterator[pa.RecordBatch]:
        """The records.

        Raises:
            ReadError: It is not there, is no table of its format, or no column holds the text.
        """
        parser = self._parser()
        columns = find_columns(parser.columns(), self._given, self.name)
        yield from to_batches(self._records(parser, columns), size)

    def _parser(self) -> parsing.Parser:
        if not is_file(self._path):
            raise ReadError(self.name, "there is no such file or folder")
        return FORMATS[suffix(self._path)](self._path)

    def _records(self, parser: parsing.Parser, columns: dict[str, str]) -> Iterator[Record]:
        fields = list(columns)

        def more(names: list[str]) -> list[str]:
            for field, column in find_columns(names, self._given, self.name).items():
                if field not in columns:
                    columns[field] = column
                    fields.append(field)
            return [columns[field] for field in fields]

        for number, cells in parser.rows([columns[field] for field in fields], more):
            if isinstance(cells, str):
                yield failed(self.name, cells, number)
            else:
                yield self._record(number, fields, cells)

    def _record(self, number: int, fields: Sequence[str], cells: Iterable[Any]) -> Record:
        record: dict[str, Any] = {"path": self.name, "row": number, "text": ""}
        errors = []
        for field, cell in zip(fields, cells, strict=True):
            try:
                if isinstance(cell, ReadError):
                    raise ValueError(f"{field}: {cell.reason}")
                if field == "text":
                    record[field] = _text(cell)
                else:
                    record[field] = self._cells.read(field, cell)
            except ValueError as error:
                errors.append(str(error))
        if errors:
            record.update(text=None, error=f"row {number}: {'; '.join(errors)}")
        if not record.get("note_id"):
            record["note_id"] = f"{self.name}:{number}"
        return cast(Record, record)


def _text(cell: Any) -> str:
    """The text of a note; an empty cell is an empty note."""
    if cell is None:
        return ""
    if not isinstance(cell, str):
        raise ValueError("text: is not text")
    if "\0" in cell:
        raise ValueError(f"text: holds a NUL character, at offset {cell.index(chr(0))}")
    return whole(cell)
