"""The body of a Word document -> lines: paragraphs, list marks, tables, text boxes, ticked boxes (ECMA-376, part 1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from notelint.batch.sources.layout import GAP, Lines, collapsed

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = f"{_W}val"
_CONTAINERS = frozenset(
    _W + name
    for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "hyperlink", "fldSimple", "dir", "bdo")
)
_MARKS = {0xF0FE: "[x]", 0xF0FD: "[x]", 0xF0FC: "[x]", 0xF052: "[x]", 0xF0A8: "[ ]", 0xF06F: "[ ]", 0xF071: "[ ]"}
"""Signs of Wingdings that forms use for ticked and empty boxes."""

_ALTERNATIVE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"


def _val(element: Any, *names: str) -> str | None:
    """The `w:val` of the child called so, of its child, and so on; None where one is missing."""
    for name in names:
        element = element.find(_W + name) if element is not None else None
    return element.get(_VAL) if element is not None else None


def _on(element: Any) -> bool:
    """Whether a property that is there is on: `<w:vanish/>` is, `<w:vanish w:val="0"/>` is not."""
    return element is not None and element.get(_VAL) not in ("0", "false", "off")


class Numbering:
    """The marks before the items of lists."""

    def __init__(self, part: Any, styles: Mapping[str, Any]) -> None:
        self._styles = styles
        self._formats: dict[tuple[str, str], str] = {}
        self._counts: Counter[tuple[str, str]] = Counter()
        if part is None:
            return
        abstract = {one.get(f"{_W}abstractNumId"): one for one in part.findall(f"{_W}abstractNum")}
        for number in part.findall(f"{_W}num"):
            levels = abstract.get(_val(number, "abstractNumId"))
            for level in levels.findall(f"{_W}lvl") if levels is not None else ():
                place = (number.get(f"{_W}numId") or "", level.get(f"{_W}ilvl") or "0")
                self._formats[place] = _val(level, "numFmt") or "decimal"

    def mark(self, properties: Any) -> str:
        """The mark of a paragraph with these properties: `- `, `3. ` or nothing."""
        if properties is None:
            return ""
        found = properties.find(f"{_W}numPr")
        style = self._styles.get(_val(properties, "pStyle") or "")
        if found is None and style is not None:
            found = style.find(f"{_W}pPr/{_W}numPr")
        list_id, level = _val(found, "numId"), _val(found, "ilvl") or "0"
        if found is None or list_id in (None, "0"):
            return ""
        place = (str(list_id), level)
        kind = self._formats.get(place, "bullet")
        if kind in ("bullet", "none"):
            return "- " if kind == "bullet" else ""
        self._counts[place] += 1
        for other in [one for one in self._counts if one[0] == place[0] and one[1] > level]:
            del self._counts[other]
        return f"{self._counts[place]}. "


class Body:
    """Writes the blocks of a body, a cell, a header or a text box as lines."""

    def __init__(self, lines: Lines, headings: set[str], numbering: Numbering) -> None:
        self._lines = lines
        self._headings = headings
        self._numbering = numbering

    def write(self, parent: Any) -> None:
        """Write what stands in an element, in order."""
        for element in parent:
            if element.tag == f"{_W}p":
                self._paragraph(element)
            elif element.tag == f"{_W}tbl":
                self._rows(element)
            elif element.tag in _CONTAINERS:
                self.write(element)

    def _rows(self, parent: Any) -> None:
        for element in parent:
            if element.tag == f"{_W}tr":
                if element.find(f"{_W}trPr/{_W}del") is None:
                    self._lines.open_row()
                    self._cells(element)
                    self._lines.close_row()
            elif element.tag in _CONTAINERS:
                self._rows(element)

    def _cells(self, parent: Any) -> None:
        for element in parent:
            if element.tag == f"{_W}tc":
                self._lines.open_cell()
                self.write(element)
                self._lines.close_cell()
            elif element.tag in _CONTAINERS:
                self._cells(element)

    def _paragraph(self, paragraph: Any) -> None:
        properties = paragraph.find(f"{_W}pPr")
        boxes: list[Any] = []
        text = "".join(_words(paragraph, boxes))
        if text.strip():
            if _val(properties, "pStyle") in self._headings:
                self._lines.gap()
            mark = self._numbering.mark(properties)
            for number, line in enumerate(text.split("\n")):
                self._lines.line((mark if not number else "") + _spaced(line))
        elif not boxes:
            self._lines.gap()
        for box in boxes:
            self.write(box)


def _spaced(line: str) -> str:
    """A line with tabs between words as gaps, as between columns."""
    return GAP.join(filter(None, map(collapsed, line.split("\t"))))


def _words(parent: Any, boxes: list[Any]) -> Iterator[str]:
    """The words of a paragraph; text boxes that are anchored in it are put aside."""
    for element in parent:
        if element.tag in _CONTAINERS:
            yield from _words(element, boxes)
        elif element.tag == f"{_W}r" and not _on(element.find(f"{_W}rPr/{_W}vanish")):
            yield from _run(element, boxes)


def _run(run: Any, boxes: list[Any]) -> Iterator[str]:
    for element in run:
        name = element.tag.removeprefix(_W) if isinstance(element.tag, str) else ""
        if name == "t":
            yield element.text or ""
        elif name in ("tab", "ptab"):
            yield "\t"
        elif name in ("br", "cr"):
            yield "\n"
        elif name == "noBreakHyphen":
            yield "-"
        elif name == "sym":
            yield _MARKS.get(int(element.get(f"{_W}char") or "0", 16), "•") + " "
        elif name == "fldChar" and element.find(f"{_W}ffData/{_W}checkBox") is not None:
            yield _ticked(element.find(f"{_W}ffData/{_W}checkBox"))
        elif name in ("drawing", "pict", "object"):
            boxes += element.iter(f"{_W}txbxContent")
        elif element.tag == _ALTERNATIVE:
            # The same thing twice, for old and new programs: the first choice is enough.
            choice = element.find(_CHOICE)
            boxes += (choice if choice is not None else element).iter(f"{_W}txbxContent")


def _ticked(box: Any) -> str:
    """A box of an old form: as it was ticked, else as it was made."""
    state = box.find(f"{_W}checked")
    return "[x] " if _on(state if state is not None else box.find(f"{_W}default")) else "[ ] "
