"""Hold the accuracy floors: score notelint on the labelled notes and compare with `floors.toml`.

    python benchmarks/floors.py

The labelled notes and their scorer stand beside the checkout, in `../shared/corpus`. Where they are absent nothing is
checked and the exit status is 0; it is 1 where a figure is below its floor.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parent.parent / "shared" / "corpus"
RUN = shlex.join([sys.executable, "-m", "notelint", "check", "--isolated", "--format", "jsonl"])


def score(gold: Path) -> dict[str, float]:
    """The figures of one file of labelled notes, by name; of precision, recall and F1 the F1.

    Raises:
        RuntimeError: The scorer or the command that it runs failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "scores.json")
        command = [sys.executable, str(CORPUS / "score.py"), str(gold), "--run", RUN, "--json", str(out)]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{gold.name}: the scorer failed: {done.stderr.strip()[-500:]}")
        found = json.loads(out.read_text(encoding="utf-8"))
    if found["unreported"]:
        raise RuntimeError(f"{gold.name}: {len(found['unreported'])} notes have no report")
    return {
        name: value["f1"] if isinstance(value, dict) else value
        for name, value in found.items()
        if isinstance(value, float) or (isinstance(value, dict) and "f1" in value)
    }


def main() -> int:
    """Print every floor with the figure beside it. Returns the exit status."""
    floors = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))
    if not CORPUS.is_dir():
        print("No labelled notes beside the checkout: floors not checked.")
        return 0
    below = 0
    for name, wanted in floors.items():
        figures = score(CORPUS / "dev" / name)
        for measure, floor in wanted.items():
            ok = figures[measure] >= floor
            below += not ok
            print(f"{name:16} {measure:14} {figures[measure]:.4f}  floor {floor:.2f}  {'ok' if ok else 'BELOW'}")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
