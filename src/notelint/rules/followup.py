"""Visits that follow visits: the pain judged anew (D301), the unspecified code again (D302), copied assessments
(D303), and the work-up that is still open (D304).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from itertools import groupby

from notelint.models import Fact
from notelint.rules.base import ASSESSMENT, Example, NoTable, Rule, RuleContext, Table, Violation, belongs, query

_FIRST = Example(
    "New patient. Low back pain for 5 weeks, no leg pain. Sits 30 minutes.\nA: Low back pain. M54.50\nP: naproxen.",
    False,
    date_of_service=dt.date(2025, 3, 4),
)


class _Judgement(Table):
    """What judges the pain.

    Attributes:
        types: Concepts of a type.
        causes: Concepts that judge it where the writer links them to the pain or sets them aside.
        changes: Concepts that say how it has changed.
        doubts: Evidence of a change that could not be tied to the pain.
    """

    types: tuple[str, ...]
    causes: tuple[str, ...]
    changes: tuple[str, ...]
    doubts: tuple[str, ...] = ()


class PainNotReassessed(Rule[_Judgement]):
    """A follow-up visit does not re-characterise the pain: neither its type, nor its cause, nor how it has changed.

    A bare score is no judgement, and neither is a sentence copied from the visit before. One clause is enough: "no
    better", "half of what it was", "now clearly mechanical".

    The rule keeps silent where the history or the assessment has a word of change that may be about something else.
    """

    id = "D301"
    name = "pain-not-reassessed"
    severity = "warning"
    source = (
        "Documentation practice: a follow-up documents the status of the problem (better, worse, unchanged) as "
        "judged now."
    )
    why = (
        "A follow-up that does not judge the pain shows no reason for the visit and none for going on with the "
        "treatment."
    )
    remedy = "Write how the pain compares with the last visit, or what type or cause you now take it for."
    table_type = _Judgement
    examples = (
        Example("Follow-up. Chronic low back pain 5/10. No leg pain. Sits 20 minutes. Refill.", True, visit="followup"),
        Example(
            "Follow-up. Chronic low back pain, better than at the last visit. No leg pain. Sits 20 minutes.",
            False,
            visit="followup",
        ),
        Example("New patient. Chronic low back pain 5/10. No leg pain. Sits 20 minutes.", False, visit="new"),
    )

    def check(self, ctx: RuleContext) -> Iterable[Violation]:
        state = ctx.item("reassessment")
        copied = self._only_copied(ctx) if state == "met" else ()
        if (state != "unmet" and not copied) or (state == "unmet" and ctx.present(*self.table.doubts)):
            return
        pain = copied or ctx.present(ctx.guide.anchor, ctx.guide.plain)[:1]
        how = "only repeats what an earlier visit said of" if copied else "does not say anew how it stands with"
        yield Violation(
            f"This follow-up {how} the {ctx.problem}. Add its type, its cause or how it has changed.",
            at=copied[0] if copied else None,
            facts=pain,
            question=query(
                f"How does the {ctx.problem} compare with the last visit?",
                cites=pain,
                options=("better", "worse", "unchanged"),
            ),
        )

    def _only_copied(self, ctx: RuleContext) -> tuple[Fact, ...]:
        """The judgements of the note, where every one of them stands in a sentence of an earlier visit."""
        types = [f for f in ctx.stated(self.table.types, "present", "possible") if not ctx.on_exam(f)]
        causes = [f for f in ctx.stated(self.table.causes) if f.roles & {"cause", "diagnosis", "dismissed", "used"}]
        said = (*types, *causes, *ctx.present(*self.table.changes))
        return said if said and all(ctx.echoed(f) for f in said) else ()


class _Pending(Table):
    """What keeps an unspecified code justified.

    Attributes:
        studies: Concepts of studies that justify it while they are planned.
        open: Concepts that justify it by themselves (a result awaited, a work-up, a referral, a new finding).
        treatment: Words that make one of those treatment, not work-up ("referral to physical therapy").
        families: Code families of the same region; another of these on an earlier visit ends the count.
    """

    studies: tuple[str, ...]
    open: tuple[str, ...]
    treatment: tuple[str, ...] = ()
    families: tuple[str, ...] = ()


def _open_workup(ctx: RuleContext, table: _Pending) -> tuple[Fact, ...]:
    """Facts of this visit that say that something is ordered, awaited or newly found."""
    planned = ctx.stated(table.studies, "planned")
    stands = ctx.stated(table.open, "present", "planned")
    return (*planned, *(f for f in stands if not _is_treatment(f, table.treatment)))


def _is_treatment(fact: Fact, treatment: tuple[str, ...]) -> bool:
    said = f" {re.sub(r'[^a-z]+', ' ', f'{fact.value or str()} {fact.text}'.lower())} "
    return any(f" {word} " in said for word in treatment)


class UnspecifiedRepeated(Rule[_Pending]):
    """The unspecified code stands on consecutive visits of one patient, and nothing justifies it at this one.

    It is right while nothing more is known. A work-up or referral ordered, pending or awaited, or a new finding,
    justifies the visit on which it stands. Improvement, a scheduled injection, a study made conditional or
    declined, and tests for other problems do not.
    """

    id = "D302"
    name = "unspecified-repeated"
    severity = "warning"
    source = (
        "ICD-10-CM guideline I.B.18: unspecified codes are for what is not known yet; more is expected as care goes on."
    )
    why = "From visit to visit more should be known; the same unspecified code again and again draws audits."
    remedy = "Document the type or cause as it is known by now, or what is being done to find it."
    table_type = _Pending
    examples = (
        Example(
            "Follow-up. Low back pain for 9 weeks, about the same. No leg pain. Sits 30 minutes.\n"
            "A: Low back pain. M54.50\nP: naproxen.",
            True,
            date_of_service=dt.date(2025, 4, 1),
            before=(_FIRST,),
        ),
        Example(
            "Follow-up. Low back pain for 9 weeks, about the same. No leg pain. Sits 30 minutes.\n"
            "A: Low back pain. M54.50\nP: MRI lumbar spine ordered.",
            False,
            date_of_service=dt.date(2025, 4, 1),
            before=(_FIRST,),
        ),
    )

    def check(self, ctx: RuleContext) -> Iterable[Violation]:
        unspecified = ctx.guide.codes["unspecified"]
        codes = ctx.claimed(unspecified)
        earlier = self._streak(ctx, unspecified) if codes else 0
        if not earlier or _open_workup(ctx, self.table):
            return
        pain = ctx.present(ctx.guide.anchor, ctx.guide.plain)[:1]
        yield Violation(
            f"{unspecified} on {earlier + 1} visits in a row, and nothing at this one justifies it (work-up "
            "or referral "
            "ordered or awaited, new finding). Document the type or cause as now known, or what is being "
            "done to find it.",
            at=codes[0],
            facts=pain,
            question=query(
                f"What is known by now about the type or cause of the {ctx.problem}?",
                cites=pain,
                options=(
                    "type or cause known (please specify)",
                    "not established after work-up",
                    "work-up or referral under way (please specify)",
                ),
            ),
        )

    def _streak(self, ctx: RuleContext, unspecified: str) -> int:
        """Steps of the run (days with visits) just before this one that carry the unspecified code."""
        count = 0
        days = [list(day) for _, day in groupby(ctx.run, key=lambda visit: visit.date)]
        for day in reversed(days):
            codes = {code for visit in day for code in visit.codes}
            if unspecified in codes:
                count += 1
            elif any(belongs(code, family) for code in codes for family in self.table.families):
                break
        return count


class AssessmentCopiedForward(Rule[NoTable]):
    """The assessment repeats that of an earlier visit almost word for word.

    Changed dates, numbers and greetings do not make it new. Short assessments (up to six words) are left alone.
    Write what you make of the problem today, even if that is one sentence.
    """

    id = "D303"
    name = "assessment-copied-forward"
    severity = "warning"
    source = "Documentation practice: cloned documentation; each note must stand for its own visit."
    why = (
        "A copied assessment does not show that the problem was judged at this visit, and it carries old "
        "statements along."
    )
    remedy = "Rewrite the assessment for this visit; keep of the old one only what you still hold."
    examples = (
        Example(
            "Follow-up. Low back pain, no leg pain. Sits 30 minutes.\n"
            "ASSESSMENT: Chronic low back pain, average 5/10, with poor sleep and limited sitting tolerance. Failed "
            "physical therapy and gabapentin. Opioid risk low.\nPLAN: same medications.",
            True,
            date_of_service=dt.date(2025, 3, 6),
            before=(
                Example(
                    "Low back pain for 4 years, no leg pain. Sits 30 minutes.\n"
                    "ASSESSMENT: Chronic low back pain, average 6/10, with poor sleep and limited sitting "
                    "tolerance. Failed "
                    "physical therapy and gabapentin. Opioid risk low.\nPLAN: meloxicam.",
                    False,
                    date_of_service=dt.date(2025, 2, 6),
                ),
            ),
            shows="A changed number does not make it new.",
        ),
        Example(
            "Follow-up. Low back pain, better. No leg pain. Sits 30 minutes.\nASSESSMENT: Low back "
            "pain.\nPLAN: naproxen.",
            False,
            date_of_service=dt.date(2025, 4, 1),
            before=(_FIRST,),
            shows="Short assessments repeat by nature.",
        ),
    )

    def check(self, ctx: RuleContext) -> Iterable[Violation]:
        if ctx.likeness is None or ctx.likeness.share < ctx.likeness_limit:
            return
        place = next((s for s in ctx.sections if s.name in ASSESSMENT and not s.past), None)
        share = round(ctx.likeness.share * 100)
        yield Violation(
            f"{share}% of the assessment stands in that of {ctx.likeness.date:%Y-%m-%d}. Write what was "
            "judged at this visit.",
            at=place,
            question=query(
                f"The assessment of this visit and that of {ctx.likeness.date:%Y-%m-%d} are nearly the same. "
                f"How do you assess the {ctx.problem} at this visit?",
                options=("as written, reviewed at this visit", "differently (please document)"),
            ),
        )


class WorkupPending(Rule[_Pending]):
    """The unspecified code stands while imaging or another work-up is ordered or pending.

    That is right for now. Re-evaluate the code when the result is back: the finding may name the cause.
    """

    id = "D304"
    name = "workup-pending"
    severity = "info"
    source = "ICD-10-CM guideline I.B.18: an unspecified code is right until the work-up says more."
    why = "When the result comes back the unspecified code may no longer be right, and somebody has to look again."
    remedy = "Nothing now. When the result is back, document what it means for the pain and choose the code again."
    table_type = _Pending
    examples = (
        Example("Low back pain for 6 weeks, no leg pain. Sits 20 minutes. M54.50. Lumbar MRI ordered.", True),
        Example("Low back pain for 6 weeks, no leg pain. Sits 20 minutes. M54.50. Ibuprofen.", False),
    )

    def check(self, ctx: RuleContext) -> Iterable[Violation]:
        unspecified = ctx.guide.codes["unspecified"]
        # Where the note supports another code, that is what has to be said.
        if ctx.suggestion.code != unspecified or (ctx.family() and not ctx.claimed(unspecified)):
            return
        waiting = [f for f in _open_workup(ctx, self.table) if f.concept != "new_finding"]
        if waiting:
            yield Violation(
                f"{unspecified} is right while the work-up is open. Look at the code again when the result is back.",
                at=waiting[0],
                facts=tuple(waiting[1:]),
            )
