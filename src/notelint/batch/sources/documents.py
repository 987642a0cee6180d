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
from typing import Any, cast

from notelint.batch.sources.base import Record
from notelint.batch.sources.columns import whole

_HERE = "notelint.batch.sources"

READERS: Mapping[str, str] = MappingProxyType(
    {
        ".doc": f"{_HERE}.docx",
        ".docx": f"{_HERE}.docx",
        ".json": f"{_HERE}.fhir",
        ".jsonl": f"{_HERE}.fhir",
        ".ndjson": f"{_HERE}.fhir",
        ".pdf": f"{_HERE}.pdf",
        ".rtf": f"{_HERE}.rtf",
        ".xml": f"{_HERE}.ccda",
    }
)
"""Module that reads files with a suffix, in lower case."""


_EITHER = frozenset((".jsonl", ".ndjson"))
_HEAD = 4096


def is_document(path: str) -> bool:
    """Whether a file is in a document format, by its suffix.

    JSON lines are resources of FHIR if their beginning names a type of resource, and rows of a table if it does not.
    """
    suffix = _suffix(path)
    return suffix in READERS and (suffix not in _EITHER or _names_a_resource(path))


def related(path: str) -> list[str]:
    """The files that decide what is read of a document: itself, and for an export of FHIR the others of its folder."""
    if _suffix(path) not in _EITHER:
        return [path]
    from notelint.batch.sources.fhir import export_files

    return [path, *export_files(path)]


def _suffix(path: str) -> str:
    return os.path.splitext(path)[1].lower()  # noqa: PTH122


def _names_a_resource(path: str) -> bool:
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - the path stays as it was typed
            return b'"resourceType"' in file.read(_HEAD)
    except OSError:
        return False


def read_documents(path: str) -> Iterator[Record]:
    """The notes of one document file.

    Raises:
        ReadError: Nothing of it can be read.
    """
    for record in import_module(READERS[_suffix(path)]).read_documents(path):
        yield cast(Record, {name: _whole(value) for name, value in record.items()})


def _whole(value: Any) -> Any:
    """A value without halves of characters, which JSON can write and no table can hold."""
    if isinstance(value, str):
        return whole(value)
    return [_whole(one) for one in value] if isinstance(value, list) else value
