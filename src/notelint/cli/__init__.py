"""The command line: it parses, calls, renders and exits. It knows no rule and no pattern.

`--help`, `--version`, `rules`, `explain`, `settings` and `schema` load no spaCy.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from notelint.cli import batch, check, query, report, review, rules, show
from notelint.cli.console import CLEAN, FAILED, complain, open_streams

_HELP = """Read clinical notes, say what the chart still has to show, which ICD-10-CM code its words support, and why.

A helper for documentation review. It does not replace a coder, and it is not a medical device."""

_EPILOG = """Exit status: 0 nothing to report at the failing severity, 1 findings, 2 the run itself failed.
Start with `notelint check FOLDER`; `notelint explain RULE` says more about a finding."""

app = typer.Typer(
    name="notelint",
    help=_HELP,
    epilog=_EPILOG,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,  # a traceback with its variables would show words of a note
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print("notelint", version("notelint"))
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", "-V", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    pass


app.command("check")(check.check)
app.command("batch")(batch.batch)
app.command("report")(report.report)
app.command("review")(review.review)
app.command("query")(query.query)
app.command("facts")(show.facts)
app.command("rules")(rules.rules)
app.command("explain")(rules.explain)
app.command("settings")(show.settings)
app.command("schema")(show.schema)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        argv: Arguments after the program's name; those of the process by default.

    Returns:
        The exit status: 0, 1 or 2.
    """
    open_streams()
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        status = app(arguments or ["--help"], prog_name="notelint", standalone_mode=False)
    except Exception as error:
        # The parser's own errors say what is wrong with the command line; nothing else gets here.
        explained = getattr(error, "format_message", None)
        complain(f"{explained()} See notelint --help." if explained else f"internal error: {type(error).__name__}")
        return FAILED
    return status if isinstance(status, int) else CLEAN
