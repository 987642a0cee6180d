"""The report's tables as a workbook, as CSV files, or as one Markdown page.

Cells that begin like a formula are text in all of them: what a note, a file name or a clinician's name holds must not
be computed by the program that opens it.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from xlsxwriter import Workbook

from notelint.output.base import QUOTED, WITHHELD
from notelint.report import tables
from notelint.report.page import Made
from notelint.report.series import drift, workups
from notelint.report.tables import Column, Table, Value
from notelint.report.visits import Visit, load

LONG = frozenset({"notes", "findings"})
"""Tables with a row a note or finding: not part of a Markdown page, which is to be read."""

MOST_ROWS = 1_048_576 - 1
"""Rows below its head that a sheet of a workbook can hold."""

MOST_CHARACTERS = 32_767
"""Characters that a cell of a workbook can hold."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def every(made: Made) -> Iterator[Table]:
    """The tables of a report, in order; the rows of the findings are read as they are asked for."""
    batch = made.batch
    visits: Sequence[Visit] = made.visits or load(batch)
    reviews = made.reviews
    yield tables.tips(visits, batch.guide)
    yield tables.rules(visits, made.rules, reviews.by_rule() if reviews else None)
    yield tables.groups("clinicians", "By clinician", "Clinician", visits, lambda visit: visit.provider)
    yield tables.groups("clinics", "By clinic", "Clinic", visits, lambda visit: visit.clinic)
    yield tables.groups("months", "By month", "Month", visits, lambda visit: visit.month)
    yield tables.matrix(visits)
    yield tables.drifts(drift(visits))
    yield tables.pending(workups(batch, visits, made.today), batch.guide)
    if reviews:
        yield tables.reviewers(reviews.agreement())
    yield tables.notes(visits)
    yield Table("findings", tables.FINDINGS.title, tables.FINDINGS.about, tables.FINDINGS.columns, findings(made))
    yield tables.failures(batch.rows("SELECT note_id, path, error FROM failures ORDER BY path, note_id"))


def findings(made: Made) -> list[Sequence[Value]]:
    """Every finding; without the words that it quotes where those are left out."""
    shown = made.text and made.batch.has_text
    rows: list[Sequence[Value]] = []
    for row in made.batch.stream(_FINDINGS):
        *head, message, use, question, source = row
        if not shown:
            message, question = (text and QUOTED.sub(WITHHELD, text) for text in (message, question))
        rows.append((*head, message, use, question, source))
    return rows


_FINDINGS = """
SELECT found.note_id, date_of_service, patient_id, provider, rule, name, severity, line, message, suggested_code,
       question, source
FROM found JOIN visits USING (ord)
ORDER BY found.ord, finding
"""


def safe(value: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def _percent(value: float) -> str:
    return f"{100 * value:.1f}%"


# --- Workbook --------------------------------------------------------------------------------------------------------

_FORMATS = {"share": "0.0%", "date": "yyyy-mm-dd", "number": "#,##0.##"}
_HEAD = {"bold": True, "font_color": "#ffffff", "bg_color": "#0b6377", "valign": "vcenter"}
_WIDE = 60
"""Columns from this width on wrap their text."""


def write_xlsx(out: BinaryIO, made: Made) -> None:
    """Write a workbook, one sheet a table: heads that stay in sight, filters, widths that fit, percentages."""
    # Rows go to a temporary file as they are written otherwise, and with them words of the notes.
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": made.title, "author": "notelint"})
    look = {"valign": "top"}
    head = book.add_format(_HEAD)
    right = book.add_format({**_HEAD, "align": "right"})
    text, wrapped = book.add_format(look), book.add_format({**look, "text_wrap": True})
    # Text that begins like a formula is marked as text, so that editing the cell does not make one of it.
    marked = book.add_format({**look, "quote_prefix": True})
    kinds = {kind: book.add_format({**look, "num_format": shown}) for kind, shown in _FORMATS.items()}
    for table in every(made):
        sheet = book.add_worksheet(table.key.capitalize())
        rows, more = table.rows, len(table.rows) - MOST_ROWS
        if more > 0:  # said where it is missed, in the last row
            rest = (
                f"{more + 1} more rows do not fit in a sheet: see --format csv",
                *([None] * (len(table.columns) - 1)),
            )
            rows = [*rows[: MOST_ROWS - 1], rest]
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(rows), len(table.columns) - 1)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        for number, column in enumerate(table.columns):
            sheet.set_column(number, number, max(column.width, len(column.title) + 4))
            sheet.write_string(0, number, column.title, right if column.kind in ("number", "share") else head)
        for at, row in enumerate(rows, 1):
            for number, (value, column) in enumerate(zip(row, table.columns, strict=True)):
                if isinstance(value, str):
                    look_of = marked if value.startswith(_FORMULA) else wrapped if column.width > _WIDE else text
                    sheet.write_string(at, number, _fitting(value), look_of)
                elif isinstance(value, dt.date):
                    sheet.write_datetime(at, number, value, kinds["date"])
                elif value is not None:
                    sheet.write_number(at, number, value, kinds.get(column.kind, text))
    book.close()


def _fitting(value: str) -> str:
    """Text as a cell can hold it: no control characters, and cut with an ellipsis where it is too long."""
    clean = _CONTROL.sub("\ufffd", value)
    return clean if len(clean) <= MOST_CHARACTERS else clean[: MOST_CHARACTERS - 1] + "…"


# --- CSV -------------------------------------------------------------------------------------------------------------


def write_csv(out: BinaryIO, made: Made) -> None:
    """Write a ZIP file with a CSV file for each table: UTF-8 with its mark, so that spreadsheets read it as such."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for table in every(made):
            text = io.StringIO(newline="")
            writer = csv.writer(text)
            writer.writerow(column.title for column in table.columns)
            writer.writerows(_plain(table.rows))
            # A fixed time: the same batch gives the same file.
            about = zipfile.ZipInfo(f"{table.key}.csv", (1980, 1, 1, 0, 0, 0))
            about.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(about, "\ufeff" + text.getvalue())


def _plain(rows: Iterable[Sequence[Value]]) -> Iterator[list[object]]:
    for row in rows:
        yield [
            safe(value) if isinstance(value, str) else f"{value:.4f}" if isinstance(value, float) else value
            for value in row
        ]


# --- Markdown --------------------------------------------------------------------------------------------------------

_MARKUP = re.compile(r"([\\`*_{}\[\]<>|#~$&])")


def write_markdown(out: BinaryIO, made: Made) -> None:
    """Write the tables that are to be read as one Markdown page; the lists of notes and findings are left to others."""
    out.write(f"# {_md(made.title)}\n".encode())
    for table in every(made):
        if table.key in LONG or not table.rows:
            continue
        lines = [f"\n## {table.title}\n", f"{table.about}\n"]
        lines.append("| " + " | ".join(_md(column.title) for column in table.columns) + " |")
        sides = ("---:" if column.kind in ("number", "share") else "---" for column in table.columns)
        lines.append("| " + " | ".join(sides) + " |")
        for row in table.rows:
            cells = (_shown(value, column) for value, column in zip(row, table.columns, strict=True))
            lines.append("| " + " | ".join(cells) + " |")
        out.write(("\n".join(lines) + "\n").encode("utf-8", "replace"))


def _shown(value: Value, column: Column) -> str:
    if value is None:
        return ""
    if column.kind == "share" and not isinstance(value, str | dt.date):
        return _percent(value)
    return _md(str(value))


def _md(text: str) -> str:
    """Text that Markdown takes for text, on one line."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
