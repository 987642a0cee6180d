"""Damage of every kind, by chance but the same every time: a document is read, or it is an error, and nothing else."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from batch.sources.build import (
    PEOPLE,
    RTF,
    SECRET,
    bundle,
    ccda,
    docx_bytes,
    entry,
    ndjson,
    pdf_bytes,
    section,
    visit,
)  # fmt: skip
from notelint.batch import schema
from notelint.batch.sources.base import to_batches
from notelint.batch.sources.documents import read_documents
from notelint.errors import ReadError

WHOLE = {
    "a.docx": docx_bytes(),
    "a.pdf": pdf_bytes([SECRET]),
    "a.rtf": RTF.replace("lifting", SECRET).encode(),
    "a.xml": ccda(section("Plan", f"<list><item>{SECRET}</item></list>")),
    "a.json": json.dumps(bundle(*map(entry, visit(1, text=SECRET) + PEOPLE))).encode(),
    "a.ndjson": ndjson(visit(1, text=SECRET) + PEOPLE).encode(),
}


def damaged(data: bytes, chance: random.Random) -> bytes:
    """A file with some bytes changed, taken out or doubled, or cut short."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 3, 20))):
        at = chance.randrange(len(out))
        kind = chance.randrange(4)
        if kind == 0:
            out[at] = chance.randrange(256)
        elif kind == 1:
            del out[at : at + chance.randrange(1, 40)]
        elif kind == 2:
            out[at:at] = out[at : at + chance.randrange(1, 400)]
        else:
            del out[max(at, 1) :]
        out = out or bytearray(b"x")
    return bytes(out)


def outcome(path: Path) -> pa.RecordBatch | None:
    """The records of a file as a batch, or None where it is an error without a word of the note."""
    try:
        records = list(read_documents(str(path)))
    except ReadError as error:
        assert not any(word in str(error) for word in SECRET.split())
        return None
    for record in records:
        assert (record.get("text") is None) == (record.get("error") is not None)
        assert not any(word in (record.get("error") or "") for word in SECRET.split())
    batches = list(to_batches(records, 100))
    assert all(batch.schema == schema.SOURCE for batch in batches)
    return batches[0] if batches else None


@pytest.mark.parametrize("name", WHOLE)
def test_damaged_files(name: str, tmp_path: Path) -> None:
    chance = random.Random(name)
    path = tmp_path / name
    for _ in range(60):
        path.write_bytes(damaged(WHOLE[name], chance))
        outcome(path)
    path.write_bytes(WHOLE[name])
    assert outcome(path) is not None


ODD: tuple[Any, ...] = (None, 7, 1.5, "", "x", "\ud800", True, [], {}, [None], [[]], [{}], {"coding": 1}, "9" * 5000)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a JSON value, as what holds it and where."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield value, key
        yield from places(inner)


def test_fhir_with_values_that_are_something_else(tmp_path: Path) -> None:
    chance = random.Random(6)
    read = 0
    for _ in range(400):
        whole = json.loads(json.dumps(bundle(*map(entry, visit(1, text=SECRET) + PEOPLE))))
        for _ in range(chance.choice((1, 1, 2, 5))):
            holder, key = chance.choice(list(places(whole["entry"])))
            holder[key] = chance.choice(ODD)
        path = tmp_path / "a.json"
        path.write_text(json.dumps(whole), encoding="utf-8")
        read += outcome(path) is not None
    assert read > 200
