"""Patients over their visits: runs of the unspecified code, and workups until their result is there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from notelint.report.batch import Batch
from notelint.report.series import Workup, drift, workups
from notelint.report.visits import Codes, Visit, load


@pytest.fixture(scope="module")
def batch(linted: Path) -> Iterator[Batch]:
    with Batch(linted) as opened:
        yield opened


@pytest.fixture(scope="module")
def visits(batch: Batch) -> list[Visit]:
    return load(batch)


def test_runs_of_the_unspecified_code(visits: list[Visit]) -> None:
    found = {one.patient: one for one in drift(visits)}
    assert list(found)[:2] == ["PT-1003", "PT-1001"], "the longest first"
    never = found["PT-1003"]
    assert (never.unspecified, never.longest, never.standing, never.unjustified) == (4, 4, 4, 3)
    told = found["PT-1001"]
    assert (told.longest, told.standing) == (3, 0), "another code has taken its place"
    assert (told.since, told.until) == (dt.date(2026, 1, 12), dt.date(2026, 3, 16))
    assert "PT-1008" not in found and "PT-1011" not in found


def one(found: list[Workup], patient: str) -> Workup:
    (single,) = [each for each in found if each.visit.patient == patient]
    return single


def test_a_workup_is_open_until_a_later_visit_has_the_result(batch: Batch, visits: list[Visit]) -> None:
    found = workups(batch, visits)
    waiting = one(found, "PT-1009")
    assert (waiting.state, waiting.waits_for, waiting.closed) == ("open", "mri", None)
    assert waiting.days == (dt.date(2026, 7, 1) - dt.date(2026, 4, 2)).days, "to the date of the batch"
    back = one(found, "PT-1001")
    assert (back.state, back.waits_for, back.visit.note_id, len(back.mentions)) == ("result in", "mri", "PT-1001-1", 2)
    assert back.closed is not None and back.closed.note_id == "PT-1001-3", "a visit that only reschedules is no result"
    assert back.days == 63
    assert one(found, "PT-1012").state == "re-evaluated"
    order = ["open", "result in", "re-evaluated"]
    assert [each.state for each in found] == sorted((each.state for each in found), key=order.index)


def test_days_may_be_counted_to_another_date(batch: Batch, visits: list[Visit]) -> None:
    assert one(workups(batch, visits, dt.date(2026, 7, 2)), "PT-1009").days == 91


def test_a_batch_that_gives_no_date_counts_to_its_newest_note(folder: Path) -> None:
    (folder / "batch.json").unlink()
    with Batch(folder) as batch:
        assert batch.today == dt.date(2026, 6, 17)


def test_the_claim_is_told_in_one_word(batch: Batch) -> None:
    codes = Codes(batch.guide)
    assert codes.supported("other", ("M54.41",)) == "M54.4-"
    assert codes.supported("M54.59", ()) == "M54.59"
    assert codes.billed(("I10", "M54.50")) == "M54.50"
    assert codes.billed(("M54.41",)) == "M54.4-"
    assert codes.billed(("I10",)) == codes.billed(()) == "none"
    assert codes.billed(("M54.59", "M54.50")) == "M54.50 + M54.59"


@pytest.mark.parametrize(
    ("code", "instead", "claim", "says"),
    [
        ("M54.50", (), ("M54.50", "I10"), "agrees"),
        ("M54.59", (), ("M54.50",), "differs"),
        ("M54.59", (), ("M54.59", "M54.50"), "differs"),
        ("M54.59", (), ("M54.41",), "differs"),
        ("M54.59", (), ("I10",), "unbilled"),
        ("other", ("M54.4-",), ("M54.41",), "agrees"),
        ("other", ("M54.41",), ("M54.41", "M54.50"), "differs"),
        ("other", ("M54.41",), (), "unbilled"),
        ("none", (), ("I10",), "agrees"),
        ("none", (), ("M54.50",), "differs"),
    ],
    ids=str,
)
def test_agreement(batch: Batch, code: str, instead: tuple[str, ...], claim: tuple[str, ...], says: str) -> None:
    assert Codes(batch.guide).agreement(code, instead, claim) == says
