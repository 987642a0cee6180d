"""Documents among the files of a batch: found, described by manifests, and linted like typed notes."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from batch.sources.build import RTF, bundle, ccda, docx_bytes, entry, ndjson, pdf_bytes, section, visit
from notelint.batch import lint_batches
from notelint.batch.sources import open_sources
from notelint.settings import Settings


def rows(path: Path) -> list[dict[str, Any]]:
    return [row for batch in open_sources([str(path)]).batches(100) for row in batch.to_pylist()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a note in each format, a manifest for some, and one that is broken."""
    top = tmp_path / "notes"
    top.mkdir()
    (top / "a.docx").write_bytes(docx_bytes())
    (top / "b.pdf").write_bytes(pdf_bytes())
    (top / "c.RTF").write_text(RTF, encoding="ascii")
    (top / "d.xml").write_bytes(ccda(section("Plan", "Rest.")))
    (top / "e.json").write_text(json.dumps(bundle(*map(entry, visit()))), encoding="utf-8")
    (top / "f.ndjson").write_text(ndjson(visit(2)), encoding="utf-8")
    (top / "g.pdf").write_bytes(pdf_bytes()[:400])
    (top / "manifest.csv").write_text(
        "path,patient_id,date_of_service,codes\na.docx,p9,2026-05-12,M54.50;G89.29\nb.pdf,p9,soon,\n", encoding="utf-8"
    )
    return top


def test_each_document_is_a_record_and_a_manifest_speaks_of_some(folder: Path) -> None:
    got = {Path(row["path"]).name: row for row in rows(folder)}
    assert list(got) == ["manifest.csv", "a.docx", "c.RTF", "d.xml", "e.json", "f.ndjson", "g.pdf"]
    assert (got["a.docx"]["patient_id"], got["a.docx"]["date_of_service"]) == ("p9", dt.date(2026, 5, 12))
    assert (got["a.docx"]["codes"], got["a.docx"]["origin"]) == (["M54.50", "G89.29"], "manifest:2")
    assert got["manifest.csv"]["error"] == "line 3: date_of_service: is not a date as YYYY-MM-DD"
    assert "cut short" in got["g.pdf"]["error"] and got["g.pdf"]["text"] is None
    assert all(row["text"] for name, row in got.items() if name not in ("manifest.csv", "g.pdf"))


def test_with_text_files_beside_them_nothing_is_read_or_told_twice(folder: Path) -> None:
    (folder / "h.txt").write_text("Low back pain.\n", encoding="utf-8")
    names = [Path(row["path"]).name for row in rows(folder)]
    assert sorted(names) == ["a.docx", "c.RTF", "d.xml", "e.json", "f.ndjson", "g.pdf", "h.txt", "manifest.csv"]


def test_lines_of_fhir_are_documents_and_other_lines_are_a_table(tmp_path: Path) -> None:
    fhir, table = tmp_path / "a.ndjson", tmp_path / "b.ndjson"
    fhir.write_text(ndjson(visit(2)), encoding="utf-8")
    table.write_text('{"note_id": "7", "note_text": "Low back pain."}\n', encoding="utf-8")
    assert [row["note_id"] for row in rows(fhir)] == ["DocumentReference/n2"]
    assert [(row["note_id"], row["text"]) for row in rows(table)] == [("7", "Low back pain.")]


def test_an_export_is_another_when_a_file_beside_it_changes(tmp_path: Path) -> None:
    path, other = tmp_path / "a.ndjson", tmp_path / "b.ndjson"
    path.write_text(ndjson(visit(2)[:1]), encoding="utf-8")
    other.write_text(ndjson(visit(2)[1:2]), encoding="utf-8")
    before = open_sources([str(path)]).fingerprint()
    assert open_sources([str(path)]).fingerprint() == before
    other.write_text(ndjson(visit(2)[1:]), encoding="utf-8")
    assert open_sources([str(path)]).fingerprint() != before


@pytest.mark.parametrize("name", ["a.docx", "b.pdf", "c.RTF"])
def test_a_table_of_a_document_is_read_as_a_typed_one(folder: Path, name: str) -> None:
    (folder / "manifest.csv").unlink()
    batches = open_sources([str(folder / name)]).batches(10)
    found = next(row for batch in lint_batches(batches, Settings()) for row in batch.to_pylist())
    assert found["error"] is None and found["status"] == "current"
    told = {(fact["concept"], fact["assertion"]) for fact in found["facts"]}
    assert ("infection", "absent") in told and ("infection", "present") not in told
    if name != "c.RTF":
        assert ("cauda_equina", "absent") in told
