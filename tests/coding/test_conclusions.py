"""Status, acuity, duration and checklist, from facts alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from notelint import Linter, Note
from notelint.coding.conclusions import conclude
from notelint.coding.guide import load_guide
from notelint.models import Checklist, Extraction

Build = Callable[..., Extraction]
GUIDE = load_guide("low_back_pain")


@pytest.mark.parametrize(
    ("status", "lines"),
    [
        ("absent", []),
        ("current", ["low_back_pain"]),
        ("absent", ["-low_back_pain"]),
        ("absent", ["*low_back_pain @instructions"]),
        ("absent", ["?low_back_pain"]),
        ("historical", ["~low_back_pain"]),
        ("historical", ["~low_back_pain @social_history"]),
        ("historical", ["low_back_pain @social_history"]),
        ("current", ["~low_back_pain @past_history", "low_back_pain @assessment"]),
        ("historical", ["low_back_pain @past_history"]),
        ("current", ["low_back_pain @past_history", "low_back_pain @plan"]),
        ("historical", ["~low_back_pain past"]),
        ("absent", ["low_back_pain #goal"]),
        # Plain back pain counts where the note gives the level.
        ("absent", ["back_pain"]),
        ("absent", ["back_pain", "spondylosis : degenerative changes"]),
        ("absent", ["back_pain", "-gait", "leg_neuro_deficit"]),
        ("current", ["back_pain", "lumbar_site @exam : lower back"]),
        ("current", ["back_pain", "strain @assessment : lumbar strain"]),
        ("current", ["back_pain", "disc_displacement @imaging : L4-5 disc herniation"]),
        ("absent", ["back_pain", "disc_displacement @imaging : C5-6 disc herniation"]),
        ("absent", ["-back_pain", "lumbar_site @exam : lumbar"]),
        ("historical", ["~back_pain", "~spine_surgery : lumbar fusion"]),
        ("absent", ["back_pain", "~spine_surgery @surgical_history : lumbar fusion"]),
        ("current", ["back_pain @assessment", "+ ~spine_surgery : lumbar fusion"]),
    ],
)
def test_status(chart: Build, status: str, lines: list[str]) -> None:
    assert conclude(chart(*lines), GUIDE).status == status


@pytest.mark.parametrize(
    ("acuity", "days", "lines"),
    [
        ("unstated", None, []),
        ("acute", 0, ["duration =0"]),
        ("acute", 27, ["duration =27"]),
        ("subacute", 28, ["duration =28"]),
        ("subacute", 84, ["duration =84"]),
        ("chronic", 85, ["duration =85"]),
        ("unstated", None, ["duration =none"]),
        ("chronic", None, ["acuity =chronic"]),
        ("acute_on_chronic", None, ["acuity =acute_on_chronic"]),
        ("acute_on_chronic", None, ["acuity =acute", "acuity =chronic"]),
        ("unstated", None, ["acuity =recurrent"]),
        ("acute", 3, ["acuity =recurrent", "duration =3"]),
        # The word wins over the days; the days stay what they are, for whoever compares them.
        ("acute", 120, ["acuity =acute", "duration =120"]),
        # Of several durations: the one that the word is about, else the longest.
        ("acute", 3, ["acuity =acute", "duration =3", "duration =7300"]),
        ("chronic", 7300, ["acuity =chronic", "duration =3", "duration =7300"]),
        ("chronic", 7300, ["duration =3", "duration =7300"]),
        # What is past, or of an earlier visit, is not the present episode.
        ("acute", 5, ["~duration =3650", "duration =5"]),
        ("acute", 5, ["duration =49 past", "duration =5"]),
        ("unstated", None, ["~acuity =chronic"]),
        ("unstated", None, ["-acuity =acute"]),
    ],
)
def test_acuity_and_duration(chart: Build, acuity: str, days: int | None, lines: list[str]) -> None:
    made = conclude(chart("low_back_pain", *lines), GUIDE)
    assert (made.acuity, made.duration_days) == (acuity, days)


@pytest.mark.parametrize(
    ("acuity", "text"),
    [
        ("chronic", "Low back pain since 1998."),
        ("chronic", "Low back pain since about 2011, worse with sitting."),
        ("chronic", "Low back pain. It began in 1990."),
        ("chronic", "Low back pain dating back to 1987, when he fell."),
        ("unstated", "Low back pain since March 2011."),
        ("unstated", "Low back pain since October."),
        ("acute", "Acute low back pain; low back pain since 2010 as well."),
        ("chronic", "Date of service: 03/04/2011. Low back pain since 2010."),
    ],
)
def test_pain_since_a_year_is_chronic_whatever_the_date(acuity: str, text: str) -> None:
    made = Linter().lint(Note(text=text)).conclusions
    assert made.acuity == acuity
    assert (made.duration_days is None) == (made.date_of_service is None)


@pytest.mark.parametrize(
    ("acuity", "text"),
    [
        ("chronic", "Low back pain began back in October. He had films in December. He was let go in June."),
        ("unstated", "Low back pain began back in October. He had films in November. He was seen in December."),
        ("unstated", "Low back pain began back in October. He was seen in June of 2010."),
        ("unstated", "Low back pain began back in October.\nPLAN: Films in January, clinic in June."),
        ("subacute", "Date of service: 12/04/2011. Low back pain began in October. Films in April, therapy in June."),
    ],
)
def test_a_story_of_many_months_is_chronic_in_a_note_without_a_date(acuity: str, text: str) -> None:
    assert Linter().lint(Note(text=text)).conclusions.acuity == acuity


def test_limits_can_be_set(chart: Build) -> None:
    made = conclude(chart("low_back_pain", "duration =40"), GUIDE, limits={"acute_days": 42})
    assert made.acuity == "acute"


def checklist(extraction: Extraction, visit: str = "unstated") -> Checklist:
    made = conclude(extraction, GUIDE, visit=visit).checklist  # type: ignore[arg-type]
    assert made is not None
    return made


@pytest.mark.parametrize("lines", [["-low_back_pain"], ["~low_back_pain"], ["back_pain"]])
def test_no_checklist_where_the_problem_is_not_current(chart: Build, lines: list[str]) -> None:
    assert conclude(chart(*lines), GUIDE).checklist is None


@pytest.mark.parametrize(
    ("item", "stands", "lines"),
    [
        ("duration", "unmet", []),
        ("duration", "met", ["acuity =chronic"]),
        ("duration", "met", ["duration =none : since the accident"]),
        ("duration", "unmet", ["~duration =90"]),
        ("duration", "unmet", ["duration =90 past"]),
        ("function", "unmet", []),
        ("function", "met", ["mobility : sitting"]),
        ("function", "met", ["-gait"]),
        ("function", "unmet", ["*mobility @goals"]),
        ("function", "unmet", ["~work"]),
        ("function", "unmet", ["?rom"]),
        ("imaging", "na", []),
        ("imaging", "na", ["-xray"]),
        ("imaging", "na", ["*mri"]),
        ("imaging", "na", ["emg"]),
        ("imaging", "met", ["!mri"]),
        ("imaging", "unmet", ["mri"]),
        ("imaging", "unmet", ["mri", "!ct"]),
        ("imaging", "met", ["mri", "!mri"]),
        ("imaging", "met", ["mri @history", "injury", "stenosis @history"]),
        ("imaging", "unmet", ["mri @history", "injury", "gait", "rom", "sleep", "stenosis @assessment"]),
        ("imaging", "met", ["mri", "injury", "gait", "rom", "sleep", "stenosis @indication"]),
        ("imaging", "met", ["mri", "+ normal_imaging"]),
        ("imaging", "met", ["xray", "+ -vertebral_fracture"]),
        ("imaging", "met", ["mri", "imaging_result"]),
        ("imaging", "met", ["mri @history", "disc_degeneration @imaging"]),
        ("imaging", "met", ["~mri @history", "disc_degeneration @imaging"]),
        ("imaging", "met", ["disc_displacement", "+ mri"]),
        ("imaging", "unmet", ["disc_displacement @history", "mri @history"]),
        ("imaging", "unmet", ["myelogram", "+ result_pending", "?spondylolisthesis"]),
        ("imaging", "met", ["myelogram", "+ result_pending", "+ ?spondylolisthesis"]),
        ("imaging", "unmet", ["xray", "-malignancy"]),
        ("imaging", "met", ["xray", "+ -malignancy"]),
        ("imaging", "met", ["mri @imaging", "-infection @imaging"]),
        ("reassessment", "na", ["mechanical"]),
    ],
)
def test_checklist_items(chart: Build, item: str, stands: str, lines: list[str]) -> None:
    assert checklist(chart("low_back_pain", *lines)).items[item] == stands


@pytest.mark.parametrize(
    ("stands", "lines"),
    [
        ("unmet", []),
        ("unmet", ["acuity =chronic"]),
        ("unmet", ["radiating_leg_pain"]),
        ("met", ["mechanical @assessment"]),
        ("met", ["?muscular @assessment"]),
        ("met", ["nonspecific @assessment"]),
        ("met", ["change =better"]),
        ("met", ["stenosis @assessment #diagnosis"]),
        ("met", ["disc_displacement @assessment #dismissed"]),
        ("unmet", ["disc_displacement @imaging"]),
        ("unmet", ["muscular @exam"]),
        ("unmet", ["change =better past"]),
        ("unmet", ["mechanical past"]),
        ("unmet", ["mechanical #prior_label"]),
    ],
)
def test_a_follow_up_judges_the_pain_anew(chart: Build, stands: str, lines: list[str]) -> None:
    assert checklist(chart("low_back_pain", *lines), "followup").items["reassessment"] == stands


@pytest.mark.parametrize(
    ("exclusion", "stands", "lines"),
    [
        ("sciatica", "unaddressed", []),
        ("sciatica", "unaddressed", ["-leg_neuro_deficit : straight leg raise"]),
        ("sciatica", "absent", ["-radiating_leg_pain"]),
        ("sciatica", "present", ["-radiating_leg_pain", "radiculopathy"]),
        ("sciatica", "possible", ["?sciatica", "-radiating_leg_pain"]),
        ("sciatica", "unaddressed", ["-sciatica past"]),
        ("sciatica", "unaddressed", ["~sciatica @past_history"]),
        ("sciatica", "absent", ["~sciatica @assessment"]),
        ("disc_displacement", "unaddressed", ["normal_imaging"]),
        ("disc_displacement", "present", ["disc_displacement #dismissed"]),
        ("strain", "absent", ["-strain"]),
        ("vertebrogenic", "possible", ["?vertebrogenic"]),
    ],
)
def test_exclusions(chart: Build, exclusion: str, stands: str, lines: list[str]) -> None:
    assert checklist(chart("low_back_pain", *lines)).exclusions[exclusion] == stands


def test_what_is_given_from_outside_is_passed_on(chart: Build) -> None:
    made = conclude(chart("low_back_pain"), GUIDE, visit="new", patient_id="p-1")
    assert (made.visit, made.patient_id, made.date_of_service) == ("new", "p-1", None)


def test_another_guide_needs_no_other_engine(chart: Build) -> None:
    neck = load_guide("neck_pain", Path(__file__).parents[1] / "guides")
    made = conclude(chart("spine_pain", "cervical_site : C5-6", "duration =20", "mri", "-radiculopathy"), neck)
    assert (made.status, made.acuity) == ("current", "subacute")
    assert made.checklist == Checklist(items={"duration": "met", "scan": "unmet"}, exclusions={"arm": "absent"})
