"""Writes the columns of the tables of `notelint batch` into docs/batch.md. One command:

python scripts/batch_schema.py
"""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow as pa

from notelint.batch import schema

PAGE = Path(__file__).resolve().parents[1] / "docs" / "batch.md"
_PLACE = re.compile(r"(<!-- schema -->\n).*?(<!-- /schema -->)", re.DOTALL)


def kind(of: pa.DataType) -> str:
    """A type in short words."""
    if pa.types.is_list(of):
        return f"list of {kind(of.value_type)}"
    if pa.types.is_struct(of):
        return "(" + ", ".join(f"{each.name} {kind(each.type)}" for each in of) + ")"
    if pa.types.is_map(of):
        return "map"
    names = {
        "string": "text",
        "int32": "int",
        "int64": "int64",
        "double": "float",
        "date32[day]": "date",
        "bool": "bool",
    }
    return names.get(str(of), "time")


def columns() -> str:
    """The tables with their columns; a question mark means that the column may be null."""
    rows = ["| Table | Columns |", "| --- | --- |"]
    for name, table in schema.TABLES.items():
        told = ", ".join(f"`{each.name}` {kind(each.type)}{'?' if each.nullable else ''}" for each in table)
        rows.append(f"| `{name}` | {told} |")
    return "\n".join([*rows, "", "A question mark: may be null.", ""])


def refreshed(page: str) -> str:
    """The text of the page with the columns as they are now."""
    return _PLACE.sub(lambda match: match[1] + columns() + match[2], page)


if __name__ == "__main__":
    PAGE.write_text(refreshed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
