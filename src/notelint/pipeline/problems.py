"""Which problem of a list a sentence belongs to. A note that treats five problems gives each its own item, and a leg or an
activity told of under "Right hip OA" or "Diabetes" is none of the back's, whatever words stand next to it.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from notelint.precompiled import regex

if TYPE_CHECKING:
    from notelint.pipeline.attribution import Regions
    from notelint.pipeline.matching import Mention
    from notelint.pipeline.pipe import Analysis
    from notelint.pipeline.segments import Sentences

_ITEM = regex(r"(?:\(?\d{1,2}[.)]|# ?\d{1,2}[.:)]?|#(?=[a-z])|[•*>-]) ?(?=[a-z])")
_HEAD = regex(r"[^.:;,\n]{2,70}")
_INLINE = regex(r"(?<=[.;:] )\(?\d{1,2}[.)] ?(?=[a-z])")
"""The number of an item in running text: "1) Hands: ... 2) Right heel: ..."."""
_AT_MOST = 9
"""A head of more words is no name of a problem but a sentence."""
_OF_ANOTHER = regex(
    r"\b(?:diabet\w*|t[12]dm|dm ?[12]?|niddm|iddm|polyneuropathy|neuropathy|hip|knee|ankle(?! (?:weak|jerk|reflex|dorsi|plantar))|plantar|heel(?! (?:walk|raise))|achilles|foot(?! drop| weak| numb| ting| pain| slap)|bunion|hypertension|htn|blood pressure|copd|asthma|ckd|chf|heart failure|"
    r"afib|atrial fib\w*|coronary|cad|pad|pvd|peripheral (?:arterial|vascular)|(?<!neurogenic )claudication|varicose|venous|edema|dvt|stroke|cva|tia|hemiparesis|parkinson\w*|"
    r"restless legs?|gout|rheumatoid|fibromyalgia|depression|anxiety|obesity|shoulder|elbow|wrist|hand|neck|carpal tunnel|cervical|headaches?|migraines?|sleep apnea|osa|anemia|"
    r"hypothyroid\w*|lipids?|hyperlipidemia|cholesterol|reflux|gerd|cough|rash|cellulitis|wound|ulcer)\b"
)
_OF_THE_BACK = regex(
    r"\b(?:back\b(?! (?:on|at|to|in|off|up|down|from|for|of))|lbp|lumbar|lumbo\w+|lumbago|spin(?:e|al)|sciatic\w*|radicul\w+|disc|disk|facet|sacro\w+|si joint|stenosis|spondyl\w+|l[1-5]\b|s1\b)"
)
_POLYNEUROPATHY = regex(
    r"\b(?:(?:known|diabetic|peripheral|poly|small fib(?:er|re)|sensory|chemo\w*|alcoholic|idiopathic|(?:his|her|the|from|for|due to|of|longstanding|long standing|chronic) )[ -]?(?:poly)?neuropathy|"
    r"polyneuropathy|restless legs?|charcot foot)\b"
)
_LEG = frozenset({"leg_neuro_deficit", "radiating_leg_pain"})
_HERE = frozenset({"back", "leg", "endplate", "other"})
_NEAR = 60
"""Characters between a numb foot and the neuropathy that it is put down to."""
_NOT = regex(r"\b(?:no|not|without|denies|vs\.?|versus|or|rather than|instead of|r/o|rule out|exclude)\b[^.;]{0,30}$")


_NUMBERED = regex(r"\s*(?:\(?\d{1,2}[.)]|# ?\d{1,2}[.:)]?) ?(?=[a-z])")
_SHORT = 4
_ABOUT_PAIN = regex(
    r"\b(?:pain\w*|symptoms?|sx|ache|function\w*|status|progress|response|course|condition|patient|pt|he|she|leg|legs|overall|assessment|impression|"
    r"continue\w*|follow\w*|therapy|exercis\w*|better|worse|improv\w*|stable|doing|spasms?|radic\w*|numb\w*|strain|mechanical|muscular|myofascial|vertebrogenic|discogenic|acute|chronic)\b"
)


class Items:
    """The items of the lists of a note: where each begins, and its text."""

    def __init__(self, lower: str, sentences: Sentences) -> None:
        self._lower = lower
        self._starts = sentences.line_starts
        self._known: dict[tuple[int, int], bool] = {}
        self._marks: dict[int, list[int]] = {}

    def has_head_of_its_own(self, offset: int) -> bool:
        """Whether `offset` stands in a numbered item, behind a short head that names neither the back nor a pain, as the "no
        change" of "2. BPH, no change" does."""
        line = bisect_right(self._starts, offset) - 1
        text = self._line(line)
        item = _NUMBERED.match(text)
        head = _HEAD.match(text, item.end()) if item else None
        if head is None or head.end() > offset - self._starts[line] or len(head.group().split()) > _SHORT:
            return False
        return _ABOUT_PAIN.search(head.group()) is None and _OF_THE_BACK.search(text) is None

    def _line(self, number: int) -> str:
        end = self._starts[number + 1] - 1 if number + 1 < len(self._starts) else len(self._lower)
        return self._lower[self._starts[number] : end]

    def of_another_problem(self, offset: int) -> bool:
        """Whether the item in which `offset` stands has the name of a problem that is not the back's, and no word of the back."""
        line = bisect_right(self._starts, offset) - 1
        marks = self._marks.get(line)
        if marks is None:
            marks = self._marks[line] = [m.start() for m in _INLINE.finditer(self._line(line))]
        at = bisect_right(marks, offset - self._starts[line])
        known = self._known.get((line, at))
        if known is None:
            low = marks[at - 1] if at else 0
            known = self._known[line, at] = self._judge(self._line(line)[low : marks[at] if at < len(marks) else None])
        return known

    @staticmethod
    def _judge(text: str) -> bool:
        item = _ITEM.match(text.lstrip())
        if item is None:
            return False
        words = text.lstrip()[item.end() :]
        head = _HEAD.match(words)
        if head is None or len(head.group().split()) > _AT_MOST:
            return False
        return _OF_ANOTHER.search(head.group()) is not None and _OF_THE_BACK.search(words) is None


def changes_elsewhere(sentence: int, items: Items, regions: Regions) -> bool:
    """Whether what a sentence says is better or worse is another part of the body, or another problem of a list."""
    named = set(regions.named(sentence)[1])
    return (bool(named) and named.isdisjoint(_HERE)) or items.of_another_problem(regions.sentences.starts[sentence])


def elsewhere(mention: Mention, regions: Regions, analysis: Analysis) -> bool:
    """Whether a leg, an activity or a change is put down to another problem: by the item that it stands in, by a neuropathy
    named beside it, or by the part of the body that its sentence is about.
    """
    if mention.concept == "change":
        if analysis.items.has_head_of_its_own(mention.start):
            return True
        return changes_elsewhere(mention.sentence, analysis.items, regions)
    leg = mention.concept in _LEG
    if not leg and mention.target.topic != "function":
        return False
    if mention.assertion != "hypothetical" and analysis.items.of_another_problem(mention.start):
        return True
    if not leg or mention.assertion == "absent":
        return False
    a, b = analysis.sentences.span(mention.sentence)
    lower = analysis.normal.lower
    named = _POLYNEUROPATHY.search(lower, max(a, mention.start - _NEAR), min(b, mention.end + _NEAR))
    return (
        named is not None and _NOT.search(lower[a : named.start()]) is None and _OF_THE_BACK.search(lower, a, b) is None
    )
