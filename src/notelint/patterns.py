"""Where the pattern files are, and how one is read. Imports no spaCy: the reader and the guide use it too."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from notelint.errors import PatternError


@cache
def root() -> Traversable:
    """Return the folder `patterns/`: the one inside the installed package, else the one at the root of the checkout.

    Raises:
        PatternError: There is neither, so the installation is damaged.
    """
    shipped = resources.files("notelint").joinpath("patterns")
    if shipped.is_dir():
        return shipped
    checkout = Path(__file__).resolve().parents[2] / "patterns"
    if checkout.is_dir():
        return checkout
    raise PatternError("patterns: the folder is missing; install notelint again")


def load(*parts: str) -> dict[str, Any]:
    """Read one pattern file, named by its path below `patterns/` (`load("low_back_pain", "guide.toml")`).

    Raises:
        PatternError: The file is missing or is not TOML in UTF-8; the message names it and the line.
    """
    name = "/".join(("patterns", *parts))
    try:
        return tomllib.loads(root().joinpath(*parts).read_bytes().decode("utf-8"))
    except OSError as error:
        raise PatternError(f"{name}: cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PatternError(f"{name}: {error}") from None


def guides() -> tuple[str, ...]:
    """Names of the guides that there are: the folders of `patterns/` that hold a `guide.toml`, in order of name."""
    return tuple(sorted(entry.name for entry in root().iterdir() if entry.joinpath("guide.toml").is_file()))
