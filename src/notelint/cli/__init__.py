"""The command line: it parses, calls, renders and exits. It knows no rule and no pattern.

`--help`, `--version`, `rules`, `explain`, `settings` and `schema` load no spaCy.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated

import typer

from notelint.cli.console import CLEAN, FAILED, complain, open_streams

_HELP = """Read clinical notes, say what the chart still has to show, which ICD-10-CM code its words support, and why.

A helper for documentation review. It does not replace a coder, and it is not a medical device."""

_EPILOG = """Exit status: 0 nothing to report at the failing severity, 1 findings, 2 the run itself failed.
Start with `notelint check FOLDER`; `notelint explain RULE` says more about a finding."""

COMMANDS = {
    "check": ("check", "Lint notes and suggest a code."),
    "batch": ("batch", "Lint many notes into tables."),
    "report": ("report", "Turn a batch into a report."),
    "review": ("review", "Review the findings of a batch in the browser."),
    "query": ("query", "Print the queries of a note, ready to send."),
    "facts": ("show", "Print what was read out of notes."),
    "rules": ("rules", "List all rules."),
    "explain": ("rules", "Explain a rule."),
    "settings": ("show", "Print the settings in force."),
    "schema": ("show", "Print the JSON Schema of the reports."),
}
"""The module of each command and what it says of itself in a line: only the one that is asked for is loaded."""


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print("notelint", version("notelint"))
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", "-V", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    pass


def _nothing() -> None:
    pass


def _app(wanted: str | None) -> typer.Typer:
    """The command line, with the one command that is wanted and the names of the others."""
    app = typer.Typer(
        name="notelint",
        help=_HELP,
        epilog=_EPILOG,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,  # a traceback with its variables would show words of a note
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(_options)
    for name, (module, said) in COMMANDS.items():
        if name == wanted:
            app.command(name)(getattr(import_module(f"notelint.cli.{module}"), name))
        else:
            app.command(name, help=said)(_nothing)
    return app


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        argv: Arguments after the program's name; those of the process by default.

    Returns:
        The exit status: 0, 1 or 2.
    """
    open_streams()
    arguments = list(sys.argv[1:] if argv is None else argv)
    wanted = next((argument for argument in arguments if not argument.startswith("-")), None)
    try:
        status = _app(wanted)(arguments or ["--help"], prog_name="notelint", standalone_mode=False)
    except Exception as error:
        # The parser's own errors say what is wrong with the command line; nothing else gets here.
        explained = getattr(error, "format_message", None)
        complain(f"{explained()} See notelint --help." if explained else f"internal error: {type(error).__name__}")
        return FAILED
    return status if isinstance(status, int) else CLEAN
