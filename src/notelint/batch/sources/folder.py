"""Folders and single files of notes: text files with their manifests as `notelint check` reads them, and documents."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast

import pyarrow as pa

from notelint.batch.sources import documents
from notelint.batch.sources.base import Record, failed, hash_files, to_batches
from notelint.batch.sources.tables import TableFile, is_table
from notelint.errors import ReadError
from notelint.models import Failure, Note
from notelint.reading.files import MANIFEST_NAME, SUFFIXES, is_environment, is_folder, key, shown
from notelint.reading.frontmatter import ORIGIN
from notelint.reading.manifest import Row, read_manifest
from notelint.reading.sources import failure, read_notes
from notelint.settings import FILE_NAME

_FIELDS = ("patient_id", "date_of_service", "visit", "provider", "codes", "procedures")


class Notes:
    """A folder or one file of notes as a source.

    Text files (.txt, .md) are read as `notelint check` reads them, each with its manifest and front matter; documents
    by the reader of their format. A folder that holds neither is taken for one of tables.

    Args:
        path: The folder or file.
        columns, date_order: For tables, see `TableFile`.
        manifest: Manifest to use instead of those in the folders.
        leave_out: A folder that is not searched: where results are written.
        warn: Told each thing that is odd and harmless.
    """

    def __init__(
        self,
        path: str,
        columns: Mapping[str, str] | None = None,
        date_order: str = "mdy",
        *,
        manifest: str | None = None,
        leave_out: str | None = None,
        warn: Callable[[str], None] | None = None,
    ) -> None:
        self.name = shown(path)
        self._path = path
        self._manifest = manifest
        self._warn = warn or (lambda _: None)
        files = list(_files(path, leave_out)) if is_folder(path) else [path]
        self._texts = [file for file in files if _is_text(file) or not is_folder(path)]
        self._documents = [file for file in files if documents.is_document(file)]
        if not is_folder(path) and self._documents:
            self._texts = []
        self._tables: list[TableFile] = []
        tables = [file for file in files if is_table(file) and os.path.basename(file) != MANIFEST_NAME]  # noqa: PTH119
        if is_folder(path) and not self._texts and not self._documents:
            self._tables = [TableFile(file, columns, date_order) for file in tables]
        elif tables and is_folder(path):
            self._warn(
                f"{self.name}: {len(tables)} file{'s' if len(tables) > 1 else ''} of tables beside the notes not read "
                f"(such as {shown(tables[0])}); name one by itself to read it"
            )
        inner = [file for file in files if Path(file).name == FILE_NAME and Path(file).parent != Path(path)]
        if inner:
            self._warn(f"{shown(inner[0])}: not used: a batch has one set of settings for all of its notes")
        related = () if is_folder(path) else documents.related(path)
        self._seen = [*files, *related, *([manifest] if manifest else [])]
        self._manifests = [file for file in files if os.path.basename(file) == MANIFEST_NAME]  # noqa: PTH119
        if manifest is not None:
            self._manifests = [manifest]

    def fingerprint(self) -> str:
        """A hash of the names, sizes and times of the files."""
        return hash_files(self._seen)

    def count(self) -> int | None:
        """How many notes there are, where files tell it."""
        if self._documents:
            return None
        counts = [table.count() for table in self._tables]
        return None if None in counts else sum(filter(None, counts)) + len(self._texts)

    def batches(self, size: int) -> Iterator[pa.RecordBatch]:
        """The records; what cannot be read is one of its own.

        Raises:
            ReadError: There is nothing to read.
        """
        if not (self._texts or self._documents or self._tables):
            raise ReadError(self.name, "holds no notes: no text files, no documents and no tables")
        yield from to_batches(self._records(), size)
        for table in self._tables:
            try:
                yield from table.batches(size)
            except ReadError as error:
                yield from to_batches([failed(error.path, error.reason)], size)

    def _records(self) -> Iterator[Record]:
        if self._texts:
            paths = [self._path]
            others = documents.is_document
            for item in read_notes(paths, manifest=self._manifest, warn=self._warn, leave=others):
                yield failed(item.path, item.error) if isinstance(item, Failure) else _record(item)
        if self._documents:
            yield from self._read_documents()

    def _read_documents(self) -> Iterator[Record]:
        """The documents, with what manifests say about them; one whose row is wrong is told once, with its manifest."""
        rows: dict[str, Row] = {}
        for file in self._manifests:
            wrong: Sequence[ReadError] = ()
            try:
                manifest = read_manifest(file)
                rows.update(manifest.rows)
                wrong = manifest.errors
            except ReadError as error:
                wrong = [error]
            for one in () if self._texts else wrong:
                told = failure(one)
                yield failed(told.path, told.error)
        for path in self._documents:
            row = rows.get(key(path))
            if row is not None and row.error is not None:
                continue
            try:
                for record in documents.read_documents(path):
                    yield record if row is None or record.get("error") else _with_row(record, row)
            except ReadError as error:
                told = failure(error)
                yield failed(told.path, told.error)


def _record(note: Note) -> Record:
    """A note as a record. What its front matter says is left in its text, where it is read again."""
    given = {name: getattr(note, name) for name in _FIELDS if note.origins.get(name, ORIGIN) != ORIGIN}
    origin = next((where for where in note.origins.values() if where != ORIGIN), None)
    about = {"note_id": note.note_id or note.path or "note", "text": note.text, "path": note.path, "origin": origin}
    return cast(Record, {**about, **given})


def _with_row(record: Record, row: Row) -> Record:
    """A document's record with what its row in a manifest says, which goes before what the document says."""
    values = {name: list(value) if isinstance(value, tuple) else value for name, value in row.values.items()}
    return cast(Record, {**record, **values, "origin": row.origin})


def _is_text(path: str) -> bool:
    return os.path.splitext(path)[1].lower() in SUFFIXES  # noqa: PTH122


def _files(top: str, leave_out: str | None) -> Iterator[str]:
    """The files below a folder in order of name, without hidden ones, environments and the folder of results."""
    skipped = None if leave_out is None else key(leave_out)
    seen: set[str] = set()
    for folder, names, files in os.walk(top, followlinks=True):
        seen.add(key(folder))
        names[:] = sorted(
            name
            for name in names
            if not name.startswith(".")
            and key(inner := os.path.join(folder, name)) not in {*seen, skipped}  # noqa: PTH118
            and not is_environment(inner)
        )
        for name in sorted(files):
            if not name.startswith("."):
                yield os.path.join(folder, name)  # noqa: PTH118


def is_plain(path: str) -> bool:
    """Whether a path is a folder or a file that is no table."""
    return is_folder(path) or not is_table(path) or Path(path).name == MANIFEST_NAME
