"""How long the pain has lasted: the words, the number of days, and what is no duration of the pain."""

from __future__ import annotations

import datetime as dt

import pytest

from marked import Read
from notelint.models import DurationValue

ON = dt.date(2026, 5, 4)
"""The date of service of all sentences here: Monday, 4 May 2026."""


def durations(
    read: Read, text: str, on: dt.date | None = ON, *, day_first: bool = False
) -> list[tuple[str, int | None]]:
    """The durations of a note: words and days."""
    out = []
    for fact in read(text, on, day_first=day_first).facts:
        if fact.concept == "duration":
            assert isinstance(fact.value, DurationValue)
            out.append((fact.text, fact.value.days))
    return out


@pytest.mark.parametrize(
    ("text", "words", "days"),
    [
        # digits and words
        ("Low back pain for 3 weeks.", "3 weeks", 21),
        ("Low back pain for three weeks.", "three weeks", 21),
        ("Low back pain for 3wks.", "3wks", 21),
        ("Low back pain x 2 days.", "x 2 days", 2),
        ("LBP x2 months", "x2 months", 60),
        ("LBP x3d", "x3d", 3),
        ("LBP x 6w", "x 6w", 42),
        ("LBP 5/52", "5/52", 35),
        ("LBP 3/7, no leg pain", "3/7", 3),
        ("LBP 4/12", "4/12", 120),
        ("12 weeks of low back pain", "12 weeks", 84),
        ("A 10-day history of low back pain.", "10-day history", 10),
        ("3-month history of lumbago", "3-month history", 90),
        ("Low back pain of six months' duration", "six months' duration", 180),
        ("Low back pain for a week", "a week", 7),
        ("Low back pain for the past year", "past year", 365),
        ("Low back pain for the past year and a half", "past year and a half", 548),
        ("Low back pain over the last month", "last month", 30),
        ("Low back pain for the past fortnight", "past fortnight", 14),
        ("Low back pain for the last 48 hours", "last 48 hours", 2),
        ("Her lower back has hurt for one year.", "one year", 365),
        ("Low back pain for twenty years", "twenty years", 7300),
        ("Low back pain x 1 yr", "x 1 yr", 365),
        ("Low back pain x 1.5 yrs", "1.5 yrs", 548),
        # roughly
        ("Low back pain for about 3 weeks", "about 3 weeks", 21),
        ("Low back pain for over a year", "over a year", 365),
        ("Low back pain for several months", "several months", 90),
        ("Low back pain for a couple of weeks", "a couple of weeks", 14),
        ("Low back pain for a few days", "a few days", 3),
        ("Low back pain for 10+ yrs", "10+ yrs", 3650),
        ("Low back pain >6 months", ">6 months", 180),
        ("Low back pain for two and a half years", "two and a half years", 912),
        ("Low back pain for a year and a half", "a year and a half", 548),
        ("Low back pain for half a year", "half a year", 182),
        ("Low back pain for the better part of a decade", "better part of a decade", 2738),
        ("Low back pain for years", "years", 1095),
        ("Low back pain for many years", "many years", 1825),
        # ranges
        ("Low back pain for 2-3 weeks", "2-3 weeks", 18),
        ("Low back pain for 6 to 8 months", "6 to 8 months", 210),
        ("Low back pain for two or three days", "two or three days", 2),
        ("Low back pain 2-3/52", "2-3/52", 18),
        ("Low back pain for a little under a month", "a little under a month", 30),
        ("Low back pain for upwards of nine years", "upwards of nine years", 3285),
        ("Low back pain has lasted four and a half weeks", "four and a half weeks", 32),
        ("low back pain times three days", "three days", 3),
        ("Low back pain (2y).", "2y", 730),
        ("Low back pain - day 4.", "day 4", 4),
        ("Low back pain, now into its fifth month", "its fifth month", 150),
        ("He has had low back pain all his adult life.", "all his adult life", 3650),
        ("Her low back pain is 9 months old.", "9 months", 270),
        # when it began
        ("Low back pain began the day of admission.", "the day of admission", 0),
        ("Low back pain that came on the morning of presentation", "the morning of presentation", 0),
        (
            "The day of admission, 5/4/26, he fell. There was associated low back pain.",
            "The day of admission, 5/4/26",
            0,
        ),
        ("He fell 3 days ago and hurt a wrist. Along with this he has had low back pain.", "3 days ago", 3),
        ("Low back pain since the weekend.", "since the weekend", 4),
        ("Low back pain since Easter.", "since Easter", 29),
        ("Low back pain that began the end of March.", "the end of March", 64),
        ("Low back pain began this AM", "this AM", 0),
        ("Low back pain on and off since college.", "since college", 3650),
        ("Low back pain. Symptoms first noted in early February.", "early February", 92),
        ("Low back pain. This has bothered her since last Thursday.", "since last Thursday", 4),
        ("His low back pain dates back to high school.", "high school", 3650),
        ("Low back pain began 3 weeks ago.", "3 weeks ago", 21),
        ("Low back pain that started two years ago", "two years ago", 730),
        ("Low back pain since yesterday", "since yesterday", 1),
        ("Low back pain since last week", "since last week", 7),
        ("Low back pain since Friday", "since Friday", 3),
        ("Low back pain since March", "since March", 64),
        ("Low back pain since November", "since November", 184),
        ("Low back pain since Nov 2024", "since Nov 2024", 549),
        ("Low back pain since March 3", "since March 3", 62),
        ("Low back pain since 3/3", "since 3/3", 62),
        ("Low back pain since 3/3/2026", "since 3/3/2026", 62),
        ("Low back pain since 2026-04-27", "since 2026-04-27", 7),
        ("Low back pain since 1998", "since 1998", 10169),
        ("Onset: 4/20/26. Low back pain.", "4/20/26", 14),
        ("Low back pain. It began on April 20, 2026.", "April 20, 2026", 14),
    ],
)
def test_the_words_and_their_days(read: Read, text: str, words: str, days: int) -> None:
    got = durations(read, text)
    assert [found for found, _ in got] == [words]
    counted = got[0][1]
    assert counted is not None
    # A month is 30 days and a year 365; "since 1998" is read from the middle of the year.
    assert abs(counted - days) <= max(1, days * 0.02), counted


def test_numeric_dates_are_read_in_the_order_that_the_settings_say(read: Read) -> None:
    assert durations(read, "Low back pain since 3/4/2026") == [("since 3/4/2026", 61)]
    assert durations(read, "Low back pain since 3/4/2026", day_first=True) == [("since 3/4/2026", 31)]
    assert durations(read, "Low back pain since 24/4/2026") == [("since 24/4/2026", 10)]


@pytest.mark.parametrize(
    "text", ["Low back pain since 1998", "Low back pain since March", "Low back pain since 3/3/2026"]
)
def test_a_date_without_a_date_of_service_has_no_days(read: Read, text: str) -> None:
    assert [days for _, days in durations(read, text, None)] == [None]


def test_a_length_needs_no_date_of_service(read: Read) -> None:
    assert durations(read, "Low back pain for 3 weeks", None) == [("3 weeks", 21)]


@pytest.mark.parametrize(
    "text",
    [
        "Low back pain. Prednisone for 3 weeks.",
        "Low back pain. He had to lie down for about an hour before his pain resolved.",
        "Low back pain. A 3-week prednisone course did nothing.",
        "Low back pain. Tried PT for 2 weeks.",
        "Low back pain. 2 weeks of PT did not help.",
        "Low back pain. Follow up in 6 weeks.",
        "Low back pain. RTC 4 wks.",
        "Low back pain. Return in 3 months or sooner.",
        "Low back pain. Recheck in two weeks.",
        "45-year-old man with low back pain.",
        "45 year old woman with low back pain.",
        "A 61 y.o. with low back pain.",
        "Low back pain. Ibuprofen 600 mg for 10 days.",
        "Low back pain. Smoked for 20 years.",
        "Low back pain. Diabetes for 12 years.",
        "Low back pain. She has had asthma for ten years.",
        "Low back pain. Married 30 years.",
        "Low back pain. Has worked as a roofer for 15 years.",
        "Low back pain. Knee replacement 2 years ago.",
        "Low back pain. Appendectomy in 2009.",
        "Low back pain. PT twice a week for 6 weeks.",
        "Low back pain. Off work for 3 days.",
        "Low back pain. Sits for 20 minutes at most.",
        "Low back pain, worse after an hour of sitting.",
        "Low back pain. Neck pain for 5 years.",
        "Low back pain. MRI lumbar 3 months ago.",
        "Low back pain. Last seen 6 weeks ago.",
        "Low back pain. Quit smoking 10 years ago.",
        "Low back pain. Cough for two weeks.",
        "Low back pain. Headaches since 2015.",
        "Low back pain, worse than 2 weeks ago?\nMedications: naproxen x 14 days",
        "Low back pain. STG: sit 30 minutes in 2 weeks.",
        "Low back pain. 8 weeks pregnant.",
        "Low back pain. She has had migraines since college.",
        "Low back pain. Follow up after Thanksgiving.",
        "Low back pain. He is on day 3 of prednisone.",
        "Low back pain. Menarche at 12. She was 17 when her mother died.",
        "Low back pain. Has smoked since high school.",
        "Low back pain. Her knee has hurt since Easter.",
        "Low back pain. Married since 1998.",
        "Low back pain. He will start therapy this week.",
        "Low back pain. Hypertension diagnosed when he was 40.",
        "Low back pain. In the second trimester of pregnancy.",
        "Low back pain. Fifth toe amputated.",
        "Low back pain. He slept four hours last night.",
        "Low back pain. Lives with wife of 30 years.",
        "Low back pain. Pain lasts 2 hours after sitting.",
        "Low back pain. Started gabapentin over the weekend.",
        "Low back pain. Better since the weekend.",
        "Low back pain improved since the injection in March.",
        "Low back pain. All his life he has worked outdoors.",
        "Low back pain. Second pregnancy. First delivery 2019.",
        "Low back pain. Her depression began in her twenties.",
        "Low back pain. Retired 3 years ago.",
        "Low back pain. Hysterectomy at age 45.",
        "Low back pain. Cough since Labor Day.",
        "Low back pain. Now 6 weeks out from surgery.",
        "Low back pain. Now 34 weeks pregnant.",
        "Low back pain. 3 weeks now on prednisone.",
        "He has had hematuria before, and this episode began yesterday. No change in his low back pain.",
    ],
)
def test_other_times_are_no_durations_of_the_pain(read: Read, text: str) -> None:
    assert durations(read, text) == []


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Seen for hypertension and for low back pain of 3 weeks. Took lisinopril for 5 years.", 21),
        ("Low back pain for 3 weeks, on prednisone for 5 days.", 21),
        ("50-year-old with 4 months of low back pain, follow up in 2 weeks.", 120),
        ("Low back pain. It started 10 days ago while gardening.", 10),
        ("CC: low back pain\nOnset: 10 days ago", 10),
        ("CC: low back pain\nDuration: 6 weeks", 42),
        ("Reason for visit: low back pain x 5 days. Meds: ibuprofen x 3 days.", 5),
        ("Problem 1: low back pain. 2 months now, not getting better despite PT.", 60),
        ("Low back pain after sitting at her computer. It has been there about six months.", 180),
        ("Low back pain after a lift. Now 5 weeks out. Pain 4/10.", 35),
    ],
)
def test_among_other_times_the_one_of_the_pain_is_found(read: Read, text: str, days: int) -> None:
    assert [found for _, found in durations(read, text)] == [days]


def test_the_duration_of_an_earlier_episode_is_past(read: Read) -> None:
    text = "Copied from visit of 01/12/2026:\nLow back pain for 2 weeks.\n\nToday:\nLow back pain for 4 months."
    facts = [fact for fact in read(text).facts if fact.concept == "duration"]
    assert [(fact.text, fact.assertion) for fact in facts] == [("2 weeks", "historical"), ("4 months", "present")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The back pain has been ongoing for about 1-1/2 years.", "about 1-1/2 years"),
        ("He has had intermittent problems since 1998.", "since 1998"),
        ("Back pain going on since before Christmas.", "since before Christmas"),
        ("The back pain started suddenly this past Friday at work.", "this past Friday"),
        ("Low back pain. He was in his usual state of health until three days ago.", "three days ago"),
        ("Low back pain for quite some time.", "quite some time"),
    ],
)
def test_other_ways_to_say_how_long(read: Read, text: str, words: str) -> None:
    assert words in [f.text for f in read("HPI: Low back pain.\n" + text).facts if f.concept == "duration"]


@pytest.mark.parametrize(
    "text",
    [
        "HISTORY OF PRESENT ILLNESS: He has worn no glasses for the last few years.",
        "She will be going on a cruise in two weeks.",
        "He gives a history of substance abuse until a year ago.",
        "About a month ago he began to have night sweats.",
    ],
)
def test_how_long_other_things_last_is_no_duration(read: Read, text: str) -> None:
    assert not [f for f in read("CC: Low back pain.\n" + text).facts if f.concept == "duration"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("His back pain flared up last weekend.", "last weekend"),
        ("Low back pain since MVA 8/2019.", "8/2019"),
    ],
)
def test_a_flare_or_an_accident_may_be_dated(read: Read, text: str, words: str) -> None:
    assert words in [f.text for f in read("HPI: " + text).facts if f.concept == "duration"]


def test_how_long_each_spell_lasts_is_no_duration(read: Read) -> None:
    text = "HPI: She has recurrent episodes of low back pain, usually lasting 2 to 3 days."
    assert not [f for f in read(text).facts if f.concept == "duration"]
