"""Streams, and the one way to fail: one clear line on standard error, no traceback, no word of a note."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TextIO

import typer

from notelint.errors import NotelintError

P = ParamSpec("P")

CLEAN, FINDINGS, FAILED, INTERRUPTED = 0, 1, 2, 130
"""Exit statuses: nothing at or above the failing severity; something; the run itself failed; stopped by the user."""

WIDTH = 100


class UsageError(NotelintError):
    """The command was asked for something that it cannot do; the message is shown as it is."""


def open_streams() -> None:
    """Make standard output and error UTF-8 whatever the locale; what UTF-8 cannot hold is written as `\\udcNN`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def complain(message: str) -> None:
    """Say one thing on standard error. Line breaks are closed up, so that it stays one line."""
    try:
        print("notelint: " + " ".join(message.split()), file=sys.stderr, flush=True)
    except BrokenPipeError:
        _drop(sys.stderr)


def use_color(stream: TextIO) -> bool:
    """Whether a stream is a terminal that shows colours, and the user has not said `NO_COLOR`."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _drop(stream: TextIO) -> None:
    """Send the rest of a stream nowhere: its reader has gone, and the interpreter flushes it once more at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def guarded(command: Callable[P, int | None]) -> Callable[P, None]:
    """Run a command such that every way in which it may end is an exit status and at most one line.

    What notelint raises on purpose is shown; of anything else only the type is: a message may hold words of a note.
    """

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            status = command(*args, **kwargs) or CLEAN
            sys.stdout.flush()
        except BrokenPipeError:  # `notelint check ... | head`: the reader has had enough
            _drop(sys.stdout)
            status = FAILED
        except KeyboardInterrupt:
            complain("interrupted")
            status = INTERRUPTED
        except NotelintError as error:
            complain(str(error))
            status = FAILED
        except OSError as error:
            complain(f"{error.filename or 'input or output'}: {error.strerror or type(error).__name__}")
            status = FAILED
        except Exception as error:
            complain(f"internal error: {type(error).__name__}")
            status = FAILED
        raise typer.Exit(status)

    return run
