"""`notelint check`: options, formats, exit statuses, bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from notelint.output import formats

from .conftest import WRONG, Run


@pytest.mark.parametrize(
    ("name", "options", "status"),
    [
        ("right", [], 0),
        ("away", [], 0),
        ("gaps", [], 0),
        ("gaps", ["--fail-on", "warning"], 1),
        ("right", ["--fail-on", "warning"], 0),
        ("wrong", [], 1),
        ("wrong", ["--fail-on", "info"], 1),
        ("wrong", ["--fail-on", "never"], 0),
        ("wrong", ["--ignore", "C"], 0),
        ("wrong", ["--select", "D"], 0),
        ("wrong", ["--select", "characterised-as-other"], 1),
    ],
)
def test_the_exit_status_tells_whether_anything_failing_was_found(
    run: Run, notes: Path, name: str, options: list[str], status: int
) -> None:
    ran = run("check", notes / f"{name}.txt", *options)
    assert ran.status == status, ran.out
    assert ran.err == ""


def test_a_report_for_people(run: Run, notes: Path) -> None:
    ran = run("check", "notes/wrong.txt", "--select", "C101")
    assert ran.out.startswith(
        "notes/wrong.txt:1:60 error C101 characterised-as-other\n"
        " 1 | 2026-05-04. Chronic mechanical low back pain for 4 months, M54.50. No sciatica. Sits 20 min.\n"
        "   |                     ----------                             ^^^^^^\n"
    )
    assert "suggests M54.59, documented:" in ran.out
    assert ran.out.endswith("Checked 1 note: 1 error.\n")


def test_json_and_lines_say_the_same(run: Run, notes: Path) -> None:
    document = run("check", notes, "--format", "json").json()
    *reports, end = run("check", notes, "--format", "jsonl").lines()
    assert document["reports"] == reports
    assert [Path(report["note"]["path"]).stem for report in reports] == ["away", "gaps", "right", "wrong"]
    assert [report["low_back_pain"] for report in reports] == ["absent", "current", "current", "current"]
    assert end["summary"] == document["summary"]
    assert end["summary"]["notes"] == 4 and end["summary"]["findings"]["error"] == 1


def test_facts_of_a_report_are_the_words_at_their_places(run: Run, notes: Path) -> None:
    (report,) = run("check", notes / "wrong.txt", "--format", "json").json()["reports"]
    assert report["facts"]
    for fact in report["facts"]:
        assert WRONG[fact["start"] : fact["end"]] == fact["text"]
    code = next(finding for finding in report["findings"] if finding["rule"] == "C101")
    assert WRONG[code["start"] : code["end"]] == "M54.50" and code["suggested_code"] == "M54.59"


def test_select_and_ignore_take_lists_prefixes_and_repeats(run: Run, notes: Path) -> None:
    def rules(*options: str) -> set[str]:
        (report,) = run("check", notes / "gaps.txt", "--format", "json", *options).json()["reports"]
        return {finding["rule"] for finding in report["findings"]}

    every = rules()
    assert {"D101", "D401", "D501"} <= every
    assert rules("--select", "D101,D401") == {"D101", "D401"}
    assert rules("--select", "D101", "--select", "function-missing") == {"D101", "D401"}
    assert rules("--select", "D", "--ignore", "D4,D5") == {
        rule for rule in every if rule[:2] in ("D1", "D2", "D3", "D6")
    }


def test_quiet_leaves_findings_only(run: Run, notes: Path) -> None:
    ran = run("check", notes, "--quiet")
    assert "C101" in ran.out and "suggests" not in ran.out and "Checked" not in ran.out
    assert run("check", notes / "right.txt", "--quiet").out == ""


@pytest.mark.parametrize("kind", sorted(formats()))
def test_without_source_the_words_of_the_note_are_not_in_the_output(run: Run, notes: Path, kind: str) -> None:
    said = run("check", notes, "--format", kind, "--no-source").out
    text = "\n".join(path.read_text(encoding="utf-8") for path in notes.iterdir())
    runs = {text[at : at + 16] for at in range(len(text) - 16)}
    # The problem's own name is the program's word too.
    assert not [words for words in runs if words in said.replace("low back pain", "")]
    if kind in ("text", "json", "jsonl"):  # the others quote single words only
        assert [words for words in runs if words in run("check", notes, "--format", kind).out]


def test_output_goes_to_a_file(run: Run, notes: Path, tmp_path: Path) -> None:
    ran = run("check", notes, "--format", "json", "--output", tmp_path / "out.json")
    assert ran.out == "" and ran.status == 1
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["summary"]["notes"] == 4


@pytest.mark.parametrize("target", ["notes/wrong.txt", "notes/new.txt", "notes/NEW.MD"])
def test_output_is_never_written_to_a_note(run: Run, notes: Path, target: str) -> None:
    before = {path: path.read_bytes() for path in notes.iterdir()}
    ran = run("check", "notes", "--output", target)
    assert ran.status == 2 and ran.err.startswith(f"notelint: --output: {target} ")
    assert {path: path.read_bytes() for path in notes.iterdir()} == before


def test_an_output_that_cannot_be_written_is_one_line(run: Run, notes: Path) -> None:
    ran = run("check", "notes", "--output", "nowhere/out.json")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == "notelint: nowhere/out.json: No such file or directory\n"


def test_standard_input(run: Run, notes: Path) -> None:
    ran = run("check", "-", "--stdin-filename", "clinic/a.txt", "--format", "json", stdin=WRONG.encode())
    assert ran.status == 1
    assert ran.json()["reports"][0]["note"]["path"] == "clinic/a.txt"
    assert run("check", "-", "--format", "json", stdin=WRONG.encode()).json()["reports"][0]["note"]["path"] == "-"


def test_a_manifest_goes_before_the_text(run: Run, notes: Path) -> None:
    (notes / "manifest.csv").write_text("path,patient_id,date_of_service,codes\nwrong.txt,P7,2026-04-01,M54.59\n")
    reports = {Path(r["note"]["path"]).stem: r for r in run("check", notes, "--format", "json").json()["reports"]}
    note = reports["wrong"]["note"]
    assert (note["patient_id"], note["date_of_service"], note["codes"]) == ("P7", "2026-04-01", ["M54.59"])
    assert "C101" not in {finding["rule"] for finding in reports["wrong"]["findings"]}

    Path("other.csv").write_text("path,codes\nnotes/wrong.txt,M54.51\n")
    ran = run("check", "notes/wrong.txt", "--manifest", "other.csv", "--format", "json")
    (report,) = ran.json()["reports"]
    finding = next(finding for finding in report["findings"] if finding["rule"] == "C104")
    assert finding["origin"] == "manifest:2" and finding["start"] is None
    assert "(manifest:2) error C104" in run("check", "notes/wrong.txt", "--manifest", "other.csv").out


def test_odd_columns_are_a_warning_and_no_failure(run: Run, notes: Path) -> None:
    (notes / "manifest.csv").write_text("path,shoe_size\nright.txt,42\n")
    ran = run("check", notes / "right.txt", notes)
    assert ran.status == 1 and ran.err.count("\n") == 1 and "shoe_size" in ran.err
    assert run("check", notes, "--quiet").err == ""


def test_settings_of_each_folder_hold_for_its_notes(run: Run, notes: Path) -> None:
    inner = notes / "inner"
    inner.mkdir()
    (inner / "wrong.txt").write_text(WRONG, encoding="utf-8")
    (inner / "notelint.toml").write_text('ignore = ["C101"]\n')
    reports = run("check", notes, "--format", "json").json()["reports"]
    rules = {
        Path(r["note"]["path"]).parts[-2]: {f["rule"] for f in r["findings"]}
        for r in reports
        if "wrong" in r["note"]["path"]
    }
    assert "C101" in rules["notes"] and "C101" not in rules["inner"]
    assert run("check", inner).status == 0
    assert run("check", inner, "--isolated").status == 1


def test_the_failing_severity_may_be_set_in_a_file(run: Run, notes: Path) -> None:
    (notes / "notelint.toml").write_text('fail-on = "never"\n')
    assert run("check", notes).status == 0
    assert run("check", notes, "--fail-on", "error").status == 1


def test_a_named_settings_file(run: Run, notes: Path) -> None:
    Path("mine.toml").write_text('select = ["D"]\n')
    assert run("check", notes, "--config", "mine.toml").status == 0
    ran = run("check", notes, "--config", "mine.toml", "--isolated")
    assert ran.status == 2 and "--isolated" in ran.err


def test_the_date_of_the_run_can_be_set(run: Run, tmp_path: Path) -> None:
    note = tmp_path / "n.txt"
    note.write_text("Low back pain for 2 weeks, M54.5. No sciatica.\n", encoding="utf-8")

    def found(*options: str) -> list[tuple[str, str]]:
        (report,) = run("check", note, "--format", "json", "--select", "C301", *options).json()["reports"]
        return [(finding["rule"], finding["severity"]) for finding in report["findings"]]

    assert found("--today", "2020-01-01") == []
    assert found("--today", "2026-01-01") == [("C301", "warning")]


def test_numeric_dates_may_be_day_first(run: Run, tmp_path: Path) -> None:
    note = tmp_path / "n.txt"
    note.write_text("Date of service: 05/04/2026\nLow back pain, M54.50.\n", encoding="utf-8")

    def day(*options: str) -> str:
        return str(run("check", note, "--format", "json", *options).json()["reports"][0]["note"]["date_of_service"])

    assert day() == "2026-05-04"
    assert day("--date-order", "dmy") == "2026-04-05"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check"], "Missing argument"),
        (["check", "--frobnicate", "notes"], "--frobnicate"),
        (["check", "notes", "--format", "jason"], "junit or sarif or text, not 'jason'"),
        (["check", "notes", "--select", "C999"], "C999"),
        (["check", "notes", "--ignore", "funtion-missing"], "did you mean 'function-missing'"),
        (["check", "notes", "--fail-on", "fatal"], "fail-on"),
        (["check", "notes", "--today", "tomorrow"], "today"),
        (["check", "notes", "--date-order", "ymd"], "date-order"),
        (["check", "notes", "--config", "nowhere.toml"], "nowhere.toml"),
        (["chekc", "notes"], "chekc"),
    ],
    ids=lambda value: " ".join(value[1:]) if isinstance(value, list) else "",
)
def test_what_cannot_be_done_is_one_line_and_status_2(run: Run, notes: Path, arguments: list[str], says: str) -> None:
    ran = run(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("notelint: ") and ran.err.count("\n") == 1
    assert says in ran.err


@pytest.mark.parametrize(
    ("text", "says"),
    [('selekt = ["C"]\n', "select"), ('fail-on = "fatal"\n', "fail-on"), ("fail-on =\n", "TOML")],
)
def test_a_wrong_settings_file_stops_the_run_before_anything_is_printed(
    run: Run, notes: Path, text: str, says: str
) -> None:
    (notes / "notelint.toml").write_text(text)
    ran = run("check", "notes")
    assert (ran.status, ran.out) == (2, "")
    assert "notelint.toml" in ran.err and says in ran.err and ran.err.count("\n") == 1


BROKEN = {
    "binary.txt": b"\x7fELF\x00\x01\x02 low back pain",
    "mixed.txt": "Kreuzschmerz für immer ".encode() + b"\xff\xfe\x81",
    "matter.txt": b"---\ncodes: not a code at all\n---\nLow back pain.\n",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_note_that_cannot_be_read_is_listed_and_the_others_are_linted(run: Run, notes: Path, name: str) -> None:
    (notes / name).write_bytes(BROKEN[name])
    ran = run("check", "notes", "--format", "json")
    assert ran.status == 2
    assert ran.json()["summary"]["notes"] == 4 and ran.json()["summary"]["failed"] == 1
    (failure,) = ran.json()["failures"]
    assert failure["path"] == f"notes/{name}"
    assert ran.err == f"notelint: notes/{name}: {failure['error']}\n"


def test_paths_that_are_not_there_or_hold_nothing(run: Run, notes: Path) -> None:
    Path("empty").mkdir()
    ran = run("check", "missing.txt", "empty", "notes/right.txt")
    assert ran.status == 2
    first, second = ran.err.splitlines()
    assert first.startswith("notelint: missing.txt: ") and second.startswith("notelint: empty: ")
    assert ran.out.endswith("Checked 1 note: no findings. 2 could not be checked.\n")


def test_an_empty_note_has_a_report(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    ran = run("check", tmp_path, "--format", "json")
    (report,) = ran.json()["reports"]
    assert ran.status == 0
    assert (report["facts"], report["findings"], report["suggestion"]["code"]) == ([], [], "none")


def test_a_line_of_100_000_characters_is_shown_in_windows(run: Run, tmp_path: Path) -> None:
    text = "She came in walking. " * 2400 + WRONG.strip() + " All questions were answered." * 1800
    assert len(text) > 100_000
    (tmp_path / "long.txt").write_text(text, encoding="utf-8")
    ran = run("check", tmp_path / "long.txt", "--select", "C101")
    assert ran.status == 1
    assert max(map(len, ran.out.splitlines())) <= 100 + len(str(tmp_path))
    assert "^^^^^^" in ran.out and "----------" in ran.out


def test_a_note_longer_than_the_limit_is_a_failure(run: Run, notes: Path) -> None:
    (notes / "notelint.toml").write_text("max-note-chars = 120\n")
    ran = run("check", notes / "right.txt", notes / "away.txt", "--format", "json")
    assert ran.status == 2
    assert [Path(failure["path"]).name for failure in ran.json()["failures"]] == ["right.txt"]
    assert ran.json()["summary"]["notes"] == 1
