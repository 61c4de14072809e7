"""A few named lines in one plot, told apart by weight, grey and name: never by hue, and dashes mean “not certain”."""

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
from chokepoint.charts.theme import Drawing, Theme, figure, literal
from chokepoint.evidence.periods import Days
from chokepoint.risk.words import Floats

HEIGHT, HEIGHT_NARROW = 300, 270
WIDTHS = (2.8, 1.6, 1.1)
APART_SHARE = 0.075
BELOW_PX = 48


@dataclass(frozen=True)
class Line:
    """One line: its name and a value for each day."""

    name: str
    values: Floats


def lines(
    days: Days,
    found: Sequence[Line],
    what: str,
    since: date,
    coverage_end: date,
    on: date,
    theme: Theme,
    narrow: bool = False,
) -> Drawing:
    """At most three lines from `since`, named at their ends, with the values of the day shown at its rule.

    They are dashed after the last covered day; lines that coincide share a name.
    """
    shown = days >= np.datetime64(since, "D")
    x, height = days[shown], HEIGHT_NARROW if narrow else HEIGHT
    drawn = figure(theme, height, margin={"l": 0, "r": 90 if narrow else 132, "t": 8, "b": 40})
    together = _together([Line(line.name, line.values[shown]) for line in found])
    finite = [value for line in together for value in line.values[np.isfinite(line.values)]]
    top, ticks = scale(max(finite, default=0.0), height - BELOW_PX, 1.24)
    for line, width, colour in zip(together, WIDTHS, (theme.ink, theme.ink3, theme.ink), strict=False):
        for part, dash in zip(parted(x, coverage_end), (None, PROVISIONAL), strict=True):
            _line(drawn, x[part], line.name, line.values[part], width, dash, colour)
    _name(drawn, together, top, theme, narrow)
    draw_rules(drawn, x, coverage_end, on, theme, narrow)
    values = sorted(
        float(line.values[at]) for line in together for at in _at(x, on) if np.isfinite(line.values[at])
    )
    # The lowest below its line and the others above theirs, so that no number hides a line.
    shift = READING_PX * 0.75 * top / (height - BELOW_PX)
    told = [
        (value - shift if not place and len(values) > 1 else value + shift, value)
        for place, value in enumerate(values)
    ]
    draw_readings(drawn, x, on, told, top, height - BELOW_PX, theme, dots=values)
    if len(x):
        span = x[0].astype(object), x[-1].astype(object)
        date_axis(drawn, *span, narrow)
        room_left(drawn, *span, narrow)
    drawn.update_yaxes(range=[0, top], tickvals=ticks)
    return Drawing(drawn, _alt(x, together, what, on), height)


def _line(
    drawn: go.Figure, x: Days, name: str, values: Floats, width: float, dash: str | None, colour: str
) -> None:
    if len(x):
        drawn.add_trace(
            go.Scatter(
                x=x.astype(str), y=values.astype(np.float32), mode="lines", connectgaps=False,
                line={"width": width, "dash": dash, "color": colour},
                hovertemplate=f"%{{x|%Y-%m-%d}}<br>{literal(name)} %{{y:.1f}}<extra></extra>",
            )
        )  # fmt: skip


def _together(found: Sequence[Line]) -> list[Line]:
    """Lines that are the same on every day become one, with both names."""
    kept: list[Line] = []
    for line in found:
        same = next(
            (n for n, one in enumerate(kept) if np.array_equal(one.values, line.values, equal_nan=True)), None
        )
        if same is None:
            kept.append(line)
        else:
            kept[same] = Line(f"{kept[same].name} and {line.name}", kept[same].values)
    return kept


def _name(drawn: go.Figure, found: Sequence[Line], top: float, theme: Theme, narrow: bool) -> None:
    """Names at the right end, each at its line's last value, pushed apart."""
    ends = [(last, line.name) for line in found if (last := last_of(line.values)) is not None]
    lowest = float("-inf")
    for y, name in sorted(ends):
        words = literal(name).replace(" and ", ",<br>") if narrow else literal(name)
        place = max(y, lowest + APART_SHARE * top * (1 + words.count("<br>")))
        drawn.add_annotation(
            xref="paper", x=1, y=place, text=words, showarrow=False, xanchor="left", xshift=6, align="left",
            font={"size": 13, "color": theme.ink},
        )  # fmt: skip
        lowest = place


def _at(days: Days, on: date) -> list[int]:
    """The place of the day shown among days; none if it is not there."""
    return [int(at) for at in np.flatnonzero(days == np.datetime64(on, "D"))]


def _value_on(line: Line, days: Days, on: date) -> str:
    return next((f"{line.values[at]:.0f}" for at in _at(days, on) if np.isfinite(line.values[at])), "")


def _alt(days: Days, found: Sequence[Line], what: str, on: date) -> str:
    told = [f"{line.name} {_value_on(line, days, on) or 'no value'}" for line in found]
    return f"{what} from {days[0] if len(days) else on}, on {on}: " + "; ".join(told) + "."
