"""FHIR R4 -> notes: DocumentReferences and Compositions in Bundles (JSON) and in NDJSON, as bulk exports have them.

A Bundle is read as a stream, entry by entry; NDJSON line by line. Each is gone through twice: first for what the
notes refer to (`fhir_index`), then for the notes. The NDJSON files of one folder are one export: a note in one of
them may refer to an encounter in another. Nothing is fetched from anywhere.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

from notelint.batch.sources.base import Record
from notelint.batch.sources.fhir_index import KINDS, Index, Resource, word
from notelint.batch.sources.fhir_notes import NOTES, Binaries, note_record
from notelint.batch.sources.fhir_stream import Entry, entries, lines
from notelint.errors import ReadError
from notelint.reading.files import shown

_LINES = (".ndjson", ".jsonl")

MAX_BINARIES = 64 * 1024 * 1024
"""Characters of Binary resources of one Bundle that are kept for the notes that refer to them."""


def read_documents(path: str) -> Iterator[Record]:
    """The notes of a Bundle, a resource or an NDJSON file, in the order of the file.

    Yields:
        A record for each note, with an `error` where it cannot be read; `row` is the number of the entry or line.

    Raises:
        ReadError: It is not FHIR in JSON, or cannot be read at all.
    """
    name = shown(path)
    if path.lower().endswith(_LINES):
        index, places = _export(_stamps(path))
        yield from _notes(lines(path, name), index, _Elsewhere(places), name)
        return
    index, kept = Index(), _Kept()
    for entry in entries(path, name):
        if entry.resource is not None:
            index.add(entry.resource, entry.full_url)
            kept.add(entry)
    yield from _notes(entries(path, name), index, kept, name)


def _notes(stream: Iterator[Entry], index: Index, binaries: Binaries, name: str) -> Iterator[Record]:
    for entry in stream:
        place: Record = {"note_id": f"{name}:{entry.place}", "path": name, "row": entry.number}
        if entry.error is not None:
            yield {**place, "error": f"{entry.called}: {entry.error}"}
        elif entry.resource is not None and word(entry.resource, "resourceType") in NOTES:
            try:
                record = note_record(entry.resource, index, binaries, name)
            except ReadError as error:
                kind, own = entry.resource["resourceType"], entry.resource.get("id")
                if isinstance(own, str) and own:
                    place["note_id"] = f"{kind}/{own}"
                yield {**place, "error": f"{entry.called}, {kind}: {error.reason}"}
                continue
            if record is not None:
                yield {**place, **record}


class _Kept:
    """The Binary resources of a Bundle, as far as they fit."""

    def __init__(self) -> None:
        self._found: dict[str, Resource] = {}
        self._room = MAX_BINARIES

    def add(self, entry: Entry) -> None:
        resource = entry.resource
        if resource is None or resource.get("resourceType") != "Binary" or not isinstance(resource.get("data"), str):
            return
        self._room -= len(resource["data"])
        if self._room >= 0:
            for one in entry.references():
                self._found[one] = resource

    def get(self, reference: str) -> Resource | None:
        return self._found.get(reference)


class _Elsewhere:
    """The Binary resources of an export: where each line of theirs begins, read when it is asked for."""

    def __init__(self, places: dict[str, tuple[str, int]]) -> None:
        self._places = places

    def get(self, reference: str) -> Resource | None:
        path, offset = self._places.get(reference, ("", 0))
        if not path:
            return None
        entry = next(lines(path, shown(path), offset), None)
        return entry.resource if entry is not None else None


def export_files(path: str) -> list[str]:
    """The NDJSON files that are one export with this: those of its folder."""
    try:
        found = [one for one in Path(path).parent.iterdir() if one.suffix.lower() in _LINES and one.is_file()]
    except OSError:
        return [path]
    return sorted(str(one) for one in found)


def _stamps(path: str) -> tuple[tuple[str, int, int], ...]:
    """The files of an export as they are now."""
    return tuple(
        (one, os.stat(one).st_size, os.stat(one).st_mtime_ns)  # noqa: PTH116
        for one in export_files(path)
    )


@lru_cache(maxsize=1)
def _export(stamps: tuple[tuple[str, int, int], ...]) -> tuple[Index, dict[str, tuple[str, int]]]:
    """What the files of an export say beside notes. Kept for the next file of the folder.

    What is wrong with a line is told when the notes of its file are read.
    """
    index: Index = Index()
    places: dict[str, tuple[str, int]] = {}
    wanted: Callable[[str], bool] = (KINDS | {"Bundle", "Binary"}).__contains__
    for path, _, _ in stamps:
        for entry in lines(path, shown(path), wanted=wanted):
            if entry.resource is None:
                continue
            if entry.resource.get("resourceType") == "Binary":
                if entry.offset is not None:
                    places.update(dict.fromkeys(entry.references(), (path, entry.offset)))
            else:
                index.add(entry.resource, entry.full_url)
    return index, places
