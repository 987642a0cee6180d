"""Where verdicts are kept: the table `reviews` of the batch's DuckDB file. Nothing in it is ever changed or removed.

The file is opened for each verdict and closed again, so that reports and other programs can read it in between.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import duckdb

from notelint.errors import NotelintError
from notelint.report.batch import DATABASE, BatchError
from notelint.report.reviews import TABLE, Review, Reviews, read_reviews

VERDICTS = ("accept", "reject")
MOST_COMMENT, MOST_NAME = 2000, 80
TRIES, PAUSE = 20, 0.1
"""How often a file that another program has open is tried, and the seconds between."""

T = TypeVar("T")


class ReviewError(NotelintError):
    """A verdict cannot be taken; the message says what is wrong with it."""


class ReviewStore:
    """The verdicts of one batch. Safe to use from several threads.

    Args:
        folder: The batch's folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()

    def read(self) -> Reviews:
        """All verdicts.

        Raises:
            BatchError: The file cannot be opened or read.
        """
        with self._lock:
            return _patiently(lambda: read_reviews(self.folder)) or Reviews(())

    def add(self, review: Review) -> None:
        """Keep a verdict; of several by one reviewer on one finding the last counts.

        Raises:
            ReviewError: Reviewer, verdict or comment is not what it must be.
            BatchError: The file cannot be opened or written.
        """
        if not review.reviewer.strip() or len(review.reviewer) > MOST_NAME:
            raise ReviewError(f"a reviewer's name has 1 to {MOST_NAME} characters")
        if review.verdict not in VERDICTS:
            raise ReviewError(f"a verdict is {' or '.join(VERDICTS)}")
        if review.comment is not None and len(review.comment) > MOST_COMMENT:
            raise ReviewError(f"a comment has at most {MOST_COMMENT} characters")
        with self._lock:
            _patiently(lambda: self._insert(review))

    def _insert(self, review: Review) -> None:
        file = self.folder / DATABASE
        try:
            with duckdb.connect(str(file)) as db:
                db.execute(TABLE)
                db.execute(
                    'INSERT INTO reviews (review_id, note_id, rule, finding, reviewer, verdict, comment, "at") '
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    [str(uuid.uuid4()), *review.key, review.reviewer, review.verdict, review.comment, review.at],
                )
        except duckdb.IOException:
            raise BatchError(f"{file}: cannot be opened; another program may be using it") from None
        except duckdb.Error as error:
            raise BatchError(f"{file}: cannot be written: {type(error).__name__}") from None


def now() -> dt.datetime:
    """The time of a verdict, in UTC."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


def _patiently(work: Callable[[], T]) -> T:
    """Do something with the file, waiting a little where another program has it open."""
    for left in range(TRIES, -1, -1):
        try:
            return work()
        except BatchError:
            if not left:
                raise
            time.sleep(PAUSE)
    raise AssertionError("not reached")
