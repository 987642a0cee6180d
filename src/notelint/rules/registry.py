"""Finds the rules: every rule class of every module of this package. A rule that is declared wrongly stops start-up."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from types import ModuleType
from typing import Any

from notelint.errors import RuleError
from notelint.models import SEVERITIES
from notelint.rules.base import Rule

RuleClass = type[Rule[Any]]

ALL = "ALL"
"""Selects every rule."""

_ID = re.compile(r"[A-Z]\d{3}")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@lru_cache(maxsize=1)
def rules() -> tuple[RuleClass, ...]:
    """Every rule of notelint, by id.

    Raises:
        RuleError: A rule has no docstring, source, reason, remedy or examples, or a bad or taken id or name.
    """
    return discover(importlib.import_module("notelint.rules"))


def discover(package: ModuleType) -> tuple[RuleClass, ...]:
    """The rules that the modules of a package declare, checked and ordered by id."""
    found = [rule for module in _modules(package) for rule in _declared(module)]
    ids: dict[str, RuleClass] = {}
    names: dict[str, RuleClass] = {}
    for rule in found:
        check(rule)
        for taken, key in ((ids, rule.id), (names, rule.name)):
            if key in taken:
                raise RuleError(f"{_where(rule)}: {key!r} is taken by {_where(taken[key])}")
            taken[key] = rule
    return tuple(ids[key] for key in sorted(ids))


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for info in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        yield importlib.import_module(info.name)


def _declared(module: ModuleType) -> Iterator[RuleClass]:
    """Rule classes that the module itself defines; a leading underscore marks a base for several rules."""
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, Rule) and value is not Rule:
            mine = value.__module__ == module.__name__
            if mine and not value.__name__.startswith("_"):
                yield value


def _where(rule: RuleClass) -> str:
    return f"{rule.__module__}.{rule.__qualname__}"


def check(rule: RuleClass) -> None:
    """Whether a rule declares all that a rule must.

    Raises:
        RuleError: It does not; the message names the rule and what is wrong.
    """
    for attribute in ("id", "name", "severity", "source", "why", "remedy", "examples"):
        if not getattr(rule, attribute, None):
            raise RuleError(f"{_where(rule)}: {attribute} is missing")
    if not (vars(rule).get("__doc__") or "").strip():
        raise RuleError(f"{_where(rule)}: docstring is missing")
    if not _ID.fullmatch(rule.id):
        raise RuleError(f"{_where(rule)}: id {rule.id!r} is not a letter and three digits")
    if not _NAME.fullmatch(rule.name):
        raise RuleError(f"{_where(rule)}: name {rule.name!r} is not lower-case words with hyphens")
    if rule.severity not in SEVERITIES:
        raise RuleError(f"{_where(rule)}: severity {rule.severity!r} is not one of {', '.join(SEVERITIES)}")
    if {example.fires for example in rule.examples} != {True, False}:
        raise RuleError(f"{_where(rule)}: examples must hold one that fires and one that does not")


def find(name_or_id: str) -> RuleClass | None:
    """The rule with this id or name, in any case; None where there is none."""
    wanted = name_or_id.strip().lower()
    return next((rule for rule in rules() if wanted in (rule.id.lower(), rule.name)), None)


def selectors() -> tuple[str, ...]:
    """Everything that `select` and `ignore` understand: ALL, prefixes of ids, ids and names."""
    known = {ALL}
    for rule in rules():
        known.update(rule.id[:length] for length in range(1, len(rule.id) + 1))
        known.add(rule.name)
    return tuple(sorted(known))


def chosen(
    select: Iterable[str], ignore: Iterable[str], among: Iterable[RuleClass] | None = None
) -> tuple[RuleClass, ...]:
    """The rules that are selected and not ignored. The more specific selector wins; of two equal ones, ignoring does.

    Args:
        select, ignore: `ALL`, prefixes (`C`, `C2`), ids or names.
        among: The rules to choose from; all by default.
    """
    wanted, unwanted = tuple(select), tuple(ignore)
    pool = rules() if among is None else tuple(among)
    return tuple(rule for rule in pool if _weight(rule, wanted) > _weight(rule, unwanted))


def _weight(rule: RuleClass, given: tuple[str, ...]) -> int:
    """How specifically a rule is named: -1 not at all, 0 by ALL, else by the length of the prefix; a name is as an
    id.
    """
    weights = [-1]
    for selector in given:
        if selector.upper() == ALL:
            weights.append(0)
        elif selector.lower() == rule.name:
            weights.append(len(rule.id))
        elif rule.id.startswith(selector.upper()):
            weights.append(len(selector))
    return max(weights)
