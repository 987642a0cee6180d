"""What every rule promises: it says what it is, gives its source and examples, and is found by itself."""

from __future__ import annotations

import inspect
import re
from types import ModuleType

import pytest

from notelint.errors import RuleError
from notelint.models import SEVERITIES
from notelint.rules import registry
from notelint.rules.base import Example, NoTable, Rule, Violation

RULES = registry.rules()


def test_rules_are_found() -> None:
    documentation = {"D101", "D201", "D301", "D401", "D501", "D504"}
    coding = {"C101", "C102", "C103", "C104", "C105", "C201", "C202", "C203", "C204", "C301", "C701", "C702"}
    assert documentation | coding <= {rule.id for rule in RULES}


def test_ids_and_names_are_unique() -> None:
    assert len({rule.id for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_declares_what_it_is(rule: type[Rule[NoTable]]) -> None:
    assert re.fullmatch(r"[A-Z]\d{3}", rule.id)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert rule.severity in SEVERITIES
    assert len((inspect.getdoc(rule) or "").split()) >= 8, "the docstring says what the rule looks for"
    assert rule.__doc__ is not Rule.__doc__
    for text in (rule.source, rule.why, rule.remedy):
        assert text.strip() and text == text.strip()
    assert {example.fires for example in rule.examples} == {True, False}
    assert all(example.text.strip() for example in rule.examples)


def made(**changes: object) -> ModuleType:
    """A package-like module with one rule in it, right but for the changes."""
    body: dict[str, object] = {
        "__doc__": "Looks for something that is never there.",
        "__module__": "made_up",
        "id": "Z901",
        "name": "never-there",
        "severity": "info",
        "source": "a book",
        "why": "It matters.",
        "remedy": "Write it.",
        "examples": (Example("a", fires=True), Example("b", fires=False)),
        "check": lambda self, ctx: iter([Violation("It.")]),
        **changes,
    }
    module = ModuleType("made_up")
    module.Made = type("Made", (Rule,), {key: value for key, value in body.items() if value is not None})  # type: ignore[attr-defined]
    return module


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"__doc__": None}, "docstring"),
        ({"source": ""}, "source"),
        ({"why": ""}, "why"),
        ({"remedy": ""}, "remedy"),
        ({"examples": ()}, "examples"),
        ({"examples": (Example("a", fires=True),)}, "examples"),
        ({"id": "Z9"}, "Z9"),
        ({"name": "Never There"}, "Never There"),
        ({"severity": "fatal"}, "fatal"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else value,
)
def test_a_rule_that_keeps_a_promise_back_stops_start_up(changes: dict[str, object], says: str) -> None:
    with pytest.raises(RuleError, match=says):
        registry.check(made(**changes).Made)
    registry.check(made().Made)


def test_a_taken_id_stops_start_up(monkeypatch: pytest.MonkeyPatch) -> None:
    twins = [made(), made(name="another-name")]
    monkeypatch.setattr(registry, "_modules", lambda package: iter(twins))
    with pytest.raises(RuleError, match="Z901"):
        registry.discover(ModuleType("package"))
