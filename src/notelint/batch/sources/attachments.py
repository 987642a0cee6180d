"""A document inside another (base64 in FHIR or C-CDA) -> text, by its media type and its first bytes."""

from __future__ import annotations

import base64
import binascii
import re
from importlib import import_module
from typing import Any

from notelint.batch.sources.layout import TOO_MUCH, TooMuchText
from notelint.batch.sources.markup import html_text
from notelint.errors import ReadError
from notelint.reading.files import MAX_BYTES, decode

_BLANKS = re.compile(r"\s+")
_CHARSET = re.compile(r"charset=\"?([A-Za-z0-9_.:-]+)", re.IGNORECASE)

_CHARSETS = re.compile(
    r"utf-?(?:8|16|32)(?:-?[lb]e)?|iso-?8859-\d{1,2}|(?:windows-|cp)125\d|latin-?1|macintosh|us-ascii|ascii",
    re.IGNORECASE,
)

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
READABLE = (
    "text/plain",
    "text/html",
    "application/xhtml+xml",
    "text/rtf",
    "application/rtf",
    _WORD,
    "xml",
    "application/pdf",
)
"""Media types that can be read, the one that keeps most of a note first; `xml` is any of XML's."""


def rank(media_type: str) -> int:
    """Place of a media type in `READABLE`, the lower the better; its length for one that cannot be read."""
    kind = media_type.partition(";")[0].strip().lower()
    if kind not in READABLE and (kind.endswith(("+xml", "/xml"))):
        kind = "xml"
    if not kind:
        return len(READABLE) - 1
    return READABLE.index(kind) if kind in READABLE else len(READABLE)


def decoded(data: str, path: str) -> bytes:
    """The bytes that a base64 text stands for; blanks and line ends in it do not count.

    Raises:
        ReadError: It is not base64, or stands for more than a note can have.
    """
    if len(data) > MAX_BYTES * 3 // 2:
        raise ReadError(path, f"has an attachment larger than {MAX_BYTES // (1024 * 1024)} MB, too large for a note")
    try:
        return base64.b64decode(_BLANKS.sub("", data), validate=True)
    except (binascii.Error, ValueError):
        pass
    raise ReadError(path, "has an attachment that is not valid base64")


def attached_text(data: bytes, media_type: str, path: str) -> str:
    """The text of an attachment. Its first bytes tell what it is where they can; its media type tells the rest.

    Raises:
        ReadError: It is in a format that is not read, or is broken.
    """
    kind = media_type.partition(";")[0].strip().lower()
    reader = _by_content(data) or _by_type(kind)
    if reader == "text":
        charset = _CHARSET.search(media_type)
        return _decoded_text(data, charset[1] if charset else "", path)
    if reader == "html":
        reason = ""
        try:
            return html_text(decode(data, path))
        except TooMuchText:
            reason = TOO_MUCH
        raise ReadError(path, reason)
    if reader == "ccda":
        return str(_module("ccda").document(data, path)["text"])
    if reader:
        return str(_module(reader).text_of(data, path))
    raise ReadError(path, "has an attachment in a format that is not read (text, HTML, RTF, DOCX, PDF and C-CDA are)")


def _module(name: str) -> Any:
    return import_module(f"notelint.batch.sources.{name}")


def _by_content(data: bytes) -> str | None:
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"{\\rtf"):
        return "rtf"
    if data.startswith(b"PK\x03\x04"):
        return "docx"
    return "ccda" if b"<ClinicalDocument" in data[:4096] else None


def _by_type(kind: str) -> str | None:
    if kind in ("text/html", "application/xhtml+xml"):
        return "html"
    if kind in ("application/pdf", "text/rtf", "application/rtf"):
        return kind.partition("/")[2]
    if kind == _WORD:
        return "docx"
    if kind.endswith(("/xml", "+xml")):
        return "ccda"
    return "text" if kind.startswith("text/") or not kind else None


def _decoded_text(data: bytes, charset: str, path: str) -> str:
    """Plain text: in its character set where that is another than the usual ones, else as files of notes are read."""
    if charset.lower() in ("", "utf-8", "utf8", "us-ascii", "ascii", "windows-1252", "cp1252"):
        return decode(data, path)
    if _CHARSETS.fullmatch(charset):
        try:
            text = data.decode(charset)
        except (LookupError, UnicodeDecodeError):
            text = "\0"
        if "\0" not in text:
            return text
    raise ReadError(path, "has an attachment that is not text in the character set it names")
