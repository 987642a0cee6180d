"""Options that several commands share, and the settings that they lead to."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from notelint.cli.console import WIDTH, UsageError

if TYPE_CHECKING:
    from notelint.models import Failure, Note, NoteReport
    from notelint.settings import Settings, SettingsFinder

Paths = Annotated[
    list[str],
    typer.Argument(metavar="PATH", help="Notes: .txt and .md files, folders of them, or - for standard input."),
]
Manifest = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="CSV that says more about the notes, instead of manifest.csv in their folder."),
]
StdinFilename = Annotated[
    str | None, typer.Option(metavar="NAME", help="What the note from standard input is called in reports.")
]
Config = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Settings file to use instead of looking for notelint.toml.")
]
Isolated = Annotated[bool, typer.Option("--isolated", help="Look for no settings file: defaults and options only.")]
NoSource = Annotated[bool, typer.Option("--no-source", help="Leave the note's words out of the output.")]
Select = Annotated[
    list[str] | None,
    typer.Option(metavar="RULES", help="Rules to apply: ids, prefixes, names or ALL, by commas (C,D101)."),
]
Ignore = Annotated[list[str] | None, typer.Option(metavar="RULES", help="Rules not to apply, named in the same way.")]
FailOn = Annotated[
    str | None,
    typer.Option(
        metavar="error|warning|info|never", help="Least severity that makes the exit status 1.  [default: error]"
    ),
]
Today = Annotated[
    str | None,
    typer.Option(metavar="YYYY-MM-DD", help="Date to judge codes by where a note has none.  [default: today]"),
]
DateOrder = Annotated[
    str | None, typer.Option(metavar="mdy|dmy", help="How the notes write numeric dates.  [default: mdy]")
]
Audience = Annotated[
    str | None,
    typer.Option(
        metavar="coder|clinician",
        help="Whom it is for; clinicians are shown questions, no codes.  [default: coder]",
    ),
]
ShowCodes = Annotated[
    bool, typer.Option("--show-codes", help="For clinicians: show codes and the suggestion all the same.")
]


def one_of(option: str, value: str, known: Iterable[str]) -> str:
    """A value that must be one of several.

    Raises:
        UsageError: It is none of them.
    """
    choices = list(known)
    if value not in choices:
        raise UsageError(f"{option}: must be {' or '.join(choices)}, not {value!r}")
    return value


def _split(given: list[str] | None) -> tuple[str, ...] | None:
    """Rules from options that may be repeated and hold commas; None where there is no option."""
    if not given:
        return None
    return tuple(name for part in given for name in part.split(",") if name.strip())


def finder(
    config: Path | None,
    isolated: bool,
    *,
    select: list[str] | None = None,
    ignore: list[str] | None = None,
    fail_on: str | None = None,
    today: str | None = None,
    date_order: str | None = None,
    audience: str | None = None,
) -> SettingsFinder:
    """Where the settings of each note come from, with the options of the command line on top.

    Raises:
        UsageError: Options contradict each other.
        SettingsError: An option or the settings file is wrong.
    """
    if config is not None and isolated:
        raise UsageError("--config names a settings file and --isolated wants none: give one of them")
    overrides: Mapping[str, Any] = {
        "select": _split(select),
        "ignore": _split(ignore),
        "fail_on": fail_on,
        "today": today,
        "date_order": date_order,
        "audience": audience,
    }
    from notelint.rules import registry
    from notelint.settings import SettingsFinder

    names = {rule.id: rule.name for rule in registry.rules()}
    return SettingsFinder(names, overrides=overrides, file=config, search=not isolated)


def read(
    paths: Iterable[str],
    manifest: Path | None,
    stdin_filename: str | None,
    *,
    failed: Callable[[Failure], None],
    warn: Callable[[str], None],
) -> list[Note]:
    """The notes of all paths. What cannot be read is handed to `failed`, what is merely odd to `warn`."""
    from notelint.models import Failure
    from notelint.reading.sources import read_notes

    notes = []
    for item in read_notes(paths, manifest=manifest, stdin_filename=stdin_filename, warn=warn):
        if isinstance(item, Failure):
            failed(item)
        else:
            notes.append(item)
    return notes


def lint(
    notes: Iterable[Note], settings_of: SettingsFinder, jobs: int = 1
) -> Iterator[tuple[NoteReport | Failure, Settings]]:
    """Lint notes, each by the settings that hold for its folder, in their order. Notes of one patient are a series.

    With more than one job worker processes do it; what comes out is the same.

    Raises:
        SettingsError: The settings file of a folder is wrong; nothing has been linted then.
    """
    from notelint.cli import jobs as processes

    groups: dict[str | None, list[Note]] = {}
    holds: dict[str | None, Settings] = {}
    order: list[str | None] = []
    for note in notes:
        force = settings_of.for_note(note.path)
        groups.setdefault(force.file, []).append(note)
        holds[force.file] = force.values
        order.append(force.file)
    streams = {file: processes.lint(group, holds[file], jobs) for file, group in groups.items()}
    results = ((next(streams[file]), holds[file]) for file in order)
    return processes.shown(results, len(order))


def width() -> int:
    """Columns to print in: those of the terminal, at most 100."""
    if not sys.stdout.isatty():
        return WIDTH
    return max(40, min(WIDTH, shutil.get_terminal_size().columns))


def in_words(value: object) -> str:
    """A value of a setting as a settings file would write it."""
    if value is None:
        return "not set"
    if isinstance(value, str | dt.date):
        return str(value)
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {in_words(item)}" for key, item in value.items()) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)
