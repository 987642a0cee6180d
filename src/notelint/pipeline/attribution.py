"""Whether a mention is about the back at all. A note often treats five problems; a knee that limits walking is none of ours.

The words nearest to a mention, in its own sentence, decide; a sentence that names no part of the body goes on with the one
before it.
"""

from __future__ import annotations

import re
from functools import cached_property

from notelint.hints import Hint
from notelint.pipeline import examined
from notelint.pipeline.films import is_of_spine_too, on_limb_films
from notelint.pipeline.lexicon import Lexicon
from notelint.pipeline.matching import Mention
from notelint.pipeline.normalise import NormalText
from notelint.pipeline.segments import Sentences
from notelint.pipeline.words import Words
from notelint.precompiled import regex

_LETTERS = regex(r"[a-z]+")
_SMALL = frozenset("abcdefghijklmnopqrstuvwxyz")
# T1 and T2 alone are MRI sequences; T20 and the like are no vertebrae.
_LEVEL = regex(
    r"\b(?:(c)[1-8]|(t)(?:1[0-2]|[3-9]|[12](?=\s?[-/]\s?t?\d))|(l)[1-5]|(s)[1-4])(?:\s?[-/]\s?[ctls]?\d{1,2})?\b"
)
_WITH_LUMBAR = regex(
    r"(?:\b(?:spine|c spine|t spine))?(?:,? (?:and|or) (?:the )?|, |/| & )"
    r"(?:(?:thoracic|cervical|dorsal|[ct](?= spine))(?: spine)?(?:,? (?:and|or) |, |/| & ))?(?:(?:upper|lower) )?(?:lumbar|lumbosacral|thoracolumbar|ls spine|l spine)\b"
)
_LUMBAR_WITH = regex(r"\b(?:lumbar|lumbosacral|thoracolumbar)(?: spine)?(?:,? (?:and|or) (?:the )?|, |/| & )$")
"""Around the name of another part of the spine: the lumbar spine is told of in the same breath."""
_LOWER_LIMB = regex(r"\blower (?:extremit(?:y|ies)|limbs?|ext)\b")
_SPINE = regex(
    r"(?<!cervical )(?<!thoracic )(?<!\bc )(?<!\bt )(?<!neck )(?<!(?:cervical|thoracic) (?:mri|mra|cta) )(?<!(?:cervical|thoracic) ct )"
    r"\bspin(?:e\b|al\b(?! (?:cord|fluid|tap|needle|an(?:a)?esth\w+|level|accessory)))"
)
_C_SPINE, _T_SPINE = regex(r"\bc spines?\b"), regex(r"\bt spines?\b")
_UPPER_LIMB = regex(r"\bupper (?:extremit(?:y|ies)|limbs?|ext|body)\b")
_LEVEL_REGION = {"c": "neck", "t": "thoracic", "l": "back", "s": "back"}
_RULES_OUT = {
    "leg": frozenset({"upper", "neck", "head", "thoracic"}),
    "back": frozenset({"upper", "neck", "head", "joint", "chest", "abdomen", "thoracic", "other", "brain"}),
    "spine": frozenset({"upper", "neck", "head", "joint", "chest", "abdomen", "thoracic"}),
}
_HOME = {"leg": frozenset({"leg", "back"}), "back": frozenset({"back"}), "spine": frozenset({"back"})}


_APART = 60
"""Characters that a comma between a mention and a part of the body counts for: lists go from one part to the next."""
_FAR = 90
"""Beyond so many characters the name of another part of the body says nothing of a mention."""


def _level_region(level: str) -> str:
    """Region of a vertebral level; the thoracolumbar junction counts as low back."""
    return "back" if level.startswith(("t10", "t11", "t12")) else _LEVEL_REGION[level[0]]


_MARK = regex(
    r"(?:\b(?:above|over|below|past|level of|beyond|near|reach(?:es|ed|ing)?|touch(?:es|ed|ing)?|as far as|just|ft|stops at)|\b(?:fingertips?|fingers|hands|palms|ft|flexion|flex|flexes|bend(?:s|ing)?(?: forward| fwd| is| was| goes| comes)?)(?: (?:only|is|was|are|goes|comes|limited))* to|"
    r"\b(?:(?:baby|child|toddler|infant|son|daughter) on|(?:landed|landing|fell|falling|came down|dropped)(?: hard| heavily| flat| square\w*)? (?:on|onto))|\b\d+ ?(?:inch(?:es)?|in|cm) (?:above|below)|\bto (?:just )?(?:above|below|mid|low|upper|\d+ ?(?:inch(?:es)?|cm) above))"
    r"(?: the| his| her| mid| low| left| right| both| l| r)* $"
)
"""Before the name of a joint: the joint only marks how far or where ("fingertips to the knees", "above her left hip")."""


_HANDS_TO = regex(
    r"(?:hands?|fingers?) (?:to|reach(?:es)?|at|flat on) (?:the |his |her |mid |upper |lower |just |above |below )*(?:knees?|shins?|thighs?|patellae?|floor|toes|ankles?|ground)\b"
)


# Parts of the body in turns of speech: "cannot put her finger on a cause", "on the other hand".
_IDIOM = regex(
    r"\b(?:(?:pillows?|bolster|cushion|wedge|towel) (?:placed |propped |tucked |)?(?:between|under|underneath|beneath|behind) (?:his |her |the |both )?(?:knees?|legs|hips?|neck|head)|(?:knees?|legs|hips) (?:bent|flexed|drawn up|propped|elevated|pulled up|tucked)|(?:put|puts|putting|lay|laid) (?:his|her|a|my) (?:finger|hand)s? (?:on|to)|on the (?:other|one) hand|at hand|in hand|hand in hand|"
    r"(?:first|second|old) hand|out of hand|beforehand|to hand|by heart|at heart|heart set on|face to face|face (?:up|down)|in the face of|off (?:the top of )?(?:his|her) head|"
    r"visual analog(?:ue)?(?: pain)? (?:scale|score)|keep an eye|an eye on|eye to|by ear|arm's length|arms? of (?:the|a) (?:chair|couch|sofa)|chair arms?|head (?:of|for|to|back|home|nurse|coach|chef|teacher|start|on(?= (?:collision|crash|accident|with a|into)))|"
    r"(?:cane|stick|crutch|walker),? (?:right|left|r|l|rt|lt|opposite|one) hand|(?:cane|stick|crutch|walker|rail|phone|bag) in (?:the |his |her |one )?(?:left |right |opposite |other |either |good )?hand|hands? on (?:the |his |her |one )?(?:left |right )?(?:knees?|thighs?|back|hips?|furniture|table|desk|walls?|rails?|railings?|arms?|armrests?)|hands? (?:over|off|out|free)|rule of thumb)\b"
)


# "uses his hands", "without arms": help in getting up, not the part of the body that is told about.
_HANDLING = regex(
    r"\b(?:use|uses|using|used|use of|with|without|w/o|w/|needs|on)(?: (?:of|his|her|the|both|any|two))* $"
)


# "poor hip control", "tight hip flexors": how the trunk is carried, no complaint of a hip.
_GIRDLE = regex(
    r"hips? (?:and core |& core )?(?:control|strength\w*|mobility|flexib\w*|abduct\w*|flexors?|extensors?|adduct\w*|rotators?|hing\w*|mechanics|stability|musculature|muscles|"
    r"girdle|tightness|drop|program|exercises|stretch\w*)\b"
)


_ARMS_AND_LEGS = regex(
    r"[^.;]{0,36}\b(?:arms?|upper(?: extremit(?:y|ies)| limbs?)?|hands?|b?ues?)(?: ?(?:and|&|/|or|,) ?(?:the |in the |both )?)"
    r"(?:legs?|lower(?: extremit(?:y|ies)| limbs?)?|feet|b?les?)\b(?! ?:)"
)


_BACK_OF = regex(r" (?:at|to|on|in) (?:(?:his|her|the|full|light|modified|regular) )*(?:work|school|duty|job|line|road|field|court|gym|baseline|normal|sports?|play|class)\b| of (?:the |his |her |my |both |each |left |right )*(?:neck|head|knees?|legs?|thighs?|throat|hands?|arms?|calf|calves|scalp|mouth|eyes?|ears?|shoulders?|elbows?|heels?)\b")  # fmt: skip
"""After "back": the hind side of another part of the body, or a return ("back at work")."""
_BACKWARDS = regex(r"\b(?:went|go|goes|going|gone|come|comes|came|coming|get|gets|got|getting|call|calls|called|dates|dating|brought|sent|return|returned) $")  # fmt: skip
"""Before "back": the adverb, not the part of the body."""
_BACKACHE = regex(r" ?(?:pains?|ache|aches|hurts?|hurting|spasms?|strain|problems?|symptoms?|discomfort|trouble|issues|sore|soreness|injur\w+|surger\w+|muscles?|,|and\b|or\b)")  # fmt: skip


_HEAD_INJURY = regex(r"head (?:injur(?:y|ies)|trauma|strike)")
_DENIED = regex(r"\b(?:no|denies|denied|negative|without|neg|nor|risks?|consent|complications?|bleeding)\b[^.;]*$")
OTHER_SPINE = frozenset({"neck", "thoracic"})
_PASSED = frozenset({"head", "chest", "abdomen", "other", "brain"})
"""What an examination goes through before it comes to how the patient moves."""
_NARROWED = OTHER_SPINE | {"head", "chest"}
"""Where a stenosis that is not there may be looked for, when a sentence does not say where: in the neck, in an artery."""
_OF_THE_SPINE = regex(
    r"lamin|\bdis[ck]s?\b|dis[ck]ectom|vertebr|kyphopl|facet|foraminotom|lumbar|\bspin|spondylo|scolio|sacroil"
)
_THING = regex(
    r"pituitary (?:rongeurs?|forceps|curettes?|punch\w*)|hand (?:dominan(?:t|ce)|preference|instruments?|held|tools?|outs?|weights?|rails?|bikes?|controls?)|head (?:lights?|lamps?|holder|rest|frame|of (?:the |her |his )?bed)|"
    r"dialysis (?:chair|unit|cent(?:er|re)|nurse|sessions?|days?|table|machine)|knee chest|face (?:to face|mask|down|up|shield)|chest rolls?|arm ?boards?|eye (?:protection|contact)|mouth ?piece|nose ?piece"
)
"""Names of tools, postures and habits that hold the name of a part of the body ("right-hand dominant")."""
_PLACES = (
    (_LOWER_LIMB, "leg"),
    (_SPINE, "back"),
    (_UPPER_LIMB, "upper"),
    (_C_SPINE, "neck"),
    (_T_SPINE, "thoracic"),
    (_LEVEL, ""),
)
_PLACE_WORDS = Hint(regex("|".join(pattern.pattern for pattern, _ in _PLACES)))


_NEW_TOPIC = regex(r"\s*(?:fhx?|fam hx|family history|family hx|shx?|social|pshx?|pmhx?|imaging|meds|imp)\b")


_JOINED = regex(r",? ?(?:or|and|nor|&|/)? ?")


class Regions:
    """Which parts of the body the words of each sentence name."""

    def __init__(self, lexicon: Lexicon, normal: NormalText, sentences: Sentences, words: Words) -> None:
        self.normal, self.sentences = normal, sentences
        self.words = words
        self._hot = _PLACE_WORDS.telling(words.all)
        self.mentions: dict[int, list[Mention]] = {}
        self._of_word = lexicon.region_of
        self._cache: dict[int, tuple[list[int], list[str]]] = {}
        self._every: list[tuple[int, int, str]] | None = None

    @cached_property
    def _placed(self) -> dict[int, list[tuple[int, str]]]:
        """The words that name a region, with their offsets, by sentence."""
        lower = self.normal.lower
        out: dict[int, list[tuple[int, str]]] = {}
        letters = _LETTERS.findall(" ".join(self.words.all))  # the "back" of "back2" counts too
        for word in self._of_word.keys() & letters:
            at = lower.find(word)
            while at >= 0:
                end = at + len(word)
                if not (lower[at - 1 : at] in _SMALL and at) and lower[end : end + 1] not in _SMALL:
                    out.setdefault(self.sentences.index(at), []).append((at, word))
                at = lower.find(word, end)
        return out

    def named(self, sentence: int) -> tuple[list[int], list[str]]:
        """Offsets and regions of the words of `sentence` that name one."""
        found = self._cache.get(sentence)
        if found is None:
            a, b = self.sentences.span(sentence)
            lower = self.normal.lower
            pairs = [
                (at, self._region(at, word, a))
                for at, word in self._placed.get(sentence, ())
                if not self._marks(at, word, a)
            ]
            if not self._hot.isdisjoint(self.words.of[sentence]):
                for pattern, region in _PLACES:
                    pairs += [(m.start(), self._place(m, region)) for m in pattern.finditer(lower, a, b)]
            pairs.sort()
            found = self._cache[sentence] = ([p for p, _ in pairs], [r for _, r in pairs])
        return found

    def _place(self, place: re.Match[str], region: str) -> str:
        """The region of `place`, found by the pattern of `region`; empty for a level, which names its own."""
        if region in OTHER_SPINE and _WITH_LUMBAR.match(self.normal.lower, place.end()):
            return "back"
        return region or _level_region(place.group())

    def _region(self, at: int, word: str, start: int) -> str:
        """The region of the word at `at` in a sentence that begins at `start`; "cervical and lumbar" tells of the low back."""
        region, lower = self._of_word[word], self.normal.lower
        end = at + len(word)
        if region in ("neck", "thoracic") and (
            _WITH_LUMBAR.match(lower, end + (lower[end : end + 6] == " spine" and 6))
            or _LUMBAR_WITH.search(lower, max(start, at - 36), at)
        ):
            return "back"
        return region

    def _marks(self, at: int, word: str, start: int) -> bool:
        """Whether the word at `at` only marks how far the patient bends or where the pain is; `start` is where its sentence begins."""
        region, lower = self._of_word[word], self.normal.lower
        end = at + len(word)
        if _THING.match(lower, at) or examined.told_whole(lower, at):
            return True
        if region in ("head", "neck", "chest") and examined.listed(lower, at) and _DENIED.search(lower, start, at):
            return True
        if (word.startswith("headache") or region == "brain" or _HEAD_INJURY.match(lower, at)) and _DENIED.search(
            lower, max(start, at - 90), at
        ):
            return True  # "denies headaches, numbness": a list of symptoms, and no place
        if region in ("upper", "head", "chest") or (region == "joint" and word.startswith(("hip", "knee"))):
            for idiom in _IDIOM.finditer(lower, max(start, at - 30), end + 20):
                if idiom.start() <= at < idiom.end():
                    return True
        if word == "back":
            return _BACK_OF.match(lower, end) is not None or (
                _BACKWARDS.search(lower, max(start, at - 12), at) is not None and _BACKACHE.match(lower, end) is None
            )
        if region == "upper" and _HANDLING.search(lower, max(start, at - 24), at):
            return True
        if region == "joint" and _GIRDLE.match(lower, at):
            return True
        if region == "joint":
            return _MARK.search(lower, max(start, at - 40), at) is not None
        return region == "upper" and _HANDS_TO.match(lower, at) is not None

    def inherited(self, sentence: int) -> str | None:
        """The region that a sentence without one goes on about: the last one named before it in the same paragraph."""
        line = self.sentences.line(self.sentences.starts[sentence])
        if _NEW_TOPIC.match(self.normal.lower, self.sentences.starts[sentence]):
            return None
        for back in range(sentence - 1, max(sentence - 6, -1), -1):
            start = self.sentences.starts[back]
            if self.sentences.line(start) != line:
                return None
            offsets, regions = self.named(back)
            free = [
                r for o, r in zip(offsets, regions, strict=True) if r in ("back", "leg") or not self._carried(o, back)
            ]
            if free:
                return "back" if "back" in free else free[-1]
        return None

    def weight(self, among: frozenset[str]) -> int:
        """How many words of the note name one of the regions `among`."""
        every = self._every
        if every is None:
            placed = self._placed
            numbers = [i for i, words in enumerate(self.words.of) if i in placed or not self._hot.isdisjoint(words)]
            every = [(i, offset, region) for i in numbers for offset, region in zip(*self.named(i), strict=True)]
            self._every = every
        # a knee jerk tells of no knee
        return sum(r in among and not (r == "joint" and self._carried(offset, i)) for i, offset, r in every)

    def opens_with(self) -> str:
        """The first part of the body that the note names; empty where it names none."""
        self.weight(frozenset())
        return self._every[0][2] if self._every else ""

    def near(self, mention: Mention, among: frozenset[str]) -> int | None:
        """Characters from `mention` to the nearest word of its sentence that names one of the regions `among`."""
        offsets, regions = self.named(mention.sentence)
        best = None
        for offset, region in zip(offsets, regions, strict=True):
            if region in among:
                if mention.start <= offset < mention.end:
                    return 0
                if region not in ("back", "leg") and self._carried(offset, mention.sentence):
                    continue  # the hip of "walking, hip bending" is no other complaint
                low, high = (mention.end, offset) if offset >= mention.end else (offset, mention.start)
                gap = max(high - low, 1)
                if "," in self.normal.text[low:high]:
                    gap += _APART
                between = self.normal.lower[low:high]
                if region not in ("back", "leg") and (
                    ";" in between or (low > mention.start and examined.excepted(between))
                ):
                    gap += _FAR  # "2+ in the arms; knee jerks absent", "5/5 except the right hand"
                best = gap if best is None else min(best, gap)
        return best

    def _carried(self, offset: int, sentence: int) -> bool:
        """Whether the word at `offset` is part of a mention about back or leg: "down to the knee", "bladder trouble"."""
        return any(
            m.start <= offset < m.end and (m.target.about in ("back", "leg") or m.problem or "focus" in m.target.needs)
            for m in self.mentions.get(sentence, ())
        )

    def allows(self, mention: Mention) -> bool:
        """Whether the words around leave room for `mention` to be about what its target says."""
        about = mention.target.about
        if not about:
            return True
        rules_out = _RULES_OUT[about]
        if about == "spine" and _OF_THE_SPINE.search(self.normal.lower, mention.start, mention.end):
            rules_out = OTHER_SPINE  # a list of troubles goes from the knee to the spine and on
        home, foreign = self.near(mention, _HOME[about]), self.near(mention, rules_out)
        if home == 0 or (about == "leg" and self._both_limbs(mention)):
            return True
        if about == "leg" and examined.of_the_leg(
            self.normal.lower[mention.start : mention.end], self._said(mention.sentence)
        ):
            return True
        if mention.kind == "study" and is_of_spine_too(self.normal.lower, mention.end, home is not None):
            return True
        if foreign is None and home is None:
            before = self.inherited(mention.sentence)
            if (
                mention.assertion == "absent"
                and mention.concept != "rom"
                and (about != "spine" or before not in (_NARROWED if mention.kind == "finding" else OTHER_SPINE))
            ):
                return True  # a normal finding on one part says so of no other
            return before not in rules_out or (mention.concept in ("gait", "rom") and before in _PASSED)
        if foreign is None:
            return True
        if home is None:
            # "R shoulder, painful arc, worse hanging washing": where the back is not named no comma leads back to it.
            start = self.sentences.span(mention.sentence)[0]
            if (
                about == "spine"
                and mention.kind == "finding"
                and on_limb_films(self.normal.lower, start, mention.start)
            ):
                return False
            far = _FAR + _APART if mention.target.topic == "function" else _FAR
            if about == "leg" and far < foreign and (head := self._heads_list(mention)) is not mention:
                # Of "in both hands, but no numbness or tingling" the tingling is the hands' too.
                return self.allows(head)
            return foreign > far and not (about == "spine" and self._other_level(mention.sentence))
        return home <= foreign or foreign > _FAR

    def _heads_list(self, mention: Mention) -> Mention:
        """The first of the symptoms that are listed together with `mention`, up to it; itself where it stands alone."""
        head = mention
        for other in reversed(self.mentions.get(mention.sentence, [])):
            if other.concept == mention.concept and other.end <= head.start:
                if not _JOINED.fullmatch(self.normal.lower, other.end, head.start):
                    break
                head = other
        return head

    def _said(self, sentence: int) -> str:
        """Lower-case text of `sentence`."""
        a, b = self.sentences.span(sentence)
        return self.normal.lower[a:b]

    def _both_limbs(self, mention: Mention) -> bool:
        """Whether the words after `mention` name arms and legs in one breath."""
        end = self.sentences.span(mention.sentence)[1]
        return _ARMS_AND_LEGS.match(self.normal.lower, mention.end, min(end, mention.end + 70)) is not None

    def _other_level(self, sentence: int) -> bool:
        """Whether `sentence` names a vertebral level of the neck or the chest, which claims its findings from any distance."""
        a, b = self.sentences.span(sentence)
        return any(_level_region(m.group()) != "back" for m in _LEVEL.finditer(self.normal.lower, a, b))

    def speaks_of(self, mention: Mention, region: str) -> bool:
        """Whether the sentence of `mention` names `region`, or goes on about it."""
        _, regions = self.named(mention.sentence)
        if region in regions:
            return True
        return region != "leg" and not regions and self.inherited(mention.sentence) == region
