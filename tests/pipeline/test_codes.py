"""Codes written in a note, and what only looks like one."""

from __future__ import annotations

import pytest

from marked import Read, Says
from notelint.pipeline.codes import find_codes, normal_form
from notelint.pipeline.normalise import normalise


def codes(text: str) -> list[str]:
    """The codes of a text in their normal form, in order."""
    return [code.code for code in find_codes(normalise(text).text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("M54.50", ["M54.50"]),
        ("M54.5", ["M54.5"]),
        ("M5450", ["M54.50"]),
        ("Low back pain (M54.50).", ["M54.50"]),
        ("low back pain m54.50", ["M54.50"]),
        ("Dx: M54.50, G89.29", ["M54.50", "G89.29"]),
        ("ICD-10: M54.50; G89.29", ["M54.50", "G89.29"]),
        ("ICD-10-CM M54.50/G89.29", ["M54.50", "G89.29"]),
        ("ICD10: M5459 G8929", ["M54.59", "G89.29"]),
        ("1. Low back pain - M54.50\n2. Hypertension - I10", ["M54.50", "I10"]),
        ("Lumbar strain S39.012A", ["S39.012A"]),
        ("Lumbar strain S39.012D.", ["S39.012D"]),
        ("Lumbar strain S39012A", ["S39.012A"]),
        ("Lumbar strain S39.012", ["S39.012"]),
        ("Stenosis M48.062", ["M48.062"]),
        ("Stenosis M48062", ["M48.062"]),
        ("Fell on ice W00.1XXA", ["W00.1XXA"]),
        ("Fell on ice W001XXA", ["W00.1XXA"]),
        ("Disc M51.26, M51.27", ["M51.26", "M51.27"]),
        ("Disc degeneration M51.360", ["M51.360"]),
        ("Assessment: hypertension I10", ["I10"]),
        ("Dx: E11.9, I10, Z79.4", ["E11.9", "I10", "Z79.4"]),
        ("[M54.50]", ["M54.50"]),
        ("M54.50.", ["M54.50"]),
        ("M54.50: low back pain", ["M54.50"]),
        ("Code:M54.50", ["M54.50"]),
        ("M54.50|G89.29", ["M54.50", "G89.29"]),
        ("U07.1 last year", ["U07.1"]),
        ("O26.891", ["O26.891"]),
    ],
)
def test_icd_10_cm_codes_are_read_in_every_form(text: str, found: list[str]) -> None:
    assert codes(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Disc bulge at L45.",
        "T12 compression fracture.",
        "Tender at L4, L5 and S1.",
        "C5-6 and L5-S1 levels.",
        "L5/S1 disc",
        "Pain in the S1 distribution",
        "T12-L1 wedge",
        "T10 dermatome",
        "L34 and L45 bulges",
        "Vitamin B12 500 mcg daily",
        "HbA1c 7.2, A1C 6.8",
        "Seen in room B12.",
        "Room D40, bed 2",
        "Phone 555-867-5309",
        "Fax: (202) 555-0143",
        "MRN: M5450123",
        "MRN H54509999",
        "DOB 04/05/1961",
        "Flight F18 to Denver",
        "Form G20b attached",
        "OsCal D50 daily",
        "Tumour cells are reactive with S100 antibody, S100 protein positive.",
        "Patient ID P02",
        "Lot number K71.5-22",
        "pH 7.35, pCO2 40",
        "PHQ9 12, GAD7 4",
        "Highway I-95",
        "T20 cricket",
        "email j54.50@example.org",
        "version v2.10.1",
    ],
)
def test_what_only_looks_like_a_code_is_none(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("CPT: 97110, 97140", ["97110", "97140"]),
        ("97110 x2, 97140 x1", ["97110", "97140"]),
        ("Billed 99213-25.", ["99213"]),
        ("E/M 99214", ["99214"]),
        ("MRI lumbar spine 72148", ["72148"]),
        ("72148/72100", ["72148", "72100"]),
        ("Trigger point injection (20552)", ["20552"]),
        ("TFESI 64483, 64484", ["64483", "64484"]),
        ("LESI: 62323", ["62323"]),
        ("BVN ablation: 64628, 64629", ["64628", "64629"]),
        ("M54.50 97110", ["M54.50", "97110"]),
        ("CPT 97110 (M54.50)", ["97110", "M54.50"]),
        ("Level: 99203", ["99203"]),
        ("97110;97112;97140", ["97110", "97112", "97140"]),
        ("97110-GP, 97140-59-GP", ["97110", "97140"]),
    ],
)
def test_cpt_codes_are_read(text: str, found: list[str]) -> None:
    assert codes(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "MRN 97110",
        "MRN: 99213",
        "Acct# 97140",
        "Account number 99214",
        "Phone: 97110",
        "call 555-97110",
        "Springfield, IL 62703",
        "Portland OR 97210",
        "Denver, CO 80203-1234",
        "ZIP 97110",
        "WBC 97110",
        "platelets 97110",
        "Case 72148",
        "Claim no. 97110-441",
        "PO Box 97140",
        "Colony count 99213",
        "Paid $97110",
        "Room 20552",
        "Policy #64483",
        "1097110",
        "97110.5",
        "97,110",
    ],
)
def test_other_five_digit_numbers_are_no_cpt_codes(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    ("written", "normal"),
    [("m5450", "M54.50"), ("M54.50", "M54.50"), ("S39012A", "S39.012A"), ("i10", "I10"), ("w001xxa", "W00.1XXA")],
)
def test_one_code_has_one_normal_form(written: str, normal: str) -> None:
    assert normal_form(written) == normal


def test_a_code_points_at_its_place_and_has_its_normal_form_as_value(read: Read) -> None:
    text = "A/P:\r\n  1. Low back pain, M5450\r\n  CPT 97110-GP"
    facts = [fact for fact in read(text).facts if fact.concept in ("icd10", "cpt")]
    assert [(fact.concept, fact.text, fact.value) for fact in facts] == [
        ("icd10", "M5450", "M54.50"),
        ("cpt", "97110", "97110"),
    ]
    assert [(fact.line, fact.column) for fact in facts] == [(2, 21), (3, 7)]


@pytest.mark.parametrize(
    "text",
    [
        "Low back pain, {M54.59|icd10} rather than {M54.50|icd10|absent}.",
        "Do not code {M54.50|icd10|absent} for this.",
        "Low back pain: code changed from {M54.50|icd10|historical} to {M54.59|icd10}.",
        "Low back pain, {M54.59|icd10} (previously {M54.50|icd10|historical}).",
        "Low back pain, was {M54.50|icd10|historical}, now {M54.59|icd10}.",
        "Copied from visit of 03/02/2026:\nLBP, {M54.50|icd10|historical}\n\nToday:\nLow back pain, {M54.59|icd10}",
    ],
)
def test_a_code_that_is_given_up_is_not_present(says: Says, text: str) -> None:
    says(text)
