"""`notelint query`: the questions that a note leaves to its clinician."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import Annotated

import typer

from notelint.cli import options
from notelint.cli.console import CLEAN, FAILED, complain, guarded
from notelint.models import Failure
from notelint.output import Options
from notelint.output.query import query_letter, query_record

_TABLES = ("text", "json")
Format = Annotated[str, typer.Option(metavar="text|json", help="How to print it.")]


@guarded
def query(
    paths: options.Paths,
    format: Format = "text",
    select: options.Select = None,
    ignore: options.Ignore = None,
    manifest: options.Manifest = None,
    stdin_filename: options.StdinFilename = None,
    config: options.Config = None,
    isolated: options.Isolated = False,
    no_source: options.NoSource = False,
    today: options.Today = None,
    date_order: options.DateOrder = None,
) -> int:
    """Print the queries of a note, ready to send.

    For each finding that the clinician could settle, a question by the compliant query practice of AHIMA and ACDIS:
    it quotes the note's own words, offers every answer that they support plus other and unable to determine, expects
    none of them, and names no code and no payment. What several rules ask stands once, errors and warnings first.

    Exit status: 0, or 2 where the run itself failed or a note could not be read (the others are still asked about).
    """
    options.one_of("--format", format, _TABLES)
    settings_of = options.finder(config, isolated, select=select, ignore=ignore, today=today, date_order=date_order)
    failures: list[Failure] = []

    def failed(failure: Failure) -> None:
        failures.append(failure)
        complain(f"{failure.path}: {failure.error}")

    notes = options.read(paths, manifest, stdin_filename, failed=failed, warn=complain)
    records = []
    letters = 0
    for result, _ in options.lint(notes, settings_of):
        if isinstance(result, Failure):
            failed(result)
            continue
        for failure in result.failures:
            failed(failure)
        if format == "json":
            records.append(query_record(result, not no_source))
            continue
        letter = list(query_letter(result, Options(source=not no_source, width=options.width())))
        if letter:
            print("\n" * (2 if letters else 0) + "\n".join(letter))
            letters += 1
    if format == "json":
        told = {
            "version": version("notelint"),
            "notes": records,
            "failures": [failure.model_dump() for failure in failures],
        }
        print(json.dumps(told, ensure_ascii=False, indent=1))
    elif not letters and not failures:
        print("Nothing to ask.")
    return FAILED if failures else CLEAN
