"""Exceptions that a caller may catch. No message ever holds words of a note: patient text stays in the result."""

from __future__ import annotations


class NotelintError(Exception):
    """Base of every error that notelint raises on purpose."""


class ReadError(NotelintError):
    """A note, manifest or front matter could not be read; the message says where and why.

    Attributes:
        path: The file as the user named it.
        line: Line in that file, from 1, where one is known.
        offset: Byte offset, where one is known.
    """

    def __init__(self, path: str, reason: str, *, line: int | None = None, offset: int | None = None) -> None:
        self.path, self.reason, self.line, self.offset = path, reason, line, offset
        place = f"{path}:{line}" if line is not None else path
        super().__init__(f"{place}: {reason}")


class SettingsError(NotelintError):
    """A setting is unknown or has a bad value; the message names the file, the key and the nearest known name."""


class PatternError(NotelintError):
    """A pattern file is wrong; the message names the file and the entry."""


class RuleError(NotelintError):
    """A rule is declared wrongly (no docstring, source or examples, or a taken id); start-up stops."""


class BaselineError(NotelintError):
    """A baseline cannot be read or written; the message names the file and the reason."""


class NoteTooLong(NotelintError):
    """A note is longer than the `max_note_chars` setting."""
