"""Results given in numbers: "5/5", "2+", "38 / 60", "40 degrees", "50%". They become cues like words do."""

from __future__ import annotations

import re

from notelint.pipeline.cues import Cue
from notelint.pipeline.lexicon import Modifier

_LEG = frozenset({"leg_neuro_deficit"})
_ROM = frozenset({"rom"})


def _modifier(category: str, only: frozenset[str], kinds: frozenset[str], words: int = 6) -> Modifier:
    return Modifier(category, "backward", "list", "number", only=only, kinds=kinds, words=words)


_STRENGTH = {s: _modifier(s, _LEG, frozenset({"measure"}), 8) for s in ("normal", "limited")}
_TEST = {s: _modifier(s, _LEG, frozenset({"test"}), 8) for s in ("normal", "limited")}
_RANGE = {s: _modifier(s, _ROM, frozenset({"measure"}), 7) for s in ("normal", "limited")}
_PREPOSED = {
    s: Modifier(s, "forward", "next", "number", only=_LEG, kinds=frozenset({"measure"}), words=3) for s in ("normal", "limited")
}

_NUMBER = re.compile(
    r"(?<![\w.])(?:"
    r"(?P<strength>[0-5][+-]?(?:\s?(?:-|to)\s?[0-5][+-]?)?\s?/\s?5[+-]?)(?![\d/])"
    r"|(?P<reflex>[0-4]\s?\+{1,2}(?:\s?/\s?[24]\+?)?|\+{1,2}(?=\s))"
    r"|(?P<fraction>\d{1,3}\s?/\s?\d{1,3})(?![\d/])"
    r"|(?P<percent>\d{1,3}\s?%)"
    r"|(?P<degrees>\d{1,3}\s?(?:degrees|degree|degs?|°))"
    r"|(?P<words>(?:five|four|three|two) (?:plus |minus )?(?:out of|over) five|[0-5](?:\s(?:plus|minus))? (?:out of|over) (?:5|five))"
    r"|(?P<plain>\d{1,3})(?=[\s.,;]|$)"
    r")"
)


def number_cues(lower: str, start: int, end: int) -> list[Cue]:
    """Cues for the numbers of a sentence of the normal text."""
    out: list[Cue] = []

    def add(match: re.Match[str], modifier: Modifier) -> None:
        out.append(Cue(match.start(), match.end(), match.group(), modifier))

    for match in _NUMBER.finditer(lower, start, end):
        kind = match.lastgroup
        text = match.group().replace(" ", "")
        if kind == "strength":
            full = text.split("/")[0]
            state = "normal" if full == "5" else "limited"
            if text == "5-/5":
                state = "limited"
            add(match, _STRENGTH[state])
            add(match, _PREPOSED[state])
        elif kind == "words":
            state = "normal" if re.match(r"five (?:out|over)|5 (?:out|over)", match.group()) else "limited"
            add(match, _STRENGTH[state])
            add(match, _PREPOSED[state])
        elif kind == "reflex":
            state = "limited" if text.startswith("0") else "normal"
            add(match, _STRENGTH[state])
        elif kind == "fraction":
            a, b = (int(x) for x in text.split("/"))
            add(match, _RANGE["normal" if a >= b else "limited"])
            if min(a, b) >= 60 and max(a, b) <= 100:
                add(match, _TEST["normal"])
            elif (a, b) in ((2, 4), (3, 4)):
                add(match, _STRENGTH["normal"])
        elif kind == "percent":
            add(match, _RANGE["normal" if int(text.rstrip("%")) >= 100 else "limited"])
        elif kind in ("degrees", "plain"):
            size = int(re.sub(r"\D", "", text))
            if kind == "degrees" or 5 <= size <= 120:
                add(match, _RANGE["normal" if size >= 90 else "limited"])
            if kind == "degrees" and 70 <= size <= 100:
                add(match, _TEST["normal"])
    return out


_SCORE = re.compile(
    r"[\s:=(-]*(?:(?:t|raw|total|score[ds]?|index|questionnaire|today|now|currently|is|was|of|at|today's)\b[\s:=-]*){0,4}"
    r"(?P<number>\d{1,3}(?:\.\d)?)(?![\d.]*[/-]\d{1,4}[/-]\d)"
)


def score_after(lower: str, start: int, end: int) -> float | None:
    """The number that a questionnaire's name is followed by, as written ("22/50" is 22), or None."""
    match = _SCORE.match(lower, start, end)
    return float(match["number"]) if match else None
