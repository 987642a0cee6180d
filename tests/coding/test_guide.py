"""Guides: what is read, and how a mistake in one is told."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from notelint.coding.guide import Guide, load_guide
from notelint.coding.icd10cm import code_book
from notelint.errors import PatternError

GUIDES = Path(__file__).parents[1] / "guides"
GUIDE = load_guide("low_back_pain")


def test_what_rules_see() -> None:
    assert (GUIDE.name, GUIDE.anchor, GUIDE.plain) == ("low_back_pain", "low_back_pain", "back_pain")
    assert GUIDE.limits == {"acute_days": 28, "subacute_days": 84}
    assert {"unspecified", "vertebrogenic", "other", "family", "parent"} <= set(GUIDE.codes)
    assert GUIDE.rule_table("X999") == {}


def codes_listed(guide: Guide) -> set[str]:
    """Every code and family that a guide's entries name."""
    variants = [v for entry in guide.replacements for v in entry.variants]
    variants += [v for one in guide.beside for v in one.variants]
    listed = {code for v in variants for code in (*v.codes, *v.earlier) if code != "value"}
    listed |= {*guide.codes.values(), *(entry.family for entry in guide.replacements if entry.family)}
    return listed | {question.would for question in guide.questions if question.would not in guide.codes}


def codes_told(guide: Guide) -> set[str]:
    """Every code and family in a guide's sentences and sources."""
    notes = [v.note for entry in guide.replacements for v in entry.variants]
    sentences = " ".join([*notes, *(q.text for q in guide.questions), *guide.sources.values()])
    return set(re.findall(r"\b[A-Z]\d\d\.[\dA-Z]*\d-?|\b[A-Z]\d\d\.-", sentences))


@pytest.mark.parametrize("code", sorted(codes_listed(GUIDE) | codes_told(GUIDE)))
def test_every_code_is_in_the_tabular_list(code: str) -> None:
    assert code_book().known(code)


@pytest.mark.parametrize("code", sorted(codes_listed(GUIDE)))
def test_a_code_that_cannot_be_reported_is_written_as_a_family(code: str) -> None:
    """A header ends in a dash. The codes that stood before a split are the exception: they could once be reported."""
    book = code_book()
    assert code.endswith("-") or book.billable(code) or book.replaced_by(code)


def mistaken(tmp_path: Path, old: str, new: str) -> str:
    """The message for a copy of the small guide with one change."""
    folder = tmp_path / "neck_pain"
    shutil.copytree(GUIDES / "neck_pain", folder)
    file = folder / "guide.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PatternError) as caught:
        load_guide("neck_pain", tmp_path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        (
            'results = ["disc_displacement"]',
            'results = ["disc_displacment"]',
            ["requirements.scan", "disc_displacement"],
        ),
        ('anchor = "neck_pain"', 'anchor = "neck_pian"', ["anchor", "neck_pain"]),
        ('plain = "spine_pain"', 'plane = "spine_pain"', ["plane", "'plain'"]),
        ('basis = "linked"', 'basis = "linkt"', ["replacements.0.evidence.0.basis"]),
        ('code = "posture"', 'code = "postur"', ["kinds.postur", "posture"]),
        ('source = "list"', 'source = "lists"', ["lists", "'list'"]),
        ('level = "cervical"', 'level = "thoracic"', ["beside.radiculopathy", "thoracic"]),
        ('unspecified = "M54.2"', 'unspecifed = "M54.2"', ["codes", "unspecified"]),
        ('status = "status"', 'stat = "status"', ["sources", "status"]),
        ("acute_days = 14", "acute_days = 90", ["limits"]),
        (r"cervical = '\bc\s?[1-7]\b'", "cervical = '(c'", ["levels.cervical", "regular expression"]),
        ('name = "neck_pain"', 'name = "neck"', ["name", "neck_pain"]),
        ("[codes]", "[codes", ["not TOML", "line"]),
        ('basis = "linked" }]', 'basis = "linked", wrods = "x" }]', ["wrods", "'words'"]),
    ],
)
def test_a_mistake_names_file_and_entry(tmp_path: Path, old: str, new: str, names: list[str]) -> None:
    message = mistaken(tmp_path, old, new)
    assert message.startswith("patterns/neck_pain/guide.toml: ")
    assert [name for name in names if name not in message] == []


def test_a_guide_that_is_not_there() -> None:
    with pytest.raises(PatternError, match=r"knee_pain/guide\.toml"):
        load_guide("knee_pain")


def test_rules_are_merged(tmp_path: Path) -> None:
    shutil.copytree(GUIDES / "neck_pain", tmp_path / "neck_pain")
    (tmp_path / "neck_pain" / "rules.toml").write_text('[X101]\nfamilies = ["M50.2-"]\n', encoding="utf-8")
    assert load_guide("neck_pain", tmp_path).rule_table("X101") == {"families": ["M50.2-"]}


def test_rules_must_be_tables(tmp_path: Path) -> None:
    shutil.copytree(GUIDES / "neck_pain", tmp_path / "neck_pain")
    (tmp_path / "neck_pain" / "rules.toml").write_text('X101 = "M50.2-"\n', encoding="utf-8")
    with pytest.raises(PatternError, match=r"neck_pain/rules.toml: X101"):
        load_guide("neck_pain", tmp_path)


def test_rules_do_not_stand_in_the_guide(tmp_path: Path) -> None:
    assert "rules" in mistaken(tmp_path, "[limits]", '[rules.X101]\nfamilies = ["M50.2-"]\n\n[limits]')


def test_a_guide_is_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        GUIDE.anchor = "x"  # type: ignore[misc]
