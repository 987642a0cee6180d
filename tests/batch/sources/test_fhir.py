"""Notes in FHIR R4: Bundles, NDJSON exports, attachments and narratives."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from batch.sources.build import (
    HISTORY,
    ICD,
    PEOPLE,
    RTF,
    b64,
    bundle,
    ccda,
    concept,
    docx_bytes,
    entry,
    ndjson,
    pdf_bytes,
    section,
    visit,
)  # fmt: skip
from notelint.batch.sources import fhir
from notelint.batch.sources.base import Record


def read(path: Path, content: object) -> list[Record]:
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return list(fhir.read_documents(str(path)))


def document(**changes: Any) -> dict[str, Any]:
    return {**visit()[0], **changes}


def attached(*attachments: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return document(content=[{"attachment": one} for one in attachments], **changes)


def test_the_examples_are_fhir() -> None:
    module = pytest.importorskip("fhir.resources.R4B.bundle")
    read = module.Bundle.model_validate(bundle(*map(entry, visit() + PEOPLE)))
    assert len(read.entry) == 7


def test_a_bundle_tells_all_about_its_notes(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    got = read(path, bundle(*map(entry, visit(3) + PEOPLE + visit(4))))
    assert got[0] == {
        "note_id": "DocumentReference/n3",
        "path": str(path),
        "row": 1,
        "text": HISTORY,
        "patient_id": "p3",
        "date_of_service": dt.date(2026, 5, 3),
        "provider": "Ada Moss MD",
        "clinic": "Hill Street Spine",
        "codes": ["M54.50"],
        "procedures": ["99213", "97110"],
        "origin": "encounter",
    }
    assert [(one["note_id"], one["row"]) for one in got] == [("DocumentReference/n3", 1), ("DocumentReference/n4", 8)]


def test_an_export_of_a_file_for_each_kind(tmp_path: Path) -> None:
    for kind in ("Encounter", "Condition", "Procedure", "Practitioner", "Organization"):
        these = [one for one in visit(1) + visit(2) + PEOPLE if one["resourceType"] == kind]
        (tmp_path / f"{kind}.ndjson").write_text(ndjson(these), encoding="utf-8")
    got = read(tmp_path / "DocumentReference.000.ndjson", ndjson([visit(1)[0], visit(2)[0]]))
    assert [one["date_of_service"] for one in got] == [dt.date(2026, 5, 1), dt.date(2026, 5, 2)]
    assert got[1]["codes"] == ["M54.50"] and got[1]["provider"] == "Ada Moss MD"
    assert list(fhir.read_documents(str(tmp_path / "Encounter.ndjson"))) == []


def test_an_export_that_changed_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "all.ndjson"
    assert read(path, ndjson(visit(1)[:1]))[0].get("codes") is None
    assert read(path, ndjson(visit(1)))[0]["codes"] == ["M54.50"]


def test_references_by_url_by_uuid_and_to_what_is_contained(tmp_path: Path) -> None:
    resources = visit()
    by_url = document(context={"encounter": [{"reference": "https://ehr.example/fhir/Encounter/e1/_history/4"}]})
    by_uuid = document(id="u", context={"encounter": [{"reference": "urn:uuid:1-2-3"}]})
    held = {**resources[1], "id": "enc", "serviceProvider": {"display": "Inside"}}
    contained = document(id="c", contained=[held], context={"encounter": [{"reference": "#enc"}]})
    listed = [
        entry(by_url),
        entry(by_uuid),
        entry(contained),
        entry(resources[1], "urn:uuid:1-2-3"),
        entry(resources[2]),
    ]
    got = read(tmp_path / "b.json", bundle(*listed))
    assert [one["clinic"] for one in got] == ["Organization/o1", "Organization/o1", "Inside"]
    assert [one["codes"] for one in got] == [["M54.50"], ["M54.50"], None]


def test_diagnoses_that_an_encounter_points_to(tmp_path: Path) -> None:
    note, encounter, condition, *_ = visit()
    condition.pop("encounter")
    encounter["diagnosis"] = [{"condition": {"reference": "Condition/c1"}}]
    assert read(tmp_path / "b.json", bundle(*map(entry, (note, encounter, condition))))[0]["codes"] == ["M54.50"]


def test_what_is_no_code_is_passed_over(tmp_path: Path) -> None:
    note, encounter, condition, *_ = visit()
    condition["code"] = concept(ICD, "IMO0002", "M54.51")
    assert read(tmp_path / "b.json", bundle(*map(entry, (note, encounter, condition))))[0]["codes"] == ["M54.51"]


def test_the_time_that_a_document_is_about_goes_before_the_encounter(tmp_path: Path) -> None:
    note, encounter, *_ = visit()
    note["context"]["period"] = {"start": "2026-04-30"}
    assert read(tmp_path / "b.json", bundle(entry(note), entry(encounter)))[0]["date_of_service"] == dt.date(
        2026, 4, 30
    )
    alone = document(context={})
    assert read(tmp_path / "b.json", alone)[0]["date_of_service"] == dt.date(2026, 6, 1)


@pytest.mark.parametrize(
    ("attachment", "words"),
    [
        ({"contentType": "text/plain; charset=utf-8", "data": b64("Café today")}, "Café today"),
        ({"contentType": "text/plain; charset=iso-8859-1", "data": b64("Café".encode("latin-1"))}, "Café"),
        ({"data": b64("No media type")}, "No media type"),
        ({"contentType": "text/html", "data": b64("<p>One</p><p>Two</p>")}, "One\nTwo\n"),
        ({"contentType": "application/rtf", "data": b64(RTF)}, "Fever    No"),
        ({"contentType": "application/pdf", "data": b64(pdf_bytes())}, "Fever    No"),
        ({"contentType": "application/octet-stream", "data": b64(docx_bytes())}, "Fever    No"),
        ({"contentType": "application/hl7-v3+xml", "data": b64(ccda(section("Plan", "Rest.")))}, "Plan\nRest."),
    ],
    ids=["plain", "latin", "untyped", "html", "rtf", "pdf", "docx", "ccda"],
)
def test_attachments(attachment: dict[str, Any], words: str, tmp_path: Path) -> None:
    assert words in str(read(tmp_path / "n.json", attached(attachment))[0]["text"])


def test_of_several_formats_the_one_that_keeps_most_is_read(tmp_path: Path) -> None:
    note = attached(
        {"contentType": "application/pdf", "data": b64(pdf_bytes())},
        {"contentType": "text/plain", "data": b64("Plain")},
    )
    assert read(tmp_path / "n.json", note)[0]["text"] == "Plain"
    broken = attached(
        {"contentType": "text/plain", "data": "@@"}, {"contentType": "text/html", "data": b64("<p>Whole")}
    )
    assert read(tmp_path / "n.json", broken)[0]["text"] == "Whole\n"


def test_an_attachment_in_a_binary(tmp_path: Path) -> None:
    note = attached({"contentType": "text/plain", "url": "Binary/1"})
    binary = {"resourceType": "Binary", "id": "1", "contentType": "text/plain", "data": b64("Elsewhere")}
    assert read(tmp_path / "b.json", bundle(entry(note), entry(binary)))[0]["text"] == "Elsewhere"
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "Binary.ndjson").write_text("\n" + ndjson([{**binary, "id": "0"}, binary]), encoding="utf-8")
    assert read(tmp_path / "x" / "n.ndjson", ndjson([note]))[0]["text"] == "Elsewhere"


def test_a_composition_is_its_sections(tmp_path: Path) -> None:
    def part(title: str, div: str, *inner: dict[str, Any]) -> dict[str, Any]:
        text = {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{div}</div>'}
        return {"title": title, "text": text, "section": list(inner)}

    note = {
        "resourceType": "Composition",
        "id": "k",
        "status": "final",
        "subject": {"reference": "Patient/p1"},
        "encounter": {"reference": "Encounter/e1"},
        "author": [{"display": "Dr Moss"}],
        "section": [
            part("HPI", f"<p>{HISTORY}</p>"),
            part(
                "ROS",
                "<table><tr><td>Fever</td><td>No</td></tr></table>",
                part("Neuro", "<ul><li>No weakness</li></ul>"),
            ),
        ],
    }
    got = read(tmp_path / "b.json", bundle(entry(note), *map(entry, visit()[1:])))[0]
    assert got["text"] == f"HPI\n{HISTORY}\n\nROS\nFever    No\n\nNeuro\n- No weakness\n"
    assert (got["note_id"], got["provider"], got["codes"]) == ("Composition/k", "Dr Moss", ["M54.50"])
    assert got["date_of_service"] == dt.date(2026, 5, 1)


def test_what_was_entered_in_error_is_no_note(tmp_path: Path) -> None:
    listed = [
        document(status="entered-in-error"),
        document(status="superseded"),
        document(docStatus="entered-in-error"),
    ]
    assert read(tmp_path / "b.json", bundle(*map(entry, listed))) == []


def test_a_bundle_in_a_line(tmp_path: Path) -> None:
    got = read(tmp_path / "b.ndjson", ndjson([bundle(*map(entry, visit(1))), bundle(*map(entry, visit(2)))]))
    assert [(one["note_id"], one["row"], one["codes"]) for one in got] == [
        ("DocumentReference/n1", 1, ["M54.50"]),
        ("DocumentReference/n2", 2, ["M54.50"]),
    ]
