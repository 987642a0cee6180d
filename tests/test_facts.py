"""Facts: where they stand in the note as read, and what is known about them."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marked import Read
from notelint.facts import extract, line_starts
from notelint.models import DurationValue, Fact, Note
from notelint.pipeline import NotePipeline

NOTE = """Name: 😀 test patient

CC: low back pain x 3 weeks

HPI: 😀😀 Denies numbness, but has sciatica on the left.
\tODI 38.

Assessment
1. Mechanical low-back  pain, M54.50.
"""


def facts_of(read: Read, text: str, concept: str) -> list[Fact]:
    """The facts of one concept."""
    return [fact for fact in read(text).facts if fact.concept == concept]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_facts_point_at_their_words(read: Read, newline: str) -> None:
    text = NOTE.replace("\n", newline)
    lines = text.split(newline)
    facts = read(text).facts
    assert facts
    for fact in facts:
        assert text[fact.start : fact.end] == fact.text
        assert fact.text.strip() == fact.text
        assert lines[fact.line - 1][fact.column - 1 :].startswith(fact.text)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_lines_and_columns_count_from_one_in_code_points(read: Read, newline: str) -> None:
    text = NOTE.replace("\n", newline)
    (sciatica,) = facts_of(read, text, "sciatica")
    assert (sciatica.line, sciatica.column) == (5, 34)
    (score,) = facts_of(read, text, "disability_score")
    assert (score.line, score.column) == (6, 2)
    (code,) = facts_of(read, text, "icd10")
    assert (code.line, code.text) == (9, "M54.50")


def test_facts_come_in_order_of_place(read: Read) -> None:
    starts = [fact.start for fact in read(NOTE).facts]
    assert starts == sorted(starts)


def test_front_matter_is_not_read_as_note_and_counts_in_offsets(pipeline: NotePipeline) -> None:
    head = "---\nnote_id: sciatica-1\n---\n"
    note = Note(text=head + "Low back pain.", body_start=len(head))
    facts = extract(note, pipeline).facts
    assert "sciatica" not in {fact.concept for fact in facts}
    (pain,) = [fact for fact in facts if fact.concept == "low_back_pain"]
    assert (pain.start, pain.line, pain.column, pain.text) == (len(head), 4, 1, "Low back pain")


def test_sections_of_facts(read: Read) -> None:
    by_concept = {fact.concept: fact.section for fact in read(NOTE).facts}
    assert by_concept["duration"] == "chief_complaint"
    assert by_concept["sciatica"] == "history"
    assert by_concept["mechanical"] == "assessment"
    assert {section.name for section in read(NOTE).sections} == {"chief_complaint", "history", "assessment"}


def test_values(read: Read) -> None:
    values = {fact.concept: fact.value for fact in read(NOTE).facts}
    assert values["duration"] == DurationValue(days=21, text="x 3 weeks")
    assert values["icd10"] == "M54.50"
    assert values["disability_score"] == 38.0
    assert values["mechanical"] is None


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("Low back pain. ODI 38.", 38.0),
        ("Low back pain. ODI: 38%.", 38.0),
        ("Low back pain. Oswestry 22/50.", 22.0),
        ("Low back pain. Oswestry Disability Index of 46", 46.0),
        ("Low back pain. RMDQ 9/24", 9.0),
        ("Low back pain. Roland-Morris score 14", 14.0),
        ("Low back pain. ODI 46 (was 52)", 46.0),
        ("Low back pain. PROMIS physical function T-score 39", 39.0),
    ],
)
def test_scores_have_their_number(read: Read, text: str, score: float | None) -> None:
    (fact,) = facts_of(read, text, "disability_score")
    assert fact.value == score


@pytest.mark.parametrize(
    ("text", "acuity"),
    [
        ("Acute low back pain.", "acute"),
        ("Subacute low back pain.", "subacute"),
        ("Sub-acute low back pain.", "subacute"),
        ("Chronic low back pain.", "chronic"),
        ("Long-standing low back pain.", "chronic"),
        ("Acute-on-chronic low back pain.", "acute_on_chronic"),
        ("Acute on chronic low back pain.", "acute_on_chronic"),
        ("Recurrent low back pain.", "recurrent"),
    ],
)
def test_acuity_words_have_a_value(read: Read, text: str, acuity: str) -> None:
    assert [fact.value for fact in facts_of(read, text, "acuity")] == [acuity]


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Low back pain with left sciatica.", "left"),
        ("Low back pain with right-sided sciatica.", "right"),
        ("Low back pain with sciatica on the left.", "left"),
        ("Low back pain with bilateral sciatica.", "both"),
        ("Low back pain with sciatica, both sides.", "both"),
        ("Low back pain with L sciatica.", "left"),
        ("Low back pain with R sciatica.", "right"),
        ("Low back pain with sciatica.", None),
        ("Sciatica at L4-5, low back pain.", None),
        ("Low back pain with sciatica. Left knee pain.", None),
        ("Low back pain. She left early because of sciatica.", None),
    ],
)
def test_the_side_is_that_of_the_clause(read: Read, text: str, side: str | None) -> None:
    assert [fact.side for fact in facts_of(read, text, "sciatica")] == [side]


def test_facts_of_one_sentence_share_its_number(read: Read) -> None:
    facts = read("Low back pain with sciatica. No stenosis.").facts
    numbers = {fact.concept: fact.sentence for fact in facts}
    assert numbers["low_back_pain"] == numbers["sciatica"] != numbers["stenosis"]


@pytest.mark.parametrize(
    ("text", "concept", "role"),
    [
        ("Assessment: Lumbar strain.", "strain", "diagnosis"),
        ("Low back pain due to L4-5 disc herniation.", "disc_displacement", "cause"),
        ("Spinal stenosis is the cause of her low back pain.", "stenosis", "cause"),
        ("Low back pain. The disc bulge is incidental.", "disc_displacement", "dismissed"),
        ("Low back pain. Exam: muscle spasm in the lumbar paraspinals.", "muscular", "exam"),
        ("Low back pain.\nGoals: sit for an hour.", "mobility", "goal"),
        ("Low back pain, code changed from M54.50 to M54.59.", "icd10", "changed"),
    ],
)
def test_roles(read: Read, text: str, concept: str, role: str) -> None:
    assert role in facts_of(read, text, concept)[0].roles


@pytest.mark.parametrize(
    ("text", "concept", "role"),
    [
        ("HPI: Told of a lumbar strain.\nAssessment: Low back pain.", "strain", "diagnosis"),
        ("Low back pain. MRI: L4-5 disc herniation.", "disc_displacement", "cause"),
        ("Low back pain. Disc bulge at L4-5.", "disc_displacement", "dismissed"),
        ("Assessment: Muscle spasm with low back pain.", "muscular", "exam"),
    ],
)
def test_no_role_without_words_for_it(read: Read, text: str, concept: str, role: str) -> None:
    assert role not in facts_of(read, text, concept)[0].roles


_LINES = st.sampled_from(
    [
        "Low back pain for 3 weeks.",
        "Denies numbness.",
        "",
        "PLAN:",
        "MRI ordered.",
        "\tM54.50",
        "😀 İstanbul",
        "no sciatica",
    ]
)


@given(st.lists(_LINES, max_size=10), st.sampled_from(["\n", "\r\n", "\r"]))
@settings(deadline=None, max_examples=60)
def test_whatever_the_layout_facts_are_the_words_of_the_note(read: Read, lines: list[str], newline: str) -> None:
    text = newline.join(lines)
    for fact in read(text).facts:
        assert text[fact.start : fact.end] == fact.text
        assert line_starts(text)[fact.line - 1] + fact.column - 1 == fact.start


@pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff", "😀"])
def test_a_note_without_words_has_no_facts(read: Read, text: str) -> None:
    extraction = read(text)
    assert extraction.facts == () and extraction.sections == ()


def test_pipelines_of_several_threads_agree() -> None:
    texts = [f"{NOTE}\nPain for {n} weeks. No sciatica {'now' * (n % 3)}." for n in range(12)]

    def all_facts(_: int) -> list[tuple[Fact, ...]]:
        own = NotePipeline()
        return [extract(Note(text=text), own).facts for text in texts]

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(all_facts, range(2)))
    assert all(result == results[0] for result in results)
    assert all(results[0])


QUIET = """
import sys, warnings
before = [str(f) for f in warnings.filters]
from loguru import logger
logger.add(sys.stderr, level=0)
from notelint.facts import extract
from notelint.models import Note
from notelint.pipeline import NotePipeline
pipeline = NotePipeline()
text = sys.stdin.read()
facts = extract(Note(text=text), pipeline).facts
assert facts
warnings.warn("still heard")
print(len(facts))
"""


def test_reading_a_note_writes_nothing_to_stderr() -> None:
    """PyRuSH would log every word of the note; Python's own warnings must still be heard."""
    done = subprocess.run([sys.executable, "-c", QUIET], input=NOTE, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 5
    assert "still heard" in done.stderr
    rest = [line for line in done.stderr.splitlines() if "still heard" not in line and "<string>" not in line]
    for word in ("low back", "numbness", "sciatica", "ODI", "M54"):
        assert not any(word in line for line in rest)
    assert rest == []


SILENCED = """
import warnings
import notelint.pipeline
ours = [f for f in warnings.filters if f[0] == "ignore" and f[1] is None and f[2] is Warning]
assert not ours, ours
"""


def test_importing_the_pipeline_does_not_silence_warnings() -> None:
    done = subprocess.run([sys.executable, "-W", "default", "-c", SILENCED], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


HOST = """
import logging, sys
from loguru import logger
said = []
logger.remove()
logger.add(said.append, format="{message}")
logging.basicConfig(stream=sys.stdout, level=logging.DEBUG, format="%(name)s %(message)s")
from notelint.facts import extract
from notelint.models import Note
from notelint.pipeline import NotePipeline
pipeline = NotePipeline()
extract(Note(text="Denies sciatica. Low back pain for 3 weeks, numbness."), pipeline)
logger.info("host")
assert [m.strip() for m in said] == ["host"], said
"""


def test_the_logs_of_the_host_are_left_alone_and_get_no_words() -> None:
    done = subprocess.run([sys.executable, "-c", HOST], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert "sciatica" not in done.stdout + done.stderr
