"""`notelint check`: read notes, lint them, print the reports."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TextIO

import typer

from notelint.cli import options
from notelint.cli.console import CLEAN, FAILED, FINDINGS, WIDTH, UsageError, complain, guarded, use_color
from notelint.models import SEVERITIES, Failure, NoteReport, RunSummary, Severity
from notelint.output import Options, formats
from notelint.reading.files import SUFFIXES
from notelint.settings import Settings


class Tally:
    """Totals of a run, and what could not be dealt with."""

    def __init__(self) -> None:
        self.notes = 0
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
        return RunSummary(notes=self.notes, failed=failed, findings=counts)

    @property
    def status(self) -> int:
        """The exit status."""
        if self.failures:
            return FAILED
        return FINDINGS if self._failing else CLEAN


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
    settings_of = options.finder(
        config, isolated, select=select, ignore=ignore, fail_on=fail_on, today=today, date_order=date_order
    )
    if output is not None and _is_note(output, paths):
        raise UsageError(f"--output: {output} is or could be one of the notes, and nothing is ever written to a note")
    tally = Tally()
    warn = (lambda message: None) if quiet else complain
    notes = options.read(paths, manifest, stdin_filename, failed=tally.fail, warn=warn)
    results = options.lint(notes, settings_of)
    color = output is None and use_color(sys.stdout)
    with _destination(output) as out:
        writer = writer_type(out, Options(not no_source, quiet, color, options.width() if output is None else WIDTH))
        for result, settings in results:
            if isinstance(result, Failure):
                tally.fail(result)
            else:
                tally.add(result, settings)
                writer.write(result)
        writer.close(tally.summary(), tally.failures)
        out.flush()
    return tally.status
