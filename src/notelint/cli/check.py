"""`notelint check`: read notes, lint them, print the reports."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Protocol, TextIO

import typer

from notelint.baseline import Baseline
from notelint.cli import options
from notelint.cli.console import CLEAN, FAILED, FINDINGS, WIDTH, UsageError, complain, guarded, use_color
from notelint.cli.jobs import Jobs, number
from notelint.cli.rules import about
from notelint.models import SEVERITIES, Failure, NoteReport, RunSummary, Severity
from notelint.output import Options, formats
from notelint.output.audience import addressed
from notelint.output.statistics import KINDS, Statistics
from notelint.output.text import plural
from notelint.reading.files import SUFFIXES
from notelint.rules import registry
from notelint.settings import Settings


class Tally:
    """Totals of a run, and what could not be dealt with."""

    def __init__(self) -> None:
        self.notes = 0
        self.baselined = 0
        self.failures: list[Failure] = []
        self.findings: Counter[Severity] = Counter()
        self._failing = False

    def add(self, report: NoteReport, settings: Settings) -> None:
        """Count a report. Rules that crashed on it are failures of the run."""
        self.notes += 1
        found = Counter(finding.severity for finding in report.findings)
        self.findings.update(found)
        failing = SEVERITIES[SEVERITIES.index(settings.fail_on) :] if settings.fail_on != "never" else ()
        self._failing = self._failing or any(found[severity] for severity in failing)
        for failure in report.failures:
            self.fail(failure)

    def fail(self, failure: Failure) -> None:
        """Count a failure, and say it on standard error."""
        self.failures.append(failure)
        complain(f"{failure.path}: {failure.error}")

    def summary(self) -> RunSummary:
        """The totals, as they are printed."""
        failed = len({failure.path for failure in self.failures})
        counts = {severity: self.findings[severity] for severity in reversed(SEVERITIES)}
        return RunSummary(notes=self.notes, failed=failed, baselined=self.baselined, findings=counts)

    @property
    def status(self) -> int:
        """The exit status."""
        if self.failures:
            return FAILED
        return FINDINGS if self._failing else CLEAN


class _Consumer(Protocol):
    """What reports are handed to: a format, or the statistics."""

    def write(self, report: NoteReport) -> None: ...
    def close(self, summary: RunSummary, failures: Sequence[Failure]) -> None: ...


def _keep_off_notes(option: str, output: Path | None, paths: Iterable[str]) -> None:
    """Refuse to write to a file that is, or would be taken for, a note.

    Raises:
        UsageError: It is one.
    """
    if output is not None and _is_note(output, paths):
        raise UsageError(f"{option}: {output} is or could be one of the notes, and nothing is ever written to a note")


def _baseline(file: Path | None, *, write: bool, add: bool) -> Baseline | None:
    """The baseline of a run, if there is one.

    Raises:
        UsageError: It is to be written and none is named, or to be written in two ways.
        BaselineError: It cannot be read.
    """
    if write and add:
        raise UsageError("--write-baseline writes the baseline anew and --add-baseline adds to it: give one of them")
    if file is None:
        if write or add:
            raise UsageError(f"{'--write-baseline' if write else '--add-baseline'} needs --baseline FILE")
        return None
    if write or (add and not file.exists()):
        return Baseline(file, accept=True)
    return Baseline.read(file, accept=add)


def _judged(report: NoteReport, settings: Settings) -> frozenset[str]:
    """Ids of the rules that were applied to a note."""
    chosen = registry.chosen(settings.select, settings.ignore)
    kept = registry.chosen((registry.ALL,), settings.ignored_in(report.note.path))
    return frozenset(rule.id for rule in chosen if rule in kept)


_SHOWN = 10


def _tell_stale(baseline: Baseline) -> None:
    """Say on standard error what of a baseline was not found again."""
    stale = baseline.stale()
    if stale:
        named = [f"{entry.rule} in {entry.note}" for entry in stale[:_SHOWN]]
        named += [f"{len(stale) - _SHOWN} more"] if len(stale) > _SHOWN else []
        complain(
            f"{baseline.file}: {plural(len(stale), 'finding')} of the baseline no longer there: {', '.join(named)} "
            "(--write-baseline writes it anew)"
        )


def _is_note(output: Path, paths: Iterable[str]) -> bool:
    """Whether a file to be written is, or would be taken for, one of the notes that are read."""
    target = Path(os.path.realpath(output))
    for path in paths:
        source = Path(os.path.realpath(path))
        if target == source or (target.suffix.lower() in SUFFIXES and source in target.parents):
            return True
    return False


@contextmanager
def _destination(output: Path | None) -> Iterator[TextIO]:
    """Standard output, or the file to write."""
    if output is None:
        yield sys.stdout
        return
    with output.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
        yield file


Format = Annotated[
    str,
    typer.Option(
        metavar="|".join(formats()),
        help="How to print reports: " + ", ".join(f"{name} ({kind.help})" for name, kind in formats().items()) + ".",
    ),
]
Output = Annotated[Path | None, typer.Option(metavar="FILE", help="Write the reports to a file.")]
BaselineFile = Annotated[
    Path | None, typer.Option("--baseline", metavar="FILE", help="Leave out the findings that this file holds.")
]
WriteBaseline = Annotated[
    bool, typer.Option("--write-baseline", help="Write the findings of this run to the baseline, in place of its own.")
]
AddBaseline = Annotated[
    bool, typer.Option("--add-baseline", help="Add the findings of this run to the baseline, and keep its own.")
]
ShowStatistics = Annotated[
    bool, typer.Option("--statistics", help="Print how often each rule fires, not the findings (text, json).")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Text: print findings only, no suggestions, no totals.")]


@guarded
def check(
    paths: options.Paths,
    format: Format = "text",
    select: options.Select = None,
    ignore: options.Ignore = None,
    fail_on: options.FailOn = None,
    manifest: options.Manifest = None,
    stdin_filename: options.StdinFilename = None,
    config: options.Config = None,
    isolated: options.Isolated = False,
    quiet: Quiet = False,
    no_source: options.NoSource = False,
    today: options.Today = None,
    date_order: options.DateOrder = None,
    output: Output = None,
    audience: options.Audience = None,
    show_codes: options.ShowCodes = False,
    baseline: BaselineFile = None,
    write_baseline: WriteBaseline = False,
    add_baseline: AddBaseline = False,
    statistics: ShowStatistics = False,
    jobs: Jobs = "1",
) -> int:
    """Lint notes and suggest a code.

    Says what each note still has to show, which code its words support, and why.

    Folders are searched for .txt and .md files. A note may begin with front matter, and a manifest.csv beside the
    notes may say more about them (path, note_id, patient_id, date_of_service, visit, codes, procedures); the
    manifest goes before front matter, and front matter before the text. Notes that share a patient_id are visits in
    a series.

    Settings come from options, else from notelint.toml or [tool.notelint] in pyproject.toml, upwards from each note.

    Exit status: 0 no finding at or above the failing severity, 1 some, 2 the run itself failed or a note could not
    be read (the others are still linted).
    """
    writer_type = formats()[options.one_of("--format", format, formats())]
    if statistics and format not in KINDS:
        raise UsageError(f"--statistics: is printed as {' or '.join(KINDS)}, not as {format}")
    settings_of = options.finder(
        config,
        isolated,
        select=select,
        ignore=ignore,
        fail_on=fail_on,
        today=today,
        date_order=date_order,
        audience=audience,
    )
    processes = number(jobs)
    _keep_off_notes("--output", output, paths)
    _keep_off_notes("--baseline", baseline if write_baseline or add_baseline else None, paths)
    known = _baseline(baseline, write=write_baseline, add=add_baseline)
    tally = Tally()
    warn = (lambda message: None) if quiet else complain
    notes = options.read(paths, manifest, stdin_filename, failed=tally.fail, warn=warn)
    results = options.lint(notes, settings_of, processes)
    color = output is None and use_color(sys.stdout)
    with _destination(output) as out:
        width = options.width() if output is None else WIDTH
        shown = Options(source=not no_source, quiet=quiet, color=color, width=width, rules=about())
        writer: _Consumer = Statistics(out, format) if statistics else writer_type(out, shown)
        for result, settings in results:
            if isinstance(result, Failure):
                tally.fail(result)
            else:
                report = known.filtered(result, _judged(result, settings)) if known is not None else result
                report = addressed(report, settings.audience, codes=show_codes)
                tally.add(report, settings)
                writer.write(report)
        tally.baselined = known.hidden if known is not None else 0
        writer.close(tally.summary(), tally.failures)
        out.flush()
    if known is not None and (write_baseline or add_baseline):
        known.write(keep=add_baseline)
    elif known is not None and not quiet:
        _tell_stale(known)
    return tally.status
