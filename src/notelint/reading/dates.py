"""Dates as clinicians write them, and which of them is the date of service.

A wrong date of service judges codes by the wrong year, and none costs little. So a date is taken only where the note
says that it is the date of the encounter: by a label, or by its place in the title. Dates of birth, of studies, of
surgery, of earlier visits and of signatures are not.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from notelint.precompiled import regex
from notelint.reading.layout import Line, lines, title_lines

DateOrder = Literal["mdy", "dmy"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_DATE = regex(
    rf"""(?<![\w/.-])(?:
        (?P<iso>(?P<iy>(?:19|20)\d\d)(?P<is>[-/.])(?P<im>\d\d?)(?P=is)(?P<id>\d\d?))
      | (?P<num>(?P<n1>\d\d?)(?P<ns>[-/.])(?P<n2>\d\d?)(?P=ns)(?P<ny>(?:19|20)\d\d|\d\d))
      | (?P<day_first>(?P<dd>\d\d?)(?:st|nd|rd|th)?(?:\s+of)?[\s-]*(?P<dm>{_MONTH})[\s,-]*(?P<dy>(?:19|20)\d\d|'?\d\d))
      | (?P<month_first>(?P<mm>{_MONTH})[\s-]*(?P<md>\d\d?)(?:st|nd|rd|th)?[\s,-]+(?P<my>(?:19|20)\d\d))
    )(?![\w/-]|\.\d)""",
    re.IGNORECASE | re.VERBOSE,
)
_COMPACT = regex(r"(?:19|20)\d\d[01]\d[0-3]\d(?!\w)")
_PIVOT = 69
"""Two-digit years from here on are of the last century, as in POSIX."""


@dataclass(frozen=True, slots=True)
class Written:
    """A date and the place where it is written."""

    start: int
    end: int
    date: dt.date


def _make(year: str, month: int, day: int) -> dt.date | None:
    number = int(year.strip("'"))
    if number < 100:
        number += 1900 if number >= _PIVOT else 2000
    try:
        return dt.date(number, month, day)
    except ValueError:
        return None


def _read(match: re.Match[str], order: DateOrder) -> dt.date | None:
    if match["iso"]:
        return _make(match["iy"], int(match["im"]), int(match["id"]))
    if match["day_first"]:
        return _make(match["dy"], _MONTHS.index(match["dm"][:3].lower()) + 1, int(match["dd"]))
    if match["month_first"]:
        return _make(match["my"], _MONTHS.index(match["mm"][:3].lower()) + 1, int(match["md"]))
    month, day = (1, 2) if order == "mdy" else (2, 1)
    first = _make(match["ny"], int(match[f"n{month}"]), int(match[f"n{day}"]))
    return first or _make(match["ny"], int(match[f"n{day}"]), int(match[f"n{month}"]))


def find_dates(text: str, order: DateOrder = "mdy", start: int = 0, end: int | None = None) -> Iterator[Written]:
    """The full dates (day, month and year) written in `text`, which is `plain`.

    Numeric dates are read in the given order, or in the other one where that gives no date (14/01/26).
    """
    for match in _DATE.finditer(text, start, len(text) if end is None else end):
        date = _read(match, order)
        if date is not None:
            yield Written(match.start(), match.end(), date)


_WHEN = r"(?:service|svc|serv|visit|encounter|appointment|appt|clinic|session|contact)"
_KIND = r"(?:evaluation|eval|examination|exam|consultation|consult|treatment|assessment)"
_AFTER = regex(
    r"\s?(?:/\s?time)?[ :#=.()|*-]*(?:(?:is|was|of|on)\s+)?(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\b[ ,.]*)?",
    re.IGNORECASE,
)
_SURE_WORDS = (
    rf"(?:d\.?o\.?s\.?|date\s+of\s+{_WHEN}|{_WHEN}[ \t]+date|date\s+seen|seen\s+today|today's\s+date)(?![\w-])"
)
_SURE = regex(rf"(?<![\w-]){_SURE_WORDS}", re.IGNORECASE)
_SURE_LOWER = regex(_SURE_WORDS)
"""Labels that say whose date it is, wherever they stand; in small letters also without the slow first condition."""
_LIKELY = regex(
    rf"(?:date\s+of\s+(?:{_KIND}|note|report|procedure|operation|surgery)|(?:{_KIND}|note|procedure)\s+date|dated?)"
    r"(?![\w-])",
    re.IGNORECASE,
)
"""Labels that say it only at the head of a note, at the start of a line or of a column."""
_OTHER_VISIT = regex(
    r"\b(?:last|prior|previous|prev|next|initial|first|original|earlier|since|from|until|copied)[\s'\"()-]*$",
    re.IGNORECASE,
)
_OTHER_EVENT = regex(
    r"""\b(?:dob|born|birth\w*|mri|mr|ct|emg|ncs|xr|x-?rays?|imaging|films?|scan|labs?|s/p|status|since|onset|injur\w*
        |doi|loi|accident|mva|last|next|prior|previous|from|to|thru|through|until|printed|signed|dictated|typed
        |transcribed|faxed|received|scanned|referr\w*|admi\w*|discharged|seen|started|began|start|period|cert\w*
        |expires?|due|dx|surgery|operation|fusion
        |\w+(?:ectomy|otomy|plasty|scopy)|injection|ablation|esi|rfa|block)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_VISIT_WORD = regex(
    r"""(?:^|\W)(?:visit|note|clinic|re-?check|follow\s?-?ups?|f/?u|consult(?:ation)?|review|r/v|triage|call|check|today
        |eval(?:uation)?|assessment|session|appt|appointment|encounter|telehealth|telephone|phone|video|virtual|new|pt|on
        )\s?$""",
    re.IGNORECASE | re.VERBOSE,
)
_CLOCK = regex(r"[ ,@]+(?:at )?(?:[01]?\d|2[0-3]):?[0-5]\d\b")
_GAP = regex(r" {2,}| ?[|·•;]| / ")
_SEEN = regex(
    r"(?:^|[-,:.]) ?(?:seen|reviewed|review|visit|clinic|consultation|appointment)(?: on| of)? $", re.IGNORECASE
)
"""What stands alone before the date of a visit in a title: "Seen 4 May 2026", "Pain clinic - review of 4 May 2026"."""
_EARLIEST_TITLE = 1990
"""A date in a title with no label and before this year is a date of birth, not of a visit."""
_HEAD_LINES = 10
_PROSE_HEAD = 30


_NUMERIC = regex(r"[0-9]([-/.])[0-9]{1,2}\1[0-9]")
_SURE_HINTS = ("date", "dos", "d.o", "do.s", "today")
"""What a numeric date and a sure label cannot do without, quickly looked for."""


def date_of_service(text: str, start: int = 0, order: DateOrder = "mdy") -> dt.date | None:
    """The date of the encounter, where the note says it; None where it does not or where two dates compete.

    Args:
        text: The note, `plain`.
        start: Offset at which its own words begin.
        order: How numeric dates are written. A note with dates that can only be read the other way, and none that can
            only be read this way, is read the other way.
    """
    order = _order_of(text, start, order)
    head = [line for _, line in zip(range(_HEAD_LINES), lines(text, start), strict=False)]
    sure = list(_labelled(text, start, order))
    at_head = [written for written in sure if head and written.start <= head[-1].start + len(head[-1].text)]
    for found in (at_head[:1], sure, list(_at_head(text, head, order)), list(_in_title(text, start, order))):
        dates = {written.date for written in found}
        if dates:
            return dates.pop() if len(dates) == 1 else None
    return None


def _order_of(text: str, start: int, default: DateOrder) -> DateOrder:
    """The order that the note's own numeric dates prove, else the default."""
    proofs: set[DateOrder] = set()
    if text.isascii() and _NUMERIC.search(text, start) is None:
        return default
    for match in _DATE.finditer(text, start):
        if match["num"]:
            first, second = int(match["n1"]), int(match["n2"])
            if 12 < first <= 31 and second <= 12:
                proofs.add("dmy")
            elif 12 < second <= 31 and first <= 12:
                proofs.add("mdy")
    return proofs.pop() if len(proofs) == 1 else default


def _value(text: str, label_end: int, alone: bool, order: DateOrder) -> Written | None:
    """The date right after a label; on the next line only where the label stands alone on its own."""
    after = _AFTER.match(text, label_end)
    at = after.end() if after else label_end
    if alone:
        at += len(text[at : at + 3]) - len(text[at : at + 3].lstrip("\r\n "))
    match = _DATE.match(text, at)
    date = _read(match, order) if match else None
    if match and date:
        return Written(match.start(), match.end(), date)
    compact = _COMPACT.match(text, at)
    if compact:
        digits = compact.group()
        date = _make(digits[:4], int(digits[4:6]), int(digits[6:]))
        return Written(compact.start(), compact.end(), date) if date else None
    return None


def _sure_labels(text: str, start: int) -> Iterator[re.Match[str]]:
    if not text.isascii():
        yield from _SURE.finditer(text, start)
        return
    lower = text.lower()
    if not any(lower.find(hint, start) >= 0 for hint in _SURE_HINTS):
        return
    while match := _SURE_LOWER.search(lower, start):
        before = lower[max(match.start() - 1, 0) : match.start()]
        inside = before.isalnum() or before in ("_", "-")
        if not inside:
            yield match
        start = match.start() + 1 if inside else match.end()


def _labelled(text: str, start: int, order: DateOrder) -> Iterator[Written]:
    """Dates with a label that is sure wherever it stands."""
    for match in _sure_labels(text, start):
        if not _OTHER_VISIT.search(text[max(start, match.start() - 20) : match.start()]):
            line_start = max(text.rfind("\n", 0, match.start()), text.rfind("\r", 0, match.start())) + 1
            written = _value(text, match.end(), not text[line_start : match.start()].strip(" *#"), order)
            if written:
                yield written


def _at_head(text: str, head: list[Line], order: DateOrder) -> Iterator[Written]:
    """Dates with a label that is sure only at the head: at the start of a line, or of a column."""
    for line in head:
        if "date" not in line.text.lower():
            continue  # as every one of these labels has it
        starts = [0, *(gap.end() for gap in _GAP.finditer(line.text))]
        for column in starts:
            match = _LIKELY.match(text, line.start + column)
            if match and match.end() <= line.start + len(line.text):
                written = _value(text, match.end(), column == 0, order)
                if written:
                    yield written


def _in_title(text: str, start: int, order: DateOrder) -> Iterator[Written]:
    """Dates in the title without a label."""
    title = title_lines(text, start)
    for line in title or [line for _, line in zip(range(1), lines(text, start), strict=False)]:
        end = line.start + len(line.text)
        for written in find_dates(text, order, line.start, end):
            before, after = text[line.start : written.start], text[written.end : end]
            column = _GAP.split(before)[-1]
            seen = bool(title) and _SEEN.search(column) is not None
            opens = (
                seen or not column.strip() or column.rstrip()[-1] in ",-.)" or _VISIT_WORD.search(column) is not None
            )
            closes = not after.strip() or after.lstrip()[0] in ",-.(@" or bool(_GAP.match(after) or _CLOCK.match(after))
            if not title:
                # A line of prose: only a date that heads it, or "triage 3/4/26 1540" at its head, can be the visit's.
                said = len(before) <= _PROSE_HEAD and _VISIT_WORD.search(before) is not None
                opens = not before.strip() or (said and _CLOCK.match(after) is not None)
            beside = f"{'' if seen else column}  {_GAP.split(after.lstrip(' -,'))[0][:25]}"
            known = written.date.year >= _EARLIEST_TITLE and not _OTHER_EVENT.search(beside)
            if opens and (closes or not before.strip()) and known:
                yield written
