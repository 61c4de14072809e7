"""Axes that figures share."""

from __future__ import annotations

from datetime import date, timedelta

import plotly.graph_objects as go

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ROOM_DAYS = 10
# A day as Plotly counts lengths on an axis of dates.
DAY_MS = 86_400_000


def date_axis(drawn: go.Figure, start: date, end: date, narrow: bool = False, shift_days: int = 0) -> None:
    """Dates on x: months by name, the year under January and under the first tick; four ticks if narrow.

    `shift_days` moves the ticks into their month, for what stands for a whole month.
    """
    span = (end.year - start.year) * 12 + end.month - start.month + 1
    wanted = 4 if narrow else 9
    step = next((step for step in (1, 2, 3, 6, 12, 24, 60) if span / step <= wanted), 120)
    ticks = [day for day in _months(start, end) if (day.month - 1 + 12 * day.year) % step == 0]
    labels = [_tick(day, number == 0, step) for number, day in enumerate(ticks)]
    drawn.update_xaxes(
        type="date",
        range=[(start - timedelta(days=ROOM_DAYS)).isoformat(), end.isoformat()],
        tickmode="array",
        tickvals=[(day + timedelta(days=shift_days)).isoformat() for day in ticks],
        ticktext=labels,
    )


def room_left(drawn: go.Figure, start: date, end: date, narrow: bool = False) -> None:
    """Moves the first day of a date axis away from the edge, so that its label is not cut off."""
    days = max(ROOM_DAYS, round((end - start).days * (0.06 if narrow else 0.018)))
    drawn.update_xaxes(range=[(start - timedelta(days=days)).isoformat(), end.isoformat()])


def _months(start: date, end: date) -> list[date]:
    found, day = [], start.replace(day=1)
    while day <= end:
        if day >= start - timedelta(days=ROOM_DAYS):
            found.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    return found


def _tick(day: date, first: bool, step: int) -> str:
    if step >= 12:
        return str(day.year)
    return f"{MONTHS[day.month - 1]}<br>{day.year}" if first or day.month <= step else MONTHS[day.month - 1]
