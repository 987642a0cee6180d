"""Dates and codes of health records -> values of a source record."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from notelint.reading.values import with_dot

_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?=$|[T ]|\d{2})")
_CPT = re.compile(r"\d{4}[0-9A-Z]|[A-Z]\d{4}")

ICD10CM = frozenset(("http://hl7.org/fhir/sid/icd-10-cm", "urn:oid:2.16.840.1.113883.6.90", "2.16.840.1.113883.6.90"))
"""What ICD-10-CM is called as a code system in FHIR (hl7.org/fhir/R4/icd.html) and as an object identifier (HL7)."""

CPT = frozenset(
    (
        "http://www.ama-assn.org/go/cpt",
        "urn:oid:2.16.840.1.113883.6.12",
        "2.16.840.1.113883.6.12",
        "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
        "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
        "http://terminology.hl7.org/CodeSystem/HCPCS",
        "urn:oid:2.16.840.1.113883.6.285",
        "2.16.840.1.113883.6.285",
    )
)
"""What CPT and HCPCS are called (terminology.hl7.org)."""


def day(value: object) -> dt.date | None:
    """The day of a time as FHIR ("2026-05-04T09:30:00-04:00") or HL7 V3 ("20260504093000-0400") writes it.

    The day is the one where it was written, in its own time zone. None for less than a day, or what is no time.
    """
    match = _DAY.match(value) if isinstance(value, str) else None
    if match is None:
        return None
    try:
        return dt.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def diagnoses(codes: Iterable[str]) -> list[str] | None:
    """ICD-10-CM codes in their normal form, each once; None where there is none.

    What has not the shape of such a code is passed over: systems fill in words of their own where they know none.
    """
    return list(dict.fromkeys(filter(None, map(with_dot, codes)))) or None


def procedures(codes: Iterable[str]) -> list[str] | None:
    """CPT and HCPCS codes, each once; None where there is none. What has not their shape is passed over."""
    upper = (code.strip().upper() for code in codes)
    return list(dict.fromkeys(code for code in upper if _CPT.fullmatch(code))) or None
