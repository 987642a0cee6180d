"""The type of pain against the code for it: C101 to C105."""

from __future__ import annotations

from collections.abc import Iterable

from notelint.models import ClaimCode, Fact
from notelint.rules.base import Example, Rule, RuleContext, Table, Violation, listed, query


class _Kinds(Table):
    """`kinds`: concepts that characterise the pain, by the role of the code that they support."""

    kinds: dict[str, tuple[str, ...]]


def _named(ctx: RuleContext, facts: Iterable[Fact]) -> str:
    return listed(list(dict.fromkeys(ctx.guide.label(f.concept) for f in facts)))


class CharacterisedAsOther(Rule[_Kinds]):
    """The unspecified code stands on the note, and the pain is documented as mechanical, muscular or strain-like.

    Such pain has been characterised, so it takes the code for other low back pain. Change the code; the words are fine.
    """

    id = "C101"
    name = "characterised-as-other"
    severity = "error"
    source = "ICD-10-CM Tabular List, M54.59 (other low back pain) against M54.50 (unspecified); guideline I.A.9.a."
    why = "The unspecified code is for pain that nobody has characterised; this note does."
    remedy = "Use the code for other low back pain."
    table_type = _Kinds
    examples = (
        Example("Chronic mechanical low back pain, M54.50. No leg pain. Sits 20 minutes.", True),
        Example("Chronic mechanical low back pain, M54.59. No leg pain. Sits 20 minutes.", False),
        Example("Chronic low back pain, possibly muscular, M54.50. No leg pain.", False, shows="A hedge is not coded."),
    )

    def check(self, ctx: RuleContext) -> Iterable[Violation]:
        unspecified, other = ctx.guide.codes["unspecified"], ctx.guide.codes["other"]
        codes = ctx.claimed(unspecified)
        if not codes or ctx.suggestion.code != other:
            return
        words = ctx.nature(*self.table.kinds["other"])
        kind = _named(ctx, words) or "a type of its own"
        yield Violation(
            f"The pain is documented as {kind}, so {other} applies; {unspecified} is for pain that nobody has "
            "characterised. "
            f"Use {other}.",
            at=codes[0],
            facts=words,
            suggested_code=other,
        )


class CharacterisedAsVertebrogenic(Rule[_Kinds]):
    """The code for unspecified or other low back pain stands on the note, and the pain is documented as vertebrogenic.

    Pain from the vertebral endplates has its own code, whatever else is said of it. Change the code.
    """

    id = "C102"
    name = "characterised-as-vertebrogenic"
    severity = "error"
    source = "ICD-10-CM Tabular List, M54.51: vertebrogenic low back pain, low back vertebral endplate pain."
    why = "Vertebrogenic pain has a code of its own, and care of the basivertebral nerve is judged by it."
    remedy = "Use the code for vertebrogenic low back pain."
    table_type = _Kinds
    examples = (
        Example("MRI: Modic type 1 change L4-5. A: chronic vertebrogenic low back pain, M54.50. No leg pain.", True),
        Example("MRI: Modic type 1 change L4-5. A: chronic vertebrogenic low back pain, M54.51. No leg pain.", False),
        Example("A: chronic low back pain, vertebrogenic origin possible, M54.50. No leg pain.", False),
    )

    def check(self, ctx: RuleContext) -> Iterable[Violation]:
        unspecified, other = ctx.guide.codes["unspecified"], ctx.guide.codes["other"]
        vertebrogenic = ctx.guide.codes["vertebrogenic"]
        codes = ctx.claimed(unspecified, other)
        if not codes or ctx.suggestion.code != vertebrogenic:
            return
        yield Violation(
            f"The pain is documented as vertebrogenic, so {vertebrogenic} applies, not {codes[0].code}. Use "
            f"{vertebrogenic}.",
            at=codes[0],
            facts=ctx.nature(*self.table.kinds["vertebrogenic"]),
            suggested_code=vertebrogenic,
        )


class _Support(Table):
    """What supports vertebrogenic pain.

    Attributes:
        kinds: Concepts that characterise the pain, by the role of the code that they support.
        findings: Findings that support it, dismissed or not.
        clinical: Concepts that support it where the sentence that says so names them, or the assessment uses them.
    """

    kinds: dict[str, tuple[str, ...]]
    findings: tuple[str, ...]
    clinical: tuple[str, ...] = ()


class VertebrogenicUnsupported(Rule[_Support]):
    """Vertebrogenic pain, or its code, with no endplate or Modic finding and no clinical support stated.

    The code stands as the record says (code assignment is separate from clinical validation), but a reviewer will
    ask what it rests on. Name the endplate finding and its level, or the clinical picture.
    """

    id = "C103"
    name = "vertebrogenic-unsupported"
    severity = "warning"
    source = "ICD-10-CM guideline I.A.19 (code assignment and clinical criteria); clinical validation practice."
    why = (
        "Endplate change on imaging, or a clinical picture that fits, is what reviewers look for beside this diagnosis."
    )
    remedy = 'Name the support: "Modic 1 change at L4-5", or the clinical picture that makes you call it vertebrogenic.'
    table_type = _Support
    examples = (
        Example("Chronic vertebrogenic low back pain, M54.51. No leg pain. Sits 20 minutes.", True),
        Example("MRI: Modic type 2 change at L5-S1. Chronic vertebrogenic low back pain, M54.51. No leg pain.", False),
    )

    def check(self, ctx: RuleContext) -> Iterable[Violation]:
        codes = ctx.claimed(ctx.guide.codes["vertebrogenic"])
        words = ctx.nature(*self.table.kinds["vertebrogenic"])
        if not codes and not words:
            return
        found = ctx.stated(self.table.findings, "present", "historical", "possible")
        if found or self._clinical(ctx, words):
            return
        yield Violation(
            "The pain is called or coded vertebrogenic, and neither an endplate or Modic finding nor "
            "clinical support is "
            "documented. The code can stand; document what it rests on.",
            at=_place(codes, words),
            facts=words,
            question=query(
                f"On what clinical or imaging findings, if any, does the type of {ctx.problem} in this note rest?",
                cites=words,
            ),
        )

    def _clinical(self, ctx: RuleContext, words: tuple[Fact, ...]) -> bool:
        """Whether the sentence that says vertebrogenic, or the assessment, names what speaks for it."""
        sentences = {f.sentence for f in words}
        return any("used" in f.roles or f.sentence in sentences for f in ctx.present(*self.table.clinical))


class CharacterisationMissing(Rule[_Kinds]):
    """The code for vertebrogenic or other low back pain stands on the note, and no words in the text support it.

    A code for a type of pain needs the type in the clinician's words. Add them if they are true; otherwise use the
    unspecified code.
    """

    id = "C104"
    name = "characterisation-missing"
    severity = "error"
    source = "ICD-10-CM guideline I.A.19: a code rests on the provider's statement; IV.H: hedged words are not coded."
    why = "A specific code without the words that support it does not stand up in review."
    remedy = "Document the type of pain in the assessment, or use the code that the words support."
    table_type = _Kinds
    examples = (
        Example("Low back pain for 3 weeks, M54.59. No leg pain. Sits 20 minutes.", True),
        Example("Low back pain for 3 weeks, probably muscular, M54.59. No leg pain. Sits 20 minutes.", True),
        Example("Mechanical low back pain for 3 weeks, M54.59. No leg pain. Sits 20 minutes.", False),
    )

    def check(self, ctx: RuleContext) -> Iterable[Violation]:
        for role, concepts in self.table.kinds.items():
            code = ctx.guide.codes[role]
            codes = ctx.claimed(code)
            if codes and not self._supported(ctx, role, concepts):
                yield self._violation(ctx, codes[0], concepts)
                return

    def _supported(self, ctx: RuleContext, role: str, concepts: tuple[str, ...]) -> bool:
        """The code is what the note supports; or another takes its place, and the words are there all the same."""
        said = ctx.suggestion.code
        if said == ctx.guide.codes[role]:
            return True
        # Asserted vertebrogenic pain under the code for other pain is one matter, and another rule's.
        if role == "other" and said == ctx.guide.codes["vertebrogenic"]:
            return True
        return said == "other" and bool(ctx.nature(*concepts))

    def _violation(self, ctx: RuleContext, code: ClaimCode, concepts: tuple[str, ...]) -> Violation:
        every = [c for named in self.table.kinds.values() for c in named]
        hedged = ctx.stated(every, "possible")
        documented = ctx.nature(*every)
        advice = ctx.advice()
        instead = f", or use {advice}" if advice and advice != code.code else ""
        but = " The only words for it are hedged." if set(concepts) & {f.concept for f in hedged} else ""
        options = list(dict.fromkeys(ctx.guide.label(f.concept) for f in (*documented, *hedged)))
        return Violation(
            f"{code.code} needs a type of pain in the clinician's words, and none supports it.{but} "
            f"Document the type if it is known{instead}.",
            at=code,
            facts=(*documented, *hedged),
            suggested_code=advice if advice != code.code else None,
            question=query(
                f"How would you characterise the {ctx.problem}, if it can be said?",
                cites=(*documented, *hedged) or ctx.present(ctx.guide.anchor)[:1],
                options=[*options, "type not known"] if options else (),
            ),
        )


class _Hedges(Table):
    """`concepts`: characterisations of the pain, of whatever code."""

    concepts: tuple[str, ...]


class CharacterisationHedged(Rule[_Hedges]):
    """The only characterisation of the pain is hedged (possible, probable, likely, suspected, rule out, versus).

    Hedged words are not coded for outpatients, so the pain stays unspecified. If you hold it for established, say so
    without the hedge; if not, the unspecified code is right.
    """

    id = "C105"
    name = "characterisation-hedged"
    severity = "warning"
    source = (
        "ICD-10-CM guideline IV.H: diagnoses documented as probable, suspected or likely are not coded for outpatients."
    )
    why = "A hedge changes nothing in the code; the answer decides whether a more specific one can be used."
    remedy = (
        "State the type without a hedge where it is established; otherwise leave it, and keep the unspecified code."
    )
    table_type = _Hedges
    examples = (
        Example("Low back pain for 3 weeks, probably muscular. No leg pain. Sits 20 minutes.", True),
        Example("Low back pain for 3 weeks, muscular. No leg pain. Sits 20 minutes.", False),
        Example("Low back pain for 3 weeks. No leg pain. Sits 20 minutes.", False),
    )

    def check(self, ctx: RuleContext) -> Iterable[Violation]:
        # Where another condition takes the code's place the hedge changes nothing. Before the codes existed, their
        # parent is what an unspecified pain takes.
        plain = {ctx.guide.codes["unspecified"], ctx.guide.codes["parent"]}
        if not plain & {ctx.suggestion.code, *ctx.suggestion.instead}:
            return
        hedged = [f for f in ctx.stated(self.table.concepts, "possible") if not ctx.on_exam(f)]
        if not hedged:
            return
        options = list(dict.fromkeys(ctx.guide.label(f.concept) for f in hedged))
        yield Violation(
            f"The only characterisation of the pain is hedged ({_named(ctx, hedged)}), and hedged words are "
            "not coded for "
            f"outpatients. {ctx.guide.codes['unspecified']} stands until the type is stated without a hedge.",
            at=hedged[0],
            facts=tuple(hedged[1:]),
            question=query(
                f"How would you characterise the {ctx.problem}, if it can be said?",
                cites=hedged,
                options=[*options, "type not known at this time"],
            ),
        )


def _place(codes: tuple[ClaimCode, ...], words: tuple[Fact, ...]) -> ClaimCode | Fact | None:
    """The code if it is written in the text, else the words, else the code that was given from outside."""
    written = next((code for code in codes if code.fact is not None), None)
    return written or (words[0] if words else next(iter(codes), None))
