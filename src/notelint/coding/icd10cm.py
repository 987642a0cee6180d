"""Facts about ICD-10-CM codes: what a code is called, when it may be reported, and what excludes it.

Source: the Tabular List of CDC/NCHS (public domain), in three editions and with the code histories of
`scripts/icd10cm_history.toml`. Nothing is typed in here. What these do not prove is answered with None, never guessed.

Codes may be written in any common way (`M5450`, `m54.50`). A code that ends in a dash (`M54.4-`) stands for its family:
it is looked up as the code before the dash and can never be reported itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, lru_cache

from notelint.coding.icd10cm_dates import ABSENT, COMPLETE, HEADER, UNFINISHED, Timeline, timeline
from notelint.coding.icd10cm_store import ExcludesNote, Kind, Store
from notelint.precompiled import regex

__all__ = ["CodeBook", "ExcludesNote", "code_book", "normal", "within"]

_SHAPE = regex(r"[A-Z](?:\d[0-9A-Z]|A\d)[0-9A-Z]{0,4}")
_DASHES = str.maketrans("‐‑‒–—−", "------")


@lru_cache(maxsize=4096)
def normal(code: str) -> str:
    """The normal form of a code: capitals, the dot after three characters, a family with its dash (`M54.-`, `M54.5-`).

    What cannot be a code comes back in capitals and otherwise as it was.
    """
    text = code.strip().translate(_DASHES).upper()
    bare = re.sub(r"[\s.]", "", text)
    plain = bare.rstrip("-")
    if not _SHAPE.fullmatch(plain):
        return text
    dotted = f"{plain[:3]}.{plain[3:]}" if len(plain) > 3 else plain
    if bare == plain:
        return dotted
    return f"{dotted}-" if "." in dotted else f"{dotted}.-"


def within(code: str, family: str) -> bool:
    """Whether a code is a family's stem or lies below it: `within("M54.41", "M54.4-")`; the dash may be left out."""
    return _plain(code).startswith(_plain(family))


@lru_cache(maxsize=4096)
def _plain(code: str) -> str:
    """A code without dot and dash."""
    return normal(code).replace(".", "").rstrip("-")


class CodeBook:
    """Look-ups of codes. One instance may be shared by all threads; pieces of the data are read when first needed."""

    def __init__(self) -> None:
        self._store = Store()
        self._timelines: dict[str, Timeline] = {}
        self._lineages: dict[str, tuple[str, ...]] = {}

    @property
    def data_date(self) -> date:
        """Day on which the newest edition in the data came into force."""
        return self._store.editions[-1].first

    @property
    def source(self) -> str:
        """The newest edition in words, for messages."""
        return f"ICD-10-CM Tabular List, {self._store.editions[-1].name}"

    def normal(self, code: str) -> str:
        """The normal form of a code: see `normal`."""
        return normal(code)

    def known(self, code: str) -> bool:
        """Whether any edition in the data has the code: as a header, a code to report, or a family's stem."""
        return set(self._states(normal(code).rstrip("-.")) or ABSENT) != {ABSENT}

    def title(self, code: str) -> str | None:
        """The title in the newest edition that has the code, with the meaning of its 7th character; None if unknown."""
        code = normal(code).rstrip("-.")
        if not self.known(code):
            return None
        node = self._node(code)
        if node is None:
            return None
        title = str(self._store.part(node, "codes")[node]).partition(" ")[2]
        return title if node == code else f"{title}, {self.sevenths(node)[code[-1]]}"

    def inclusion_terms(self, code: str) -> tuple[str, ...]:
        """Other names that the newest edition that has the code lists under it."""
        code = normal(code).rstrip("-.")
        return tuple(self._store.part(code, "terms").get(code, ()))

    def billable(self, code: str, on: date | None = None) -> bool | None:
        """Whether a code may be reported on a day; without a day, on `data_date`.

        False for a header, a family, a code that lacks its 7th character, and what is not in the list. None where it is
        not proven: a code unknown because the data are older than the day, or a change on a day that is not known.
        """
        code = normal(code)
        if code.endswith("-"):
            return False if self.known(code) else self._never(code, on)
        if not _SHAPE.fullmatch(_plain(code)):
            return False
        state = self._timeline(code).state(on or self.data_date)
        return None if state is None else state == COMPLETE

    def _never(self, code: str, on: date | None) -> bool | None:
        """For a family without a known stem: False where the stem is proven not to exist."""
        return False if self._timeline(code.rstrip("-.")).state(on or self.data_date) == ABSENT else None

    def valid_on(self, code: str, on: date) -> bool | None:
        """Whether a day lies in the life of a code that can be reported at some time.

        False before it came, after it was deleted, and after it was divided into other codes. None where that is not
        proven, and for what was never a code to report (a header, a family, an unknown code): see `billable`.
        """
        line = self._timeline(normal(code))
        state = line.state(on)
        return None if state is None or not line.ever_complete else state == COMPLETE

    def validity(self, code: str) -> tuple[date | None, date | None]:
        """First and last day on which a code can be reported; None where there is none or its day is not proven."""
        return self._timeline(normal(code)).bounds

    def replaced_by(self, code: str) -> tuple[str, ...]:
        """The codes into which a code was divided that could once be reported: M54.5 into M54.50, M54.51 and M54.59.

        Empty for a code that was not divided. A code that takes a 7th character is given without it.
        """
        code = normal(code)
        states = self._states(code) or ABSENT
        if states[-1] != HEADER or not self._timeline(code).ever_complete:
            return ()
        below = (each for each in self._store.part(code, "codes") if each.startswith(code) and each != code)
        return tuple(each for each in below if (self._states(each) or ABSENT)[-1] in (COMPLETE, UNFINISHED))

    def needs_seventh(self, code: str) -> bool:
        """Whether a code lacks only its 7th character (S39.012, S33.5) in the newest edition that has it."""
        states = (self._states(normal(code).rstrip("-.")) or "").replace(ABSENT, "")
        return states[-1:] == UNFINISHED

    def sevenths(self, code: str) -> Mapping[str, str]:
        """The 7th characters that complete a code, with their meaning: A initial encounter. Empty if it takes none."""
        code = normal(code).rstrip("-.")
        if not self.needs_seventh(code):
            return {}
        fewer = self._store.part(code, "fewer").get(code)
        table = self._store.part(code, "sevens")
        meanings: Mapping[str, str] = next((table[node] for node in _prefixes(code) if node in table), {})
        return {char: text for char, text in meanings.items() if fewer is None or char in fewer}

    def children(self, code: str) -> tuple[str, ...]:
        """The codes one step below a code, over all editions; the full codes below one that lacks its 7th character."""
        code = normal(code).rstrip("-.")
        sevenths = self.sevenths(code)
        if sevenths:
            return tuple((code if "." in code else f"{code}.").ljust(7, "X") + char for char in sevenths)
        size = len(_plain(code)) + 1
        below = (each for each in self._store.part(code, "codes") if each.startswith(code))
        return tuple(each for each in below if len(_plain(each)) == size)

    def notes(self, code: str, kind: Kind | None = None, on: date | None = None) -> tuple[ExcludesNote, ...]:
        """The Excludes notes that apply to a code: its own, then those of its parents, category, block and chapter.

        Notes whose codes could not be read ("current injury - see injury of spine by body region") are among them.
        Without a day: those of the newest edition. With one: those of the last edition that was out by then.
        """
        index = self._editions_around(on)[0]
        return tuple(n for n in self._notes(normal(code)) if n.editions[index] and kind in (None, n.kind))

    def excludes1(self, a: str, b: str, on: date | None = None) -> str | None:
        """The node whose Excludes1 note keeps two codes apart (`M54.5`, `M54`, `M50-M54`), or None if none does.

        Either code may carry the note, or inherit it. A family is apart from a code when all of the family is. With a
        day, a note counts where the editions around that day agree on it; one on a code that the earlier edition did
        not have yet needs the later edition only.
        """
        note = self.excludes_note(a, b, 1, on)
        return note.node if note else None

    def excludes2(self, a: str, b: str, on: date | None = None) -> str | None:
        """The node whose Excludes2 note names the other code: both may stand together. None if none does."""
        note = self.excludes_note(a, b, 2, on)
        return note.node if note else None

    def excludes_note(self, a: str, b: str, kind: Kind, on: date | None = None) -> ExcludesNote | None:
        """The note behind `excludes1` or `excludes2`: the nearest to the codes, those of `a` before those of `b`."""
        a, b = normal(a), normal(b)
        if a == b or not (self.known(a) and self.known(b)):
            return None
        hits = [note for note in (*self._between(a, b), *self._between(b, a)) if note.kind == kind]
        needed = self._editions_around(on)
        if not all(any(note.editions[i] for note in hits) or not self._listed(a, b, i) for i in needed):
            return None
        return next((note for note in hits if any(note.editions[i] for i in reversed(needed))), None)

    def _between(self, a: str, b: str) -> Iterator[ExcludesNote]:
        """Notes that apply to `a` and name `b`, but not `a` itself."""
        plain_a, plain_b = _plain(a), _plain(b)
        return (note for note in self._notes(a) if note.names(plain_b) and not note.names(plain_a))

    def _editions_around(self, on: date | None) -> tuple[int, ...]:
        editions = self._store.editions
        newest = len(editions) - 1
        if on is None:
            return (newest,)
        before = max((i for i, e in enumerate(editions) if e.first <= on), default=0)
        settled = on <= editions[before].last or before == newest
        return (before,) if settled else (before, before + 1)

    def _listed(self, a: str, b: str, edition: int) -> bool:
        states = (self._states(a.rstrip("-.")), self._states(b.rstrip("-.")))
        return all(each is not None and each[edition] != ABSENT for each in states)

    def _notes(self, code: str) -> Iterator[ExcludesNote]:
        return (note for node in self._lineage(code) for note in self._store.notes(node))

    def _lineage(self, code: str) -> tuple[str, ...]:
        """A code's node, its parents, blocks and chapter, nearest first."""
        found = self._lineages.get(code)
        if found is None:
            node = self._node(code.rstrip("-.")) or ""
            codes = [each for each in _prefixes(node) if each in self._store.part(node, "codes")]
            blocks = list(self._store.part(node, "blocks").get(node[:3], ()))
            chapters = [f"chapter {self._store.about['blocks'][block][1]}" for block in blocks[:1]]
            # A block of one category bears its name: it must not stand twice.
            found = tuple(dict.fromkeys((*codes, *blocks, *chapters)))
            if found:
                self._lineages[code] = found
        return found

    def _node(self, code: str) -> str | None:
        """The code of the tree that a code is, or that it completes with a 7th character."""
        table = self._store.part(code, "codes")
        if code in table:
            return code
        if len(_plain(code)) == 7:
            stem = code[:-1]
            for _ in range(4):
                if stem in table:
                    return stem
                stem = stem.removesuffix("X").rstrip(".")
        return None

    def _states(self, code: str) -> str | None:
        """State in each edition, oldest first; None for a code that is in none."""
        node = self._node(code)
        if node is None:
            return None
        states = str(self._store.part(node, "codes")[node]).partition(" ")[0]
        if node == code:
            return states
        allowed = code[-1] in self.sevenths(node)
        return "".join(COMPLETE if state == UNFINISHED and allowed else ABSENT for state in states)

    def _timeline(self, code: str) -> Timeline:
        if code.endswith("-") or not _SHAPE.fullmatch(_plain(code)):
            return Timeline(())
        found = self._timelines.get(code)
        if found is None:
            editions = self._store.editions
            states = self._states(code)
            found = timeline(_plain(code), states or ABSENT * len(editions), editions, self._store.about)
            if states:
                self._timelines[code] = found
        return found


def _prefixes(code: str) -> Iterator[str]:
    """A code and what it may stand under, longest first: `M54.50`, `M54.5`, `M54`."""
    while len(code) >= 3:
        yield code
        code = code[:-1].rstrip(".")


@cache
def code_book() -> CodeBook:
    """The code book of this process, opened once."""
    return CodeBook()
