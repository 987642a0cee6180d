"""What a rule is: a class that declares what it is about, and yields violations when it is handed a note's context.

A rule sees facts, never spaCy; it is told codes, families and concepts by its guide's table (`rules.toml`), so none
stands in its logic. It yields what is wrong and where; the engine stamps id, name and severity.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Generic, Protocol, Self, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from notelint.errors import RuleError
from notelint.models import (
    Assertion,
    Claim,
    ClaimCode,
    Conclusions,
    Fact,
    Likeness,
    Section,
    Severity,
    Standing,
    Status,
    Suggestion,
    Visit,
    VisitRecord,
)

ASSESSMENT = frozenset({"assessment", "assessment_plan"})
"""Sections that are the assessment itself."""

_SET_ASIDE = frozenset({"dismissed", "changed", "prior_label", "goal"})
"""Roles with which a mention says nothing of the present problem."""

_LINKED = frozenset({"cause", "diagnosis"})
"""Roles with which a mention is made the explanation of the problem, or a diagnosis of the visit."""


class SectionsView(Protocol):
    """Names of sections by what a statement in them is worth."""

    @property
    def judgement(self) -> tuple[str, ...]: ...
    @property
    def exam(self) -> tuple[str, ...]: ...
    @property
    def quiet(self) -> tuple[str, ...]: ...


class GuideView(Protocol):
    """What a rule may know of the guide. Roles in `codes`: unspecified, vertebrogenic, other, family, parent."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def anchor(self) -> str: ...
    @property
    def plain(self) -> str: ...
    @property
    def codes(self) -> Mapping[str, str]: ...
    @property
    def limits(self) -> Mapping[str, int]: ...
    @property
    def sections(self) -> SectionsView: ...
    def label(self, concept: str) -> str: ...
    def rule_table(self, rule_id: str) -> Mapping[str, Any]: ...


class CodeBook(Protocol):
    """Facts about ICD-10-CM codes, as far as the data prove them. None says that nothing is proven."""

    @property
    def data_date(self) -> dt.date: ...
    def normal(self, code: str) -> str: ...
    def known(self, code: str) -> bool: ...
    def title(self, code: str) -> str | None: ...
    def billable(self, code: str, on: dt.date | None = None) -> bool | None: ...
    def valid_on(self, code: str, on: dt.date) -> bool | None: ...
    def validity(self, code: str) -> tuple[dt.date | None, dt.date | None]: ...
    def replaced_by(self, code: str) -> tuple[str, ...]: ...
    def needs_seventh(self, code: str) -> bool: ...
    def excludes1(self, a: str, b: str, on: dt.date | None = None) -> str | None: ...
    def excludes2(self, a: str, b: str, on: dt.date | None = None) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Example:
    """A short invented note on which a rule fires or does not. Examples run as tests and are printed by `explain`.

    Attributes:
        text: The note.
        fires: Whether the rule fires on it.
        codes, procedures: The claim, where it does not stand in the text.
        date_of_service, visit: As a manifest would give them.
        before: Earlier visits of the same patient; each needs a date of service, and so does the example then.
        shows: What the example shows, where the note alone does not tell.
    """

    text: str
    fires: bool
    codes: tuple[str, ...] | None = None
    procedures: tuple[str, ...] | None = None
    date_of_service: dt.date | None = None
    visit: Visit | None = None
    before: tuple[Example, ...] = ()
    shows: str = ""


@dataclass(frozen=True, slots=True)
class Violation:
    """What a rule has to say. It cannot carry an id or a severity: the engine stamps those.

    Attributes:
        message: What is wrong and what to do, for a coder or reviewer. It may name a code.
        at: What must change: the words (a fact), a code of the claim, a section, or None where something is missing.
        facts: Further facts that it rests on.
        reason: Why here; the rule's own `why` where empty.
        suggested_code: The code to use, where it helps.
        question: A compliant query (see `query`), where the clinician could settle it.
        assumed_date: It was judged by the date of the run, because the note has none: the engine lowers the severity.
    """

    message: str
    at: Fact | ClaimCode | Section | None = None
    facts: tuple[Fact, ...] = ()
    reason: str = ""
    suggested_code: str | None = None
    question: str | None = None
    assumed_date: bool = False


@dataclass(frozen=True)
class RuleContext:
    """All that a rule may look at.

    Attributes:
        facts, sections: What was read out of the note.
        conclusions, suggestion, claim: What it adds up to, the code it supports, and the codes that are judged.
        guide, codes: The guide, and facts about codes.
        today: Date of the run, for notes that have none.
        limits: `acute_days` and `subacute_days` as set.
        run: Earlier visits of the patient in this run (same problem, no gap over a year), by date; none on the same
            day.
        likeness: The earlier visit of the run whose assessment this one resembles most.
        likeness_limit: The share from which an assessment counts as copied forward.
        echoes: Facts (indices) that stand in a sentence copied from an earlier visit of the run.
    """

    facts: tuple[Fact, ...]
    conclusions: Conclusions
    suggestion: Suggestion
    claim: Claim
    guide: GuideView
    codes: CodeBook
    today: dt.date
    limits: Mapping[str, int]
    sections: tuple[Section, ...] = ()
    run: tuple[VisitRecord, ...] = ()
    likeness: Likeness | None = None
    likeness_limit: float = 1.0
    echoes: frozenset[int] = frozenset()

    @property
    def problem(self) -> str:
        """The guide's problem in words: low back pain."""
        return self.guide.title

    @property
    def on(self) -> dt.date:
        """The date of service, else the date of the run."""
        return self.conclusions.date_of_service or self.today

    @property
    def dated(self) -> bool:
        """Whether the date of service is known."""
        return self.conclusions.date_of_service is not None

    def item(self, name: str) -> str | None:
        """An item of the checklist: met, unmet or na; None where there is no such item."""
        checklist = self.conclusions.checklist
        return checklist.items.get(name) if checklist else None

    def standing(self, exclusion: str) -> Standing | None:
        """How the chart deals with an exclusion; None where there is no checklist."""
        checklist = self.conclusions.checklist
        return checklist.exclusions.get(exclusion) if checklist else None

    def stated(self, concepts: Iterable[str], *assertions: Assertion) -> tuple[Fact, ...]:
        """Facts of this visit (not of copied or dated earlier text) with one of the concepts and assertions."""
        known = self._told
        wanted = {concept for concept in concepts if concept in known}
        if not wanted:
            return ()
        facts = known[wanted.pop()] if len(wanted) == 1 else [f for f in self._now if f.concept in wanted]
        return tuple(f for f in facts if not assertions or f.assertion in assertions)

    def present(self, *concepts: str) -> tuple[Fact, ...]:
        """Facts of this visit that say that one of the concepts is present."""
        return self.stated(concepts, "present")

    @cached_property
    def _now(self) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.facts if not fact.past)

    @cached_property
    def _told(self) -> dict[str, list[Fact]]:
        told: dict[str, list[Fact]] = {}
        for fact in self._now:
            told.setdefault(fact.concept, []).append(fact)
        return told

    def nature(self, *concepts: str) -> tuple[Fact, ...]:
        """Facts by which the writer characterises the problem: present, not set aside, not found on examination
        only.
        """
        return tuple(f for f in self.held(*concepts) if not self.on_exam(f))

    def held(self, *concepts: str) -> tuple[Fact, ...]:
        """Present facts that the writer has neither set aside nor put where nothing is said of the present problem."""
        quiet = self.guide.sections.quiet
        return tuple(f for f in self.present(*concepts) if not _SET_ASIDE & f.roles and f.section not in quiet)

    def on_exam(self, fact: Fact) -> bool:
        """Whether a fact is a finding on examination and nothing more."""
        found = "exam" in fact.roles or fact.section in self.guide.sections.exam
        return found and not _LINKED & fact.roles

    def judged(self, fact: Fact) -> bool:
        """Whether a fact stands where the writer says what they make of it, or as a diagnosis or cause."""
        return fact.section in self.guide.sections.judgement or bool(_LINKED & fact.roles)

    def echoed(self, fact: Fact) -> bool:
        """Whether a fact stands in a sentence copied from an earlier visit."""
        return any(self.facts[index] is fact for index in self.echoes)

    def claimed(self, *families: str) -> tuple[ClaimCode, ...]:
        """Codes of the claim that belong to one of the families (`M54.4-`) or are one of the codes."""
        return tuple(code for code in self.claim.codes if any(belongs(code.code, family) for family in families))

    def supported(self, *families: str) -> tuple[str, ...]:
        """What the note supports instead of the guide's codes, as far as it belongs to one of the families."""
        return tuple(
            code for code in self.suggestion.instead if any(belongs(code, f) or belongs(f, code) for f in families)
        )

    def words(self, code: ClaimCode) -> tuple[Fact, ...]:
        """The fact of a code of the claim that is written in the text; empty for one that is given from outside."""
        return () if code.fact is None else (self.facts[code.fact],)

    def family(self) -> tuple[ClaimCode, ...]:
        """Codes of the guide's family on the claim, without its parent where that was deleted: that is a matter of
        its own.
        """
        parent = self.guide.codes["parent"]
        gone = self.codes.valid_on(parent, self.on) is False
        return tuple(c for c in self.claimed(self.guide.codes["family"]) if not (gone and c.code == parent))

    def grounds(self) -> tuple[Fact, ...]:
        """The facts on which the first reason of the suggestion rests."""
        return tuple(self.facts[index] for reason in self.suggestion.reasons[:1] for index in reason.facts)

    def advice(self) -> str | None:
        """The full code that the note supports, or None where it supports none or only a family."""
        if self.suggestion.code == "none":
            return None
        if self.suggestion.code != "other":
            return self.suggestion.code
        full = [code for code in self.suggestion.instead if not code.endswith("-")]
        return full[0] if full else None


class Table(BaseModel):
    """Base of a rule's table in `rules.toml`. A key that the rule does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Doubts(Table):
    """For rules on what a chart lacks.

    Attributes:
        doubts: Evidence that the note may say it after all, in words that could not be read with certainty: then the
            rule keeps silent. A false alarm costs more than a gap that a reader finds.
    """

    doubts: tuple[str, ...]


class NoTable(Table):
    """For rules that need nothing from the guide but its checklist, codes and names."""


T = TypeVar("T", bound=Table)


class Rule(ABC, Generic[T]):
    """Base of all rules. The docstring of a rule says what it looks for and what to write instead.

    Attributes:
        id: A letter and three digits, unique.
        name: Words with hyphens, unique.
        severity: `error`: the claim is wrong or will be denied; `warning`: audit or necessity risk; `info`.
        undated: Severity of a finding that was judged by the date of the run.
        source: The Tabular List note, guideline paragraph or documentation practice behind it.
        why: Why it matters, in one or two sentences.
        remedy: What to write or code instead.
        examples: At least one note on which it fires and one on which it does not.
        guide: The guide that it belongs to; None for any guide that has the table it needs.
        table_type: Model of its table in `rules.toml`. A guide without the table does without the rule.
        statuses: It runs only where the guide's problem has one of these statuses.
        unless: Rules (ids or prefixes) that say it already: where one of them fires, this one does not.
    """

    id: ClassVar[str]
    name: ClassVar[str]
    severity: ClassVar[Severity]
    undated: ClassVar[Severity | None] = None
    source: ClassVar[str]
    why: ClassVar[str]
    remedy: ClassVar[str]
    examples: ClassVar[tuple[Example, ...]]
    guide: ClassVar[str | None] = None
    table_type: ClassVar[type[Table]] = NoTable
    statuses: ClassVar[tuple[Status, ...]] = ("current",)
    unless: ClassVar[tuple[str, ...]] = ()

    def __init__(self, table: T) -> None:
        self.table = table

    @classmethod
    def for_guide(cls, guide: GuideView) -> Self | None:
        """The rule, ready for a guide, or None where the guide does without it.

        Raises:
            RuleError: The guide's table is not what the rule needs.
        """
        raw = guide.rule_table(cls.id)
        if (cls.guide is not None and cls.guide != guide.name) or (cls.table_type is not NoTable and not raw):
            return None
        try:
            return cls(cls.table_type.model_validate(raw))  # type: ignore[arg-type]  # table_type is T by declaration
        except ValidationError as error:
            detail = error.errors()[0]
            where = ".".join(str(part) for part in detail["loc"])
            raise RuleError(f"rules.toml of {guide.name}: [{cls.id}] {where}: {detail['msg']}") from None

    @abstractmethod
    def check(self, ctx: RuleContext) -> Iterable[Violation]:
        """What is wrong in one note; nothing where all is well."""


def belongs(code: str, family: str) -> bool:
    """Whether a code is the family's own: `M54.41` belongs to `M54.4-` and to `M54.41`, `S39.012A` to `S39.012-`."""
    return code.startswith(family[:-1].rstrip(".")) if family.endswith("-") else code == family


def ends_in(code: str, ends: tuple[str, ...]) -> bool:
    """Whether a full-length code (seven characters and the dot) ends in one of these characters (S: sequela)."""
    return bool(ends) and len(code) == 8 and code.endswith(ends)


def quote(fact: Fact) -> str:
    """A fact's words and line, in curly double quotes: the only way in which rules repeat words of a note."""
    words = " ".join(fact.text.split()).replace('"', "'").replace("“", "'").replace("”", "'")
    return f"“{words}” (line {fact.line})"


def listed(items: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}" if items else ""


def query(ask: str, *, cites: Sequence[Fact] = (), options: Sequence[str] = (), repeat: bool = False) -> str:
    """A query by the compliant query practice of AHIMA and ACDIS (2022): the note's own indicators, then the question.

    With options it is multiple choice and always offers other and unable to determine; without, it is open. It
    never says what answer is expected, names no code and no payment.

    Args:
        ask: The question, ending in a question mark.
        cites: The note's indicators, in the order in which they are to be read; the first four different ones are
            quoted.
        options: Every answer that the note's indicators support.
        repeat: Quote the same words again where they stand in another place.
    """
    different: dict[tuple[str, int], Fact] = {}
    for fact in cites:
        different.setdefault((" ".join(fact.text.lower().split()), fact.start if repeat else 0), fact)
    said = listed([quote(fact) for fact in list(different.values())[:4]])
    lead = f"The note says {said}. " if said else ""
    if options:
        answers = "; ".join([*options, "other (please specify)", "unable to determine"])
        return f"{lead}{ask} Options: {answers}."
    return f"{lead}{ask} Please answer in your own words; other and unable to determine are answers too."
