"""Facts about codes, as the Tabular List has them. Each row of a table is one fact that is often got wrong."""

from __future__ import annotations

import threading
from datetime import date

import pytest

from notelint.coding.icd10cm import CodeBook, code_book, normal, within

BOOK = code_book()
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("M5450", "M54.50"),
        ("m54.50", "M54.50"),
        (" M54.50 ", "M54.50"),
        ("m54.5-", "M54.5-"),
        ("M54.5–", "M54.5-"),
        ("M54-", "M54.-"),
        ("M54.-", "M54.-"),
        ("M54", "M54"),
        ("s39012a", "S39.012A"),
        ("S335xxA", "S33.5XXA"),
        ("QA001", "QA0.01"),
        ("97110", "97110"),
        ("M54.50.123456", "M54.50.123456"),
        ("low back", "LOW BACK"),
    ],
)
def test_normal(written: str, expected: str) -> None:
    assert normal(written) == expected
    assert BOOK.normal(written) == expected
    assert normal(expected) == expected


@pytest.mark.parametrize(
    ("code", "family", "expected"),
    [
        ("M54.41", "M54.4-", True),
        ("M54.4-", "M54.4-", True),
        ("M54.41", "M54.4", True),
        ("M5441", "m54.-", True),
        ("M54.5", "M54.4-", False),
        ("M54.4-", "M54.41", False),
    ],
)
def test_within(code: str, family: str, expected: bool) -> None:
    assert within(code, family) is expected


@pytest.mark.parametrize(
    ("a", "b", "node"),
    [
        # M54.5 itself.
        ("M54.50", "M51.360", "M54.5"),
        ("M54.59", "M51.370", "M54.5"),
        ("M54.51", "S39.012A", "M54.5"),
        ("M54.50", "S39.012S", "M54.5"),
        ("M54.50", "S39.012", "M54.5"),
        ("M54.50", "M51.26", "M54.5"),
        ("M54.50", "M51.27", "M54.5"),
        ("M54.50", "M51.2-", "M54.5"),
        ("M54.50", "M54.41", "M54.5"),
        ("M54.5-", "M54.4-", "M54.5"),
        # Inherited from the category and the block.
        ("M54.50", "F45.41", "M54"),
        ("M54.41", "F45.41", "M54"),
        ("M54.50", "M46.46", "M50-M54"),
        ("M51.26", "M46.46", "M50-M54"),
        # Not in the note.
        ("M54.50", "M51.369", None),
        ("M54.50", "M51.362", None),
        ("M54.50", "M51.36-", None),
        ("M54.50", "M51.16", None),
        ("M54.50", "M54.16", None),
        ("M54.50", "M54.31", None),
        ("M54.50", "S33.5XXA", None),
        ("M54.50", "S39.011A", None),
        ("M54.50", "M46.1", None),
        ("M54.50", "M54.51", None),
        ("M54.50", "M54.50", None),
        ("M54.50", "M54.5", None),
        # M54.8- excludes M54.5-; M54.9 does not.
        ("M54.89", "M54.50", "M54.8"),
        ("M54.81", "M54.59", "M54.8"),
        ("M54.9", "M54.50", None),
        # Neighbours.
        ("M54.41", "M51.16", "M54.4"),
        ("M54.42", "M51.17", "M54.4"),
        ("M54.40", "M51.362", "M54.4"),
        ("M54.40", "M51.372", "M54.4"),
        ("M54.40", "M51.361", None),
        ("M54.31", "M51.361", "M54.3"),
        ("M54.32", "M51.371", "M54.3"),
        ("M54.31", "M54.41", "M54.3"),
        ("M54.16", "M47.26", "M54.1"),
        ("M54.10", "M51.16", "M54.1"),
        ("M54.15", "M51.16", "M54.1"),
        ("M54.14", "G58.9", "G50-G59"),
        # G89: Excludes1 with the psychogenic pain, not with low back pain.
        ("G89.29", "F45.41", "G89"),
        ("G89.4", "F45.41", "G89"),
        ("G89.29", "M54.50", None),
        # A condition on a character: "M51.- with fifth character 4".
        ("S23.0XXA", "M51.14", "S23.0"),
        ("S23.0XXA", "M51.17", None),
        # A sprain of the lumbar spine and a disc that is displaced without injury.
        ("S33.5XXA", "M51.26", "S33"),
    ],
)
def test_excludes1_is_found_from_either_side(a: str, b: str, node: str | None) -> None:
    assert BOOK.excludes1(a, b) == node
    assert BOOK.excludes1(b, a) == node


def test_both_sides_may_carry_a_note() -> None:
    """M51.1 names M54.16 and M54.3, and those name M51.1-: the note of the first code asked about is given."""
    assert BOOK.excludes1("M51.16", "M54.31") == "M51.1"
    assert BOOK.excludes1("M54.31", "M51.16") == "M54.3"
    assert BOOK.excludes1("M51.16", "M54.16") == "M51.1"
    assert BOOK.excludes1("M54.16", "M51.16") == "M54.1"
    assert BOOK.excludes1("M54.31", "G57.01") == "M54.3"
    assert BOOK.excludes1("M54.16", "M79.2") == "M54.1"
    assert BOOK.excludes1("M79.2", "M54.16") == "M79.2"


@pytest.mark.parametrize(
    ("a", "b", "node"),
    [
        ("G89.29", "M54.50", "G89"),
        ("G89.11", "M54.59", "G89"),
        ("M54.50", "M54.41", None),
        ("M54.50", "S39.012A", "chapter 13"),
        ("M54.50", "R52", "chapter 13"),
        ("M54.50", "I10", None),
    ],
)
def test_excludes2(a: str, b: str, node: str | None) -> None:
    assert BOOK.excludes2(a, b) == node
    assert BOOK.excludes2(b, a) == node


def test_the_note_behind_an_exclusion_is_quoted_as_printed() -> None:
    note = BOOK.excludes_note("S39.012A", "M54.50", 1)
    assert note is not None
    assert (note.node, note.text, note.targets) == ("M54.5", "low back strain (S39.012)", ("S39.012",))


def test_notes_include_the_one_on_current_injury_that_names_no_code() -> None:
    own = BOOK.notes("M54.50", kind=1)
    injury = [note for note in own if note.text.startswith("current injury")]
    assert [(note.node, note.targets) for note in injury] == [("M50-M54", ())]
    assert {target for note in own for target in note.targets} == {
        *("M51.360", "M51.370", "S39.012", "M51.2", "M54.4", "F45.41", "M46.4")
    }


def test_an_exclusion_counts_from_the_edition_that_has_it() -> None:
    assert BOOK.excludes1("M54.5", "M54.41", date(2021, 3, 1)) == "M54.5"
    assert BOOK.excludes1("M54.50", "M51.360", date(2024, 12, 1)) == "M54.5"
    # A note that January 2021 does not have and April 2025 has, on two codes that both know: when it came is not known.
    assert BOOK.excludes1("B97.4", "J12.1", date(2021, 3, 1)) is None
    assert BOOK.excludes1("B97.4", "J12.1", date(2023, 1, 1)) is None
    assert BOOK.excludes1("B97.4", "J12.1", date(2025, 5, 1)) == "B97.4"
    assert BOOK.excludes1("B97.4", "J12.1") == "B97.4"
    assert "M51.360" not in {t for note in BOOK.notes("M54.5", on=date(2021, 3, 1)) for t in note.targets}


def test_excludes_of_an_unknown_code() -> None:
    assert BOOK.excludes1("M54.50", "M54.48") is None
    assert BOOK.excludes1("M54.50", "not a code") is None


@pytest.mark.parametrize(
    ("code", "on", "billable", "valid"),
    [
        # M54.5 was divided on 2021-10-01.
        ("M54.5", date(2017, 3, 1), True, True),
        ("M54.5", date(2020, 6, 1), True, True),
        ("M54.5", date(2021, 9, 30), True, True),
        ("M54.5", date(2021, 10, 1), False, False),
        ("M54.5", TODAY, False, False),
        ("M54.5", date(2031, 1, 1), False, False),
        ("M54.50", date(2019, 5, 5), False, False),
        ("M54.50", date(2021, 9, 30), False, False),
        ("M54.50", date(2021, 10, 1), True, True),
        ("M54.59", TODAY, True, True),
        # M51.36 and M51.37 on 2024-10-01.
        ("M51.36", date(2024, 9, 30), True, True),
        ("M51.36", date(2024, 10, 1), False, False),
        ("M51.37", date(2024, 9, 30), True, True),
        ("M51.37", date(2025, 1, 15), False, False),
        ("M51.360", date(2024, 9, 30), False, False),
        ("M51.362", date(2024, 10, 1), True, True),
        ("M51.379", TODAY, True, True),
        # M48.06 on 2017-10-01.
        ("M48.06", date(2017, 9, 30), True, True),
        ("M48.06", date(2019, 1, 1), False, False),
        ("M48.061", date(2017, 9, 30), False, False),
        ("M48.062", date(2017, 10, 1), True, True),
        # Codes that did not change.
        ("M54.2", date(2018, 1, 1), True, True),
        ("M54.41", date(2023, 1, 1), True, True),
        ("G89.29", TODAY, True, True),
        ("S39.012A", TODAY, True, True),
        ("S39.012A", date(2022, 1, 1), True, True),
        # Headers, unfinished codes, families and what is no code: never valid, never billable.
        ("M54", TODAY, False, None),
        ("M54.4", TODAY, False, None),
        ("S39.012", TODAY, False, None),
        ("S33.5", date(2023, 1, 1), False, None),
        ("M54.4-", TODAY, False, None),
        ("M54.99", date(2023, 6, 1), False, None),
        ("M54.99", TODAY, False, None),
        ("M54.9-", TODAY, False, None),
        ("S39.012Q", TODAY, False, None),
        ("low back", TODAY, False, None),
        # Nothing proven: data older than the day, younger than the day, or a change on an unknown day.
        ("N20.0", TODAY, None, None),
        ("K99.99", TODAY, None, None),
        ("K99.9-", TODAY, None, None),
        ("N20.0", date(2019, 1, 1), None, None),
        ("M54.50", date(2028, 1, 1), None, None),
        ("M54.99", date(2028, 1, 1), None, None),
        ("M45.A0", date(2023, 1, 1), None, None),
        ("M45.A0", date(2021, 1, 1), False, False),
        ("M45.A0", date(2025, 5, 1), True, True),
        ("K99.99", date(2026, 5, 1), False, None),
    ],
)
def test_codes_by_day(code: str, on: date, billable: bool | None, valid: bool | None) -> None:
    assert BOOK.billable(code, on) is billable
    assert BOOK.valid_on(code, on) is valid


def test_billable_without_a_day_is_as_of_the_data() -> None:
    assert BOOK.billable("M54.50") is True
    assert BOOK.billable("M54.5") is False
    assert BOOK.billable("N20.0") is True
    assert BOOK.billable("K99.99") is False


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("M54.5", None, date(2021, 9, 30)),
        ("M54.50", date(2021, 10, 1), None),
        ("M51.36", None, date(2024, 9, 30)),
        ("M51.360", date(2024, 10, 1), None),
        ("M48.06", None, date(2017, 9, 30)),
        ("M48.061", date(2017, 10, 1), None),
        ("M54.2", None, None),
        ("M45.A0", None, None),
        ("S39.012", None, None),
        ("M54.99", None, None),
    ],
)
def test_validity(code: str, first: date | None, last: date | None) -> None:
    assert BOOK.validity(code) == (first, last)


@pytest.mark.parametrize(
    ("code", "children"),
    [
        ("M54.5", ("M54.50", "M54.51", "M54.59")),
        ("M51.36", ("M51.360", "M51.361", "M51.362", "M51.369")),
        ("M51.37", ("M51.370", "M51.371", "M51.372", "M51.379")),
        ("M48.06", ("M48.061", "M48.062")),
        ("M54.4", ()),
        ("M54.50", ()),
        ("M54", ()),
        ("M54.99", ()),
    ],
)
def test_replaced_by(code: str, children: tuple[str, ...]) -> None:
    assert BOOK.replaced_by(code) == children


def test_seventh_characters() -> None:
    assert BOOK.needs_seventh("S39.012")
    assert BOOK.needs_seventh("S33.5")
    assert not BOOK.needs_seventh("S39.012A")
    assert not BOOK.needs_seventh("S39.01")
    assert not BOOK.needs_seventh("M54.50")
    assert not BOOK.needs_seventh("M54.99")
    assert BOOK.sevenths("S39.012") == {"A": "initial encounter", "D": "subsequent encounter", "S": "sequela"}
    assert BOOK.sevenths("M54.50") == {}
    assert BOOK.children("S39.012") == ("S39.012A", "S39.012D", "S39.012S")
    assert BOOK.children("S33.5") == ("S33.5XXA", "S33.5XXD", "S33.5XXS")
    # The list of codes allows less than the tree: a death before consciousness returned has no subsequent encounter.
    assert tuple(BOOK.sevenths("S06.1X7")) == ("A",)
    assert BOOK.known("S06.1X7A")
    assert not BOOK.known("S06.1X7D")


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("M54.50", "Low back pain, unspecified"),
        ("M54.51", "Vertebrogenic low back pain"),
        ("m5459", "Other low back pain"),
        ("M54.5-", "Low back pain"),
        ("S39.012A", "Strain of muscle, fascia and tendon of lower back, initial encounter"),
        ("S33.5XXD", "Sprain of ligaments of lumbar spine, subsequent encounter"),
        ("M54.99", None),
        ("low back", None),
    ],
)
def test_title(code: str, title: str | None) -> None:
    assert BOOK.title(code) == title
    assert BOOK.known(code) is (title is not None)


def test_inclusion_terms() -> None:
    assert BOOK.inclusion_terms("M54.50") == ("Loin pain", "Lumbago NOS")
    assert BOOK.inclusion_terms("M54.51") == ("Low back vertebral endplate pain",)
    assert BOOK.inclusion_terms("M54.59") == ()
    assert BOOK.inclusion_terms("M54.9") == ("Backache NOS", "Back pain NOS")


def test_what_the_data_are() -> None:
    assert BOOK.data_date == date(2026, 4, 1)
    assert BOOK.source == "ICD-10-CM Tabular List, April 2026"
    assert code_book() is BOOK


def test_a_look_up_reads_only_the_codes_around_it() -> None:
    book = CodeBook()
    assert book.title("M54.50")
    assert set(book._store._pieces) == {"M5"}
    book.excludes1("M54.50", "S39.012A")
    assert set(book._store._pieces) == {"M5", "S3", "about"}


def test_one_book_serves_many_threads() -> None:
    book = CodeBook()
    answers: list[tuple[str | None, bool | None]] = []
    start = threading.Barrier(8)

    def ask() -> None:
        start.wait()
        answers.extend((book.excludes1("M54.50", "S39.012A"), book.billable("M54.5", TODAY)) for _ in range(20))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [("M54.5", False)] * 160
