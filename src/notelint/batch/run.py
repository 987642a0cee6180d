"""One run from sources to tables, on this machine: lint chunk by chunk, judge series, write tables, make views.

Whatever is finished stays finished: after a kill the same call goes on where it stopped, and the tables are those of an
uninterrupted run. What differs between two runs over the same notes is in columns named `run_*`.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from hashlib import blake2b
from importlib.metadata import version
from typing import Any, Protocol

import pyarrow as pa

from notelint import patterns
from notelint.batch import schema, series, views, write
from notelint.batch.engines.base import Engine
from notelint.batch.sources import Several
from notelint.batch.store import FINISHED, JUDGING, LINTING, WRITING, BatchError, Facts, Store
from notelint.batch.unit import lint_batches
from notelint.batch.workers import Task, Workers
from notelint.settings import Settings

CHUNK = 400
"""Notes of a chunk: what a kill costs at most, for each worker."""


class Progress(Protocol):
    """What is told while a run goes on."""

    def begin(self, what: str, total: int | None) -> None:
        """A step begins; `total` is in notes or parts, None where nobody knows."""

    def skip(self, by: int) -> None:
        """So much was done before."""

    def advance(self, by: int) -> None:
        """So much more is done."""


@dataclass(frozen=True)
class Plan:
    """What a run is asked to do.

    Attributes:
        source: Where the notes come from.
        settings: What to look for and how.
        text: Whether the tables may hold words of the notes.
        jobs: Worker processes.
        columns: Columns that the user named, by field.
        fresh: Begin anew where the folder holds another run.
        chunk: Notes of a chunk.
        engine: Where notes are linted, if not in local workers.
    """

    source: Several
    settings: Settings
    text: bool = True
    jobs: int = 1
    columns: Mapping[str, str] | None = None
    fresh: bool = False
    chunk: int = CHUNK
    engine: Engine | None = None


def run(plan: Plan, store: Store, progress: Progress) -> Facts:
    """Do a run, or what is left of it.

    Returns:
        What `batch.json` says at the end: how many notes were linted and failed, and findings by severity.

    Raises:
        BatchError: The folder holds another run, or a second run is writing there.
        ReadError: Nothing of the source can be read.
    """
    with store.locked():
        about = _open(plan, store)
        settings = plan.settings.model_copy(update={"today": dt.date.fromisoformat(about["today"])})
        store.drop_drafts()
        store.work.mkdir(mode=0o700, exist_ok=True)
        with Workers(plan.jobs, ["notelint.batch.unit"]) as workers:
            if about["state"] == LINTING:
                about["chunks"] = _lint(plan, settings, store, workers, progress)
                about["state"] = JUDGING
                store.say(about)
            if about["state"] == JUDGING:
                about["buckets"] = _judge(about, settings, store, workers, progress)
                about["state"] = WRITING
                store.say(about)
            if about["state"] == WRITING:
                _write(about, store, workers, progress)
                about.update(views.totals(store.folder), state=FINISHED, finished=_now())
        views.make(store.folder, about)
        store.say(about)
        store.clear_work()
    return about


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


# Opening --------------------------------------------------------------------------------------------------------------


def _open(plan: Plan, store: Store) -> Facts:
    """What is known about the run, old or new."""
    asked = _asked(plan)
    about = store.about()
    if about is not None and not plan.fresh:
        for what, given in asked.items():
            if about.get(what) != given:
                raise BatchError(
                    f"{store.folder}: holds a run with {_NAMED[what]}; give another folder, or --fresh to begin anew"
                )
        return about
    if about is None and store.folder.exists() and any(p.name != ".lock" for p in store.folder.iterdir()):
        raise BatchError(f"{store.folder}: is not empty and holds no batch; give another folder")
    store.clear()
    started = dt.datetime.now(dt.UTC)
    about = {
        "schema": schema.VERSION,
        "state": LINTING,
        **asked,
        "today": (plan.settings.today or dt.date.today()).isoformat(),
        "run_id": uuid.uuid4().hex,
        "started": started.isoformat(timespec="seconds"),
    }
    store.say(about)
    return about


_NAMED = {
    "version": "another version of notelint",
    "patterns": "other patterns",
    "source": "another source",
    "fingerprint": "a source that has changed since",
    "settings": "other settings",
    "columns": "other columns",
    "text": "another choice of --no-text",
    "chunk": "chunks of another size",
}


def _asked(plan: Plan) -> Facts:
    """What makes two runs the same."""
    return {
        "version": version("notelint"),
        "patterns": _patterns(),
        "source": plan.source.name,
        "fingerprint": plan.source.fingerprint(),
        "settings": plan.settings.model_dump(mode="json"),
        "columns": dict(plan.columns or {}),
        "text": plan.text,
        "chunk": plan.chunk,
    }


def _patterns() -> str:
    """A hash of the pattern files: what clinicians may edit between two runs."""
    digest = blake2b(digest_size=16)
    folders = [patterns.root()]
    for folder in folders:
        for entry in sorted(folder.iterdir(), key=lambda each: each.name):
            if entry.is_dir():
                folders.append(entry)
            elif entry.name.endswith(".toml"):
                digest.update(entry.name.encode() + b"\0" + entry.read_bytes() + b"\0")
    return digest.hexdigest()


# Linting --------------------------------------------------------------------------------------------------------------


def lint_chunk(store: Store, index: int, batch: pa.RecordBatch, settings: Settings) -> tuple[int, int]:
    """Lint one chunk and write it; its number and how many notes it has."""
    rows = next(lint_batches([batch], settings))
    store.write_chunk(index, rows)
    return index, rows.num_rows


def _lint_one(batch: pa.RecordBatch, settings: Settings) -> pa.RecordBatch:
    return next(lint_batches([batch], settings))


def _lint(plan: Plan, settings: Settings, store: Store, workers: Workers, progress: Progress) -> int:
    """Lint every chunk that is not finished; the number of all chunks."""
    done = store.done()
    count = 0
    progress.begin("linting", plan.source.count())

    def tasks() -> Iterator[Task]:
        nonlocal count
        for index, batch in enumerate(plan.source.batches(plan.chunk)):
            count = index + 1
            if index in done:
                progress.skip(batch.num_rows)
            else:
                yield store, index, batch, settings

    if plan.engine is not None:
        for index, rows in plan.engine.lint(((index, batch) for _, index, batch, _ in tasks()), settings):
            store.write_chunk(index, rows)
            progress.advance(rows.num_rows)
        return count

    def lost(task: Task) -> Iterable[tuple[int, int]]:
        _, index, batch, _ = task
        if index not in store.done():
            store.write_chunk(index, _one_by_one(workers, batch, settings))
        yield index, batch.num_rows

    for _, linted in workers.run(lint_chunk, tasks(), lost):
        progress.advance(linted)
    return count


def _one_by_one(workers: Workers, batch: pa.RecordBatch, settings: Settings) -> pa.RecordBatch:
    """Lint a chunk on which a worker died: by halves, down to the note that does it, which is a failure."""
    try:
        return workers.alone(_lint_one, (batch, settings))
    except BrokenProcessPool:
        if batch.num_rows > 1:
            half = batch.num_rows // 2
            parts = [_one_by_one(workers, part, settings) for part in (batch.slice(0, half), batch.slice(half))]
            return pa.concat_batches(parts)
    row = {**batch.to_pylist()[0], "text": None, "error": "the worker died on it (out of memory?)"}
    return _lint_one(pa.RecordBatch.from_pylist([row], schema=schema.SOURCE), settings)


# Judging and writing --------------------------------------------------------------------------------------------------


def _parts(about: Facts) -> int:
    return -(-int(about["chunks"]) // write.PART)


def _died(task: Task) -> Iterable[Any]:
    raise BatchError("a worker died (out of memory?); run the same command again, with fewer --jobs")


def _judge(about: Facts, settings: Settings, store: Store, workers: Workers, progress: Progress) -> int:
    """Judge the visits that follow others; the number of buckets they were in."""
    buckets = series.deal(store, about["chunks"])
    tasks = [(store, bucket, settings, write.PART, _parts(about)) for bucket in range(buckets)]
    if tasks:
        progress.begin("judging visits in series", buckets)
        for _ in workers.run(series.judge_bucket, tasks, _died):
            progress.advance(1)
    return buckets


def _write(about: Facts, store: Store, workers: Workers, progress: Progress) -> None:
    chunks, parts = int(about["chunks"]), _parts(about)
    job = write.Job(
        run_id=about["run_id"],
        started=dt.datetime.fromisoformat(about["started"]),
        text=about["text"],
        buckets=about["buckets"],
        first_fact=write.first_facts(store, chunks),
        renamed=write.renamed(store, chunks),
    )
    about["renamed"] = len(job.renamed)
    left = [part for part in range(parts) if not write.is_written(store, part)]
    progress.begin("writing tables", parts)
    progress.skip(parts - len(left))
    for _ in workers.run(write.write_part, [(store, part, chunks, job) for part in left], _died):
        progress.advance(1)
    if not parts:
        write.write_empty(store)
