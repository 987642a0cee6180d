"""Settings: the nearest file, precedence, where each value comes from, and errors that name what is wrong."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from notelint.errors import SettingsError
from notelint.settings import KEYS, Settings, SettingsFinder, check_settings, find_file, load_settings

RULES = {"C101": "characterised-as-other", "C102": "characterised-as-vertebrogenic", "D101": "duration-missing"}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "in/deep").mkdir(parents=True)
    (tmp_path / "in/deep/n.txt").write_text("Low back pain.")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def load(path: str | None = "in/deep/n.txt", **overrides: Any) -> Settings:
    return load_settings(path, rules=RULES, overrides=overrides).values


def wrong(path: str | None = "in/deep/n.txt", **overrides: Any) -> str:
    with pytest.raises(SettingsError) as caught:
        load(path, **overrides)
    return str(caught.value)


def test_defaults_without_any_file(here: Path) -> None:
    found = load_settings("in/deep/n.txt", rules=RULES)
    assert found.values == Settings()
    assert set(found.origins.values()) == {"default"}
    assert set(found.origins) == {key.replace("-", "_") for key in KEYS}
    assert found.file is None


def test_every_key_of_a_file(here: Path) -> None:
    Path("notelint.toml").write_text(
        """
select = ["c", "duration-missing"]
ignore = ["C102"]
fail-on = "warning"
audience = "clinician"
date_order = "dmy"
today = 2026-05-04
max-note-chars = 5000
acute-days = 30
subacute_days = 90
assessment-similarity = 1

[severity]
C101 = "info"
duration-missing = "error"

[per-file-ignores]
"old/**" = ["D"]
"draft*.md" = ["ALL"]
"""
    )
    assert load() == Settings(
        select=("C", "D101"),
        ignore=("C102",),
        fail_on="warning",
        audience="clinician",
        date_order="dmy",
        today=dt.date(2026, 5, 4),
        max_note_chars=5000,
        acute_days=30,
        subacute_days=90,
        assessment_similarity=1.0,
        severity={"C101": "info", "D101": "error"},
        per_file_ignores={"old/**": ("D",), "draft*.md": ("ALL",)},
        root=str(here),
    )


def test_the_nearest_file_holds_and_the_own_file_goes_first(here: Path) -> None:
    Path("notelint.toml").write_text('fail-on = "info"\naudience = "clinician"')
    assert load().fail_on == "info"
    Path("in/pyproject.toml").write_text('[tool.notelint]\nfail-on = "warning"')
    assert (load().fail_on, load().audience) == ("warning", "coder"), "files are not mixed"
    Path("in/deep/pyproject.toml").write_text('[tool.other]\nfail-on = "never"')
    assert load().fail_on == "warning", "a project file without our table is passed over"
    Path("in/notelint.toml").write_text('fail-on = "never"')
    assert load().fail_on == "never"
    Path("in/deep/notelint.toml").write_text("")
    assert load().fail_on == "error", "an empty file of ours is the nearest all the same"


def test_origins_and_precedence(here: Path) -> None:
    Path("in/pyproject.toml").write_text('[tool.notelint]\nselect = ["C"]\nfail-on = "info"')
    found = load_settings(
        "in/deep/n.txt", rules=RULES, overrides={"fail_on": "never", "select": None, "ignore": ["C101"]}
    )
    assert (found.values.select, found.values.fail_on, found.values.ignore) == (("C",), "never", ("C101",))
    assert found.origins["select"] == found.file == "in/pyproject.toml"
    assert found.origins["fail_on"] == found.origins["ignore"] == "command line"
    assert found.origins["today"] == "default"


def test_a_named_file_replaces_the_search(here: Path) -> None:
    Path("notelint.toml").write_text('fail-on = "info"')
    Path("mine.toml").write_text('fail-on = "never"')
    assert load_settings("in/deep", rules=RULES, file="mine.toml").values.fail_on == "never"
    with pytest.raises(SettingsError, match=r"gone\.toml: cannot be read: No such file"):
        load_settings(rules=RULES, file="gone.toml")


def test_folders_and_standard_input_have_settings_too(here: Path) -> None:
    Path("in/notelint.toml").write_text('fail-on = "info"')
    finder = SettingsFinder(RULES)
    assert finder.for_note("in").values.fail_on == "info"
    assert finder.for_note("in/not-there.txt").values.fail_on == "info"
    assert finder.for_note("n.txt").values.fail_on == "error"
    assert finder.for_note().values.fail_on == "error"
    assert finder.for_note("in/deep/n.txt") is finder.for_note("in/deep")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('fail-onn = "info"', "notelint.toml: unknown key 'fail-onn'; did you mean 'fail-on'?"),
        ('root = "/"', "notelint.toml: unknown key 'root'"),
        ('[tool.notelint]\nfail-on = "info"', "notelint.toml: unknown key 'tool'"),
        ('fail-on = "info"\nfail_on = "error"', "notelint.toml: fail-on is given twice"),
        ('fail-on = "warn"', "notelint.toml: fail-on: must be 'error', 'warning', 'info' or 'never', not 'warn'"),
        ('fail-on = "warn"', "; did you mean 'warning'?"),
        ('select = "C"', "notelint.toml: select: must be a list of rules"),
        ("select = [1]", "notelint.toml: select: must be a list of rules"),
        ('select = ["C109"]', "notelint.toml: select: no rule is called 'C109'; did you mean 'C10"),
        ('ignore = ["duration-mising"]', "ignore: no rule is called 'duration-mising'"),
        ('ignore = ["duration-mising"]', "; did you mean 'duration-missing'?"),
        ('ignore = [""]', "ignore: no rule is called ''"),
        ('[severity]\nC1 = "info"', "severity: no rule is called 'C1'"),
        ('[severity]\nC101 = "warn"', "severity.C101: must be 'error', 'warning' or 'info', not 'warn'"),
        ('[per-file-ignores]\n"a" = "C101"', "per-file-ignores: must be a list of rules"),
        ('[per-file-ignores]\n"a" = ["C9"]', "per-file-ignores: no rule is called 'C9'"),
        ('today = "4.5.2026"', "today: must be a date as YYYY-MM-DD, not '4.5.2026'"),
        ("max-note-chars = 0", "max-note-chars: should be greater than 0, not 0"),
        ('max-note-chars = "many"', "max-note-chars: should be a valid integer, not 'many'"),
        ("assessment-similarity = 1.5", "assessment-similarity: should be less than or equal to 1, not 1.5"),
        ("acute-days = 90", "notelint.toml: acute-days must be less than subacute-days"),
        ('fail-on = "info', "notelint.toml: is not TOML"),
    ],
)  # fmt: skip
def test_what_is_not_known_is_an_error_that_names_it(here: Path, text: str, message: str) -> None:
    Path("notelint.toml").write_text(text)
    assert message in wrong()


def test_errors_of_a_project_file_name_its_table(here: Path) -> None:
    Path("pyproject.toml").write_text('[tool.notelint]\nselct = ["C"]')
    assert wrong() == "pyproject.toml, [tool.notelint]: unknown key 'selct'; did you mean 'select'?"
    Path("pyproject.toml").write_text('[tool]\nnotelint = "C"')
    assert wrong() == "pyproject.toml: tool.notelint: must be a table"


def test_files_that_cannot_be_read(here: Path) -> None:
    Path("notelint.toml").write_bytes(b"# caf\xe9")
    assert wrong() == "notelint.toml: is not UTF-8 from byte offset 5 on"
    Path("notelint.toml").unlink()
    Path("pyproject.toml").write_text("[tool")
    assert wrong().startswith("pyproject.toml: is not TOML")


def test_errors_of_the_command_line_name_the_option(here: Path) -> None:
    assert wrong(select=("C999",)).startswith("--select: no rule is called 'C999'; did you mean 'C1")
    assert wrong(fail_on="warn").startswith("--fail-on: must be")
    assert wrong(acute_days=100) == "command line: acute-days must be less than subacute-days"


def test_a_settings_file_outside_the_current_folder_is_named_whole(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("notelint.toml").write_text('fail-on = "info"')
    monkeypatch.chdir("in/deep")
    assert load_settings("n.txt", rules=RULES).file == str(here / "notelint.toml")
    assert find_file(".") == here / "notelint.toml"


@pytest.mark.parametrize(
    ("path", "ignored"),
    [
        ("old/a.txt", ("D",)),
        ("old/deep/a.txt", ("D",)),
        ("./old/../old/a.txt", ("D",)),
        ("new/old/a.txt", ()),
        ("in/draft1.md", ("ALL", "C")),
        ("in/x.draft.md", ("C",)),
        ("in/a.txt", ("C",)),
        ("in/deep/a.txt", ()),
        ("in/deep/old.v1", ("C101",)),
        (None, ()),
    ],
)
def test_rules_left_out_for_files(here: Path, path: str | None, ignored: tuple[str, ...]) -> None:
    Path("notelint.toml").write_text(
        '[per-file-ignores]\n"old/**" = ["D"]\n"draft*.md" = ["ALL"]\n"in/*" = ["C"]\n"**/old.v?" = ["C101"]'
    )
    assert load(".").ignored_in(path) == ignored


def test_settings_made_by_a_program_are_checked_on_request() -> None:
    made = Settings(select=("c", "duration-missing"), severity={"duration-missing": "info"})
    checked = check_settings(made, RULES)
    assert (checked.select, checked.severity) == (("C", "D101"), {"D101": "info"})
    with pytest.raises(SettingsError, match="ignore: no rule is called 'X1'"):
        check_settings(Settings(ignore=("X1",)), RULES)


def test_settings_are_frozen_and_strict_about_names() -> None:
    with pytest.raises(ValidationError):
        Settings(selct=("C",))  # type: ignore[call-arg]
    with pytest.raises(ValidationError):
        Settings().select = ("C",)  # type: ignore[misc]
    with pytest.raises(ValidationError, match="acute-days must be less"):
        Settings(acute_days=84)
