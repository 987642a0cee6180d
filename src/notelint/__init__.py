"""notelint: a linter for clinical notes. The public names, loaded when first used, so that importing notelint is quick.

from notelint import Linter, Note
report = Linter().lint(Note(text="Low back pain for three weeks ..."))
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from notelint.errors import BaselineError as BaselineError
    from notelint.errors import NotelintError as NotelintError
    from notelint.errors import NoteTooLong as NoteTooLong
    from notelint.errors import PatternError as PatternError
    from notelint.errors import ReadError as ReadError
    from notelint.errors import RuleError as RuleError
    from notelint.errors import SettingsError as SettingsError
    from notelint.history import History as History
    from notelint.linter import Linter as Linter
    from notelint.models import Fact as Fact
    from notelint.models import Failure as Failure
    from notelint.models import Finding as Finding
    from notelint.models import Note as Note
    from notelint.models import NoteReport as NoteReport
    from notelint.models import Suggestion as Suggestion
    from notelint.models import VisitRecord as VisitRecord
    from notelint.settings import Settings as Settings

    __version__: str

_HOMES = {
    "BaselineError": "errors",
    "Fact": "models",
    "Failure": "models",
    "Finding": "models",
    "History": "history",
    "Linter": "linter",
    "Note": "models",
    "NoteReport": "models",
    "NoteTooLong": "errors",
    "NotelintError": "errors",
    "PatternError": "errors",
    "ReadError": "errors",
    "RuleError": "errors",
    "Settings": "settings",
    "SettingsError": "errors",
    "Suggestion": "models",
    "VisitRecord": "models",
}

__all__ = [*_HOMES, "__version__"]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        value: Any = import_module("importlib.metadata").version("notelint")
    elif name in _HOMES:
        value = getattr(import_module(f"notelint.{_HOMES[name]}"), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
