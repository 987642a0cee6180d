"""What a note is about: the back, another part of the body, or the back only in passing; and which mentions may stand in it."""

from __future__ import annotations

from collections.abc import Sequence as Seq
from typing import TYPE_CHECKING

from notelint.pipeline.attribution import OTHER_SPINE, Regions
from notelint.pipeline.fractures import broke_another_bone, of_another_bone
from notelint.pipeline.illness import at_an_operation, of_another_infection, of_another_tumor
from notelint.pipeline.mainly import about_a_limb
from notelint.pipeline.matching import Mention
from notelint.pipeline.mistaken import of_another_matter
from notelint.pipeline.roots import of_a_root
from notelint.precompiled import regex

if TYPE_CHECKING:
    from notelint.pipeline.pipe import Analysis

_FOREMOST = frozenset({"chief_complaint", "assessment", "assessment_plan", "indication"})
ASIDE = frozenset(
    {"ros", "past_history", "medications", "allergies", "family_history", "social_history", "surgical_history"}
)
_RED_FLAGS = frozenset({"infection", "malignancy"})
_LUMBAR = regex(
    r"\b(?:lumbar(?! (?:puncture|drain|tap|arter|catheter|plexus|vein|node|sympath))|lumbosacral|l spine|l/s|low back|lower back|lumbago|loin|l\d ?(?:[-/]|to|through|and) ?[ls]?\d)\b"
)
_TAPPED = regex(r"\b(?:csf|cerebrospinal|spinal fluid|punctures?|taps?|drains?|subarachnoid|intrathecal|shunt)\b")
"""Beside a lumbar word: a place that fluid is taken from, and no back that is told about."""
_CENTRAL = regex(r"\b(?:brain|cerebral|cranial|cervical|thoracic|multiple sclerosis|lesions?|stroke|seizures?)\b")
"""Words of a neurologist's note that images the whole axis for another reason than the back."""


def back_focus(analysis: Analysis, mentions: Seq[Mention]) -> bool:
    """Whether the back is a matter of this note and not only a word in a list of systems."""
    pains = [m for m in mentions if m.problem and m.assertion in ("present", "historical", "possible")]
    told = [m for m in pains if m.section not in ASIDE]
    lumbar = any(m.target.problem == "anchor" for m in told) or _LUMBAR.search(analysis.normal.lower) is not None
    if _is_lumbar_procedure(analysis):
        return True
    if told and (lumbar or any(m.section in _FOREMOST for m in told) or told[0].start < 200):
        return True
    if any(
        m.concept == "strain" and m.assertion == "present" and _LUMBAR.search(_words(analysis, m)) for m in mentions
    ):
        return True  # the pain by the name of its cause
    if pains and any(
        m.target.about == "spine" and m.assertion == "present" and m.section in _FOREMOST for m in mentions
    ):
        return True
    if lumbar and of_a_root(mentions, ASIDE):
        return True
    # No pain named: a lumbar study, operation or radiculopathy report is about the back too; a list of old operations is not.
    found = [m.start() for m in _LUMBAR.finditer(analysis.normal.lower, 0, 6000)]
    lumbar_words = sum(analysis.part(at).name not in ASIDE for at in found)
    return lumbar_words >= 3 and lumbar_words * 2 > len(_CENTRAL.findall(analysis.normal.lower[:6000]))


_PROCEDURE = regex(
    r"\b(?:epidural|injections?|block|rhizotomy|ablation|denervation|facet|medial branch|transforaminal|interlaminar)\b"
)


def _is_lumbar_procedure(analysis: Analysis) -> bool:
    """Whether the note reports an injection or a block of the low back: the first line of its procedure says so."""
    for part in analysis.parts:
        if part.name == "procedure":
            line = analysis.normal.lower[part.start : part.start + 160].lstrip().split("\n", 1)[0]
            if _LUMBAR.search(line) and _PROCEDURE.search(line):
                return True
    return False


_RADIATES = regex(
    r"\b(?:rad|radia\w+|shoot\w*|shot|travel\w*|go\w*|went|run\w*|ran|spread\w*|exten\w+|refer\w*|down|mov\w+|track\w*|"
    r"jump\w*|zap\w*|from|past|beyond|below|lancinating|reach\w*|sciatic|leaves|dermatom\w+|l[2-5]|s1)\b"
)
_LEG_ALONE = frozenset({"radiating_leg_pain", "leg_neuro_deficit", "cauda_equina", "injury", "emg"})


def _is_tapped(lower: str, start: int, end: int) -> bool:
    before = lower[max(0, start - 60) : start].rsplit(". ", 1)[-1]
    return _TAPPED.search(before) is not None or _TAPPED.search(lower[end : end + 30].split(". ", 1)[0]) is not None


_LONG_AGO = frozenset({"past_history", "surgical_history", "family_history", "allergies"})


def names_the_spine(analysis: Analysis, mentions: Seq[Mention]) -> bool:
    """Whether a note tells of the spine: a pain, a finding, an operation, or a lumbar word that is no old operation's and no tap's."""
    lower = analysis.normal.lower
    return any(
        analysis.part(m.start()).name not in _LONG_AGO and not _is_tapped(lower, *m.span())
        for m in _LUMBAR.finditer(lower)
    ) or any(
        (m.problem and m.assertion != "absent" and not (m.section in ASIDE and m.assertion != "present"))
        or (m.concept == "lumbar_site" and m.section not in _LONG_AGO and not _is_tapped(lower, m.start, m.end))
        or (
            m.kind in ("finding", "surgery", "evidence")
            and m.section not in ASIDE
            and m.concept not in _RED_FLAGS
            and (m.target.about == "spine" or m.concept in _OF_THE_SPINE)
            and _SPINE_WORDS.search(lower, m.start, m.end)
        )
        for m in mentions
    )


_OF_THE_SPINE = frozenset({"sciatica", "radiculopathy", "nerve_compression", "strain"})
_SPINE_WORDS = regex(
    r"dis[ck]|spin|vertebr|lumb|facet|pars\b|foram|scolio|spondyl|listhesis|sciati|radicul|\bback\b|plasty|lamin|end ?plate|"
    r"modic|schmorl|annul|nucle|sacr|\bsi\b|hnp|ddd|thecal|root|\bl\d|lif\b|neurogenic|nerve ablation"
)
"""Words of a finding that can only be the spine's; a stenosis, a spur or an extrusion may be anything's."""


def without_the_spine(mentions: list[Mention], lower: str) -> list[Mention]:
    """Of a note (`lower`) that does not tell of the spine, what is left: legs, gait and activities, stenoses and x-rays are
    those of another problem. A bladder that is denied in one breath with back pain is not."""
    denied = {m.sentence for m in mentions if m.problem and m.assertion == "absent"}
    return [
        m
        for m in mentions
        if m.problem
        or (m.concept == "cauda_equina" and m.assertion == "absent" and m.sentence in denied)
        or m.kind in ("score", "evidence")
        or _SPINE_WORDS.search(lower, m.start, m.end) is not None
        or (m.concept not in _LEG_ALONE | FUNCTIONS and m.target.about != "spine")
    ]


FUNCTIONS = frozenset({"rom", "gait", "adl", "mobility", "work", "sleep", "recreation", "lifting"})
_JOINT = frozenset({"joint"})
_LIMB = frozenset({"joint", "limb"})
_ELSEWHERE = frozenset({"joint", "upper", "neck", "head"})
_OUTWEIGHS = 2
_MANY = 6
_A_COMPLAINT = 3
"""A back that is told to hurt so many times is a complaint of its own beside the joint."""
_MID_BACK = regex(r"\b(?:mid|middle|upper)[ -]?back\b|\bthoracic\b|\bt spine\b")
_LOW_BACK = regex(r"\blumb\w+|\blow(?:er)? back\b|\bl spine\b|\bl[1-5](?:[-/]|\b)|\blbp\b")


_STROKE = regex(
    r"\b(?:strokes?|infarct(?:s|ion)?|cvas?|hemi ?walker|cerebrovascular|hemipar\w+|hemipleg\w+|slurred|facial (?:droop|weakness|asymmetry)|intracerebral|thrombolysis|tpa|aphasi\w+|dysarthri\w+)\b"
)


def beside_the_point(analysis: Analysis, regions: Regions, mentions: Seq[Mention]) -> frozenset[str]:
    """What a note is mainly about when not the back: `joint` (a hip, a knee), `limb` (the same, by its first words), `elsewhere`
    (those, the neck, the arms), `neck`, `brain` (a stroke), `illness` (a cancer, an infection); `examined` where the low back pain
    is told beside a whole examination.

    In such a note what limits the patient, and what the leg feels, is the back's only where the sentence says so; and the
    illness that is treated is no red flag of a back that is named in passing.
    """
    back = regions.weight(frozenset({"back"}))
    anchored = any(
        m.target.problem == "anchor" and m.assertion == "present" and m.section not in ASIDE for m in mentions
    )
    out = set()
    joint = regions.weight(_JOINT)
    if joint > max(_OUTWEIGHS * back, 4):
        out.add("joint")
    elif joint > max(2 * back // 3, 4) and regions.opens_with() == "joint":
        out.add("examined")  # a knee is the complaint, and the back is told beside it
    limit = max(_OUTWEIGHS * back, 5)
    if regions.weight(_ELSEWHERE) > limit:
        # Eyes, ears and nose of a whole examination are no other complaint where the low back pain is told.
        out.add("examined" if anchored and regions.weight(_ELSEWHERE - {"head"}) <= limit else "elsewhere")
    if regions.weight(OTHER_SPINE) > max(_OUTWEIGHS * back, 4):
        out.add("neck")
    told = sum(m.problem and m.assertion == "present" and m.section not in ASIDE for m in mentions)
    if not told and len(_STROKE.findall(regions.normal.lower)) > 1:
        out.add("brain")
    if told < _A_COMPLAINT and about_a_limb(analysis, regions):
        out |= {"limb", "elsewhere"}
    lower = regions.normal.lower
    higher = len(_MID_BACK.findall(lower))
    if higher > _MANY and higher > _OUTWEIGHS * len(_LOW_BACK.findall(lower)):
        out.add("neck")  # the mid back: its films and fractures are no low back's
    if not anchored and sum(m.concept in _RED_FLAGS for m in mentions) > max(_OUTWEIGHS * back, 5):
        out.add("illness")
    return frozenset(out)


_ANYWHERE = FUNCTIONS | {"injury", "spine_surgery"}
"""What any part of the body may have: only the sentence can say that it is the back's."""
_DONE_AFTER = frozenset({"mobility", "gait", "adl"})
_NEEDLED = regex(r"par(?:a)?esthesias?\b(?! (?:in|of|into|down|over) )")
_NECK_LEVEL = regex(r" ?(?:at|of|from|,)? ?c[2-7]\b")


def asks_for_nerves(beside: frozenset[str], mentions: Seq[Mention]) -> bool:
    """Whether a note tells of weak or numb legs, of nerve roots or of the neck (`beside`): then bladder and bowel are asked
    about for the sake of the spine, also where the back does not hurt."""
    return "neck" in beside or any(
        m.concept in _NERVES and m.assertion == "present" and m.section not in ASIDE for m in mentions
    )


_NERVES = frozenset({"leg_neuro_deficit", "radiculopathy"})


_LEGS_OF_THE_BACK = _NERVES | {"sciatica", "radiating_leg_pain", "strain", "stenosis", "disc_displacement"}


def after_the_pain(mentions: list[Mention], regions: Regions) -> list[Mention]:
    """`mentions` as they stand in the end, without what limits the patient where all the pain in the back is past or denied and
    the sentence does not name the back: another trouble does."""
    if not any(m.problem for m in mentions) or any(
        m.assertion in ("present", "possible") and (m.problem or m.concept in _LEGS_OF_THE_BACK) for m in mentions
    ):
        return mentions
    return [
        m for m in mentions if m.concept not in FUNCTIONS or m.assertion != "present" or regions.speaks_of(m, "back")
    ]


_NEEDLE = regex(
    r"(?:bilateral |left |right )?(?:needle|nerve conduction|emg|electromyogra|electrodiagnos|motor nerve|sensory nerve)[^.:\n]{0,40}:"
)


def _of_the_needle(mention: Mention, analysis: Analysis) -> bool:
    """Whether `mention` stands in a line of measurements of nerves and muscles ("NEEDLE EMG: ..."), which tells no signs."""
    lower = analysis.normal.lower
    return _NEEDLE.match(lower, lower.rfind("\n", 0, mention.start) + 1) is not None


def without_routine(mentions: list[Mention]) -> list[Mention]:
    """Of a note in which neither the back nor the nerves of the legs are the matter, the mentions without a normal gait:
    everybody's is looked at. Where the back was moved too, it was examined with it."""
    if any(m.concept == "rom" for m in mentions):
        return mentions
    return [m for m in mentions if m.concept != "gait" or m.assertion != "absent"]


_SPINAL = regex(r"\b(?:disci\w+|diski\w+|spin\w+|epidural|vertebr\w+|spondylodis\w+)")
"""Words of an infection or a tumour that can be nowhere but in the spine."""


_NECK_AND_BACK = regex(
    r"\b(?:neck (?:and|or|nor|and/or) (?:the |his |her )?back|back (?:and|or|nor|and/or) (?:the |his |her )?neck)\b"
)


def _words(analysis: Analysis, mention: Mention) -> str:
    return analysis.normal.lower[mention.start : mention.end]


_LEG_STUDIED = regex(
    r"\b(?:tibial|peroneal|fibular (?:nerve|motor)|sural|saphenous|gastrocnemius|h[ -]?reflex\w*|(?:lumbosacral|lumbar)(?: \w+){0,3} paraspinals?)\b"
)
"""Nerves and muscles that an electrodiagnostic study of legs and back tells of."""


def _goes_on(mention: Mention, regions: Regions) -> bool:
    """Whether `mention` goes on about the numbness or weakness of a leg that the sentences before it tell of."""
    lines = regions.sentences
    line = lines.line(lines.starts[mention.sentence])
    for number in range(mention.sentence - 1, max(mention.sentence - 4, -1), -1):
        if lines.line(lines.starts[number]) != line:
            return False
        named = regions.named(number)[1]
        if named:
            return "leg" in named and any(m.concept == mention.concept for m in regions.mentions.get(number, ()))
    return False


def about_back(mention: Mention, regions: Regions, analysis: Analysis) -> bool:
    """Whether `mention` may stand: about the part of the body that its target says, in a note where it counts."""
    if mention.concept == "emg" and _LEG_STUDIED.search(analysis.normal.lower):
        return True  # a study of arms and legs is told of arm by arm and leg by leg
    if not regions.allows(mention):
        return False
    if analysis.beside & _LIMB and mention.target.about == "leg" and not regions.speaks_of(mention, "back"):
        return False
    if mention.target.about == "leg" and regions.speaks_of(mention, "brain") and not regions.speaks_of(mention, "back"):
        return False  # the foot drop of a stroke
    if "brain" in analysis.beside and mention.target.about == "leg" and not regions.speaks_of(mention, "back"):
        return False
    if mention.section == "procedure" and mention.concept in _DONE_AFTER:
        return False  # "got off the table without help": after an injection, and no measure of the back
    if mention.section == "procedure" and _NEEDLED.match(analysis.normal.lower, mention.start):
        return False  # what is felt at the tip of the needle
    if mention.kind == "surgery" and _NECK_LEVEL.match(analysis.normal.lower, mention.end):
        return False  # "lumbar laminectomy C4-5": the level counts, the word was a slip
    if "neck" in analysis.beside and (mention.target.about == "spine" or mention.concept == "radiculopathy"):
        a, b = analysis.sentences.span(mention.sentence)
        if mention.section in ASIDE and mention.sentence and not regions.named(mention.sentence)[1]:
            a = analysis.sentences.span(mention.sentence - 1)[0]  # "Lumbar disc disease. Status post discectomy."
        if (
            _LUMBAR.search(analysis.normal.lower, a, b) is None
            and _NECK_AND_BACK.search(analysis.normal.lower, a, b) is None
        ):
            return False  # the osteophytes of an operation on the neck
    if mention.concept == "leg_neuro_deficit" and _of_the_needle(mention, analysis):
        return False
    if mention.concept == "cauda_equina" and analysis.nerves and not analysis.focus:
        said = _words(analysis, mention)
        if "bowel" in said and "bladder" in said and mention.section not in ASIDE:
            return True
    if mention.concept in _RED_FLAGS and "illness" in analysis.beside and not regions.speaks_of(mention, "back"):
        return False
    if (
        of_another_infection(analysis, mention, regions)
        or of_another_tumor(analysis, mention, regions)
        or of_another_bone(analysis, mention)
        or of_another_matter(mention, analysis, regions)
    ):
        return False
    if broke_another_bone(analysis, mention) and not regions.speaks_of(mention, "back"):
        return False
    if mention.assertion == "hypothetical" and "limb" in analysis.beside and mention.concept in _RED_FLAGS:
        return regions.speaks_of(mention, "back")  # a risk of the operation on the hip
    needs = mention.target.needs
    focus = analysis.focus and (
        ("elsewhere" not in analysis.beside and not ("examined" in analysis.beside and mention.concept in _ANYWHERE))
        or (mention.concept in _RED_FLAGS and "joint" not in analysis.beside)
        or regions.speaks_of(mention, "back")
    )
    if mention.concept in _RED_FLAGS and _SPINAL.search(_words(analysis, mention)):
        needs = ""
    if mention.concept == "radiating_leg_pain" and _words(analysis, mention).endswith("groin"):
        needs = needs or "focus|back"  # so do stones and hernias
    if mention.concept == "radiating_leg_pain" and not _RADIATES.search(_words(analysis, mention)):
        needs = needs or "focus|back"  # a painful foot is the back's only where the back is told about
    if not needs or (
        mention.concept == "leg_neuro_deficit" and not regions.named(mention.sentence)[1] and _goes_on(mention, regions)
    ):
        return True
    return any(focus if region == "focus" else regions.speaks_of(mention, region) for region in needs.split("|"))


def with_the_injury(found: list[Mention], kept: Seq[Mention], regions: Regions, analysis: Analysis) -> list[Mention]:
    """`found`, and in a note of several complaints the injury that one sentence ties to the back wherever it is named again."""
    if not analysis.beside & {"elsewhere", "examined"}:
        return found
    pains = {m.sentence for m in found if m.problem and m.assertion == "present"}
    if not any(m.concept == "injury" and m.assertion == "present" and m.sentence in pains for m in found):
        return found
    have = {id(m) for m in found}
    again = [
        m
        for m in kept
        if m.concept == "injury"
        and m.assertion == "present"
        and id(m) not in have
        and (regions.speaks_of(m, "back") or not regions.named(m.sentence)[1])
    ]
    return sorted(found + again, key=lambda m: m.start) if again else found


def assessed(analysis: Analysis, mentions: Seq[Mention]) -> bool:
    """Whether a back that hurts is looked into: only then are a fever or a cancer red flags, and not another problem."""
    if not analysis.focus:
        return False
    return any(m.problem and m.assertion in ("present", "possible") for m in mentions)


def without_red_flags(analysis: Analysis, mentions: Seq[Mention]) -> list[Mention]:
    """`mentions`, where no hurting back is looked into without fevers and cancers: they are another problem's, unless their
    own words put them in the spine. The cancer of a relative tells of a patient who has or had one too, and of no other."""
    own = any(m.concept == "malignancy" and m.assertion in ("present", "historical", "possible") for m in mentions)
    mentions = [m for m in mentions if own or m.concept not in _RED_FLAGS or m.assertion != "family"]
    if assessed(analysis, mentions):
        return mentions
    return [
        m
        for m in mentions
        if m.concept not in _RED_FLAGS or _SPINAL.search(_words(analysis, m)) or at_an_operation(analysis, m, mentions)
    ]
