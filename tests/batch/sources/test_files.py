"""RTF, DOCX and PDF files of notes."""

from __future__ import annotations

import docx
import pytest

from batch.sources.build import ASSESSMENT, HISTORY, RTF, docx_bytes, pdf_bytes, saved
from notelint.batch.sources import docx as word
from notelint.batch.sources import pdf, rtf
from notelint.batch.sources.pdf_lines import note_text


def test_rtf() -> None:
    assert rtf.text_of(RTF.encode(), "note.rtf") == (
        f"History of present illness\n{HISTORY}\n\n"
        "- Walks with a cane café\n2. Pain – worse\nFever    No\nSleep: Poor.\nWakes at two.\nSee the plan.\n"
    )


def test_rtf_whose_rows_are_told_at_their_end_only() -> None:
    source = r"{\rtf1 Before\par Fever\cell No\cell\trowd\cellx1\row After\par}"
    assert rtf.text_of(source.encode(), "note.rtf") == "Before\nFever    No\nAfter\n"


def test_docx() -> None:
    assert word.text_of(docx_bytes(), "note.docx") == (
        "Spine clinic    Date of service: 05/12/2026\n\n"
        f"History of present illness\n{HISTORY} Put in.\n\n"
        "Review of systems\nFever    No\nPain    7/10\nSaddle anesthesia    Denied\nSleep: Poor.\nWakes at two.\n\n"
        f"Assessment\n1. {ASSESSMENT}\n2. No radiculopathy.\n- Home exercise\nSeen in person.\n"
    )


def test_docx_boxes_breaks_and_hidden_words() -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = docx.Document()
    space = nsdecls("w")
    for inner in (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData></w:fldChar>'
        "<w:t>Fever</w:t></w:r>",
        '<w:r><w:sym w:font="Wingdings" w:char="F0A8"/><w:t>Chills</w:t></w:r>',
        "<w:r><w:t>one</w:t><w:br/><w:t>two</w:t><w:tab/><w:t>three</w:t></w:r>",
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r><w:r><w:t>seen</w:t></w:r>",
        "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>",
    ):
        document.element.body.insert(len(document.element.body) - 1, parse_xml(f"<w:p {space}>{inner}</w:p>"))
    assert word.text_of(saved(document), "note.docx") == "[x] Fever\n[ ] Chills\none\ntwo    three\nseen\nIn a box\n"


def test_pdf() -> None:
    text = pdf.text_of(pdf_bytes(), "note.pdf")
    assert text.startswith("History of present illness\nThe patient has had low back pain for six weeks")
    assert " ".join(text.split()).startswith(f"History of present illness {HISTORY}")
    assert "\nFever    No\n" in text and "\nPain    7/10\n" in text


def test_pdf_pages_lose_their_numbers_and_what_stands_on_each_of_them() -> None:
    pages = [
        f"Hill Street Spine, patient 7\nPart {n} of the history.\nPrinted on 05/12/2026\nPage {n} of 3"
        for n in (1, 2, 3)
    ]
    text = note_text(pages)
    assert text == (
        "Hill Street Spine, patient 7\nPart 1 of the history.\nPart 2 of the history.\nPart 3 of the history.\n"
        "Printed on 05/12/2026\n"
    )


def test_a_page_of_one_line_is_not_taken_for_its_head() -> None:
    assert note_text(["Visit 1\nLow back pain.\nDenies fever.", "Visit 1\nBetter."]) == (
        "Visit 1\nLow back pain.\nDenies fever.\nBetter.\n"
    )


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("signs of radicu-\nlopathy today", "signs of radiculopathy\ntoday\n"),
        ("returns for follow-\nup of pain", "returns for follow-up\nof pain\n"),
        ("L4-\nL5 disc", "L4-\nL5 disc\n"),
        ("The  pain  stays  in  the  low  back", "The pain stays in the low back\n"),
        ("Fever          No      Chills      Yes", "Fever    No    Chills    Yes\n"),
        ("   • No fever", "- No fever\n"),
        ("diﬃcult ﬁrst", "difficult first\n"),
    ],
)
def test_lines_of_a_page(page: str, text: str) -> None:
    assert note_text([page]) == text


def test_columns_of_prose_come_one_after_the_other() -> None:
    left = [f"the left column has line number {n}" for n in range(7)]
    right = [f"the right column has line number {n}" for n in range(7)]
    page = "\n".join(f"{a:<50}{b}" for a, b in zip(left, right, strict=True))
    assert note_text(["A heading\n" + page]) == "\n".join(["A heading", *left, *right]) + "\n"


def test_words_that_layout_does_not_see_are_taken_as_they_come() -> None:
    class Page:
        def extract_text(self, extraction_mode: str = "plain") -> str:
            return "Low back pain, in a form." if extraction_mode == "plain" else "Low"

    assert pdf._page(Page()) == "Low back pain, in a form."
