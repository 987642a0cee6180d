"""Document formats: which module reads which file.

A module has `read_documents(path: str) -> Iterator[Record]`: the notes of one file, one after another. It raises
`ReadError` where nothing of the file can be read, and yields a record with an `error` for a part that cannot; no
message holds words of the file. It is loaded when first needed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from importlib import import_module
from types import MappingProxyType

from notelint.batch.sources.base import Record

_HERE = "notelint.batch.sources"

READERS: Mapping[str, str] = MappingProxyType(
    {
        ".doc": f"{_HERE}.docx",
        ".docx": f"{_HERE}.docx",
        ".json": f"{_HERE}.fhir",
        ".ndjson": f"{_HERE}.fhir",
        ".pdf": f"{_HERE}.pdf",
        ".rtf": f"{_HERE}.rtf",
        ".xml": f"{_HERE}.ccda",
    }
)
"""Module that reads files with a suffix, in lower case."""


def is_document(path: str) -> bool:
    """Whether a file is in a document format, by its suffix."""
    return os.path.splitext(path)[1].lower() in READERS  # noqa: PTH122


def read_documents(path: str) -> Iterator[Record]:
    """The notes of one document file.

    Raises:
        ReadError: Nothing of it can be read.
    """
    suffix = os.path.splitext(path)[1].lower()  # noqa: PTH122
    yield from import_module(READERS[suffix]).read_documents(path)
