"""What every source is: a stream of records in one shape and one order, never held whole."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from typing import Protocol, TypedDict

import pyarrow as pa

from notelint.batch.schema import SOURCE
from notelint.reading.files import read_bytes, shown

MAX_CHARACTERS = 16_000_000
"""Characters of text after which a batch is closed even if it has few rows: memory stays flat with huge notes."""


class Record(TypedDict, total=False):
    """A record before it is a row: what a reader knows of it; see `schema.SOURCE`. `note_id` must be there."""

    note_id: str
    patient_id: str | None
    date_of_service: dt.date | None
    visit: str | None
    provider: str | None
    clinic: str | None
    codes: list[str] | None
    procedures: list[str] | None
    text: str | None
    path: str | None
    row: int | None
    origin: str | None
    error: str | None


class Source(Protocol):
    """Where notes come from."""

    @property
    def name(self) -> str:
        """The source as the user named it."""

    def batches(self, size: int) -> Iterator[pa.RecordBatch]:
        """The records, at most `size` a batch, in the shape of `schema.SOURCE`; the same order every time.

        What cannot be read is a record with an `error`; the rest goes on.

        Raises:
            ReadError: Nothing can be read: no such file, no column of notes. The message names the columns there are.
        """

    def count(self) -> int | None:
        """How many records there are, about, where that is quickly told: for progress only."""

    def fingerprint(self) -> str:
        """What tells this source from another or a changed one: a hash of its files' names, sizes and times."""


def failed(path: str, error: str, row: int | None = None) -> Record:
    """The record of something that could not be read; `error` must hold no words of a note."""
    return Record(note_id=path if row is None else f"{path}:{row}", path=path, row=row, error=error)


def one_note(path: str, text_of: Callable[[bytes, str], str]) -> Iterator[Record]:
    """The note of a file that holds one, named as the file; `text_of` reads its bytes.

    Raises:
        ReadError: It cannot be read.
    """
    name = shown(path)
    yield Record(note_id=name, path=name, text=text_of(read_bytes(path), name))


def to_batches(records: Iterable[Record], size: int) -> Iterator[pa.RecordBatch]:
    """Records as record batches of at most `size` rows and about `MAX_CHARACTERS` characters."""
    rows: list[Record] = []
    characters = 0
    for record in records:
        rows.append(record)
        characters += len(record.get("text") or "")
        if len(rows) >= size or characters >= MAX_CHARACTERS:
            yield pa.RecordBatch.from_pylist(rows, schema=SOURCE)
            rows, characters = [], 0
    if rows:
        yield pa.RecordBatch.from_pylist(rows, schema=SOURCE)


def hash_files(paths: Iterable[str]) -> str:
    """A hash of the names, sizes and times of change of files; of one that is not there, of its name."""
    digest = blake2b(digest_size=16)
    for path in paths:
        try:
            about = os.stat(path)  # noqa: PTH116 - the path stays as it was typed
            digest.update(f"{path}\0{about.st_size}\0{about.st_mtime_ns}\0".encode(errors="surrogateescape"))
        except OSError:
            digest.update(f"{path}\0-\0".encode(errors="surrogateescape"))
    return digest.hexdigest()
