"""Words of a note are in the report only: not on standard error, in an exception, or in a file that is left behind."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from notelint import Linter, Note, NotelintError, Settings
from notelint.models import Failure
from notelint.reading.sources import read_notes
from notelint.rules import registry

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "sample_notes"
RUN = 12

SECRET = "Mrs Zephyrine Quillfeather, born 3 March 1951, says that her lumbago began in the orchard"
BROKEN: dict[str, bytes] = {
    "nul.txt": SECRET.encode() + b"\x00\x01" + SECRET.encode(),
    "latin.txt": b"caf\xe9 \x81 " + SECRET.encode(),
    "mixed.txt": ("naïve " + SECRET).encode() + b"\xff\xfe " + SECRET.encode(),
    "odd_utf16.txt": b"\xff\xfe" + SECRET.encode("utf-16-le") + b"\x00",
    "surrogate.txt": b"\xff\xfe" + SECRET.encode("utf-16-le") + b"\x00\xd8" + b"x\x00",
    "matter_date.txt": f"---\ndate_of_service: {SECRET}\n---\nLow back pain.\n".encode(),
    "matter_visit.txt": f"---\nvisit: {SECRET}\n---\nLow back pain.\n".encode(),
    "matter_codes.txt": f"---\ncodes: {SECRET}\n---\nLow back pain.\n".encode(),
    "matter_open.txt": f"---\nnote_id: 1\n{SECRET}\n".encode(),
    "matter_twice.txt": f"---\nnote_id: {SECRET}\nnote_id: {SECRET}\n---\nLow back pain.\n".encode(),
    "long.txt": ((SECRET + ". ") * 12000).encode(),
    "one_line.txt": (SECRET + " ").encode() * 1200,
    "crlf.txt": f"CC:\r\n{SECRET}\r\nM54.50\r\n".encode(),
    "controls.txt": f"\x1b[31m{SECRET}\x1b[0m\x07\u202e\u2028 M54.5".encode(),
}
MANIFEST = f"path,date_of_service,visit,codes\nnul.txt,{SECRET.replace(',', '')},new,M54.50\n"


def windows(text: str) -> set[str]:
    """Every run of `RUN` characters of a text, blanks apart, that says something."""
    flat = " ".join(text.split())
    return {run for at in range(len(flat) - RUN) if len((run := flat[at : at + RUN]).strip()) == RUN}


def leaked(said: str, texts: Iterator[str] | list[str]) -> list[str]:
    """Runs of the notes' words that stand in what was said."""
    flat = " ".join(said.split())
    return sorted({run for text in texts for run in windows(text) if run in flat})[:5]


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A folder of notes that are hard to read, each with words that must not come out."""
    folder = tmp_path / "broken"
    folder.mkdir()
    for name, data in BROKEN.items():
        (folder / name).write_bytes(data)
    (folder / "manifest.csv").write_text(MANIFEST, encoding="utf-8")
    return folder


def check(folder: Path, scratch: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the real command, with folders of its own to leave something behind in."""
    for name in ("here", "temp", "home"):
        (scratch / name).mkdir(parents=True)
    places = {"TMPDIR": scratch / "temp", "HOME": scratch / "home", "XDG_CACHE_HOME": scratch / "home"}
    return subprocess.run(
        [sys.executable, "-m", "notelint", "check", str(folder), *options],
        cwd=scratch / "here",
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **{key: str(value) for key, value in places.items()}},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def left_behind(folder: Path) -> list[Path]:
    """Files that a run wrote, but for the compiled patterns, which are the same whatever is read."""
    return [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".words"]


@pytest.mark.parametrize("kind", ["text", "json"])
def test_standard_error_is_empty_over_the_samples(kind: str, tmp_path: Path) -> None:
    done = check(SAMPLES, tmp_path / "scratch", "--format", kind)
    assert done.returncode == 1
    assert done.stderr == ""
    assert left_behind(tmp_path / "scratch") == []


@pytest.mark.parametrize("kind", ["text", "json"])
def test_notes_that_cannot_be_read_do_not_spill(kind: str, broken: Path, tmp_path: Path) -> None:
    done = check(broken, tmp_path / "scratch", "--format", kind)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) >= 6, done.stderr
    assert all(line.startswith("notelint: ") for line in done.stderr.splitlines())
    assert leaked(done.stderr, [SECRET]) == []
    assert left_behind(tmp_path / "scratch") == []


def test_the_check_itself_can_fail() -> None:
    assert leaked(f"error near: {SECRET[10:40]}", [SECRET])
    assert not leaked("notelint: a.txt: not UTF-8 from byte offset 12 on", [SECRET])


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """An exception, its causes and contexts."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def test_no_failure_of_reading_holds_words(broken: Path) -> None:
    failures = [item for item in read_notes([broken]) if isinstance(item, Failure)]
    assert len(failures) >= 6
    assert leaked("\n".join(f"{failure.path} {failure.error}" for failure in failures), [SECRET]) == []


def test_no_exception_of_the_library_holds_words() -> None:
    with pytest.raises(NotelintError) as caught:
        Linter(Settings(max_note_chars=40)).lint(Note(text=SECRET))
    assert leaked("\n".join(repr(error.args) for error in chain(caught.value)), [SECRET]) == []


def test_a_crash_of_a_rule_holds_no_words(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    rule = registry.find("D401")
    assert rule is not None

    def crash(self: object, ctx: object) -> None:
        raise ValueError(SECRET)

    monkeypatch.setattr(rule, "check", crash)
    report = Linter().lint(Note(text=f"{SECRET}. Low back pain, M54.50.", path="a.txt"))
    assert report.failures
    assert leaked(repr(report.failures), [SECRET]) == []
    out, err = capfd.readouterr()
    assert leaked(out + err, [SECRET]) == []


def test_a_crash_on_a_note_holds_no_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object, **__: object) -> None:
        raise ValueError(SECRET)

    monkeypatch.setattr("notelint.facts.extract", crash)
    (failure,) = Linter().lint_many([Note(text=SECRET, path="a.txt")])
    assert isinstance(failure, Failure)
    assert leaked(repr(failure), [SECRET]) == []
