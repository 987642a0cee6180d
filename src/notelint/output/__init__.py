"""Reports out: one module a format. A new format is a new module with a `Writer`; it is found by itself."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from functools import cache

from notelint.output.base import Options, Writer

__all__ = ["Options", "Writer", "formats"]


@cache
def formats() -> dict[str, type[Writer]]:
    """Every output format by its name, in order of name.

    Raises:
        RuntimeError: Two modules claim one name.
    """
    found: dict[str, type[Writer]] = {}
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        for _, kind in inspect.getmembers(module, inspect.isclass):
            if not issubclass(kind, Writer) or inspect.isabstract(kind) or kind.__module__ != module.__name__:
                continue
            if kind.format in found:
                raise RuntimeError(f"two output formats are called {kind.format!r}")
            found[kind.format] = kind
    return dict(sorted(found.items()))
