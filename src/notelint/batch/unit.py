"""The unit of work: Arrow record batches of notes in, batches of what notelint says about them out.

`lint_batches` is what every engine calls: a local worker, Spark's `mapInArrow`, Ray's `map_batches`. It knows nothing
of files, and each note is judged by itself; `series` later judges anew those that follow earlier visits.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import pyarrow as pa

from notelint.batch import schema
from notelint.errors import ReadError
from notelint.history import take_prints
from notelint.linter import Linter
from notelint.models import DurationValue, Fact, Failure, Finding, Note, NoteReport, Suggestion
from notelint.reading.frontmatter import ORIGIN, read_front_matter
from notelint.settings import Settings

Row = dict[str, Any]

_GIVEN = ("note_id", "patient_id", "date_of_service", "visit", "provider", "codes", "procedures")
_UNREAD: Row = {
    "visit": "unstated", "guide": "", "status": "absent", "acuity": "unstated", "code": "none", "confidence": "default",
    "errors": 0, "warnings": 0, "infos": 0, "characters": 0, "run_seconds": 0.0,
}  # fmt: skip
_LISTS = ("instead", "codes", "procedures", "facts", "durations", "findings", "reasons", "rejected", "failures")


def lint_batches(batches: Iterable[pa.RecordBatch], settings: Settings | None = None) -> Iterator[pa.RecordBatch]:
    """Lint notes batch by batch, each when it is asked for.

    Args:
        batches: Notes in the shape of `schema.SOURCE`; a column other than `note_id` may be missing.
        settings: What to look for and how; the defaults where None.

    Yields:
        For each batch one of as many rows, in the shape of `schema.RESULT`. A note that fails is a row with its
        `error`; it costs nothing else.
    """
    linter = linter_for(settings or Settings())
    for batch in batches:
        yield _table([lint_record(record, linter) for record in batch.to_pylist()])


def _table(rows: list[Row]) -> pa.RecordBatch:
    """Rows as a record batch. One that no table can hold (a number beyond all bounds) is a failure."""
    try:
        return pa.RecordBatch.from_pylist(rows, schema=schema.RESULT)
    except (pa.ArrowException, OverflowError, UnicodeError) as error:
        if len(rows) > 1:
            return pa.concat_batches([_table([row]) for row in rows])
        about = {name: rows[0].get(name) for name in ("note_id", "path", "row", "run_at")}
        empty: Row = {name: [] for name in _LISTS}
        failed = {**_UNREAD, **empty, **about, "error": f"does not fit into a table: {type(error).__name__}"}
        return pa.RecordBatch.from_pylist([failed], schema=schema.RESULT)


@lru_cache(maxsize=1)
def _cached(settings: str) -> Linter:
    return Linter(Settings.model_validate_json(settings))


def linter_for(settings: Settings) -> Linter:
    """This process's linter for these settings."""
    return _cached(settings.model_dump_json())


def lint_record(record: Mapping[str, Any], linter: Linter) -> Row:
    """Lint one record of a source; what comes out is a row in the shape of `schema.RESULT`."""
    started = time.perf_counter()
    text = record.get("text")
    row: Row = {name: record.get(name) for name in ("note_id", "patient_id", "provider", "clinic", "path", "row")}
    row["date_of_service"] = record.get("date_of_service")
    row["run_at"] = dt.datetime.now(dt.UTC)
    result: NoteReport | Failure
    if record.get("error") or text is None:
        result = Failure(path="", error=record.get("error") or "has no text")
    else:
        result = _lint(record, text, linter)
    if isinstance(result, Failure):
        row.update(_UNREAD, error=result.error, **{name: [] for name in _LISTS})
        row["month"] = _month(row["date_of_service"])
        return row
    row["characters"] = len(text or "")
    row["text"] = text
    row.update(judged(result), provider=result.note.provider, facts=[_fact(i, f) for i, f in enumerate(result.facts)])
    row["durations"] = [i for i, f in enumerate(result.facts) if isinstance(f.value, DurationValue)]
    row["series"] = _series(result)
    row["run_seconds"] = time.perf_counter() - started
    return row


def _lint(record: Mapping[str, Any], text: str, linter: Linter) -> NoteReport | Failure:
    try:
        note = _note(record, text)
    except ReadError as error:
        where = "" if error.line is None else f"line {error.line}: "
        return Failure(path="", error=where + error.reason)
    except ValueError:
        return Failure(path="", error="visit must be new, followup or null")
    return next(iter(linter.lint_many([note])))


def _note(record: Mapping[str, Any], text: str) -> Note:
    """The note of a record. What the record says goes before front matter.

    Raises:
        ReadError: Its front matter is broken.
    """
    path = record.get("path")
    matter = read_front_matter(text, path or "note")
    values = dict(matter.values)
    origins = dict.fromkeys(values, ORIGIN)
    given = {name: record[name] for name in _GIVEN if record.get(name) is not None and name != "note_id"}
    if record["note_id"] != path:
        given["note_id"] = record["note_id"]
    values.update(given)
    origin = record.get("origin") or (f"row {record['row']}" if record.get("row") is not None else "given")
    origins.update(dict.fromkeys(given, origin))
    return Note(text=text, body_start=matter.body_start, path=path, origins=origins, **values)


def judged(report: NoteReport) -> Row:
    """The columns of a result that a later look at the note, as one of a series, may change."""
    told, made = report.conclusions, report.suggestion
    counts = Counter(finding.severity for finding in report.findings)
    return {
        "patient_id": told.patient_id,
        "date_of_service": told.date_of_service,
        "month": _month(told.date_of_service),
        "visit": told.visit,
        "guide": report.guide,
        "status": told.status,
        "acuity": told.acuity,
        "duration_days": told.duration_days,
        "checklist": None if told.checklist is None else list(told.checklist.items.items()),
        "exclusions": None if told.checklist is None else list(told.checklist.exclusions.items()),
        "code": made.code,
        "instead": list(made.instead),
        "confidence": made.confidence,
        "codes": list(dict.fromkeys(code.code for code in report.claim.codes)),
        "procedures": list(dict.fromkeys(code.code for code in report.claim.procedures)),
        "errors": counts["error"],
        "warnings": counts["warning"],
        "infos": counts["info"],
        "findings": [_finding(index, finding) for index, finding in enumerate(report.findings)],
        "reasons": [{"text": r.text, "facts": list(r.facts), "source": r.source} for r in made.reasons],
        "rejected": _rejected(made),
        "failures": [failure.error for failure in report.failures],
    }


def _month(date: dt.date | None) -> str | None:
    return None if date is None else f"{date:%Y-%m}"


def _rejected(made: Suggestion) -> list[Row]:
    return [{"code": no.code, "why": no.why} for no in made.rejected]


def _fact(index: int, fact: Fact) -> Row:
    value = fact.value
    return {
        "fact": index,
        "concept": fact.concept,
        "assertion": fact.assertion,
        "start": fact.start,
        "end": fact.end,
        "text": fact.text,
        "line": fact.line,
        "column": fact.column,
        "section": fact.section,
        "sentence": fact.sentence,
        "past": fact.past,
        "side": fact.side,
        "roles": sorted(fact.roles),
        "value": value.text if isinstance(value, DurationValue) else value if isinstance(value, str) else None,
        "days": value.days if isinstance(value, DurationValue) else None,
        "score": value if isinstance(value, float) else None,
        "pattern": fact.pattern,
        "modifiers": list(fact.modifiers),
    }


def _finding(index: int, finding: Finding) -> Row:
    return {
        "finding": index,
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.severity,
        "message": finding.message,
        "start": finding.start,
        "end": finding.end,
        "line": finding.line,
        "column": finding.column,
        "facts": list(finding.facts),
        "reason": finding.reason,
        "source": finding.source,
        "suggested_code": finding.suggested_code,
        "question": finding.question,
        "origin": finding.origin,
    }


def _series(report: NoteReport) -> Row | None:
    """What judging the note as a visit among others will need; None where it is none."""
    told, note = report.conclusions, report.note
    if told.patient_id is None or told.date_of_service is None:
        return None
    from notelint.facts import line_starts

    prints = take_prints(note.text, report.sections, note.body_start)
    return {
        "visit": told.visit,
        "body_start": note.body_start,
        "sections": [{"name": s.name, "start": s.start, "end": s.end, "past": s.past} for s in report.sections],
        "sentences": [{"start": s.start, "end": s.end, "key": s.key, "words": s.words} for s in prints.sentences],
        "assessment": sorted(prints.assessment),
        "assessment_words": prints.assessment_words,
        "lines": line_starts(note.text),
        "codes": note.codes,
        "procedures": note.procedures,
        "claimed": [code.code for code in report.claim.codes],
        "origins": list(note.origins.items()),
        "report_id": note.note_id,
    }
