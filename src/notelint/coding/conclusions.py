"""What the facts of one note add up to before any code is chosen: status, acuity, duration and the checklist."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Literal

from notelint.coding.chart import LINKED, Chart
from notelint.coding.guide import Guide
from notelint.coding.parts import Requirement
from notelint.models import (
    Acuity,
    Checklist,
    Conclusions,
    DurationValue,
    Extraction,
    Standing,
    Status,
    Visit,
)
from notelint.precompiled import regex

Item = Literal["met", "unmet", "na"]

_AFTER_STUDY = 4  # sentences after the mention of a study in which its result may still be told
_IN_SECTION = 15  # the same, within one section or below a title: a report goes level by level


def conclude(
    extraction: Extraction,
    guide: Guide,
    *,
    visit: Visit = "unstated",
    date_of_service: dt.date | None = None,
    patient_id: str | None = None,
    limits: Mapping[str, int] | None = None,
) -> Conclusions:
    """Conclude what the facts of a note add up to.

    Args:
        extraction: The facts and sections of the note.
        guide: What they are read for.
        visit: New, follow-up or unstated, as given from outside or read from the text.
        date_of_service: Date of the encounter, from outside or from the text.
        patient_id: From outside or from the text.
        limits: `acute_days` and `subacute_days` in days, in place of the guide's.
    """
    chart = Chart(extraction.facts, guide)
    bounds = {**guide.limits, **(limits or {})}
    status = problem_status(chart)
    words = _acuity_words(chart, status)
    days = _duration_days(chart, words, bounds)
    return Conclusions(
        status=status,
        acuity="chronic" if days is None and not words and _since_a_year(chart) else _acuity(words, days, bounds),
        duration_days=days,
        visit=visit,
        date_of_service=date_of_service,
        patient_id=patient_id,
        checklist=_checklist(chart, visit) if status == "current" else None,
    )


def problem_status(chart: Chart) -> Status:
    """Whether the guide's problem is current, told only as past, or absent.

    Plain pain with no level of its own counts where the note puts it at the guide's level.
    """
    guide = chart.guide
    at_level = (*chart.mentions((guide.anchor,)), *_plain_at_level(chart))
    past_only = guide.sections.past
    present = [i for i in at_level if chart.facts[i].assertion == "present" and "goal" not in chart.facts[i].roles]
    if any(chart.facts[i].section not in past_only or "treated" in chart.facts[i].roles for i in present):
        return "current"
    if any("diagnosis" in chart.facts[i].roles and chart.named_at_level(i) for i in chart.asserted(guide.complaint)):
        return "current"
    told_past = any(chart.facts[index].assertion == "historical" for index in at_level)
    copied = any(fact.past and fact.concept == guide.anchor and fact.assertion == "historical" for fact in chart.facts)
    return "historical" if present or told_past or copied else "absent"


def _plain_at_level(chart: Chart) -> tuple[int, ...]:
    """Mentions of the plain problem that the note puts at the guide's level.

    A present place or finding anywhere in the note does so; one of the past (an old operation) only in its own
    sentence, or for a plain problem that is itself past.
    """
    guide, facts = chart.guide, chart.facts
    plain = chart.mentions((guide.plain,), ("present", "historical"))
    if not plain:
        return ()
    others = [
        index
        for index in chart.mentions(guide.concepts - {guide.anchor, guide.plain})
        if facts[index].concept in guide.site or chart.at_level(index)
    ]
    now = {index for index in others if facts[index].assertion in ("present", "absent", "possible", "planned")}
    ever = now | {index for index in others if facts[index].assertion == "historical"}
    ever_sentences = {facts[index].sentence for index in ever}
    return tuple(
        index
        for index in plain
        if (ever if facts[index].assertion == "historical" else now) or facts[index].sentence in ever_sentences
    )


def _acuity_words(chart: Chart, status: Status) -> frozenset[str]:
    """The acuities that the note states in words; empty where it states none, or only words that give no length."""
    time = chart.guide.time
    stated = chart.mentions((time.acuity,), ("present", "historical") if status == "historical" else ("present",))
    return frozenset(time.words.get(str(chart.facts[index].value), "") for index in stated) - {""}


def _duration_days(chart: Chart, words: Iterable[str], bounds: Mapping[str, int]) -> int | None:
    """Days that the pain has lasted. Of several durations (the pain, its last worsening) the one that agrees with the
    acuity stated; without a word, or with none that agrees, the longest."""
    values = (chart.facts[index].value for index in chart.mentions((chart.guide.time.duration,), ("present",)))
    days = [value.days for value in values if isinstance(value, DurationValue) and value.days is not None]
    agreeing = [one for one in days if any(agrees(word, one, bounds) for word in words)]
    return max(agreeing or days, default=None)


_YEAR_ALONE = regex(
    r"(?:(?:since|in|from|to|back|about|around|approximately|early|mid|late|sometime|at least|the|year) )*(?:19|20)\d\d"
)


def _since_a_year(chart: Chart) -> bool:
    """Whether the pain is told to last since a year, with no day or month, or since a month that the story leaves far
    behind. In a note without a date that is no number of days, but chronic all the same: nobody names a year for the
    pain of this one."""
    facts = [chart.facts[index] for index in chart.mentions((chart.guide.time.duration,), ("present",))]
    return any("long" in fact.roles for fact in facts) or any(
        isinstance(fact.value, DurationValue) and _YEAR_ALONE.fullmatch(fact.value.text) for fact in facts
    )


def agrees(word: str, days: int, bounds: Mapping[str, int]) -> bool:
    """Whether an acuity and a number of days agree. A limit agrees with both sides; acute on chronic with anything."""
    acute, subacute = bounds["acute_days"], bounds["subacute_days"]
    return {
        "acute": days <= acute,
        "subacute": acute <= days <= subacute,
        "chronic": days >= subacute,
    }.get(word, True)


def _acuity(words: frozenset[str], days: int | None, bounds: Mapping[str, int]) -> Acuity:
    """The explicit word, else from the days: acute under the first limit, chronic over the second."""
    if "acute_on_chronic" in words or {"acute", "chronic"} <= words:
        return "acute_on_chronic"
    if "chronic" in words:
        return "chronic"
    if "subacute" in words:
        return "subacute"
    if "acute" in words:
        return "acute"
    if days is None:
        return "unstated"
    if days < bounds["acute_days"]:
        return "acute"
    return "subacute" if days <= bounds["subacute_days"] else "chronic"


def _checklist(chart: Chart, visit: Visit) -> Checklist:
    items = {need.item: _item(chart, need, visit) for need in chart.guide.requirements}
    exclusions = {name: _standing(chart, concepts) for name, concepts in chart.guide.exclusions.items()}
    return Checklist(items=items, exclusions=exclusions)


def _item(chart: Chart, need: Requirement, visit: Visit) -> Item:
    if need.kind == "study":
        return _study(chart, need)
    if need.kind == "followup":
        return _followup(chart, need) if visit == "followup" else "na"
    return _mention(chart, need)


def _mention(chart: Chart, need: Requirement) -> Item:
    met = chart.mentions(need.concepts, need.assertions)
    return "met" if any("goal" not in chart.facts[index].roles for index in met) else "unmet"


def _study(chart: Chart, need: Requirement) -> Item:
    """A study done needs a result; one ordered and not yet done meets the need; where none is mentioned, no need."""
    done = chart.mentions(need.concepts, ("present", "historical"))
    ordered = chart.mentions(need.concepts, ("planned",))
    if not done:
        return "met" if ordered else "na"
    if chart.mentions(need.readings, ("present", "absent", "possible")):
        return "met"
    results = chart.mentions(need.results, ("present", "absent", "possible", "historical"))
    if any(_tells(chart, need, study, result) for study in done for result in results):
        return "met"
    # A study that the note also orders is the one that is still to come.
    to_come = {chart.facts[index].concept for index in ordered}
    return "met" if {chart.facts[index].concept for index in done} <= to_come else "unmet"


def _tells(chart: Chart, need: Requirement, study: int, result: int) -> bool:
    """Whether a finding is told as the result of a study: where results stand, or in its sentence, or soon after it.

    A study whose result is said to be awaited has only what its own sentence tells.
    """
    facts = chart.facts
    behind = facts[result].sentence - facts[study].sentence
    if behind == 0 or facts[result].section in chart.guide.sections.study:
        return True
    if facts[result].concept in need.own:
        return False
    if any(facts[index].sentence == facts[study].sentence for index in chart.mentions(need.pending)):
        return False
    same_section = facts[study].section in (None, facts[result].section)
    return 0 < behind <= (_IN_SECTION if same_section else _AFTER_STUDY)


def _followup(chart: Chart, need: Requirement) -> Item:
    """A follow-up must judge the pain anew: its type, its cause, or how it has changed."""
    facts = chart.facts
    types = [
        index
        for index in chart.stated(need.concepts, ("present", "possible"))
        if chart.judged(index) or not chart.on_exam_only(index)
    ]
    causes = [i for i in chart.mentions(need.causes) if facts[i].roles & (LINKED | {"dismissed", "used"})]
    return "met" if types or causes or chart.mentions(need.changes, ("present",)) else "unmet"


def _standing(chart: Chart, concepts: tuple[str, ...]) -> Standing:
    """How the chart deals with something: present, else possible, else stated not to be there, else not spoken of.

    What the assessment tells as past is stated not to be there now.
    """
    present = chart.mentions(concepts, ("present",))
    if present and all("prior_label" in chart.facts[index].roles for index in present):
        # What others called it does not stand against the writer's own denial.
        present = (
            () if any(chart.judged(index) for index in chart.mentions(concepts, ("absent", "historical"))) else present
        )
    if present:
        return "present"
    asked, denied = chart.mentions(concepts, ("possible",)), chart.mentions(concepts, ("absent",))
    settled = any(chart.judged(index) for index in denied) and not any(chart.judged(index) for index in asked)
    if asked and not settled:  # what is asked before the study is answered by the impression after it
        return "possible"
    if denied:
        return "absent"
    past = chart.mentions(concepts, ("historical",))
    return "absent" if any(chart.judged(index) for index in past) else "unaddressed"
