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
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

_STALE = 30 * 86_400
"""Seconds after which a file is taken for one that no version reads any more."""
_CHECK = 16


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


def read(file: Path | None, whole: Callable[[Any], T]) -> T | None:
    """What a file holds.

    Args:
        file: The file.
        whole: Makes the thing from the plain data that were kept.

    Returns:
        The thing; None where there is no file, or it is damaged.
    """
    if file is None:
        return None
    collecting = gc.isenabled()
    gc.disable()  # a hundred thousand new objects, none of them garbage
    try:
        data = file.read_bytes()
        check, body = data[:_CHECK], data[_CHECK:]
        return whole(marshal.loads(body)) if blake2b(body, digest_size=_CHECK).digest() == check else None
    except (OSError, ValueError, EOFError, TypeError, KeyError):
        return None
    finally:
        if collecting:
            gc.enable()


def write(file: Path | None, plain: Any) -> None:
    """Keep plain data: written beside and moved into place, so that no other process ever reads half a file."""
    if file is None:
        return
    body = marshal.dumps(plain)
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".writing-")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(blake2b(body, digest_size=_CHECK).digest() + body)
            Path(name).replace(file)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
        for old in file.parent.glob("*.words"):
            if old.stat().st_mtime < time.time() - _STALE:
                old.unlink(missing_ok=True)
