"""Whether a time is the back pain's: only where the words around it say so, and not a drug's, a visit's or
another problem's."""

from __future__ import annotations

import re
from collections.abc import Sequence as Seq

from notelint.pipeline.attribution import Regions
from notelint.pipeline.matching import Mention
from notelint.pipeline.normalise import NormalText
from notelint.pipeline.sections import Part
from notelint.pipeline.spells import (
    is_borne,
    is_dosed,
    is_no_length,
    is_of_this_spell,
    is_onset,
    is_taken,
    lasts,
    next_complaint,
    was_seen,
)
from notelint.precompiled import regex

_MEDICATION = regex(
    r"\b(?:mg|mcg|tab(?:let)?s?|pills?|dose|doses|course|taper|prednisone|steroids?|nsaids?|ibuprofen|naproxen|tylenol|antibiotics?|therapy|pt(?! (?:relates?|reports?|states?|notes?|has|is|was|had|c/o|presents|denies|says|complains|describes|admits|endorses|woke|fell|felt|who|first)\b)|physio\w*|"
    r"treatment|treated|sessions?|visits?|program|rehab|bracing|injections?|follow up|followup|f/u|return|rtc|recheck\w*|r/v|over it in|review|appointment|appt|see (?:him|her|them|you|this patient)(?: back| again)?(?: in)?|"
    r"refills?|chiropract\w+|acupunct\w+|smok\w*|pack|quit|sober|pregnan\w*|gestation|married|worked(?! in\b)|employ\w*|every|per|q|(?<!been )(?<!is )(?<!was )(?<!pain )daily(?! (?:basis|problem|pain|ache|occurrence|thing|bother|nuisance|complaint|trouble)\b)|prescri\w*|given|took|taking|takes|on it|again in|see again|free for|free of|settled|by itself|on its own|lbs?|no lifting|restrict\w*)\b"
)
# "a similar episode 4 years ago", "resolved in a week": not the pain of now.
_OTHER_EPISODE = regex(
    r"\b(?:similar|prior|previous|earlier|past|another|first|one) (?:such )?(?:episodes?|bouts?|flares?|attacks?|occurrences?)\b[^.;]*$"
    r"|\b(?:previous|prior|earlier|old) (?:[a-z-]+ ){1,3}(?:that |which )?(?:had )?(?:occurred|happened)\b[^.;]*$"
    r"|\bsimilar (?:symptoms|pain|complaints?|problems?|discomfort|trouble)\b[^.;,]{0,20}$"
    r"|\b(?:resolved|cleared|settled|went away|got better|recovered)(?: (?:completely|fully|spontaneously|on its own))? (?:in|after|within|over)\s*$"
)
# "on amoxicillin for", "took meloxicam for": how long a drug was taken. "On and off for" is about the pain.
# "started lisinopril in March", "began metformin": a drug or a programme, not the pain.
_STARTED_OTHER = regex(
    r"\b(?:started|began|start|begun) (?!(?:having|after|about|around|sometime|shortly|soon|when|while|experiencing|noticing|feeling|hurting|back|suddenly|gradually|insidiously|spontaneously|abruptly|slowly|originally|initially|early|late)\b)"
    r"(?:\w+ ){0,2}(?:\w{5,} )(?:\d+ ?\w+ )?(?:in |on |last )?$"
    r"|(?<!pain )(?<!symptoms )(?<!this )\b(?:was|were) (?:re)?started (?:in |on |last )?$"
)
_ON_DRUG = regex(
    r"\b(?:on|took|takes|taking|with|of) (?!off\b|average\b|again\b|pain\b|symptoms\b)[a-z]{5,}(?: \d+ ?(?:mg|mcg|g))? (?:for|x)\s*$"
)
_AFTER_BAD = regex(
    r"^(?:'s?)? ?(?:,? ?(?:he|she) (?:was|felt|had been|remained) (?:\w+ly |quite |almost )?(?:(?:pain|symptom) free|free of|without (?:pain|symptoms)|comfortable|better)|of (?:pt|physical|physio\w*|therapy|nsaids?|conservative|treatment|rehab\w*|antibiotics|prednisone|prn|bracing|age)\b|of age\b|"
    r"x\b|when (?:he|she) (?:had no|was (?:well|fine|symptom free|pain free))|per\b(?! (?:patient|pt|daughter|son|wife|husband|spouse|mother|family|staff|report|chart|record|his|her|him)\b)|a (?:day|week)\b|(?:in|out of) (?:the|a|each|every) week\b|at a time|each\b|with (?:no|little|minimal) (?:relief|benefit)|supply|post\b|post ?partum|pregnan\w+|gestation|gravid|s/p|postop|after (?:surgery|starting|(?:the |his |her )?onset)|"
    r"(?:and )?(?:then|follow(?!ing (?:an?|the|his|her|lifting|delivery|childbirth)\b))|for (?:recheck|follow)|on (?:the|his|her) feet|apart|later|hence|from now)"
)
_LINKS_BEFORE = regex(
    r"(?:\bx|\bfor(?: (?:the|about|over|at least|approximately|nearly|almost|roughly|a))*|\bover(?: the)?|\bof|\bsince|\bpast|\blast|\bago|\bbegan|\bbegan on or about|\bstarted|\bnow (?:at|in|into|out)|"
    r"\bonset(?: of (?:his|her|the|their) (?:pain|symptoms))?(?: (?:began|was|of))?[:,]?|\bduration[:,]?|\bnow|\bpresent(?:ing)? (?:for|with)|\bcall it|\bwith (?:a|an)|\bhas (?:a|an)|\bhad (?:a|an)|\ba|\ban|[,(:-]|\bgoes back to(?: the)?|"
    r"\bwas|\bis|\btimes|\bon and off|\boff and on|\bintermittent(?:ly)?|\bconstant(?:ly)?|\bsteady|\bdaily|\blasted|\blasting|\binto|\bfor (?:some|easily|maybe|probably)|\bbeen|\bthese|\bbeen going on|\bgoing|\bon|\bback in|\boccurred(?: about)?|\bhappened(?: about)?|\bin|\bworsened|\bworse|\bsince:?|\bthat|\bsymptoms|"
    r"\b(?:going|goes|gone|went|dating|dates|stretching|reaching) back(?: (?:at least|about|some|now))?|\bspanning|\bamounting to)\s*$"
)
_PAIN_WORD = regex(r"\b(?:pain|painful|ache|aching|aches|hurts?|sore|soreness|symptoms?|sx|lbp|discomfort|spasms?|stiffness|sciatica|lumbago|injury|injured|accident|fell|fall|lifting|onset|hurting|achy|deal(?:ing|t) with (?:it|this|(?:the|his|her) back)|"
                        r"twinges?|problems?|issues?|troubl\w+|bother\w*|plagu\w+|nagg\w+|noticed|flare\w*|episode(?! of\b)|complaints?|(?:hx|history)(?! of\b)|radiculopathy|radicular)\b")  # fmt: skip
_HURTS = regex(r"\b(?:pain\w*|ach\w+|hurt\w*|sore\w*|back|spasms?|lbp|sciatica|lumbago)\b")
_NUMB_FEET = regex(
    r"\b(?:numb\w*|tingl\w+|pa?resthesias?|burning|pins and needles)\b[^.;]{0,40}\b(?:feet|toes|soles)\b|\b(?:feet|toes|soles)\b[^.;]{0,40}\b(?:numb\w*|tingl\w+|burn\w*)"
)
_FROM_THE_START = regex(
    r",? (?:from|since|after|into) (?:the |its |his |her )?(?:(?:very )?first (?:twinge|pain|ache|spasm|attack|episode|day|sign)|onset|start|outset|beginning|initial (?:pain|onset|injury))\b"
)
"""After a time: that it is counted from the first pain."""
_OTHERWISE = regex(
    r"\b(?:no|avoid|without|limit) (?:heavy )?(?:lifting|bending|driving|work|pushing)\b[^.;]{0,40}\bfor (?:about |at least |another )?$"
    r"|\b(?:fusion|surgery|operation|\w+ectomy|\w+otomy|\w+plasty|decompression|replacement|repair|cabg|stents?)(?: (?:about|approximately|some|done|performed|roughly|nearly|over))* $"
)
"""Before a time: a restriction that is set, or an operation that is dated."""
_SINCE_CARE = regex(
    r"since (?:he|she|they) (?:started|began|joined|came|has been coming|was first seen) (?:with|here|to|therapy|treatment|care|coming|attending)\b"
)
"""Since the treatment began, and not the pain."""
_BACK_AT_IT = regex(
    r",? (?:and |but |then )*(?:went|returned|got|was) back (?:to|on|at|in)\b"
    r"| before (?:(?:it|this|that|he|she|the|his|her|all|low|back|pain|spasms?|symptoms?) )*(?:resolved|went away|eased|settled|subsided|improved|stopped|passed|let up|cleared|could get up|got (?:better|relief|up))\b"
    r"|,? (?:and|but|though|when|then) (?:all of )?(?:this|it|that|they|these|the (?:pain|soreness)) (?:then |soon |eventually |gradually |wholly |completely |entirely |all |had |has )*(?:cleared|resolved|went away|settled|passed|subsided|disappeared|got better)\b(?! (?:some|a (?:little|bit)|down|somewhat|partially|partly))"
    r"|,? (?:and|but|though) (?:he |she |)(?:had|felt|noted|noticed|got) no (?:back )?(?:pain|trouble|problems?|symptoms?|difficulty)\b"
)
"""After a time: an earlier spell that was over by then."""
# "See his own GP in two weeks if still sore": when the next visit is.
_NEXT_VISIT = regex(
    r"\b(?:see|sees|seen|visit|review|reviewed|recheck|clinic|gp|pcp|doctor|back|again|phone|call|ring|here|office|come|return)[^.;,]{0,24} (?:in|within|after)(?: about| another)? $"
)
# What tells of the pain without naming it, in a note about the back: "Present since January", "woke with it yesterday".
_GOING_ON = regex(
    r"\W*(?:it |this |pain |symptoms |)(?:is |are |has been |have been |)(?:present|ongoing|persist\w*|there|constant|continuous|intermittent|bothersome|going on|"
    r"bothering|with (?:him|her)|(?:came|come|crept) on)\b"
)
_CAME_ON = regex(
    r"\b(?:first notic\w+(?: (?:it|this|the pain))?|(?:woke|awoke|awakened)(?: up)? with (?:it|this|the pain))"
    r"(?: (?:suddenly|early|only|first|just))* $"
)
# "Out of the truck 20 times a day": how often, not how long.
_FREQUENCY = regex(r"\b(?:times|x|once|twice|thrice|hours|hrs|minutes|miles|shifts?|nights?) $")
_A_UNIT = regex(r"(?:an?|each|per) ")
_LIVES_WITH = regex(
    r"\b(?:(?:lived|living|dealt|dealing|put up|putting up|suffered|suffering|struggled|struggling|troubled|bothered|coped|coping|battled|battling|contended|contending) (?:with|by)|suffered from|suffering from|has had|have had|had|having) "
    r"(?:it|this|these|the|his|her) ?(?:same )?(?:pains?|problems?|trouble|symptoms?|complaints?|issues?)?"
    r"(?: now)?(?:,? on and off| off and on|,? intermittently)?(?: now)?(?: for| over)?(?: the)? $"
)
_AIM = regex(
    r"\b(?:goals?|stgs?|ltgs?|target)\b[^.;]*$|\b(?:patient|pt|he|she) will (?:be able|demonstrate|increase|report|tolerate|improve)\b[^.;]*$"
)
_COURSE = regex(r"\b(?:wors\w+|better|progress\w*|increas\w*|improv\w*)(?: over| in| for)?(?: the)? $")
_FOREIGN_PROBLEM = regex(
    r"\b(?:diabetes|hypertension|htn|copd|asthma|cancer|smok\w*|headaches?|migraines?|cough|rash|vertigo|lighthead\w+|faint\w*|seizures?|blackouts?|surgery|operation|fusion|discectomy|laminectomy|replacement|arthroplasty|"
    r"stroke|depress\w*|pregnan\w*|weakness|numbness|tingling|diarrhea|nausea|vomiting|incontinence|neck|shoulder|knee|hip|arm|hand|cramps|ha?ematuria|bleeding|melena|dizz\w+|syncope|palpitations|work(?:ed|s)?(?! in (?:today|because|for|as|since))|job|retired|"
    r"immigrat\w*|emigrat\w*|graduat\w*|enlisted|hired|moved (?:to|here|from)|employed|marri(?:ed|age)|divorced|lives?|drinks?|tobacco|alcohol|cigarettes|dysphagia|chest|abdominal|fevers?|confus\w+|sputum|chills|swelling|ablated|hamstring|ankle|satiety|obesity|overweight|kidney stones?|stones?|lump|fibrillation|insomnia|diplopia|blurr\w+|tinnitus|memory|cognitive|mania|manic|psych\w+|suicid\w+|overdose\w*|constipat\w+|reflux|testic\w+|penis|penile|periods?|pap|vaginal|dvt|"
    r"hepatitis|jaundice|wheez\w*|throat|sinus\w*|congestion|tooth|dental|rhinitis|allerg(?:y|ies|ic)|arthralgias?|intestinal|mammogram|transplant|circumcision|undergarment|pads?|foley|appetite|paralysis|aphasia|speech|spells|weight|lupus|rheumatoid|hiv|sweats|sweating|breathing|swallow\w*|moods?|emotional|behaviou?r|abuse|sober|conceive|boyfriend|hearing|skin|drain\w*|resection|colostomy|colonoscopy|hemoptysis|gastroparesis|toothache|"
    r"pelvic pain|joint pain|admitted|hospitali[sz]ed|consciousness|malaise|vision|finding words|anemia|lmp|menses|injections?|blocks?|ablation|mri|x ray|xray|ct|emg|scan|films?)\b"
)

_IS_NOW = regex(
    r"\b(?:pain|ache|trouble|problem|symptoms|episode|injury) (?:is|are) (?:now )?(?:about|some|almost|nearly|over|roughly|approximately|around|already|only)? ?$"
)
"""Before a time that "old" follows: what is so old."""
_SHE_BEGAN = regex(
    r",? (?:without (?:any )?(?:\w+ )?\w+, |for no \w+ reason, )?(?:that )?(?:(?:he|she|the patient|pt|patient) )?(?:first |suddenly |gradually |then )?(?:began|started|developed|noticed|noted|became aware) (?:to |having |experiencing |feeling |noticing |some |this |the |his |her |a |an |gradual |sudden |onset |of )*"
    r"(?:low |lower |back |severe |sharp )*(?:hurt\w*|ach\w+|pain\w*|symptoms?|discomfort|trouble|it\b)"
)
"""After a date: that the pain began then."""
_STEADY = regex(
    r"(?:\bno (?:recent )?change(?! in (?:his |her |the )?(?:position|posture))[^.;,]{0,40}|\bnot (?:really |significantly |recently )?changed(?: (?:much|at all|significantly))?|\bunchanged) (?:over|in|during|for|within)(?: (?:the|these|this|those|past|last))*\s*$"
)
"""Before a time: how long a pain has been as it was, and not how long there is one ("has not changed over these past few days")."""


def _clause(lower: str, start: int, end: int, at: int) -> tuple[int, int]:
    stop = lower.rfind(". ", start, at)
    while stop > start and lower[max(start, stop - 3) : stop].endswith((" dr", " mr", " ms", "mrs")):
        stop = lower.rfind(". ", start, stop)
    left = max(lower.rfind(";", start, at), stop) + 1
    right = lower.find(";", at, end)
    return max(start, left), right if right >= 0 else end


_MONTHS_OLD = regex(r"[-, ]*\d+[- ]months?[- ]old\b")
"""After a time: it is an age ("a 5-year, 8-month-old")."""
_HAS_HAD_BOTH = regex(
    r",? (?:he|she|(?:the )?(?:patient|pt)) (?:has|have) (?:had|been having|experienced|noted|noticed|complained of)\b[^.;,]{0,60}\band (?:[a-z]+ ){0,3}$"
)
"""From a time to a pain: both of two complaints have gone on so long ("for 3 years he has had nausea and back pain")."""
_OF_THIS = regex(r" (?:of|into) (?:this|it)\b(?! (?:medication|medicine|drug|dose|regimen|pregnancy|job|diet|program))")
"""After a time: "nine weeks into this", "three years of this"."""
_BEEN_THERE = regex(
    r"\W*(?:(?:severity|duration|timing|onset|course|context)[^:.\n]{0,20}:\s*)?"
    r"(?:it|this|(?:(?:the|his|her|this|these|patient's) )?(?:pain|ache|discomfort|trouble|problem|symptoms|condition|severity|complaint)) (?:has|have) (?:been|gone on|lasted|persisted|existed|worsened|increased|progressed|intensified)(?: (?:there|present|the case|so|this way|like this|going on|ongoing|bothering (?:him|her)|on and off|with (?:him|her)))?"
    r"(?: (?:for|about|around|approximately|roughly|some|perhaps|maybe|now|almost|nearly|over|at least|close to|the))* $"
)
"""Before a time: a sentence that says how long it has been there, or how long it has got worse."""
_SLEPT = regex(r"\bsle(?:ep\w*|pt)\b[^.;]{0,30}$")
"""Before hours: that they were slept."""
_IF_BY_THEN = regex(
    r"\b(?:if|unless|should)(?: (?:still|not|no))?,? (?:in|within|after|by)(?: (?:about|another|the next|a further))? $"
)
"""Before a time: when a condition is to be judged ("if in two weeks she is no better")."""
_ONSET_OVER = regex(
    r"\b(?:onset|development|beginning) of (?:this|these|the|his|her) (?:pain|symptoms|problem|problems|complaints) (?:over|in|during|within)(?: the| about)* $"
)
"""Before a time: over what the pain came on."""
_BY_NOW = regex(r"\W*(?:(?:it is |it's |it has been |)(?:now|currently)\b.*|[^,;]{3,20} now)$")
_NO_OTHERS = regex(r" (?:out|in|along|into (?:this|it))\b|\s*(?:[.,;]|$)|,? (?:and )?(?:not|no|still|without|since)\b")
"""Up to a time and after it: a sentence that opens with how long it has been: "Now 5 weeks out.", "2 months now, not getting better"."""
_ONSET_AT = regex(
    r"\b(?:(?:state of health|well|fine|okay|good health|baseline) (?:up )?(?:until|till)|onset|began|beginning|started|start)(?: (?:was|is|of (?:pain|symptoms?|sx)|about|around|approx(?:imately)?|some|roughly|gradually|insidiously|suddenly))* ?:? ?$"
)


_WITH_IT = regex(
    r"\W*(?:there (?:was|is|were|are|has been|had been) (?:also )?(?:some )?(?:an? )?(?:associated|accompanying)|associated(?: with (?:this|it))?,?|"
    r"accompanying|accompanied by|along with (?:this|it),?|together with (?:this|it),?|with (?:this|it),?) "
)


def comes_with(mention: Mention, form: str, lower: str, regions: Regions, following: Seq[Mention]) -> bool:
    """Whether the next sentence, which holds the pains `following`, tells that the pain came with what this one dates:
    "There was associated low back pain"."""
    if not following or not (form == "on" or lower[mention.start : mention.end].endswith((" ago", " prior"))):
        return False
    begins = regions.sentences.span(following[0].sentence)[0]
    return any(p.problem and p.assertion == "present" and _WITH_IT.match(lower, begins, p.start) for p in following)


def duration_fits(
    mention: Mention, normal: NormalText, regions: Regions, pains: Seq[Mention], part: Part, focus: bool, form: str
) -> bool:
    """Whether a time expression tells how long this back pain has lasted, or when it began."""
    lower = normal.lower
    a, b = regions.sentences.span(mention.sentence)
    a, b = _clause(lower, a, b, mention.start)
    if a < part.start <= mention.start and "history" in lower[a : part.start]:
        a = part.start  # the "history" of a heading tells of no pain
    before, after = lower[a : mention.start], lower[mention.end : b]
    if not mention.past and part.name in (
        "plan",
        "goals",
        "instructions",
        "medications",
        "social_history",
        "past_history",
        "surgical_history",
        "family_history",
        "allergies",
        "labs",
    ):
        return False
    if form == "time" and (_OTHERWISE.search(before) or _BACK_AT_IT.match(after)):
        return False
    if form == "since" and is_taken(before):
        return False
    if form == "since" and _SINCE_CARE.match(lower, mention.start):
        return False
    if form == "time" and _NEXT_VISIT.search(before) and not _PAIN_WORD.match(after[1:14]):
        return False
    if form == "time" and _IF_BY_THEN.search(before):
        return False
    if _AIM.search(before) or (_A_UNIT.match(lower[mention.start :]) and _FREQUENCY.search(before)):
        return False
    if is_dosed(lower[max(0, mention.start - 24) : mention.start]) or _MONTHS_OLD.match(after):
        return False
    told_before = max((p.end for p in pains if a <= p.start and p.end <= mention.start), default=a)
    # Of "seen for a recheck visit: low back pain x 5 days" only the words after the pain can take the time away from it.
    closer = lower[max(told_before, mention.start - 28) : mention.start]
    there = lasts(closer) if form in ("since", "time") else None
    closer = closer if there is None else closer[there:]
    if is_no_length(before, form):
        return False
    if form != "onset" and (
        _AFTER_BAD.match(after.lstrip()) or _MEDICATION.search(closer) or _MEDICATION.match(after.strip()[:14])
    ):
        return False
    if _OTHER_EPISODE.search(before[-60:]) or re.match(
        r"[ ,]*(?:(?:has|have|had) (?:also )?(?:been )?(?:accompanied|joined|associated)|(?:(?:it|he|she|there) )?(?:(?:has|is|now) )?also)\b",
        after,
    ):
        return False
    hours = re.search(r"\bh(?:ou)?rs?$", lower[mention.start : mention.end])
    if hours and (before.endswith("(") or _SLEPT.search(before)):
        return False  # "the drive to her mother's (1 hr)", "sleep is fair, about 4 hours"
    if re.search(r"\bthan\s*$", before) or _ON_DRUG.search(closer) or _STEADY.search(before):
        return False
    if form in ("time", "one", "on", "since") and was_seen(before, after):
        return False
    if is_borne(lower[mention.start : mention.end], before, after):
        return False
    if form == "since" and re.search(
        r"\b(?:worse|better|worsen\w*|improv\w*|stable|unchanged|seen|working|crew|only|changes?|same|visits?|steady|static|new|gained|lost|(?<!and )off|progress|progressed)\s*$",
        before,
    ):
        return False
    if (
        form == "slash"
        and before.strip()
        and not re.search(
            r"(?:\bfor|\bx|\bhx|\bhpc|\blbp|\bpain|\bache|\bback|\bspine|\bbackache|\bonset|\bover|\bpast|\blast|[,:(-])\s*$",
            before,
        )
        and not re.match(r" (?:hx|history|of|l\b|r\b|low|back|pain|lbp)", after)
    ):
        return False
    own = [
        p
        for p in pains
        if p.sentence == mention.sentence and a <= p.start < b and p.assertion in ("present", "historical", "possible")
    ]
    near = min(
        (abs(p.start - mention.end) if p.start >= mention.end else abs(mention.start - p.end) for p in own),
        default=None,
    )
    if after.lstrip().startswith("old") and (
        "year" in lower[mention.start : mention.end] or not (own or _IS_NOW.search(before))
    ):
        return False  # "a 45 year old"; but "low back pain, now about four months old"
    linked = (
        _LINKS_BEFORE.search(before) is not None
        or not before.strip()
        or form in ("tight", "slash", "since", "better", "onset", "dates", "paren", "day")
    )
    told = (
        form == "time"
        and re.search(r"\b(?:ago|history|hx|prior|duration)$", lower[mention.start : mention.end]) is not None
    )
    foreign = _FOREIGN_PROBLEM.search(before[-40:]) or _FOREIGN_PROBLEM.search(after[:40])
    if near is not None:
        between = lower[mention.end : own[0].start] if own[0].start > mention.end else lower[own[0].end : mention.start]
        told = told or re.match(r" (?:of|history of|hx of) (?:[a-z]+ ){0,4}$", between) is not None
        if told and not before.strip() and is_onset(between):
            return True
        if form == "time" and _HAS_HAD_BOTH.match(between):
            return True
        if next_complaint(between) or (
            foreign and near > 25 and not re.search(r"\bsince\b[^.;,]{0,45}$|\buntil (?:about |around )?$", before)
        ):
            return False
        if form in ("bare", "paren"):
            return near < 24 and not foreign
        if form == "nth":
            return near < 40 and not foreign
        if form == "one" and re.search(
            r"\b(?:seen|here|visited|evaluated|admitted|discharged|clinic|er|ed|office)(?: \w+)? $", before
        ):
            return False  # "seen here just last week for back pain"
        if form == "one":
            # "over the past month" tells as often how things went as how long they have lasted.
            return near <= 30 and not re.search(
                r"\b(?:resolv|improv|better|settl|eas|fall|fell|times|visit|treat)", between
            )
        if form == "on":
            hurts = [p for p in own if p.concept == "injury" and p.assertion == "present"]
            if any(0 <= mention.start - p.end < 45 or 0 <= p.start - mention.end < 70 for p in hurts):
                return True
            return (
                near < 60
                and re.search(
                    r"\b(?:began|start\w*|onset|since|occurr\w*|injur\w*|fell|lifting|flared?|worsened|recurred|returned|accident|goes back|first noticed|first noted|woke|awoke|awakened|awoken|woken|developed|became aware|came on|appeared|dates)\b",
                    lower[a:b],
                )
                is not None
                and _STARTED_OTHER.search(before) is None
            )
        return (
            near <= 90
            and (linked or told or near < 4)
            and ("," not in between or near <= 60 or there is not None or _COURSE.search(before) is not None)
        )
    if focus and ((form == "time" and _FROM_THE_START.match(after)) or is_of_this_spell(before)):
        return True
    if not focus or not (
        regions.speaks_of(mention, "back") or regions.inherited(mention.sentence) in (None, "back", "leg")
    ):
        return False
    if foreign or (
        set(regions.named(mention.sentence)[1]) - {"back", "leg"} and not regions.speaks_of(mention, "back")
    ):
        return False  # "the hand numbness has been there for two years"
    if _NUMB_FEET.search(lower, a, b) and not _HURTS.search(lower[a:b]):
        return False  # "for two years he has noticed that the soles of both feet feel numb"
    if form in ("onset", "dates", "day") and _FOREIGN_PROBLEM.search(before) and not _HURTS.search(before):
        return False  # "he has had hematuria before, and this episode began yesterday"
    if form == "on":
        if _CAME_ON.search(before) or _SHE_BEGAN.match(after):
            return True
        if _STARTED_OTHER.search(before) or re.search(
            r"\b(?:yesterday|today|this morning)", lower[mention.start : mention.end]
        ):
            return False
        return (
            re.search(
                r"\b(?:began|started|onset|first noticed|first noted|first felt|came on|injury (?:occurred|was)|date of injury|occurred|goes back)\b",
                before,
            )
            is not None
        )
    if form == "nth" and re.search(
        r"\b(?:episode|flare\w*|spell|bout|attack|it)\b[^.;]{0,24}\b(?:in|into)(?: the| its| his| her)? $", before
    ):
        return True
    if form in ("ever", "time", "since", "one", "better", "tight") and _LIVES_WITH.search(before):
        return True
    if form in ("time", "one") and (_BEEN_THERE.match(before) or _ONSET_OVER.search(before)):
        return True
    if form == "time" and _BY_NOW.match(lower[a : mention.end]) and _NO_OTHERS.match(after):
        return True
    if form == "time" and ((told and _ONSET_AT.search(before)) or _OF_THIS.match(after)):
        return True
    if form in ("onset", "one", "bare", "more", "dates", "paren", "nth"):
        return form in ("onset", "dates")
    pain = _PAIN_WORD.search(lower[a:b])
    if not (linked or told):
        return False
    if form == "day" or (form in ("since", "time", "ever") and _GOING_ON.match(before)):
        return True
    if (
        told
        and part.name in (None, "history", "chief_complaint", "interval")
        and re.match(r",? (?:he|she|they|the patient|i|while|when|after)\b", after)
    ):
        return True  # "two days ago she missed a step"
    return (
        pain is not None
        or (
            form in ("tight", "slash")
            and before.strip(" :,-") in ("", "hpc", "hpi", "hx", "history", "duration", "onset")
        )
        or (form in ("tight", "slash", "better") and bool(own))
        or (
            re.search(
                r"\b(?:began|started|onset|duration|happened|occurred|present for|lasted|duration|all told|goes back|going on|it has been|how long|old)\b",
                lower[a:b],
            )
            is not None
        )
    )


def may_be_duration(mention: Mention, normal: NormalText, regions: Regions) -> bool:
    """Whether a time that could not be tied to the pain may yet be its duration: nothing ties it to another matter either."""
    lower = normal.lower
    a, b = regions.sentences.span(mention.sentence)
    before, after = lower[a : mention.start], lower[mention.end : b]
    if _AFTER_BAD.match(after.lstrip()) or _MEDICATION.search(before[-28:]) or _MEDICATION.match(after.strip()[:14]):
        return False
    if after.lstrip().startswith("old") or _FOREIGN_PROBLEM.search(before[-40:]) or _FOREIGN_PROBLEM.search(after[:40]):
        return False
    opens = re.search(r"[a-z]", before) is None
    return opens or _PAIN_WORD.search(lower[a:b]) is not None or regions.speaks_of(mention, "back")
