"""Delivery over time: bars are as wide as their periods, the goal is dashed, what is missing is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

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
    assert list(first.marker.color) == [LIGHT.cn_tint, LIGHT.cn]
    assert list(other.marker.line.color) == [LIGHT.us]
    assert first.width[0] == pytest.approx(31 * 0.82 * 86_400_000)
    assert (first.yaxis, second.yaxis, other.yaxis) == ("y", "y2", "y2")


def test_the_goal_is_dashed_and_the_promise_a_rule() -> None:
    goal, promise = delivered([MAGNETS], date(2026, 7, 2), LIGHT).figure.layout.shapes
    assert (goal.y0, goal.y1, goal.line.dash) == (620, 620, "5px,2px")
    assert (promise.x0, promise.x1) == ("2025-06-05", "2025-06-05")


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
