"""The page on batches tells what is so: the columns of the tables, the names of columns that are found, the views."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

from notelint.batch.sources.columns import NAMES
from notelint.batch.sources.tables import FORMATS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "batch.md").read_text(encoding="utf-8")


def test_the_columns_of_the_tables_are_those_of_the_page() -> None:
    """Where this fails: `python scripts/batch_schema.py` writes them anew; a change of version may be due."""
    spec = importlib.util.spec_from_file_location("batch_schema", ROOT / "scripts" / "batch_schema.py")
    assert spec and spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.refreshed(PAGE) == PAGE
    assert "`run_seconds` float" in PAGE


def test_the_names_that_are_found_are_those_of_the_page() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (`[^|]+) \| [^|]+\|$", PAGE, re.MULTILINE))
    told = {field: tuple(re.findall(r"`(\w+)`", names)) for field, names in rows.items() if field in NAMES}
    assert told == dict(NAMES)


def test_every_format_is_named() -> None:
    for suffix in FORMATS:
        assert f"`{suffix}`" in PAGE or suffix == ".tab", suffix


def test_every_view_is_named_and_is_there() -> None:
    made = set(re.findall(r"create or replace view (\w+)", (ROOT / "src/notelint/batch/views.sql").read_text()))
    table = PAGE.split("| View | Answers |")[1].split("\n\n")[0]
    assert set(re.findall(r"`(\w+)`", table)) == made
