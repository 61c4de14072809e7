"""The score over time: one ink line over the levels, provisional days dashed, causes labelled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from textwrap import wrap

import numpy as np
import plotly.graph_objects as go

from chokepoint.charts.axes import DAY_MS, date_axis, room_left
from chokepoint.charts.labels import Box, Place, place_labels
from chokepoint.charts.numbered import list_below, room_below
from chokepoint.charts.theme import Drawing, Theme, figure, literal, signed, tinted
from chokepoint.evidence.periods import Days
from chokepoint.method import Level
from chokepoint.risk.causes import Cause
from chokepoint.risk.range import Range
from chokepoint.risk.words import Floats

HEIGHT, HEIGHT_NARROW = 400, 330
WIDE_PX, NARROW_PX = 850, 290
LABEL_CHARACTERS = 48


def score_over_time(
    days: Days,
    score: Floats,
    levels: Sequence[Level],
    coverage_end: date,
    since: date,
    on: date,
    causes: Sequence[Cause],
    spread: Range,
    theme: Theme,
    narrow: bool = False,
) -> Drawing:
    """Line of the score (0-100) from `since`, dashed after `coverage_end`, its range as a band, levels as ground."""
    first = max(0, int((np.datetime64(since, "D") - days[0]).astype(int)))
    shown, values = days[first:], score[first:]
    seen = _seen(causes, shown, values)
    below = room_below(len(seen)) if narrow else 0
    height = (HEIGHT_NARROW if narrow else HEIGHT) + below
    drawn = figure(theme, height, margin={"l": 0, "r": 62, "t": 8, "b": 40 + below})
    top = _ground(drawn, spread.high[first:], levels, theme)
    _band(drawn, shown, spread.low[first:], spread.high[first:], theme)
    covered = int((shown <= np.datetime64(coverage_end, "D")).sum())
    _line(drawn, shown[:covered], values[:covered], theme, None)
    _line(drawn, shown[max(covered - 1, 0) :], values[max(covered - 1, 0) :], theme, "4px,3px")
    _rule(drawn, coverage_end, theme)
    _mark(drawn, shown, values, on, theme)
    _draw_causes(drawn, seen, shown, values, top, theme, narrow)
    if narrow:
        told = [(f"{cause.day} {signed(cause.points)}: {cause.label}", theme.ink) for cause in seen]
        list_below(drawn, told, theme)
    if len(shown):
        span = shown[0].astype(object), shown[-1].astype(object)
        date_axis(drawn, *span, narrow)
        room_left(drawn, *span, narrow)
    drawn.update_yaxes(range=[0, top], showgrid=False, showticklabels=False)
    return Drawing(drawn, _alt(shown, values, spread, first, coverage_end), height)


def _ground(drawn: go.Figure, values: Floats, levels: Sequence[Level], theme: Theme) -> float:
    """Areas and words of the levels in use; returns the top of the axis."""
    highest = float(np.nanmax(values)) if np.isfinite(values).any() else 0.0
    ends = [level.start for level in levels[1:]] + [100.0]
    top = min(100.0, max(highest * 1.12, ends[0]))
    used = [level for level in levels if level.start < top]
    for number, level in enumerate(used):
        end = min(ends[number], top)
        drawn.add_shape(
            type="rect", xref="paper", x0=0, x1=1, y0=level.start, y1=end, layer="below",
            line_width=0, fillcolor=theme.levels[min(number, len(theme.levels) - 1)],
        )  # fmt: skip
        drawn.add_annotation(
            xref="paper", x=1, y=(level.start + end) / 2, text=literal(level.word), showarrow=False,
            xanchor="left", xshift=8, font={"size": 13, "color": theme.ink2},
        )  # fmt: skip
        if level.start:
            drawn.add_shape(
                type="line", xref="paper", x0=0, x1=1, y0=level.start, y1=level.start, layer="below",
                line={"width": 1, "color": theme.line},
            )  # fmt: skip
            drawn.add_annotation(
                xref="paper", x=1, y=level.start, text=f"{level.start:g}", showarrow=False, xanchor="right",
                yanchor="bottom", font={"size": 12, "color": theme.ink2},
            )  # fmt: skip
    return top


def _band(drawn: go.Figure, days: Days, low: Floats, high: Floats, theme: Theme) -> None:
    """The range over the variants, in grey behind the line."""
    for values, fill in ((low, None), (high, "tonexty")):
        drawn.add_trace(
            go.Scatter(
                x0=str(days[0]) if len(days) else None,
                dx=DAY_MS,
                y=values.astype(np.float32),
                mode="lines",
                line={"width": 0},
                fill=fill,
                fillcolor=tinted(theme.third, 0.22),
                hoverinfo="skip",
            )
        )


def _line(drawn: go.Figure, days: Days, values: Floats, theme: Theme, dash: str | None) -> None:
    if not len(days):
        return
    drawn.add_trace(
        go.Scatter(
            x0=str(days[0]),
            dx=DAY_MS,
            y=values.astype(np.float32),
            mode="lines",
            line={"color": theme.ink, "width": 1.8 if dash else 2.4, "dash": dash},
            hovertemplate="%{x|%Y-%m-%d}<br>score %{y:.1f}<extra></extra>",
            connectgaps=False,
        )
    )


def _rule(drawn: go.Figure, day: date, theme: Theme) -> None:
    x = day.isoformat()
    drawn.add_shape(type="line", x0=x, x1=x, yref="paper", y0=0, y1=1, line={"width": 1, "color": theme.ink2})
    drawn.add_annotation(
        x=x, yref="paper", y=1, text=f"events complete<br>to {day}".replace("-", "\u2011"), showarrow=False,
        xanchor="right", yanchor="top", align="right", xshift=-6, font={"size": 12, "color": theme.ink2},
    )  # fmt: skip


def _mark(drawn: go.Figure, days: Days, values: Floats, on: date, theme: Theme) -> None:
    position = np.flatnonzero(days == np.datetime64(on, "D"))
    if not len(position) or np.isnan(values[position[0]]):
        return
    value = float(values[position[0]])
    drawn.add_trace(
        go.Scatter(
            x=[on.isoformat()],
            y=[value],
            mode="markers+text",
            marker={"size": 9, "color": theme.ink, "line": {"width": 1, "color": theme.bg}},
            text=[f"<b>{value:.0f}</b>"],
            textposition="top right",
            textfont={"size": 16, "color": theme.ink},
            hoverinfo="skip",
            cliponaxis=False,
        )
    )


def _draw_causes(
    drawn: go.Figure,
    causes: Sequence[Cause],
    days: Days,
    values: Floats,
    top: float,
    theme: Theme,
    narrow: bool,
) -> None:
    """A ring on the line for each cause, and its label (its number in the list below) where there is room for it."""
    positions = [_position(cause, days) for cause in causes]
    width, height = (NARROW_PX if narrow else WIDE_PX), (HEIGHT_NARROW if narrow else HEIGHT) - 48
    x = np.arange(len(values)) / max(len(values) - 1, 1) * width
    y = (1 - values / top) * height
    marks = [(float(x[at]), float(y[at])) for at in positions]
    texts = [[str(n)] if narrow else _lines(cause.label) for n, cause in enumerate(causes, 1)]
    rising = [cause.points > 0 for cause in causes]
    order = sorted(range(len(causes)), key=lambda n: -abs(causes[n].points))
    rule = Box(width * 0.86, 0, width, 40) if not narrow else Box(width * 0.6, 0, width, 40)
    places = place_labels(marks, texts, rising, order, (x, y), width, height, [rule])
    for cause, at, place, text in zip(causes, positions, places, texts, strict=True):
        _ring(drawn, cause, float(values[at]), theme)
        if place is not None:
            _label(drawn, cause, float(values[at]), place, text, theme)


def _seen(causes: Sequence[Cause], days: Days, values: Floats) -> list[Cause]:
    """The causes on days that are drawn and have a score, in their order."""
    return [
        cause
        for cause in causes
        if len(days) and 0 <= (at := _position(cause, days)) < len(values) and np.isfinite(values[at])
    ]


def _position(cause: Cause, days: Days) -> int:
    return int((np.datetime64(cause.day, "D") - days[0]).astype(int))


def _ring(drawn: go.Figure, cause: Cause, value: float, theme: Theme) -> None:
    drawn.add_trace(
        go.Scatter(
            x=[cause.day.isoformat()],
            y=[value],
            mode="markers",
            marker={"size": 8, "color": theme.bg, "line": {"width": 1.6, "color": theme.ink}},
            hovertemplate=f"{cause.day}<br>{literal(cause.label)}<br>{signed(cause.points)} points that day<extra></extra>",
        )
    )


def _label(
    drawn: go.Figure, cause: Cause, value: float, place: Place, text: Sequence[str], theme: Theme
) -> None:
    drawn.add_annotation(
        x=cause.day.isoformat(), y=value, text="<br>".join(map(literal, text)), showarrow=True, arrowhead=0, arrowwidth=1,
        arrowcolor=theme.ink3, standoff=5, ax=place.ax, ay=place.ay, xanchor=place.anchor, yanchor="middle",
        align=place.anchor, font={"size": 13, "color": theme.ink},
    )  # fmt: skip


def _lines(label: str) -> list[str]:
    """At most three short lines; one that is cut says so."""
    lines = wrap(label, LABEL_CHARACTERS // 3, max_lines=3, placeholder=" …")
    return [*lines[:-1], lines[-1].removesuffix(": …")]


def _alt(days: Days, values: Floats, spread: Range, first: int, coverage_end: date) -> str:
    have = np.isfinite(values)
    if not have.any():
        return "Risk score over time: no value in this period."
    high, low = int(np.nanargmax(values)), int(np.nanargmin(values))
    last = int(np.flatnonzero(have)[-1])
    return (
        f"Risk score from {days[0]} to {days[last]}, 0 to 100: lowest {values[low]:.0f} on {days[low]}, "
        f"highest {values[high]:.0f} on {days[high]}, last {values[last]:.0f} on {days[last]}, "
        f"range over method choices that day {spread.low[first + last]:.0f} to {spread.high[first + last]:.0f}; "
        f"dashed after {coverage_end}, the last day with complete events."
    )
