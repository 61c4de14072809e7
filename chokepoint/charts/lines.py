"""A few named lines in one plot, told apart by dash and name: ink, never hue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import plotly.graph_objects as go

from chokepoint.charts.axes import date_axis, room_left
from chokepoint.charts.theme import Drawing, Theme, figure, literal
from chokepoint.evidence.periods import Days
from chokepoint.risk.words import Floats

HEIGHT, HEIGHT_NARROW = 300, 270
DASHES = (None, "7px,3px", "2px,3px")
APART_SHARE = 0.075


@dataclass(frozen=True)
class Line:
    """One line: its name and a value for each day."""

    name: str
    values: Floats


def lines(
    days: Days, found: Sequence[Line], what: str, since: date, on: date, theme: Theme, narrow: bool = False
) -> Drawing:
    """At most three lines from `since`, named at their ends with the value of the day shown; lines that coincide share a name."""
    shown = days >= np.datetime64(since, "D")
    x = days[shown].astype(str)
    height = HEIGHT_NARROW if narrow else HEIGHT
    drawn = figure(theme, height, margin={"l": 0, "r": 90 if narrow else 150, "t": 8, "b": 40})
    together = _together([Line(line.name, line.values[shown]) for line in found])
    finite = [value for line in together for value in line.values[np.isfinite(line.values)]]
    top = (max(finite, default=0.0) or 10.0) * 1.1
    for line, dash, colour in zip(together, DASHES, (theme.ink, theme.ink, theme.ink2), strict=False):
        drawn.add_trace(
            go.Scatter(
                x=x, y=line.values.astype(np.float32), mode="lines", connectgaps=False,
                line={"width": 2.2 if dash is None else 1.7, "dash": dash, "color": colour},
                hovertemplate=f"%{{x|%Y-%m-%d}}<br>{literal(line.name)} %{{y:.1f}}<extra></extra>",
            )
        )  # fmt: skip
    _name(drawn, together, days[shown], on, top, theme, narrow)
    if len(x):
        date_axis(drawn, date.fromisoformat(x[0]), date.fromisoformat(x[-1]), narrow)
        room_left(drawn, date.fromisoformat(x[0]), date.fromisoformat(x[-1]), narrow)
        if x[0] <= on.isoformat() <= x[-1]:
            drawn.add_shape(
                type="line", x0=on.isoformat(), x1=on.isoformat(), yref="paper", y0=0, y1=1, layer="below",
                line={"width": 1, "color": theme.ink3},
            )  # fmt: skip
    drawn.update_yaxes(range=[0, top])
    return Drawing(drawn, _alt(days[shown], together, what, on), height)


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


def _name(
    drawn: go.Figure, found: Sequence[Line], days: Days, on: date, top: float, theme: Theme, narrow: bool
) -> None:
    ends = []
    for line in found:
        have = np.flatnonzero(np.isfinite(line.values))
        if len(have):
            ends.append((float(line.values[have[-1]]), _value_on(line, days, on), line.name))
    lowest = float("-inf")
    for y, value, name in sorted(ends, key=lambda end: end[0]):
        words = literal(name).replace(" and ", ",<br>") if narrow else literal(name)
        place = max(y, lowest + APART_SHARE * top * (1 + words.count("<br>")))
        drawn.add_annotation(
            xref="paper", x=1, y=place, text=f"{words} <b>{value}</b>", showarrow=False, xanchor="left", xshift=6,
            align="left", font={"size": 13, "color": theme.ink},
        )  # fmt: skip
        lowest = place


def _value_on(line: Line, days: Days, on: date) -> str:
    at = np.flatnonzero(days == np.datetime64(on, "D"))
    return f"{line.values[at[0]]:.0f}" if len(at) and np.isfinite(line.values[at[0]]) else ""


def _alt(days: Days, found: Sequence[Line], what: str, on: date) -> str:
    told = [f"{line.name} {_value_on(line, days, on) or 'no value'}" for line in found]
    return f"{what} from {days[0] if len(days) else on}, on {on}: " + "; ".join(told) + "."
