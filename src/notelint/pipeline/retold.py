"""Pain that the note itself tells to its end ("had low back pain for years, none since the fusion"): past by later words.

A cue of the past stands next to what is past. A story does not: its end comes clauses later, or in the next sentence, and
calls the pain "it" or "that". A story that goes on ("until last week", "it came back") is not at its end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence as Seq
from typing import TYPE_CHECKING

from notelint.precompiled import regex

if TYPE_CHECKING:
    from notelint.pipeline.matching import Mention
    from notelint.pipeline.pipe import Analysis

_HAVE = r"\b(?:has|have|had|having|with|reports?|reported|'s)(?: since| now| long since)?"
_SPELL = r"(?:since|thereafter|after (?:that|this)|ever again|these days|in (?:many |several |some )?(?:years|months)|for (?:many |several |some |at least |over |the (?:last|past) )?(?:\w+ )?(?:years|months|decades))"
_THING = r"(?:(?:low(?:er)? )?back )?(?:pains?|ache|backache|trouble|problems?|issues?|complaints?|symptoms?|episodes?|attacks?|bouts?|flares?|spells?|difficulty|discomfort)"
_END = (
    rf"{_HAVE}(?: had| been| experienced)? none(?: (?:of (?:it|that|this|those|them)|to speak of|whatever))? {_SPELL}"
    rf"|{_HAVE}(?: had| experienced)? (?:no|not had any|little if any) (?:further |more |other |subsequent |such |real |significant |recurrent )?(?:{_THING})(?: (?:with|from) (?:it|that|the back|(?:his|her) back))? {_SPELL}"
    rf"|\b(?:no|without) (?:recurrences?|further {_THING}|more {_THING}|subsequent {_THING}|{_THING} (?:since|thereafter|ever since))\b"
    rf"|\bnone (?:since|thereafter)\b|\bsince\b[^.;]{{0,60}}?\b(?:has|have|had) (?:had |been )?(?:none\b|no (?:further |more )?{_THING}|(?:pain|symptom) free)"
    rf"|\b(?:has|have|had|does|did)(?: not| never| hardly)(?: really)?(?: since)? (?:bothered|troubled|bother|trouble|hurt|been (?:a (?:problem|trouble)|an issue|bothersome|troublesome)|given (?:him|her|them) (?:any )?(?:more |further )?{_THING}|recurred|returned|come back|acted up|needed (?:any )?(?:treatment|medication|anything) for it)(?: (?:him|her|them))?(?: again| since| {_SPELL})"
    rf"|\b(?:that|this|it|which|these|those|all (?:of )?(?:that|this|which))(?: \w+)?(?: {_THING})? (?:is|was|are|were|has|have|had|has since|had since|have since)(?: now| long| all| pretty much| completely| entirely| fully| been)* (?:gone|resolved|cleared(?: up)?|settled(?: down)?|subsided|healed|disappeared|behind (?:him|her)|over(?: with)?|cured)\b"
    rf"|\b(?:that|this|it|which)(?: {_THING})? (?:eventually |finally |soon |then |later |gradually |completely |all )*(?:went away|cleared(?: up)?|resolved|settled|left (?:him|her)|passed off|subsided|disappeared|stopped|got better)\b"
    r"|\b(?:that|this|which|it|the (?:operation|surgery|injections?|fusion|discectomy|microdiscectomy|laminectomy|physical therapy|therapy|shots?)) (?:completely |totally |really |finally |has |had )*(?:fixed|cured) (?:him|her|it|that|the (?:pain|problem))\b"
    rf"|\b(?:got|gotten) over (?:it|that|this)\b|\b(?:fully|completely|entirely|since) recovered\b|\brecovered (?:fully|completely|from (?:it|that))\b"
    r"|\b(?:the |his |her )?(?:low(?:er)? )?back(?: pain)? (?:has |have |had |is |was )?(?:now |since |fully |completely |all |itself )*(?:resolved|settled|cleared|recovered)\b"
    r"|\b(?:has|have|had)(?: since)?(?: had)? no more of (?:it|that|this|those)\b"
    r"|\b(?:reports? (?:being|he is|she is|that (?:he|she) is|having been)|(?:is|has been|have been|remains?|been))(?: now| completely| entirely| fully| essentially)* (?:pain|symptom) free\b(?! (?:rom|range|when|with|at|in|during|after|while|except|only|arc|motion|between|until|most|some|days))"
    r"|\b(?:has|have) (?:now |since |all |completely |entirely |quite |long since )*gone(?: away)?[ .,;]*$|^[^.;]{0,24}, (?:now )?gone (?:after|since|once)\b"
    r"|\b(?:has|have|had) (?:not|never)(?: since)? (?:recurred|returned|come back)\b"
    rf"|\bno longer (?:bothers|troubles|an issue|a problem|has (?:it|any|that))\b"
    rf"|^,? (?:(?:that|which) )?(?:he|she|they) (?:had|experienced|felt|noted|noticed|developed|got)\b[^.;,]{{0,50}}? (?:cleared(?: up)?|resolved|settled(?: down)?|went away|disappeared|subsided|abated|(?:is|was|has) (?:all |now |completely )*gone)\b"
    r"|\bnone (?:in|during|as) (?:his |her |)(?:an )?(?:adult(?:hood)?(?: life)?|recent years|years|decades|a long time|many years)\b"
)
_END_PATTERN = regex(_END)
_PAIN_GONE = regex(
    r"\b(?:the|his|her|this|that)(?: (?:low(?:er)? )?back)? (?:pain|ache|backache|discomfort|trouble) (?:was|is|has|had|went)(?: been)?"
    r"(?: now| all| completely| entirely| totally| since| then| fully)* (?:gone|resolved|cleared|settled|disappeared|abated|away)\b(?! (?:from|to|into|down|up|out)\b)"
)
"""In the sentence after that of a pain, wherever it stands: "She went to therapy and the pain was gone by Thanksgiving"."""
_WELL = regex(
    r"\b(?:has |have |had |is |was |he's |she's )?(?:been |done |doing |did |does )(?:quite |very |perfectly |completely |entirely |much )?"
    r"(?:fine|well|ok|okay|great|good|(?:pain|symptom) free|free of (?:it|pain|that)|asymptomatic|without (?:pain|symptoms|trouble|complaints?))"
    r" (?:since|ever since|from then|thereafter|after(?:ward| that)|for (?:many |several |some )?(?:\w+ )?(?:years|months))\b|\band recovered\b"
)
"""Being well since: the end of a story only where nothing else in the note says that the pain is there."""
_GOES_ON = regex(
    r"\b(?:until|till|but (?:then|now|has|it|this|the|since|over|lately|recently|in|last|today|started)|however|came back|come back|comes back|returned|recurred|recurs|recurrence of|again (?:now|today|this|last|in|since)|"
    r"flared|worse|worsened|lately|recently|this time|today|this morning|yesterday)\b"
)
_COMES_AGAIN = regex(
    r"\b(?:since|still|ever since|persist\w*|continu\w+|flare\w*|again|until|return(?:s|ed) (?!to )|recur\w*|on and off|worse\w*|never)\b"
)
_IS_SO = regex(r"\b(?:is|are|goes|clears|resolves|settles|subsides)\b")
_EACH_TIME = regex(
    r"[ ,]*(?:by the time|once|as soon as|whenever|by (?:noon|midday|mid morning|lunch(?:time)?|evening|bedtime|the (?:afternoon|evening|end of the day))|"
    r"within (?:minutes|an hour|(?:a few|\d+|ten|twenty|thirty) minutes|half an hour)|after (?:a|his|her|the) (?:hot |warm |morning )?(?:shower|bath|coffee|walk|stretch\w*|breakfast|few))\b"
)
"""After an end that "is" so: it comes each day and goes ("which is gone by the time he has had his coffee")."""
_SOON = 70
"""Characters after the end within which the story would go on; later words are of something else."""
_ONCE = regex(
    r"\b(?:used to (?:have|get|suffer(?: from| with)?|be (?:bothered|troubled|plagued) (?:by|with))|got over|recovered from|(?:was|been) (?:cured|relieved|rid) of|formerly had|once had|"
    r"in (?:his|her) (?:teens|youth|twenties|thirties|forties|fifties|younger days) (?:he|she) (?:had|suffered|was treated for))"
    r"(?: (?:a|an|the|some|any|his|her|that|lots?|great|good|deal|of|frequent|bad|terrible|severe|chronic|much|constant|occasional|recurrent|bouts?|episodes?|spells?|attacks?|kind))* ?$"
)
_LIFE = regex(
    r"^[^.;]{0,30}?\b(?:in (?:his|her) (?:teens|youth|(?:early |late |mid )?(?:twenties|thirties|forties|20s|30s|40s|20's|30's|40's))|in (?:high school|college|the (?:army|navy|marines|service|military|air force))|"
    r"as a (?:child|kid|teenager|teen|boy|girl|young (?:man|woman|adult)|student)|when (?:he|she) was (?:young|younger|a (?:child|teenager|student|young \w+)|in (?:college|high school|school|the \w+)|carrying)|"
    r"(?:during|with) (?:her|a|each|the) (?:\w+ )?pregnanc(?:y|ies)|(?:years|decades) ago|(?:in|back in) (?:19\d\d|the (?:\w+ies|[5-9]0s|19[5-9]0s)))\b"
)
"""After the pain: the time of life that it belonged to."""
_DONE_WITH = regex(
    r"\b(?:was|were|been|had been) (?:\w+ )?(?:treated|seen|hospitali[sz]ed|laid up|evaluated|worked up|injected|operated(?: on)?) [^.;]{0,24}(?:for|with) (?:[a-z]+ ){0,3}$|\b(?:had|underwent|saw) [^.;]{0,40}\bfor (?:[a-z]+ ){0,2}$"
)
_DONE_THEN = regex(
    r"\b(?:in|back in|during|around) (?:the )?(?:19\d\d|20[01]\d|(?:19)?[5-9]0s)\b|\b(?:years|decades) ago\b|\bin (?:high school|college|the (?:army|navy|service|military))\b|\bas an? (?:child|teenager|teen|youth|young \w+)\b"
)
"""Before the pain, with what was done for it: the time of life that both belonged to."""
_HAD = regex(
    r"(?<!has )(?<!have )(?<!'s )(?<!had )\bhad (?!been\b)(?:(?:a|an|the|some|any|his|her|bad|bit|lot|deal|of|episodes?|spells?|bouts?|trouble|with|intermittent|occasional|recurrent|severe|terrible) )*$"
)
_PUT_OUT = regex(
    r"^ ?(?:had |finally |eventually )?(?:put|forced|drove|took|sent|retired|kept|laid|sidelined|disabled) (?:him|her) [^.;]{0,40}\b(?:in|back in) (?:19\d\d|20[01]\d|(?:his|her) (?:twenties|thirties|forties|fifties))\b"
)
_TAKEN_BEFORE = regex(
    r"\bhad been (?:taking|on|using|receiving|prescribed|treated with|managed with|requiring|dependent on)\b[^.;]{0,80}"
    r"\b(?:prior to|before|up to|until) (?:his |her |the |this |that |current |present )*(?:hospitali[sz]ation|admission|transfer|stroke|arrest)\b"
)
"""What was taken for a pain before the stay in hospital that the note is about."""
_BECAUSE_OF = regex(r"\b(?:for|due to|because of|secondary to|on account of) (?:[a-z]+ ){0,3}$")
_LEFT_WORK = regex(
    r"\b(?:retired|retirement|quit|left (?:his|her|the) (?:job|work|post|trade|company)|(?:took|went (?:out )?on|got|granted|given|awarded|receive[sd]?|been on) (?:early )?(?:retirement|disability|pension)|stopped working|gave up (?:his|her) (?:job|trade|work))\b"
    r"[^.;]{0,60}(?:because of|due to|on account of|for|owing to|secondary to|from|over|with) (?:[a-z]+ ){0,3}$"
)
_ITS_OWN = regex(r"\b(?:still|continues?|ongoing|persistent|persists?|current(?:ly)?|now|chronic)\b")
_JUDGED = frozenset({"assessment", "assessment_plan", "diagnosis", "plan", "chief_complaint"})
_WITH_IT = frozenset(
    {
        "sciatica",
        "radiculopathy",
        "radiating_leg_pain",
        "leg_neuro_deficit",
        "stenosis",
        "disc_displacement",
        "muscular",
        "injury",
    }
)
"""What is told together with the pain ends with it."""


def settle_retold(analysis: Analysis, mentions: Seq[Mention]) -> None:
    """Take for past what the same or the next sentence tells to its end.

    Args:
        analysis: The note with its sentences.
        mentions: Its mentions, in order of place; changed in place.
    """
    present = [m for m in mentions if m.problem and m.assertion == "present" and not m.past]
    ended = [(m, why) for m in present if (why := _ended(analysis, m, present))]
    for pain, why in ended:
        _make_past(pain, why)
        for other in mentions:
            if (
                other.sentence == pain.sentence
                and other.concept in _WITH_IT
                and other.kind == "finding"
                and other.assertion == "present"
                and other.start > pain.end
            ):
                _make_past(other, why)


_AT_FIRST = regex(
    r"\b(?:when (?:this|it|all this|(?:his|her|the) (?:disease|illness|arthritis|condition|symptoms|problem|trouble))(?: all)?(?: first| initially)? (?:started|began|came on|was diagnosed)"
    r"|(?:at (?:the )?(?:onset|outset)|initially|at first|in the beginning|back then),?)[^.;]{0,24}\b(?:he|she|they|the patient) (?:had|was having|experienced|suffered|complained of)\b[^.;]*$"
)
"""Before a pain: that it was there at the beginning."""
_AND_HAD = regex(r"^(?:he|she|they|the patient) (?:also )?(?:had|was having) (?!been\b)[^.;]*$")
_AS_OF_NOW = regex(
    r"\b(?:at (?:the )?present(?: time)?|at this (?:time|point)|currently|presently|now|today|these days|any ?more|any longer)\b"
)
_LIMITS = frozenset({"mobility", "adl", "work", "sleep", "gait", "rom", "lifting", "recreation"})


def settle_first(analysis: Analysis, mentions: Seq[Mention]) -> None:
    """Take for past the pain of the beginning, in a note that denies it as of now ("when this started she had terrible low back
    pain and could not walk; currently she has none"), with what it kept the patient from.

    Args:
        analysis: The note with its sentences.
        mentions: Its mentions, in order of place; changed in place.
    """
    lower = analysis.normal.lower
    pains = [m for m in mentions if m.problem]
    if not any(
        m.assertion == "absent" and _AS_OF_NOW.search(lower, *analysis.sentences.span(m.sentence)) for m in pains
    ):
        return
    begun: set[int] = set()
    for pain in pains:
        if pain.assertion != "present" or pain.section in _JUDGED:
            continue
        a, _ = analysis.sentences.span(pain.sentence)
        before = lower[a : pain.start].lstrip()
        if _AT_FIRST.search(before) or (pain.sentence - 1 in begun and _AND_HAD.match(before)):
            begun.add(pain.sentence)
            _make_past(pain, "told of the beginning")
    for other in mentions:
        if other.sentence in begun and other.concept in _LIMITS and other.assertion == "present":
            _make_past(other, "told of the beginning")


_OF_THE_LEG = frozenset({"sciatica", "radiculopathy", "radiating_leg_pain", "leg_neuro_deficit"})
_GLAD = regex(
    r"^(?:(?:i|we) (?:am|was|are) )?(?:glad|pleased|happy|delighted|relieved) (?:to (?:say|report|hear|note)|that)(?: that(?= (?:it|this|that|these)\b))? |^(?:fortunately|thankfully|happily),? "
)


def settle_legs(analysis: Analysis, mentions: Seq[Mention]) -> None:
    """Take a trouble of the leg for past that the next sentence says is gone: "his sciatica ... I am glad to say that has gone".

    Args:
        analysis: The note with its sentences.
        mentions: Its mentions, in order of place; changed in place.
    """
    legs = [m for m in mentions if m.concept in _OF_THE_LEG and m.assertion == "present" and not m.past]
    for leg in legs:
        if leg.section in _JUDGED or any(other.sentence > leg.sentence for other in legs):
            continue
        following = _next(analysis, leg, analysis.sentences.span(leg.sentence)[1])
        glad = _GLAD.match(following)
        end = _END_PATTERN.match(following, glad.end() if glad else 0)
        if end is not None and not _resumes(following, end):
            _make_past(leg, "told to its end")


def _resumes(text: str, end: re.Match[str]) -> bool:
    """Whether the story that comes to its `end` in `text` goes on soon after, or is told of every day."""
    if _EACH_TIME.match(text, end.end()) and _IS_SO.search(end.group()):
        return True
    return _GOES_ON.search(text, end.end(), end.end() + _SOON) is not None


def _make_past(mention: Mention, why: str) -> None:
    mention.assertion = "historical"
    mention.because.append(why)


def _ended(analysis: Analysis, pain: Mention, present: Seq[Mention]) -> str | None:
    """Why a pain is past; None where it is not."""
    lower = analysis.normal.lower
    a, b = analysis.sentences.span(pain.sentence)
    before, after = lower[a : pain.start], lower[pain.end : b]
    alone = all(m.sentence == pain.sentence for m in present)
    told = pain.section not in _JUDGED
    end = _END_PATTERN.search(after)
    if end is None and told and alone:
        end = _WELL.search(after)
    if end is not None:
        return None if _resumes(after, end) else "told to its end"
    if told and _ONCE.search(before) and not _GOES_ON.search(after):
        return "told as once"
    if not told or _ITS_OWN.search(lower[a:b]):
        return None
    following = _next(analysis, pain, b)
    end = _END_PATTERN.search(following)
    if end is not None and end.start() < 16 and not any(m.sentence == pain.sentence + 1 for m in present):
        return None if _resumes(following, end) else "told to its end"
    gone = _PAIN_GONE.search(following)
    if gone is not None and not any(m.sentence == pain.sentence + 1 for m in present):
        return None if _GOES_ON.search(following, gone.end()) else "told to its end"
    done = _DONE_WITH.search(before)
    if alone and (done or _HAD.search(before)) and _LIFE.match(after) and not _GOES_ON.search(after):
        return "told of another time of life"
    if alone and done and _DONE_THEN.search(before) and not _COMES_AGAIN.search(f"{after} {following}"):
        return "told of another time of life"
    well = _WELL.search(following) if alone and done else None
    if well is not None and well.start() < 16:
        return None if _resumes(following, well) else "told to its end"
    if alone and _PUT_OUT.match(after):
        return "told of another time of life"
    if alone and _BECAUSE_OF.search(before) and _TAKEN_BEFORE.search(lower, a, b):
        return "why a drug was taken before the stay in hospital"
    if alone and _LEFT_WORK.search(before) and not _COMES_AGAIN.search(after):
        return "why work was given up"
    return None


def _next(analysis: Analysis, pain: Mention, end: int) -> str:
    """The sentence after that of `pain`, where it stands on the same line."""
    number = pain.sentence + 1
    if number >= len(analysis.sentences.starts):
        return ""
    a, b = analysis.sentences.span(number)
    lower = analysis.normal.lower
    return "" if "\n" in lower[end:a] else lower[a:b].lstrip()


_OF_TODAY = frozenset(
    {
        "sciatica", "radiculopathy", "radiating_leg_pain", "leg_neuro_deficit", "cauda_equina", "strain", "stenosis", "disc_displacement",
        "disc_degeneration", "spondylosis", "spondylolisthesis", "vertebral_fracture", "nerve_compression", "facet_arthropathy", "muscular",
    }
)  # fmt: skip
_EXAMINED = frozenset({"measure", "test", "activity", "finding"})


def without_todays_back(mentions: Seq[Mention]) -> list[Mention]:
    """In a note that tells of back pain as past only, a gait or a reflex on examination is none of the back's.

    Args:
        mentions: All mentions, with their assertions.

    Returns:
        Those that stay.
    """
    pains = [m for m in mentions if m.problem]
    if not pains or any(m.assertion in ("present", "possible", "hypothetical") for m in pains):
        return list(mentions)
    if not any(m.assertion == "historical" for m in pains) or any(
        m.concept in _OF_TODAY and m.assertion in ("present", "possible") and m.kind == "finding" for m in mentions
    ):
        return list(mentions)
    return [
        m
        for m in mentions
        if not (
            m.assertion == "absent"
            and (
                (m.section == "exam" and m.target.topic == "function" and m.kind in _EXAMINED)
                or (m.section in ("exam", "ros") and m.concept == "leg_neuro_deficit")
            )
        )
    ]
