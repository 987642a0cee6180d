"""Pain codes beside low back pain: C401."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import Field

from notelint.rules.base import Example, Rule, RuleContext, Table, Violation, belongs, listed, query


class _Pairing(Table):
    """Codes that may stand beside the guide's family where they add something.

    Attributes:
        families: The codes.
        distinct: Concepts that add something of their own, whichever code it is.
        by_family: For a family, concepts that add what it stands for.
    """

    families: tuple[str, ...]
    distinct: tuple[str, ...] = ()
    by_family: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class PainCodePairing(Rule[_Pairing]):
    """A general pain code stands beside a low back pain code, and nothing distinct is documented for it.

    Excludes2 and the guideline allow both where each is documented in its own right. Payers question a pain code
    that adds chronicity alone. A chronic pain syndrome with its own assessment and plan, postprocedural pain, or a
    visit for pain control is distinct.
    """

    id = "C401"
    name = "pain-code-pairing"
    severity = "warning"
    source = (
        "ICD-10-CM Tabular List, Excludes2 at G89 (M54.-); guideline I.C.6.b.1 (pain codes with site-specific codes)."
    )
    why = (
        "Low back pain is in the site-specific code already; a second code has to add something that the record shows."
    )
    remedy = "Document what the pain code adds (syndrome, procedure, reason for the visit), or leave it out."
    table_type = _Pairing
    examples = (
        Example("Chronic low back pain since 2015, no leg pain. Sits 20 minutes. Dx: M54.50, G89.29", True),
        Example("Chronic low back pain since 2015, no leg pain. Sits 20 minutes. Dx: M54.50", False),
        Example(
            "A: 1. Chronic low back pain, M54.50.\n2. Chronic pain syndrome, G89.4: weekly psychology, own plan.", False
        ),
    )

    def check(self, ctx: RuleContext) -> Iterable[Violation]:
        mine = ctx.claimed(ctx.guide.codes["family"])
        beside = [c for c in ctx.claimed(*self.table.families) if not self._distinct(ctx, c.code)]
        if not mine or not beside:
            return
        extra = listed(list(dict.fromkeys(c.code for c in beside)))
        pain = ctx.present(ctx.guide.anchor)[:1]
        yield Violation(
            f"{extra} beside {mine[0].code} needs something of its own in the record: acuity alone is "
            "questioned by payers. "
            f"Document what it adds, or leave {extra} out.",
            at=beside[0],
            facts=tuple(f for c in (*beside[1:], *mine[:1]) for f in ctx.words(c)),
            question=query(
                f"Besides the {ctx.problem}, was pain assessed in its own right at this visit?",
                cites=pain,
                options=(
                    "yes, a condition of its own (please specify, with its assessment and plan)",
                    "yes, the visit was for pain control",
                    f"no, the {ctx.problem} only",
                ),
            ),
        )

    def _distinct(self, ctx: RuleContext, code: str) -> bool:
        named = [c for family, cs in self.table.by_family.items() if belongs(code, family) for c in cs]
        return bool(ctx.present(*self.table.distinct, *named))
