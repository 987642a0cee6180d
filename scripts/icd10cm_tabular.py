"""Reads one edition of the ICD-10-CM Tabular List: its XML, and the list of complete codes that is published with it.

The XML gives the tree, the titles, the notes and the 7th characters, each on the node that carries it. The list of
codes settles which 7th characters a code really takes: a few codes of S06 take fewer than the XML says.
"""

from __future__ import annotations

import tomllib
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

HISTORY = Path(__file__).with_name("icd10cm_history.toml")

ABSENT, HEADER, COMPLETE, UNFINISHED = "0", "1", "2", "3"
"""State of a code in an edition: not in it; has codes below it; may be reported; lacks only its 7th character."""


@dataclass(frozen=True)
class EditionRow:
    """A row of the history table: an edition, the files it stands in and the days on which it was in force."""

    name: str
    release: str
    tabular: str
    codes: str
    first: date
    last: date


@dataclass
class Node:
    """A code with its dot, as it stands in the tree."""

    code: str
    title: str
    parent: str | None
    children: list[str] = field(default_factory=list)
    sevens: dict[str, str] = field(default_factory=dict)
    terms: list[str] = field(default_factory=list)
    order: int = 0
    end: int = 0
    state: str = HEADER


@dataclass
class Block:
    """A block or chapter: its name in notes, its title, its first and last category, and the chapter's number."""

    name: str
    title: str
    first: str
    last: str
    chapter: str
    empty: bool


@dataclass
class Edition:
    """One edition, read.

    `notes` are (node, kind 1 or 2, text) in order; a node is a code, a block (`M50-M54`) or a chapter (`chapter 13`).
    `sevens` gives the allowed 7th characters of each code that takes one, by code.
    """

    row: EditionRow
    nodes: dict[str, Node] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    chapters: dict[str, str] = field(default_factory=dict)
    block_of: dict[str, str] = field(default_factory=dict)
    notes: list[tuple[str, int, str]] = field(default_factory=list)
    sevens: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def state(self, code: str) -> str:
        """State of a code in this edition; a code with its 7th character is written out."""
        node = self.nodes.get(code)
        if node:
            return node.state
        stem = code[:-1].rstrip("X").rstrip(".")
        plain = code.replace(".", "")
        if len(plain) != 7:
            return ABSENT
        candidates = [stem] + [stem + "X" * n for n in range(1, 4)]
        return COMPLETE if any(plain[6] in self.sevens.get(each, ()) for each in candidates) else ABSENT

    def complete(self) -> Iterator[str]:
        """Every code that may be reported, with its dot."""
        for node in self.nodes.values():
            if node.state == COMPLETE:
                yield node.code
            for char in self.sevens.get(node.code, ()):
                yield with_seventh(node.code, char)


def with_seventh(code: str, char: str) -> str:
    """A code filled up with X to six characters, and its 7th character."""
    return (code if "." in code else code + ".").ljust(7, "X") + char


def history() -> dict[str, Any]:
    """The history table, as parsed TOML."""
    return tomllib.loads(HISTORY.read_text("utf-8"))


def edition_rows() -> list[EditionRow]:
    """The editions of the history table, oldest first."""
    return [EditionRow(**row) for row in history()["edition"]]


def read_editions(sources: list[Path]) -> list[Edition]:
    """Every edition found in the sources (wheels, XML files, or folders that hold them), oldest first."""
    found = [(row, *files) for row in edition_rows() for source in sources if (files := _files(source, row))]
    seen = {row.name: (row, tabular, codes) for row, tabular, codes in found}
    return [parse(*seen[name]) for name in seen]


def _files(source: Path, row: EditionRow) -> tuple[bytes, str] | None:
    """The XML and the list of codes of an edition, if the source has them."""
    if source.suffix == ".whl":
        with zipfile.ZipFile(source) as wheel:
            names = {Path(name).name: name for name in wheel.namelist()}
            if row.tabular not in names:
                return None
            return wheel.read(names[row.tabular]), wheel.read(names[row.codes]).decode("utf-8")
    folder = source if source.is_dir() else source.parent
    tabular = next(iter(sorted(folder.rglob(row.tabular))), None)
    if tabular is None or (source.is_file() and source.name != row.tabular):
        return None
    return tabular.read_bytes(), tabular.with_name(row.codes).read_text("utf-8")


def parse(row: EditionRow, tabular: bytes, codes: str) -> Edition:
    """One edition from its XML and its list of codes."""
    edition = Edition(row)
    for chapter in ET.fromstring(tabular).iter("chapter"):
        number = _text(chapter, "name")
        edition.chapters[number] = _text(chapter, "desc")
        _collect_notes(edition, chapter, f"chapter {number}")
        for section in chapter.iter("section"):
            name = section.get("id", "")
            first, _, last = name.partition("-")
            roots = section.findall("diag")
            edition.blocks.append(Block(name, _text(section, "desc"), first, last or first, number, not roots))
            _collect_notes(edition, section, name)
            for diag in roots:
                edition.block_of[_text(diag, "name")] = name
                _walk(edition, diag, None, {})
    _settle(edition, _listed(codes))
    return edition


def _walk(edition: Edition, diag: ET.Element, parent: str | None, sevens: dict[str, str]) -> None:
    code = _text(diag, "name")
    node = Node(code, _text(diag, "desc"), parent, order=len(edition.nodes))
    definition = diag.find("sevenChrDef")
    if definition is not None:
        node.sevens = {e.get("char", ""): (e.text or "").strip() for e in definition.findall("extension")}
        sevens = node.sevens
    node.terms = [(note.text or "").strip() for term in diag.findall("inclusionTerm") for note in term]
    edition.nodes[code] = node
    _collect_notes(edition, diag, code)
    below = diag.findall("diag")
    for child in below:
        node.children.append(_text(child, "name"))
        _walk(edition, child, code, sevens)
    node.end = len(edition.nodes)
    if not below:
        takes_seventh = bool(sevens) and len(code.replace(".", "")) < 7
        node.state = UNFINISHED if takes_seventh else COMPLETE
        if takes_seventh:
            edition.sevens[code] = tuple(sevens)


def _collect_notes(edition: Edition, element: ET.Element, node: str) -> None:
    for kind in (1, 2):
        for group in element.findall(f"excludes{kind}"):
            edition.notes.extend((node, kind, " ".join((note.text or "").split())) for note in group)


def _settle(edition: Edition, listed: set[str]) -> None:
    """Keeps the 7th characters that the list of codes knows; any other difference stops the build."""
    for code, chars in edition.sevens.items():
        edition.sevens[code] = tuple(c for c in chars if with_seventh(code, c).replace(".", "") in listed)
    ours = {code.replace(".", "") for code in edition.complete()}
    headers = {code.replace(".", "") for code, node in edition.nodes.items() if node.state != COMPLETE}
    if (ours | headers) != listed:
        odd = sorted((ours | headers) ^ listed)[:10]
        raise SystemExit(f"{edition.row.name}: the XML and the list of codes differ: {odd}")


def _listed(text: str) -> set[str]:
    """Codes without dots, from a plain list (which also names chapters and blocks) or from an order file."""
    lines = text.splitlines()
    if len(lines[0]) > 20:
        return {line[6:14].strip() for line in lines}
    return {code for line in lines if (code := line.strip()) and not code.isdigit() and "-" not in code}


def _text(element: ET.Element, tag: str) -> str:
    return (element.findtext(tag) or "").strip()
