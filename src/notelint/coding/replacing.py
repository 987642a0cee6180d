"""What takes the place of the guide's codes, and why a condition that is mentioned does not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from notelint.coding.chart import Chart
from notelint.coding.parts import Evidence, Replacement, Variant
from notelint.coding.wording import listed
from notelint.models import Assertion, Claim, Fact

_SAID: tuple[Assertion, ...] = ("present", "possible", "absent")


class Codes(Protocol):
    """What the coder asks of the Tabular List. None says that nothing is proven."""

    def valid_on(self, code: str, on: dt.date) -> bool | None: ...
    def billable(self, code: str, on: dt.date | None = None) -> bool | None: ...


@dataclass(frozen=True, slots=True)
class Taken:
    """A replacement that the note documents: its deciding facts, the codes, and what is still missing from them."""

    entry: Replacement
    facts: tuple[int, ...]
    codes: tuple[str, ...]
    notes: tuple[str, ...] = ()
    asks: bool = False


class Replacing:
    """Finds the conditions that take the place of the guide's codes in one note.

    Args:
        chart: The facts under the guide.
        codes: Facts about codes, or None where none are at hand.
        on: Date of service.
        claim: The claim; a full code that the note writes completes a family.
    """

    def __init__(self, chart: Chart, codes: Codes | None, on: dt.date | None, claim: Claim) -> None:
        self.chart, self.codes, self.on, self.claim = chart, codes, on, claim
        outranking = chart.guide.outranks_listed
        self.listed = not any(chart.found(evidence) for evidence in outranking)

    def taken(self) -> tuple[Taken, ...]:
        """Conditions that take the codes' place, in order of precedence; what another covers is left out."""
        found = [one for entry in self.chart.guide.replacements if (one := self._taken(entry)) is not None]
        covered = {name for one in found for name in one.entry.displaces}
        return tuple(one for one in found if one.entry.id not in covered)

    def _taken(self, entry: Replacement) -> Taken | None:
        deciding = self._deciding(entry, listed=self.listed)
        having = self.chart.asserted(entry.having)
        if not deciding or (entry.having and not having):
            return None
        fitting = self.chart.variants(entry.variants, deciding)
        codes = dict.fromkeys(code for one in fitting for code in self._codes(one, deciding))
        if not codes:
            return None
        return Taken(
            entry=entry,
            facts=tuple(sorted({*deciding, *having})),
            codes=tuple(codes),
            notes=tuple(dict.fromkeys(one.note for one in fitting if one.note and self._unfinished(one, codes))),
            asks=any(one.asks and self._unfinished(one, codes) for one in fitting),
        )

    def _deciding(self, entry: Replacement, *, listed: bool) -> tuple[int, ...]:
        return tuple(
            sorted({index for evidence in entry.evidence for index in self.chart.found(evidence, listed=listed)})
        )

    def _codes(self, variant: Variant, deciding: tuple[int, ...]) -> list[str]:
        """The variant's codes: in force on the date of service, completed by a full code that the note writes."""
        return [self._complete(code) for code in self.in_force(variant, deciding)]

    def in_force(self, variant: Variant, deciding: tuple[int, ...]) -> list[str]:
        """The variant's codes, or the earlier ones where they are not valid on the date of service."""
        values = [str(self.chart.facts[index].value) for index in deciding if self.chart.facts[index].value]
        codes = [each for code in variant.codes for each in (values if code == "value" else (code,))]
        if not variant.earlier or self.codes is None or self.on is None:
            return codes
        gone = any(self.codes.valid_on(code, self.on) is False for code in codes)
        return list(variant.earlier) if gone else codes

    def _complete(self, code: str) -> str:
        stem = code.rstrip("-").rstrip(".")
        if not code.endswith("-"):
            return code
        written = [claimed.code for claimed in self.claim.codes if claimed.fact is not None]
        full = [each for each in written if each.startswith(stem) and len(each) > len(stem) and self._billable(each)]
        return full[0] if len(set(full)) == 1 else code

    def _billable(self, code: str) -> bool:
        return self.codes is None or self.codes.billable(code, self.on) is not False

    def _unfinished(self, variant: Variant, codes: dict[str, None]) -> bool:
        """Whether the codes are still those of the variant: a full code written in the note leaves no choice."""
        return any(code in codes for code in (*variant.codes, *variant.earlier))

    def why_not(self, entry: Replacement, winner: str) -> str | None:
        """Why a condition that the note mentions takes no place; None where there is nothing to say of it.

        Args:
            entry: The condition.
            winner: What decides instead, in words: "the pain is documented as mechanical".
        """
        if entry.having and not self.chart.stated(entry.having, ("present", "possible")):
            return None
        told = self._mentioned(entry)
        firm = [fact for fact in told if fact.assertion == "present"]
        hedged = [fact for fact in told if fact.assertion == "possible"]
        stated = frozenset(_concepts(one for one in entry.evidence if one.basis == "asserted"))
        denied = [fact for fact in told if fact.assertion == "absent" and fact.concept in stated]
        if firm:
            why = self._why_not_firm(entry, firm, winner)
        elif hedged:
            why = "only hedged, and an uncertain diagnosis is not coded for outpatients"
        else:
            why = "stated not to be there" if denied else None
        said = firm or hedged or denied
        return f"{listed(self.chart.guide.label(fact.concept) for fact in said)}: {why}" if why else None

    def _why_not_firm(self, entry: Replacement, firm: Sequence[Fact], winner: str) -> str | None:
        if self._deciding(entry, listed=True):
            return None if self.listed else f"listed and not named as the cause; {winner}"
        if any("dismissed" in fact.roles for fact in firm):
            return "set aside by the writer"
        if all(fact.roles & {"changed", "prior_label"} for fact in firm):
            return "an earlier label that is withdrawn"
        if all(one.basis in ("linked", "cause") for one in entry.evidence):
            return "documented, but not named as the cause of the pain or as a diagnosis"
        return None

    def _mentioned(self, entry: Replacement) -> list[Fact]:
        """Mentions of the condition, whatever is said of it, whose words and values are those that it asks for."""
        found = {
            index
            for evidence in entry.evidence
            for index in self.chart.mentions(evidence.concepts, _SAID)
            if self.chart.words_fit(evidence, index)
        }
        return [self.chart.facts[index] for index in sorted(found)]

    def family(self, entry: Replacement) -> str:
        """The code family that names a condition which was not chosen."""
        return entry.family or str(next((fact.value for fact in self._mentioned(entry) if fact.value), ""))


def _concepts(evidence: Iterable[Evidence]) -> list[str]:
    return [concept for one in evidence for concept in one.concepts]
