"""Injury codes come first: C501."""

from __future__ import annotations

from collections.abc import Iterable

from notelint.rules.base import Example, Rule, RuleContext, Table, Violation, ends_in, query


class _Injury(Table):
    """An acute injury.

    Attributes:
        families: Injury codes of the region.
        except_ends: Last characters of full-length codes that are no active injury (S: sequela).
        concepts: Concepts that diagnose one when they are present.
    """

    families: tuple[str, ...]
    except_ends: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()


class ActiveInjury(Rule[_Injury]):
    """A low back pain code at an initial or subsequent encounter for an acute injury of the low back.

    An injury counts when it is diagnosed (strain, sprain, contusion, fracture, or an injury code written), not by
    its onset alone. Recurrent or long-healed injury stays in the musculoskeletal chapter. Code the injury first.
    """

    id = "C501"
    name = "active-injury"
    severity = "error"
    source = (
        "ICD-10-CM guideline I.C.13.b: current acute injury is coded to the injury chapter; I.C.19 (seventh character)."
    )
    why = "A current injury belongs to the injury chapter; its pain is part of it."
    remedy = (
        "Code the injury with its seventh character (A active treatment, D healing), and drop the low back pain code."
    )
    table_type = _Injury
    examples = (
        Example("Low back pain since yesterday after a fall. Dx: lumbar strain. Off work 3 days. M54.50", True),
        Example("Low back pain since yesterday after a fall. No strain. Off work 3 days. M54.50", False),
    )

    def check(self, ctx: RuleContext) -> Iterable[Violation]:
        mine = ctx.family()
        if not mine:
            return
        written = [c for c in ctx.claimed(*self.table.families) if not ends_in(c.code, self.table.except_ends)]
        diagnosed = ctx.nature(*self.table.concepts)
        chronic = ctx.conclusions.acuity == "chronic"
        if not written and (chronic or not (diagnosed or ctx.supported(*self.table.families))):
            return
        supported = ctx.supported(*self.table.families)
        use = f"{supported[0]} first" if supported else "the injury first"
        full = next((c for c in supported if not c.endswith("-")), None)
        yield Violation(
            f"{mine[0].code} at a visit for a current injury. Code {use}; the pain is part of it. Recurrent "
            "or long-healed "
            "injury stays in the musculoskeletal chapter.",
            at=mine[0],
            facts=(*(f for c in written for f in ctx.words(c)), *diagnosed),
            suggested_code=full,
            question=query(
                "What was treated at this visit?",
                cites=diagnosed,
                options=(
                    "current injury, active treatment",
                    "current injury, routine healing",
                    "old or recurrent injury",
                ),
            ),
        )
