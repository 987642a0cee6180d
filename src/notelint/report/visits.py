"""The notes of a batch, one light record each: what every table of the report counts.

Also what a claim says of the guide's problem, and whether it agrees with what the note supports.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from notelint.coding.guide import Guide
from notelint.report.batch import Batch

Agreement = Literal["agrees", "differs", "unbilled"]
NO_CODE = "none"
"""In place of a code: none of the guide's problem."""

MET, UNMET = "met", "unmet"
UNADDRESSED = "unaddressed"


@dataclass(frozen=True)
class Visit:
    """One note.

    Attributes:
        at: Its place in the report, from 0.
        items: Checklist item to `met`, `unmet` or `na`; empty unless the problem is current.
        exclusions: Exclusion to how the chart has it.
        rules, severities: Of its findings, in their order.
        supported: The supported code; with `other` the family that takes its place.
        billed: The guide's codes on the claim, else the family of a code that takes their place, else `none`.
        agreement: Whether billed and supported agree; `unbilled` where a code is supported and none is billed.
    """

    at: int
    note_id: str
    patient: str | None
    date: dt.date | None
    month: str | None
    visit: str | None
    provider: str | None
    clinic: str | None
    path: str | None
    status: str | None
    acuity: str | None
    days: int | None
    items: dict[str, str]
    exclusions: dict[str, str]
    code: str
    instead: tuple[str, ...]
    confidence: str | None
    codes: tuple[str, ...]
    procedures: tuple[str, ...]
    errors: int
    warnings: int
    infos: int
    rules: tuple[str, ...]
    severities: tuple[str, ...]
    supported: str
    billed: str
    agreement: Agreement
    unspecified: bool

    @property
    def current(self) -> bool:
        """Whether the guide's problem is current at this visit."""
        return self.status == "current"

    @cached_property
    def tips(self) -> dict[str, str]:
        """What the chart should show, each to `met`, `unmet` or `na`; exclusions are met where they are addressed."""
        return {**self.items, **{key: UNMET if how == UNADDRESSED else MET for key, how in self.exclusions.items()}}


class Codes:
    """The codes of a guide, as the report sorts them.

    `family` are the guide's own codes; a code of another family may take their place.
    """

    def __init__(self, guide: Guide) -> None:
        self.unspecified = guide.codes["unspecified"]
        self._own = guide.codes["family"].rstrip("-")
        named = {entry.family for entry in guide.replacements}
        named |= {code for entry in guide.replacements for one in entry.variants for code in one.codes}
        # Families before single codes: a code is told by its family where the guide has one.
        self._others = sorted(named, key=lambda name: (not name.endswith("-"), -len(name), name))

    def own(self, codes: Sequence[str]) -> tuple[str, ...]:
        """Those of the guide's family."""
        return tuple(code for code in codes if code.startswith(self._own))

    def family(self, code: str) -> str | None:
        """The family of a code that takes the place of the guide's, or None."""
        return next((name for name in self._others if code.startswith(name.rstrip("-"))), None)

    def supported(self, code: str, instead: Sequence[str]) -> str:
        """What the note supports, as one word: a code of the guide, a family, or `none`."""
        if not instead:
            return code or NO_CODE
        return self.family(instead[0]) or instead[0]

    def billed(self, codes: Sequence[str]) -> str:
        """What the claim says of the problem, as one word."""
        own = self.own(codes)
        if own:
            return " + ".join(sorted(set(own)))
        return next((name for code in codes if (name := self.family(code))), NO_CODE)

    def agreement(self, code: str, instead: Sequence[str], codes: Sequence[str]) -> Agreement:
        """Whether the claim says what the note supports, and nothing else of the guide's family."""
        own = set(self.own(codes))
        if instead:
            prefixes = tuple(one.rstrip("-") for one in instead)
            if not own and any(given.startswith(prefixes) for given in codes):
                return "agrees"
            return "differs" if own or self.billed(codes) != NO_CODE else "unbilled"
        if code in (NO_CODE, ""):
            return "differs" if own else "agrees"
        if own:
            return "agrees" if own == {code} else "differs"
        return "unbilled" if self.billed(codes) == NO_CODE else "differs"


def load(batch: Batch) -> list[Visit]:
    """Every note of a batch, in the order of the report."""
    codes = Codes(batch.guide)
    made = []
    for row in batch.stream(_VISITS):
        (at, note_id, patient, date, month, visit, provider, clinic, path, status, acuity, days, *rest) = row
        items, exclusions, code, instead, confidence, billed, procedures, errors, warnings, infos, rules, levels = rest
        claim, places = tuple(billed or ()), tuple(instead or ())
        said = codes.billed(claim)
        supports = codes.supported(code or NO_CODE, places)
        made.append(
            Visit(
                at=at,
                note_id=note_id,
                patient=patient or None,
                date=date,
                month=month or (f"{date:%Y-%m}" if date else None),
                visit=visit,
                provider=provider or None,
                clinic=clinic or None,
                path=path,
                status=status,
                acuity=acuity,
                days=days,
                items=dict(items or {}),
                # One that has a code of the guide is a kind of the problem, not a diagnosis to rule out.
                exclusions={key: how for key, how in (exclusions or {}).items() if key not in batch.guide.codes},
                code=code or NO_CODE,
                instead=places,
                confidence=confidence,
                codes=claim,
                procedures=tuple(procedures or ()),
                errors=errors or 0,
                warnings=warnings or 0,
                infos=infos or 0,
                rules=tuple(rules or ()),
                severities=tuple(levels or ()),
                supported=supports,
                billed=said,
                agreement=codes.agreement(code or NO_CODE, places, claim),
                # What was billed decides; where nothing of the problem was, what the note supports.
                unspecified=codes.unspecified in claim
                or (said == NO_CODE and status == "current" and supports == codes.unspecified),
            )
        )
    return made


_VISITS = """
SELECT ord, note_id, patient_id, date_of_service, month, visit, provider, clinic, path, status, acuity, duration_days,
       checklist, exclusions, code, instead, confidence, codes, procedures, errors, warnings, infos, rules, severities
FROM visits LEFT JOIN (
  SELECT note_id, list(rule ORDER BY finding) AS rules, list(severity ORDER BY finding) AS severities
  FROM findings GROUP BY note_id
) USING (note_id)
ORDER BY ord
"""
