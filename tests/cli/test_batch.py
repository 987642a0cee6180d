"""`notelint batch` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("duckdb", reason="the batch extra is not installed")
pytest.importorskip("pyarrow", reason="the batch extra is not installed")

import duckdb

from notelint.cli import main

ROOT = Path(__file__).parents[2]
SAMPLE_BATCH = ROOT / "sample_notes" / "batch.csv"


def ask(folder: Path, question: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(folder / "notelint.duckdb"), read_only=True) as db:
        return db.execute(question).fetchall()


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample batch, done once."""
    folder = tmp_path_factory.mktemp("batch") / "out"
    today = ["--today", "2026-07-01", "--isolated"]
    assert main(["batch", str(SAMPLE_BATCH), "--out", str(folder), "--jobs", "1", *today]) == 0
    return folder


def test_it_says_what_came_out_and_how_to_go_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "notes.csv"
    file.write_text("id,text,date\n1,Low back pain. M54.50,\n2,x,soon\n", encoding="utf-8")
    out = tmp_path / "out"
    command = ["batch", str(file), "--out", str(out), "--jobs", "1", "--isolated"]
    assert main(command) == 2
    said = capsys.readouterr()
    assert said.out.startswith("Linted 1 note: ")
    assert "Not linted: 1; rules that failed on a note: 0 (table failures).\n" in said.out
    assert f"duckdb {out / 'notelint.duckdb'}" in said.out
    assert said.err == ""
    assert ask(out, "select note_id, row, error from failures") == [
        ("2", 2, "row 2: date_of_service: is not a date as YYYY-MM-DD")
    ]
    assert main(command) == 2
    assert "this run was finished before" in capsys.readouterr().err
    assert main([*command, "--quiet"]) == 2
    assert capsys.readouterr() == (said.out.split("Results are")[0], "")


def test_the_views_answer_questions(done: Path) -> None:
    views = [row[0] for row in ask(done, "select view_name from duckdb_views() where not internal")]
    for view in views:
        assert ask(done, f'select count(*) from "{view}"')[0][0] or view == "failures", view
    tips = dict(ask(done, "select item, met || '/' || (met + unmet) from tips"))
    assert set(tips) == {"duration", "imaging", "reassessment", "function"}
    notes = ask(done, "select count(*) from notes where checklist['duration'] = 'met'")
    assert tips["duration"].startswith(f"{notes[0][0]}/")  # type: ignore[attr-defined]
    assert ask(done, "select patient_id, visits, still from unspecified_runs order by visits desc limit 1") == [
        ("P01", 4, True)
    ]
    # P09 was on the unspecified code at the first and at the third visit; at the second another code was billed.
    assert not ask(done, "select * from unspecified_runs where patient_id = 'P09'")
    assert ask(done, "select patient_id, study, asked_on::varchar, days_waiting, times_asked from open_workups") == [
        ("P05", "mri", "2026-01-28", 154, 3),
        ("P10", "xray", "2026-06-17", 14, 1),
    ]
    assert ask(done, "select days_waiting, answered_by from workups where patient_id = 'P04'") == [(28, "b11")]
    assert ask(done, "select sum(notes) from code_matrix") == [(30,)]
    assert ("M54.59", "M54.50", 1) in ask(done, "from code_matrix")
    by_rule = dict(ask(done, "select rule, notes from findings_by_rule"))
    by_provider = ask(done, "select rule, sum(notes) from findings_by_provider group by all")
    assert dict(by_provider) == by_rule


def test_the_facts_are_in_the_table_of_omop(done: Path) -> None:
    rows = ask(done, "select count(*), count(distinct note_nlp_id), min(note_nlp_id), max(note_nlp_id) from note_nlp")
    count = ask(done, "select count(*) from facts")[0][0]
    assert rows == [(count, count, 1, count)]
    assert not ask(
        done,
        "select f.note_id from facts f join note_nlp o on o.note_id = f.note_id and o.offset = f.start::varchar "
        "and o.lexical_variant = f.text where not contains(o.snippet, f.text)",
    )
    told = dict(ask(done, "select term_modifiers.split('; ')[2], any_value(term_exists) from note_nlp group by all"))
    assert told == {
        f"assertion={name}": "Y" if name in ("present", "historical") else "N"
        for name in (row[0] for row in ask(done, "select distinct assertion from facts"))
    }


def test_what_the_folder_says_of_itself(done: Path) -> None:
    about = json.loads((done / "batch.json").read_bytes())
    assert (about["schema"], about["state"], about["notes"], about["failed"]) == (1, "finished", 30, 0)
    assert about["today"] == "2026-07-01"
    assert sorted(path.name for path in done.iterdir()) == [
        ".lock", "batch.json", "facts", "failures", "findings", "note_nlp", "notelint.duckdb", "notes", "suggestions",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--column", "text"], "--column: must be FIELD=NAME, not 'text'"),
        (["--column", "txt=a"], "columns: unknown field 'txt'; did you mean 'text'?"),
        (["--column", "text=BODY"], "has no column 'BODY' (for text); its columns are note_id, patient_id,"),
        (["--jobs", "none"], "--jobs: must be a number from 1 on, or auto, not 'none'"),
    ],
)
def test_wrong_options(arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["batch", str(SAMPLE_BATCH), "--out", str(tmp_path / "out"), "--isolated", *arguments])
    assert status == 2
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1


def test_columns_can_stand_in_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "notes.csv").write_text("number,BODY\n8,Low back pain.\n", encoding="utf-8")
    (tmp_path / "notelint.toml").write_text('[columns]\ntext = "BODY"\nnote_id = "number"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["batch", "notes.csv", "--out", "out", "--jobs", "1"]) == 0
    assert ask(tmp_path / "out", "select note_id, text from notes") == [("8", "Low back pain.")]


def test_without_the_extra_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import importlib.util

    there = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "duckdb" else there(name))
    assert main(["batch", str(SAMPLE_BATCH), "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err == (
        "notelint: notelint batch needs the batch extra: pip install 'notelint[batch]'\n"
    )


def test_a_run_that_is_begun_anew_keeps_the_tables_of_others(tmp_path: Path) -> None:
    """What reviewers wrote into the DuckDB file outlives --fresh."""
    out = tmp_path / "out"
    command = ["batch", str(SAMPLE_BATCH), "--out", str(out), "--jobs", "1", "--isolated"]
    assert main(command) == 0
    with duckdb.connect(str(out / "notelint.duckdb")) as db:
        db.execute("create table reviews as select 'r1' as review_id")
    assert main([*command, "--fresh"]) == 0
    assert ask(out, "from reviews") == [("r1",)]
