"""Files that are broken, locked or made to harm: each is an error of its own, at once, without a word of the note."""

from __future__ import annotations

import io
import json
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fpdf import FPDF

from batch.sources.build import (
    RTF,
    SECRET,
    b64,
    bundle,
    ccda,
    docx_bytes,
    entry,
    ndjson,
    pdf_bytes,
    repacked,
    section,
    visit,
)  # fmt: skip
from notelint.batch.sources.base import Record
from notelint.batch.sources.documents import is_document, read_documents
from notelint.errors import ReadError

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BILLION = f'<!DOCTYPE lolz [<!ENTITY l0 "{SECRET}">{LAUGHS}]>'
EXTERNAL = '<!DOCTYPE x [<!ENTITY out SYSTEM "file:///etc/passwd">]>'
BODY = "word/document.xml"


def locked_pdf() -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_bytes([SECRET]))))
    writer.encrypt("a password", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def read_only_pdf() -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_bytes([SECRET]))))
    writer.encrypt("", "an owner", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def drawn(content: bytes, forms: str = "", objects: bytes = b"") -> bytes:
    """A PDF of one page with these packed drawing instructions."""
    packed = zlib.compress(content, 9)
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 5 0 R>>"
        b"/XObject<<" + forms.encode() + b">>>>/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n" % len(packed) + packed + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out = b"%PDF-1.7\n"
    places = []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, part)
    out += objects
    at = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % at


def nested_forms() -> bytes:
    """A PDF of a few hundred bytes whose words, drawn out, would be ten to the twelfth."""
    objects = b""
    for level in range(6, 18):
        inner = b"/F Do " * 10 if level < 17 else b"BT /F1 9 Tf (word) Tj ET"
        within = b"/XObject<</F %d 0 R>>" % (level + 1) if level < 17 else b""
        about = b"/BBox[0 0 9 9]/Resources<<%s/Font<</F1 5 0 R>>>>/Length %d" % (within, len(inner))
        objects += b"%d 0 obj<</Type/XObject/Subtype/Form%s>>stream\n%s\nendstream endobj\n" % (level, about, inner)
    return drawn(b"/F Do", "/F 6 0 R", objects)


def scan() -> bytes:
    document = FPDF()
    document.add_page()
    document.rect(10, 10, 50, 50)
    return bytes(document.output())


def bomb() -> bytes:
    """A Word document of some 300 kB whose body would be 300 MB."""
    head, tail = b"<w:document><w:body><w:p><w:r><w:t>", b"</w:t></w:r></w:p></w:body></w:document>"
    return repacked(docx_bytes(), {BODY: head + b"a" * 40_000_000 + tail})


def many_members() -> bytes:
    return repacked(docx_bytes(), {f"word/media/{n}.txt": b"x" for n in range(5001)})


def locked_member() -> bytes:
    data = bytearray(docx_bytes())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as package:
        start = package.start_dir
    data[start + 8] |= 1
    return bytes(data)


def deep_docx() -> bytes:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    deep = "<w:sdt><w:sdtContent>" * 3000 + "</w:sdtContent></w:sdt>" * 3000
    return repacked(docx_bytes(), {BODY: f"<w:document {space}><w:body>{deep}</w:body></w:document>".encode()})


def body_with(words: str) -> bytes:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    return repacked(docx_bytes(), {BODY: f"{words}<w:document {space}><w:body/></w:document>".encode()})


FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb.docx": (bomb, "grows more than 200 times"),
    "members.docx": (many_members, "has more than 5000 members"),
    "cut.docx": (lambda: docx_bytes()[:9000], "is cut short"),
    "noise.docx": (lambda: b"PK\x03\x04" + SECRET.encode() * 50, "no readable zip package"),
    "locked.docx": (locked_member, "encrypted member"),
    "old.doc": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "is encrypted, or a .doc"),
    "laughs.docx": (lambda: body_with(BILLION), "document type definition or entities"),
    "external.docx": (lambda: body_with(EXTERNAL), "document type definition or entities"),
    "wide.docx": (
        lambda: repacked(docx_bytes(), {"word/styles.xml": EXTERNAL.encode("utf-16")}),
        "document type definition or entities",
    ),
    "deep.docx": (deep_docx, "is not a Word document that can be read"),
    "nothing.docx": (lambda: body_with(""), "holds no text"),
    "locked.pdf": (locked_pdf, "is encrypted and needs a password"),
    "cut.pdf": (lambda: pdf_bytes([SECRET])[:700], "is cut short"),
    "noise.pdf": (lambda: SECRET.encode() * 99, "is not a PDF file"),
    "broken.pdf": (lambda: b"%PDF-1.7\n" + SECRET.encode() * 99 + b"\nstartxref\n9\n%%EOF", "is a broken PDF"),
    "scan.pdf": (scan, "holds no text"),
    "bomb.pdf": (lambda: drawn(b"BT ET " * 2_000_000), "page 1 has more than 8 MB"),
    "pages.pdf": (lambda: pdf_bytes([""] * 501), "has more than 500 pages"),
    "cut.rtf": (lambda: RTF.encode()[:-200], "is cut short"),
    "noise.rtf": (lambda: SECRET.encode(), "is not RTF"),
    "deep.rtf": (lambda: b"{\\rtf1 " + b"{" * 100_000 + b"}" * 100_001, "nested more than 1000 deep"),
    "fields.rtf": (lambda: b"{\\rtf1 " + b"{\\field{\\*\\fldinst{HYPERLINK " * 300 + b"}" * 901, "holds no text"),
    "fonts.rtf": (lambda: b"{\\rtf1{\\fonttbl" + b"\\f1\\fcharset1" * 20_000 + b"}}", "table of fonts"),
    "laughs.xml": (lambda: ccda(section("Plan", "&l9;"), before=BILLION), "document type definition"),
    "external.xml": (lambda: ccda(section("Plan", "&out;"), before=EXTERNAL), "document type definition"),
    "entity.xml": (lambda: ccda(section("Plan", "&Zephyrine;")), "undefined entity"),
    "cut.xml": (lambda: ccda(section("Plan", SECRET))[:-30], "not well-formed XML"),
    "deep.xml": (lambda: b"<a>" * 90_000 + b"</a>" * 90_000, "nested more than 200 deep"),
    "other.xml": (lambda: f"<note>{SECRET}</note>".encode(), "not a C-CDA document"),
    "noise.json": (lambda: SECRET.encode(), "is not valid JSON"),
    "cut.json": (lambda: b'{"resourceType"', "is JSON that is cut short"),
    "list.json": (lambda: b"[1, 2]", "is not FHIR"),
    "deep.json": (lambda: b'{"resourceType":"Observation","x":' + b"[" * 200_000, "cut short|too deeply"),
}


def outcome(path: Path) -> str:
    """What is said about a file of which nothing can be read."""
    try:
        records = list(read_documents(str(path)))
    except ReadError as error:
        return str(error)
    assert [record.get("text") for record in records] == [None], "it was read"
    return f"{path}: {records[0]['error']}"


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_read_is_an_error_at_once(name: str, tmp_path: Path) -> None:
    make, reason = FILES[name]
    path = tmp_path / name
    path.write_bytes(make())
    assert is_document(str(path))
    started = time.perf_counter()
    said = outcome(path)
    assert time.perf_counter() - started < 20
    assert said.startswith(str(path))
    assert any(part in said for part in reason.split("|")), said
    assert not any(word in said for word in SECRET.split()), said


def test_a_pdf_that_is_only_locked_against_changes_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(read_only_pdf())
    assert SECRET in str(next(iter(read_documents(str(path))))["text"])


def test_forms_within_forms_cost_no_more_than_a_page(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(nested_forms())
    started = time.perf_counter()
    said = outcome(path)
    assert time.perf_counter() - started < 30
    assert said.startswith(str(path))


def note(**changes: Any) -> dict[str, Any]:
    return {**visit()[0], **changes}


def attachment(data: str, kind: str = "text/plain") -> dict[str, Any]:
    return note(content=[{"attachment": {"contentType": kind, "data": data}}])


BAD_NOTES: dict[str, tuple[dict[str, Any], str]] = {
    "base64": (attachment(SECRET), "not valid base64"),
    "bytes": (attachment(b64(b"\x00\x01" + SECRET.encode())), "byte 0x00"),
    "empty": (attachment(b64("  ")), "without text"),
    "none": (note(content=[]), "has no attachment"),
    "far": (note(content=[{"attachment": {"url": f"https://example.org/{SECRET}"}}]), "nothing is fetched"),
    "picture": (attachment(b64("x"), "image/png"), "format that is not read"),
    "bomb": (attachment(b64(bomb()), "application/octet-stream"), "grows more than 200 times"),
    "locked": (attachment(b64(locked_pdf()), "application/pdf"), "needs a password"),
    "laughs": (attachment(b64(ccda("", before=BILLION)), "text/xml"), "document type definition"),
    "silent": ({"resourceType": "Composition", "id": "n1"}, "has no narrative text"),
}


def test_a_note_that_cannot_be_read_costs_no_other(tmp_path: Path) -> None:
    listed = [bad for bad, _ in BAD_NOTES.values()]
    listed = [one for bad in listed for one in (bad, visit(2)[0])]
    reasons = [reason for _, reason in BAD_NOTES.values()]
    path = tmp_path / "b.json"
    path.write_text(json.dumps(bundle(*map(entry, listed))), encoding="utf-8")
    check(list(read_documents(str(path))), reasons, "entry")
    lines = tmp_path / "b.ndjson"
    lines.write_text(ndjson(listed), encoding="utf-8")
    check(list(read_documents(str(lines))), reasons, "line")


def check(got: list[Record], reasons: list[str], word: str) -> None:
    assert [record["row"] for record in got] == list(range(1, 2 * len(reasons) + 1))
    assert all(record.get("error") is None and record["text"] for record in got[1::2])
    for record, reason in zip(got[::2], reasons, strict=True):
        said = str(record["error"])
        assert record.get("text") is None and reason in said, said
        assert said.startswith(f"{word} {record['row']}, ")
        assert not any(part in said for part in SECRET.split())


def test_lines_that_are_no_json_cost_no_other(tmp_path: Path) -> None:
    good = json.dumps(visit(2)[0])
    bad = [f'{{"resourceType": "{SECRET}', "[1]", "[" * 100_000, '{"x": 1}', '"' + SECRET + '"']
    path = tmp_path / "b.ndjson"
    path.write_text("\n\n".join(one for line in bad for one in (line, good)), encoding="utf-8")
    got = list(read_documents(str(path)))
    assert [record.get("error") is None for record in got] == [False, True] * len(bad)
    assert [record["row"] for record in got[::2]] == [1, 5, 9, 13, 17]
    assert not any(word in str(record.get("error")) for record in got for word in SECRET.split())


@pytest.mark.parametrize("at", [0.3, 0.6, 0.9])
def test_a_bundle_that_breaks_off_gives_what_came_before(at: float, tmp_path: Path) -> None:
    whole = json.dumps(bundle(*[entry(visit(n)[0]) for n in range(1, 10)]))
    path = tmp_path / "b.json"
    path.write_text(whole[: int(len(whole) * at)], encoding="utf-8")
    got = list(read_documents(str(path)))
    assert all(record.get("error") is None for record in got[:-1]) and len(got) > 2
    assert got[-1]["error"] == f"entry {len(got)}: is cut short here" and got[-1]["row"] == len(got)


def test_a_note_too_large_for_one_is_refused_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from notelint.batch.sources import attachments, fhir_stream

    monkeypatch.setattr(fhir_stream, "MAX_RESOURCE", 200_000)
    monkeypatch.setattr(attachments, "MAX_BYTES", 20_000)
    listed = [attachment("QUJD" * 60_000), attachment("QUJD" * 10_000), visit(2)[0]]
    path = tmp_path / "b.ndjson"
    path.write_text(ndjson(listed), encoding="utf-8")
    first, second, third = read_documents(str(path))
    assert "too large" in str(first["error"]) and "too large" in str(second["error"]) and third["text"]
    path = tmp_path / "b.json"
    path.write_text(json.dumps(bundle(entry(visit(3)[0]), entry(listed[0]), entry(visit(2)[0]))), encoding="utf-8")
    got = list(read_documents(str(path)))
    assert got[0]["text"] and "too large" in str(got[1]["error"])
