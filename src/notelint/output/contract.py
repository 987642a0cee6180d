"""The JSON contract, which other programs rely on. Names are final; a field may be added, none is renamed or dropped.

These models are apart from `notelint.models`, so that a change inside cannot change the contract unseen. The guide's
own name (the problem that it is about) is a key of the report; `report_model` gives the model of one guide's reports.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from notelint.models import Acuity, Assertion, Confidence, Severity, Standing, Status, Visit

ItemState = Literal["met", "unmet", "na"]


class Contract(BaseModel):
    """Base of the contract's models: frozen, nothing unnamed."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Note(Contract):
    """The note and what is known about it."""

    path: str | None = Field(description="Where it was read from, as the user named it.")
    note_id: str | None
    patient_id: str | None
    date_of_service: str | None = Field(description="ISO 8601 date.")
    visit: Visit
    codes: list[str] = Field(description="ICD-10-CM codes of the claim: given from outside, else written in the text.")
    procedures: list[str] = Field(description="CPT codes of the claim.")


class Duration(Contract):
    """How long something has lasted; `days` is null where the words give no number."""

    days: int | None
    text: str | None


class Fact(Contract):
    """One mention. Offsets are Unicode code points into the note as read, end exclusive; lines and columns from 1."""

    concept: str
    assertion: Assertion
    start: int
    end: int
    text: str | None = Field(description="The words; null with --no-source.")
    line: int
    column: int
    section: str | None
    value: Duration | float | str | None = Field(
        description="A duration, the number of a disability score, the normal form of a code, or null."
    )


class Checklist(Contract):
    """What the chart shows of what it should: one key an item, and the exclusions."""

    model_config = ConfigDict(frozen=True, extra="allow")
    __pydantic_extra__: dict[str, ItemState] = Field(init=False)

    exclusions: dict[str, Standing] = Field(description="How the chart deals with each excluding condition.")


class Reason(Contract):
    """A sentence that supports the suggestion, with the facts (indices) that it rests on."""

    text: str | None = Field(description="The sentence; null with --no-source.")
    facts: list[int]
    source: str


class Rejected(Contract):
    """A code that was weighed and not chosen."""

    code: str
    why: str


class Suggestion(Contract):
    """The code that the note supports."""

    code: str = Field(description="A code of the guide, `other` or `none`.")
    instead: list[str] = Field(description="With `other`: code families or full codes.")
    confidence: Confidence
    reasons: list[Reason]
    rejected: list[Rejected]


class Finding(Contract):
    """One finding. The place is null where something is missing or stands outside the text."""

    rule: str
    name: str
    severity: Severity
    message: str
    start: int | None
    end: int | None
    line: int | None
    column: int | None
    facts: list[int] = Field(description="Indices into the report's facts: the words that it rests on.")
    reason: str
    source: str
    suggested_code: str | None
    question: str | None = Field(description="A query for the clinician that could settle it.")
    origin: str = Field(description="`text`, `front matter`, or `manifest:7` (line of the manifest).")


class Report(Contract):
    """Everything about one note. `status` is printed under the guide's own name."""

    note: Note
    status: Status
    facts: list[Fact]
    acuity: Acuity
    duration_days: int | None
    checklist: Checklist | None = Field(description="Null unless the problem is current.")
    suggestion: Suggestion | None = Field(description="Null where codes are left out, for clinicians.")
    findings: list[Finding]


class FindingCounts(Contract):
    """Findings by severity."""

    error: int
    warning: int
    info: int


class Summary(Contract):
    """Totals of a run."""

    notes: int = Field(description="Notes that have a report.")
    failed: int = Field(description="Notes and files with a failure.")
    findings: FindingCounts
    baselined: int = Field(description="Findings that the baseline holds, which are not reported.")


class Failure(Contract):
    """A note, file or rule that could not be dealt with. It never holds words of a note."""

    path: str
    error: str


class End(Contract):
    """The last line of the `jsonl` format."""

    version: str
    summary: Summary
    failures: list[Failure]


@cache
def report_model(guide: str) -> type[Report]:
    """The model of one guide's reports, in which the status stands under the guide's name."""
    status = (Annotated[Status, Field(alias=guide, description=f"Whether {guide.replace('_', ' ')} is current.")], ...)
    fields: dict[str, Any] = {"status": status}
    return create_model(f"Report_{guide}", __base__=Report, __doc__="Everything about one note.", **fields)


def schema(guides: Iterable[str]) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of what `--format json` prints, for notes read with any of `guides`.

    One line of `--format jsonl` is a `Report_...` of `$defs`, the last an `End`.
    """
    models = [report_model(guide) for guide in guides]
    reports: Any = models[0]
    for model in models[1:]:
        reports = reports | model
    document: Any = create_model(
        "Document",
        __base__=Contract,
        __doc__="What `notelint check --format json` prints.",
        version=(str, ...),
        reports=(list[reports], ...),
        summary=(Summary, ...),
        failures=(list[Failure], ...),
    )
    made: dict[str, Any] = document.model_json_schema(by_alias=True, mode="serialization")
    end = End.model_json_schema(mode="serialization")
    made["$defs"].update(end.pop("$defs"))
    made["$defs"]["End"] = end
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_open(made)}


def _open(part: Any) -> Any:
    """The schema without its bans on further keys: a field may be added, and old schemas must hold for it."""
    if isinstance(part, dict):
        kept = {key: _open(value) for key, value in part.items()}
        if kept.get("additionalProperties") is False:
            del kept["additionalProperties"]
        return kept
    return [_open(item) for item in part] if isinstance(part, list) else part
