"""Tables as sources: every format gives the same records, and what is wrong costs only itself."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from notelint.batch import schema
from notelint.batch.sources.tables import TableFile, is_table
from notelint.errors import ReadError, SettingsError

HEAD = ["note_id", "patient_id", "date_of_service", "visit", "provider", "clinic", "codes", "procedures", "note_text"]
ROWS: list[list[Any]] = [
    ["n1", "17", dt.date(2026, 3, 2), "new", "A. Nyman", "North", "M54.50;G89.29", "99213", 'Says "sore",\nlow back.'],
    ["n2", "17", dt.date(2026, 4, 2), "followup", "A. Nyman", "North", "", "", "Low back pain, ação – better."],
    ["n3", "", None, "", "", "", "", "", ""],
]
WANTED = [
    ("n1", "17", dt.date(2026, 3, 2), "new", "A. Nyman", "North", ["M54.50", "G89.29"], ["99213"], ROWS[0][8], 1, None),
    ("n2", "17", dt.date(2026, 4, 2), "followup", "A. Nyman", "North", None, None, ROWS[1][8], 2, None),
    ("n3", None, None, None, None, None, None, None, "", 3, None),
]  # fmt: skip


def records(path: Path, size: int = 100, **how: Any) -> list[dict[str, Any]]:
    found = []
    for batch in TableFile(str(path), **how).batches(size):
        assert batch.schema.equals(schema.SOURCE)
        assert 0 < batch.num_rows <= size
        found += batch.to_pylist()
    return found


def told(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    names = (*HEAD[:-1], "text", "row", "error")
    return [tuple(row[name] for name in names) for row in rows]


def quoted(cell: Any) -> str:
    said = "" if cell is None else str(cell)
    return '"' + said.replace('"', '""') + '"' if any(sign in said for sign in ',;\t|"\n') else said


def delimited(separator: str) -> str:
    return "\n".join(separator.join(map(quoted, row)) for row in [HEAD, *ROWS]) + "\n"


def write_csv(path: Path) -> None:
    path.write_text(delimited(","), encoding="utf-8")


def write_semicolons(path: Path) -> None:
    path.write_text(delimited(";"), encoding="utf-8-sig")


def write_utf16(path: Path) -> None:
    path.write_text(delimited("\t"), encoding="utf-16")


def write_tsv(path: Path) -> None:
    path.write_text(delimited("\t"), encoding="utf-8")


def write_gz(path: Path) -> None:
    path.write_bytes(gzip.compress(delimited(",").encode()))


def write_jsonl(path: Path) -> None:
    lines = [dict(zip(HEAD, row, strict=True)) for row in ROWS]
    lines[0]["codes"] = ["M54.50", "G89.29"]
    path.write_text("\n".join(json.dumps(line, default=str) for line in lines) + "\n\n", encoding="utf-8")


def write_parquet(path: Path) -> None:
    columns: dict[str, Any] = {name: [row[at] for row in ROWS] for at, name in enumerate(HEAD)}
    columns["codes"] = pa.array([["M54.50", "G89.29"], [None], None], pa.list_(pa.string()))
    columns["patient_id"] = pa.array([17, 17, None], pa.int64())
    columns["date_of_service"] = pa.array([dt.datetime(2026, 3, 2, 8), dt.datetime(2026, 4, 2), None])
    parquet.write_table(pa.table(columns), path, row_group_size=2)


def write_excel(path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in [HEAD, *ROWS]:
        book.active.append([17 if cell == "17" else cell or None for cell in row])
    book.save(path)


WRITERS: dict[str, Callable[[Path], None]] = {
    "notes.csv": write_csv,
    "semicolons.csv": write_semicolons,
    "wide.csv": write_utf16,
    "notes.tsv": write_tsv,
    "notes.CSV.gz": write_gz,
    "notes.jsonl": write_jsonl,
    "notes.parquet": write_parquet,
    "notes.xlsx": write_excel,
}


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("size", [1, 100])
def test_every_format_gives_the_same_records(name: str, size: int, tmp_path: Path) -> None:
    WRITERS[name](tmp_path / name)
    assert is_table(name)
    found = records(tmp_path / name, size)
    assert told(found) == WANTED
    assert {row["path"] for row in found} == {str(tmp_path / name)}


def test_a_column_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("id,report\n1,Low back pain.\n", encoding="utf-8")
    with pytest.raises(ReadError, match=r"no column for the text .*--column text=NAME.* columns are id, report"):
        records(file)
    assert records(file, columns={"text": "Report"})[0]["text"] == "Low back pain."
    with pytest.raises(ReadError, match=r"no column 'boddy' \(for text\); its columns are id, report"):
        records(file, columns={"text": "boddy"})


def test_a_field_can_be_left_out_and_none_can_be_invented(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("id,text,provider\n1,Low back pain.,A. Nyman\n", encoding="utf-8")
    assert records(file, columns={"provider": ""})[0]["provider"] is None
    from notelint.batch.sources import open_sources

    with pytest.raises(SettingsError, match=r"unknown field 'texts'; did you mean 'text'\?"):
        open_sources([str(file)], {"texts": "text"})


def test_the_note_table_of_omop_is_read_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "note.csv"
    file.write_text(
        "NOTE_ID,PERSON_ID,NOTE_DATE,NOTE_DATETIME,NOTE_TITLE,NOTE_TEXT,PROVIDER_ID,VISIT_OCCURRENCE_ID\n"
        "9,4,2026-02-03,2026-02-03 09:30:00,Progress,Low back pain.,77,5\n",
        encoding="utf-8",
    )
    (row,) = records(file)
    assert (row["note_id"], row["patient_id"], row["provider"], row["text"]) == ("9", "4", "77", "Low back pain.")
    assert row["date_of_service"] == dt.date(2026, 2, 3)


@pytest.mark.parametrize(
    ("written", "order", "date"),
    [
        ("2026-03-04", "mdy", dt.date(2026, 3, 4)),
        ("2026-03-04T10:00:00Z", "mdy", dt.date(2026, 3, 4)),
        ("2026-03-04 10:00", "mdy", dt.date(2026, 3, 4)),
        ("20260304", "mdy", dt.date(2026, 3, 4)),
        ("3/4/2026", "mdy", dt.date(2026, 3, 4)),
        ("3/4/2026", "dmy", dt.date(2026, 4, 3)),
        ("03.04.2026", "dmy", dt.date(2026, 4, 3)),
        ("", "mdy", None),
    ],
)
def test_dates(written: str, order: str, date: dt.date | None, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"id,date,text\n1,{written},x\n", encoding="utf-8")
    assert records(file, date_order=order)[0]["date_of_service"] == date


def test_a_wrong_value_is_a_failure_of_its_row_that_names_no_value(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(
        "id,date,visit,codes,text\n1,2026-02-30,,,secret one\n2,13/13/2026,walk,M54.50;Smith,secret two\n3,,,,fine\n",
        encoding="utf-8",
    )
    rows = records(file)
    assert [row["error"] for row in rows] == [
        "row 1: date_of_service: is not a date as YYYY-MM-DD",
        "row 2: date_of_service: is not a date as YYYY-MM-DD; visit: must be new or followup; "
        "codes: entry 2 is not an ICD-10-CM code; entries are separated by ;",
        None,
    ]
    assert [row["text"] for row in rows] == [None, None, "fine"]
    assert [row["note_id"] for row in rows] == ["1", "2", "3"]


def test_rows_without_an_id_are_named_by_their_place(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("id,text\n,a\n7,b\n", encoding="utf-8")
    assert [row["note_id"] for row in records(file)] == [f"{file}:1", "7"]


def test_uneven_rows_cost_themselves_and_keep_the_count(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("id,text\n1,a\n2,b,more\n3\n4,d\n", encoding="utf-8")
    rows = records(file)
    assert [(row["row"], row["error"]) for row in rows] == [
        (1, None),
        (2, "row 2: has 3 cells where the header has 2"),
        (3, "row 3: has 1 cells where the header has 2"),
        (4, None),
    ]


def test_windows_1252_is_read_and_a_nul_is_told(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"id,text\n1,caf\xe9\n2,caf\xc3\xa9\n3,a\0b\n4,plain\n")
    rows = records(file)
    assert [row["text"] for row in rows] == ["café", "café", None, "plain"]
    assert "0x00" in rows[2]["error"] or "NUL" in rows[2]["error"]


def test_a_broken_line_of_json_costs_itself(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(
        b'{"id": 1, "text": "a"}\n{"id": 2, "text": "secr\n[3]\n{"id": 4, "text": 5}\n{"id": 5, "text": "e"}'
    )
    assert [(row["note_id"], row["error"]) for row in records(file)] == [
        ("1", None),
        (f"{file}:2", "row 2: is not JSON"),
        (f"{file}:3", "row 3: is not a JSON object"),
        ("4", "row 4: text: is not text"),
        ("5", None),
    ]


@pytest.mark.parametrize("name", ["notes.csv.gz", "notes.jsonl.gz"])
def test_a_cut_off_archive_gives_what_it_has_and_one_failure(name: str, tmp_path: Path) -> None:
    texts = [f"Low back pain number {number}, {'more and ' * (number % 7)}so on." for number in range(20_000)]
    if "csv" in name:
        raw = "id,text\n" + "".join(f'{number},"{text}"\n' for number, text in enumerate(texts))
    else:
        raw = "".join(json.dumps({"id": number, "text": text}) + "\n" for number, text in enumerate(texts))
    packed = gzip.compress(raw.encode())
    file = tmp_path / name
    file.write_bytes(packed[: len(packed) * 2 // 3])
    rows = records(file, 500)
    *good, last = rows
    assert len(good) > 5_000
    assert [row["text"] for row in good] == texts[: len(good)]
    assert last["error"] == f"cannot be read from row {len(rows)} on: Truncated compressed stream"


def test_damaged_parquet_is_an_error_that_names_it(tmp_path: Path) -> None:
    write_parquet(tmp_path / "whole.parquet")
    data = (tmp_path / "whole.parquet").read_bytes()
    file = tmp_path / "cut.parquet"
    file.write_bytes(data[: len(data) // 2])
    with pytest.raises(ReadError, match=r"cut\.parquet: is not a whole Parquet file"):
        records(file)
    file.write_bytes(data[:4] + bytes(byte ^ 0x5A for byte in data[4:600]) + data[600:])
    assert any(row["error"] for row in records(file))


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv", "a.jsonl", "a.csv.gz"])
def test_files_that_are_nothing_of_the_kind_are_an_error(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"\n")
    with pytest.raises(ReadError):
        records(tmp_path / name)
    with pytest.raises(ReadError, match="no such file"):
        records(tmp_path / f"not-{name}")


def test_a_key_of_json_that_turns_up_late_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    lines = [{"id": n, "text": "x"} for n in range(300)] + [{"id": 300, "text": "y", "codes": ["M5450"], "dos": ""}]
    file.write_text("\n".join(map(json.dumps, [*lines, {"id": 301, "text": "z"}])), encoding="utf-8")
    assert [row["codes"] for row in records(file)[-3:]] == [None, ["M54.50"], None]


def test_half_characters_are_replaced_in_their_place(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"id": "a\\ud800", "text": "low \\udc00 back \\ud83d\\ude00 pain"}', encoding="utf-8")
    (row,) = records(file)
    assert (row["note_id"], row["text"]) == ("a\ufffd", "low \ufffd back 😀 pain")
