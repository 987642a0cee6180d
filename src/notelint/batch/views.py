"""The DuckDB file of a folder of results: the tables as views, and views that answer a reviewer's questions."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb

from notelint import patterns
from notelint.batch import schema
from notelint.batch.store import BatchError, Facts
from notelint.coding.guide import Guide, load_guide


def totals(folder: Path) -> Facts:
    """Totals of the tables: notes, failed, findings by severity.

    `failed` counts notes, rows and files that are not among the notes.
    """
    with duckdb.connect(config={"threads": 1, "temp_directory": str(folder / "work" / "spill")}) as db:
        notes = f"read_parquet({_quoted(folder / 'notes' / '*.parquet')})"
        failures = f"read_parquet({_quoted(folder / 'failures' / '*.parquet')})"
        row = db.execute(
            f"select count(*), coalesce(sum(errors), 0), coalesce(sum(warnings), 0), coalesce(sum(infos), 0) "
            f"from {notes}"
        ).fetchone() or (0, 0, 0, 0)
        failed = db.execute(
            f"select count(*), count(*) filter (note_id in (select note_id from {notes})) from {failures}"
        ).fetchone() or (0, 0)
    return {
        "notes": int(row[0]),
        "failed": int(failed[0]) - int(failed[1]),
        "rules_failed": int(failed[1]),
        "findings": {"error": int(row[1]), "warning": int(row[2]), "info": int(row[3])},
    }


def make(folder: Path, about: Facts) -> None:
    """Make the views, or make them anew: they name the folder as it is called now. Tables that are there stay.

    Raises:
        BatchError: The file is open elsewhere, or is no DuckDB file.
    """
    file = folder / schema.DATABASE
    try:
        with duckdb.connect(str(file), config={"threads": 1}) as db:
            for name in schema.TABLES:
                parts = _quoted(folder.absolute() / name / "*.parquet")
                db.execute(f"create or replace view {name} as select * from read_parquet({parts})")
            _tell(db, load_guide(patterns.guides()[0]), about)
            db.execute(resources.files("notelint.batch").joinpath("views.sql").read_text(encoding="utf-8"))
    except duckdb.IOException:
        raise BatchError(f"{file}: is open in another program; close it and run the same command again") from None


def _quoted(path: Path) -> str:
    """A path as a string of SQL."""
    return "'" + str(path).replace("'", "''") + "'"


def _tell(db: Any, guide: Guide, about: Facts) -> None:
    """Put down what the views must know of the run and of the guide."""
    db.execute("create or replace table run (run_id varchar, started timestamp, as_of date, source varchar)")
    db.execute(
        "insert into run values (?, ?, ?, ?)", [about["run_id"], about["started"], about["today"], about["source"]]
    )
    db.execute("create or replace table guide_codes (role varchar, code varchar)")
    db.executemany("insert into guide_codes values (?, ?)", [list(item) for item in guide.codes.items()])
    db.execute("create or replace table guide_families (prefix varchar)")
    db.executemany("insert into guide_families values (?)", [[prefix] for prefix in _families(guide)])
    db.execute("create or replace table guide_studies (concept varchar, means varchar)")
    db.executemany("insert into guide_studies values (?, ?)", [list(one) for one in _studies(guide)])


def _families(guide: Guide) -> list[str]:
    """How codes of the region begin: the guide's own, and the categories of those that may take their place."""
    own = {code.rstrip("-").rstrip(".") for code in guide.codes.values()}
    categories = {code[:_CATEGORY] for code in own}
    others = {one.family for one in guide.replacements if one.family}
    return sorted(own | {_region(code, categories) for code in others})


def _region(code: str, categories: set[str]) -> str:
    """A family in the guide's own category as it is (the category has other regions, too), else its category."""
    return code.rstrip("-") if code[:_CATEGORY] in categories else code[:_CATEGORY]


_CATEGORY = 3  # characters of the category of an ICD-10-CM code


def _studies(guide: Guide) -> Iterator[tuple[str, str]]:
    """Concepts of studies, of what they show, and of waiting for them."""
    for asked in guide.requirements:
        if asked.kind == "study":
            for means, concepts in (
                ("study", asked.concepts),
                ("result", (*asked.results, *asked.readings)),
                ("pending", asked.pending),
            ):
                yield from ((concept, means) for concept in concepts)
