"""The accuracy benchmark: it counts as the corpus's own scorer does, and keeps the notes set aside to itself."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
SCORER = CORPUS / "score.py"


def module(path: Path) -> ModuleType:
    """A Python file as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = loaded
    spec.loader.exec_module(loaded)
    return loaded


scoring = module(ROOT / "benchmarks" / "scoring.py")
accuracy = module(ROOT / "benchmarks" / "accuracy.py")
scorer: Any = module(SCORER) if SCORER.is_file() else None
needs_scorer = pytest.mark.skipif(scorer is None, reason="the corpus is not beside the checkout")


def record(key: str, text: str, spans: list[tuple[str, str, str]], **more: Any) -> dict[str, Any]:
    """A labelled note. Spans are words, concept and assertion; the words stand once in the text."""
    marked = [
        {"start": text.index(w), "end": text.index(w) + len(w), "text": w, "concept": c, "assertion": a}
        for w, c, a in spans
    ]
    return {
        "id": key, "source": "invented", "text": text, "visit": "new", "low_back_pain": "current", "spans": marked,
        "acuity": "acute", "checklist": None, "code": "M54.50", "instead": [], "why": "", **more,
    }  # fmt: skip


PAIN = ("Low back pain", "low_back_pain", "present")
NOTES = [
    record("n1", "Low back pain x 3 days. Denies sciatica.", [PAIN, ("sciatica", "sciatica", "absent")]),
    record("n2", "Mechanical low back pain.", [("low back pain", "low_back_pain", "present")], code="M54.59"),
    record("n3", "Low back pain, sciatica suspected, 1 week.", [PAIN]),
]


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """A file of labelled notes; the last of the three is set aside."""
    path = tmp_path / "invented.jsonl"
    path.write_text("\n".join(json.dumps(note) for note in NOTES), encoding="utf-8")
    return path


# Counting -----------------------------------------------------------------------------------------------------------


_CONCEPT = st.sampled_from(["sciatica", "low_back_pain", "rom", "referral"])
_ASSERTION = st.sampled_from(["present", "absent", "possible"])
_MENTION = st.builds(
    lambda start, size, concept, assertion: {
        "start": start, "end": start + size, "text": "x" * size, "concept": concept, "assertion": assertion,
    },
    st.integers(0, 30), st.integers(1, 8), _CONCEPT, _ASSERTION,
)  # fmt: skip
_STANDING = st.sampled_from(["present", "absent", "unaddressed"])
_CHECKLIST = st.none() | st.fixed_dictionaries(
    {
        "duration": st.sampled_from(["met", "unmet"]), "imaging": st.sampled_from(["met", "na"]),
        "reassessment": st.sampled_from(["met", "na"]), "function": st.sampled_from(["met", "unmet"]),
        "exclusions": st.fixed_dictionaries({"sciatica": _STANDING, "strain": _STANDING}),
    }
)  # fmt: skip
_CODE = st.sampled_from(["M54.50", "M54.59", "other", "none"])
_INSTEAD = st.lists(st.sampled_from(["M54.4-", "M54.41", "M51.2-"]), max_size=2)
_COMMON = {
    "acuity": st.sampled_from(["acute", "chronic", "unstated"]),
    "low_back_pain": st.sampled_from(["current", "historical", "absent"]),
    "checklist": _CHECKLIST,
}
_RULE = st.sampled_from(["D101", "C101", "D302"])
_GOLD = st.fixed_dictionaries(
    {
        **_COMMON, "id": st.just("x"), "source": st.sampled_from(["a", "b"]), "text": st.just("x" * 40),
        "visit": st.sampled_from(["new", "followup", "unstated"]),
        "spans": st.lists(_MENTION.filter(lambda m: m["concept"] != "referral"), max_size=6),
        "code": _CODE, "instead": _INSTEAD,
    },
    optional={"rules": st.lists(_RULE, unique=True), "code_also": st.lists(_CODE, max_size=1)},
)  # fmt: skip
_REPORT = st.fixed_dictionaries(
    {
        **_COMMON, "note": st.fixed_dictionaries({"visit": st.sampled_from(["new", "followup", "unstated"])}),
        "facts": st.lists(_MENTION, max_size=6),
        "suggestion": st.fixed_dictionaries({"code": _CODE, "instead": _INSTEAD}),
        "findings": st.lists(
            st.fixed_dictionaries(
                {"rule": _RULE, "severity": st.sampled_from(["error", "warning", "info"])}
            ),
            max_size=3,
        ),
    }
)  # fmt: skip


@needs_scorer
@given(st.lists(st.tuples(_GOLD, st.none() | _REPORT), max_size=4))
@settings(deadline=None, max_examples=200)
def test_the_figures_are_those_of_the_corpus_scorer(notes: list[tuple[dict[str, Any], dict[str, Any] | None]]) -> None:
    gold = {f"n{i}": labels for i, (labels, _) in enumerate(notes)}
    reports = {f"n{i}": report for i, (_, report) in enumerate(notes) if report is not None}
    assert scoring.score(gold, reports).figures() == scorer.score(gold, reports)[0]


@needs_scorer
@pytest.mark.corpus
def test_on_the_corpus_too_the_figures_are_those_of_its_scorer() -> None:
    path = CORPUS / "dev" / "synthetic.jsonl"
    gold = scoring.third(scoring.load([path]), "tune")
    reports = scoring.lint(gold)
    assert scoring.score(gold, reports).figures() == scorer.score(gold, reports)[0]


@needs_scorer
def test_the_concepts_are_those_of_the_corpus_scorer() -> None:
    assert scoring.CONCEPTS == scorer.CONCEPTS


def test_reports_are_those_of_the_command_line(tmp_path: Path) -> None:
    for note in NOTES:
        (tmp_path / f"{note['id']}.txt").write_text(note["text"], encoding="utf-8")
    command = [sys.executable, "-m", "notelint", "check", "--isolated", "--format", "jsonl", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    printed = [json.loads(line) for line in done.stdout.splitlines()][:-1]
    reports = scoring.lint({note["id"]: note for note in NOTES})
    for one in printed:
        own = reports[Path(one["note"]["path"]).stem]
        assert {**one, "note": None} == {**own, "note": None}
    assert len(printed) == len(NOTES)


def test_a_better_fitting_mention_is_taken_and_each_only_once() -> None:
    gold = [{"start": 0, "end": 10, "concept": "rom", "assertion": "present"}]
    near = {"start": 0, "end": 3, "concept": "rom", "assertion": "present"}
    nearer = {"start": 0, "end": 9, "concept": "rom", "assertion": "present"}
    pairs, left = scoring.match(gold, [near, nearer])
    assert pairs == [(gold[0], nearer)] and left == [near]


def test_every_third_note_is_set_aside() -> None:
    gold: dict[str, Any] = {key: {} for key in "fedcba"}
    assert sorted(scoring.third(gold, "aside")) == ["c", "f"]
    assert sorted(scoring.third(gold, "tune")) == ["a", "b", "d", "e"]
    assert scoring.third(gold, None) == gold


# The command --------------------------------------------------------------------------------------------------------


def test_it_prints_totals_concepts_and_confusions(labelled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert accuracy.main([str(labelled)]) == 0
    out = capsys.readouterr().out
    for words in ("invented.jsonl: all notes, 3 notes", "assertion", "low_back_pain", "none > present"):
        assert words in out


@pytest.mark.parametrize("which", [[], ["--third", "aside"]])
def test_single_disagreements_are_shown_for_the_tuning_notes_only(labelled: Path, which: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        accuracy.main([str(labelled), "--show", "5", *which])
    assert ended.value.code == 2


def test_what_is_wrong_is_shown_on_request(labelled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    accuracy.main([str(labelled), "--third", "tune", "--show", "50"])
    assert "n2 mechanical 0 'Mechanical' (not labelled): present" in capsys.readouterr().out


@pytest.mark.parametrize("which", [[], ["--third", "aside"]])
def test_a_stored_run_holds_no_words_of_notes_set_aside(labelled: Path, tmp_path: Path, which: list[str]) -> None:
    run = tmp_path / "run.json"
    accuracy.main([str(labelled), *which, "--save", str(run)])
    stored = run.read_text(encoding="utf-8")
    assert "outcomes" not in json.loads(stored)["invented.jsonl"]
    assert "sciatica suspected" not in stored and "n3" not in stored


def test_a_run_is_compared_with_a_stored_one(
    labelled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run.json"
    accuracy.main([str(labelled), "--third", "tune", "--save", str(run)])
    stored = json.loads(run.read_text(encoding="utf-8"))
    outcomes = stored["invented.jsonl"]["outcomes"]
    sciatica = next(name for name in outcomes if name.startswith("n1 sciatica"))
    outcomes[sciatica] = "present"
    stored["invented.jsonl"]["figures"]["concepts"]["sciatica"]["f1"] = 0.0
    run.write_text(json.dumps(stored), encoding="utf-8")
    capsys.readouterr()
    accuracy.main([str(labelled), "--third", "tune", "--against", str(run)])
    out = capsys.readouterr().out
    assert f"gained: {sciatica}: present > right" in out
    assert "sciatica               0.0000 > 1.0000  +1.0000" in out


def test_runs_of_different_thirds_are_not_compared(
    labelled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run.json"
    accuracy.main([str(labelled), "--third", "tune", "--save", str(run)])
    accuracy.main([str(labelled), "--third", "aside", "--against", str(run)])
    out = capsys.readouterr().out
    assert "another third" in out and "gained" not in out


@pytest.mark.parametrize(("floor", "status"), [(0.1, 0), (1.01, 1)])
def test_a_figure_below_its_floor_is_named(
    labelled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], floor: float, status: int
) -> None:
    floors = tmp_path / "floors.toml"
    floors.write_text(f'["invented.jsonl"]\nassertion = {floor}\n', encoding="utf-8")
    assert accuracy.main([str(labelled), "--floors", str(floors)]) == status
    assert ("invented.jsonl: assertion is" in capsys.readouterr().err) == bool(status)


def test_the_floors_name_figures_that_there_are() -> None:
    import tomllib

    floors = tomllib.loads((ROOT / "benchmarks" / "floors.toml").read_text(encoding="utf-8"))
    assert floors
    for wanted in floors.values():
        assert set(wanted) <= set(accuracy.TOTALS)
        assert all(0 < floor <= 1 for floor in wanted.values())
