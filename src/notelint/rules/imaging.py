"""Imaging: a study without its result (D201), findings that the assessment leaves hanging (D202, D203)."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import Field

from notelint.models import Fact
from notelint.rules.base import ASSESSMENT, Example, Rule, RuleContext, Table, Violation, listed, query

_SETTLED = frozenset({"cause", "diagnosis", "dismissed", "used"})


class _Studies(Table):
    """`studies`: concepts of imaging (electrodiagnosis is none). `results`: concepts that tell what a study showed.
    `doubts`: evidence that words behind a study may be its result.
    """

    studies: tuple[str, ...]
    results: tuple[str, ...]
    doubts: tuple[str, ...] = ()


class ImagingResultMissing(Rule[_Studies]):
    """Lumbar imaging is reported as done or reviewed and no result is documented.

    A study that was worth doing is worth a line: the finding, or that it was normal. If the result is not back,
    write that it is awaited; if it is kept elsewhere, write what it said.

    The rule keeps silent where words behind the name of the study may be its result, but could not be read as one.
    """

    id = "D201"
    name = "imaging-result-missing"
    severity = "warning"
    source = "Documentation practice: a study that is reviewed or relied on is documented with its result."
    why = "A study without a result supports nothing: neither the diagnosis, nor the next step, nor the study itself."
    remedy = "Write what the study showed, or that it was normal, or that the result is awaited."
    table_type = _Studies
    examples = (
        Example(
            "Low back pain for 6 weeks. Had an MRI of the lumbar spine last week. No leg pain. Sits 20 minutes.", True
        ),
        Example("Low back pain for 6 weeks. Lumbar MRI last week was normal. No leg pain. Sits 20 minutes.", False),
        Example("Low back pain for 6 weeks. Lumbar MRI ordered. No leg pain. Sits 20 minutes.", False),
    )

    def check(self, ctx: RuleContext) -> Iterable[Violation]:
        if ctx.item("imaging") != "unmet" or ctx.present(*self.table.doubts):
            return
        done = ctx.present(*self.table.studies)
        told = {f.sentence for f in ctx.stated(self.table.results, "present", "absent", "possible")}
        bare = [f for f in done if f.sentence not in told] or list(done)
        yield Violation(
            "Imaging is reported, but not what it showed. Add the result, or say that it is awaited.",
            at=bare[0] if bare else None,
            facts=tuple(bare[1:]),
            question=query(
                "What did the study show?",
                cites=bare,
                options=("result available (please document it)", "result not yet available", "study not done"),
            ),
        )


class _Findings(Table):
    """Structural findings that the assessment should take up.

    Attributes:
        concepts: The findings, in the order in which they are named.
        characters: For a finding, the characterisations of the pain that take it up, whatever is said of them.
        would: For a finding, the code family that it could lead to.
        weighed: Concepts of statements about the images as a whole, which take up or dismiss all that they show.
    """

    concepts: tuple[str, ...]
    characters: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    would: dict[str, str] = Field(default_factory=dict)
    weighed: tuple[str, ...] = ()


class _Unlinked(Rule[_Findings]):
    """Base of the rules on findings that the assessment neither uses nor dismisses."""

    table_type = _Findings

    def check(self, ctx: RuleContext) -> Iterable[Violation]:
        if ctx.suggestion.instead:
            return  # the writer has named what explains the pain; what else stands on the image moves no code
        if ctx.stated(self.table.weighed):
            return  # "the MRI findings are incidental": said of all of them at once
        open_findings = [f for concept in self.table.concepts for f in self._hanging(ctx, concept)]
        if not open_findings:
            return
        names = list(dict.fromkeys(f.concept for f in open_findings))
        moves = [
            f"{ctx.guide.label(name)} could lead to {self.table.would[name]}"
            for name in names
            if name in self.table.would
        ]
        yield Violation(
            f"The note documents {listed([ctx.guide.label(name) for name in names])}; the assessment neither uses nor "
            f"dismisses it. {self._consequence(moves)}Say whether it explains the pain or is incidental.",
            at=open_findings[0],
            facts=tuple(open_findings[1:]),
            question=query(
                f"What part, if any, does each of these findings have in the present {ctx.problem}?",
                cites=[next(f for f in open_findings if f.concept == name) for name in names],
                options=("cause of the pain", "contributes to the pain", "incidental, not related to the pain"),
            ),
        )

    def _hanging(self, ctx: RuleContext, concept: str) -> list[Fact]:
        """Present mentions of a finding that nothing in the note takes up."""
        mentions = ctx.stated([concept], "present", "possible", "absent", "historical")
        present = [f for f in mentions if f.assertion == "present"]
        taken_up = any(_SETTLED & f.roles or f.section in ASSESSMENT for f in mentions)
        characterised = ctx.stated(self.table.characters.get(concept, ()), "present", "possible", "absent")
        return [] if taken_up or characterised else present

    def _consequence(self, moves: list[str]) -> str:
        return f"{'; '.join(moves)[0].upper()}{'; '.join(moves)[1:]}. " if moves else ""


class ImagingFindingUnlinked(_Unlinked):
    """A structural finding that may move the diagnosis is documented, and the assessment neither uses nor dismisses it.

    Endplate change, disc degeneration, displacement, stenosis, listhesis and fracture each lead to a code of their
    own where the writer names them as the cause; on an image alone they change nothing. Say which of them explains
    the pain, or that it is incidental.
    """

    id = "D202"
    name = "imaging-finding-unlinked"
    severity = "warning"
    source = "ICD-10-CM guideline I.A.19: a code rests on the provider's statement; a coder may not interpret an image."
    why = (
        "Only the writer can say whether a finding is the cause of the pain or a bystander, and the code depends on it."
    )
    remedy = 'Take a stand in the assessment: "due to the L4-5 herniation", or "the herniation is incidental".'
    examples = (
        Example(
            "HPI: low back pain for 8 weeks, no leg pain, sits 20 minutes.\n"
            "IMAGING: MRI lumbar spine: L4-5 disc herniation.\n"
            "ASSESSMENT: Low back pain.",
            True,
        ),
        Example(
            "HPI: low back pain for 8 weeks, no leg pain, sits 20 minutes.\n"
            "IMAGING: MRI lumbar spine: L4-5 disc herniation.\n"
            "ASSESSMENT: Low back pain. The disc herniation is incidental.",
            False,
        ),
        Example(
            "HPI: low back pain for 8 weeks, no leg pain, sits 20 minutes.\n"
            "IMAGING: MRI lumbar spine: L4-5 disc desiccation and a small bulge.\n"
            "ASSESSMENT: Low back pain. The MRI findings do not fit the exam.",
            False,
            shows="What is said of the images as a whole is said of each finding.",
        ),
        Example(
            "HPI: low back pain for 8 weeks, no leg pain, sits 20 minutes.\n"
            "IMAGING: MRI lumbar spine: no disc herniation, no stenosis.\n"
            "ASSESSMENT: Low back pain.",
            False,
        ),
    )


class ImagingDetailUnlinked(_Unlinked):
    """Disc height loss, facet or sacroiliac joint change is documented and the assessment neither uses nor
    dismisses it.

    These seldom change the code by themselves, but a reader wonders. One clause settles it: "age-appropriate", or "the
    facets are the likely source" where the writer thinks so.
    """

    id = "D203"
    name = "imaging-detail-unlinked"
    severity = "info"
    source = "ICD-10-CM guideline I.A.19: a code rests on the provider's statement; a coder may not interpret an image."
    why = "A change that is listed and left alone leaves open whether it was weighed."
    remedy = "Say in the assessment whether the change matters or is incidental."
    examples = (
        Example(
            "HPI: low back pain for 8 weeks, no leg pain.\nIMAGING: X-ray lumbar spine: facet arthropathy L4-5.\n"
            "ASSESSMENT: Low back pain.",
            True,
        ),
        Example(
            "HPI: low back pain for 8 weeks, no leg pain.\nIMAGING: X-ray lumbar spine: facet arthropathy L4-5.\n"
            "ASSESSMENT: Low back pain. The facet arthropathy is incidental.",
            False,
        ),
    )
