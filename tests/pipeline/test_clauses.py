"""What the rest of a sentence makes of a condition and of an order."""

from __future__ import annotations

import pytest

from notelint.pipeline.clauses import came_to_nothing
from notelint.pipeline.habits import tells_habit


@pytest.mark.parametrize(
    ("before", "cue", "habit"),
    [
        ("the pain jumps to a 7 ", "if she", True),
        ("it only hurts ", "if he", True),
        ("he has tingling in the foot ", "if he", True),
        ("call if the pain is worse ", "if she", False),
        ("it hurts less, and he should stop ", "if he", False),
        ("return ", "if she", False),
        ("the pain is worse ", "return if", False),
    ],
)
def test_a_condition_tells_a_habit_or_gives_advice(before: str, cue: str, habit: bool) -> None:
    assert tells_habit(cue, before) is habit


@pytest.mark.parametrize(
    ("after", "naught"),
    [
        (", but her plan would not pay for it and she never had it.", True),
        (", however he did not undergo this secondary to insurance issues.", True),
        (" which was denied.", True),
        (" and he never went.", True),
        (", but the pain did not allow it.", True),
        (" of the lumbar spine next week.", False),
        (" and start therapy; she did not bring her list.", False),
        (", which showed a disc bulge.", False),
    ],
)
def test_an_order_may_come_to_nothing(after: str, naught: bool) -> None:
    assert came_to_nothing(after) is naught
