"""How far a cue reaches: lists, and what ends them."""

from __future__ import annotations

import pytest

from marked import Says

PAIN = "Low back pain.\n"

LISTS = [
    "{numbness|leg_neuro_deficit|absent}, {tingling|leg_neuro_deficit|absent}, {weakness|leg_neuro_deficit|absent}",
    "{numbness|leg_neuro_deficit|absent} or {tingling|leg_neuro_deficit|absent}",
    "{numbness|leg_neuro_deficit|absent}/{tingling|leg_neuro_deficit|absent}",
    "{fever|infection|absent}, chills, night sweats, {weight loss|malignancy|absent}, "
    "{bowel incontinence|cauda_equina|absent}, {urinary retention|cauda_equina|absent} or "
    "{saddle anesthesia|cauda_equina|absent}",
    "{leg weakness|leg_neuro_deficit|absent}, {foot drop|leg_neuro_deficit|absent}, "
    "{saddle numbness|cauda_equina|absent}, and {bladder dysfunction|cauda_equina|absent}",
    "{sciatica|sciatica|absent}, {radicular pain|radiculopathy|absent}, or any {leg numbness|leg_neuro_deficit|absent}",
    "pain, {numbness|leg_neuro_deficit|absent} or {weakness|leg_neuro_deficit|absent} in the legs",
]


@pytest.mark.parametrize(
    "cue", ["No", "Denies", "Patient denies any", "Negative for", "Without", "There is no", "No complaints of"]
)
@pytest.mark.parametrize("items", LISTS)
def test_a_negation_runs_through_a_list(says: Says, cue: str, items: str) -> None:
    says(f"{PAIN}{cue} {items}.", exact=False)


@pytest.mark.parametrize(
    "cue", [": denied", ": none", ": negative", " are denied", " are absent", ": no", " all negative"]
)
@pytest.mark.parametrize("items", LISTS[:3])
def test_a_cue_after_a_list_reaches_back_through_it(says: Says, cue: str, items: str) -> None:
    says(f"{PAIN}{items[0]}{items[1].upper()}{items[2:]}{cue}.", exact=False)


STOPS = [
    ", but ", ", however ", "; however, ", "; ", ". ", "\n", "\n- ", "\n* ", "\n2. ", "; + ", ", although ",
    ", though ", " except ", " except for ", ", but he has ", ", but does have ", ", yet he reports ",
    " but complains of ", ", and he reports ", ", has ", "; positive for ", ", does have ", ", now with ",
]  # fmt: skip


@pytest.mark.parametrize("stop", STOPS, ids=repr)
@pytest.mark.parametrize("cue", ["No", "Denies", "Negative for"])
def test_a_negation_ends_where_the_sentence_turns(says: Says, cue: str, stop: str) -> None:
    says(f"{PAIN}{cue} {{sciatica|sciatica|absent}}{stop}{{leg numbness|leg_neuro_deficit}}.")


@pytest.mark.parametrize(
    "text",
    [
        "{Sciatica|sciatica}; no {weakness|leg_neuro_deficit|absent}.",
        "{Sciatica|sciatica} but no {weakness|leg_neuro_deficit|absent}.",
        "{Sciatica|sciatica} without {weakness|leg_neuro_deficit|absent}.",
        "{Sciatica|sciatica}, no {numbness|leg_neuro_deficit|absent}, {tingling|leg_neuro_deficit|absent} or "
        "{weakness|leg_neuro_deficit|absent}.",
        "No {weakness|leg_neuro_deficit|absent}. {Sciatica|sciatica}.",
        "{Numbness|leg_neuro_deficit} yes, {weakness|leg_neuro_deficit|absent} no.",
        "No {numbness|leg_neuro_deficit|absent}, no {tingling|leg_neuro_deficit|absent}, + {sciatica|sciatica}",
        "{Leg pain|radiating_leg_pain} worse than back pain, denies {numbness|leg_neuro_deficit|absent}.",
        "Disc bulge at L4-5 without {stenosis|stenosis|absent} or {nerve root compression|nerve_compression|absent}.",
        "Mild {stenosis|stenosis} at L4-5, no {herniation|disc_displacement|absent}.",
        "There is {disc desiccation|disc_degeneration} but no {herniation|disc_displacement|absent} or "
        "{stenosis|stenosis|absent}.",
        "No {fracture|vertebral_fracture|absent}, {listhesis|spondylolisthesis|absent} or "
        "{pars defect|spondylolysis|absent}; moderate {facet arthropathy|facet_arthropathy} L5-S1.",
        "Possible {disc herniation|disc_displacement|possible}; {stenosis|stenosis} is seen.",
        "{Disc bulge|disc_displacement} at L5-S1, possible {annular tear|annular_fissure|possible}.",
        "Return if {weakness|leg_neuro_deficit|hypothetical}. He has {sciatica|sciatica} now.",
    ],
)
def test_each_mention_has_its_own_cue(says: Says, text: str) -> None:
    says(PAIN + text, exact=False)


@pytest.mark.parametrize(
    "text",
    [
        "No acute distress, {sciatica|sciatica} on the left.",
        "No known drug allergies. {Sciatica|sciatica}.",
        "MRI without contrast: {stenosis|stenosis} at L4-5.",
        "No significant change in {disc bulge|disc_displacement} at L4-5.",
        "Not taking gabapentin, {sciatica|sciatica} persists.",
        "With or without the brace, {sciatica|sciatica} continues.",
        "He does not smoke and has {sciatica|sciatica}.",
        "Cannot sit long because of {sciatica|sciatica}.",
        "No help from NSAIDs for the {sciatica|sciatica}.",
        "Could not walk last night from {sciatica|sciatica}.",
    ],
)
def test_a_negation_of_something_else_does_not_reach(says: Says, text: str) -> None:
    says(PAIN + text, exact=False)


def test_a_wide_gap_separates_columns(says: Says) -> None:
    says(PAIN + "{Numbness|leg_neuro_deficit|absent}: no      {Sciatica|sciatica}: yes")


@pytest.mark.parametrize(
    "finding",
    [
        "mild {facet arthropathy|facet_arthropathy}",
        "small {disc bulge|disc_displacement} at L4-5",
        "minimal {spondylosis|spondylosis}",
        "incidental {facet degeneration|facet_arthropathy}",
    ],
)
def test_what_is_graded_on_an_image_is_there(says: Says, finding: str) -> None:
    says(f"{PAIN}CT: no {{fracture|vertebral_fracture|absent}}, {finding}.", exact=False)


def test_a_normal_item_ends_a_list_of_negatives_on_an_image(says: Says) -> None:
    says(
        f"{PAIN}No {{fracture|vertebral_fracture|absent}}, {{disc heights|disc_height_loss|absent}} preserved, "
        "{spondylosis|spondylosis}.",
        exact=False,
    )


def test_a_list_of_negatives_on_an_image_goes_on(says: Says) -> None:
    says(
        f"{PAIN}MRI: no {{herniation|disc_displacement|absent}}, significant {{stenosis|stenosis|absent}} or "
        "{fracture|vertebral_fracture|absent}.",
        exact=False,
    )
