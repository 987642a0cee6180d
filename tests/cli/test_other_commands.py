"""`facts`, `rules`, `explain`, `settings`, `schema`, and the program as a whole."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

import jsonschema

from notelint.rules import registry

from .conftest import WRONG, Run


def test_the_version(run: Run) -> None:
    assert run("--version").out == f"notelint {version('notelint')}\n"


def test_help_is_shown_without_a_command(run: Run) -> None:
    ran = run()
    assert ran.status == 0 and ran.out == run("--help").out
    for command in ("check", "facts", "rules", "explain", "settings", "schema"):
        assert f"\n  {command} " in ran.out
        assert len(run(command, "--help").out.splitlines()) > 5


def test_rules_are_listed(run: Run) -> None:
    said = run("rules").out
    records = run("rules", "--format", "json").json()
    assert [record["id"] for record in records] == [rule.id for rule in registry.rules()]
    for record in records:
        assert f"{record['id']}  {record['severity']}" in said and record["name"] in said
        assert record["summary"] and record["why"] and record["remedy"] and record["source"]
    assert max(map(len, said.splitlines())) <= 100


def test_every_rule_is_explained_by_id_and_by_name(run: Run) -> None:
    for rule in registry.rules():
        ran = run("explain", rule.id.lower())
        assert ran.status == 0 and ran.out.startswith(f"{rule.id} {rule.name} ({rule.severity})\n")
        assert run("explain", rule.name).out == ran.out
        for part in ("Why: ", "Instead: ", "Source: ", "It fires on", "It passes", "    | "):
            assert part in ran.out
        assert max(map(len, ran.out.splitlines())) <= 100
        record = run("explain", rule.id, "--format", "json").json()
        assert record["id"] == rule.id and len(record["examples"]) == len(rule.examples)


def test_a_misspelt_rule_names_the_nearest(run: Run) -> None:
    for wrong, near in (("C999", "C"), ("function-mising", "function-missing")):
        ran = run("explain", wrong)
        assert (ran.status, ran.out) == (2, "")
        assert ran.err.count("\n") == 1 and f"{wrong!r}; did you mean '{near}" in ran.err
    assert "did you mean" not in run("explain", "zzzzzzzz").err


def test_facts_as_a_table(run: Run, notes: Path) -> None:
    said = run("facts", "notes/wrong.txt").out
    assert said.startswith("notes/wrong.txt\n")
    rows = {line.split()[1]: line for line in said.splitlines() if line[:3] == "  1"}
    assert rows["mechanical"].split()[:4] == ["1:21", "mechanical", "present", '"mechanical"']
    assert "absent" in rows["sciatica"] and 'absent: "no"' in said.lower()
    assert "120 days" in rows["duration"]
    assert max(map(len, said.splitlines())) <= 100


def test_facts_as_json(run: Run, notes: Path) -> None:
    (note,) = run("facts", "notes/wrong.txt", "--format", "json").json()["notes"]
    assert note["path"] == "notes/wrong.txt"
    for fact in note["facts"]:
        assert WRONG[fact["start"] : fact["end"]] == fact["text"]
        assert {"concept", "assertion", "line", "column", "section", "value", "pattern", "modifiers", "roles"} <= set(
            fact
        )
    sciatica = next(fact for fact in note["facts"] if fact["concept"] == "sciatica")
    assert sciatica["assertion"] == "absent" and sciatica["pattern"] and sciatica["modifiers"]


def test_facts_without_source(run: Run, notes: Path) -> None:
    table = run("facts", "notes/wrong.txt", "--no-source").out
    assert "4 months" not in table and "sciatica " in table
    (note,) = run("facts", "notes/wrong.txt", "--no-source", "--format", "json").json()["notes"]
    assert {fact["text"] for fact in note["facts"]} == {None} == {fact["pattern"] for fact in note["facts"]}
    assert "4 months" not in json.dumps(note)


def test_facts_of_notes_that_cannot_be_read(run: Run, notes: Path) -> None:
    ran = run("facts", "notes/wrong.txt", "nowhere.txt")
    assert ran.status == 2 and ran.err.startswith("notelint: nowhere.txt: ") and "mechanical" in ran.out
    assert "no facts" in run("facts", "notes/away.txt").out


def test_settings_in_force_and_where_they_come_from(run: Run, notes: Path) -> None:
    (notes / "notelint.toml").write_text('fail-on = "warning"\nacute-days = 30\n[severity]\nD101 = "error"\n')
    said = run("settings", "notes", "--ignore", "D4").out
    rows = {line.split("  ")[0]: line.split() for line in said.splitlines()[1:]}
    assert said.startswith("settings file: notes/notelint.toml\n")
    assert rows["fail-on"][1:] == ["warning", "notes/notelint.toml"]
    assert rows["acute-days"][1:] == ["30", "notes/notelint.toml"]
    assert rows["severity"][1:] == ["D101:", "error", "notes/notelint.toml"]
    assert rows["ignore"][1:] == ["D4", "command", "line"]
    assert rows["subacute-days"][1:] == ["84", "default"]

    told = run("settings", "notes", "--format", "json").json()
    assert told["file"] == "notes/notelint.toml"
    assert told["settings"]["acute_days"] == {"value": 30, "from": "notes/notelint.toml"}
    assert run("settings", "notes", "--isolated").out.startswith("settings file: none\n")


def test_a_wrong_settings_file_is_one_line(run: Run, notes: Path) -> None:
    (notes / "notelint.toml").write_text("fail-onn = 3\n")
    ran = run("settings", "notes")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.count("\n") == 1 and "notes/notelint.toml" in ran.err and "fail-on" in ran.err


def test_reports_fit_the_printed_schema(run: Run, notes: Path) -> None:
    schema = run("schema").json()
    jsonschema.validate(run("check", notes, "--format", "json").json(), schema)
    jsonschema.validate(run("check", notes, "nowhere", "--format", "json", "--no-source").json(), schema)
