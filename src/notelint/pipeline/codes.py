"""ICD-10-CM and CPT codes written in a note, and what they are not: vertebral levels, phone numbers, dates, record numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from notelint.precompiled import regex

# Letter, digit, alphanumeric; then up to four more characters after an optional dot. U codes exist since 2020.
_ICD = regex(
    r"(?P<code>[A-Za-z](?<![A-Za-z0-9.\-].)\d[0-9A-Ba-b](?:\.(?P<dotted>[0-9A-Za-z]{1,4})|(?P<joined>\d{1,4}[A-Za-z]?|\d[0-9Xx]{1,2}[A-Za-z]))?)"
    r"(?P<dash>-)?(?![A-Za-z0-9@]|\.\d|-\d)"
)
_CPT = regex(r"(?P<code>\d(?<![\w.$#/+-].)\d{4})(?![\w%]|[.,]\d|-\d{3,})")
_CPT_SPLIT = regex(r"(?P<code>\d(?:(?<=[/,;+].)|(?<=[/,;+]\s.))\d{4})(?![\w%]|[.,]\d|-\d{3,})")
# Words of the line that make a bare three-character string ("I10", "E11") a code.
_CODE_WORD = regex(
    r"\b(?:icd|dx|diagnos[ie]s|codes?|cod(?:ed|ing)|billing|bill(?:ed)?|a/p|assessment|impression|imp)\b|(?:^|\s)a:",
    re.I,
)
_CPT_WORD = regex(r"\b(?:cpt|codes?|procedures?|proc|billing|bill(?:ed)?|charges?|lines?|units?|e/?m|level)\b", re.I)
_NOT_CPT = regex(
    r"\b(?:mrn|phone|tel|fax|zip|acct|account|record|chart|patient id|pt id|id|employee|badge|invoice|serial|lot|order|ref|dob|case|claim|auth(?:orization)?|policy|member|po box|"
    r"room|ext|wbc|plt|platelets?|cells|count|copies|\$)\b[^a-z0-9]{0,4}(?:no\.?|number|#)?[^a-z0-9]{0,4}$",
    re.I,
)
# CPT ranges that an outpatient back note carries: surgery of the spine and nerves, radiology, medicine, therapy, E/M.
_CPT_LIKELY = regex(r"^(?:20[5-6]\d\d|2[23]\d{3}|27096|6[234]\d{3}|7[0-9]\d{3}|8\d{4}|9[0-9]\d{3})$")
_ICD9 = regex(r"^[Vv]\d\d\.\d{1,2}$")
"""V12.72 and the like are ICD-9; ICD-10-CM codes that begin with V tell of accidents and are longer."""
_TEMPERATURE = regex(r"^[Tt](?:3[4-9]|9[5-9])\.\d[CcFf]?$")
_VITAL = regex(r"^[PRHT]\d{2}$")
_VITALS = regex(
    r"\bBP\b|\bmm ?hg\b|\bRR ?\d|\bHR ?\d|\bbpm\b|\b\d{2,3}/\d{2,3}\b|\bR ?\d\d\b|\bT(?:3[4-9]|9[5-9])\.\d", re.I
)
"""Words around a pulse or a rate written like a code: "BP 140/91, P86, RR20"."""
_STATE = regex(
    r"\b(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]),?\s+$"
)
_VERTEBRA = regex(r"^[CTLS]\d{1,2}$", re.I)
_CONTRAST = regex(r"\b(?:isovue|omnipaque|optiray|visipaque|conray) $", re.I)  # "Isovue M200" is a dye
_LIST_BEFORE = regex(r"(?:[A-Z]\d[0-9A-Z](?:\.?[0-9A-Z]{1,4})?|\d{5}(?:-\w{2})?)\s*[,;/&+]\s*$|[\[(]\s*$")


@dataclass(frozen=True, slots=True)
class WrittenCode:
    """A code at offsets of the normal text, in its normal form (upper case, with the dot)."""

    start: int
    end: int
    system: str
    code: str


def normal_form(code: str) -> str:
    """`m5450` and `M54.50` are both `M54.50`."""
    bare = code.upper().replace(".", "")
    return bare if len(bare) <= 3 else f"{bare[:3]}.{bare[3:]}"


def _line(text: str, at: int) -> tuple[int, int]:
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return start, end if end >= 0 else len(text)


def _icd_codes(text: str) -> list[WrittenCode]:
    out: list[WrittenCode] = []
    for match in _ICD.finditer(text):
        written = match.group("code")
        start, end = match.start("code"), match.end("code")
        tail = match.group("dotted") or match.group("joined") or ""
        letter = written[0].upper()
        if _CONTRAST.search(text, max(0, start - 14), start):
            continue
        if match.group("dotted") is None:
            # No dot: a level ("L45" for L4-5, "T12"), a vitamin (B12), a room. Only upper case, and where codes stand.
            if not written[0].isupper():
                continue
            if not tail:
                a, b = _line(text, start)
                near = text[max(a, start - 60) : start]
                if re.match(r"[ -]*(?:year|y/?o\b|yr)", text[end:b]):
                    continue
                if _VITAL.match(written) and (
                    _VITALS.search(near[-24:]) or _VITALS.search(text[end : min(b, end + 24)])
                ):
                    continue
                listed = re.match(r"\s*(?:\d{1,2}[.)]|[-•*])", text[a:start]) and re.match(
                    r"\s*(?:[-,;.:)]|$)", text[end:b]
                )
                if _VERTEBRA.match(written) or written in {
                    "B12",
                    "D50",
                    "A1C",
                    "H20",
                    "T20",
                    "Q12",
                    "P02",
                    "G20",
                    "G22",
                    "F20",
                    "F18",
                }:
                    continue
                named = written == "I10" and (
                    re.match(r"\s*(?:[-:,;.)]|$)", text[end:b]) or re.search(r"\b(?:htn|hypertension) $", near, re.I)
                )  # "Hypertension I10: continue"
                if not (
                    listed
                    or named
                    or _CODE_WORD.search(near)
                    or _LIST_BEFORE.search(near)
                    or re.search(r"[,(\[;:]\s*$|[a-z)] -\s+$", near)
                ):
                    continue
                if re.match(r"\s*(?:mg|ml|cc|days?|weeks?|level|vertebra|nerve|root|disc|disk)\b", text[end:b]):
                    continue
            elif written == "S100" and not _CODE_WORD.search(text[max(0, start - 60) : start]):
                continue  # the protein that pathologists stain
            elif (
                letter not in "MSG"
                and not (
                    re.fullmatch(r"[A-Z]\d[0-9A-Z]{4}[A-Z]", written)  # seven characters, the last a letter
                    or _CODE_WORD.search(text[max(_line(text, start)[0], start - 60) : start])
                    or _LIST_BEFORE.search(text[max(0, start - 30) : start])
                    or re.match(r"\s*[,;/]\s*[A-Z]\d", text[end : end + 8])
                )
            ):
                continue  # a model, a serial number: without a dot and a word for codes it is none
        elif letter in "CTLS" and re.match(r"^[CTLS]\d[0-9]\.\d$", written, re.I) and not text[start].isupper():
            continue
        if not tail and letter in "CTLS":
            continue
        if _ICD9.match(written) or _TEMPERATURE.match(written):
            continue
        out.append(WrittenCode(start, end, "icd10", normal_form(written)))
    return out


def _cpt_codes(text: str) -> list[WrittenCode]:
    out: dict[int, WrittenCode] = {}
    for pattern in (_CPT, _CPT_SPLIT):
        for match in pattern.finditer(text):
            start, code = match.start("code"), match.group("code")
            before = text[_line(text, start)[0] : start]
            if _NOT_CPT.search(before[-40:]):
                continue
            explicit = _CPT_WORD.search(before[-80:]) is not None or _LIST_BEFORE.search(before) is not None
            standing = re.search(r"(?:^|[\s(\[,;:/|])$", before) is not None
            follows = text[match.end() : match.end() + 12]
            if re.match(r"\s?(?:mg|ml|cc|units?/|lbs?|kg|cells|\$|[A-Z]{2}\b \d)", follows):
                continue
            if _STATE.search(before):  # before a ZIP code
                continue
            if explicit or (standing and _CPT_LIKELY.match(code)):
                out[start] = WrittenCode(start, match.end(), "cpt", code)
    return list(out.values())


def find_codes(text: str) -> list[WrittenCode]:
    """All codes written in a normal text, in order of place."""
    return sorted(_icd_codes(text) + _cpt_codes(text), key=lambda c: c.start)
