"""Particular promises of README and docs: shown output is real, tables are complete, links and paths lead somewhere."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from notelint.cli import main
from notelint.models import Note
from notelint.pipeline.lexicon import DIRECTIONS, KINDS, REACHES
from notelint.reading.sources import build_note, read_notes
from notelint.reading.values import FIELDS
from notelint.settings import KEYS, Settings

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PATTERNS = (ROOT / "docs" / "patterns.md").read_text(encoding="utf-8")
METADATA = (ROOT / "docs" / "metadata.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", [ROOT / "README.md", ROOT / "docs" / "patterns.md"], ids=lambda page: page.name)
def test_shown_output_is_real(page: Path) -> None:
    """Where this fails: `python scripts/docs_examples.py` pastes what is printed now."""
    spec = importlib.util.spec_from_file_location("docs_examples", ROOT / "scripts" / "docs_examples.py")
    assert spec and spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert page in script.PAGES
    text = page.read_text(encoding="utf-8")
    # The numbers of entries move whenever one is added before them.
    shown, printed = (re.sub(r"\b([a-z]+):\d+:", r"\1:", each) for each in (text, script.refreshed(text)))
    assert shown == printed


def test_the_library_example_has_ten_lines_at_most() -> None:
    found = re.search(r"<!-- example: library -->\n```python\n(.*?)```", README, re.DOTALL)
    assert found
    assert sum(1 for line in found[1].splitlines() if line.strip()) <= 10


def test_commands_that_the_readme_names_are_commands(capsys: pytest.CaptureFixture[str]) -> None:
    named = set(re.findall(r"^\| `notelint (\w+)", README, re.MULTILINE))
    main(["--help"])
    listed = re.search(r"Commands:\n(.*?)\n\n", capsys.readouterr().out, re.DOTALL)
    assert listed
    assert named == set(re.findall(r"^  (\w+) ", listed[1], re.MULTILINE))


def test_the_page_on_patterns_names_every_kind_direction_and_reach() -> None:
    for name in (*KINDS, *DIRECTIONS, *REACHES):
        assert f"`{name}`" in PATTERNS, name


def test_the_page_on_settings_names_every_key_and_its_default() -> None:
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| ([^|]+?) \|", SETTINGS, re.MULTILINE))
    assert sorted(rows) == sorted(KEYS)
    for key, written in rows.items():
        value = Settings.model_fields[key.replace("-", "_")].get_default(call_default_factory=True)
        if value is None:
            assert not written.startswith("`"), key
            continue
        shown = list(value) if isinstance(value, tuple) else value
        assert written == f"`{shown!r}`".replace("'", '"'), key


def test_the_page_on_metadata_names_every_value() -> None:
    assert re.findall(r"^\| `(\w+)` \|", METADATA, re.MULTILINE) == list(FIELDS)


def test_the_page_on_metadata_shows_a_front_matter_and_a_manifest(tmp_path: Path) -> None:
    matter, rows = re.findall(r"^```text\n(.*?)^```$", METADATA, re.DOTALL | re.MULTILINE)
    note = build_note(matter + "Low back pain.")
    assert (note.patient_id, note.visit, note.codes) == ("P-5533", "new", ("M54.50", "G89.29"))
    (tmp_path / "manifest.csv").write_text(rows, encoding="utf-8")
    (tmp_path / "2026-02-03.txt").write_text("Low back pain.", encoding="utf-8")
    (read,) = read_notes([tmp_path])
    assert isinstance(read, Note)
    assert (read.patient_id, read.origins["codes"]) == ("LIB-63", "manifest:2")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_paths_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (page.parent / link).exists(), link
    folders = "src|tests|docs|patterns|benchmarks|scripts|sample_notes|\\.ci"
    for path in re.findall(rf"`((?:{folders})/[\w./-]*)`", text):
        assert (ROOT / path).exists(), path
