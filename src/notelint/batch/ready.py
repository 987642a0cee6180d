"""Loaded once by the server that worker processes are forked from: they share a pipeline that is built already.

What is wrong with the patterns is not told here but by the first process that lints.
"""

from __future__ import annotations

import gc
from contextlib import suppress

from notelint.errors import NotelintError
from notelint.linter import prepare

with suppress(NotelintError):
    prepare()
gc.collect()
gc.freeze()  # what is shared is never garbage; looking for some there would make every worker a copy
