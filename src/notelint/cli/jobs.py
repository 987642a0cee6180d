"""Notes over several processes: the same reports in the same order, whatever the number of processes."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from functools import cache, partial
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from notelint.cli.console import UsageError
from notelint.models import Failure, Note, NoteReport
from notelint.settings import Settings

if TYPE_CHECKING:
    from notelint.batch.workers import Workers

T = TypeVar("T")
Result = NoteReport | Failure

Jobs = Annotated[str, typer.Option(metavar="N|auto", help="Worker processes; auto takes the processors there are.")]

_TOGETHER = 16
"""Notes that are sent to a worker at a time, but for a patient's visits, which go together."""
_LOST = "could not be linted: the worker process died on it"


def number(jobs: str, most: int | None = None) -> int:
    """How many processes `--jobs` asks for, up to `most`.

    Raises:
        UsageError: It is neither such a number nor `auto`.
    """
    if jobs == "auto":
        from notelint.batch.workers import processors

        return processors()
    if not jobs.isascii() or not jobs.isdigit() or int(jobs) < 1 or (most is not None and int(jobs) > most):
        raise UsageError(f"--jobs: must be a number from 1 on, or auto, not {jobs!r}")
    return int(jobs)


def lint(notes: Sequence[Note], settings: Settings, jobs: int) -> Iterator[Result]:
    """Lint notes as `Linter.lint_series` does, in their order. A note that kills its worker is a failure of its own.

    Raises:
        SettingsError: The settings are wrong; nothing has been linted then.
    """
    workers = None
    if min(jobs, len(notes)) > 1:
        from notelint.batch.workers import Workers

        workers = Workers(min(jobs, len(notes)))
        workers.prepare()

    from notelint.linter import Linter

    linter = Linter(settings)  # here, too, so that wrong settings are told of at once
    return linter.lint_series(notes) if workers is None else _spread(notes, settings, workers)


def _spread(notes: Sequence[Note], settings: Settings, workers: Workers) -> Iterator[Result]:
    stored = settings.model_dump_json()
    done: dict[int, Result] = {}
    at = 0
    with workers:
        tasks = ((stored, places, [notes[i] for i in places]) for places in _units(notes))
        for part in workers.run(_lint, tasks, partial(_again, workers)):
            done.update(part)
            while at in done:
                yield done.pop(at)
                at += 1


def _units(notes: Sequence[Note]) -> Iterator[list[int]]:
    """Places of the notes that go to a worker together: all visits of a patient, else a few."""
    visits: dict[str, list[int]] = {}
    patients = [_patient(note) for note in notes]
    for place, patient in enumerate(patients):
        if patient is not None:
            visits.setdefault(patient, []).append(place)
    unit: list[int] = []
    for place, patient in enumerate(patients):
        unit += [place] if patient is None else visits.pop(patient, [])
        if len(unit) >= _TOGETHER:
            yield unit
            unit = []
    if unit:
        yield unit


def _patient(note: Note) -> str | None:
    """Whom a note may be about. Notes of two patients may go together, those of one patient must."""
    if note.patient_id is not None:
        return note.patient_id
    from notelint.reading.metadata import text_patient

    try:
        return text_patient(note.text, note.body_start)
    except Exception:  # told of when the note itself is linted
        return None


@cache
def _linter(settings: str) -> Any:
    from notelint.linter import Linter

    return Linter(Settings.model_validate_json(settings))


def _lint(settings: str, places: list[int], notes: list[Note]) -> list[tuple[int, Result]]:
    """In a worker: lint notes that belong together."""
    return list(zip(places, _linter(settings).lint_series(notes), strict=True))


def _again(workers: Any, task: tuple[str, list[int], list[Note]]) -> Iterator[list[tuple[int, Result]]]:
    """Results of a task during which a worker died: those of all its notes but the ones that kill it."""
    settings, places, notes = task
    try:
        yield workers.alone(_lint, task)
        return
    except BrokenProcessPool:
        pass
    lost: list[tuple[int, Result]] = []
    kept: list[tuple[int, Note]] = []
    for place, note in zip(places, notes, strict=True):
        try:
            workers.alone(_lint, (settings, [place], [note]))
            kept.append((place, note))
        except BrokenProcessPool:
            lost.append((place, Failure(path=note.path or note.note_id or "note", error=_LOST)))
    yield lost
    try:
        yield workers.alone(_lint, (settings, [place for place, _ in kept], [note for _, note in kept]))
    except BrokenProcessPool:
        yield [(place, Failure(path=note.path or note.note_id or "note", error=_LOST)) for place, note in kept]


PATIENCE = 1.0
"""Seconds after which a run that goes on shows how far it is."""


def shown(items: Iterable[T], total: int) -> Iterator[T]:
    """The items, with a bar on standard error where that is a terminal and they take longer than a second.

    It counts notes and names none.
    """
    if not sys.stderr.isatty() or total < 2:
        yield from items
        return
    began = time.monotonic()
    bar: Any = None
    try:
        for count, item in enumerate(items, 1):
            if bar is None and time.monotonic() - began > PATIENCE:
                bar = _bar(total)
            if bar is not None:
                bar.update(bar.task_ids[0], completed=count)
            yield item
    finally:
        if bar is not None:
            bar.stop()


def _bar(total: int) -> Any:
    from rich import progress
    from rich.console import Console

    bar = progress.Progress(
        progress.TextColumn("Linting"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TimeRemainingColumn(compact=True),
        console=Console(stderr=True),
        transient=True,
    )
    bar.add_task("notes", total=total)
    bar.start()
    return bar
