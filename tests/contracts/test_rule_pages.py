"""The pages of the rules, their index and the README's table are what the rules say of themselves now."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from notelint.rules import registry

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("rule_pages", ROOT / "scripts" / "rule_pages.py")
    assert spec and spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_they_are_current(script: ModuleType) -> None:
    assert not script.stale(script.wanted()), "run: python scripts/rule_pages.py"


def test_every_rule_has_a_page_with_all_it_declares(script: ModuleType) -> None:
    assert {path.stem for path in script.PAGES.glob("*.md")} == {"README", *(rule.id for rule in registry.rules())}
    for rule in registry.rules():
        text = (script.PAGES / f"{rule.id}.md").read_text(encoding="utf-8")
        for part in (rule.name, rule.severity, rule.source, rule.why, rule.remedy):
            assert part in text, rule.id
        for example in rule.examples:
            assert example.text in text, rule.id


def test_the_readme_names_every_rule(script: ModuleType) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(f"[{rule.id}](docs/rules/{rule.id}.md) {rule.name}" in readme for rule in registry.rules())


def test_what_is_not_current_is_seen(script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script, "ROOT", tmp_path)
    monkeypatch.setattr(script, "PAGES", tmp_path / "rules")
    monkeypatch.setattr(script, "README", tmp_path / "README.md")
    (tmp_path / "README.md").write_text("Rules:\n<!-- rules -->\nold\n<!-- /rules -->\n", encoding="utf-8")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "Z901.md").write_text("a rule of old", encoding="utf-8")
    assert script.main(["--check"]) == 1
    assert script.main([]) == 0
    assert script.main(["--check"]) == 0
    assert not (tmp_path / "rules" / "Z901.md").exists()
    assert "characterised-as-other" in (tmp_path / "README.md").read_text(encoding="utf-8")
