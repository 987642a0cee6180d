"""Expressions that come from their stored code are those that Python compiles."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from notelint import precompiled
from notelint.pipeline.lexicon import load_lexicon
from notelint.precompiled import keep, regex

MANY = [rf"(?P<word>ache){number}+|[a-f]{{{number},}}(?<!x)" for number in range(1, 41)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NOTELINT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def begin_anew() -> None:
    """As another process finds it."""
    precompiled._store.cache_clear()


def must_not_compile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precompiled, "_pack", None)
    monkeypatch.setattr(precompiled.re, "compile", None)


def test_every_grammar_is_the_same_from_its_code() -> None:
    sources = [grammar.source for grammar in load_lexicon("low_back_pain").grammars]
    assert len(sources) > 500
    for source in sources[::7]:
        packed = precompiled._pack(source, 0)
        assert packed is not None and precompiled._unpack(packed) == re.compile(source)


@pytest.mark.parametrize("flags", [0, re.IGNORECASE, re.IGNORECASE | re.VERBOSE, re.ASCII, re.MULTILINE | re.DOTALL])
def test_flags_are_part_of_an_expression(folder: Path, flags: int) -> None:
    source = r"^ low (?# not high) \W* [\u00e0-\u00fc] $ . | (?P<a>\ud800)"
    assert regex(source, flags) == re.compile(source, flags)


def test_many_new_expressions_are_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [regex(source) for source in MANY]
    assert made == [re.compile(source) for source in MANY] and not folder.exists()
    keep()
    assert len(list(folder.iterdir())) == 1
    begin_anew()
    must_not_compile(monkeypatch)
    assert [regex(source) for source in MANY] == made


def test_a_few_new_expressions_are_not_worth_a_file(folder: Path) -> None:
    for source in MANY[:3]:
        regex(source)
    keep()
    assert not folder.exists()


def test_what_another_process_kept_stays(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    regex("before")
    ours = precompiled._store(str(folder))
    begin_anew()
    theirs = [regex(source) for source in MANY]
    keep()
    more = [f"{source}z" for source in MANY]
    for source in more:
        ours.expression(source, 0)
    ours.keep()
    begin_anew()
    must_not_compile(monkeypatch)
    assert [regex(source) for source in MANY] == theirs
    assert [regex(source).pattern for source in (*more, "before")] == [*more, "before"]


def test_the_file_does_not_grow_without_end(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precompiled, "_MOST", 60)
    for source in MANY:
        regex(source)
    keep()
    [file] = folder.iterdir()
    size = file.stat().st_size
    for source in MANY:
        regex(f"{source}x")
    keep()
    assert file.stat().st_size < 1.5 * size


@pytest.mark.parametrize("damage", ["short", "changed", "gone"])
def test_damaged_code_is_made_anew(folder: Path, damage: str) -> None:
    for source in MANY:
        regex(source)
    keep()
    [file] = folder.iterdir()
    good = file.read_bytes()
    begin_anew()
    assert regex(MANY[0]) == re.compile(MANY[0])  # the list is read, not yet the others
    precompiled._store(str(folder))._pieces._block = b""  # type: ignore[union-attr]
    if damage == "gone":
        file.unlink()
    else:
        file.write_bytes(good[:-200] if damage == "short" else good[:-200] + bytes(200))
    assert [regex(source) for source in MANY] == [re.compile(source) for source in MANY]


def test_code_that_does_not_fit_is_made_anew(folder: Path) -> None:
    packed = precompiled._pack(r"(?P<a>x)+", 0)
    assert packed is not None
    for source in MANY:
        regex(source)
    store = precompiled._store(str(folder))
    store._new = dict.fromkeys(store._new, (*packed[:2], packed[2][:4], *packed[3:]))
    assert [regex(source) for source in MANY] == [re.compile(source) for source in MANY]


def test_where_python_gives_no_code_nothing_is_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precompiled, "_trusted", lambda: False)
    assert [regex(source) for source in MANY] == [re.compile(source) for source in MANY]
    keep()
    assert not folder.exists()


def test_an_expression_that_is_none_is_refused(folder: Path) -> None:
    with pytest.raises(re.error):
        regex("(")
