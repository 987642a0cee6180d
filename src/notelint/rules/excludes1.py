"""Codes and conditions that may not stand together (Excludes1): C201 to C206."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from pydantic import Field

from notelint.models import ClaimCode, Fact
from notelint.rules.base import Example, Rule, RuleContext, Table, Violation, belongs, ends_in, listed, query

UNRELATED = "Both may stand only if the note makes clear that the two conditions are unrelated (guideline I.A.12.a)."


class _Excluded(Table):
    """One Excludes1 condition of the guide's family.

    Attributes:
        title: What the condition is called in a message.
        noun: What it is called in a question.
        families: Its codes; each excludes the guide's family.
        except_ends: Last characters of full-length codes that are no conflict (S: sequela).
        instead: Families that say that the note documents the condition, where the coder finds that they take the
            place.
        concepts: Concepts that document it by themselves when they are present.
        yields_to: What to tell of the code to use, where the note decides none.
        together: For a family, the family that says both at once.
    """

    title: str
    noun: str
    families: tuple[str, ...]
    except_ends: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    yields_to: str
    together: dict[str, str] = Field(default_factory=dict)


class _Excludes(Rule[_Excluded]):
    """Base of the rules on one Excludes1 condition of the guide's family: as a code, or as the words of the note."""

    table_type = _Excluded
    statuses = ("current", "historical", "absent")

    def check(self, ctx: RuleContext) -> Iterable[Violation]:
        mine = ctx.family()
        if not mine:
            return
        beside = [c for c in ctx.claimed(*self.table.families) if not ends_in(c.code, self.table.except_ends)]
        facts = self._documented(ctx)
        if not beside and not self._in_words(ctx, facts):
            return
        both = listed(list(dict.fromkeys(c.code for c in beside)))
        against = f"stands beside {both}" if beside else f"stands on a note that documents {self.table.title}"
        yield Violation(
            f"{mine[0].code} {against}; the two exclude each other (Excludes1). "
            f"{self._yields(ctx, mine[0].code, both)} {self._joined(beside)}{UNRELATED}",
            at=mine[0],
            facts=(*(f for c in beside for f in ctx.words(c)), *facts),
            suggested_code=self._full(ctx, beside),
            question=query(
                f"How are the {ctx.problem} and {self.table.noun} related?",
                cites=[*ctx.present(ctx.guide.anchor)[:1], *facts],
                options=(
                    "one and the same condition, or one due to the other",
                    "two conditions unrelated to each other",
                ),
            ),
        )

    def _documented(self, ctx: RuleContext) -> tuple[Fact, ...]:
        """Words that document the condition: its own, and those on which the supported code rests."""
        rests_on = ctx.grounds() if ctx.supported(*self.table.instead) else ()
        own = ctx.nature(*self.table.concepts)
        return (*own, *(fact for fact in rests_on if fact not in own))

    def _in_words(self, ctx: RuleContext, facts: tuple[Fact, ...]) -> bool:
        """Whether the note's words document it; only where the guide's problem is current."""
        if ctx.conclusions.status != "current":
            return False
        return bool(facts) or bool(self.table.instead and ctx.supported(*self.table.instead))

    def _yields(self, ctx: RuleContext, mine: str, both: str) -> str:
        """Which code yields, by the Tabular List and by the words of the note."""
        if ctx.suggestion.code not in ("other", "none") and both:
            return (
                f"By the Tabular List {mine} yields to {both}, but the words of this note support "
                f"{ctx.suggestion.code}: keep the one that the record supports."
            )
        instead = ctx.supported(*self.table.instead) or ctx.suggestion.instead
        return f"{mine} yields: use {listed(instead) or self.table.yields_to}."

    def _joined(self, beside: list[ClaimCode]) -> str:
        pairs = {both for c in beside for family, both in self.table.together.items() if belongs(c.code, family)}
        return f"Together they are {listed(sorted(pairs))}. " if pairs else ""

    def _full(self, ctx: RuleContext, beside: list[ClaimCode]) -> str | None:
        """A full code to use: what the note supports, else the one that stands there already and may be billed."""
        if ctx.suggestion.code not in ("other", "none"):
            return ctx.suggestion.code if beside else None
        supported = [*ctx.supported(*self.table.instead, *self.table.families), *ctx.suggestion.instead]
        replaced = {c.code for c in beside for family in self.table.together if belongs(c.code, family)}
        standing = [c.code for c in beside if c.code not in replaced and ctx.codes.billable(c.code, ctx.on)]
        return next((code for code in (*supported, *standing) if not code.endswith("-")), None)


class ExcludesSciatica(_Excludes):
    """A low back pain code with a sciatica code, or on a note that documents sciatica as present.

    Low back pain with sciatica is one code that says both. Radiculopathy or leg pain alone does not raise this. Use the
    code for low back pain with sciatica, with its side.
    """

    id = "C201"
    name = "excludes1-sciatica"
    severity = "error"
    source = (
        "ICD-10-CM Tabular List, Excludes1 at M54.5: lumbago with sciatica (M54.4-); at M54.3: M54.4-; guideline "
        "I.A.12.a."
    )
    why = "The pair is denied: the code with sciatica already contains the low back pain."
    remedy = "Use the code for lumbago with sciatica on its side, and drop the low back pain code."
    examples = (
        Example("Low back pain with left sciatica for 3 weeks. Sits 20 minutes. M54.50", True),
        Example("Low back pain and sciatica for 3 weeks. Dx: M54.50, M54.32", True, shows="Together they are M54.42."),
        Example("Low back pain with left sciatica for 3 weeks. Sits 20 minutes. M54.42", False),
        Example("Low back pain with left leg pain, no sciatica, for 3 weeks. Sits 20 minutes. M54.50", False),
    )


class ExcludesDiscDisplacement(_Excludes):
    """A low back pain code with a disc displacement code, or on a note that puts the pain down to disc displacement.

    Lumbago due to disc displacement is the displacement's code. A herniation that the writer calls incidental, or
    does not name as the cause, does not raise this.
    """

    id = "C202"
    name = "excludes1-disc-displacement"
    severity = "error"
    source = (
        "ICD-10-CM Tabular List, Excludes1 at M54.5: lumbago due to intervertebral disc displacement (M51.2-); "
        "I.A.12.a."
    )
    why = "The pair is denied: the code for the displacement already contains the pain that it causes."
    remedy = "Use the code for disc displacement at its level, and drop the low back pain code."
    examples = (
        Example("Low back pain for 7 weeks due to the L4-5 disc herniation. No leg pain. M54.50", True),
        Example("MRI: L4-5 disc herniation.\nA: low back pain. The disc herniation is incidental. M54.50", False),
    )


class ExcludesStrain(_Excludes):
    """A low back pain code with a lumbar strain or injury code, or on a note that diagnoses one.

    A diagnosed strain, sprain, contusion or fracture is coded as the injury. Onset with a lift or a fall is no
    diagnosis, and a healed or years-old injury does not count.
    """

    id = "C203"
    name = "excludes1-strain"
    severity = "error"
    source = (
        "ICD-10-CM Tabular List, Excludes1 at M54.5: low back strain (S39.012); at M50-M54: current injury; I.A.12.a."
    )
    why = "The pair is denied: pain is part of the injury."
    remedy = "Use the injury code with its seventh character, and drop the low back pain code."
    examples = (
        Example("Low back pain for 2 days after lifting. Dx: lumbar strain. Off work 3 days. M54.50", True),
        Example("Low back pain for 2 days after lifting. No strain. Off work 3 days. M54.50", False),
        Example(
            "Low back pain for 2 days after lifting. Off work 3 days. M54.50", False, shows="Onset is no diagnosis."
        ),
    )


class ExcludesPsychogenic(_Excludes):
    """A low back pain code with the code for exclusively psychological pain, or on a note that documents such pain.

    Pain that is due to psychological factors alone is a mental disorder in the classification. Where the back has a
    part in it, say so, and code the two kinds of pain as documented.
    """

    id = "C204"
    name = "excludes1-psychogenic"
    severity = "error"
    source = "ICD-10-CM Tabular List, Excludes1 at M54: psychogenic dorsalgia (F45.41); guideline I.A.12.a."
    why = "The pair is denied: pain exclusively related to psychological factors is not pain of the spine."
    remedy = (
        "Use the code for pain exclusively related to psychological factors, or document what else the pain is due to."
    )
    examples = (
        Example("Chronic low back pain, entirely psychogenic. Not working. F45.41, M54.50", True),
        Example("Chronic low back pain, not psychogenic. Not working. M54.50", False),
    )


class ExcludesDiscogenic(_Excludes):
    """A low back pain code with the code for disc degeneration with discogenic back pain, or on a note that
    documents it.

    Since October 2024 discogenic back pain is part of the disc degeneration code. Use that code alone.
    """

    id = "C205"
    name = "excludes1-discogenic"
    severity = "error"
    source = "ICD-10-CM Tabular List, Excludes1 at M54.5: M51.360, M51.370 (since 2024-10-01); guideline I.A.12.a."
    why = "The pair is denied: the degeneration code already says that the back hurts."
    remedy = "Use the code for disc degeneration with discogenic back pain, and drop the low back pain code."
    examples = (
        Example(
            "Chronic low back pain, discogenic, from L4-5 disc degeneration. Dx: M51.360, M54.50. DOS 3/19/2026", True
        ),
        Example("Chronic discogenic low back pain from L4-5 disc degeneration. Dx: M51.360. DOS 3/19/2026", False),
    )


class _Pairs(Table):
    """`covered_by`: rules whose conditions are told of there. `symptoms`: families that yield to a definite
    diagnosis.
    """

    covered_by: tuple[str, ...] = ()
    symptoms: tuple[str, ...] = ()


class ExcludesPair(Rule[_Pairs]):
    """Two other codes of the claim exclude each other by the Tabular List.

    The note that excludes stands at one of them; that one yields to the other, unless the two conditions are clearly
    unrelated. Where each names the other and neither is a symptom, the record decides. Each pair is told of once.
    """

    id = "C206"
    name = "excludes1-pair"
    severity = "error"
    source = "ICD-10-CM Tabular List, Excludes1 notes, inherited from category and block; guideline I.A.12.a."
    why = "An Excludes1 note means not coded here: the two are not billed for one condition."
    remedy = "Keep the code that the record supports, or document that the two conditions are unrelated."
    table_type = _Pairs
    statuses = ("current", "historical", "absent")
    examples = (
        Example("Lumbar disc herniation with radiculopathy. Dx: M51.16, M54.16", True),
        Example("Lumbar radiculopathy. Dx: M54.16, I10", False),
    )

    def check(self, ctx: RuleContext) -> Iterable[Violation]:
        first = {code.code: code for code in reversed(ctx.claim.codes)}
        for a, b in combinations(sorted(first), 2):
            node = ctx.codes.excludes1(a, b, ctx.on)
            if node is None or self._covered(ctx, a, b):
                continue
            yields, stays, decided = self._order(ctx, node, a, b)
            note = ctx.codes.excludes1(yields, stays, ctx.on) or node
            order = (
                f"{yields} yields to {stays}." if decided else "Each names the other: the record decides which stays."
            )
            yield Violation(
                f"{yields} and {stays} exclude each other (Excludes1 at {note}). {order} {UNRELATED}",
                at=first[yields],
                facts=ctx.words(first[stays]),
                suggested_code=stays if decided and ctx.codes.billable(stays, ctx.on) else None,
                question=query(
                    f"How are these two conditions related: {_title(ctx, yields)}; {_title(ctx, stays)}?",
                    options=(
                        "one and the same condition, or one due to the other",
                        "two conditions unrelated to each other",
                    ),
                ),
            )

    def _order(self, ctx: RuleContext, node: str, a: str, b: str) -> tuple[str, str, bool]:
        """The code that yields, the one that stays, and whether the Tabular List decides it.

        The code that carries the note yields to the one it names. Where each names the other, a symptom yields; between
        two diagnoses (type 1 and type 2 diabetes) the list decides nothing.
        """
        other = ctx.codes.excludes1(b, a, ctx.on) or node
        if other != node:
            symptom = [any(belongs(code, family) for family in self.table.symptoms) for code in (a, b)]
            return (b, a, True) if symptom == [False, True] else (a, b, symptom == [True, False])
        return (a, b, True) if _carries(node, a) else (b, a, True)

    def _covered(self, ctx: RuleContext, a: str, b: str) -> bool:
        family = ctx.guide.codes["family"]
        families = [f for rule in self.table.covered_by for f in ctx.guide.rule_table(rule).get("families", ())]
        return any(
            belongs(mine, family) and any(belongs(beside, f) for f in families) for mine, beside in ((a, b), (b, a))
        )


def _title(ctx: RuleContext, code: str) -> str:
    """A code's title for a question, which names no code."""
    return (ctx.codes.title(code) or "a condition without a title").lower()


def _carries(node: str, code: str) -> bool:
    """Whether an Excludes1 note at a node (`M54.5`, `M54`, `M50-M54`) is one that a code inherits."""
    first, _, last = node.partition("-")
    return first <= code[: len(first)] <= last if last else code.startswith(node)
