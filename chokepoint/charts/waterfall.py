"""The change of the score as a waterfall: what is new, what fades, biggest first inside each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import plotly.graph_objects as go

from chokepoint.charts.labels import named_rows
from chokepoint.charts.theme import Drawing, Theme, figure, literal, signed
from chokepoint.risk.explain import Step

ROW, ROW_NARROW = 30, 47
LABEL_SHARE = 0.46
# Room of a name beside its bar, and above it on a phone.
NAME_PX, NAME_PX_NARROW = 270, 344


def waterfall(
    start: date,
    end: date,
    before: float,
    after: float,
    steps: Sequence[Step],
    theme: Theme,
    narrow: bool = False,
    name_px: float = NAME_PX,
) -> Drawing:
    """Horizontal waterfall from the score on `start` to that on `end`; the axis is cut and says so.

    Names wider than `name_px` are cut: a card over the whole width has room for more.
    """
    told = [f"Score on {start}", *(step.label for step in steps), f"Score on {end}"]
    names = named_rows(told, NAME_PX_NARROW if narrow else name_px, narrow)
    row = ROW_NARROW + names.extra_px if narrow else ROW
    height = (len(steps) + 2) * row + 46
    drawn = figure(theme, height, margin={"l": 0, "r": 8, "t": 4, "b": 30})
    edges = [before]
    for step in steps:
        edges.append(edges[-1] + step.points)
    low, high = min([*edges, after]), max([*edges, after])
    room = max(high - low, 1.0) * 0.16
    left = 0 if narrow else LABEL_SHARE
    bar = 16 / row if narrow else 0.55
    for place, lines in enumerate(names.lines):
        _name(
            drawn, place - (bar / 2 if narrow else 0), lines, theme, narrow, bold=place in (0, len(told) - 1)
        )
    reach = 9 / row if narrow else 0.36  # on a phone the names stand above the marks
    _score(drawn, 0, before, theme, reach)
    for place, step in enumerate(steps):
        _bar(drawn, place + 1, edges[place], step, theme, bar)
    _score(drawn, len(steps) + 1, after, theme, reach)
    drawn.update_xaxes(domain=[left, 1], range=[low - room, high + room * 1.6], nticks=5, showgrid=False)
    drawn.update_yaxes(range=[len(told) - 0.4, -0.85 if narrow else -0.6], visible=False)
    return Drawing(drawn, _alt(start, end, before, after, steps), height)


def _name(drawn: go.Figure, y: float, lines: Sequence[str], theme: Theme, narrow: bool, bold: bool) -> None:
    text = "<br>".join(map(literal, lines))
    drawn.add_annotation(
        xref="paper", x=0, y=y, text=f"<b>{text}</b>" if bold else text, showarrow=False, xanchor="left",
        yanchor="bottom" if narrow else "middle", align="left", font={"size": 13, "color": theme.ink},
    )  # fmt: skip


def _bar(drawn: go.Figure, place: int, base: float, step: Step, theme: Theme, width: float) -> None:
    colour = theme.way(step.points)
    drawn.add_trace(
        go.Bar(
            x=[step.points],
            base=[base],
            y=[place],
            orientation="h",
            width=width,
            customdata=[step.id],
            marker={"color": colour, "line": {"width": 0}},
            hovertemplate=f"{literal(step.label)}: {signed(step.points, 2)} points<extra></extra>",
        )
    )
    drawn.add_annotation(
        x=base + max(step.points, 0), y=place, text=signed(step.points), showarrow=False, xanchor="left", xshift=6,
        font={"size": 13, "color": colour},
    )  # fmt: skip


def _score(drawn: go.Figure, place: int, value: float, theme: Theme, reach: float) -> None:
    drawn.add_shape(
        type="line",
        x0=value,
        x1=value,
        y0=place - reach,
        y1=place + reach,
        line={"width": 3, "color": theme.ink},
    )
    drawn.add_annotation(
        x=value, y=place, text=f"<b>{value:.1f}</b>", showarrow=False, xanchor="left", xshift=8,
        font={"size": 13, "color": theme.ink},
    )  # fmt: skip


def _alt(start: date, end: date, before: float, after: float, steps: Sequence[Step]) -> str:
    listed = "; ".join(f"{step.label} {signed(step.points)}" for step in steps)
    return (
        f"Change of the risk score from {before:.1f} on {start} to {after:.1f} on {end}, "
        f"{signed(after - before)} points: {listed}."
    )
