"""Reports for people: the place, the words, the reason and the way out, in that order, within 100 columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TextIO

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.style import Style

from notelint.models import SEVERITIES, Fact, Failure, Finding, NoteReport, Reason, RunSummary
from notelint.output.audience import asks_only
from notelint.output.base import WITHHELD, Options, Writer
from notelint.output.source import Excerpt, Mark, Source, inline, printable

_INDENT = "    "
_STYLES: dict[str, str] = {
    "error": "bold red",
    "warning": "bold yellow",
    "info": "bold cyan",
    "question": "bold cyan",
    "path": "bold",
    "rule": "bold",
    "gutter": "blue",
    "related": "blue",
    "fine": "dim",
}
_RUNS = re.compile(r"\^+|-+")
_MAX_RELATED = 4
_MAX_QUOTES = 3


@cache
def _style(name: str) -> Style:
    return Style.parse(_STYLES[name])


def wrap(text: str, width: int, taken: int = 0) -> Iterator[str]:
    """The text in lines of at most `width` columns, of which `taken` are lost on the first line.

    Its own line breaks are kept; a word is broken only where no line can hold it.
    """
    room = width - taken
    for paragraph in text.splitlines():
        line = ""
        for word in printable(paragraph).split():
            if line and cell_len(line) + 1 + cell_len(word) > room:
                yield line
                line, room = "", width
            while cell_len(word) > room:
                fits = next((at for at in range(len(word), 0, -1) if cell_len(word[:at]) <= room), 0)
                yield word[:fits]
                word, room = word[fits:], width
            line = f"{line} {word}" if line else word
        yield line
        room = width


def plural(count: int, word: str) -> str:
    """A count and its noun: `1 note`, `2 notes`."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def counts(findings: dict[str, int]) -> str:
    """Findings by severity, the most serious first: `1 error, 2 warnings`, or `no findings`."""
    told = [
        f"{findings[severity]} info" if severity == "info" else plural(findings[severity], severity)
        for severity in reversed(SEVERITIES)
        if findings.get(severity)
    ]
    return ", ".join(told) or "no findings"


class TextWriter(Writer):
    """Findings with the line they stand in, then the suggested code with what it rests on, then the totals."""

    format = "text"
    help = "for people"

    def __init__(self, out: TextIO, options: Options | None = None) -> None:
        super().__init__(out, options)
        self._current: dict[str, int] = {}
        self._asked: Counter[str] = Counter()

    def write(self, report: NoteReport) -> None:
        told = report.conclusions.status
        self._current.setdefault(report.guide, 0)
        self._current[report.guide] += told == "current"
        source = Source(report.note.text)
        for finding in report.findings:
            self._finding(report, finding, source)
        # A note about something else, with nothing to say, is counted in the summary and takes no line.
        if not self.options.quiet and (told != "absent" or report.findings):
            self._suggestion(report)
        self._asked.update(finding.severity for finding in report.findings if asks_only(finding))

    def close(self, summary: RunSummary, failures: Sequence[Failure]) -> None:
        if self.options.quiet:
            return
        found = {severity: count - self._asked[severity] for severity, count in summary.findings.items()}
        told = counts(found) if any(found.values()) or not self._asked else ""
        asked = plural(self._asked.total(), "question") if self._asked else ""
        checked = f"Checked {plural(summary.notes, 'note')}: {', '.join(filter(None, (told, asked)))}."
        for guide, current in self._current.items():
            if current < summary.notes:
                checked += f" {guide.replace('_', ' ').capitalize()} is current in {current} of {summary.notes}."
        if summary.baselined:
            checked += f" Not counted: {plural(summary.baselined, 'finding')} of the baseline."
        if summary.failed:
            checked += f" {summary.failed} could not be checked."
        self._paragraph(checked, "")

    def _finding(self, report: NoteReport, finding: Finding, source: Source) -> None:
        self._header(report, finding)
        if self.options.source:
            self._excerpts(report, finding, source)
        self._paragraph(self.shown(finding.message))
        if finding.reason and finding.reason not in finding.message:
            self._paragraph(self.shown(finding.reason))
        if finding.source or not asks_only(finding):
            self._paragraph(self._way_out(finding))
        self._line("")

    def _way_out(self, finding: Finding) -> str:
        """The code to use, what to ask, and where to read more."""
        more = "; ".join(part for part in (finding.source.rstrip("."), f"notelint explain {finding.rule}") if part)
        use = f"Use {finding.suggested_code}." if finding.suggested_code else ""
        use = f"{use} " if use and use[:-1].lower() not in finding.message.lower() else ""
        ask = f"Ask: {self.shown(finding.question)}" if finding.question and not asks_only(finding) else ""
        return "\n".join(part for part in (f"{use}({more})", ask) if part)

    def _header(self, report: NoteReport, finding: Finding) -> None:
        path = printable(report.note.path or "-")
        if finding.line is not None:
            place = f"{path}:{finding.line}:{finding.column} "
        elif finding.origin != "text":
            place = f"{path} ({finding.origin}) "
        else:
            place = f"{path}  "
        kind = "question" if asks_only(finding) else finding.severity
        rule = f"{kind} {finding.rule} {finding.name}"
        if cell_len(place + rule) > self.options.width:
            self._line(self._paint(place.rstrip(), "path"))
            place = _INDENT
        severity, number = self._paint(kind, kind), self._paint(finding.rule, "rule")
        self._line(f"{self._paint(place, 'path')}{severity} {number} {finding.name}")

    def _excerpts(self, report: NoteReport, finding: Finding, source: Source) -> None:
        marks = []
        if finding.start is not None and finding.end is not None:
            marks.append(Mark(finding.start, finding.end, primary=True))
        facts = [report.facts[index] for index in finding.facts]
        related = [fact for fact in facts if all(fact.end <= mark.start or fact.start >= mark.end for mark in marks)]
        marks += [Mark(fact.start, fact.end) for fact in related[:_MAX_RELATED]]
        gutter = max((len(str(source.line(mark.end))) for mark in marks), default=1)
        for excerpt in source.excerpts(marks, self.options.width - gutter - len("  | ")):
            self._excerpt(excerpt, gutter, "question" if asks_only(finding) else finding.severity)
        if len(related) > _MAX_RELATED:
            self._line(_INDENT + self._paint(f"and {plural(len(related) - _MAX_RELATED, 'more place')}", "fine"))

    def _excerpt(self, excerpt: Excerpt, gutter: int, style: str) -> None:
        def colored(run: re.Match[str]) -> str:
            return self._paint(run.group(), style if "^" in run.group() else "related")

        self._line(f"{self._paint(f' {excerpt.line:>{gutter}} |', 'gutter')} {excerpt.text}".rstrip())
        self._line(f"{self._paint(' ' * (gutter + 1) + ' |', 'gutter')} {_RUNS.sub(colored, excerpt.underline)}")

    def _suggestion(self, report: NoteReport) -> None:
        made = report.suggestion
        if not made.code:
            return
        if made.code == "none":
            problem = report.guide.replace("_", " ")
            says = "told as past" if report.conclusions.status == "historical" else "not a current problem"
            told = [f"suggests no code: {problem} is {says}."]
        else:
            code = made.code if made.code != "other" else " or ".join(made.instead) or "another code"
            told = [f"suggests {code}, {made.confidence}:"]
        told += [self._reason(report, reason) for reason in made.reasons]
        told += [f"Not {no.code}: {self.shown(no.why).rstrip('.')}." for no in made.rejected]
        self._hanging(printable(report.note.path or "-"), " ".join(told))
        self._line("")

    def _reason(self, report: NoteReport, reason: Reason) -> str:
        sentence = self.shown(reason.text).rstrip(".")
        facts = [report.facts[index] for index in reason.facts]
        quotes = ", ".join(self._quote(fact) for fact in facts[:_MAX_QUOTES])
        if len(facts) > _MAX_QUOTES:
            quotes += f" and {plural(len(facts) - _MAX_QUOTES, 'more place')}"
        return f"{sentence}: {quotes}." if quotes else f"{sentence}."

    def _quote(self, fact: Fact) -> str:
        words = f'"{inline(fact.text)}"' if self.options.source else WITHHELD
        place = f"{fact.line}:{fact.column}"
        return f"{words} ({place}, {fact.section.replace('_', ' ')})" if fact.section else f"{words} ({place})"

    def _paragraph(self, text: str, indent: str = _INDENT) -> None:
        for line in wrap(text, self.options.width - len(indent)):
            self._line(indent + line if line else "")

    def _hanging(self, path: str, text: str) -> None:
        """Print wrapped text behind a path; its other lines are indented."""
        width = self.options.width - len(_INDENT)
        first, *rest = wrap(text, width, taken=min(cell_len(path) + 2 - len(_INDENT), width - 1))
        self._line(f"{self._paint(path, 'path')}  {first}".rstrip())
        for line in rest:
            self._line(_INDENT + line)

    def _paint(self, text: str, style: str) -> str:
        if not self.options.color or not text:
            return text
        return _style(style).render(text, color_system=ColorSystem.STANDARD)

    def _line(self, text: str) -> None:
        self.out.write(text + "\n")
