"""A condition that comes true again and again, and no advice.

"It jumps to a 7 if she twists" provokes; "call if she twists it again" does not. Of "if she sits for long her back aches" what
follows is so.
"""

from __future__ import annotations

from notelint.precompiled import regex

_PROVOKES = regex(
    r"\b(?:hurts?|hurting|wors(?:e|t|ens?)|jumps?|catch(?:es)?|flares?|goes up|shoots up|climbs|spikes?|rises|increases?|stabs?|aggravated|grabs?|"
    r"pain(?:ful)?|aches?|sore|seizes|spasms?|kills|bothers?|comes on|acts up|twinges?|pinch(?:es)?|pulls?|tingl\w+|numb\w*|burn\w*|symptoms|feels? it|notices? it|only)\b[^.;:]*$"
)
_ADVISES = regex(
    r"\b(?:call|calls|return|returns|stop|should|shall|will|would|may|might|could|come back|advised|told|instructed|recheck|consider|plan|repeat|"
    r"follow|refer|order|obtain|worried|concerned|fear|risk|goal|as needed|prn|take|use|avoid)\b"
)
_IF = regex(r"(?:if|even if|only if|should)\b")


def tells_habit(cue: str, before: str) -> bool:
    """Whether the condition that opens with `cue` tells what provokes the pain; `before` is the sentence up to the cue."""
    return _IF.match(cue) is not None and _PROVOKES.search(before) is not None and _ADVISES.search(before) is None


_HABITUALLY = regex(
    r"(?:(?:only |even |and |but |also,? )?(?:if|when|whenever)) (?:he|she|they|the patient|patient|pt) (?:also |ever |even |only |just |so much as )*"
    r"(?:sits?|stands?|walks?|bends?|lifts?|carry|carries|stoops?|squats?|kneels?|twists?|turns?|leans?|lies|lays|rolls?|coughs?|sneezes?|laughs?|"
    r"moves?|tilts?|arches|bears|strains|drives?|rides?|runs?|climbs?|sleeps?|plays?|takes|uses|wears?|rests?|stretches|exercises|overdoes|stays|skips|misses|steps?|spends|"
    r"gets (?:up|out|in|down|going|moving)|picks? up|puts? (?:on|weight|any weight)|does (?:too much|a lot|anything|any|the|his|her|house|laundry|dishes|yard|more)|"
    r"is (?:on (?:his|her|their) feet|up|sitting|standing|walking|driving|active|busy|lying|still|in (?:one|a|the same) position))\b"
)
_TOLD_TO = regex(r"\b(?:should|shall|will|would|may|might|could|must|call|calls|advised|told|instructed|recheck|consider|plan|order|obtain|er|ed)\b")  # fmt: skip


def is_habit(cue: str, before: str, after: str) -> bool:
    """Whether a condition at the head of its sentence tells what the patient does again and again ("if she sits for long her back
    aches"): what follows is so. `before` and `after` are the sentence up to the cue and from it on."""
    return (
        _HABITUALLY.match(cue + after) is not None
        and _TOLD_TO.search(after) is None
        and _ADVISES.search(before) is None
    )


_HURTS = regex(
    r"\b(?:hurts?|pain\w*|aches?|aching|sore|stiff\w*|worse|worsens|flares?|spasms?|symptoms|tingl\w+|numb\w*|burn\w*|shoots?|trouble|has to (?:stop|sit|rest|get up|lie|move))\b"
)


def hurts(after: str) -> bool:
    """Whether the words `after` a condition tell of pain."""
    return _HURTS.search(after) is not None
