"""A note that opens and ends with a joint is about the joint, however often it names the back on the way."""

from __future__ import annotations

from marked import Read

HIP = """CC: Right hip pain, for right total hip replacement.
HPI: End stage osteoarthritis of the right hip. Groin pain for six years.
She sleeps poorly on that side and cannot sit long. She also has chronic low back pain after an L4 to S1 fusion in 2011.
EXAM: Antalgic gait on the right. Motor and sensory intact distally. Straight leg raise negative.
ASSESSMENT:
1. Right hip osteoarthritis.
2. Chronic low back pain, status post fusion.
"""


def test_what_the_hip_keeps_from_doing_is_not_the_backs(read: Read) -> None:
    found = {fact.concept for fact in read(HIP).facts}
    assert {"low_back_pain", "acuity", "spine_surgery"} <= found
    assert not found & {"sleep", "mobility", "gait", "leg_neuro_deficit", "radiating_leg_pain"}


def test_the_same_of_the_back_is(read: Read) -> None:
    back = HIP.replace("Right hip pain, for right total hip replacement", "Low back pain").replace(
        "Right hip osteoarthritis", "Lumbar stenosis"
    )
    assert {"gait", "leg_neuro_deficit"} <= {fact.concept for fact in read(back).facts}


def test_the_injury_of_several_complaints_is_named_again(read: Read) -> None:
    note = (
        "CC: Neck stiffness, right shoulder discomfort and headache. Low back pain since a fall on November 3.\n"
        "HISTORY: The neck hurts with turning. The right shoulder hurts overhead. The elbow tingles. His jaw is sore.\n"
        "After the fall he went to the hospital. The head CT was negative. The neck was x-rayed.\n"
        "The wrist was braced. He has headaches.\n"
        "EXAM: Neck, shoulders, elbows and hands: full motion. The lumbar spine moves fully.\n"
        "DIAGNOSES: Sprain of the neck and of the lumbar spine."
    )
    injuries = [fact.start for fact in read(note).facts if fact.concept == "injury" and fact.assertion == "present"]
    assert note.index("fall he went") in injuries


def test_films_of_the_mid_back_are_not_the_low_backs(read: Read) -> None:
    note = (
        "CC: Mid back pain. Mid thoracic pain since a collision. Thoracic spine films showed T7 and T8 compression. "
        "An MRI of the thoracic spine was done. The mid back is tender at T7. Mid back pain with sitting. "
        "Thoracic motion full. He brought the MRI. He once had low back pain."
    )
    assert "mri" not in {fact.concept for fact in read(note).facts}


def test_pain_that_the_next_sentence_ends_is_past(read: Read) -> None:
    note = "In October she had low back pain. She went to therapy and the pain was gone by May. A: breast cancer."
    assert [fact.assertion for fact in read(note).facts if fact.concept == "low_back_pain"] == ["historical"]
