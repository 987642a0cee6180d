"""The claim: the codes that are judged. Given from outside they are the claim; else the codes that the text writes are.

A code in copied or past text, one that is negated or hedged, and one that was changed to another is never judged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from notelint.models import Claim, ClaimCode, Fact, Note

DIAGNOSIS, PROCEDURE = "icd10", "cpt"
"""Concepts of an ICD-10-CM code and of a CPT code written out."""

_NOT_CLAIMED = frozenset({"changed", "prior_label", "goal"})
_SILENT_SECTIONS = frozenset({"prior_note", "family_history"})


def read_claim(facts: Sequence[Fact], note: Note, normal: Callable[[str], str] | None = None) -> Claim:
    """Collect the claim of a note.

    Args:
        facts: Its facts.
        note: The note, with what was given from outside and where that stands.
        normal: Brings a diagnosis code given from outside to its normal form ("m5450" to "M54.50").
    """
    bring = normal or _plain_normal
    return Claim(
        codes=_given(note.codes, note.origins.get("codes", "given"), bring)
        if note.codes is not None
        else _written(facts, DIAGNOSIS),
        procedures=_given(note.procedures, note.origins.get("procedures", "given"), _plain_normal)
        if note.procedures is not None
        else _written(facts, PROCEDURE),
    )


def _plain_normal(code: str) -> str:
    return code.strip().upper()


def _given(codes: Sequence[str], origin: str, normal: Callable[[str], str]) -> tuple[ClaimCode, ...]:
    return tuple(ClaimCode(code=code, origin=origin) for code in dict.fromkeys(map(normal, codes)) if code)


def _written(facts: Sequence[Fact], concept: str) -> tuple[ClaimCode, ...]:
    """Codes that the text writes as today's, each once, where it stands first."""
    found: dict[str, ClaimCode] = {}
    for index, fact in enumerate(facts):
        if fact.concept == concept and is_claimed(fact):
            code = fact.value if isinstance(fact.value, str) else fact.text
            found.setdefault(code, ClaimCode(code=code, origin="text", fact=index))
    return tuple(found.values())


def is_claimed(fact: Fact) -> bool:
    """Whether a code written in the text is one that this visit claims."""
    return (
        fact.assertion in ("present", "planned")
        and not fact.past
        and not fact.roles & _NOT_CLAIMED
        and fact.section not in _SILENT_SECTIONS
    )
