"""Pastes real output into README and docs, between `<!-- example: NAME -->` and `<!-- /example -->`. One command:

    python scripts/docs_examples.py

A block that begins with `$ notelint ...` shows that command and what it prints at the root of the checkout; `NAME
output` shows what the Python block NAME prints, and `facts` what `notelint facts` reads out of the block `note`.
"""

from __future__ import annotations

import contextlib
import io
import re
import tempfile
from pathlib import Path

from notelint.cli import main

ROOT = Path(__file__).resolve().parents[1]
PAGES = (ROOT / "README.md", ROOT / "docs" / "patterns.md")

_EXAMPLE = re.compile(r"(<!-- example: ([^\n]+) -->\n```\w*\n)(.*?)(```\n<!-- /example -->)", re.DOTALL)


def refreshed(page: str) -> str:
    """The text of a page with its examples as notelint prints them now."""
    blocks = {match[2]: match[3] for match in _EXAMPLE.finditer(page)}
    return _EXAMPLE.sub(lambda match: match[1] + _printed(match[2], blocks) + match[4], page)


def _printed(name: str, blocks: dict[str, str]) -> str:
    shown = blocks[name]
    if shown.startswith("$ notelint "):
        command = shown.splitlines()[0]
        return f"{command}\n{_run(command.split()[2:], ROOT)}"
    if name.endswith(" output"):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(blocks[name.removesuffix(" output")], name, "exec"), {})
        return out.getvalue()
    if name == "facts":
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "example.txt").write_text(blocks["note"], encoding="utf-8")
            return _run(["facts", "example.txt"], Path(folder)).rstrip("\n") + "\n"
    return shown


def _run(words: list[str], folder: Path) -> str:
    """What a command prints when it is run in a folder, without any settings file."""
    out = io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(out):
        main([*words, "--isolated"])
    return out.getvalue()


if __name__ == "__main__":
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        new = refreshed(text)
        if new != text:
            path.write_text(new, encoding="utf-8")
            print(f"{path.relative_to(ROOT)}: refreshed")
