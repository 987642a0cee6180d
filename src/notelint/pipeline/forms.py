"""Answers in templates: check boxes, "Numbness: no", "Sciatica?", "+numbness, -weakness". They become cues.

What such an answer is about is told by the layout, not by grammar: each cue comes with the stretch that it answers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence as Seq

from notelint.pipeline.cues import Cue
from notelint.pipeline.lexicon import Modifier
from notelint.pipeline.matching import Mention
from notelint.pipeline.normalise import NormalText
from notelint.precompiled import regex

_SAYS = {name: Modifier(name, "both", "sentence", "form") for name in ("absent", "present", "possible")}

_BOX = regex(r"\[(?P<square>[ xX✓✔_]?)\]|\((?P<round>[ xX✓✔])\)|(?P<sign>[☐☑☒])")
_EMPTY = frozenset(" _☐")
_YES_NO = regex(r"\s*(?P<word>yes|no|y|n|positive|negative|pos|neg)\b", re.IGNORECASE)
_NO = frozenset({"no", "n", "none", "nil", "nope", "-", "(-)", "negative", "neg", "denies", "denied", "never"})
_ANSWER = regex(
    r"(?P<gap>\s*(?:[:=]|\.{2,}|_{2,})\s*|\s+-{1,2}\s+|\s+)(?P<word>no|none|nil|nope|never|n|yes|y|\(-\)|\(\+\)|-|\+)(?=\s|$|[.,;|)])"
)
_REPLY = regex(r"\s*(?P<word>no|none|nope|denies|never|yes|yeah|y|n)\b(?=\s*(?:[.,;\n]|$))")
_MARKED = regex(r"\s?\(\?\)|\?(?!\w)| \?(?! ?\w)")
_QUESTION = regex(
    r"\b(?:what|how|when|where|which|who|why|any|is|are|was|do|does|did|has|have|had|can|could|would|will|should)\b"
)
_SIGN = regex(
    r"(?:(?<![^\s,;(/])|(?<=^))(?P<sign>[+-])(?P<gap> ?)(?=[a-z]{2})(?!(?:ve|on|at)\b)"
    r"(?!(?:left|right|lt|rt|bilat\w*|both)(?: sides?)? ?(?:[.,;@\n]|at\b|$))"
)
"""A sign before what it says is or is not there; one before a side is the result of the test that stands before it."""
_POSITIVES = regex(r"(?:^|[:.;\n]) ?\+ [a-z][^.;\n]*[.;] ?$")
_MINUS = regex(
    r"(?: (?:r|l|rt|lt|right|left|b/l|bilat))? -(?= (?:b|bil|bilat|bilaterally|b/l|r|l|rt|lt|right|left|both|for)\b| ?(?:$|[.,;]))"
)
"""After the name of a test: the sign that it was negative ("SLR - B", "slump -, FABER +")."""
_BRACKETED = regex(r"\((?P<sign>[+-])\)")
_DOES_NOT = regex(r"(?:does|do|did) not(?=\s*(?:[.,;)]|$))")
_SPARED = Modifier("normal", "backward", "next", "form", kinds=frozenset({"measure", "test", "activity"}), words=2)
_NEGATIVE_FOR = regex(
    r"\b(?:negative|neg)\b(?: (?:bilaterally|bilat|b/l|both|sitting|seated|lying|supine|prone|standing|and|or|in|on|at|to|the|each|either|all|left|right|l|r|sides?|positions?|testing|legs?|lower|extremit(?:y|ies)|degrees|\d+)\b,?){1,9}"
    r" (?P<for>for (?:any |a |true |real |definite |reproduction of |evidence of |signs of )*)"
)
"""A negative test, and some way on what it was negative for: "negative both sitting and lying for any radiculitis"."""
_NOT_FOUND = Modifier("absent", "forward", "list", "form", words=4)


def _cell_start(normal: NormalText, low: int, at: int) -> int:
    """Where the cell of a table or template begins in which `at` stands: after the last separator or wide gap."""
    for i in range(at - 1, low - 1, -1):
        if normal.lower[i] in ";|" or (i in normal.wide and normal.lower[low:i].strip()):
            return i + 1
    return low


def _boxes(normal: NormalText, start: int, end: int) -> list[Cue]:
    text = normal.text
    boxes = list(_BOX.finditer(text, start, end))
    if not boxes:
        return []
    out: list[Cue] = []
    before = text[start : boxes[0].start()].strip(" -•*\t")
    # "Numbness [ ] Weakness [x]": the boxes follow their labels. "Red flags: [ ] fever [x] weight loss": they stand
    # before. So they do in "LOCATION  [x] low back": words follow the last one.
    last = text[boxes[-1].end() : end].strip()
    follows = bool(before) and not last and not before.endswith(":") and not _YES_NO.match(text, boxes[0].end())
    key_start = start
    for i, box in enumerate(boxes):
        until = boxes[i + 1].start() if i + 1 < len(boxes) else end
        checked = (box["square"] or box["round"] or box["sign"] or " ") not in _EMPTY
        reply = _YES_NO.match(text, box.end(), until)
        if reply:
            if checked:
                said = "absent" if reply["word"].lower() in _NO else "present"
                words = text[box.start() : reply.end()]
                out.append(Cue(box.start(), reply.end(), words, _SAYS[said], (key_start, box.start())))
            if i + 1 < len(boxes) and not _YES_NO.match(text, boxes[i + 1].end()):
                key_start = reply.end()
            continue
        said = "present" if checked else "absent"
        if follows:
            within = (boxes[i - 1].end() if i else start, box.start())
        else:
            stop = next((j for j in range(box.end() + 1, until) if j in normal.wide or text[j] == ";"), until)
            within = (box.end(), stop)
        out.append(Cue(box.start(), box.end(), text[box.start() : box.end()], _SAYS[said], within))
        key_start = within[1]
    return out


def _answers(normal: NormalText, start: int, end: int, mentions: Seq[Mention]) -> list[Cue]:
    lower = normal.lower
    out: list[Cue] = []
    low = start
    for match in _ANSWER.finditer(lower, start, end):
        gap, after = match["gap"], lower[match.end() : match.end() + 2].lstrip(" ")[:1]
        if match.end() < end and match.end() not in normal.wide and (after.isalnum() or after in "([\"'"):
            continue  # "no stenosis"
        inside = [m for m in mentions if low <= m.start and m.end <= match.start()]
        if not inside:
            continue
        between = lower[inside[-1].end : match.start()]
        wide = any(i in normal.wide for i in range(match.start(), match.start("word")))
        if gap.strip():
            fits = len(between.split()) <= 6 and not re.search(r"[.;:?]", between)
        else:
            fits = not between.strip(" )") and (wide or match["word"] in ("no", "yes"))
        if fits:
            said = "absent" if match["word"] in _NO else "present"
            within = (max(_cell_start(normal, low, inside[-1].start), low), match.start())
            out.append(Cue(match.start("word"), match.end("word"), match["word"], _SAYS[said], within))
            low = match.end()
    return out


def _questions(normal: NormalText, start: int, end: int, mentions: Seq[Mention]) -> list[Cue]:
    lower = normal.lower
    if lower.find("?", start, end) < 0:
        return []
    out = [
        Cue(match.start(), match.end(), "?", _SAYS["possible"], (m.start, m.end))
        for m in mentions
        if not m.problem
        and (match := _MARKED.match(lower, m.end, end))
        and (match.group().strip() == "(?)" or not _QUESTION.search(lower, start, m.start))
    ]
    if lower[start:end].rstrip().endswith("?"):
        reply = _REPLY.match(lower, end)
        if reply:
            said = "absent" if reply["word"] in _NO else "present"
            mark = lower.rindex("?", start, end)
            out = [c for c in out if c.start > mark]
            out.append(Cue(mark, mark + 1, f"? {reply['word']}", _SAYS[said], (_cell_start(normal, start, mark), mark)))
    return out


def _bracketed(normal: NormalText, start: int, end: int, mentions: Seq[Mention]) -> list[Cue]:
    """ "Fever (-), numbness (+)" and "(-) fever (+) numbness": the first sign tells on which side they stand."""
    lower = normal.lower
    signs = list(_BRACKETED.finditer(lower, start, end)) if lower.find("(", start, end) >= 0 else []
    if len(signs) < 2:
        return []  # one alone is read as the word that it stands for
    follows = any(m.end <= signs[0].start() and not lower[m.end : signs[0].start()].strip() for m in mentions)
    out: list[Cue] = []
    for i, sign in enumerate(signs):
        said = "present" if sign["sign"] == "+" else "absent"
        owner = [m.start for m in mentions if m.end <= sign.start()]
        low = max(signs[i - 1].end() if i else start, owner[-1] if owner else start)
        high = signs[i + 1].start() if i + 1 < len(signs) else end
        within = (low, sign.start()) if follows else (sign.end(), high)
        out.append(Cue(sign.start(), sign.end(), sign.group(), _SAYS[said], within))
    return out


def _signs(normal: NormalText, start: int, end: int) -> list[Cue]:
    lower = normal.lower
    if lower.find("-", start, end) < 0 and lower.find("+", start, end) < 0:
        return []
    # "+ neck pain, headache. - fever, low back pain": after a sentence of what there is comes one of what there is not.
    told = _POSITIVES.search(lower, max(0, start - 200), start) is not None
    signs = [
        m
        for m in _SIGN.finditer(lower, start, end)
        if m["sign"] == "+" or not m["gap"] or (told and m.start() == start)
    ]
    out: list[Cue] = []
    for i, match in enumerate(signs):
        before = lower[start : match.start()].rstrip()
        opens = not before or before[-1] in ",;:("
        if match["sign"] == "-" and not (opens and (len(signs) > 1 or (not before and told))):
            continue  # a dash
        if match["sign"] == "+" and match["gap"] and not opens:
            continue  # "ice + heat"
        until = signs[i + 1].start() if i + 1 < len(signs) else end
        stops = ";(" if told and match["sign"] == "-" and match["gap"] else ",;("
        comma = next((j for j in range(match.end(), until) if lower[j] in stops), until)
        said = "present" if match["sign"] == "+" else "absent"
        out.append(Cue(match.start(), match.start() + 1, match["sign"], _SAYS[said], (match.end(), comma)))
    return out


def _minus(normal: NormalText, end: int, mentions: Seq[Mention]) -> list[Cue]:
    found = ((m, _MINUS.match(normal.lower, m.end, end)) for m in mentions if m.kind == "test")
    return [Cue(x.start(), x.end(), "-", _SAYS["absent"], (m.start, m.end)) for m, x in found if x is not None]


def _elliptic(normal: NormalText, start: int, end: int) -> list[Cue]:
    """ "Bending forward hurts, bending back does not": the verb is left out, and what it said is denied."""
    return [
        Cue(match.start(), match.end(), match.group(), _SPARED)
        for match in _DOES_NOT.finditer(normal.lower, start, end)
    ]


def _negative_for(normal: NormalText, start: int, end: int) -> list[Cue]:
    return [
        Cue(match.start("for"), match.end("for") - 1, match["for"].strip(), _NOT_FOUND)
        for match in _NEGATIVE_FOR.finditer(normal.lower, start, end)
    ]


def form_cues(normal: NormalText, start: int, end: int, mentions: Seq[Mention]) -> list[Cue]:
    """Cues of the sentence `normal.text[start:end]` that stand in its layout; `mentions` are those of the sentence."""
    return (
        _boxes(normal, start, end)
        + _bracketed(normal, start, end, mentions)
        + _answers(normal, start, end, mentions)
        + _questions(normal, start, end, mentions)
        + _signs(normal, start, end)
        + _elliptic(normal, start, end)
        + _minus(normal, end, mentions)
        + _negative_for(normal, start, end)
    )
