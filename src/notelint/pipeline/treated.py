"""Pain that stands under a heading of the past and that the note treats now, or that had gone and has come back."""

from __future__ import annotations

from collections.abc import Sequence as Seq
from typing import TYPE_CHECKING

from notelint.pipeline.focus import ASIDE
from notelint.precompiled import regex

if TYPE_CHECKING:
    from notelint.pipeline.matching import Mention
    from notelint.pipeline.pipe import Analysis

_SETTLED = regex(r"\b(?:resolved|went away|recovered|cleared|settled|gone|healed|disappeared)\b")
_TREATED = regex(
    r"[^\n.;:]{0,24}(?: -+|:|\.|;|,) ?(?:will |to |we will |i will )?(?:trial of|start\w*|begin|continu\w*|refill\w*|increas\w*|order\w*|"
    r"refer\w*|stable on|controlled (?:on|with)|improv\w+|worse\w*|x ?rays?\b|mri\b|pt\b|physical therapy)"
)
"""After a pain in a list of problems: what is done about it now."""
_FOR_THE_BACK = regex(
    r"\b(?:stable on|tak(?:es|ing)|us(?:es|ing)|needs|wants|requests|refill(?:ed|s)?(?: of)?|continue[sd]?|start(?:ed)?)\b[^.;:\n]{0,40}"
    r" for (?:the|his|her) (?:low(?:er)? )?back\b(?! (?:surgery|operation|brace))"
)
"""What is taken or asked for on account of the back."""
_CAME_BACK = regex(
    r"(?:[^.;]{0,60}\b(?:but|and|then|until)\b|[^.;]{0,50},)[^.;]{0,24}(?<!not )(?<!never )(?<!n't )(?<!yet )\b(?:recurred|returned|come back|came back|is back|flared)\b(?! to (?:work|school|normal|baseline))"
)
"""After a pain that is said to have gone: that it is here again."""


def settle_treated(analysis: Analysis, mentions: Seq[Mention]) -> None:
    """Take for present what is listed among past problems and treated now, and what had gone and came back.

    Pain listed in the past history is present where the note tells of the pain elsewhere, or of its treatment; the role
    `treated` says that the list itself does. A problem once resolved is past.

    Args:
        analysis: The note with its sections.
        mentions: Its mentions, in order of place; changed in place.
    """
    pains = [m for m in mentions if m.problem and not m.past]
    if not any(m.assertion == "historical" for m in pains):
        return
    lower = analysis.normal.lower
    elsewhere = any(m.problem and m.assertion == "present" and m.section not in ASIDE for m in mentions)
    for mention in pains:
        if mention.assertion != "historical":
            continue
        back = _CAME_BACK.match(lower, mention.end)
        settled = _SETTLED.search(" ".join(mention.because)) is not None
        if back and (settled or _SETTLED.search(back.group())):
            mention.assertion = "present"
            mention.because.append("came back")
        elif settled or mention.section != "past_history":
            continue
        elif elsewhere:
            mention.assertion = "present"
            mention.because.append("treated now")
        elif _TREATED.match(lower, mention.end) or _FOR_THE_BACK.search(lower):
            mention.assertion = "present"
            mention.roles.add("treated")
            mention.because.append("treated now")
