"""The language of phrases: what one matches, what it does not, and what is wrong with it if it cannot be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notelint.errors import PatternError
from notelint.pipeline import phrases
from notelint.pipeline.lexicon import load_lexicon
from notelint.pipeline.normalise import normalise, spaced

PARTS = {"pain": "(pain|ache)", "side": "(left|right|)", "site": "<side> leg"}


def finds(phrase: str, text: str) -> str | None:
    """The words of the normal text that `phrase` takes as the mention; None where it does not match."""
    match = phrases.regex(phrases.parse(phrase, PARTS, "test")).search(normalise(text).lower)
    if match is None:
        return None
    return match.group("span" if "span" in match.re.groupindex else 0)


@pytest.mark.parametrize(
    ("phrase", "text", "mention"),
    [
        ("low back pain", "Low-Back  Pain today", "low back pain"),
        ("low back pain", "lowback pain", None),
        ("(low|lower) back <pain>", "her lower back aches", None),
        ("(low|lower) back <pain>", "her lower back ache", "lower back ache"),
        ("pain (in|of) (the|) back", "pain in back", "pain in back"),
        ("pain (in|of) (the|) back", "pain in the back", "pain in the back"),
        ("pain (in|of) (the|) back", "pain back", None),
        ("radiat*", "Pain radiating", "radiating"),
        ("radiat*", "eradiating", None),
        ("joints?", "joint", "joint"),
        ("joints?", "joints", "joints"),
        ("joints?", "jointly", None),
        ("pain ~3 back", "pain back", "pain back"),
        ("pain ~3 back", "pain in her lower back", "pain in her lower back"),
        ("pain ~3 back", "pain in the very much lower back", None),
        ("pain ~3 back", "pain, dull, low back", "pain, dull, low back"),
        ("pain ~3 back", "pain. The back", None),
        ("<num> (weeks|wks)", "3 wks", "3 wks"),
        ("<num> (weeks|wks)", "3wks", "3wks"),
        ("<num> (lb|#)", "10#", "10#"),
        ("> <num> (lb|#)", ">10 lb", ">10 lb"),
        ("x <num>", "x 3d", None),
        ("<num> hours", "tend hours", None),
        ("<num> (weeks|wks)", "twelve weeks", "twelve weeks"),
        ("<num> (weeks|wks)", "2.5 weeks", "2.5 weeks"),
        ("<num> (weeks|wks)", "some weeks", None),
        ("\\(-\\)", "SLR (-)", "(-)"),
        ("\\(-\\)", "SLR -", None),
        ("no [leg pain]", "no leg pain", "leg pain"),
        ("no [leg pain]", "leg pain", None),
        ("no [(leg|thigh) pain] at night", "no thigh pain at night", "thigh pain"),
        ("<site> pain", "left leg pain", "left leg pain"),
        ("<site> pain", "leg pain", "leg pain"),
        ("slr", "SLRs", None),
        ("slr", "slr/slump", "slr"),
        ("l4-5", "L4-5 level", "l4-5"),
        ("5/5", "strength 5/5", "5/5"),
        ("x < 10", "x < 10", "x < 10"),
        ("(no|) ~2 pain", "no leg pain", "no leg pain"),
        ("(no|) ~2 pain", "no pain", "no pain"),
        ("radiat* to (leg|leg and foot)", "radiates to leg and foot", "radiates to leg and foot"),
        ("back (~2 hurts|aches)", "back still really hurts", "back still really hurts"),
    ],
)
def test_a_phrase_matches_what_it_says(phrase: str, text: str, mention: str | None) -> None:
    assert finds(phrase, text) == mention


@pytest.mark.parametrize(
    ("phrase", "expanded"),
    [
        ("low back pain", ["low back pain"]),
        ("(low|lower) back <pain>", ["low back pain", "low back ache", "lower back pain", "lower back ache"]),
        ("pain (of|in) (the|) back", ["pain of the back", "pain of back", "pain in the back", "pain in back"]),
        ("joints?", ["joint", "joints"]),
        ("Low-Back Pain", ["low back pain"]),
        ("((the|)|his) back", ["the back", "back", "his back"]),
        ("((a|) (b|)|c) d", ["a b d", "a d", "b d", "d", "c d"]),
    ],
)
def test_plain_phrases_become_literals(phrase: str, expanded: list[str]) -> None:
    assert sorted(phrases.literals(phrases.parse(phrase, PARTS, "test")) or []) == sorted(expanded)


@pytest.mark.parametrize("phrase", ["radiat*", "pain ~3 back", "<num> weeks", "no [leg pain]"])
def test_other_phrases_have_no_literals(phrase: str) -> None:
    assert phrases.literals(phrases.parse(phrase, PARTS, "test")) is None


def test_a_phrase_of_too_many_literals_becomes_a_regular_expression() -> None:
    choice = "(" + "|".join("abcdefgh") + ")"
    sequence = phrases.parse(f"{choice} {choice}", PARTS, "test")
    assert phrases.literals(sequence, limit=63) is None
    assert len(phrases.literals(sequence, limit=64) or []) == 64


@pytest.mark.parametrize(
    ("phrase", "says"),
    [
        ("low (back pain", "')' is missing"),
        ("low back) pain", "unbalanced ')'"),
        ("no [leg pain", "']' is missing"),
        ("<pian>", "<pian>, which is no part"),
        ("[low] back [pain]", "more than one mention"),
        ("<self>", "contains itself"),
        ("(the|) (left|)", "needs a word that is not optional"),
        ("~3", "needs a word that is not optional"),
    ],
)
def test_an_error_names_the_place_and_the_phrase(phrase: str, says: str) -> None:
    with pytest.raises(PatternError) as caught:
        phrases.parse(phrase, {**PARTS, "self": "a <self>"}, "legs.toml, target 3 (sciatica)")
    assert "legs.toml, target 3 (sciatica)" in str(caught.value)
    assert says in str(caught.value)


# Triggers decide which sentences a regular expression is tried on: one that a match can do without loses mentions.

_WORDS = st.sampled_from(
    [
        "low",
        "back",
        "pain",
        "leg",
        "the",
        "of",
        "no",
        "radiat*",
        "joints?",
        "<num>",
        "~2",
        "<pain>",
        "<site>",
        "l4-5",
        "5/5",
        "x-ray",
    ]
)


def _grouped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    options = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(" ".join),
        options.map(lambda o: "(" + "|".join(o) + ")"),
        options.map(lambda o: "(" + "|".join([*o, ""]) + ")"),
        inner.map(lambda o: f"[{o}]" if "[" not in o else o),
    )


_PHRASES = st.recursive(_WORDS, _grouped, max_leaves=8)
_SENTENCES = st.lists(
    st.sampled_from(["low", "back", "pain", "ache", "leg", "left leg", "the", "of", "no", "radiating", "radiates",
        "joint", "joints", "3", "two", "l4-5", "5/5", "x ray", ",", "very"]),
    min_size=1, max_size=10,
).map(" ".join)  # fmt: skip


def parsed(phrase: str) -> phrases.Sequence | None:
    """The phrase, or None where it could match no words at all or has more than one mention."""
    if phrase.count("[") > 1:
        return None
    try:
        return phrases.parse(phrase, PARTS, "test")
    except PatternError:
        return None


def triggered(sequence: phrases.Sequence, text: str) -> bool:
    """Whether a sentence holds a word without which the phrase cannot match, as the matcher asks it."""
    needed = phrases.triggers(sequence)
    if needed is None:
        return True
    words = re.findall(r"[a-z0-9]+", text)
    return any(w.startswith(word) if prefix else w == word for word, prefix in needed for w in words)


@given(_PHRASES, _SENTENCES)
@settings(deadline=None, max_examples=600)
def test_no_trigger_prevents_a_match(phrase: str, text: str) -> None:
    sequence = parsed(phrase)
    if sequence and phrases.regex(sequence).search(text):
        assert triggered(sequence, text), (phrase, text, phrases.triggers(sequence))


@given(_PHRASES)
@settings(deadline=None, max_examples=300)
def test_literals_are_what_the_regular_expression_matches(phrase: str) -> None:
    sequence = parsed(phrase)
    if sequence is None:
        return
    pattern = phrases.regex(sequence)
    for literal in phrases.literals(sequence, limit=500) or []:
        assert pattern.fullmatch(literal), (phrase, literal)
        assert spaced(literal) == literal


def write(folder: Path, targets: str = "", modifiers: str = "", sections: str = "[sections]\n") -> Path:
    """A folder of patterns for a guide called `toy`."""
    (folder / "toy" / "targets").mkdir(parents=True)
    (folder / "toy" / "targets" / "legs.toml").write_text(targets, encoding="utf-8")
    (folder / "modifiers.toml").write_text(modifiers, encoding="utf-8")
    (folder / "sections.toml").write_text(sections, encoding="utf-8")
    return folder


TARGET = '[[target]]\nconcept = "sciatica"\nphrases = ["sciatica"]\n'


@pytest.mark.parametrize(
    ("targets", "modifiers", "says"),
    [
        (TARGET.replace("phrases", "phrase"), "", "legs.toml, target 1 (sciatica): unknown key 'phrase'"),
        (TARGET + 'kind = "thing"\n', "", "legs.toml, target 1 (sciatica)"),
        ('[[target]]\nphrases = ["x"]\n', "", "concept is missing"),
        (TARGET + TARGET.replace('["sciatica"]', '"sciatica"'), "", "target 2 (sciatica): phrases must be a list"),
        (TARGET.replace('"sciatica"]', '"(sciatica"]'), "", "legs.toml, target 1 (sciatica): ')' is missing"),
        ("[[target]\n", "", "legs.toml"),
        (
            TARGET,
            '[[modifier]]\ncategory = "absent"\ndirection = "sideways"\nphrases = ["no"]\n',
            "modifiers.toml, modifier 1 (absent)",
        ),
        (TARGET, '[[modifier]]\ncategory = "absent"\nphrases = ["no ~2 sign"]\n', "must be plain words"),
        (TARGET, '[[modifier]]\ncategory = "absent"\nphrase = ["no"]\n', "unknown key 'phrase'"),
    ],
)
def test_a_wrong_file_is_named_with_its_entry(tmp_path: Path, targets: str, modifiers: str, says: str) -> None:
    with pytest.raises(PatternError) as caught:
        load_lexicon("toy", write(tmp_path, targets, modifiers))
    assert says in str(caught.value)


def test_shared_parts_serve_every_file(tmp_path: Path) -> None:
    folder = write(tmp_path, '[[target]]\nconcept = "sciatica"\nphrases = ["<side> sciatica"]\n')
    (folder / "toy" / "parts.toml").write_text('[parts]\nside = "(left|right)"\n', encoding="utf-8")
    literals = [literal for literal, _ in load_lexicon("toy", folder).target_literals]
    assert literals == ["left sciatica", "right sciatica"]
