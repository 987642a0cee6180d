"""C-CDA documents: the narrative of their sections as a note, with patient, date, clinician and codes of the visit.

Templates and identifiers are those of HL7's C-CDA Release 2.1. A document whose body is not XML (a PDF, RTF or text
inside a wrapper) is read by that format's reader.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from notelint.batch.sources.base import Record
from notelint.batch.sources.layout import TOO_MUCH, Lines, TooMuchText, collapsed
from notelint.batch.sources.markup import Flow
from notelint.batch.sources.safexml import child, children, local, parse, within
from notelint.batch.sources.values import CPT, ICD10CM, day, diagnoses, procedures
from notelint.errors import ReadError
from notelint.reading.files import read_bytes, shown

_ENCOUNTER = "2.16.840.1.113883.10.20.22.4.49"
_ENCOUNTER_DIAGNOSIS = "2.16.840.1.113883.10.20.22.4.80"
_CONCERN = "2.16.840.1.113883.10.20.22.4.3"
_PROBLEM = "2.16.840.1.113883.10.20.22.4.4"
_PROCEDURES = frozenset(f"2.16.840.1.113883.10.20.22.4.{number}" for number in (12, 13, 14))


def read_documents(path: str) -> Iterator[Record]:
    """The note of a C-CDA file.

    Raises:
        ReadError: It cannot be read, or is no clinical document.
    """
    name = shown(path)
    yield {"note_id": name, "path": name, **document(read_bytes(path), name)}


def document(data: bytes, path: str) -> Record:
    """What a C-CDA document says: text and what is known about it. `note_id` is not among it.

    Raises:
        ReadError: It cannot be read, or is no clinical document.
    """
    root = parse(data, path)
    if local(root) != "ClinicalDocument":
        raise ReadError(path, "is XML, but not a C-CDA document (its root is not ClinicalDocument)")
    text = _text(root, path)
    visit = child(root, "componentOf", "encompassingEncounter")
    date = _when(child(visit, "effectiveTime")) or _when(
        child(root, "documentationOf", "serviceEvent", "effectiveTime")
    )
    date = date or _when(child(root, "effectiveTime"))
    codes, origin = _codes(root, date)
    return {
        "text": text,
        "patient_id": _identifier(child(root, "recordTarget", "patientRole", "id")),
        "date_of_service": date,
        "provider": _provider(root, visit),
        "clinic": _clinic(visit),
        "codes": codes,
        "procedures": _procedures(root, visit, date),
        "origin": origin,
    }


def _text(root: Element, path: str) -> str:
    component = child(root, "component")
    body = child(component, "structuredBody")
    other = child(component, "nonXMLBody", "text")
    if body is None and other is None:
        raise ReadError(path, "has no body")
    if body is None and other is not None:
        return _other_body(other, path)
    lines = Lines()
    reason = ""
    try:
        for component in children(body, "component"):
            for section in children(component, "section"):
                _section(section, lines)
    except TooMuchText:
        reason = TOO_MUCH
    if reason:
        raise ReadError(path, reason)
    text = lines.text()
    if not text:
        raise ReadError(path, "has no narrative text")
    return text


def _other_body(element: Element, path: str) -> str:
    from notelint.batch.sources.attachments import attached_text, decoded

    if element.get("representation") == "B64":
        return attached_text(decoded(element.text or "", path), element.get("mediaType") or "", path)
    return (element.text or "").strip() + "\n"


def _section(section: Element, lines: Lines) -> None:
    """The title and narrative of a section, then those of the sections in it."""
    title = child(section, "title")
    words = collapsed("".join(title.itertext())) if title is not None else ""
    text = child(section, "text")
    if text is not None:
        lines.gap()
        lines.line(words)
        _narrative(text, Flow(lines))
    for component in children(section, "component"):
        for inner in children(component, "section"):
            _section(inner, lines)


def _narrative(text: Element, flow: Flow) -> None:
    """A block of narrative. One without any markup keeps its line ends: such text was written with them."""
    plain = len(text) == 0
    flow.start("pre" if plain else "text", _attributes(text))
    flow.words(text.text or "")
    # No recursion: the depth of the markup is the file's, not ours.
    open_elements: list[tuple[Element, int]] = [(text, 0)]
    while open_elements:
        element, at = open_elements.pop()
        if at < len(element):
            inner = element[at]
            open_elements += [(element, at + 1), (inner, 0)]
            flow.start(local(inner).lower(), _attributes(inner))
            flow.words(inner.text or "")
        elif open_elements:
            flow.end(local(element).lower())
            flow.words(element.tail or "")
    flow.end("pre" if plain else "text")


def _attributes(element: Element) -> dict[str, str | None]:
    return {name.rpartition("}")[2].lower() if "space" not in name else "xml:space": v for name, v in element.items()}


def _when(element: Element | None) -> dt.date | None:
    """The day of a time or of the beginning of an interval."""
    if element is None:
        return None
    low = child(element, "low")
    return day(element.get("value")) or (day(low.get("value")) if low is not None else None)


def _identifier(element: Element | None) -> str | None:
    """The extension of an identifier, else its root."""
    return (element.get("extension") or element.get("root")) if element is not None else None


def _name(element: Element | None) -> str | None:
    if element is None:
        return None
    parts = [collapsed(part) for part in element.itertext()]
    return " ".join(part for part in parts if part) or None


def _provider(root: Element, visit: Element | None) -> str | None:
    """The clinician responsible for the encounter, else the performer of the service, else the author."""
    people = (
        child(visit, "responsibleParty", "assignedEntity"),
        child(root, "documentationOf", "serviceEvent", "performer", "assignedEntity"),
        child(root, "author", "assignedAuthor"),
    )
    for person in people:
        name = _name(child(person, "assignedPerson", "name")) or _identifier(child(person, "id"))
        if name:
            return name
    return None


def _clinic(visit: Element | None) -> str | None:
    place = child(visit, "location", "healthCareFacility")
    return _name(child(place, "location", "name")) or _name(child(place, "serviceProviderOrganization", "name"))


def _has_template(element: Element, *templates: str) -> bool:
    return any(one.get("root") in templates for one in children(element, "templateId"))


def _coded(element: Element | None, systems: frozenset[str]) -> Iterator[str]:
    """The codes of some systems in a coded value and its translations."""
    if element is None:
        return
    for value in (element, *children(element, "translation")):
        code = value.get("code")
        if code and value.get("codeSystem") in systems:
            yield code


def _is_no(element: Element) -> bool:
    return element.get("negationInd") == "true"


def _codes(root: Element, date: dt.date | None) -> tuple[list[str] | None, str | None]:
    """Diagnoses of the encounter, else the problems that are active; and which of the two they are."""
    found = [
        code
        for encounter in _encounters(root, date)
        for act in within(encounter, "act")
        if _has_template(act, _ENCOUNTER_DIAGNOSIS)
        for observation in within(act, "observation")
        if not _is_no(observation)
        for code in _coded(child(observation, "value"), ICD10CM)
    ]
    codes = diagnoses(found)
    if codes:
        return codes, "encounter diagnosis"
    found = []
    for act in within(root, "act"):
        status = child(act, "statusCode")
        if _has_template(act, _CONCERN) and (status is None or status.get("code") == "active"):
            for observation in within(act, "observation"):
                high = child(observation, "effectiveTime", "high")
                over = high is not None and high.get("value") is not None
                if _has_template(observation, _PROBLEM) and not over and not _is_no(observation):
                    found += _coded(child(observation, "value"), ICD10CM)
    codes = diagnoses(found)
    return codes, "problem list" if codes else None


def _encounters(root: Element, date: dt.date | None) -> Iterator[Element]:
    """The encounters that are told in entries, of this day or without a day."""
    for encounter in within(root, "encounter"):
        if _has_template(encounter, _ENCOUNTER) and _when(child(encounter, "effectiveTime")) in (date, None):
            yield encounter


def _procedures(root: Element, visit: Element | None, date: dt.date | None) -> list[str] | None:
    """Codes of the procedures done that day, and of the kind of encounter."""
    found = list(_coded(child(visit, "code"), CPT))
    for encounter in _encounters(root, date):
        found += _coded(child(encounter, "code"), CPT)
    for element in root.iter():
        if local(element) in ("procedure", "act", "observation") and _has_template(element, *_PROCEDURES):
            planned = element.get("moodCode") not in (None, "EVN")
            if not planned and not _is_no(element) and _when(child(element, "effectiveTime")) == date:
                found += _coded(child(element, "code"), CPT)
    return procedures(found)
