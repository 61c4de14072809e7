"""What figures of values over days share: rules of the last covered day and of the day shown, readings at it, a scale.

A name at a line's end never carries the value of another day; behind the last covered day nothing looks certain.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import floor, log10

import numpy as np
import plotly.graph_objects as go

from chokepoint.charts.text_width import text_px
from chokepoint.charts.theme import Theme, tinted
from chokepoint.evidence.periods import Days
from chokepoint.risk.words import Floats

PROVISIONAL = "4px,3px"
WIDE_PX, NARROW_PX = 850, 268
READING_PX, READING_SIZE, GAP_PX, TICK_PX = 17, 13, 6, 16
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def parted(days: Days, coverage_end: date) -> tuple[slice, slice]:
    """The days up to the last covered one, and those from it on; the second is empty if nothing lies behind it."""
    covered = int((days <= np.datetime64(coverage_end, "D")).sum())
    return slice(0, covered), slice(max(covered - 1, 0) if covered < len(days) else covered, len(days))


def draw_rules(
    drawn: go.Figure, days: Days, coverage_end: date, on: date, theme: Theme, narrow: bool = False
) -> None:
    """Thin rules with their words: "events complete to …", and the day shown where there is room for it."""
    if not len(days):
        return
    x0, x1 = days[0].astype(object), days[-1].astype(object)
    width = NARROW_PX if narrow else WIDE_PX
    words, size = f"events complete<br>to {coverage_end}", 12
    places = {day: (day - x0).days / max((x1 - x0).days, 1) * width for day in (coverage_end, on)}
    taken = (0.0, 0.0)
    if x0 <= coverage_end <= x1:
        wide = max(text_px(line, size) for line in words.split("<br>")) + GAP_PX
        left = places[coverage_end] >= wide
        taken = (places[coverage_end] - (wide if left else 0), places[coverage_end] + (0 if left else wide))
        _rule(drawn, coverage_end, words, left, size, theme)
    if x0 <= on <= x1 and on != coverage_end:
        wide = text_px(str(on), size) + GAP_PX
        ends = {True: (places[on] - wide, places[on]), False: (places[on], places[on] + wide)}
        free = [
            left for left, (a, b) in ends.items() if a >= 0 and b <= width and (b < taken[0] or a > taken[1])
        ]
        _rule(drawn, on, str(on) if free else "", bool(free and free[-1]), size, theme)


def _rule(drawn: go.Figure, day: date, words: str, left: bool, size: int, theme: Theme) -> None:
    x = day.isoformat()
    drawn.add_shape(type="line", x0=x, x1=x, yref="paper", y0=0, y1=1, line={"width": 1, "color": theme.ink2})
    if words:
        side = "right" if left else "left"
        drawn.add_annotation(
            x=x, yref="paper", y=1, text=words.replace("-", "\u2011"), showarrow=False, xanchor=side, yanchor="top",
            align=side, xshift=-GAP_PX if left else GAP_PX, font={"size": size, "color": theme.ink2},
        )  # fmt: skip


def draw_readings(
    drawn: go.Figure,
    days: Days,
    on: date,
    found: Sequence[tuple[float, float]],
    top: float,
    height: int,
    theme: Theme,
    dots: Sequence[float] = (),
) -> None:
    """Values of the day shown beside its rule, pushed apart: (where it stands, what it says); dots on the rule at `dots`."""
    if not len(days) or not days[0] <= np.datetime64(on, "D") <= days[-1]:
        return
    late = (np.datetime64(on, "D") - days[0]) > 0.7 * (days[-1] - days[0])
    unit, lowest = top / max(height, 1), float("-inf")
    if dots:
        drawn.add_trace(
            go.Scatter(
                x=[on.isoformat()] * len(dots), y=list(dots), mode="markers", hoverinfo="skip", cliponaxis=False,
                marker={"size": 8, "color": theme.ink, "line": {"width": 1, "color": theme.bg}},
            )
        )  # fmt: skip
    for y, value in sorted(found):
        place = min(max(y, lowest + READING_PX * unit, READING_PX / 2 * unit), top - READING_PX / 2 * unit)
        drawn.add_annotation(
            x=on.isoformat(), y=place, text=f"<b>{value:.0f}</b>", showarrow=False,
            xanchor="right" if late else "left", xshift=-GAP_PX - 2 if late else GAP_PX + 2, borderpad=1,
            # What lies below is areas and lines; the rule beside it stays whole.
            bgcolor=tinted(theme.bg, 0.8), font={"size": READING_SIZE, "color": theme.ink},
        )  # fmt: skip
        lowest = place


def scale(highest: float, height: int, room: float = 1.1) -> tuple[float, list[float]]:
    """The top of an axis from 0 and its ticks, about four, each of which has room for its number above its line."""
    top = (highest if highest > 0 else 10.0) * room
    raw = top / 4
    base = 10.0 ** floor(log10(raw))
    step = next(one * base for one in STEPS if one * base >= raw * 0.999)
    ticks = np.arange(0, top, step)
    return top, [
        round(float(tick), 6) for tick in ticks if tick <= top * (1 - TICK_PX / max(height, TICK_PX + 1))
    ]


def last_of(values: Floats) -> float | None:
    """The last value of a line; None if it has none."""
    have = np.flatnonzero(np.isfinite(values))
    return float(values[have[-1]]) if len(have) else None
