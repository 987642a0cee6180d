"""Whose a finding is, said right after it: "the leg pain she had then has not returned". It is no clause of its own."""

from __future__ import annotations

from notelint.precompiled import regex

_RELATIVE = regex(
    r"^ ?(?:(?:that|which) )?(?:he|she|they) (?:has had|had had|had|has|describes?|described|reports?|reported|mention(?:s|ed)|complain(?:s|ed) of|"
    r"was having|is having|experience[sd]?|notes?|noted|notice[sd]?|gets?|got|felt|feels|came (?:in )?with|presented with)"
    r"(?: (?:then|before|before that|at that time|at the time|earlier|initially|previously|today|in \d{4}|last (?:year|time|month|week|visit)|"
    r"pre-?operatively|pre ?op|before surgery|before (?:the|his|her) (?:surgery|operation)|at first|in the past|back then|now))?(?= )"
    r"|^ ?(?:that|which) (?:led (?:him|her|them|us|me)? ?to (?:it|this|that|surgery|the (?:operation|surgery|fusion|procedure))|prompted (?:it|this|surgery|the (?:operation|surgery|fusion))|took (?:him|her) to surgery)"
    r"|^ ?(?:that|which) (?:had|brought|put|kept|sent|laid|took|troubled|bothered|plagued) (?:him|her|them)(?: [a-z]+){0,7}?"
    r"(?= (?:has|have|had|is|was|cleared|resolved|went|settled|improved|subsided|disappeared)\b)"
)


def without_relative(between: str) -> str:
    """The words between a finding and a cue, without such a relative clause."""
    return _RELATIVE.sub("", between)
