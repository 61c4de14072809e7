"""The score as a sum: how many of its points each reading makes, day by day, stacked to the score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import plotly.graph_objects as go

from chokepoint.charts.axes import date_axis, room_left
from chokepoint.charts.theme import Drawing, Theme, figure, tinted
from chokepoint.evidence.periods import Days
from chokepoint.risk.words import Floats

HEIGHT, HEIGHT_NARROW = 330, 300
# Readings have no hue: one ink in three strengths, darkest at the bottom.
STRENGTHS = (0.62, 0.36, 0.16)
LEAST_POINTS = 2.5


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
    """Layers of points from `since`, their sum as an ink line; paler after the last covered day."""
    shown = days >= np.datetime64(since, "D")
    x = days[shown].astype(str)
    height = HEIGHT_NARROW if narrow else HEIGHT
    drawn = figure(theme, height, margin={"l": 0, "r": 74, "t": 8, "b": 40})
    for layer, strength in zip(layers, STRENGTHS, strict=False):
        drawn.add_trace(
            go.Scatter(
                x=x, y=layer.points[shown].astype(np.float32), stackgroup="score", mode="lines", line={"width": 0},
                fillcolor=tinted(theme.ink, strength), customdata=x, connectgaps=False,
                hovertemplate=f"%{{x|%Y-%m-%d}}<br>{layer.name} %{{y:.1f}} points<extra></extra>",
            )
        )  # fmt: skip
    drawn.add_trace(
        go.Scatter(
            x=x, y=score[shown].astype(np.float32), mode="lines+markers", marker={"size": 6, "opacity": 0},
            line={"width": 2, "color": theme.ink}, customdata=x, connectgaps=False,
            hovertemplate="%{x|%Y-%m-%d}<br>score %{y:.1f}<extra></extra>",
        )
    )  # fmt: skip
    _names(drawn, days, layers, on, theme)
    if len(x):
        date_axis(drawn, date.fromisoformat(x[0]), date.fromisoformat(x[-1]), narrow)
        room_left(drawn, date.fromisoformat(x[0]), date.fromisoformat(x[-1]), narrow)
        for day, words in ((coverage_end, "events<br>complete to"), (on, "")):
            if x[0] <= day.isoformat() <= x[-1] and (words or day != coverage_end):
                _rule(drawn, day, words, theme)
    highest = max((float(value) for value in score[shown] if np.isfinite(value)), default=0.0) or 10.0
    drawn.update_yaxes(range=[0, highest * 1.14], ticksuffix="")
    return Drawing(drawn, _alt(days, layers, score, shown, on), height)


def _names(drawn: go.Figure, days: Days, layers: Sequence[Layer], on: date, theme: Theme) -> None:
    """Names at the right end with the points of the day shown, each at the middle of its layer, pushed apart."""
    at = np.flatnonzero(days == np.datetime64(on, "D"))
    if not len(at) or not all(np.isfinite(layer.points[at[0]]) for layer in layers):
        return
    base, lowest = 0.0, -LEAST_POINTS
    for layer in layers:
        height = float(layer.points[at[0]])
        y = max(base + height / 2, lowest + LEAST_POINTS)
        drawn.add_annotation(
            xref="paper", x=1, y=y, text=f"{layer.name} <b>{height:.0f}</b>", showarrow=False, xanchor="left", xshift=6,
            font={"size": 13, "color": theme.ink},
        )  # fmt: skip
        base, lowest = base + height, y


def _rule(drawn: go.Figure, day: date, words: str, theme: Theme) -> None:
    drawn.add_shape(
        type="line", x0=day.isoformat(), x1=day.isoformat(), yref="paper", y0=0, y1=1,
        line={"width": 1, "color": theme.ink2},
    )  # fmt: skip
    if words:
        drawn.add_annotation(
            x=day.isoformat(), yref="paper", y=1, text=f"{words} {day}".replace("-", "\u2011"), showarrow=False,
            xanchor="right", yanchor="top", align="right", xshift=-6, font={"size": 12, "color": theme.ink2},
        )  # fmt: skip


def _alt(days: Days, layers: Sequence[Layer], score: Floats, shown: np.ndarray, on: date) -> str:
    at = np.flatnonzero(days == np.datetime64(on, "D"))
    if not len(at) or np.isnan(score[at[0]]):
        return f"Points of the score by reading, stacked; no score on {on}."
    parts = ", ".join(f"{layer.name} {layer.points[at[0]]:.1f}" for layer in layers)
    return f"Points of the score by reading from {days[shown][0]}, stacked; on {on}: {parts}, together {score[at[0]]:.1f}."
