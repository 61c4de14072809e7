"""Panels beside the score: each on a scale that holds its values, also where there is none."""

from __future__ import annotations

import numpy as np
import pytest

from chokepoint.ui.risk_beside import _panel

DAYS = np.array(["2025-01-31", "2025-02-28"], "datetime64[D]")


@pytest.mark.parametrize(
    ("values", "top"), [((48.0, 17.0), 50), ((75.0, np.nan), 100), ((0.7, 0.3), 1), ((np.nan, np.nan), 1)]
)
def test_the_scale_holds_the_highest_value(values: tuple[float, float], top: float) -> None:
    panel = _panel("Risk score", "monthly mean", DAYS, np.array(values), "points", 0)
    assert panel.high == top
    assert panel.ticks == (0, top / 2, top)
