"""Reports as JUnit XML, which build servers show as test results."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TextIO
from xml.etree import ElementTree

from notelint.models import Failure, Finding, NoteReport, RunSummary
from notelint.output.base import Options, Writer, title

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class JunitWriter(Writer):
    """A suite a note and a case a finding: errors and warnings fail, informations are skipped. A note without
    findings has one case, which passes.
    """

    format = "junit"
    help = "test results for build servers"

    def __init__(self, out: TextIO, options: Options | None = None) -> None:
        super().__init__(out, options)
        self._root = ElementTree.Element("testsuites", name="notelint")

    def write(self, report: NoteReport) -> None:
        name = report.note.path or report.note.note_id or "note"
        suite = self._suite(name)
        for finding in report.findings:
            self._case(suite, name, finding)
        if not report.findings:
            ElementTree.SubElement(suite, "testcase", classname=_clean(name), name="nothing to report")
        _count(suite)

    def close(self, summary: RunSummary, failures: Sequence[Failure]) -> None:
        for failure in failures:
            suite = self._suite(failure.path)
            case = ElementTree.SubElement(suite, "testcase", classname=_clean(failure.path), name="could be checked")
            ElementTree.SubElement(case, "error", type="failure", message=_clean(failure.error))
            _count(suite)
        for total in ("tests", "failures", "errors", "skipped"):
            self._root.set(total, str(sum(int(suite.get(total, "0")) for suite in self._root)))
        ElementTree.indent(self._root)
        self.out.write('<?xml version="1.0" encoding="utf-8"?>\n')
        self.out.write(ElementTree.tostring(self._root, encoding="unicode") + "\n")

    def _suite(self, name: str) -> ElementTree.Element:
        return ElementTree.SubElement(self._root, "testsuite", name=_clean(name))

    def _case(self, suite: ElementTree.Element, name: str, finding: Finding) -> None:
        place = f" ({finding.line}:{finding.column})" if finding.line is not None else ""
        case = ElementTree.SubElement(suite, "testcase", classname=_clean(name), name=title(finding) + place)
        told = _clean(self.told(finding))
        first = told.split("\n")[0]
        if finding.severity == "info":
            ElementTree.SubElement(case, "skipped", message=first).text = told
        else:
            ElementTree.SubElement(case, "failure", type=finding.severity, message=first).text = told


def _count(suite: ElementTree.Element) -> None:
    for total, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(total, str(sum(1 for _ in suite.iter(tag))))


def _clean(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)
