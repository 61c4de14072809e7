"""Panels beside the score: each on a scale that holds its values, also where there is none."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from chokepoint.charts.panels import panels
from chokepoint.charts.theme import LIGHT
from chokepoint.ui.risk_beside import _panel

MONTHS = np.array(["2025-01", "2025-02"], "datetime64[M]")


@pytest.mark.parametrize(
    ("values", "top"), [((48.0, 17.0), 50), ((75.0, np.nan), 100), ((0.7, 0.3), 1), ((np.nan, np.nan), 1)]
)
def test_the_scale_holds_the_highest_value(values: tuple[float, float], top: float) -> None:
    panel = _panel("Risk score", "monthly mean", MONTHS, np.array(values), "points", 0)
    assert panel.high == top
    assert panel.ticks == (0, top / 2, top)


def test_a_month_stands_in_its_middle_and_those_apart_are_circled() -> None:
    panel = _panel("GPR", "index|apart in 1 of 2", MONTHS, np.array([1.0, 2.0]), "index", 1, ("2025-02",))
    assert panel.days.astype(str).tolist() == ["2025-01-15", "2025-02-15"]
    drawn = panels([panel], date(2025, 1, 1), date(2025, 3, 1), date(2025, 3, 1), LIGHT)
    line, rings = drawn.figure.data
    assert line.hovertemplate.startswith("%{x|%Y-%m}<br>")
    assert (list(rings.x), list(rings.y), rings.mode) == (["2025-02-15"], [2.0], "markers")
    assert "the score moved the other way" in rings.hovertemplate
