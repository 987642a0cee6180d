"""Acuity and duration: D101, D102, D103."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import Field

from notelint.models import DurationValue, Fact
from notelint.rules.base import Doubts, Example, Rule, RuleContext, Table, Violation, query

ACUITIES = ("acute", "subacute", "chronic", "acute on chronic")


class DurationMissing(Rule[Doubts]):
    """Neither an acuity (acute, subacute, chronic) nor a duration of the pain is documented.

    How long the pain has lasted decides whether imaging, therapy and specialist referral are timely, and it is the
    first thing that a reviewer looks for. One word or one time is enough: "chronic", "for 3 weeks", "since March".

    The rule keeps silent where the history gives a time that nothing ties to another matter: it may well be the pain's.
    """

    id = "D101"
    name = "duration-missing"
    severity = "warning"
    source = "Documentation practice: onset and duration are elements of the history of present illness."
    why = "Without a time course nobody can judge whether work-up and treatment fit the stage of the problem."
    remedy = "Write how long this episode has lasted, or an acuity: acute, subacute, chronic."
    examples = (
        Example("Here for low back pain, dull, worse on stairs. No leg pain. A: low back pain.", True),
        Example("Low back pain for 3 weeks, worse on stairs. No leg pain.", False),
        Example("Chronic low back pain, worse on stairs. No leg pain.", False, shows="An acuity is enough."),
    )

    table_type = Doubts

    def check(self, ctx: RuleContext) -> Iterable[Violation]:
        if ctx.item("duration") != "unmet" or ctx.present(*self.table.doubts):
            return
        pain = ctx.present(ctx.guide.anchor, ctx.guide.plain)
        yield Violation(
            f"Nothing says how long the {ctx.problem} has lasted. Add a duration or an acuity.",
            facts=pain[:1],
            question=query(
                f"How long has this episode of {ctx.problem} lasted, and which word describes it?",
                cites=pain[:1],
                options=ACUITIES,
            ),
        )


class _TimeTable(Table):
    """Concepts of the time course.

    Attributes:
        acuity, duration: Concepts of an acuity word and of a duration.
        neutral: Acuity words that agree with any duration.
        episodes: Concepts in whose sentence a duration is that of a flare or change, not of the whole problem.
        slack: Days by which a limit may be passed on its far side: a month is said for four weeks, three months for
            twelve.
    """

    acuity: str
    duration: str
    neutral: tuple[str, ...] = ()
    episodes: tuple[str, ...] = ()
    slack: dict[str, int] = Field(default_factory=dict)


class AcuityContradictsDuration(Rule[_TimeTable]):
    """The acuity word and the duration disagree.

    Acute is under 4 weeks, subacute 4 to 12, chronic over 12; exactly 4 or 12 weeks agree with both sides, and acute on
    chronic and recurrent agree with any duration. The usual cause is a word carried forward from the first visit.
    Keep the one that is right today and change the other.
    """

    id = "D102"
    name = "acuity-contradicts-duration"
    severity = "warning"
    source = (
        "Documentation practice: acute under 4 weeks, subacute 4 to 12 weeks, chronic over 12 weeks (limits can "
        "be set)."
    )
    why = "A note that contradicts itself supports neither statement, and a reader takes it for copied text."
    remedy = (
        "Make word and duration agree; for a flare of an old problem write acute on chronic or recurrent, with "
        "both times."
    )
    table_type = _TimeTable
    examples = (
        Example("Acute low back pain for 5 months. No leg pain. Sits 20 minutes.", True),
        Example("Low back pain for 10 days. A: chronic low back pain.", True),
        Example(
            "Subacute low back pain for 12 weeks. No leg pain.", False, shows="The boundary agrees with both sides."
        ),
        Example("Acute on chronic low back pain, 3 weeks into this flare.", False),
    )

    def check(self, ctx: RuleContext) -> Iterable[Violation]:
        words = [f for f in ctx.present(self.table.acuity) if isinstance(f.value, str)]
        values = {f.value for f in words}
        if values & set(self.table.neutral) or len(values) > 1:
            # Two different words tell of two episodes (an acute flare of a chronic problem): no one duration has to
            # fit.
            return
        times = [f for f in ctx.present(self.table.duration) if days(f) is not None]
        changing = {f.sentence for f in ctx.present(*self.table.episodes)}
        for word in words:
            near = [f for f in times if f.sentence == word.sentence]
            of_episode = [f for f in near or times if f.sentence not in changing]
            if of_episode and not any(self._agree(str(word.value), days(f) or 0, ctx) for f in of_episode):
                yield self._violation(ctx, word, of_episode)
                return

    def _agree(self, word: str, lasted: int, ctx: RuleContext) -> bool:
        acute, subacute = ctx.limits["acute_days"], ctx.limits["subacute_days"]
        slack = self.table.slack
        spans = {
            "acute": (0, acute + slack.get("acute", 0)),
            "subacute": (acute, subacute + slack.get("subacute", 0)),
            "chronic": (subacute, None),
        }
        if word not in spans:
            return True
        low, high = spans[word]
        return low <= lasted and (high is None or lasted <= high)

    def _violation(self, ctx: RuleContext, word: Fact, times: list[Fact]) -> Violation:
        lasted = days(times[0]) or 0
        return Violation(
            f"The pain is called {word.value} and has lasted about {lasted} days. {_meaning(str(word.value), ctx)} "
            "Correct the word or the duration.",
            at=word,
            facts=tuple(times),
            question=query(
                f"Which time course describes this {ctx.problem} today?", cites=[word, *times], options=ACUITIES
            ),
        )


class AcuityNotStated(Rule[_TimeTable]):
    """A duration is given but no acuity word.

    The duration tells a careful reader what the word would be, so nothing is wrong; the word saves the reader the
    sum and is what other codes for pain ask for. Add acute, subacute or chronic.
    """

    id = "D103"
    name = "acuity-not-stated"
    severity = "info"
    source = (
        "Documentation practice; ICD-10-CM guideline I.C.6.b asks for acute or chronic where pain is coded by "
        "its course."
    )
    why = "The acuity in the clinician's own word leaves nothing to infer."
    remedy = "Add the word: acute, subacute, chronic, acute on chronic, recurrent."
    table_type = _TimeTable
    examples = (
        Example("Low back pain for 3 weeks, no leg pain, sits 20 minutes.", True),
        Example("Acute low back pain for 3 weeks, no leg pain, sits 20 minutes.", False),
    )

    def check(self, ctx: RuleContext) -> Iterable[Violation]:
        times = ctx.present(self.table.duration)
        if not times or ctx.present(self.table.acuity):
            return
        yield Violation(
            "A duration is documented, but no acuity. Add acute, subacute or chronic.",
            at=times[0],
            facts=times[1:],
            question=query(f"Which word describes this {ctx.problem}?", cites=times, options=ACUITIES),
        )


def days(fact: Fact) -> int | None:
    """Days of a duration, where its words give a number."""
    return fact.value.days if isinstance(fact.value, DurationValue) else None


def _meaning(word: str, ctx: RuleContext) -> str:
    """What an acuity word means, by the limits as set."""
    acute, subacute = ctx.limits["acute_days"], ctx.limits["subacute_days"]
    return {
        "acute": f"Acute is under {acute} days.",
        "subacute": f"Subacute is {acute} to {subacute} days.",
        "chronic": f"Chronic is over {subacute} days.",
    }[word]
