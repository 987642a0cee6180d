"""Sources of notes: each is a stream of Arrow record batches in one shape, in an order that is the same every time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import blake2b

import pyarrow as pa

from notelint.batch.sources.base import Source, failed, to_batches
from notelint.batch.sources.columns import check_mapping
from notelint.batch.sources.folder import Notes, is_plain
from notelint.batch.sources.tables import TableFile
from notelint.errors import ReadError
from notelint.reading.files import is_file, is_folder

Opener = Callable[[str, Mapping[str, str], str], Source | None]


class Several:
    """Sources one after another. One that cannot be read at all is a failure where there are others."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = list(sources)
        self.name = ", ".join(source.name for source in sources)

    def fingerprint(self) -> str:
        """A hash of those of its sources."""
        return blake2b("\n".join(source.fingerprint() for source in self._sources).encode(), digest_size=16).hexdigest()

    def count(self) -> int | None:
        """The records of all, where each knows its own."""
        counts = [source.count() for source in self._sources]
        return None if None in counts else sum(filter(None, counts))

    def batches(self, size: int) -> Iterator[pa.RecordBatch]:
        """The records of one source after another.

        Raises:
            ReadError: There is one source only, and nothing of it can be read.
        """
        for source in self._sources:
            try:
                yield from source.batches(size)
            except ReadError as error:
                if len(self._sources) == 1:
                    raise
                yield from to_batches([failed(error.path, error.reason)], size)


def open_sources(
    paths: Sequence[str],
    columns: Mapping[str, str] | None = None,
    date_order: str = "mdy",
    *,
    manifest: str | None = None,
    leave_out: str | None = None,
    warn: Callable[[str], None] | None = None,
    other: Opener | None = None,
) -> Several:
    """What the user named as one source.

    Args:
        paths: Files and folders, in their order.
        columns: For tables, the column of a field where it has another name than usual.
        date_order: How dates in numbers are written in tables: `mdy` or `dmy`.
        manifest: Manifest for text files, instead of those in the folders.
        leave_out: A folder that is not searched.
        warn: Told each thing that is odd and harmless.
        other: Opens what is no file or folder, such as a table of an engine: name, columns and order of dates in, a
            source or None out.

    Raises:
        SettingsError: `columns` names a field that there is not.
    """
    named = check_mapping(columns or {})

    def opened(path: str) -> Source:
        found = other(path, named, date_order) if other is not None and not (is_file(path) or is_folder(path)) else None
        if found is not None:
            return found
        if is_plain(path):
            return Notes(path, named, date_order, manifest=manifest, leave_out=leave_out, warn=warn)
        return TableFile(path, named, date_order)

    return Several([opened(path) for path in paths])
