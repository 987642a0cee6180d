"""FHIR files as streams of resources: a Bundle's entries through ijson, an NDJSON file's lines one by one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from notelint.batch.sources.fhir_index import Resource, items, key
from notelint.errors import ReadError
from notelint.reading.files import MAX_BYTES

MAX_RESOURCE = MAX_BYTES * 3 // 2
"""Bytes of one entry or line; a larger one is refused. Room for an attachment of `MAX_BYTES` in base64."""

_BOM = b"\xef\xbb\xbf"
_KIND = re.compile(rb'"resourceType"\s*:\s*"(\w{1,64})"')
_TOO_LARGE = f"is larger than {MAX_RESOURCE // (1024 * 1024)} MB, too large for a note"


@dataclass(frozen=True, slots=True)
class Entry:
    """A resource and where it stands.

    Attributes:
        number: Entry of the Bundle or line of the file, from 1.
        called: The same in words, for errors.
        place: The same for an identifier: the number, and the entry of a Bundle that stands in a line.
        resource: The resource, or None where it cannot be read.
        full_url: What the Bundle calls it.
        error: Why it cannot be read.
        offset: Byte at which its line begins.
    """

    number: int
    called: str
    place: str
    resource: Resource | None = None
    full_url: str | None = None
    error: str | None = None
    offset: int | None = None

    def references(self) -> list[str]:
        """The references under which it is found."""
        resource = self.resource or {}
        found = [f"{resource.get('resourceType')}/{resource['id']}"] if isinstance(resource.get("id"), str) else []
        full = key(self.full_url)
        return [*found, full] if full else found


class _Bounded:
    """A file that refuses to hand out more than `MAX_RESOURCE` bytes for one entry."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file = file
        self._name = name
        self._left = MAX_RESOURCE
        if file.read(len(_BOM)) != _BOM:
            file.seek(0)

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise ReadError(self._name, f"an entry {_TOO_LARGE}")
        return data

    def next_entry(self) -> None:
        self._left = MAX_RESOURCE


def _open(path: str, name: str) -> BinaryIO:
    try:
        return open(path, "rb")  # noqa: PTH123 - the path stays as it was typed; the callers close it
    except OSError as error:
        reason = "there is no such file or folder" if isinstance(error, FileNotFoundError) else "cannot be read"
        raise ReadError(name, reason) from None


def entries(path: str, name: str) -> Iterator[Entry]:
    """The entries of a Bundle; of another resource, that one.

    Where the JSON breaks off, the last entry tells so, since what follows cannot be found.

    Raises:
        ReadError: It is no JSON, or no FHIR.
    """
    kind = _kind(path, name)
    if kind != "Bundle":
        yield Entry(1, "the resource", "1", resource=_whole(path, name))
        return
    import ijson

    number, reason = 0, ""
    with _open(path, name) as file:
        bounded = _Bounded(file, name)
        found: Iterator[Any] = iter(ijson.items(bounded, "entry.item", use_float=True, buf_size=16384))
        while not reason:
            try:
                item = next(found)
            except StopIteration:
                return
            except ReadError as error:
                reason = error.reason
                continue
            except Exception as error:  # ijson's messages quote the file
                reason = "is cut short here" if _cut(error) else "is not valid JSON; what follows cannot be read"
                continue
            number += 1
            bounded.next_entry()
            full = item.get("fullUrl") if isinstance(item, dict) else None
            resource = next(items(item.get("resource")), None) if isinstance(item, dict) else None
            yield Entry(
                number,
                f"entry {number}",
                str(number),
                resource=resource,
                full_url=full if isinstance(full, str) else None,
                error=None if resource is not None else "has no resource",
            )
    yield Entry(number + 1, f"entry {number + 1}", str(number + 1), error=reason)


def _kind(path: str, name: str) -> str:
    """The type of the resource that a file is.

    Raises:
        ReadError: It is no JSON, or names no type.
    """
    import ijson

    kind, reason = None, "is not FHIR (it names no resourceType)"
    with _open(path, name) as file:
        try:
            start = _Bounded(file, name)
            for prefix, event, value in ijson.parse(start, buf_size=16384):
                start.next_entry()
                if prefix == "resourceType" and event == "string":
                    kind = str(value)
                    break
                if prefix == "" and event not in ("start_map", "map_key", "end_map"):
                    break
        except ReadError:
            raise
        except Exception as error:  # ijson's messages quote the file
            reason = "is JSON that is cut short" if _cut(error) else "is not valid JSON"
    if kind is None:
        raise ReadError(name, reason)
    return kind


def _cut(error: Exception) -> bool:
    """Whether ijson came to the end too early, and not to something that is no JSON."""
    said = str(error)
    return "Incomplete" in type(error).__name__ and ("premature EOF" in said or said.startswith("Incomplete"))


def _whole(path: str, name: str) -> Resource:
    with _open(path, name) as file:
        data = file.read(MAX_RESOURCE + 1)
    if len(data) > MAX_RESOURCE:
        raise ReadError(name, _TOO_LARGE)
    resource, reason = _loaded(data)
    if resource is None:
        raise ReadError(name, reason)
    return resource


def _loaded(data: bytes) -> tuple[Resource | None, str]:
    """The resource that some bytes are, or why they are none."""
    try:
        found = json.loads(data.removeprefix(_BOM))
    except RecursionError:
        return None, "is nested too deeply"
    except (ValueError, UnicodeDecodeError):
        return None, "is not valid JSON, or is cut short"
    return (
        (found, "")
        if isinstance(found, dict) and isinstance(found.get("resourceType"), str)
        else (None, "is not a FHIR resource")
    )


def lines(path: str, name: str, start: int = 0, *, wanted: Callable[[str], bool] | None = None) -> Iterator[Entry]:
    """The resources of an NDJSON file; the entries of a Bundle that stands in a line one by one.

    Args:
        path: The file.
        name: What messages call it.
        start: Byte at which to begin, the start of a line.
        wanted: Told the type that a line begins with; where it says no, the line is passed over unread.

    Raises:
        ReadError: The file cannot be opened.
    """
    with _open(path, name) as file:
        file.seek(start)
        number, offset = 0, start
        while line := file.readline(MAX_RESOURCE + 1):
            number += 1
            begun, offset = offset, offset + len(line)
            if len(line) > MAX_RESOURCE:
                yield Entry(number, f"line {number}", str(number), error=_TOO_LARGE)
                while line and not line.endswith(b"\n"):
                    line = file.readline(MAX_RESOURCE)
                    offset += len(line)
                continue
            if not line.strip():
                continue
            kind = _KIND.search(line[:300]) if wanted is not None else None
            if wanted is not None and kind is not None and not wanted(kind[1].decode()):
                continue
            yield from _line(line, number, begun)


def _line(line: bytes, number: int, offset: int) -> Iterator[Entry]:
    resource, reason = _loaded(line)
    called = f"line {number}"
    if resource is None:
        yield Entry(number, called, str(number), error=reason)
    elif resource["resourceType"] != "Bundle":
        yield Entry(number, called, str(number), resource=resource, offset=offset)
    else:
        for at, item in enumerate(items(resource.get("entry")), 1):
            inner = next(items(item.get("resource")), None)
            full = item.get("fullUrl") if isinstance(item.get("fullUrl"), str) else None
            yield Entry(number, f"{called}, entry {at}", f"{number}:{at}", resource=inner, full_url=full)
