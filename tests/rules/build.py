"""Facts by hand, and what the rules say of them. No spaCy: conclusions, suggestion and claim are the real ones."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

from notelint.coding.claim import read_claim
from notelint.coding.coder import suggest
from notelint.coding.conclusions import conclude
from notelint.coding.guide import Guide, load_guide
from notelint.coding.icd10cm import code_book
from notelint.models import (
    Assertion,
    DurationValue,
    Extraction,
    Fact,
    FactValue,
    Note,
    Section,
    Side,
    Visit,
    VisitRecord,
)
from notelint.rules import registry
from notelint.rules.base import Rule, RuleContext, Violation

TODAY = dt.date(2026, 6, 1)
DATE = dt.date(2026, 5, 4)
PATIENT = "P-1"


@cache
def guide() -> Guide:
    return load_guide("low_back_pain")


@cache
def every_rule() -> tuple[Rule[Any], ...]:
    return tuple(made for rule in registry.rules() if (made := rule.for_guide(guide())) is not None)


def fact(
    concept: str,
    assertion: Assertion = "present",
    text: str | None = None,
    *,
    value: FactValue = None,
    section: str | None = None,
    sentence: int | None = None,
    roles: tuple[str, ...] = (),
    side: Side | None = None,
    past: bool = False,
) -> Fact:
    """A fact; place and, where it is not given, a sentence of its own are set by `context`."""
    words = text or (value if isinstance(value, str) else concept.replace("_", " "))
    return Fact(
        concept=concept,
        assertion=assertion,
        start=0,
        end=len(words),
        text=words,
        line=1,
        column=1,
        section=section,
        value=value,
        sentence=-1 if sentence is None else sentence,
        past=past,
        side=side,
        roles=frozenset(roles),
    )


def pain(**more: Any) -> Fact:
    return fact("low_back_pain", text="low back pain", **more)


def code(written: str, **more: Any) -> Fact:
    return fact("icd10", value=written, **more)


def cpt(written: str, **more: Any) -> Fact:
    return fact("cpt", value=written, **more)


def lasting(days: int | None, text: str = "some time", **more: Any) -> Fact:
    return fact("duration", text=text, value=DurationValue(days=days, text=text), **more)


def acuity(word: str, **more: Any) -> Fact:
    return fact("acuity", text=word.replace("_", " "), value=word, **more)


COMPLETE = (
    lasting(21, "3 weeks"),
    fact("mobility", text="sits 20 minutes"),
    fact("radiating_leg_pain", "absent", "leg pain"),
)
"""What a chart needs beside the pain, so that no D rule of severity warning fires."""


def placed(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The facts one line each, in the order given."""
    out, at = [], 0
    for number, one in enumerate(facts):
        sentence = number if one.sentence < 0 else one.sentence
        place = {"start": at, "end": at + len(one.text), "line": number + 1, "sentence": sentence}
        out.append(one.model_copy(update=place))
        at += len(one.text) + 1
    return tuple(out)


def context(
    *facts: Fact,
    codes: tuple[str, ...] | None = None,
    procedures: tuple[str, ...] | None = None,
    date: dt.date | None = DATE,
    visit: Visit = "unstated",
    run: tuple[VisitRecord, ...] = (),
    sections: tuple[Section, ...] = (),
    **more: Any,
) -> RuleContext:
    """The context of a note with these facts; codes from a manifest where they are given."""
    extraction = Extraction(facts=placed(facts), sections=sections)
    note = Note(
        text="\n".join(one.text for one in extraction.facts),
        codes=codes,
        procedures=procedures,
        origins={"codes": "manifest:2", "procedures": "manifest:2"},
    )
    book = code_book()
    conclusions = conclude(extraction, guide(), visit=visit, date_of_service=date, patient_id=PATIENT)
    claim = read_claim(extraction.facts, note, book.normal)
    return RuleContext(
        facts=extraction.facts,
        sections=sections,
        conclusions=conclusions,
        suggestion=suggest(extraction, conclusions, guide(), book, claim),
        claim=claim,
        guide=guide(),
        codes=book,
        today=TODAY,
        limits=guide().limits,
        run=run,
        **more,
    )


def findings(ctx: RuleContext) -> dict[str, list[Violation]]:
    """What every rule yields, by id; rules that leave the word to another one are left out where that one fires."""
    found: dict[str, list[Violation]] = {}
    for rule in sorted(every_rule(), key=lambda each: bool(each.unless)):
        said = any(other.startswith(rule.unless) for other in found) if rule.unless else False
        if ctx.conclusions.status in rule.statuses and not said:
            violations = list(rule.check(ctx))
            found.update({rule.id: violations} if violations else {})
    return found


def fired(*facts: Fact, **known: Any) -> set[str]:
    """Errors and warnings on a note with these facts."""
    names = findings(context(*facts, **known))
    return {name for name in names if severity(name) != "info"}


def all_fired(*facts: Fact, **known: Any) -> set[str]:
    """Every rule that fires on a note with these facts."""
    return set(findings(context(*facts, **known)))


def severity(rule_id: str) -> str:
    found = registry.find(rule_id)
    assert found is not None
    return found.severity


def only(rule_id: str, *facts: Fact, **known: Any) -> Violation:
    """The one thing that a rule says of a note with these facts."""
    (violation,) = findings(context(*facts, **known))[rule_id]
    return violation


def visited(date: dt.date, *codes: str, **more: Any) -> VisitRecord:
    """An earlier visit at which the problem was current and these codes were billed."""
    made = VisitRecord(patient_id=PATIENT, date=date, status="current", codes=codes)
    return made.model_copy(update=more) if more else made
