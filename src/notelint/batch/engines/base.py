"""What every engine is, and how chunks of notes travel: as Arrow IPC in one binary cell, which any engine can carry."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Protocol

import pyarrow as pa

from notelint.batch.sources.base import Source
from notelint.batch.store import BatchError
from notelint.batch.unit import lint_batches
from notelint.settings import Settings

Chunk = tuple[int, pa.RecordBatch]
"""Number of a chunk, and its rows."""

PIECE = 50
"""Notes that a worker takes at a time, about: small enough that no worker waits long for another at the end of a
wave."""

WAVE = 4
"""Pieces of a wave for each processor of the cluster."""

AHEAD = 2
"""Waves under way at a time: the next is read and sent while the last is linted."""

PACKED = pa.schema([pa.field("chunk", pa.int64()), pa.field("piece", pa.int64()), pa.field("data", pa.binary())])
"""What is sent to workers and back: a piece of a chunk, packed."""


class Engine(Protocol):
    """Where notes are linted."""

    name: str

    def lint(self, chunks: Iterable[Chunk], settings: Settings) -> Iterator[Chunk]:
        """Lint chunks of `schema.SOURCE`; each comes back once, in `schema.RESULT`, in any order.

        Raises:
            BatchError: The cluster fails; what has come back is good.
        """

    def table(self, name: str, columns: Mapping[str, str], date_order: str) -> Source | None:
        """A table of the engine's own as a source, or None where it knows none of this name; see `TableFile`."""

    def save(self, name: str, tables: Iterable[tuple[str, Iterable[pa.Table]]]) -> None:
        """Save tables of results where the engine keeps tables, under this schema or folder."""

    def close(self) -> None:
        """Let go of the cluster; what was started for this run is stopped."""


def pack(batch: pa.RecordBatch) -> bytes:
    """A record batch as bytes."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
        writer.write_batch(batch)
    return bytes(sink.getvalue())


def unpack(data: bytes) -> pa.RecordBatch:
    """The record batch that `pack` packed."""
    return pa.ipc.open_stream(data).read_next_batch()


def lint_packed(table: pa.Table | pa.RecordBatch, settings: str) -> pa.Table:
    """Lint packed pieces on a worker.

    Args:
        table: Rows of `PACKED`, with notes.
        settings: The settings as JSON.

    Returns:
        Rows of `PACKED`, with what notelint says about the notes.
    """
    wanted = Settings.model_validate_json(settings)
    done = [pack(next(lint_batches([unpack(data)], wanted))) for data in table.column("data").to_pylist()]
    return pa.table([table.column("chunk"), table.column("piece"), pa.array(done, pa.binary())], schema=PACKED)


def in_waves(
    chunks: Iterable[Chunk], processors: int, lint_wave: Callable[[pa.Table], pa.Table], called: str
) -> Iterator[Chunk]:
    """Lint chunks in waves of pieces, a few waves at a time, and put the pieces of each chunk together again.

    Args:
        chunks: The chunks.
        processors: How many pieces the cluster lints at a time.
        lint_wave: Lints a table of `PACKED` on the cluster; called in threads.
        called: What messages call the cluster.

    Raises:
        BatchError: A wave failed.
    """
    # No `with`: after a failure nobody waits for the waves that are under way.
    threads = ThreadPoolExecutor(AHEAD, thread_name_prefix="notelint-wave")
    waiting: deque[tuple[list[int], Future[pa.Table]]] = deque()
    try:
        for numbers, wave in _waves(chunks, max(1, processors) * WAVE * PIECE):
            waiting.append((numbers, threads.submit(lint_wave, wave)))
            if len(waiting) > AHEAD:
                yield from _whole(*waiting.popleft(), called)
        while waiting:
            yield from _whole(*waiting.popleft(), called)
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


def _waves(chunks: Iterable[Chunk], notes: int) -> Iterator[tuple[list[int], pa.Table]]:
    """Whole chunks with about so many notes, at least one, cut into packed pieces."""
    stream = iter(chunks)
    while True:
        numbers: list[int] = []
        rows: list[tuple[int, int, bytes]] = []
        held = 0
        for number, batch in islice(stream, notes):
            numbers.append(number)
            held += batch.num_rows
            rows += [
                (number, piece, pack(batch.slice(start, PIECE)))
                for piece, start in enumerate(range(0, max(batch.num_rows, 1), PIECE))
            ]
            if held >= notes:
                break
        if not numbers:
            return
        columns = list(zip(*rows, strict=True))
        yield (
            numbers,
            pa.table(
                [pa.array(column, kind.type) for column, kind in zip(columns, PACKED, strict=True)], schema=PACKED
            ),
        )


def _whole(numbers: list[int], future: Future[pa.Table], called: str) -> Iterator[Chunk]:
    """The chunks of a wave, each from its pieces in their order."""
    reason = ""
    try:
        table = future.result().sort_by([("chunk", "ascending"), ("piece", "ascending")])
    except Exception as error:  # its text can be pages long, and hold anything
        reason = f"{called} failed ({type(error).__name__}); run the same command again, and it goes on from here"
    if reason:
        raise BatchError(reason)
    pieces: dict[int, list[pa.RecordBatch]] = {number: [] for number in numbers}
    for number, data in zip(table.column("chunk").to_pylist(), table.column("data").to_pylist(), strict=True):
        pieces[number].append(unpack(data))
    for number, its in pieces.items():
        if not its:
            raise BatchError(f"{called} lost a part of the notes; run the same command again, and it goes on from here")
        yield number, pa.concat_batches(its)
