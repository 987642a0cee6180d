"""The date of service: right, or silent."""

from __future__ import annotations

import datetime as dt

import pytest

from notelint.reading.dates import date_of_service, find_dates
from notelint.reading.layout import plain

MAY_4 = dt.date(2026, 5, 4)


@pytest.mark.parametrize(
    "written",
    [
        "2026-05-04", "2026/5/4", "2026.05.04", "05/04/2026", "5/4/26", "5-4-2026", "5.4.26", "May 4, 2026",
        "MAY 4 2026", "4 May 2026", "4th of May 2026", "04-May-2026", "04MAY26", "4 May '26", "May 4th, 2026",
        "2026\u201105\u201104", "4\u00a0May\u00a02026",
    ],
)  # fmt: skip
def test_every_way_to_write_a_date(written: str) -> None:
    assert [found.date for found in find_dates(plain(written))] == [MAY_4]
    assert date_of_service(plain(f"Spine clinic\nDOS: {written}\nHPI: low back pain")) == MAY_4


@pytest.mark.parametrize(
    "written", ["13/13/26", "2026-02-30", "1/2", "1/2/345", "5/4/26/7", "L4-5-1", "12.5.1.3", "Mayo 4, 2026"]
)
def test_what_only_looks_like_a_date(written: str) -> None:
    assert list(find_dates(written)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Date of service: 05/04/2026",
        "D.O.S. 5/4/26   Visit 3 of 8",
        "DATE OF SVC 05/04/2026",
        "Service date - 5/4/2026",
        "Encounter date: Monday, May 4, 2026",
        "Visit date\n05/04/2026",
        "**Date of visit:** 4 May 2026",
        "HPI: aches.\nPlan: heat.\n\nDate of service: 5/4/2026  Signed 5/9/2026",
        "Spine clinic\nDate: 05/04/2026     Referred by: GP",
        "PT eval     Date: 05-04-2026    MD: Lund",
        "Date of examination: 5/4/2026\nHistory: an invented claimant.",
        "DOS: 20260504",
        "Clinic date 4 May 2026\n\nDear colleague,",
        "Date/time: 05/04/2026 10:30",
        "Spine clinic     5/4/2026",
        "5/4/26 - recheck",
        "5/4/26   blood pressure and back",
        "Follow-up visit, 4 May 2026",
        "Family practice, progress note. 5/4/26",
        "Hillside Pain Clinic\n4 May 2026\n\nDear Dr Lund,",
        "Spine recheck 5/4/26        50M driver",
        "Nurse triage 5/4/26 1510 - patient of the practice calls because the ache across her low back kept her awake",
        "Spine clinic, results    Seen 4 May 2026",
        "Pain clinic - review of 4 May 2026",
        "Neurosurgery clinic / results appointment / 4 May 2026",
    ],
)
def test_the_date_is_read_by_its_label_or_its_place_in_the_title(text: str) -> None:
    assert date_of_service(plain(text)) == MAY_4


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Low back pain since 5/4/2026.",
        "DOB: 05/04/1966",
        "Date of birth 05/04/1966",
        "Roe, J.   05/04/1966",
        "Spine clinic\nMRI 5/4/2026: Modic changes",
        "Lumbar MRI, 4 May 2026",
        "Microdiscectomy 5/4/2026",
        "s/p fusion, 5/4/2026",
        "Last seen 5/4/2026",
        "Previous date of service: 5/4/2026",
        "Last DOS 5/4/2026",
        "Date of initial evaluation: 5/4/2026",
        "Date of injury: 5/4/2026",
        "Date of admission: 5/4/2026",
        "Dictated: 5/4/2026\nTyped: 5/5/2026",
        "Printed 5/4/2026",
        "Dictation 050426-11",
        "Certification period 5/4/2026 - 6/4/2026",
        "Spine clinic   5/4/2026    6/4/2026",
        "HPI: seen elsewhere.\nThe patient had films. Date: 5/4/2026",
        "Name  DOB  Date\nRoe, J. 1/2/1960 5/4/2026",
        "5/4/2026 MRI lumbar spine: normal",
        "A 50-year-old driver who fell on ice 5/4/2026 at 0730, could not get up and lay there until a neighbour came.",
    ],
)  # fmt: skip
def test_other_dates_are_not_the_visits(text: str) -> None:
    assert date_of_service(plain(text)) is None


def test_of_two_labelled_dates_at_the_head_the_first_is_the_notes() -> None:
    assert date_of_service("Spine clinic\nDOS: 5/4/2026\nWith the chart came a note, DOS: 3/4/2026.") == MAY_4


def test_two_labelled_dates_far_from_the_head_are_a_doubt() -> None:
    text = "\n".join(["x y z"] * 20) + "\nDOS: 5/4/2026\nDOS: 6/4/2026\n"
    assert date_of_service(text) is None


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("DOS 03/04/26", "mdy", dt.date(2026, 3, 4)),
        ("DOS 03/04/26", "dmy", dt.date(2026, 4, 3)),
        ("DOS 14/01/26", "mdy", dt.date(2026, 1, 14)),
        ("DOS 01/14/26", "dmy", dt.date(2026, 1, 14)),
        ("DOS 03/04/26. MRI 25/02/26.", "mdy", dt.date(2026, 4, 3)),
        ("DOS 03/04/26. MRI 2/25/26.", "dmy", dt.date(2026, 3, 4)),
        ("DOS 03/04/26. MRI 25/02/26, films 02/25/26.", "mdy", dt.date(2026, 3, 4)),
        ("DOS 7/3/93", "mdy", dt.date(1993, 7, 3)),
    ],
)
def test_numeric_dates_follow_the_setting_unless_the_note_proves_otherwise(
    text: str, order: str, expected: dt.date
) -> None:
    assert date_of_service(text, order="dmy" if order == "dmy" else "mdy") == expected


def test_front_matter_is_not_asked() -> None:
    matter = "---\nnote_id: DOS 5/4/2026\n---\n"
    assert date_of_service(matter + "Back pain.", len(matter)) is None
