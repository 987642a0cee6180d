"""What the mentions of a note say together: is the note about the back, how long has it hurt, what do the codes say, which
finding is named as the cause. Runs once after the single mentions have their assertions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence as Seq
from typing import TYPE_CHECKING

from notelint.pipeline.attribution import Regions, acuity_fits, duration_fits, may_be_duration
from notelint.pipeline.causes import tie_causes
from notelint.pipeline.codes import find_codes
from notelint.pipeline.doubts import find_doubts
from notelint.pipeline.durations import MAY_BE_TIME, time_expressions
from notelint.pipeline.fragments import settle_fragment
from notelint.pipeline.labels import withdraw_labels
from notelint.pipeline.lexicon import Target
from notelint.pipeline.matching import Mention
from notelint.pipeline.operations import settle_operations
from notelint.pipeline.remarks import explains_the_leg, is_remark
from notelint.pipeline.retold import settle_retold, without_todays_back
from notelint.pipeline.values import score_after

if TYPE_CHECKING:
    from notelint.pipeline.pipe import Analysis

_DURATION = Target("duration", "evidence", "durations")
_TIME = Target("time_unattached", "evidence", "durations: not attached")
_ACTIVITY = Target("activity_unjudged", "evidence", "activities: not judged")
_HISTORY = frozenset(
    {None, "history", "interval", "chief_complaint", "assessment", "assessment_plan", "function", "indication"}
)
_LENGTHS = frozenset({"time", "tight", "slash", "since", "better", "ever", "onset", "dates", "bare"})
_CODES = {system: Target(system, "evidence", f"codes: {system}") for system in ("icd10", "cpt")}
_FOREMOST = frozenset({"chief_complaint", "assessment", "assessment_plan", "indication"})
_ASIDE = frozenset(
    {"ros", "past_history", "medications", "allergies", "family_history", "social_history", "surgical_history"}
)
_LABELS = frozenset({"mechanical", "muscular", "strain_like", "vertebrogenic", "discogenic", "nonspecific"})
_RED_FLAGS = frozenset({"infection", "malignancy"})
_LUMBAR = re.compile(
    r"\b(?:lumbar(?! (?:puncture|drain|tap|arter|catheter|plexus|vein|node|sympath))|lumbosacral|l spine|l/s|low back|lower back|lumbago|loin|l\d ?(?:[-/]|to|through|and) ?[ls]?\d)\b"
)


_CENTRAL = re.compile(r"\b(?:brain|cerebral|cranial|cervical|thoracic|multiple sclerosis|lesions?|stroke|seizures?)\b")
"""Words of a neurologist's note that images the whole axis for another reason than the back."""


def back_focus(analysis: Analysis, mentions: Seq[Mention]) -> bool:
    """Whether the back is a matter of this note and not only a word in a list of systems."""
    pains = [m for m in mentions if m.problem and m.assertion in ("present", "historical", "possible")]
    told = [m for m in pains if m.section not in _ASIDE]
    lumbar = any(m.target.problem == "anchor" for m in told) or _LUMBAR.search(analysis.normal.lower) is not None
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
    # No pain named: a lumbar study, operation or radiculopathy report is about the back too; a list of old operations is not.
    found = [m.start() for m in _LUMBAR.finditer(analysis.normal.lower, 0, 6000)]
    lumbar_words = sum(analysis.part(at).name not in _ASIDE for at in found)
    return lumbar_words >= 3 and lumbar_words * 2 > len(_CENTRAL.findall(analysis.normal.lower[:6000]))


_RADIATES = re.compile(
    r"\b(?:rad|radia\w+|shoot\w*|shot|travel\w*|go\w*|went|run\w*|ran|spread\w*|exten\w+|refer\w*|down|mov\w+|track\w*|"
    r"jump\w*|zap\w*|from|past|beyond|below|lancinating|reach\w*|sciatic|leaves|dermatom\w+|l[2-5]|s1)\b"
)
_LEG_ALONE = frozenset({"radiating_leg_pain", "leg_neuro_deficit", "cauda_equina", "injury", "emg"})


def names_the_spine(mentions: Seq[Mention], lower: str) -> bool:
    """Whether a note (`lower`, its normal text) tells of the spine: a pain, a finding, an operation, or a lumbar word."""
    return _LUMBAR.search(lower) is not None or any(
        (m.problem and m.assertion != "absent" and not (m.section in _ASIDE and m.assertion != "present"))
        or m.concept == "lumbar_site"
        or (
            m.kind in ("finding", "surgery", "evidence")
            and m.section not in _ASIDE
            and m.concept not in _RED_FLAGS
            and (m.target.about == "spine" or m.concept in _OF_THE_SPINE)
            and _SPINE_WORDS.search(lower, m.start, m.end)
        )
        for m in mentions
    )


_OF_THE_SPINE = frozenset({"sciatica", "radiculopathy", "nerve_compression", "strain"})
_SPINE_WORDS = re.compile(
    r"dis[ck]|spin|vertebr|lumb|facet|pars\b|foram|scolio|spondyl|listhesis|sciati|radicul|\bback\b|plasty|lamin|end ?plate|"
    r"modic|schmorl|annul|nucle|sacr|\bsi\b|hnp|ddd|thecal|root|\bl\d|lif\b|neurogenic|nerve ablation"
)
"""Words of a finding that can only be the spine's; a stenosis, a spur or an extrusion may be anything's."""


def without_the_spine(mentions: list[Mention], lower: str) -> list[Mention]:
    """Of a note (`lower`) that does not tell of the spine, what is left: legs, gait and activities, stenoses and x-rays are
    those of another problem."""
    return [
        m
        for m in mentions
        if m.problem
        or m.kind in ("score", "evidence")
        or _SPINE_WORDS.search(lower, m.start, m.end) is not None
        or (m.concept not in _LEG_ALONE | _FUNCTIONS and m.target.about != "spine")
    ]


_FUNCTIONS = frozenset({"rom", "gait", "adl", "mobility", "work", "sleep", "recreation", "lifting"})
_JOINT = frozenset({"joint"})
_ELSEWHERE = frozenset({"joint", "upper", "neck", "head"})
_OTHER_SPINE = frozenset({"neck", "thoracic"})
_OUTWEIGHS = 2


def beside_the_point(regions: Regions) -> frozenset[str]:
    """What a note is mainly about when not the back: `joint` (a hip, a knee), `elsewhere` (those, the neck, the arms), `neck`.

    In such a note what limits the patient, and what the leg feels, is the back's only where the sentence says so.
    """
    back = regions.weight(frozenset({"back"}))
    out = set()
    if regions.weight(_JOINT) > max(_OUTWEIGHS * back, 4):
        out.add("joint")
    if regions.weight(_ELSEWHERE) > max(_OUTWEIGHS * back, 5):
        out.add("elsewhere")
    if regions.weight(_OTHER_SPINE) > max(_OUTWEIGHS * back, 4):
        out.add("neck")
    return frozenset(out)


_SPINAL = re.compile(r"\b(?:disci\w+|diski\w+|spin\w+|epidural|vertebr\w+|spondylodis\w+)")
"""Words of an infection or a tumour that can be nowhere but in the spine."""


def _words(analysis: Analysis, mention: Mention) -> str:
    return analysis.normal.lower[mention.start : mention.end]


def about_back(mention: Mention, regions: Regions, analysis: Analysis) -> bool:
    """Whether `mention` may stand: about the part of the body that its target says, in a note where it counts."""
    if not regions.allows(mention):
        return False
    if "joint" in analysis.beside and mention.target.about == "leg" and not regions.speaks_of(mention, "back"):
        return False
    if mention.target.about == "leg" and regions.speaks_of(mention, "brain") and not regions.speaks_of(mention, "back"):
        return False  # the foot drop of a stroke
    if "neck" in analysis.beside and (mention.target.about == "spine" or mention.concept == "radiculopathy"):
        a, b = analysis.sentences.span(mention.sentence)
        if _LUMBAR.search(analysis.normal.lower, a, b) is None:
            return False  # the osteophytes of an operation on the neck
    needs = mention.target.needs
    focus = analysis.focus and (
        "elsewhere" not in analysis.beside
        or (mention.concept in _RED_FLAGS and "joint" not in analysis.beside)
        or regions.speaks_of(mention, "back")
    )
    if mention.concept in _RED_FLAGS and _SPINAL.search(_words(analysis, mention)):
        needs = ""
    if mention.concept == "radiating_leg_pain" and _words(analysis, mention).endswith("groin"):
        needs = needs or "focus|back"  # so do stones and hernias
    if mention.concept == "radiating_leg_pain" and not _RADIATES.search(_words(analysis, mention)):
        needs = needs or "focus|back"  # a painful foot is the back's only where the back is told about
    return not needs or any(
        focus if region == "focus" else regions.speaks_of(mention, region) for region in needs.split("|")
    )


def by_sentence(mentions: Seq[Mention]) -> dict[int, list[Mention]]:
    """`mentions` by the number of their sentence."""
    out: dict[int, list[Mention]] = {}
    for mention in mentions:
        out.setdefault(mention.sentence, []).append(mention)
    return out


def _durations(analysis: Analysis, regions: Regions, on: dt.date | None, day_first: bool) -> list[Mention]:
    normal, sentences = analysis.normal, analysis.sentences
    anchors = [
        m for m in analysis.mentions if m.problem or m.concept in ("sciatica", "radiating_leg_pain", "injury", "strain")
    ]
    if not anchors:
        return []
    out = []
    found, told = (
        by_sentence(analysis.mentions),
        by_sentence(anchors),
    )  # looking through all costs minutes in long notes
    words = regions.words
    hot = MAY_BE_TIME.telling(words.all)
    ascii_only = normal.lower.isascii()
    for number in range(len(sentences.starts)):
        if hot.isdisjoint(words.of[number]) and (ascii_only or normal.lower[slice(*sentences.span(number))].isascii()):
            continue
        a, b = sentences.span(number)
        pains = told.get(number, [])
        if (
            not pains
            and a < anchors[0].start
            and any(m.concept == "leg_neuro_deficit" for m in found.get(number - 1, []))
        ):
            continue  # "his right foot drop. It came on last spring": the pain is not told of yet
        for time in time_expressions(normal.lower, a, b, on, day_first=day_first):
            mention = Mention(time.start, time.end, _DURATION, number, value=time.value)
            part = analysis.part(time.start)
            mention.section = part.name
            mention.past = any(x <= time.start < y for x, y in analysis.past)
            if any(m.start < time.end and time.start < m.end for m in found.get(number, [])):
                continue
            if not duration_fits(mention, normal, regions, pains, part, analysis.focus, time.form):
                if (
                    analysis.focus
                    and time.form in _LENGTHS
                    and part.name in _HISTORY
                    and may_be_duration(mention, normal, regions)
                ):
                    mention.target = _TIME
                    out.append(mention)
                continue
            if mention.past or (pains and all(p.assertion == "historical" for p in pains)):
                mention.assertion = "historical"
            out.append(mention)
    return out


_CHANGED = re.compile(r"\b(?:changed|change|switch(?:ed)?|updated?|revised|replaced?|correct(?:ed)?|instead of|rather than|not|no longer|previously|formerly|prior|was|from|deleted|remove[ds]?|drop(?:ped)?|do not use|d/c)\s*(?:code\s*)?(?:from\s*)?[:(]?\s*$")  # fmt: skip


def unjudged(mentions: Seq[Mention]) -> list[Mention]:
    """Activities that the history names without a word that could be read as a limit or its absence."""
    return [
        Mention(m.start, m.end, _ACTIVITY, m.sentence, m.phrase, section=m.section, past=m.past)
        for m in mentions
        if m.kind == "activity" and not m.keep and m.section in _HISTORY and not m.past
    ]


def codes(analysis: Analysis) -> list[Mention]:
    """The codes that a note writes, with what it says of them."""
    out = []
    lower = analysis.normal.lower
    for code in find_codes(analysis.normal.text):
        number = analysis.sentences.index(code.start)
        mention = Mention(code.start, code.end, _CODES[code.system], number, value=code.code)
        mention.section = analysis.part(code.start).name
        mention.past = any(x <= code.start < y for x, y in analysis.past)
        before = lower[max(0, code.start - 40) : code.start]
        if mention.past:
            mention.assertion = "historical"
            mention.because.append("text of an earlier visit")
        elif re.search(
            r"\b(?:not|no longer|rather than|instead of|do not use|never)\s*(?:code[ds]?\s*|billed?\s*|use\s*)?(?:as\s*)?[:(]?\s*$",
            before,
        ):
            mention.assertion = "absent"
            mention.roles.add("changed")
        elif _CHANGED.search(before):
            mention.assertion = "historical"
            mention.roles.add("changed")
        out.append(mention)
    return out


def _acuities(analysis: Analysis, mentions: list[Mention]) -> list[Mention]:
    pains = [m for m in mentions if m.problem or m.concept == "strain"]
    told = by_sentence(pains)
    out = []
    for mention in mentions:
        if mention.concept == "acuity":
            if not acuity_fits(
                mention,
                analysis.normal,
                told.get(mention.sentence, []),
                analysis.focus,
                analysis.sentences.span(mention.sentence),
            ):
                continue
            near = [p for p in told.get(mention.sentence, []) if 0 <= p.start - mention.end < 40]
            if near and near[0].assertion == "family":
                continue
            if near and near[0].assertion in ("historical", "hypothetical"):
                mention.assertion = near[0].assertion
            elif mention.assertion == "absent" or (near and near[0].assertion == "present" and not mention.past):
                mention.assertion = "present"
        out.append(mention)
    return out


_YEAR = re.compile(r"(?:\b(?:19|20)\d\d\b|\b\d{1,2}/\d{1,2}/(?P<short>\d\d)\b|\b(?P<tick>'\d\d)\b)")


_FULL_YEAR = re.compile(r"(?<![\d.,/$-])(?:19[5-9]|20[0-4])\d(?![\d,]|\.\d| ?(?:mg|ml|steps|feet|units|cal))")


def _old_studies(analysis: Analysis, mentions: Seq[Mention], on: dt.date | None) -> None:
    """A study dated two years or more before the visit, or before the last year that the note names, is an older one."""
    latest = on.year if on is not None else max((int(y) for y in _FULL_YEAR.findall(analysis.normal.lower)), default=0)
    if not latest:
        return
    for mention in mentions:
        if mention.kind == "study" and mention.assertion == "present":
            after = analysis.normal.lower[mention.end : mention.end + 34].split("\n")[0]
            match = re.match(r"[^;,.:]{0,22}?" + _YEAR.pattern, after)
            if match is None:
                continue
            text = match.group()[-4:]
            year = int(text) if text.isdigit() else int("20" + re.sub(r"\D", "", match.group())[-2:])
            if 1950 < year <= latest - 2:
                mention.assertion = "historical"
                mention.because.append(f"dated {year}")


_LEFT = re.compile(
    r"\b(?:left|lt|l|lle|left sided)\b(?! ?[-/]?\s?(?:spine|s\b|\d))(?! (?:early|before|after|work|home|untreated|the (?:clinic|room|office|ed)))"
)
_RIGHT = re.compile(r"\b(?:right|rt|r|rle|right sided)\b")
_BOTH = re.compile(r"\b(?:bilateral(?:ly)?|b/l|both|bilat)\b")
_SIDED = frozenset({"sciatica", "radiculopathy", "radiating_leg_pain", "leg_neuro_deficit"})


def _sides(analysis: Analysis, mentions: Seq[Mention]) -> None:
    for mention in mentions:
        if mention.concept not in _SIDED:
            continue
        a, b = analysis.sentences.span(mention.sentence)
        words = [[m.span() for m in p.finditer(analysis.normal.lower, a, b)] for p in (_LEFT, _RIGHT, _BOTH)]
        # Whole words only: a window that is cut out of the text would make an "l" of "leg".
        # Its own words go first: of "no left leg symptoms or right leg weakness" each has its own side.
        sided = any(mention.start <= x and y <= mention.end for found in words for x, y in found)
        own = [(mention.start - 10, mention.end)] if sided else []
        for low, high in (*own, (mention.start - 16, mention.end + 14), (mention.start - 40, mention.end + 40)):
            left, right, both = (any(low <= x and y <= high for x, y in found) for found in words)
            if both or (left and right):
                mention.side = "both"
            elif left:
                mention.side = "left"
            elif right:
                mention.side = "right"
            if mention.side:
                break


_SCORE = re.compile(r"^[^\d\n]{0,28}?(?P<score>\d{1,3}(?:\.\d)?)(?![\d/]*[/-]\d{1,2}[/-]\d)")


def _scores(analysis: Analysis, mentions: Seq[Mention]) -> None:
    """The number of a scored questionnaire stands behind its name."""
    for mention in mentions:
        if mention.kind == "score" and mention.value is None:
            match = _SCORE.match(analysis.normal.lower[mention.end : mention.end + 36])
            if match:
                mention.value = float(match["score"])


_DIAGNOSIS_SECTIONS = frozenset({"assessment", "assessment_plan", "diagnosis"})


_EFFECT_BEFORE = re.compile(r"\b(?:pain|aches?|symptoms?|complaints?|discomfort|presentation|problem)\b[^.;]{0,24}$")
_EFFECT_AFTER = re.compile(r"^[^.;]{0,40}\b(?:back|pain|symptoms?|complaints?|lbp|this)\b")
_BACK_AND_LEG = re.compile(r"\bback\b (?:and|or|/) [^.;,]{0,40}$")
_DISC = frozenset({"disc_displacement", "disc_degeneration"})
_OWN_EFFECT = frozenset({"radiculopathy", "sciatica", "leg_neuro_deficit", "radiating_leg_pain"})


def _is_cause(mention: Mention, analysis: Analysis, mentions: Seq[Mention]) -> bool:
    """Whether what a cue calls a cause is the cause of the back pain, and not of a weakness, an operation or a fall."""
    if mention.cause is None:
        return False
    lower = analysis.normal.lower
    a, b = analysis.sentences.span(mention.sentence)
    start, end = mention.cause
    if end <= mention.start:
        before = [m for m in mentions if m.sentence == mention.sentence and m.end <= start and m.kind == "finding"]
        if before:
            last = before[-1]
            if last.problem:
                return True
            if _BACK_AND_LEG.search(lower[a:start]):
                return True
            if mention.concept in _DISC and last.concept in ("radiculopathy", "sciatica"):
                return True  # a disc disorder with radiculopathy is one condition
            if last.concept in _OWN_EFFECT or start - last.end < 12:
                return False
            return any(m.problem for m in before) and ";" not in lower[last.end : start]
        return _EFFECT_BEFORE.search(lower[a:start]) is not None
    after = [m for m in mentions if m.sentence == mention.sentence and m.start >= end]
    return any(m.problem for m in after[:2]) or _EFFECT_AFTER.match(lower[end:b]) is not None


def _roles(analysis: Analysis, mentions: Seq[Mention]) -> None:
    for mention in mentions:
        if "cause" in mention.roles and not _is_cause(mention, analysis, mentions):
            mention.roles.discard("cause")
        judged = mention.section in _DIAGNOSIS_SECTIONS
        if mention.concept == "other_cause" and mention.section in (None, "history", "chief_complaint"):
            # A problem that opens a sentence of a note without headings is what the note is about.
            judged = judged or mention.start == analysis.sentences.span(mention.sentence)[0]
        if (
            judged
            and mention.assertion == "present"
            and (mention.kind == "finding" or mention.concept == "other_cause")
            and not is_remark(mention, mentions, analysis)
            and not explains_the_leg(mention, mentions, analysis.normal.lower)
        ):
            mention.roles.add("diagnosis")
        if mention.assertion == "historical" and mention.concept in _LABELS and not mention.past:
            mention.roles.add("prior_label")
        if mention.section == "exam":
            mention.roles.add("exam")


_SETTLED = re.compile(r"\b(?:resolved|went away|recovered|cleared|settled|gone|healed|disappeared)\b")


def _settle_pain(mentions: Seq[Mention]) -> None:
    """Pain listed in the past history is present where the note treats it now; a problem once resolved is past."""
    now = [m for m in mentions if m.problem and m.assertion == "present" and m.section not in _ASIDE]
    for mention in mentions:
        if (
            mention.problem
            and mention.assertion == "historical"
            and mention.section == "past_history"
            and not mention.past
            and now
            and not _SETTLED.search(" ".join(mention.because))
        ):
            mention.assertion = "present"
            mention.because.append("treated now")


_PRESENTS = re.compile(
    r"\b(?:presents|presenting|presented|comes|came|seen|referred|evaluated|admitted|returns)\b[^.;,]{0,12} (?:with|for) (?:a |an |the )?(?:[a-z]+ )?(?:history|hx) of [^.;]*$"
)
"""What the patient comes with is no past problem, though it is called a history."""
_LISTED = re.compile(r"\b(?:history of|hx of|h/o|pmh of|significant for|pmh:?)\s[^.;]{3,120}(?:,|\band)[^.;]{0,40}$")


def _told_in_passing(analysis: Analysis, mentions: Seq[Mention]) -> None:
    """Pain named once, in a list of what the patient has had ("lady with history of depression and low back pain"), is history."""
    pains = [m for m in mentions if m.problem and m.assertion == "present"]
    for mention in pains:
        a, _ = analysis.sentences.span(mention.sentence)
        before = analysis.normal.lower[a : mention.start]
        if _LISTED.search(before) and not _PRESENTS.search(before) and not any(m is not mention for m in pains):
            mention.assertion = "historical"
            mention.because.append("listed among past problems")
            for word in mentions:  # "chronic low back pain": the word goes with the pain
                if (
                    word.concept == "acuity"
                    and word.sentence == mention.sentence
                    and 0 <= mention.start - word.end < 12
                ):
                    word.assertion = "historical"


_IN_YEAR = re.compile(r"^[^.;\n]{0,24}?\b(?:in|on|of|circa|back in)? ?(?:\d{1,2}/)?((?:19|20)\d\d)\b")
_DATED = frozenset(
    {
        "sciatica",
        "radiculopathy",
        "disc_displacement",
        "strain",
        "radiating_leg_pain",
        "leg_neuro_deficit",
        "malignancy",
    }
)


def _dated(analysis: Analysis, mentions: Seq[Mention], on: dt.date | None) -> None:
    """A finding dated to a year well before the visit ("for left sciatica in 2014") is past."""
    for mention in mentions:
        if mention.concept not in _DATED or mention.assertion != "present" or on is None:
            continue
        _, b = analysis.sentences.span(mention.sentence)
        match = _IN_YEAR.match(analysis.normal.lower[mention.end : b])
        between = match.group() if match else ""
        if (
            match
            and int(match.group(1)) <= on.year - 2
            and " in " in f" {between}"
            and not re.search(r"\bsince\b|\bmri\b|,", between)
        ):
            mention.assertion = "historical"
            mention.because.append(f"dated {match.group(1)}")


def _assessed(analysis: Analysis, mentions: Seq[Mention]) -> bool:
    """Whether a back that hurts is looked into: only then are a fever or a cancer red flags, and not another problem."""
    if not analysis.focus:
        return False
    return any(m.problem and m.assertion in ("present", "possible") for m in mentions)


def finish(analysis: Analysis, regions: Regions, on: dt.date | None, *, day_first: bool) -> None:
    """Add times and codes, settle what depends on the whole note, and put the mentions in order."""
    regions.mentions = {}  # a time belongs to the words around it, whatever was made of them
    settle_retold(analysis, analysis.mentions)
    _settle_pain(analysis.mentions)
    mentions = _acuities(analysis, analysis.mentions)
    mentions = without_todays_back(mentions)
    if not _assessed(analysis, mentions):
        mentions = [m for m in mentions if m.concept not in _RED_FLAGS or _SPINAL.search(_words(analysis, m))]
    mentions = settle_operations(analysis, mentions)
    analysis.mentions = mentions
    mentions = mentions + _durations(analysis, regions, on, day_first) + codes(analysis)
    _old_studies(analysis, mentions, on)
    _sides(analysis, mentions)
    _scores(analysis, mentions)
    for mention in mentions:
        if mention.kind == "score":
            mention.value = score_after(
                analysis.normal.lower, mention.end, analysis.sentences.span(mention.sentence)[1]
            )
    _roles(analysis, mentions)
    tie_causes(analysis, mentions)
    _told_in_passing(analysis, mentions)
    settle_fragment(analysis, mentions)
    withdraw_labels(analysis, mentions)
    _dated(analysis, mentions, on)
    analysis.mentions = mentions
    mentions = mentions + find_doubts(analysis, regions)
    analysis.mentions = sorted(mentions, key=lambda m: (m.start, m.end))
