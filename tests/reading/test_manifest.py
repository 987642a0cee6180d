"""Manifests: what each row gives, and an error with line and reason for what it cannot give."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from notelint.errors import ReadError
from notelint.reading.files import key
from notelint.reading.manifest import Manifest, read_manifest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.txt", "b.txt", "in/c, d.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("Low back pain.")
    return tmp_path


def read(folder: Path, text: str | bytes) -> Manifest:
    (folder / "manifest.csv").write_bytes(text.encode() if isinstance(text, str) else text)
    return read_manifest(str(folder / "manifest.csv"))


def given(folder: Path, manifest: Manifest, name: str) -> dict[str, object]:
    return dict(manifest.rows[key(folder / name)].values)


def test_every_column(folder: Path) -> None:
    manifest = read(
        folder,
        "path,note_id,patient_id,date_of_service,visit,provider,codes,procedures\r\n"
        'a.txt,n1,1042,2026-05-04,new,"Ellery, PT",M5450;G89.29,97110\r\n'
        "b.txt,,,,,,,\r\n"
        '"in/c, d.txt", n3 ,,,Followup,,;,\r\n',
    )
    assert given(folder, manifest, "a.txt") == {
        "note_id": "n1",
        "patient_id": "1042",
        "date_of_service": dt.date(2026, 5, 4),
        "visit": "new",
        "provider": "Ellery, PT",
        "codes": ("M54.50", "G89.29"),
        "procedures": ("97110",),
    }
    assert given(folder, manifest, "b.txt") == {}
    assert given(folder, manifest, "in/c, d.txt") == {"note_id": "n3", "visit": "followup"}
    assert (manifest.errors, manifest.warnings) == ((), ())
    assert [row.origin for row in manifest.rows.values()] == ["manifest:2", "manifest:3", "manifest:4"]


def test_lines_are_those_of_the_file_whatever_a_cell_holds(folder: Path) -> None:
    manifest = read(folder, '\ufeffprovider,path\n\n"two\nlines",a.txt\n"x",b.txt\n')
    assert [row.line for row in manifest.rows.values()] == [3, 5]


def test_unknown_columns_are_named_once_with_the_nearest_name(folder: Path) -> None:
    manifest = read(folder, "path,Visit Type,mrn,patient\na.txt,new,1,2\nb.txt,new,1,2\n")
    assert len(manifest.warnings) == 1
    for part in ("manifest.csv", "'Visit Type' (did you mean visit?)", "'mrn'", "'patient' (did you mean patient_id?)"):
        assert part in manifest.warnings[0]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("gone.txt,,", "names a file that is not there: gone.txt"),
        ("in,,", "names a file that is not there: in"),
        (",2026-05-04,", "the row has no path"),
        ("b.txt,04.05.2026,", "date_of_service: is not a date"),
        ("b.txt,Roe,", "date_of_service: is not a date"),
        ("b.txt,,Roe", "codes: entry 1 is not an ICD-10-CM code"),
        ("b.txt,,,M54.50", "more cells than the header"),
        ("a.txt,,", "names the file of line 2 again"),
        ("in/../a.txt,,", "names the file of line 2 again"),
    ],
)
def test_an_error_of_a_row_leaves_the_others(folder: Path, row: str, reason: str) -> None:
    manifest = read(folder, f"path,date_of_service,codes\na.txt,2026-05-04,M54.50\n{row}\n")
    (error,) = manifest.errors
    assert reason in str(error)
    assert error.line == 3
    assert error.path.endswith("manifest.csv")
    assert "Roe" not in str(error)
    assert given(folder, manifest, "a.txt") == {"date_of_service": dt.date(2026, 5, 4), "codes": ("M54.50",)}


def test_the_note_of_a_wrong_row_is_marked(folder: Path) -> None:
    manifest = read(folder, "path,visit\na.txt,sometimes\n")
    assert manifest.rows[key(folder / "a.txt")].error is manifest.errors[0]


def test_a_short_row_gives_what_it_has(folder: Path) -> None:
    manifest = read(folder, "path,visit,codes\na.txt,new\n")
    assert given(folder, manifest, "a.txt") == {"visit": "new"}


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "header row"),
        ("\n\n", 1, "header row"),
        ("file,visit\na.txt,new\n", 1, "no column path"),
        ("path;visit\na.txt;new\n", 1, "separated by commas?"),
        ("path,visit,visit\na.txt,new,new\n", 1, "has the column visit twice"),
        ('path,visit\na.txt,new\nb.txt,"new\n', 3, "not readable as CSV"),
        ('path,visit\n"a.txt"x,new\n', 2, "not readable as CSV"),
        (b"path,provider\na.txt,Jos\xe9\n", 2, "not UTF-8 from byte offset 23"),
        ("path,visit\na.txt,new\n".encode("utf-16"), 1, "not UTF-8"),
        (f"path,provider\na.txt,{'x' * 200_000}\n", 2, "not readable as CSV"),
    ],
)
def test_a_broken_manifest_names_file_line_and_reason(folder: Path, text: str | bytes, line: int, reason: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(folder, text)
    assert reason in str(caught.value)
    assert caught.value.line == line
    assert caught.value.path.endswith("manifest.csv")


def test_a_missing_manifest(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="there is no such file"):
        read_manifest(str(tmp_path / "m.csv"))
