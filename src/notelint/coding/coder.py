"""The coder: from facts and conclusions to the code that the note supports, with reasons.

The order is the guide's: no current problem, what takes the codes' place, the kinds of pain, then unspecified.
"""

from __future__ import annotations

from collections.abc import Sequence

from notelint.coding.chart import Chart
from notelint.coding.guide import Guide
from notelint.coding.parts import Kind, OpenQuestion
from notelint.coding.replacing import Codes, Replacing, Taken
from notelint.coding.wording import listed, sentence
from notelint.models import Claim, Conclusions, Confidence, Extraction, Reason, Rejected, Suggestion

OTHER, NONE = "other", "none"


def suggest(
    extraction: Extraction,
    conclusions: Conclusions,
    guide: Guide,
    code_book: Codes | None = None,
    claim: Claim | None = None,
) -> Suggestion:
    """Say which code a note supports for the guide's problem, and why.

    Args:
        extraction: The facts of the note. Reasons point into them.
        conclusions: What they add up to.
        guide: The codes and their order of precedence.
        code_book: Facts about codes. Without it dates of service are not looked at.
        claim: The codes on the note. They complete a code family and decide nothing else.
    """
    return _Coder(extraction, conclusions, guide, code_book, claim or Claim()).suggestion()


class _Coder:
    """One note under the guide. Every step returns a suggestion or hands over to the next."""

    def __init__(
        self,
        extraction: Extraction,
        conclusions: Conclusions,
        guide: Guide,
        code_book: Codes | None,
        claim: Claim,
        *,
        weighs_otherwise: bool = True,
    ) -> None:
        self.chart = Chart(extraction.facts, guide)
        self.facts = extraction.facts
        self.conclusions, self.guide, self.code_book = conclusions, guide, code_book
        self.claim, self.weighs_otherwise = claim, weighs_otherwise
        self.replacing = Replacing(self.chart, code_book, conclusions.date_of_service, claim)

    def suggestion(self) -> Suggestion:
        if self.conclusions.status != "current":
            return self._not_current()
        taken = self.replacing.taken()
        if taken:
            return self._replaced(taken)
        kind = next((kind for kind in self.guide.kinds if self._carries(kind)), None)
        return self._in_force(self._kind(kind) if kind else self._unspecified())

    # 1. No current problem ------------------------------------------------------------------------------------------

    def _not_current(self) -> Suggestion:
        guide, chart = self.guide, self.chart
        source = guide.source("status")
        denied = chart.mentions((guide.anchor,), ("absent",))
        plain = chart.asserted((guide.plain,))
        reasons = [Reason(text=f"{sentence(guide.title)} is not a current problem of this note.", source=source)]
        if self.conclusions.status == "historical":
            past = [i for i, f in enumerate(self.facts) if f.concept in (guide.anchor, guide.plain)]
            past = [i for i in past if self.facts[i].assertion == "historical" or self.facts[i].past]
            text = f"{sentence(guide.title)} is told only as past."
            reasons = [Reason(text=text, facts=tuple(past), source=source)]
        elif plain and "plain" in guide.codes:
            text = (
                f"{sentence(guide.label(guide.plain))} is documented with no level that would make it {guide.title}; "
                f"its own code is {guide.codes['plain']}."
            )
            reasons = [Reason(text=text, facts=plain, source=guide.source("level"))]
        elif denied:
            reasons = [Reason(text=f"{sentence(guide.title)} is stated not to be there.", facts=denied, source=source)]
        known = self.conclusions.status == "historical" or bool(plain or denied)
        return Suggestion(code=NONE, confidence="documented" if known else "default", reasons=tuple(reasons))

    # 2. Another code instead ----------------------------------------------------------------------------------------

    def _replaced(self, taken: Sequence[Taken]) -> Suggestion:
        family = self.guide.codes["family"]
        reasons = []
        for one in taken:
            coded = f"it is coded {listed(one.codes)} in place of {family}"
            text = f"{sentence(one.entry.name)} {self._standing(one)}; {coded}."
            reasons.append(Reason(text=text, facts=one.facts, source=self.guide.source(one.entry.source)))
            reasons += [Reason(text=note, source=self.guide.source("specificity")) for note in one.notes]
        winner = f"{taken[0].entry.name} takes the place of {family}"
        reasons += self._otherwise(
            {index for one in taken for index in one.facts}, listed(code for one in taken for code in one.codes)
        )
        carried = [kind for kind in self.guide.kinds if self._carries(kind)]
        rejected = [Rejected(code=self.guide.codes[kind.code], why=winner) for kind in carried]
        rejected += [] if carried else [Rejected(code=family, why=winner)]
        return Suggestion(
            code=OTHER,
            instead=tuple(dict.fromkeys(code for one in taken for code in one.codes)),
            confidence="query" if any(one.asks for one in taken) else "documented",
            reasons=tuple(reasons),
            rejected=(*rejected, *self._rejected_replacements(winner, {one.entry.id for one in taken})),
        )

    def _standing(self, one: Taken) -> str:
        roles = {role for index in one.facts for role in self.facts[index].roles}
        if "cause" in roles:
            return "is named as the cause of the pain"
        return "is listed as a diagnosis" if "diagnosis" in roles else "is documented as present"

    # 3 and 4. What kind of pain it is -------------------------------------------------------------------------------

    def _carries(self, kind: Kind) -> tuple[int, ...]:
        return tuple(sorted({index for evidence in kind.evidence for index in self.chart.found(evidence)}))

    def _kind(self, kind: Kind) -> Suggestion:
        carrying = self._carries(kind)
        own = [index for index in carrying if self.facts[index].concept in self._own(kind)]
        words = listed(self.guide.label(self.facts[index].concept) for index in own or carrying)
        winner = f"the pain is {'documented as' if own else 'attributed to'} {words}"
        return self._family(
            kind.code,
            winner,
            [Reason(text=f"{sentence(winner)}.", facts=carrying, source=self.guide.source(kind.source))],
        )

    # 5. Nothing more is known ---------------------------------------------------------------------------------------

    def _unspecified(self) -> Suggestion:
        guide = self.guide
        pain = self.chart.asserted((guide.anchor,)) or self.chart.asserted((guide.plain,))
        unknown = self.chart.asserted(guide.unknown)
        text = f"{sentence(guide.title)} is documented, and no statement of what kind of pain it is."
        if unknown:
            text = f"{sentence(guide.title)} is documented with its cause stated to be unknown."
        reasons = [Reason(text=text, facts=tuple(sorted({*pain, *unknown})), source=guide.source("unspecified"))]
        return self._family("unspecified", "", reasons, known=bool(unknown))

    def _family(self, role: str, winner: str, reasons: list[Reason], *, known: bool = True) -> Suggestion:
        """A code of the guide: with what stands beside it, what is open, what would change it and what was rejected."""
        rank = self._rank(role)
        questions = [q for q in self.guide.questions if self._rank(q.would) < rank and self._open(q)]
        for question in questions:
            source = self.guide.source(question.source)
            reasons.append(Reason(text=question.text, facts=self._open(question), source=source))
        higher = [kind for kind in self.guide.kinds if self._rank(kind.code) < rank]
        asked = {question.would for question in questions}
        open_kinds = [kind for kind in higher if kind.code not in asked and not self._ruled_out(kind)]
        if open_kinds:
            would = "; ".join(f"{kind.name} would make it {self.guide.codes[kind.code]}" for kind in open_kinds)
            text = f"One word in the assessment could change it: {would}."
            reasons.append(Reason(text=text, source=self.guide.source("assignment")))
        if winner and not open_kinds and not questions:
            decisive = {index for reason in reasons for index in reason.facts}
            reasons += self._otherwise(decisive, _codes(self._in_force(Suggestion(code=self.guide.codes[role]))))
        confidence: Confidence = "query" if questions else "documented" if known else "default"
        return Suggestion(
            code=self.guide.codes[role],
            confidence=confidence,
            reasons=(*reasons, *self._beside()),
            rejected=(
                *(Rejected(code=self.guide.codes[kind.code], why=self._why_not_kind(kind)) for kind in higher),
                *(
                    Rejected(code=self.guide.codes[kind.code], why=f"{winner}, which comes first")
                    for kind in self.guide.kinds
                    if self._rank(kind.code) > rank and self._carries(kind)
                ),
                *([Rejected(code=self.guide.codes["unspecified"], why=winner)] if winner else []),
                *self._rejected_replacements(winner or "its cause is stated to be unknown", set()),
            ),
        )

    def _otherwise(self, decisive: set[int], mine: str) -> list[Reason]:
        """What the note would support if the words that decide were denied; nothing where other words say the same."""
        if not self.weighs_otherwise:
            return []
        facts = tuple(
            fact.model_copy(update={"assertion": "absent", "roles": frozenset()}) if index in decisive else fact
            for index, fact in enumerate(self.facts)
        )
        made = _Coder(
            Extraction(facts=facts), self.conclusions, self.guide, self.code_book, self.claim, weighs_otherwise=False
        ).suggestion()
        if _codes(made) == mine:
            return []
        text = f"With that denied or set aside as incidental, {_codes(made)} would be left."
        return [Reason(text=text, source=self.guide.source("assignment"))]

    def _rank(self, code: str) -> int:
        """Precedence: what takes the codes' place, then the kinds in order, then unspecified."""
        kinds = [kind.code for kind in self.guide.kinds]
        if code in kinds:
            return kinds.index(code) + 1
        return len(kinds) + 1 if code == "unspecified" else 0

    def _open(self, question: OpenQuestion) -> tuple[int, ...]:
        """Mentions that raise a question which nothing in the note settles."""
        chart = self.chart
        raised = chart.stated(question.concepts, question.assertions)
        roles = frozenset(question.roles)
        settled = (
            any(self.facts[index].roles & roles for index in chart.mentions(question.concepts))
            or chart.mentions(question.unless, ("present", "possible", "absent"))
            or any(chart.judged(index) for index in chart.stated(question.concepts, ("absent",)))
        )
        return () if settled else raised

    def _why_not_kind(self, kind: Kind) -> str:
        concepts = [
            concept for evidence in kind.evidence for concept in evidence.concepts if concept in self._own(kind)
        ]
        said = [self.facts[index] for index in self.chart.mentions(concepts)]
        now = [fact for fact in said if not fact.roles & {"changed", "prior_label"}]
        if any(fact.assertion == "possible" for fact in now):
            return "the words for it are only hedged, and an uncertain diagnosis is not coded for outpatients"
        if any(fact.assertion == "present" for fact in now):
            return (
                "the words for it are a finding on examination or stand apart from the pain, and do not characterise it"
            )
        if any(fact.assertion == "absent" for fact in now):
            return f"{kind.name} is stated not to be so"
        if said:
            return f"{kind.name} is told as past or withdrawn"
        return f"no statement that the pain is {kind.name}"

    def _ruled_out(self, kind: Kind) -> bool:
        """Whether the note says that the pain is not of this kind, or withdraws the word."""
        said = self.chart.mentions(self._own(kind))
        return any(self.facts[i].assertion == "absent" or "prior_label" in self.facts[i].roles for i in said)

    def _own(self, kind: Kind) -> frozenset[str]:
        """The words for a kind; a finding that counts only as a named cause is none of them."""
        return frozenset(c for evidence in kind.evidence if evidence.basis != "cause" for c in evidence.concepts)

    def _beside(self) -> list[Reason]:
        reasons = []
        for one in self.guide.beside:
            present = self.chart.asserted(one.concepts)
            fitting = self.chart.variants(one.variants, present) if present else ()
            codes = listed(code for variant in fitting for code in self.replacing.in_force(variant, present))
            if codes:
                text = f"{sentence(one.name)} is coded {codes} beside it and does not replace it."
                reasons.append(Reason(text=text, facts=present, source=self.guide.source(one.source)))
        return reasons

    def _rejected_replacements(self, winner: str, taken: set[str]) -> list[Rejected]:
        rejected = []
        for entry in self.guide.replacements:
            why = None if entry.id in taken else self.replacing.why_not(entry, winner)
            if why:
                rejected.append(Rejected(code=self.replacing.family(entry), why=why))
        return rejected

    # The date of service ---------------------------------------------------------------------------------------------

    def _in_force(self, made: Suggestion) -> Suggestion:
        """The suggestion, or the code in force before the guide's codes were, where the date of service asks for it."""
        on, parent = self.conclusions.date_of_service, self.guide.codes["parent"]
        if on is None or self.code_book is None or self.code_book.valid_on(made.code, on) is not False:
            return made
        if self.code_book.valid_on(parent, on) is not True:
            return made
        text = f"On {on.isoformat()} {made.code} was not a valid code; {parent} was the code for this pain."
        return made.model_copy(
            update={
                "code": OTHER,
                "instead": (parent,),
                "reasons": (Reason(text=text, source=self.guide.source("validity")), *made.reasons),
                "rejected": (Rejected(code=made.code, why="not valid on the date of service"), *made.rejected),
            }
        )


def _codes(made: Suggestion) -> str:
    """What a suggestion comes to: its code, or those that take its place."""
    return listed(made.instead) if made.code == OTHER else made.code
