"""What a note says about itself, and the visit above all: the place of a word decides."""

from __future__ import annotations

import datetime as dt
import json
import time
from pathlib import Path
from typing import Any

import pytest

from notelint import hints, patterns
from notelint.errors import PatternError
from notelint.models import Note, Visit
from notelint.reading import visit_words
from notelint.reading.metadata import Metadata, read_metadata, text_metadata
from notelint.reading.visit_words import Place, examples, load_words

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "dev"
FRAMES: dict[Place, tuple[str, ...]] = {
    "title": ("{}", "Hillside Clinic\n{}\n\nHPI: aches."),
    "heading": ("{}",),
    "opening": ("{}", "HPI: {}", "Hillside Clinic\n\nDear Dr Ames,\n\n{}\n", "CC: ache\nSUBJECTIVE\n{}"),
    "body": ("HPI: Ache.\nEXAM: {}", "HPI: Ache.\nSocial history: {}"),
}


def said(text: str) -> Visit:
    return text_metadata(text).visit


@pytest.mark.parametrize(("visit", "places", "text", "hit"), list(examples()))
def test_examples_of_the_pattern_file(visit: Visit, places: tuple[Place, ...], text: str, hit: bool) -> None:
    for place in places:
        for frame in FRAMES[place]:
            if place == "opening" and frame == "{}" and "title" not in places:
                continue  # On its own it may be a title, which is another cue's matter.
            found = said(frame.format(text))
            assert (found == visit) if hit else (found != visit), (place, frame)


@pytest.mark.parametrize(
    ("text", "visit"),
    [
        ("", "unstated"),
        ("LBP x 3 days after digging. NSAIDs. F/u 2 wks.", "unstated"),
        ("Back pain, 3 weeks.\nPlan: heat. Follow-up with me in 6 weeks, sooner if worse.", "unstated"),
        ("HPI: lumbago.\nInstructions: return for follow-up.\nRecheck in a month.", "unstated"),
        ("PREOPERATIVE DIAGNOSIS: stenosis\nPOSTOPERATIVE DIAGNOSIS: same\nThe patient was put prone.", "unstated"),
        ("Spine clinic follow-up\n\nHPI: as a new patient in May he had films.", "followup"),
        ("New patient - ED follow-up\nHPI: Back pain.", "new"),
        ("Urgent care\nHPI: He returns today; the ache we saw him for is worse.", "followup"),
        ("Visit type: [ ] New patient  [x] Follow-up\nHPI: aches", "followup"),
        ("Visit type: [x] New patient  [ ] Follow-up\nHPI: aches", "new"),
        ("Visit: ( ) initial  (x) return visit", "followup"),
        ("CHIEF COMPLAINT:\nFollow-up of low back pain.\n\nHPI: aches", "followup"),
        ("PROGRESS NOTE: The ache is as it ever was and wakes him at four, so that he naps at his desk.", "followup"),
        ("HPI: Back pain.\nPMH: none\nASSESSMENT: Lumbago, better since the last visit.", "followup"),
        ("HPI: Back pain.\nPLAN: Compare with films from the last visit.", "unstated"),
        ("PMH: asthma\n\nHISTORY OF PRESENT ILLNESS\n\nMrs. Quist returns for review of her back.", "followup"),
        ("Spine clinic\n\nCopied forward from 5/4/2026:\nReturn visit. Unchanged since last visit.", "unstated"),
        ("Urgent care. 34M walks in. Tweaked low back shovelling snow, aches across the beltline.", "new"),
        ("Chiropractic daily note 11/3. Pt reports LBP, hypertonic erectors on both sides.", "followup"),
        ("Work comp follow-up, date of injury 6/2. He twisted while unloading a pallet at the warehouse.", "followup"),
        ("Mrs. K. returns. Her back has been bad for years, a deep ache over the belt line.", "followup"),
        ("Back hurts. Told to follow up. He has had no relief from heat and none from pills.", "unstated"),
        (">>> copied from prior note\nReturn visit.\n<<< end copied text\nHPI: Here to establish care.", "new"),
    ],
)  # fmt: skip
def test_the_place_of_a_word_decides(text: str, visit: Visit) -> None:
    assert said(text) == visit


def test_line_ends_and_letter_case_do_not_matter() -> None:
    for text in (
        "SPINE CLINIC\r\nFOLLOW–UP VISIT\r\n",
        "spine clinic\rfollow up\tvisit",
        "Spine Clinic\u2028Follow\u2011Up",
    ):
        assert said(text) == "followup"


def test_everything_at_once() -> None:
    head = "Hillside Clinic\nMRN: 1042   Note ID: 88   DOS 05/04/2026\nReturn visit\n\n"
    text = head + "Copied from 3/2/2026\nMRN: 7 DOS 3/2/2026"
    assert text_metadata(text) == Metadata(
        date_of_service=dt.date(2026, 5, 4), visit="followup", patient_id="1042", note_id="88"
    )


def test_what_is_given_goes_before_what_the_text_says() -> None:
    text = "MRN: 1042   DOS 05/04/2026\nReturn visit"
    given = Note(text=text, patient_id="9", visit="new", note_id="n1")
    assert read_metadata(given) == Metadata(
        date_of_service=dt.date(2026, 5, 4), visit="new", patient_id="9", note_id="n1"
    )
    assert read_metadata(Note(text=text, date_of_service=dt.date(2025, 1, 2))).date_of_service == dt.date(2025, 1, 2)


def test_front_matter_is_not_read_as_text() -> None:
    matter = "---\nprovider: Follow-up clinic\nnote_id: MRN 5 DOS 5/4/2026\n---\n"
    assert text_metadata(matter + "Low back pain.", len(matter)) == Metadata()


def test_the_order_of_dates_is_passed_on() -> None:
    assert text_metadata("DOS 03/04/26", date_order="dmy").date_of_service == dt.date(2026, 4, 3)


@pytest.mark.parametrize(
    "text", ["low back pain " * 40_000, "follow up\n" * 60_000, "[ ] " * 50_000, "\x0b" * 9, "DOS " * 50_000]
)
def test_odd_and_long_texts_take_no_time(text: str) -> None:
    started = time.perf_counter()
    text_metadata(text)
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"visit": "old"}, "visit must be one of"),
        ({"places": ["plan"]}, "unknown place 'plan'"),
        ({"guards": ["nobody"]}, "unknown guard 'nobody'"),
        ({"phrases": ["x"]}, "unknown key 'phrases'"),
        ({"words": ["(x"]}, "is not closed"),
    ],
)
def test_a_wrong_cue_is_an_error_that_names_it(
    change: dict[str, Any], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = {
        "parts": {},
        "headings": {},
        "copied": {"open": [], "close": []},
        "guards": {},
        "cue": [{"visit": "new", "places": ["title"], "words": ["x"], **change}],
    }
    monkeypatch.setattr(visit_words.patterns, "load", lambda *_: data)
    load_words.cache_clear()
    try:
        with pytest.raises(PatternError, match=r"cue 1") as caught:
            load_words()
        assert message in str(caught.value)
    finally:
        load_words.cache_clear()


def test_a_missing_pattern_file_is_named() -> None:
    with pytest.raises(PatternError, match=r"patterns/none\.toml"):
        patterns.load("none.toml")


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the labelled corpus is not here")
@pytest.mark.parametrize("name", ["real", "synthetic"])
def test_visits_of_the_labelled_notes(name: str) -> None:
    lines = (CORPUS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    records = sorted((json.loads(line) for line in lines if line.strip()), key=lambda record: record["id"])
    tuned = [record for number, record in enumerate(records) if number % 3 != 2]
    right = sum((said(record["text"]) == "followup") == (record["visit"] == "followup") for record in tuned)
    assert right / len(tuned) >= 0.96


def _told_first(key: str) -> list[str]:
    told: list[str] = patterns.load("visit.toml")["told_first"][key]
    return told


@pytest.mark.parametrize("text", _told_first("examples"))
def test_a_note_without_a_cue_that_introduces_its_patient_is_a_first_visit(text: str) -> None:
    assert said(text) == "new"


@pytest.mark.parametrize("text", _told_first("misses"))
def test_a_report_and_a_fragment_are_no_visit(text: str) -> None:
    assert said(text) == "unstated"


@pytest.mark.parametrize(
    "text",
    [
        "PREOPERATIVE DIAGNOSIS: Stenosis.\nPROCEDURE: Laminectomy.\nINDICATIONS: He presents with back pain.",
        "EXAM: MRI lumbar spine\nHISTORY: Pain. Referred by Dr. X.\nFINDINGS: Smaller than on the last visit.",
        "DISCHARGE DIAGNOSES: 1. Lumbago.\nHOSPITAL COURSE: He presented with back pain and returned to the ward.",
        "HISTORY: The patient is a 50-year-old man.\nNERVE CONDUCTION STUDIES: Normal.",
    ],
)
def test_what_an_operation_or_a_study_reports_tells_no_visit(text: str) -> None:
    assert said(text) == "unstated"


def test_a_report_may_still_be_titled_a_follow_up() -> None:
    assert said("REASON FOR EXAM: Followup of fracture.\nFINDINGS: Healed.") == "followup"


def test_words_from_disk_say_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [said for _, _, said, _ in examples()]
    monkeypatch.setenv("NOTELINT_CACHE", "")
    made = load_words.__wrapped__()
    monkeypatch.setenv("NOTELINT_CACHE", str(tmp_path))
    load_words.__wrapped__()
    assert [path.suffix for path in tmp_path.iterdir()] == [".words"]
    with monkeypatch.context() as patch:
        patch.setattr(hints, "needed", None)  # must not be called again
        stored = load_words.__wrapped__()
    for one, other in zip(made.cues, stored.cues, strict=True):
        assert one.words.pattern == other.words.pattern
        assert [one.found(text.lower()) for text in texts] == [other.found(text.lower()) for text in texts]
    assert made.hints.learned() == stored.hints.learned()
