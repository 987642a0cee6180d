"""Which part of the body a study is of: films of a limb, whose findings are none of the spine's, and studies of several parts."""

from __future__ import annotations

from notelint.precompiled import regex

_STUDIED = regex(
    r"(?:[ -]?(?:scans?|study|studies|series|imaging|examination|exam|views?))?(?: of| to)? ?(?:the |his |her |both )*"
    r"(?:(?:head|brain|orbits|neck|cervical|thoracic|c|t|spine|spines|chest|abdomen|belly|pelvis|hips?|knees?|shoulders?)\b(?: spines?)?"
    r"(?:,? (?:and|as well as) (?:the |his |her )?|, (?:the )?|/| & ))+(?:lumbar|lumbosacral|low(?:er)? back|ls? spine)\b"
)
"""After the name of a study: a list of what was studied, the lumbar spine among it."""
_TELLS_OF = regex(
    r"(?: ?(?:scans?|study|studies))?,? (?:which|that|and(?: it| this)?) (?:showed|shows|revealed|reveals|demonstrated|demonstrates|confirmed)\b"
)

_LIMB = r"(?:knees?|hips?|shoulders?|ankles?|wrists?|hands?|elbows?|foot|feet|thumbs?|fingers?|toes?|femur|tibia|humerus|heels?)"
_FILM = r"(?:x ?rays?|radiographs?|films?|plain films?|views?|imaging|mri|ct|xrs?|series)"
_LIMB_FILM = regex(
    rf"\b(?:{_FILM}(?: (?:of|the|his|her|both|left|right|bilateral|l|r|ap|lateral|standing|weight bearing|three|two|\d|views?|and))* {_LIMB}"
    rf"|{_LIMB}(?: (?:ap|lateral|standing|weight bearing))? {_FILM})\b[^.;]*$"
)
"""Before a finding: the films are a limb's, and no words lead back to the spine."""


def on_limb_films(lower: str, start: int, at: int) -> bool:
    """Whether the sentence of `lower` that begins at `start` reads films of a limb up to `at`."""
    return _LIMB_FILM.search(lower, start, at) is not None


def is_of_spine_too(lower: str, end: int, named: bool) -> bool:
    """Whether the study that ends at `end` of `lower` is told to be of the low back among other parts; `named` says that its
    sentence names the back."""
    if _STUDIED.match(lower, end, end + 120):
        return True
    return (
        named and _TELLS_OF.match(lower, end) is not None
    )  # "a myelogram, which showed cervical stenosis and a block at L4-5"
