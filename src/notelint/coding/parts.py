"""The parts of a guide: evidence, requirements, kinds, replacements and open questions, as frozen models.

They hold what `guide.toml` says and decide nothing.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from notelint.models import Assertion, Model, Side
from notelint.precompiled import regex


def _regex(value: str) -> str:
    try:
        regex(value)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return value


Regex = Annotated[str, AfterValidator(_regex)]
"""A regular expression, searched without regard to case."""

Basis = Literal["asserted", "judged", "nature", "named", "linked", "cause"]
"""How firmly the writer must stand behind a mention.

asserted: stated as present, outside quiet sections.
judged: asserted in a judgement (assessment, plan) or as a diagnosis.
nature: judged, or asserted in one sentence with the pain, and not merely found on examination.
named: judged in one sentence with the pain, or linked.
linked: named as the cause of the pain, or listed as a diagnosis.
cause: named as the cause of the pain.
"""


class Evidence(Model):
    """Mentions that carry a choice.

    Attributes:
        concepts: Any of these.
        basis: How firmly the writer stands behind them.
        words: The mention's own words must match.
        values: The fact's value must match.
        alone: As a listed diagnosis it counts only where the guide's own problem is not listed beside it.
        yields: It gives way, as a listed diagnosis does, where the guide's `outranks_listed` is found.
    """

    concepts: tuple[str, ...] = Field(min_length=1)
    basis: Basis = "asserted"
    words: Regex | None = None
    values: Regex | None = None
    alone: bool = False
    yields: bool = False


class Variant(Model):
    """One code of an entry and when it is the one. The first variant that fits is taken.

    Attributes:
        codes: What takes the place; `value` stands for the value of the fact itself.
        earlier: The codes in force where `codes` are not valid on the date of service.
        level: Level of the spine, one of the guide's levels.
        side: Side of the body.
        words: The words of the deciding mention must match.
        having: At least one of these concepts is present too.
        denied: At least one of these concepts is stated to be absent.
        note: A sentence for the reader: what is still missing from the code.
        asks: The note is something that only the clinician can tell.
    """

    codes: tuple[str, ...] = Field(min_length=1)
    earlier: tuple[str, ...] = ()
    level: str | None = None
    side: Side | None = None
    words: Regex | None = None
    having: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    note: str = ""
    asks: bool = False


class Replacement(Model):
    """A condition that takes the place of the guide's codes.

    Attributes:
        id: Name within the guide.
        name: What a reader is told.
        family: The code family by which it is named where it is weighed and not chosen; empty where the fact's own
            value names it.
        evidence: Any one of these suffices.
        having: At least one of these concepts is asserted as present too.
        displaces: Entries that this one covers.
        variants: The codes.
        source: Key into the guide's sources.
    """

    id: str
    name: str
    family: str = ""
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    having: tuple[str, ...] = ()
    displaces: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = Field(min_length=1)
    source: str


class Kind(Model):
    """A characterisation of the problem and the code (by role) that it supports. The first that is documented wins.

    Attributes:
        code: Role of the code in the guide's `codes`.
        name: What a reader is told: "The pain is documented as <name>".
        evidence: Any one of these suffices.
        source: Key into the guide's sources.
    """

    code: str
    name: str
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    source: str


class Beside(Model):
    """A condition that is coded beside the guide's codes and does not replace them.

    Attributes:
        name: What a reader is told.
        concepts: Any of these, asserted as present.
        variants: Its codes.
        source: Key into the guide's sources.
    """

    name: str
    concepts: tuple[str, ...] = Field(min_length=1)
    variants: tuple[Variant, ...] = Field(min_length=1)
    source: str


class Requirement(Model):
    """One thing that the chart should show, and how it is met.

    Attributes:
        item: Name in the checklist.
        kind: `mention`: any of `concepts`, with any of `assertions`. `study`: a study that was done has a result.
            `followup`: a follow-up judges the problem anew.
        concepts: For `mention` what meets it; for `study` the studies; for `followup` a type as judged now.
        assertions: Assertions that meet a `mention`.
        results: For `study`: concepts that are a result of one.
        readings: For `study`: concepts that are always a reading of a study, wherever they stand.
        own: For `study`: results that are asked about as well ("no weight loss"); they count only in the study's own
            sentence or where results stand.
        pending: For `study`: concepts that say the result is not there yet.
        causes: For `followup`: concepts that meet it where the writer links them to the pain or sets them aside.
        changes: For `followup`: concepts that say how the problem has changed.
    """

    item: str
    kind: Literal["mention", "study", "followup"] = "mention"
    concepts: tuple[str, ...] = Field(min_length=1)
    assertions: tuple[Assertion, ...] = ("present",)
    results: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()


class OpenQuestion(Model):
    """Something in the note that is not settled and could change the code.

    Attributes:
        id: Name within the guide.
        concepts: Any of these raises it.
        assertions: How they are stated.
        roles: Roles of such a mention that settle it.
        unless: Concepts whose mention, present, hedged or denied, settles it.
        would: The code that could follow: a role of the guide's codes, or a code family.
        text: One sentence: what one statement of the clinician would change.
        source: Key into the guide's sources.
    """

    id: str
    concepts: tuple[str, ...] = Field(min_length=1)
    assertions: tuple[Assertion, ...] = ("present",)
    roles: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    would: str
    text: str
    source: str


class Sections(Model):
    """Sections, by what a statement in them is worth.

    Attributes:
        judgement: What the writer concludes.
        exam: Found on examination.
        quiet: Nothing in them is a statement about the present problem.
        past: A problem told only here is past.
        study: Results of studies.
    """

    judgement: tuple[str, ...] = ()
    exam: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    study: tuple[str, ...] = ()


class Time(Model):
    """Concepts of time. `words` maps the value of an acuity fact to an acuity; empty where the word gives none."""

    acuity: str
    duration: str
    words: dict[str, Literal["acute", "subacute", "chronic", "acute_on_chronic", ""]]
