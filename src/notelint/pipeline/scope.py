"""Which mentions a cue reaches: one decision from direction, distance, punctuation, coordination and terminators."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence as Seq

from notelint.pipeline.cues import Cue
from notelint.pipeline.examined import JOIN, OF_ITS_OWN
from notelint.pipeline.known import denies_another_matter
from notelint.pipeline.matching import Mention
from notelint.pipeline.normalise import NormalText
from notelint.pipeline.relatives import without_relative
from notelint.pipeline.sides import goes_over, only_names_sides
from notelint.precompiled import regex

_WORD = regex(r"[a-z0-9%°'+]+")
# Words that open a clause of their own: a list of negated things does not run across them.
_BREAK = regex(
    r"\b(?:is|are|was|were|has|have|had|does|did|do|will|would|can|could|should|reports?|states?|notes?|noted|complains?|"
    r"presents?|describes?|feels?|felt|admits|endorses|endorsed|continues?|worsens?|started|began|begins|shows?|showed|reveals?|"
    r"revealed|demonstrates?|demonstrated|(?:related|attributed|attributable|traceable|ascribed)(?= to\b)|which|who|while|because|since|due|he|she|they|(?<!grade )(?<!type )(?<!modic )i|we|there|it|now|today|"
    r"occ|occasional|occasionally|worse|better|rated|rates|tried|takes|taking)\b"
)
_COPULA = regex(
    r"\b(?:is|are|was|were|has|have|been|be|remains?|appears?|seems?|felt|found|noted|to|being|do|does|did|also)\b"
)
_POSITION = regex(r"\bwhile (?:in )?(?:the )?(?:supine|seated|sitting|lying|standing|prone|recumbent)\b")
_WINDOW = {"next": 160, "list": 600, "clause": 800, "sentence": 1500}
"""Characters beyond which a cue reaches nothing, by its reach."""

_OTHER_TESTS = regex(
    r"(?:,|/|&|\band\b|\bor\b|\s)+(?:(?:the|a|both|seated|supine|prone|reverse|crossed|femoral) )*"
    r"(?:stork|fabere?(?:'?s)?|patrick(?:'?s)?|fadd?ir|gaenslen(?:'?s)?|kemp(?:'?s)?|yeoman(?:'?s)?|nachlas|milgram(?:'?s)?|slump|bowstring|braggard(?:'?s)?|las[eè]gue(?:'?s)?|"
    r"thigh thrust|log roll|compression|distraction|thomas|ober(?:'?s)?|ely(?:'?s)?|hoover(?:'?s)?|waddell(?:'?s)?|trendelenburg(?:'?s)?|clonus|babinski(?:'?s)?|valsalva|scour|quadrant)\b"
    r"(?: (?:tests?|testing|signs?|maneuvers?))?"
)
"""Tests that are not read themselves, between one that is and the result of them all."""
_ANGLE = regex(r" (?:to|at) (?:about |only )?\d{2,3} ?(?:°|deg(?:rees?)?\b)")
"""How far a leg was raised, between the test and its result."""
_ASIDE = regex(r" ?\((?:[^()\[\]:;]{1,40})\)(?=,| and\b| or\b)")
"""A remark within a list: "prolonged sitting (greater than 20 minutes), bending"."""
_TICKED = regex(r"\[ ?[x✓✔] ?\]|[☒☑✓✔]")
_CONDITION = regex(r"(?:only )?(?:if|unless|once|when|should)\b")
_AS = {"asked": ("asked", "measure", "finding")}
"""Kinds of target whose cues a kind answers to besides its own."""
_IF = regex(r"\b(?:if|when|should|unless|whether|once) $")
_WITH = regex(r" with(?: an?| some| associated| secondary| resulting| resultant)* ")
_GRADED = regex(
    r",\s*(?:and |with |a |an |only |just |some |the |there is |l\d\S* |c/w )*(?:mild|mildly|ordinary|usual|expected|minimal|minimally|minor|slight|slightly|small|tiny|trace|early|modest|shallow|moderate|moderately|"
    r"incidental|incidentally|multilevel|scattered|diffuse|age related|age appropriate|broad based|stable|known|old|chronic|unchanged|some)\b(?! or\b)"
    r"|\b(?:preserved|maintained|intact|normal|unremarkable|patent|anatomic|satisfactory|capacious|healthy)\b[^,]*,"
)
"""In a list after "no" on an image: what is graded is there ("no fracture, mild spurring"), and a normal item ends the list."""
_TYPED = regex(r",\s*(?:and |a |an )*(?:modic )?(?:type|grade|modic) (?:1|2|3|i{1,3}|one|two|three)\b")
"""Before a finding, or at its head: nobody denies what has a number ("no herniation, and type 2 Modic changes")."""
_OR_ELSE = regex(r"[^.;,]{0,30},? (?:or|nor)\b")
"""After a finding: it is one of a list of things that there are not."""
_AND_THEN_WILL = regex(
    r"\b(?:and|then) (?:he|she|they|we|i|(?:the )?(?:patient|pt)) (?:will|may|can|should|would|is to)\b"
)
"""Between a study and a condition: what hangs on the condition is another matter ("x-rays today, and she will go home if ...")."""
_PRENOMINAL = frozenset({"possible", "probable", "suspected", "likely", "questionable", "presumed"})
_ONE_MORE = regex(r", ?(?:(?!and\b|or\b|nor\b)[a-z-]+ ){0,3}")
_BEFORE_NOUN = regex(r"\b(?:the|a|an|his|her|their|any|some|most|other|another) $")
_AND_HE = regex(
    r"\band (?:then |later |so |now |today |subsequently |eventually |ultimately |therefore |since then )?(?:he|she|they|we|i|(?:the )?(?:patient|pt)) (?!(?:also |further |likewise )?(?:den(?:ies|ied)|does not|did not|has no|had no)\b)"
)
"""Between a denial and a mention: a new clause with a person for its subject."""
_AND_SOME = regex(
    r"\band (?:some|mild|moderate|marked|severe|slight|minimal|minor|small|early|a|an|also|only|diffuse|multilevel|mild to moderate) (?:[a-z-]+ ){0,2}$"
)
"""Before a finding: it is there, whatever the one before it is ("no compression and some facet hypertrophy")."""
_NEW_SUBJECT = regex(r", (?:and |while |though )?(?:the|his|her|their|this|that|these|those) (?:[a-z-]+ ){0,2}$")
_ITS_VERB = regex(
    r" (?:(?:itself|today|now|then|here|in|on|of|at|the|his|her|left|right|legs?|foot|feet|back) ){0,4}"
    r"(?:(?:is|was|are|were|has been|have been|had been) (?!denied|absent|excluded|ruled|not\b|also (?:denied|absent))|(?:remains?|persists?|persisted|continues?|appears?|looks?|began|started|came)\b)"
)
"""Around a mention: a clause of its own begins with it ("without compression, the decompression was complete")."""


def words_in(text: str) -> int:
    """Number of words in `text`."""
    return len(_WORD.findall(text))


_ABLE = regex(r"\b(?:can|could|able to|manages|managing|independent|does)\b")
"""What an activity is told of with that can be done."""
_PAUSE = regex(r"[,;:]")


class Sentence:
    """The mentions and cues of one sentence, and the text between them."""

    def __init__(self, normal: NormalText, start: int, end: int, mentions: Seq[Mention], cues: Seq[Cue]) -> None:
        self.normal, self.start, self.end = normal, start, end
        # Evidence ("lumbar", "unchanged") and "chronic" stand between the others without being an item of their lists.
        self.mentions = [m for m in mentions if m.kind != "evidence" and m.concept != "acuity"]
        self.cues = [c for c in cues if c.modifier.direction not in ("terminate", "pseudo")]
        # "Call if she has pain": the words after a condition go on with it.
        self._stops = sorted(
            (c.start, c.end)
            for c in cues
            if c.modifier.direction == "terminate" and not _IF.search(normal.lower, max(start, c.start - 9), c.start)
        )
        self._cue_starts = [c.start for c in self.cues]
        self._mention_starts = [m.start for m in self.mentions]

    def _mentions_from(self, a: int, b: int) -> Seq[Mention]:
        """Mentions that begin from `a` on and before `b`."""
        return self.mentions[bisect_left(self._mention_starts, a) : bisect_left(self._mention_starts, b)]

    def between(self, a: int, b: int) -> str:
        """Lower-case text from `a` to `b`."""
        return self.normal.lower[a:b] if a < b else ""

    def stopped(self, a: int, b: int) -> bool:
        """Whether a terminator stands between."""
        i = bisect_left(self._stops, (a, -1))
        return i < len(self._stops) and self._stops[i][0] < b

    def _wide(self, a: int, b: int) -> bool:
        wide = self.normal.wide
        return any(i in wide for i in range(a, b) if self.normal.text[i] == " ")

    def _status_between(self, a: int, b: int, but: Cue, mention: Mention) -> bool:
        """Whether a result other than `but`, of a kind that `mention` may have, stands between."""
        i = bisect_left(self._cue_starts, a)
        while i < len(self.cues) and self.cues[i].start < b:
            between = self.cues[i]
            own = (
                between.modifier.kinds.isdisjoint(_AS.get(mention.kind, (mention.kind,))) is False
                or not between.modifier.kinds
            )
            own = own and (not between.modifier.only or mention.concept in between.modifier.only)
            if (
                own
                and between is not but
                and between.end <= b
                and between.modifier.direction != "forward"
                and between.category in ("normal", "limited", "absent", "present")
            ):
                return True
            i += 1
        return False

    def forward(self, cue: Cue, mention: Mention) -> bool:
        """Whether `cue` reaches `mention` to its right."""
        if cue.end > mention.start or self.stopped(cue.end, mention.start):
            return False
        reach, limit = cue.modifier.reach, cue.modifier.words
        if mention.start - cue.end > _WINDOW[reach]:
            return False
        text = self.between(cue.end, mention.start)
        if (
            cue.category == "absent"
            and "," in text
            and _NEW_SUBJECT.search(text)
            and _ITS_VERB.match(self.normal.lower, mention.end, self.end)
        ):
            return False
        if reach == "sentence":
            return True
        if ";" in text:
            return False
        if reach == "clause":
            if cue.category == "absent" and _AND_HE.search(text):
                return False  # "was negative for herniation and she underwent a decompression"
            return re.search(r",(?: and| but| or)? (?:\w+ )?" + _BREAK.pattern, text) is None
        if mention.target.topic == "qualifiers" and "," in text and not re.search(r"\b(?:or|nor|and)\b[^,]*$", text):
            return False  # "without sciatica, muscular": what kind of pain it is stands beside the list
        path = [cue.end]
        for other in self._mentions_from(cue.end, mention.start):
            if other.end <= mention.start:
                if other.start > path[-1]:
                    path.append(other.start)
                path.append(max(other.end, path[-1]))
        path.append(mention.start)
        # A ticked box is the comma of a form: "aggravated by:  [x] standing  [x] bending".
        pieces = [
            _ASIDE.sub("", _TICKED.sub(",", self.between(path[i], path[i + 1]))) for i in range(0, len(path) - 1, 2)
        ]
        first = pieces[0].rstrip(", ") if _TICKED.search(text) else pieces[0]
        if (
            max(map(words_in, first.split(","))) > limit
            or _BREAK.search(first)
            or (":" in first and first.strip() != ":")
        ):
            return False
        if reach == "next":
            if "," in first or self._wide(cue.end, mention.start):
                return False
            return all(
                JOIN.match(p) and not _BREAK.search(p) and words_in(p) <= 3 and "," not in p.strip(", ")
                for p in pieces[1:]
            ) and (
                len(pieces) == 1
                or all(
                    re.search(r",|/|&|\band\b|\bor\b|\bnor\b|^\s*$", p)
                    or (_WITH.fullmatch(p) and self._doubted(cue, mention))
                    for p in pieces[1:]
                )
            )
        if (
            mention.target.topic == "imaging"
            and cue.text == "no"
            and _ONE_MORE.fullmatch(pieces[-1])
            and self._repeated(cue, mention)
        ):
            return False  # "no fracture, no herniation, degenerative change": each has a "no" of its own
        if mention.target.topic == "imaging" and (
            any(_GRADED.search(piece) for piece in pieces[1:])
            or (
                cue.category == "absent"
                and _TYPED.search(self.between(path[-2], mention.end))
                and not _OR_ELSE.match(self.between(mention.end, self.end))
            )
        ):
            return False
        if mention.target.topic == "imaging" and cue.category == "absent" and _AND_SOME.search(pieces[-1]):
            return False
        for piece in pieces[1:]:
            if _BREAK.search(piece) or words_in(piece) > 8 or "(" in piece.rstrip("( ") or ":" in piece:
                return False
            if not re.search(
                r",|/|&|\+|>|\band\b|\bor\b|\bnor\b|\bno\b|\bsuch as\b|\blike\b|\bincluding\b|^\s*$|^ (?:in the form )?of (?:any )?$",
                piece,
            ):
                return False
        return len(first.split(",")) <= 8

    def _doubted(self, cue: Cue, mention: Mention) -> bool:
        """Whether `cue` makes a diagnosis doubtful, and `mention` is one too: a symptom told with it is there all the same."""
        return cue.category == "possible" and (
            mention.target.topic in ("imaging", "qualifiers") or mention.concept == "radiculopathy"
        )

    def _repeated(self, cue: Cue, mention: Mention) -> bool:
        """Whether the same cue stands a second time before `mention`, one item of the list away."""
        return any(
            c.text == cue.text and 0 < abs(c.start - cue.start) < 60 and c.end < mention.start for c in self.cues
        )

    def _before_its_own(self, cue: Cue, mention: Mention) -> bool:
        """Whether `cue`, which may stand on either side, stands right before another mention: "bulge, possible tear"."""
        between = self.between(mention.end, cue.start)
        if not re.search(r"[,(/&+-]|\b(?:and|with|causing)\b", between) and (
            cue.text not in _PRENOMINAL or between.strip()
        ):
            return False
        if not any(c.start == cue.start and c.end == cue.end and c.modifier.direction == "forward" for c in self.cues):
            return False
        following = self._mentions_from(cue.end, self.end)[:1]
        return (
            bool(following)
            and re.fullmatch(
                r" (?!(?:and|or|but|with|while|on|in|at|to|for|throughout) )(?:[a-z0-9/'-]+ ){0,2}",
                self.between(cue.end, following[0].start),
            )
            is not None
        )

    def backward(self, cue: Cue, mention: Mention) -> bool:
        """Whether `cue` reaches `mention` to its left."""
        if cue.start < mention.end or self.stopped(mention.end, cue.start) or self._before_its_own(cue, mention):
            return False
        reach, limit = cue.modifier.reach, cue.modifier.words
        if cue.start - mention.end > _WINDOW[reach]:
            return False
        text = self.between(mention.end, cue.start)
        if (
            cue.text in _PRENOMINAL
            and _BEFORE_NOUN.search(text)
            and re.match(r" [a-z]", self.between(cue.end, self.end))
        ):
            return False  # "metastases, and the likely primary is the kidney"
        if reach == "sentence":
            return True
        if ";" in text:
            return False
        if reach == "clause":
            # "MRI, CT only if that is equivocal": the condition is on the study next to it.
            between = [m for m in self._mentions_from(mention.end, cue.start) if m.kind == mention.kind == "study"]
            apart = bool(between) and "," in self.between(mention.end, between[0].start)
            return not apart and not self._of_the_second(cue, mention)
        if cue.category == "limited" and mention.concept == "leg_neuro_deficit" and OF_ITS_OWN.match(text):
            return False
        inner = [m for m in self._mentions_from(mention.end, cue.start) if m.end <= cue.start]
        last = max((m.end for m in inner), default=mention.end)
        tail = self.between(last, cue.start)
        tail = without_relative(tail)
        if mention.kind == "test":
            tail = _ANGLE.sub("", _OTHER_TESTS.sub("", tail))
        bare = _COPULA.sub("", _POSITION.sub("", tail))
        if mention.kind in ("test", "measure") and bare.strip() == "now":
            bare = ""  # "SLR now negative"
        if words_in(tail) > limit or _BREAK.search(bare) or self._status_between(last, cue.start, cue, mention):
            return False
        if self._wide(last, cue.start) and not re.fullmatch(r"\s*:?\s*", tail):
            return False
        if "," in tail and not (reach == "list" or only_names_sides(tail)):
            return False
        if goes_over(tail, self.between(self.start, mention.end)):
            return False  # "straight leg raising hurts on the right, left negative"
        if not inner:
            return True
        if reach == "next" and len(inner) > 6:
            return False
        # The mentions in between must be joined to this one: "power, reflexes and light touch normal".
        at = mention.end
        for other in inner:
            if other.start < at:
                continue
            piece = self.between(at, other.start)
            joined = re.search(r",|/|&|\+|\band\b|\bor\b|\bnor\b|^\s*$", piece)
            if not joined or not JOIN.match(piece) or _BREAK.search(_COPULA.sub("", piece)):
                return False
            if self._status_between(at, other.start, cue, mention):
                return False
            at = other.end
        return True

    def reaches(self, cue: Cue, mention: Mention) -> bool:
        """Whether `cue` may say something about `mention`, and does."""
        modifier = cue.modifier
        if modifier.only and mention.concept not in modifier.only:
            return False
        if modifier.kinds and modifier.kinds.isdisjoint(_AS.get(mention.kind, (mention.kind,))):
            return False
        if mention.concept in modifier.never:
            return False
        if cue.start < mention.end and mention.start < cue.end:
            # "no focal deficit", "limited tolerance for sitting": the last words of the cue are the first of the mention.
            forward = (
                modifier.category in ("absent", "limited", "normal", "hypothetical", "family")
                and modifier.direction == "forward"
            )
            again = self.between(mention.start, cue.end).strip() in (
                "no",
                "not",
                "absent",
            )  # "had no perianal sensation"
            whole = modifier.category == "hypothetical" and cue.end == mention.end  # "if weakness"
            return forward and cue.start < mention.start and (cue.end < mention.end or whole) and not again
        if cue.within is not None:
            return cue.within[0] <= mention.start and mention.end <= cue.within[1]
        return self._toward(cue, mention) and not denies_another_matter(self, cue, mention)

    def _toward(self, cue: Cue, mention: Mention) -> bool:
        """Whether `cue`, which may speak of `mention`, reaches it to the side that it speaks to."""
        modifier = cue.modifier
        if modifier.direction == "forward":
            if (
                modifier.category == "hypothetical"
                and mention.kind in ("study", "surgery")
                and _CONDITION.match(cue.text)
            ):
                # "MRI if no better": the condition follows what hangs on it.
                return self.forward(cue, mention) or (
                    cue.start >= mention.end
                    and ";" not in self.between(mention.end, cue.start)
                    and _AND_THEN_WILL.search(self.between(mention.end, cue.start)) is None
                    and not self._ordered_before(cue, mention)
                    and not self._of_the_second(cue, mention)
                )
            return self.forward(cue, mention)
        if modifier.direction == "backward":
            return self.backward(cue, mention) and not self._speaks_of_another(cue, mention)
        return self.forward(cue, mention) or self.backward(cue, mention)

    def _ordered_before(self, condition: Cue, mention: Mention) -> bool:
        """Whether `mention` is ordered before a comma: "MRI requested, surgeon if the foot drops"."""
        return any(
            c.category == "planned" and "," in self.between(c.end, condition.start)
            for c in self.cues
            if mention.end <= c.start and c.end <= condition.start
        )

    def _of_the_second(self, condition: Cue, mention: Mention) -> bool:
        """Whether an "only if" follows two things and is about the second: "a discogram first, and ablation only if clean"."""
        if not condition.text.startswith("only"):
            return False
        between = [m for m in self._mentions_from(mention.end, condition.start) if m.kind in ("study", "surgery")]
        return (
            bool(between)
            and re.search(r"\b(?:first|then|now)\b|,", self.between(mention.end, between[0].start)) is not None
        )

    def _speaks_of_another(self, cue: Cue, mention: Mention) -> bool:
        """Whether a cue goes on to an activity of its own: "can dress himself but cannot tie his shoes"."""
        if cue.modifier.category != "limited" or not cue.text.startswith("but "):
            return False
        if _ABLE.search(self.between(self.start, mention.start)) is None:
            return False
        for other in self._mentions_from(cue.end, self.end):
            between = self.between(cue.end, other.start)
            if other.kind == "activity" and words_in(between) <= 3 and not _PAUSE.search(between):
                return True
        return False

    def distance(self, cue: Cue, mention: Mention) -> int:
        """Characters between."""
        return cue.start - mention.end if cue.start >= mention.end else mention.start - cue.end
