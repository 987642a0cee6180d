"""Intervals and agreement, against figures from the literature."""

from __future__ import annotations

import pytest

from notelint.report.agreement import Precision, cohen, kappas, precision, wilson


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
    ids=str,
)
def test_wilson_is_that_of_newcombe(hits: int, total: int, low: float, high: float) -> None:
    """Newcombe (1998), Statistics in Medicine 17:857-872, table I, method 3."""
    found = wilson(hits, total)
    assert found is not None
    assert found == pytest.approx((low, high), abs=5e-5)


def test_wilson_of_nothing_is_nothing() -> None:
    assert wilson(0, 0) is None
    assert wilson(7, 7) == pytest.approx((0.6457, 1.0), abs=1e-4)


def test_kappa_of_a_table() -> None:
    """Two readers of 50 applications: 20 both yes, 15 both no, 5 and 10 apart; agreement 0.7, chance 0.5, kappa 0.4."""
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert cohen(pairs) == (50, 35, pytest.approx(0.4))


def test_kappa_where_all_say_the_same_is_not_defined() -> None:
    assert cohen([("accept", "accept")] * 4) == (4, 4, None)
    assert cohen([]) == (0, 0, None)
    assert cohen([("accept", "reject"), ("reject", "accept")]) == (2, 0, pytest.approx(-1.0))


def test_kappa_is_over_the_findings_that_both_judged() -> None:
    verdicts = {
        1: {"ann": "accept", "bo": "accept"},
        2: {"ann": "accept", "bo": "reject"},
        3: {"ann": "reject", "bo": "reject", "cy": "reject"},
        4: {"ann": "accept"},
    }
    (one, two, three) = kappas(verdicts)
    assert (one.first, one.second, one.findings, one.agreed) == ("ann", "bo", 3, 2)
    assert one.kappa == pytest.approx(0.4)
    assert (two.second, two.findings, two.kappa) == ("cy", 1, None)
    assert (three.first, three.second) == ("bo", "cy")


def test_a_finding_counts_once_by_what_most_said() -> None:
    found = precision(
        [
            {"ann": "accept"},
            {"ann": "accept", "bo": "accept", "cy": "reject"},
            {"ann": "reject"},
            {"ann": "accept", "bo": "reject"},
            {},
        ]
    )
    assert found == Precision(accepted=2, rejected=1, disputed=1)
    assert found.share == pytest.approx(2 / 3)
    assert Precision().share is None and Precision().interval is None
