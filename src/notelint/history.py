"""Earlier visits of patients: what is kept of them, which of them a visit belongs with, and what it repeats of them.

Kept are conclusions, codes and hashes, never a word of a note. Word runs are hashed with numbers and dates
levelled, so that a changed date or score does not hide a copy.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from notelint.models import Claim, Conclusions, Fact, Likeness, Section, Suggestion, VisitRecord
from notelint.precompiled import regex

SHORT = 6
"""Words up to which an assessment or sentence is left alone: so short, people write the same again by themselves."""

_RUN = 3  # words hashed together
_ASSESSMENT = frozenset({"assessment", "assessment_plan"})
_MONTHS = frozenset(
    {
        *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november"),
        *("december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"),
    }
)
_GREETING = regex(
    r"\s*(?:dear\b|hello\b|hi\b|good (?:morning|afternoon|evening)\b|thank(?:s| you)\b"
    r"|it (?:was|is) (?:a|my) pleasure\b|(?:with )?(?:kind|best|warm)(?:est)? (?:regards|wishes)\b"
    r"|sincerely\b|yours\b)",
    re.IGNORECASE,
)
_WORD = regex(r"[^\W\d_]+|\d+")
_SENTENCE_END = regex(r"(?<=[.!?;])\s+")
_NEW_ITEM = regex(r"\s*(?:[-•*–—>+]|\(?\d{1,2}[.)]\s|[A-Z])")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Place, hash and number of words of one sentence."""

    start: int
    end: int
    key: int
    words: int


@dataclass(frozen=True, slots=True)
class Prints:
    """What of a note's wording is compared: its sentences, and the word runs of its assessment."""

    sentences: tuple[Sentence, ...]
    assessment: frozenset[int]
    assessment_words: int


def take_prints(text: str, sections: Iterable[Section], start: int = 0) -> Prints:
    """Hash the wording of a note.

    Args:
        text: The note.
        sections: Its sections; the assessment is compared as a whole. Text of earlier visits is left out.
        start: Offset at which the note's own words begin.
    """
    sections = tuple(sections)
    past = [(part.start, part.end) for part in sections if part.past]
    sentences = tuple(
        Sentence(a, b, _hash(words), len(words))
        for a, b in _sentences(text, start)
        if (words := _level(text[a:b])) and not any(p <= a < q for p, q in past)
    )
    assessed = [text[part.start : part.end] for part in sections if part.name in _ASSESSMENT and not part.past]
    kept = [text_part for part in assessed for text_part in _kept(part)]
    words = [word for part in kept for word in _level(part)]
    runs = frozenset(_hash(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1))
    return Prints(sentences, runs, len(words))


def _kept(assessment: str) -> list[str]:
    """The sentences of an assessment without those that only greet."""
    return [assessment[a:b] for a, b in _sentences(assessment, 0) if not _GREETING.match(assessment, a, b)]


def _sentences(text: str, start: int) -> list[tuple[int, int]]:
    """Sentences; a line that is only wrapped goes on in the next, a new item, heading or blank line ends one."""
    blocks: list[tuple[int, int]] = []
    at = start
    for line in text[start:].splitlines(keepends=True):
        end = at + len(line)
        bare = line.strip()
        goes_on = bool(blocks) and blocks[-1][1] == at and bare and not _NEW_ITEM.match(line)
        if bare and goes_on and not text[blocks[-1][0] : at].rstrip().endswith((".", "!", "?", ";", ":")):
            blocks[-1] = (blocks[-1][0], end)
        elif bare:
            blocks.append((at, end))
        at = end
    found = []
    for block_start, block_end in blocks:
        begin = block_start
        for match in _SENTENCE_END.finditer(text, block_start, block_end):
            found.append((begin, match.start()))
            begin = match.end()
        found.append((begin, block_end))
    return [(a, b) for a, b in found if text[a:b].strip()]


def _level(text: str) -> list[str]:
    """The words of a text in lower case; numbers and names of months all become one sign."""
    out: list[str] = []
    for match in _WORD.finditer(unicodedata.normalize("NFKC", text).casefold()):
        word = match.group()
        word = "#" if word.isdigit() or word in _MONTHS else word
        if word != "#" or not out or out[-1] != "#":
            out.append(word)
    return out


def _hash(words: Sequence[str]) -> int:
    return int.from_bytes(blake2b(" ".join(words).encode(), digest_size=8).digest(), "big")


def likeness(prints: Prints, run: Iterable[VisitRecord]) -> Likeness | None:
    """The earlier visit whose assessment this one resembles most: shared word runs, as a share of both (Dice).

    None where there is none to compare. Assessments of up to `SHORT` words are not compared.
    """
    best: Likeness | None = None
    for visit in run:
        if min(prints.assessment_words, visit.assessment_words) <= SHORT:
            continue
        both = len(prints.assessment & visit.assessment)
        share = 2 * both / (len(prints.assessment) + len(visit.assessment))
        if best is None or share >= best.share:
            best = Likeness(date=visit.date, share=share)
    return best


def echoes(facts: Sequence[Fact], prints: Prints, run: Iterable[VisitRecord], *, copied: bool) -> frozenset[int]:
    """Facts (indices) that stand in a sentence which an earlier visit has too.

    Args:
        facts: The facts of this visit.
        prints: Its wording.
        run: Earlier visits.
        copied: The assessment as a whole is a copy: then short sentences count too.
    """
    known = {key for visit in run for key in visit.sentences}
    again = [s for s in prints.sentences if s.key in known and (copied or s.words > SHORT)]
    return frozenset(index for index, fact in enumerate(facts) if any(s.start <= fact.start < s.end for s in again))


def record(
    conclusions: Conclusions, suggestion: Suggestion, claim: Claim, prints: Prints, note_id: str | None = None
) -> VisitRecord | None:
    """What is kept of a visit; None where patient or date is unknown, for then it belongs to no series."""
    if conclusions.patient_id is None or conclusions.date_of_service is None:
        return None
    return VisitRecord(
        patient_id=conclusions.patient_id,
        date=conclusions.date_of_service,
        note_id=note_id,
        status=conclusions.status,
        codes=tuple(code.code for code in claim.codes),
        code=suggestion.code,
        instead=suggestion.instead,
        assessment=prints.assessment,
        assessment_words=prints.assessment_words,
        sentences=frozenset(sentence.key for sentence in prints.sentences),
    )


class History:
    """Visits by patient. They may come in any order and in several batches; it can be kept, and stored, between
    batches.

    It holds no words of a note. It is not locked: use one from one thread at a time.
    """

    def __init__(self, visits: Iterable[VisitRecord] = ()) -> None:
        self._visits: dict[str, list[VisitRecord]] = {}
        for visit in visits:
            self.add(visit)

    def add(self, visit: VisitRecord) -> None:
        """Keep a visit. One that is kept already, the same in all, is not kept twice."""
        kept = self._visits.setdefault(visit.patient_id, [])
        if visit not in kept:
            insort(kept, visit, key=lambda each: each.date)

    def visits(self, patient_id: str) -> tuple[VisitRecord, ...]:
        """All visits of a patient, by date."""
        return tuple(self._visits.get(patient_id, ()))

    def run(self, patient_id: str, date: dt.date, billed: Iterable[str] = ()) -> tuple[VisitRecord, ...]:
        """The visits before a date that belong to the same run of the problem, by date; none of that day itself.

        A run ends backwards at a gap of more than a year and at a day on which the problem was not current:
            resolved, or a
        visit about something else.

        Args:
            patient_id: The patient.
            date: The date of the visit in question.
            billed: Codes of the guide: a visit on which one is billed is about the problem, unless it tells it as past.
        """
        visits = self._visits.get(patient_id, [])
        codes = frozenset(billed)
        run: list[VisitRecord] = []
        later = date
        for index in range(bisect_right(visits, date - dt.timedelta(days=1), key=lambda each: each.date) - 1, -1, -1):
            visit = visits[index]
            if _a_year_after(visit.date) < later:
                break
            same_day = [each for each in visits if each.date == visit.date]
            if not any(_about(each, codes) for each in same_day):
                break
            if _about(visit, codes):
                run.append(visit)
            later = visit.date
        return tuple(reversed(run))


def _about(visit: VisitRecord, codes: frozenset[str]) -> bool:
    return visit.status == "current" or (visit.status == "absent" and bool(codes & set(visit.codes)))


def _a_year_after(date: dt.date) -> dt.date:
    try:
        return date.replace(year=date.year + 1)
    except ValueError:  # 29 February
        return date.replace(year=date.year + 1, month=3, day=1)
