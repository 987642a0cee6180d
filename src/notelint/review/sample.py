"""Samples of findings. The same number of the draw gives the same sample, whoever draws and wherever."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import blake2b

from notelint.report.visits import Visit

Place = tuple[int, int]
"""A finding: the place of its note in the report, and its number on the note."""


def places(visits: Iterable[Visit]) -> list[tuple[Place, str, str]]:
    """Every finding: its place, its note's identifier, its rule."""
    return [((visit.at, number), visit.note_id, rule) for visit in visits for number, rule in enumerate(visit.rules)]


def at_random(visits: Iterable[Visit], many: int, seed: int) -> list[Place]:
    """So many findings, each as likely as any other, in the order in which they were drawn.

    A larger sample of the same draw begins with the smaller one.
    """
    drawn = sorted(places(visits), key=lambda one: _lot(seed, one))
    return [place for place, _, _ in drawn[:many]]


def of_each_rule(visits: Iterable[Visit], many: int, seed: int) -> list[Place]:
    """So many findings of each rule, or all that it has, by rule."""
    by_rule: dict[str, list[tuple[Place, str, str]]] = defaultdict(list)
    for one in places(visits):
        by_rule[one[2]].append(one)
    return [
        place
        for rule in sorted(by_rule)
        for place, _, _ in sorted(by_rule[rule], key=lambda one: _lot(seed, one))[:many]
    ]


DRAWS = {"random": at_random, "by-rule": of_each_rule}
"""The ways to draw, by name."""


def draw(kind: str, visits: Sequence[Visit], many: int, seed: int) -> list[Place]:
    """A sample of a kind.

    Raises:
        KeyError: There is no such kind.
    """
    return DRAWS[kind](visits, many, seed)


def _lot(seed: int, one: tuple[Place, str, str]) -> bytes:
    """What decides the order of the draw: by the identity of the finding, not by its place, which other notes move."""
    (_, number), note_id, rule = one
    return blake2b(f"{seed}\0{note_id}\0{rule}\0{number}".encode("utf-8", "surrogatepass"), digest_size=16).digest()
