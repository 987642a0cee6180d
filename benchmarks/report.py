"""Measures `notelint report` on this machine: time to make the page, its size, and time to open and use it in Chromium.

    python benchmarks/report.py results                  # a folder of `notelint batch`, as it is
    python benchmarks/report.py results --notes 20000    # its notes, repeated with other ids until there are so many

The page is opened from disk in a fresh headless Chromium, three times. A step is timed within the page, from the act to
the first frame that shows what it asked for. Needs the extras `batch` and `dev`, and Chromium with its driver.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb

TABLES = ("notes", "facts", "findings", "suggestions", "failures")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage")

STEPS = {
    "list of notes": ("location.hash = '#/notes'", "document.body.dataset.view === 'notes'"),
    "sort by clinician": ("document.querySelector('th[data-key=provider] button').click()", "true"),
    "note": ("location.hash = '#/note/' + Math.floor(NOTES / 2)", "document.body.dataset.view === 'note'"),
    "overview": ("location.hash = '#/overview'", "document.body.dataset.view === 'overview'"),
}
"""Each step: what is done, and what shows that it is there."""

TIMED = """
const done = arguments[0], began = performance.now();
ACT;
const look = () => (SHOWN ? requestAnimationFrame(() => done(performance.now() - began)) : setTimeout(look, 2));
look();
"""


def repeat(source: Path, target: Path, wanted: int) -> int:
    """Write a batch's tables again and again as those of other notes and patients; gives the number of notes."""
    with duckdb.connect() as db:
        (there,) = db.execute(f"SELECT count(*) FROM read_parquet('{source}/notes/*.parquet')").fetchall()[0]
        turns = -(-wanted // there)
        for table in TABLES:
            (target / table).mkdir(parents=True)
            other = "concat(note_id, '~', turn) AS note_id"
            if table == "notes":
                other += ", patient_id || '~' || turn AS patient_id"
            db.execute(
                f"COPY (SELECT * REPLACE ({other}) FROM (SELECT * FROM read_parquet('{source}/{table}/*.parquet'), "
                f"range({turns}) AS turns(turn))) TO '{target}/{table}/part-0.parquet'"
            )
    return int(there * turns)


def browse(page: Path, notes: int) -> dict[str, float]:
    """Milliseconds to open the page and to take each step: the median of three times."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or shutil.which("chromium-browser") or "chromium"
    taken: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as profile:
        for flag in (*FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        driver: Any = webdriver.Chrome(options, webdriver.ChromeService(shutil.which("chromedriver")))
        try:
            for _ in range(3):
                driver.get("about:blank")
                began = time.perf_counter()
                driver.get(page.as_uri())
                while not driver.execute_script("return document.body.dataset.ready"):
                    time.sleep(0.005)
                taken.setdefault("open", []).append(1000 * (time.perf_counter() - began))
                for name, (act, shown) in STEPS.items():
                    script = TIMED.replace("ACT", act.replace("NOTES", str(notes))).replace("SHOWN", shown)
                    taken.setdefault(name, []).append(driver.execute_async_script(script))
        finally:
            driver.quit()
    return {name: statistics.median(every) for name, every in taken.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--notes", type=int, default=0, help="repeat the notes until there are so many")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "results"
        notes = repeat(given.folder, folder, given.notes or 1)
        for format, name in (("html", "report.html"), ("xlsx", "report.xlsx"), ("csv", "report.zip")):
            began = time.perf_counter()
            command = [sys.executable, "-m", "notelint", "report", str(folder), "--format", format]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            size = (folder / name).stat().st_size / 1e6
            print(f"{format}: {notes} notes, {size:.1f} MB, made in {time.perf_counter() - began:.1f} s")
        for name, milliseconds in browse(folder / "report.html", notes).items():
            print(f"{name}: {milliseconds:.0f} ms")


if __name__ == "__main__":
    main()
