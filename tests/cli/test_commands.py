"""The list of commands says of each what it says of itself."""

from __future__ import annotations

import inspect
from importlib import import_module

import pytest

from notelint.cli import COMMANDS, main


@pytest.mark.parametrize("name", COMMANDS)
def test_the_line_of_a_command_is_its_own(name: str) -> None:
    module, said = COMMANDS[name]
    command = getattr(import_module(f"notelint.cli.{module}"), name)
    assert (inspect.getdoc(command) or "").splitlines()[0] == said


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0
    assert f"notelint {name}" in capsys.readouterr().out


def test_help_lists_all_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f"  {name} " in shown and said in shown for name, (_, said) in COMMANDS.items())
