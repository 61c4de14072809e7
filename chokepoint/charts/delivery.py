"""Delivered against promised over time: a panel a series, its goal dashed, the promises as rules.

Tinted means worked out, as everywhere; the time before the first promise has a ground of its own with a word on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from textwrap import wrap

import plotly.graph_objects as go

from chokepoint.charts.axes import DAY_MS, date_axis
from chokepoint.charts.text_width import hover, text_px
from chokepoint.charts.theme import HARD, Drawing, Theme, figure, literal, with_unit

PANEL_PX, GAP_PX, FOOT_PX = 178, 76, 44
LINE_PX = 19
WIDE_PX, NARROW_PX = 1040, 340
# Part of the width that the labels of the axis take, wide and narrow: bars and the dashed line begin after them.
LABEL_SHARE = (0.04, 0.12)
BEFORE = ("before the promise", "before")


@dataclass(frozen=True)
class Amount:
    """An amount over a period; `after`: it lies after the promise, or more of it does than before; `derived`: worked out."""

    start: date
    end: date
    period: str
    value: float
    after: bool
    derived: bool = False


@dataclass(frozen=True)
class Measured:
    """A series with what it is held against, both sides' amounts, the days of the promises shown, and the first on file."""

    name: str
    unit: str
    goal: float | None
    goal_words: str
    amounts: tuple[Amount, ...]
    others: tuple[Amount, ...]
    promised: tuple[date, ...]
    side: str
    other_side: str
    first: date | None = None


def delivered(series: Sequence[Measured], until: date, theme: Theme, narrow: bool = False) -> Drawing:
    """Bars as wide as their periods from zero, tinted where worked out; the other side's as outlines."""
    gap = GAP_PX + (LINE_PX if narrow else 0)
    height = len(series) * (PANEL_PX + gap) + FOOT_PX
    drawn = figure(theme, height, margin={"l": 0, "r": 8, "t": 8, "b": FOOT_PX})
    start = min(amount.start for one in series for amount in (*one.amounts, *one.others))
    share = 1 / len(series)
    inside = PANEL_PX / (PANEL_PX + gap)
    share_px = ((until - start).days or 1) / ((NARROW_PX if narrow else WIDE_PX) * (1 - LABEL_SHARE[narrow]))
    for place, one in enumerate(series):
        top = 1 - place * share
        axis = "y" if place == 0 else f"y{place + 1}"
        if one.first is not None and one.first > start:
            _before(drawn, start, one.first, axis, share_px, theme)
        _panel(drawn, one, axis, (top - share, top - share + share * inside), theme, narrow)
    date_axis(drawn, start, until, narrow)
    labels = timedelta(days=(until - start).days * LABEL_SHARE[narrow] / (1 - LABEL_SHARE[narrow]))
    drawn.update_xaxes(
        range=[f"{datetime.combine(start, time()) - labels:%Y-%m-%d %H:%M}", until.isoformat()]
    )
    drawn.update_xaxes(anchor=f"y{len(series)}" if len(series) > 1 else "y")
    return Drawing(drawn, " ".join(map(_alt, series)), height)


def _before(drawn: go.Figure, start: date, promise: date, axis: str, days_a_px: float, theme: Theme) -> None:
    """The ground of the time before the first promise, with the longest word that fits on it."""
    drawn.add_shape(
        type="rect", x0=start.isoformat(), x1=promise.isoformat(), yref=f"{axis} domain", y0=0, y1=1, layer="below",
        line_width=0, fillcolor=theme.panel,
    )  # fmt: skip
    room = (promise - start).days / days_a_px - 8
    words = next((words for words in BEFORE if text_px(words, 12) <= room), None)
    if words:
        drawn.add_annotation(
            x=start.isoformat(), yref=f"{axis} domain", y=1, text=words, showarrow=False, xanchor="left", yanchor="top",
            xshift=3, font={"size": 12, "color": theme.ink2},
        )  # fmt: skip


def _panel(
    drawn: go.Figure, one: Measured, axis: str, domain: tuple[float, float], theme: Theme, narrow: bool
) -> None:
    values = [amount.value for amount in (*one.amounts, *one.others)] + [one.goal or 0, 0]
    low, high = min(values), max(values)
    room = (high - low or 1) * 0.12
    drawn.update_layout({
        f"{axis[0]}axis{axis[1:]}": {"domain": domain, "range": [low - room if low < 0 else 0, high + room], "anchor": "x", "nticks": 4}
    })  # fmt: skip
    for amounts, side, filled in ((one.amounts, one.side, True), (one.others, one.other_side, False)):
        if amounts:
            drawn.add_trace(_bars(amounts, one, side, axis, filled, theme))
    if one.goal is not None:
        drawn.add_shape(
            type="line", xref="paper", x0=LABEL_SHARE[narrow], x1=1, yref=axis, y0=one.goal, y1=one.goal,
            line={"width": 1.6, "dash": "5px,2px", "color": theme.ink2},
        )  # fmt: skip
    for day in one.promised:
        drawn.add_shape(
            type="line", x0=day.isoformat(), x1=day.isoformat(), yref=f"{axis} domain", y0=0, y1=1,
            line={"width": 1, "color": theme.ink3},
        )  # fmt: skip
    goal = "" if one.goal is None else f"- - -{HARD}{with_unit(one.goal, one.unit)}: {one.goal_words}"
    lines = [literal(line) for line in wrap(goal, 50 if narrow else 140)]
    name = [literal(line) for line in wrap(one.name, 40 if narrow else 140)]
    under = "".join(f'<br><span style="font-size:12.5px">{line}</span>' for line in lines)
    drawn.add_annotation(
        xref="paper", x=0, yref="paper", y=domain[1], yshift=24 + LINE_PX * (len(lines) + len(name) - 1), text=f"<b>{'<br>'.join(name)}</b>{HARD}{one.unit}{under}",
        showarrow=False, xanchor="left", yanchor="top", align="left", font={"size": 13.5, "color": theme.ink},
    )  # fmt: skip


def _bars(
    amounts: Sequence[Amount], one: Measured, side: str, axis: str, filled: bool, theme: Theme
) -> go.Bar:
    full, tint = theme.side(side), theme.side_tint(side)
    grounds = [tint if amount.derived else full for amount in amounts]
    return go.Bar(
        x=[(amount.start + timedelta(days=_days(amount) / 2)).isoformat() for amount in amounts],
        y=[amount.value for amount in amounts],
        yaxis=axis,
        width=[_days(amount) * 0.82 * DAY_MS for amount in amounts],
        marker={
            "color": grounds if filled else "rgba(0,0,0,0)",
            "line": {"width": 1 if filled else 1.8, "color": full},
        },
        hovertext=[
            f"{hover(one.name)}<br>{side}, {amount.period}: {with_unit(amount.value, one.unit)}"
            + (", worked out" if amount.derived else "")
            for amount in amounts
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _days(amount: Amount) -> int:
    return (amount.end - amount.start).days + 1


def _alt(one: Measured) -> str:
    after = [amount for amount in one.amounts if amount.after]
    goal = (
        f"held against {with_unit(one.goal, one.unit)} ({one.goal_words})"
        if one.goal is not None
        else "no goal on file"
    )
    told = (
        ", ".join(f"{amount.period} {with_unit(amount.value, one.unit)}" for amount in after) or "no figure"
    )
    other = (
        f"; the other side states {len(one.others)} figures"
        if one.others
        else "; no figure of the other side"
    )
    return f"{one.name}, {goal}; after the promise: {told}{other}."
