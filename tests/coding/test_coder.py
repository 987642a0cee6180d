"""From facts to the suggested code: the order of precedence, the codes that take M54.5-'s place, and the reasons."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from notelint.coding.claim import read_claim
from notelint.coding.coder import suggest
from notelint.coding.conclusions import conclude
from notelint.coding.guide import Guide, load_guide
from notelint.coding.icd10cm import code_book
from notelint.models import Extraction, Note, Suggestion

Build = Callable[..., Extraction]
GUIDE = load_guide("low_back_pain")
PAIN = "low_back_pain @assessment"


def code(extraction: Extraction, on: dt.date | None = None, guide: Guide = GUIDE) -> Suggestion:
    conclusions = conclude(extraction, guide, date_of_service=on)
    claim = read_claim(extraction.facts, Note(text=""))
    return suggest(extraction, conclusions, guide, code_book(), claim)


def said(made: Suggestion) -> str:
    return " ".join(reason.text for reason in made.reasons)


def why_not(made: Suggestion, family: str) -> str:
    return next(one.why for one in made.rejected if one.code == family)


@pytest.mark.parametrize(
    ("expected", "lines"),
    [
        # Nothing known.
        ("M54.50", []),
        ("M54.50", ["nonspecific @assessment : cause unknown"]),
        # The kind of pain.
        ("M54.59", ["mechanical @assessment"]),
        ("M54.59", ["mechanical @history"]),
        ("M54.59", ["strain_like @history"]),
        ("M54.59", ["muscular @assessment : myofascial"]),
        ("M54.59", ["+ muscular @assessment : spasm"]),
        ("M54.59", ["muscular @assessment #diagnosis : muscle spasm"]),
        ("M54.51", ["vertebrogenic @assessment"]),
        ("M54.51", ["vertebrogenic @assessment", "mechanical @assessment"]),
        ("M54.51", ["endplate_change #cause"]),
        # Hedged, denied, past, copied, withdrawn, somebody else's: no characterisation.
        ("M54.50", ["?mechanical @assessment"]),
        ("M54.50", ["-mechanical @assessment"]),
        ("M54.50", ["~mechanical @assessment"]),
        ("M54.50", ["mechanical past"]),
        ("M54.50", ["mechanical @assessment #prior_label"]),
        ("M54.50", ["?vertebrogenic", "?discogenic"]),
        ("M54.59", ["?vertebrogenic @assessment", "mechanical @assessment"]),
        ("M54.59", ["-vertebrogenic @assessment", "mechanical @assessment"]),
        # Found on examination, treated, or told apart from the pain: no characterisation.
        ("M54.50", ["muscular @exam : spasm"]),
        ("M54.50", ["muscular @history #exam : spasm"]),
        ("M54.50", ["muscular @plan : spasm"]),
        ("M54.50", ["muscular @medications : spasm"]),
        ("M54.50", ["muscular @history : muscular aches"]),
        # What changes nothing by itself.
        ("M54.50", ["disc_displacement @imaging"]),
        ("M54.50", ["disc_degeneration @imaging", "stenosis @imaging", "spondylolisthesis @history"]),
        ("M54.50", ["disc_displacement @assessment #dismissed"]),
        ("M54.50", ["?disc_displacement @assessment #diagnosis"]),
        ("M54.50", ["radiating_leg_pain", "leg_neuro_deficit"]),
        ("M54.50", ["radiculopathy @assessment #diagnosis"]),
        ("M54.50", ["injury : fall"]),
        ("M54.50", ["-sciatica", "?sciatica"]),
        ("M54.50", ["sciatica past"]),
        ("M54.50", ["~strain @past_history"]),
        ("M54.50", ["strain @past_history"]),
        ("M54.50", ["malignancy @history", "-infection"]),
        ("M54.50", ["?infection #cause : discitis"]),
        ("M54.50", ["infection @assessment #diagnosis : fever"]),
    ],
)
def test_a_code_of_the_family(chart: Build, expected: str, lines: list[str]) -> None:
    made = code(chart(PAIN, *lines))
    assert (made.code, made.instead) == (expected, ())


@pytest.mark.parametrize(
    ("expected", "lines"),
    [
        ("S39.012-", ["strain @assessment : lumbar strain"]),
        ("S39.012-", ["strain @history : pulled muscle", "mechanical @assessment"]),
        ("S33.5-", ["strain @assessment : lumbar sprain"]),
        ("M51.26", ["disc_displacement @assessment #cause : L4-5 disc herniation"]),
        ("M51.27", ["disc_displacement @assessment #cause : L5/S1 prolapse"]),
        ("M51.26", ["disc_displacement @assessment #diagnosis", "+ lumbar_site : L4-L5"]),
        ("M51.27", ["disc_displacement @imaging : L5-S1 protrusion", "disc_displacement #cause : the protrusion"]),
        ("M51.26", ["disc_displacement #cause : lumbar disc herniation"]),
        ("M51.2-", ["disc_displacement #cause : the herniation"]),
        ("M51.26 M51.27", ["disc_displacement #cause", "+ lumbar_site : L4-5", "+ lumbar_site : L5-S1"]),
        ("M51.26", ["disc_displacement #cause : L4-5 herniation", "mechanical @assessment"]),
        ("M51.16", ["disc_displacement #diagnosis : L4-5 herniation", "+ radiculopathy"]),
        ("M51.17", ["disc_displacement #cause : L5-S1 herniation", "sciatica @assessment <left"]),
        ("M51.26", ["disc_displacement #cause : L4-5 herniation", "radiating_leg_pain"]),
        ("M51.360", ["discogenic @assessment"]),
        ("M51.360", ["disc_degeneration @assessment #diagnosis : lumbar DDD"]),
        ("M51.370", ["disc_degeneration #cause", "+ lumbar_site : L5-S1"]),
        ("M51.362", ["discogenic @assessment", "radiating_leg_pain"]),
        ("M51.372", ["disc_degeneration #cause", "+ lumbar_site : L5-S1", "radiating_leg_pain"]),
        ("M51.16", ["disc_degeneration #cause : L4-5 degenerative disc", "radiculopathy"]),
        ("M54.41", ["sciatica <right"]),
        ("M54.42", ["sciatica <left"]),
        ("M54.41 M54.42", ["sciatica <both"]),
        ("M54.41 M54.42", ["sciatica <left", "sciatica <right"]),
        ("M54.42", ["sciatica", "radiating_leg_pain <left"]),
        ("M54.40", ["sciatica"]),
        ("M54.42", ["vertebrogenic @assessment", "sciatica @assessment <left"]),
        ("M54.42", ["disc_displacement @imaging", "sciatica <left"]),
        ("F45.41", ["psychogenic @assessment"]),
        ("M96.1", ["other_cause @assessment #diagnosis =M96.1"]),
        ("G96.12", ["other_cause @assessment #diagnosis =G96.12"]),
        ("N20.-", ["other_cause @assessment #cause =N20.-"]),
        ("M48.062", ["stenosis @assessment #diagnosis : lumbar stenosis", "claudication"]),
        ("M48.061", ["stenosis @assessment #diagnosis : lumbar stenosis", "-claudication"]),
        ("M48.06-", ["stenosis @assessment #diagnosis : spinal stenosis"]),
        ("M48.062 M43.16", ["stenosis #cause", "+ spondylolisthesis #cause", "+ lumbar_site : L4-5", "claudication"]),
        ("M47.816", ["spondylosis @assessment #diagnosis : lumbar spondylosis"]),
        ("M47.27", ["facet_arthropathy #cause : L5-S1 facet arthropathy", "radiculopathy"]),
        ("M46.1", ["si_joint_change #cause : sacroiliitis"]),
        ("M80.08-", ["vertebral_fracture #diagnosis : osteoporotic fracture"]),
        ("S32.0-", ["vertebral_fracture #diagnosis : L1 fracture", "injury"]),
        ("M46.4-", ["infection #diagnosis : discitis"]),
        ("C79.51", ["malignancy #cause : metastases"]),
    ],
)
def test_another_code_takes_the_place(chart: Build, expected: str, lines: list[str]) -> None:
    made = code(chart(PAIN, *lines))
    assert (made.code, " ".join(made.instead)) == ("other", expected)


@pytest.mark.parametrize("concept", ["disc_degeneration", "disc_displacement", "stenosis", "spondylosis"])
def test_vertebrogenic_outranks_what_is_only_listed(chart: Build, concept: str) -> None:
    listed = code(chart(PAIN, "vertebrogenic @assessment", f"{concept} @assessment #diagnosis"))
    assert listed.code == "M54.51"
    cause = code(chart(PAIN, "vertebrogenic @assessment", f"{concept} @assessment #cause"))
    assert cause.code == "other"


def test_vertebrogenic_outranks_discogenic_that_is_no_named_cause(chart: Build) -> None:
    assert code(chart(PAIN, "vertebrogenic @assessment", "discogenic @assessment")).code == "M54.51"
    assert code(chart(PAIN, "vertebrogenic @assessment", "discogenic #cause")).code == "other"


def test_a_cause_stated_to_be_unknown_outranks_what_is_only_listed(chart: Build) -> None:
    stenosis = "stenosis @assessment #diagnosis"
    assert code(chart(PAIN, "nonspecific @assessment : cause unknown", stenosis)).code == "M54.50"
    assert code(chart(PAIN, "nonspecific @assessment : nonspecific", stenosis)).code == "other"
    assert code(chart(PAIN, "nonspecific @history : cause unknown", stenosis)).code == "other"


def test_a_disease_elsewhere_on_the_problem_list_is_no_cause(chart: Build) -> None:
    crisis = "other_cause @assessment #diagnosis =D57.-"
    assert code(chart(PAIN, crisis)).code == "M54.50"
    assert code(chart("low_back_pain @history", crisis)).instead == ("D57.-",)
    assert code(chart(PAIN, "other_cause @assessment #cause =D57.-")).instead == ("D57.-",)


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([], "not a current problem"),
        (["-low_back_pain"], "stated not to be there"),
        (["~low_back_pain"], "told only as past"),
        (["back_pain"], "M54.9"),
    ],
)
def test_no_code_and_why(chart: Build, lines: list[str], says: str) -> None:
    made = code(chart(*lines, "sciatica", "strain"))
    assert (made.code, made.instead) == ("none", ())
    assert says in said(made)


# Dates of service ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "line", "expected"),
    [
        (dt.date(2021, 9, 30), "mechanical @assessment", ("other", ("M54.5",))),
        (dt.date(2021, 9, 30), "vertebrogenic @assessment", ("other", ("M54.5",))),
        (dt.date(2021, 10, 1), "mechanical @assessment", ("M54.59", ())),
        (dt.date(2026, 5, 4), "mechanical @assessment", ("M54.59", ())),
        (dt.date(2024, 9, 30), "discogenic @assessment", ("other", ("M51.36",))),
        (dt.date(2024, 10, 1), "discogenic @assessment", ("other", ("M51.360",))),
        (dt.date(2021, 9, 30), "sciatica <left", ("other", ("M54.42",))),
    ],
)
def test_the_date_of_service_decides_what_was_in_force(
    chart: Build, on: dt.date, line: str, expected: tuple[str, tuple[str, ...]]
) -> None:
    made = code(chart(PAIN, line), on)
    assert (made.code, made.instead) == expected


def test_without_a_code_book_dates_are_not_looked_at(chart: Build) -> None:
    extraction = chart(PAIN)
    conclusions = conclude(extraction, GUIDE, date_of_service=dt.date(2020, 1, 1))
    assert suggest(extraction, conclusions, GUIDE).code == "M54.50"


# Codes that the note writes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("S39.012A", "S39.012A"),
        ("S39.012", "S39.012-"),
        ("M54.50", "S39.012-"),
    ],
)
def test_a_full_code_in_the_note_completes_a_family(chart: Build, written: str, expected: str) -> None:
    made = code(chart(PAIN, "strain @assessment", f"icd10 @codes ={written}"))
    assert made.instead == (expected,)


def test_two_different_full_codes_complete_nothing(chart: Build) -> None:
    made = code(chart(PAIN, "strain @assessment", "icd10 =S39.012A", "icd10 =S39.012D"))
    assert made.instead == ("S39.012-",)


def test_a_code_decides_nothing_by_itself(chart: Build) -> None:
    assert code(chart(PAIN, "icd10 =M54.51", "icd10 =M51.26")).code == "M54.50"


# Confidence, reasons and what was rejected ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("confidence", "lines"),
    [
        ("default", []),
        ("documented", ["nonspecific @assessment"]),
        ("documented", ["mechanical @assessment"]),
        ("documented", ["vertebrogenic @assessment", "endplate_change @imaging"]),
        ("query", ["?mechanical @assessment"]),
        ("query", ["endplate_change @imaging"]),
        ("query", ["endplate_change @imaging", "mechanical @assessment"]),
        ("default", ["endplate_change @imaging", "endplate_change @assessment #dismissed"]),
        ("documented", ["mechanical @assessment", "endplate_change @assessment #used"]),
        ("query", ["radiating_leg_pain"]),
        ("default", ["radiating_leg_pain", "radiculopathy"]),
        ("default", ["radiating_leg_pain", "referred_pain"]),
        ("documented", ["strain @assessment"]),
        ("documented", ["sciatica <left"]),
        ("query", ["sciatica"]),
    ],
)
def test_confidence(chart: Build, confidence: str, lines: list[str]) -> None:
    assert code(chart(PAIN, *lines)).confidence == confidence


def test_reasons_point_at_the_words_and_name_their_source(chart: Build) -> None:
    extraction = chart(PAIN, "mechanical @assessment", "-sciatica")
    first = code(extraction).reasons[0]
    assert first.text == "The pain is documented as mechanical."
    assert [extraction.facts[index].concept for index in first.facts] == ["mechanical"]
    assert first.source.startswith("ICD-10-CM Tabular List")


def test_reasons_say_what_one_word_would_change(chart: Build) -> None:
    assert "vertebrogenic would make it M54.51" in said(code(chart(PAIN)))
    assert "mechanical, muscular or strain-like would make it M54.59" in said(code(chart(PAIN)))
    rejected = said(code(chart(PAIN, "mechanical @assessment", "-vertebrogenic @assessment")))
    assert "M54.51" not in rejected


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        (["strain @assessment"], "M54.50"),
        (["strain @assessment", "mechanical @assessment"], "M54.59"),
        (["vertebrogenic @assessment"], "M54.50"),
        (["sciatica <left", "stenosis #cause"], "M54.50"),
        (["sciatica <left", "stenosis @imaging", "mechanical @assessment"], "M54.59"),
    ],
)
def test_reasons_say_what_a_denial_would_leave(chart: Build, lines: list[str], left: str) -> None:
    made = code(chart(PAIN, *lines))
    assert f"With that denied or set aside as incidental, {left} would be left." in said(made)


def test_a_denial_that_would_change_nothing_is_not_told(chart: Build) -> None:
    assert "would be left" not in said(code(chart(PAIN)))
    before = code(chart(PAIN, "vertebrogenic @assessment"), on=dt.date(2020, 3, 2))
    assert before.instead == ("M54.5",) and "would be left" not in said(before)


def test_reasons_tell_what_stands_beside(chart: Build) -> None:
    assert "M54.17 beside it" in said(code(chart(PAIN, "radiculopathy @assessment : S1 radiculopathy")))


@pytest.mark.parametrize(
    ("lines", "family", "why"),
    [
        (["mechanical @assessment"], "M54.50", "documented as mechanical"),
        (["mechanical @assessment"], "M54.51", "no statement"),
        (["?vertebrogenic"], "M54.51", "hedged"),
        (["-vertebrogenic"], "M54.51", "not to be so"),
        (["vertebrogenic #prior_label"], "M54.51", "withdrawn"),
        (["muscular @exam : spasm"], "M54.59", "on examination"),
        (["vertebrogenic @assessment", "mechanical @assessment"], "M54.59", "vertebrogenic, which comes first"),
        (["disc_displacement @imaging"], "M51.2-", "not named as the cause"),
        (["disc_displacement @assessment #dismissed"], "M51.2-", "set aside"),
        (["?disc_displacement"], "M51.2-", "hedged"),
        (["vertebrogenic @assessment", "stenosis #diagnosis"], "M48.06-", "listed and not named as the cause"),
        (["-sciatica"], "M54.4-", "not to be there"),
        (["strain @assessment"], "M54.5-", "takes the place"),
        (["strain @assessment", "mechanical @assessment"], "M54.59", "takes the place"),
    ],
)
def test_what_was_rejected_and_why(chart: Build, lines: list[str], family: str, why: str) -> None:
    assert why in why_not(code(chart(PAIN, *lines)), family)


def test_sentences_hold_no_words_of_the_note(chart: Build) -> None:
    """Facts carry the words; sentences only point at them, so that leaving the words out leaves all of them out."""
    secret = "zebra"
    for lines in itertools.combinations(["mechanical", "disc_displacement #cause", "?strain", "-sciatica"], 2):
        made = code(chart(PAIN, *(f"{line} @assessment : {secret}" for line in lines)))
        assert secret not in made.model_dump_json()


def test_every_index_points_at_a_fact(chart: Build) -> None:
    extraction = chart(PAIN, "sciatica <left", "stenosis @imaging", "radiculopathy", "?mechanical")
    made = code(extraction)
    assert all(0 <= index < len(extraction.facts) for reason in made.reasons for index in reason.facts)


def test_another_guide_needs_no_other_engine(chart: Build) -> None:
    neck = load_guide("neck_pain", Path(__file__).parents[1] / "guides")
    assert code(chart("neck_pain"), guide=neck).code == "M54.2"
    assert code(chart("neck_pain", "torticollis"), guide=neck).code == "M43.6"
    assert code(chart("neck_pain", "disc_displacement #cause"), guide=neck).instead == ("M50.2-",)
    assert "M54.12" in said(code(chart("neck_pain", "radiculopathy : C6 radiculopathy"), guide=neck))
