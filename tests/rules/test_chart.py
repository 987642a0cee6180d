"""D rules on one note: what the chart should say."""

from __future__ import annotations

import pytest

from notelint.models import Fact

from .build import COMPLETE, acuity, all_fired, code, context, fact, findings, fired, lasting, only, pain

TIME, FUNCTION, LEGS = COMPLETE


def test_a_complete_note_has_no_warning() -> None:
    assert fired(pain(), *COMPLETE) == set()


def test_a_note_about_something_else_has_no_finding() -> None:
    assert all_fired(fact("gait", "absent"), fact("low_back_pain", "absent")) == set()
    assert all_fired() == set()


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ((FUNCTION, LEGS), "D101"),
        ((TIME, LEGS), "D401"),
        ((TIME, FUNCTION), "D501"),
    ],
)
def test_what_is_missing_is_said(given: tuple[Fact, ...], missing: str) -> None:
    assert fired(pain(), *given) == {missing}
    violation = only(missing, pain(), *given)
    assert violation.at is None, "nothing stands there to point at"
    assert violation.question is not None


@pytest.mark.parametrize(
    ("word", "days", "disagree"),
    [
        ("acute", 27, False),
        ("acute", 28, False),
        ("acute", 30, False),
        ("acute", 38, True),
        ("acute", 150, True),
        ("subacute", 14, True),
        ("subacute", 28, False),
        ("subacute", 84, False),
        ("subacute", 91, False),
        ("subacute", 120, True),
        ("chronic", 10, True),
        ("chronic", 84, False),
        ("chronic", 3650, False),
        ("acute_on_chronic", 21, False),
        ("recurrent", 3, False),
    ],
)
def test_word_and_duration_must_agree(word: str, days: int, disagree: bool) -> None:
    facts = (pain(), acuity(word), lasting(days), FUNCTION, LEGS)
    assert fired(*facts) == ({"D102"} if disagree else set())


def test_the_limits_can_be_set() -> None:
    facts = (pain(), acuity("acute"), lasting(38), FUNCTION, LEGS)
    ctx = context(*facts)
    assert "D102" in findings(ctx)
    wider = context(*facts)
    object.__setattr__(wider, "limits", {"acute_days": 42, "subacute_days": 84})
    assert "D102" not in findings(wider)


def test_a_contradiction_of_time_shows_both_places() -> None:
    violation = only("D102", pain(), acuity("acute"), lasting(150, "5 months"), FUNCTION, LEGS)
    assert isinstance(violation.at, Fact) and violation.at.text == "acute"
    assert [f.text for f in violation.facts] == ["5 months"]


def test_word_and_duration_must_be_of_one_episode() -> None:
    flare = (acuity("chronic", sentence=1), fact("change", value="worse", sentence=2), lasting(3, sentence=2))
    assert "D102" not in fired(pain(), *flare, FUNCTION, LEGS)
    two = (acuity("chronic", sentence=1), acuity("acute", sentence=2), lasting(3, sentence=2))
    assert "D102" not in fired(pain(), *two, FUNCTION, LEGS)
    beside = (acuity("acute", sentence=1), lasting(3, sentence=1), lasting(1500, sentence=2))
    assert "D102" not in fired(pain(), *beside, FUNCTION, LEGS)


def test_the_duration_of_an_earlier_visit_does_not_count() -> None:
    assert "D102" not in fired(pain(), acuity("acute"), lasting(21), lasting(200, past=True), FUNCTION, LEGS)


def test_no_acuity_word_is_information() -> None:
    assert "D103" in all_fired(pain(), *COMPLETE)
    assert "D103" not in all_fired(pain(), acuity("acute"), *COMPLETE)
    assert "D103" not in all_fired(pain(), FUNCTION, LEGS)


def test_a_study_needs_its_result() -> None:
    assert fired(pain(), *COMPLETE, fact("mri", section="imaging")) == {"D201"}
    assert fired(pain(), *COMPLETE, fact("mri", "planned")) == set()
    assert fired(pain(), *COMPLETE, fact("mri"), fact("normal_imaging")) == set()
    assert fired(pain(), *COMPLETE, fact("emg")) == set(), "electrodiagnosis is no imaging"


def test_the_study_without_a_result_is_pointed_at() -> None:
    violation = only("D201", pain(), *COMPLETE, fact("mri", text="MRI"))
    assert isinstance(violation.at, Fact) and violation.at.text == "MRI"


HERNIATION = fact("disc_displacement", text="herniation", section="imaging")
STUDY = (fact("mri", section="imaging"), HERNIATION)


def test_a_finding_that_nobody_takes_up() -> None:
    assert fired(pain(), *COMPLETE, *STUDY) == {"D202"}
    assert "M51.2-" in only("D202", pain(), *COMPLETE, *STUDY).message


@pytest.mark.parametrize(
    "taken_up",
    [
        fact("disc_displacement", section="assessment", roles=("dismissed",)),
        fact("disc_displacement", "possible", section="assessment"),
        fact("disc_displacement", roles=("used",)),
        fact("disc_displacement", "absent", section="assessment"),
        fact("disc_displacement", "historical", section="assessment"),
    ],
)
def test_a_finding_that_the_assessment_takes_up(taken_up: Fact) -> None:
    assert "D202" not in fired(pain(), *COMPLETE, *STUDY, taken_up)


@pytest.mark.parametrize("section", ["imaging", "indication", "history", None])
def test_a_finding_told_again_elsewhere_is_not_taken_up(section: str | None) -> None:
    assert "D202" in fired(pain(), *COMPLETE, *STUDY, fact("disc_displacement", section=section))


@pytest.mark.parametrize("assertion", ["present", "possible", "absent"])
def test_a_stand_on_the_type_is_a_stand_on_its_finding(assertion: str) -> None:
    endplate = (fact("mri"), fact("endplate_change", text="Modic 1"))
    stand = fact("vertebrogenic", assertion)  # type: ignore[arg-type]
    assert "D202" in fired(pain(), *COMPLETE, *endplate)
    assert "D202" not in fired(pain(), *COMPLETE, *endplate, stand)


def test_d202_leaves_details_to_d203() -> None:
    for concept in ("facet_arthropathy", "disc_height_loss", "si_joint_change"):
        found = all_fired(pain(), *COMPLETE, fact("xray"), fact(concept))
        assert "D203" in found and "D202" not in found
    assert not {"D202", "D203"} & all_fired(pain(), *COMPLETE, fact("xray"), fact("spondylosis"))


def test_an_old_or_absent_finding_needs_no_stand() -> None:
    old = fact("disc_displacement", "historical")
    assert "D202" not in fired(pain(), *COMPLETE, fact("mri"), old, fact("stenosis", "absent"))


@pytest.mark.parametrize("concept", ["rom", "gait", "work", "sleep", "disability_score"])
@pytest.mark.parametrize("assertion", ["present", "absent"])
def test_any_statement_on_function_counts(concept: str, assertion: str) -> None:
    assert fired(pain(), TIME, LEGS, fact(concept, assertion)) == set()  # type: ignore[arg-type]


def test_a_goal_is_no_statement_on_function() -> None:
    goal = fact("mobility", "hypothetical", roles=("goal",))
    assert fired(pain(), TIME, LEGS, goal) == {"D401"}


@pytest.mark.parametrize(
    ("doubt", "given"),
    [
        ("time_unattached", (FUNCTION, LEGS)),
        ("activity_unjudged", (TIME, LEGS)),
        ("leg_unjudged", (TIME, FUNCTION)),
        ("result_unread", (*COMPLETE, fact("mri"))),
    ],
)
def test_words_that_could_not_be_read_with_certainty_raise_no_alarm(doubt: str, given: tuple[Fact, ...]) -> None:
    assert fired(pain(), *given) != set()
    assert fired(pain(), *given, fact(doubt)) == set()


def test_sciatica_is_addressed_by_a_denial_or_a_hedge_but_not_by_a_test() -> None:
    rest = (pain(), TIME, FUNCTION)
    assert fired(*rest, fact("sciatica", "absent")) == set()
    assert fired(*rest, fact("sciatica", "possible")) == set()
    assert fired(*rest, fact("leg_neuro_deficit", "absent", "straight leg raise")) == {"D501"}


def test_disc_displacement_and_strain_are_information() -> None:
    found = all_fired(pain(), *COMPLETE)
    assert {"D502", "D503"} <= found
    settled = (fact("disc_displacement", "absent"), fact("strain", "absent"))
    assert not {"D502", "D503"} & all_fired(pain(), *COMPLETE, *settled)


LEG_PAIN = fact("radiating_leg_pain", text="shoots down the right leg", side="right")


def test_leg_pain_that_nobody_characterises() -> None:
    assert fired(pain(), TIME, FUNCTION, LEG_PAIN) == {"D504"}
    numb = fact("leg_neuro_deficit", text="numb foot")
    assert fired(pain(), *COMPLETE, numb) == {"D504"}


@pytest.mark.parametrize(
    "said",
    [
        fact("sciatica", side="right"),
        fact("sciatica", "possible"),
        fact("radiculopathy"),
        fact("claudication"),
        fact("referred_pain"),
        fact("radiculopathy", "absent", section="assessment"),
        code("M54.16"),
    ],
)
def test_leg_pain_that_somebody_characterises(said: Fact) -> None:
    assert "D504" not in fired(pain(), TIME, FUNCTION, LEG_PAIN, said)


def test_a_sign_put_down_to_something_else_is_not_asked_about() -> None:
    age = fact("leg_neuro_deficit", text="absent ankle jerks", roles=("dismissed",))
    assert fired(pain(), *COMPLETE, age) == set()


def test_sciatica_needs_a_side() -> None:
    rest = (pain(), TIME, FUNCTION)
    assert fired(*rest, fact("sciatica")) == {"D505"}
    assert fired(*rest, fact("sciatica", side="left")) == set()
    assert fired(*rest, fact("sciatica"), LEG_PAIN) == set(), "the pain tells the side"
    assert fired(*rest, fact("sciatica"), code("M54.42")) == set(), "the code tells the side"


PLAIN = fact("back_pain", text="back pain")


def test_plain_back_pain_under_a_low_back_code() -> None:
    assert "D601" in fired(PLAIN, code("M54.50"))
    assert "D601" in fired(PLAIN, fact("xray", "planned", "XR lumbar spine"), fact("lumbar_site"))
    assert fired(PLAIN, code("M54.9")) == set()
    assert "D601" not in fired(PLAIN, pain(), *COMPLETE, code("M54.50"))


def test_plain_back_pain_is_told_of_where_it_is_not_current_too() -> None:
    ctx = context(PLAIN, codes=("M54.50",))
    assert ctx.conclusions.status == "absent"
    assert {name for name in findings(ctx) if name.startswith("D")} == {"D601"}


def test_present_and_absent_at_once() -> None:
    denied = fact("radiating_leg_pain", "absent", "radiation", section="ros")
    sciatica = fact("sciatica", side="left")
    told = fact("radiating_leg_pain", text="down the left leg", side="left")
    violation = only("D602", pain(), TIME, FUNCTION, told, denied, sciatica)
    assert violation.at is not None and [f.text for f in violation.facts] == ["down the left leg"]


@pytest.mark.parametrize(
    "denied",
    [
        fact("radiating_leg_pain", "absent", "leg pain", side="right"),
        fact("radiating_leg_pain", "absent", "radiation below the knee"),
        fact("radiating_leg_pain", "absent", "leg pain", past=True),
        fact("radiating_leg_pain", "historical", "leg pain"),
        fact("radiculopathy", "absent"),
    ],
)
def test_what_is_no_contradiction(denied: Fact) -> None:
    told = fact("radiating_leg_pain", text="down the left leg", side="left")
    assert "D602" not in fired(pain(), TIME, FUNCTION, told, denied)


def test_signs_contradict_in_the_same_words_from_the_same_source_only() -> None:
    numb, no_numb = fact("leg_neuro_deficit", text="numbness"), fact("leg_neuro_deficit", "absent", "numbness")
    assert "D602" in fired(pain(), *COMPLETE, numb, no_numb)
    weak = fact("leg_neuro_deficit", "absent", "weakness")
    assert "D602" not in fired(pain(), *COMPLETE, numb, weak)
    question = only("D602", pain(), *COMPLETE, numb, no_numb).question or ""
    assert question.count("“numbness”") == 2, "both places are quoted"
    for section in ("plan", "instructions"):
        warned = fact("leg_neuro_deficit", text="numbness", section=section)
        assert "D602" not in fired(pain(), *COMPLETE, warned, no_numb)
    on_exam = fact("leg_neuro_deficit", text="numbness", section="exam")
    assert "D602" not in fired(pain(), *COMPLETE, on_exam, no_numb)


def test_a_review_of_systems_that_denies_the_complaint() -> None:
    assert "D602" in fired(pain(), *COMPLETE, fact("back_pain", "absent", section="ros"))
    assert "D602" not in fired(pain(), *COMPLETE, fact("back_pain", "absent", section="history"))
