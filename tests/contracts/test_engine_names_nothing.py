"""The engine names no guide and no code: those stand in `patterns/` and in the generated data.

Looked at are the strings that the program uses. Docstrings and comments may give examples; so may what a rule declares
about itself for its readers (its source, reasons and example notes).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "notelint"
GUIDES = [path.parent.name for path in (ROOT / "patterns").glob("*/guide.toml")]

DECLARED = {"examples", "source", "why", "remedy"}
CODE = re.compile(r"\b[A-TV-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4}\b|\b[A-TV-Z]\d[0-9A-Z]\.-|\b(?:M5[0-4]|S39|S33|G89)[0-9A-Z]*\b")
PROCEDURE = re.compile(r"\b(?:97|72|99|62|64)\d{3}\b")


def strings(tree: ast.AST) -> Iterator[ast.Constant]:
    """The strings of a module that it works with, in order."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue  # a docstring
        names = [target.id for target in getattr(node, "targets", ()) if isinstance(target, ast.Name)]
        if isinstance(tree, ast.ClassDef) and isinstance(node, ast.Assign) and DECLARED & set(names):
            continue
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Example":
            continue  # an example note
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node
        yield from strings(node)


def test_there_is_a_guide() -> None:
    assert GUIDES


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_module_names_a_guide_or_a_code(path: Path) -> None:
    guide = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in GUIDES))
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {match.group()!r}"
        for node in strings(ast.parse(path.read_text(encoding="utf-8")))
        for pattern in (guide, CODE, PROCEDURE)
        for match in pattern.finditer(str(node.value))
    ]
    assert not found
