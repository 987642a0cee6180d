"""How chunks are cut into pieces, sent to a cluster in waves, and put together again; without a cluster."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pytest

from notelint.batch import schema
from notelint.batch.engines import base, open_engine
from notelint.batch.engines.base import Chunk, in_waves, lint_packed, pack, unpack
from notelint.batch.store import BatchError
from notelint.batch.unit import lint_batches
from notelint.settings import Settings

GIVEN = Settings().model_dump_json()


def chunks(*sizes: int) -> list[Chunk]:
    found = []
    for number, size in enumerate(sizes):
        rows = [{"note_id": f"{number}-{row}", "text": f"Low back pain for {row + 2} weeks."} for row in range(size)]
        found.append((number, pa.RecordBatch.from_pylist(rows, schema=schema.SOURCE)))
    return found


def told(batch: pa.RecordBatch) -> pa.RecordBatch:
    return batch.drop_columns(["run_at", "run_seconds"])


def test_what_is_packed_comes_out_as_it_was() -> None:
    ((_, batch),) = chunks(3)
    assert unpack(pack(batch.slice(1, 2))).equals(batch.slice(1, 2))


def test_pieces_come_back_as_the_chunks_that_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "PIECE", 3)
    monkeypatch.setattr(base, "WAVE", 1)
    given = chunks(7, 1, 0, 3, 12)
    waves = []

    def lint_wave(wave: pa.Table) -> pa.Table:
        waves.append(wave.num_rows)
        backwards = wave.take(list(reversed(range(wave.num_rows))))
        return lint_packed(backwards, GIVEN)

    got = dict(in_waves(given, 2, lint_wave, "Nothing"))
    assert list(got) == [0, 1, 2, 3, 4]
    for number, batch in given:
        assert told(got[number]).equals(told(next(lint_batches([batch]))))
    assert sorted(waves) == [3, 4, 4] or sum(waves) == 10


def test_no_more_is_read_than_is_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "PIECE", 1)
    monkeypatch.setattr(base, "WAVE", 1)
    taken = []

    def stream() -> Iterator[Chunk]:
        for chunk in chunks(*[1] * 20):
            taken.append(chunk[0])
            yield chunk

    found = in_waves(stream(), 1, lambda wave: lint_packed(wave, GIVEN), "Nothing")
    next(found)
    assert len(taken) == base.AHEAD + 1
    assert len(list(found)) == 19


def test_a_wave_that_fails_is_told_without_its_words() -> None:
    def fail(wave: pa.Table) -> pa.Table:
        raise RuntimeError("Low back pain for 2 weeks")

    with pytest.raises(BatchError, match=r"^Nothing failed \(RuntimeError\); run the same command again"):
        list(in_waves(chunks(2), 1, fail, "Nothing"))


def test_a_wave_that_loses_notes_is_told() -> None:
    with pytest.raises(BatchError, match=r"^Nothing lost a part of the notes"):
        list(in_waves(chunks(2), 1, lambda wave: wave.slice(0, 0), "Nothing"))


def test_an_engine_whose_library_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notelint.batch.engines.find_spec", lambda name: None)
    assert open_engine("local") is None
    with pytest.raises(BatchError, match=r"--engine spark needs the spark extra: pip install 'notelint\[spark\]'"):
        open_engine("spark")
