"""Times that are no duration of the pain: how long something is borne, and when the patient was seen."""

from __future__ import annotations

from notelint.precompiled import regex

# "Aching after sitting for four hours", "after two hours of driving", "20 hours continuously": how long something is borne.
_ACTIVITY_FOR = regex(
    r"\b(?:sit(?:s|ting)?|stand(?:s|ing)?|walk(?:s|ed|ing)?|driv(?:e|es|ing)|rid(?:e|es|ing)|sle(?:ep|eps|eping|pt)|lying|lies|typ(?:es|ing)|work(?:s|ing)?|run(?:s|ning)?|"
    r"up|upright|periods of time|in bed|on (?:his|her|their) feet),?(?: (?:at|in|on|down|up) (?:the |a |an |his |her )?[a-z]+)?(?: (?:continuously|straight|only|for|more than|longer than|about|up to|over))* ?$"
)
_OF_ACTIVITY = regex(
    r"^ (?:of|in)(?: (?:continuous|uninterrupted|steady|prolonged|being|straight|the))* (?:sit|stand|walk|driv|rid|sleep|lying|typ|work|activ|up\b|upright|on (?:his|her)|car\b|saddle|bed\b)"
    r"|^,? (?:straight|continuous(?:ly)?|on a regular basis|on end|at a (?:time|stretch|go)|without (?:a break|stopping|resting))\b"
)
_MET = regex(
    r"\b(?:met|saw|seen|examined|evaluated|visited|consulted)(?: (?:him|her|them|you|me|us|dr\.? [a-z]+|this (?:patient|lady|gentleman|woman|man)|the patient))?"
    r"(?: (?:first|last|back|here|again|initially|originally|(?:in|at|by) (?:the |my |our )?(?:[a-z]+ ){0,3}(?:clinic|office|consultation|department|hospital|emergency room|er|ed)))* (?:about |approximately |some |roughly )?$"
    r"|\b(?:seen|examined|evaluated|presented|referred)\b[^.;,]{0,60}\b(?:examination|evaluation|consultation|ime|appointment|assessment) on $"
    r"|\b(?:injections?|shots?|blocks?|epidurals?)\b(?: (?:of|by|with|from|at|in|into|dr\.?|the|his|her|a|[a-z]{1,14}(?<!pain)(?<!back)))+ (?:about |approximately |some |roughly )?$"
)
"""Before a time: when the patient was seen ("I first met her five weeks ago"), or had an injection."""
_DOSED = regex(
    r"(?:\b(?:[qbt]\.?i\.?d\.?|q\.? ?\d+(?:[- ]\d+)? ?h(?:ou)?r?s?\.?|q\.?(?:d|hs|am|pm)\.?|p\.?o\.?|h\.?s\.?|p\.?r\.?n\.?|po|bid|tid|qid|(?:once|twice|two times|three times|four times) (?:a day|daily|per day))|\bmg (?:po |p\.o\. )?(?:daily|nightly))\s*(?:x|for)?\s*$"
)
"""Before a time: how a drug is taken ("10 mg b.i.d. x 10 days")."""
_KNOWN_TO_ME = regex(
    r"\b(?:known|known (?:him|her|to me|to us)|followed|cared for|helps?|helped|relief|works?|worked|heavy lifting|lifting|driving|strenuous activity|activity|drinking|drank)(?: (?:only|him|her|it|me|pain|for|over|the|in|at least|about|approximately|greater than [a-z0-9 ]+))* $"
)
"""Before a time: how long somebody has been known, a drug helps, or something is not to be done."""
_HOURS = regex(r"(?:hours?|hrs?|minutes?|mins?)$")

_CARED_FOR = regex(
    r"^,? (?:the patient|patient|pt|he|she|they) (?:was|were) (?:(?:again|also|then|first|last|re) ?)*(?:seen|evaluated|examined|admitted|hospitali[sz]ed|discharged|(?:re)?started on|placed on|given|prescribed|transferred|sent|taken)\b"
    r"|^,? (?:the patient|patient|pt|he|she|they) (?:has|have|had) (?:also )?(?:been (?:seeing|seen by|going to|followed|under the care|working|employed|living|taking|treated (?:by|with)|attending|a patient)|worked|lived|taken|attended|seen)\b"
)
"""After "since 2002": whose care the patient has been under, or another matter."""

_NEXT_COMPLAINT = regex(
    r"(?<!\d)\d+ ?(?:days?|d|wks?|weeks?|mos?|months?|yrs?|years?)\b[^,;]{0,20}(?:,|;|\band|\bwith)(?: (?:an?|some|also|dry|her|his))* "
    r"(?:cough|headaches?|fevers?|rash|nausea|vomiting|diarrhea|constipation|dysuria|hematuria|dizziness|vertigo|sore throat|congestion|fatigue|insomnia|"
    r"(?:chest|neck|knee|hip|shoulder|abdominal|arm|foot|wrist|elbow) pain)(?: (?:for|x|over|since|the|past|last|about))* ?$"
)
"""Between a pain and a time: the pain has its own, and the next complaint begins ("for 1 week, cough for")."""


def next_complaint(between: str) -> bool:
    """Whether the words between a pain and a time give the time to the complaint that comes after the pain and its own time."""
    return _NEXT_COMPLAINT.search(between) is not None


_FILED = regex(
    r"^,? (?:the |this )?(?:[a-z]+ )?(?:filed|lodged|submitted|made|registered|opened) (?:a|an|the|his|her|their) (?:[a-z']+ ){0,3}(?:claim|application|appeal|report|grievance|lawsuit|suit)\b"
)
"""After a date: a claim was filed then ("on December 12, 2011, the worker filed a claim")."""


def is_borne(time: str, before: str, after: str) -> bool:
    """Whether `time` tells how long an activity is borne or goes on, by the words `before` and `after` it."""
    return _HOURS.search(time) is not None and (
        _ACTIVITY_FOR.search(before) is not None or _OF_ACTIVITY.match(after) is not None
    )


def is_dosed(before: str) -> bool:
    """Whether the words right before a time tell how a drug is taken: the time is that of its course."""
    return _DOSED.search(before) is not None


def was_seen(before: str, after: str) -> bool:
    """Whether the words around a time tell when the patient was met or examined, or a claim was filed, or since when
    somebody's care, or a drug's help, goes on."""
    return (
        _MET.search(before) is not None
        or _KNOWN_TO_ME.search(before) is not None
        or _CARED_FOR.match(after) is not None
        or _FILED.match(after) is not None
    )


_LASTS = regex(
    r"\b(?:(?:has|have|had) (?:been (?:there|present|going on|around|with (?:him|her)|a problem|bothering (?:him|her))|lasted|persisted|gone on)"
    r"|(?:has|have) had it|goes back|dates back)(?: (?:now|on and off|for|all|ever|about))* $"
)


def lasts(before: str) -> int | None:
    """Where `before`, the words up to a time, begin to tell of a trouble that lasts ("has been there since March"), whatever visit
    or drug was named earlier; None where they do not."""
    found = _LASTS.search(before)
    return found.start() if found else None


_SUDDEN = regex(
    r"^,? (?:while |when |as |after )?(?:he|she|they|the patient|patient|pt|i)\b[^.;]*"
    r"\b(?:felt|caught|seized|struck|gripped|grabbed|noticed|developed|sudden|suddenly|(?:awoke|woke)(?: up)? with|onset|got|began|started|came on|had)\b[^.;]{0,50}$"
)


def is_onset(between: str) -> bool:
    """Whether `between`, the words from a time that opens a sentence to its pain, tell how the pain began ("he was bent into an
    engine bay and as he straightened was caught by a sharp")."""
    return _SUDDEN.match(between) is not None


_TAKEN = regex(
    r"(?<!pain )(?<!ache )(?<!painful )\b(?:on|taking|takes|took) (?!(?:average|again|exertion|occasion|movement|\w+ing|\w+ion)\b)"
    r"[a-z]{5,}(?: \d+ ?(?:mg|mcg|g))?(?: (?:daily|weekly|bid|tid|nightly|prn))? $"
)


def is_taken(before: str) -> bool:
    """Whether `before`, the words up to "since", name a drug that is taken ("on adalimumab since 2024")."""
    return _TAKEN.search(before) is not None


_THIS_SPELL = regex(
    r"\b(?:this|current|present|latest|the current|the present) (?:bout|episode|flare(?: ?up)?|spell|attack|go|round)(?: (?:has been|is|was|going on|goes back|for|now|about|around|of))* ?:? ?$"
)


def is_of_this_spell(before: str) -> bool:
    """Whether the words up to a time say that it is how long this spell of the pain has lasted ("this bout since Wednesday")."""
    return _THIS_SPELL.search(before) is not None


_EACH_LASTS = regex(
    r"\b(?:can|may|will|could|would) (?:last|persist|linger|continue) (?:for |about |around |up to |only |from |as long as )*$|\b(?:usually|typically|generally|often|sometimes|each|episodes|attacks|flares|flare ups|bouts|spells)\b[^.;]{0,40}\b(?:lasts?|lasting) (?:for |about |around |up to |only |from )*$"
)
"""Before a time: how long each of several episodes goes on."""
_AS_A_HABIT = regex(
    r"\b(?:usually|typically|generally) (?!present\b|there\b)(?:has |had |have )?(?:to )?(?:lays?|lies|rests?|stays?|sits?)\b[^.;,]{0,50} for (?:about )?$"
    r"|\b(?:continued|continues|kept|carried on|went on|managed|tried)(?: on)? (?:to )?work(?:ing)?\b(?: [a-z]+){0,3} (?:for )?(?:about |another |some )*$"
)
"""Before a time: how long something is done each time, or how long work went on with the pain."""
_TO_COME = regex(
    r"\b(?:will|scheduled|plans?|planning|going to|should|due|turns?|arrang\w+|anticipat\w+)\b[^.;]{0,60} (?:in|within)(?: the)?(?: next| about| approximately| another| around)* ?$"
)
"""Before a time: what is still to come ("scheduled for a cruise in two weeks")."""
_SO_MANY_IN = regex(
    r"\b(?:two|three|four|five|six|seven|eight|several|many|\d{1,2}) (?:[a-z]+ )?(?!visits|weeks|months|days|years|pounds|lbs)[a-z]+s in $"
)
"""Before a time: how much was done in it ("after three flights in one week")."""


def is_no_length(before: str, form: str) -> bool:
    """Whether `before`, the words up to a time of the branch `form` of the grammar, make it the time of each of several spells, of
    something that is to come, or of things done in it."""
    return (
        _SO_MANY_IN.search(before) is not None
        or _EACH_LASTS.search(before) is not None
        or (form == "time" and _AS_A_HABIT.search(before) is not None)
        or (form == "time" and _TO_COME.search(before) is not None)
    )
