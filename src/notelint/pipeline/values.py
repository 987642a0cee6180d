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
    r"|(?P<grade>(?:grade|gr|mrc(?: grade)?) ?(?:[0-5][+-]?(?![\d/])|(?:iv|v|iii|ii|i)[+-]?(?![a-z])))"
    r"|(?P<reflex>[0-4]\s?\+{1,2}(?:\s?/\s?[24]\+?)?|\+[0-4](?:\s?/\s?\+?4)?(?!\d)"
    r"|(?:one|two|three|four|[0-4]) plus\b|\+{1,3}(?=[\s.,;]))"
    r"|(?P<fraction>\d{1,3}\s?/\s?\d{1,3})(?![\d/])"
    r"|(?P<percent>\d{1,3}\s?%)"
    r"|(?P<degrees>\d{1,3}\s?(?:degrees|degree|degs?|°))"
    r"|(?P<words>(?:five|four|three|two) (?:plus |minus )?(?:out of|over) five|[0-5](?:\s(?:plus|minus))? (?:out of|over) (?:5|five))"
    r"|(?P<plain>\d{1,3})(?=[\s.,;]|$)"
    r")"
)

_BOTH_SIDES = re.compile(
    r"(?P<first>[0-4]) ?(?:\+|plus)(?:/4)?,? ?(?:(?:on|in|at) (?:the )?)?(?:left|right|l|r|lt|rt)?\b(?: side)?,? ?"
    r"(?:vs\.?|versus|compared (?:to|with)|and|but|/)? ?(?:only )?"
    r"(?P<second>[0-4]) ?(?:\+|plus)?(?:/4)? (?:(?:on|in|at) (?:the )?)?(?:left|right|l|r|lt|rt)\b"
)
"""Two grades of a reflex, the second with its side: "1+ vs 2+ on the left", "2+ R, 1+ L"."""
_HARMLESS = re.compile(r"hamstring|tight|back pain only|no (?:leg|radi|neuro)|without|\bneg")


_LANDMARK = re.compile(
    r"\b(?:(?:stops?|stopped|limited|reach(?:es|ed|ing)?|restricted|only|ends?|halts?|gets|fingertips?|fingers|hands|palms|ft|bends?|down) )*"
    r"(?:(?:to|at|reach(?:es|ing)?|short of|just (?:below|above|past|short of)) (?:just )?|(?:stops|reaches) )(?:the |his |her |both )?"
    r"(?:(?:level|top|bottom) of (?:the |his |her )?)?(?:just )?(?:(?:above|below) (?:the |his |her )?)?"
    r"(?:(?:mid|low|lower|upper|proximal|distal|high|middle)[ -]?)?(?P<place>knees?|knee ?caps?|thighs?|shins?|patellae?|calf|calves|tibias?|waist)"
    r"(?! joint)(?! (?:exten|flex))(?: level)?\b"
)
"""How far a patient bends, told by where the hands come to: "to mid shin", "fingertips reach the knees". To the ankles or the
floor is a full range."""


def number_cues(lower: str, start: int, end: int) -> list[Cue]:
    """Cues for the numbers of a sentence of the normal text."""
    out: list[Cue] = []

    def add(match: re.Match[str], modifier: Modifier) -> None:
        out.append(Cue(match.start(), match.end(), match.group(), modifier))

    uneven = [m.span() for m in _BOTH_SIDES.finditer(lower, start, end) if m["first"] != m["second"]]
    for match in _LANDMARK.finditer(lower, start, end):
        add(match, _RANGE["limited"])
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
        elif kind == "grade":
            highest = re.search(r"(?:5|(?<!i)v)\+?$", text)
            add(match, _STRENGTH["normal" if highest else "limited"])
        elif kind == "reflex":
            # Reflexes are graded 0 to 4+: none and clonus are abnormal, and so are two sides that differ.
            graded = re.match(r"\+?0|4\+(?!/4)|\+4|four", text) is not None
            abnormal = graded or any(a <= match.start() < b for a, b in uneven)
            add(match, _STRENGTH["limited" if abnormal else "normal"])
        elif kind == "fraction":
            a, b = (int(x) for x in text.split("/"))
            add(match, _RANGE["normal" if a >= b else "limited"])
            if min(a, b) >= 60 and max(a, b) <= 100:
                add(match, _TEST["normal"])
            elif 15 <= min(a, b) <= 50 and max(a, b) <= 100:
                add(match, _TEST["limited"])
            elif (a, b) in ((1, 4), (2, 4), (3, 4)):
                add(match, _STRENGTH["normal"])
            elif (a, b) == (0, 4):
                add(match, _STRENGTH["limited"])
        elif kind == "percent":
            add(match, _RANGE["normal" if int(text.rstrip("%")) >= 100 else "limited"])
        elif kind in ("degrees", "plain"):
            size = int(re.sub(r"\D", "", text))
            if kind == "degrees" or 5 <= size <= 120:
                add(match, _RANGE["normal" if size >= 90 else "limited"])
            if 60 <= size <= 100:
                add(match, _TEST["normal"])
            elif 15 <= size <= 50:
                # A straight leg raise that stops early is positive unless the hamstrings or the back stop it.
                harmless = _HARMLESS.search(lower, match.end(), min(end, match.end() + 50))
                add(match, _TEST["normal" if harmless else "limited"])
    return out


_SCORE = re.compile(
    r"[\s:=(-]*(?:(?:t|raw|total|score[ds]?|index|questionnaire|today|now|currently|is|was|of|at|today's)\b[\s:=-]*){0,4}"
    r"(?P<number>\d{1,3}(?:\.\d)?)(?![\d.]*[/-]\d{1,4}[/-]\d)"
)


def score_after(lower: str, start: int, end: int) -> float | None:
    """The number that a questionnaire's name is followed by, as written ("22/50" is 22), or None."""
    match = _SCORE.match(lower, start, end)
    return float(match["number"]) if match else None
