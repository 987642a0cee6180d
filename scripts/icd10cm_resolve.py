"""Turns the spans that a note names into targets: codes of its own edition, in the form that the look-up reads.

A target is a code with all below it (`M54.4`), a run of neighbours (`M50-M54`), or either with a condition on the
characters of the code: `S02|7=B` (the 7th is B), `T36-T65|5/6=1234` (the last of the 5th and 6th that is no placeholder
is one of these).
Ranges mean what stands between their ends in the Tabular List's own order, in which C4A comes before C44.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from icd10cm_notes import Condition, Span
from icd10cm_tabular import Edition, Node


@dataclass
class Resolved:
    """Targets of one note, and the codes that it names and the edition does not have."""

    targets: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


class Resolver:
    """Resolves the notes of one edition."""

    def __init__(self, edition: Edition) -> None:
        self._nodes = edition.nodes
        self._ordered = list(edition.nodes.values())
        self._full = set(edition.complete())
        self._roots = [node.code for node in self._ordered if node.parent is None]

    def resolve(self, spans: tuple[Span, ...]) -> Resolved:
        """Targets of all spans of a note, in the order in which it names them."""
        out = Resolved()
        for span in spans:
            for code in dict.fromkeys((span.first, span.last)):
                if code not in self._nodes and code not in self._full:
                    out.missing.append(code)
            if span.first not in out.missing and span.last not in out.missing:
                out.targets.extend(self._targets(span))
        out.targets = list(dict.fromkeys(out.targets))
        return out

    def _targets(self, span: Span) -> list[str]:
        covered = self._cover(span)
        condition = span.condition
        if condition is None:
            return self._runs(covered)
        if condition.kind == "last":
            return [f"{run}|5/{condition.at}={''.join(condition.values)}" for run in self._runs(covered)]
        if condition.kind == "position" and condition.at == 7:
            return [f"{run}|7={''.join(condition.values)}" for run in self._runs(covered)]
        return self._runs([code for each in covered for code in self._matching(self._nodes[each], condition)])

    def _cover(self, span: Span) -> list[str]:
        """The fewest nodes that are exactly what the span means."""
        if span.first == span.last:
            return [span.first]
        low, high = self._nodes[span.first].order, self._nodes[span.last].end
        out: list[str] = []
        at = low
        while at < high:
            node = self._ordered[at]
            while node.parent and self._nodes[node.parent].order == at and self._nodes[node.parent].end <= high:
                node = self._nodes[node.parent]
            if node.end <= high:
                out.append(node.code)
                at = node.end
            else:
                at += 1
        return out

    def _matching(self, node: Node, condition: Condition) -> list[str]:
        """The highest nodes at or below a node that meet a condition on their characters."""
        plain = node.code.replace(".", "")
        decimals = plain[3:]
        if condition.kind == "decimals":
            hit = any(len(v) == len(decimals) and all(a in ("?", b) for a, b in zip(v, decimals, strict=True))
                      for v in condition.values)  # fmt: skip
        elif condition.kind == "ending":
            hit = not node.children and any(plain.endswith(v) for v in condition.values)
        else:
            hit = len(plain) == condition.at and plain[-1] in condition.values
        if hit:
            return [node.code]
        return [code for child in node.children for code in self._matching(self._nodes[child], condition)]

    def _runs(self, codes: list[str]) -> list[str]:
        """Codes, with neighbours of one parent joined where plain comparison of strings means the same."""
        out: list[str] = []
        run: list[str] = []
        for code in sorted(codes):
            if run and self._follows(run[-1], code):
                run.append(code)
                continue
            out.extend(_written(run))
            run = [code]
        return [*out, *_written(run)]

    def _follows(self, before: str, code: str) -> bool:
        node = self._nodes.get(before)
        if node is None or code not in self._nodes or self._nodes[code].parent != node.parent:
            return False
        siblings = sorted(self._nodes[node.parent].children if node.parent else self._roots)
        return siblings.index(code) == siblings.index(before) + 1


def _written(run: list[str]) -> list[str]:
    return [f"{run[0]}-{run[-1]}"] if len(run) > 2 else run
