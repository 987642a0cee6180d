"""Procedures against the diagnosis and the record: C601, C602."""

from __future__ import annotations

from collections.abc import Iterable

from notelint.models import ClaimCode
from notelint.rules.base import Example, Rule, RuleContext, Table, Violation, belongs, listed, query


class _Intervention(Table):
    """`procedures`: interventional procedures. `carriers`: diagnoses that may carry one instead of the unspecified
    code.
    """

    procedures: tuple[str, ...]
    carriers: tuple[str, ...]


class ProcedureOnUnspecified(Rule[_Intervention]):
    """An interventional procedure is linked to the unspecified low back pain code.

    An injection aims at a cause; link it to the diagnosis that it treats. While a work-up is pending the
    unspecified code may be accepted for a first injection.
    """

    id = "C601"
    name = "procedure-on-unspecified"
    severity = "warning"
    source = "Payer practice: interventional procedures need the diagnosis that they treat; guideline I.B.18."
    why = "Unspecified low back pain shows no target for an intervention, and the procedure is often refused for it."
    remedy = "Link the procedure to the diagnosis that it treats, and document that diagnosis."
    table_type = _Intervention
    examples = (
        Example("Chronic low back pain, no leg pain. L4-5 interlaminar epidural injection, 62323. Dx: M54.50", True),
        Example(
            "Low back pain, M54.50. Right L5 radiculopathy, M54.16: transforaminal injection 64483 for M54.16.", False
        ),
    )

    def check(self, ctx: RuleContext) -> Iterable[Violation]:
        unspecified = ctx.guide.codes["unspecified"]
        codes = ctx.claimed(unspecified)
        done = [p for p in ctx.claim.procedures if p.code in self.table.procedures]
        linked = [p for p in done if codes and self._linked(ctx, p, unspecified)]
        if not linked:
            return
        names = listed(list(dict.fromkeys(p.code for p in linked)))
        yield Violation(
            f"{names} is linked to {unspecified}. Link it to the diagnosis that it treats. While a work-up is "
            "pending this may "
            "be accepted.",
            at=codes[0],
            facts=tuple(f for p in linked for f in ctx.words(p)),
            question=query(
                "Which diagnosis was the procedure meant to treat?", cites=ctx.present(ctx.guide.anchor)[:1]
            ),
        )

    def _linked(self, ctx: RuleContext, procedure: ClaimCode, unspecified: str) -> bool:
        """By what stands on the procedure's line; where no diagnosis does, whether any other could carry it."""
        for fact in ctx.words(procedure):
            on_line = {code.code for code in ctx.claim.codes for f in ctx.words(code) if f.line == fact.line} | {
                str(f.value) for f in ctx.stated(["icd10"], "present") if f.line == fact.line
            }
            if on_line:
                return unspecified in on_line and not any(self._carries(code) for code in on_line)
        return not any(self._carries(code.code) for code in ctx.claim.codes)

    def _carries(self, code: str) -> bool:
        return any(belongs(code, family) for family in self.table.carriers)


class _Need(Table):
    """What a procedure needs in the record.

    Attributes:
        therapy, imaging: Procedures.
        limits: Concepts of a limitation.
        studies: Concepts of studies, done or ordered.
        results: Concepts that a study shows.
        indications: Concepts that are an indication for imaging when they are present; `red_flags` also when hedged
            or past.
    """

    therapy: tuple[str, ...]
    imaging: tuple[str, ...]
    limits: tuple[str, ...]
    studies: tuple[str, ...]
    results: tuple[str, ...]
    indications: tuple[str, ...]
    red_flags: tuple[str, ...] = ()


class ProcedureUnsupported(Rule[_Need]):
    """Therapy is billed with no functional limitation, or imaging with neither a study nor an indication in the note.

    Therapy treats a limitation, so one has to be documented as present. Imaging needs the study or the reason for it: a
    deficit, a red flag, treatment that failed.
    """

    id = "C602"
    name = "procedure-unsupported"
    severity = "warning"
    source = "Payer practice: medical necessity of therapy (functional limitation) and of imaging (indication)."
    why = "What is billed has to be visible in the record, with the reason for it."
    remedy = "Document the limitation that therapy treats, or the study and its indication."
    table_type = _Need
    examples = (
        Example("Low back pain for 2 weeks, no leg pain. Therapeutic exercise 97110. M54.50", True),
        Example("Acute low back pain for 9 days, no leg pain. Sits 20 minutes. 72148", True),
        Example("Low back pain for 2 weeks, no leg pain. Cannot sit for more than 20 minutes. 97110. M54.50", False),
    )

    def check(self, ctx: RuleContext) -> Iterable[Violation]:
        therapy = [p for p in ctx.claim.procedures if p.code in self.table.therapy]
        imaging = [p for p in ctx.claim.procedures if p.code in self.table.imaging]
        if ctx.present(*self.table.limits):
            therapy = []
        if self._indicated(ctx):
            imaging = []
        if not therapy and not imaging:
            return
        parts, asks = [], []
        if therapy:
            parts.append(
                f"{_codes(therapy)} is billed and no functional limitation is documented. Document what it treats."
            )
            asks.append("which functional limitation was treated")
        if imaging:
            parts.append(
                f"{_codes(imaging)} is billed and neither the study nor an indication for it is documented. "
                "Document both."
            )
            asks.append("what was the study done for")
        billed = (*therapy, *imaging)
        asked = " and ".join(asks)
        yield Violation(
            " ".join(parts),
            at=billed[0],
            facts=tuple(f for p in billed[1:] for f in ctx.words(p)),
            question=query(f"{asked[0].upper()}{asked[1:]}?", cites=ctx.present(ctx.guide.anchor)[:1]),
        )

    def _indicated(self, ctx: RuleContext) -> bool:
        table = self.table
        study = ctx.stated(table.studies, "present", "planned") or ctx.present(*table.results)
        flags = ctx.stated(table.red_flags, "present", "possible", "historical")
        return bool(study or flags or ctx.present(*table.indications))


def _codes(procedures: list[ClaimCode]) -> str:
    return listed(list(dict.fromkeys(p.code for p in procedures)))
