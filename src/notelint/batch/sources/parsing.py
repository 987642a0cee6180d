"""How each format of tables is read: its columns, and its rows one after another. Everything is streamed."""

from __future__ import annotations

import io
import json
import os
import zipfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pyarrow as pa

from notelint.errors import ReadError
from notelint.reading.files import decode, shown

Row = tuple[int, Sequence[Any] | str]
"""Number of a row, from 1 below the header, and its cells; a sentence in their place says why it cannot be used. A
cell that cannot be read is a `ReadError`."""

More = Callable[[list[str]], Sequence[str]]

_READ = 1 << 16
_BLOCK = 1 << 24  # bytes that Arrow parses at once: a row must fit in
_MAX_LINE = 64 * 1024 * 1024


class Parser(ABC):
    """One file in one format."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.name = shown(path)

    @abstractmethod
    def columns(self) -> list[str]:
        """The names of its columns.

        Raises:
            ReadError: It is not of the format.
        """

    @abstractmethod
    def rows(self, columns: Sequence[str], more: More | None = None) -> Iterator[Row]:
        """The rows, each with the cells of these columns. A file that breaks off ends in a row that says so.

        Args:
            columns: The columns.
            more: Where columns can turn up on the way, told the names of all that there are so far; what it gives are
                the columns from that row on.
        """

    @abstractmethod
    def count(self) -> int | None:
        """The number of rows, for progress only: counted without looking into them. None where nobody knows."""


class _Stream(io.RawIOBase):
    """The bytes of a file, unpacked. Where unpacking fails the stream ends, and `broken` says why."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.broken = ""
        self.passed = 0
        try:
            self._inner = pa.input_stream(path, compression="detect", buffer_size=_READ)
        except OSError as error:
            raise ReadError(shown(path), f"cannot be read: {_first_line(error)}") from None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = b"" if self.broken else self._inner.read(min(len(buffer), _READ))
        except OSError as error:
            self.broken, data = _first_line(error), b""
        buffer[: len(data)] = data
        self.passed += len(data)
        return len(data)


def _first_line(error: BaseException) -> str:
    """What went wrong, of a library's message only what holds no content of the file."""
    if isinstance(error, OSError) and error.strerror and error.errno:
        return os.strerror(error.errno)
    said = str(error).partition("\n")[0]
    return said if said in _KNOWN else "it is damaged or not what its name says"


_KNOWN = frozenset({"Truncated compressed stream"})


class JsonLines(Parser):
    """One JSON object a line; a line that is none costs only itself. Blank lines do not count."""

    _SAMPLE = 200

    def columns(self) -> list[str]:
        found: dict[str, None] = {}
        for number, value in self._objects():
            if isinstance(value, dict):
                found.update(dict.fromkeys(value))
            if number >= self._SAMPLE and found:
                break
        if not found:
            raise ReadError(self.name, "holds no JSON object on a line of its own")
        return list(found)

    def rows(self, columns: Sequence[str], more: More | None = None) -> Iterator[Row]:
        seen = dict.fromkeys(self.columns())
        for number, value in self._objects():
            if isinstance(value, str):
                yield number, value
                continue
            if more is not None and not value.keys() <= seen.keys():
                seen.update(dict.fromkeys(value))
                columns = more(list(seen))
            yield number, [value.get(column) for column in columns]

    def count(self) -> int:
        stream = _Stream(self.path)
        lines = 0
        while data := stream.read(_READ):
            lines += data.count(b"\n")
        return lines

    def _objects(self) -> Iterator[tuple[int, dict[str, Any] | str]]:
        stream = _Stream(self.path)
        lines = io.BufferedReader(stream, _READ)
        number, held = 0, None
        while line := lines.readline(_MAX_LINE):
            if held is not None:
                yield held
                held = None
            if not line.strip():
                continue
            number += 1
            held = number, self._object(number, line)
        if held is not None and not stream.broken:
            yield held
        elif stream.broken:
            yield max(number, 1), f"cannot be read from row {max(number, 1)} on: {stream.broken}"

    def _object(self, number: int, line: bytes) -> dict[str, Any] | str:
        try:
            value = json.loads(decode(line, self.name))
        except ReadError as error:
            return f"row {number}: {error.reason}"
        except (ValueError, RecursionError):
            return f"row {number}: is not JSON"
        return value if isinstance(value, dict) else f"row {number}: is not a JSON object"


class Delimited(Parser):
    """CSV and TSV: a header row, quotes around cells that hold the separator or line ends.

    A file in `.csv` may have semicolons, tabs or bars for commas: the header row tells.
    """

    def columns(self) -> list[str]:
        try:
            names: list[str] = list(self._open(None, None).schema.names)
        except (pa.ArrowInvalid, StopIteration) as error:
            reason = "is empty" if "Empty" in str(error) else "is not readable as a table with a header row"
            raise ReadError(self.name, reason) from None
        return names

    def rows(self, columns: Sequence[str], more: More | None = None) -> Iterator[Row]:
        skipped: list[tuple[int, int, int]] = []
        stream = _Stream(self.path)
        number, held = 0, None
        try:
            for batch in self._open(columns, skipped, stream):
                for cells in zip(*(self._cells(batch.column(at)) for at in range(len(columns))), strict=True):
                    if held is not None:
                        yield held
                    number += 1
                    while skipped and skipped[0][0] == number:
                        yield self._uneven(skipped.pop(0))
                        number += 1
                    held = number, cells
        except pa.ArrowInvalid:
            stream.broken = stream.broken or "a row is not readable, or a quotation mark is never closed"
        # Where the file breaks off its last row may have been cut short: it is not used.
        cut = (skipped[-1][0] if skipped else max(number, 1)) if stream.broken else number + len(skipped) + 1
        if held is not None and held[0] < cut:
            yield held
        for uneven_row in skipped:
            if uneven_row[0] < cut:
                yield self._uneven(uneven_row)
        if stream.broken:
            yield cut, f"cannot be read from row {cut} on: {stream.broken}"

    def count(self) -> int | None:
        try:
            return sum(int(batch.num_rows) for batch in self._open(self.columns()[:1], None))
        except pa.ArrowInvalid:
            return None

    def _open(
        self, columns: Sequence[str] | None, skipped: list[tuple[int, int, int]] | None, stream: _Stream | None = None
    ) -> Any:
        from pyarrow import csv

        def uneven(row: Any) -> str:
            if skipped is not None and row.number is not None:
                skipped.append((row.number - 1, row.expected_columns, row.actual_columns))
            return "skip"

        head = _Stream(self.path).read(_READ) or b""
        wide = head[:2] in (b"\xff\xfe", b"\xfe\xff")
        kinds = {} if columns is None else {name: pa.string() if wide else pa.binary() for name in columns}
        return csv.open_csv(
            stream or _Stream(self.path),
            read_options=csv.ReadOptions(use_threads=False, block_size=_BLOCK, encoding="utf-16" if wide else "utf8"),
            parse_options=csv.ParseOptions(
                delimiter=self._separator(head.decode("utf-16" if wide else "utf-8", "replace")),
                newlines_in_values=True,
                invalid_row_handler=uneven,
            ),
            convert_options=csv.ConvertOptions(
                column_types=kinds, include_columns=list(columns or ()), strings_can_be_null=False, check_utf8=False
            ),
        )

    def _separator(self, head: str) -> str:
        if os.path.splitext(self.path.lower().removesuffix(".gz"))[1] in (".tsv", ".tab"):  # noqa: PTH122
            return "\t"
        first = head.lstrip("\r\n").splitlines()[:1]
        counts = {sign: first[0].count(sign) for sign in ",;\t|"} if first else {",": 0}
        return max(counts, key=lambda sign: counts[sign])

    def _cells(self, column: pa.Array) -> list[Any]:
        if column.type == pa.string():
            return column.to_pylist()  # type: ignore[no-any-return]
        try:
            return column.cast(pa.string()).to_pylist()  # type: ignore[no-any-return]
        except pa.ArrowInvalid:
            return [self._cell(cell) for cell in column.to_pylist()]

    def _cell(self, cell: bytes | None) -> str | ReadError | None:
        try:
            return None if cell is None else decode(cell, self.name)
        except ReadError as error:
            return error

    def _uneven(self, skipped: tuple[int, int, int]) -> Row:
        number, expected, actual = skipped
        return number, f"row {number}: has {actual} cells where the header has {expected}"


class Parquet(Parser):
    """Parquet: row groups one after another."""

    def columns(self) -> list[str]:
        return list(self._open().schema_arrow.names)

    def count(self) -> int:
        return int(self._open().metadata.num_rows)

    def rows(self, columns: Sequence[str], more: More | None = None) -> Iterator[Row]:
        file = self._open()
        wanted = list(dict.fromkeys(columns))
        number = 0
        for group in range(file.num_row_groups):
            size = file.metadata.row_group(group).num_rows
            first = number
            try:
                for batch in file.iter_batches(batch_size=256, row_groups=[group], columns=wanted):
                    named = {name: batch.column(name).to_pylist() for name in batch.schema.names}
                    for cells in zip(*(named[name] for name in columns), strict=True):
                        number += 1
                        yield number, cells
            except (pa.ArrowInvalid, OSError, UnicodeDecodeError):
                yield number + 1, f"cannot be read: rows {number + 1} to {first + size} are damaged"
                number = first + size

    def _open(self) -> Any:
        from pyarrow import parquet

        try:
            return parquet.ParquetFile(self.path)
        except (pa.ArrowInvalid, OSError):
            raise ReadError(self.name, "is not a whole Parquet file: it is cut off or damaged") from None


class Excel(Parser):
    """The first sheet of an Excel workbook, below its first row, which names the columns."""

    def columns(self) -> list[str]:
        header = next(self._cells(), None)
        if header is None:
            raise ReadError(self.name, "is empty: its first sheet has no header row")
        return ["" if name is None else str(name) for name in header]

    def rows(self, columns: Sequence[str], more: More | None = None) -> Iterator[Row]:
        at = [self.columns().index(column) for column in columns]
        try:
            for number, cells in enumerate(self._cells()):
                if number and any(cell is not None for cell in cells):
                    yield number, [cells[place] if place < len(cells) else None for place in at]
        except (OSError, ValueError, KeyError, zipfile.BadZipFile, SyntaxError):
            yield 0, "cannot be read to its end: it is cut off or damaged"

    def count(self) -> None:
        return None

    def _cells(self) -> Iterator[tuple[Any, ...]]:
        from openpyxl import load_workbook

        try:
            book = load_workbook(self.path, read_only=True, data_only=True)
            sheet = book.worksheets[0]
        except (OSError, ValueError, KeyError, IndexError, zipfile.BadZipFile, SyntaxError):
            raise ReadError(self.name, "is not a whole Excel workbook (.xlsx): it is cut off or damaged") from None
        try:
            yield from sheet.iter_rows(values_only=True)
        finally:
            book.close()
