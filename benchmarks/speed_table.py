"""The table of a speed run, and its place in README.md."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
STORED = ROOT / "benchmarks" / "speed.json"
_PLACE = re.compile(r"(?<=<!-- speed -->\n).*?(?=<!-- /speed -->)", re.DOTALL)


@dataclass(frozen=True)
class Row:
    """One line: what was measured, against what, their ratio and its target, which is the `most` or the least."""

    what: str
    ours: str
    against: str
    theirs: str
    ratio: float
    target: float
    most: bool = False

    @property
    def met(self) -> bool:
        """Whether the target is met."""
        return self.ratio <= self.target if self.most else self.ratio >= self.target

    def near(self, slack: float, before: Sequence[Row] = ()) -> bool:
        """Whether the target, or the ratio of that row before, is met but for noise: `slack` is the share that does."""
        known = [row.ratio for row in before if (row.what, _name(row.against)) == (self.what, _name(self.against))]
        goals = [self.target, *known]
        return self.ratio <= max(goals) / slack if self.most else self.ratio >= min(goals) * slack

    def stored(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)

    def cells(self) -> list[str]:
        """What its line of the table shows."""
        target = f"{'at most' if self.most else 'at least'} {self.target:g}"
        return [
            self.what,
            self.ours,
            self.against,
            self.theirs,
            f"{self.ratio:.2f}",
            target,
            "" if self.met else "missed",
        ]

    def line(self) -> str:
        """One line of Markdown."""
        return "| " + " | ".join(self.cells()) + " |"


def _name(against: str) -> str:
    """Without a version."""
    return re.sub(r" [0-9][0-9.]*", "", against)


def stored() -> list[Row]:
    """The rows of the stored run."""
    return [Row(**row) for row in json.loads(STORED.read_text(encoding="utf-8"))["rows"]] if STORED.is_file() else []


def table(run: dict[str, Any]) -> list[str]:
    """The table of a stored run in Markdown, with the versions of everything below it."""
    rows = [Row(**row) for row in run["rows"]]
    head = ["| What | notelint | Against | | Ratio | Target | |", "| --- | --- | --- | --- | --- | --- | --- |"]
    return [*head, *(row.line() for row in rows), "", f"Measured on {run['date']}: {run['machine']}."]


def readme(*, check: bool) -> int:
    """Put the table of the stored run between its marks in README.md, or only say whether it is there."""
    path = ROOT / "README.md"
    text = path.read_text(encoding="utf-8")
    wanted = "\n".join(table(json.loads(STORED.read_text(encoding="utf-8")))) + "\n"
    if _PLACE.search(text) is None:
        print("README.md has no marks <!-- speed --> and <!-- /speed -->", file=sys.stderr)
        return 1
    made = _PLACE.sub(lambda _: wanted, text)
    if check:
        if made != text:
            print(
                "README.md: the speed table is not that of benchmarks/speed.json (speed.py --readme)", file=sys.stderr
            )
        return int(made != text)
    path.write_text(made, encoding="utf-8")
    return 0
