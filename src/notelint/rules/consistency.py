"""Does the note agree with itself: the site (D601) and what is present and absent at once (D602)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from notelint.models import Fact
from notelint.rules.base import Example, Rule, RuleContext, Table, Violation, query


class _Site(Table):
    """`workup`: concepts of a work-up of the site. `named`: diagnoses that give the site by themselves."""

    workup: tuple[str, ...]
    named: tuple[str, ...] = ()


class SiteUnspecified(Rule[_Site]):
    """A low back pain code, or a lumbar work-up, on a note that only ever says "back pain".

    Plain back pain has a code of its own. Lumbar words in the examination, the imaging order or the code do not
    name the site of the pain. Write where it hurts: low back, lumbar, lumbosacral.
    """

    id = "D601"
    name = "site-unspecified"
    severity = "warning"
    source = "ICD-10-CM Tabular List: M54.9 (dorsalgia, unspecified; backache) against M54.5- (low back pain)."
    why = "The site has to come from the record: a coder may not read it out of a code or an order."
    remedy = 'Name the level: "low back pain", "lumbar pain", "pain at the lumbosacral junction".'
    table_type = _Site
    statuses = ("current", "historical", "absent")
    examples = (
        Example("Back pain for 6 days, no leg pain. X-ray lumbar spine ordered. A/P: acute back pain, M54.50.", True),
        Example(
            "Low back pain for 6 days, no leg pain. X-ray lumbar spine ordered. A/P: acute low back pain, M54.50.",
            False,
        ),
        Example("Back pain for 6 days, no leg pain. Gait normal. A/P: back pain, M54.9.", False),
    )

    def check(self, ctx: RuleContext) -> Iterable[Violation]:
        plain = ctx.present(ctx.guide.plain)
        named = ctx.stated([ctx.guide.anchor], "present", "possible", "historical")
        if not plain or named or ctx.held(*self.table.named):
            return
        codes = ctx.claimed(ctx.guide.codes["family"])
        workup = ctx.stated(self.table.workup, "present", "planned")
        if not codes and not workup and ctx.conclusions.status != "current":
            return
        reached = f"carries {codes[0].code}" if codes else "looks at the lumbar spine"
        level = ctx.guide.label(ctx.guide.anchor)
        yield Violation(
            f"The pain is only ever called {ctx.guide.label(ctx.guide.plain)}, while the note {reached}. "
            f"Name the site ({level}), or code the pain without a site.",
            at=plain[0],
            facts=(*plain[1:], *workup),
            question=query(
                "Where in the back is the pain?",
                cites=[*plain[:1], *workup[:2]],
                options=("mid back (thoracic)", "low back (lumbar)", "low back and sacrum (lumbosacral)", "whole back"),
            ),
        )


class _Statements(Table):
    """What can be said to be present and absent in one breath.

    Attributes:
        same: Concepts of which a note cannot say both.
        same_words: Concepts of which it cannot say both in the same words (numbness against numbness).
        review: Concepts that a review of systems must not deny where the note tells of them; all are one thing.
        partial: Words that limit a denial to a part ("no radiation below the knee").
        girdle: Words of the seat, which pain may reach without going into the leg.
        limb: Words of the leg itself.
    """

    same: tuple[str, ...]
    same_words: tuple[str, ...] = ()
    review: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()
    girdle: tuple[str, ...] = ()
    limb: tuple[str, ...] = ()


class Contradiction(Rule[_Statements]):
    """The note states the same thing as present and as absent now.

    Most often a template denies what the history tells ("no radiation" beside pain down the left leg). Text of earlier
    visits cannot contradict. Delete or correct the statement that is not true today.
    """

    id = "D602"
    name = "contradiction"
    severity = "warning"
    source = (
        "Documentation practice: a record that contradicts itself cannot be coded without a query (guideline I.B.14)."
    )
    why = "A coder cannot choose between two statements of one note, and an auditor believes neither."
    remedy = "Correct the statement that is not true today; the denial of a template is the usual one."
    table_type = _Statements
    examples = (
        Example("Low back pain for 3 weeks, radiates down the left leg.\nROS: no radiation to the legs.", True),
        Example("Low back pain for 3 weeks, radiates down the left leg. No right leg pain.", False, shows="Two sides."),
        Example("Low back pain for 3 weeks. No radiation to the legs.", False),
        Example(
            "Low back pain for 3 weeks, either buttock is sore in turn. It does not travel down the legs.",
            False,
            shows="The seat is no leg.",
        ),
    )

    def check(self, ctx: RuleContext) -> Iterable[Violation]:
        for present, absent in self._pairs(ctx):
            yield Violation(
                f"Documented as present (line {present.line}) and as absent (line {absent.line}): "
                f"{ctx.guide.label(present.concept)}. Correct the statement that is not true today.",
                at=absent,
                facts=(present,),
                question=query(
                    "The two statements differ. Which describes this visit?",
                    cites=sorted([present, absent], key=lambda f: f.start),
                    repeat=True,
                    options=("present", "absent", "present at times (please describe)"),
                ),
            )
            return

    def _pairs(self, ctx: RuleContext) -> Iterator[tuple[Fact, Fact]]:
        for concept in (*self.table.same, *self.table.same_words):
            # What a patient denies and an examiner finds is no contradiction, nor is what a plan or advice speaks of.
            told = [f for f in ctx.held(concept) if not ctx.on_exam(f) and f.section != "plan"]
            denied = [f for f in ctx.stated([concept], "absent") if not ctx.on_exam(f)]
            for pair in self._both(told, denied):
                if concept in self.table.same or _head(pair[0]) == _head(pair[1]):
                    yield pair
        denied = [f for f in ctx.stated(self.table.review, "absent") if f.section == "ros"]
        yield from self._both(ctx.present(*self.table.review), denied)

    def _both(self, present: Iterable[Fact], absent: Iterable[Fact]) -> Iterator[tuple[Fact, Fact]]:
        denials = [f for f in absent if not set(self.table.partial) & set(f.text.lower().split())]
        for told in present:
            for denied in denials:
                one_side = denied.side if denied.side != "both" else None
                if (one_side is None or told.side in (one_side, "both")) and not self._stops_short(told, denied):
                    yield told, denied

    def _stops_short(self, told: Fact, denied: Fact) -> bool:
        """Whether the pain is told to reach the seat only, and the denial is not about the seat."""
        girdle, limb = set(self.table.girdle), set(self.table.limb)
        words, denial = set(_head(told).split()), set(_head(denied).split())
        return bool(words & girdle) and not words & limb and not denial & girdle


def _head(fact: Fact) -> str:
    return " ".join(fact.text.lower().split())
