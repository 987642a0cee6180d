"""One assertion for each mention, from its cues, its section and the shape of the line.

What decides, first match wins: about someone else; a condition, goal or instruction; planned (studies and surgery); negated or
normal; hedged; past; else there. For things that count only with a result (gait, reflexes, straight leg raise, sitting) the
nearest result decides, and without one there is no fact.
"""

from __future__ import annotations

from notelint.models import Assertion
from notelint.pipeline.clauses import denies_trouble
from notelint.pipeline.cues import Cue
from notelint.pipeline.examined import WHERE_TO
from notelint.pipeline.habits import hurts, is_habit, tells_habit
from notelint.pipeline.matching import Mention
from notelint.pipeline.orders import settle_study
from notelint.pipeline.saying import Setting, named, nearest, say
from notelint.pipeline.scope import Sentence
from notelint.precompiled import regex

STATUS: dict[str, Assertion] = {"normal": "absent", "absent": "absent", "limited": "present", "present": "present"}
_RESULT_KINDS = ("measure", "asked", "test", "activity")
_PAST_SECTIONS = frozenset({"past_history", "surgical_history", "social_history"})
_GOAL_SECTIONS = frozenset({"goals", "consent"})
_UNABLE = regex(r"(?:cannot|cant|can not|could not|unable|not able|inability|difficult|trouble|hard)")
_OPINION = regex(
    r"\b(?:i|we) (?:do not|did not|would not) (?:believe|think|feel|see|call|consider|regard|blame)\b[^.;]{0,30}$|\bdoubt\b[^.;]{0,30}$"
)
_AS_CAUSE = regex(
    r"^[^.;]{0,40}\b(?:explain|account|responsib|caus|source|generator|hurts|contribut|relevan|symptomatic|problem|culprit|generator|to blame)"
)
_MANNER = regex(
    r"(?:unaided|unassisted|independently|alone|on (?:his|her) own|comfortably|normally|well|easily|freely|properly|as usual|fully|effectively)"
)
"""After what someone cannot do: how he cannot do it."""
_LIMIT = regex(r"(?:limitation|restriction|difficult(?:y|ies)$|problem|trouble|disturbance|intolerance|deficit|issue)")
_NONE_OF = regex(r"\b(?:no|without|denies|nil|w/o)(?: (?:any|significant|functional|real|new))* $")
_ASKED_WHETHER = regex(
    r"\b(?:whether|if|wonders?|wondered|question (?:is|was)) (?:this|it|that|the pain|(?:his|her|my) pain|(?:he|she) )[^.;?]{0,40}$"
)
_ANSWERED_NO = regex(
    r"[^.]{0,60}?\b(?:(?:it|this|that) (?:is|was|does|clearly is|certainly is) not(?= ?(?:[.;,]|$))|i do not (?:think|believe|feel) (?:so|it is|that it is|this is)\b|i (?:think|believe|doubt) (?:not|it)\b|"
    r"(?:the|my) answer is no\b|there is nothing (?:for|to support) (?:it|that))"
)
"""Around what was asked: "you asked whether this could be vertebrogenic; with clean endplates it is not"."""
_CALLED = frozenset(
    {
        "mechanical", "muscular", "strain_like", "vertebrogenic", "discogenic", "psychogenic", "strain", "sciatica", "radiculopathy",
        "facet_arthropathy", "si_joint_change", "spondylolysis",
    }
)  # fmt: skip
_DROPPED = regex(
    r"(?: [a-z]+){0,3}[;,.-]? ?(?:but |and |though |although )?(?:that|it|this|which) (?:(?:has|have|had|really|clearly|simply|just|no longer|idea|label|diagnosis|explanation) )*"
    r"(?:never|does not|did not|will not|no longer|cannot|could not) (?:really |quite |any longer )?(?:fit|fits|fitted|hold|holds|held|apply|applies|add up|adds up|stand|stands|bear|convince|convinced|satisfy)\b(?! (?:him|her|in a)\b)"
    r"|(?: [a-z]+){0,3}[;,-] ?(?:but |and |though )?(?:i am |we are |am |i'm )?not (?:buying|sold on|convinced (?:of|by)|standing by|keeping|happy with) (?:it|that|this)\b"
    r"|(?: [a-z]+){0,3}[;,] ?(?:but |and |though )?(?:i|we) (?:no longer|do not) (?:hold|stick|subscribe|keep) (?:to|with) (?:it|that|this)\b"
    r"|(?: [a-z]+){0,3}[;,] ?(?:but |and |though )?(?:i|we) (?:have |had )?(?:since |now )?(?:dropped|abandoned|discarded|withdrawn|withdrew|given up|rejected|retracted|discounted|set aside|moved away from) (?:it|that|this|the (?:idea|label|diagnosis))\b"
)
"""After a label: that it was given up ("first thought was a strain; that never fitted")."""
_NOW = regex(r"\b(?:since|now|any ?more|any longer|these days|at present|today|afterwards?)\b")
_TO_RULE_OUT = regex(r"be (?:ruled out|excluded|kept in mind)|cannot|not (?:yet )?(?:been )?(?:excluded|ruled)")
_WEIGHED = regex(r"(?:also |we |i )*(?:considered|entertained|contemplated)")
_YEARS_AGO = regex(
    r"\b(?:had|was|were|sustained|suffered|involved|underwent|took)\b[^.;]*(?:\b(?:in|of|since) (?:19|20)\d\d\b|\byears (?:ago|prior|earlier)\b)"
)
"""In the past history: an event with its year."""
_NEEDED_TO = regex(r"\b(?:needs?|needed|requires?|required)\b[^.;]{2,80}$")
"""Before "to be able to": what is needed now ("needs a walker to be able to stand")."""
_HAS = frozenset({"he has", "she has", "has", "the patient has", "patient has", "pt has", "they have"})
"""No result of something examined: "he has 2+ reflexes"."""
_NEAR = 28
"""A result that follows within so many characters beats one that stands before."""


def _result(sentence: Sentence, cues: list[Cue], mention: Mention) -> Cue | None:
    """The cue that gives the result of a measure, test or activity."""
    # "She has resumed her shifts" does not say that her shifts are limited.
    results = [
        c
        for c in cues
        if c.category in STATUS
        and not (
            c.category == "present" and (mention.kind == "activity" or (c.text in _HAS and mention.kind == "measure"))
        )
    ]
    boxes = [c for c in results if c.within is not None and c.text.startswith(("[", "☐", "☑", "☒"))]
    if boxes:
        return boxes[-1]  # "[ ] positive SLR": the box is the answer to the words
    after = [c for c in results if c.start >= mention.end]
    before = [c for c in results if c.start < mention.start]
    right, left = nearest(sentence, after, mention), nearest(sentence, before, mention)
    if right is None or left is None:
        return right or left
    if left.category == "limited" and _UNABLE.match(left.text):
        manner = _MANNER.match(right.text) and right.start - mention.end <= 1
        if right.text.startswith(("without", "through")) or (
            manner and "," not in sentence.between(left.end, mention.start)
        ):
            return left  # "cannot bend without pain", "inability to walk unaided"
    if left.category == "limited" and WHERE_TO.fullmatch(right.text):
        return left
    near, far = sentence.distance(right, mention), sentence.distance(left, mention)
    return right if near <= max(far, _NEAR if far > 2 else 3) else left


def _by_category(cues: list[Cue]) -> dict[str, list[Cue]]:
    out: dict[str, list[Cue]] = {}
    for cue in cues:
        out.setdefault(cue.category, []).append(cue)
    return out


def _decide_result(sentence: Sentence, mention: Mention, cues: list[Cue]) -> bool:
    """Status of a measure, test or activity; False where there is none."""
    cue = _result(sentence, cues, mention)
    default = mention.target.default
    if cue is None:
        if default in ("present", "absent"):
            say(mention, "present" if default == "present" else "absent", "no cue")
            return True
        return False
    if (
        cue.category == "limited"
        and _LIMIT.match(cue.text)
        and _NONE_OF.search(sentence.between(sentence.start, mention.start))
    ):
        say(mention, "absent", named(cue))  # "no ADL limitations"
        return True
    if cue.category == "limited" and denies_trouble(cue.text, sentence.between(sentence.start, cue.start)):
        say(mention, "absent", "denied")  # "denied any difficulty with driving"
        return True
    if mention.target.result == "normal" and STATUS[cue.category] != "absent":
        return False
    say(mention, STATUS[cue.category], named(cue))
    return True


_AFTER = frozenset({"status post", "s/p"})
_JUDGED = frozenset({"assessment", "assessment_plan", "diagnosis"})
_LONG_PAST = regex(
    r"\b(?:old|remote|healed|prior|previous|history|years?|ago|(?:19|20)\d\d|kyphoplasty|vertebroplasty|fusion|fixation|orif|surgery|\w+ectomy)\b"
)


def _is_the_diagnosis(sentence: Sentence, mention: Mention, cue: Cue, setting: Setting) -> bool:
    """Whether a fracture "after" which an assessment puts the patient is the one that is treated now."""
    return (
        mention.concept == "vertebral_fracture"
        and setting.section in _JUDGED
        and cue.text in _AFTER
        and _LONG_PAST.search(sentence.between(sentence.start, sentence.end)) is None
    )


def _decide_finding(sentence: Sentence, mention: Mention, kinds: dict[str, list[Cue]], setting: Setting) -> None:
    absent = nearest(sentence, kinds.get("absent", []) + kinds.get("normal", []), mention)
    before, after = sentence.between(sentence.start, mention.start), sentence.between(mention.end, sentence.end)
    if absent and mention.target.topic == "imaging" and _OPINION.search(before) and _AS_CAUSE.search(after):
        mention.roles.add("dismissed")  # "I do not think that the bulge explains her pain": there, but not the cause
        say(mention, "present", named(absent))
        return
    if (_ASKED_WHETHER.search(before) and _ANSWERED_NO.match(after)) or (
        mention.concept in _CALLED and "historical" not in kinds and _DROPPED.match(after)
    ):
        say(mention, "absent", "raised and rejected")
        return
    possible = nearest(sentence, kinds.get("possible", []), mention)
    affirmed = nearest(sentence, kinds.get("present", []), mention)
    if absent and affirmed and sentence.distance(affirmed, mention) < sentence.distance(absent, mention):
        absent = None
    if absent and possible:
        # "no definite" negates a hedge; "possible ..., not excluded" hedges a negation: the nearer one is the later word.
        weighed = _WEIGHED.match(possible.text) is not None  # "considered discitis and think it unlikely"
        nearer = sentence.distance(possible, mention) < sentence.distance(absent, mention)
        if possible.start > absent.start >= mention.end and _TO_RULE_OUT.search(possible.text):
            absent = None  # "seems unlikely but should be ruled out"
        elif nearer and possible.start < absent.start and not weighed:
            absent = None
        else:
            possible = None
    earlier = nearest(sentence, kinds.get("historical", []), mention)
    if earlier and _is_the_diagnosis(sentence, mention, earlier, setting):
        earlier = None
    if (
        absent
        and earlier
        and absent.end <= earlier.start <= mention.start
        and " and " in sentence.between(absent.end, earlier.start)
    ):
        absent = None  # "without fall or trauma and past history of melanoma"
    if absent and earlier and earlier.end <= mention.start and mention.end <= absent.start and _NOW.search(after):
        absent = None  # "before the operation she had sciatica; she has had none since"
    if absent:
        say(mention, "absent", named(absent))
    elif possible:
        say(mention, "possible", named(possible))
    else:
        if earlier:
            say(mention, "historical", named(earlier))
        elif mention.target.default in ("historical", "absent", "possible", "hypothetical", "planned"):
            mention.assertion = mention.target.default  # type: ignore[assignment]
            mention.because.append("default of the phrase")
        else:
            say(mention, "present", *([named(affirmed)] if affirmed else []))


_IF_THEN = regex(
    r"(?:[a-z /&]{1,24}:)?\W*(?:\d+[.)] ?)?(?:if|should|unless|in case|in the event)\b[^.;]{3,80},(?: then| we| i| he| she| will| would| could| should| can| may| need| needs| get| order| a| an| the| his| her| repeat| new| another| consider| proceed| with| to| move| go| discuss| obtain| do| lumbar| l| spine| plain| have)*? $"
)
"""Before a study or an operation: the sentence opens with a condition ("If the leg is no better, a repeat MRI")."""


def _habitual(sentence: Sentence, mention: Mention, cue: Cue) -> bool:
    """Whether `cue` opens a condition that comes true again and again."""
    return (
        mention.kind not in ("study", "surgery")
        and cue.end <= mention.start
        and is_habit(cue.text, sentence.between(sentence.start, cue.start), sentence.between(cue.end, sentence.end))
    )


_NOW_BECAUSE = regex(
    r"\b(?:is|are|remains?|has (?:not )?been|have (?:not )?been|currently|still|cannot|can not|unable|does not)\b[^.;]*"
    r"\b(?:due to|because of|secondary to|on account of)\b"
)
_THEN = regex(r"\b(?:ago|was|were|took|went|used to|in (?:19|20)\d\d)\b")


def _holds_now(sentence: Sentence) -> bool:
    """Whether a sentence of the social history says what is so today, and why: "is retired secondary to his back"."""
    text = sentence.between(sentence.start, sentence.end)
    return _NOW_BECAUSE.search(text) is not None and _THEN.search(text) is None


def decide(sentence: Sentence, mention: Mention, setting: Setting) -> None:
    """Set assertion, reasons and `keep` of `mention`."""
    cues = [c for c in sentence.cues if sentence.reaches(c, mention)]
    kinds = _by_category(cues)
    if "elsewhere" in kinds:
        mention.keep = False  # "the foot drop is from the stroke": none of the back's
        return
    for role in ("cause", "dismissed", "diagnosis"):
        cue = nearest(sentence, kinds.get(role, []), mention)
        if cue is not None:
            mention.roles.add(role)
            if role == "cause":
                mention.cause = (cue.start, cue.end)
            elif role == "dismissed" and mention.cause is not None and mention.end <= cue.start < mention.cause[0]:
                mention.roles.discard(
                    role
                )  # "a slip that was there before, and this is the cause": the last word counts
    settled = False
    if mention.kind in _RESULT_KINDS:
        settled = _decide_result(sentence, mention, cues)
        aimed_at = "hypothetical" in kinds or setting.section in _GOAL_SECTIONS
        if not settled and (not aimed_at or mention.target.result == "normal"):
            mention.keep = False
            return
    low, high = mention.extent  # "her mom has been getting her dressed" is about the patient
    family = [c for c in kinds.get("family", []) if c.end <= low or c.start >= high]
    if family or setting.section == "family_history":
        if mention.assertion != "absent" or family:
            say(mention, "family", *([named(family[0])] if family else ["section: family history"]))
        return
    hypothetical = nearest(sentence, kinds.get("hypothetical", []), mention)
    if (
        hypothetical
        and mention.kind == "surgery"
        and hypothetical.end <= mention.start
        and any(c.start >= mention.end for c in kinds.get("absent", ()))
    ):
        hypothetical = None  # "we talked about surgery and he is not interested"
    if (
        hypothetical
        and mention.concept == "mobility"
        and hypothetical.text == "to be able to"
        and _NEEDED_TO.search(sentence.between(sentence.start, hypothetical.start))
    ):
        say(mention, "present", "needs help")
        settled, hypothetical = True, None
    if (
        hypothetical
        and mention.kind in ("activity", "measure")
        and hypothetical.end <= mention.start
        and setting.section not in _GOAL_SECTIONS
        and tells_habit(hypothetical.text, sentence.between(sentence.start, hypothetical.start))
    ):
        say(mention, "historical" if setting.past else "present", f'provokes: "{hypothetical.text}"')
        return
    if hypothetical and setting.section not in _GOAL_SECTIONS and _habitual(sentence, mention, hypothetical):
        if mention.kind == "activity" and not settled:
            if not hurts(sentence.between(mention.end, sentence.end)):
                mention.keep = False
                return
            say(mention, "present", f'provokes: "{hypothetical.text}"')
            settled = True
        hypothetical = None
    ordered = not hypothetical and mention.kind in ("study", "surgery") and "done" not in kinds
    if ordered and _IF_THEN.match(sentence.between(sentence.start, mention.start)):
        say(mention, "hypothetical", "a condition before it")
        return
    if hypothetical or setting.section in _GOAL_SECTIONS:
        say(mention, "hypothetical", named(hypothetical) if hypothetical else f"section: {setting.section}")
        if setting.section == "goals":
            mention.roles.add("goal")
        return
    if settled:
        # "The knee jerk is gone": what is lost now is not past.
        lost = {c.start for c in sentence.cues if c.category == "limited"}
        past = [c for c in kinds.get("historical", ()) if c.start not in lost]
        if mention.assertion == "present" and past:
            say(mention, "historical", named(past[0]))
    elif not (mention.kind in ("study", "surgery") and settle_study(sentence, mention, kinds, setting)):
        _decide_finding(sentence, mention, kinds, setting)
    if mention.assertion == "present" and mention.kind not in ("study", "score"):
        if setting.past:
            say(mention, "historical", "text of an earlier visit")
        elif (
            setting.section in _PAST_SECTIONS
            and mention.kind not in _RESULT_KINDS
            and mention.target.about != "back"
            and not (setting.section == "social_history" and _holds_now(sentence))
        ):
            say(mention, "historical", f"section: {setting.section}")
        elif (
            setting.section == "past_history"
            and mention.target.about == "back"
            and _YEARS_AGO.search(sentence.between(sentence.start, sentence.end))
        ):
            say(mention, "historical", f"section: {setting.section}")  # "he had a strain in 2015"
    elif mention.assertion == "present" and setting.past:
        say(mention, "historical", "text of an earlier visit")
