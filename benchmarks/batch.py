"""Measures `notelint batch` on this machine: rate against `check`, memory, size on disk, and kills at random moments.

    python benchmarks/batch.py                          # 2,280 notes: the unlabelled notes beside the checkout, once
    python benchmarks/batch.py --notes 100000 --kills 10
    python benchmarks/batch.py --notes 5000 --series    # notes are visits of patients, three to each

The notes are those of `bulk.jsonl.gz`, repeated with changed ids. Everything is run as the command line, in processes
of its own. `check` lints the same notes as files, in as many processes; where it has only one, `batch` is run with one,
too, and compared. Peak memory is that of all processes of a run together (proportional set size, sampled). A run is
killed with SIGKILL at moments drawn at random, and given again each time; its tables must equal those of the run that
nobody killed, but for the columns named `run_*`.

Exit status 1: results differ, or the rate is below `--least` of that of `check`.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BULK = ROOT.parent / "shared" / "corpus" / "bulk.jsonl.gz"
TABLES = ("notes", "facts", "findings", "suggestions", "failures", "note_nlp")
MB = 1024 * 1024


def notes(source: Path, count: int, *, series: bool) -> Iterator[dict[str, Any]]:
    """So many notes, those of the source again and again with other ids."""
    with gzip.open(source, "rt", encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for line in file]
    for number in range(count):
        note = {"note_id": f"n{number:07}", "text": texts[number % len(texts)]}
        if series:
            patient, visit = number // 3, number % 3
            note |= {"patient_id": f"p{patient}", "date_of_service": f"2026-{1 + visit * 3:02}-{1 + patient % 28:02}"}
        yield note


class Watch(threading.Thread):
    """The most memory that a process and all below it hold together, and the processor time they take, sampled.

    Processor time tells what work costs where other programs use the machine, too.
    """

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.process, self.peak = process, 0
        self._seconds: dict[int, float] = {}
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(0.5):
            family = _family(self.process)
            self.peak = max(self.peak, sum(map(_held, family)))
            self._seconds.update((one, seconds) for one in family if (seconds := _seconds(one)))

    def stop(self) -> tuple[int, float]:
        """The peak, in bytes, and the processor time, in seconds."""
        self._over.set()
        self.join()
        return self.peak, sum(self._seconds.values())


def _family(process: int) -> list[int]:
    found = [process]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                found += map(int, task.read_text().split())
    return found


def _held(process: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def _seconds(process: int) -> float:
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def command(*words: str) -> list[str]:
    """The command line of notelint, in this interpreter."""
    return [sys.executable, "-m", "notelint", *words]


def timed(what: str, words: list[str], count: int, quiet: Path) -> tuple[float, float]:
    """Run a command to its end and print its figures: notes a second, and notes a second of processor time."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with quiet.open("wb") as out:
        started = time.monotonic()
        process = subprocess.Popen(words, stdout=out, stderr=subprocess.DEVNULL, env=environment)
        watch = Watch(process.pid)
        watch.start()
        status = process.wait()
        seconds = time.monotonic() - started
    if status not in (0, 1):
        raise SystemExit(f"{what} ended with status {status}")
    peak, worked = watch.stop()
    print(
        f"{what:16}{count / seconds:7,.0f} notes/s {seconds:7,.0f} s   {count / worked:7,.0f} notes/s of processor time"
        f"   peak {peak / MB:,.0f} MB",
        flush=True,
    )
    return count / seconds, count / worked


def killed(words: list[str], out: Path, kills: int, chunks: int) -> list[int]:
    """Run a command that is killed so many times at random moments; how many chunks were finished at each kill.

    A moment is a number of finished chunks and a delay, both drawn at random; some lie behind the last chunk, where
    series are judged and tables written.
    """
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    moments = random.Random(7)
    seen = []
    for target in sorted(moments.randint(0, chunks + max(1, chunks // 5)) for _ in range(kills)):
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
        while process.poll() is None and _finished(out) < min(target, chunks):
            time.sleep(0.02)
        time.sleep(moments.uniform(0, 2 if target > chunks else 0.5))
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.wait()
        seen.append(_finished(out))
    return seen


def _finished(out: Path) -> int:
    """How many chunks are finished; all of them where they are gone again."""
    return len(list(out.glob("work/chunks/*.arrow")))


def digest(folder: Path) -> dict[str, str]:
    """A hash of each table without the columns that differ between runs, rows in order."""
    import duckdb

    found = {}
    with duckdb.connect() as db:
        db.execute(f"set temp_directory = '{folder}'")
        for table in TABLES:
            files = f"read_parquet('{folder}/{table}/*.parquet')"
            names = [row[0] for row in db.execute(f"describe select * from {files}").fetchall()]
            kept = ", ".join(f'"{n}"' for n in names if not n.startswith(("run_", "nlp_date")))
            rows = db.execute(
                f"select count(*), sum(hash({kept})::hugeint), bit_xor(hash({kept})) from {files}"
            ).fetchone()
            found[table] = "-".join(map(str, rows or ()))
    return found


def size(folder: Path) -> int:
    """Bytes of the files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--notes", type=int, default=2280)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--chunk", type=int, default=400)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--series", action="store_true", help="make the notes visits of patients")
    parser.add_argument("--least", type=float, default=0.0, help="least share of the rate of check")
    parser.add_argument("--no-check", action="store_true", help="do not measure check")
    parser.add_argument("--source", type=Path, default=BULK)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="notelint-batch-") as folder:
        return measure(given, Path(folder))


def measure(given: argparse.Namespace, folder: Path) -> int:
    """Do all of it in a folder."""
    table, files = folder / "notes.jsonl", folder / "files"
    files.mkdir()
    with table.open("w", encoding="utf-8") as out:
        for note in notes(given.source, given.notes, series=given.series):
            out.write(json.dumps(note) + "\n")
            if not given.no_check:
                head = "---\n" + "".join(f"{k}: {v}\n" for k, v in note.items() if k != "text") + "---\n"
                (files / f"{note['note_id']}.txt").write_text(head + note["text"], encoding="utf-8")
    print(f"{given.notes:,} notes, {table.stat().st_size / MB:,.0f} MB of JSON lines, {os.cpu_count()} cores")
    whole, again, single = folder / "whole", folder / "again", folder / "single"
    words = command("batch", str(table), "--isolated", "--today", "2026-12-01", "--chunk", str(given.chunk))

    def batch(out: Path, jobs: int) -> list[str]:
        return [*words, "--jobs", str(jobs), "--out", str(out)]

    rates = timed(f"batch --jobs {given.jobs}", batch(whole, given.jobs), given.notes, folder / "said")
    print(f"results {size(whole) / MB:,.1f} MB on disk, {size(whole) / given.notes:,.0f} bytes a note")
    wrong = 0
    if not given.no_check:
        several = ["--jobs", str(given.jobs)] if "--jobs" in _help("check") else []
        if not several and given.jobs > 1:
            rates = timed("batch --jobs 1", batch(single, 1), given.notes, folder / "said")
            wrong += not told_same(digest(whole), digest(single), "one job and several")
        check = command("check", str(files), "--isolated", "--format", "jsonl", "--output", str(folder / "check.jsonl"))
        others = timed(
            " ".join(["check", *several]), [*check, "--today", "2026-12-01", *several], given.notes, folder / "said"
        )
        shares = [mine / other for mine, other in zip(rates, others, strict=True)]
        print(f"batch has {shares[0]:.2f} of the rate of check, {shares[1]:.2f} by processor time", flush=True)
        wrong += max(shares) < given.least
    if given.kills:
        seen = killed(batch(again, given.jobs), again, given.kills, -(-given.notes // given.chunk))
        timed("the rest", batch(again, given.jobs), given.notes, folder / "said")
        what = f"killed with {', '.join(map(str, seen))} chunks finished, then given again"
        wrong += not told_same(digest(whole), digest(again), what)
    return 1 if wrong else 0


def told_same(first: dict[str, str], second: dict[str, str], what: str) -> bool:
    """Whether two folders hold the same, and print it."""
    differ = [name for name in TABLES if first[name] != second[name]]
    print(f"{what}: {'identical' if not differ else f'DIFFERENT: {differ}'}", flush=True)
    return not differ


def _help(name: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(command(name, "--help"), capture_output=True, text=True, env=environment, check=True).stdout


if __name__ == "__main__":
    sys.exit(main())
