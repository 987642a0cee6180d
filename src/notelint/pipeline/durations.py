"""How long the pain has lasted: time expressions, the number of days they stand for, and whether they are about the pain."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from notelint.hints import Hint
from notelint.models import DurationValue
from notelint.pipeline.phrases import NUMBER_WORDS
from notelint.precompiled import regex

_UNITS = {
    "hour": 1 / 24, "hr": 1 / 24, "h": 1 / 24, "day": 1, "d": 1, "week": 7, "wk": 7, "w": 7, "month": 30, "mo": 30, "mth": 30, "m": 30,
    "year": 365, "yr": 365, "y": 365, "decade": 3650, "fortnight": 14, "night": 1,
}  # fmt: skip
_WORDS = sorted((w for w in NUMBER_WORDS if w not in ("a", "an")), key=len, reverse=True)
_N = (
    r"(?:\d+(?:\.\d+)?(?:[ -]\d/\d)?|"
    + "|".join(_WORDS)
    + r"|half a dozen|a dozen|dozen|a few|few|several|some|a couple(?: of)?|couple(?: of)?|many|a|an|half a|one and a half|(?:one|two|three|four) and a half)"
)
_UNIT = r"(?:hours?|hrs?(?! ?:| \d\d)|days?|weeks?|wks?|months?|mos?|mths?|fortnights?|years?|yrs?|decades?|nights?(?= ago))"
_APPROX = (
    r"(?:about|approximately|approx\.?|around|roughly|nearly|almost|over|more than|at least|~|>|<|maybe|perhaps|some|close to|going on|just over|just under|like|well over"
    r"|under|less than|fewer than|greater than|longer than|up to|upwards of|in excess of|probably|abt|circa|a (?:little|bit|touch|shade) (?:over|under|more than|less than)|slightly (?:over|under|more than|less than)"
    r"|(?:just )?shy of|(?:at )?most of|easily|a good|these|all of|nigh on|getting on for|coming up on|pushing)"
)
MONTHS = "january february march april may june july august september october november december".split()
_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?)"
_DATE = r"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{1,2}/\d{4}|\d{1,2}/\d{1,2}|\d{4}-\d{2}-\d{2})"
_WEEKDAY = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues?|weds?|thurs?|fri|sat|sun)"
_SEASON = r"(?:spring|summer|fall|autumn|winter)"
_FEAST = (
    r"(?:easter|christmas|xmas|thanksgiving|new year(?:'?s)?(?: day| eve)?|halloween|labor day|memorial day|(?:the )?(?:4th|fourth) of july|july (?:4th|fourth)|independence day|mother's day|father's day|"
    r"valentine's day|passover|ramadan|diwali|boxing day|the holidays|bank holiday|canada day|veterans day|presidents day|super bowl)"
)
_LIFE = (
    r"(?:(?:(?:his|her) )?(?:freshman|sophomore|junior|senior|first|second|third|final|last|gap) year(?: (?:of|in|at) (?:college|high school|university|school))?|(?:grad|graduate|nursing|medical|law|middle|elementary|primary|secondary) school|(?:his|her) (?:first|last|second) job|college|university|high school|grade school|school|boot camp|basic training|the (?:army|navy|military|service|marines)|(?:his|her) (?:early |mid |mid-|late )?(?:teens|twenties|thirties|forties|fifties|sixties|20'?s|30'?s|40'?s|50'?s|60'?s)|"
    r"(?:his|her|the) (?:first |second |third |last |most recent |)(?:pregnancy|delivery|marriage|divorce|retirement|deployment|wedding|birth|c-section)|(?:the )?birth of (?:his|her|the|their)(?: \w+)? (?:child|son|daughter|baby|twins)|"
    r"the (?:first|second|third) trimester|(?:age|the age of) \d{1,2}|(?:he|she) was (?:about |around |in )?(?:\d{1,2}|a (?:kid|child|teen|teenager|boy|girl)|(?:his|her) (?:early |mid |late )?(?:teens|\w+ties|\d0s)|young|a young \w+|pregnant|in (?:college|high school|school|(?:his|her) \w+)|\w+teen|twenty|thirty)(?: years old)?)"
)

_SPAN = regex(
    r"(?<![a-z0-9/.])(?:"
    rf"(?P<slash>\d{{1,2}}(?:-\d{{1,2}})?/(?:52|12|7))(?![\d/])"
    rf"|(?P<tight>x ?\d{{1,3}}(?:-\d{{1,3}})? ?(?:d|w|wk|wks|m|mo|mos|y|yr|yrs|days?|weeks?|months?|years?))\b"
    rf"|(?P<better>(?:the )?better part of (?:a|an|the|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|\d{{1,2}}) (?:decade|year|month|week)s?)"
    r"|(?P<short>\d{1,3}(?:-\d{1,3})? ?(?:d|w|m|mo|mth|y)s? ago)\b"
    r"|(?P<more>[>~<] ?\d{1,3} ?(?:d|w|wk|mo|y|yr)s?)\b"
    rf"|(?:(?:x|for|over|in|within|during) )?(?P<time>(?:the )?(?:(?:past|last|previous|preceding) )?(?:{_APPROX} ?)*{_N}\+?(?: and a half)?(?: ?(?:-|to|or|and) ?{_N})?"
    rf"(?:\+| plus)? ?(?:or so )?{_UNIT}(?:'s?|s')?(?: and a half)?(?!/|-old)(?: (?:history|hx|duration|now))?(?: (?:ago|prior|earlier|back|pta)\b)?)"
    r"|(?P<one>(?:the )?(?:past|last|previous|preceding) (?:24 hours|week|fortnight|month|year|decade)(?: and a half)?(?! (?:of|\d)))"
    rf"|(?<!was )(?<!were )(?<!been )(?:onset(?: of (?:symptoms|sx|pain|problem))?|began|begun|started|start|starting|came on|came about|first (?:noted|noticed|noticeable|felt|appeared|began|started|came on)|(?:puts|dates|places|traces) (?:it|this|(?:his|her|the) (?:(?:low |lower )?(?:back )?(?:pain|ache|trouble|problems?|symptoms?)|lumbago|lbp)) (?:back )?to|(?:puts|dates|places|traces) (?:the )?(?:start|onset|beginning)(?: of (?:it|this|the pain))?(?: back to| to| at)?|appeared|set in|date of (?:injury|onset)|doi|(?:health|well|fine|healthy|(?:pain|symptom) free|asymptomatic|no (?:back )?(?:problems|trouble|pain))(?:,| with his back| with her back)? (?:until|till|up to))(?: (?:was|is|on|in|over|around|about|approximately|roughly|sometime|back in|date|of))*[:, -]+(?:(?:gradual|gradually|sudden|suddenly|insidious|insidiously|slow|slowly|spontaneous|abrupt|abruptly)(?: onset)?[,;:]? )?(?:(?:in|on|over|around|about) )*"
    rf"(?P<onset>(?:{_DATE}|(?:the )?(?:early |mid |mid-|late |beginning of |start of |middle of |end of |(?:first|second|third|fourth|last) (?:week|part) of |(?:morning|night|evening) of )?(?:in )?{_MONTH}(?: \d{{1,2}}(?:st|nd|rd|th)?)?(?:,? (?:of )?(?:19|20)\d\d)?|"
    rf"(?:the )?(?:early |mid |mid-|late )?{_SEASON}(?: of)? (?:19|20)\d\d|(?:last |this past )?{_FEAST}(?: (?:19|20)\d\d)?(?: weekend)?|(?:the |this |last |this past )weekend|the (?:spring|summer|fall|autumn|winter|year|month|week) before last|the (?:day|night) before(?: last| yesterday)|when (?:{_LIFE})))"
    rf"|(?P<since>since (?:(?:about|around|roughly|approximately|before|just before|shortly before|just after|shortly after|early|late|mid|mid-|at least|the|last|this|a) )*(?:{_DATE}|{_MONTH}(?: \d{{1,2}}(?:st|nd|rd|th)?)?(?:,? (?:of )?\d{{4}})?|"
    rf"(?:19|20)\d\d|{_SEASON}(?: (?:of )?\d{{4}})?|{_WEEKDAY}(?: (?:morning|afternoon|evening|night|am|pm))?|midnight|noon|\d{{1,2}}(?::\d\d)? ?(?:am|pm|a\.m\.|p\.m\.|o'clock)(?: (?:today|yesterday))?|(?:breakfast|lunch|supper|dinner)(?:time)?|yesterday(?: \w+)?|yest(?: am| pm)?|this morning|last (?:night|week|month|year|{_SEASON}|{_WEEKDAY})|(?:the |this |last |memorial day |labor day )?weekend(?: before last)?|the (?:day|night|week|weekend|morning) (?:before|after)(?: (?:last|yesterday|{_FEAST}))?|{_FEAST}(?: (?:of )?(?:19|20)\d\d)?|{_LIFE}|childhood|childbirth|the (?:early |mid |late |mid-|)(?:(?:19|20)\d0s|\d0s|nineties|eighties|two thousands)|the (?:first |second |last |)(?:surgery|operation|accident|fall|injury|crash|delivery|birth|pregnancy|baby|fusion|mva|mvc|collision)|(?:her|his) (?:first |second |third |last |)(?:surgery|operation|accident|fall|injury|crash|delivery|pregnancy|baby|fusion|teens|twenties|thirties)(?: in (?:19|20)\d\d)?|(?:delivery|giving birth|then|the (?:incident|event|wreck|rollover|tumble))|(?:he|she) (?:came home|fell|lifted|moved|delivered|gave birth|retired|started|changed)[a-z ]{{0,30}}|adolescence|her \w+s|his \w+s|teenage years))"
    rf"|(?P<ever>many years|years|months|weeks|several (?:years|months|weeks)|(?:a|quite a) (?:number|matter) of (?:years|months|weeks|days)|decades|a (?:very |really )?long (?:time|while)|(?:quite )?a while|quite some time|some time(?= now)|ages|ever since(?= and|[,.;]|$)|years and years|(?:x ?)?(?:wks|mos|yrs)|(?:all|most) (?:of )?(?:his|her|their|my) (?:adult |whole |entire |working )?life|(?:longer than|as long as|as far back as) (?:he|she|they) (?:can|could|cares to) (?:remember|recall))(?= ago|\b)"
    r"|(?P<nth>(?:day|week|month|wk) (?:#|number )?\d{1,2}(?! ?(?:of (?:pt|therapy|the|abx|\d)|/))|(?:the |his |her |its )?(?:\d{1,2}(?:st|nd|rd|th)|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth) (?:day|week|month|wk|year))"
    rf"|(?P<day>(?:(?<=began )|(?<=started )|(?<=onset )|(?<=came on )|(?<=suddenly )|(?<=gradually )|(?<=abruptly )|(?<=hurting )|(?<=his back )|(?<=her back )|(?<=back out ))(?:(?:on |last |this past )?{_WEEKDAY}|this (?:morning|afternoon|evening|am|pm)|yesterday(?: (?:morning|afternoon|evening|am|pm))?|last (?:night|week|month|year|{_SEASON}|{_WEEKDAY})|today|2 {_WEEKDAY}s ago))"
    rf"|(?P<bare>\d{{1,3}}(?:\.\d)? ?(?:d|days?|wks?|weeks?|mos?|months?|yrs?)|(?:(?<=pain )|(?<=lbp )|(?<=pain, )|(?<=lbp, )|(?<=ache )|(?<=ache, ))\d{{1,2}}(?:\.\d)? ?[ymw])(?=[,.;)]| (?:hx|after|since|now|w|from|following)\b| w/|$)"
    r"|(?P<paren>(?<=\()\d{1,3} ?(?:d|w|m|y|yr|mo|wk)(?=\)))"
    rf"|(?P<dates>(?:(?:(?<=mva )|(?<=mvc )|(?<=since injury )|(?<=since accident )|(?<=since fall )|(?<=since mva in )|(?<=since mvc in ))(?:{_DATE}|(?:19|20)\d\d)|(?:(?<=dates to )|(?<=dates back to )|(?<=dates from )|(?<=dating from )|(?<=dated from )|(?<=dated to )|(?<=dating to )|(?<=dating back to )|(?<=goes back to )|(?<=going back to )|(?<=traces to ))(?:the )?(?:early |mid |late )?(?:{_MONTH}(?: (?:of )?\d{{4}})?|(?:19|20)\d\ds?|{_SEASON}(?: of \d{{4}})?|{_FEAST}|{_LIFE}|childhood)))"
    rf"|(?P<on>(?:back in |(?:in|to|of) the |(?:the )?(?:morning|afternoon|evening|night|week|weekend) of |in (?:early |late |mid |or about |or around |about |around |approximately |roughly |circa )?|on |(?<=began )(?:around|about|approximately) (?=19|20)|(?<=started )(?:around|about|approximately) (?=19|20)|early |late |(?:this )?(?:past|last) )(?:{_MONTH}(?: (?:\d{{1,2}},? )?(?:of )?(?:19|20)\d\d| of (?:last|this) year)?|(?:19|20)\d\d|{_DATE}|{_SEASON}(?: of (?:\d{{4}}|last year))?|{_WEEKDAY}|night|weekend|week|month|year)|yesterday(?: (?:morning|afternoon|evening|night))?|this morning|this am|earlier today|(?:the )?(?:day|morning|afternoon|evening|night) of (?:his |her |the )?(?:admission|presentation|arrival)(?:, {_DATE})?)"
    r")(?![a-z0-9])"
)


MAY_BE_TIME = Hint(_SPAN)
"""Tells which words a time expression cannot do without."""


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A time expression at offsets of the normal text; `form` is the branch of the grammar that matched."""

    start: int
    end: int
    form: str
    value: DurationValue


def _number(text: str) -> float | None:
    text = text.strip().rstrip("+").strip()
    if text in ("a few", "few", "several", "some"):
        return 3
    if text.endswith("dozen"):
        return 6 if "half" in text else 12
    if text in ("a couple", "couple", "a couple of", "couple of"):
        return 2
    if text == "many":
        return None
    if text == "half a":
        return 0.5
    half = 0.5 if "half" in text else 0.0
    text = text.replace(" and a half", "")
    mixed = re.fullmatch(r"(\d+)[ -](\d)/(\d)", text)
    if mixed:
        return int(mixed[1]) + int(mixed[2]) / int(mixed[3])
    if text in NUMBER_WORDS:
        return NUMBER_WORDS[text] + half
    try:
        return float(text) + half
    except ValueError:
        return None


def _unit(text: str) -> float | None:
    word = text.strip().rstrip(".'").removesuffix("'s")
    for candidate in (word, word.rstrip("s"), word.rstrip("'").rstrip("s")):
        if candidate in _UNITS:
            return _UNITS[candidate]
    return None


_QUANTITY = regex(
    rf"(?P<a>{_N}(?: and a half)?)\+?(?: ?(?:-|to|or|and) ?(?P<b>{_N}))?(?:\+| plus)? ?(?:or so )?(?P<u>{_UNIT})"
)
_TIGHT = regex(r"(?:x ?)?(?P<a>\d{1,3}(?:\.\d)?)(?:-(?P<b>\d{1,3}))? ?(?P<u>[a-z]+)")


def _quantity_days(text: str) -> int | None:
    match = _QUANTITY.search(text) or _TIGHT.search(text)
    if match is None:
        return None
    size = _number(match["b"] or match["a"])
    if match["b"]:
        low = _number(match["a"])
        size = (low + size) / 2 if low is not None and size is not None else size
    unit = _unit(match["u"])
    if size is None or unit is None:
        return None
    days = size * unit
    if "year" in match["u"] and "and a half" in text[match.end() :]:
        days += unit / 2
    return max(round(days), 0)


def _month_number(text: str) -> int | None:
    for i, name in enumerate(MONTHS, 1):
        if text.startswith(name[:3]):
            return i
    return None


_SEASON_MONTH = {"spring": 4, "summer": 7, "fall": 10, "autumn": 10, "winter": 1}


def date_in(text: str, on: dt.date | None, day_first: bool) -> dt.date | None:
    """The date that "since March", "10/2025" or "2019" means, seen from the date of service."""
    numeric = re.search(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2,4})", text)
    try:
        iso = re.search(r"(\d{4})-(\d{2})-(\d{2})", text)
        if iso:
            return dt.date(int(iso[1]), int(iso[2]), int(iso[3]))
        if numeric:
            a, b, year = int(numeric[1]), int(numeric[2]), int(numeric[3])
            year += 0 if year > 99 else (2000 if year < 70 else 1900)
            month, day = (b, a) if (day_first and b <= 12) or a > 12 else (a, b)
            return dt.date(year, month, day)
        month_year = re.search(r"(?<!\d)(\d{1,2})/(\d{4})", text)
        if month_year:
            return dt.date(int(month_year[2]), int(month_year[1]), 1)
        short = re.search(r"(?<!\d)(\d{1,2})/(\d{1,2})(?![/\d])", text)
        if short and on:
            a, b = int(short[1]), int(short[2])
            month, day = (b, a) if (day_first and b <= 12) or a > 12 else (a, b)
            found = dt.date(on.year, month, day)
            return found if found <= on else dt.date(on.year - 1, month, day)
    except ValueError:
        return None
    year_match = re.search(r"(?:19|20)\d\d", text)
    named = re.search(_MONTH, text)
    season = re.search(_SEASON, text)
    month_number = _month_number(named.group()) if named else (_SEASON_MONTH[season.group()] if season else None)
    day_match = None
    if named:
        day_match = re.match(r" (\d{1,2})(?:st|nd|rd|th)?(?!\d)", text[named.end() :])
        day_match = day_match or re.search(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)? (?:of )?$", text[: named.start()])
    day = int(day_match[1]) if day_match else 1
    try:
        if year_match:
            return dt.date(int(year_match.group()), month_number or 7, day)
        if month_number and on:
            found = dt.date(on.year, month_number, day)
            return found if found <= on else dt.date(on.year - 1, month_number, day)
    except ValueError:
        return None
    return None


_AT_ADMISSION = regex(r" of (?:his |her |the )?(?:admission|presentation|arrival)\b")
"""The day that a note of a stay in hospital is written for, or begins with: the pain is as new as the note."""
_FIXED_DAYS = (
    (_AT_ADMISSION.pattern, 0),
    (rf"(?:{_SEASON}|year) before last", 550), (r"month before last", 60), (r"week before last", 12),
    (r"(?:day|night) before (?:last|yesterday)", 2), (r"yesterday|yest|last night", 1), (r"this (?:morning|afternoon|evening|am|pm)|today", 0),
    (r"midnight|noon|\d ?(?:am|pm|a\.m|p\.m|o'clock)|breakfast|lunch|supper|dinner", 0), (r"weekend before", 11), (r"weekend", 4), (r"2 \w+days ago", 11), (rf"\b{_WEEKDAY}\b", 4), (r"last week|this week", 7), (r"last month", 30),
    (r"last year", 365), (r"\bage (?:of )?\d|childhood|adolescence|teen|(?:her|his) (?:(?:early|mid|late)[ -])?(?:\w+ties|\d0'?s)|college|university|school|boot camp|when (?:he|she) was|since (?:he|she) was", 3650),
)  # fmt: skip
# Month of a feast that a writer dates the pain by; the movable ones to the month they mostly fall in.
_FEAST_MONTH = {
    "easter": 4, "passover": 4, "christmas": 12, "xmas": 12, "boxing": 12, "thanksgiving": 11, "veterans": 11, "diwali": 11, "halloween": 10,
    "new year": 1, "holidays": 12, "labor": 9, "memorial": 5, "mother": 5, "victoria": 5, "father": 6, "july": 7, "independence": 7, "canada": 7, "valentine": 2,
    "presidents": 2, "super bowl": 2,
}  # fmt: skip
_ORDINALS = "second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()


def _nth_days(text: str) -> int | None:
    """Days that "week 7", "day 4" or "its fifth month" means: those that have begun."""
    number = re.search(r"\d{1,2}", text)
    size = int(number.group()) if number else next((i for i, w in enumerate(_ORDINALS, 2) if w in text), None)
    unit = next((d for u, d in (("day", 1), ("week", 7), ("wk", 7), ("month", 30), ("year", 365)) if u in text), None)
    return size * unit if size is not None and unit is not None else None


def _feast_days(text: str, on: dt.date | None) -> int | None:
    """Days since a feast that `text` names, in whole months, seen from the date of service `on`."""
    month = next((m for name, m in _FEAST_MONTH.items() if name in text), None)
    if month is None or on is None or ("weekend" in text and "day" not in text):
        return None
    day = 25 if month in (11, 12) else 5
    year = re.search(r"(?:19|20)\d\d", text)
    found = dt.date(int(year.group()) if year else on.year, month, day)
    return max((on - (found if found <= on else found.replace(year=on.year - 1))).days, 0)


def _value(form: str, text: str, on: dt.date | None, day_first: bool) -> DurationValue:
    days: int | None = None
    if form == "slash":
        numerator, denominator = text.rsplit("/", 1)
        numbers = [int(n) for n in numerator.split("-")]
        days = round(sum(numbers) / len(numbers) * {"52": 7, "12": 30, "7": 1}[denominator])
    elif form == "better":
        unit_days = _unit(re.sub(r"s$", "", text.rsplit(" ", 1)[1])) or 0
        said = text.removeprefix("the ").split()[3]
        count = int(said) if said.isdigit() else NUMBER_WORDS.get(said, 1)
        days = round(unit_days * count * 0.75)
    elif form in ("time", "tight", "short", "bare", "paren", "more"):
        days = _quantity_days(text)
        if days is None and "many years" in text:
            days = 1825
    elif form == "one":
        length = _unit(text.removesuffix(" and a half").rsplit(" ", 1)[1]) or 0
        days = 1 if "24" in text else round(length * (1.5 if "half" in text else 1))
    elif form == "nth":
        days = _nth_days(text)
    elif form == "ever" and ("life" in text or "ages" in text or "remember" in text or "recall" in text):
        days = 3650
    elif form == "ever":
        days = 1095 if "year" in text else 90 if "month" in text else 21 if "week" in text else None
    else:
        told = text.endswith(" before last") or _AT_ADMISSION.search(text) is not None
        date = None if told else date_in(text, on, day_first)
        if (feast := _feast_days(text, on)) is not None:
            days = feast
        elif date is not None:
            days = max((on - date).days, 0) if on else None
        else:
            for pattern, fixed in _FIXED_DAYS:
                if re.search(pattern, text):
                    days = fixed
                    break
    return DurationValue(days=days, text=text)


def time_expressions(
    lower: str, start: int, end: int, on: dt.date | None, *, day_first: bool = False
) -> list[TimeExpression]:
    """The time expressions of `lower[start:end]`, seen from the date of service `on`."""
    out = []
    for match in _SPAN.finditer(lower, start, end):
        form = match.lastgroup or ""
        a, b = match.span(form)
        if form in ("time", "one"):
            a += len(re.match(r"(?:the )?", lower[a:b]).group())  # type: ignore[union-attr]
        elif form == "on":
            a += len(re.match(r"(?:back in |in (?=[a-z0-9])|on )?", lower[a:b]).group())  # type: ignore[union-attr]
        elif form == "better":
            a += len(re.match(r"(?:the )?", lower[a:b]).group())  # type: ignore[union-attr]
        out.append(TimeExpression(a, b, form, _value(form, lower[a:b], on, day_first)))
    return out
