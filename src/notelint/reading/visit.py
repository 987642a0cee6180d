"""New visit or follow-up, as the note itself says. The words are in `patterns/visit.toml`; here they are looked for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field

from notelint.models import Visit
from notelint.precompiled import regex
from notelint.reading.layout import lines, title_lines
from notelint.reading.phrases import normal
from notelint.reading.visit_words import Place, load_words

LEADS = 2
"""How many titles running text may open with: "Spine clinic. Second opinion." """
LEAD_WORDS = 5
"""The most words of a title at the head of running text."""
OPENING = 420
"""Characters of a history that count as its opening: about three sentences."""

REPORT_LINES = 4
"""The first lines of a note that may say that it reports an operation or a study."""

_ALSO_OF_REPORTS = frozenset({"history", "hx", "diagnosis", "exam", "examination"})
"""Headings that do not yet tell a visit from a report."""
_BOX_SIGNS = frozenset("[(☐□_☑☒✓")
_UNCHECKED = regex(r"(?:\[ ?\]|\( ?\)|☐|□|_{2,})[^\[(☐□☑☒✓_\n\r]*")
_TICK = regex(r"\[[xX✓]\]|\([xX✓]\)|[☑☒✓]")
_CAPITALS = regex(r"\s*([A-Z][A-Z/&' -]{3,50})[,.:](?![A-Z])")
_LEAD = regex(r"\s*([A-Z][A-Za-z0-9/&+#' -]{1,45})[.,:](?=\s)")
"""How running text may open with its own title: "Urgent care. 34M walks in." """
_GREETING = regex(r"dear\b.{0,60}[,:]?$", re.IGNORECASE)
_COLUMN = regex(r" {2,}|\|")


@dataclass(slots=True)
class Parts:
    """A note's places, each a list of stretches of normal text.

    Also which headings it has of a background and of a story, an examination or a judgement, and whether it begins as a
    report of an operation or a study.
    """

    title: list[str] = field(default_factory=list)
    heading: list[str] = field(default_factory=list)
    opening: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    background: set[str] = field(default_factory=set)
    story: set[str] = field(default_factory=set)
    report: bool = False

    def of(self, place: Place) -> list[str]:
        """The stretches of one place."""
        return {"title": self.title, "heading": self.heading, "opening": self.opening, "body": self.body}[place]


def without_copies(text: str, start: int = 0) -> str:
    """`text` with what is copied from an earlier note blanked out; every other character stays in its place."""
    words = load_words()
    told = words.copied_hint.places(text.lower()) if text.isascii() else None
    if told is not None and not told:
        return text
    pieces: list[str] = []
    at, opened = 0, -1
    for line in lines(text, start):
        if len(line.text) > 100:
            continue
        if told is not None and opened < 0:
            first = bisect_left(told, line.start)
            if first == len(told):
                break
            if told[first] >= line.start + len(line.text):
                continue
        said = normal(line.text)
        if opened < 0 and words.copied.search(said):
            opened = line.start
        elif opened >= 0 and words.copied_end.search(said):
            pieces += (text[at:opened], re.sub(r"[^\n\r]", " ", text[opened : line.start + len(line.text)]))
            at, opened = line.start + len(line.text), -1
    if opened >= 0:
        pieces += (text[at:opened], re.sub(r"[^\n\r]", " ", text[opened:]))
        at = len(text)
    return "".join((*pieces, text[at:])) if pieces else text


_HEADING = regex(r"(?P<name>[a-z][a-z/&. ]*?)\s*(?P<mark>[:/](?!\S*/)|$| - )")


def _heading(line: str, headings: Mapping[str, str]) -> tuple[str, str, str] | None:
    """Kind of a heading, its name and what follows it on the line, or None where the line has no heading."""
    match = _HEADING.match(line.lower())
    if match is None:
        return None
    name = " ".join(match["name"].split())
    kind = headings.get(name)
    # A single letter is a heading only with its mark: "S:" and "O/", not a line "A".
    if kind is None or (len(name) == 1 and not match["mark"]):
        return None
    return kind, name, line[match.end() :].strip()


def _columns(line: str) -> str:
    return " | ".join(filter(None, (normal(column) for column in _COLUMN.split(line))))


def split(text: str, start: int = 0) -> Parts:
    """Divide a note, `plain` and without copies, into the places that the cues ask for."""
    known = load_words()
    headings = known.headings
    parts = Parts()
    titles = {line.start for line in title_lines(text, start)}
    capitals = _CAPITALS.match(text, start)
    if capitals and not titles:
        # Dictation that runs on after its title: "PROGRESS NOTE: She ..."
        parts.title.append(_columns(capitals[1]))
    at = start
    for _ in range(LEADS if not capitals and not titles else 0):
        lead = _LEAD.match(text, at)
        if lead is None or len(lead[1].split()) > LEAD_WORDS:
            break
        parts.title.append(_columns(lead[1]))
        at = lead.end()
    section, gathered = "opening", ""
    in_title, first = True, True

    def close() -> None:
        nonlocal gathered
        if gathered:
            said = normal(gathered)
            (parts.opening if section == "opening" else parts.body).append(
                said[:OPENING] if section == "opening" else said
            )
            if section == "opening":
                parts.body.append(said)
        gathered = ""

    for number, line in enumerate(lines(text, start)):
        words = line.text
        if not _BOX_SIGNS.isdisjoint(words):
            words = _TICK.sub("", _UNCHECKED.sub("  ", words))
        heading = _heading(words, headings)
        if heading is not None and heading[0] == "plan" and first:
            heading = None  # "Follow-up: back pain" on the first line is a title.
        first = False
        if number < REPORT_LINES and not parts.report and parts.story <= _ALSO_OF_REPORTS:
            parts.report = known.report.begins(normal(words[:120]))
        if words[:1] in "dD" and _GREETING.match(words):
            close()
            in_title, section = False, "opening"
            continue
        if heading is None:
            if in_title and line.start in titles:
                parts.title.append(_columns(words))
            elif section != "plan":
                in_title = False
                gathered += f" {words}"
            continue
        kind, name, rest = heading
        if name in known.background:
            parts.background.add(name)
        elif name in known.story:
            parts.story.add(name)
        in_title = in_title and kind == "title"
        if kind == "title":
            parts.title.append(_columns(f"{name} {rest[:200]}"))
            rest = rest if len(rest) > 200 else ""
        close()
        section = "opening" if kind in ("title", "opening") else kind
        if kind == "opening":
            parts.heading.append(name)
        gathered = rest if section != "plan" else ""
    close()
    return parts


_RUN = regex("[a-z0-9]+")


def _able(said: str) -> int:
    """The cues that a stretch of normal text has the words for, as bits."""
    hints = load_words().hints
    return hints.may_match(set(_RUN.findall(said))) if said.isascii() else -1


def read_visit(text: str, start: int = 0) -> Visit:
    """What kind of visit the note says it is.

    Args:
        text: The note, `plain` and `without_copies`.
        start: Offset at which its own words begin.

    Returns:
        `new`, `followup`, or `unstated` where nothing tells.
    """
    parts = split(text, start)
    stretches: dict[Place, list[tuple[str, int]]] = {}
    for number, place, cue in load_words().turns:
        if parts.report and not (cue.strong and place == "title"):
            return "unstated"
        if place not in stretches:
            stretches[place] = [(said, _able(said)) for said in parts.of(place)]
        for said, bits in stretches[place]:
            if bits >> number & 1 and cue.found(said):
                return cue.visit
    return "new" if _told_first(parts) else "unstated"


def _told_first(parts: Parts) -> bool:
    """Whether a note without a cue introduces its patient, by its first words or by the outline of a first history."""
    return (len(parts.background) > 1 and bool(parts.story)) or any(
        load_words().introduces.begins(said) for said in parts.opening[:1]
    )
