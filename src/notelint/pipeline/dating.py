"""Studies and findings that are dated well before the visit: they are past."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence as Seq
from typing import TYPE_CHECKING

from notelint.pipeline.durations import MONTHS
from notelint.pipeline.matching import Mention
from notelint.precompiled import regex

if TYPE_CHECKING:
    from notelint.pipeline.pipe import Analysis

_YEAR = regex(r"(?:\b(?:19|20)\d\d\b|\b\d{1,2}/\d{1,2}/(?P<short>\d\d)\b|\b(?P<tick>'\d\d)\b)")
_FULL_YEAR = regex(r"(?<![\d.,/$-])(?:19[5-9]|20[0-4])\d(?![\d,]|\.\d| ?(?:mg|ml|steps|feet|units|cal))")


def settle_old_studies(analysis: Analysis, mentions: Seq[Mention], on: dt.date | None) -> None:
    """A study dated two years or more before the visit, or before the last year that the note names, is an older one."""
    studies = [m for m in mentions if m.kind == "study" and m.assertion == "present"]
    if not studies:
        return
    latest = on.year if on is not None else max((int(y) for y in _FULL_YEAR.findall(analysis.normal.lower)), default=0)
    if not latest:
        return
    for study in studies:
        after = analysis.normal.lower[study.end : study.end + 34].split("\n")[0]
        match = re.match(r"[^;,.:]{0,22}?" + _YEAR.pattern, after)
        if match is None:
            continue
        text = match.group()[-4:]
        year = int(text) if text.isdigit() else int("20" + re.sub(r"\D", "", match.group())[-2:])
        if 1950 < year <= latest - 2:
            study.assertion = "historical"
            study.because.append(f"dated {year}")


_IN_YEAR = regex(r"^[^.;\n]{0,24}?\b(?:in|on|of|circa|back in)? ?(?:\d{1,2}/)?((?:19|20)\d\d)\b")
_DATED = frozenset(
    {
        "sciatica",
        "radiculopathy",
        "disc_displacement",
        "strain",
        "radiating_leg_pain",
        "leg_neuro_deficit",
        "malignancy",
    }
)


def settle_dated(analysis: Analysis, mentions: Seq[Mention], on: dt.date | None) -> None:
    """A finding dated to a year well before the visit ("for left sciatica in 2014") is past."""
    for mention in mentions:
        if mention.concept not in _DATED or mention.assertion != "present":
            continue
        if on is None:
            _settle_undated(analysis, mention)
            continue
        _, b = analysis.sentences.span(mention.sentence)
        match = _IN_YEAR.match(analysis.normal.lower[mention.end : b])
        between = match.group() if match else ""
        if (
            match
            and int(match.group(1)) <= on.year - 2
            and " in " in f" {between}"
            and not re.search(r"\bsince\b|\bmri\b|,", between)
        ):
            mention.assertion = "historical"
            mention.because.append(f"dated {match.group(1)}")


_HAD_ONE = regex(
    r"\b(?:had|sustained|suffered)(?: (?:an?|his|her|some|the|left|right|severe|bad|mild|lumbar|low|lower|back|acute))* $"
)
_THAT_YEAR = regex(r" (?:back )?in (?:about |early |late |mid )?(?:19|20)\d\d\b")


def _settle_undated(analysis: Analysis, mention: Mention) -> None:
    """In a note without a date, what the patient "had in 2010" is past: nobody gives the year of what is new."""
    a, b = analysis.sentences.span(mention.sentence)
    lower = analysis.normal.lower
    if (
        _HAD_ONE.search(lower[a : mention.start])
        and _THAT_YEAR.match(lower, mention.end, b)
        and not re.search(r"\b(?:since|still|ever|now|continu\w+|persist\w+|and has)\b", lower[mention.end : b])
    ):
        mention.assertion = "historical"
        mention.because.append("dated to a year")


_MONTH = rf"({'|'.join(MONTHS)})"
_SHORT = tuple(name[:3] for name in MONTHS)
_MONTH_ALONE = regex(
    rf"(?:(?:since|in|from|back|about|around|approximately|early|mid|late|sometime|the|end|beginning|of|last|this past) )*{_MONTH}"
)
_THAT_MONTH = regex(rf"\b(?:in|back in|until|through|since|of|by|last|early|mid|late) {_MONTH}\b(?! (?:19|20)?\d\d)")
_TO_COME = frozenset({"plan", "goals", "instructions", "past_history", "surgical_history", "family_history"})
_LONG = 4
"""Months from the first month of a story to its last that are surely more than twelve weeks."""


_DATE = regex(
    rf"\b(?:{'|'.join(MONTHS)}|(?:{'|'.join(_SHORT)}|sept)\b)\.? (?:of )?(?:\d{{1,2}}(?:st|nd|rd|th)?,? (?:of )?)?((?:19|20)\d\d)\b|\b(\d{{1,2}})/\d{{1,2}}/((?:19|20)?\d\d)\b(?!/)"
)


def _month_of(date: re.Match[str]) -> int:
    """The month of a date, counted from the year 0. Two digits of a year below 50 are of this century."""
    year = int(date[1] or date[3])
    month = int(date[2]) if date[2] else _SHORT.index(date[0][:3]) + 1
    return (year if year > 99 else year + (2000 if year < 50 else 1900)) * 12 + month


def _long_past(analysis: Analysis, mention: Mention) -> bool:
    """Whether a note without a date tells of a date four months or more after that on which a pain began."""
    lower = analysis.normal.lower
    began = _DATE.search(lower, mention.start, mention.end)
    return began is not None and any(
        _month_of(date) - _month_of(began) >= _LONG
        for date in _DATE.finditer(lower)
        if analysis.part(date.start()).name not in _TO_COME
    )


def _goes_on(analysis: Analysis, mention: Mention) -> bool:
    """Whether the story of a pain that began in a month goes on to two later months, one of them four or more after it."""
    lower = analysis.normal.lower
    began = _MONTH_ALONE.fullmatch(lower, mention.start, mention.end)
    if began is None:
        return False
    first = _SHORT.index(began[1][:3])
    told = [m for m in _THAT_MONTH.finditer(lower, mention.end) if analysis.part(m.start()).name not in _TO_COME]
    later = {(_SHORT.index(m[1][:3]) - first) % 12 for m in told} - {0}
    return len(later) > 1 and max(later) >= _LONG


def mark_long_stories(analysis: Analysis, mentions: Seq[Mention], on: dt.date | None) -> None:
    """Mark (role `long`) the date or month on which a pain began where a note without a date surely lies far behind it: it names
    a date four months later, or goes on to tell of later months: "hurt it back in October ... the scan in April ... discharged
    in June"."""
    if on is not None:
        return
    for mention in mentions:
        told = mention.concept == "duration" and mention.assertion == "present"
        if told and (_long_past(analysis, mention) or _goes_on(analysis, mention)):
            mention.roles.add("long")
