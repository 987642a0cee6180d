"""`notelint facts`, `notelint settings` and `notelint schema`: what notelint sees, and what holds."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import Annotated

import typer

from notelint import patterns
from notelint.cli import options
from notelint.cli.console import CLEAN, FAILED, complain, guarded
from notelint.models import Failure
from notelint.output import Options, contract
from notelint.output.facts import facts_record, facts_table

_TABLES = ("text", "json")
Format = Annotated[str, typer.Option(metavar="text|json", help="How to print it.")]


@guarded
def facts(
    paths: options.Paths,
    format: Format = "text",
    manifest: options.Manifest = None,
    stdin_filename: options.StdinFilename = None,
    config: options.Config = None,
    isolated: options.Isolated = False,
    no_source: options.NoSource = False,
    date_order: options.DateOrder = None,
) -> int:
    """Print what was read out of notes.

    Each fact comes with its place, and below it the pattern that matched and the cues that decided the assertion: for
    those who write patterns, or who wonder why a finding is there or is not.
    """
    options.one_of("--format", format, _TABLES)
    settings_of = options.finder(config, isolated, date_order=date_order)
    failures: list[Failure] = []

    def failed(failure: Failure) -> None:
        failures.append(failure)
        complain(f"{failure.path}: {failure.error}")

    notes = options.read(paths, manifest, stdin_filename, failed=failed, warn=complain)
    records = []
    for result, _ in options.lint(notes, settings_of):
        if isinstance(result, Failure):
            failed(result)
        elif format == "json":
            records.append(facts_record(result, not no_source))
        else:
            print("\n".join(facts_table(result, Options(source=not no_source, width=options.width()))) + "\n")
    if format == "json":
        print(json.dumps({"version": version("notelint"), "notes": records}, ensure_ascii=False, indent=1))
    return FAILED if failures else CLEAN


@guarded
def settings(
    path: Annotated[str, typer.Argument(metavar="[PATH]", help="A note or folder of notes.", show_default=False)] = ".",
    format: Format = "text",
    select: options.Select = None,
    ignore: options.Ignore = None,
    fail_on: options.FailOn = None,
    config: options.Config = None,
    isolated: options.Isolated = False,
    today: options.Today = None,
    date_order: options.DateOrder = None,
    audience: options.Audience = None,
) -> None:
    """Print the settings in force.

    For a note or folder, with where each value comes from.

    An option goes before a settings file, and a file before the default. The file is the nearest notelint.toml, or
    pyproject.toml with [tool.notelint], from the note's folder upwards.
    """
    options.one_of("--format", format, _TABLES)
    force = options.finder(
        config,
        isolated,
        select=select,
        ignore=ignore,
        fail_on=fail_on,
        today=today,
        date_order=date_order,
        audience=audience,
    ).for_note(path)
    values = force.values.model_dump(mode="json")
    if format == "json":
        told = {name: {"value": values[name], "from": origin} for name, origin in force.origins.items()}
        print(json.dumps({"file": force.file, "settings": told}, ensure_ascii=False, indent=1))
        return
    print(f"settings file: {force.file or 'none'}")
    rows = [(name.replace("_", "-"), options.in_words(values[name]), origin) for name, origin in force.origins.items()]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    for name, value, origin in rows:
        print(f"{name:{widths[0]}}  {value:{widths[1]}}  {origin}")


@guarded
def schema() -> None:
    """Print the JSON Schema of the reports."""
    print(schema_text(), end="")


def schema_text() -> str:
    """The JSON Schema as it is printed and checked in."""
    return json.dumps(contract.schema(patterns.guides()), ensure_ascii=False, indent=2) + "\n"
