"""A run that is stopped, killed or given again: it goes on where it was, and what it leaves is that of one run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from notelint.batch import unit
from notelint.batch.run import Plan, lint_chunk, run
from notelint.batch.sources import open_sources
from notelint.batch.store import BatchError, Store
from notelint.settings import Settings

from .conftest import ROOT, SAMPLE_BATCH, Rows, Silent, tables

Batch = Callable[..., Rows]


class Stop(Exception):
    """What stands for a kill inside one process."""


@pytest.mark.parametrize("after", [1, 5, 8, 9, 10])
def test_a_run_that_was_stopped_goes_on_and_lints_no_chunk_twice(
    after: int, batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from notelint.batch import run as run_module

    linted: list[int] = []

    def counted(store: Store, index: int, *rest: Any) -> tuple[int, int]:
        linted.append(index)
        return lint_chunk(store, index, *rest)

    class Stopping(Silent):
        left = after

        def advance(self, by: int) -> None:
            self.left -= 1
            if not self.left:
                raise Stop

    monkeypatch.setattr(run_module, "lint_chunk", counted)
    plan = Plan(open_sources([str(SAMPLE_BATCH)]), Settings(), chunk=4)
    with pytest.raises(Stop):
        run(plan, Store(tmp_path / "out"), Stopping())
    again = Plan(open_sources([str(SAMPLE_BATCH)]), Settings(), chunk=4)
    run(again, Store(tmp_path / "out"), Silent())
    assert sorted(linted) == list(range(8))
    assert tables(tmp_path / "out") == batch(SAMPLE_BATCH, out="whole")


def test_a_run_that_was_killed_goes_on(batch: Batch, tmp_path: Path) -> None:
    """The real command is killed, workers and all, while it lints; then it is given again."""
    file = tmp_path / "notes.jsonl"
    rows = [
        {"id": n, "patient_id": n % 7, "date": f"2026-{1 + n // 20:02}-{1 + n % 28:02}", "text": TEXT.format(n)}
        for n in range(160)
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    out = tmp_path / "out"
    command = [sys.executable, "-m", "notelint", "batch", str(file), "--out", str(out), "--jobs", "2", "--isolated"]
    command += ["--chunk", "20"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    first = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 240
    while not list(out.glob("work/chunks/chunk-*.arrow")):
        assert first.poll() is None and time.monotonic() < deadline
        time.sleep(0.01)
    first.send_signal(signal.SIGKILL)
    first.wait()
    left = json.loads((out / "batch.json").read_bytes())
    second = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert second.returncode == 0, second.stderr
    about = json.loads((out / "batch.json").read_bytes())
    assert about["state"] == "finished" and about["run_id"] == left["run_id"]
    assert about["notes"] == 160
    assert tables(out) == batch(file, out="whole", chunk=20)
    assert not list(out.rglob("*.tmp")) and not (out / "work").exists()


TEXT = (
    "Follow-up of low back pain, week {}. Sits 20 minutes. ASSESSMENT: Low back pain, much the same as it "
    "was at the last visit, without leg pain.\nM54.50"
)


def test_a_finished_run_is_not_done_again(batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = batch(SAMPLE_BATCH)
    monkeypatch.setattr(unit, "lint_record", None)
    assert batch(SAMPLE_BATCH) == first


def test_another_run_is_refused_and_can_be_begun_anew(batch: Batch, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text("id,text\n1,Low back pain.\n", encoding="utf-8")
    batch(file)
    with pytest.raises(BatchError, match="with other settings; give another folder, or --fresh"):
        batch(file, settings=Settings(date_order="dmy"))
    with pytest.raises(BatchError, match="another choice of --no-text"):
        batch(file, text=False)
    file.write_text("id,text\n1,Low back pain.\n2,Cough.\n", encoding="utf-8")
    with pytest.raises(BatchError, match="a source that has changed since"):
        batch(file)
    assert len(batch(file, fresh=True)["notes"]) == 2


def test_a_folder_of_something_else_is_left_alone(batch: Batch, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.doc").write_text("mine")
    with pytest.raises(BatchError, match="is not empty and holds no batch"):
        batch(SAMPLE_BATCH)
    assert [path.name for path in (tmp_path / "out").iterdir() if path.name != ".lock"] == ["thesis.doc"]


def test_two_runs_at_once_are_refused(batch: Batch, tmp_path: Path) -> None:
    with Store(tmp_path / "out").locked(), pytest.raises(BatchError, match="another run is writing there"):
        batch(SAMPLE_BATCH)


def test_the_day_of_the_run_is_that_of_its_beginning(batch: Batch, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text("id,text\n1,Low back pain. M54.5\n", encoding="utf-8")
    batch(file, settings=Settings())
    about = json.loads((tmp_path / "out" / "batch.json").read_bytes())
    assert about["settings"]["today"] is None and len(about["today"]) == 10


def test_a_worker_that_dies_costs_its_note(batch: Batch, tmp_path: Path) -> None:
    """A note on which the process ends, as one that runs out of memory would."""
    file = tmp_path / "notes.jsonl"
    rows = [{"id": n, "text": "DIE HERE" if n == 5 else f"Low back pain for {n} weeks."} for n in range(12)]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    script = tmp_path / "killer.py"
    script.write_text(KILLER, encoding="utf-8")
    out = tmp_path / "out"
    done = subprocess.run(
        [sys.executable, str(script), str(file), str(out)],
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{tmp_path}"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = tables(out)
    assert [note["note_id"] for note in found["notes"]] == [str(n) for n in range(12) if n != 5]
    assert [(row["note_id"], row["error"]) for row in found["failures"]] == [
        ("5", "the worker died on it (out of memory?)")
    ]


KILLER = """
import os, sys
from notelint.batch import unit

_whole = unit.lint_record


def lint_record(record, linter):
    if record.get("text") == "DIE HERE":
        os._exit(9)
    return _whole(record, linter)


unit.lint_record = lint_record  # workers import this module, too: it is the main one

if __name__ == "__main__":
    from pathlib import Path
    from notelint.batch.run import Plan, run
    from notelint.batch.sources import open_sources
    from notelint.batch.store import Store
    from notelint.settings import Settings

    class Silent:
        def begin(self, what, total): ...
        def skip(self, by): ...
        def advance(self, by): ...

    plan = Plan(open_sources([sys.argv[1]]), Settings(), jobs=2, chunk=4)
    run(plan, Store(Path(sys.argv[2])), Silent())
"""
