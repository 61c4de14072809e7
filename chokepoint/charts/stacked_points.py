"""The score as a sum: how many of its points each reading makes, day by day, stacked to the score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import plotly.graph_objects as go

from chokepoint.charts.axes import date_axis, room_left
from chokepoint.charts.over_days import (
    PROVISIONAL,
    READING_PX,
    draw_readings,
    draw_rules,
    last_of,
    parted,
    scale,
)
from chokepoint.charts.theme import Drawing, Theme, figure, tinted
from chokepoint.evidence.periods import Days
from chokepoint.risk.words import Floats

HEIGHT, HEIGHT_NARROW = 330, 300
# Readings have no hue: one ink in three strengths, darkest at the bottom.
STRENGTHS = (0.62, 0.36, 0.16)
# What is not yet complete is paler, by this share.
PALER = 0.45
NAME_PX = 17
BELOW_PX = 48


@dataclass(frozen=True)
class Layer:
    """One reading: its name and the points of the score that it makes on each day."""

    name: str
    points: Floats


def stacked_points(
    days: Days,
    layers: Sequence[Layer],
    score: Floats,
    since: date,
    coverage_end: date,
    on: date,
    theme: Theme,
    narrow: bool = False,
) -> Drawing:
    """Layers of points from `since`, their sum as an ink line; paler and dashed after the last covered day."""
    shown = days >= np.datetime64(since, "D")
    x, height = days[shown], HEIGHT_NARROW if narrow else HEIGHT
    drawn = figure(theme, height, margin={"l": 0, "r": 74, "t": 8, "b": 40})
    highest = max((float(value) for value in score[shown] if np.isfinite(value)), default=0.0)
    top, ticks = scale(highest, height - BELOW_PX, 1.24)
    for part, dash in zip(parted(x, coverage_end), (None, PROVISIONAL), strict=True):
        for layer, strength in zip(layers, STRENGTHS, strict=False):
            _area(drawn, x[part], layer.name, layer.points[shown][part], strength, dash, theme)
        _line(drawn, x[part], score[shown][part], dash, theme)
    _names(
        drawn, [Layer(layer.name, layer.points[shown]) for layer in layers], top / (height - BELOW_PX), theme
    )
    draw_rules(drawn, x, coverage_end, on, theme, narrow)
    _readings(drawn, days, layers, score, x, on, top, height - BELOW_PX, theme)
    if len(x):
        span = x[0].astype(object), x[-1].astype(object)
        date_axis(drawn, *span, narrow)
        room_left(drawn, *span, narrow)
    drawn.update_yaxes(range=[0, top], tickvals=ticks)
    return Drawing(drawn, _alt(days, layers, score, shown, on), height)


def _area(
    drawn: go.Figure, x: Days, name: str, points: Floats, strength: float, dash: str | None, theme: Theme
) -> None:
    if len(x):
        drawn.add_trace(
            go.Scatter(
                x=x.astype(str), y=points.astype(np.float32), stackgroup="provisional" if dash else "score", mode="lines",
                line={"width": 0}, fillcolor=tinted(theme.ink, strength * (PALER if dash else 1)), customdata=x.astype(str),
                connectgaps=False, hovertemplate=f"%{{x|%Y-%m-%d}}<br>{name} %{{y:.1f}} points<extra></extra>",
            )
        )  # fmt: skip


def _line(drawn: go.Figure, x: Days, score: Floats, dash: str | None, theme: Theme) -> None:
    if len(x):
        drawn.add_trace(
            go.Scatter(
                x=x.astype(str), y=score.astype(np.float32), mode="lines+markers", marker={"size": 6, "opacity": 0},
                line={"width": 1.6 if dash else 2, "dash": dash, "color": theme.ink}, customdata=x.astype(str),
                connectgaps=False, hovertemplate="%{x|%Y-%m-%d}<br>score %{y:.1f}<extra></extra>",
            )
        )  # fmt: skip


def _names(drawn: go.Figure, layers: Sequence[Layer], unit: float, theme: Theme) -> None:
    """Names at the right end, each at the middle of its layer's last day, pushed apart; `unit`: points a pixel."""
    base, lowest = 0.0, float("-inf")
    for layer in layers:
        last = last_of(layer.points)
        if last is None:
            return
        y = max(base + last / 2, lowest + NAME_PX * unit)
        drawn.add_annotation(
            xref="paper", x=1, y=y, text=layer.name, showarrow=False, xanchor="left", xshift=6,
            font={"size": 13, "color": theme.ink},
        )  # fmt: skip
        base, lowest = base + last, y


def _readings(
    drawn: go.Figure, days: Days, layers: Sequence[Layer], score: Floats, x: Days, on: date, top: float, height: int, theme: Theme
) -> None:  # fmt: skip
    """The points of each layer on the day shown, in its middle, and a dot on the score with its value above."""
    at = np.flatnonzero(days == np.datetime64(on, "D"))
    if not len(at) or not np.isfinite([score[at[0]], *(layer.points[at[0]] for layer in layers)]).all():
        return
    base, found = 0.0, []
    for layer in layers:
        points = float(layer.points[at[0]])
        found.append((base + points / 2, points))
        base += points
    value = float(score[at[0]])
    draw_readings(
        drawn,
        x,
        on,
        [*found, (value + READING_PX * 0.75 * top / height, value)],
        top,
        height,
        theme,
        dots=[value],
    )


def _alt(days: Days, layers: Sequence[Layer], score: Floats, shown: np.ndarray, on: date) -> str:
    at = np.flatnonzero(days == np.datetime64(on, "D"))
    if not len(at) or np.isnan(score[at[0]]):
        return f"Points of the score by reading, stacked; no score on {on}."
    parts = ", ".join(f"{layer.name} {layer.points[at[0]]:.1f}" for layer in layers)
    return f"Points of the score by reading from {days[shown][0]}, stacked; on {on}: {parts}, together {score[at[0]]:.1f}."
