"""The library's public names: there, typed, and the same whichever way they are reached."""

from __future__ import annotations

import importlib
from importlib.metadata import version
from importlib.resources import files

import pytest

import notelint


def test_every_public_name_is_there() -> None:
    for name in notelint.__all__:
        assert getattr(notelint, name) is not None
    assert set(notelint.__all__) <= set(dir(notelint))


def test_names_are_those_of_their_modules() -> None:
    assert notelint.Note is importlib.import_module("notelint.models").Note
    assert notelint.Linter is importlib.import_module("notelint.linter").Linter


def test_the_version_is_that_of_the_package() -> None:
    assert notelint.__version__ == version("notelint")


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(AttributeError, match="Lintre"):
        notelint.Lintre  # noqa: B018


def test_the_package_says_that_it_is_typed() -> None:
    assert files("notelint").joinpath("py.typed").is_file()
