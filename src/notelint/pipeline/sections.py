"""Section headers; a header may have a colon, stand alone on its line, or be in capitals."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from notelint.pipeline.compiled import Compiled
from notelint.pipeline.durations import date_in
from notelint.pipeline.normalise import NormalText
from notelint.pipeline.segments import Sentences
from notelint.pipeline.tokens import Tokens
from notelint.precompiled import regex

_LEAD = regex(r"[\s•*#>=_\[(-]*(?:\(?(?:\d{1,2}|[ivx]{1,4}|[a-z])[.)]\s*)?[\s*#>=_-]*$")
_COLON = regex(r"[ )\]*]{0,2}(?: ?\([^()\n]{1,24}\))?:")
_ARROW = regex(r" ?(?:>{1,2}|-{1,2}>|=>)(?= ?[A-Za-z0-9(\n])")
"""After a header, as some write the colon: "S> ...", "Imp -> ..."."""
_PAST_HEADING = regex(
    r"\n[^a-z0-9\n]{0,8}(?:copied|copy|carried|pulled|brought|imported|pasted)\b[^\n]{0,30}?\b(?:forward|from|text|note|visit)\b[^\n]*"
    r"|\n[^a-z0-9\n]{0,8}(?:from|per)?\s*(?:the\s+)?(?:prior|previous|last|earlier|old)\s+(?:visit|note|encounter|progress note|office visit|hpi|a/p|"
    r"assessment)\b(?=[^\n]{0,40}\d[/.-]\d)[^\n:]{0,40}(?=:|\n|$)"
    r"|\n[^a-z0-9\n]{0,8}(?:note|visit|office visit|seen|hpi|entry)\s+(?:of|from|dated|on)\s+\(?\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}\)?[^\n]{0,20}(?=:|\n|$)"
    r"|\n(?<=[\s\S]\n)[^a-z0-9\n]{0,8}(?:(?:office |clinic )?(?:visit|note)|encounter|ov)\s+\(?\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}\)?[^a-z0-9\n]{0,8}(?=:|\n|$)"
)
"""To be looked for in a text after a line break, with which each choice begins: so it is found fastest."""
_HEADING_DATE = regex(r"(?P<colon>:)?\s*\(?(?P<date>\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4})\)?(?P<rest>[^\n]*)")
_ONLY_DATED = regex(r"[^a-z0-9]*(?:last|previous|prior) (?:visit|seen|office visit|encounter)[ :]*\(?[\d/.-]+\)?")
_HEAD_LINES = 8
"""A note's particulars stand on so many lines at its top."""
_PAST_END = regex(
    r"(?:^|\n)[^a-z0-9\n]{0,12}(?:end (?:of )?(?:copied|copy|prior|previous|old|pasted|quoted)[^\n]*|today\b[^\n]*:?|current visit[^\n]*|interval(?: history| update| hx|:)[^\n]*)"
)


_TO_COME = regex(r"\b(?:planned|proposed|scheduled|intended|anticipated|date of|consent for) $", re.IGNORECASE)
"""Before the name of a procedure: it is to come, and what follows is not its report."""


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the normal text: its name, where its header and its body begin, and where it ends."""

    name: str | None
    head: int
    start: int
    end: int
    past: bool = False
    title: str = ""


class SectionFinder:
    """Finds the sections of a note."""

    def __init__(self, compiled: Compiled) -> None:
        self._table = compiled.headers

    def _headers(self, tokens: Tokens, normal: NormalText, sentences: Sentences) -> list[tuple[int, int, str]]:
        text = normal.text
        found: list[tuple[int, int, str]] = []
        for names, first, last in self._table.find(tokens, [(0, len(tokens.lowers))]):
            start, end = tokens.starts[first], tokens.ends[last - 1]
            line = text.rfind("\n", 0, start) + 1
            after = text[end : end + 8]
            words = text[start:end]
            at_line = line == start or _LEAD.match(text[line:start].lower()) is not None
            colon = _COLON.match(text, end) is not None or (at_line and _ARROW.match(text, end) is not None)
            if not (at_line or colon or words == "ROS"):
                continue
            if line == 0 and words.lower() in _KINDS_OF_VISIT:
                continue  # the title of the note
            if "procedure" in names and _TO_COME.search(text, max(0, start - 14), start):
                continue
            at_sentence = sentences.span(sentences.index(start))[0] == start or text[max(0, start - 1) : start] in (
                ".",
                ":",
            )
            alone = at_line and (
                after[:1] in ("\n", "")
                or _REMARKED.match(text, end) is not None
                or re.match(r"\s?(?:[-=/]{1,3}(?:\s|$)|[*_#~=]{1,4}\s*(?:\n|$))", after) is not None
            )
            capitals = words.isupper() and len(words) > 3
            rest = text[end : text.find("\n", end) if text.find("\n", end) >= 0 else len(text)]
            # A title: capitals at the start of a line, or followed only by a date or the like.
            titled = (
                at_line
                and capitals
                and (not rest or not rest[:1].isalpha())
                and re.match(r"\s*(?:\(|[A-Z0-9]|$|-|, ?1[.)])", rest) is not None
            )
            spaced_out = at_line and end in normal.wide
            # "Conclusion. Sacroiliitis ...": as dictated letters head their paragraphs.
            dotted = (
                at_line
                and end - start > 3
                and words[0].isupper()
                and not any(c.isdigit() for c in text[line:start])
                and re.match(r"\. {1,2}[A-Z0-9]", after) is not None
            )
            # "Imp low back pain": an abbreviation that is nothing but a header needs no colon.
            short = at_line and words.lower() in _ONLY_HEADERS and after[:1] == " " and after[1:2].isalnum()
            # "FH: mother breast cancer. ROS negative for back pain": what the patient says ends what was told of the family.
            closed = at_sentence or text[max(0, start - 2) : start] == ". "
            short = short or (closed and words == "ROS" and _ASKED.match(text, end) is not None)
            # "Dx 1) Lumbar strain", "PE 148/90": what follows shows that the word is a header.
            short = short or (
                at_line
                and (numbered := _OPENS.get(words.lower())) is not None
                and numbered.match(text, end) is not None
            )
            if short or (colon and (at_line or at_sentence or capitals)) or alone or titled or spaced_out or dotted:
                found += [(start, end, name) for name in names]
        found.sort(key=lambda f: (f[0], -f[1]))
        out: list[tuple[int, int, str]] = []
        for header in found:
            if not out or header[0] >= out[-1][1]:
                out.append(header)
        return out

    def __call__(self, tokens: Tokens, normal: NormalText, sentences: Sentences) -> list[Part]:
        """Sections in order; text before the first header is a part without a name."""
        headers = self._headers(tokens, normal, sentences)
        size = len(normal.text)
        parts: list[Part] = []
        if not headers or headers[0][0] > 0:
            parts.append(Part(None, 0, 0, headers[0][0] if headers else size))
        for i, (start, end, name) in enumerate(headers):
            if (
                name == "exam"
                and parts
                and parts[-1].name == "ros"
                and _of_the_review(normal.text, parts[-1].head, start, end)
            ):
                name = "ros"  # "REVIEW OF SYSTEMS: GENERAL: no fever. MUSCULOSKELETAL: no back pain."
            until = headers[i + 1][0] if i + 1 < len(headers) else size
            close = _line_end(normal.text, end, until) if name in _ONE_LINE else until
            parts.append(Part(name, start, end, close, title=normal.lower[start:end]))
            if close < until:
                parts.append(Part(None, close, close, until))
        return _report_impressions(parts, normal)


_KINDS_OF_VISIT = frozenset({"follow-up", "follow up", "followup", "f/u", "progress", "consult"})
"""At the very start of a note these say what kind of note it is."""
_ONLY_HEADERS = frozenset({"imp", "a/p", "hpi", "pmh", "psh", "pshx", "pmhx", "fhx", "ros", "o/e"})
"""Abbreviations that stand for nothing else at the start of a line."""
_REMARKED = regex(r" \([^()\n]{1,40}\) ?:?(?:\n|$)")
"""After a header alone on its line: a remark in brackets ("ROS (template)")."""
_SAID = regex(
    r" ?[:-]? ?(?:no\b|denies|denied|neg\b|negative|positive|\+|reports|see hpi|per hpi|as per|as above|complains)",
    re.I,
)


def _of_the_review(text: str, head: int, start: int, end: int) -> bool:
    """Whether a heading of an examination at `start` is one of the systems in a review that began at `head`.

    It is on the line of the review, or on a line below it that says what the patient denies, with no blank line between.
    """
    lines = text[head:start].split("\n")
    return len(lines) == 1 or (
        len(lines) <= 14 and all(line.strip() for line in lines[:-1]) and _SAID.match(text, end) is not None
    )


_ASKED = regex(
    r" (?:is |was )?(?:(?:otherwise |all )?(?:negative|neg|positive|pos|unremarkable)|notable|significant|as (?:above|per)|denies|reports)\b"
)
_LISTED = regex(r"s? (?:\(?#?1[.):]|#1\b)")
_EXAMINED = regex(
    r" (?:\d{2,3}/\d{2}|(?i:gen(?:eral)?|vs|vss|vitals|bp|t|afeb(?:rile)?|nad|wd/?wn|alert|a&o\w*|well (?:appearing|developed))\b)"
)
_OPENS = {
    "dx": _LISTED,
    "imp": _LISTED,
    "impression": _LISTED,
    "assessment": _LISTED,
    "a": _LISTED,
    "ap": _LISTED,
    "plan": _LISTED,
    "diagnosis": _LISTED,
    "diagnoses": _LISTED,
    "pe": _EXAMINED,
    "exam": _EXAMINED,
    "physical": _EXAMINED,
    "o": _EXAMINED,
}
"""Headers that need no colon where a list, or the first words of an examination, follows."""
_ONE_LINE = frozenset(
    {
        "family_history",
        "allergies",
        "medications",
        "social_history",
        "past_history",
        "surgical_history",
        "goals",
        "consent",
    }
)
_GOES_ON = regex(r"\n\s*(?:[•*-]|\(?\d{1,2}[.)]|[a-z(,])")


def _line_end(text: str, start: int, until: int) -> int:
    """Where a section ends that began on the line of its header: with that line, unless a list goes on below it."""
    at = text.find("\n", start, until)
    if at < 0 or not text[start:at].strip(" :)"):
        return until
    while at >= 0 and _GOES_ON.match(text, at):
        at = text.find("\n", at + 1, until)
    return until if at < 0 else at + 1


_REPORT_TITLE = regex(
    r"\W*(?:(?:exam|examination|study|procedure|report|radiology report|imaging report|test)[: ]+)?(?:mri|mr(?= (?:imaging|of|scan|lumbar|l ?-?spine|spine|exam))|ct|x ?-?rays?|xr|radiographs?|myelogram|bone scan|emg)\b[^\n.]{0,40}(?:spine|lumbar|pelvis|sacrum|report|exam|study)?"
)
_REPORT_PARTS = frozenset({"findings", "comparison", "technique", "imaging report"})


def _report_impressions(parts: list[Part], normal: NormalText) -> list[Part]:
    """The impression of a radiologist's report is a result, not the writer's diagnosis."""
    title = _REPORT_TITLE.match(normal.lower[:80])
    whole = title is not None and any(p.title in _REPORT_PARTS or "impression" in p.title for p in parts)
    out = []
    for i, part in enumerate(parts):
        pasted = part.title == "impression" and i > 0 and parts[i - 1].title in _REPORT_PARTS
        later = any(p.name in ("assessment", "assessment_plan") for p in parts[i + 1 :])
        if part.name == "assessment" and "impression" in part.title and (whole or (pasted and later)):
            part = replace(part, name="imaging")
        out.append(part)
    return out


def _opens_past(heading: str, first: bool, on: dt.date | None, day_first: bool) -> bool:
    """Whether a line that names a visit is the heading of an earlier one, and not of today's or a remark about one."""
    if re.search(r"\b(?:copied|copy|carried|pulled|brought|imported|pasted)\b", heading):
        return True
    dated = _HEADING_DATE.search(heading)
    if dated is None:
        return True
    if (dated["colon"] and not dated["rest"].strip(" .")) or dated["rest"].strip() == ".":
        return False  # "Last visit: 2/3/2026", "Last visit 2/3/2026."
    date = date_in(dated["date"], on, day_first)
    if on is None or date is None:
        return not first
    return date < on


_DATE_LINE = regex(
    r"\n[^A-Za-z0-9\n]{0,6}(?:(?:visit|note|seen|dos|date|entry|office visit|encounter)[ :]{1,3})?(?P<date>\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}-\d{2}|"
    r"\d{1,2} [A-Z][a-z]{2,8}\.? \d{4}|[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4})[^A-Za-z\n]{0,6}(?:[A-Za-z /]{0,24})[^A-Za-z0-9\n]{0,4}(?=\n)"
)


def dated_regions(normal: NormalText, on: dt.date | None, *, day_first: bool = False) -> list[tuple[int, int]]:
    """Stretches under a line that is an earlier date: what was written then, up to the next such line."""
    lines = [
        (max(m.start() - 1, 0), date_in(m.group("date").lower(), on, day_first))
        for m in _DATE_LINE.finditer(f"\n{normal.text}")
    ]
    if on is None or len(lines) < 2:
        return []
    ends = [start for start, _ in lines[1:]] + [len(normal.text)]
    return [(start, end) for (start, date), end in zip(lines, ends, strict=True) if date is not None and date < on]


def past_regions(normal: NormalText, on: dt.date | None = None, *, day_first: bool = False) -> list[tuple[int, int]]:
    """Stretches that quote an earlier visit: from its heading to the end mark, a blank line after it, or the end.

    `on` is the date of service: under a heading with that date or a later one stands this visit.
    """
    out = []
    for match in _PAST_HEADING.finditer(f"\n{normal.lower}"):
        start, end = max(match.start() - 1, 0), match.end() - 1
        line_end = normal.lower.find("\n", end)
        heading = normal.lower[start : line_end if line_end >= 0 else None].strip()
        if (
            _ONLY_DATED.fullmatch(heading)
            and normal.lower.count("\n", 0, start) < _HEAD_LINES
            and normal.lower[line_end : line_end + 2] == "\n\n"
        ):
            continue  # "Last visit 08/2025" among the particulars at the top
        if not _opens_past(heading, not normal.lower[:start].strip(), on, day_first):
            continue
        ended = _PAST_END.search(normal.lower, end)
        blank = normal.lower.find("\n\n", end + 1)
        close = len(normal.lower)
        if ended:
            close = ended.end() if "end" in ended.group()[:16] else ended.start()
        elif blank >= 0 and blank - end > 3:
            close = blank
        out.append((start, close))
    return out
