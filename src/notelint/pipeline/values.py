"""Results given in numbers: "5/5", "2+", "38 / 60", "40 degrees", "50%". They become cues like words do."""

from __future__ import annotations

import re

from notelint.pipeline.cues import Cue
from notelint.pipeline.lexicon import Modifier
from notelint.precompiled import regex

_LEG = frozenset({"leg_neuro_deficit"})
_ROM = frozenset({"rom"})


def _modifier(category: str, only: frozenset[str], kinds: frozenset[str], words: int = 6) -> Modifier:
    return Modifier(category, "backward", "list", "number", only=only, kinds=kinds, words=words)


_STRENGTH = {s: _modifier(s, _LEG, frozenset({"measure"}), 8) for s in ("normal", "limited")}
_TEST = {s: _modifier(s, _LEG, frozenset({"test"}), 8) for s in ("normal", "limited")}
_RANGE = {s: _modifier(s, _ROM, frozenset({"measure"}), 7) for s in ("normal", "limited")}
_RANGE_OF = {
    s: Modifier(s, "forward", "next", "number", only=_ROM, kinds=frozenset({"measure"}), words=4)
    for s in ("normal", "limited")
}
_PREPOSED = {
    s: Modifier(s, "forward", "next", "number", only=_LEG, kinds=frozenset({"measure"}), words=3)
    for s in ("normal", "limited")
}

_NUMBER = regex(
    r"(?<![\w.])(?:"
    r"(?P<strength>\+?[0-5][+-]?(?:\s?(?:-|to)\s?[0-5][+-]?)?\s?/\s?5[+-]?|5/[34][+-]|[34][+-]/[34][+-])(?![\d/])"
    r"|(?P<grade>(?:grade|gr|mrc(?: grade)?) ?(?:[0-5][+-]?(?![\d/])|(?:iv|v|iii|ii|i)[+-]?(?![a-z])))"
    r"|(?P<reflex>[0-4]\s?\+{1,2}(?:\s?/\s?[24]\+?)?|\+[0-4](?:\s?/\s?\+?4)?(?!\d)"
    r"|(?:one|two|three|four|[0-4]) plus\b|\+{1,3}(?=[\s.,;/]))"
    r"|(?P<fraction>\d{1,3}\s?(?:/|of)\s?\d{1,3})(?![\d/])"
    r"|(?P<part>[½¼¾⅓⅔])"
    r"|(?P<percent>\d{1,3}\s?%)"
    r"|(?P<degrees>\d{1,3}\s?(?:degrees|degree|degs?|°|cm))"
    r"|(?P<spelt>(?:(?:ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?: (?:five|two|three|four|six|seven|eight|nine|one))?|five|fifteen) degrees)"
    r"|(?P<words>(?:five|four|three|two) (?:plus |minus )?(?:out of|over) five|[0-5](?:\s(?:plus|minus))? (?:out of|over) (?:5|five))"
    r"|(?P<plain>\d{1,3})(?=[\s.,;*)]|$)"
    r")"
)

_BOTH_SIDES = regex(
    r"(?P<first>[0-4]) ?(?:\+|plus)(?:/4)?,? ?(?:(?:on|in|at) (?:the )?)?(?:left|right|l|r|lt|rt)?\b(?: side)?,? ?"
    r"(?:vs\.?|versus|compared (?:to|with)|and|but|/)? ?(?:only )?"
    r"(?P<second>[0-4]) ?(?:\+|plus)?(?:/4)? (?:(?:on|in|at) (?:the )?)?(?:left|right|l|r|lt|rt)\b"
)
"""Two grades of a reflex, the second with its side: "1+ vs 2+ on the left", "2+ R, 1+ L"."""
_HARMLESS = regex(r"hamstring|tight|back pain only|no (?:leg|radi|neuro)|without|\bneg")


_FULL = (
    (
        regex(
            r"\b(?:side ?bend\w*|lateral(?:ly)? (?:flex\w*|bend\w*)|side ?flexion|[rl]?(?:lb|sb|lf|sf)(?: ?[rl])?)\b"
        ),
        20,
    ),
    (regex(r"\b(?:extension|extn?|backward bend\w*|extends)\b"), 25),
    (regex(r"\b(?:rotation|rot)\b"), 30),
    (regex(r"\bschober\w*"), 5),
    (regex(r"\b(?:flexion|flexn?|bend\w*|fwd|forward)\b"), 80),
)
"""Degrees from which a plane of lumbar motion counts as full, the nearest name of a plane before the number deciding: about the
norms of the AMA Guides (extension and side bending 25), less the error of a goniometer. Schober's test is in centimetres."""
_OF_A_PLANE = regex(
    r" (?:of|in|with|for) (?P<plane>(?:(?:active|passive|true|forward|backward|left|right|lateral|side|truncal|trunk|lumbar|lumbosacral|back|spinal|painless|pain free|l|r|rt|lt) )*"
    r"(?:flexion|extension|side ?bend\w*|bend\w*|rotation))\b(?! (?:strength|of the (?:hip|knee)))"
)
"""After a number of degrees: the plane of motion that it is of ("40 degrees of flexion")."""
_SECONDARY = regex(
    r" (?:to|pain|his|her|the|low|back|spasms?|guarding|stiffness|discomfort)\b"
)  # "2/2 pain": secondary to
_PAINFUL = regex(r"\s?(?:\*|p\b|\(p\)|,? ?(?:with|w/) (?:pain|p1)|,? ?(?:painful|sore|uncomfortable))")
_PAINLESS = regex(
    r"[^.;\d]{0,24}?,? ?(?:and |but )?\b(?:comfortable|comfortably|easy|pain ?free|painless|without pain|no pain|symptom ?free|nonpainful)\b"
)


def _range_state(lower: str, start: int, match: re.Match[str], size: int) -> str:
    """Whether a range of motion given as a bare number is full."""
    if _PAINFUL.match(lower, match.end()):
        return "limited"
    named = _OF_A_PLANE.match(lower, match.end()) if match.lastgroup in ("degrees", "spelt") else None
    before = named["plane"] if named else lower[max(start, match.start() - 48) : match.start()]
    planes = [(m.end(), full) for name, full in _FULL for m in name.finditer(before)]
    full = max(planes, default=(0, 90), key=lambda plane: plane[0])[1]
    return "normal" if size >= full or (full < 80 and _PAINLESS.match(lower, match.end())) else "limited"


_LANDMARK = regex(
    r"\b(?:(?:stops?|stopped|limited|reach(?:es|ed|ing)?|restricted|only|ends?|halts?|gets|fingertips?|fingers|hands|palms|ft|bends?|down) )*"
    r"(?:(?:to|at|reach(?:es|ing)?|short of|just (?:below|above|past|short of)) (?:just )?|(?:stops|reaches) )(?:the |his |her |both )?"
    r"(?:(?:level|top|bottom) of (?:the |his |her )?)?(?:just )?(?:(?:above|below) (?:the |his |her )?)?"
    r"(?:(?:mid|low|lower|upper|proximal|distal|high|middle)[ -]?)?(?P<place>knees?|knee ?caps?|thighs?|shins?|patellae?|calf|calves|tibias?|waist)"
    r"(?! joint)(?! (?:exten|flex))(?: level)?\b"
)
"""How far a patient bends, told by where the hands come to: "to mid shin", "fingertips reach the knees". To the ankles or the
floor is a full range."""


_PLACES = ("knee", "thigh", "shin", "patella", "calf", "calves", "tibia", "waist")
_DIGIT = regex("[0-9+½¼¾⅓⅔]")
_NUMERALS = ("gr", "mrc", "plus", "degrees", "five")
"""What a landmark, and what a number, cannot do without, quickly looked for."""


_MUSCLE = regex(
    r"\b(?:dorsiflex\w+|plantar ?flex\w+|ehl|hallucis(?: longus)?|quad(?:riceps|s)?|hamstrings?|iliopsoas|psoas|hip flexors?|gastroc\w*|tibialis|(?:ankle|toe|knee) (?:extensors?|flexors?|evertors?|invertors?))"
    r"(?:(?!reflex|jerk|\b(?:dtr|[kat]j|knees?|ankles|pulse)|patell|achilles|edema|/5)[^.;])*$"
)
"""A muscle before a number, and no reflex between."""


def number_cues(lower: str, start: int, end: int) -> list[Cue]:
    """Cues for the numbers of a sentence of the normal text."""
    out: list[Cue] = []
    said = lower[start:end]
    places = any(place in said for place in _PLACES)
    if not (places or _DIGIT.search(said) or any(word in said for word in _NUMERALS) or not said.isascii()):
        return out

    def add(match: re.Match[str], modifier: Modifier) -> None:
        out.append(Cue(match.start(), match.end(), match.group(), modifier))

    uneven = [m.span() for m in _BOTH_SIDES.finditer(lower, start, end) if m["first"] != m["second"]]
    for match in _LANDMARK.finditer(lower, start, end) if places else ():
        add(match, _RANGE["limited"])
    for match in _NUMBER.finditer(lower, start, end):
        kind = match.lastgroup
        text = match.group().replace(" ", "")
        if kind == "strength":
            grades = {grade.lstrip("+") for grade in text.split("/")}  # "5/4+": right and left
            state = "normal" if grades <= {"5", "5+"} else "limited"
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
            # "EHL is +2 on the left": strength out of five, written like a reflex.
            strength = _MUSCLE.search(lower, max(start, match.start() - 60), match.start()) is not None
            abnormal = graded or strength or any(a <= match.start() < b for a, b in uneven)
            add(match, _STRENGTH["limited" if abnormal else "normal"])
        elif kind == "fraction":
            a, b = (int(x) for x in text.replace("of", "/").split("/"))
            if text == "2/2" and _SECONDARY.match(lower, match.end()):
                continue
            add(match, _RANGE["normal" if a >= b else "limited"])
            if min(a, b) >= 60 and max(a, b) <= 100:
                add(match, _TEST["normal"])
            elif 15 <= min(a, b) <= 50 and max(a, b) <= 100:
                add(match, _TEST["limited"])
            elif (a, b) in ((1, 4), (2, 4), (3, 4)) or (
                a in (1, 2, 3) and b in (1, 2, 3) and a >= b
            ):  # out of four, or right and left
                add(match, _STRENGTH["normal"])
            elif (a, b) == (0, 4):
                add(match, _STRENGTH["limited"])
        elif kind == "part":
            add(match, _RANGE["limited"])
        elif kind == "percent":
            add(match, _RANGE["normal" if int(text.rstrip("%")) >= 100 else "limited"])
        elif kind == "spelt":
            preposed = _OF_A_PLANE.match(lower, match.end()) is not None
            add(match, (_RANGE_OF if preposed else _RANGE)["normal" if text.startswith("ninety") else "limited"])
        elif kind in ("degrees", "plain"):
            size = int(re.sub(r"\D", "", text))
            # One digit is a range only where it is marked painful: "ext 8*".
            if kind == "degrees" or 5 <= size <= 120 or _PAINFUL.match(lower, match.end()):
                state = _range_state(lower, start, match, size)
                add(
                    match, (_RANGE_OF if kind == "degrees" and _OF_A_PLANE.match(lower, match.end()) else _RANGE)[state]
                )
            if 60 <= size <= 100:
                add(match, _TEST["normal"])
            elif 15 <= size <= 50:
                # A straight leg raise that stops early is positive unless the hamstrings or the back stop it.
                harmless = _HARMLESS.search(lower, match.end(), min(end, match.end() + 50))
                add(match, _TEST["normal" if harmless else "limited"])
    return out


_SCORE = regex(
    r"[\s:=(-]*(?:(?:t|raw|total|score[ds]?|index|questionnaire|today|now|currently|is|was|of|at|today's)\b[\s:=-]*){0,4}"
    r"(?P<number>\d{1,3}(?:\.\d)?)(?![\d.]*[/-]\d{1,4}[/-]\d)"
)


def score_after(lower: str, start: int, end: int) -> float | None:
    """The number that a questionnaire's name is followed by, as written ("22/50" is 22), or None."""
    match = _SCORE.match(lower, start, end)
    return float(match["number"]) if match else None
