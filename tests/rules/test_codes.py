"""C rules: which code, and what may stand beside it."""

from __future__ import annotations

import datetime as dt

import pytest

from notelint.models import ClaimCode, Fact

from .build import (
    COMPLETE,
    acuity,
    all_fired,
    code,
    context,
    cpt,
    fact,
    findings,
    fired,
    lasting,
    only,
    pain,
)

TIME, FUNCTION, LEGS = COMPLETE
NOTE = (pain(section="assessment"), *COMPLETE)


def kind(concept: str, assertion: str = "present", **more: object) -> Fact:
    return fact(concept, assertion, section="assessment", **more)  # type: ignore[arg-type]


MODIC = (fact("mri"), fact("endplate_change", text="Modic 1", roles=("used",)))


@pytest.mark.parametrize("concept", ["mechanical", "muscular", "strain_like"])
def test_a_type_under_the_unspecified_code(concept: str) -> None:
    violation = only("C101", *NOTE, kind(concept), code("M54.50"))
    assert violation.suggested_code == "M54.59" and "M54.59" in violation.message
    assert isinstance(violation.at, ClaimCode) and violation.at.code == "M54.50"
    assert fired(*NOTE, kind(concept), code("M54.59")) == set()


def test_spasm_on_examination_only_is_no_type() -> None:
    spasm = fact("muscular", text="spasm", section="exam", roles=("exam",))
    assert fired(*NOTE, spasm, code("M54.50")) == set()
    assert fired(*NOTE, spasm, code("M54.59")) == {"C104"}


def test_vertebrogenic_under_another_code() -> None:
    for written in ("M54.50", "M54.59"):
        assert fired(*NOTE, *MODIC, kind("vertebrogenic"), code(written)) == {"C102"}
    assert fired(*NOTE, *MODIC, kind("vertebrogenic"), code("M54.51")) == set()
    both = fired(*NOTE, *MODIC, kind("vertebrogenic"), code("M54.51"), code("M54.50"))
    assert both == {"C102"}


def test_vertebrogenic_without_support() -> None:
    assert fired(*NOTE, kind("vertebrogenic"), code("M54.51")) == {"C103"}
    assert fired(*NOTE, code("M54.51")) == {"C103", "C104"}
    dismissed = fact("endplate_change", roles=("dismissed",))
    assert fired(*NOTE, fact("mri"), dismissed, kind("vertebrogenic"), code("M54.51")) == set()
    clinical = (kind("vertebrogenic", sentence=9), fact("rom", text="flexion", section="assessment", sentence=9))
    assert fired(*NOTE, *clinical, code("M54.51")) == set()


def test_a_type_that_nobody_states() -> None:
    assert fired(*NOTE, code("M54.59")) == {"C104"}
    assert fired(*NOTE, *MODIC, kind("mechanical"), code("M54.51")) == {"C104"}
    assert only("C104", *NOTE, *MODIC, kind("mechanical"), code("M54.51")).suggested_code == "M54.59"


def test_a_hedged_type() -> None:
    assert fired(*NOTE, kind("muscular", "possible"), code("M54.50")) == {"C105"}
    assert fired(*NOTE, kind("muscular", "possible")) == {"C105"}
    assert fired(*NOTE, kind("muscular", "possible"), code("M54.59")) == {"C104", "C105"}
    assert fired(*NOTE, *MODIC, kind("vertebrogenic", "possible"), code("M54.51")) == {"C104", "C105"}
    assert fired(*NOTE, kind("discogenic", "possible")) == {"C105"}
    assert fired(*NOTE, kind("muscular", "possible"), kind("mechanical")) == set()
    assert fired(*NOTE, kind("spondylolysis", "possible")) == set(), "a finding is no type"


def test_a_hedge_that_changes_nothing_is_left_alone() -> None:
    sciatica = fact("sciatica", side="left", section="assessment")
    assert fired(*NOTE[:3], sciatica, kind("muscular", "possible"), code("M54.42")) == set()


SCIATICA = fact("sciatica", side="left", section="assessment")


def test_sciatica_beside_low_back_pain() -> None:
    rest = NOTE[:3]
    assert fired(*rest, SCIATICA, code("M54.50")) == {"C201"}
    assert fired(*rest, SCIATICA, code("M54.42"), code("M54.50")) == {"C201"}
    assert fired(*rest, SCIATICA, code("M54.42")) == set()
    violation = only("C201", *rest, SCIATICA, code("M54.50"))
    assert violation.suggested_code == "M54.42"
    assert "M54.50 yields" in violation.message and "unrelated" in violation.message
    joined = only("C201", *rest, SCIATICA, code("M54.32"), code("M54.50")).message
    assert "Together they are M54.42" in joined


@pytest.mark.parametrize("concept", ["radiculopathy", "radiating_leg_pain"])
def test_leg_pain_and_radiculopathy_are_no_sciatica(concept: str) -> None:
    assert "C201" not in fired(*NOTE[:3], kind(concept, side="left"), code("M54.50"))


def test_disc_displacement() -> None:
    cause = fact("disc_displacement", text="L4-5 herniation", section="assessment", roles=("cause",))
    assert fired(*NOTE, cause, code("M54.50")) == {"C202"}
    assert fired(*NOTE, code("M54.50"), code("M51.26")) == {"C202"}
    aside = fact("disc_displacement", section="assessment", roles=("dismissed",))
    assert fired(*NOTE, aside, code("M54.50")) == set()


STRAIN = fact("strain", text="lumbar strain", section="assessment", roles=("diagnosis",))


def test_strain() -> None:
    assert fired(*NOTE, STRAIN, code("M54.50")) == {"C203", "C501"}
    assert fired(*NOTE, STRAIN, code("S39.012A")) == set()
    assert fired(*NOTE, code("S39.012A"), code("M54.50")) == {"C203", "C501"}
    assert fired(*NOTE, code("S30.0XXA"), code("M54.50")) == {"C203", "C501"}
    assert fired(*NOTE, fact("injury", text="fell"), code("M54.50")) == set(), "onset is no diagnosis"
    healed = fact("strain", "historical")
    assert fired(*NOTE, healed, code("M54.50")) == set()
    assert fired(*NOTE, code("S39.012S"), code("M54.50")) == set(), "a sequela is no current injury"


def test_a_long_standing_strain_is_no_acute_injury() -> None:
    old = (pain(), lasting(400), acuity("chronic"), FUNCTION, LEGS)
    assert fired(*old, STRAIN, code("M54.50")) == {"C203"}
    assert fired(*old, STRAIN, code("S39.012D"), code("M54.50")) == {"C203", "C501"}


def test_psychogenic_pain() -> None:
    assert fired(*NOTE, kind("psychogenic"), code("M54.50")) == {"C204"}
    assert fired(*NOTE, kind("psychogenic"), code("F45.41")) == set()
    assert fired(*NOTE, kind("psychogenic", "absent"), code("M54.50")) == set()


DEGENERATION = (
    kind("discogenic"),
    fact("disc_degeneration", text="degenerated L4-5 disc", section="assessment", roles=("cause",)),
)


def test_discogenic_pain_since_october_2024() -> None:
    after, before = dt.date(2024, 10, 1), dt.date(2024, 9, 30)
    assert fired(*NOTE, *DEGENERATION, code("M54.50"), date=after) == {"C205"}
    assert fired(*NOTE, *DEGENERATION, code("M54.50"), code("M51.360"), date=after) == {"C205"}
    assert fired(*NOTE, *DEGENERATION, code("M54.50"), code("M51.36"), date=before) == set()


def test_the_words_can_support_the_code_that_the_list_makes_yield() -> None:
    listed = fact("disc_degeneration", section="assessment", roles=("diagnosis",))
    facts = (*NOTE, *MODIC, kind("vertebrogenic"), listed, code("M54.51"), code("M51.370"))
    violation = only("C205", *facts)
    assert "M54.51 yields to M51.370" in violation.message and violation.suggested_code == "M54.51"


def test_excludes1_by_codes_alone_holds_on_any_note() -> None:
    assert fired(codes=("M54.50", "M54.41")) == {"C201"}
    assert fired(fact("sciatica"), codes=("M54.50",)) == set(), "words count where the pain is current"


def test_other_pairs_one_by_one() -> None:
    ctx = context(codes=("M51.16", "M54.16", "M79.2"))
    pairs = findings(ctx)["C206"]
    assert len(pairs) == 2
    texts = sorted(violation.message for violation in pairs)
    assert any("M54.16 yields to M51.16." in text for text in texts), "each names the other: the symptom yields"
    assert any("M54.16 and M79.2 exclude" in text and "Each names the other" in text for text in texts), "two symptoms"
    assert all("unrelated" in text for text in texts)


def test_of_two_diagnoses_that_name_each_other_the_list_prefers_none() -> None:
    (pair,) = findings(context(codes=("E10.9", "E11.9")))["C206"]
    assert "Each names the other" in pair.message and "yields" not in pair.message
    assert pair.suggested_code is None


def test_a_pair_is_told_of_once() -> None:
    for beside in ("M54.41", "M51.26", "S39.012A", "F45.41", "M51.360"):
        assert "C206" not in fired(codes=("M54.50", beside))
    assert "C206" not in fired(codes=("M54.50", "M54.16")), "radiculopathy stands beside"
    assert "C206" not in fired(codes=("M54.50", "S39.012S"))


def test_the_deleted_parent() -> None:
    violation = only("C301", *NOTE, code("M54.5"))
    assert violation.suggested_code == "M54.50" and "2021-10-01" in violation.message and not violation.assumed_date
    assert fired(*NOTE, code("M54.5")) == {"C301"}
    assert fired(*NOTE, code("M54.5"), date=dt.date(2021, 9, 30)) == set()
    undated = only("C301", *NOTE, code("M54.5"), date=None)
    assert undated.assumed_date and "date of the run" in undated.message


@pytest.mark.parametrize(
    ("written", "date", "rule"),
    [
        ("M54.50", dt.date(2021, 8, 30), "C302"),
        ("M54.50", dt.date(2021, 10, 1), None),
        ("M51.36", dt.date(2025, 7, 15), "C302"),
        ("M51.36", dt.date(2024, 9, 30), None),
        ("M51.37", dt.date(2024, 11, 18), "C302"),
        ("M48.06", dt.date(2018, 1, 10), "C302"),
        ("S39.012", dt.date(2026, 1, 19), "C303"),
        ("M54.60", dt.date(2026, 4, 2), "C303"),
        ("M54", dt.date(2026, 4, 2), "C303"),
        ("M54.4-", dt.date(2026, 4, 2), "C303"),
        ("S39.012A", dt.date(2026, 1, 19), None),
        ("I10", dt.date(2026, 1, 19), None),
        ("M54.60", dt.date(2035, 1, 1), None),
    ],
)
def test_codes_by_date(written: str, date: dt.date, rule: str | None) -> None:
    assert fired(codes=(written,), date=date) == ({rule} if rule else set())


def test_an_undated_code_is_judged_by_the_date_of_the_run() -> None:
    for written, rule in (("M51.36", "C302"), ("S39.012", "C303")):
        (violation,) = findings(context(codes=(written,), date=None))[rule]
        assert violation.assumed_date and "date of the run" in violation.message


def test_each_bad_code_is_told_of_once() -> None:
    ctx = context(code("S39.012"), code("S39.012"), code("M54.60"))
    assert [v.at.code for v in findings(ctx)["C303"] if isinstance(v.at, ClaimCode)] == ["S39.012", "M54.60"]


def test_a_missing_seventh_character_is_asked_for() -> None:
    (violation,) = findings(context(codes=("S39.012",)))["C303"]
    assert "seventh character" in violation.message and violation.question is not None
    assert "active treatment" in violation.question


CHRONIC = acuity("chronic")
CHRONIC_NOTE = (pain(), CHRONIC, lasting(900), FUNCTION, LEGS)


def test_a_pain_code_needs_something_of_its_own() -> None:
    rest = (*CHRONIC_NOTE, code("M54.50"))
    assert fired(*rest, code("G89.29")) == {"C401"}
    assert fired(*rest, code("G89.4"), fact("pain_syndrome", section="assessment")) == set()
    assert fired(*rest, code("G89.18"), fact("postprocedural_pain")) == set()
    assert fired(*rest, code("G89.29"), fact("postprocedural_pain")) == {"C401"}
    assert fired(*rest, code("G89.29"), fact("pain_control_visit")) == set()
    assert fired(*CHRONIC_NOTE, code("G89.29")) == set()


def test_a_procedure_on_the_unspecified_code() -> None:
    rest = CHRONIC_NOTE
    assert fired(*rest, code("M54.50"), cpt("62323")) == {"C601"}
    assert fired(*rest, codes=("M54.50",), procedures=("64483",)) == {"C601"}
    radiculopathy = fact("radiculopathy", section="assessment")
    assert fired(*rest, radiculopathy, codes=("M54.50", "M54.16"), procedures=("64483",)) == set()
    assert fired(*rest, code("M54.50"), cpt("99213")) == set()


def test_the_line_of_a_procedure_says_what_it_is_linked_to() -> None:
    ctx = context(*CHRONIC_NOTE, code("M54.16"), code("M54.50"), cpt("62323"))
    assert "C601" not in findings(ctx)
    same_line = tuple(f.model_copy(update={"line": 50}) if f.value in ("M54.50", "62323") else f for f in ctx.facts)
    linked = context(*CHRONIC_NOTE, code("M54.16"), code("M54.50"), cpt("62323"))
    object.__setattr__(linked, "facts", same_line)
    assert "C601" in findings(linked)


def test_therapy_needs_a_limitation() -> None:
    rest = (pain(), TIME, LEGS)
    assert fired(*rest, fact("rom", "absent"), cpt("97110")) == {"C602"}
    assert fired(*rest, fact("rom"), cpt("97110"), cpt("97140")) == set()


def test_imaging_needs_a_study_or_an_indication() -> None:
    rest = (pain(), *COMPLETE)
    assert fired(*rest, cpt("72148")) == {"C602"}
    assert fired(*rest, fact("mri", "planned"), cpt("72148")) == set()
    assert fired(*rest, fact("failed_treatment"), cpt("72148")) == set()
    assert fired(*rest, fact("malignancy", "historical"), cpt("72148")) == set()
    assert fired(*rest, fact("xray", "absent"), cpt("72100")) == {"C602"}


def test_a_therapy_visit_for_something_else_is_left_alone() -> None:
    assert fired(fact("low_back_pain", "absent"), fact("rom", "absent"), cpt("97110")) == set()


def test_code_differs_only_where_nothing_else_says_why() -> None:
    stenosis = fact("stenosis", section="assessment", roles=("cause",))
    found = all_fired(*NOTE, stenosis, code("M54.50"))
    assert "C701" in found
    assert "C701" not in all_fired(*NOTE, kind("mechanical"), code("M54.50")), "C101 says why"
    assert "C701" not in all_fired(*NOTE, code("M54.50"))


def test_code_missing() -> None:
    ctx = context(*NOTE, kind("mechanical"))
    (violation,) = findings(ctx)["C702"]
    assert violation.suggested_code == "M54.59" and violation.at is None
    assert "C702" not in all_fired(*NOTE, code("M54.50"))
    assert "C702" in all_fired(*NOTE, code("I10"))
    assert "C702" not in all_fired(fact("low_back_pain", "historical"))


def test_a_code_from_a_manifest_is_pointed_at_there() -> None:
    violation = only("C101", *NOTE, kind("mechanical"), codes=("M54.50",))
    assert isinstance(violation.at, ClaimCode) and violation.at.origin == "manifest:2" and violation.at.fact is None
    assert [f.text for f in violation.facts] == ["mechanical"]


def test_the_claim_is_judged_and_the_text_is_not() -> None:
    assert fired(*NOTE, kind("mechanical"), code("M54.50"), codes=("M54.59",)) == set()
    copied = code("M54.50", past=True)
    assert fired(*NOTE, kind("mechanical"), copied) == set()
    changed = code("M54.50", roles=("changed",))
    assert fired(*NOTE, kind("mechanical"), changed, code("M54.59")) == set()
