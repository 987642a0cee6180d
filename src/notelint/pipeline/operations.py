"""Reports of an operation: what was done on the day of the note is no operation of the past, and its risks and its words of
course ("she wished to proceed with surgery") are no further facts."""

from __future__ import annotations

import re
from collections.abc import Sequence as Seq
from typing import TYPE_CHECKING

from notelint.pipeline.orders import NOT_OF_THIS_VISIT
from notelint.precompiled import regex

if TYPE_CHECKING:
    from notelint.pipeline.matching import Mention
    from notelint.pipeline.pipe import Analysis

_TITLE = regex(r"\b(?:perform|operat|procedure)")
_NOW = frozenset({"assessment", "indication", "procedure", "interval"})
_BEFORE = regex(
    r"\b(?:prior|previous(?:ly)?|past|earlier|old|history|hx|h/o|s/p|status post|ago|last|after|following|since|postoperative|post)\b"
)
_YEAR = regex(r"\b(?:19|20)\d\d\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b|\bin \d{2,4}\b")


_TO_THEATRE = regex(
    r"\b(?:taken|brought|went|rushed|transferred|returned|wheeled)(?: \w+)? (?:back )?to (?:the )?(?:operating (?:room|theat\w+|suite)|or|theat(?:er|re)|surgery)\b[^.;]{0,60}$"
)
"""Before an operation in the course of a stay: it is this stay's."""


_OTHER_OPERATION = regex(
    r"\b(?:(?:hip|knee|shoulder|joint|ankle|valve) replacements?|arthroplast\w+|arthroscop\w+|cabg|bypass|hysterectomy|prostatectomy|mastectomy|lumpectomy|cholecystectomy|appendectomy|"
    r"c[- ]section|cesarean|colectomy|nephrectomy|thyroidectomy|rotator cuff repair|hernia repair|amputations?|[ba]ka\b|craniotomy|bunionectomy|tonsillectomy|orif|carpal tunnel release|stents?|transplant|cataract\w*)\b"
)
_NEAR_OPERATION = regex(
    r"\b(?:breast (?:augmentation|reduction)|augmentation|liposuction|lipectomy|abdominoplasty|tummy tuck|gastric (?:bypass|sleeve|band\w*)|lap(?:aroscopic)? band|circumcision|tracheostomy|"
    r"debrid\w+|biops(?:y|ies)|endarterectomy|meniscectom\w+|acl reconstruction|polypectomy|colostomy|oophorectomy|cystectomy|pacemaker|fistula|bowel resection|skin graft\w*|fractured? (?:hip|ankle|femur|tibia|wrist)|tk[ar]|th[ar])\b"
)
"""Operations and the like that a "surgery" of the same sentence, or of the one before, goes on about."""
_OTHER_KIND = regex(
    r"\b(?:cosmetic|aesthetic|plastic|reconstructive|bariatric|weight loss|laparoscopic|robotic|dental|oral|vascular|cardiac|bypass|open heart|heart|lung|thyroid|parathyroid|gallbladder|prostate|bladder|"
    r"bowel|colon|rectal|gastric|stomach|sinus|nasal|ear|eye|cataract|lasik|laser|hand|wrist|elbow|shoulder|foot|feet|ankle|toe|knee|hip|breast|skin|hernia|carpal tunnel|gynecologic\w*|gender|transplant|brain|neck|cervical|carotid)"
    r"(?:,? (?:or|and) [a-z]+)? $"
)
_ON_ANOTHER_PART = regex(
    r" (?:on|to|of|for) (?:(?:the|his|her|their|a|both|left|right|bilateral|torn|broken|fractured|my) )*(?:hands?|wrists?|elbows?|shoulders?|arms?|rotator cuff|feet|foot|toes?|ankles?|knees?|hips?|eyes?|ears?|nose|"
    r"sinus\w*|breasts?|heart|bowels?|colon|bladder|prostate|gallbladder|hernia|thyroid|neck|jaw|face|teeth|uterus|ovar\w+|kidneys?|acl|meniscus|carpal tunnel|cataracts?)\b"
)
_BARE = frozenset({"surgery", "operation", "the surgery", "the operation"})


def of_another_part(analysis: Analysis, surgery: Mention, surgeries: Seq[Mention]) -> bool:
    """Whether a bare "surgery" is the operation on another part of the body that was named last before it."""
    lower = analysis.normal.lower
    if lower[surgery.start : surgery.end] not in _BARE or "spin" in lower[surgery.start - 12 : surgery.end]:
        return False
    a, b = analysis.sentences.span(surgery.sentence)
    if _OTHER_KIND.search(lower[a : surgery.start]) or _ON_ANOTHER_PART.match(lower, surgery.end):
        return True
    if re.search(r"\b(?:back|spin\w+|lumbar|dis[ck]s?|sciatica|leg|l[1-5])\b", lower[a:b]):
        return False
    near = analysis.sentences.span(max(surgery.sentence - 1, 0))[0]
    others = [m.end() for m in _OTHER_OPERATION.finditer(lower, 0, surgery.start)]
    others += [m.end() for m in _NEAR_OPERATION.finditer(lower, near, surgery.start)]
    others.sort()
    own = [
        m.end for m in surgeries if m is not surgery and m.end <= surgery.start and lower[m.start : m.end] not in _BARE
    ]
    own = [end for end in own if surgery.start - end < 600]
    return bool(others) and others[-1] > max(own, default=-1)


_REASON = regex(
    r"^[^.;:]{0,45}\bfor (?:(?:a|an|the|his|her|severe|known|lumbar|spinal|symptomatic|degenerative|left|right) )*$"
)
"""Between an operation and what it was done for."""


def _settle_reasons(analysis: Analysis, mentions: Seq[Mention], surgeries: Seq[Mention]) -> None:
    """What an operation of the past was done for is past with it ("laminectomies in 2006 for stenosis")."""
    for surgery in surgeries:
        if surgery.assertion != "historical":
            continue
        for mention in mentions:
            if (
                mention.sentence == surgery.sentence
                and mention.start >= surgery.end
                and mention.kind == "finding"
                and mention.assertion == "present"
                and not mention.problem
                and _REASON.match(analysis.normal.lower[surgery.end : mention.start])
            ):
                mention.assertion = "historical"
                mention.because.append("what the operation was for")


def is_report(analysis: Analysis, mentions: Seq[Mention]) -> bool:
    """Whether the note reports an operation on the low back: a section for what was performed opens with one."""
    for part in analysis.parts:
        if part.name == "procedure" and _TITLE.search(part.title):
            opening = part.start + 400
            if any(
                m.concept == "spine_surgery"
                and m.assertion == "present"
                and part.start <= m.start < min(part.end, opening)
                for m in mentions
            ):
                return True
    return False


def settle_operations(analysis: Analysis, mentions: list[Mention]) -> list[Mention]:
    """In the report of an operation, date what is told of it; elsewhere nothing changes."""
    surgeries = [m for m in mentions if m.kind == "surgery"]
    for surgery in surgeries:
        a, _ = analysis.sentences.span(surgery.sentence)
        if (
            surgery.section == "interval"
            and NOT_OF_THIS_VISIT in surgery.because
            and _TO_THEATRE.search(analysis.normal.lower, a, surgery.start)
        ):
            surgery.assertion = "present"
            surgery.because[:] = ["an operation of this stay"]
    foreign = {id(m) for m in surgeries if of_another_part(analysis, m, surgeries)}
    if foreign:
        mentions = [m for m in mentions if id(m) not in foreign]
        surgeries = [m for m in surgeries if id(m) not in foreign]
    _settle_reasons(analysis, mentions, surgeries)
    if not surgeries or not is_report(analysis, surgeries):
        return mentions
    lower = analysis.normal.lower
    out = []
    for mention in mentions:
        if mention.kind == "surgery":
            if "procedure" in mention.target.outside and mention.assertion in ("present", "historical", "hypothetical"):
                continue  # "surgery", "operation": the one that is reported
            a, b = analysis.sentences.span(mention.sentence)
            if (
                NOT_OF_THIS_VISIT in mention.because
                and mention.section in _NOW
                and not _BEFORE.search(lower[a:b])
                and not _YEAR.search(lower[a:b])
            ):
                mention.assertion = "present"
                mention.because[:] = ["the operation of this report"]
        out.append(mention)
    return out
