"""A DocumentReference or Composition of FHIR R4 -> a note: its text, and what it and its encounter say about it."""

from __future__ import annotations

from typing import Protocol

from notelint.batch.sources.attachments import attached_text, decoded, rank
from notelint.batch.sources.base import Record
from notelint.batch.sources.fhir_index import Encounter, Index, Resource, at, items, key, named, word
from notelint.batch.sources.layout import TOO_MUCH, Lines, TooMuchText
from notelint.batch.sources.markup import html_text, write_html
from notelint.batch.sources.values import day, diagnoses, procedures
from notelint.errors import ReadError

NOTES = frozenset(("DocumentReference", "Composition"))

_VOID = frozenset(("entered-in-error", "superseded"))
_MAX_DEPTH = 20


class Binaries(Protocol):
    """Where the attachments are that a note refers to as a Binary."""

    def get(self, reference: str) -> Resource | None: ...


def note_record(resource: Resource, index: Index, binaries: Binaries, path: str) -> Record | None:
    """The note that a resource is, or None for one that was entered in error or superseded.

    Raises:
        ReadError: Its text cannot be read.
    """
    if word(resource, "status") in _VOID or resource.get("docStatus") == "entered-in-error":
        return None
    contained = Index()
    for inner in items(resource.get("contained")):
        contained.add(inner, f"#{inner.get('id')}")
    document = resource["resourceType"] == "DocumentReference"
    context = next(items(resource.get("context")), {}) if document else resource
    references = [one.get("reference") for one in items(context.get("encounter"))]
    encounter = contained.encounter(references)
    home = contained if encounter else index
    encounter = encounter or index.encounter(references)
    text = _document_text(resource, binaries, path) if document else _composition_text(resource, path)
    patient = key(at(resource, "subject", "reference")) or (encounter.patient if encounter else None)
    date = (day(at(context, "period", "start")) if document else None) or (encounter.date if encounter else None)
    record: Record = {
        "text": text,
        "patient_id": (patient or "").removeprefix("Patient/").removeprefix("urn:uuid:") or None,
        "date_of_service": date or day(resource.get("date")),
        "provider": _clinician(resource, encounter, (contained, index)),
        "clinic": _clinic(resource, encounter, (contained, index)),
        "codes": diagnoses(home.diagnosed(encounter)) if encounter else None,
        "procedures": procedures(home.performed(encounter)) if encounter else None,
    }
    if record["codes"] or record["procedures"]:
        record["origin"] = "encounter"
    if word(resource, "id"):
        record["note_id"] = f"{resource['resourceType']}/{resource['id']}"
    return record


def _called(reference: tuple[str | None, str | None], indexes: tuple[Index, ...]) -> str | None:
    """The name of who or what a reference points to: as it is shown, as it is known, else the reference."""
    target, shown = reference
    return shown or next(filter(None, (index.name(target) for index in indexes)), None) or target


def _clinician(resource: Resource, encounter: Encounter | None, indexes: tuple[Index, ...]) -> str | None:
    """The author of the note where that is a person; else the clinician of the encounter."""
    for author in items(resource.get("author")):
        target, shown = named(author)
        if (target or "").startswith(("Device/", "Patient/", "Organization/", "RelatedPerson/")):
            continue
        name = _called((target, shown), indexes)
        if name:
            return name
    return _called(encounter.clinician, indexes) if encounter else None


def _clinic(resource: Resource, encounter: Encounter | None, indexes: tuple[Index, ...]) -> str | None:
    """The place or organisation of the encounter; else the one that keeps the document."""
    place = _called(encounter.place, indexes) if encounter else None
    return place or _called(named(resource.get("custodian")), indexes)


def _document_text(resource: Resource, binaries: Binaries, path: str) -> str:
    """The text of the attachment that keeps most of a note; the others are the same document in other formats."""
    attachments = [one for content in items(resource.get("content")) for one in items(content.get("attachment"))]
    attachments.sort(key=lambda one: rank(word(one, "contentType") or ""))
    problem: ReadError | None = None
    for attachment in attachments:
        try:
            return _attachment_text(attachment, binaries, path)
        except ReadError as error:
            problem = problem or error
    narrative = word(resource, "text", "div")
    if problem is None and narrative:
        return _markup(narrative, path)
    raise problem or ReadError(path, "has no attachment")


def _attachment_text(attachment: Resource, binaries: Binaries, path: str) -> str:
    kind, data = word(attachment, "contentType"), word(attachment, "data")
    if data is None and word(attachment, "url"):
        binary = binaries.get(key(attachment["url"]) or "")
        if binary is None:
            raise ReadError(path, "has an attachment at an address that is not in the file, and nothing is fetched")
        kind, data = kind or word(binary, "contentType"), word(binary, "data")
    if data is None:
        raise ReadError(path, "has an attachment without data")
    text = attached_text(decoded(data, path), kind or "", path)
    if not text.strip():
        raise ReadError(path, "has an attachment without text")
    return text


def _markup(markup: str, path: str) -> str:
    reason = ""
    try:
        text = html_text(markup)
    except TooMuchText:
        reason = TOO_MUCH
    if reason or not text:
        raise ReadError(path, reason or "has no narrative text")
    return text


def _composition_text(resource: Resource, path: str) -> str:
    """The narratives of the sections under their titles; of one without sections, its own narrative."""
    lines = Lines()
    reason = ""
    try:
        for section in items(resource.get("section")):
            _section(section, lines, 0)
    except TooMuchText:
        reason = TOO_MUCH
    except RecursionError:
        reason = f"has sections nested more than {_MAX_DEPTH} deep"
    if reason:
        raise ReadError(path, reason)
    text = lines.text()
    if text:
        return text
    narrative = word(resource, "text", "div")
    if narrative is None:
        raise ReadError(path, "has no narrative text")
    return _markup(narrative, path)


def _section(section: Resource, lines: Lines, depth: int) -> None:
    if depth > _MAX_DEPTH:
        raise RecursionError
    div = word(section, "text", "div")
    inner = list(items(section.get("section")))
    title = word(section, "title") or word(section, "code", "text") or word(section, "code", "coding", "display")
    if title and (div or inner):
        lines.gap()
        lines.line(title)
    if div:
        write_html(div, lines)
    for one in inner:
        _section(one, lines, depth + 1)
