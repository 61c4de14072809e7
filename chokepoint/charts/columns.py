"""Monthly quantities as columns: a missing month is an empty place, never a zero."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor, log10

import plotly.graph_objects as go

from chokepoint.charts.axes import DAY_MS, date_axis
from chokepoint.charts.theme import HARD, THIN, Drawing, Theme, digits, figure, literal, number, with_unit

HEIGHT = 260
# Days of a month that its column takes, where its middle is, and its width at most.
WIDTH_DAYS, MIDDLE, WIDTH_PX = 22, 14, 44
PLOT_PX, PLOT_PX_NARROW, MARGIN_PX = 1050, 350, 62
VALUE_PX = 20
# Steps of the y axis at most; the part of its height that the figure above a tick takes.
TICKS, LABEL_SHARE = 4, 0.09
# Part of the width left of the first month.
ROOM_SHARE = 0.1


@dataclass(frozen=True)
class Column:
    """One month: its first day, the quantity (None: no figure), whether it was worked out, its record's id."""

    month: date
    value: float | None
    derived: bool
    id: str


@dataclass(frozen=True)
class Mark:
    """A thin rule on the time axis with its words."""

    day: date
    label: str


def columns(
    months: Sequence[Column],
    unit: str,
    what: str,
    reference: float | None,
    reference_words: str,
    marks: Sequence[Mark],
    theme: Theme,
    narrow: bool = False,
    plot_px: int | None = None,
    values: bool = True,
) -> Drawing:
    """Columns of `what` in `unit`; worked-out values tinted, the reference dashed and named.

    With `values` the lowest and the newest are written.
    """
    drawn = figure(theme, HEIGHT, margin={"l": 0, "r": 8, "t": 40 if narrow else 22, "b": 40})
    known = [month for month in months if month.value is not None]
    width = _width(months, plot_px or (PLOT_PX_NARROW if narrow else PLOT_PX))
    drawn.add_trace(_bars([m for m in known if not m.derived], unit, theme.cn, theme.cn, width))
    drawn.add_trace(_bars([m for m in known if m.derived], unit, theme.cn_tint, theme.cn, width))
    _missing(drawn, [month for month in months if month.value is None], theme)
    top = max([*(m.value or 0 for m in known), reference or 0, 1]) * 1.12
    if reference is not None:
        _reference(drawn, reference, f"{reference_words}: {with_unit(reference, unit)}", theme, narrow)
    for mark in marks:
        _mark(drawn, mark, theme)
    if months:
        start, end = months[0].month, months[-1].month.replace(day=28)
        date_axis(drawn, start, end, narrow, MIDDLE)
        # Room for the figures of the y axis: where they touch a tick of the x axis, Plotly hides the tick.
        room = timedelta(days=round(ROOM_SHARE * (end - start).days))
        drawn.update_xaxes(range=[(start - room).isoformat(), end.isoformat()])
    _scale(drawn, top, unit, reference)
    if values:
        write_values(drawn, months, reference, (HEIGHT - MARGIN_PX) / top, theme)
    return Drawing(drawn, _alt(known, months, unit, what, reference, reference_words), HEIGHT)


def _scale(drawn: go.Figure, top: float, unit: str, reference: float | None) -> None:
    """The y axis from zero with round ticks, none of them struck out by the line of the reference."""
    size = 10 ** floor(log10(top / 3))
    step = next(size * n for n in (1, 2, 2.5, 5, 10) if top / (size * n) <= TICKS)
    ticks = [step * n for n in range(int(top / step) + 1)]
    free = [tick for tick in ticks if reference is None or not 0 <= reference - tick <= top * LABEL_SHARE]
    texts = [f"{tick:,g}".replace(",", THIN) + (f"{HARD}{unit}" if tick == free[-1] else "") for tick in free]
    drawn.update_yaxes(range=[0, top], tickmode="array", tickvals=free, ticktext=texts)


def write_values(
    drawn: go.Figure,
    months: Sequence[Column],
    reference: float | None,
    px_per_unit: float,
    theme: Theme,
    also: Collection[date] = (),
) -> None:
    """Writes the lowest and the newest value, and those of the months `also`, where the reference does not cross them.

    Above the column; inside it, where the dashed line would run through the figure.
    """
    known = [month for month in months if month.value is not None]
    if not known:
        return
    told = [min(known, key=lambda month: month.value or 0), known[-1], *(m for m in known if m.month in also)]
    for month in dict.fromkeys(told):
        value = month.value or 0
        gap = VALUE_PX if reference is None else (reference - value) * px_per_unit
        crossed = 0 <= gap < VALUE_PX
        inside = crossed and value * px_per_unit > VALUE_PX
        ink = theme.ink if month.derived else theme.on_fill
        drawn.add_annotation(
            x=(month.month + timedelta(days=MIDDLE)).isoformat(), y=value, text=f"<b>{number(value, digits(value))}</b>",
            showarrow=False, yanchor="top" if inside else "bottom", yshift=gap + 2 if crossed and not inside else 0,
            font={"size": 13, "color": ink if inside else theme.cn}, borderpad=0,
            bgcolor=None if inside else theme.bg, opacity=0.95,
        )  # fmt: skip


def _width(months: Sequence[Column], plot_px: int) -> float:
    """Width of a column in days: most of its month, but of few months not a slab."""
    if not months:
        return WIDTH_DAYS
    days = (1 + ROOM_SHARE) * max((months[-1].month.replace(day=28) - months[0].month).days, 1)
    return min(WIDTH_DAYS, WIDTH_PX * days / plot_px)


def _bars(months: Sequence[Column], unit: str, fill: str, edge: str, width: float) -> go.Bar:
    return go.Bar(
        x=[month.month.isoformat() for month in months],
        y=[month.value for month in months],
        width=width * DAY_MS,
        offset=(MIDDLE - width / 2) * DAY_MS,
        customdata=[month.id for month in months],
        marker={"color": fill, "line": {"color": edge, "width": 1}},
        hovertemplate="%{x|%Y-%m}: %{y:,.1~f} " + unit + "<extra></extra>",
    )


def _missing(drawn: go.Figure, months: Sequence[Column], theme: Theme) -> None:
    if months:
        drawn.add_trace(
            go.Scatter(
                x=[(month.month + timedelta(days=MIDDLE)).isoformat() for month in months],
                y=[0] * len(months),
                mode="text",
                text=["–"] * len(months),
                textposition="top center",
                textfont={"size": 13, "color": theme.ink3},
                hovertemplate="%{x|%Y-%m}: no figure<extra></extra>",
                cliponaxis=False,
            )
        )


def _reference(drawn: go.Figure, value: float, words: str, theme: Theme, narrow: bool) -> None:
    """The dashed line and its words: at its end, or where the columns are dense above the figure."""
    drawn.add_shape(
        type="line", xref="paper", x0=0, x1=1, y0=value, y1=value,
        line={"width": 1.6, "dash": "5px,2px", "color": theme.ink2},
    )  # fmt: skip
    where = {"yref": "paper", "y": 1, "yshift": 16} if narrow else {"y": value}
    drawn.add_annotation(
        xref="paper", x=1, text=f"- - {words}" if narrow else words, showarrow=False, xanchor="right",
        yanchor="bottom", font={"size": 13, "color": theme.ink2}, **where,
    )  # fmt: skip


def _mark(drawn: go.Figure, mark: Mark, theme: Theme) -> None:
    x = mark.day.isoformat()
    drawn.add_shape(
        type="line",
        x0=x,
        x1=x,
        yref="paper",
        y0=0,
        y1=1,
        layer="below",
        line={"width": 1, "color": theme.ink3},
    )
    drawn.add_annotation(
        x=x, yref="paper", y=1, text=literal(mark.label), showarrow=False, xanchor="left", yanchor="bottom", xshift=-2,
        font={"size": 12, "color": theme.ink2},
    )  # fmt: skip


def _alt(
    known: Sequence[Column],
    months: Sequence[Column],
    unit: str,
    what: str,
    reference: float | None,
    reference_words: str,
) -> str:
    if not known:
        return f"{what}: no figure in this period."
    low = min(known, key=lambda month: month.value or 0)
    high = max(known, key=lambda month: month.value or 0)
    last = known[-1]
    missing = len(months) - len(known)
    held = "" if reference is None else f"; {reference_words} {_told(reference, unit)}"
    return (
        f"{what} by month from {months[0].month:%Y-%m} to {months[-1].month:%Y-%m}: "
        f"lowest {_told(low.value or 0, unit)} in {low.month:%Y-%m}, "
        f"highest {_told(high.value or 0, unit)} in {high.month:%Y-%m}, "
        f"last {_told(last.value or 0, unit)} in {last.month:%Y-%m}{held}. "
        f"{missing} month{'' if missing == 1 else 's'} without a figure."
    )


def _told(value: float, unit: str) -> str:
    return f"{number(value, digits(value))} {unit}"
