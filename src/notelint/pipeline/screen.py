"""Tells a note that cannot be about the guide's problem from its letters alone, before anything else is done with it.

Most notes of a warehouse are about something else. The guide lists stems (`[screen]` in its `parts.toml`) of which every note
about its problem has one; of a note that has none, only the codes it writes are read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from notelint.precompiled import regex

_BESIDE = 60
"""Characters before and after a stem in which the words stand that may make it mean something else."""
_CODE = regex(r"[0-9](?:(?<=[A-Za-z].)[0-9ABab]|[0-9]{4})")
"""How a written code begins: an ICD-10-CM code with a letter, a digit and a digit, A or B; a CPT code with five digits."""


class Screen:
    """The stems of a guide.

    Args:
        stems: Beginnings of words in lower case, or of several words with blanks between.
        passing: Expressions for stems that mean something else with the words beside them ("came back to the clinic"); a
            stem inside a match does not count.
    """

    def __init__(self, stems: Sequence[str], passing: Sequence[str] = ()) -> None:
        self.stems = tuple(stems)
        self.passing = tuple(passing)
        words = "|".join(sorted(map(re.escape, stems)))
        self._search = regex(rf"(?<![a-z])(?:{words})").search
        single = [stem for stem in stems if " " not in stem]
        self._single = tuple(s for s in single if not any(other in s for other in single if other != s))
        # Of several words the first is looked for by itself: that is quick, and most notes do not have it.
        several = [stem.split() for stem in stems if not any(one in stem for one in self._single)]
        self._several = tuple((words[0], regex(r"[\s-]+".join(map(re.escape, words))).search) for words in several)

    def finds(self, lower: str) -> bool:
        """Whether a normal text in lower case has one of the stems, and not only in passing."""
        hit = self._search(lower)
        while hit is not None and self.passing:
            at = hit.start()
            near = self._beside.finditer(lower, max(0, at - _BESIDE), at + _BESIDE)
            until = next((m.end() for m in near if m.start() <= at < m.end()), None)
            if until is None:
                break
            hit = self._search(lower, until)
        return hit is not None

    @cached_property
    def _beside(self) -> re.Pattern[str]:
        return regex("|".join(self.passing))

    def dismisses(self, text: str, start: int = 0) -> bool:
        """Whether the text of a note, as it was given, surely has from offset `start` on neither a stem nor a code.

        Words that are wrapped, joined by hyphens or far apart are no obstacle. False where it is not sure.
        """
        if not text.isascii():
            return False
        lower = text.lower()
        for stem in self._single:
            if lower.find(stem, start) >= 0:
                return False
        for first, search in self._several:
            if lower.find(first, start) >= 0 and search(lower, start) is not None:
                return False
        return _CODE.search(text, start) is None
