"""What reviewers said of findings: the table `reviews` in the batch's DuckDB file, where there is one."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from notelint.report.agreement import Kappa, Precision, kappas, precision
from notelint.report.batch import DATABASE, BatchError

TABLE = """
CREATE TABLE IF NOT EXISTS reviews (
  review_id VARCHAR NOT NULL, note_id VARCHAR NOT NULL, rule VARCHAR NOT NULL, finding BIGINT NOT NULL,
  reviewer VARCHAR NOT NULL, verdict VARCHAR NOT NULL, comment VARCHAR, "at" TIMESTAMP NOT NULL)
"""

Key = tuple[str, str, int]
"""A finding: note, rule, and its number among the note's findings."""


@dataclass(frozen=True, slots=True)
class Review:
    """One verdict: what a reviewer last said of a finding."""

    key: Key
    reviewer: str
    verdict: str
    comment: str | None
    at: dt.datetime


class Reviews:
    """The last verdict of each reviewer on each finding."""

    def __init__(self, reviews: Iterable[Review]) -> None:
        last: dict[tuple[Key, str], Review] = {}
        for review in sorted(reviews, key=lambda one: one.at):
            last[review.key, review.reviewer] = review
        self.every = tuple(last.values())
        self.verdicts: dict[Key, dict[str, str]] = defaultdict(dict)
        for review in self.every:
            self.verdicts[review.key][review.reviewer] = review.verdict

    @property
    def reviewers(self) -> list[str]:
        """Those who judged something, by name."""
        return sorted({review.reviewer for review in self.every})

    def by_rule(self) -> dict[str, Precision]:
        """Precision of each rule that was judged."""
        rules = sorted({key[1] for key in self.verdicts})
        return {rule: precision(said for key, said in self.verdicts.items() if key[1] == rule) for rule in rules}

    def agreement(self) -> list[Kappa]:
        """Cohen's kappa of every two reviewers."""
        return kappas(self.verdicts)

    def summary(self) -> dict[str, Any]:
        """All of it as plain values."""
        return {
            "verdicts": len(self.every),
            "reviewers": self.reviewers,
            "by": dict(Counter(review.reviewer for review in self.every)),
            "rules": {
                rule: {
                    "accepted": one.accepted,
                    "rejected": one.rejected,
                    "disputed": one.disputed,
                    "share": one.share,
                    "low": one.interval[0] if one.interval else None,
                    "high": one.interval[1] if one.interval else None,
                }
                for rule, one in self.by_rule().items()
            },
            "kappas": [
                {"first": k.first, "second": k.second, "findings": k.findings, "agreed": k.agreed, "kappa": k.kappa}
                for k in self.agreement()
            ],
        }


def read_reviews(folder: Path) -> Reviews | None:
    """The reviews of a batch; None where nobody has reviewed it.

    Raises:
        BatchError: The file cannot be opened: it is broken, or another program has it open for writing.
    """
    file = folder / DATABASE
    if not file.is_file():
        return None
    try:
        with duckdb.connect(str(file), read_only=True) as db:
            there = db.execute(
                "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'reviews' AND NOT temporary"
            ).fetchall()
            if not there[0][0]:
                return None
            rows = db.execute(
                'SELECT note_id, rule, finding, reviewer, verdict, comment, "at" FROM reviews ORDER BY "at"'
            ).fetchall()
    except duckdb.IOException:
        raise BatchError(f"{file}: cannot be opened; another program may be using it") from None
    except duckdb.Error as error:
        raise BatchError(f"{file}: cannot be read: {type(error).__name__}") from None
    made = [Review((row[0], row[1], row[2]), *row[3:]) for row in rows]
    return Reviews(made) if made else None
