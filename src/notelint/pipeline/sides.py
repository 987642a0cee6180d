"""Words for sides between a finding and its result: "reflexes, on the left and right, equal"; "hurts on the right, left negative"."""

from __future__ import annotations

import re

from notelint.precompiled import regex

_SIDES = regex(r"^[\s(,-]*(?:(?:on|in|at|of|to|the|her|his|their|both|either|left|right|bilaterally?|bilat|b/l|l|r|rt|lt|sides?|legs?|"
                    r"lower|extremit\w+|le|les|ble|lle|rle|ext|all|planes?|levels?|groups?|muscle|throughout|today|testing|exam\w*|is|are|was|were|"
                    r"also|still|and|seated|supine|position|sitting|l\d|s\d|knees?|ankles?|patella\w*|achilles|degrees?|deg)[\s)/,:=-]*)*$")  # fmt: skip
_OTHER_SIDE = regex(r"\s*,\s*(?:and |on |the )*(left|right|lt|rt|l|r)(?: side| leg| one)? ")
_SIDE_TOLD = {"l": "(?:right|rt|r)", "r": "(?:left|lt|l)"}


def only_names_sides(between: str) -> bool:
    """Whether the words between a finding and its result only say on which side, or where on the leg."""
    return _SIDES.match(between.strip()) is not None


def goes_over(between: str, before: str) -> bool:
    """Whether the words between a finding and a result go over to the other side than that which `before` tells of."""
    side = _OTHER_SIDE.fullmatch(between)
    return side is not None and re.search(rf"\b{_SIDE_TOLD[side[1][0]]}\b", before) is not None
