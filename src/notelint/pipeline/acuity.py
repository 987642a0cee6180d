"""Whether a word for acuity is the back pain's, and no fracture's, kidney's or bronchitis'."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence as Seq

from notelint.pipeline.matching import Mention
from notelint.pipeline.normalise import NormalText


def acuity_fits(
    mention: Mention, normal: NormalText, pains: Seq[Mention], focus: bool, mention_sentence_span: tuple[int, int]
) -> bool:
    """Whether an acuity word is about the back pain: next to it, or to pain in a note about the back."""
    lower = normal.lower
    if any(p.start <= mention.start and mention.end <= p.end for p in pains):
        return True  # one abbreviation for both: "cLBP"
    starts = [p.start for p in pains]
    i = bisect_left(starts, mention.end)
    if i < len(pains) and pains[i].sentence == mention.sentence:
        between = lower[mention.end : pains[i].start]
        if len(between.split()) <= 5 and not re.search(
            r"[.;:]|\b(?:with|without|no|has|is|was|who|fracture|disease|syndrome|failure|kidney|which|accounts?|explains?|causing|\w+itis)\b",
            between,
        ):
            return True
    for p in reversed(pains[:i]):
        if p.sentence != mention.sentence:
            break
        between = lower[p.end : mention.start]
        if (
            len(between.split()) <= 5
            and between.rstrip().endswith(",")
            and re.match(r"\s*(?:[,.:;)]|$|at this|now|today)", lower[mention.end : mention.end + 9])
        ):
            return True
        if (
            len(between.split()) <= 4
            and re.match(r"^\s*(?:,|\(|-|:|is|has been|has become|was|which|that|now|remains|becoming)", between)
            and not re.match(
                r"\s*(?:distress|fracture|bony|kidney|renal|otitis|sacroiliitis|disc|disk|herniation|findings?|process|abnormalit|compression|on chronic (?:resp|kid|renal))",
                lower[mention.end : mention.end + 30],
            )
        ):
            return True
    a, _ = mention_sentence_span
    if (
        focus
        and re.search(r"\bpain(?: is| has been| now|:)? $", lower[a : mention.start])
        and re.match(
            r"\s*(?:[,.;:)]|$|now|and|in (?:nature|character|duration|onset)|at this)",
            lower[mention.end : mention.end + 14],
        )
    ):
        return True
    if focus and re.match(r"\W*(?:onset|since|duration|acuity|chronicity|stage|phase)\b", lower[a : mention.start]):
        return True
    return (
        focus
        and re.match(
            r"\s*(?:(?:episodes?|bouts?|attacks?|flares?|flare[ -]?ups?|spells?|exacerbations?) of (?:(?:the|his|her|this|such|same|severe) )*(?:pain|this|it)\b"
            r"|(?:pain|problem with (?:his|her|the) back)\b)(?! syndrome| management| clinic)",
            lower[mention.end : mention.end + 50],
        )
        is not None
    )
