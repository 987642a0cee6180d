"""Pain told to its end is past; labels that others gave decide nothing; a cause may stand a sentence earlier."""

from __future__ import annotations

import pytest

from notelint.linter import Linter
from notelint.models import Conclusions, Note, Suggestion


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter()


def read(linter: Linter, text: str) -> tuple[Conclusions, Suggestion]:
    """What a note comes to."""
    report = linter.lint(Note(text=text))
    return report.conclusions, report.suggestion


@pytest.mark.parametrize(
    "text",
    [
        "HPI: Denies low back pain at the present time. When this started she had severe low back pain. A: psoriasis.",
        "HPI: Initially he had low back pain with each flare. Currently he has no low back pain. A: psoriasis, quiet.",
        "HPI: Woman with history of gout, low back pain and asthma found down.\nPMH: Gout, low back pain.\nA: Arrest.",
        "HPI: Melena. He was on naproxen from last winter for pain in the low back; that pain was gone by spring.",
        "HPI: Melena. He took naproxen for low back pain last year. This has since resolved. A: GI bleed.",
        "She used to have a lot of low back pain, but since her fusion she has had none of it. A: hip arthritis.",
        "He had low back pain for years until his fusion and has had no trouble since. Impression: knee arthritis.",
        "PT discharge. Initial complaint acute low back pain after gardening. Pt reports being pain free for 2 weeks.",
        "He retired on account of low back pain, which has not bothered him for years. Impression: syncope.",
        "She got over her low back pain with therapy. A: hypertension.",
        "Low back pain in 2004, therapy, no recurrence. Impression: shoulder bursitis.",
        "He was treated for low back pain in his thirties. A: migraine.",
        "He was off work with low back pain but has been fine since. A: hypertension.",
        "He drove a bus until low back pain put him out on disability in 1994. Imp: lung nodule.",
        "HPI: Sepsis. Because of low back pain he had been taking Norco every day before his admission. A: sepsis.",
        "PMH: CABG. Note that due to low back pain, she had been on oxycodone daily prior to hospitalization.",
        "HPI: Palpitations.\nSOCIAL HISTORY: He took disability in 1997 because of low back pain.\nA: atrial flutter.",
    ],
)
def test_pain_told_to_its_end_is_past(linter: Linter, text: str) -> None:
    conclusions, suggestion = read(linter, text)
    assert (conclusions.status, suggestion.code) == ("historical", "none")


@pytest.mark.parametrize(
    "text",
    [
        "HPI: Low back pain for 3 years, gone after the injection last spring but it came back in June.",
        "HPI: Low back pain x 2 weeks. She had an episode of low back pain in 2015 and has had none since.",
        "Follow up. Her low back pain has been doing well since the last injection. A: Lumbago, improved.",
        "He used to have low back pain once a month; now it is daily. A: low back pain.",
        "HPI: low back pain. She had no trouble until 3 weeks ago when she lifted a box.",
        "HPI: She complains of low back pain. No problems since the last visit with bowel or bladder. A: LBP",
        "HPI: Low back pain, has not bothered her much this week. A: LBP.",
        "HPI: Low back pain for a month. He is pain free when lying down. A: LBP.",
        "HPI: Low back pain. She has been pain free in the legs. A: LBP.",
        "HPI: She was admitted for low back pain. Due to low back pain she had been taking Norco before admission.",
        "HPI: For his low back pain he has been taking Norco since admission. A: low back pain.",
        "SOCIAL HISTORY: On disability because of low back pain since 2010. A: chronic low back pain.",
    ],
)
def test_pain_that_goes_on_is_current(linter: Linter, text: str) -> None:
    assert read(linter, text)[0].status == "current"


@pytest.mark.parametrize(
    ("text", "code", "instead"),
    [
        ("HPI: Low back pain. His wife thinks he pulled a muscle. A: Low back pain.", "M54.50", ()),
        ("HPI: Low back pain. She was diagnosed with a lumbar strain in the ER. A: low back pain.", "M54.50", ()),
        ("HPI: Low back pain. He was told by a chiropractor that this was sciatica. A: low back pain.", "M54.50", ()),
        ("HPI: Low back pain. His PCP diagnosed a lumbar strain. Impression: lumbar strain.", "other", ("S39.012-",)),
        ("HPI: Low back pain after lifting. Lumbar strain. Impression: low back pain.", "other", ("S39.012-",)),
        ("HPI: Low back pain. He was told that he had pulled a muscle.", "other", ("S39.012-",)),
    ],
)  # fmt: skip
def test_a_label_of_others_gives_way_to_the_writers_own_words(
    linter: Linter, text: str, code: str, instead: tuple[str, ...]
) -> None:
    suggestion = read(linter, text)[1]
    assert (suggestion.code, suggestion.instead) == (code, instead)


def test_the_writers_denial_stands_against_what_others_called_it(linter: Linter) -> None:
    text = "HPI: Low back pain. He was told that this was sciatica. Impression: low back pain, not from sciatica."
    checklist = read(linter, text)[0].checklist
    assert checklist is not None
    assert checklist.exclusions["sciatica"] == "absent"


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("Impression: Left renal colic. Her low back pain is from the stone.", ("N20.-",)),
        ("HPI: low back pain. A/P: 1. Pyelonephritis. Low back pain is secondary to this.", ("N10",)),
        ("A/P: R ureterolithiasis, which explains her low back pain.", ("N20.-",)),
        ("HPI: low back pain. Impression: Acute pyelonephritis; low back pain is from this.", ("N10",)),
        ("A: His low back pain comes from the lumbar metastases, and the likely primary is the kidney.", ("C79.51",)),
    ],
)
def test_a_cause_is_tied_to_the_pain(linter: Linter, text: str, instead: tuple[str, ...]) -> None:
    assert read(linter, text)[1].instead == instead


@pytest.mark.parametrize(
    "text",
    [
        "HPI: low back pain. A: 1. Pyelonephritis. 2. Low back pain, may be due to this.",
        "HPI: low back pain. A: 1. Kidney stone. Low back pain is not from the stone.",
    ],
)
def test_a_doubted_cause_is_none(linter: Linter, text: str) -> None:
    assert read(linter, text)[1].code == "M54.50"


def test_a_procedure_to_come_opens_no_report(linter: Linter) -> None:
    text = (
        "PREOPERATIVE HISTORY\n\nPLANNED PROCEDURE: right total hip.\n\nHip pain. She had low back pain with "
        "sciatica for years until her laminectomy and has had none since.\n\nIMPRESSION: Osteoarthritis of the hip."
    )
    facts = linter.lint(Note(text=text)).facts
    assert {f.assertion for f in facts if f.concept in ("low_back_pain", "sciatica", "spine_surgery")} == {"historical"}


def test_a_list_in_which_each_has_its_no_ends_with_the_last_of_them(linter: Linter) -> None:
    facts = linter.lint(
        Note(text="MRI for low back pain: no fracture, no disc herniation, diffuse degenerative change.")
    ).facts
    assert {f.concept: f.assertion for f in facts if f.concept in ("disc_displacement", "spondylosis")} == {
        "disc_displacement": "absent",
        "spondylosis": "present",
    }


def test_the_last_word_on_a_finding_counts(linter: Linter) -> None:
    text = "In my opinion he has lumbar spondylosis that was there before, and this is the cause of his low back pain."
    assert read(linter, text)[1].instead == ("M47.816",)


def test_a_gait_is_none_of_the_backs_where_the_back_is_history(linter: Linter) -> None:
    text = "HPI: Annual exam.\nPMH: low back pain in 2011, no trouble since.\nEXAM: Lungs clear. Gait normal.\nA: Well."
    facts = linter.lint(Note(text=text)).facts
    assert [f.assertion for f in facts if f.concept == "low_back_pain"] == ["historical"]
    assert not [f for f in facts if f.concept == "gait"]


def test_a_study_ordered_and_read_was_done(linter: Linter) -> None:
    text = (
        "HPI: Low back pain. Her doctor ordered an MRI, done Monday. He ordered x-rays, read as normal. I ordered a CT."
    )
    facts = linter.lint(Note(text=text)).facts
    assert [f.assertion for f in facts if f.concept in ("mri", "xray", "ct")] == ["present", "present", "planned"]


@pytest.mark.parametrize(
    ("text", "assertion"),
    [
        (
            "Low back pain. He had sciatica, treated with a block in March. I am pleased to say that has gone.",
            "historical",
        ),
        ("Low back pain. Her sciatica came on in May. Fortunately, it settled.", "historical"),
        ("Low back pain. He had sciatica last year. That has gone but it came back last week.", "present"),
        ("Low back pain. He has sciatica. The swelling has gone.", "present"),
        ("Low back pain. He had sciatica. That has gone. Today sciatica again on the left.", "present"),
    ],
)
def test_a_trouble_of_the_leg_that_is_gone_is_past(linter: Linter, text: str, assertion: str) -> None:
    facts = linter.lint(Note(text=text)).facts
    assert [f.assertion for f in facts if f.concept == "sciatica"][-1] == assertion
