"""Paths become notes: files, folders, standard input and manifests, one note at a time.

For each value about a note the manifest wins over front matter, and front matter over what the text says. The text is
read later (`reading.metadata`): here a value that nobody gives from outside stays None.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from notelint.errors import ReadError
from notelint.models import Failure, Note
from notelint.reading.files import NoteFile, decode, is_folder, is_manifest, key, read_bytes, read_stream, shown, walk
from notelint.reading.frontmatter import ORIGIN, read_front_matter
from notelint.reading.manifest import Row, read_manifest

STDIN = "-"


def build_note(text: str, path: str | None = None, row: Row | None = None) -> Note:
    """Make a note of a text: its front matter is read, and the values of a manifest's row go before it.

    Args:
        text: The whole text.
        path: Where it comes from, as messages and reports shall name it.
        row: What a manifest says about it.

    Raises:
        ReadError: The front matter is broken.
    """
    matter = read_front_matter(text, path or "note")
    values = dict(matter.values)
    origins = dict.fromkeys(values, ORIGIN)
    if row is not None:
        values.update(row.values)
        origins.update(dict.fromkeys(row.values, row.origin))
    return Note(text=text, body_start=matter.body_start, path=path, origins=origins, **values)


def failure(error: ReadError) -> Failure:
    """What could not be read, as a run lists it."""
    return Failure(path=error.path, error=error.reason if error.line is None else f"line {error.line}: {error.reason}")


def read_notes(
    paths: Iterable[str | os.PathLike[str]],
    *,
    manifest: str | os.PathLike[str] | None = None,
    stdin_filename: str | None = None,
    stdin: BinaryIO | None = None,
    warn: Callable[[str], None] | None = None,
    leave: Callable[[str], bool] | None = None,
) -> Iterator[Note | Failure]:
    """Read notes, one after another, each only when it is asked for. What cannot be read costs nothing else.

    Args:
        paths: Files and folders, in the order in which they shall come; `-` is standard input. A `manifest.csv` among
            them is used as one, and the notes it names are read. A file that is reached twice is read once.
        manifest: Manifest to use instead of those found in the folders. It says something about the notes that `paths`
            reach; it adds none.
        stdin_filename: What the note from standard input is called; a row of the manifest can speak of it by that name.
        stdin: Where `-` is read from, the process's own by default.
        warn: Told each thing that is odd and harmless, such as a column that nobody reads, once.
        leave: Asked of each path that only a manifest names; where it says yes, the file is someone else's to read.

    Yields:
        A `Note`, or a `Failure` for each file, folder, manifest or row of one that cannot be read. No failure holds
        words of a note.
    """
    reader = _Reader(warn or (lambda _: None), own_manifests=manifest is None, leave=leave or (lambda _: False))
    names = [os.fspath(path) for path in paths]
    manifests = [name for name in names if is_manifest(name)]
    # Before the first note: a file may be named before the manifest that speaks of it.
    for used in manifests if manifest is None else [os.fspath(manifest)]:
        yield from reader.use(used)
    for name in names:
        if name == STDIN:
            yield from reader.standard_input(stdin, stdin_filename)
        elif is_folder(name):
            yield from reader.folder(name)
        elif name in manifests:
            yield from reader.named_in(name)
        else:
            yield from reader.file(NoteFile(name, key(name)))


class _Reader:
    """What a run knows so far: the rows of its manifests, and the files it has read."""

    def __init__(self, warn: Callable[[str], None], own_manifests: bool, leave: Callable[[str], bool]) -> None:
        self._warn = warn
        self._leave = leave
        self._own_manifests = own_manifests
        self._manifests: dict[str, tuple[Row, ...]] = {}
        self._rows: dict[str, Row] = {}
        self._done: set[str] = set()

    def use(self, manifest: str) -> Iterator[Failure]:
        """Take in a manifest. Where several speak of one file, the last taken in, which is the nearest to it, holds."""
        identity = key(manifest)
        if identity in self._manifests:
            return
        self._manifests[identity] = ()
        try:
            read = read_manifest(manifest)
        except ReadError as error:
            yield failure(error)
            return
        self._manifests[identity] = tuple(read.rows.values())
        self._rows.update(read.rows)
        for warning in read.warnings:
            self._warn(warning)
        for wrong in read.errors:
            yield failure(wrong)

    def named_in(self, manifest: str) -> Iterator[Note | Failure]:
        """The notes that a manifest names and that have not been read yet."""
        for row in self._manifests.get(key(manifest), ()):
            if not self._leave(row.path):
                yield from self.file(NoteFile(row.path, row.key))

    def folder(self, top: str) -> Iterator[Note | Failure]:
        """The notes of a folder, then those that its manifests name and the search did not meet."""
        found = False
        manifests = []
        for item in walk(top):
            if isinstance(item, ReadError):
                found = True
                yield failure(item)
            elif isinstance(item, NoteFile):
                found = True
                yield from self.file(item)
            elif item.manifest is not None and self._own_manifests:
                manifests.append(item.manifest)
                yield from self.use(item.manifest)
        for manifest in manifests:
            for note in self.named_in(manifest):
                found = True
                yield note
        if not found:
            yield Failure(path=shown(top), error="holds no notes (files that end in .txt or .md)")

    def file(self, file: NoteFile) -> Iterator[Note | Failure]:
        """One file, unless it has been read or its row in the manifest is wrong, which has been told then."""
        if file.key in self._done:
            return
        self._done.add(file.key)
        row = self._rows.get(file.key)
        if row is None or row.error is None:
            name = shown(file.path)
            yield _attempt(lambda: read_bytes(file.path), name, row)

    def standard_input(self, stdin: BinaryIO | None, filename: str | None) -> Iterator[Note | Failure]:
        """The note on standard input; asked for twice, it is read once."""
        if STDIN in self._done:
            return
        self._done.add(STDIN)
        name = shown(filename) if filename else STDIN
        stream = stdin or sys.stdin.buffer
        yield _attempt(lambda: read_stream(stream, name), name, self._rows.get(key(filename)) if filename else None)


def _attempt(read: Callable[[], bytes], name: str, row: Row | None) -> Note | Failure:
    try:
        return build_note(decode(read(), name), name, row)
    except ReadError as error:
        return failure(error)
