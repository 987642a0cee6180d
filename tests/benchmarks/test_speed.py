"""The speed table is generated, and two engines can be compared."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BENCHMARKS = ROOT / "benchmarks"


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))


def test_the_readme_shows_the_stored_run() -> None:
    from speed_table import readme

    assert readme(check=True) == 0


@pytest.mark.parametrize(
    ("ratio", "target", "most", "before", "met", "near"),
    [
        (0.5, 0.4, False, None, True, True),
        (0.3, 0.4, False, None, False, True),
        (0.1, 0.4, False, None, False, False),
        (0.1, 0.4, False, 0.15, False, True),
        (0.7, 0.8, True, None, True, True),
        (1.5, 0.8, True, None, False, True),
        (1.7, 0.8, True, None, False, False),
        (1.7, 0.8, True, 1.0, False, True),
    ],
)
def test_a_ratio_is_judged_with_slack(
    ratio: float, target: float, most: bool, before: float | None, met: bool, near: bool
) -> None:
    from speed_table import Row

    row = Row("lint", "", "EDS-NLP 0.2", "", ratio, target, most)
    earlier = [Row("lint", "", "EDS-NLP 0.1", "", before, target, most)] if before is not None else []
    assert row.met is met
    assert row.near(0.5, earlier) is near


def test_reports_that_differ_are_named_by_their_fields() -> None:
    from same import differing

    before = {"facts": [{"text": "back", "start": 1}], "code": "M54.50"}
    after = {"facts": [{"text": "leg", "start": 1}], "code": "M54.50"}
    assert list(differing(before, after)) == ["facts[0].text"]
    assert list(differing(before, before)) == []
    assert list(differing(before, {**before, "facts": []})) == ["facts: 1 and 0 of them"]


def test_two_engines_are_compared_byte_for_byte(tmp_path: Path) -> None:
    notes = tmp_path / "notes.jsonl"
    text = (ROOT / "sample_notes" / "emergency-sciatica.txt").read_text(encoding="utf-8")
    notes.write_text(json.dumps({"text": text}) + "\n", encoding="utf-8")
    command = [sys.executable, str(BENCHMARKS / "same.py"), "--before", str(ROOT), "--shaken", str(notes)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("6 notes, 0 differ; sha256")
