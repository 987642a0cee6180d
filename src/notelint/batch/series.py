"""Visits of one patient, judged as a series once all notes are linted: the same findings as without chunks.

First the visits of patients with more than one are dealt into buckets, a patient's all into one; then each bucket is
judged by itself, patient by patient and in order of date, from facts and hashes: no text is read. A bucket holds what
fits into memory, whatever the size of the batch.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Any

import numpy as np
import pyarrow as pa

from notelint.batch import schema
from notelint.batch.store import Store, replacing, write_arrow
from notelint.batch.unit import judged, linter_for
from notelint.history import History, Prints, Sentence
from notelint.models import DurationValue, Extraction, Fact, Note, Section, VisitRecord
from notelint.reading.metadata import Metadata
from notelint.settings import Settings

BUCKET = 20_000
"""Visits that are judged at a time, about: what one process holds in memory."""

_PLACE = [pa.field("chunk", pa.int32()), pa.field("index", pa.int32())]
_KEPT = [field for field in schema.RESULT if field.name not in ("text", "run_at", "run_seconds", "error")]
_DEALT = pa.schema([*_PLACE, *_KEPT])
_CHANGED = (
    *("visit", "acuity", "duration_days", "status", "checklist", "exclusions", "code", "instead", "confidence"),
    *("codes", "procedures", "errors", "warnings", "infos", "findings", "reasons", "rejected", "failures", "error"),
)
JUDGED = pa.schema([*_PLACE, *(schema.RESULT.field(name).with_nullable(True) for name in _CHANGED)])
"""What is judged anew: the place of the note and the columns that take the place of its own."""


def deal(store: Store, chunks: int, size: int = BUCKET) -> int:
    """Deal the visits of patients who have more than one into buckets.

    Args:
        store: The folder of results, with all chunks finished.
        chunks: How many chunks there are.
        size: Visits of a bucket, about.

    Returns:
        The number of buckets, each a file in `store.series`. Done once: a second call only counts.
    """
    told = store.series / "buckets.json"
    if told.exists():
        return int(json.loads(told.read_bytes())["buckets"])
    keys = [_patients(store, chunk) for chunk in range(chunks)]
    every = np.concatenate([*keys, np.empty(0, np.uint64)])
    several, visits = np.unique(every[every != 0], return_counts=True)
    several, visits = several[visits > 1], visits[visits > 1]
    buckets = -(-int(visits.sum()) // size)
    if buckets:
        _deal(store, keys, several, buckets)
    with replacing(told) as file:
        file.write(json.dumps({"buckets": buckets}).encode())
    return buckets


def _patients(store: Store, chunk: int) -> Any:
    """A number for the patient of each note of a chunk, 0 where it is no visit of a series."""
    rows = store.read_chunk(chunk, ("patient_id", "series"))
    patients, visits = rows.column("patient_id").to_pylist(), rows.column("series").is_valid().to_pylist()
    return np.array([_number(p) if v else 0 for p, v in zip(patients, visits, strict=True)], dtype=np.uint64)


def _number(patient: str) -> int:
    return int.from_bytes(blake2b(patient.encode(), digest_size=8).digest(), "big") or 1


def _deal(store: Store, keys: list[Any], several: Any, buckets: int) -> None:
    store.series.mkdir(parents=True, exist_ok=True)
    held: dict[int, list[pa.RecordBatch]] = {}
    rows_held = 0
    files = [(store.series / f"dealt-{bucket:05d}.arrows").open("wb") for bucket in range(buckets)]
    writers = [pa.ipc.new_stream(file, _DEALT, options=pa.ipc.IpcWriteOptions(compression="zstd")) for file in files]

    def put() -> None:
        for bucket, batches in held.items():
            table = pa.Table.from_batches(batches, _DEALT).combine_chunks()
            writers[bucket].write_table(table)
        held.clear()

    for chunk, numbers in enumerate(keys):
        chosen = np.isin(numbers, several)
        if not chosen.any():
            continue
        rows = store.read_chunk(chunk)
        columns = [rows.column(field.name) for field in _KEPT]
        for bucket in np.unique(numbers[chosen] % np.uint64(buckets)):
            at = np.flatnonzero(chosen & (numbers % np.uint64(buckets) == bucket))
            place = [pa.array(np.full(len(at), chunk, np.int32)), pa.array(at.astype(np.int32))]
            taken = [column.take(pa.array(at)) for column in columns]
            held.setdefault(int(bucket), []).append(pa.RecordBatch.from_arrays([*place, *taken], schema=_DEALT))
            rows_held += len(at)
        if rows_held >= BUCKET:
            put()
            rows_held = 0
    put()
    for writer, file in zip(writers, files, strict=True):
        writer.close()
        file.close()


def judge_bucket(store: Store, bucket: int, settings: Settings, part: int, parts: int) -> None:
    """Judge the visits of one bucket as series and write what is judged anew, one record batch for each part.

    Args:
        store: The folder of results.
        bucket: The bucket.
        settings: What to look for and how.
        part: Chunks of a part of the tables.
        parts: How many parts there are.
    """
    out = store.series / f"judged-{bucket:05d}.arrow"
    if out.exists():
        return
    with pa.memory_map(str(store.series / f"dealt-{bucket:05d}.arrows")) as file:
        table = pa.ipc.open_stream(file).read_all()
    found: list[list[dict[str, Any]]] = [[] for _ in range(parts)]
    for row in _anew(table, settings):
        found[row["chunk"] // part].append(row)
    batches = [
        pa.RecordBatch.from_pylist(sorted(rows, key=lambda r: (r["chunk"], r["index"])), schema=JUDGED)
        for rows in found
    ]
    write_arrow(out, batches, JUDGED)


def judged_in(store: Store, buckets: int, part: int) -> pa.Table:
    """What is judged anew of the notes of one part: rows of `JUDGED`."""
    batches = []
    for bucket in range(buckets):
        with pa.memory_map(str(store.series / f"judged-{bucket:05d}.arrow")) as file:
            batches.append(pa.ipc.open_file(file).get_batch(part))
    return pa.Table.from_batches(batches, JUDGED)


def _anew(table: pa.Table, settings: Settings) -> Iterator[dict[str, Any]]:
    """The visits that follow others of their patient, judged as such."""
    patients = table.column("patient_id").to_pylist()
    dates = table.column("date_of_service").to_pylist()
    chunks, places = table.column("chunk").to_pylist(), table.column("index").to_pylist()
    visits: dict[str, list[tuple[dt.date, int, int, int]]] = {}
    for row, patient in enumerate(patients):
        visits.setdefault(patient, []).append((dates[row], chunks[row], places[row], row))
    linter = linter_for(settings)
    billed = linter.billed
    for patient, its in visits.items():
        if len(its) < 2:  # its number is another patient's, too
            continue
        history = History()
        for date, _, _, row in sorted(its):
            values = table.slice(row, 1).to_pylist()[0]
            prints = _prints(values["series"])
            if not history.run(patient, date, billed):
                history.add(_record(values, prints))
                continue
            place = {"chunk": values["chunk"], "index": values["index"]}
            try:
                report = linter.judge(
                    _note(values), _extraction(values), _known(values), history,
                    prints=prints, lines=values["series"]["lines"],
                )  # fmt: skip
            except Exception as error:  # its text could hold words of the note
                yield {**place, "error": f"could not be linted: {type(error).__name__}"}
                continue
            kept = judged(report)
            yield {**place, **{name: kept.get(name) for name in _CHANGED}}


def _prints(series: Mapping[str, Any]) -> Prints:
    return Prints(
        sentences=tuple(Sentence(**sentence) for sentence in series["sentences"]),
        assessment=frozenset(series["assessment"]),
        assessment_words=series["assessment_words"],
    )


def _record(values: Mapping[str, Any], prints: Prints) -> VisitRecord:
    """What is kept of a visit that nothing goes before."""
    return VisitRecord(
        patient_id=values["patient_id"],
        date=values["date_of_service"],
        note_id=values["series"]["report_id"],
        status=values["status"],
        codes=tuple(values["series"]["claimed"]),
        code=values["code"],
        instead=tuple(values["instead"]),
        assessment=prints.assessment,
        assessment_words=prints.assessment_words,
        sentences=frozenset(sentence.key for sentence in prints.sentences),
    )


def _known(values: Mapping[str, Any]) -> Metadata:
    return Metadata(
        date_of_service=values["date_of_service"],
        visit=values["series"]["visit"],
        patient_id=values["patient_id"],
        note_id=values["series"]["report_id"],
    )


def _note(values: Mapping[str, Any]) -> Note:
    """The note without its text."""
    series = values["series"]
    given = {name: tuple(series[name]) for name in ("codes", "procedures") if series[name] is not None}
    return Note(
        text="",
        body_start=series["body_start"],
        path=values["path"],
        note_id=series["report_id"],
        patient_id=values["patient_id"],
        date_of_service=values["date_of_service"],
        origins=dict(series["origins"]),
        **given,
    )


def _extraction(values: Mapping[str, Any]) -> Extraction:
    lengths = set(values["durations"])
    facts = []
    for row in values["facts"]:
        value = row["value"] if row["score"] is None else row["score"]
        if row["fact"] in lengths:
            value = DurationValue(days=row["days"], text=row["value"])
        told = {key: item for key, item in row.items() if key not in ("fact", "value", "days", "score")}
        facts.append(Fact(**{**told, "value": value, "roles": frozenset(told["roles"])}))
    return Extraction(facts=tuple(facts), sections=tuple(Section(**one) for one in values["series"]["sections"]))
