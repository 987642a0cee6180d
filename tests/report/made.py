"""A batch folder as the report reads it, made from reports of the linter: the contract's tables, written with pyarrow.

The linter is used here alone; the report itself never runs it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from notelint import Linter
from notelint.models import DurationValue, Fact, Failure, Note, NoteReport
from notelint.output.base import QUOTED, WITHHELD

from .invented import CLINICS, notes

RUN, AT = "run-1", dt.datetime(2026, 7, 1, 9, 30)
STRINGS, INTS = pa.list_(pa.string()), pa.list_(pa.int64())

SCHEMAS: dict[str, pa.Schema] = {
    "notes": pa.schema(
        [(name, pa.string()) for name in ("note_id", "patient_id")]
        + [("date_of_service", pa.date32())]
        + [(name, pa.string()) for name in ("month", "visit", "provider", "clinic", "path")]
        + [("row", pa.int64())]
        + [(name, pa.string()) for name in ("guide", "status", "acuity")]
        + [("duration_days", pa.int64())]
        + [(name, pa.map_(pa.string(), pa.string())) for name in ("checklist", "exclusions")]
        + [("code", pa.string()), ("instead", STRINGS), ("confidence", pa.string())]
        + [("codes", STRINGS), ("procedures", STRINGS)]
        + [(name, pa.int64()) for name in ("errors", "warnings", "infos", "characters")]
        + [("text", pa.string()), ("run_id", pa.string()), ("run_at", pa.timestamp("us")), ("run_seconds", pa.float64())]
    ),
    "facts": pa.schema(
        [("note_id", pa.string()), ("fact", pa.int64()), ("concept", pa.string()), ("assertion", pa.string())]
        + [("start", pa.int64()), ("end", pa.int64()), ("text", pa.string()), ("line", pa.int64())]
        + [("column", pa.int64()), ("section", pa.string()), ("sentence", pa.int64()), ("past", pa.bool_())]
        + [("side", pa.string()), ("roles", STRINGS), ("value", pa.string()), ("days", pa.int64())]
        + [("score", pa.float64()), ("pattern", pa.string()), ("modifiers", STRINGS), ("run_id", pa.string())]
    ),
    "findings": pa.schema(
        [("note_id", pa.string()), ("finding", pa.int64())]
        + [(name, pa.string()) for name in ("rule", "name", "severity", "message")]
        + [(name, pa.int64()) for name in ("start", "end", "line", "column")]
        + [("facts", INTS)]
        + [(name, pa.string()) for name in ("reason", "source", "suggested_code", "question", "origin", "run_id")]
    ),
    "suggestions": pa.schema(
        [("note_id", pa.string()), ("code", pa.string()), ("instead", STRINGS), ("confidence", pa.string())]
        + [("reasons", pa.list_(pa.struct([("text", pa.string()), ("facts", INTS), ("source", pa.string())])))]
        + [("rejected", pa.list_(pa.struct([("code", pa.string()), ("why", pa.string())])))]
        + [("run_id", pa.string())]
    ),
    "failures": pa.schema(
        [("note_id", pa.string()), ("path", pa.string()), ("row", pa.int64()), ("error", pa.string())]
        + [("run_id", pa.string())]
    ),
}

Rows = dict[str, list[dict[str, Any]]]
FAILED = {"note_id": "scan-7", "path": "notes/scan-7.txt", "row": None, "error": "not text from byte 12 on", "run_id": RUN}


@cache
def reports() -> tuple[NoteReport, ...]:
    """What the linter says about the invented notes; made once, for it takes some seconds."""
    return tuple(report for report in Linter().lint_series(notes()) if not isinstance(report, Failure))


def rows(every: Iterable[NoteReport], *, text: bool = True) -> Rows:
    """The rows of the contract's tables."""
    made: Rows = {name: [] for name in SCHEMAS}
    for number, report in enumerate(every):
        key = report.note.note_id or report.note.path or f"note-{number}"
        made["notes"].append(_note(key, report, text))
        made["facts"] += [_fact(key, index, fact, text) for index, fact in enumerate(report.facts)]
        for index, finding in enumerate(report.findings):
            row = {**finding.model_dump(), "note_id": key, "finding": index, "run_id": RUN}
            row["facts"] = list(finding.facts)
            for name in () if text else ("message", "reason", "question"):
                row[name] = row[name] and QUOTED.sub(WITHHELD, row[name])
            made["findings"].append(row)
        said = report.suggestion.model_dump(mode="json")
        if not text:
            for reason in said["reasons"]:
                reason["text"] = None
            for rejected in said["rejected"]:
                rejected["why"] = QUOTED.sub(WITHHELD, rejected["why"])
        made["suggestions"].append({**said, "note_id": key, "run_id": RUN})
    made["failures"].append(FAILED)
    return made


def _note(key: str, report: NoteReport, text: bool) -> dict[str, Any]:
    told, note = report.conclusions, report.note
    count = {level: sum(f.severity == level for f in report.findings) for level in ("error", "warning", "info")}
    date = told.date_of_service
    return {
        "note_id": key,
        "patient_id": told.patient_id,
        "date_of_service": date,
        "month": f"{date:%Y-%m}" if date else None,
        "visit": told.visit,
        "provider": note.provider,
        "clinic": CLINICS.get(note.provider or ""),
        "path": note.path,
        "row": None,
        "guide": report.guide,
        "status": told.status,
        "acuity": told.acuity,
        "duration_days": told.duration_days,
        "checklist": dict(told.checklist.items) if told.checklist else None,
        "exclusions": dict(told.checklist.exclusions) if told.checklist else None,
        "code": report.suggestion.code,
        "instead": list(report.suggestion.instead),
        "confidence": report.suggestion.confidence,
        "codes": list(dict.fromkeys(code.code for code in report.claim.codes)),
        "procedures": list(dict.fromkeys(code.code for code in report.claim.procedures)),
        "errors": count["error"],
        "warnings": count["warning"],
        "infos": count["info"],
        "characters": len(note.text),
        "text": note.text if text else None,
        "run_id": RUN,
        "run_at": AT,
        "run_seconds": 0.01,
    }


def _fact(key: str, index: int, fact: Fact, text: bool) -> dict[str, Any]:
    value = fact.value
    return {
        **{name: getattr(fact, name) for name in ("concept", "assertion", "start", "end", "line", "column", "section")},
        **{name: getattr(fact, name) for name in ("sentence", "past", "side", "pattern")},
        "note_id": key,
        "fact": index,
        "text": fact.text if text else None,
        "roles": sorted(fact.roles),
        "value": value.text if isinstance(value, DurationValue) and text else value if isinstance(value, str) else None,
        "days": value.days if isinstance(value, DurationValue) else None,
        "score": value if isinstance(value, float) else None,
        "modifiers": list(fact.modifiers) if text else [],
        "run_id": RUN,
    }


def write(folder: Path, made: Rows, *, parts: int = 1) -> Path:
    """Write the tables to a folder, each in some parts."""
    for name, schema in SCHEMAS.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        share = -(-len(made[name]) // parts) or 1
        for part in range(parts):
            table = pa.Table.from_pylist(made[name][part * share : (part + 1) * share], schema=schema)
            pq.write_table(table, folder / name / f"part-{part:05}.parquet")
    (folder / "batch.json").write_text(json.dumps({"schema": 1, "run_id": RUN}), encoding="utf-8")
    return folder


def lint(*given: Note) -> tuple[NoteReport, ...]:
    """Reports of further notes."""
    return tuple(report for report in Linter().lint_series(given) if not isinstance(report, Failure))


def repeated(made: Rows, times: int) -> Rows:
    """The same notes again and again, as other notes of other patients."""
    more: Rows = {name: [] for name in made}
    for turn in range(times):
        for name, every in made.items():
            for row in every:
                copy = {**row, "note_id": f"{row['note_id']}~{turn}"}
                if copy.get("patient_id"):
                    copy["patient_id"] = f"{copy['patient_id']}~{turn}"
                more[name].append(copy)
    return more
