"""The folder of results: what lies where in it, and how it is written so that a kill at any moment costs one chunk.

A file is written under another name and then renamed, so each is whole or not there. `batch.json` says what run the
folder belongs to and how far it has come. `work/` holds what the run still needs and goes when it is finished.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa

from notelint.batch import schema
from notelint.errors import NotelintError

Facts = dict[str, Any]

LINTING, JUDGING, WRITING, FINISHED = "linting", "judging", "writing", "finished"
"""States of a run, in their order."""

_IPC = pa.ipc.IpcWriteOptions(compression="zstd")


class BatchError(NotelintError):
    """A batch cannot be run; the message says why and what to do. It never holds words of a note."""


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Write a file such that it is there as a whole or as it was: to be written to, then closed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with draft.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def write_arrow(path: Path, batches: Iterable[pa.RecordBatch], kind: pa.Schema) -> None:
    """Write an Arrow file, as a whole or not at all."""
    with replacing(path) as file, pa.ipc.new_file(file, kind, options=_IPC) as writer:
        for batch in batches:
            writer.write_batch(batch)


class Store:
    """A folder of results.

    Args:
        folder: The folder; made when first written to.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.work = folder / "work"

    # What it is about -------------------------------------------------------------------------------------------------

    def about(self) -> Facts | None:
        """What `batch.json` says; None where there is none.

        Raises:
            BatchError: It is not a batch's, or one of a later version.
        """
        file = self.folder / schema.BATCH_FILE
        try:
            data = json.loads(file.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            raise BatchError(f"{file}: cannot be read as the file of a batch") from None
        if not isinstance(data, dict) or "schema" not in data or "state" not in data:
            raise BatchError(f"{file}: is not the file of a batch")
        if data["schema"] != schema.VERSION:
            raise BatchError(
                f"{file}: has version {data['schema']!r} of the tables; this notelint writes version {schema.VERSION}"
            )
        return data

    def say(self, about: Facts) -> None:
        """Write `batch.json`."""
        with replacing(self.folder / schema.BATCH_FILE) as file:
            file.write(json.dumps(about, ensure_ascii=False, indent=1).encode() + b"\n")

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Keep the folder for this run; the lock goes with the process, however it ends.

        Raises:
            BatchError: Another run holds it.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("wb") as lock:
            try:
                import fcntl

                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except ImportError:  # not on this system: then two runs at once are the user's to avoid
                pass
            except OSError:
                raise BatchError(f"{self.folder}: another run is writing there") from None
            yield

    def clear(self) -> None:
        """Remove what earlier runs left, but the reviews; never what is not a batch's."""
        (self.folder / schema.BATCH_FILE).unlink(missing_ok=True)
        for name in ("work", *schema.TABLES):
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def clear_work(self) -> None:
        """Remove what only the run itself needed."""
        shutil.rmtree(self.work, ignore_errors=True)

    def drop_drafts(self) -> None:
        """Remove what a killed run was writing."""
        for folder in (self.folder, self.work, self.chunks, self.series, *(self.folder / t for t in schema.TABLES)):
            for draft in folder.glob(".*.tmp"):
                draft.unlink(missing_ok=True)

    # Chunks -----------------------------------------------------------------------------------------------------------

    @property
    def chunks(self) -> Path:
        """Folder of the chunks."""
        return self.work / "chunks"

    @property
    def series(self) -> Path:
        """Folder of what the series need."""
        return self.work / "series"

    def chunk(self, index: int) -> Path:
        """File of a chunk: rows of `schema.RESULT` in the order of the source."""
        return self.chunks / f"chunk-{index:07d}.arrow"

    def done(self) -> set[int]:
        """The chunks that are finished."""
        return {int(path.stem.rpartition("-")[2]) for path in self.chunks.glob("chunk-*.arrow")}

    def write_chunk(self, index: int, rows: pa.RecordBatch) -> None:
        """Write a chunk: from then on it is finished."""
        write_arrow(self.chunk(index), [rows], schema.RESULT)

    def read_chunk(self, index: int, columns: Iterable[str] | None = None) -> pa.RecordBatch:
        """Read a chunk, or some of its columns."""
        fields = None if columns is None else [schema.RESULT.get_field_index(name) for name in columns]
        with pa.memory_map(str(self.chunk(index))) as file:
            return pa.ipc.open_file(file, options=pa.ipc.IpcReadOptions(included_fields=fields)).get_batch(0)

    # Tables -----------------------------------------------------------------------------------------------------------

    def part(self, table: str, index: int) -> Path:
        """File of a part of a table."""
        return self.folder / table / f"part-{index:05d}.parquet"
