"""What the documentation shows is true: its commands and code run, its options and settings exist, its output is real.

Of each fenced block: `python` is run; in `sh` and `console` every line that begins with `notelint` (after a `$`, if
any) is run beside the sample notes, and where lines of output follow it they are what it prints, `...` standing for
any lines; `toml` is settings or patterns. A block below `<!-- not run -->` is left alone. Other shown output is
checked by `test_pages.py`.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from notelint.cli import main
from notelint.rules import registry
from notelint.settings import SettingsFinder

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("CONTRIBUTING.md"))]
FENCE = re.compile(
    r"(?P<above><!-- [^\n]* -->\n)?^```(?P<language>\w+)[^\n]*\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)
SHELL = frozenset("|<>&;")


@dataclass(frozen=True)
class Block:
    """A fenced block, and where it stands."""

    place: str
    language: str
    body: str


def blocks(*languages: str) -> list[Block]:
    """Every block in one of the languages that is not left alone."""
    found = []
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        for match in FENCE.finditer(text):
            line = text.count("\n", 0, match.start("body"))
            if match["language"] in languages and match["above"] not in ("<!-- not run -->\n", *SET_UP):
                found.append(Block(f"{path.relative_to(ROOT)}:{line}", match["language"], match["body"]))
    return found


SET_UP = ("<!-- setup: try -->\n", "<!-- setup: develop -->\n")


@dataclass(frozen=True)
class Command:
    """A command that a document shows, with the output that it shows below, if any."""

    place: str
    line: str
    output: str | None


def commands() -> list[Command]:
    """Every `notelint` command of every block."""
    found = []
    for block in blocks("sh", "bash", "console"):
        lines = block.body.splitlines()
        starts = [at for at, line in enumerate(lines) if re.match(r"(\$ )?notelint ", line)]
        prompts = [at for at, line in enumerate(lines) if line.startswith("$ ")] + [len(lines)]
        for at in starts:
            shown = None
            if lines[at].startswith("$ "):
                below = lines[at + 1 : next(stop for stop in prompts if stop > at)]
                shown = "\n".join(below).strip("\n") or None
            found.append(Command(block.place, lines[at].removeprefix("$ ").split(" #")[0].strip(), shown))
    return found


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to run the examples in, with the sample notes."""
    shutil.copytree(ROOT / "sample_notes", tmp_path / "sample_notes")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_readme_has_both_set_up_lines() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, line in {
        "try": "python3 -m venv .venv && . .venv/bin/activate && pip install -q . && notelint check sample_notes",
        "develop": "python3 -m venv .venv && . .venv/bin/activate && pip install -q -e '.[dev]' && pytest",
    }.items():
        assert f"<!-- setup: {name} -->\n```sh\n{line}\n```\n<!-- /setup -->\n" in text


def test_commands_run_and_print_what_is_shown(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in commands():
        if SHELL & set(command.line):  # needs a shell; its options are checked below
            continue
        status = main(shlex.split(command.line)[1:])
        said = capsys.readouterr()
        assert status in (0, 1), f"{command.place}: {said.err}"
        if command.output is not None:
            parts = [re.escape(part.strip("\n")) for part in re.split(r"(?m)^\.\.\.$", command.output)]
            pattern = r"(?s)\n*" + r"(?:\n.*?|.*?\n)".join(parts) + r"\n*"
            assert re.fullmatch(pattern, said.out), f"{command.place}: {command.line}: {said.out}"


@pytest.mark.parametrize("block", blocks("python"), ids=lambda block: block.place)
def test_code_runs(block: Block, checkout: Path) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(block.body, block.place, "exec"), {"__name__": "__main__"})


def settings_blocks() -> list[Block]:
    """TOML blocks but those of patterns: they have tables that settings have not."""
    return [
        block
        for block in blocks("toml")
        if not {"target", "part", "section", "cue", "sources"} & set(tomllib.loads(block.body))
    ]


@pytest.mark.parametrize("block", settings_blocks(), ids=lambda block: block.place)
def test_settings_are_settings(block: Block, tmp_path: Path) -> None:
    file = tmp_path / ("pyproject.toml" if "[tool.notelint" in block.body else "notelint.toml")
    file.write_text(block.body, encoding="utf-8")
    rules = {rule.id: rule.name for rule in registry.rules()}
    in_force = SettingsFinder(rules, file=file).for_note(tmp_path)
    assert str(file) in in_force.origins.values() or file.name in str(in_force.file)


def helped(capsys: pytest.CaptureFixture[str]) -> str:
    """The help of the program and of all its commands."""
    main(["--help"])
    said = capsys.readouterr().out
    for name in re.findall(r"^  (\w+)  ", said.split("Commands:")[1], re.MULTILINE):
        main([name, "--help"])
        said += capsys.readouterr().out
    return said


def test_every_option_that_is_named_exists(capsys: pytest.CaptureFixture[str]) -> None:
    known = set(re.findall(r"--[a-z][a-z-]+", helped(capsys)))
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        spans = [span for span in re.findall(r"`([^`\n]+)`", text) if span.startswith(("--", "notelint "))]
        lines = [command.line for command in commands()]
        named = {option for span in [*spans, *lines] for option in re.findall(r"(?<!\S)--[a-z][a-z-]+", span)}
        assert named <= known, f"{path.name}: {sorted(named - known)}"


def test_every_option_of_check_is_in_the_readme_or_its_help_says_enough(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--help"])
    said = capsys.readouterr().out
    for name in re.findall(r"^  (?:-\w, )?(--[a-z-]+)", said, re.MULTILINE):
        below = said.split(name, 1)[1].split("\n  -")[0]
        assert len(below.split()) >= 4, name


def test_every_rule_that_is_named_exists() -> None:
    known = {rule.id for rule in registry.rules()}
    for path in DOCUMENTS:
        named = set(re.findall(r"`([CD]\d{3})`", path.read_text(encoding="utf-8")))
        assert named <= known, f"{path.name}: {sorted(named - known)}"
