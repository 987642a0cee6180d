"""What the words around a mention make of it, farther than a cue reaches.

"They told her to get an MRI, but her plan would not pay" leaves no MRI; "denies joint pain, difficulty walking" no difficulty.
"""

from __future__ import annotations

from notelint.precompiled import regex

_NAUGHT = regex(
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


_TROUBLE = regex(r"(?:(?:any|much|great|significant) )?(?:difficult|trouble|problem|issue|inability|hard time)")
_DENIED = regex(
    r"\b(?:denie[sd]|denying|deny|negative for)\b(?!(?:[^.;:]*?[ ,])(?:but|however|although|though|except|other|otherwise|has|have|had|with|reports?|states?|says|admits|"
    r"endorses|notes|complains|is|was|does|did|he|she|they|it|now|because|due|since|worse|some)\b)[^.;:]*$"
)
_ITEM = 7
"""Words that one item of a list of denials has at most."""


def denies_trouble(cue: str, before: str) -> bool:
    """Whether the trouble that `cue` names ("difficulty with") is one of the things denied in the words `before` it."""
    if not _TROUBLE.match(cue):
        return False
    denied = _DENIED.search(before)
    return denied is not None and all(len(item.split()) <= _ITEM for item in denied.group().split(","))
