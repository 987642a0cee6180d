"""`notelint report`: files of each format, what they hold, and what they must not."""

from __future__ import annotations

import base64
import csv
import gzip
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from notelint.cli import main
from notelint.output.base import QUOTED

from .conftest import run_batch
from .invented import HOSTILE, records

WORDS = 3
"""So many words of a note in a row are a quotation."""


def unpacked(page: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The index of a page, and the details of its notes."""
    text = page.read_text(encoding="utf-8")
    parts = re.findall(r'<script type="text/plain" id="([\w-]+)">([^<]*)</script>', text)
    made = {name: json.loads(gzip.decompress(base64.b64decode(body))) for name, body in parts}
    index = made.pop("index")
    return index, [note for name in sorted(made, key=lambda name: int(name[6:])) for note in made[name]]


def test_a_page_holds_every_note_with_its_findings(page: Path) -> None:
    index, notes = unpacked(page)
    given = {record["note_id"]: record["text"] for record in records()}
    assert len(index["notes"]["id"]) == len(notes) == len(given) - 1
    assert {name: note["x"] for name, note in zip(index["notes"]["id"], notes, strict=True)} == {
        name: text for name, text in given.items() if name != "scan-7"
    }
    for rules, note in zip(index["notes"]["rules"], notes, strict=True):
        assert [finding["r"] for finding in note["i"]] == rules
    assert [failure[0] for failure in index["failures"]] == ["scan-7"]


def test_facts_and_findings_point_at_their_words(page: Path) -> None:
    index, notes = unpacked(page)
    note = notes[index["notes"]["id"].index("PT-1012-2")]
    said = {index["concepts"][fact[0]][0]: note["x"][fact[1] : fact[2]] for fact in note["f"]}
    assert said["mechanical"] == "mechanical"
    assert said["sciatica"] == "sciatica"


def test_a_page_is_closed_to_the_network(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert "default-src 'none'" in text and "connect-src 'none'" in text and "unsafe" not in text
    assert not re.findall(r'(?:src|href)="(?!#|data:image/svg)[^"$]', text.split("<script>")[0])
    assert "<img" not in text and "onerror" not in text, "words of a note stand in packed parts only"
    assert not re.findall(r"https?://(?!www\.w3\.org/2000/svg)", text)


def runs(text: str) -> set[str]:
    """Every run of words of a text, in lower case."""
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[at : at + WORDS]) for at in range(len(words) - WORDS + 1)}


def everything(folder: Path, tmp_path: Path) -> str:
    """All that the reports of a folder say without the notes' words, in one text."""
    said = []
    for format, name in {"html": "a.html", "md": "a.md", "csv": "a.zip", "xlsx": "a.xlsx"}.items():
        assert main(["report", str(folder), "--no-text", "--format", format, "--out", str(tmp_path / name)]) == 0
    index, notes = unpacked(tmp_path / "a.html")
    said += [json.dumps(index, ensure_ascii=False), json.dumps(notes, ensure_ascii=False)]
    said.append((tmp_path / "a.md").read_text(encoding="utf-8"))
    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        said += [packed.read(name).decode("utf-8") for name in packed.namelist()]
    book = openpyxl.load_workbook(tmp_path / "a.xlsx", read_only=True)
    said += [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    return "\n".join(said)


def test_without_text_no_words_of_a_note_are_left(linted: Path, tmp_path: Path, page: Path) -> None:
    def quoted(notes: list[dict[str, Any]]) -> set[str]:
        told = [text or "" for note in notes for each in note["i"] for text in (each["m"], each["w"], each["q"])]
        return {quotation.strip('"“”') for text in told for quotation in QUOTED.findall(text)} - {"…"}

    with_words = quoted(unpacked(page)[1])
    assert len(with_words) > 10, "messages and questions quote the notes"
    said = everything(linted, tmp_path)
    assert quoted(unpacked(tmp_path / "a.html")[1]) == set()
    for note in unpacked(tmp_path / "a.html")[1]:
        assert note["x"] is None
        assert all(fact[1] is None and fact[2] is None for fact in note["f"])
    ours = "\n".join(json.dumps(rule) for rule in unpacked(page)[0]["rules"])
    left = runs(said) - runs(ours)
    for record in records():
        # Runs that several notes share are the language of the problem, which our own sentences speak too.
        shared = Counter(run for other in records() for run in runs(other["text"]))
        own = {run for run in runs(record["text"]) if shared[run] == 1}
        assert not own & left, record["note_id"]


def test_a_batch_without_text_makes_a_report_without_text(tmp_path: Path) -> None:
    folder = run_batch(tmp_path / "bare", "--no-text", rows=records()[:3])
    assert main(["report", str(folder)]) == 0
    index, notes = unpacked(folder / "report.html")
    assert index["text"] is False and [note["x"] for note in notes] == [None] * 3


def sheet(path: Path, name: str) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(path)
    return [tuple(cell.value for cell in row) for row in book[name].iter_rows()]


def test_a_workbook_is_pleasant(linted: Path, tmp_path: Path) -> None:
    file = tmp_path / "report.xlsx"
    assert main(["report", str(linted), "--format", "xlsx", "--out", str(file)]) == 0
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == [
        "Tips", "Rules", "Clinicians", "Clinics", "Months", "Matrix", "Drift", "Workups", "Notes", "Findings",
        "Failures",
    ]  # fmt: skip
    for one in book:
        assert one.freeze_panes == "B2" and one.auto_filter.ref
        assert all(one.column_dimensions[cell.column_letter].width >= 8 for cell in one[1])
        assert one["A1"].font.bold
    assert len(sheet(file, "Notes")) == len(records())
    head, *rows = sheet(file, "Rules")
    assert head[:4] == ("Rule", "Name", "Severity", "Findings")
    findings = sheet(file, "Findings")
    assert sum(row[3] for row in rows) == len(findings) - 1
    assert book["Tips"]["E2"].number_format == "0.0%"


FORMULA = '=HYPERLINK("http://example.org","x")'


def test_what_looks_like_a_formula_is_text(tmp_path: Path) -> None:
    rows = [{**records()[0], "note_id": FORMULA, "provider": "+1", "patient_id": "@SUM(A1)", "clinic": "-2+3"}]
    folder = run_batch(tmp_path / "formula", rows=rows)
    for format in ("xlsx", "csv", "md"):
        assert main(["report", str(folder), "--format", format]) == 0
    book = openpyxl.load_workbook(folder / "report.xlsx")
    cells = {cell.value: cell for row in book["Notes"].iter_rows(min_row=2) for cell in row if cell.value}
    for text in (FORMULA, "+1", "@SUM(A1)", "-2+3"):
        assert cells[text].data_type == "s" and cells[text].quotePrefix
    with zipfile.ZipFile(folder / "report.zip") as packed:
        text = packed.read("notes.csv").decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["Note"], row["Clinician"], row["Patient"]) == (f"'{FORMULA}", "'+1", "'@SUM(A1)")


def test_markdown_is_text_where_it_is_not_ours(tmp_path: Path) -> None:
    rows = [{**records()[0], "provider": "<b>*Dr* | [x](http://x)\n# h"}]
    folder = run_batch(tmp_path / "markdown", rows=rows)
    assert main(["report", str(folder), "--format", "md"]) == 0
    text = (folder / "report.md").read_text(encoding="utf-8")
    assert "\\<b\\>\\*Dr\\* \\| \\[x\\](http://x) \\# h" in text
    assert HOSTILE not in text


def test_the_same_batch_gives_the_same_tables(linted: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert main(["report", str(linted), "--format", "csv", "--out", str(tmp_path / name)]) == 0
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def failing(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run a report that fails, and give what it complains of."""
    capsys.readouterr()
    assert main(["report", *arguments]) == 2
    said = capsys.readouterr()
    assert said.err.startswith("notelint: ") and said.err.count("\n") == 1
    return said.err


def test_a_folder_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "no such folder" in failing(capsys, str(tmp_path / "away"))
    assert "not the folder of a batch" in failing(capsys, str(tmp_path))


def test_a_broken_table_is_named_and_leaves_the_old_report(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "report.html").write_text("old", encoding="utf-8")
    part = next((folder / "findings").glob("*.parquet"))
    part.write_bytes(part.read_bytes()[:100])
    assert "findings" in failing(capsys, str(folder))
    assert (folder / "report.html").read_text(encoding="utf-8") == "old"
    assert not list(folder.glob(".report-*"))


def test_a_missing_column_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import pyarrow.parquet as parquet

    part = next((folder / "facts").glob("*.parquet"))
    parquet.write_table(parquet.read_table(part).drop_columns(["assertion"]), part)
    assert "no column assertion" in failing(capsys, str(folder))


def test_a_folder_with_a_strange_name(linted: Path, tmp_path: Path) -> None:
    strange = Path(shutil.copytree(linted, tmp_path / "it's [a]*?"))
    assert main(["report", str(strange), "--format", "md"]) == 0
    assert "it's \\[a\\]\\*?" in (strange / "report.md").read_text(encoding="utf-8")


def test_a_batch_of_nothing(tmp_path: Path) -> None:
    folder = run_batch(tmp_path / "nothing", rows=[records()[-1]])
    for format in ("html", "xlsx", "csv", "md"):
        assert main(["report", str(folder), "--format", format]) == 0
    assert unpacked(folder / "report.html")[0]["notes"]["id"] == []


def test_wrong_options(linted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "--format" in failing(capsys, str(linted), "--format", "pdf")
    assert "--as-of" in failing(capsys, str(linted), "--as-of", "yesterday")


def test_a_title_is_text(folder: Path) -> None:
    title = "</title><script>1</script> {{script}} & Co"
    assert main(["report", str(folder), "--title", title]) == 0
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert text.count("<script>") == 1
    assert text.count("&lt;/title&gt;&lt;script&gt;1&lt;/script&gt; {{script}} &amp; Co") == 2


def test_a_sheet_that_is_full_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notelint.report.sheets.MOST_ROWS", 5)
    assert main(["report", str(folder), "--format", "xlsx"]) == 0
    rows = sheet(folder / "report.xlsx", "Notes")
    assert len(rows) == 6
    assert rows[-1][0] == f"{len(records()) - 1 - 4} more rows do not fit in a sheet: see --format csv"


def test_without_the_extra_it_says_what_to_install(
    linted: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert "notelint report needs the batch extra: pip install 'notelint[batch]'" in failing(capsys, str(linted))


LIGHT = """
import sys
from notelint.cli import main
status = main(["report", *sys.argv[1:]])
print(sorted({"spacy", "medspacy", "notelint.linter", "notelint.batch"} & set(sys.modules)))
sys.exit(status)
"""


def test_it_never_loads_the_linter_and_leaves_nothing_behind(linted: Path, tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", LIGHT, str(linted), "--out", str(tmp_path / "report.html")],
        cwd=here,
        env={**os.environ, "TMPDIR": str(here), "HOME": str(here)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0 and done.stderr == ""
    assert done.stdout.splitlines()[-1] == "[]"
    assert list(here.rglob("*")) == []
    assert (tmp_path / "report.html").stat().st_mode & 0o077 == 0, "for its owner alone"
