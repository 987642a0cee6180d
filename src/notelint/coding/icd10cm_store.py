"""Reads the data file of ICD-10-CM facts, in pieces: a look-up opens only the few hundred codes around it.

`data/icd10cm.zip` is written by `scripts/build_icd10cm.py`. `about.json` holds what concerns all codes; `M5.json` holds
every code that begins with M5. Nothing here knows a rule, a guide or a note.
"""

from __future__ import annotations

import io
import json
import threading
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any, Literal

Kind = Literal[1, 2]


@dataclass(frozen=True)
class ExcludesNote:
    """An Excludes note of the Tabular List.

    Attributes:
        kind: 1 ("not coded here") or 2 ("not included here").
        node: The code, block (`M50-M54`) or chapter (`chapter 13`) that carries it.
        text: The note as printed.
        targets: The codes it names, as resolved; empty where it names none that can be read.
        editions: One flag for each edition of the data, oldest first: whether the note stands in it.
    """

    kind: Kind
    node: str
    text: str
    targets: tuple[str, ...]
    editions: tuple[bool, ...]

    def names(self, plain: str) -> bool:
        """Whether a code, written without its dot, is one that the note names or lies below one."""
        return any(_covers(target, plain) for target in self.targets)


@dataclass(frozen=True)
class Edition:
    """An edition of the Tabular List in the data, and the days on which it is known to have been in force."""

    name: str
    first: date
    last: date


class Store:
    """The data file. Safe to share between threads: pieces are read under a lock and never change."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pieces: dict[str, Mapping[str, Any]] = {}
        self._notes: dict[str, tuple[ExcludesNote, ...]] = {}

    @cached_property
    def _zip(self) -> zipfile.ZipFile:
        return zipfile.ZipFile(io.BytesIO(files("notelint.coding").joinpath("data/icd10cm.zip").read_bytes()))

    def piece(self, name: str) -> Mapping[str, Any]:
        """A member of the data file without its suffix; empty where there is none."""
        found = self._pieces.get(name)
        if found is None:
            with self._lock:
                if f"{name}.json" not in self._zip.NameToInfo:
                    return {}
                found = self._pieces[name] = json.loads(self._zip.read(f"{name}.json"))
        return found

    @cached_property
    def about(self) -> Mapping[str, Any]:
        """Editions, blocks, chapters and code histories."""
        return self.piece("about")

    @cached_property
    def editions(self) -> tuple[Edition, ...]:
        """The editions that the data rest on, oldest first."""
        rows = self.about["editions"]
        return tuple(Edition(n, date.fromisoformat(f), date.fromisoformat(t)) for n, f, t in rows)

    def part(self, code: str, name: str) -> Mapping[str, Any]:
        """One table (`codes`, `terms`, `sevens`, `fewer`, `blocks`) of the piece that a code stands in."""
        table: Mapping[str, Any] = self.piece(code[:2]).get(name, {})
        return table

    def notes(self, node: str) -> tuple[ExcludesNote, ...]:
        """The notes that a node of the tree, a block or a chapter itself carries, in every edition."""
        found = self._notes.get(node)
        if found is None:
            # Blocks and chapters stand with `about`, and so does a category that is a block by itself (C50).
            rows = self.about["notes"].get(node, ())
            if not rows and "-" not in node and " " not in node:
                rows = self.part(node, "notes").get(node, ())
            everywhere = "1" * len(self.editions)
            found = tuple(
                ExcludesNote(kind, node, text, tuple(targets), tuple(f == "1" for f in (mask or [everywhere])[0]))
                for kind, text, targets, *mask in rows
            )
            self._notes[node] = found
        return found


def _covers(target: str, plain: str) -> bool:
    """Whether a target of a note covers a code without its dot."""
    low, high, places, wanted = _parsed(target)
    if not (low <= plain[: len(low)] and plain[: len(high)] <= high):
        return False
    if not places:
        return True
    found = [plain[n - 1] for n in places if len(plain) >= n and plain[n - 1] != "X"]
    return bool(found) and found[-1] in wanted


@lru_cache(maxsize=4096)
def _parsed(target: str) -> tuple[str, str, tuple[int, ...], str]:
    """First and last code of a target without dots, and its condition. Forms: see `scripts/icd10cm_resolve.py`."""
    codes, _, condition = target.replace(".", "").partition("|")
    low, _, high = codes.partition("-")
    places, _, wanted = condition.partition("=")
    return low, high or low, tuple(int(n) for n in places.split("/") if n), wanted
