"""Examinations and lists of symptoms that go from head to foot: parts of the body named there that own nothing after them."""

from __future__ import annotations

from notelint.precompiled import regex

_NORMAL = r"(?:grossly |all |fully |otherwise |completely )*(?:intact|normal|nonfocal|unremarkable|ok|okay|wnl|within normal limits|symmetric(?:al)?|in order)"
_WHOLE = regex(
    r"cranial nerves?(?: (?:exam(?:ination)?|function|testing))?:?(?: ?(?:[ivx]+|\d+|two|one))?(?: ?(?:-|to|through|thru|thro) ?(?:[ivx]+|\d+|twelve))?"
    rf"(?: (?:are|is|were|was|remain))?(?::? {_NORMAL}\b|,)"
    r"|cerebellar(?! (?:tonsil|infarct|hemorrhage|haemorrhage|stroke|lesion|mass|atrophy|tumou?r|degeneration|ataxia|abscess))"
    rf"|(?:face|facial (?:movements?|strength|sensation|features))(?: (?:is|are|was))? {_NORMAL}\b(?! ?(?:and|with|to)\b)"
)
"""Told whole: what comes next in the sentence is of something else ("cranial nerves intact, no focal deficits")."""
_ITEM = regex(
    r"(?:visual (?:changes?|disturbances?|symptoms|problems|loss|complaints|difficult(?:y|ies)|field (?:cuts?|loss))|facial (?:droop\w*|asymmetry)|"
    r"(?:neck|jaw|ear|eye|face|chest) (?:pain|stiffness|discomfort|tightness|problems)|eyes?|ears?|nose|throat|mouth|head(?:aches?)?|breath)"
    r"(?= ?(?:,|/|;)| (?:or|and|nor) )|(?:dizz(?:iness|y)|lightheaded(?:ness)?|vertigo)\b"
)
"""An item of a list of symptoms that are denied or asked about."""
JOIN = regex(
    r"^[\s,/&+()>]*(?:(?:and|or|nor|plus|with|as well as|and/or)\b[\s,]*)?(?:(?:coordination|coord|cerebellar(?: function)?|(?:muscle )?(?:tone|bulk)(?: and (?:tone|bulk))?|balance|cranial nerves|speech|mentation)"
    r"[\s,/&]+(?:and\b[\s,]*)?)?(?:[a-z0-9'./-]+ ?){0,4}[\s,/&+()-]*$"
)
"""Between two items of one list: a conjunction, a few words, an item that is no fact here."""
OF_ITS_OWN = regex(r": ?(?!(?:it|this|they|these|those|he|she|there|all|both) )(?:[a-z'-]+ ){1,4}(?:is|are|was|were) ")
"""After the label of an examination: a sentence about something else ("Neuro: Romberg is absent")."""
WHERE_TO = regex(r"(?:is |was |are |were )?(?:in )?(?:all|every) (?:planes|directions?|ways?)")
"""After a motion: normal where nothing else is said of it ("lumbar motion in all planes"), and no result of one that is limited."""
_EXCEPT = regex(r"\b(?:except|other than|apart from|aside from|save|besides|exception of|except for)\b")
_REFLEX = regex(r"reflex|jerks?\b|\bdtr")
_LOWER_REFLEX = regex(r"\bknees?\b|\bankles?\b|\bpatell|\bachilles\b|\blower (?:extrem|limb)|\bquadriceps\b")


def told_whole(lower: str, at: int) -> bool:
    """Whether the part of the body at `at` is done with: it is said to be normal, and the sentence goes on."""
    return _WHOLE.match(lower, at) is not None


def listed(lower: str, at: int) -> bool:
    """Whether the part of the body at `at` is an item of a list of symptoms."""
    return _ITEM.match(lower, at) is not None


def excepted(between: str) -> bool:
    """Whether the words `between` a finding and a part of the body leave that part out: "5/5 except for the right hand"."""
    return _EXCEPT.search(between) is not None


def of_the_leg(words: str, sentence: str) -> bool:
    """Whether `words` name reflexes, and the `sentence` those of the leg among them, beside the arms'."""
    return _REFLEX.search(words) is not None and _LOWER_REFLEX.search(sentence) is not None
