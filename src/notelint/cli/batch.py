"""`notelint batch`: many notes from folders and tables, into tables of results. Loads its libraries when it runs."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from notelint.cli import options
from notelint.cli.console import CLEAN, FAILED, UsageError, complain, guarded
from notelint.cli.jobs import Jobs, number

if TYPE_CHECKING:
    from notelint.batch.store import Store

Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE",
        help="Folders of notes, and tables (.csv, .tsv, .jsonl, .parquet, .xlsx; text may be packed: .csv.gz).",
    ),
]
Out = Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Folder for the results.")]
Column = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FIELD=NAME",
        help="Column of a table that holds a field: text, note_id, patient_id, date_of_service, visit, provider, "
        "clinic, codes or procedures. May be given several times; FIELD= takes none.",
    ),
]
NoText = Annotated[bool, typer.Option("--no-text", help="Leave the notes' words out of the results.")]
Fresh = Annotated[bool, typer.Option("--fresh", help="Begin anew where the folder holds a run; its reviews stay.")]
Chunk = Annotated[
    int, typer.Option(metavar="N", min=1, help="Notes finished at a time: what a kill costs at most for each worker.")
]
EngineName = Annotated[
    str,
    typer.Option(
        "--engine",
        metavar="local|spark|ray",
        help="Where notes are linted: in processes of this machine, on Spark (extra spark) or on Ray (extra ray).",
    ),
]
SaveAs = Annotated[
    str | None,
    typer.Option(metavar="SCHEMA", help="With --engine spark: save the tables in this schema of its catalog, too."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress, and no word on how to go on.")]

_MOST_JOBS = 512

MISSING = "notelint {command} needs the batch extra: pip install 'notelint[batch]'"


def require(*modules: str, command: str = "batch") -> None:
    """Make sure that the libraries of the extra are there.

    Raises:
        UsageError: One is not.
    """
    from importlib.util import find_spec

    if any(find_spec(name) is None for name in modules):
        raise UsageError(MISSING.format(command=command))


@guarded
def batch(
    sources: Sources,
    out: Out,
    column: Column = None,
    jobs: Jobs = "auto",
    no_text: NoText = False,
    fresh: Fresh = False,
    chunk: Chunk = 400,
    manifest: options.Manifest = None,
    select: options.Select = None,
    ignore: options.Ignore = None,
    config: options.Config = None,
    isolated: options.Isolated = False,
    today: options.Today = None,
    date_order: options.DateOrder = None,
    engine: EngineName = "local",
    save_as: SaveAs = None,
    quiet: Quiet = False,
) -> int:
    """Lint many notes into tables.

    Reads notes from folders and tables, as a stream, and writes Parquet tables of notes, facts, findings,
    suggestions and failures to DIR, the facts also as the OMOP table note_nlp, and a DuckDB file with views.

    A run that was stopped goes on where it was when the same command is given again. A note or row that cannot be
    dealt with is in the table of failures, and the rest goes on.

    Exit status: 0 every note was linted, 2 some could not be, or the run itself failed. Findings do not count.
    """
    require("duckdb", "pyarrow", "openpyxl")
    from notelint.batch.engines import ENGINES, LOCAL, open_engine
    from notelint.batch.run import Plan, run
    from notelint.batch.sources import open_sources
    from notelint.batch.store import FINISHED, Store
    from notelint.batch.write import read_tables

    options.one_of("--engine", engine, (LOCAL, *ENGINES))
    if save_as is not None and engine != "spark":
        raise UsageError("--save-as: needs --engine spark")

    force = options.finder(config, isolated, select=select, ignore=ignore, today=today, date_order=date_order).for_note(
        sources[0]
    )
    settings = force.values
    columns = {**settings.columns, **_columns(column)}
    warn: Callable[[str], None] = (lambda message: None) if quiet else complain
    store = Store(out)
    before = store.about()
    progress = Shown(quiet=quiet)
    cluster = open_engine(engine)
    try:
        source = open_sources(
            sources, columns, settings.date_order,
            manifest=None if manifest is None else str(manifest), leave_out=str(out), warn=warn,
            other=None if cluster is None else cluster.table,
        )  # fmt: skip
        plan = Plan(
            source, settings, text=not no_text, jobs=number(jobs, most=_MOST_JOBS), columns=columns,
            fresh=fresh, chunk=chunk, engine=cluster,
        )  # fmt: skip
        about = run(plan, store, progress)
        if cluster is not None and save_as is not None:
            cluster.save(save_as, read_tables(store))
    except KeyboardInterrupt:
        progress.close()
        warn("the same command goes on from here")
        raise
    finally:
        progress.close()
        if cluster is not None:
            cluster.close()
    if before is not None and before["state"] == FINISHED and not fresh:
        warn(f"{out}: this run was finished before; --fresh lints everything anew")
    _tell(about, store, quiet)
    return FAILED if about["failed"] or about["rules_failed"] else CLEAN


def _columns(given: list[str] | None) -> dict[str, str]:
    found = {}
    for pair in given or ():
        field, equals, name = pair.partition("=")
        if not equals:
            raise UsageError(f"--column: must be FIELD=NAME, not {pair!r}")
        found[field.strip().replace("-", "_")] = name.strip()
    return found


def _tell(about: Mapping[str, Any], store: Store, quiet: bool) -> None:
    """Say what came of the run, on standard output, and how to go on."""
    from notelint.batch.schema import DATABASE
    from notelint.output.text import plural

    counts = about["findings"]
    found = ", ".join(plural(counts[level], name) for level, name in _LEVELS if counts[level]) or "nothing found"
    print(f"Linted {plural(about['notes'], 'note')}: {found}.")
    if about["failed"] or about["rules_failed"]:
        print(f"Not linted: {about['failed']}; rules that failed on a note: {about['rules_failed']} (table failures).")
    if about.get("renamed"):
        print(f"{plural(about['renamed'], 'note')} had an id that stood before: they are numbered, as in 17#2.")
    if not quiet:
        file = store.folder / DATABASE
        print(f"Results are in {store.folder}. To ask of them: duckdb {file}, then for example")
        print("  from findings_by_rule;   from tips_by_provider;   from open_workups;   from unspecified_runs;")


_LEVELS = (("error", "error"), ("warning", "warning"), ("info", "information"))


class Shown:
    """Progress on standard error: a bar on a terminal, else a line now and then. It never names a note.

    Args:
        quiet: Show nothing.
    """

    EVERY = 30.0
    """Seconds between lines where there is no terminal."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._bar: Any = None
        self._task: Any = None
        self._what, self._done, self._new = "", 0, 0
        self._total: int | None = None
        self._began = self._told = time.monotonic()

    def begin(self, what: str, total: int | None) -> None:
        """A step begins."""
        self.close()
        self._what, self._total, self._done, self._new = what, total, 0, 0
        self._began = self._told = time.monotonic()
        if not self._quiet and sys.stderr.isatty():
            from rich import progress
            from rich.console import Console

            self._bar = progress.Progress(
                progress.TextColumn("{task.description}"),
                progress.BarColumn(),
                progress.TextColumn("{task.completed:,}"),
                progress.TextColumn("{task.fields[rate]}"),
                progress.TimeRemainingColumn(compact=True),
                console=Console(stderr=True),
                transient=True,
            )
            self._task = self._bar.add_task(what, total=total, rate="")
            self._bar.start()

    def skip(self, by: int) -> None:
        """So much was done before; it does not count for the rate."""
        self._done += by
        if self._bar is not None:
            self._bar.update(self._task, advance=by)

    def advance(self, by: int) -> None:
        """So much more is done."""
        self._done += by
        self._new += by
        now = time.monotonic()
        if self._bar is not None:
            self._bar.update(self._task, advance=by, rate=self._rate(now))
        elif not self._quiet and now - self._told >= self.EVERY:
            self._told = now
            complain(f"{self._what}: {self._done:,}{self._of()}, {self._rate(now)}{self._left(now)}")

    def close(self) -> None:
        """The step is over."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _of(self) -> str:
        return "" if self._total is None else f" of {self._total:,}"

    def _rate(self, now: float) -> str:
        rate = self._new / max(now - self._began, 1e-9)
        return f"{rate:,.0f}/s" if rate >= 10 else f"{rate:.1f}/s"

    def _left(self, now: float) -> str:
        if self._total is None or not self._new:
            return ""
        seconds = (self._total - self._done) * (now - self._began) / self._new
        return f", about {seconds / 60:.0f} min left" if seconds >= 90 else f", about {seconds:.0f} s left"
