"""Tokens of a text as medspaCy's tokenizer makes them, without a spaCy Doc.

medspaCy's tokenizer splits each run of characters between blanks by itself, with its lists of prefixes, suffixes, infixes
and special cases. Making a Doc costs more than everything else that is done with a note, and every word that a vocabulary
has not seen stays in it for ever. So the lists are taken from medspaCy once (`medspacy_rules`), the splitting is done here
by spaCy's documented algorithm, once for each run, and kept. Tests hold the tokens to those of medspaCy.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from notelint.precompiled import regex

if TYPE_CHECKING:
    from spacy.language import Language

_RUN = regex(r"\S+(?: (?!\s))?|[^\S ]\s*| \s+| ")
"""The runs of a text, from its first character to its last: one blank after a run belongs to it."""
_PLAIN = regex(r"([A-Za-z]+)([,:;]|(?<=[a-z]{2})\.)?")
"""A run that no affix rule but that of its last sign can take apart: the most of them, and cheap to tell."""
_KEPT_RUNS = 36_000
_KEPT_LENGTH = 40
"""A service that never ends must not grow without end: so many runs are kept, none longer than this."""

Piece = tuple[int, int, str | None]
"""Start and end in its run, and lower case (None for white space), of one token."""


@dataclass(frozen=True, slots=True)
class TokenRules:
    """What the tokenizer goes by: regular expressions, and special cases with the pieces that they are split into."""

    prefix: str
    suffix: str
    infix: str
    specials: dict[str, tuple[str, ...]]


@dataclass(slots=True)
class Tokens:
    """The tokens of a text in order: where each begins and ends, and its lower case (None for white space)."""

    starts: list[int]
    ends: list[int]
    lowers: list[str | None]


def medspacy_nlp() -> Language:
    """A blank English spaCy pipeline with medspaCy's tokenizer, as notes are tokenized. Loads spaCy and medspaCy."""
    import spacy
    from spacy.util import compile_prefix_regex, compile_suffix_regex

    hush()
    with warnings.catch_warnings():
        # Importing medspaCy silences every Python warning of the process; the filters are put back on leaving this block.
        from medspacy.custom_tokenizer import create_medspacy_tokenizer
    nlp = spacy.blank("en")
    nlp.tokenizer = create_medspacy_tokenizer(nlp)
    # "-numbness" is a sign and a word, as "+numbness" is already.
    signs = compile_prefix_regex([*(nlp.Defaults.prefixes or ()), r"-(?=[A-Za-z]{3})"])
    nlp.tokenizer.prefix_search = signs.search
    # A full stop after one capital belongs to an initial, but not after "P&N" or "B/B".
    suffixes = [*(nlp.Defaults.suffixes or ()), r"(?<=[&+/][A-Za-z])\."]
    nlp.tokenizer.suffix_search = compile_suffix_regex(suffixes).search
    rules = nlp.tokenizer.rules or {}
    nlp.tokenizer.rules = {k: v for k, v in rules.items() if not re.fullmatch(r"[a-z]\.", k)}  # nor after "n/t"
    return nlp


def hush() -> None:
    """medspaCy and PyRuSH log through loguru, PyRuSH every token of the note: patient text. Silence these two, nothing else."""
    import logging

    try:
        from loguru import logger
    except ImportError:  # pragma: no cover - loguru comes with PyRuSH
        return
    logger.disable("PyRuSH")
    logger.disable("medspacy")
    logging.getLogger("medspacy").setLevel(logging.CRITICAL)


def medspacy_rules() -> TokenRules:
    """The lists of medspaCy's tokenizer, as `medspacy_nlp` has them."""
    from spacy.symbols import ORTH  # type: ignore[import-not-found]

    tokenizer: Any = medspacy_nlp().tokenizer
    specials = {text: tuple(piece[ORTH] for piece in pieces) for text, pieces in tokenizer.rules.items()}
    return TokenRules(
        tokenizer.prefix_search.__self__.pattern,
        tokenizer.suffix_search.__self__.pattern,
        tokenizer.infix_finditer.__self__.pattern,
        specials,
    )


class Tokenizer:
    """Splits text into tokens."""

    def __init__(self, rules: TokenRules) -> None:
        self._prefix = regex(rules.prefix).search
        self._suffix = regex(rules.suffix).search
        self._infix = regex(rules.infix).finditer
        self._specials = rules.specials
        self._kept: dict[str, tuple[Piece, ...]] = {}
        # Special cases that the affixes take apart are put together again where their pieces stand side by side.
        self._apart: dict[str, list[str]] = {}
        for text in rules.specials:
            if self._prefix(text) or self._suffix(text) or any(self._infix(text)):
                self._apart[text] = self._affixes(text, special=False)
        self._longest = max(map(len, self._apart.values()), default=0)
        self._signs = frozenset(text[0] for text in self._apart)

    def __call__(self, text: str, start: int = 0, end: int | None = None) -> Tokens:
        """The tokens of `text[start:end]`, at offsets of `text`. The stretch must not begin or end inside a run."""
        starts: list[int] = []
        ends: list[int] = []
        lowers: list[str | None] = []
        kept = self._kept
        at = start
        for run in _RUN.findall(text, start, len(text) if end is None else end):
            pieces = kept.get(run)
            if pieces is None:
                pieces = self._split(run)
            for a, b, lower in pieces:
                starts.append(at + a)
                ends.append(at + b)
                lowers.append(lower)
            at += len(run)
        return Tokens(starts, ends, lowers)

    def words(self, phrase: str) -> list[str]:
        """The tokens of a phrase in lower case."""
        return [lower for lower in self(phrase.lower()).lowers if lower is not None]

    def _split(self, run: str) -> tuple[Piece, ...]:
        """The pieces of a run."""
        out: list[Piece] = []
        if run.isspace():
            # One blank belongs to the token before it; other white space is a token.
            skip = run[0] == " "
            if len(run) > skip:
                out.append((int(skip), len(run), None))
        else:
            at = 0
            words = run.removesuffix(" ")
            for piece in self._plain(words) or self._joined(words, self._pieces(words)):
                out.append((at, at + len(piece), piece.lower()))
                at += len(piece)
        pieces = tuple(out)
        if len(run) <= _KEPT_LENGTH and len(self._kept) < _KEPT_RUNS:
            self._kept[run] = pieces
        return pieces

    def _plain(self, run: str) -> list[str]:
        """The pieces of a word with at most one sign after it; none where the run is something else, or a special case."""
        match = _PLAIN.fullmatch(run)
        if match is None or run in self._specials or match[1] in self._specials:
            return []
        return [match[1], match[2]] if match[2] else [run]

    def _pieces(self, run: str) -> list[str]:
        found = self._specials.get(run)
        return list(found) if found is not None else self._affixes(run)

    def _affixes(self, text: str, *, special: bool = True) -> list[str]:
        """The algorithm of spaCy's tokenizer: take affixes off from both ends, then split what is left at infixes."""
        specials = self._specials if special else {}
        front: list[str] = []
        back: list[str] = []
        size = 0
        while text and len(text) != size and text not in specials:
            size = len(text)
            match = self._prefix(text)
            head = match.end() - match.start() if match else 0
            if head and text[head:] in specials:
                front.append(text[:head])
                text = text[head:]
                break
            match = self._suffix(text[head:])
            tail = match.end() - match.start() if match else 0
            if tail and text[:-tail] in specials:
                back.append(text[-tail:])
                text = text[:-tail]
                break
            if head and tail and head + tail <= len(text):
                front.append(text[:head])
                back.append(text[-tail:])
                text = text[head:-tail]
            elif head:
                front.append(text[:head])
                text = text[head:]
            elif tail:
                back.append(text[-tail:])
                text = text[:-tail]
        if text in specials:
            front += specials[text]
        elif text:
            front += self._infixes(text)
        return front + back[::-1]

    def _infixes(self, text: str) -> list[str]:
        out: list[str] = []
        start = 0
        for match in self._infix(text):
            a, b = match.span()
            if a == 0:
                continue
            if a != start:
                out.append(text[start:a])
            if a != b:
                out.append(text[a:b])
            start = b
        if text[start:]:
            out.append(text[start:])
        return out or [text]

    def _joined(self, run: str, pieces: list[str]) -> list[str]:
        """The pieces of a run with those of special cases put together, the longest first."""
        if self._signs.isdisjoint(run):
            return pieces
        found: list[tuple[int, int]] = []
        for i in range(len(pieces)):
            text = ""
            for j in range(i, min(i + self._longest, len(pieces))):
                text += pieces[j]
                if self._apart.get(text) == pieces[i : j + 1]:
                    found.append((i, j + 1))
        taken: dict[int, int] = {}
        used: set[int] = set()
        for i, j in sorted(found, key=lambda span: (span[0] - span[1], span[0])):
            if i not in used and j - 1 not in used:
                taken[i] = j
            used.update(range(i, j))
        out: list[str] = []
        at = 0
        while at < len(pieces):
            if at in taken:
                out += self._specials["".join(pieces[at : taken[at]])]
                at = taken[at]
            else:
                out.append(pieces[at])
                at += 1
        return out
