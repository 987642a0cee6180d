"""PDF files -> text, through pypdf.

pypdf's layout mode writes a page as it looks, so that the cells of a table's row stay in one line; how those lines
become the lines of a note is told in `pdf_lines`. pypdf is pure Python and bounds what a stream may unpack to.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

from notelint.batch.sources.base import Record, one_note
from notelint.batch.sources.layout import MAX_CHARACTERS, TOO_MUCH
from notelint.batch.sources.pdf_lines import note_text
from notelint.errors import ReadError

MAX_PAGES = 500
MAX_PAGE_BYTES = 8 * 1024 * 1024
"""Drawing instructions of one page, unpacked; a page full of words has about 20 kB."""

_KEPT = 0.9
"""Where layout mode shows less than this share of the words that plain mode does, it has missed some: plain text is
taken."""


def read_documents(path: str) -> Iterator[Record]:
    """The note of a PDF file.

    Raises:
        ReadError: It cannot be read.
    """
    return one_note(path, text_of)


def text_of(data: bytes, path: str) -> str:
    """The text of a PDF file, in lines.

    Raises:
        ReadError: It is no PDF, needs a password, is cut short or broken, or has no text (a scan).
    """
    # Its warnings and errors can quote the file.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)
    if b"%PDF-" not in data[:1024]:
        raise ReadError(path, "is not a PDF file")
    reason = ""
    pages: list[str] = []
    try:
        reason, pages = _pages(data)
    except RecursionError:
        reason = "is a PDF nested too deeply to be read"
    except Exception as error:  # whatever pypdf trips over; its message could quote the file
        reason = f"is a broken PDF, or one cut short ({type(error).__name__})"
    text = "" if reason else note_text(pages)
    if not reason and not text:
        reason = "holds no text: a scanned page, perhaps, and pictures are not read"
    if reason:
        raise ReadError(path, reason)
    return text


def _pages(data: bytes) -> tuple[str, list[str]]:
    """Why a file is not read, or nothing; and its pages as they look."""
    from pypdf import PasswordType, PdfReader

    if b"%%EOF" not in data[-2048:] and b"startxref" not in data[-2048:]:
        return "is a PDF that is cut short (its end is missing)", []
    reader: Any = PdfReader(io.BytesIO(data), strict=False)
    # Many are locked against changes only: those open with an empty password, as every program opens them.
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        return "is encrypted and needs a password", []
    if len(reader.pages) > MAX_PAGES:
        return f"has more than {MAX_PAGES} pages, too many for a note", []
    pages: list[str] = []
    size = 0
    for number, page in enumerate(reader.pages, 1):
        contents = page.get_contents()
        if contents is not None and len(contents.get_data()) > MAX_PAGE_BYTES:
            return f"page {number} has more than {MAX_PAGE_BYTES // (1024 * 1024)} MB of drawing instructions", []
        words = _page(page)
        size += len(words)
        if size > MAX_CHARACTERS:
            return TOO_MUCH, []
        pages.append(words)
    return "", pages


def _page(page: Any) -> str:
    """A page as it looks; its plain text where words of it are drawn in a way that layout mode does not see."""
    plain: str = page.extract_text()
    try:
        laid_out: str = page.extract_text(extraction_mode="layout")
    except Exception:  # a page that only layout mode trips over
        return plain
    return laid_out if _letters(laid_out) >= _KEPT * _letters(plain) else plain


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))
