"""`notelint rules` and `notelint explain`: what the rules say about themselves. Loads no spaCy."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from notelint.cli import options
from notelint.cli.console import WIDTH, UsageError, guarded
from notelint.output.base import RuleAbout
from notelint.output.text import wrap
from notelint.rules import registry
from notelint.rules.base import Example, Rule
from notelint.settings import nearest

RuleClass = type[Rule[Any]]

_TABLES = ("text", "json")
Format = Annotated[str, typer.Option(metavar="text|json", help="How to print it.")]


def paragraphs(rule: RuleClass) -> list[str]:
    """The docstring, one string a paragraph."""
    return [" ".join(part.split()) for part in (inspect.getdoc(rule) or "").split("\n\n")]


def summary(rule: RuleClass) -> str:
    """What a rule looks for, in its first sentence or two."""
    return paragraphs(rule)[0]


def about() -> dict[str, RuleAbout]:
    """What every rule says about itself, by id."""
    return {rule.id: RuleAbout(summary(rule), rule.why) for rule in registry.rules()}


def _record(rule: RuleClass) -> dict[str, Any]:
    return {
        "id": rule.id,
        "name": rule.name,
        "severity": rule.severity,
        "guide": rule.guide,
        "summary": summary(rule),
        "why": rule.why,
        "remedy": rule.remedy,
        "source": rule.source,
    }


def _example(example: Example) -> dict[str, Any]:
    return {
        "fires": example.fires,
        "shows": example.shows,
        "text": example.text,
        "date_of_service": example.date_of_service.isoformat() if example.date_of_service else None,
        "visit": example.visit,
        "codes": None if example.codes is None else list(example.codes),
        "procedures": None if example.procedures is None else list(example.procedures),
        "before": [_example(earlier) for earlier in example.before],
    }


@guarded
def rules(format: Format = "text") -> None:
    """List all rules."""
    found = registry.rules()
    if options.one_of("--format", format, _TABLES) == "json":
        print(json.dumps([_record(rule) for rule in found], ensure_ascii=False, indent=1))
        return
    names = max(len(rule.name) for rule in found)
    indent = len("C101  warning  ") + names + 2
    for rule in found:
        first, *rest = wrap(summary(rule), WIDTH - indent)
        print(f"{rule.id}  {rule.severity:7}  {rule.name:{names}}  {first}")
        for line in rest:
            print(" " * indent + line)


@guarded
def explain(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="Id or name, such as C101 or characterised-as-other.")],
    format: Format = "text",
) -> None:
    """Explain a rule.

    What it looks for, why, what to write instead, its source, and example notes on which it fires and does not.
    """
    found = registry.find(rule)
    if found is None:
        known = [name for one in registry.rules() for name in (one.id, one.name)]
        raise UsageError(f"there is no rule {rule!r}{nearest(rule, known)} (notelint rules lists them)")
    if options.one_of("--format", format, _TABLES) == "json":
        record = {**_record(found), "description": "\n\n".join(paragraphs(found))}
        record["examples"] = [_example(example) for example in found.examples]
        print(json.dumps(record, ensure_ascii=False, indent=1))
        return
    print("\n".join(_explained(found)))


def _explained(rule: RuleClass) -> Iterator[str]:
    yield f"{rule.id} {rule.name} ({rule.severity})"
    for paragraph in paragraphs(rule):
        yield ""
        yield from wrap(paragraph, WIDTH)
    for label, text in (("Why", rule.why), ("Instead", rule.remedy), ("Source", rule.source)):
        yield ""
        yield from wrap(f"{label}: {' '.join(text.split())}", WIDTH)
    for fires, title in ((True, "It fires on"), (False, "It passes")):
        for example in (example for example in rule.examples if example.fires is fires):
            yield ""
            yield from wrap(f"{title}{known(example)}:{f' {example.shows}' if example.shows else ''}", WIDTH)
            yield from _shown(example)


def known(example: Example) -> str:
    """What is known about an example from outside its words, in brackets."""
    given = [example.date_of_service.isoformat()] if example.date_of_service else []
    given += [f"visit: {example.visit}"] if example.visit else []
    given += [f"billed {', '.join(example.codes) or 'without a code'}"] if example.codes is not None else []
    given += [f"with {', '.join(example.procedures)}"] if example.procedures else []
    return f" ({'; '.join(given)})" if given else ""


def _shown(example: Example) -> Iterator[str]:
    for earlier in example.before:
        yield f"    an earlier visit{known(earlier)}"
        yield from _quoted(earlier.text)
    if example.before:
        yield "    and then"
    yield from _quoted(example.text)


def _quoted(text: str) -> Iterator[str]:
    for line in text.splitlines():
        for part in [line] if len(line) <= WIDTH - 6 else wrap(line, WIDTH - 6):
            yield f"    | {part}".rstrip()
