"""Files and folders: which of them are notes, and how their bytes become text.

The text is kept as it stands: line ends are not changed, and a byte order mark is not counted. Files are read as UTF-8,
as UTF-16 where they begin with its byte order mark, else as Windows-1252. Anything else is refused, and the message
names the offset of the byte. No message holds words of a file.
"""

# Paths stay the strings that the user typed: `Path` would drop a leading "./", and its questions raise where a folder
# may not be entered or a link loops.
# ruff: noqa: PTH110, PTH112, PTH113, PTH116, PTH118, PTH119, PTH120, PTH122, PTH123

from __future__ import annotations

import codecs
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from notelint.errors import ReadError
from notelint.precompiled import regex

SUFFIXES = frozenset({".txt", ".md"})
"""Files that are notes when a folder is searched. A file that is named itself is read whatever its suffix."""

MAX_BYTES = 64 * 1024 * 1024
"""A file larger than this is not read into memory at all; no clinical note is."""

MANIFEST_NAME = "manifest.csv"

_DOCUMENTS = {b"%PDF-": "a PDF file", b"PK\x03\x04": "a Word document or another package", b"{\\rtf": "RTF"}
"""How files begin that hold words but are not text."""

_SURROGATE = regex("[\ud800-\udfff]")
_SURROGATE_BYTES = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
_UNDEFINED_1252 = frozenset({0x81, 0x8D, 0x8F, 0x90, 0x9D})
_CONTROL = frozenset(range(0x20)) - frozenset(b"\t\n\r\f") | {0x7F} | _UNDEFINED_1252


def shown(path: str | os.PathLike[str]) -> str:
    """A path as text that can be printed: as the user wrote it, with bytes that are not UTF-8 written as `\\xNN`."""
    return _SURROGATE.sub(lambda m: f"\\x{ord(m.group()) & 0xFF:02x}", os.fspath(path))


def decode(data: bytes, path: str) -> str:
    """Turn the bytes of a file into text.

    Args:
        data: The whole file.
        path: What messages call it.

    Returns:
        The text, every line end as it stands, without a byte order mark.

    Raises:
        ReadError: The bytes are not text that can be read; `offset` is the byte that shows it, from 0.
    """
    for sign, what in _DOCUMENTS.items():
        if data.startswith(sign):
            raise ReadError(path, f"is {what}, not plain text; notelint batch reads such documents", offset=0)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strict(data, "utf-16", path, "UTF-16")
    start = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    bad = _first_bad(data, "utf-8", start)
    if start or bad is None or _broken_utf8(data, bad):
        return _strict(data[start:], "utf-8", path, "UTF-8", shift=start)
    for offset, byte in enumerate(data):
        if byte in _CONTROL:
            reason = f"not text that can be read: byte 0x{data[bad]:02x} at offset {bad} is not UTF-8"
            if offset == bad:
                raise ReadError(path, f"{reason} or Windows-1252", offset=bad)
            raise ReadError(path, f"{reason}, and byte 0x{byte:02x} at offset {offset} is not Windows-1252", offset=bad)
    return data.decode("cp1252")


def _first_bad(data: bytes, encoding: str, start: int = 0) -> int | None:
    """Offset of the first byte that is not of this encoding, or None."""
    try:
        data[start:].decode(encoding)
    except UnicodeDecodeError as error:
        return start + error.start
    return None


def _broken_utf8(data: bytes, bad: int) -> bool:
    """Whether the file is UTF-8 with damage, not Windows-1252.

    Read as Windows-1252 it would turn every sign beyond ASCII into two or three wrong ones, so it is refused instead.
    It is UTF-8 where such a sign stands in order before the damage, or where the damage is a surrogate.
    """
    return not data[:bad].isascii() or _SURROGATE_BYTES.match(data, bad) is not None


def _strict(data: bytes, encoding: str, path: str, name: str, shift: int = 0) -> str:
    bad = _first_bad(data, encoding)
    if bad is not None:
        # Raised here, outside the handler: a UnicodeDecodeError in the chain would carry the file's bytes along.
        raise ReadError(path, f"not {name} from byte offset {bad + shift} on", offset=bad + shift)
    text = data.decode(encoding)
    nul = text.find("\0")
    if nul >= 0:
        wide = encoding == "utf-16"
        offset = 2 + len(text[:nul].encode("utf-16-le")) if wide else shift + data.index(0)
        hint = "" if wide else " (a binary file, or UTF-16 without a byte order mark)"
        raise ReadError(path, f"not text: byte 0x00 at offset {offset}{hint}", offset=offset)
    return text


def read_bytes(path: str | os.PathLike[str]) -> bytes:
    """Read a file.

    Raises:
        ReadError: It is missing, may not be read, is no file, or is larger than `MAX_BYTES`.
    """
    name = shown(path)
    try:
        mode = os.stat(path)
        if stat.S_ISDIR(mode.st_mode):
            raise ReadError(name, "is a folder, not a file")
        # A named pipe is what `<(command)` of a shell gives; other devices may never end.
        if not (stat.S_ISREG(mode.st_mode) or stat.S_ISFIFO(mode.st_mode)):
            raise ReadError(name, "is not a file")
        with open(path, "rb") as file:
            return read_stream(file, name)
    except OSError as error:
        raise ReadError(name, _why(error)) from None
    except ValueError:
        raise ReadError(name, "is not a path that a file can have") from None


def read_stream(stream: BinaryIO, name: str) -> bytes:
    """Read all of an open file or of standard input, called `name` in messages.

    Raises:
        ReadError: It cannot be read, or is larger than `MAX_BYTES`.
    """
    try:
        data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise ReadError(name, _why(error)) from None
    if len(data) > MAX_BYTES:
        raise ReadError(name, f"is larger than {MAX_BYTES // (1024 * 1024)} MB, too large for a note")
    return data


def _why(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file or folder"
    return f"cannot be read: {error.strerror or type(error).__name__}"


@dataclass(frozen=True, slots=True)
class NoteFile:
    """A file to be linted. `path` is as the user would name it; `key` is the same for every name of the file."""

    path: str
    key: str


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that is being searched, told before its files. `manifest` is its `manifest.csv`, if it has one."""

    path: str
    manifest: str | None


def key(path: str | os.PathLike[str]) -> str:
    """One name for a file, however it was reached: absolute, links followed. It need not exist."""
    return os.path.realpath(path)


def is_file(path: str) -> bool:
    """Whether there is a file of this name; False, too, where nobody may look."""
    return os.path.isfile(path)


def is_folder(path: str) -> bool:
    """Whether there is a folder of this name; False, too, where nobody may look."""
    return os.path.isdir(path)


def is_manifest(path: str) -> bool:
    """Whether this is a file called `manifest.csv`."""
    return os.path.basename(path) == MANIFEST_NAME and is_file(path)


def beside(file: str, path: str) -> str:
    """The path that `path` means when it is written in `file`."""
    return os.path.join(os.path.dirname(file), path)


def is_environment(folder: str) -> bool:
    """Whether a folder is a virtual environment, whatever its name: it has a `pyvenv.cfg`, or conda's history."""
    return os.path.isfile(os.path.join(folder, "pyvenv.cfg")) or os.path.isdir(os.path.join(folder, "conda-meta"))


def walk(top: str) -> Iterator[Folder | NoteFile | ReadError]:
    """The notes of a folder and of the folders in it, in order of name, with each folder told before what it holds.

    Hidden files and folders and virtual environments are passed over, but not the folder that was named itself. Links
    to folders are followed once, so a loop ends. A folder that cannot be read is given as an error, and the rest
    goes on.
    """
    yield from _walk(top, set())


def _walk(folder: str, seen: set[str]) -> Iterator[Folder | NoteFile | ReadError]:
    if key(folder) in seen:
        return
    seen.add(key(folder))
    try:
        with os.scandir(folder) as entries:
            names = sorted(e.name for e in entries if not e.name.startswith("."))
    except OSError as error:
        yield ReadError(shown(folder), _why(error))
        return
    manifest = os.path.join(folder, MANIFEST_NAME)
    yield Folder(folder, manifest if is_file(manifest) else None)
    for name in names:
        path = os.path.join(folder, name)
        if is_folder(path):
            if not is_environment(path):
                yield from _walk(path, seen)
        # A link whose file is gone is given, to be named as a failure; pipes and devices are passed over.
        elif os.path.splitext(name)[1].lower() in SUFFIXES and (is_file(path) or not os.path.exists(path)):
            yield NoteFile(path, key(path))
