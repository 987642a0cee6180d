"""What every output format is: a writer that is fed reports one by one and closed with the totals."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, TextIO

from notelint.models import Failure, Finding, NoteReport, RunSummary
from notelint.output.audience import asks_only

QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”")
"""Words between double quotation marks. Rules, reasons and questions quote a note in no other way."""

WITHHELD = '"…"'
"""What stands for quoted words when the note's words are left out."""


@dataclass(frozen=True, slots=True)
class RuleAbout:
    """What a rule says about itself: what it looks for, and why."""

    summary: str
    why: str


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked of the output.

    Attributes:
        source: Show the note's words. False leaves them out everywhere.
        quiet: Text only: findings and nothing else.
        color: Text only: use terminal colours.
        width: Text only: columns to keep within.
        rules: What the rules say about themselves, by id, for formats that carry it along.
    """

    source: bool = True
    quiet: bool = False
    color: bool = False
    width: int = 100
    rules: Mapping[str, RuleAbout] = field(default_factory=dict)


class Writer(ABC):
    """Writes the reports of one run to a stream, in one format.

    A format is a module of this package with one subclass; nothing else has to be told of it. `write` is called once
    for each note, in the order of the run, and `close` once at the end. A writer may print at once or wait for `close`.
    """

    format: ClassVar[str]
    """Name of the format, as `--format` takes it."""

    help: ClassVar[str]
    """What it is for, in a few words."""

    def __init__(self, out: TextIO, options: Options | None = None) -> None:
        self.out = out
        self.options = options or Options()

    @abstractmethod
    def write(self, report: NoteReport) -> None:
        """Take the report of one note."""

    @abstractmethod
    def close(self, summary: RunSummary, failures: Sequence[Failure]) -> None:
        """Finish. `summary` has the totals; `failures` the notes, files and rules that could not be dealt with."""

    def shown(self, sentence: str) -> str:
        """A sentence of ours as it may be shown: its quotations are blanked where the source is left out."""
        return sentence if self.options.source else QUOTED.sub(WITHHELD, sentence)

    def told(self, finding: Finding) -> str:
        """A finding in words, for formats with one text: the message and the code to use, and below it what to ask."""
        use = f"Use {finding.suggested_code}" if finding.suggested_code else ""
        first = f"{finding.message} {use}." if use and use.lower() not in finding.message.lower() else finding.message
        ask = f"\nAsk: {finding.question}" if finding.question and not asks_only(finding) else ""
        return self.shown(first + ask)


def title(finding: Finding) -> str:
    """The rule of a finding as it is named to people: `D101 duration-missing`."""
    return f"{finding.rule} {finding.name}"
