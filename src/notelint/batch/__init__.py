"""Many notes: a table or a folder in, tables of facts, suggestions and findings out. Needs the extra `batch`.

`notelint batch` is the command; `lint_batches` is its unit of work, for other engines to call.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from notelint.batch.unit import lint_batches as lint_batches

__all__ = ["lint_batches"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module("notelint.batch.unit"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
