"""What takes long to make and comes out the same each time, kept in the user's cache folder.

A file's name is a hash of all that its content was made from, so it is never out of date; a damaged one is as good as
none. Only what is made of notelint's own files is kept, never anything of a note. Where the folder cannot be read or
written all works without it.

`NOTELINT_CACHE` names another folder; empty, nothing is kept.
"""

from __future__ import annotations

import gc
import marshal
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar
from zlib import crc32

T = TypeVar("T")

_STALE = 30 * 86_400
"""Seconds after which a file is taken for one that no version reads any more."""
_CHECK = 16
_SIZE = 8
_BLOCK = 65_536
"""Bytes that are read at a time: pieces that are kept together are asked for together."""


def place(name: str, sources: Iterable[tuple[str, bytes]], also: str = "") -> Path | None:
    """Where a thing is kept.

    Args:
        name: What the file's name begins with.
        sources: Names and contents of the files that it is made from.
        also: What else it depends on, besides this version of Python.

    Returns:
        The file, which need not be there; None where nothing is kept.
    """
    folder = os.environ.get("NOTELINT_CACHE")
    if folder == "":
        return None
    with suppress(OSError, RuntimeError):  # a user without a home folder
        base = Path(folder) if folder else _user_cache() / "notelint"
        digest = blake2b(f"{also} {sys.version}".encode(), digest_size=_CHECK)
        for source, content in sources:
            digest.update(f"\0{source} {len(content)}\0".encode())
            digest.update(content)
        return base / f"{name}-{digest.hexdigest()}.words"
    return None


def _user_cache() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


@contextmanager
def uncollected() -> Iterator[None]:
    """While a hundred thousand objects are made of which none is garbage, nothing looks for garbage among them."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class Pieces:
    """What of a file is read only when it is asked for, piece by piece.

    The file is opened for each block of them, so that none is held open: one that another process removes is no harm.
    """

    def __init__(self, file: Path, begin: int, sizes: Sequence[tuple[int, int]]) -> None:
        self._file = file
        self._places: list[tuple[int, int, int]] = []
        for size, check in sizes:
            self._places.append((begin, size, check))
            begin += size
        self._at = 0
        self._block = b""

    def read(self, number: int) -> Any:
        """The plain data of a piece; None where the file is gone or the piece is damaged."""
        begin, size, check = self._places[number]
        at, block = self._at, self._block
        if not at <= begin <= begin + size <= at + len(block):
            try:
                with self._file.open("rb", buffering=0) as source:
                    source.seek(begin)
                    at, block = begin, source.read(max(size, _BLOCK))
            except OSError:
                return None
            self._at, self._block = at, block
        data = block[begin - at : begin - at + size]
        return marshal.loads(data) if len(data) == size and crc32(data) == check else None


def read(file: Path | None, whole: Callable[[Any], T]) -> T | None:
    """What a file holds.

    Args:
        file: The file.
        whole: Makes the thing from the plain data that were kept.

    Returns:
        The thing; None where there is no file, or it is damaged.
    """
    return read_with_pieces(file, lambda plain, _: whole(plain))


def read_with_pieces(file: Path | None, whole: Callable[[Any, Pieces], T]) -> T | None:
    """The same for a file that has pieces besides, which are not read yet."""
    if file is None:
        return None
    try:
        with uncollected():
            with file.open("rb") as source:
                check, size = source.read(_CHECK), source.read(_SIZE)
                body = source.read(int.from_bytes(size))
            if blake2b(size + body, digest_size=_CHECK).digest() != check:
                return None
            plain, sizes = marshal.loads(body)
            return whole(plain, Pieces(file, _CHECK + _SIZE + len(body), sizes))
    except (OSError, ValueError, EOFError, TypeError, KeyError, OverflowError):
        return None


def write(file: Path | None, plain: Any, pieces: Iterable[Any] = ()) -> None:
    """Keep plain data, and pieces of it that are seldom asked for.

    Written beside and moved into place, so that no other process ever reads half a file.
    """
    if file is None:
        return
    loose = [marshal.dumps(piece) for piece in pieces]
    body = marshal.dumps((plain, [(len(piece), crc32(piece)) for piece in loose]))
    size = len(body).to_bytes(_SIZE)
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".writing-")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(blake2b(size + body, digest_size=_CHECK).digest() + size + body)
                out.writelines(loose)
            Path(name).replace(file)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
        for old in file.parent.glob("*.words"):
            if old.stat().st_mtime < time.time() - _STALE:
                old.unlink(missing_ok=True)
