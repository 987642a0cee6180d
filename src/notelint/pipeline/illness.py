"""Notes about an illness of the brain or the nerves: the legs and the gait are the illness's where the back is no matter.

And a fever told together with a cough or a sore throat is no red flag of a back that is named elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence as Seq
from typing import TYPE_CHECKING

from notelint.precompiled import regex

if TYPE_CHECKING:
    from notelint.pipeline.attribution import Regions
    from notelint.pipeline.matching import Mention
    from notelint.pipeline.pipe import Analysis

_OF_THE_NERVES = regex(
    r"\b(?:multiple sclerosis|immunomodulatory|parkinson(?:'s|ism|ian)?|myasthenia|guillain[- ]barre|miller[- ]fisher|amyotrophic lateral|motor neuron disease|"
    r"cerebral palsy|hemipar\w+|hemipleg\w+|huntington\w*|muscular dystrophy|polymyositis|dermatomyositis|myopathy|normal pressure hydrocephalus|"
    r"spasticity|ataxia|neuromyelitis|encephalitis|encephalopathy|chronic inflammatory demyelinating|demyelinating|cidp|aidp)\b"
)
_TWICE = 2
"""One such word may be a question that was asked; a second makes it what the note is about."""
_ASIDE = frozenset({"family_history", "ros", "past_history", "social_history", "medications"})
_LEGS = frozenset({"leg_neuro_deficit", "gait", "mobility", "adl", "work", "recreation", "lifting", "rom", "sleep"})
_OF_AN_INFECTION = regex(
    r"\b(?:cough|coughing|sputum|sore throat|pharyngitis|congestion|rhinorrhea|runny nose|pneumonia|infiltrate|bronchitis|sinusitis|otitis|ear (?:pain|ache)|earache|"
    r"dysuria|burning (?:with|on) urination|flank pain|cva tenderness|diarrhea|cellulitis|rash|cholecystitis|colitis|tonsil\w*|strep|influenza|flu|covid|uri|upper respiratory)\b"
)


_OF_A_WOUND = regex(
    r"\b(?:[ab]ka|amputat\w+|stump|wounds?|debrid\w+|ulcers?|foot|toes?|skin|sinus(?:es)?|ear|eye|urinary|bladder|lungs?|chest|dental|tooth|teeth|port|catheter|pacemaker|incision)\b"
)
"""Beside a doubtful infection: where it would be, if not in the spine."""
_A_TEMPERATURE = regex(r"(?:t|temp|temperature|tmax)[ :]")
_NAMED = regex(
    r"\b(?:(?<!no )(?<!not )(?<!rule out )(?<!r/o )(?<!possible )(?:acute )?(?:pyelonephritis|pneumonia|urosepsis|urinary tract infection|influenza|cholecystitis|appendicitis|diverticulitis|cellulitis|tonsillitis|covid))\b"
)
"""An infection elsewhere that is named: what the thermometer shows is its."""


def without_the_nerves(analysis: Analysis, mentions: list[Mention], regions: Regions) -> list[Mention]:
    """What is left of `mentions` in a note about an illness of brain or nerves that does not go into the back."""
    if analysis.focus:
        return mentions
    told = [m.start() for m in _OF_THE_NERVES.finditer(analysis.normal.lower)]
    if sum(analysis.part(at).name not in _ASIDE for at in told) < _TWICE:
        return mentions
    return [m for m in mentions if m.concept not in _LEGS or regions.speaks_of(m, "back")]


def of_another_infection(analysis: Analysis, mention: Mention, regions: Regions) -> bool:
    """Whether a fever that is there belongs to a cough or the like in the same sentence, which does not name the back; or an
    "infection" without more, which may be anywhere, stands in a sentence that does not name it."""
    bare = analysis.normal.lower[mention.start : mention.end] in ("infection", "infections")
    if bare and mention.concept == "infection":
        a, b = analysis.sentences.span(mention.sentence)
        if mention.assertion in ("present", "historical"):
            return not regions.speaks_of(mention, "back")
        if mention.assertion == "possible" and _OF_A_WOUND.search(analysis.normal.lower, a, b):
            return True
    if mention.concept == "infection" and _A_TEMPERATURE.match(analysis.normal.lower, mention.start):
        return _NAMED.search(analysis.normal.lower) is not None
    if mention.concept != "infection" or mention.assertion != "present" or "back" in regions.named(mention.sentence)[1]:
        return False
    a, b = analysis.sentences.span(mention.sentence)
    return _OF_AN_INFECTION.search(analysis.normal.lower, a, b) is not None


_OTHER_TUMOR = regex(
    r"\b(?:acoustic neuroma|vestibular schwannoma|meningioma|pituitary (?:adenoma|tumou?r)|prolactinoma|glioma|brain tumou?r|craniopharyngioma|lipoma|ganglion cyst|fibroids?|uterine leiomyoma|parotid tumou?r|carotid body tumou?r)\b"
)
"""A growth elsewhere, most often benign, that a note goes on to call "the tumor"."""
_BARE_TUMOR = frozenset({"tumor", "tumour", "tumors", "tumours", "neoplasm", "mass"})


def of_another_tumor(analysis: Analysis, mention: Mention, regions: Regions) -> bool:
    """Whether a "tumor" without more is the growth elsewhere that the note names, and its sentence does not name the back."""
    if mention.concept != "malignancy" or analysis.normal.lower[mention.start : mention.end] not in _BARE_TUMOR:
        return False
    return _OTHER_TUMOR.search(analysis.normal.lower) is not None and not regions.speaks_of(mention, "back")


def at_an_operation(analysis: Analysis, mention: Mention, mentions: Seq[Mention]) -> bool:
    """Whether an infection is told in the same sentence as a vertebra or an operation on the spine: it is the spine's."""
    return (
        mention.concept == "infection"
        and mention.section not in _ASIDE | {"surgical_history"}
        and any(
            m.sentence == mention.sentence and m is not mention and m.concept in ("spine_surgery", "vertebral_fracture")
            for m in mentions
        )
    )
