"""A batch that has everything in it: series, several formats, failures, an id that stands twice."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from batch.conftest import ROOT, SAMPLE_BATCH, SAMPLES, Rows, Silent, tables
from batch.sources.build import docx_bytes, ndjson, pdf_bytes, visit
from notelint.batch.engines.base import Engine
from notelint.batch.run import Plan, run
from notelint.batch.sources import open_sources
from notelint.batch.store import Store
from notelint.settings import Settings

CHUNK = 7


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The sample batch, the sample notes, and documents of which some are broken."""
    folder = tmp_path_factory.mktemp("notes")
    (folder / "a.docx").write_bytes(docx_bytes())
    (folder / "b.docx").write_bytes(docx_bytes()[:5000])
    (folder / "c.pdf").write_bytes(pdf_bytes())
    (folder / "d.ndjson").write_text(ndjson([*visit(1), {"resourceType": "Composition"}, *visit(1)]), encoding="utf-8")
    shutil.copy(SAMPLE_BATCH, folder / "again.csv")
    return [str(SAMPLE_BATCH), str(SAMPLES), str(folder), str(folder / "again.csv")]


def go(paths: list[str], out: Path, engine: Engine | None = None) -> Rows:
    """Run a batch and give its tables."""
    source = open_sources(paths, other=None if engine is None else engine.table)
    run(Plan(source, Settings(), chunk=CHUNK, engine=engine), Store(out), Silent())
    return tables(out)


def example(page: str) -> str:
    """The example in Python on the page of an engine."""
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    return text.partition("```python\n")[2].partition("```")[0]


@pytest.fixture(scope="session")
def local(sources: list[str], tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """The tables of the local run."""
    found = go(sources, tmp_path_factory.mktemp("local") / "out")
    assert len(found["notes"]) > 70 and len(found["failures"]) == 2
    assert {"D302", "D303"} & {finding["rule"] for finding in found["findings"]}, "no finding of a series"
    return found
