"""The linter: note -> facts -> conclusions -> suggestion -> findings. It runs the rules, stamps what they yield,
and keeps a crash in one rule or note from costing anything else.
"""

from __future__ import annotations

import datetime as dt
import threading
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from notelint import patterns
from notelint.coding.claim import read_claim
from notelint.coding.coder import suggest
from notelint.coding.conclusions import conclude
from notelint.coding.guide import load_guide
from notelint.coding.icd10cm import code_book
from notelint.errors import NotelintError, NoteTooLong
from notelint.history import History, Prints, echoes, likeness, record, take_prints
from notelint.models import (
    SEVERITIES,
    ClaimCode,
    Conclusions,
    Extraction,
    Fact,
    Failure,
    Finding,
    Note,
    NoteReport,
    Section,
    Severity,
    VisitRecord,
)
from notelint.reading.metadata import Metadata, read_metadata
from notelint.reading.visit_words import load_words
from notelint.rules import registry
from notelint.rules.base import Rule, RuleContext, Violation
from notelint.settings import Settings, check_settings

if TYPE_CHECKING:
    from notelint.pipeline import NotePipeline

_UNNAMED = "note"
_pipelines = threading.local()


def _pipeline(guide: str) -> NotePipeline:
    """This thread's pipeline for a guide, built when first needed.

    That takes a fraction of a second, or a few seconds where its words are not in the cache.
    """
    built: dict[str, NotePipeline] = _pipelines.__dict__.setdefault("by_guide", {})
    if guide not in built:
        from notelint.pipeline import NotePipeline

        built[guide] = NotePipeline(guide)
    return built[guide]


def prepare(guide: str | None = None) -> None:
    """Load ahead of the first note what it needs: this thread's pipeline, the guide, the codes, the words of a visit.

    Processes that are forked afterwards have it from the start.

    Args:
        guide: Name of the guide's folder in `patterns/`; the first that there is where None.

    Raises:
        PatternError: There is no such guide, or its files are wrong.
    """
    _pipeline(guide or patterns.guides()[0])
    Linter(guide=guide)
    load_words()


class Linter:
    """Lints notes for one guide. Safe to use from several threads: each has a pipeline of its own, built once.

    Args:
        settings: What to look for and how; the defaults where None.
        guide: Name of the guide's folder in `patterns/`; the first that there is where None.

    Raises:
        RuleError: A rule is declared wrongly, or its table in the guide is.
        SettingsError: The settings name a rule that there is not.
        PatternError: There is no such guide, or its files are wrong.
    """

    def __init__(self, settings: Settings | None = None, guide: str | None = None) -> None:
        self.settings = check_settings(settings or Settings(), {rule.id: rule.name for rule in registry.rules()})
        self.guide = load_guide(guide or patterns.guides()[0])
        self.codes = code_book()
        self.limits: Mapping[str, int] = {
            **self.guide.limits,
            "acute_days": self.settings.acute_days,
            "subacute_days": self.settings.subacute_days,
        }
        self.billed = tuple(code for role, code in self.guide.codes.items() if role not in ("family", "plain"))
        every = (rule.for_guide(self.guide) for rule in registry.rules())
        self._every: tuple[Rule[Any], ...] = tuple(rule for rule in every if rule is not None)
        chosen = registry.chosen(self.settings.select, self.settings.ignore)
        self.rules: tuple[Rule[Any], ...] = tuple(rule for rule in self._every if type(rule) in chosen)

    def lint(self, note: Note, history: History | None = None) -> NoteReport:
        """Lint one note.

        Args:
            note: The note.
            history: Earlier visits of the patient; this one is added. Without it the note is judged by itself.

        Raises:
            NoteTooLong: The note is longer than the `max_note_chars` setting.
        """
        self._check_length(note)
        return self._judge(note, self._known(note), history)

    def lint_many(self, notes: Iterable[Note | Failure]) -> Iterator[NoteReport | Failure]:
        """Lint notes one after another, each when it is asked for. What fails costs nothing else.

        Failures among the notes (of reading them) are passed on.
        """
        for note in notes:
            yield note if isinstance(note, Failure) else self._attempt(note)

    def lint_series(
        self, notes: Iterable[Note | Failure], history: History | None = None
    ) -> Iterator[NoteReport | Failure]:
        """Lint notes, taking those of one patient as visits that follow each other, by date of service.

        Reports come in the order of the notes; the order of a patient's visits among them does not matter. Notes
        without patient or date are judged by themselves. All notes are held until the last is linted.

        Args:
            notes: The notes; failures among them are passed on.
            history: Visits of earlier batches; those of this one are added.
        """
        history = History() if history is None else history
        given = [(note, None if isinstance(note, Failure) else self._known_or_none(note)) for note in notes]
        visits: dict[str, list[tuple[dt.date, int]]] = {}
        for index, (_, known) in enumerate(given):
            if known is not None and known.patient_id is not None and known.date_of_service is not None:
                visits.setdefault(known.patient_id, []).append((known.date_of_service, index))
        done: dict[int, NoteReport | Failure] = {}
        for index, (note, known) in enumerate(given):
            if isinstance(note, Failure):
                yield note
            elif known is None or known.patient_id is None or known.date_of_service is None:
                yield self._attempt(note, known)
            else:
                for _, visit in sorted(visits.pop(known.patient_id, ())):
                    one, its = given[visit]
                    done[visit] = one if isinstance(one, Failure) else self._attempt(one, its, history)
                yield done.pop(index)

    # Reading ----------------------------------------------------------------------------------------------------------

    def _check_length(self, note: Note) -> None:
        most = self.settings.max_note_chars
        if len(note.text) > most:
            raise NoteTooLong(f"the note has {len(note.text)} characters, more than the {most} of max_note_chars")

    def _attempt(
        self, note: Note, known: Metadata | None = None, history: History | None = None
    ) -> NoteReport | Failure:
        try:
            self._check_length(note)
            return self._judge(note, known or self._known(note), history)
        except NotelintError as error:
            return Failure(path=_name(note), error=str(error))
        except Exception as error:  # the text of an unforeseen error could hold words of the note
            return Failure(path=_name(note), error=f"could not be linted: {type(error).__name__}")

    def _known(self, note: Note) -> Metadata:
        return read_metadata(note, date_order=self.settings.date_order)

    def _known_or_none(self, note: Note) -> Metadata | None:
        """What is known about a note; None where it is too long to be read, or cannot be."""
        if len(note.text) > self.settings.max_note_chars:
            return None
        try:
            return self._known(note)
        except Exception:  # told of when the note itself is linted
            return None

    # Judging ----------------------------------------------------------------------------------------------------------

    def _judge(self, note: Note, known: Metadata, history: History | None) -> NoteReport:
        from notelint.facts import extract

        day_first = self.settings.date_order == "dmy"
        extraction = extract(note, _pipeline(self.guide.name), known.date_of_service, day_first=day_first)
        return self.judge(note, extraction, known, history)

    def judge(
        self,
        note: Note,
        extraction: Extraction,
        known: Metadata,
        history: History | None = None,
        *,
        prints: Prints | None = None,
        lines: list[int] | None = None,
    ) -> NoteReport:
        """Everything after the reading: conclusions, suggestion, claim and findings from facts that are given.

        With `prints` and `lines` the text of the note is not looked at, and may be left out.

        Args:
            note: The note.
            extraction: Its facts and sections.
            known: Date, visit and patient, from outside or from the text.
            history: Earlier visits of the patient; this one is added.
            prints: What of the wording is compared with earlier visits; taken from the text where None.
            lines: Offsets at which the lines of the text begin; looked for where None.
        """
        if prints is None and history is not None:
            prints = take_prints(note.text, extraction.sections, note.body_start)
        run: tuple[VisitRecord, ...] = ()
        if history is not None and known.patient_id is not None and known.date_of_service is not None:
            run = history.run(known.patient_id, known.date_of_service, self.billed)
        conclusions = self._conclude(extraction, known, follows=bool(run))
        claim = read_claim(extraction.facts, note, self.codes.normal)
        suggestion = suggest(extraction, conclusions, self.guide, self.codes, claim)
        same = likeness(prints, run) if prints is not None else None
        copied = same is not None and same.share >= self.settings.assessment_similarity
        ctx = RuleContext(
            facts=extraction.facts,
            sections=extraction.sections,
            conclusions=conclusions,
            suggestion=suggestion,
            claim=claim,
            guide=self.guide,
            codes=self.codes,
            today=self.settings.today or dt.date.today(),
            limits=self.limits,
            run=run,
            likeness=same,
            likeness_limit=self.settings.assessment_similarity,
            echoes=echoes(extraction.facts, prints, run, copied=copied) if prints is not None else frozenset(),
        )
        findings, failures = self._run_rules(note, ctx, lines)
        if history is not None and prints is not None:
            visit = record(conclusions, suggestion, claim, prints, known.note_id)
            if visit is not None:
                history.add(visit)
        return NoteReport(
            note=note.model_copy(update={"note_id": known.note_id}),
            guide=self.guide.name,
            conclusions=conclusions,
            facts=extraction.facts,
            sections=extraction.sections,
            suggestion=suggestion,
            claim=claim,
            findings=findings,
            failures=failures,
        )

    def _conclude(self, extraction: Extraction, known: Metadata, *, follows: bool) -> Conclusions:
        """The conclusions. A visit that does not say what it is and follows one of its run is a follow-up."""
        return conclude(
            extraction,
            self.guide,
            visit="followup" if follows and known.visit == "unstated" else known.visit,
            date_of_service=known.date_of_service,
            patient_id=known.patient_id,
            limits=self.limits,
        )

    # Rules ------------------------------------------------------------------------------------------------------------

    def _run_rules(
        self, note: Note, ctx: RuleContext, lines: list[int] | None
    ) -> tuple[tuple[Finding, ...], tuple[Failure, ...]]:
        """Findings by place, and a failure for each rule that crashed. Rules that leave the word to others run last."""
        index = {id(fact): number for number, fact in enumerate(ctx.facts)}
        found: list[Finding] = []
        fired: set[str] = set()
        failures: list[Failure] = []
        for rule in sorted(self._rules_for(note), key=lambda each: bool(each.unless)):
            if ctx.conclusions.status not in rule.statuses:
                continue
            try:
                silent = bool(rule.unless) and self._said(rule, ctx, fired)
                violations = [] if silent else list(rule.check(ctx))
                if violations and lines is None:
                    from notelint.facts import line_starts

                    lines = line_starts(note.text)
                stamped = [self._stamp(rule, each, ctx, index, lines or [0]) for each in violations]
            except Exception as error:  # its text could hold words of the note
                failures.append(Failure(path=_name(note), error=f"rule {rule.id} failed: {type(error).__name__}"))
                continue
            fired.update([rule.id] if stamped else [])
            found += stamped
        found.sort(key=lambda f: (f.start is None, f.start or 0, f.rule))
        return tuple(found), tuple(failures)

    def _rules_for(self, note: Note) -> tuple[Rule[Any], ...]:
        """The selected rules without those that the settings leave out for the note's file."""
        ignored = self.settings.ignored_in(note.path)
        if not ignored:
            return self.rules
        kept = registry.chosen((registry.ALL,), ignored)
        return tuple(rule for rule in self.rules if type(rule) in kept)

    def _said(self, rule: Rule[Any], ctx: RuleContext, fired: set[str]) -> bool:
        """Whether a rule to which this one leaves the word fires, selected or not."""
        for other in self._every:
            if other.id.startswith(rule.unless):
                if other.id in fired:
                    return True
                if other not in self.rules and ctx.conclusions.status in other.statuses and any(other.check(ctx)):
                    return True
        return False

    def _stamp(
        self, rule: Rule[Any], violation: Violation, ctx: RuleContext, index: Mapping[int, int], lines: list[int]
    ) -> Finding:
        """A finding: what the rule yields, with id, name, severity and place by the engine."""
        at, origin, words = violation.at, "text", list(violation.facts)
        if isinstance(at, ClaimCode):
            origin = at.origin
            at = ctx.facts[at.fact] if at.fact is not None else None
        if isinstance(at, Fact):
            words.insert(0, at)
        start, end = (at.start, at.end) if at is not None else (None, None)
        if isinstance(at, Section):
            start, end = at.start, at.end
        line = column = None
        if start is not None:
            line = bisect_right(lines, start)
            column = start - lines[line - 1] + 1
        return Finding(
            rule=rule.id,
            name=rule.name,
            severity=self._severity(rule, violation),
            message=violation.message,
            start=start,
            end=end,
            line=line,
            column=column,
            facts=tuple(dict.fromkeys(index[id(fact)] for fact in words)),
            reason=violation.reason or rule.why,
            source=rule.source,
            suggested_code=violation.suggested_code,
            question=violation.question,
            origin=origin,
        )

    def _severity(self, rule: Rule[Any], violation: Violation) -> Severity:
        """The rule's severity, or that of the settings; on an assumed date never above the rule's own for that case."""
        severity: Severity = self.settings.severity.get(rule.id, rule.severity)
        if violation.assumed_date and rule.undated is not None:
            return min(severity, rule.undated, key=SEVERITIES.index)
        return severity


def _name(note: Note) -> str:
    return note.path or note.note_id or _UNNAMED
