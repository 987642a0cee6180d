"""Bytes become text as they stand, or are refused with the offset; folders are searched in a fixed order."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from notelint.errors import ReadError
from notelint.reading import files
from notelint.reading.files import Folder, NoteFile, decode, read_bytes, shown, walk

WORDS = "Lumbago, señor, 4 weeks"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"\xef\xbb\xbf", ""),
        (b"\xef\xbb\xbfPain", "Pain"),
        (WORDS.encode("utf-8"), WORDS),
        (WORDS.encode("utf-8-sig"), WORDS),
        (WORDS.encode("utf-16"), WORDS),
        (b"\xfe\xff" + WORDS.encode("utf-16-be"), WORDS),
        (WORDS.encode("cp1252"), WORDS),
        (b"5\x96week \x93ache\x94", "5–week “ache”"),
        (b"a\r\nb\rc\n\x0cd", "a\r\nb\rc\n\x0cd"),
        ("emoji 📞 stays".encode(), "emoji 📞 stays"),
    ],
    ids=[
        "empty",
        "bom only",
        "bom",
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "utf-16-be",
        "1252",
        "1252 signs",
        "breaks",
        "emoji",
    ],
)
def test_text_is_read_as_it_stands(data: bytes, text: str) -> None:
    assert decode(data, "n.txt") == text


@pytest.mark.parametrize(
    ("data", "offset"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", 0),
        ("Pain".encode("utf-16-le"), 1),
        (b"Pain\x00", 4),
        (b"\xef\xbb\xbfPain\x00", 7),
        (b"caf\xe9 \x81", 3),
        (b"caf\xe9 \x07", 3),
        (b"\xef\xbb\xbfcaf\xe9", 6),
        ("señor ".encode() + b"\xff\xfe", 7),
        (b"Pain \xed\xa0\x80", 5),
        (b"\xff\xfe" + "Pain".encode("utf-16-le") + b"\x00\xd8", 10),
        (b"\xff\xfe" + "Pain\0".encode("utf-16-le"), 10),
        (b"\xff\xfeP", 2),
    ],
    ids=[
        "png", "utf-16 without a mark", "nul", "nul after bom", "undefined in 1252", "control in 1252",
        "bom and not utf-8", "damaged utf-8", "surrogate in utf-8", "lone surrogate in utf-16", "nul in utf-16",
        "half a character",
    ],
)  # fmt: skip
def test_what_is_not_text_is_refused_with_the_offset(data: bytes, offset: int) -> None:
    with pytest.raises(ReadError) as caught:
        decode(data, "n.txt")
    assert caught.value.offset == offset
    assert str(offset) in caught.value.reason
    assert caught.value.path == "n.txt"


def test_a_refusal_carries_no_bytes_of_the_file() -> None:
    with pytest.raises(ReadError) as caught:
        decode(b"Jane Roe, lumbago \xff\x00", "n.txt")
    assert "Roe" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def paths(top: Path) -> list[str]:
    return [os.path.relpath(item.path, top) for item in walk(str(top)) if isinstance(item, NoteFile)]


def test_notes_of_a_folder_come_in_order_and_the_rest_is_passed_over(tmp_path: Path) -> None:
    for name in [
        "b.txt",
        "a.md",
        "c/2.TXT",
        "c/1.txt",
        ".git/x.txt",
        "c/.h/x.txt",
        "._b.txt",
        "x.pdf",
        "txt",
        "env/n.txt",
        "e2/n.md",
    ]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "env/pyvenv.cfg").write_text("home = /usr/bin")
    (tmp_path / "e2/conda-meta").mkdir()
    assert paths(tmp_path) == ["a.md", "b.txt", "c/1.txt", "c/2.TXT"]
    assert paths(tmp_path / ".git") == ["x.txt"], "a folder that is named itself is searched"


def test_a_folder_is_told_before_its_notes_and_with_its_manifest(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/manifest.csv").write_text("path\n")
    (tmp_path / "in/n.txt").write_text("x")
    top = str(tmp_path)
    told = list(walk(top))
    assert told[:2] == [Folder(top, None), Folder(f"{top}/in", f"{top}/in/manifest.csv")]
    assert [type(item) for item in told[2:]] == [NoteFile]


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/n.txt").write_text("x")
    (tmp_path / "in/up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self").symlink_to(tmp_path / "self")
    assert paths(tmp_path) == ["in/n.txt"]


def test_a_link_to_nothing_is_given_and_fails_on_reading(tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nothing")
    (tmp_path / "round.txt").symlink_to(tmp_path / "round.txt")
    assert paths(tmp_path) == ["gone.txt", "round.txt"]
    for name in paths(tmp_path):
        with pytest.raises(ReadError):
            read_bytes(tmp_path / name)


def test_pipes_in_a_folder_are_passed_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert paths(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "reason"),
    [("gone.txt", "there is no such file or folder"), (".", "is a folder, not a file"), ("a\0b", "is not a path")],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        read_bytes(f"{tmp_path}/{name}")


def test_a_device_is_not_a_file() -> None:
    with pytest.raises(ReadError, match="is not a file"):
        read_bytes("/dev/zero")


def test_a_file_without_permission_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(files, "open", refuse, raising=False)
    (tmp_path / "n.txt").write_text("x")
    with pytest.raises(ReadError, match="Permission denied"):
        read_bytes(tmp_path / "n.txt")


def test_a_folder_without_permission_costs_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "n.txt").write_text("x")
    scandir = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("/a"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(files.os, "scandir", refuse)
    found = [item for item in walk(str(tmp_path)) if not isinstance(item, Folder)]
    assert isinstance(found[0], ReadError)
    assert found[0].path.endswith("/a")
    assert isinstance(found[1], NoteFile)


def test_a_huge_file_is_refused_before_it_fills_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 10)
    (tmp_path / "n.txt").write_text("x" * 11)
    with pytest.raises(ReadError, match="too large"):
        read_bytes(tmp_path / "n.txt")


def test_names_that_are_not_utf8_can_be_printed() -> None:
    assert shown(os.fsdecode(b"caf\xe9.txt")) == "caf\\xe9.txt"
    assert shown("./a b\u2019s.txt") == "./a b\u2019s.txt"


@pytest.mark.parametrize(
    ("data", "what"),
    [(b"%PDF-1.7 words", "a PDF file"), (b"PK\x03\x04words", "a Word document"), (b"{\\rtf1 words}", "RTF")],
)
def test_a_document_is_told_from_text(data: bytes, what: str) -> None:
    with pytest.raises(ReadError, match=f"note.txt: is {what}.*; notelint batch reads such documents") as caught:
        decode(data, "note.txt")
    assert "words" not in str(caught.value)
