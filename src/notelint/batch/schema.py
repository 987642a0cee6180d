"""The shape of what goes into a batch and of what comes out of it: Arrow schemas, one for each table.

`SOURCE` is a record of a source, `RESULT` is what the unit of work makes of it (one row a note, the rest nested), and
`TABLES` are the tables of a folder of results. Offsets are Unicode code points into `notes.text`, end exclusive; lines
and columns count from 1. Columns that differ between two runs over the same notes are named `run_*`.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

VERSION = 1
"""Version of the tables: in the metadata of every Parquet file and in `batch.json`. A column may be added within one
version; none is renamed, dropped or changed in type."""

VERSION_KEY = b"notelint.schema"
"""Key of the version in the metadata of a Parquet file."""

BATCH_FILE = "batch.json"
"""What a folder of results says about itself: version, source, settings, state."""

DATABASE = "notelint.duckdb"
"""The DuckDB file with the views, and with the reviews."""

_strings = pa.list_(pa.string())
_numbers = pa.list_(pa.int32())


def _schema(*fields: pa.Field) -> pa.Schema:
    return pa.schema(fields, metadata={VERSION_KEY: str(VERSION).encode()})


def _f(name: str, kind: pa.DataType, *, required: bool = False) -> pa.Field:
    return pa.field(name, kind, nullable=not required)


SOURCE = _schema(
    _f("note_id", pa.string(), required=True),
    _f("patient_id", pa.string()),
    _f("date_of_service", pa.date32()),
    _f("visit", pa.string()),
    _f("provider", pa.string()),
    _f("clinic", pa.string()),
    _f("codes", _strings),
    _f("procedures", _strings),
    _f("text", pa.string()),
    _f("path", pa.string()),
    _f("row", pa.int64()),
    _f("origin", pa.string()),
    _f("error", pa.string()),
)
"""A record of a source.

`note_id` is the path, or the path and the row, where the source has none. `visit` is `new`, `followup` or null; `codes`
(ICD-10-CM) and `procedures` (CPT) are what was billed, null where only the text can say. `path` is the file as the user
would name it, `row` the record's place in it from 1, `origin` where the codes stand (`manifest:7`; null: `row 17`).
`error` says why the record cannot be linted (then `text` is null); it never holds words of a note.
"""

_FACT = (
    _f("fact", pa.int32(), required=True),
    _f("concept", pa.string(), required=True),
    _f("assertion", pa.string(), required=True),
    _f("start", pa.int32(), required=True),
    _f("end", pa.int32(), required=True),
    _f("text", pa.string()),
    _f("line", pa.int32(), required=True),
    _f("column", pa.int32(), required=True),
    _f("section", pa.string()),
    _f("sentence", pa.int32(), required=True),
    _f("past", pa.bool_(), required=True),
    _f("side", pa.string()),
    _f("roles", _strings, required=True),
    _f("value", pa.string()),
    _f("days", pa.int32()),
    _f("score", pa.float64()),
    _f("pattern", pa.string(), required=True),
    _f("modifiers", _strings, required=True),
)

_FINDING = (
    _f("finding", pa.int32(), required=True),
    _f("rule", pa.string(), required=True),
    _f("name", pa.string(), required=True),
    _f("severity", pa.string(), required=True),
    _f("message", pa.string(), required=True),
    _f("start", pa.int32()),
    _f("end", pa.int32()),
    _f("line", pa.int32()),
    _f("column", pa.int32()),
    _f("facts", _numbers, required=True),
    _f("reason", pa.string(), required=True),
    _f("source", pa.string(), required=True),
    _f("suggested_code", pa.string()),
    _f("question", pa.string()),
    _f("origin", pa.string(), required=True),
)

_SUGGESTION = (
    _f("code", pa.string(), required=True),
    _f("instead", _strings, required=True),
    _f("confidence", pa.string(), required=True),
    _f(
        "reasons",
        pa.list_(pa.struct([_f("text", pa.string()), _f("facts", _numbers), _f("source", pa.string())])),
        required=True,
    ),
    _f("rejected", pa.list_(pa.struct([_f("code", pa.string()), _f("why", pa.string())])), required=True),
)

_ABOUT = (
    _f("note_id", pa.string(), required=True),
    _f("patient_id", pa.string()),
    _f("date_of_service", pa.date32()),
    _f("month", pa.string()),
    _f("visit", pa.string(), required=True),
    _f("provider", pa.string()),
    _f("clinic", pa.string()),
    _f("path", pa.string()),
    _f("row", pa.int64()),
    _f("guide", pa.string(), required=True),
    _f("status", pa.string(), required=True),
    _f("acuity", pa.string(), required=True),
    _f("duration_days", pa.int32()),
    _f("checklist", pa.map_(pa.string(), pa.string())),
    _f("exclusions", pa.map_(pa.string(), pa.string())),
    _f("code", pa.string(), required=True),
    _f("instead", _strings, required=True),
    _f("confidence", pa.string(), required=True),
    _f("codes", _strings, required=True),
    _f("procedures", _strings, required=True),
    _f("errors", pa.int32(), required=True),
    _f("warnings", pa.int32(), required=True),
    _f("infos", pa.int32(), required=True),
    _f("characters", pa.int32(), required=True),
    _f("text", pa.string()),
)

_note_id = _f("note_id", pa.string(), required=True)
_run_id = _f("run_id", pa.string(), required=True)
_run_at = _f("run_at", pa.timestamp("us", tz="UTC"), required=True)
_run_seconds = _f("run_seconds", pa.float64(), required=True)

NOTES = _schema(*_ABOUT, _run_id, _run_at, _run_seconds)
"""One row a note that was linted.

`month` is `YYYY-MM` of the date of service; `visit` is new, followup or unstated. `checklist` maps each item to met,
unmet or na and `exclusions` each other diagnosis to present, absent, possible or unaddressed; both are null unless
`status` is current. `code`, `instead` and `confidence` are the suggestion; `codes` and `procedures` are the claim.
"""

FACTS = _schema(_note_id, *_FACT, _run_id)
"""One row a fact. `fact` numbers those of a note from 0. `days` is a duration, `score` a disability score, `value`
the words of a duration or the normal form of a code."""

FINDINGS = _schema(_note_id, *_FINDING, _run_id)
"""One row a finding. `facts` are the numbers of the facts that it rests on, which may be none."""

SUGGESTIONS = _schema(_note_id, *_SUGGESTION, _run_id)
"""One row a note: the code that its words support, the reasons, and the codes that were weighed and not chosen."""

FAILURES = _schema(
    _f("note_id", pa.string()),
    _f("path", pa.string()),
    _f("row", pa.int64()),
    _f("error", pa.string(), required=True),
    _run_id,
)
"""One row for what could not be dealt with: a file, a row, a note, or a rule on a note (which is then in `notes`)."""

NOTE_NLP = _schema(
    _f("note_id", pa.string(), required=True),
    _f("note_nlp_id", pa.int64(), required=True),
    _f("section_concept_id", pa.int32(), required=True),
    _f("snippet", pa.string()),
    _f("offset", pa.string()),
    _f("lexical_variant", pa.string()),
    _f("note_nlp_concept_id", pa.int32(), required=True),
    _f("nlp_system", pa.string(), required=True),
    _f("nlp_date", pa.date32(), required=True),
    _f("nlp_datetime", pa.timestamp("us")),
    _f("term_exists", pa.string()),
    _f("term_temporal", pa.string()),
    _f("term_modifiers", pa.string()),
    _f("note_nlp_source_concept_id", pa.int32(), required=True),
)
"""The facts as rows of `note_nlp` of the OMOP CDM 5.4."""

TABLES: Mapping[str, pa.Schema] = {
    "notes": NOTES,
    "facts": FACTS,
    "findings": FINDINGS,
    "suggestions": SUGGESTIONS,
    "failures": FAILURES,
    "note_nlp": NOTE_NLP,
}
"""The tables of a folder of results: `DIR/<table>/part-*.parquet`."""

_SECTION = [_f("name", pa.string()), _f("start", pa.int32()), _f("end", pa.int32()), _f("past", pa.bool_())]
_SENTENCE = [_f("start", pa.int32()), _f("end", pa.int32()), _f("key", pa.uint64()), _f("words", pa.int32())]

SERIES = pa.struct(
    [
        _f("visit", pa.string()),
        _f("body_start", pa.int32()),
        _f("sections", pa.list_(pa.struct(_SECTION))),
        _f("sentences", pa.list_(pa.struct(_SENTENCE))),
        _f("assessment", pa.list_(pa.uint64())),
        _f("assessment_words", pa.int32()),
        _f("lines", _numbers),
        _f("codes", _strings),
        _f("procedures", _strings),
        _f("claimed", _strings),
        _f("origins", pa.map_(pa.string(), pa.string())),
        _f("report_id", pa.string()),
    ]
)
"""What a later look at a visit needs beside its facts, to judge it as one of a series: places and hashes, no words."""

RESULT = _schema(
    *_ABOUT,
    _f("facts", pa.list_(pa.struct(_FACT)), required=True),
    _f("durations", _numbers, required=True),
    _f("findings", pa.list_(pa.struct(_FINDING)), required=True),
    _f("reasons", _SUGGESTION[3].type, required=True),
    _f("rejected", _SUGGESTION[4].type, required=True),
    _f("failures", _strings, required=True),
    _f("error", pa.string()),
    _f("series", SERIES),
    _run_at,
    _run_seconds,
)
"""What the unit of work makes of one record: a row of `notes` with everything else about the note nested in it.

A record that failed has its `error`, and nothing where there is nothing to say. `durations` are the facts whose value
is a duration, `failures` the rules that crashed. `series` is null where patient or date is unknown. It always holds
words: `--no-text` is kept when tables are written.
"""
