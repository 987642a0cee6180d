"""The folder that a batch was written to, opened for reading: its Parquet tables as views of an in-memory DuckDB.

Only the columns that are named here are relied upon; a batch may have more. Nothing is written to the folder.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from notelint.coding.guide import Guide, load_guide
from notelint.errors import NotelintError, PatternError

DATABASE = "notelint.duckdb"
"""The file in the folder that holds reviews, beside the batch's own views."""

COLUMNS: dict[str, dict[str, str]] = {
    "notes": {
        "note_id": "VARCHAR",
        "patient_id": "VARCHAR",
        "date_of_service": "DATE",
        "month": "VARCHAR",
        "visit": "VARCHAR",
        "provider": "VARCHAR",
        "clinic": "VARCHAR",
        "path": "VARCHAR",
        "guide": "VARCHAR",
        "status": "VARCHAR",
        "acuity": "VARCHAR",
        "duration_days": "BIGINT",
        "checklist": "MAP(VARCHAR, VARCHAR)",
        "exclusions": "MAP(VARCHAR, VARCHAR)",
        "code": "VARCHAR",
        "instead": "VARCHAR[]",
        "confidence": "VARCHAR",
        "codes": "VARCHAR[]",
        "procedures": "VARCHAR[]",
        "errors": "BIGINT",
        "warnings": "BIGINT",
        "infos": "BIGINT",
        "text": "VARCHAR",
    },
    "facts": {
        "note_id": "VARCHAR",
        "fact": "BIGINT",
        "concept": "VARCHAR",
        "assertion": "VARCHAR",
        "start": "BIGINT",
        "end": "BIGINT",
        "section": "VARCHAR",
        "past": "BOOLEAN",
        "days": "BIGINT",
        "score": "DOUBLE",
    },
    "findings": {
        "note_id": "VARCHAR",
        "finding": "BIGINT",
        "rule": "VARCHAR",
        "name": "VARCHAR",
        "severity": "VARCHAR",
        "message": "VARCHAR",
        "start": "BIGINT",
        "end": "BIGINT",
        "line": "BIGINT",
        "facts": "BIGINT[]",
        "reason": "VARCHAR",
        "source": "VARCHAR",
        "suggested_code": "VARCHAR",
        "question": "VARCHAR",
        "origin": "VARCHAR",
    },
    "suggestions": {
        "note_id": "VARCHAR",
        "reasons": "STRUCT(text VARCHAR, facts BIGINT[], source VARCHAR)[]",
        "rejected": "STRUCT(code VARCHAR, why VARCHAR)[]",
    },
    "failures": {"note_id": "VARCHAR", "path": "VARCHAR", "error": "VARCHAR"},
}
"""The columns that are read, by table, and their types."""

SEVERITIES = ("error", "warning", "info")

Row = tuple[Any, ...]


class BatchError(NotelintError):
    """The folder is not one that a batch was written to, or a table of it cannot be read."""


def quoted(name: str) -> str:
    """A name as SQL has it."""
    return '"' + name.replace('"', '""') + '"'


class Batch:
    """The tables of one batch.

    `visits` numbers the notes in the order in which the report shows them (column `ord`, from 0): newest first, notes
    without a date last. `found` are the findings with the number of their note.

    Args:
        folder: What `notelint batch` was given as `--out`.

    Raises:
        BatchError: There is no such folder, a table or column is missing, or a file is broken.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise BatchError(f"{folder}: there is no such folder")
        self.folder = folder
        # Extensions are part of DuckDB's own wheel here; none may be fetched. No spilling: words of notes would be left
        # in files of the folder that one happens to be in.
        self._db = duckdb.connect(
            config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "temp_directory": ""}
        )
        self._db.execute("SET enable_progress_bar = false")
        for table, columns in COLUMNS.items():
            self._open(table, columns)
        try:
            self._db.execute(_NUMBERED)
            self._db.execute(_FOUND)
        except duckdb.Error as error:
            raise BatchError(f"{folder}: its tables cannot be read: {type(error).__name__}") from None
        self.guide = self._guide()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files."""
        self._db.close()

    def rows(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> list[Row]:
        """All rows of a query."""
        return self._db.execute(sql, values or None).fetchall()

    def stream(self, sql: str, size: int = 1000) -> Iterator[Row]:
        """The rows of a query, some at a time; one stream at once."""
        cursor = self._db.cursor()
        cursor.execute(sql)
        while some := cursor.fetchmany(size):
            yield from some

    def one(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """The one value of a query."""
        return self.rows(sql, values)[0][0]

    @property
    def has_text(self) -> bool:
        """Whether the batch kept the notes' text."""
        return bool(self.one("SELECT EXISTS (SELECT 1 FROM notes WHERE text IS NOT NULL)"))

    def about(self) -> dict[str, Any]:
        """What the batch says about itself (`batch.json`); empty where it says nothing that can be read."""
        try:
            told = json.loads((self.folder / "batch.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return told if isinstance(told, dict) else {}

    @property
    def today(self) -> dt.date | None:
        """The day as of which the batch was judged; the newest date of service where it does not say."""
        try:
            return dt.date.fromisoformat(self.about()["today"])
        except (KeyError, TypeError, ValueError):
            found: dt.date | None = self.one("SELECT max(date_of_service) FROM visits")
            return found

    def _open(self, table: str, columns: dict[str, str]) -> None:
        """Make a view of a table's files; a table without a file is empty, but there must be notes."""
        single = self.folder / f"{table}.parquet"
        files = [single] if single.is_file() else sorted((self.folder / table).glob("*.parquet"))
        if not files:
            if table == "notes":
                raise BatchError(f"{self.folder}: not the folder of a batch: there is no table of notes in it")
            empty = ", ".join(f"NULL::{kind} AS {quoted(name)}" for name, kind in columns.items())
            self._db.execute(f"CREATE VIEW {table} AS SELECT {empty} WHERE false")
            return
        # A folder's name may hold what DuckDB takes for a pattern.
        names = ", ".join("'" + _literal(file).replace("'", "''") + "'" for file in files)
        wanted = ", ".join(f"{quoted(name)}::{kind} AS {quoted(name)}" for name, kind in columns.items())
        source = f"read_parquet([{names}], union_by_name = true)"
        try:
            there = {row[0] for row in self.rows(f"DESCRIBE SELECT * FROM {source}")}
            missing = sorted(set(columns) - there)
            if missing:
                raise BatchError(f"{self.folder / table}: no column {', '.join(missing)}; written by another version?")
            self._db.execute(f"CREATE VIEW {table} AS SELECT {wanted} FROM {source}")
        except duckdb.Error as error:
            raise BatchError(f"{self.folder / table}: cannot be read: {type(error).__name__}") from None

    def _guide(self) -> Guide:
        names = [row[0] for row in self.rows("SELECT DISTINCT guide FROM notes WHERE guide IS NOT NULL ORDER BY 1")]
        if len(names) > 1:
            raise BatchError(f"{self.folder}: notes of several guides in one batch: {', '.join(names)}")
        from notelint import patterns

        try:
            return load_guide(names[0] if names else patterns.guides()[0])
        except PatternError as error:
            raise BatchError(f"{self.folder}: {error}") from None


def _literal(path: Path) -> str:
    """A path with the characters of patterns in brackets, so that DuckDB takes each for itself."""
    return "".join(f"[{char}]" if char in "*?[" else char for char in str(path))


_NUMBERED = """
CREATE TABLE visits AS
SELECT row_number() OVER (ORDER BY date_of_service DESC NULLS LAST, note_id) - 1 AS ord, * EXCLUDE (text)
FROM notes
"""

_FOUND = """
CREATE VIEW found AS SELECT visits.ord, findings.* FROM findings JOIN visits USING (note_id)
"""
