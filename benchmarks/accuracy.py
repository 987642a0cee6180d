"""How well notelint reads labelled notes, in one process.

    python benchmarks/accuracy.py [FILE...] [--third tune|aside] [--show N]
                                  [--save RUN] [--against RUN] [--floors benchmarks/floors.toml]

Without FILE the labelled notes beside the checkout (`../shared/corpus/dev`) are used, if they are there. The figures
and their names are those of the corpus's own scorer (`scoring.py` says what they mean). `--save` stores a run,
`--against` compares with a stored one: what each change gained and lost. Notes of the third set aside must never be
looked at: single disagreements are shown and stored for `--third tune` only.

Exit status 1: a figure is below its floor.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scoring import Figures, Score, by_source, lint, load, score, third

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "dev"
TOTALS = (
    "mention", "assertion", "macro", "iou", "low_back_pain", "acuity", "visit", "checklist", "code", "instead", "rules",
)  # fmt: skip
NOISE = 0.0005
"""A change of a figure by less than this is none."""


@dataclass
class Run:
    """The score of one file."""

    name: str
    which: str | None
    total: Score
    sources: dict[str, Score]

    @property
    def open(self) -> bool:
        """Whether its notes may be looked at one by one."""
        return self.which == "tune"

    def stored(self) -> dict[str, Any]:
        """What `--save` keeps of it."""
        kept: dict[str, Any] = {"third": self.which, "figures": self.total.figures()}
        if self.open:
            kept["outcomes"] = self.total.outcomes
        return kept


def value(figures: Figures, name: str) -> float | None:
    """A figure as one number: of precision, recall and F1 the F1."""
    found = figures.get(name)
    if isinstance(found, dict):
        found = found["f1"]
    return None if found is None else float(found)


def read(path: Path, which: str | None) -> Run:
    """Lint and score the notes of one file."""
    gold = third(load([path]), which)
    reports = lint(gold)
    return Run(path.name, which, score(gold, reports), by_source(gold, reports))


def table(run: Run) -> list[str]:
    """All figures of a run: totals for each source, the concepts, and the confusions by assertion."""
    part = {None: "all notes", "tune": "the notes to tune on", "aside": "the notes set aside"}[run.which]
    lines = [f"{run.name}: {part}, {run.total.notes} notes", f"  {'':16}" + "".join(f"{name:>14}" for name in TOTALS)]
    for name, scored in ({"all": run.total} | run.sources if len(run.sources) > 1 else {"all": run.total}).items():
        figures = scored.figures()
        cells = ("-" if (v := value(figures, total)) is None else f"{v:.4f}" for total in TOTALS)
        lines.append(f"  {name:16}" + "".join(f"{cell:>14}" for cell in cells))
    if run.total.unreported:
        lines.append(f"  {len(run.total.unreported)} notes have no report")
    lines.append(f"  {'concept':22} {'n':>5} {'p':>7} {'r':>7} {'f1':>7}")
    for name, row in run.total.figures()["concepts"].items():
        lines.append(f"  {name:22} {row['n']:5d} {row['p']:7.3f} {row['r']:7.3f} {row['f1']:7.3f}")
    lines.append("  confusions, labelled > said:")
    wrong = [(pair, n) for pair, n in run.total.confusions.most_common() if pair[0] != pair[1]]
    lines += [f"  {n:5d}  {want} > {said}" for (want, said), n in wrong]
    return lines


def disagreements(run: Run, limit: int) -> list[str]:
    """What is wrong, one line each: what is labelled, and what was said."""
    wrong = [f"  {name}: {said}" for name, said in run.total.outcomes.items() if said != "right"]
    return [*wrong[:limit], *([f"  ... and {len(wrong) - limit} more"] if len(wrong) > limit else [])]


def _changes(before: Mapping[str, float | None], now: Mapping[str, float | None]) -> list[str]:
    lines = []
    for name in [*before, *(n for n in now if n not in before)]:
        old, new = before.get(name), now.get(name)
        if (old is None) != (new is None) or (old is not None and new is not None and abs(new - old) >= NOISE):
            change = f"{new - old:+.4f}" if old is not None and new is not None else "new" if old is None else "gone"
            shown = " > ".join("-" if v is None else f"{v:.4f}" for v in (old, new))
            lines.append(f"  {name:22} {shown}  {change}")
    return lines


def comparison(run: Run, stored: Mapping[str, Any]) -> list[str]:
    """What a run gained and lost against a stored one."""
    old, new = stored["figures"], run.total.figures()
    lines = [f"{run.name}: against the stored run"]
    totals = _changes({n: value(old, n) for n in TOTALS}, {n: value(new, n) for n in TOTALS})
    concepts = _changes(
        {n: row["f1"] for n, row in old["concepts"].items()}, {n: row["f1"] for n, row in new["concepts"].items()}
    )
    lines += totals + concepts or ["  no change"]
    if run.open and "outcomes" in stored:
        before, now = stored["outcomes"], run.total.outcomes
        for name in sorted({**before, **now}):
            # What is not labelled is right when it is not found.
            was, is_ = (outcomes.get(name, "right") for outcomes in (before, now))
            if was != is_:
                word = "gained" if is_ == "right" else "lost" if was == "right" else "other"
                lines.append(f"  {word}: {name}: {was} > {is_}")
    return lines


def below(run: Run, floors: Mapping[str, float]) -> list[str]:
    """The floors that a run does not reach, one line each."""
    figures = run.total.figures()
    lines = []
    for name, floor in floors.items():
        reached = value(figures, name)
        if reached is None or reached < floor:
            lines.append(
                f"{run.name}: {name} is {'not there' if reached is None else f'{reached:.4f}'}, floor {floor:.4f}"
            )
    if run.total.unreported:
        lines.append(f"{run.name}: {len(run.total.unreported)} notes have no report")
    return lines


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("files", nargs="*", type=Path, metavar="FILE", help="labelled notes, one record a line")
    ask.add_argument("--third", choices=["tune", "aside"], help="only the records to tune on, or those set aside")
    ask.add_argument("--show", type=int, default=0, metavar="N", help="print so many disagreements (tune only)")
    ask.add_argument("--save", type=Path, metavar="RUN", help="store the run here")
    ask.add_argument("--against", type=Path, metavar="RUN", help="compare with a stored run")
    ask.add_argument("--floors", type=Path, metavar="FILE", help="floors of each file; exit 1 where one is missed")
    given = ask.parse_args(argv)
    if given.show and given.third != "tune":
        ask.error("--show needs --third tune: the notes set aside are not to be looked at")
    for path in (*given.files, *(p for p in (given.against, given.floors) if p)):
        if not path.is_file():
            ask.error(f"{path}: no such file")
    return given


def main(argv: Sequence[str] | None = None) -> int:
    """Score, print, compare. Returns the exit status."""
    given = _arguments(argv)
    floors: dict[str, dict[str, float]] = tomllib.loads(given.floors.read_text("utf-8")) if given.floors else {}
    files = given.files or sorted(CORPUS.glob("*.jsonl"))
    if not files:
        print("No labelled notes beside the checkout: nothing is measured.")
        return 0
    before = json.loads(given.against.read_text("utf-8")) if given.against else {}
    kept: dict[str, Any] = {}
    fell: list[str] = []
    for path in files:
        run = read(path, given.third)
        kept[run.name] = run.stored()
        lines = table(run) + disagreements(run, given.show) if given.show else table(run)
        if run.name in before:
            same = before[run.name]["third"] == run.which
            lines += comparison(run, before[run.name]) if same else ["  the stored run is of another third"]
        print("\n".join(lines), end="\n\n")
        fell += below(run, floors.get(run.name, {}))
    if given.save:
        given.save.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for line in fell:
        print(f"below its floor: {line}", file=sys.stderr)
    return 1 if fell else 0


if __name__ == "__main__":
    sys.exit(main())
