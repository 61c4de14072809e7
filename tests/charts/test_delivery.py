"""Delivery over time: bars are as wide as their periods, the goal is dashed, what is missing is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from chokepoint.charts.delivery import Amount, Measured, delivered
from chokepoint.charts.theme import LIGHT

AMOUNTS = (
    Amount(date(2025, 5, 1), date(2025, 5, 31), "2025-05", 46.0, False),
    Amount(date(2025, 6, 1), date(2025, 6, 30), "2025-06", 353.0, True),
)
MAGNETS = Measured(
    "magnets", "t a month", 620.0, "2024 divided by 12", AMOUNTS, (), (date(2025, 6, 5),), "CHN", "USA"
)
YTTRIUM = Measured("yttrium", "t a month", None, "", AMOUNTS[:1], AMOUNTS[1:], (), "CHN", "USA")


@pytest.mark.parametrize("narrow", [False, True])
def test_bars_show_each_amount_over_its_period_in_the_colour_of_its_side(narrow: bool) -> None:
    drawn = delivered([MAGNETS, YTTRIUM], date(2026, 7, 2), LIGHT, narrow)
    first, second, other = drawn.figure.data
    assert (list(first.y), list(second.y), list(other.y)) == ([46, 353], [46], [353])
    assert list(first.marker.color) == [LIGHT.cn, LIGHT.cn]
    assert other.marker.line.color == LIGHT.us
    assert first.width[0] == pytest.approx(31 * 0.82 * 86_400_000)
    assert (first.yaxis, second.yaxis, other.yaxis) == ("y", "y2", "y2")


def test_the_goal_is_dashed_and_the_promise_a_rule() -> None:
    goal, promise = delivered([MAGNETS], date(2026, 7, 2), LIGHT).figure.layout.shapes
    assert (goal.y0, goal.y1, goal.line.dash) == (620, 620, "5px,2px")
    assert (promise.x0, promise.x1) == ("2025-06-05", "2025-06-05")


def test_tinted_is_worked_out_and_the_time_before_the_promise_has_its_ground() -> None:
    worked_out = replace(
        MAGNETS, amounts=(replace(AMOUNTS[0], derived=True), AMOUNTS[1]), first=date(2025, 6, 5)
    )
    drawn = delivered([worked_out], date(2026, 7, 2), LIGHT).figure
    (bars,) = drawn.data
    assert list(bars.marker.color) == [LIGHT.cn_tint, LIGHT.cn]
    assert (bars.marker.line.color, bars.marker.line.width) == (LIGHT.cn, 1)
    assert [", worked out" in words for words in bars.hovertext] == [True, False]
    (ground,) = [shape for shape in drawn.layout.shapes if shape.type == "rect"]
    assert (ground.x0, ground.x1, ground.fillcolor) == ("2025-05-01", "2025-06-05", LIGHT.panel)
    assert "before" in {note.text for note in drawn.layout.annotations}
    # A promise before the first figure leaves no time before it.
    early = delivered([replace(MAGNETS, first=date(2025, 4, 1))], date(2026, 7, 2), LIGHT).figure
    assert not [shape for shape in early.layout.shapes if shape.type == "rect"]


@pytest.mark.parametrize("narrow", [False, True])
def test_bars_begin_after_the_labels_of_the_axis(narrow: bool) -> None:
    drawn = delivered([MAGNETS], date(2026, 7, 2), LIGHT, narrow).figure
    first, last = (pd.Timestamp(end) for end in drawn.layout.xaxis.range)
    free = (pd.Timestamp("2025-05-01") - first) / (last - first)
    assert free == pytest.approx(0.12 if narrow else 0.04, abs=0.001)
    (goal,) = [shape for shape in drawn.layout.shapes if shape.line.dash]
    assert goal.x0 == pytest.approx(free, abs=0.001)


def test_names_too_long_for_a_phone_break_and_the_goal_leaves_the_labels_free() -> None:
    named = replace(MAGNETS, name="Rare-earth magnets, line 85051110, China to United States")
    wide, narrow = (delivered([named], date(2026, 7, 2), LIGHT, narrow) for narrow in (False, True))
    assert (
        "<b>Rare-earth magnets, line 85051110, China to United States</b>"
        in wide.figure.layout.annotations[0].text
    )
    assert (
        "<b>Rare-earth magnets, line 85051110, China<br>to United States</b>"
        in narrow.figure.layout.annotations[0].text
    )
    assert 0 < wide.figure.layout.shapes[0].x0 < narrow.figure.layout.shapes[0].x0 < 0.2


def test_the_words_say_the_figures_after_the_promise_and_what_is_missing() -> None:
    words = delivered([MAGNETS, YTTRIUM], date(2026, 7, 2), LIGHT).alt.replace("\u00a0", " ")
    assert words == (
        "magnets, held against 620 t a month (2024 divided by 12); after the promise: 2025-06 353 t a month; "
        "no figure of the other side. yttrium, no goal on file; after the promise: no figure; the other side states 1 figures."
    )


def test_amounts_below_zero_have_room() -> None:
    points = Measured("tariff", "pp", -115.0, "promised", (Amount(date(2025, 5, 14), date(2025, 5, 14), "2025-05-14", -115.0, True),),
                      (), (), "USA", "CHN")  # fmt: skip
    assert delivered([points], date(2026, 1, 1), LIGHT).figure.layout.yaxis.range[0] < -115
