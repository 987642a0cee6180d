"""The claim against the suggestion: C701, C702."""

from __future__ import annotations

from collections.abc import Iterable

from notelint.rules.base import Example, NoTable, Rule, RuleContext, Table, Violation, belongs, listed


class CodeDiffers(Rule[NoTable]):
    """The note carries another low back pain code than the one that it supports, and no other rule says why.

    Compare the reasons of the suggestion with the note. Change the code, or document what makes the written one right.
    """

    id = "C701"
    name = "code-differs"
    severity = "info"
    source = "ICD-10-CM guidelines I.A.19 (the provider's statement) and I.B.5 (symptoms integral to a disease)."
    why = "Code and words tell different stories; the suggestion gives its reasons."
    remedy = "Use the supported code, or document what supports the written one."
    unless = ("C1", "C2", "C3", "C5")
    examples = (
        Example("Low back pain due to L4-5 spinal stenosis. No sciatica. Walks one block. M54.50", True),
        Example("Low back pain for 3 weeks, no leg pain. Walks one block. M54.50", False),
    )

    def check(self, ctx: RuleContext) -> Iterable[Violation]:
        said = ctx.suggestion.code
        other = [code for code in ctx.family() if code.code != said]
        if said == "none" or not other or any(code.code == said for code in ctx.claim.codes):
            return
        supported = listed(ctx.suggestion.instead) if said == "other" else said
        if any(belongs(other[0].code, code) for code in ctx.suggestion.instead):
            return
        reasons = [ctx.facts[i] for reason in ctx.suggestion.reasons for i in reason.facts]
        yield Violation(
            f"The note carries {other[0].code} and supports {supported}. Change the code, or document what "
            "supports it.",
            at=other[0],
            facts=tuple(reasons),
            suggested_code=ctx.advice(),
        )


class _LowBack(Table):
    """`families`: codes that can stand for the guide's problem."""

    families: tuple[str, ...]


class CodeMissing(Rule[_LowBack]):
    """Low back pain is current and the note carries no code for it.

    Nothing is wrong with the note. The suggestion says which code it supports and why.
    """

    id = "C702"
    name = "code-missing"
    severity = "info"
    source = "ICD-10-CM guideline IV.J: code all documented conditions that are treated or affect care at the visit."
    why = "A problem that was treated and not coded is missing from the claim."
    remedy = "Consider the suggested code."
    table_type = _LowBack
    examples = (
        Example("Low back pain for 3 weeks, no leg pain. Sits 20 minutes. Ibuprofen.", True),
        Example("Low back pain for 3 weeks, no leg pain. Sits 20 minutes. M54.50.", False),
    )

    def check(self, ctx: RuleContext) -> Iterable[Violation]:
        families = (ctx.guide.codes["family"], *self.table.families, *ctx.suggestion.instead)
        if ctx.claimed(*families) or ctx.suggestion.code == "none":
            return
        said = listed(ctx.suggestion.instead) if ctx.suggestion.code == "other" else ctx.suggestion.code
        yield Violation(
            f"The note carries no code for the {ctx.problem}. It supports {said}.",
            facts=ctx.present(ctx.guide.anchor)[:1],
            suggested_code=ctx.advice(),
        )
