"""Doc -> facts: one assertion a mention, offsets into the note as read, normal values. The last to see a Doc."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right

from notelint.models import Extraction, Fact, Note, Section
from notelint.pipeline import NotePipeline
from notelint.pipeline.matching import Mention
from notelint.precompiled import regex

_LINE_END = regex(r"\r\n?|\n")


def line_starts(text: str) -> list[int]:
    """Offsets at which the lines of `text` begin; CRLF, LF and CR end a line."""
    return [0, *(match.end() for match in _LINE_END.finditer(text))]


def _value(mention: Mention) -> object:
    return mention.value if mention.value is not None else mention.target.value


def extract(
    note: Note, pipeline: NotePipeline, date_of_service: dt.date | None = None, *, day_first: bool = False
) -> Extraction:
    """Facts and sections of `note`, in order of place.

    Args:
        note: The note; what lies before its `body_start` is not read.
        pipeline: The pipeline of this thread.
        date_of_service: What "since March" is seen from.
        day_first: Whether 3/4/2026 is the third of April.
    """
    if pipeline.dismisses(note.text, note.body_start):
        return Extraction(facts=(), sections=())
    analysis = pipeline(note.text, note.body_start, date_of_service, day_first=day_first)
    normal = analysis.normal
    lines = line_starts(note.text)
    facts = []
    for mention in analysis.mentions:
        start, end = normal.raw_span(mention.start, mention.end)
        line = bisect_right(lines, start)
        facts.append(
            Fact(
                concept=mention.concept, assertion=mention.assertion, start=start, end=end, text=note.text[start:end],
                line=line, column=start - lines[line - 1] + 1, section=mention.section, value=_value(mention),
                sentence=mention.sentence, past=mention.past, side=mention.side, roles=frozenset(mention.roles),
                pattern=f"{mention.target.where}: {mention.phrase}" if mention.phrase else mention.target.where,
                modifiers=tuple(mention.because),
            )
        )  # fmt: skip
    sections = []
    for part in analysis.parts:
        if part.name is None or part.end <= part.start:
            continue
        past = analysis.is_past(part.start)
        start, end = normal.raw_span(part.start, part.end)
        sections.append(Section(name=part.name, start=start, end=end, past=past))
    return Extraction(facts=tuple(facts), sections=tuple(sections))
