"""Codes by date of service: deleted (C301), not valid (C302), not billable (C303)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from notelint.models import ClaimCode
from notelint.rules.base import Example, NoTable, Rule, RuleContext, Table, Violation, listed, query

UNDATED = "The note has no date of service, so this is judged by the date of the run. "


def _distinct(ctx: RuleContext) -> Iterator[tuple[ClaimCode, tuple[ClaimCode, ...]]]:
    """Each code of the claim once, with the places where it stands again."""
    places: dict[str, list[ClaimCode]] = {}
    for code in ctx.claim.codes:
        places.setdefault(code.code, []).append(code)
    for first, *again in places.values():
        yield first, tuple(again)


def _when(ctx: RuleContext) -> str:
    return f"on {ctx.on:%Y-%m-%d}"


def _told(ctx: RuleContext) -> str:
    return "" if ctx.dated else UNDATED


class DeletedCode(Rule[NoTable]):
    """The parent code of low back pain stands on the note after its deletion.

    It was deleted on 2021-10-01, when its three children took its place. Use the child that the note supports.
    """

    id = "C301"
    name = "deleted-code"
    severity = "error"
    undated = "warning"
    source = "ICD-10-CM FY2022 addenda: M54.5 deleted; M54.50, M54.51, M54.59 added, effective 2021-10-01."
    why = "A deleted code is rejected."
    remedy = "Use the code that the note supports; the suggestion tells which and why."
    statuses = ("current", "historical", "absent")
    examples = (
        Example("DOS 09/03/2023. Low back pain for 3 weeks, no leg pain. M54.5", True),
        Example("DOS 09/03/2020. Low back pain for 3 weeks, no leg pain. M54.5", False),
        Example("DOS 09/03/2023. Low back pain for 3 weeks, no leg pain. M54.50", False),
    )

    def check(self, ctx: RuleContext) -> Iterable[Violation]:
        parent = ctx.guide.codes["parent"]
        for code, again in _distinct(ctx):
            if code.code == parent and ctx.codes.valid_on(parent, ctx.on) is False:
                advice = ctx.advice()
                use = f"Use {advice}, which the note supports." if advice else "Use the code that the note supports."
                yield Violation(
                    f"{_told(ctx)}{parent} {_gone(ctx, parent)}. {use}",
                    at=code,
                    facts=tuple(f for c in again for f in ctx.words(c)),
                    suggested_code=advice,
                    assumed_date=not ctx.dated,
                )


class CodeNotValidOnDate(Rule[NoTable]):
    """A code stands on the note outside the time in which it is valid.

    Codes come and go on the first of October. Use the code that was in force on the date of service.
    """

    id = "C302"
    name = "code-not-valid-on-date"
    severity = "error"
    undated = "warning"
    source = "ICD-10-CM Tabular List of the fiscal year of the date of service."
    why = "A code is valid by the date of service, not by the date of billing; outside its time it is rejected."
    remedy = "Use the code that was in force on the date of service."
    statuses = ("current", "historical", "absent")
    examples = (
        Example("DOS 08/30/2021. Low back pain for 2 weeks, no leg pain. M54.50", True),
        Example("DOS 07/15/2025. Low back pain due to L4-5 degenerative disc disease. M51.36", True),
        Example("DOS 07/15/2024. Low back pain due to L4-5 degenerative disc disease. M51.36", False),
    )

    def check(self, ctx: RuleContext) -> Iterable[Violation]:
        for code, again in _distinct(ctx):
            if code.code == ctx.guide.codes["parent"] or ctx.codes.valid_on(code.code, ctx.on) is not False:
                continue
            advice = ctx.advice()
            fits = advice is not None and advice[:3] == code.code[:3] and advice != code.code
            use = f"Use {advice}." if fits else "Use the code that was in force on that day."
            yield Violation(
                f"{_told(ctx)}{code.code} {_gone(ctx, code.code)}, so it is not valid {_when(ctx)}. {use}",
                at=code,
                facts=tuple(f for c in again for f in ctx.words(c)),
                suggested_code=advice if fits else None,
                assumed_date=not ctx.dated,
            )


class _Care(Table):
    """`injury`: first letter of injury codes. `seventh`: what their seventh character tells, as answers for the
    clinician.
    """

    injury: str
    seventh: tuple[str, ...]


class CodeNotBillable(Rule[_Care]):
    """A code on the note is a header, lacks its seventh character, or does not exist.

    Only codes at their full length are billed. Use the full code that the record supports.
    """

    id = "C303"
    name = "code-not-billable"
    severity = "error"
    undated = "warning"
    source = "ICD-10-CM Tabular List; guideline I.B.2 (level of detail in coding) and I.A.5 (seventh characters)."
    why = "A header, an incomplete code or one that does not exist is rejected."
    remedy = "Use the code at its full length."
    table_type = _Care
    statuses = ("current", "historical", "absent")
    examples = (
        Example("DOS 01/19/2026. Lumbar strain after a fall. S39.012", True),
        Example("DOS 04/02/2026. Thoracic pain. M54.60", True),
        Example("DOS 01/19/2026. Lumbar strain after a fall. S39.012A", False),
    )

    def check(self, ctx: RuleContext) -> Iterable[Violation]:
        for code, again in _distinct(ctx):
            if self._other_rule(ctx, code.code) or ctx.codes.billable(code.code, ctx.on) is not False:
                continue
            seventh = ctx.codes.known(code.code) and ctx.codes.needs_seventh(code.code)
            advice = next(
                (c for c in ctx.suggestion.instead if c.startswith(code.code) and len(c) > len(code.code)), None
            )
            full = advice if advice and not advice.endswith("-") else None
            use = f" Use {advice}." if advice else ""
            yield Violation(
                f"{_told(ctx)}{code.code} {self._fault(ctx, code.code, seventh)}.{use}",
                at=code,
                facts=tuple(f for c in again for f in ctx.words(c)),
                suggested_code=full,
                question=query(
                    f"Which phase of care was this visit for: {(ctx.codes.title(code.code) or 'the injury').lower()}?",
                    options=self.table.seventh,
                )
                if seventh and code.code.startswith(self.table.injury)
                else None,
                assumed_date=not ctx.dated,
            )

    def _other_rule(self, ctx: RuleContext, code: str) -> bool:
        """One code, one rule: what is not valid on the date is told of by that rule."""
        return ctx.codes.valid_on(code, ctx.on) is False

    def _fault(self, ctx: RuleContext, code: str, seventh: bool) -> str:
        if not ctx.codes.known(code):
            return "is not an ICD-10-CM code"
        return "lacks its seventh character" if seventh else "is a header and is not billed"


def _gone(ctx: RuleContext, code: str) -> str:
    """What is proven of a code's time: in force from a day, or replaced or deleted on one."""
    first, last = ctx.codes.validity(code)
    if first is not None and ctx.on < first:
        return f"is in force from {first:%Y-%m-%d}"
    if last is not None and ctx.on > last:
        day = f"{last + dt.timedelta(days=1):%Y-%m-%d}"
        children = ctx.codes.replaced_by(code)
        return f"was replaced on {day} by {listed(children)}" if children else f"was deleted on {day}"
    return "is not in force"
