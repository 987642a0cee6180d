"""What the mentions of a note say together: is the note about the back, how long has it hurt, what do the codes say, which
finding is named as the cause. Runs once after the single mentions have their assertions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence as Seq
from typing import TYPE_CHECKING

from notelint.pipeline.acuity import acuity_fits
from notelint.pipeline.attribution import Regions
from notelint.pipeline.causes import tie_causes
from notelint.pipeline.codes import find_codes
from notelint.pipeline.dating import mark_long_stories, settle_dated, settle_old_studies
from notelint.pipeline.doubts import ACTIVITY, find_doubts
from notelint.pipeline.durations import MAY_BE_TIME, time_expressions
from notelint.pipeline.eras import settle_eras
from notelint.pipeline.focus import without_red_flags
from notelint.pipeline.fragments import one_of_many, settle_fragment
from notelint.pipeline.labels import withdraw_labels
from notelint.pipeline.lexicon import Target
from notelint.pipeline.matching import Mention, by_sentence
from notelint.pipeline.operations import settle_operations
from notelint.pipeline.remarks import LEG, explains_the_leg, is_remark
from notelint.pipeline.retold import settle_first, settle_legs, settle_retold, without_todays_back
from notelint.pipeline.timing import comes_with, duration_fits, may_be_duration
from notelint.pipeline.treated import settle_treated
from notelint.pipeline.values import score_after
from notelint.precompiled import regex

if TYPE_CHECKING:
    from notelint.pipeline.pipe import Analysis

_DURATION = Target("duration", "evidence", "durations")
_TIME = Target("time_unattached", "evidence", "durations: not attached")
_HISTORY = frozenset(
    {None, "history", "interval", "chief_complaint", "assessment", "assessment_plan", "function", "indication"}
)
_LENGTHS = frozenset({"time", "tight", "slash", "since", "better", "ever", "onset", "dates", "bare"})
_CODES = {system: Target(system, "evidence", f"codes: {system}") for system in ("icd10", "cpt")}
_LABELS = frozenset({"mechanical", "muscular", "strain_like", "vertebrogenic", "discogenic", "nonspecific"})


def _durations(analysis: Analysis, regions: Regions, on: dt.date | None, day_first: bool) -> list[Mention]:
    normal, sentences = analysis.normal, analysis.sentences
    anchors = [
        m for m in analysis.mentions if m.problem or m.concept in ("sciatica", "radiating_leg_pain", "injury", "strain")
    ]
    if not anchors:
        return []
    out = []
    found, told = (
        by_sentence(analysis.mentions),
        by_sentence(anchors),
    )  # looking through all costs minutes in long notes
    words = regions.words
    hot = MAY_BE_TIME.telling(words.all)
    ascii_only = normal.lower.isascii()
    for number in range(len(sentences.starts)):
        if hot.isdisjoint(words.of[number]) and (ascii_only or normal.lower[slice(*sentences.span(number))].isascii()):
            continue
        a, b = sentences.span(number)
        pains = told.get(number, [])
        if (
            not pains
            and a < anchors[0].start
            and any(m.concept == "leg_neuro_deficit" for m in found.get(number - 1, []))
        ):
            continue  # "his right foot drop. It came on last spring": the pain is not told of yet
        for time in time_expressions(normal.lower, a, b, on, day_first=day_first):
            mention = Mention(time.start, time.end, _DURATION, number, value=time.value)
            part = analysis.part(time.start)
            mention.section = part.name
            mention.past = analysis.is_past(time.start)
            if any(m.start < time.end and time.start < m.end for m in found.get(number, [])):
                continue
            if not duration_fits(mention, normal, regions, pains, part, analysis.focus, time.form) and not comes_with(
                mention, time.form, normal.lower, regions, told.get(number + 1, [])
            ):
                if (
                    analysis.focus
                    and time.form in _LENGTHS
                    and part.name in _HISTORY
                    and may_be_duration(mention, normal, regions)
                ):
                    mention.target = _TIME
                    out.append(mention)
                continue
            if pains and all(p.concept == "injury" and p.assertion == "historical" for p in pains):
                continue  # when another injury was
            if mention.past or (pains and all(p.assertion == "historical" for p in pains)):
                mention.assertion = "historical"
            out.append(mention)
    return out


_CHANGED = regex(r"\b(?:changed|change|switch(?:ed)?|updated?|revised|replaced?|correct(?:ed)?|instead of|rather than|not|no longer|previously|formerly|prior|was|from|deleted|remove[ds]?|drop(?:ped)?|do not use|d/c)\s*(?:code\s*)?(?:from\s*)?[:(]?\s*$")  # fmt: skip


def unjudged(mentions: Seq[Mention]) -> list[Mention]:
    """Activities that the history names without a word that could be read as a limit or its absence."""
    return [
        Mention(m.start, m.end, ACTIVITY, m.sentence, m.phrase, section=m.section, past=m.past)
        for m in mentions
        if m.kind == "activity" and not m.keep and m.section in _HISTORY and not m.past
    ]


def codes(analysis: Analysis) -> list[Mention]:
    """The codes that a note writes, with what it says of them."""
    out = []
    lower = analysis.normal.lower
    for code in find_codes(analysis.normal.text):
        number = analysis.sentences.index(code.start)
        mention = Mention(code.start, code.end, _CODES[code.system], number, value=code.code)
        mention.section = analysis.part(code.start).name
        mention.past = analysis.is_past(code.start)
        before = lower[max(0, code.start - 40) : code.start]
        if mention.past:
            mention.assertion = "historical"
            mention.because.append("text of an earlier visit")
        elif re.search(
            r"\b(?:not|no longer|rather than|instead of|do not use|never)\s*(?:code[ds]?\s*|billed?\s*|use\s*)?(?:as\s*)?[:(]?\s*$",
            before,
        ):
            mention.assertion = "absent"
            mention.roles.add("changed")
        elif _CHANGED.search(before):
            mention.assertion = "historical"
            mention.roles.add("changed")
        out.append(mention)
    return out


def _acuities(analysis: Analysis, mentions: list[Mention]) -> list[Mention]:
    pains = [m for m in mentions if m.problem or m.concept == "strain"]
    told = by_sentence(pains)
    out = []
    for mention in mentions:
        if mention.concept == "acuity":
            if not acuity_fits(
                mention,
                analysis.normal,
                told.get(mention.sentence, []),
                analysis.focus,
                analysis.sentences.span(mention.sentence),
            ):
                continue
            near = [p for p in told.get(mention.sentence, []) if 0 <= p.start - mention.end < 40]
            if near and near[0].assertion == "family":
                continue
            if near and near[0].assertion in ("historical", "hypothetical", "absent"):
                mention.assertion = near[0].assertion
            elif mention.assertion == "absent" or (near and near[0].assertion == "present" and not mention.past):
                mention.assertion = "present"
        out.append(mention)
    return out


_LEFT = regex(
    r"\b(?:left|lt|l|lle|left sided)\b(?! ?[-/]?\s?(?:spine|s\b|\d))(?! (?:early|before|after|work|home|untreated|the (?:clinic|room|office|ed)))"
)
_RIGHT = regex(r"\b(?:right|rt|r|rle|right sided)\b")
_BOTH = regex(r"\b(?:bilateral(?:ly)?|b/l|both|bilat)\b")


def _sides(analysis: Analysis, mentions: Seq[Mention]) -> None:
    for mention in mentions:
        if mention.concept not in LEG:
            continue
        a, b = analysis.sentences.span(mention.sentence)
        words = [[m.span() for m in p.finditer(analysis.normal.lower, a, b)] for p in (_LEFT, _RIGHT, _BOTH)]
        # Whole words only: a window that is cut out of the text would make an "l" of "leg".
        # Its own words go first: of "no left leg symptoms or right leg weakness" each has its own side.
        sided = any(mention.start <= x and y <= mention.end for found in words for x, y in found)
        own = [(mention.start - 10, mention.end)] if sided else []
        for low, high in (*own, (mention.start - 16, mention.end + 14), (mention.start - 40, mention.end + 40)):
            left, right, both = (any(low <= x and y <= high for x, y in found) for found in words)
            if both or (left and right):
                mention.side = "both"
            elif left:
                mention.side = "left"
            elif right:
                mention.side = "right"
            if mention.side:
                break


_SCORE = regex(r"^[^\d\n]{0,28}?(?P<score>\d{1,3}(?:\.\d)?)(?![\d/]*[/-]\d{1,2}[/-]\d)")


def _scores(analysis: Analysis, mentions: Seq[Mention]) -> None:
    """The number of a scored questionnaire stands behind its name."""
    for mention in mentions:
        if mention.kind == "score" and mention.value is None:
            match = _SCORE.match(analysis.normal.lower[mention.end : mention.end + 36])
            if match:
                mention.value = float(match["score"])


_DIAGNOSIS_SECTIONS = frozenset({"assessment", "assessment_plan", "diagnosis"})


_EFFECT_BEFORE = regex(r"\b(?:pain|aches?|symptoms?|complaints?|discomfort|presentation|problem)\b[^.;]{0,24}$")
_EFFECT_AFTER = regex(r"^[^.;]{0,40}\b(?:back|pain|symptoms?|complaints?|lbp|this)\b")
_BACK_AND_LEG = regex(r"\bback\b (?:and|or|/) [^.;,]{0,40}$")
_DISC = frozenset({"disc_displacement", "disc_degeneration"})


def _is_cause(mention: Mention, analysis: Analysis, mentions: Seq[Mention]) -> bool:
    """Whether what a cue calls a cause is the cause of the back pain, and not of a weakness, an operation or a fall."""
    if mention.cause is None:
        return False
    lower = analysis.normal.lower
    a, b = analysis.sentences.span(mention.sentence)
    start, end = mention.cause
    if end <= mention.start:
        before = [m for m in mentions if m.sentence == mention.sentence and m.end <= start and m.kind == "finding"]
        if before:
            last = before[-1]
            if last.problem:
                return True
            if _BACK_AND_LEG.search(lower[a:start]):
                return True
            if mention.concept in _DISC and last.concept in ("radiculopathy", "sciatica"):
                return True  # a disc disorder with radiculopathy is one condition
            if last.concept in LEG or start - last.end < 12:
                return False
            return any(m.problem for m in before) and ";" not in lower[last.end : start]
        return _EFFECT_BEFORE.search(lower[a:start]) is not None
    after = [m for m in mentions if m.sentence == mention.sentence and m.start >= end]
    return any(m.problem for m in after[:2]) or _EFFECT_AFTER.match(lower[end:b]) is not None


def _roles(analysis: Analysis, mentions: Seq[Mention]) -> None:
    for mention in mentions:
        if "cause" in mention.roles and not _is_cause(mention, analysis, mentions):
            mention.roles.discard("cause")
        judged = mention.section in _DIAGNOSIS_SECTIONS
        if mention.concept == "other_cause" and mention.section in (None, "history", "chief_complaint"):
            # A problem that opens a sentence of a note without headings is what the note is about.
            judged = judged or mention.start == analysis.sentences.span(mention.sentence)[0]
        if (
            judged
            and mention.assertion == "present"
            and (mention.kind == "finding" or mention.concept == "other_cause")
            and not is_remark(mention, mentions, analysis)
            and not explains_the_leg(mention, mentions, analysis.normal.lower)
        ):
            mention.roles.add("diagnosis")
        if mention.assertion == "historical" and mention.concept in _LABELS and not mention.past:
            mention.roles.add("prior_label")
        if mention.section == "exam":
            mention.roles.add("exam")


_PRESENTS = regex(
    r"\b(?:presents|presenting|presented|comes|came|seen|referred|evaluated|admitted|returns)\b[^.;,]{0,12} (?:with|for) (?:a |an |the )?(?:[a-z]+ )?(?:history|hx) of [^.;]*$"
)
"""What the patient comes with is no past problem, though it is called a history."""
_LISTED = regex(
    r"(?<!day )(?<!days )(?<!week )(?<!weeks )(?<!month )(?<!months )(?<!year )(?<!years )(?<!hour )\b(?:history of(?! (?:the )?present)|hx of|h/o|pmh of|significant for|pmh:?)\s[^.;]{3,120}(?:,|\band)[^.;]{0,40}$"
)


def _told_in_passing(analysis: Analysis, mentions: Seq[Mention]) -> None:
    """Pain named only in lists of what the patient has had ("lady with history of depression and low back pain"), and perhaps
    again under past history, is history."""
    pains = [m for m in mentions if m.problem and m.assertion == "present"]
    listed = [m for m in pains if _is_listed(analysis, m)]
    # Under past history it was taken for present only because the lists name it.
    again = [
        m for m in pains if m.section == "past_history" and "treated now" in m.because and "treated" not in m.roles
    ]
    if not listed or len({id(m) for m in listed + again}) < len(pains):
        return
    for mention in pains:
        mention.assertion = "historical"
        mention.because.append("listed among past problems")
        for word in mentions:  # "chronic low back pain": the word goes with the pain
            if word.concept == "acuity" and word.sentence == mention.sentence and 0 <= mention.start - word.end < 12:
                word.assertion = "historical"


def _is_listed(analysis: Analysis, pain: Mention) -> bool:
    """Whether the words before `pain` in its sentence list what the patient has had, and not what he comes with."""
    a, _ = analysis.sentences.span(pain.sentence)
    before = analysis.normal.lower[a : pain.start]
    return bool(_LISTED.search(before) or one_of_many(before)) and _PRESENTS.search(before) is None


def finish(analysis: Analysis, regions: Regions, on: dt.date | None, *, day_first: bool) -> None:
    """Add times and codes, settle what depends on the whole note, and put the mentions in order."""
    regions.mentions = {}  # a time belongs to the words around it, whatever was made of them
    settle_retold(analysis, analysis.mentions)
    settle_first(analysis, analysis.mentions)
    settle_legs(analysis, analysis.mentions)
    settle_eras(analysis, analysis.mentions)
    settle_treated(analysis, analysis.mentions)
    mentions = _acuities(analysis, analysis.mentions)
    mentions = without_todays_back(mentions)
    mentions = without_red_flags(analysis, mentions)
    mentions = settle_operations(analysis, mentions)
    analysis.mentions = mentions
    mentions = mentions + _durations(analysis, regions, on, day_first) + codes(analysis)
    settle_old_studies(analysis, mentions, on)
    _sides(analysis, mentions)
    _scores(analysis, mentions)
    for mention in mentions:
        if mention.kind == "score":
            mention.value = score_after(
                analysis.normal.lower, mention.end, analysis.sentences.span(mention.sentence)[1]
            )
    _roles(analysis, mentions)
    tie_causes(analysis, mentions)
    _told_in_passing(analysis, mentions)
    settle_fragment(analysis, mentions)
    withdraw_labels(analysis, mentions)
    settle_dated(analysis, mentions, on)
    mark_long_stories(analysis, mentions, on)
    analysis.mentions = mentions
    mentions = mentions + find_doubts(analysis, regions)
    analysis.mentions = sorted(mentions, key=lambda m: (m.start, m.end))
