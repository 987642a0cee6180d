"""What the chart should rule out or characterise: D501 to D505."""

from __future__ import annotations

from collections.abc import Iterable

from notelint.models import Fact
from notelint.rules.base import Example, Rule, RuleContext, Table, Violation, belongs, listed, query


class _Exclusion(Table):
    """`exclusion`: name of the exclusion in the guide. `title`: what it is called. `ask`: the question to the
    clinician. `doubts`: evidence that the note may speak of it after all.
    """

    exclusion: str
    title: str
    ask: str
    doubts: tuple[str, ...] = ()


class _NotAddressed(Rule[_Exclusion]):
    """Base of the rules on conditions that the chart neither documents nor excludes."""

    table_type = _Exclusion

    def check(self, ctx: RuleContext) -> Iterable[Violation]:
        if ctx.standing(self.table.exclusion) != "unaddressed" or ctx.present(*self.table.doubts):
            return
        pain = ctx.present(ctx.guide.anchor, ctx.guide.plain)[:1]
        yield Violation(
            f"{self.table.title[0].upper()}{self.table.title[1:]} is neither documented nor excluded. Say which.",
            facts=pain,
            question=query(self.table.ask, cites=pain),
        )


class SciaticaNotAddressed(_NotAddressed):
    """Sciatica, radiculopathy or radiating leg pain is neither documented nor excluded.

    Low back pain with sciatica has a code of its own, so the chart has to say whether the pain goes into the leg.
    "No leg pain" is enough, and so is a hedge; a negative straight leg raise alone is not.

    The rule keeps silent where the history speaks of the legs in words that could not be read as pain or as none.
    """

    id = "D501"
    name = "sciatica-not-addressed"
    severity = "warning"
    source = "ICD-10-CM Tabular List, Excludes1 at M54.5: low back pain with sciatica (M54.4-)."
    why = "Whether the pain goes into the leg decides between two code families that exclude each other."
    remedy = 'Write whether there is leg pain: "no radiation to the legs", or where it goes and on which side.'
    examples = (
        Example("Low back pain for 2 weeks. Sits 20 minutes. Straight leg raise negative.", True),
        Example("Low back pain for 2 weeks. Sits 20 minutes. No radiation to the legs.", False),
        Example("Low back pain for 2 weeks, possible sciatica. Sits 20 minutes.", False, shows="A hedge addresses it."),
    )


class DiscDisplacementNotAddressed(_NotAddressed):
    """Disc displacement is neither documented nor excluded.

    Lumbago due to disc displacement has a code of its own. Where it was thought of, one clause says so; where imaging
    answers it, quote the answer. Nothing has to be imaged to satisfy this rule.
    """

    id = "D502"
    name = "disc-displacement-not-addressed"
    severity = "info"
    source = "ICD-10-CM Tabular List, Excludes1 at M54.5: lumbago due to intervertebral disc displacement (M51.2-)."
    why = "A note that says that it was considered leaves no doubt about the code."
    remedy = 'Where it was considered, write so: "no disc herniation on MRI", "no clinical sign of disc displacement".'
    examples = (
        Example("Low back pain for 2 weeks. Sits 20 minutes. No leg pain.", True),
        Example("Low back pain for 2 weeks. Sits 20 minutes. No leg pain. MRI: no disc herniation.", False),
    )


class StrainNotAddressed(_NotAddressed):
    """Lumbar strain is neither documented nor excluded.

    A strain is an injury and is coded as one. Where the pain began with a lift or a fall, say whether you diagnose
    a strain; the onset alone is no diagnosis.
    """

    id = "D503"
    name = "strain-not-addressed"
    severity = "info"
    source = "ICD-10-CM Tabular List, Excludes1 at M54.5: low back strain (S39.012)."
    why = "A note that says that it was considered leaves no doubt about the chapter of the code."
    remedy = 'Where it was considered, write so: "no strain: resisted testing is painless", or diagnose it.'
    examples = (
        Example("Low back pain for 2 weeks. Sits 20 minutes. No leg pain.", True),
        Example("Low back pain for 2 weeks. Sits 20 minutes. No leg pain. Not a lumbar strain.", False),
    )


class _LegPain(Table):
    """Leg symptoms and what characterises them.

    Attributes:
        symptoms: Concepts of leg pain and leg neurological signs.
        characters: Concepts that say what it is, present or hedged.
        judged: Concepts that say what it is not, where the writer judges.
        families: Codes that say what it is.
        girdle: Words of the seat: pain that goes no further is no leg pain where the leg is denied.
        limb: Words of the leg itself.
        options: Answers to the question.
    """

    symptoms: tuple[str, ...]
    characters: tuple[str, ...]
    judged: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    girdle: tuple[str, ...] = ()
    limb: tuple[str, ...] = ()
    options: tuple[str, ...]


class LegPainUncharacterised(Rule[_LegPain]):
    """Leg pain or leg neurological signs are documented, but nobody says whether it is sciatica, radiculopathy or
    referred pain.

    The three lead to different codes, and a coder may not choose between them. Write what you take it for, or that
    it is unclear.
    """

    id = "D504"
    name = "leg-pain-uncharacterised"
    severity = "warning"
    source = (
        "ICD-10-CM Tabular List: M54.4- (with sciatica) against M54.1- (radiculopathy); symptoms are coded as "
        "documented."
    )
    why = (
        "A coder may not turn leg pain into sciatica; without the clinician's word the leg goes uncoded or is "
        "coded wrongly."
    )
    remedy = (
        "Write what the leg pain is: sciatica, radiculopathy, referred pain, neurogenic claudication, or not yet clear."
    )
    table_type = _LegPain
    examples = (
        Example("Acute low back pain for 3 weeks, shoots down the right leg. Sits 20 minutes.", True),
        Example("Acute low back pain for 3 weeks with right sciatica. Sits 20 minutes.", False),
        Example(
            "Chronic low back pain and bilateral leg pain on walking: neurogenic claudication. Walks one block.", False
        ),
        Example(
            "Low back pain for 3 weeks, either buttock is sore in turn. It does not travel down the legs. Walks slow.",
            False,
        ),
    )

    def check(self, ctx: RuleContext) -> Iterable[Violation]:
        symptoms = [f for f in ctx.present(*self.table.symptoms) if "dismissed" not in f.roles]
        if not symptoms or self._characterised(ctx) or self._stops_short(ctx, symptoms):
            return
        names = list(dict.fromkeys(ctx.guide.label(f.concept) for f in symptoms))
        yield Violation(
            f"The note documents {listed(names)}, and nobody says what it is. Characterise it: "
            f"{listed(self.table.options, 'or')}.",
            at=symptoms[0],
            facts=tuple(symptoms[1:]),
            question=query(
                "How would you characterise these leg symptoms?", cites=symptoms, options=self.table.options
            ),
        )

    def _stops_short(self, ctx: RuleContext, symptoms: list[Fact]) -> bool:
        """Whether the pain reaches the seat only, and the note denies that it goes into the leg."""
        girdle, limb = set(self.table.girdle), set(self.table.limb)
        words = [set(f.text.lower().split()) for f in symptoms]
        if not all(own & girdle and not own & limb for own in words):
            return False
        denied = ctx.stated(self.table.symptoms, "absent")
        return any(f.concept == symptoms[0].concept and not girdle & set(f.text.lower().split()) for f in denied)

    def _characterised(self, ctx: RuleContext) -> bool:
        said = ctx.stated(self.table.characters, "present", "possible")
        judged = [f for f in ctx.stated(self.table.judged, "absent") if ctx.judged(f)]
        return bool(said or judged or ctx.claimed(*self.table.families))


class _Sided(Table):
    """Sciatica and its side.

    Attributes:
        concepts: What needs a side.
        carriers: Concepts whose side is also its side.
        family: The code family that is split by side.
        sided: The codes of the family that tell a side.
    """

    concepts: tuple[str, ...]
    carriers: tuple[str, ...] = ()
    family: str
    sided: tuple[str, ...]


class SciaticaSideMissing(Rule[_Sided]):
    """Sciatica with low back pain is documented and no side is given.

    The code has a right, a left and an unspecified form. Write right, left or both; both sides take both codes.
    """

    id = "D505"
    name = "sciatica-side-missing"
    severity = "warning"
    source = "ICD-10-CM Tabular List, M54.40 to M54.42; guideline I.B.13 (laterality)."
    why = "The unspecified side is for charts that do not know it; the clinician nearly always does."
    remedy = "Write the side: right sciatica, left sciatica, or both."
    table_type = _Sided
    examples = (
        Example("Low back pain with sciatica since Sunday. Walks slowly.", True),
        Example("Low back pain with left sciatica since Sunday. Walks slowly.", False),
    )

    def check(self, ctx: RuleContext) -> Iterable[Violation]:
        sciatica = ctx.present(*self.table.concepts)
        carried = ctx.supported(self.table.family)
        if not sciatica or not carried or self._sides(ctx, sciatica):
            return
        yield Violation(
            f"Sciatica is documented without its side, which leaves only {carried[0]}. "
            f"Add right or left ({listed(self.table.sided, 'or')}).",
            at=sciatica[0],
            facts=sciatica[1:],
            question=query("On which side is the sciatica?", cites=sciatica, options=("right", "left", "both sides")),
        )

    def _sides(self, ctx: RuleContext, sciatica: tuple[Fact, ...]) -> bool:
        told = any(f.side for f in (*sciatica, *ctx.present(*self.table.carriers)))
        return told or any(belongs(code.code, sided) for code in ctx.claim.codes for sided in self.table.sided)
