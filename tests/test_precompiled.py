"""Expressions that come from their stored code are those that Python compiles."""

from __future__ import annotations

import re

import pytest

from notelint import precompiled
from notelint.pipeline.lexicon import load_lexicon


def test_every_grammar_is_the_same_from_its_code() -> None:
    sources = [grammar.source for grammar in load_lexicon("low_back_pain").grammars]
    assert len(sources) > 500
    for source in sources[::7]:
        packed = precompiled.pack(source)
        assert packed is not None and precompiled._unpack(packed) == re.compile(source)


def test_code_that_does_not_fit_is_made_anew() -> None:
    packed = precompiled.pack(r"(?P<a>x)+")
    assert packed is not None
    broken = (*packed[:2], packed[2][:4], *packed[3:])
    found = precompiled.unpack(r"(?P<a>x)+", broken).search("axx")  # type: ignore[arg-type]
    assert found is not None and found["a"] == "x"


def test_where_python_gives_no_code_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precompiled, "_trusted", lambda: False)
    assert precompiled.pack("x") is None
    assert precompiled.unpack("x", None).search("x") is not None
