"""DOCX files -> text, through python-docx.

python-docx opens the package and knows its parts and styles. The walk over a document's body is ours, since the words
that templates of health records put into content controls, tracked insertions and text boxes are not paragraphs to
it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from notelint.batch.sources.base import Record, one_note
from notelint.batch.sources.docx_words import Body, Numbering
from notelint.batch.sources.layout import Lines, text_or_refusal
from notelint.errors import ReadError

MAX_MEMBERS = 5_000
MAX_UNPACKED = 256 * 1024 * 1024
MAX_XML = 64 * 1024 * 1024
MAX_RATIO = 200
"""A member that grows more than so many times when it is unpacked, beyond a megabyte, is a bomb: text grows ten to
fifty."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MEGABYTE = 1024 * 1024
_DOCTYPE = tuple(
    sign.encode(coding) for sign in ("<!DOCTYPE", "<!ENTITY") for coding in ("utf-8", "utf-16-le", "utf-16-be")
)


def read_documents(path: str) -> Iterator[Record]:
    """The note of a DOCX file; of a `.doc`, too, if it is DOCX or RTF under that name.

    Raises:
        ReadError: It cannot be read.
    """
    return one_note(path, _word_or_rtf)


def _word_or_rtf(data: bytes, path: str) -> str:
    if data.startswith(b"{\\rtf"):
        from notelint.batch.sources import rtf

        return rtf.text_of(data, path)
    return text_of(data, path)


def text_of(data: bytes, path: str) -> str:
    """The text of a Word document: headers first, then the body, a line for each paragraph and each row of a table.

    Insertions count and deletions do not, as if all changes were accepted. Hidden text, comments, footnotes and page
    footers are left out.

    Raises:
        ReadError: It is no DOCX, is encrypted, cut short or broken, or grows beyond all measure when it is unpacked.
    """
    if reason := _unsafe(data):
        raise ReadError(path, reason)
    return text_or_refusal(path, lambda: _text(data), "is not a Word document that can be read")


def _unsafe(data: bytes) -> str:
    """Why a package is not opened, or nothing."""
    if data.startswith(_OLE):
        return "is encrypted, or a .doc of before 2007; neither is read"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _unsafe_members(package)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        return "is not a Word document, or is cut short (no readable zip package)"
    except Exception as error:  # zlib's and lzma's own
        return f"is not a Word document that can be read ({type(error).__name__})"


def _unsafe_members(package: zipfile.ZipFile) -> str:
    members = package.infolist()
    if len(members) > MAX_MEMBERS:
        return f"has more than {MAX_MEMBERS} members"
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        return f"unpacks to more than {MAX_UNPACKED // _MEGABYTE} MB"
    for member in members:
        if member.flag_bits & 1:
            return "has an encrypted member"
        if member.file_size > _MEGABYTE and member.file_size > MAX_RATIO * max(member.compress_size, 1):
            return f"has a member that grows more than {MAX_RATIO} times when it is unpacked"
    # What zipfile hands out is never longer than the size that was just looked at.
    for member in members:
        if member.filename.lower().endswith((".xml", ".rels")):
            if member.file_size > MAX_XML:
                return f"has a part larger than {MAX_XML // _MEGABYTE} MB"
            words = package.read(member)
            if any(sign in words for sign in _DOCTYPE):
                return "has a part with a document type definition or entities, which are refused"
    return ""


def _text(data: bytes) -> str:
    import docx

    document: Any = docx.Document(io.BytesIO(data))
    styles = {style.style_id: style for style in document.styles}
    headings = {key for key, style in styles.items() if str(style.name or "").lower().startswith(("heading", "title"))}
    numbering = Numbering(_numbering(document), {key: style.element for key, style in styles.items()})
    lines = Lines()
    seen: set[str] = set()
    for section in document.sections:
        for header in (section.first_page_header, section.header):
            if not header.is_linked_to_previous:
                words = _part_text(header._element, headings, numbering)
                if words not in seen:
                    seen.add(words)
                    for line in words.splitlines():
                        lines.line(line)
    Body(lines, headings, numbering).write(document.element.body)
    return lines.text()


def _part_text(element: Any, headings: set[str], numbering: Numbering) -> str:
    lines = Lines()
    Body(lines, headings, numbering).write(element)
    return lines.text()


def _numbering(document: Any) -> Any:
    """The part that defines lists, or None. Asked for by its relation: the property would make one where there is
    none."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/numbering"):
            return relation.target_part.element
    return None
