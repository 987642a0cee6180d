"""Patients over their visits: how long the unspecified code stands, and which workups wait for their result.

Both go by the dates of service of one patient; notes without patient or date belong to no series.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from notelint.coding.guide import Guide
from notelint.report.batch import Batch
from notelint.report.visits import Codes, Visit

PENDING, REPEATED = "D304", "D302"
"""The rules that name an open workup, and an unspecified code that is repeated with nothing to justify it."""

YEAR = dt.timedelta(days=366)
"""A longer gap ends a run of visits."""

State = Literal["open", "result in", "re-evaluated"]


@dataclass(frozen=True)
class Drift:
    """A patient whose visits carry the unspecified code again and again.

    Attributes:
        visits: The patient's visits, by date.
        unspecified: How many of them carry the unspecified code.
        longest: The longest run of such visits that follow each other.
        standing: The run that the last visit is part of; 0 where another code has taken its place.
        unjustified: Visits at which nothing justifies the repetition (D302).
        since, until: First and last date of the longest run.
    """

    patient: str
    visits: tuple[Visit, ...]
    unspecified: int
    longest: int
    standing: int
    unjustified: int
    since: dt.date
    until: dt.date


def by_patient(visits: Iterable[Visit]) -> dict[str, list[Visit]]:
    """Visits with patient and date, by patient and then date."""
    series: dict[str, list[Visit]] = defaultdict(list)
    for visit in visits:
        if visit.patient is not None and visit.date is not None:
            series[visit.patient].append(visit)
    for every in series.values():
        every.sort(key=lambda visit: (visit.date or dt.date.min, visit.note_id))
    return dict(sorted(series.items()))


def drift(visits: Iterable[Visit]) -> list[Drift]:
    """Patients with the unspecified code on two or more visits that follow each other, the longest runs first."""
    found = []
    for patient, every in by_patient(visits).items():
        runs = _runs(every)
        longest = max(runs, key=len, default=[])
        if len(longest) < 2:
            continue
        first, last = longest[0].date, longest[-1].date
        assert first is not None and last is not None
        found.append(
            Drift(
                patient=patient,
                visits=tuple(every),
                unspecified=sum(visit.unspecified for visit in every),
                longest=len(longest),
                standing=len(runs[-1]) if runs[-1][-1] is every[-1] else 0,
                unjustified=sum(REPEATED in visit.rules for visit in every),
                since=first,
                until=last,
            )
        )
    return sorted(found, key=lambda one: (-one.longest, -one.unjustified, one.patient))


def _runs(every: Sequence[Visit]) -> list[list[Visit]]:
    runs: list[list[Visit]] = []
    before: Visit | None = None
    for visit in every:
        if visit.unspecified:
            near = before and before.date and visit.date and visit.date - before.date <= YEAR
            if runs and before is not None and before.unspecified and near:
                runs[-1].append(visit)
            else:
                runs.append([visit])
        before = visit
    return runs


@dataclass
class Workup:
    """A study, referral or result that a visit waits for.

    Attributes:
        visit: The visit that first speaks of it.
        waits_for: Concept of the study, or of the referral or result where no study is named.
        mentions: Visits that speak of it as pending.
        state: `open`; `result in` where a later visit has the result; `re-evaluated` where one supports or bills a more
            specific code.
        closed: The visit that closed it.
        days: From the first visit to the closing one, or to the date of the report; None where that is not known.
    """

    visit: Visit
    waits_for: str
    mentions: list[Visit] = field(default_factory=list)
    state: State = "open"
    closed: Visit | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a visit says of workups: what it waits for, the studies that were done, and whether it has a result."""

    waits: tuple[str, ...]
    done: frozenset[str]
    result: bool


class _Concepts:
    """Which concepts are studies, which of them show results in words of their own, and what counts as one."""

    def __init__(self, guide: Guide) -> None:
        needs = [need for need in guide.requirements if need.kind == "study"]
        self.imaging = frozenset(concept for need in needs for concept in need.concepts)
        self.results = frozenset(concept for need in needs for concept in (*need.results, *need.readings))
        self.studies = self.imaging | frozenset(guide.groups.get("studies_beside_imaging", ()))


def workups(batch: Batch, visits: Sequence[Visit], today: dt.date | None = None) -> list[Workup]:
    """Every workup that the batch's notes wait for or waited for: open ones first, the longest waiting first.

    Args:
        batch: The batch.
        visits: Its visits.
        today: The date to which open ones are counted; by default that of the batch.
    """
    concepts = _Concepts(batch.guide)
    today = today or batch.today
    seen = _seen(batch, concepts)
    waiting = {visit.patient for visit in visits if PENDING in visit.rules and visit.patient}
    found = [
        Workup(visit, concept, [visit], days=_days(visit.date, today))
        for visit in visits
        if PENDING in visit.rules and not (visit.patient and visit.date)
        for concept in seen[visit.at].waits
    ]
    unspecified = Codes(batch.guide).unspecified
    for patient, every in by_patient(visits).items():
        if patient in waiting:
            found += _of_patient(every, seen, concepts, unspecified, today)
    states = ("open", "result in", "re-evaluated")
    return sorted(found, key=lambda one: (states.index(one.state), -(one.days or 0), one.visit.note_id, one.waits_for))


def _of_patient(
    every: Sequence[Visit], seen: dict[int, _Seen], concepts: _Concepts, unspecified: str, today: dt.date | None
) -> list[Workup]:
    found: list[Workup] = []
    still: dict[str, Workup] = {}
    for visit in every:
        told = seen.get(visit.at, _Seen((), frozenset(), False))
        for concept, workup in list(still.items()):
            if visit.date == workup.visit.date:
                continue
            if _answered(concept, told, concepts):
                state: State = "result in"
            elif visit.current and visit.supported != unspecified:
                state = "re-evaluated"
            else:
                continue
            workup.state, workup.closed, workup.days = state, visit, _days(workup.visit.date, visit.date)
            del still[concept]
        for concept in told.waits:
            if concept in still:
                still[concept].mentions.append(visit)
            else:
                still[concept] = Workup(visit, concept, [visit], days=_days(visit.date, today))
                found.append(still[concept])
    return found


def _answered(concept: str, told: _Seen, concepts: _Concepts) -> bool:
    """Whether a visit has the result of what was waited for."""
    if concept in concepts.imaging:
        return concept in told.done and told.result
    if concept in concepts.studies:
        return concept in told.done
    return bool(told.done & concepts.imaging) and told.result


def _days(first: dt.date | None, last: dt.date | None) -> int | None:
    return max(0, (last - first).days) if first and last else None


def _seen(batch: Batch, concepts: _Concepts) -> dict[int, _Seen]:
    """What each visit of a patient who waits for something says of it."""
    waits: dict[int, list[str]] = defaultdict(list)
    for at, concept in batch.stream(_WAITS.format(rule=PENDING)):
        waits[at].append(concept)
    studies = ", ".join(f"'{concept}'" for concept in sorted(concepts.studies | concepts.results))
    done: dict[int, set[str]] = defaultdict(set)
    results: set[int] = set()
    for at, concept, assertion in batch.stream(_SAID.format(rule=PENDING, concepts=studies)):
        if concept in concepts.studies:
            if assertion == "present":
                done[at].add(concept)
        elif assertion in ("present", "absent", "possible"):
            results.add(at)
    return {
        at: _Seen(_named(waits.get(at, []), concepts), frozenset(done.get(at, ())), at in results)
        for at in {*waits, *done, *results}
    }


def _named(waits: Sequence[str], concepts: _Concepts) -> tuple[str, ...]:
    """The studies waited for; where none is named, the referral or the result."""
    every = tuple(dict.fromkeys(waits))
    return tuple(concept for concept in every if concept in concepts.studies) or every[:1]


_WAITS = """
SELECT found.ord, facts.concept
FROM found JOIN facts ON facts.note_id = found.note_id AND list_contains(found.facts, facts.fact)
WHERE found.rule = '{rule}'
ORDER BY found.ord, facts.fact
"""

_SAID = """
SELECT visits.ord, facts.concept, facts.assertion
FROM facts JOIN visits USING (note_id)
WHERE NOT facts.past AND facts.concept IN ({concepts})
  AND visits.patient_id IN (SELECT DISTINCT patient_id FROM found WHERE rule = '{rule}' AND patient_id IS NOT NULL)
"""
