"""The text format: place, words, reason, way out, within 100 columns."""

from __future__ import annotations

import itertools
import re
import unicodedata

from rich.cells import cell_len

from notelint.models import Conclusions, Failure, Finding, NoteReport, Reason, Rejected, Suggestion
from notelint.output.text import wrap

from .conftest import Render
from .reports import fact, finding, full_report, report

ANSI = re.compile(r"\x1b\[[0-9;]*m")


def mechanical() -> NoteReport:
    text = "Chief complaint: knee.\n" * 11 + "A/P: Chronic mechanical knee pain, K10.50. PT referral.\n"
    facts = [
        fact(text, "mechanical", "mechanical", section="assessment_plan"),
        fact(text, "K10.50", "icd10", value="K10.50"),
    ]
    findings = [
        finding(
            facts[1],
            facts=(0,),
            rule="C101",
            name="characterised-as-other",
            message="The pain is documented as mechanical, so K10.59 applies; "
            "K10.50 is for pain that nobody has characterised.",
            suggested_code="K10.59",
            source="Tabular List",
        ),
        finding(
            rule="D401",
            name="function-missing",
            severity="warning",
            message="Nothing says what the pain keeps the patient from doing.",
            question="What does the pain limit?\n- walking\n- other\n- unable to determine",
            source="payer practice",
        ),
    ]
    suggestion = Suggestion(
        code="K10.59",
        confidence="documented",
        reasons=(Reason(text="The pain is documented as mechanical.", facts=(0,)),),
        rejected=(Rejected(code="K10.51", why="nothing is said of crystals."),),
    )
    return report(text, facts, findings, path="notes/pcp.txt", suggestion=suggestion)


def test_a_report_reads_place_words_reason_way_out(render: Render) -> None:
    assert render("text", mechanical()) == (
        "notes/pcp.txt:12:36 error C101 characterised-as-other\n"
        " 12 | A/P: Chronic mechanical knee pain, K10.50. PT referral.\n"
        "    |              ----------            ^^^^^^\n"
        "    The pain is documented as mechanical, so K10.59 applies; K10.50 is for pain that nobody has\n"
        "    characterised.\n"
        "    Use K10.59. (Tabular List; notelint explain C101)\n"
        "\n"
        "notes/pcp.txt  warning D401 function-missing\n"
        "    Nothing says what the pain keeps the patient from doing.\n"
        "    (payer practice; notelint explain D401)\n"
        "    Ask: What does the pain limit?\n"
        "    - walking\n"
        "    - other\n"
        "    - unable to determine\n"
        "\n"
        'notes/pcp.txt  suggests K10.59, documented: The pain is documented as mechanical: "mechanical"\n'
        "    (12:14, assessment plan). Not K10.51: nothing is said of crystals.\n"
        "\n"
        "Checked 1 note: 1 error, 1 warning.\n"
    )


def test_quiet_prints_findings_only(render: Render) -> None:
    said = render("text", mechanical(), quiet=True)
    assert "error C101" in said and "Use K10.59." in said
    assert "suggests" not in said and "Checked" not in said
    assert render("text", report("Nothing here."), quiet=True) == ""


def test_without_source_no_word_of_the_note_is_printed(render: Render) -> None:
    said = render("text", full_report(), source=False)
    for words in ("3 weeks", "ODI 42", "Mechanical", "crystal", " | "):
        assert words not in said
    assert 'It says "…".' in said
    assert '"…" (2:1, assessment)' in said


def test_colours_change_nothing_but_colours(render: Render) -> None:
    plain, coloured = render("text", mechanical()), render("text", mechanical(), color=True)
    assert "\x1b[" not in plain
    assert "\x1b[" in coloured
    assert ANSI.sub("", coloured) == plain


def underlined(said: str) -> list[tuple[str, str]]:
    """For each run of an underline: the words that stand above it, by columns, and its sign."""
    lines = said.splitlines()
    found = []
    for above, below in itertools.pairwise(lines):
        if re.match(r" +\d+ \| ", above) and re.match(r" +\| ", below):
            for run in re.finditer(r"\^+|-+", below):
                columns = range(run.start(), run.end())
                words, column = "", 0
                for char in above:
                    width = cell_len(char)
                    if column in columns or (width == 0 and column - 1 in columns):
                        words += char
                    column += width
                found.append((words, run.group()[0]))
    return found


def one_finding(text: str, primary: str, *related: str, **more: object) -> NoteReport:
    facts = [fact(text, words, "thing") for words in (primary, *related)]
    return report(text, facts, [finding(facts[0], facts=tuple(range(len(facts))), **more)])


def test_an_underline_stands_below_wide_combining_and_tab_characters(render: Render) -> None:
    text = "\t背中の痛み: nai\u0308ve café\u0301 sciatica\tthen the word lumbago 👍 ends"
    said = render("text", one_finding(text, "lumbago", "sciatica"))
    assert underlined(said) == [("sciatica", "-"), ("lumbago", "^")]
    text = "日本語 痛み end"
    assert underlined(render("text", one_finding(text, "痛み"))) == [("痛み", "^")]


def test_a_long_line_is_cut_to_a_window_around_the_words(render: Render) -> None:
    text = "filler words go on " * 5000 + "with SCIATICA here " + "and on they go " * 5000
    said = render("text", one_finding(text, "SCIATICA"))
    line = next(line for line in said.splitlines() if "SCIATICA" in line)
    assert line.startswith(" 1 | …") and line.endswith("…")
    assert underlined(said) == [("SCIATICA", "^")]
    assert all(cell_len(line) <= 100 for line in said.splitlines())
    # Whole words at the edges, and no half-empty window.
    assert set(re.findall(r"\w+", line)) <= set(re.findall(r"\w+", text)) | {"1"}
    assert cell_len(line) > 70


def test_places_far_apart_on_one_line_get_windows_of_their_own(render: Render) -> None:
    text = "LEFT " + "x" * 3000 + " MIDDLE near NEXT " + "y y " * 800 + " RIGHT"
    said = render("text", one_finding(text, "MIDDLE", "LEFT", "NEXT", "RIGHT"))
    assert underlined(said) == [("LEFT", "-"), ("MIDDLE", "^"), ("NEXT", "-"), ("RIGHT", "-")]
    assert len(re.findall(r"^ 1 \|", said, re.MULTILINE)) == 3
    assert all(cell_len(line) <= 100 for line in said.splitlines())


def test_a_stretch_longer_than_the_window_is_cut_at_its_end(render: Render) -> None:
    words = "START " + "of a very long assessment " * 20 + "END"
    said = render("text", one_finding(f"Before it. {words} after it.", words))
    ((shown, sign),) = underlined(said)
    assert sign == "^" and shown.startswith("START of a very")
    assert all(cell_len(line) <= 100 for line in said.splitlines())


def test_a_stretch_over_lines_shows_its_first_two(render: Render) -> None:
    text = "Head\r\n  ONE two\r\n\r\n  three FOUR\r\n  five SIX tail\r\n"
    words = text[text.index("ONE") : text.index("SIX") + 3]
    said = render("text", one_finding(text, words))
    assert underlined(said) == [("ONE two", "^"), ("three FOUR", "^")]
    assert " 2 |   ONE two\n" in said and " 4 |   three FOUR\n" in said


def test_lines_of_several_numbers_share_a_gutter(render: Render) -> None:
    text = "line\n" * 8 + "RELATED\nmore\nmore\nPRIMARY\n"
    said = render("text", one_finding(text, "PRIMARY", "RELATED"))
    assert "  9 | RELATED\n    | -------\n 12 | PRIMARY\n    | ^^^^^^^\n" in said


def test_many_related_places_are_counted(render: Render) -> None:
    text = "zero one two three four five six"
    said = render("text", one_finding(text, *text.split()))
    assert [words for words, _ in underlined(said)] == ["zero", "one", "two", "three", "four"]
    assert "    and 2 more places\n" in said


def test_what_would_drive_a_terminal_is_shown_as_symbols(render: Render) -> None:
    text = "red \x1b[31mALARM\x1b[0m \u202eesrever\u202c bell\x07 end"
    said = render("text", one_finding(text, "ALARM", message="It has \x1b[2J in it."), color=False)
    assert not [char for char in said if unicodedata.category(char) in ("Cc", "Cf") and char != "\n"]
    assert underlined(said) == [("ALARM", "^")]


def test_a_code_from_outside_the_text_names_its_origin(render: Render) -> None:
    said = render("text", report("Words.", [], [finding(origin="manifest:7")]))
    assert said.startswith("notes/a.txt (manifest:7) error X101 made-up\n    Something is wrong.\n")


def test_a_long_path_stands_on_a_line_of_its_own(render: Render) -> None:
    path = "a/" * 60 + "note.txt"
    said = render("text", report("Words.", [fact("Words.", "Words", "x")], [finding()], path=path))
    assert said.startswith(f"{path}\n    error X101 made-up\n")
    assert f"{path}  \n" not in said


def suggested(render: Render, suggestion: Suggestion, status: str = "current") -> str:
    text = "Pain from gout."
    made = report(text, [fact(text, "gout", "gout")], suggestion=suggestion, conclusions=Conclusions(status=status))
    return render("text", made).splitlines()[0]


def test_suggestions_in_words(render: Render) -> None:
    other = Suggestion(code="other", instead=("K2.-", "K3"), confidence="documented")
    assert suggested(render, other) == "notes/a.txt  suggests K2.- or K3, documented:"
    none = Suggestion(code="none", reasons=(Reason(text="It is over.", facts=(0,)),))
    assert suggested(render, none, "historical") == (
        'notes/a.txt  suggests no code: knee pain is told as past. It is over: "gout" (1:11).'
    )
    default = Suggestion(code="K1", reasons=(Reason(text="Nothing says otherwise."),))
    assert suggested(render, default) == "notes/a.txt  suggests K1, default: Nothing says otherwise."


def test_a_note_about_something_else_is_only_counted(render: Render) -> None:
    away = report("Ear pain.", suggestion=Suggestion(code="none"), conclusions=Conclusions(status="absent"))
    assert render("text", away, away) == "Checked 2 notes: no findings. Knee pain is current in 0 of 2.\n"


def test_the_summary_counts_by_severity_and_failures(render: Render) -> None:
    def some(severity: str) -> Finding:
        return finding(severity=severity)

    made = report("Words.", [], [some("warning"), some("info"), some("info"), some("warning"), some("error")])
    said = render("text", made, failures=[Failure(path="b.txt", error="no such file")])
    assert said.endswith("Checked 1 note: 1 error, 2 warnings, 2 info. 1 could not be checked.\n")


def test_wrapping_counts_columns_and_breaks_words_only_when_it_must() -> None:
    assert list(wrap("one two three", 7)) == ["one two", "three"]
    assert list(wrap("one two three", 7, taken=3)) == ["one", "two", "three"]
    assert list(wrap("abcdefghij kl", 4)) == ["abcd", "efgh", "ij", "kl"]
    assert list(wrap("痛み 痛み", 5)) == ["痛み", "痛み"]
    assert list(wrap("a\nb", 10)) == ["a", "b"]
