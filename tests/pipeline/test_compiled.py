"""The words that are kept on disk: the same as those made anew, and never missed."""

from __future__ import annotations

from pathlib import Path

import pytest

from notelint.pipeline import NotePipeline, compiled

TEXT = "CC: low back pain.\nDenies numbness or weakness. Unable to sit. Possible L5 radiculopathy. M54.50"


def said(pipeline: NotePipeline) -> list[tuple[object, ...]]:
    return [(m.start, m.end, m.concept, m.assertion, m.phrase, tuple(m.because)) for m in pipeline(TEXT).mentions]


def kept(folder: Path) -> list[Path]:
    return sorted(folder.glob("low_back_pain-*")) if folder.is_dir() else []


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NOTELINT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_words_from_disk_say_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTELINT_CACHE", "")
    made = said(NotePipeline())
    assert kept(folder) == []
    monkeypatch.setenv("NOTELINT_CACHE", str(folder))
    written = said(NotePipeline())
    assert len(kept(folder)) == 1
    monkeypatch.setattr(compiled, "compile_lexicon", None)  # must not be called
    assert made == written == said(NotePipeline())
    assert len(made) > 4


def test_nothing_of_a_note_is_kept(folder: Path) -> None:
    pipeline = NotePipeline()
    before = [path.read_bytes() for path in kept(folder)]
    pipeline("Zebulon Quixworth, MRN 00123, has low back pain.")
    NotePipeline()
    assert [path.read_bytes() for path in kept(folder)] == before
    written = [path.read_bytes().lower() for path in folder.iterdir()]
    assert len(written) == 2 and not any(b"quixworth" in data or b"00123" in data for data in written)


@pytest.mark.parametrize("damage", [b"", b"short", b"\0" * 200_000])
def test_a_damaged_file_is_made_again(folder: Path, damage: bytes) -> None:
    whole = said(NotePipeline())
    [file] = kept(folder)
    good = file.read_bytes()
    file.write_bytes(damage or good[: len(good) // 2])
    assert said(NotePipeline()) == whole
    assert file.read_bytes()[16:17] == good[16:17] and len(file.read_bytes()) == len(good)


def test_a_folder_that_cannot_be_written_costs_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("NOTELINT_CACHE", str(tmp_path / "file"))
    assert said(NotePipeline())


def test_other_words_are_kept_in_another_file(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    NotePipeline()
    one = kept(folder)
    monkeypatch.setattr(compiled, "_sources", lambda guide: iter([("other.toml", b"other")]))
    NotePipeline()
    assert len(kept(folder)) == 2 and one[0] in kept(folder)
