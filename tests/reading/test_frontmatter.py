"""Front matter: only a block of known keys is one, and a value that is wrong is an error with its line."""

from __future__ import annotations

import datetime as dt

import pytest

from notelint.errors import ReadError
from notelint.reading.frontmatter import read_front_matter

FULL = """---
note_id: n-1
patient_id: "1042"
date_of_service: 2026-05-04
visit: Followup
provider: D. Ellery, PT
codes: m5450, G89.29;M54.50
procedures: 97110;99213-25
---
CC: low back pain
"""


def test_all_keys_are_read_and_the_body_begins_after_the_block() -> None:
    matter = read_front_matter(FULL, "n.txt")
    assert matter.values == {
        "note_id": "n-1",
        "patient_id": "1042",
        "date_of_service": dt.date(2026, 5, 4),
        "visit": "followup",
        "provider": "D. Ellery, PT",
        "codes": ("M54.50", "G89.29"),
        "procedures": ("97110", "99213"),
    }
    assert FULL[matter.body_start :] == "CC: low back pain\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_kind(end: str) -> None:
    text = FULL.replace("\n", end)
    assert text[read_front_matter(text, "n.txt").body_start :] == f"CC: low back pain{end}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Low back pain",
        "---",
        "---\n",
        "---\n---\nLow back pain",
        "---\nLow back pain\n---\n",
        "---\nvisit: new\nmood: low\n---\n",
        "---\nvisit: new\n\n---\n",
        "---\nvisit: new\n  note_id: 1\n---\n",
        "---\nVisit: new\n---\n",
        "---\nvisit: new\nLow back pain",
        "\n---\nvisit: new\n---\n",
        "----\nvisit: new\n----\n",
        "---\n" + "visit: new\n" * 500 + "---\n",
    ],
)
def test_anything_else_is_text_of_the_note(text: str) -> None:
    matter = read_front_matter(text, "n.txt")
    assert (matter.body_start, matter.values) == (0, {})


def test_an_empty_value_gives_nothing_and_the_block_stands() -> None:
    text = "---\ncodes:\nvisit: new\n---"
    matter = read_front_matter(text, "n.txt")
    assert matter.values == {"visit": "new"}
    assert matter.body_start == len(text)


@pytest.mark.parametrize(
    ("pairs", "line", "reason"),
    [
        ("note_id: 1\ndate_of_service: 05/04/2026", 3, "date_of_service: is not a date"),
        ("date_of_service: 2026-02-30", 2, "date_of_service: is not a date"),
        ("visit: Roe", 2, "visit: must be new or followup"),
        ("codes: M54.50 Roe", 2, "codes: entry 1 is not an ICD-10-CM code"),
        ("codes: M54.50; Roe", 2, "codes: entry 2 is not an ICD-10-CM code"),
        ("procedures: M54.50", 2, "procedures: entry 1 is not a CPT code"),
        ("visit: new\nvisit: new", 3, "visit is given twice"),
    ],
)
def test_a_wrong_value_names_file_line_and_reason_but_not_the_value(pairs: str, line: int, reason: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_front_matter(f"---\n{pairs}\n---\nLow back pain", "in/n.txt")
    assert (caught.value.path, caught.value.line) == ("in/n.txt", line)
    assert reason in str(caught.value)
    assert "Roe" not in str(caught.value)
