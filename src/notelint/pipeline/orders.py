"""Whether a study or an operation is done, ordered or of another time."""

from __future__ import annotations

import re

from notelint.pipeline.clauses import came_to_nothing
from notelint.pipeline.cues import Cue
from notelint.pipeline.matching import Mention
from notelint.pipeline.saying import Setting, named, nearest, say
from notelint.pipeline.scope import Sentence
from notelint.precompiled import regex

_IN_ORDER_TO = regex(
    r"[^.;:]{0,40}? to (?:better |further )?(?:assess|evaluate|rule out|r/o|look for|characteri[sz]e|determine|exclude|check for|clarify|delineate)\b"
)
_REPORTED = regex(
    r"[^.;:]{0,40}?,? (?:which|that|and (?:it|this|that|these|they)) (?:apparently |reportedly |clearly |also |again |then )?(?:showed|revealed|demonstrated|confirmed|came back|"
    r"(?:was|were) (?:all |both |read as |reportedly )?(?:negative|normal|positive|unremarkable|abnormal|unrevealing|okay|fine))\b"
    r"|(?: of (?:the |his |her )?(?:lumbar spine|low back|l spine|back))? (?:report|reports|films|disc|images|reading)\b(?! (?:is|are|was)? ?(?:pending|awaited))"
    r"|,? (?:(?:which|and|these|they|this|it) )*(?:was |were )?(?:read|interpreted|reported) (?:as|by)\b"
    r"|[^.;:]{0,40}?(?<! be),? (?:(?:which|and|this|it) )*(?:was |were |is |has been )?(?:done|performed|completed|obtained|taken|carried out) "
    r"(?:on|last|this|yesterday|earlier|in|at|two|three|\d|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
    r"|(?: (?:that|which))?(?: (?:you|he|she|we|i|they|dr\.? \w+|(?:the|his|her|your) \w+))? (?:had |have |has |was |were |been |so |very |kindly |also |already )*"
    r"(?:arranged|ordered|requested|asked for|organi[sz]ed)[^.;:]{0,50}? (?:shows?|showed|reveals?|revealed|demonstrates?|demonstrated|confirms?|confirmed|reads?|came back|is back|"
    r"(?:is|was) (?:normal|clean|negative|unremarkable|reassuring))\b"
)
NOT_OF_THIS_VISIT = "operation not of this visit"
"""Why an operation is past that no word dates."""
_AIMED = regex(
    r" ?(?:of |the |lumbar |lumbosacral |spine |l[/-]?s |l spine |pelvis |scan |without |with |and |w/o |w/ |contrast |today |now )*"
    r"(?:for |to (?:look|eval\w*|assess|r/o|rule|exclude|clarify|define|check|better|further)|looking for)"
)
"""After a study that opens its line under the plan: what it is wanted for ("CT lumbar for bone stock")."""
_BARE_ORDER = regex(
    r" ?(?:scan )?(?:(?:of )?(?:the |lumbar |lumbosacral |spine |l[/-]?s |l |low back |back |pelvis |sacrum |si joints? )*)(?:\b(?:today|now|w/o|without|with|contrast|2 ?v(?:iews?)?|3 ?v(?:iews?)?)\b ?)*(?:[.,;]|$)"
)
"""After a study that opens its line under assessment and plan: nothing more is said of it, so it is an order ("X-ray L spine. Heat.")."""
_ONLY_ITS_SITE = regex(
    r"[^a-z]*(?:(?:lumbar|lumbosacral|ls|l/s|l|low back|back|spine|plain|repeat|check|standing|ap|and|lateral|2 view|3 view)\b[ /-]*)*$"
)
"""Before such an order: where, and how."""


_NEEDED = regex(r"(?:warranted|indicated|necessary|required|in order|advisable|called for)$")
"""A plan told as a need, which the words before it may deny."""
_NOT_FELT = regex(
    r"(?:\b(?:(?:not|dont) (?:feel|think|believe|agree|see|find)|neither|nor|no need|doubt|disagree|unlikely)|n't (?:feel|think|believe|agree|see))\b[^.;]{0,70}$"
)


def settle_study(sentence: Sentence, mention: Mention, kinds: dict[str, list[Cue]], setting: Setting) -> bool:
    """Planned or done; True where this settled it."""
    done = kinds.get("done")
    planned = nearest(sentence, kinds.get("planned", []), mention)
    nearest_done = nearest(sentence, done or [], mention)
    if planned and nearest_done and sentence.distance(nearest_done, mention) < sentence.distance(planned, mention):
        planned = None
    if planned and _REPORTED.match(sentence.between(mention.end, sentence.end)):
        planned = None  # "elected to do a myelogram, which showed stenosis"
    if planned and planned.end <= mention.start and came_to_nothing(sentence.between(mention.end, sentence.end)):
        say(mention, "absent", named(planned), "not done")
        return True
    if (
        planned
        and planned.start >= mention.end
        and _NEEDED.search(planned.text)
        and _NOT_FELT.search(sentence.between(sentence.start, mention.start))
    ):
        say(mention, "absent", named(planned), "not felt to be")
        return True
    if planned and setting.section != "procedure":
        if kinds.get("absent") and sentence.distance(kinds["absent"][0], mention) <= sentence.distance(
            planned, mention
        ):
            return False
        say(mention, "planned", named(planned))
        return True
    after = sentence.between(mention.end, sentence.end)
    opens = not re.search(r"[a-z]", sentence.between(sentence.start, mention.start))
    study = mention.kind == "study"
    bare = study and _ONLY_ITS_SITE.match(sentence.between(sentence.start, mention.start)) and _BARE_ORDER.match(after)
    aimed = _IN_ORDER_TO.match(after) or bare or (study and opens and _AIMED.match(after))
    if setting.section == "assessment_plan" and not done and not kinds.get("absent") and aimed:
        say(mention, "planned", "what it is for")
        return True
    reported = mention.kind == "study" and _REPORTED.match(after) is not None
    if (
        setting.section == "plan"
        and not done
        and not reported
        and not any(k in kinds for k in ("absent", "historical", "normal"))
    ):
        say(mention, "planned", "section: plan")
        return True
    if (
        mention.kind == "surgery"
        and setting.section != "procedure"
        and not any(k in kinds for k in ("absent", "possible"))
    ):
        # An operation that nobody plans or performs here is one of the past.
        say(mention, "historical", NOT_OF_THIS_VISIT)
        return True
    return False
