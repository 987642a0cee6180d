"""Invented notes in document formats, made with libraries or by hand, for the tests of their readers."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from fpdf import FPDF

HISTORY = (
    "The patient has had low back pain for six weeks after lifting a pallet at work. It stays in the low back and does "
    "not radiate. She denies numbness, weakness and bladder incontinence. Standing for more than twenty minutes and "
    "bending to load the dishwasher are limited by pain."
)
ASSESSMENT = "Chronic low back pain, vertebrogenic, with Modic type 1 changes at L4-L5."
ROWS = (("Fever", "No"), ("Pain", "7/10"), ("Saddle anesthesia", "Denied"))

SECRET = "Zephyrine Quillfeather"
"""Words of a note that no message may repeat."""


def docx_bytes() -> bytes:
    """A Word document with a header, headings, a table, lists, a content control, and tracked changes."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Spine clinic\tDate of service: 05/12/2026"
    document.add_heading("History of present illness", 1)
    changed = document.add_paragraph(HISTORY)._p
    changed.append(
        parse_xml(
            f'<w:ins {nsdecls("w")} w:id="1" w:author="x"><w:r><w:t xml:space="preserve"> Put in.</w:t></w:r></w:ins>'
        )
    )
    changed.append(
        parse_xml(f'<w:del {nsdecls("w")} w:id="2" w:author="x"><w:r><w:delText>Taken out.</w:delText></w:r></w:del>')
    )
    document.add_heading("Review of systems", 1)
    table = document.add_table(rows=0, cols=2)
    for label, value in ROWS:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, value
    several = table.add_row().cells
    several[0].text, several[1].text = "Sleep", "Poor.\nWakes at two."
    document.add_heading("Assessment", 1)
    document.add_paragraph(ASSESSMENT, style="List Number")
    document.add_paragraph("No radiculopathy.", style="List Number")
    document.add_paragraph("Home exercise", style="List Bullet")
    control = (
        f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>Seen in person.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    document.element.body.insert(len(document.element.body) - 1, parse_xml(control))
    return saved(document)


def saved(document: Any) -> bytes:
    """A Word document as a file."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def repacked(data: bytes, members: dict[str, bytes]) -> bytes:
    """A package with some members put in or in the place of its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            if member.filename not in members:
                new.writestr(member, old.read(member))
        for name, content in members.items():
            new.writestr(name, content)
    return out.getvalue()


def pdf_bytes(pages: Sequence[str] = (f"History of present illness\n{HISTORY}",), align: str = "L") -> bytes:
    """A PDF with text on its pages, and a table on the last."""
    document = FPDF()
    document.set_font("Helvetica", size=11)
    for page in pages:
        document.add_page()
        document.multi_cell(0, 5, page, align=align)
    document.ln()
    with document.table() as table:
        for row in ROWS:
            cells = table.row()
            for cell in row:
                cells.cell(cell)
    return bytes(document.output())


RTF = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\froman\fcharset2 Symbol;}}"
    r"{\header Running head\par}\pard\b History of present illness\b0\par " + HISTORY + r"\par\par"
    r"{\listtext\pard\plain\f1 \'b7\tab}Walks with a cane caf\'e9\par"
    r"{\listtext\pard\plain 2.\tab}Pain \u8211? worse\par"
    r"\trowd\cellx1000\cellx2000\pard\intbl Fever\cell No\cell\row"
    r"\trowd\cellx1000\cellx2000\pard\intbl Sleep\cell Poor.\par Wakes at two.\cell\trowd\row"
    r"\pard See {\field{\*\fldinst{HYPERLINK " + '"http://example.org/secret"' + r"}}{\fldrslt{the plan}}}.\par"
    r"{\pict\wmetafile8 0a0b0c0d0a0b0c0d}}"
)


def b64(text: str | bytes) -> str:
    """Base64 of a text or of bytes."""
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def entry(resource: dict[str, Any], full_url: str | None = None) -> dict[str, Any]:
    """An entry of a Bundle."""
    return {"fullUrl": full_url, "resource": resource} if full_url else {"resource": resource}


def bundle(*entries: dict[str, Any]) -> dict[str, Any]:
    """A Bundle of entries."""
    return {"resourceType": "Bundle", "type": "collection", "entry": list(entries)}


def concept(system: str, *codes: str) -> dict[str, Any]:
    """A CodeableConcept."""
    return {"coding": [{"system": system, "code": code} for code in codes]}


ICD = "http://hl7.org/fhir/sid/icd-10-cm"
CPT = "http://www.ama-assn.org/go/cpt"
SNOMED = "http://snomed.info/sct"


def visit(number: int = 1, *, text: str = HISTORY, kind: str = "text/plain") -> list[dict[str, Any]]:
    """The resources of one visit: the note, its encounter, two conditions, a procedure and people."""
    encounter = {"reference": f"Encounter/e{number}"}
    return [
        {
            "resourceType": "DocumentReference",
            "id": f"n{number}",
            "status": "current",
            "subject": {"reference": f"Patient/p{number}"},
            "date": "2026-06-01T10:00:00Z",
            "author": [{"reference": "Practitioner/d1"}],
            "content": [{"attachment": {"contentType": kind, "data": b64(text)}}],
            "context": {"encounter": [encounter]},
        },
        {
            "resourceType": "Encounter",
            "id": f"e{number}",
            "status": "finished",
            "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
            "type": [concept(CPT, "99213")],
            "subject": {"reference": f"Patient/p{number}"},
            "period": {"start": f"2026-05-{number:02d}T23:30:00-04:00"},
            "serviceProvider": {"reference": "Organization/o1"},
        },
        {
            "resourceType": "Condition",
            "id": f"c{number}",
            "subject": {"reference": f"Patient/p{number}"},
            "encounter": encounter,
            "code": {"coding": [*concept(SNOMED, "279039007")["coding"], *concept(ICD, "M5450")["coding"]]},
        },
        {
            "resourceType": "Condition",
            "id": f"r{number}",
            "verificationStatus": concept("http://terminology.hl7.org/CodeSystem/condition-ver-status", "refuted"),
            "subject": {"reference": f"Patient/p{number}"},
            "encounter": encounter,
            "code": concept(ICD, "M54.16"),
        },
        {
            "resourceType": "Procedure",
            "id": f"x{number}",
            "status": "completed",
            "subject": {"reference": f"Patient/p{number}"},
            "encounter": encounter,
            "code": concept(CPT, "97110"),
        },
    ]


PEOPLE: list[dict[str, Any]] = [
    {"resourceType": "Practitioner", "id": "d1", "name": [{"given": ["Ada"], "family": "Moss", "suffix": ["MD"]}]},
    {"resourceType": "Organization", "id": "o1", "name": "Hill Street Spine"},
]


def ndjson(resources: Sequence[dict[str, Any]]) -> str:
    """Resources, one a line."""
    return "".join(json.dumps(one) + "\n" for one in resources)


def ccda(sections: str, *, entries: str = "", before: str = "", problems: str = "") -> bytes:
    """A C-CDA document of one visit with these sections."""
    document = f"""<?xml version="1.0" encoding="UTF-8"?>{before}
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:sdtc="urn:hl7-org:sdtc">
  <effectiveTime value="20260520120000-0400"/>
  <recordTarget><patientRole><id root="2.16.840.1.113883.19.5" extension="p77"/>
    <patient><name><given>Zephyrine</given><family>Quillfeather</family></name></patient></patientRole></recordTarget>
  <author><assignedAuthor><id root="1.2" extension="author7"/></assignedAuthor></author>
  <componentOf><encompassingEncounter>
    <code code="99213" codeSystem="2.16.840.1.113883.6.12"/>
    <effectiveTime><low value="20260512093000-0400"/></effectiveTime>
    <responsibleParty><assignedEntity><id extension="d9"/>
      <assignedPerson><name><given>Ada</given> <family>Moss</family></name></assignedPerson>
    </assignedEntity></responsibleParty>
    <location><healthCareFacility><location><name>Hill Street Spine</name></location></healthCareFacility></location>
  </encompassingEncounter></componentOf>
  <component><structuredBody>
    {sections}
    <component><section><title>Encounters</title>{entries}</section></component>
    <component><section><title>Problems</title>{problems}</section></component>
  </structuredBody></component>
</ClinicalDocument>"""
    return document.encode()


def section(title: str, text: str) -> str:
    """A section of a C-CDA document."""
    return f"<component><section><title>{title}</title><text>{text}</text></section></component>"
