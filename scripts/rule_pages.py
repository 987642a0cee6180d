"""Writes what the rules say about themselves: a page for each in docs/rules/, their index, and the README's table.

python scripts/rule_pages.py            write them
python scripts/rule_pages.py --check    say what is not current; exit status 1 then
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from notelint.cli.rules import known, paragraphs, summary
from notelint.rules import registry
from notelint.rules.base import Example, Rule

RuleClass = type[Rule[Any]]

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "docs" / "rules"
README = ROOT / "README.md"

_NOTICE = "<!-- Written by scripts/rule_pages.py from the rule itself. -->"
_TABLE = re.compile(r"(<!-- rules -->\n).*?(<!-- /rules -->)", re.DOTALL)
_FAMILIES = {"D": "what the chart should say", "C": "which code, and what may stand beside it"}


def page(rule: RuleClass) -> str:
    """The page of one rule, in Markdown."""
    return "\n".join(_page(rule)) + "\n"


def _page(rule: RuleClass) -> Iterator[str]:
    yield f"# {rule.id} {rule.name}"
    yield ""
    yield _NOTICE
    yield ""
    yield f"Severity: **{rule.severity}**" + (
        f" ({rule.undated} where the note has no date of service)" if rule.undated else ""
    )
    for paragraph in paragraphs(rule):
        yield ""
        yield paragraph
    for title, text in (("Why", rule.why), ("What to write", rule.remedy), ("Source", rule.source)):
        yield ""
        yield f"## {title}"
        yield ""
        yield text
    for fires, title in ((True, "It fires on"), (False, "It passes")):
        yield ""
        yield f"## {title}"
        for example in (each for each in rule.examples if each.fires is fires):
            yield from _example(example)
    if rule.unless:
        yield ""
        yield f"It leaves the word to {_named(rule.unless)}: where one of them fires, it is silent."


def _example(example: Example) -> Iterator[str]:
    yield ""
    if example.shows or known(example):
        yield f"{example.shows}{known(example)}".strip()
        yield ""
    for earlier in example.before:
        yield f"An earlier visit{known(earlier)}:"
        yield ""
        yield from _quoted(earlier.text)
        yield ""
        yield "and then:"
        yield ""
    yield from _quoted(example.text)


def _quoted(text: str) -> Iterator[str]:
    yield "```text"
    yield from text.splitlines()
    yield "```"


def _named(prefixes: Iterable[str]) -> str:
    said = [rule for rule in registry.rules() if rule.id.startswith(tuple(prefixes))]
    return ", ".join(f"[{rule.id}]({rule.id}.md)" for rule in said)


def index() -> str:
    """The index of all rules, in Markdown, with a table for each family."""
    lines = ["# The rules", "", _NOTICE, ""]
    lines += ["`notelint rules` prints this list, and `notelint explain RULE` each page."]
    for letter, about in _FAMILIES.items():
        lines += [
            "",
            f"## {letter}: {about}",
            "",
            "| Rule | Name | Severity | Looks for |",
            "| --- | --- | --- | --- |",
        ]
        lines += [
            f"| [{rule.id}]({rule.id}.md) | {rule.name} | {rule.severity} | {_cell(summary(rule))} |"
            for rule in registry.rules()
            if rule.id.startswith(letter)
        ]
    return "\n".join(lines) + "\n"


def table() -> str:
    """The short table of the README: the rules by topic, each with its severity and a link to its page."""
    topics: dict[str, list[str]] = {}
    for rule in sorted(registry.rules(), key=lambda rule: list(_FAMILIES).index(rule.id[0])):
        topic = rule.__module__.rpartition(".")[2]
        told = f"[{rule.id}](docs/rules/{rule.id}.md) {rule.name} ({rule.severity[0].upper()})"
        topics.setdefault(topic, []).append(told)
    lines = ["| Topic | Rules (E error, W warning, I information) |", "| --- | --- |"]
    return "\n".join([*lines, *(f"| {topic} | {', '.join(told)} |" for topic, told in topics.items())]) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def wanted() -> dict[Path, str]:
    """Every file that is written, and what it should hold.

    Raises:
        SystemExit: The README has no place for the table, or a rule belongs to no family.
    """
    strange = [rule.id for rule in registry.rules() if rule.id[0] not in _FAMILIES]
    if strange:
        raise SystemExit(f"scripts/rule_pages.py knows no family of {', '.join(strange)}")
    readme = README.read_text(encoding="utf-8")
    if not _TABLE.search(readme):
        raise SystemExit("README.md: no <!-- rules --> and <!-- /rules -->")
    files = {PAGES / f"{rule.id}.md": page(rule) for rule in registry.rules()}
    files[PAGES / "README.md"] = index()
    files[README] = _TABLE.sub(lambda match: match[1] + table() + match[2], readme)
    return files


def stale(files: dict[Path, str]) -> list[Path]:
    """Files that are not as they should be: other content, missing, or pages of rules that are no more."""
    old = [path for path, text in files.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    return sorted([*old, *(path for path in PAGES.glob("*.md") if path not in files)])


def main(arguments: list[str]) -> int:
    """Write or check the files.

    Returns:
        0, or with `--check` 1 where something is not current.
    """
    files = wanted()
    changed = stale(files)
    if arguments == ["--check"]:
        for path in changed:
            print(f"{path.relative_to(ROOT)}: not current; run python scripts/rule_pages.py")
        return 1 if changed else 0
    PAGES.mkdir(exist_ok=True)
    for path in changed:
        if path in files:
            path.write_text(files[path], encoding="utf-8", newline="\n")
        else:
            path.unlink()
        print(f"{path.relative_to(ROOT)}: {'written' if path in files else 'removed'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
