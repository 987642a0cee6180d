"""What notes in FHIR R4 refer to: encounters, their codes, and the names of clinicians and places. No words of a note.

Kept in memory while the notes of a file or an export are read, since a note may come before what it refers to: some 600
bytes an encounter with its codes. Everything is kept under its reference (`Encounter/17`, `urn:uuid:...`).
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

from notelint.batch.sources.values import CPT, ICD10CM, day

Resource = dict[str, Any]
T = TypeVar("T")

_NOT_SO = frozenset(("refuted", "entered-in-error"))
_NOT_DONE = frozenset(("preparation", "not-done", "entered-in-error"))
_FIRST = ("PPRF", "ATND")


def items(value: object) -> Iterator[Resource]:
    """The objects of a list, or the one object; nothing where it is something else."""
    for one in value if isinstance(value, list) else (value,):
        if isinstance(one, dict):
            yield one


def at(value: object, *names: str) -> Any:
    """What stands under one name after another; of lists, in their first object. None where there is nothing."""
    for name in names:
        value = next(items(value), {}).get(name)
    return value


def word(value: object, *names: str) -> str | None:
    """A text that is not empty, or None."""
    found = at(value, *names) if names else value
    return found if isinstance(found, str) and found.strip() else None


def key(reference: object) -> str | None:
    """A reference in one form: `Type/id`, whatever server and version it names; `urn:uuid:...` and `#id` stay."""
    if not isinstance(reference, str) or not reference:
        return None
    if reference.startswith(("urn:", "#")):
        return sys.intern(reference)
    parts = reference.partition("/_history/")[0].rstrip("/").rsplit("/", 2)
    return sys.intern("/".join(parts[-2:]))


def codings(concept: object, systems: frozenset[str]) -> Iterator[str]:
    """The codes of some systems in CodeableConcepts."""
    for one in items(concept):
        for coding in items(one.get("coding")):
            code = word(coding, "code")
            if code and word(coding, "system") in systems:
                yield code


def status(concept: object) -> set[str]:
    """All codes of a status, whatever their system."""
    return {str(coding.get("code")) for one in items(concept) for coding in items(one.get("coding"))}


def name_of(resource: Resource) -> str | None:
    """What a clinician or place is called."""
    name = resource.get("name")
    if isinstance(name, str):
        return name or None
    first = next(items(name), {})
    if word(first, "text"):
        return word(first, "text")
    parts = [*_listed(first.get("given")), first.get("family"), *_listed(first.get("suffix"))]
    return " ".join(part for part in parts if isinstance(part, str) and part) or None


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


@dataclass(slots=True)
class Encounter:
    """What is known of an encounter. `keys` are all its references."""

    keys: tuple[str, ...]
    date: dt.date | None = None
    patient: str | None = None
    clinician: tuple[str | None, str | None] = (None, None)
    place: tuple[str | None, str | None] = (None, None)
    conditions: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()


@dataclass(slots=True)
class Index:
    """Everything that notes may refer to, by reference."""

    encounters: dict[str, Encounter] = field(default_factory=dict)
    conditions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    diagnoses: dict[str, tuple[str, ...]] = field(default_factory=dict)
    procedures: dict[str, tuple[str, ...]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)

    def add(self, resource: Resource, full_url: object = None) -> None:
        """Take in a resource; of a kind that is not needed, nothing."""
        kind, own = resource.get("resourceType"), resource.get("id")
        keys = [sys.intern(f"{kind}/{own}")] if isinstance(own, str) else []
        if isinstance(full_url, str) and (full_url.startswith(("urn:", "#")) or not keys):
            keys.append(key(full_url) or full_url)
        take = _TAKERS.get(str(kind))
        if take is not None and keys:
            take(self, tuple(keys), resource)

    def encounter(self, references: Iterable[object]) -> Encounter | None:
        """The first encounter among some references that is known."""
        known = (self.encounters.get(key(one) or "") for one in references)
        return next(filter(None, known), None)

    def name(self, reference: str | None) -> str | None:
        """What a referred clinician or place is called; through a role, its clinician."""
        return self.names.get(reference or "") or self.names.get(self.roles.get(reference or "", ""))

    def diagnosed(self, encounter: Encounter) -> list[str]:
        """ICD-10-CM codes of the conditions of an encounter, as they are written."""
        found = [code for one in encounter.conditions for code in self.conditions.get(one, ())]
        return found + [code for one in encounter.keys for code in self.diagnoses.get(one, ())]

    def performed(self, encounter: Encounter) -> list[str]:
        """CPT codes of the encounter itself and of its procedures, as they are written."""
        return [*encounter.procedures, *(code for one in encounter.keys for code in self.procedures.get(one, ()))]


def named(reference: object) -> tuple[str | None, str | None]:
    """What a Reference says: the key it points to, and the words it shows."""
    one = next(items(reference), {})
    found: tuple[str | None, str | None] = _same((key(one.get("reference")), word(one, "display")))
    return found


@lru_cache(maxsize=4096)
def _same(value: T) -> T:
    """One object for equal ones: most encounters share their clinicians, days and codes."""
    return value


def _take_encounter(index: Index, keys: tuple[str, ...], resource: Resource) -> None:
    people = list(items(resource.get("participant")))
    people.sort(key=lambda one: not any(code in status(one.get("type")) for code in _FIRST))
    place = named(at(resource, "location", "location"))
    refers = [key(at(one, "condition", "reference")) for one in items(resource.get("diagnosis"))]
    found = Encounter(
        keys=keys,
        date=_same(day(at(resource, "period", "start"))),
        patient=key(at(resource, "subject", "reference")),
        clinician=named(people[0].get("individual")) if people else (None, None),
        place=place if any(place) else named(resource.get("serviceProvider")),
        conditions=tuple(filter(None, refers)),
        procedures=_same(tuple(codings(resource.get("type"), CPT))),
    )
    for one in keys:
        index.encounters[one] = found


def _take_condition(index: Index, keys: tuple[str, ...], resource: Resource) -> None:
    codes = _same(tuple(codings(resource.get("code"), ICD10CM)))
    if not codes or status(resource.get("verificationStatus")) & _NOT_SO:
        return
    for one in keys:
        index.conditions[one] = codes
    encounter = key(at(resource, "encounter", "reference"))
    if encounter:
        index.diagnoses[encounter] = _same(index.diagnoses.get(encounter, ()) + codes)


def _take_procedure(index: Index, keys: tuple[str, ...], resource: Resource) -> None:
    codes = _same(tuple(codings(resource.get("code"), CPT)))
    encounter = key(at(resource, "encounter", "reference"))
    if codes and encounter and word(resource, "status") not in _NOT_DONE:
        index.procedures[encounter] = _same(index.procedures.get(encounter, ()) + codes)


def _take_name(index: Index, keys: tuple[str, ...], resource: Resource) -> None:
    name = name_of(resource)
    for one in keys if name else ():
        index.names[one] = str(name)


def _take_role(index: Index, keys: tuple[str, ...], resource: Resource) -> None:
    practitioner, shown = named(resource.get("practitioner"))
    for one in keys:
        if shown:
            index.names[one] = shown
        elif practitioner:
            index.roles[one] = practitioner


_TAKERS: dict[str, Callable[[Index, tuple[str, ...], Resource], None]] = {
    "Encounter": _take_encounter,
    "Condition": _take_condition,
    "Procedure": _take_procedure,
    "Practitioner": _take_name,
    "Organization": _take_name,
    "Location": _take_name,
    "PractitionerRole": _take_role,
}

KINDS = frozenset(_TAKERS)
"""Kinds of resources that an index takes in."""
