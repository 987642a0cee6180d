"""Words that may well answer a question, but could not be read with certainty.

They become evidence of their own (`leg_unjudged` and so on), which decides nothing: it only keeps a rule from saying that
the chart lacks what it may say. A false alarm costs more than a gap that a reader finds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence as Seq
from typing import TYPE_CHECKING

from notelint.pipeline.attribution import Regions
from notelint.pipeline.focus import FUNCTIONS
from notelint.pipeline.lexicon import Target
from notelint.pipeline.matching import Mention, by_sentence
from notelint.pipeline.problems import changes_elsewhere
from notelint.precompiled import regex

if TYPE_CHECKING:
    from notelint.pipeline.pipe import Analysis

_TOLD = frozenset(
    {None, "history", "interval", "chief_complaint", "assessment", "assessment_plan", "function", "indication", "ros"}
)
"""Sections in which something is told, rather than measured or advised."""
_LEG = Target("leg_unjudged", "evidence", "legs: not judged")
_RESULT = Target("result_unread", "evidence", "results: not read")
_CHANGE = Target("change_unread", "evidence", "changes: not read")
ACTIVITY = Target("activity_unjudged", "evidence", "activities: not judged")

_LEG_FACTS = frozenset({"sciatica", "radiculopathy", "radiating_leg_pain", "pain_confined"})
_FUNCTION_FACTS = FUNCTIONS | {"activity_unjudged"}
_NOT_NOW = frozenset({"hypothetical", "family", "planned"})
_JUDGED = regex(
    r"\b(?:no|not|never|nothing|without|w/o|den(?:y|ies|ied)|nil|none|neither|normal|fine|ok|okay|good|free|clear|strong|quiet|spared|unaffected|"
    r"uninvolved|symptoms?|involv\w+|pain\w*|ach\w+)\b"
)
_SINCE = regex(r"\b(?:never|not|no|none|since|gone|resolved|neither|free)\b")
_EXAMINED = regex(
    r"\b(?:slrs?|straight leg|strength|power|reflex\w*|jerks?|sensation|sensory|motor|myotomes?|dermatomes?|pulses?|edema|oedema|swelling|swollen|"
    r"skin|dvt|ulcers?|heel|toe walk\w*|walks? on|monofilament|length|raises?|stretch\w*)\b"
)
_CONDITION = regex(r"\b(?:if|should|unless|call|return|risks?|precautions|warned|exercis\w*|program\w*|hep)\b")
_DOES = regex(
    r"\b(?:sleep\w*|slept|walk(?:s|ed|ing)?|sit(?:s|ting)?|sat|standing|bend(?:s|ing)?|lift(?:s|ed|ing)?|carr(?:y|ies|ied|ying)|"
    r"driv(?:e|es|ing)|dress(?:es|ed|ing)?|stairs|stoop\w*|in bed|off work|limp\w*)\b"
)
_READING = regex(
    r"[^.;]{0,60}?(?:\b(?:show(?:s|ed|n|ing)?|reveal\w*|read (?:as|by)|reads|demonstrat\w*|report(?:s|ed)? (?:as|to)|normal|nl|unremarkable|clean|clear|benign|negative|"
    r"mild|moderate|severe|minor|modest|small|large|some|changes?|degenerat\w*|narrow\w*|wear|bulg\w*|nothing|no (?:acute|fracture|change|significant|abnormal\w*))\b|: ?[a-z])"
)
_AWAITED = regex(
    r"\b(?:await\w*|pending|not (?:yet )?(?:available|back|seen|reported|to hand|received)|no (?:result|report)\w*|report to follow|chas\w+)\b"
)
_CHANGED = regex(
    r"\b(?:better|worse(?! (?:with|on|when|after|by|in|at|for|if|than usual|sitting|standing|walking|bending))|worsen(?:ed|ing)|improv(?:ed|ing|ement|es)|unchanged|"
    r"same as|the same|no change|much as|as before|less (?:pain|sore|often|severe|intense|frequent)|more (?:pain|sore|often|severe|intense|frequent)|eas(?:ed|ing)(?! (?:with|by|on))|"
    r"settl(?:ed|ing)|flar(?:ed|ing)|gone|resolv(?:ed|ing)|plateau\w*|holding|turned a corner|coming along|going backwards?)\b"
)
_BY = regex(r"\bbetter (?:with|on|when|after|by|lying|sitting|standing|walking|in|at|if|for|up)\b")


def find_doubts(analysis: Analysis, regions: Regions) -> list[Mention]:
    """Evidence of what a note on the back may say after all.

    Args:
        analysis: The note with its settled mentions.
        regions: The parts of the body that its sentences name.
    """
    if not analysis.focus or analysis.beside:
        return []
    by_number = by_sentence(analysis.mentions)
    out: list[Mention] = []
    lower, sentences = analysis.normal.lower, analysis.sentences
    for number in range(len(sentences.starts)):
        a, b = sentences.span(number)
        if analysis.is_past(a):
            continue
        section, own = analysis.part(a).name, by_number.get(number, [])
        out += _results(own, lower, b)
        if section not in _TOLD or _CONDITION.search(lower, a, b) or any(m.assertion in _NOT_NOW for m in own):
            continue
        elsewhere = changes_elsewhere(number, analysis.items, regions)
        found = [
            (_LEG, _leg(own, regions, number, lower, a, b)),
            (ACTIVITY, None if _has(own, _FUNCTION_FACTS) else _DOES.search(lower, a, b)),
            (_CHANGE, None if _BY.search(lower, a, b) or elsewhere else _CHANGED.search(lower, a, b)),
        ]
        for target, match in found:
            if match is not None and match.end() > match.start():
                out.append(Mention(match.start(), match.end(), target, number, section=section))
    return out


def _has(own: Seq[Mention], concepts: frozenset[str]) -> bool:
    return any(m.concept in concepts for m in own)


def _leg(own: Seq[Mention], regions: Regions, number: int, lower: str, start: int, end: int) -> re.Match[str] | None:
    """The word by which a sentence of the history judges the legs, where no fact came of it."""
    told = [m for m in own if m.concept in _LEG_FACTS and m.assertion == "historical"]
    if told:
        return _SINCE.search(lower, told[0].end, end)
    if "leg" not in regions.named(number)[1] or _has(own, _LEG_FACTS | {"leg_neuro_deficit"}):
        return None
    return None if _EXAMINED.search(lower, start, end) else _JUDGED.search(lower, start, end)


def _results(own: Seq[Mention], lower: str, end: int) -> list[Mention]:
    """What follows the name of a study done and may be its result."""
    out = []
    for study in own:
        if study.kind != "study" or study.assertion != "present":
            continue
        match = _READING.match(lower, study.end, end)
        if match is not None and _AWAITED.search(lower, study.end, end) is None:
            out.append(Mention(study.end, match.end(), _RESULT, study.sentence, section=study.section))
    return out
