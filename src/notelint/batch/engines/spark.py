"""Spark: notes are linted by `mapInArrow`, in the Python workers of a cluster; tables of its catalog can be source
and target.

Each Python worker builds its pipeline once and keeps it. Nothing is broadcast: a piece of work carries its notes and
the settings.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any

import pyarrow as pa

from notelint.batch.engines.base import Chunk, in_waves, lint_packed
from notelint.batch.sources.base import Source
from notelint.batch.sources.parsing import More, Parser, Row
from notelint.batch.sources.tables import TableFile
from notelint.batch.store import BatchError
from notelint.errors import ReadError
from notelint.settings import Settings

_PACKED = "chunk long, piece long, data binary"


def start() -> SparkEngine:
    """Take the session that is active, else make one: where `spark-submit`, `SPARK_REMOTE` or the defaults say, or
    here."""
    from pyspark.sql import SparkSession

    session = SparkSession.getActiveSession()
    begun = session is None
    if session is None:
        # Workers run this Python, unless told otherwise: another may have no notelint.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        quiet = {"spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}
        session = SparkSession.builder.appName("notelint").config(map=quiet).getOrCreate()
    return SparkEngine(session, stop=begun)


def lint_frame(frame: Any, settings: Settings | None = None) -> Any:
    """Lint a DataFrame on its cluster, each note by itself, without anything passing through the driver.

    Args:
        frame: Notes, in columns called as those of `schema.SOURCE`; all but `note_id` and `text` may be missing.
        settings: What to look for and how; the defaults where None.

    Returns:
        A DataFrame with a row a note: the columns of `schema.RESULT` but `series`.
    """
    from pyspark.sql.pandas.types import from_arrow_schema

    from notelint.batch import schema
    from notelint.batch.unit import lint_batches

    wanted = (settings or Settings()).model_dump_json()
    names = [field.name for field in schema.RESULT if field.name != "series"]
    kinds = pa.schema([schema.RESULT.field(name).with_nullable(True) for name in names])

    def lint(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for done in lint_batches(batches, Settings.model_validate_json(wanted)):
            yield done.select(names)

    return frame.mapInArrow(lint, from_arrow_schema(kinds))


class SparkEngine:
    """A Spark cluster.

    Args:
        session: Its session.
        stop: Whether it was made for this run, and is stopped at its end.
    """

    name = "spark"

    def __init__(self, session: Any, *, stop: bool = False) -> None:
        self._session = session
        self._stop = stop

    def lint(self, chunks: Iterable[Chunk], settings: Settings) -> Iterator[Chunk]:
        """Lint chunks.

        Raises:
            BatchError: The cluster fails.
        """
        given = settings.model_dump_json()
        try:
            slots, spread = int(self._session.sparkContext.defaultParallelism), False
        except Exception:  # Spark Connect has no context, and makes one partition of what it is sent
            slots, spread = int(self._session.conf.get("spark.sql.shuffle.partitions", "8")), True

        def lint_wave(wave: pa.Table) -> pa.Table:
            frame = self._session.createDataFrame(wave)
            frame = frame.repartitionByRange(wave.num_rows, "chunk", "piece") if spread else frame
            return frame.mapInArrow(_linting(given), _PACKED).toArrow()

        yield from in_waves(chunks, slots, lint_wave, "Spark")

    def table(self, name: str, columns: Mapping[str, str], date_order: str) -> Source | None:
        """A table of the catalog, or files at an address such as `s3a://bucket/notes.parquet`; None where none is."""
        if "://" in name:
            kind = os.path.splitext(name.rstrip("/"))[1].lstrip(".").lower() or "parquet"  # noqa: PTH122
            reader = self._session.read.format("json" if kind in ("jsonl", "ndjson") else kind)
            return SparkTable(name, lambda: reader.option("header", "true").load(name), columns, date_order)
        if not self._session.catalog.tableExists(name):
            return None
        return SparkTable(name, lambda: self._session.table(name), columns, date_order)

    def save(self, name: str, tables: Iterable[tuple[str, Iterable[pa.Table]]]) -> None:
        """Save tables of results in a schema of the catalog, in the place of those of the same name.

        Raises:
            BatchError: Spark cannot write there.
        """
        failed = ""
        for table, parts in tables:
            target, mode = f"{name}.{table}", "overwrite"
            for part in parts:
                try:
                    self._session.createDataFrame(part).write.mode(mode).saveAsTable(target)
                except Exception as error:  # its text can be pages long, and hold anything
                    failed = f"Spark cannot write the table {target} ({type(error).__name__})"
                if failed:
                    raise BatchError(failed)
                mode = "append"

    def close(self) -> None:
        """Stop the session if it was made here."""
        if self._stop:
            self._session.stop()


def _linting(settings: str) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """What runs in a Python worker: packed pieces in, packed results out, one after another."""

    def lint(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for row in range(batch.num_rows):
                yield from lint_packed(batch.slice(row, 1), settings).to_batches()

    return lint


class SparkTable(TableFile):
    """A table that Spark reads, as a source: in order of its ids, so that its order is the same every time.

    Args:
        name: What the user called it.
        load: Gives its DataFrame.
        columns, date_order: See `TableFile`.
    """

    def __init__(
        self, name: str, load: Callable[[], Any], columns: Mapping[str, str] | None = None, date_order: str = "mdy"
    ) -> None:
        super().__init__(name, columns, date_order)
        self._load = load

    def fingerprint(self) -> str:
        """A hash of its columns and of the names of its files, which change when Spark writes to it."""
        frame = self._frame()
        told = [self.name, frame.schema.json(), *sorted(frame.inputFiles())]
        return blake2b("\n".join(told).encode(), digest_size=16).hexdigest()

    def _frame(self) -> Any:
        reason = ""
        try:
            return self._load()
        except Exception as error:  # its text can be pages long
            reason = f"Spark cannot read it ({type(error).__name__})"
        raise ReadError(self.name, reason)

    def _parser(self) -> Parser:
        return _Frame(self.name, self._frame(), self._given.get("note_id"))


class _Frame(Parser):
    """A DataFrame, read as the rows of a table."""

    def __init__(self, name: str, frame: Any, order: str | None) -> None:
        super().__init__(name)
        self._frame = frame
        self._order = order

    def columns(self) -> list[str]:
        """Its columns."""
        return list(self._frame.columns)

    def count(self) -> int:
        """The number of rows."""
        return int(self._frame.count())

    def rows(self, columns: Sequence[str], more: More | None = None) -> Iterator[Row]:
        """Its rows, a partition at a time."""
        order = [self._order] if self._order else [name for name in self._frame.columns if name.lower() == "note_id"]
        frame = self._frame.orderBy(*(_quoted(name) for name in order or columns))
        chosen = frame.select(*(_quoted(name) for name in columns))
        for number, row in enumerate(chosen.toLocalIterator(prefetchPartitions=True), 1):
            yield number, list(row)


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
