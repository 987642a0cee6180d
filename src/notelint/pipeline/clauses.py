"""What the rest of a sentence makes of a cue: a condition that tells a habit, an order that came to nothing.

"It jumps to a 7 if she twists" provokes; "call if she twists it again" does not. "They told her to get an MRI, but her plan
would not pay" leaves no MRI.
"""

from __future__ import annotations

import re

_PROVOKES = re.compile(
    r"\b(?:hurts?|hurting|wors(?:e|t|ens?)|jumps?|catch(?:es)?|flares?|goes up|shoots up|climbs|spikes?|rises|increases?|stabs?|aggravated|grabs?|"
    r"pain(?:ful)?|aches?|sore|seizes|spasms?|kills|bothers?|comes on|acts up|twinges?|pinch(?:es)?|pulls?|tingl\w+|numb\w*|burn\w*|symptoms|feels? it|notices? it|only)\b[^.;:]*$"
)
_ADVISES = re.compile(
    r"\b(?:call|calls|return|returns|stop|should|shall|will|would|may|might|could|come back|advised|told|instructed|recheck|consider|plan|repeat|"
    r"follow|refer|order|obtain|worried|concerned|fear|risk|goal|as needed|prn|take|use|avoid)\b"
)
_IF = re.compile(r"(?:if|even if|only if|should)\b")


def tells_habit(cue: str, before: str) -> bool:
    """Whether the condition that opens with `cue` tells what provokes the pain; `before` is the sentence up to the cue."""
    return _IF.match(cue) is not None and _PROVOKES.search(before) is not None and _ADVISES.search(before) is None


_NAUGHT = re.compile(
    r"[^.;]{0,40}?(?:,? ?\b(?:but|however|though|although|yet|and|which)\b|,)[^.;]{0,60}?\b(?:"
    r"never (?:had|got|went|done|happened|scheduled|obtained|followed|made|did|took place|came)|(?:did|does|has|had|was|were|could|would) not (?:yet )?(?:be |been )?"
    r"(?:undergo|have|get|got|go|happen|happened|done|do|show|obtain|obtained|complete|completed|covered?|able|approved?|authorized?|authorize|performed|scheduled|pay|allow|allowed|afford|tolerate|fit|follow|made|make)|"
    r"(?:did|was|could|would|has|had|were) not (?:\w+ ){0,2}?(?:undergo|have|get|go|happen|done|do|show|obtain|complete|covered?|able|approved?|authorized?|performed|scheduled|pay|afford|tolerate|fit|follow|make)|"
    r"(?:was|were|been|got|is) (?:denied|refused|declined|turned down|cancel+ed|rejected)|(?:denied|refused|declined|rejected) (?:it|this|the|coverage|payment|authorization)|"
    r"(?:he|she|pt|patient|insurance|insurer|carrier|plan|medicaid|medicare) (?:denied|refused|declined|cancel+ed|backed out|balked)|fell through|no show(?:ed)?)\b"
)


def came_to_nothing(after: str) -> bool:
    """Whether a study or operation that was ordered was not done, by the words `after` it."""
    return _NAUGHT.match(after) is not None
