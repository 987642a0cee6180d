"""Words that tell of the back in one sentence and of something else in another: radiation, a painful leg, an injury, a cause that
is not known.

"Radiation" is how pain travels and how a tumour is treated; a leg hurts from a root, from a clot and from a fracture; and the
injury that a surgeon takes care to avoid is not the one that the patient had. The other words of the sentence tell them apart.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from notelint.precompiled import regex

if TYPE_CHECKING:
    from notelint.pipeline.attribution import Regions
    from notelint.pipeline.matching import Mention
    from notelint.pipeline.pipe import Analysis

_BARE = regex(r"(?:no |non )?radiat(?:ions?|ing|es?|ed)")
_BACK = regex(
    r"\b(?:back|backache|lumbar|lumbago|lumbosacral|lbp|spine|spinal|sciatica?|radicul\w+|buttocks?|dermatom\w+)\b"
)
_HURTS = regex(
    r"\b(?:pain\w*|ach\w+|discomfort|symptoms?|sx|sore\w*|hurt\w*|numb\w*|burning|sharp|dull|stabbing|shooting|quality|location|severity|tingling|weakness)\b"
)
_TREATED = regex(
    r"\b(?:onco\w+|chemo\w*|tumou?rs?|cancers?|carcinoma|sarcoma|lymphoma|melanoma|metasta\w+|mastectomy|lumpectomy|prostat\w+|brachytherapy|c?gy|beam|"
    r"necrosis|fibrosis|glioma|radiosurgery|geiger|catheter|implant\w*|graft\w*|lesions?)\b"
)
"""Words of a treatment with rays."""
_ELSEWHERE = regex(
    r"\b(?:systolic|diastolic|epigastri\w+|quadrants?|umbilical|periumbilical|pelvic pain|headaches?|migraines?|bifrontal|temples?|jaw|substernal|sternal|"
    r"precordial|chest|abdominal|abdomen|testic\w+|scrot\w+|neck|shoulders?|arms?|flank)\b"
)
"""Where another pain, or a murmur, may start that goes somewhere."""
_MURMUR = regex(r"\b(?:murmurs?|axillae?|s1,? s2)\b")
_NO_ROOT = regex(
    r"\b(?:dvt|thromb\w+|clots?|homan'?s?|claudication|varicos\w+|venous|swelling|swollen|cellulitis|ulcers?|wounds?|bunions?|hallux|neuroma|gout\w*|"
    r"arthroplasty|hernias?|femoral neck|orif|mononeuritis|plantar|lacerations?|stents?|postpartum|doppler|ultrasound|hemarthrosis|(?:hip|ankle|femur|tibial?|fibula|foot|metatarsal) fractures?|"
    r"(?:broke|fractured) (?:his|her) (?:left |right )?(?:hip|leg|ankle|foot|femur|tibia))\b"
)
"""In the sentence of a painful leg: what else makes a leg hurt, or shows it."""
_FALLS = regex(r"\b(?:pressures?|bp|saturations?|sats|counts?|platelets|hematocrit|hemoglobin|(?<!ground )(?<!standing )(?<!same )levels?|temperature|rates?|score|flow|line|tube|weight|ef)(?: \w+){0,2} $")  # fmt: skip
_NO_FALL = regex(
    r" (?:pregnant|asleep|behind|short|somewhat|away|apart|through|to (?:any|the|one|either) (?:particular |left|right|side)|(?:open|out of the (?:running|study)))"
)
_OF_WHAT = regex(r",? (?:(?:to|of|in|involving|over) (?:(?P<own>the|his|her|their|any|a|an|both|either|these|surrounding|adjacent|other|this|that) )?)")  # fmt: skip
_NOT_A_PART = regex(
    r"(?:left|right|bilateral)? ?(?:work|date|when|which|\d\w*|january|february|march|april|may|june|july|august|september|october|november|december|last|same|own|original|onset|fall|accident|prior|previous|past|year|month|week|any kind|some kind|note|record|employment|job|"
    r"army|navy|service|military|marines|air force|gym\w*|garden|games?|match|practice|football|hockey|wrestling|yard|barn|warehouse|shop|plant|factory|mill|mine|field|kitchen|house|home|school|"
    r"(?:car|truck|auto|vehicle|motorcycle|bike) (?:crash|wreck|accident|collision)|crash|wreck|collision|spring|summer|winter|course|process|line of duty|setting)\b"
)
_CLAUSE = regex(r"[.;,:]|\b(?:and|but|when|while|which|that|with|who|after|before|in (?:19|20)\d\d)\b")
_SAFE = regex(
    r"\b(?:tailbone|coccyx|sacrum|sacral|sacroiliac|buttocks?|trunk|torso|hips?|pelvis|vertebra\w*|l[1-5]|s1|areas?|regions?|discs?|disks?|side|body|muscles?)\b"
)
_IN_CARE = regex(
    r"\b(?:care(?:ful(?:ly)?)?|caution|attention|avoid\w*|without|risks?|possibility|potential|protect\w*|prevent\w*|inadvertent|iatrogenic|minimal|further|needle)\b"
)
_OF_A_PART = regex(
    r"\b(?:myocardial|colonic|vascular|penile|scrotal|testicular|globe|ocular|corneal|cranio\w+|cerebral|mucosal|perineal|anal|facial|maxillofacial|flap|laser|(?:sharp|blunt) force|barometric|"
    r"thermal|bite|chondral|cartilage|ligament\w*|meniscal|labral|tendon|axonal|anoxic|hypoxic|crush|splenic|hepatic|pulmonary|tracheal|esophageal|dental|oral|nonaccidental|non accidental|"
    r"hindfoot|delamination|abduction type|myocardium|stump|penetrating|inhalation|reperfusion|sexual|psychological) $"
)
_OTHER_LINE = regex(
    r"[-*\u2022 \t]*(?:heent|head|eyes?|ears?|nose|throat|mouth|ent|neck|face|extremit(?:y|ies)|genit\w+|gu|skin|chest|abdomen|external (?:examination|evidence)\b[a-z ]*)\s*[:.\-]"
)
"""A line of an examination that tells of another part of the body."""
_OF_THE_PAIN = regex(
    r"\b(?:pain\w*|ach\w+|backache|back|lumb\w+|lbp|l?spine|spinal|sciatic\w*|discomfort|symptoms?|sx|spasms?|sore\w*|hurt\w*|onset|episodes?|flare\w*|complaints?|"
    r"radicul\w+|diagnos[ei]s|label\w*|impression|strain|cod(?:e|es|ed|ing)|m54\S*|this|it|its|dorsalgia|stiffness|mechanical|musculoskeletal|generator)\b"
)
"""What may be of a cause that is not known, in a note about a back."""
_TIREDNESS = (
    r"(?:fatigued?|tired(?:ness)?|malaise|lethargy|lethargic|exhaustion|dyspnea|shortness of breath|lightheaded\w*)"
)
_TIRED = regex(
    rf"\b{_TIREDNESS},?(?: and| or)? (?:generali[sz]ed |general |overall )?weakness\b"
    rf"|\bweakness,?(?: and| or)? (?:generali[sz]ed |general )?{_TIREDNESS}\b"
)
"""Weakness of the whole patient, told of with tiredness."""
_OF_A_LIMB = regex(
    r"\b(?:legs?|foot|feet|toes?|thighs?|calf|calves|lower|le|les|ble|ankles?|quads?|limbs?|focal|motor|muscle)\b"
)
_THING = regex(r" ?(?:abd|type dressings?|dressings?|insurance|lawyer|attorney|report form|prone)\b")


def of_another_matter(mention: Mention, analysis: Analysis, regions: Regions) -> bool:
    """Whether the other words of its sentence say that `mention` is none of the back: no pain or weakness of a leg from it,
    no injury of it, no unknown cause of its pain."""
    if mention.concept not in ("radiating_leg_pain", "injury", "nonspecific", "leg_neuro_deficit"):
        return False
    lower = analysis.normal.lower
    a, b = analysis.sentences.span(mention.sentence)
    if mention.concept == "leg_neuro_deficit":
        return _all_over(mention, lower, a, b)
    if mention.concept == "nonspecific":
        return _other_illness(lower[a : mention.start], lower[mention.start : mention.end], lower[mention.end : b])
    if mention.concept == "injury":
        return _other_injury(mention, lower, a, b)
    said = lower[mention.start : mention.end]
    sentence = lower[a:b]
    if _BARE.fullmatch(said):
        return _other_radiation(said, sentence, regions, mention)
    return (
        mention.assertion in ("present", "possible", "historical")
        and _NO_ROOT.search(sentence) is not None
        and _BACK.search(sentence) is None
    )


def _other_radiation(said: str, sentence: str, regions: Regions, mention: Mention) -> bool:
    """Whether `said`, a word for radiation with no place after it, is a treatment, or another pain's, in `sentence`."""
    if _MURMUR.search(sentence):
        return True
    if _BACK.search(sentence) or regions.speaks_of(mention, "leg"):
        return False
    if _ELSEWHERE.search(sentence):
        return True
    if _TREATED.search(sentence):
        return "pain" not in sentence
    noun = said.endswith(("radiation", "radiations"))
    return noun and len(sentence.split()) > 6 and _HURTS.search(sentence) is None


def _all_over(mention: Mention, lower: str, a: int, b: int) -> bool:
    """Whether a weakness is that of the whole, tired patient and of no limb; `a` and `b` are the ends of the sentence."""
    return (
        mention.assertion != "absent"
        and lower[mention.start : mention.end] == "weakness"
        and _TIRED.search(lower, a, b) is not None
        and _OF_A_LIMB.search(lower, a, b) is None
    )


def _other_illness(before: str, said: str, after: str) -> bool:
    """Whether what is `said` to be of no known cause, between the words `before` and `after` it, is another thing than a pain."""
    if said.startswith("of "):
        return re.search(r"[a-z]", before) is not None and _OF_THE_PAIN.search(before[-60:]) is None
    words = len(re.findall(r"[a-z]{2,}", before)) + len(re.findall(r"[a-z]{2,}", after))
    return (
        words > (0 if said == "nos" else 1)
        and _OF_THE_PAIN.search(before) is None
        and _OF_THE_PAIN.search(after) is None
    )


def _other_injury(mention: Mention, lower: str, a: int, b: int) -> bool:
    """Whether what fell is no patient, or what was or may be hurt is no back; `a` and `b` are the ends of the sentence."""
    before, after = lower[a : mention.start], lower[mention.end : b]
    said = lower[mention.start : mention.end]
    if said in ("fell", "fall", "falls", "fallen"):
        return _NO_FALL.match(after) is not None or _FALLS.search(before) is not None
    if said not in ("injury", "injuries", "trauma", "accident", "traumatic injury", "blunt trauma"):
        return False
    if _THING.match(after):
        return True
    if said == "accident":
        return False
    if _OF_A_PART.search(before) or _OTHER_LINE.match(lower, lower.rfind("\n", 0, mention.start) + 1):
        return True
    if mention.section == "procedure" and _IN_CARE.search(before[-70:]):
        return True
    what = _OF_WHAT.match(after)
    if what is None or _NOT_A_PART.match(after, what.end()):
        return False
    if what["own"] is None and not after.startswith((" to ", " involving ")):
        return False
    stop = _CLAUSE.search(after, what.end())
    part = after[what.end() : stop.start() if stop else len(after)]
    return bool(part) and not _BACK.search(part) and not _SAFE.search(part)
