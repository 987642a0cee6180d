"""Data goes one way, and what needs no spaCy loads none."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "notelint"


def test_no_layer_reaches_back() -> None:
    script = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    done = subprocess.run(
        [sys.executable, "-c", script, "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def imported(path: Path) -> set[str]:
    """What a file imports, anywhere in it: `import a.b` gives `a.b`, `from a import b` gives `a` and `a.b`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            found.add(str(node.module))
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def ours(path: Path) -> set[str]:
    return {name for name in imported(path) if name.split(".")[0] == "notelint"}


def test_models_and_errors_import_nothing_of_ours() -> None:
    assert ours(SOURCE / "models.py") == set()
    assert ours(SOURCE / "errors.py") == set()


RULE_MODULES = sorted(
    path for path in (SOURCE / "rules").glob("*.py") if path.stem not in ("__init__", "base", "registry")
)


@pytest.mark.parametrize("path", RULE_MODULES, ids=lambda path: path.stem)
def test_a_rule_sees_the_models_and_the_rule_base_only(path: Path) -> None:
    allowed = ("notelint.models", "notelint.rules.base", "notelint.errors")
    assert not {name for name in ours(path) if not name.startswith(allowed)}


def test_the_command_line_knows_no_rule() -> None:
    topics = {f"notelint.rules.{path.stem}" for path in RULE_MODULES}
    for path in (SOURCE / "cli").glob("*.py"):
        assert not topics & ours(path), path


def test_only_the_pipeline_and_the_facts_name_spacy() -> None:
    for path in SOURCE.rglob("*.py"):
        inside = path.relative_to(SOURCE)
        if inside.parts[0] == "pipeline" or inside == Path("facts.py"):
            continue
        assert not {name for name in imported(path) if name.split(".")[0] in ("spacy", "medspacy")}, inside


LIGHT = """
import sys
from notelint.cli import main
status = main({arguments!r})
heavy = sorted({{name.split(".")[0] for name in sys.modules}} & {{"spacy", "medspacy", "PyRuSH", "thinc", "numpy"}})
print("HEAVY", heavy, file=sys.stderr)
sys.exit(status)
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["check", "--help"],
        ["rules"],
        ["rules", "--format", "json"],
        ["explain", "C101"],
        ["settings"],
        ["schema"],
    ],
    ids=" ".join,
)
def test_a_light_command_loads_no_spacy(arguments: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIGHT.format(arguments=arguments)],
        cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    assert done.stderr.strip() == "HEAVY []"


def test_importing_notelint_loads_nothing_heavy() -> None:
    script = "import sys, notelint; print(sorted({'spacy', 'medspacy', 'pydantic'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
