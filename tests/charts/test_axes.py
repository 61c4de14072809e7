"""Dates on an axis: months by name, few enough to read, the year where a reader looks for it."""

from __future__ import annotations

from datetime import date, timedelta

import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chokepoint.charts.axes import ROOM_DAYS, date_axis

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def axis(start: date, end: date, narrow: bool = False) -> go.layout.XAxis:
    drawn = go.Figure()
    date_axis(drawn, start, end, narrow)
    return drawn.layout.xaxis


def test_a_year_and_a_half_by_quarters() -> None:
    found = axis(date(2025, 1, 1), date(2026, 8, 16))
    assert list(found.ticktext) == ["Jan<br>2025", "Apr", "Jul", "Oct", "Jan<br>2026", "Apr", "Jul"]
    assert list(found.range) == ["2024-12-22", "2026-08-16"]


def test_the_first_tick_has_its_year_also_when_it_is_no_january() -> None:
    assert list(axis(date(2025, 3, 1), date(2025, 6, 28)).ticktext) == ["Mar<br>2025", "Apr", "May", "Jun"]


def test_decades_have_years_only() -> None:
    assert list(axis(date(2010, 1, 1), date(2025, 12, 31)).ticktext) == [
        str(year) for year in range(2010, 2026, 2)
    ]


@pytest.mark.parametrize(("narrow", "most"), [(False, 9), (True, 4)])
@settings(max_examples=30)  # a figure takes its time
@given(start=DAYS, length=st.integers(0, 13_500))
def test_ticks_are_few_and_inside_the_axis(narrow: bool, most: int, start: date, length: int) -> None:
    end = start + timedelta(days=length)
    found = axis(start, end, narrow)
    assert len(found.tickvals) <= most + 1
    assert all(found.range[0] <= day <= found.range[1] for day in found.tickvals)
    assert found.range[0] == (start - timedelta(days=ROOM_DAYS)).isoformat()
