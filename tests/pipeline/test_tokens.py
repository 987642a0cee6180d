"""Tokens and literals are those that medspaCy finds."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from notelint.pipeline.compiled import Compiled, compile_lexicon, load
from notelint.pipeline.lexicon import Lexicon, load_lexicon
from notelint.pipeline.normalise import normalise
from notelint.pipeline.table import PhraseTable
from notelint.pipeline.tokens import Tokenizer, Tokens, medspacy_nlp

ROOT = Path(__file__).parents[2]
NOTES = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "sample_notes").rglob("*.txt"))]
CORPUS = ROOT.parent / "shared" / "corpus" / "dev" / "real.jsonl"
MARKS = " aBc120.,:/-+()'\"<>%&xD="


@pytest.fixture(scope="module")
def nlp() -> Any:
    return medspacy_nlp()


@pytest.fixture(scope="module")
def words() -> Compiled:
    return load("low_back_pain")


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon("low_back_pain")


@pytest.fixture(scope="module")
def tokenize(words: Compiled) -> Tokenizer:
    return Tokenizer(words.rules)


def texts() -> Iterator[str]:
    """Sample notes, also in capitals, the labelled notes where they are there, and runs of signs from a hat."""
    for text in NOTES:
        yield normalise(text).text
        yield normalise(text.upper()).text
    if CORPUS.is_file():
        for line in CORPUS.read_text(encoding="utf-8").splitlines():
            yield normalise(json.loads(line)["text"]).text
    dice = random.Random(5)
    for _ in range(3000):
        yield normalise("".join(dice.choice(MARKS) for _ in range(dice.randint(1, 12)))).text


def test_tokens_are_those_of_medspacy(nlp: Any, tokenize: Tokenizer) -> None:
    for text in texts():
        doc = nlp.make_doc(text)
        tokens = tokenize(text)
        ours = list(zip(tokens.starts, tokens.ends, tokens.lowers, strict=True))
        theirs = [(t.idx, t.idx + len(t), None if t.is_space else t.lower_) for t in doc]
        assert ours == theirs, f"{len(ours)} tokens, not {len(theirs)}"


@pytest.mark.parametrize(
    "text",
    [
        "a\nb",
        "a \n b",
        "a  b",
        "\n\na\n",
        "(10a.m.)",
        "n/t",
        "don't",
        "P&N.",
        "x-ray/MRI",
        ":)",
        "pain:3",
        "1.5mg",
        "",
    ],
    ids=repr,
)
def test_odd_tokens_are_those_of_medspacy(text: str, nlp: Any, tokenize: Tokenizer) -> None:
    tokens = tokenize(text)
    assert tokens.starts == [t.idx for t in nlp.make_doc(text)]


def test_special_cases_with_a_sign_are_those_of_medspacy(nlp: Any, tokenize: Tokenizer, words: Compiled) -> None:
    bare = [text for text in words.rules.specials if text.isalpha()]
    text = " ".join(form + sign for one in bare for form in (one, one.upper()) for sign in ("", ".", ",", ":", ";"))
    tokens = tokenize(text)
    assert tokens.starts == [t.idx for t in nlp.make_doc(text)]
    assert len(bare) > 100


def test_a_stretch_has_the_tokens_of_the_whole(tokenize: Tokenizer) -> None:
    text = "Low back pain.\nNo numbness (left)."
    whole, part = tokenize(text), tokenize(text, 15)
    first = whole.starts.index(15)
    assert (part.starts, part.lowers) == (whole.starts[first:], whole.lowers[first:])


def test_literals_are_found_where_medspacy_finds_them(nlp: Any, lexicon: Lexicon, words: Compiled) -> None:
    from medspacy.common.medspacy_matcher import MedspacyMatcher
    from medspacy.target_matcher import TargetRule

    matcher = MedspacyMatcher(nlp, prune=False)
    never = TargetRule(
        "never", "-", pattern=[{"ORTH": "\u0000"}]
    )  # it asks a token matcher too, and warns of an empty one
    literals = sorted(
        {literal for literal, _ in lexicon.target_literals} | {header for header, _ in lexicon.section_literals}
    )
    matcher.add([never, *(TargetRule(literal, "target") for literal in literals)])
    tokenize = Tokenizer(words.rules)
    found = 0
    for text in (normalise(note).text for note in NOTES):
        doc, tokens = nlp.make_doc(text), tokenize(text)
        theirs = {(start, end) for _, start, end in matcher(doc)}
        everything = [(0, len(tokens.lowers))]
        ours = {(i, j) for table in (words.targets, words.headers) for _, i, j in table.find(tokens, everything)}
        assert ours == theirs
        found += len(ours)
    assert found > 100


def test_every_literal_stands_for_what_the_patterns_say(lexicon: Lexicon) -> None:
    words = compile_lexicon(lexicon)
    tokenize = Tokenizer(words.rules)
    meant: dict[str, set[int]] = defaultdict(set)
    for literal, modifier in lexicon.modifier_literals:
        meant[" ".join(tokenize.words(literal))].add(id(modifier))
    told = {" ".join(phrase): {id(m) for m in means} for phrase, means in words.cues}
    assert told == dict(meant)


def test_phrases_share_nodes_and_mean_what_they_mean() -> None:
    given = [
        ("no", 1),
        ("no sign", 2),
        ("no sign of", 1),
        ("any sign of", 1),
        ("no sign", 3),
        ("a sign of", 1),
        ("no", 1),
    ]
    table = PhraseTable.of((phrase.split(), meaning) for phrase, meaning in given)
    told = {" ".join(words): means for words, means in table}
    assert told == {"no": [1, 1], "no sign": [2, 3], "no sign of": [1], "any sign of": [1], "a sign of": [1]}
    assert len(table.nodes) == 6  # "any sign of" and "a sign of" go on as one
    words = ["no", "sign", "of", "a", "sign", "of", "no"]
    tokens = Tokens([], [], list(words))
    assert list(table.find(tokens, [(0, 3), (3, 5), (6, 7)])) == [
        ([1, 1], 0, 1), ([2, 3], 0, 2), ([1], 0, 3), ([1, 1], 6, 7)
    ]  # fmt: skip
    assert list(PhraseTable.of(()).find(tokens, [(0, 7)])) == []
