"""Score and readings in scenarios: what is drawn is what is said; no value is no dot."""

from __future__ import annotations

import pytest

from chokepoint.charts.scenario_dots import Move, scenario_dots
from chokepoint.charts.theme import LIGHT

MOVES = [
    Move("Risk score", 43.9, (52.3, 40.0)),
    Move("Stress", None, (None, None)),
    Move("Tension", 50.0, (50.0, 50.01)),
]


@pytest.mark.parametrize("narrow", [False, True])
def test_each_line_runs_from_the_base_to_the_scenario(narrow: bool) -> None:
    drawn = scenario_dots(MOVES, "AB", LIGHT, narrow)
    assert [tuple(trace.x) for trace in drawn.figure.data] == [
        (43.9, 52.3),
        (43.9, 40.0),
        (50, 50),
        (50, 50.01),
    ]
    assert [trace.line.color for trace in drawn.figure.data] == [
        LIGHT.worse,
        LIGHT.better,
        LIGHT.ink3,
        LIGHT.ink3,
    ]


def test_values_changes_and_missing_ones_are_written() -> None:
    texts = [
        note.text.replace("\u00a0", " ")
        for note in scenario_dots(MOVES, "AB", LIGHT).figure.layout.annotations
    ]
    assert "<b>A</b> 52.3 (+8.4)" in texts
    assert "<b>B</b> 40.0 (−3.9)" in texts
    assert "<b>A</b> 50.0 (unchanged)" in texts
    assert texts.count("A no value") == 1


def test_the_words_for_those_who_cannot_see_it_name_every_value() -> None:
    assert scenario_dots(MOVES, "AB", LIGHT).alt == (
        "Risk score 43.9 as it stands, A 52.3, B 40.0; Stress no value as it stands, A no value, B no value; "
        "Tension 50.0 as it stands, A 50.0, B 50.0."
    )
