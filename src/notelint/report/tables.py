"""The report's tables: what the page, the workbook, CSV and Markdown all show."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from notelint.coding.guide import Guide
from notelint.report.agreement import Kappa, Precision
from notelint.report.series import Drift, Workup
from notelint.report.visits import MET, NO_CODE, UNMET, Visit

Kind = Literal["text", "number", "share", "date", "id"]
Value = str | int | float | dt.date | None


@dataclass(frozen=True)
class Column:
    """A column: its heading, and what stands in it. A `share` is a number from 0 to 1."""

    title: str
    kind: Kind = "text"
    width: int = 14


@dataclass(frozen=True)
class Table:
    """A table with a title and a sentence on what it shows. `key` names its sheet or file."""

    key: str
    title: str
    about: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Value]] = field(default_factory=list)


@dataclass(frozen=True)
class RuleName:
    """A rule as the batch has it, and what it says of itself where this version knows it."""

    id: str
    name: str
    severity: str
    summary: str = ""
    why: str = ""
    remedy: str = ""


def share(part: int, whole: int) -> float | None:
    """A part of a whole, from 0 to 1; None where there is no whole."""
    return part / whole if whole else None


def label(guide: Guide, name: str) -> str:
    """A concept or checklist item for the head of a row."""
    words = guide.label(name)
    return words[:1].upper() + words[1:]


def tip_names(visits: Iterable[Visit]) -> tuple[list[str], list[str]]:
    """Checklist items and exclusions that the notes were judged by, in the order of the notes' own lists."""
    items: dict[str, None] = {}
    exclusions: dict[str, None] = {}
    for visit in visits:
        items.update(dict.fromkeys(visit.items))
        exclusions.update(dict.fromkeys(visit.exclusions))
    return list(items), list(exclusions)


def tips(visits: Sequence[Visit], guide: Guide) -> Table:
    """How many notes show each thing that a chart should show. Notes to which one does not apply are left out."""
    items, exclusions = tip_names(visits)
    rows: list[Sequence[Value]] = []
    for name in (*items, *exclusions):
        counts = Counter(visit.tips.get(name) for visit in visits)
        judged = counts[MET] + counts[UNMET]
        shown = f"{label(guide, name)}: present or ruled out" if name in exclusions else label(guide, name)
        rows.append((shown, judged, counts[MET], counts[UNMET], share(counts[MET], judged)))
    return Table(
        "tips",
        "What the charts show",
        f"Notes in which {guide.title} is current, and of them those that document each point.",
        (
            Column("Point", width=40),
            Column("Notes judged", "number"),
            Column("Documented", "number"),
            Column("Missing", "number"),
            Column("Share documented", "share"),
        ),
        rows,
    )


def rules(
    visits: Sequence[Visit], names: Mapping[str, RuleName], judged: Mapping[str, Precision] | None = None
) -> Table:
    """Findings by rule, the most frequent first; with what reviewers made of them where there are reviews."""
    findings = Counter(rule for visit in visits for rule in visit.rules)
    notes = Counter(rule for visit in visits for rule in set(visit.rules))
    rows: list[Sequence[Value]] = []
    for rule, count in sorted(findings.items(), key=lambda item: (-item[1], item[0])):
        named = names[rule]
        row: list[Value] = [rule, named.name, named.severity, count, notes[rule], share(notes[rule], len(visits))]
        if judged:
            said = judged.get(rule, Precision())
            row += [said.accepted, said.rejected, said.disputed, said.share, *(said.interval or (None, None))]
        rows.append(row)
    columns = [
        Column("Rule", "id", 8),
        Column("Name", width=34),
        Column("Severity", width=10),
        Column("Findings", "number"),
        Column("Notes", "number"),
        Column("Share of notes", "share"),
    ]
    if judged:
        columns += [Column("Accepted", "number"), Column("Rejected", "number"), Column("Disputed", "number")]
        columns += [Column("Precision", "share"), Column("95% from", "share"), Column("95% to", "share")]
    return Table("rules", "Findings by rule", "How often each rule fires.", tuple(columns), rows)


def groups(key: str, title: str, head: str, visits: Sequence[Visit], of: Callable[[Visit], str | None]) -> Table:
    """Figures for each clinician, clinic or month."""
    every: dict[str, list[Visit]] = defaultdict(list)
    for visit in visits:
        every[of(visit) or "not stated"].append(visit)
    rows: list[Sequence[Value]] = []
    for name in sorted(every, key=lambda name: (name == "not stated", name)):
        notes = every[name]
        current = [visit for visit in notes if visit.current]
        points = Counter(how for visit in current for how in visit.tips.values())
        billed = [visit for visit in notes if visit.agreement != "unbilled"]
        rows.append(
            (
                name,
                len(notes),
                len(current),
                sum(visit.errors for visit in notes),
                sum(visit.warnings for visit in notes),
                sum(visit.infos for visit in notes),
                share(sum(visit.errors > 0 for visit in notes), len(notes)),
                share(points[MET], points[MET] + points[UNMET]),
                share(sum(visit.unspecified for visit in current), len(current)),
                share(sum(visit.agreement == "agrees" for visit in billed), len(billed)),
            )
        )
    return Table(
        key,
        title,
        "Points documented: of all that the charts should show. Agrees: of notes that bill a code for the problem, or "
        "need none.",
        (
            Column(head, width=28),
            Column("Notes", "number"),
            Column("Problem current", "number"),
            Column("Errors", "number"),
            Column("Warnings", "number"),
            Column("Informations", "number"),
            Column("Notes with an error", "share"),
            Column("Points documented", "share"),
            Column("Unspecified code", "share"),
            Column("Billed code agrees", "share"),
        ),
        rows,
    )


def matrix(visits: Sequence[Visit]) -> Table:
    """Notes by the code that they support (rows) and the code that was billed (columns)."""
    counts = Counter((visit.supported, visit.billed) for visit in visits)
    order = code_order({code for pair in counts for code in pair})
    supported = [code for code in order if any(pair[0] == code for pair in counts)]
    billed = [code for code in order if any(pair[1] == code for pair in counts)]
    return Table(
        "matrix",
        "Code supported and code billed",
        "Each note once: the row is the code that its words support, the column the code on the claim.",
        (Column("Supported", "id"), *(Column(f"Billed {code}", "number") for code in billed)),
        [(row, *(counts[row, column] for column in billed)) for row in supported],
    )


def code_order(codes: Iterable[str]) -> list[str]:
    """Codes in order, `none` last."""
    return sorted(codes, key=lambda code: (code == NO_CODE, code))


def drifts(found: Sequence[Drift]) -> Table:
    """Patients on whose visits the unspecified code is repeated."""
    return Table(
        "drift",
        "Unspecified code by patient",
        "Patients with the unspecified code on two or more visits that follow each other.",
        (
            Column("Patient", "id", 18),
            Column("Visits", "number"),
            Column("Unspecified", "number"),
            Column("Longest run", "number"),
            Column("Run at last visit", "number"),
            Column("Not justified", "number"),
            Column("From", "date"),
            Column("To", "date"),
            Column("Codes by visit", width=60),
        ),
        [
            (one.patient, len(one.visits), one.unspecified, one.longest, one.standing, one.unjustified, one.since,
             one.until, ", ".join(visit.billed if visit.billed != NO_CODE else f"({visit.supported})"
                                  for visit in one.visits))
            for one in found
        ],
    )  # fmt: skip


def pending(found: Sequence[Workup], guide: Guide) -> Table:
    """Workups that notes wait for: the list of charts to look at again."""
    return Table(
        "workups",
        "Workups to re-evaluate",
        "Studies, referrals and results that notes with the unspecified code wait for, until a later visit has them.",
        (
            Column("State"),
            Column("Waits for", width=22),
            Column("Patient", "id", 18),
            Column("Note", "id", 26),
            Column("Ordered", "date"),
            Column("Days", "number"),
            Column("Clinician", width=24),
            Column("Clinic", width=24),
            Column("Visits waiting", "number"),
            Column("Closed", "date"),
            Column("Code then", "id"),
        ),
        [
            (one.state, label(guide, one.waits_for), one.visit.patient, one.visit.note_id, one.visit.date, one.days,
             one.visit.provider, one.visit.clinic, len(one.mentions), one.closed.date if one.closed else None,
             one.closed.supported if one.closed else None)
            for one in found
        ],
    )  # fmt: skip


def notes(visits: Iterable[Visit]) -> Table:
    """Every note, one row each."""
    return Table(
        "notes",
        "Notes",
        "Every note of the batch.",
        (
            Column("Note", "id", 26),
            Column("Date", "date"),
            Column("Patient", "id", 18),
            Column("Clinician", width=24),
            Column("Clinic", width=24),
            Column("Visit"),
            Column("Problem"),
            Column("Billed", "id", 18),
            Column("Supported", "id"),
            Column("Confidence"),
            Column("Claim"),
            Column("Errors", "number"),
            Column("Warnings", "number"),
            Column("Informations", "number"),
            Column("Rules", width=40),
            Column("Path", width=40),
        ),
        [
            (one.note_id, one.date, one.patient, one.provider, one.clinic, one.visit, one.status,
             ", ".join(one.codes) or None, ", ".join(one.instead) or one.code, one.confidence, one.agreement,
             one.errors, one.warnings, one.infos, ", ".join(one.rules) or None, one.path)
            for one in visits
        ],
    )  # fmt: skip


FINDINGS = Table(
    "findings",
    "Findings",
    "Every finding of the batch.",
    (
        Column("Note", "id", 26),
        Column("Date", "date"),
        Column("Patient", "id", 18),
        Column("Clinician", width=24),
        Column("Rule", "id", 8),
        Column("Name", width=30),
        Column("Severity", width=10),
        Column("Line", "number", 8),
        Column("Message", width=80),
        Column("Use", "id"),
        Column("Question for the clinician", width=80),
        Column("Source", width=50),
    ),
)
"""The table of findings without its rows: those are streamed."""


def failures(rows: Sequence[tuple[Any, ...]]) -> Table:
    """Notes that could not be read or linted."""
    columns = (Column("Note", "id", 26), Column("Path", width=50), Column("Error", width=80))
    return Table("failures", "Failures", "Notes that could not be dealt with.", columns, rows)


def reviewers(found: Sequence[Kappa]) -> Table:
    """How far reviewers agree with each other."""
    return Table(
        "reviewers",
        "Agreement of reviewers",
        "Cohen's kappa over the findings that both judged; blank where both said the same of everything.",
        (
            Column("First", width=20),
            Column("Second", width=20),
            Column("Findings in common", "number"),
            Column("Same verdict", "number"),
            Column("Agreement", "share"),
            Column("Kappa", "number"),
        ),
        [
            (one.first, one.second, one.findings, one.agreed, share(one.agreed, one.findings),
             None if one.kappa is None else round(one.kappa, 3))
            for one in found
        ],
    )  # fmt: skip
