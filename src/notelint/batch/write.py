"""From chunks to tables: a part of every table from the chunks of that part, column by column."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from importlib.metadata import version
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from notelint.batch import schema
from notelint.batch.series import JUDGED, judged_in
from notelint.batch.store import Store, replacing
from notelint.output.base import QUOTED, WITHHELD

PART = 10
"""Chunks of a part of the tables: what a process holds while it writes one."""

_AROUND = 40  # characters of a note before and after a fact that a snippet of `note_nlp` shows


@dataclass(frozen=True)
class Job:
    """What the writing of every part needs to know.

    Attributes:
        run_id: The run.
        started: When it began.
        text: Whether the tables may hold words of the notes.
        buckets: Buckets of series.
        first_fact: For each part, the number of the first of its facts in `note_nlp`.
        renamed: By chunk and place, another id for a note whose own stands before it already.
    """

    run_id: str
    started: dt.datetime
    text: bool
    buckets: int
    first_fact: tuple[int, ...]
    renamed: Mapping[tuple[int, int], str] = field(default_factory=dict)


def is_written(store: Store, part: int) -> bool:
    """Whether a part of every table is there: that of the last is written last."""
    return store.part(list(schema.TABLES)[-1], part).exists()


def write_part(store: Store, part: int, chunks: int, job: Job) -> None:
    """Write one part of every table.

    Args:
        store: The folder of results.
        part: The part.
        chunks: How many chunks there are in all.
        job: What holds for all parts.
    """
    anew = judged_in(store, job.buckets, part) if job.buckets else JUDGED.empty_table()
    batches = [
        _final(store.read_chunk(chunk), chunk, anew, job.renamed)
        for chunk in range(part * PART, min((part + 1) * PART, chunks))
    ]
    rows = pa.Table.from_batches(batches)
    for name, table in _tables(rows, part, job):
        kind = schema.TABLES[name]
        with replacing(store.part(name, part)) as file:
            parquet.write_table(table.cast(kind).replace_schema_metadata(kind.metadata), file, compression="zstd")


def _final(rows: pa.RecordBatch, chunk: int, anew: pa.Table, renamed: Mapping[tuple[int, int], str]) -> pa.RecordBatch:
    """The rows of a chunk with what was judged anew, and with ids that no other note has."""
    columns = {name: rows.column(name) for name in rows.schema.names}
    mine = anew.filter(pc.equal(anew.column("chunk"), chunk)).combine_chunks()
    if mine.num_rows:
        order = np.arange(rows.num_rows)
        order[mine.column("index").to_numpy()] = rows.num_rows + np.arange(mine.num_rows)
        for name in JUDGED.names[2:]:
            other = mine.column(name).combine_chunks()
            columns[name] = pa.concat_arrays([columns[name], other.cast(columns[name].type)]).take(pa.array(order))
    ids = {place: new for (at, place), new in renamed.items() if at == chunk}
    if ids:
        known = columns["note_id"].to_pylist()
        columns["note_id"] = pa.array([ids.get(place, one) for place, one in enumerate(known)], pa.string())
    return pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))


def _tables(rows: pa.Table, part: int, job: Job) -> Iterator[tuple[str, pa.Table]]:
    rows = rows.combine_chunks()
    good = rows.filter(pc.is_null(rows.column("error")))
    words = _Words(job.text)
    notes = good.select(schema.NOTES.names[: schema.NOTES.names.index("run_id")])
    notes = _with(notes, "text", words.or_null(notes.column("text")))
    notes = notes.append_column("run_id", _same(job.run_id, notes.num_rows))
    for name in ("run_at", "run_seconds"):
        notes = notes.append_column(name, good.column(name))
    yield "notes", notes
    facts = _unnest(good, "facts", job)
    yield "facts", _plain_facts(facts, good, words)
    findings = _unnest(good, "findings", job)
    for name in ("message", "reason", "question"):
        findings = _with(findings, name, words.unquoted(findings.column(name)))
    yield "findings", findings
    yield "suggestions", _suggestions(good, words, job)
    yield "failures", _failures(rows, job)
    yield "note_nlp", _note_nlp(facts, good, job.first_fact[part], job)


class _Words:
    """What becomes of columns that hold or quote words of a note."""

    def __init__(self, kept: bool) -> None:
        self.kept = kept

    def or_null(self, column: Any) -> Any:
        """Words of a note, or nothing."""
        return column if self.kept else pa.nulls(len(column), column.type)

    def unquoted(self, column: Any) -> Any:
        """Sentences of ours, their quotations blanked where words are left out."""
        return column if self.kept else pc.replace_substring_regex(column, QUOTED.pattern, WITHHELD)


def _with(table: pa.Table, name: str, column: Any) -> pa.Table:
    at = table.schema.get_field_index(name)
    return table.set_column(at, table.schema.field(at), column)


def _same(value: Any, rows: int) -> pa.Array:
    return pa.repeat(value, rows)


def _array(table: pa.Table, name: str) -> Any:
    """A column in one piece."""
    column = table.column(name).combine_chunks()
    return pa.concat_arrays(column.chunks) if isinstance(column, pa.ChunkedArray) else column


def _unnest(rows: pa.Table, name: str, job: Job) -> pa.Table:
    """A column of lists of structs as a table of its own, each row with its note."""
    lists = _array(rows, name)
    parents = pc.list_parent_indices(lists)
    flat = pc.list_flatten(lists)
    names = [each.name for each in flat.type]
    columns = [_array(rows, "note_id").take(parents), *flat.flatten(), _same(job.run_id, len(flat))]
    return pa.table(columns, names=["note_id", *names, "run_id"])


def _plain_facts(facts: pa.Table, rows: pa.Table, words: _Words) -> pa.Table:
    if words.kept:
        return facts
    lengths = [set(one) for one in rows.column("durations").to_pylist()]
    of = pc.list_parent_indices(_array(rows, "facts")).to_pylist()
    worded = pa.array(
        [number in lengths[note] for note, number in zip(of, facts.column("fact").to_pylist(), strict=True)], pa.bool_()
    )
    facts = _with(facts, "text", words.or_null(facts.column("text")))
    facts = _with(facts, "value", pc.if_else(worded, None, facts.column("value")))
    return _with(facts, "modifiers", _in_lists(facts, "modifiers", words))


def _in_lists(table: pa.Table, name: str, words: _Words) -> pa.Array:
    lists = _array(table, name)
    flat = words.unquoted(pc.list_flatten(lists))
    ends = np.concatenate([[0], np.cumsum(pc.list_value_length(lists).to_numpy(zero_copy_only=False))])
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), flat)


def _suggestions(rows: pa.Table, words: _Words, job: Job) -> pa.Table:
    names = ["note_id", "code", "instead", "confidence", "reasons", "rejected"]
    table = rows.select(names)
    if not words.kept:
        for name, field_name in (("reasons", "text"), ("rejected", "why")):
            kind = table.schema.field(name).type
            changed = [
                [{**one, field_name: QUOTED.sub(WITHHELD, one[field_name] or "")} for one in of]
                for of in table.column(name).to_pylist()
            ]
            table = _with(table, name, pa.array(changed, kind))
    return table.append_column("run_id", _same(job.run_id, table.num_rows))


def _failures(rows: pa.Table, job: Job) -> pa.Table:
    names = ["note_id", "path", "row", "error"]
    bad = rows.filter(pc.is_valid(rows.column("error"))).select(names)
    lists = _array(rows, "failures")
    crashed = rows.take(pc.list_parent_indices(lists)).select(names[:3])
    crashed = crashed.append_column("error", pc.list_flatten(lists))
    both = pa.concat_tables([bad, crashed])
    return both.append_column("run_id", _same(job.run_id, both.num_rows))


def _note_nlp(facts: pa.Table, rows: pa.Table, first: int, job: Job) -> pa.Table:
    """The facts as OMOP has them. `term_exists` is N for all that is not plainly so now or once, as the CDM says."""
    names = ("concept", "assertion", "start", "end", "section", "past", "side", "value", "days", "score", "text")
    told = {name: facts.column(name).to_pylist() for name in names}
    texts = rows.column("text").to_pylist() if job.text else []
    of = pc.list_parent_indices(_array(rows, "facts")).to_pylist() if job.text else []
    count = facts.num_rows
    modifiers, snippets = [], []
    for at in range(count):
        kept = {name: told[name][at] for name in ("concept", "assertion", "section", "side", "days", "score")}
        modifiers.append("; ".join(f"{name}={value}" for name, value in kept.items() if value is not None))
        if job.text:
            start = max(0, told["start"][at] - _AROUND)
            snippets.append(texts[of[at]][start : told["end"][at] + _AROUND])
    exists = ["Y" if one in ("present", "historical") else "N" for one in told["assertion"]]
    past = [p or one == "historical" for p, one in zip(told["past"], told["assertion"], strict=True)]
    zero = pa.array(np.zeros(count, np.int32))
    columns: dict[str, Any] = {
        "note_id": facts.column("note_id"),
        "note_nlp_id": pa.array(np.arange(first, first + count, dtype=np.int64)),
        "section_concept_id": zero,
        "snippet": pa.array(snippets, pa.string()) if job.text else pa.nulls(count, pa.string()),
        "offset": pc.cast(facts.column("start"), pa.string()),
        "lexical_variant": facts.column("text") if job.text else pa.nulls(count, pa.string()),
        "note_nlp_concept_id": zero,
        "nlp_system": _same(f"notelint {version('notelint')}", count),
        "nlp_date": _same(job.started.date(), count),
        "nlp_datetime": _same(job.started.replace(tzinfo=None, microsecond=0), count),
        "term_exists": pa.array(exists, pa.string()),
        "term_temporal": pa.array(["past" if one else "present" for one in past], pa.string()),
        "term_modifiers": pa.array(modifiers, pa.string()),
        "note_nlp_source_concept_id": zero,
    }
    return pa.table(columns)


def first_facts(store: Store, chunks: int) -> tuple[int, ...]:
    """For each part, how many facts the parts before it hold, from 1."""
    counts = [
        sum(
            int(pc.sum(pc.list_value_length(store.read_chunk(chunk, ("facts",)).column("facts"))).as_py() or 0)
            for chunk in range(first, min(first + PART, chunks))
        )
        for first in range(0, chunks, PART)
    ]
    return tuple(int(one) for one in np.concatenate([[1], 1 + np.cumsum(counts)])[: len(counts)])


def renamed(store: Store, chunks: int) -> dict[tuple[int, int], str]:
    """Other ids for notes whose id an earlier note has: `17` and `17#2`. By chunk and place."""
    numbers = [
        np.array([_number(one) for one in store.read_chunk(chunk, ("note_id",)).column("note_id").to_pylist()], "u8")
        for chunk in range(chunks)
    ]
    every, counts = np.unique(np.concatenate([*numbers, np.empty(0, "u8")]), return_counts=True)
    twice = every[counts > 1]
    if not len(twice):
        return {}
    seen: dict[str, int] = {}
    found = {}
    for chunk, its in enumerate(numbers):
        places = np.flatnonzero(np.isin(its, twice))
        if len(places):
            ids = store.read_chunk(chunk, ("note_id",)).column("note_id").to_pylist()
            for place in places.tolist():
                one = ids[place]
                seen[one] = seen.get(one, 0) + 1
                while seen[one] > 1 and np.isin(_number(f"{one}#{seen[one]}"), every):
                    seen[one] += 1
                if seen[one] > 1:
                    found[chunk, place] = f"{one}#{seen[one]}"
    return found


def _number(note_id: str) -> np.uint64:
    return np.uint64(int.from_bytes(blake2b(note_id.encode(), digest_size=8).digest(), "big"))


def write_empty(store: Store) -> None:
    """Write every table without a row: there was no note."""
    for name, kind in schema.TABLES.items():
        with replacing(store.part(name, 0)) as file:
            parquet.write_table(kind.empty_table(), file)


def read_tables(store: Store) -> Iterator[tuple[str, Iterator[pa.Table]]]:
    """The tables of a finished run, each with its name and its parts one after another."""
    for name in schema.TABLES:
        files = sorted((store.folder / name).glob("part-*.parquet"))
        yield name, (parquet.read_table(file, partitioning=None) for file in files)
