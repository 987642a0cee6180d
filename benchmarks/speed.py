"""How fast notelint is, beside what people would compare it with: same notes, same machine, one run, one table.

    python benchmarks/speed.py [--short] [--json FILE] [--skip NAME]... [--only NAME]...
    python benchmarks/speed.py --table FILE          # the table of a stored run
    python benchmarks/speed.py --readme [--check]    # puts the table of benchmarks/speed.json into README.md

Rates are medians of five after a warm-up, by the processor time of one process, each pair measured in turn. Commands
are whole processes, by processor time, too; two processes against one by the clock. The notes are those beside the
checkout (`../shared/corpus`); without them the sample notes are used. EDS-NLP is installed into an environment of its
own in the cache folder, once. `--short` measures less, and exits with 1 where a ratio is far worse than its target and
than that of the stored run, `benchmarks/speed.json`: half of it is let pass, for noise. Nothing of a note is printed.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import json
import math
import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from speed_table import ROOT, Row, readme, stored, table

CORPUS = ROOT.parent / "shared" / "corpus"
SLACK = 0.5
"""Share of a target that is enough in a short run."""
COLD = ("check", str(ROOT / "sample_notes" / "primary-care-mechanical.txt"))
LIGHT = {"--help": ("--help",), "rules": ("rules",), "explain": ("explain", "D201"), "--version": ("--version",)}


def texts(name: str) -> list[str]:
    """The notes of a file beside the checkout; where it is missing, the sample notes."""
    path = CORPUS / name
    if not path.is_file():
        return [p.read_text(encoding="utf-8") for p in sorted((ROOT / "sample_notes").rglob("*.txt"))]
    data = path.read_bytes()
    lines = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]


def seconds(work: Callable[[str], object], notes: Sequence[str]) -> float:
    """Processor seconds for a pass over the notes."""
    began = time.process_time()
    for note in notes:
        work(note)
    return time.process_time() - began


def pair(
    a: Callable[[str], object], b: Callable[[str], object], notes: Sequence[str], runs: int
) -> tuple[float, float]:
    """Notes a second of two ways, in turn: medians after a warm-up."""
    seconds(a, notes), seconds(b, notes)
    both = [(seconds(a, notes), seconds(b, notes)) for _ in range(runs)]
    return tuple(len(notes) / statistics.median(times) for times in zip(*both, strict=True))


def linting() -> Callable[[str], object]:
    from notelint import Linter, Note

    linter = Linter()
    return lambda text: linter.lint(Note(text=text))


def literals() -> list[str]:
    """The literal target phrases, for the others to match, too."""
    from notelint.pipeline.lexicon import load_lexicon

    return sorted({literal for literal, _ in load_lexicon("low_back_pain").target_literals})


# What runs in a process of its own ----------------------------------------------------------------------------------


def stock(count: int) -> float:
    """Notes a second of stock medspaCy with section detection and the target phrases."""
    import medspacy
    from loguru import logger
    from medspacy.target_matcher import TargetRule

    logger.disable("PyRuSH")
    nlp = medspacy.load()
    nlp.add_pipe("medspacy_sectionizer")
    nlp.get_pipe("medspacy_target_matcher").add([TargetRule(literal, "TARGET") for literal in literals()])
    notes = texts("dev/real.jsonl")[:count]
    seconds(nlp, notes[:2])
    return len(notes) / seconds(nlp, notes)


EDS = """
import edsnlp, edsnlp.pipes as eds, json, statistics, sys, time
given = json.load(sys.stdin)
nlp = edsnlp.blank("eds")
nlp.add_pipe(eds.sentences())
nlp.add_pipe(eds.matcher(terms={"target": given["phrases"]}, attr="LOWER"))
for pipe in (eds.negation(), eds.hypothesis(), eds.history(), eds.family()):
    nlp.add_pipe(pipe)
def once():
    began = time.process_time()
    for note in given["notes"]:
        nlp(note)
    return time.process_time() - began
once()
print(json.dumps([edsnlp.__version__, len(given["notes"]) / statistics.median(once() for _ in range(given["runs"]))]))
"""


def edsnlp(runs: int) -> tuple[str, float]:
    """Version of EDS-NLP and its notes a second, in an environment of its own."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "notelint-benchmarks" / "edsnlp"
    python = home / "bin" / "python"
    if not (home / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "edsnlp"], check=True)
        (home / "ready").touch()
    given = json.dumps({"phrases": literals(), "notes": texts("dev/real.jsonl"), "runs": runs})
    done = subprocess.run([python, "-c", EDS], input=given, capture_output=True, text=True, check=False, cwd=home)
    if done.returncode:
        raise RuntimeError("EDS-NLP failed: " + done.stderr.strip().splitlines()[-1][:200])
    name, rate = json.loads(done.stdout.splitlines()[-1])
    return name, rate


def memory() -> float:
    """Megabytes that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


_NUMBER = re.compile(r"[0-9]{1,6}")


def _other(by: int, match: re.Match[str]) -> str:
    """Another number of as many digits."""
    return str((int(match[0]) * 7919 + by) % 10 ** len(match[0]))


def streamed(count: int) -> tuple[float, float]:
    """Megabytes held after a twentieth of the notes and after all: unlabelled notes over and over, numbers changed."""
    lint, notes = linting(), texts("bulk.jsonl.gz")
    early = 0.0
    for i in range(count):
        lint(_NUMBER.sub(partial(_other, i), notes[i % len(notes)]))
        if i == count // 20:
            early = memory()
    return early, memory()


def sized(kilobytes: int) -> tuple[float, float]:
    """Processor seconds for a note of so many kilobytes, and the peak of memory above that of a note of 1 kB."""
    lint, whole = linting(), "\n\n".join(texts("dev/real.jsonl"))
    whole = (whole * (kilobytes * 1000 // len(whole) + 1))[: kilobytes * 1000]
    for _ in range(50):
        lint(whole[:1000])
    with contextlib.suppress(
        OSError
    ):  # from here on the peak counts anew: what start-up took would hide that of the note
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before = peak()
    times = [seconds(lint, [whole]) for _ in range(5 if kilobytes < 100 else 1)]
    return statistics.median(times), peak() - before


def peak() -> float:
    """The most megabytes this process has held. On Linux `ru_maxrss` starts from the parent's, so it is not asked."""
    status = Path("/proc/self/status")
    if status.is_file() and (line := re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii"))):
        return int(line[1]) / 1000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def steady(calls: int) -> tuple[float, float, float]:
    """Median and 99th percentile of the milliseconds of one 3 kB note, and megabytes that memory grew by."""
    lint = linting()
    note = min(texts("dev/real.jsonl"), key=lambda text: abs(len(text) - 3000))
    for _ in range(200):
        lint(note)
    before = memory()
    times = sorted(seconds(lint, [note]) * 1000 for _ in range(calls))
    return statistics.median(times), times[int(calls * 0.99)], memory() - before


def spread(times: int, jobs: int = 2) -> float:
    """Notes a second, by the clock, over the unlabelled notes so many times: a run from its beginning."""
    from notelint import Note, Settings
    from notelint.cli.jobs import lint

    notes = [Note(text=text) for text in texts("bulk.jsonl.gz")] * times
    began = time.perf_counter()
    for _ in lint(notes, Settings(), jobs):
        pass
    return len(notes) / (time.perf_counter() - began)


CHILDREN: dict[str, Callable[[int], Any]] = {
    "stock": stock, "streamed": streamed, "sized": sized, "steady": steady, "spread": spread,
    "unspread": partial(spread, jobs=1),
}  # fmt: skip


def child(name: str, number: int) -> Any:
    """What one of these gives in a process of its own."""
    command = [sys.executable, "-W", "ignore", __file__, "--child", name, str(number)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{name} failed: " + done.stderr.strip().splitlines()[-1][:200])
    return json.loads(done.stdout.splitlines()[-1])


def process(*command: str) -> float:
    """Processor seconds of a whole process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def processes(one: Sequence[str], other: Sequence[str], runs: int) -> tuple[float, float]:
    """Processor seconds of two commands, in turn: medians after a warm-up."""
    process(*one), process(*other)
    both = [(process(*one), process(*other)) for _ in range(runs)]
    return tuple(map(statistics.median, zip(*both, strict=True)))


# The rows -----------------------------------------------------------------------------------------------------------


def real_notes(short: bool, runs: int) -> Iterator[Row]:
    import spacy

    notes = texts("dev/real.jsonl")
    ours, blank = pair(linting(), spacy.blank("en"), notes, runs)
    yield Row(
        "lint the real notes", f"{ours:.0f} notes/s", 'spacy.blank("en")', f"{blank:.0f} notes/s", ours / blank, 0.4
    )
    rate = child("stock", 6 if short else 30)
    yield Row(
        "", f"{ours:.0f} notes/s", "stock medspaCy, sections, same phrases", f"{rate:.1f} notes/s", ours / rate, 25
    )
    if not short:
        name, rate = edsnlp(runs)
        yield Row("", f"{ours:.0f} notes/s", f"EDS-NLP {name}, same phrases", f"{rate:.1f} notes/s", ours / rate, 1)


def bulk(short: bool, runs: int) -> Iterator[Row]:
    import spacy

    notes = texts("bulk.jsonl.gz")[:: 8 if short else 1]
    ours, blank = pair(linting(), spacy.blank("en"), notes, runs)
    what = "lint notes of every specialty"
    yield Row(what, f"{ours:.0f} notes/s", 'spacy.blank("en")', f"{blank:.0f} notes/s", ours / blank, 3)


def two_processes(short: bool, runs: int) -> Iterator[Row]:
    # Enough notes that starting the workers, which takes about a second, does not decide.
    times = 1 if short else 4
    both = [(child("spread", times), child("unspread", times)) for _ in range(1 if short else runs)]
    two, one = map(statistics.median, zip(*both, strict=True))
    yield Row("two processes", f"{two:.0f} notes/s", "one", f"{one:.0f} notes/s", two / one, 1.8)


def cold(short: bool, runs: int) -> Iterator[Row]:
    ours, other = processes(["-m", "notelint", *COLD], ["-c", "import medspacy; medspacy.load()"], runs)
    yield Row(
        "notelint check, one note", f"{ours:.2f} s", "medspacy.load()", f"{other:.2f} s", ours / other, 0.8, most=True
    )


def light(short: bool, runs: int) -> Iterator[Row]:
    for name, arguments in LIGHT.items():
        ours, other = processes(["-m", "notelint", *arguments], ["-c", "import spacy"], runs)
        yield Row(f"notelint {name}", f"{ours:.2f} s", "import spacy", f"{other:.2f} s", ours / other, 0.4, most=True)


def one_note(short: bool, runs: int) -> Iterator[Row]:
    middle, late, grown = child("steady", 500 if short else 10_000)
    yield Row(
        "one 3 kB note, 99th percentile", f"{late:.1f} ms", "median", f"{middle:.1f} ms", late / middle, 10, most=True
    )
    if not short:
        yield Row("memory after 10,000 times", f"{grown:+.1f} MB", "before", "", grown, 2, most=True)


def lengths(short: bool, runs: int) -> Iterator[Row]:
    sizes = (1, 10, 100) if short else (1, 10, 100, 1000)
    found = [(size, *child("sized", size)) for size in sizes]
    slope = _slope([(size, took) for size, took, _ in found])
    told = ", ".join(f"{size} kB {took * 1000:.0f} ms" for size, took, _ in found)
    yield Row("time by length", told, "exponent, 1 is linear", "", slope, 1.1, most=True)
    if not short:
        peak = [(size, megabytes) for size, _, megabytes in found if size >= 100]
        told = ", ".join(f"{size} kB {megabytes:.0f} MB" for size, megabytes in peak)
        slope = _slope([(size, max(megabytes, 0.5)) for size, megabytes in peak])
        yield Row("peak memory by length", told, "exponent, 1 is linear", "", slope, 1.1, most=True)


def _slope(points: Iterable[tuple[float, float]]) -> float:
    """Exponent of the power law that fits best."""
    logs = [(math.log(x), math.log(y)) for x, y in points]
    x, y = (statistics.fmean(values) for values in zip(*logs, strict=True))
    return sum((a - x) * (b - y) for a, b in logs) / sum((a - x) ** 2 for a, _ in logs)


def stream(short: bool, runs: int) -> Iterator[Row]:
    count = 4_000 if short else 200_000
    early, late = child("streamed", count)
    what = f"memory after {count:,} notes"
    yield Row(what, f"{late:.0f} MB", f"after {count // 20:,}", f"{early:.0f} MB", late / early, 1.2, most=True)


ROWS: dict[str, Callable[[bool, int], Iterator[Row]]] = {
    "real": real_notes, "bulk": bulk, "two": two_processes, "cold": cold, "light": light, "note": one_note,
    "length": lengths, "stream": stream,
}  # fmt: skip


def machine() -> str:
    names = ("notelint", "spacy", "medspacy", "pydantic", "typer", "rich")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    return f"Python {platform.python_version()}, {versions}; {platform.machine()}, {os.cpu_count()} processors"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--short", action="store_true", help="measure less; exit 1 where a ratio is far off")
    parser.add_argument("--json", metavar="FILE", help="store the run")
    parser.add_argument("--only", action="append", choices=ROWS, help="measure this only")
    parser.add_argument("--skip", action="append", choices=ROWS, default=[], help="leave this out")
    parser.add_argument("--table", metavar="FILE", help="print the table of a stored run")
    parser.add_argument("--readme", action="store_true", help="put the table of the stored run into README.md")
    parser.add_argument("--check", action="store_true", help="with --readme: exit 1 where it is not there as it should")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(CHILDREN[options.child[0]](int(options.child[1]))))
        return 0
    if options.readme:
        return readme(check=options.check)
    if options.table:
        print("\n".join(table(json.loads(Path(options.table).read_text(encoding="utf-8")))))
        return 0
    rows: list[Row] = []
    for name, measure in ROWS.items():
        if name not in options.skip and (not options.only or name in options.only):
            for row in measure(options.short, 3 if options.short else 5):
                rows.append(row)
                print(row.line(), flush=True)
    run = {"machine": machine(), "date": time.strftime("%Y-%m-%d"), "rows": [row.stored() for row in rows]}
    if options.json:
        Path(options.json).write_text(json.dumps(run, indent=1) + "\n", encoding="utf-8")
    print(run["machine"])
    far = [row for row in rows if not row.near(SLACK, stored())]
    for row in far if options.short else ():
        print(f"far from its target: {row.line()}", file=sys.stderr)
    return 1 if options.short and far else 0


if __name__ == "__main__":
    sys.exit(main())
