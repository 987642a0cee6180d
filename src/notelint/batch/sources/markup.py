"""Marked-up text -> lines: HTML of a FHIR narrative or attachment, and the narrative blocks of C-CDA sections.

Both have paragraphs, lists and tables under different names. HTML goes through the standard library's parser, which
expands no entities but HTML's own and needs no order in the tags.
"""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser

from notelint.batch.sources.layout import GAP, Lines, collapsed

_BLOCKS_WORDS = (
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody tfoot thead tr ul "
    "paragraph list item footnote text title"
)
_BLOCKS = frozenset(_BLOCKS_WORDS.split())
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_CELLS = frozenset(("td", "th"))
_LISTS = frozenset(("ul", "ol", "list"))
_HIDDEN_WORDS = "script style head template noscript iframe object svg math rendermultimedia observationmedia"
_HIDDEN = frozenset(_HIDDEN_WORDS.split())
_VOID_WORDS = "br hr img input meta link col area base embed source track wbr"
_VOID = frozenset(_VOID_WORDS.split())
_IMPLIED = {"li": _LISTS, "tr": frozenset(("table",)), "td": frozenset(("tr", "table")), "p": frozenset(("div", "td"))}


class Flow:
    """Takes start tags, words and end tags in order, and writes lines. Names of tags in lower case."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self._words: list[str] = []
        self._mark = ""
        self._hidden: list[str] = []
        self._lists: list[int | None] = []
        self._kept: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str | None]) -> None:
        """A start tag."""
        if self._hidden:
            if tag == self._hidden[-1] and tag not in _VOID:
                self._hidden.append(tag)
            return
        if tag in _HIDDEN or attributes.get("revised") == "delete":
            self._hidden.append(tag)
            return
        if tag == "br":
            self._end_line()
        elif tag == "input":
            self._box(attributes)
        elif tag in _BLOCKS:
            self._end_line()
            self._block(tag, attributes)
        elif tag in _CELLS:
            self._end_line()
            self.lines.open_cell()
        if tag not in _VOID and _keeps_lines(tag, attributes):
            self._kept.append(tag)

    def _block(self, tag: str, attributes: Mapping[str, str | None]) -> None:
        if tag in _HEADINGS:
            self.lines.gap()
        elif tag in _LISTS:
            ordered = tag == "ol" or (attributes.get("listtype") or "").lower() == "ordered"
            self._lists.append(0 if ordered else None)
        elif tag in ("li", "item"):
            number = self._lists[-1] if self._lists else None
            if number is not None:
                self._lists[-1] = number + 1
            self._mark = "- " if number is None else f"{number + 1}. "
        elif tag == "tr":
            self.lines.open_row()

    def _box(self, attributes: Mapping[str, str | None]) -> None:
        """A box of a form: ticked or not, as a typed form has it."""
        if (attributes.get("type") or "").lower() in ("checkbox", "radio"):
            self._words.append("[x] " if "checked" in attributes else "[ ] ")

    def end(self, tag: str) -> None:
        """An end tag."""
        if self._hidden:
            if tag == self._hidden[-1]:
                self._hidden.pop()
            return
        if tag in _BLOCKS or tag in _CELLS:
            self._end_line()
        if tag in _CELLS:
            self.lines.close_cell()
        elif tag == "tr":
            self.lines.close_row()
        elif tag in _LISTS and self._lists:
            self._lists.pop()
        if self._kept and self._kept[-1] == tag:
            self._kept.pop()

    def words(self, text: str) -> None:
        """Words between tags."""
        if self._hidden:
            return
        if not self._kept:
            self._words.append(text)
            return
        first, *rest = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", GAP).split("\n")
        self._words.append(first)
        for line in rest:
            self._end_line()
            self._words.append(line)

    def finish(self) -> None:
        """End the last line."""
        self._end_line()

    def _end_line(self) -> None:
        text = "".join(self._words)
        text = text.strip() if self._kept else collapsed(text)
        self._words.clear()
        if text:
            self.lines.line(self._mark + text)
            self._mark = ""


def _keeps_lines(tag: str, attributes: Mapping[str, str | None]) -> bool:
    """Whether line ends inside an element are line ends of the text."""
    style = (attributes.get("style") or "").replace(" ", "").lower()
    return tag == "pre" or attributes.get("xml:space") == "preserve" or "white-space:pre" in style


class _Html(HTMLParser):
    """Hands the tags of HTML to a flow. End tags that HTML lets one leave out are filled in."""

    def __init__(self, flow: Flow) -> None:
        super().__init__(convert_charrefs=True)
        self._flow = flow
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._imply(tag)
        self._flow.start(tag, dict(attrs))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._open[-_FAR:]:
            return
        while self._open:
            last = self._open.pop()
            self._flow.end(last)
            if last == tag:
                break

    def handle_data(self, data: str) -> None:
        self._flow.words(data)

    def finish(self) -> None:
        """End what is still open."""
        while self._open:
            self._flow.end(self._open.pop())

    def _imply(self, tag: str) -> None:
        """Close a list item, row or cell that is still open where the next one begins."""
        kind = "td" if tag in _CELLS else tag
        within = _IMPLIED.get(kind)
        if within is None:
            return
        for name in reversed(self._open[-_FAR:]):
            if name in within:
                return
            if name == kind or (kind == "td" and name in _CELLS):
                self.handle_endtag(name)
                return


_FAR = 200
"""How many open tags are looked through for the one that an end tag closes: tags without end cost no more than this."""


def write_html(markup: str, lines: Lines) -> None:
    """Write a piece of HTML or XHTML as lines; of nothing but words, those words.

    Raises:
        TooMuchText: It holds too many characters.
    """
    flow = Flow(lines)
    parser = _Html(flow)
    parser.feed(markup)
    parser.close()
    parser.finish()
    flow.finish()


def html_text(markup: str) -> str:
    """The lines of a piece of HTML or XHTML.

    Raises:
        TooMuchText: It holds too many characters.
    """
    lines = Lines()
    write_html(markup, lines)
    return lines.text()
