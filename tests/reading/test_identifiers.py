"""Identifiers come from explicit labels only."""

from __future__ import annotations

import pytest

from notelint.reading.identifiers import note_id, patient_id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MRN: 104233", "104233"),
        ("mrn 104233 seen today", "104233"),
        ("M.R.N. #a1-77", "A1-77"),
        ("Medical Record Number: 5512", "5512"),
        ("Medical record #5512", "5512"),
        ("Patient ID: 77-A", "77-A"),
        ("Pt ID 0042", "0042"),
        ("Chart #55120", "55120"),
        ("NHS Number: 943 476 5919", "9434765919"),
        ("MRN: 1042\nMRN: 1042", "1042"),
        ("Patient ID: 9\nMRN: 1042", "1042"),
    ],
)
def test_labelled_identifiers(text: str, expected: str) -> None:
    assert patient_id(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Patient: Jane Roe",
        "Patient Name: Roe, Jane  DOB 01/02/1960",
        "Patient ID: Roe",
        "MRN: ________",
        "MRN: XXXXXXX",
        "MRN: 12XXXX",
        "MRN: 0000000",
        "MRN: 1042 ... MRN: 1043",
        "Patient ID: 01-02-1960",
        "MRN: 01/02/1960",
        "Patient number 4 of 5",
        "Medical record 5 pages reviewed",
        "eMRN: 33",
        "Phone 555 010 2233",
    ],
)
def test_no_label_or_a_doubt_gives_none(text: str) -> None:
    assert patient_id(text) is None


def test_the_notes_own_identifier() -> None:
    assert note_id("Note ID: 88120\nEncounter #5") == "88120"
    assert note_id("CSN 40021") == "40021"
    assert note_id("Visit #3, session 4") is None


def test_front_matter_is_not_asked() -> None:
    assert patient_id("MRN: 5\nBack pain", 7) is None
