"""The generator of the code facts: what it reads in a note, and that it reproduces the committed data."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
if not (SCRIPTS / "build_icd10cm.py").exists():
    pytest.skip("the generator is not part of this distribution", allow_module_level=True)
sys.path.insert(0, str(SCRIPTS))

import build_icd10cm as build  # noqa: E402
import icd10cm_notes as notes  # noqa: E402
import icd10cm_tabular as tabular  # noqa: E402
from icd10cm_resolve import Resolver  # noqa: E402


def spans(text: str) -> list[tuple[str, str]]:
    return [(span.first, span.last) for span in notes.read_note(text).spans]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("low back strain (S39.012)", [("S39.012", "S39.012")]),
        ("lumbago with sciatica (M54.4-)", [("M54.4", "M54.4")]),
        ("current disease (M40-M54)", [("M40", "M54")]),
        ("a (A50.01, A50.3-, A51.43)", [("A50.01", "A50.01"), ("A50.3", "A50.3"), ("A51.43", "A51.43")]),
        ("two brackets (acute) (A01) or so (B02.-)", [("A01", "A01"), ("B02", "B02")]),
        ("range between families (P28.3- - P28.4-)", [("P28.3", "P28.4")]),
        ("doubled dash (S32.1--S32.9)", [("S32.1", "S32.9")]),
        ("stray dot (I69.2.-)", [("I69.2", "I69.2")]),
        ("trailing comma (K50.014, K50.114,)", [("K50.014", "K50.014"), ("K50.114", "K50.114")]),
        ("bracket left open (Z89.52-", [("Z89.52", "Z89.52")]),
        ("no bracket R68.84", [("R68.84", "R68.84")]),
        ("tendinitis as classified in M75-M77", [("M75", "M77")]),
        ("conditions classifiable to S06.0- to S06.8-code to specified injury", [("S06.0", "S06.8")]),
        ("any type in A15 (J65)", [("J65", "J65")]),
        ("anemia in G6PD (enzyme) deficiency (D55.0)", [("D55.0", "D55.0")]),
        ("vitamin B12 deficiency", []),
        ("lupus anticoagulant (LAC)", []),
        ("current injury - see injury of spine by body region", []),
    ],
)
def test_codes_of_a_note(text: str, expected: list[tuple[str, str]]) -> None:
    assert spans(text) == expected


@pytest.mark.parametrize(
    ("text", "kind", "values", "at"),
    [
        ("x (E08-E13 with .42)", "decimals", ("42",), 0),
        ("x (E08-E13 with .51-.52)", "decimals", ("51", "52"), 0),
        ("x (E08-E13 with .62-)", "decimals", ("62",), 0),
        ("x (F10-F19, with .17, .27, .97)", "decimals", ("17", "27", "97"), 0),
        ("x (F11-F19 with .15. .25, .95)", "decimals", ("15", "25", "95"), 0),
        ("x (E08 with final characters .00 or .01)", "decimals", ("00", "01"), 0),
        ("x (I69. with final characters -23)", "ending", ("23",), 0),
        ("x (M51.- with fifth character 6)", "position", ("6",), 5),
        ("x (F10-F19 with 5th character .6)", "position", ("6",), 5),
        ("x (S42.- with 7th character B or C)", "position", ("B", "C"), 7),
        ("x (T36-T65 with fifth or sixth character 1-4 or 6)", "last", ("1", "2", "3", "4", "6"), 6),
    ],
)
def test_condition_of_a_note(text: str, kind: str, values: tuple[str, ...], at: int) -> None:
    (span,) = notes.read_note(text).spans
    assert span.condition == notes.Condition(kind, values, at)


def test_what_cannot_be_read_is_said() -> None:
    assert notes.read_note("fracture (S52.- with open fracture 7th character)").problem
    assert notes.read_note("acidosis - see categories E08-E10, E13 with ketoacidosis").problem
    assert notes.read_note("current injury - see injury of spine by body region").problem == "names no code"
    assert notes.read_note("complication of:").heading


@pytest.fixture(scope="module")
def newest() -> tabular.Edition:
    """The newest edition of the history table, from the installed package, which is not imported: that is slow."""
    found = importlib.util.find_spec("simple_icd_10_cm")
    if found is None or found.origin is None:
        pytest.skip("simple-icd-10-cm is not installed")
    row = tabular.edition_rows()[-1]
    editions = tabular.read_editions([Path(found.origin).parent / "data"])
    if [edition.row for edition in editions] != [row]:
        pytest.skip(f"the installed simple-icd-10-cm does not hold the edition {row.name}")
    return editions[0]


def test_the_committed_data_are_what_the_newest_edition_gives(newest: tabular.Edition) -> None:
    members, unread = build.build([newest])
    committed = build.read(build.DATA)
    assert unread == build.UNREAD.read_text("utf-8").splitlines()[2:]
    for name, member in members.items():
        theirs = committed[name]
        if name == build.ABOUT:
            assert member["chapters"] == theirs["chapters"]
            assert member["blocks"].items() <= theirs["blocks"].items()
            assert member["splits"] == theirs["splits"]
            assert _current(member["notes"]) == _current(theirs["notes"])
            continue
        now = {code: text.partition(" ") for code, text in theirs["codes"].items()}
        assert {code: f"{s[-1]} {title}" for code, (s, _, title) in now.items() if s[-1] != "0"} == member["codes"]
        for table in ("terms", "sevens", "fewer", "blocks"):
            assert member[table].items() <= theirs.get(table, {}).items()
        assert _current(member["notes"]) == _current(theirs.get("notes", {}))


def _current(table: dict[str, Any]) -> dict[str, list[tuple[int, str, tuple[str, ...]]]]:
    """Notes that stand in the newest edition, by node."""
    kept = {
        node: sorted((n[0], n[1], tuple(n[2])) for n in rows if len(n) == 3 or n[3].endswith("1"))
        for node, rows in table.items()
    }
    return {node: rows for node, rows in kept.items() if rows}


def test_ranges_mean_the_order_of_the_tabular_list(newest: tabular.Edition) -> None:
    """C43-C44 holds C4A, which comes before C44 in the list and after it in the alphabet; C76-C80 does not hold C7A."""
    from notelint.coding.icd10cm_store import _covers

    resolver = Resolver(newest)
    roots = [node.code for node in newest.nodes.values() if node.parent is None]
    ranges = {
        (span.first, span.last)
        for _, _, text in newest.notes
        for span in notes.read_note(text).spans
        if span.first in roots and span.last in roots and span.condition is None
    } | {("C43", "C44"), ("C76", "C80")}
    assert len(ranges) > 100
    for first, last in ranges:
        targets = resolver.resolve((notes.Span(first, last),)).targets
        covered = [code for code in roots if any(_covers(target, code) for target in targets)]
        assert covered == roots[roots.index(first) : roots.index(last) + 1]
