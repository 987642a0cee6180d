"""What is known about a note: when, what kind of visit, which patient. Given from outside, else in its own words.

For each value a manifest goes before front matter (`reading.sources` sees to that), and both before the text.
"""

from __future__ import annotations

import datetime as dt

from notelint.models import Model, Note, Visit
from notelint.reading.dates import DateOrder, date_of_service
from notelint.reading.identifiers import may_state_patient, note_id, patient_id
from notelint.reading.layout import plain
from notelint.reading.visit import read_visit, without_copies

MAX_CHARS = 60_000
"""Characters that are searched: the head of a note says what it is, whatever its length."""


class Metadata(Model):
    """What is known about a note. None, or `unstated`, where nobody says or where the words leave a doubt.

    Attributes:
        date_of_service: Date of the encounter.
        visit: First visit or follow-up.
        patient_id: Identifier of the patient, never a name.
        note_id: Identifier of the note.
    """

    date_of_service: dt.date | None = None
    visit: Visit = "unstated"
    patient_id: str | None = None
    note_id: str | None = None


def read_metadata(note: Note, *, date_order: DateOrder = "mdy") -> Metadata:
    """What is known about a note: each value as given from outside, else as the text says.

    Args:
        note: The note.
        date_order: How numeric dates are written, unless the note's own dates prove the other order.
    """
    said = text_metadata(note.text, note.body_start, date_order=date_order)
    return Metadata(
        date_of_service=note.date_of_service or said.date_of_service,
        visit=note.visit or said.visit,
        patient_id=note.patient_id or said.patient_id,
        note_id=note.note_id or said.note_id,
    )


def text_patient(text: str, body_start: int = 0) -> str | None:
    """The patient's identifier that a note's own words state; None where they state none."""
    said = text[: body_start + MAX_CHARS]
    if not may_state_patient(said, body_start):
        return None
    return patient_id(without_copies(plain(said), body_start), body_start)


def text_metadata(text: str, body_start: int = 0, *, date_order: DateOrder = "mdy") -> Metadata:
    """What a note's own words say about it. Text that is copied from an earlier note is not asked.

    Args:
        text: The whole text.
        body_start: Offset at which the note's own words begin, after front matter.
        date_order: As for `read_metadata`.
    """
    said = without_copies(plain(text[: body_start + MAX_CHARS]), body_start)
    return Metadata(
        date_of_service=date_of_service(said, body_start, date_order),
        visit=read_visit(said, body_start),
        patient_id=patient_id(said, body_start),
        note_id=note_id(said, body_start),
    )
