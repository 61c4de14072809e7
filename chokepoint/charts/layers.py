"""Layers of duty on goods as dated bars with their rates: never stacked, never added."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

import plotly.graph_objects as go

from chokepoint.charts.axes import DAY_MS, date_axis
from chokepoint.charts.theme import HARD, Drawing, Theme, figure
from chokepoint.evidence.duties import EXEMPT, PAYABLE, UNKNOWN, Row, Step

ROW, ROW_NARROW = 26, 42
LEFT = 0.27
PLOT_PX, PLOT_PX_NARROW = 780, 350
CHARACTER_PX, EDGE_PX = 6.6, 18
WORDS = {PAYABLE: "payable", EXEMPT: "exempt", UNKNOWN: "list of exemptions not on file"}


def layers_of_duty(rows: Sequence[Row], since: date, on: date, theme: Theme, narrow: bool = False) -> Drawing:
    """Each layer on each kind of goods from `since` to `on`: its rate where it is payable, "exempt" where not."""
    groups = [(goods, list(found)) for goods, found in groupby(rows, key=lambda row: row.goods)]
    row_px = ROW_NARROW if narrow else ROW
    height = int(row_px * (len(rows) + 1.1 * len(groups)) + 58)
    drawn = figure(theme, height, margin={"l": 0, "r": 8, "t": 4, "b": 40}, bargap=0)
    at = 0.0
    for goods, found in groups:
        _name(drawn, at + 0.1, f"<b>{goods.name}</b>", theme.ink, 14)
        for row in found:
            at += 1
            _name(drawn, at - (0.32 if narrow else 0), row.layer.name, theme.ink, 13)
            for step in row.steps:
                _step(drawn, at + (0.18 if narrow else 0), row, step, (since, on), theme, narrow)
        at += 1.1
    date_axis(drawn, since, on, narrow)
    drawn.update_xaxes(domain=[0 if narrow else LEFT, 1], showline=True)
    if narrow:
        room = timedelta(days=round(EDGE_PX * (on - since).days / PLOT_PX_NARROW))
        drawn.update_xaxes(range=[(since - room).isoformat(), on.isoformat()])
    drawn.update_yaxes(range=[at - 0.35, -0.7], visible=False)
    return Drawing(drawn, _alt(groups), height)


def _name(drawn: go.Figure, at: float, text: str, colour: str, size: int) -> None:
    drawn.add_annotation(
        xref="paper",
        x=0,
        y=at,
        text=text,
        showarrow=False,
        xanchor="left",
        font={"size": size, "color": colour},
    )


def _step(
    drawn: go.Figure, at: float, row: Row, step: Step, axis: tuple[date, date], theme: Theme, narrow: bool
) -> None:
    since, on = axis
    start, end = max(step.start, since), min(step.end or on, on)
    if start >= end:
        return
    colour, low = theme.side(row.layer.imposer), 0.22 if narrow else 0.36
    fill = {PAYABLE: colour, UNKNOWN: theme.side_tint(row.layer.imposer)}.get(step.status, "rgba(0,0,0,0)")
    # Steps of one layer touch: the ground between two of them shows where the rate changed.
    edge = {PAYABLE: theme.bg, EXEMPT: theme.ink3}.get(step.status, colour)
    words = f"{step.rate_pp:g}{HARD}%"
    drawn.add_trace(
        go.Bar(
            base=[start.isoformat()],
            x=[(end - start).days * DAY_MS],
            y=[at],
            orientation="h",
            width=low * 2,
            customdata=[step.tariff_id],
            marker={
                "color": fill,
                "line": {"color": edge, "width": 1},
            },
            hovertemplate=f"{row.layer.name}, {row.goods.name}<br>{words}, {WORDS[step.status]}, from {step.start}"
            f"{f' to {step.end}' if step.end else ''}<extra></extra>",
        )
    )
    plot = PLOT_PX_NARROW if narrow else PLOT_PX
    room = plot * (end - start).days / max((on - since).days, 1)
    texts = {
        PAYABLE: [words, f"{step.rate_pp:g}"],
        EXEMPT: [f"exempt from {words}", "exempt"],
        UNKNOWN: [f"{words}, exemptions not on file", f"{words} ?"],
    }[step.status]
    text = next((text for text in texts if len(text) * CHARACTER_PX + 6 <= room), "")
    drawn.add_annotation(
        x=(start + (end - start) / 2).isoformat(), y=at, text=text, showarrow=False,
        font={"size": 12, "color": theme.on_fill if step.status == PAYABLE else theme.ink},
    )  # fmt: skip


def _alt(groups: Sequence[tuple[object, list[Row]]]) -> str:
    parts = []
    for _, rows in groups:
        told = "; ".join(
            f"{row.layer.name} "
            + ", ".join(f"{step.rate_pp:g} % from {step.start} ({WORDS[step.status]})" for step in row.steps)
            for row in rows
        )
        parts.append(f"{rows[0].goods.name}: {told}")
    return "Layers of duty, each on its own. " + ". ".join(parts) + "."
