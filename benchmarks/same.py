"""Whether two versions of the engine say the same of every note, byte for byte.

    python benchmarks/same.py --before CHECKOUT [--after CHECKOUT] [--shaken] [FILE...]

Both engines (`CHECKOUT/src`) read the same patterns, those of `--after`, each in a process of its own: what differs
then comes from the engine and not from the words. Without FILE the labelled notes, the visit series and the unlabelled
notes beside the checkout are read. `--shaken` adds every note again in other layouts: capitals, wrapped lines, no line
breaks, other separators between the words, words in another order. The whole report is compared: facts with their
patterns and cues, sections, conclusions, suggestion, claim and findings.

Where reports differ, the note's number in its file and the fields are named, never a word of a note. Exit status 1:
something differs.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
SHARED = ("dev/real.jsonl", "dev/synthetic.jsonl", "dev-series/series.jsonl", "bulk.jsonl.gz")
SHOWN = 20


def records(path: Path) -> Iterator[dict[str, Any]]:
    """The notes of a file."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    yield from map(json.loads, text.splitlines())


def shaken(text: str, seed: str) -> Iterator[str]:
    """The words of a note in other layouts; the same for each seed."""
    dice = random.Random(seed)
    yield text.upper()
    yield " ".join(text.split())
    yield "\n".join(line for part in text.splitlines() for line in (textwrap.wrap(part, 72) or [""]))
    words = text.split(" ")
    yield "".join(word + dice.choice((" ", " ", "  ", "\n", "\t", ", ", "/", ". ")) for word in words)
    dice.shuffle(words)
    yield " ".join(words)


def dump(files: list[str], target: str, patterns: str, shake: bool) -> None:
    """Write the reports of the engine on `sys.path`, a line for each note: its number and its report."""
    import notelint.patterns

    folder = Path(patterns)
    notelint.patterns.root = lambda: folder  # type: ignore[assignment]
    from notelint import Failure, Linter, Note, NoteReport, Settings

    linter = Linter(Settings(today=dt.date(2026, 5, 4)))
    fields = set(Note.model_fields)

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()}
        if isinstance(value, frozenset | set):
            return sorted(map(plain, value), key=str)
        if isinstance(value, list | tuple):
            return [plain(item) for item in value]
        return value

    def said(report: NoteReport | Failure) -> Any:
        told = plain(report.model_dump())
        if not isinstance(report, Failure):
            told["note"].pop("text")
        return told

    with Path(target).open("w", encoding="utf-8") as out:

        def put(name: str, report: NoteReport | Failure) -> None:
            print(json.dumps([name, said(report)], default=str, sort_keys=True), file=out)

        for file in map(Path, files):
            notes = [Note(**{k: v for k, v in one.items() if k in fields and v is not None}) for one in records(file)]
            names = [f"{file.name}:{i}" for i in range(1, len(notes) + 1)]
            series = any(note.patient_id for note in notes)
            for name, report in zip(
                names, linter.lint_series(notes) if series else linter.lint_many(notes), strict=True
            ):
                put(name, report)
            for name, note in zip(names, notes if shake else (), strict=False):
                for number, text in enumerate(shaken(note.text, name), 1):
                    put(f"{name} shaken {number}", next(linter.lint_many([Note(text=text)])))


def differing(before: Any, after: Any, path: str = "") -> Iterator[str]:
    """Names of the fields in which two reports differ."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            yield from differing(before.get(key), after.get(key), f"{path}.{key}" if path else key)
    elif isinstance(before, list) and isinstance(after, list):
        if len(before) != len(after):
            yield f"{path}: {len(before)} and {len(after)} of them"
        else:
            for index, (a, b) in enumerate(zip(before, after, strict=True)):
                yield from differing(a, b, f"{path}[{index}]")
    elif before != after:
        yield path


def compare(before: Path, after: Path) -> int:
    """Print which notes differ, and a digest where none does; the number of those that differ."""
    wrong = count = 0
    digest = hashlib.sha256()
    with before.open(encoding="utf-8") as first, after.open(encoding="utf-8") as second:
        for a, b in zip(first, second, strict=True):
            count += 1
            digest.update(b.encode())
            if a != b:
                wrong += 1
                if wrong <= SHOWN:
                    name, old = json.loads(a)
                    print(f"{name}: " + "; ".join(list(differing(old, json.loads(b)[1]))[:4]))
    print(f"{count} notes, {wrong} differ; sha256 of the reports {digest.hexdigest()[:16]}")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", nargs="*", metavar="FILE", help="notes, one JSON object a line; .gz is unpacked")
    parser.add_argument("--before", required=True, metavar="CHECKOUT", help="the engine to compare with")
    parser.add_argument("--after", default=str(ROOT), metavar="CHECKOUT", help="the engine to try (this checkout)")
    parser.add_argument("--shaken", action="store_true", help="read every note in other layouts too")
    parser.add_argument("--dump", help=argparse.SUPPRESS)
    parser.add_argument("--patterns", help=argparse.SUPPRESS)
    options = parser.parse_args()
    files = options.files or [str(CORPUS / name) for name in SHARED if (CORPUS / name).is_file()]
    if not files:
        parser.error("there are no notes: name a file")
    if options.dump:
        dump(files, options.dump, options.patterns, options.shaken)
        return 0
    patterns = str(Path(options.after).resolve() / "patterns")
    with tempfile.TemporaryDirectory() as folder:
        running = []
        for name, checkout in (("before", options.before), ("after", options.after)):
            environment = os.environ | {"PYTHONPATH": str(Path(checkout).resolve() / "src"), "PYTHONHASHSEED": "0"}
            command = [sys.executable, __file__, "--before", checkout, "--dump", str(Path(folder) / name)]
            command += ["--patterns", patterns, *(["--shaken"] if options.shaken else []), *files]
            running.append(subprocess.Popen(command, env=environment))
        failed = [process.wait() for process in running]
        if any(failed):
            print("an engine failed", file=sys.stderr)
            return 1
        return 1 if compare(Path(folder) / "before", Path(folder) / "after") else 0


if __name__ == "__main__":
    sys.exit(main())
