"""The guide: what a code family is about, told in `guide.toml` and read here into frozen models.

A guide names the problem, its codes by role, what the chart must show and what takes the code's place. No Python of the
engine names a guide, a code or a concept: all of it comes from these models. An unknown key, concept or role of a code
is an error that names the file and the entry.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Self

from pydantic import Field, ValidationError, model_validator

from notelint import patterns
from notelint.coding.parts import (
    Beside,
    Evidence,
    Kind,
    OpenQuestion,
    Regex,
    Replacement,
    Requirement,
    Sections,
    Time,
    Variant,
)
from notelint.errors import PatternError
from notelint.models import Model


class Guide(Model):
    """Everything that the coder and the rules are told about one code family.

    Attributes:
        name: The guide's folder.
        title: The problem in words.
        anchor: Concept whose presence makes the problem current.
        plain: The same problem with no level of its own; it counts where the note itself gives the level.
        site: Concepts that put the plain problem at the guide's level.
        codes: Codes by role. `unspecified` is the default, `family` names them all, `parent` stood before them, `plain`
            is the code of the plain problem.
        limits: `acute_days` and `subacute_days`.
        groups: Every concept that the guide speaks of, by group.
        labels: How a concept is named to a reader, where its own name will not do.
        sources: Citations by key.
        levels: Levels of the spine and the words that name exactly them.
        region: Levels and the words for the whole region, believed where no exact level is named.
        unknown: Concepts that state that the cause or kind of the problem is not known.
        complaint: Concepts that, as a diagnosis at the level, are the problem by another name.
        side: Concepts that can tell the side of the problem, best first.
        sections, time: See there.
        requirements, replacements, kinds, beside, questions: See there.
        outranks_listed: Where one of these is found, a condition that is merely listed as a diagnosis takes no place;
            one that is named as the cause does.
        exclusions: What the chart should document or rule out: name and the concepts that speak of it.
        rules: Tables of `rules.toml`, by rule.
    """

    name: str
    title: str
    anchor: str
    plain: str
    site: tuple[str, ...] = ()
    codes: dict[str, str]
    limits: dict[str, int]
    groups: dict[str, tuple[str, ...]]
    labels: dict[str, str] = Field(default_factory=dict)
    sources: dict[str, str]
    levels: dict[str, Regex] = Field(default_factory=dict)
    region: dict[str, Regex] = Field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    complaint: tuple[str, ...] = ()
    side: tuple[str, ...] = ()
    sections: Sections = Sections()
    time: Time
    requirements: tuple[Requirement, ...]
    exclusions: dict[str, tuple[str, ...]]
    replacements: tuple[Replacement, ...] = ()
    outranks_listed: tuple[Evidence, ...] = ()
    kinds: tuple[Kind, ...] = ()
    beside: tuple[Beside, ...] = ()
    questions: tuple[OpenQuestion, ...] = ()
    rules: dict[str, dict[str, Any]] = Field(default_factory=dict)

    @property
    def concepts(self) -> frozenset[str]:
        """Every concept that the guide speaks of."""
        return frozenset(concept for group in self.groups.values() for concept in group)

    def rule_table(self, rule_id: str) -> Mapping[str, Any]:
        """The guide's settings for one rule (`[C201]` in `rules.toml`); empty where it has none."""
        return self.rules.get(rule_id, {})

    def label(self, concept: str) -> str:
        """How a concept is named to a reader."""
        return self.labels.get(concept, concept.replace("_", " "))

    def source(self, key: str) -> str:
        """The citation for a key; the key was checked when the guide was loaded."""
        return self.sources[key]

    @model_validator(mode="after")
    def _names_agree(self) -> Self:
        """Every name used is declared: a typo must not switch a condition off in silence."""
        for where, kind, name, known in self._names():
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                raise ValueError(f"{where}: unknown {kind} {name!r}{hint}")
        if not 0 < self.limits["acute_days"] < self.limits["subacute_days"]:
            raise ValueError("limits: acute_days must be positive and less than subacute_days")
        return self

    def _names(self) -> Iterator[tuple[str, str, str, frozenset[str]]]:
        """Each name used anywhere: where, what kind of name, the name, and what is known."""
        concepts, sources, levels = self.concepts, frozenset(self.sources), frozenset(self.levels)
        roles, entries = frozenset(self.codes), frozenset(entry.id for entry in self.replacements)
        for role in ("unspecified", "family", "parent"):
            yield "codes", "role that every guide needs", role, roles
        for limit in ("acute_days", "subacute_days"):
            yield "limits", "limit that every guide needs", limit, frozenset(self.limits)
        for source in ("status", "level", "specificity", "unspecified", "assignment", "validity"):
            yield "sources", "source that every guide needs", source, sources
        for level in self.region:
            yield "region", "level", level, levels
        for where, named in self._concepts_named():
            for name in named:
                yield where, "concept", name, concepts
        for kind in self.kinds:
            yield f"kinds.{kind.code}", "role of a code", kind.code, roles
        for entry in self.replacements:
            for other in entry.displaces:
                yield f"replacements.{entry.id}", "entry", other, entries
        for where, source in (
            *((f"replacements.{entry.id}", entry.source) for entry in self.replacements),
            *((f"kinds.{kind.code}", kind.source) for kind in self.kinds),
            *((f"beside.{one.name}", one.source) for one in self.beside),
            *((f"questions.{question.id}", question.source) for question in self.questions),
        ):
            yield where, "source", source, sources
        for where, variants in (
            *((f"replacements.{entry.id}", entry.variants) for entry in self.replacements),
            *((f"beside.{one.name}", one.variants) for one in self.beside),
        ):
            for variant in variants:
                if variant.level is not None:
                    yield where, "level", variant.level, levels

    def _concepts_named(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Where concepts are named, and which."""
        yield "anchor", (self.anchor, self.plain, *self.site, *self.unknown, *self.complaint, *self.side)
        yield "outranks_listed", tuple(_named(self.outranks_listed))
        yield "time", (self.time.acuity, self.time.duration)
        yield "labels", tuple(self.labels)
        for name, named in self.exclusions.items():
            yield f"exclusions.{name}", named
        for need in self.requirements:
            yield (
                f"requirements.{need.item}",
                (*need.concepts, *need.results, *need.readings, *need.pending, *need.own, *need.causes, *need.changes),
            )
        for kind in self.kinds:
            yield f"kinds.{kind.code}", tuple(_named(kind.evidence))
        for one in self.beside:
            yield f"beside.{one.name}", (*one.concepts, *(c for v in one.variants for c in (*v.having, *v.denied)))
        for entry in self.replacements:
            yield (
                f"replacements.{entry.id}",
                (
                    *_named(entry.evidence),
                    *entry.having,
                    *(concept for variant in entry.variants for concept in (*variant.having, *variant.denied)),
                ),
            )
        for question in self.questions:
            yield f"questions.{question.id}", (*question.concepts, *question.unless)


def _named(evidence: tuple[Evidence, ...]) -> Iterator[str]:
    return (concept for one in evidence for concept in one.concepts)


def load_guide(name: str, root: Traversable | Path | None = None) -> Guide:
    """Read a guide's `guide.toml` and, where there is one, its `rules.toml`.

    Args:
        name: The guide's folder under `patterns`.
        root: Another folder to find it in.

    Raises:
        PatternError: There is no such guide, or a file is not what it must be; the message names file and entry.
    """
    return _shipped(name) if root is None else _load(name, root)


@cache
def _shipped(name: str) -> Guide:
    return _load(name, patterns.root())


def _load(name: str, root: Traversable) -> Guide:
    folder = root.joinpath(name)
    place = f"patterns/{name}/guide.toml"
    file = folder.joinpath("guide.toml")
    if not file.is_file():
        raise PatternError(f"{place}: there is no such guide")
    raw = _toml(file, place)
    if "rules" in raw:
        raise PatternError(f"{place}: rules: belongs in rules.toml")
    rules_file = folder.joinpath("rules.toml")
    rules = _toml(rules_file, f"patterns/{name}/rules.toml") if rules_file.is_file() else {}
    for key, table in rules.items():
        if not isinstance(table, dict):
            raise PatternError(f"patterns/{name}/rules.toml: {key}: must be a table")
    if raw.get("name") != name:
        raise PatternError(f"{place}: name: must be {name!r}, the name of the folder")
    try:
        return Guide.model_validate({**raw, "rules": rules})
    except ValidationError as error:
        raise PatternError(f"{place}: {_first(error)}") from None


def _toml(file: Traversable, place: str) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PatternError(f"{place}: not TOML: {error}") from None


def _first(error: ValidationError) -> str:
    """One complaint in words: which entry, what is wrong, and the nearest known key for an unknown one.

    An unknown key comes first: it is why another key is missing.
    """
    detail = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
    where = ".".join(str(part) for part in detail["loc"])
    message = detail["msg"].removeprefix("Value error, ")
    if detail["type"] == "extra_forbidden":
        unknown = str(detail["loc"][-1])
        near = difflib.get_close_matches(unknown, _KEYS, n=1)
        message = "unknown key" + (f"; did you mean {near[0]!r}?" if near else "")
    return f"{where}: {message}" if where else message


_KEYS = sorted(
    {
        key
        for model in (Guide, Sections, Time, Requirement, Replacement, Evidence, Variant, Kind, Beside, OpenQuestion)
        for key in model.model_fields
    }
)
