"""`rules.toml`: every table is a rule's, and every concept, code and procedure in it is one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from notelint import patterns
from notelint.coding.icd10cm import code_book
from notelint.errors import RuleError
from notelint.rules import registry
from notelint.rules.base import NoTable, RuleContext, Table, belongs, ends_in
from notelint.rules.duration import AcuityContradictsDuration
from notelint.rules.excludes1 import ExcludesSciatica

from .build import context, guide

TABLES = patterns.load("low_back_pain", "rules.toml")
CODE = re.compile(r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]*)?-?|[A-Z]-")
PROCEDURE = re.compile(r"\d{5}")
PROSE = {
    "title",
    "noun",
    "ask",
    "yields_to",
    "would",
    "seventh",
    "treatment",
    "partial",
    "girdle",
    "limb",
    "options",
    "except_ends",
    "injury",
}
NOT_CONCEPTS = {*PROSE, "neutral", "exclusion", "covered_by", "except_ends"}


def words(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every string of a table with the key that it stands under; the keys of nested tables are strings too."""
    for key, value in table.items():
        if isinstance(value, dict):
            for inner, nested in value.items():
                yield key, inner
                yield from words({key: nested})
        elif isinstance(value, list):
            yield from ((key, each) for each in value)
        elif isinstance(value, str):
            yield key, value


def test_every_table_is_a_rules() -> None:
    known = {rule.id for rule in registry.rules() if rule.table_type is not NoTable}
    assert set(TABLES) == known


@pytest.mark.parametrize("rule_id", TABLES)
def test_concepts_and_codes_are_known(rule_id: str) -> None:
    book, roles = code_book(), set(guide().codes)
    for key, word in words(TABLES[rule_id]):
        if CODE.fullmatch(word) and key not in PROSE:
            assert word.endswith("-") or book.known(word), f"{rule_id} {key}: {word}"
            assert book.normal(word) == word or len(word) == 2, f"{rule_id} {key}: {word}"
        elif key not in NOT_CONCEPTS and not PROCEDURE.fullmatch(word):
            named = guide().concepts | roles | {"acute", "subacute"}
            assert word in named, f"{rule_id} {key}: {word}"


def test_exclusions_and_covering_rules_are_known() -> None:
    for rule_id in ("D501", "D502", "D503"):
        assert TABLES[rule_id]["exclusion"] in guide().exclusions
    assert set(TABLES["C206"]["covered_by"]) <= set(TABLES)


class Other:
    """A guide with other tables."""

    def __init__(self, **tables: dict[str, Any]) -> None:
        self.tables = tables

    def __getattr__(self, name: str) -> Any:
        return getattr(guide(), name)

    def rule_table(self, rule_id: str) -> dict[str, Any]:
        return self.tables.get(rule_id, {})


def test_a_guide_without_the_table_does_without_the_rule() -> None:
    assert ExcludesSciatica.for_guide(Other()) is None  # type: ignore[arg-type]


def test_a_table_that_a_rule_does_not_understand_stops_start_up() -> None:
    wrong = {"acuity": "acuity", "duration": "duration", "slak": {}}
    with pytest.raises(RuleError, match=r"\[D102\] slak"):
        AcuityContradictsDuration.for_guide(Other(D102=wrong))  # type: ignore[arg-type]


def test_a_rule_of_another_guide_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ExcludesSciatica, "guide", "neck_pain")
    assert ExcludesSciatica.for_guide(guide()) is None


def test_families() -> None:
    assert belongs("M54.41", "M54.4-") and belongs("M54.4", "M54.4-") and belongs("M54.41", "M54.41")
    assert belongs("M43.16", "M43.-") and belongs("R10.9", "R-")
    assert not belongs("M54.5", "M54.4-") and not belongs("M54.41", "M54.4")


def test_a_sequela_is_told_by_the_last_of_seven_characters() -> None:
    assert ends_in("S39.012S", ("S",)) and not ends_in("S39.012A", ("S",)) and not ends_in("S39.012S", ())


def test_a_context_says_what_the_note_supports() -> None:
    ctx: RuleContext = context()
    assert ctx.advice() is None and ctx.item("duration") is None and ctx.standing("sciatica") is None
    assert issubclass(registry.find("C201").table_type, Table)  # type: ignore[union-attr]
