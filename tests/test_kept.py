"""What is kept on disk: found again for the same sources only, and never missed."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from notelint import kept

SOURCES = [("a.toml", b"words"), ("b.py", b"code")]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NOTELINT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_what_is_written_is_read(folder: Path) -> None:
    file = kept.place("things", SOURCES)
    assert file is not None and file.parent == folder
    assert kept.read(file, list) is None
    kept.write(file, (1, "two", {"three": b"3"}))
    assert kept.read(file, list) == [1, "two", {"three": b"3"}]
    assert [path.name for path in folder.iterdir()] == [file.name]


@pytest.mark.parametrize(
    "sources",
    [[("a.toml", b"word"), ("b.py", b"scode")], [("a.toml", b"words")], [("b.toml", b"words"), ("b.py", b"code")]],
)
def test_other_sources_have_another_file(folder: Path, sources: list[tuple[str, bytes]]) -> None:
    assert kept.place("things", sources) != kept.place("things", SOURCES)
    assert kept.place("things", SOURCES, "2") != kept.place("things", SOURCES, "1")


@pytest.mark.parametrize("damage", ["cut", "empty", "changed"])
def test_a_damaged_file_is_as_good_as_none(folder: Path, damage: str) -> None:
    file = kept.place("things", SOURCES)
    kept.write(file, [1, 2, 3])
    assert file is not None
    whole = file.read_bytes()
    file.write_bytes({"cut": whole[:-3], "empty": b"", "changed": whole[:-1] + b"\x07"}[damage])
    assert kept.read(file, list) is None


def test_what_does_not_fit_is_as_good_as_none(folder: Path) -> None:
    file = kept.place("things", SOURCES)
    kept.write(file, {"one": 1})
    assert kept.read(file, lambda plain: plain["two"]) is None


def test_without_a_folder_nothing_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NOTELINT_CACHE", "")
    assert kept.place("things", SOURCES) is None
    kept.write(None, [1])
    assert kept.read(None, list) is None
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("NOTELINT_CACHE", str(tmp_path / "file"))
    kept.write(kept.place("things", SOURCES), [1])
    assert kept.read(kept.place("things", SOURCES), list) is None


def test_files_that_nobody_reads_any_more_go(folder: Path) -> None:
    old, young = kept.place("old", SOURCES), kept.place("young", SOURCES)
    assert old is not None and young is not None
    kept.write(old, [1])
    kept.write(young, [1])
    month = time.time() - 31 * 86_400
    os.utime(old, (month, month))
    kept.write(kept.place("new", SOURCES), [1])
    assert not old.exists() and young.exists()


def test_pieces_are_read_one_by_one(folder: Path) -> None:
    pieces = [f"piece {number}" * number for number in range(0, 3000, 7)]
    file = kept.place("things", SOURCES)
    kept.write(file, ["head"], pieces)
    found = kept.read_with_pieces(file, lambda plain, found: (plain, found))
    assert found is not None and found[0] == ["head"]
    assert [found[1].read(number) for number in range(len(pieces))] == pieces
    assert [found[1].read(number) for number in (428, 0, 3, 2)] == [pieces[number] for number in (428, 0, 3, 2)]
    assert kept.read(file, list) == ["head"]
