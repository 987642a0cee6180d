"""HTML and tables -> lines that the linter reads as it reads a typed note."""

from __future__ import annotations

import time

import pytest

from notelint.batch.sources.layout import MAX_CHARACTERS, Lines, TooMuchText, tidy
from notelint.batch.sources.markup import html_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\nTwo\n"),
        ("One<br>Two<br/>Three", "One\nTwo\nThree\n"),
        ("<p>low\n  back   <b>pain</b></p>", "low back pain\n"),
        ("<p>Before</p><h2>Plan</h2><p>Rest</p>", "Before\n\nPlan\nRest\n"),
        ("<ul><li>No fever</li><li>No chills</li></ul>", "- No fever\n- No chills\n"),
        ("<ul><li>No fever<li>No chills</ul>after", "- No fever\n- No chills\nafter\n"),
        ("<ol><li>Pain</li><li>Sleep</li></ol>", "1. Pain\n2. Sleep\n"),
        ("<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul>", "- a\n1. b\n- c\n"),
        ("<table><tr><th>Fever</th><td>No</td></tr></table>", "Fever    No\n"),
        ("<table><tr><td>Fever<td>No<tr><td>Chills<td>Yes</table>", "Fever    No\nChills    Yes\n"),
        ("<table><tr><td>Pain</td><td>7/10<br>worse</td></tr></table>", "Pain: 7/10\nworse\n"),
        ("<table><tr><td>x</td><td><table><tr><td>a</td><td>b</td></tr></table></td></tr></table>", "x    a    b\n"),
        ("<pre>HPI\n  pain   today\nPlan</pre>", "HPI\npain   today\nPlan\n"),
        ('<div style="white-space: pre-wrap">HPI\nPlan</div>', "HPI\nPlan\n"),
        ("<style>p{}</style><script>alert(1)</script><p>Pain</p>", "Pain\n"),
        ("<p>5 &lt; 7 &amp; caf&eacute;</p>", "5 < 7 & café\n"),
        ('<input type="checkbox" checked> Fever <input type="checkbox"> Chills', "[x] Fever [ ] Chills\n"),
        ("</p></td></table>stray ends</div>", "stray ends\n"),
        ("<td>a cell without a table", "a cell without a table\n"),
        ("plain words", "plain words\n"),
        ("<p>  </p>", ""),
    ],
)
def test_html(markup: str, text: str) -> None:
    assert html_text(markup) == text


def test_a_document_without_end_tags_takes_no_longer_than_its_length() -> None:
    started = time.perf_counter()
    assert html_text("<div>" * 50_000 + "pain" + "</p>" * 50_000) == "pain\n"
    assert time.perf_counter() - started < 20


def test_too_much_text_is_refused() -> None:
    lines = Lines()
    with pytest.raises(TooMuchText):
        for _ in range(MAX_CHARACTERS // 1000 + 1):
            lines.line("x" * 1000)


def test_tidy_leaves_one_kind_of_line_end_and_no_control_characters() -> None:
    assert tidy("\n\na\r\nb\rc\x00d\te  \n\n\n\nf\u00ad-\x0cg\n") == "a\nb\nc d    e\n\nf-\ng"
