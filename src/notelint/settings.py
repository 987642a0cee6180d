"""Settings: what they are, where they are found, and which one holds.

A command-line option goes before a file, and a file before the default. The file is the nearest `notelint.toml`, or
`pyproject.toml` with a table `[tool.notelint]`, from the note's folder upwards. Keys may be written `fail-on` or
`fail_on`. Anything that is not known is an error: a misspelt setting must not pass in silence.
"""

from __future__ import annotations

import datetime as dt
import difflib
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from notelint.errors import SettingsError
from notelint.models import Model, Severity

FailOn = Literal["error", "warning", "info", "never"]
DateOrder = Literal["mdy", "dmy"]
Audience = Literal["coder", "clinician"]

DEFAULT = "default"
COMMAND_LINE = "command line"
FILE_NAME = "notelint.toml"
PROJECT_FILE = "pyproject.toml"
ALL = "ALL"


class Settings(Model):
    """What to look for, and how. Rules are named by id (`C101`), name (`characterised-as-other`) or prefix (`C`, `C1`).

    Attributes:
        select: Rules to apply; `ALL` is every one.
        ignore: Rules not to apply. Where both speak of a rule, the more specific one holds.
        per_file_ignores: For files that match a pattern (`old/**`, `*.md`), rules not to apply, too.
        severity: For a rule, by id or name, another severity than its own.
        fail_on: The least severity that makes a run fail (exit status 1).
        audience: `coder`: messages name codes. `clinician`: questions take their place.
        date_order: How numeric dates are written, month first or day first.
        today: The date that stands in where a note has no date of service; None is the day of the run.
        max_note_chars: A longer note is refused.
        acute_days: Pain that has lasted fewer days is acute.
        subacute_days: Pain that has lasted more days is chronic; from `acute_days` to this it is subacute.
        assessment_similarity: From this likeness on (0 to 1) an assessment repeats that of an earlier visit (D303).
        columns: For tables of notes (`notelint batch`): the column of a field (`text`, `note_id` ...) where it has an
            unusual name.
        root: Folder that patterns of files are relative to; the folder of the settings file. No key of a file.
    """

    select: tuple[str, ...] = (ALL,)
    ignore: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    severity: Mapping[str, Severity] = Field(default_factory=dict)
    fail_on: FailOn = "error"
    audience: Audience = "coder"
    date_order: DateOrder = "mdy"
    today: dt.date | None = None
    max_note_chars: int = Field(default=1_000_000, gt=0)
    acute_days: int = Field(default=28, gt=0)
    subacute_days: int = Field(default=84, gt=0)
    assessment_similarity: float = Field(default=0.6, ge=0.0, le=1.0)
    columns: Mapping[str, str] = Field(default_factory=dict)
    root: str | None = None

    @model_validator(mode="after")
    def _limits_in_order(self) -> Self:
        if self.acute_days >= self.subacute_days:
            raise ValueError("acute-days must be less than subacute-days")
        return self

    def ignored_in(self, path: str | os.PathLike[str] | None) -> tuple[str, ...]:
        """The rules that `per_file_ignores` leaves out for a file; a pattern without a slash matches its name."""
        if path is None or not self.per_file_ignores:
            return ()
        whole = Path(os.path.abspath(path))  # noqa: PTH100 - `resolve` would follow links
        root = Path(self.root) if self.root else Path.cwd()
        inside = whole.relative_to(root).as_posix() if whole.is_relative_to(root) else whole.as_posix()
        return tuple(
            rule
            for pattern, rules in self.per_file_ignores.items()
            if _glob(pattern).fullmatch(inside if "/" in pattern else whole.name)
            for rule in rules
        )


class SettingsInForce(Model):
    """Settings and where each comes from.

    Attributes:
        values: The settings.
        origins: By field name: `default`, `command line`, or the file.
        file: The settings file, where one was found.
    """

    values: Settings
    origins: Mapping[str, str]
    file: str | None = None


KEYS: tuple[str, ...] = tuple(name.replace("_", "-") for name in Settings.model_fields if name != "root")
"""The keys that a settings file may hold."""


def _glob(pattern: str) -> re.Pattern[str]:
    """`*` within a name, `**` across folders, `?` one character."""
    wild = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    pieces = re.split(r"(\*\*/|\*\*|\*|\?)", pattern.removeprefix("./"))
    return re.compile("".join(wild.get(piece) or re.escape(piece) for piece in pieces))


def nearest(word: str, known: Iterable[str]) -> str:
    """The known name nearest to a word, as the end of a message (`; did you mean 'D101'?`), or nothing."""
    by_folded = {name.lower(): name for name in known}
    found = difflib.get_close_matches(word.lower(), by_folded, n=1, cutoff=0.25)
    return f"; did you mean {by_folded[found[0]]!r}?" if found else ""


def _option(key: str) -> str:
    return key.replace("_", "-")


class _Rules:
    """The rules that there are, to check names against."""

    def __init__(self, rules: Mapping[str, str]) -> None:
        self._ids = {name: rule_id for rule_id, name in rules.items()}

    def selector(self, written: str) -> str:
        """The normal form of `ALL`, an id, a name or a prefix.

        Raises:
            ValueError: No rule is called so.
        """
        upper = written.strip().upper()
        if upper == ALL or (upper and any(rule_id.startswith(upper) for rule_id in self._ids.values())):
            return upper
        return self.rule(written)

    def rule(self, written: str) -> str:
        """The id of one rule, given by id or name.

        Raises:
            ValueError: No rule is called so.
        """
        word = written.strip()
        if word.upper() in self._ids.values():
            return word.upper()
        if word.lower() in self._ids:
            return self._ids[word.lower()]
        raise ValueError(f"no rule is called {word!r}{nearest(word, (*self._ids, *self._ids.values()))}")


def _shape(key: str, value: Any) -> Any:
    """A value as the field wants it, where a file or a command line can only write it another way.

    Raises:
        ValueError: It cannot be written so.
    """
    if key in ("select", "ignore"):
        return _names(value)
    if key == "per_file_ignores" and isinstance(value, Mapping):
        return {str(pattern): _names(rules) for pattern, rules in value.items()}
    if key == "today" and isinstance(value, str):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"must be a date as YYYY-MM-DD, not {value!r}") from None
    return value


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(name, str) for name in value):
        raise ValueError(f'must be a list of rules, such as ["C", "D101"], not {value!r}')
    return tuple(value)


def _checked(key: str, value: Any, rules: _Rules) -> Any:
    """One setting, checked by itself; names of rules in their normal form.

    Raises:
        ValueError: It is not what the setting may be; the message names it.
    """
    name = _option(key)
    try:
        value = _valid(key, _shape(key, value))
        if key in ("select", "ignore"):
            return tuple(map(rules.selector, value))
        if key == "per_file_ignores":
            return {pattern: tuple(map(rules.selector, names)) for pattern, names in value.items()}
        if key == "severity":
            return {rules.rule(rule): level for rule, level in value.items()}
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join((name, *(str(part) for part in first["loc"][1:])))
        reason, given = first["msg"].removeprefix("Input "), first["input"]
        if first["type"] == "literal_error":
            expected = first["ctx"]["expected"]
            raise ValueError(
                f"{name}: must be {expected}, not {given!r}{nearest(str(given), _QUOTED.findall(expected))}"
            ) from None
        raise ValueError(f"{name}: {reason}, not {given!r}") from None
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
    return value


_QUOTED = re.compile(r"'([^']+)'")


def _valid(key: str, value: Any) -> Any:
    try:
        return getattr(Settings.model_validate({key: value}, strict=True), key)
    except ValidationError as error:
        if error.errors(include_url=False)[0]["loc"] == ():
            return value  # It disagrees with the default of another setting; they are checked together in the end.
        raise


def check_settings(settings: Settings, rules: Mapping[str, str]) -> Settings:
    """Check the names of rules in settings that were made by a program.

    Args:
        settings: The settings.
        rules: Name of each rule, by id.

    Returns:
        The settings with every rule named by id, prefix or `ALL`.

    Raises:
        SettingsError: A name is no rule's; the message names the setting and the nearest rule.
    """
    known = _Rules(rules)
    try:
        return settings.model_copy(update={key: _checked(key, getattr(settings, key), known) for key in _NAMING_RULES})
    except ValueError as error:
        raise SettingsError(f"settings: {error}") from None


_NAMING_RULES = ("select", "ignore", "per_file_ignores", "severity")


def _table(file: Path) -> dict[str, Any] | None:
    """The settings that a file holds, or None where it is a project file that holds none.

    Raises:
        SettingsError: It cannot be read.
    """
    name = _shown(file)
    try:
        data = tomllib.loads(file.read_bytes().decode("utf-8"))
    except OSError as error:
        raise SettingsError(f"{name}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise SettingsError(f"{name}: is not UTF-8 from byte offset {error.start} on") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{name}: is not TOML: {error}") from None
    if file.name != PROJECT_FILE:
        return data
    tool = data.get("tool")
    if not isinstance(tool, dict) or "notelint" not in tool:
        return None
    if not isinstance(tool["notelint"], dict):
        raise SettingsError(f"{name}: tool.notelint: must be a table")
    return tool["notelint"]


def _shown(file: Path) -> str:
    """A file as messages name it: from the current folder where it lies in there."""
    return str(file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file)


def find_file(start: str | os.PathLike[str]) -> Path | None:
    """The settings file that holds for a folder: the nearest, from the folder itself upwards.

    In one folder `notelint.toml` goes before `pyproject.toml`, and one of these without settings is passed over.

    Raises:
        SettingsError: A file on the way cannot be read.
    """
    folder = Path(os.path.abspath(start))  # noqa: PTH100 - `resolve` would follow links
    for here in (folder, *folder.parents):
        own, project = here / FILE_NAME, here / PROJECT_FILE
        if os.path.isfile(own):  # noqa: PTH113 - False, not an error, where nobody may look
            return own
        if os.path.isfile(project) and _table(project) is not None:  # noqa: PTH113
            return project
    return None


def _from_file(file: Path, rules: _Rules) -> dict[str, Any]:
    """The settings of a file, by field name."""
    where = _shown(file) + (", [tool.notelint]" if file.name == PROJECT_FILE else "")
    out: dict[str, Any] = {}
    for written, value in (_table(file) or {}).items():
        key = written.replace("-", "_")
        if _option(key) not in KEYS:
            raise SettingsError(f"{where}: unknown key {written!r}{nearest(_option(key), KEYS)}")
        if key in out:
            raise SettingsError(f"{where}: {_option(key)} is given twice")
        try:
            out[key] = _checked(key, value, rules)
        except ValueError as error:
            raise SettingsError(f"{where}: {error}") from None
    return out


class SettingsFinder:
    """Finds the settings in force for a note. The file of a folder is looked for and read once.

    Args:
        rules: Name of each rule, by id: `{"C101": "characterised-as-other", ...}`.
        overrides: Settings from the command line, by field name; None where an option was not given.
        file: A settings file to use instead of looking for one.
        search: False looks for no file: the defaults hold, and what `overrides` and `file` say.

    Raises:
        SettingsError: An override or the named file is wrong; the message names option or file, key and nearest name.
    """

    def __init__(
        self,
        rules: Mapping[str, str],
        *,
        overrides: Mapping[str, Any] | None = None,
        file: str | os.PathLike[str] | None = None,
        search: bool = True,
    ) -> None:
        self._rules = _Rules(rules)
        self._overrides: dict[str, Any] = {}
        for key, value in (overrides or {}).items():
            if value is not None:
                try:
                    self._overrides[key] = _checked(key, value, self._rules)
                except ValueError as error:
                    raise SettingsError(f"--{error}") from None
        self._named = None
        if file is not None or not search:
            self._named = self._merged(None if file is None else Path(file))
        self._by_folder: dict[str, Path | None] = {}
        self._by_file: dict[Path | None, SettingsInForce] = {}

    def for_folder(self, folder: str | os.PathLike[str]) -> SettingsInForce:
        """The settings in force for the notes of a folder.

        Raises:
            SettingsError: The file that holds there is wrong.
        """
        if self._named is not None:
            return self._named
        key = os.path.abspath(folder)  # noqa: PTH100
        if key not in self._by_folder:
            self._by_folder[key] = find_file(key)
        file = self._by_folder[key]
        if file not in self._by_file:
            self._by_file[file] = self._merged(file)
        return self._by_file[file]

    def for_note(self, path: str | os.PathLike[str] | None = None) -> SettingsInForce:
        """The settings in force for a note or a folder of notes; without a path, for the current folder.

        Raises:
            SettingsError: The file that holds there is wrong.
        """
        if path is None:
            return self.for_folder(".")
        return self.for_folder(path if os.path.isdir(path) else os.path.dirname(path) or ".")  # noqa: PTH112, PTH120

    def _merged(self, file: Path | None) -> SettingsInForce:
        given = _from_file(file, self._rules) if file is not None else {}
        origins = dict.fromkeys((name for name in Settings.model_fields if name != "root"), DEFAULT)
        shown = _shown(file) if file is not None else None
        origins.update(dict.fromkeys(given, shown or DEFAULT))
        origins.update(dict.fromkeys(self._overrides, COMMAND_LINE))
        root = str(file.absolute().parent) if file is not None else None
        try:
            values = Settings(**{**given, **self._overrides, "root": root})
        except ValidationError as error:
            reason = error.errors(include_url=False)[0]["msg"].removeprefix("Value error, ")
            raise SettingsError(f"{shown or COMMAND_LINE}: {reason}") from None
        return SettingsInForce(values=values, origins=origins, file=shown)


def load_settings(
    path: str | os.PathLike[str] | None = None,
    *,
    rules: Mapping[str, str],
    overrides: Mapping[str, Any] | None = None,
    file: str | os.PathLike[str] | None = None,
) -> SettingsInForce:
    """The settings in force for one note or folder; see `SettingsFinder`, which is quicker for many.

    Raises:
        SettingsError: A key, value or rule is unknown, or a file cannot be read.
    """
    return SettingsFinder(rules, overrides=overrides, file=file).for_note(path)
