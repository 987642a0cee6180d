"""Compares reports with labelled notes, as the corpus's own scorer does.

Mentions match one to one where the concept is equal and the spans overlap, equal assertions first. The figures:

    mention    precision, recall and F1 of mentions, whatever their assertion
    assertion  the same where the assertion must be right too
    macro      mean over concepts with 5 mentions or more of the assertion F1
    iou        mean overlap of matched spans, intersection over union
    low_back_pain, acuity, visit, checklist, code, instead   share that agrees: of notes; acuity of current ones; visit
               only as follow-up or not; of checklist items; instead by code family where both say other
    rules      F1 over (note, rule) pairs, errors and warnings only, for labels that name rules
"""

from __future__ import annotations

import io
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from notelint import Linter
from notelint.models import Failure
from notelint.output.json import JsonLinesWriter
from notelint.reading.sources import build_note

Record = dict[str, Any]
Figures = dict[str, Any]

SERIES_ONLY = frozenset({"D302", "D303"})
"""Rules that compare visits; labels of single notes cannot name them."""

CONCEPTS = frozenset(
    """
    low_back_pain back_pain mechanical muscular strain_like vertebrogenic discogenic psychogenic nonspecific
    duration acuity rom gait adl mobility work sleep recreation lifting disability_score xray mri ct myelogram
    discogram bone_scan emg endplate_change disc_degeneration disc_height_loss disc_displacement annular_fissure
    stenosis nerve_compression facet_arthropathy spondylosis spondylolisthesis spondylolysis vertebral_fracture
    scoliosis si_joint_change normal_imaging sciatica radiculopathy radiating_leg_pain leg_neuro_deficit strain
    injury cauda_equina infection malignancy spine_surgery icd10 cpt
    """.split()  # noqa: SIM905
)
"""The labelled concepts; other facts are evidence and not scored."""

FREQUENT = 5
"""From so many labelled mentions on a concept counts in the macro figure."""


def load(paths: Iterable[Path]) -> dict[str, Record]:
    """Labelled notes by id."""
    gold: dict[str, Record] = {}
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                record = json.loads(line)
                gold[record["id"]] = record
    return gold


def third(gold: Mapping[str, Record], which: str | None) -> dict[str, Record]:
    """All records, or those to `tune` on, or every third by order of id, set `aside`."""
    ordered = sorted(gold)
    if which is None:
        return dict(gold)
    return {key: gold[key] for i, key in enumerate(ordered) if (i % 3 == 2) == (which == "aside")}


def lint(gold: Mapping[str, Record]) -> dict[str, Record]:
    """What `notelint check` reports on the notes of `gold`, by id; notes that fail are left out.

    The notes are read as files of one folder, with the settings that hold where nothing is set.
    """
    notes = [build_note(gold[key]["text"], f"{key}.txt") for key in sorted(gold)]
    writer = JsonLinesWriter(io.StringIO())
    reports: dict[str, Record] = {}
    for report in Linter().lint_series(notes):
        if not isinstance(report, Failure):
            reports[Path(str(report.note.path)).stem] = writer.record(report)
    return reports


def overlap(a: Record, b: Record) -> int:
    """Characters that two mentions share; zero or less where they do not overlap."""
    return int(min(a["end"], b["end"]) - max(a["start"], b["start"]))


def match(gold: Sequence[Record], found: Sequence[Record]) -> tuple[list[tuple[Record, Record]], list[Record]]:
    """Pairs of overlapping mentions of one concept, one to one, equal assertions first; and what is left of `found`."""
    pairs: list[tuple[Record, Record]] = []
    free = list(found)
    paired: set[int] = set()
    for same in (True, False):
        for span in gold:
            if id(span) in paired:
                continue
            fits = [
                fact
                for fact in free
                if fact["concept"] == span["concept"]
                and overlap(fact, span) > 0
                and (not same or fact["assertion"] == span["assertion"])
            ]
            if fits:
                best = max(fits, key=lambda fact: overlap(fact, span))
                free = [fact for fact in free if fact is not best]
                pairs.append((span, best))
                paired.add(id(span))
    return pairs, free


def f1(right: int, gold: int, found: int) -> Figures:
    """Precision, recall and F1; `n` is the number of labels."""
    p, r = right / found if found else 0.0, right / gold if gold else 0.0
    return {"p": round(p, 4), "r": round(r, 4), "f1": round(2 * p * r / (p + r), 4) if p + r else 0.0, "n": gold}


@dataclass
class Score:
    """Counts over some notes, and what was wrong with each mention and note."""

    notes: int = 0
    unreported: list[str] = field(default_factory=list)
    per: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    count: Counter[tuple[str, str]] = field(default_factory=Counter)
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)
    outcomes: dict[str, str] = field(default_factory=dict)

    def add(self, key: str, gold: Record, report: Record | None) -> None:
        """Count one note."""
        self.notes += 1
        if report is None:
            self.unreported.append(key)
            return
        self._mentions(key, gold, report)
        self._conclusions(key, gold, report)
        self._code(key, gold, report)
        if "rules" in gold:
            self._rules(key, gold, report)

    def _mentions(self, key: str, gold: Record, report: Record) -> None:
        facts = [fact for fact in report["facts"] if fact["concept"] in CONCEPTS]
        pairs, extra = match(gold["spans"], facts)
        matched = {id(span): fact for span, fact in pairs}
        for span in gold["spans"]:
            self.per[span["concept"]]["gold"] += 1
            fact = matched.get(id(span))
            said = fact["assertion"] if fact else "missed"
            self.confusions[span["assertion"], said] += 1
            name = f"{key} {span['concept']} {span['start']} {span['text']!r} ({span['assertion']})"
            self.outcomes[name] = "right" if said == span["assertion"] else said
        for fact in facts:
            self.per[fact["concept"]]["found"] += 1
        for fact in extra:
            self.confusions["none", fact["assertion"]] += 1
            words = gold["text"][fact["start"] : fact["end"]]
            self.outcomes[f"{key} {fact['concept']} {fact['start']} {words!r} (not labelled)"] = fact["assertion"]
        for span, fact in pairs:
            counts = self.per[span["concept"]]
            counts["mention"] += 1
            counts["both"] += span["assertion"] == fact["assertion"]
            self.count["iou", "n"] += 1
            union = max(span["end"], fact["end"]) - min(span["start"], fact["start"])
            self.count["iou", "ok"] += overlap(span, fact) / union

    def _judge(self, key: str, name: str, want: object, said: object, ok: bool, what: str = "") -> None:
        self.count[name, "n"] += 1
        self.count[name, "ok"] += ok
        self.outcomes[f"{key} {what or name} is {want}"] = "right" if ok else str(said)

    def _conclusions(self, key: str, gold: Record, report: Record) -> None:
        for name in ("low_back_pain", "acuity", "visit"):
            if name == "acuity" and gold["low_back_pain"] != "current":
                continue
            want, said = gold[name], report.get(name, report["note"].get(name))
            ok = (said == "followup") == (want == "followup") if name == "visit" else said == want
            self._judge(key, name, want, said, ok)
        if gold.get("checklist"):
            said_list = report.get("checklist") or {}
            items = [
                (k, gold["checklist"][k], said_list.get(k)) for k in ("duration", "imaging", "reassessment", "function")
            ]
            exclusions = said_list.get("exclusions") or {}
            items += [(k, v, exclusions.get(k)) for k, v in gold["checklist"]["exclusions"].items()]
            for name, want, said in items:
                self._judge(key, "checklist", want, said, want == said, f"checklist {name}")

    def _code(self, key: str, gold: Record, report: Record) -> None:
        suggestion = report.get("suggestion") or {}
        said = suggestion.get("code")
        self._judge(key, "code", gold["code"], said, said in {gold["code"], *gold.get("code_also", [])})
        if gold["code"] == "other" and said == "other":
            want, got = (
                [c.rstrip("-").rstrip(".") for c in x or []] for x in (gold["instead"], suggestion.get("instead"))
            )
            ok = any(a.startswith(b) or b.startswith(a) for a in want for b in got)
            self._judge(key, "instead", gold["instead"], suggestion.get("instead"), ok)

    def _rules(self, key: str, gold: Record, report: Record) -> None:
        want = set(gold["rules"]) - SERIES_ONLY
        got = {f["rule"] for f in report["findings"] if f["severity"] in ("error", "warning")} - SERIES_ONLY
        self.count["rules", "gold"] += len(want)
        self.count["rules", "found"] += len(got)
        self.count["rules", "both"] += len(want & got)
        for rule in sorted(want | got):
            outcome = "right" if rule in want & got else "missed" if rule in want else "raised"
            self.outcomes[f"{key} rule {rule} ({'labelled' if rule in want else 'not labelled'})"] = outcome

    def figures(self) -> Figures:
        """All figures, under the names that the corpus's own scorer gives them."""
        total: Counter[str] = sum(self.per.values(), Counter())
        result: Figures = {
            "notes": self.notes,
            "unreported": self.unreported,
            "mention": f1(total["mention"], total["gold"], total["found"]),
            "assertion": f1(total["both"], total["gold"], total["found"]),
        }
        concepts = {name: f1(c["both"], c["gold"], c["found"]) for name, c in self.per.items()}
        frequent = [value["f1"] for name, value in concepts.items() if self.per[name]["gold"] >= FREQUENT]
        result["macro"] = round(sum(frequent) / len(frequent), 4) if frequent else None
        for name in ("iou", "low_back_pain", "acuity", "visit", "checklist", "code", "instead"):
            if self.count[name, "n"]:
                result[name] = round(self.count[name, "ok"] / self.count[name, "n"], 4)
        if self.count["rules", "gold"] or self.count["rules", "found"]:
            result["rules"] = f1(self.count["rules", "both"], self.count["rules", "gold"], self.count["rules", "found"])
        result["concepts"] = dict(sorted(concepts.items(), key=lambda item: -item[1]["n"]))
        return result


def score(gold: Mapping[str, Record], reports: Mapping[str, Record]) -> Score:
    """Compare the reports with the labels of `gold`, note by note."""
    total = Score()
    for key, record in gold.items():
        total.add(key, record, reports.get(key))
    return total


def by_source(gold: Mapping[str, Record], reports: Mapping[str, Record]) -> dict[str, Score]:
    """A score for each source of the notes, by name."""
    out: dict[str, Score] = {}
    for key, record in gold.items():
        out.setdefault(record["source"], Score()).add(key, record, reports.get(key))
    return dict(sorted(out.items()))
