"""Findings that are known and accepted: a file beside the notes, never anything inside a note, which is a legal record.

An entry names the rule and the note and holds a hash of the words that the finding rests on, no words. Places do not
count, so a finding stays known when lines move; where its words change, it is new.
"""

from __future__ import annotations

import json
import os
import tempfile
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from notelint.errors import BaselineError
from notelint.models import Finding, NoteReport

VERSION = 1


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One accepted finding.

    Attributes:
        note: Identifier of the note, or its path from the folder of the baseline.
        rule: Id of the rule.
        evidence: Hash of the words that it rests on.
    """

    note: str
    rule: str
    evidence: str


def evidence(report: NoteReport, finding: Finding) -> str:
    """The hash of what a finding rests on: concepts and words, in one case, with blanks closed up, in no order.

    A finding about a code from outside the text also rests on the codes that stand there.
    """
    parts = {f"{fact.concept} {_level(fact.text)}" for fact in (report.facts[index] for index in finding.facts)}
    if not finding.facts and finding.start is not None:
        parts.add(_level(report.note.text[finding.start : finding.end]))
    if finding.origin != "text":
        billed = (*report.claim.codes, *report.claim.procedures)
        parts |= {f"claim {code.code}" for code in billed if code.origin == finding.origin}
    return blake2b("\n".join(sorted(parts)).encode(), digest_size=12).hexdigest()


def _level(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


class Baseline:
    """The accepted findings of one run: takes them out of reports and keeps account of what has gone stale.

    Args:
        file: The file of the baseline; paths of notes are kept from its folder.
        entries: The accepted findings.
        accept: Accept every finding of this run: for writing a baseline.
    """

    def __init__(self, file: str | os.PathLike[str], entries: Iterable[Entry] = (), *, accept: bool = False) -> None:
        self.file = Path(file)
        self.entries = frozenset(entries)
        self.hidden = 0
        self._accept = accept
        self._found: set[Entry] = set()
        self._stale: set[Entry] = set()

    @classmethod
    def read(cls, file: str | os.PathLike[str], *, accept: bool = False) -> Baseline:
        """Read a baseline.

        Raises:
            BaselineError: It is not there, or is no baseline; the message names it and the reason.
        """
        try:
            data = json.loads(Path(file).read_bytes())
        except OSError as error:
            raise BaselineError(f"{file}: cannot be read: {error.strerror}") from None
        except ValueError:
            raise BaselineError(f"{file}: is no baseline: it is not JSON") from None
        return cls(file, _entries(data, str(file)), accept=accept)

    def filtered(self, report: NoteReport, judged: Collection[str]) -> NoteReport:
        """A report without the findings that are accepted.

        Args:
            report: The report.
            judged: Ids of the rules that were applied to the note: what others once found cannot have gone stale.
        """
        name = self._name(report)
        new = []
        found = set()
        for finding in report.findings:
            entry = Entry(name, finding.rule, evidence(report, finding))
            found.add(entry)
            if not (self._accept or entry in self.entries):
                new.append(finding)
        self._found |= found
        self.hidden += len(report.findings) - len(new)
        if not report.failures:
            self._stale |= {e for e in self.entries if e.note == name and e.rule in judged and e not in found}
        return report.model_copy(update={"findings": tuple(new)})

    def stale(self) -> list[Entry]:
        """Entries of notes of this run that were looked for and found no more, in order of note."""
        return sorted(self._stale - self._found)

    def write(self, *, keep: bool) -> int:
        """Write the findings of this run to the file.

        Args:
            keep: Keep the entries that there are, too; else the findings of this run take their place.

        Returns:
            How many entries the file holds now.

        Raises:
            BaselineError: It cannot be written; what was there is left as it was.
        """
        entries = sorted(self._found | self.entries if keep else self._found)
        rows = ",\n".join(
            "  " + json.dumps({"note": e.note, "rule": e.rule, "evidence": e.evidence}, ensure_ascii=False)
            for e in entries
        )
        inside = f"\n{rows}\n" if rows else ""
        text = f'{{"version": {VERSION}, "findings": [{inside}]}}\n'
        try:
            _replace(self.file, text)
        except OSError as error:
            raise BaselineError(f"{self.file}: cannot be written: {error.strerror}") from None
        return len(entries)

    def _name(self, report: NoteReport) -> str:
        note = report.note
        if note.note_id:
            return note.note_id
        if note.path is None or note.path == "-":
            return note.path or "note"
        folder = os.path.abspath(self.file.parent)  # noqa: PTH100 - `resolve` would follow links
        try:
            return Path(os.path.relpath(note.path, folder)).as_posix()
        except ValueError:  # another drive
            return Path(note.path).as_posix()


def _entries(data: Any, file: str) -> list[Entry]:
    """The entries of a parsed file.

    Raises:
        BaselineError: It is no baseline, or one of a later version.
    """
    if not isinstance(data, Mapping) or not isinstance(data.get("findings"), list):
        raise BaselineError(f"{file}: is no baseline")
    if data.get("version") != VERSION:
        raise BaselineError(f"{file}: has version {data.get('version')!r}; this notelint reads version {VERSION}")
    entries = []
    for number, row in enumerate(data["findings"], 1):
        values = [row.get(key) for key in ("note", "rule", "evidence")] if isinstance(row, Mapping) else []
        words = [value for value in values if isinstance(value, str)]
        if len(words) != 3:
            raise BaselineError(f"{file}: finding {number} is not an entry of note, rule and evidence")
        entries.append(Entry(*words))
    return entries


def _replace(file: Path, text: str) -> None:
    """Write a file such that it is whole at any moment: the old one or the new one."""
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
            out.write(text)
        mode = file.stat().st_mode & 0o777 if file.exists() else 0o644
        os.chmod(name, mode)  # noqa: PTH101
        os.replace(name, file)  # noqa: PTH105
    except BaseException:
        os.unlink(name)  # noqa: PTH108
        raise
