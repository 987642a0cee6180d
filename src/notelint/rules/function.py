"""Function: D401."""

from __future__ import annotations

from collections.abc import Iterable

from notelint.rules.base import Doubts, Example, Rule, RuleContext, Violation, query


class FunctionMissing(Rule[Doubts]):
    """No functional limitation and no statement on function is documented.

    Motion, gait, daily activities, work, sleep or mobility: one statement is enough, limited or normal. "Not
    assessed" is none. A number says most: "sits 20 minutes", "off work since Monday", a disability score.

    The rule keeps silent where the history names an activity in words that could not be read as a limit or as none.
    """

    id = "D401"
    name = "function-missing"
    severity = "warning"
    source = (
        "Documentation practice: functional status supports the medical necessity of therapy, imaging and work notes."
    )
    why = "What the pain keeps a patient from doing is what treatment is for, and what progress is measured by."
    remedy = (
        "Write what is limited (sitting, walking, dressing, work, sleep, motion) and by how much, or that nothing is."
    )
    examples = (
        Example("Low back pain for 2 weeks. No leg pain. A: low back pain. Ibuprofen.", True),
        Example("Low back pain for 2 weeks. No leg pain. Cannot sit longer than 20 minutes.", False),
        Example(
            "Low back pain for 2 weeks. No leg pain. Gait normal.", False, shows="A normal finding is a statement too."
        ),
    )

    table_type = Doubts

    def check(self, ctx: RuleContext) -> Iterable[Violation]:
        if ctx.item("function") != "unmet" or ctx.present(*self.table.doubts):
            return
        pain = ctx.present(ctx.guide.anchor, ctx.guide.plain)[:1]
        yield Violation(
            f"Nothing says what the {ctx.problem} keeps the patient from doing (motion, gait, daily "
            "activities, work, sleep). "
            "Add one statement on function, limited or normal.",
            facts=pain,
            question=query(
                f"How does the {ctx.problem} affect what the patient can do (motion, walking, daily "
                "activities, work, sleep)?",
                cites=pain,
                options=("no limitation", "limited (please describe)", "not assessed"),
            ),
        )
