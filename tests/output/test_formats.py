"""The registry: a format is one module."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import notelint.output
from notelint.output import formats


def test_the_formats_are_found() -> None:
    assert {"json", "jsonl", "text"} <= set(formats())
    assert all(kind.help for kind in formats().values())


MODULE = """
from notelint.output.base import Writer

class Shout(Writer):
    format = "{name}"
    help = "loudly"
    def write(self, report): self.out.write("NOTE!")
    def close(self, summary, failures): pass
"""


@pytest.fixture
def extra_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Puts a module beside the formats, for one test."""

    def add(name: str) -> None:
        (tmp_path / "shout.py").write_text(MODULE.format(name=name), encoding="utf-8")
        monkeypatch.setattr(notelint.output, "__path__", [*notelint.output.__path__, str(tmp_path)])
        formats.cache_clear()

    yield add
    monkeypatch.undo()
    sys.modules.pop("notelint.output.shout", None)
    formats.cache_clear()


def test_a_new_module_is_a_new_format(extra_module) -> None:  # type: ignore[no-untyped-def]
    extra_module("shout")
    assert formats()["shout"].help == "loudly"


def test_two_formats_of_one_name_stop(extra_module) -> None:  # type: ignore[no-untyped-def]
    extra_module("json")
    with pytest.raises(RuntimeError, match="'json'"):
        formats()
