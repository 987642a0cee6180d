"""`notelint report`: what a batch found, for people. Loads its libraries when it runs, and never the linter."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from notelint.cli import options
from notelint.cli.batch import require
from notelint.cli.console import UsageError, complain, guarded
from notelint.cli.rules import summary
from notelint.rules import registry

if TYPE_CHECKING:
    from notelint.report.batch import Batch
    from notelint.report.tables import RuleName

FORMATS = {"html": "html", "xlsx": "xlsx", "csv": "zip", "md": "md"}
"""The formats, and how their files end. CSV is several tables, so it is a ZIP file of them."""

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder that notelint batch wrote its results to.")]
Format = Annotated[
    str,
    typer.Option(metavar="html|xlsx|csv|md", help="A page, a workbook, a ZIP file of CSV tables, or a Markdown page."),
]
Out = Annotated[
    Path | None, typer.Option("--out", "-o", metavar="FILE", help="File to write.  [default: DIR/report.html ...]")
]
NoText = Annotated[
    bool, typer.Option("--no-text", help="Leave out all words of the notes, also those that messages quote.")
]
Title = Annotated[str | None, typer.Option(metavar="TEXT", help="Heading of the report.  [default: the folder's name]")]
AsOf = Annotated[
    str | None,
    typer.Option(metavar="YYYY-MM-DD", help="Date to which open workups are counted.  [default: that of the batch]"),
]


@guarded
def report(
    folder: Folder,
    format: Format = "html",
    out: Out = None,
    no_text: NoText = False,
    title: Title = None,
    as_of: AsOf = None,
) -> None:
    """Turn a batch into a report.

    One HTML file that opens from disk and uses no network: what the charts show, findings by rule, clinician, clinic
    and month, the codes, patients whose code stays unspecified, workups to look at again, and each note with what was
    read in it. Or the same tables as a workbook, CSV or Markdown.
    """
    options.one_of("--format", format, FORMATS)
    require("duckdb", "xlsxwriter", command="report")
    from notelint.report.batch import Batch
    from notelint.report.page import Made, write_page
    from notelint.report.reviews import read_reviews
    from notelint.report.sheets import write_csv, write_markdown, write_xlsx

    writers = {"html": write_page, "xlsx": write_xlsx, "csv": write_csv, "md": write_markdown}
    today = date(as_of)
    with Batch(folder) as batch:
        warn_of(batch)
        made = Made(
            batch=batch,
            rules=rule_names(batch),
            text=not no_text,
            title=title or folder.resolve().name,
            made=dt.date.today(),
            today=today,
            reviews=read_reviews(folder),
        )
        file = out or folder / f"report.{FORMATS[format]}"
        with replacing(file) as stream:
            writers[format](stream, made)
    print(f"Wrote {file}" + ("." if no_text else "; it holds words of the notes: keep it as you keep them."))


def date(given: str | None) -> dt.date | None:
    """A date of the command line.

    Raises:
        UsageError: It is none.
    """
    try:
        return None if given is None else dt.date.fromisoformat(given)
    except ValueError:
        raise UsageError(f"--as-of: must be a date such as 2026-06-30, not {given!r}") from None


def warn_of(batch: Batch) -> None:
    """Say so where the batch was not finished: its figures are those of a part."""
    if batch.about().get("state", "finished") != "finished":
        complain(f"{batch.folder}: this batch is not finished; the report shows what there is")


def rule_names(batch: Batch) -> dict[str, RuleName]:
    """What the rules of a batch say of themselves; the batch's own words for those that this version does not know."""
    from notelint.report.tables import RuleName

    rows = batch.rows("SELECT rule, any_value(name), any_value(severity) FROM findings GROUP BY rule")
    known = {rule.id: rule for rule in registry.rules()}
    found = {}
    for rule, name, severity in rows:
        told = known.get(rule)
        found[rule] = RuleName(
            rule, name, severity, *((summary(told), told.why, told.remedy) if told is not None else ())
        )
    return found


class replacing:
    """A file that takes the place of another when all of it is written, and leaves it alone where that fails."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __enter__(self) -> BinaryIO:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".report-", dir=self._file.parent)  # beside it, and only for its owner
        self._part = Path(name)
        self._stream = os.fdopen(handle, "wb")
        return self._stream

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._stream.close()
        if kind is None:
            self._part.replace(self._file)
        else:
            self._part.unlink()
