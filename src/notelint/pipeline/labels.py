"""Diagnoses that others gave ("the chiropractor told him it was sciatica"): what the patient was told is not what the writer finds.

Where the writer's own assessment says otherwise, such a label is withdrawn: it stands as told and decides no code.
"""

from __future__ import annotations

from collections.abc import Sequence as Seq
from typing import TYPE_CHECKING

from notelint.precompiled import regex

if TYPE_CHECKING:
    from notelint.pipeline.matching import Mention
    from notelint.pipeline.pipe import Analysis

_CONCEPTS = frozenset(
    {"strain", "sciatica", "muscular", "mechanical", "strain_like", "vertebrogenic", "discogenic", "psychogenic"}
)
_WHO = (
    r"(?:(?:his|her|their|the|an?|another|outside|local|school|company|team|plant|former|previous|old|in laws?) )*"
    r"(?:wife|husband|spouse|partner|mother|father|mom|dad|parents|daughter|son|sister|brother|friends?|neighbou?r|boss|supervisor|coach|trainer|teammate|"
    r"pcp|gp|chiropractor|osteopath|physio(?:therapist)?|(?:physical )?therapist|masseu[rs]e|massage therapist|nurse|doctors?|physicians?|provider|np|pa|er|ed|emergency (?:room|department)|urgent care|clinic|walk in|paramedics?|internet|google)"
    r"(?: (?:doctor|physician|provider|nurse|clinic|staff|there|practitioner|assistant))?"
)
_SAID = (
    r"(?:says?|said|thinks?|thought|told|tells|called|calls|diagnosed|felt|feels|believed|believes|suspected|suspects|figured|reckoned|assumed|"
    r"took (?:it|this|that)|takes (?:it|this|that)|mistook (?:it|this|that)|treated (?:it|this|that|him|her)|put (?:it|this|that) down|blamed|wondered|labelled|labeled|attributed|made (?:the|a) diagnosis|gave (?:him|her) (?:the|a) diagnosis)"
)
_TOLD = regex(
    r"(?:\b(?:was|were|been|being|got|gets) (?:then |initially |first |originally |previously |also |once |apparently )?(?:told|informed|diagnosed|labelled|labeled|treated|given (?:the|a) (?:diagnosis|label))\b"
    rf"|\b{_WHO} (?:had |has |have |then |initially |first |originally |also )?{_SAID}\b"
    r"|\b(?:he|she|patient|pt|they) (?:had |has |first |initially |originally |at first |also |himself |herself )*(?:thinks?|thought|believes?|believed|assumes?|assumed|figures?|figured|wonders?|wondered|suspects?|suspected|blames?|blamed|attributes?|attributed|self diagnosed|calls|called)\b)"
    r"[^.;]{0,48}$"
)
_PER = regex(rf"^ ?,? ?\(?(?:per|according to|as per|in the (?:words|opinion) of|said) {_WHO}\b")
_JUDGED = frozenset({"assessment", "assessment_plan", "diagnosis", "plan"})


def withdraw_labels(analysis: Analysis, mentions: Seq[Mention]) -> None:
    """Mark as `prior_label` what others called the pain and the writer's assessment does not take up.

    Args:
        analysis: The note with its sentences.
        mentions: Its mentions, with their assertions; changed in place.
    """
    lower = analysis.normal.lower
    told: list[Mention] = []
    own: set[str] = set()
    for mention in mentions:
        if mention.concept not in _CONCEPTS or mention.assertion not in ("present", "possible"):
            continue
        a, b = analysis.sentences.span(mention.sentence)
        by_others = mention.section not in _JUDGED and (
            _TOLD.search(lower[a : mention.start]) is not None or _PER.match(lower[mention.end : b]) is not None
        )
        if by_others:
            told.append(mention)
        else:
            own.add(mention.concept)
    if not told or not any(m.section in _JUDGED and (m.problem or "diagnosis" in m.roles) for m in mentions):
        return
    for mention in told:
        if mention.concept not in own:
            mention.roles.add("prior_label")
            mention.roles -= {"diagnosis", "cause"}
