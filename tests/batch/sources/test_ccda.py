"""C-CDA documents."""

from __future__ import annotations

import datetime as dt

import pytest

from batch.sources.build import HISTORY, RTF, b64, ccda, section
from notelint.batch.sources.ccda import document
from notelint.errors import ReadError

TABLE = (
    "<table><thead><tr><th>Symptom</th><th>Today</th></tr></thead>"
    "<tbody><tr><td>Fever</td><td>No</td></tr><tr><td>Pain</td><td>7/10</td></tr></tbody></table>"
)
LISTS = (
    '<list listType="ordered"><caption>Diagnoses</caption><item>Low back pain</item><item>Poor <content>sleep</content>'
    '</item></list><list><item>No fever</item></list><content revised="delete">struck out</content><br/>After'
)


def observation(code: str, template: str, *, negated: str = "false", over: str = "") -> str:
    return (
        f'<entryRelationship><observation negationInd="{negated}"><templateId root="{template}"/>'
        f"<effectiveTime><low value='20260401'/>{over}</effectiveTime>"
        f'<value code="44" codeSystem="2.16.840.1.113883.6.96">'
        f'<translation code="{code}" codeSystem="2.16.840.1.113883.6.90"/></value></observation></entryRelationship>'
    )


PROBLEM = "2.16.840.1.113883.10.20.22.4.4"
OVER = "<high value='20260501'/>"


def concern(inner: str) -> str:
    return (
        '<entry><act><templateId root="2.16.840.1.113883.10.20.22.4.3"/><statusCode code="active"/>'
        + inner
        + "</act></entry>"
    )


def encounter(day: str, inner: str) -> str:
    return (
        '<entry><encounter><templateId root="2.16.840.1.113883.10.20.22.4.49"/>'
        f'<code code="99214" codeSystem="2.16.840.1.113883.6.12"/><effectiveTime value="{day}"/>'
        '<entryRelationship><act><templateId root="2.16.840.1.113883.10.20.22.4.80"/>'
        + inner
        + "</act></entryRelationship>"
        "</encounter></entry>"
    )


def test_narrative_keeps_headings_tables_and_lists() -> None:
    sections = (
        section("History of Present Illness", f"<paragraph>{HISTORY}</paragraph>")
        + section("Review of Systems", TABLE)
        + section("Assessment", LISTS)
        + section("Plan", "\n  Rest for two days.\n  Return in a week.\n")
    )
    assert document(ccda(sections), "a.xml")["text"] == (
        f"History of Present Illness\n{HISTORY}\n\n"
        "Review of Systems\nSymptom    Today\nFever    No\nPain    7/10\n\n"
        "Assessment\nDiagnoses\n1. Low back pain\n2. Poor sleep\n- No fever\nAfter\n\n"
        "Plan\nRest for two days.\nReturn in a week.\n"
    )


def test_what_is_known_of_the_visit() -> None:
    got = document(ccda(section("Plan", "Rest.")), "a.xml")
    assert got["patient_id"] == "p77"
    assert got["date_of_service"] == dt.date(2026, 5, 12)
    assert (got["provider"], got["clinic"]) == ("Ada Moss", "Hill Street Spine")
    assert (got["codes"], got["procedures"]) == (None, ["99213"])


def test_diagnoses_of_the_encounter_go_before_the_problem_list() -> None:
    problems = concern(observation("G89.29", PROBLEM))
    today = encounter("20260512", observation("M5450", PROBLEM))
    earlier = encounter("20250101", observation("M54.16", PROBLEM))
    got = document(ccda(section("Plan", "Rest."), entries=today + earlier, problems=problems), "a.xml")
    assert (got["codes"], got["origin"]) == (["M54.50"], "encounter diagnosis")
    assert got["procedures"] == ["99213", "99214"]


def test_the_problem_list_counts_what_is_active() -> None:
    problems = (
        concern(observation("M54.59", PROBLEM))
        + concern(observation("M54.16", PROBLEM, negated="true"))
        + concern(observation("S39.012A", PROBLEM, over=OVER))
    )
    got = document(ccda(section("Plan", "Rest."), problems=problems), "a.xml")
    assert (got["codes"], got["origin"]) == (["M54.59"], "problem list")


def test_a_body_that_is_no_xml() -> None:
    body = f'<nonXMLBody><text mediaType="text/rtf" representation="B64">{b64(RTF)}</text></nonXMLBody>'
    data = f'<ClinicalDocument xmlns="urn:hl7-org:v3"><component>{body}</component></ClinicalDocument>'
    assert "Fever    No" in str(document(data.encode(), "a.xml")["text"])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no element found"),
        (b"<a/>", "is XML, but not a C-CDA document"),
        (ccda("")[:-40], "not well-formed XML"),
        (b'<ClinicalDocument xmlns="urn:hl7-org:v3"/>', "has no body"),
        (b"<a>" * 300 + b"</a>" * 300, "nested more than 200 deep"),
    ],
)
def test_what_cannot_be_read(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason) as caught:
        document(data, "a.xml")
    assert str(caught.value).startswith("a.xml")
