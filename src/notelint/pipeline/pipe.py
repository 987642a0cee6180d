"""The pipeline: text -> Analysis (mentions with their assertions, sections)."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from notelint import precompiled
from notelint.patterns import guides
from notelint.pipeline import compiled, derived, focus, illness
from notelint.pipeline.assertion import decide
from notelint.pipeline.attribution import Regions
from notelint.pipeline.codes import find_codes
from notelint.pipeline.cues import Cue, CueMatcher
from notelint.pipeline.forms import form_cues
from notelint.pipeline.lexicon import Lexicon
from notelint.pipeline.matching import Matcher, Mention
from notelint.pipeline.normalise import NormalText, normalise
from notelint.pipeline.problems import Items, elsewhere
from notelint.pipeline.saying import Setting
from notelint.pipeline.scope import Sentence
from notelint.pipeline.sections import Part, SectionFinder, dated_regions, past_regions
from notelint.pipeline.segments import Sentences
from notelint.pipeline.tokens import Tokenizer, Tokens
from notelint.pipeline.values import number_cues
from notelint.pipeline.words import Words
from notelint.precompiled import regex


@dataclass(slots=True)
class Analysis:
    """What the pipeline says of one note, at offsets of the normal text."""

    normal: NormalText
    sentences: Sentences
    parts: list[Part]
    mentions: list[Mention] = field(default_factory=list)
    past: list[tuple[int, int]] = field(default_factory=list)
    focus: bool = False
    beside: frozenset[str] = frozenset()
    nerves: bool = False
    items: Items = field(init=False)
    _heads: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.items = Items(self.normal.lower, self.sentences)

    def part(self, offset: int) -> Part:
        """The section at `offset`."""
        if not self._heads:
            self._heads = [p.head for p in self.parts]
        return self.parts[max(bisect_right(self._heads, offset) - 1, 0)]

    def is_past(self, offset: int) -> bool:
        """Whether what stands at `offset` was written at an earlier visit."""
        return any(start <= offset < end for start, end in self.past)


class NotePipeline:
    """Reads notes for one guide. Building it takes a second or two; use one for each thread.

    Args:
        guide: Name of the guide's folder in `patterns/`; the first there is unless given.
        lexicon: The words to use; those of the guide unless given.
    """

    def __init__(self, guide: str | None = None, lexicon: Lexicon | None = None) -> None:
        self.guide = guide or guides()[0]
        words = compiled.load(self.guide) if lexicon is None else compiled.compile_lexicon(lexicon)
        self.lexicon = words.lexicon
        self._tokenize = Tokenizer(words.rules)
        self._matcher = Matcher(words)
        self._cues = CueMatcher(words)
        self._sections = SectionFinder(words)

    def dismisses(self, text: str, start: int = 0) -> bool:
        """Whether it is plain without reading that there is nothing in `text` from offset `start` on: no mention, no section."""
        return self.lexicon.screen is not None and self.lexicon.screen.dismisses(text, start)

    def __call__(self, text: str, start: int = 0, on: dt.date | None = None, *, day_first: bool = False) -> Analysis:
        """Read `text` from offset `start` on; `on` is the date of service, which dates in the text are seen from."""
        normal = normalise(text, start)
        screened = self.lexicon.screen is not None and not self.lexicon.screen.finds(normal.lower)
        if screened and not find_codes(normal.text):
            return Analysis(normal, Sentences(""), [Part(None, 0, 0, len(normal.text))])
        sentences = Sentences(normal.text)
        if screened:
            # No word of the note can be about the guide's problem: codes are read, nothing else.
            analysis = Analysis(normal, sentences, [Part(None, 0, 0, len(normal.text))])
            analysis.past = past_regions(normal, on, day_first=day_first)
            analysis.mentions = derived.codes(analysis)
            return analysis
        tokens = self._tokenize(normal.text)
        parts = self._sections(tokens, normal, sentences)
        analysis = Analysis(normal, sentences, parts)
        analysis.past = _bounded(past_regions(normal, on, day_first=day_first), parts, normal) + dated_regions(
            normal, on, day_first=day_first
        )
        words = Words(normal.lower, sentences)
        mentions = self._matcher(tokens, normal, sentences, words)
        regions = Regions(self.lexicon, normal, sentences, words)
        analysis.mentions = self._assert(analysis, tokens, mentions, regions)
        derived.finish(analysis, regions, on, day_first=day_first)
        analysis.mentions = focus.after_the_pain(analysis.mentions, regions)
        precompiled.keep()
        return analysis

    def _assert(self, analysis: Analysis, tokens: Tokens, mentions: list[Mention], regions: Regions) -> list[Mention]:
        sentences, normal = analysis.sentences, analysis.normal
        by_sentence: dict[int, list[Mention]] = {}
        mentions = [m for m in mentions if not _is_header(m, analysis.part(m.start))]
        for mention in mentions:
            part = analysis.part(mention.start)
            mention.section = part.name
            mention.past = analysis.is_past(mention.start)
            by_sentence.setdefault(mention.sentence, []).append(mention)
        cues = self._cues(tokens, _lines(tokens, sentences, by_sentence), normal.text)
        cue_starts = [c.start for c in cues]
        for number, own in by_sentence.items():
            a, b = sentences.span(number)
            taken = [(m.start, m.end) for m in own if m.kind != "evidence"]
            near = [
                c
                for c in cues[bisect_right(cue_starts, a - 1) : bisect_right(cue_starts, b - 1)]
                + number_cues(normal.lower, a, b)
                if not any(low <= c.start and c.end <= high for low, high in taken)
                and not _counts_time(c, normal.lower)
            ]
            answers = form_cues(normal, a, b, own)
            if answers:
                near = [c for c in near if not any(x.start < c.end and c.start < x.end for x in answers)] + answers
            near.sort(key=lambda c: (c.start, c.end))
            sentence = Sentence(normal, a, b, own, _without_pseudo(near))
            for mention in own:
                setting = Setting(mention.section, mention.past)
                decide(sentence, mention, setting)
            _drop_labels(own, normal.lower)
        kept = [m for m in mentions if m.keep]
        analysis.focus = focus.back_focus(analysis, kept)
        regions.mentions = by_sentence
        analysis.beside = focus.beside_the_point(analysis, regions, kept)
        analysis.nerves = focus.asks_for_nerves(analysis.beside, kept)
        unjudged = [m for m in derived.unjudged(mentions) if analysis.focus and not analysis.beside]
        found = [
            m
            for m in kept
            if m.problem or (focus.about_back(m, regions, analysis) and not elsewhere(m, regions, analysis))
        ]
        found = illness.without_the_nerves(analysis, found, regions)
        found = focus.with_the_injury(found, kept, regions, analysis)
        if not (analysis.focus or analysis.nerves):
            found = focus.without_routine(found)
        return unjudged + (
            found if focus.names_the_spine(analysis, found) else focus.without_the_spine(found, normal.lower)
        )


def _lines(tokens: Tokens, sentences: Sentences, numbers: Iterable[int]) -> list[tuple[int, int]]:
    """The lines in which some sentences stand, as stretches of tokens: no cue runs across a line break."""
    out: list[tuple[int, int]] = []
    breaks = [i for i, lower in enumerate(tokens.lowers) if lower is None]
    for number in sorted(numbers):
        a, b = sentences.span(number)
        low, high = bisect_left(tokens.ends, a + 1), bisect_left(tokens.starts, b)
        before = bisect_right(breaks, low) - 1
        after = bisect_left(breaks, high)
        low = breaks[before] + 1 if before >= 0 else 0
        high = breaks[after] if after < len(breaks) else len(tokens.lowers)
        if out and low < out[-1][1]:
            out[-1] = (out[-1][0], max(high, out[-1][1]))
        else:
            out.append((low, high))
    return out


def _drop_labels(own: list[Mention], lower: str) -> None:
    """Of "sensory: no deficits" and "neuro exam reflexes 2+" the first words are a label of the second."""
    for first, second in pairwise(own):
        if first.concept == second.concept and first.kind == "measure" and second.keep:
            between = lower[first.end : second.start]
            if re.fullmatch(
                r" ?:? ?(?:no |reveals |shows |neg for |pos for |negative for |positive for |denies |normal |full |good |intact |symmetric |grossly intact |decreased |reduced )?",
                between,
            ):
                first.keep = False


def _is_header(mention: Mention, part: Part) -> bool:
    """Whether a mention is only the title of a section, or may not be read in that section."""
    if part.name in mention.target.outside:
        return True
    return (
        mention.end <= part.start
        and part.name is not None
        and mention.kind in ("finding", "surgery", "evidence")
        and mention.start <= part.head
    )


_TIME_BEFORE = regex(r"\b(?:hours?|days?|weeks?|wks?|months?|mos?|years?|yrs?)(?:'s?)? $")


_TIME_AFTER = regex(
    r" (?:(?:few|several|couple of|many|\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|and|to|or|half|-) ?)*(?:hours?|days?|weeks?|wks?|months?|mos?|years?|yrs?|decade|night)\b"
)


def _counts_time(cue: Cue, lower: str) -> bool:
    """Whether "history of" follows a time ("2 month history of weakness"), or one follows "past" ("the past ten days"): then it
    tells how long, not that it is past."""
    if cue.text == "past":
        return _TIME_AFTER.match(lower, cue.end) is not None
    if cue.category != "historical" or not cue.text.startswith(("history", "hx", "h/o")):
        return False
    return _TIME_BEFORE.search(lower[max(0, cue.start - 10) : cue.start]) is not None


def _without_pseudo(cues: list[Cue]) -> list[Cue]:
    return [c for c in cues if c.modifier.direction != "pseudo"]


def _bounded(regions: list[tuple[int, int]], parts: list[Part], normal: NormalText) -> list[tuple[int, int]]:
    """A quoted visit without an end mark ends where the sections of today's note go on."""
    out = []
    for start, end in regions:
        if end == len(normal.text):
            heads = [p.head for p in parts if p.head > start + 40]
            end = heads[0] if heads and "copied" not in normal.lower[start : start + 60] else end
        out.append((start, end))
    return out
