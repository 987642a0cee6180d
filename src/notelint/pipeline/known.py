"""What a cue denies beside a pain, an operation or a study that the words speak of as known: not the thing itself.

"Takes nothing for the low back pain" denies a drug, "denies that the pain radiates" a course, "no trauma to explain it" a cause.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from notelint.precompiled import regex

if TYPE_CHECKING:
    from notelint.pipeline.cues import Cue
    from notelint.pipeline.matching import Mention
    from notelint.pipeline.scope import Sentence

_SEEN_ON = regex(
    r"\b(?:on|by|in|per|from|with)(?: (?:the|his|her|a|today's|recent|lumbar|plain|prior|previous|outside))* $"
)

_MEANT_FOR = regex(
    r"\b(?!(?:negative|evidence|positive|complaints?|complaining|history|hx|signs?|symptoms?|concerns?|suspicion|suspicious|remarkable|notable|significant|"
    r"reasons?|causes?|findings?|source|documentation|mention|worrisome|suggestive|seen|treated|evaluated|hospitali[sz]ed|admitted|diagnosed|tested|"
    r"screened|criteria|except|save|but|neg|pos|here) )[a-z-]+ for "
    r"(?:(?:the|his|her|their|my|this|that|any|some|a|an|chronic|acute|ongoing|continued|such|severe|mild|further|relief|treatment|management|control|of|left|right|bilateral) )*$"
)
"""Before what a treatment is for: that it is not given denies the treatment alone ("takes nothing for the low back pain")."""

_ITSELF = r" (?:chronic |acute |ongoing |current |present |usual |recurrent )*$"
_THE_KNOWN = regex(rf"\b(?:the|his|her|their|my|this|that|these|such){_ITSELF}")
"""Before a pain that is known already."""
_HAS_A_VERB = regex(
    r" (?:itself |now |still |also |always |often |usually |only |ever |currently |today )*"
    r"(?!(?:is|was) (?:denied|absent|gone|resolved|excluded|ruled out|not\b|no longer)\b)"
    r"(?:is|was|has|had|radiates?|goes|went|travels?|spreads?|wakes?|awakens?|keeps?|interferes|limits?|prevents?|bothers?|hurts?|began|started|came|worsens?|worsened|increases?|"
    r"improves?|improved|persists?|remains?|stems?|comes|results?|gets?|causes?|caused|affects?|may|might|could|can|does|did|will|would)\b"
)
"""After it: a clause of its own is told of it, and a word before that denies the clause, not the pain."""
_BESIDE_IT = regex(
    r"\b(?!(?:troubles?|problems?|issues?|difficult(?:y|ies)|complaints?|bothered|presents?|presented|presenting|diagnosed|here|suffering|live|lives|deal|cope) )[a-z]+ "
    r"(?:with|to explain|to account for|explaining|accounting for|during|behind|underlying|in addition to|as well as|to go with|accompanying|causing|contributing to) "
    rf"(?:the|his|her|their|this|that|these|such){_ITSELF}"
)
"""Before it: what is not found with a pain or behind it ("no red flags with this low back pain")."""
_DONE_ABOUT_IT = regex(
    r"\b(?:helps?|helped|helping|relieves?|relieved|eases?|eased|touch(?:es|ed)?|attributes?|attributed|ascribes?|blames?|blamed|relates?|connects?|(?:concerned|worried|upset|happy) (?:about|by|with)|"
    r"explains?|explained|recalls?|remembers?|understands?|cured?|fixed?|affects?|affected|changed?|changes|alters?|worsens?|worsened|aggravates?|aggravated|manages?|managed|controls?|controlled|"
    r"discuss(?:es|ed)?|mention(?:s|ed)?|(?:factors?|triggers?|cause|source|reason|explanation|nature|origin|character|severity|pattern|course|onset|beginning) (?:of|for|to)|"
    r"(?:work-? ?up|evaluation|investigation|imaging|treatment|management|assessment) (?:of|for)|"
    r"(?:relief|improvement|reduction|decrease|increase|resolution|let ?up|worsening) (?:of|in|from)|shake|shaken|escape|escaped|ignore|ignored|overcome|rid of|over) "
    rf"(?:the|his|her|their|my|this|that){_ITSELF}"
)
"""Before it: what nothing does about a pain ("nothing helps the low back pain")."""
_AS_NOW_BEFORE = regex(
    r"\b(?:never|not|hasn't|haven't|hadn't)\b[^.;]* (?:such|so much|this (?:kind|sort|type|degree|level|much)(?: of)?|pain like (?:this|the|his|her))(?: (?:severe|bad|intense|strong|acute|terrible))* $"
)
_AS_NOW_AFTER = regex(
    r"(?: (?:quite|anything|that was|which was))* (?:like (?:this|that|it|these)|(?:this|so|that) (?:severe|bad|intense|strong|sharp|terrible|constant)|(?:of|to) (?:this|such a) (?:kind|sort|type|severity|intensity|degree|extent))\b"
)
_NEVER_HAD = regex(r"(?:(?:has|have|had) )?(?:never|not|hasn't|haven't|hadn't)\b")
"""Around a pain that is told of as worse than any before: "never had such low back pain", "no low back pain this bad before"."""
_THEN_THE = regex(r", (?:then )?(?:the|his|her|their|this|that) (?:chronic |acute |ongoing |current |usual )*$")
_IS_SO = regex(
    r" (?:is|was|has|wakes|awakens|bothers|keeps|hurts|limits|radiates|interferes|remains)\b(?! (?:worse|severe|not|new|changed|increas))"
)
"""Around a pain in the main clause after a condition: "if she skips it, the low back pain wakes her"."""
_NOT_WITHOUT = regex(
    r"\b(?:cannot|can't|can not|can hardly|could not|couldn't|can barely|unable to|not able to|inability to|rarely|seldom|hardly|scarcely|never|does not|doesn't)\b[^.;,]{0,40}$"
)
"""Before "without": two denials that say it is there ("cannot walk far without low back pain")."""
_WITH_IT = regex(
    r"[a-z], (?:but |and |now |here |presents |only )*with (?:(?:some|mild|moderate|severe|his|her|chronic|acute|constant|ongoing|new|a|an|left|right|[0-9]+ \w+ of) )*$"
)
"""Before a pain: what is there beside things denied ("denies leg weakness, with low back pain as his only complaint")."""
_KNOWN = frozenset({"lumbar_site", "sciatica", "radiculopathy", "radiating_leg_pain", "leg_neuro_deficit"})
"""What can be spoken of as known besides the pain itself."""
_TREATED_YET = regex(
    r"\b(?:no|not|never|without|nor|wants?|declin\w+|refus\w+|consider\w*|recommend\w*|offer\w*|discuss\w*|schedul\w*|plann\w*|candidate|would|will|may|might|needs?|requires?|ready)\b[^.;]*$"
)
"""Before "surgery for": it was not done, or not yet."""
_AFTER_IT = regex(
    r"\b(?:after|since|following|despite|(?:relief|benefit|help|improvement|results?|better) (?:from|with|by)|(?:helped|relieved|improved|cured) (?:by|with))"
    r"(?: (?:the|his|her|their|my|this|that|a|an|first|second|last|initial|previous|prior|lumbar|back|spinal|low))* $"
)
"""Before an operation that was done: what did not follow from it."""


def denies_another_matter(sentence: Sentence, cue: Cue, mention: Mention) -> bool:
    """Whether `cue`, which stands before `mention`, speaks of something else than the mention itself."""
    category = cue.category
    if category == "hypothetical":
        return bool(mention.target.problem) and _after_the_condition(sentence, cue, mention)
    if category == "historical":
        return cue.text.endswith("surgery for") and bool(
            _TREATED_YET.search(sentence.between(sentence.start, cue.start))
        )
    if category != "absent" or cue.end > mention.start:
        return False
    kind = mention.kind
    if kind == "study":
        return _SEEN_ON.search(sentence.between(cue.end, mention.start)) is not None  # "not seen on MRI": it was done
    before = sentence.between(cue.start, mention.start)
    if kind == "surgery":
        return _AFTER_IT.search(before) is not None  # "she did not do well after her fusion"
    # "Never treated for low back pain" denies the pain, too; "never seen a doctor for her low back pain" knows of it.
    known = "never" not in cue.text or (mention.target.problem and _THE_KNOWN.search(before) is not None)
    if kind in ("finding", "evidence") and known and _MEANT_FOR.search(before):
        return True
    if cue.text.startswith("without") and _NOT_WITHOUT.search(sentence.between(sentence.start, cue.start)):
        return True
    if mention.target.problem and (_WITH_IT.search(before) or _is_as_never_before(sentence, before, mention)):
        return True
    return bool(mention.target.problem or mention.concept in _KNOWN) and _taken_for_granted(sentence, before, mention)


def _is_as_never_before(sentence: Sentence, before: str, mention: Mention) -> bool:
    """Whether the words around a pain deny that there was one like it, not that there is one."""
    return _AS_NOW_BEFORE.search(before) is not None or (
        _NEVER_HAD.match(before) is not None
        and _AS_NOW_AFTER.match(sentence.normal.lower, mention.end, sentence.end) is not None
    )


def _after_the_condition(sentence: Sentence, cue: Cue, mention: Mention) -> bool:
    """Whether a pain is told of in the main clause after the condition that `cue` opens."""
    return (
        _THEN_THE.search(sentence.between(cue.end, mention.start)) is not None
        and _IS_SO.match(sentence.normal.lower, mention.end, sentence.end) is not None
    )


def _taken_for_granted(sentence: Sentence, before: str, mention: Mention) -> bool:
    """Whether the words around a pain speak of it as known: "denies that the low back pain radiates", "without medicine his low
    back pain is bad"."""
    if _THE_KNOWN.search(before) is None:
        return False
    if _BESIDE_IT.search(before) or _DONE_ABOUT_IT.search(before):
        return True
    last = mention.end
    if mention.concept == "lumbar_site":  # the words of the pain that it stands in
        own = (m.end for m in sentence.mentions if m.start <= mention.start < m.end and m.target.problem)
        last = max(own, default=last)
    return _HAS_A_VERB.match(sentence.normal.lower, last, sentence.end) is not None
