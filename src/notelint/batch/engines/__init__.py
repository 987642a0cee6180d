"""Engines that lint the notes of a batch elsewhere than in local worker processes: Spark and Ray.

An engine takes chunks of notes and gives back what the unit of work (`lint_batches`) makes of them. Everything else
is the same as in a local run: sources, resume, series, tables. So the results are the same, too.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from notelint.batch.engines.base import Engine
from notelint.batch.store import BatchError

LOCAL = "local"
ENGINES = {"spark": ("pyspark", "Spark"), "ray": ("ray", "Ray")}
"""Engines by name, each with the library that it needs and what it is called."""


def open_engine(name: str) -> Engine | None:
    """An engine, started or connected to; None for the local worker processes.

    Raises:
        BatchError: Its extra is not installed, or it cannot be started.
    """
    if name == LOCAL:
        return None
    library, called = ENGINES[name]
    if find_spec(library) is None:
        raise BatchError(f"--engine {name} needs the {name} extra: pip install 'notelint[{name}]'")
    start: Callable[[], Any] = import_module(f"notelint.batch.engines.{name}").start
    reason = ""
    try:
        engine: Engine = start()
    except Exception as error:  # theirs are many, and long
        reason = f"{called} cannot be started or reached ({type(error).__name__}); see docs/{name}.md"
    if reason:
        raise BatchError(reason)
    return engine
