"""What the tests of batches share: invented notes, and runs that are compared table by table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyarrow", reason="the batch extra is not installed")
pytest.importorskip("duckdb", reason="the batch extra is not installed")

from pyarrow import parquet

from notelint.batch import schema
from notelint.batch.run import Plan, run
from notelint.batch.sources import open_sources
from notelint.batch.store import Store
from notelint.settings import Settings

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "sample_notes"
SAMPLE_BATCH = SAMPLES / "batch.csv"

Rows = dict[str, list[dict[str, Any]]]


class Silent:
    """Progress that nobody is shown."""

    def begin(self, what: str, total: int | None) -> None: ...

    def skip(self, by: int) -> None: ...

    def advance(self, by: int) -> None: ...


def tables(folder: Path) -> Rows:
    """The tables of a folder without the columns that differ between runs, in order of the parts."""
    found: Rows = {}
    for name, kind in schema.TABLES.items():
        parts = sorted((folder / name).glob("part-*.parquet"))
        assert parts, name
        rows: list[dict[str, Any]] = []
        for part in parts:
            table = parquet.read_table(part)
            assert table.schema.equals(kind, check_metadata=False), name
            assert table.schema.metadata[schema.VERSION_KEY] == str(schema.VERSION).encode()
            rows += table.to_pylist()
        found[name] = [{k: v for k, v in row.items() if not k.startswith(("run_", "nlp_date"))} for row in rows]
    return found


@pytest.fixture
def batch(tmp_path: Path) -> Callable[..., Rows]:
    """Run a batch into a folder below `tmp_path` and give its tables."""

    def go(*paths: Path | str, out: str = "out", settings: Settings | None = None, **how: Any) -> Rows:
        columns = how.pop("columns", {})
        source = open_sources([str(path) for path in paths], columns, leave_out=str(tmp_path / out))
        plan = Plan(source, settings or Settings(), columns=columns, **how)
        run(plan, Store(tmp_path / out), Silent())
        return tables(tmp_path / out)

    return go
