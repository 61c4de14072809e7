"""Monthly tonnes of one product to one partner, with the measures that bear on it marked above the axis."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from textwrap import wrap

import plotly.graph_objects as go

from chokepoint.charts.columns import Column, Mark, columns, write_values
from chokepoint.charts.theme import HARD, Drawing, Theme, digits, literal, number, with_unit

CHARACTER_PX, LINE_PX = 6.2, 16
STEPS = [base * 10**power for power in range(7) for base in (1, 2, 5)]
BASE_HEIGHT, PLOT_HEIGHT = 250, 204
SIDE_PX, EDGE_PX = 150, 58


def flows_by_month(
    months: Sequence[Column],
    what: str,
    reference: float | None,
    reference_words: str,
    marks: Sequence[Mark],
    theme: Theme,
    plot_px: int,
    narrow: bool = False,
    also: Collection[date] = (),
) -> Drawing:
    """Columns in tonnes with labels of marks in as many rows as they need; lowest, newest and months `also` written."""
    made = columns(months, "t", what, None, "", [], theme, narrow, plot_px, values=False)
    drawn = made.figure
    start, end = months[0].month, months[-1].month.replace(day=28)
    room = timedelta(days=round(EDGE_PX * (end - start).days / plot_px))
    rows = _rows(marks, start - room, end, plot_px)
    told = 1 if narrow and reference is not None else 0
    top = 8 + LINE_PX * (max((row for row, _ in rows), default=-1) + 1 + told)
    right = 8 if narrow or reference is None else SIDE_PX
    drawn.update_layout(height=BASE_HEIGHT + top, margin={"l": 0, "r": right, "t": top + 6, "b": 40})
    # Room for the figures of the y axis: where they touch a tick of the x axis, Plotly hides the tick.
    drawn.update_xaxes(range=[(start - room).isoformat(), end.isoformat()], showline=True)
    top_t = _scale(drawn, months, reference)
    for mark, (row, left) in zip(marks, rows, strict=True):
        _mark(drawn, mark, row, left, theme)
    write_values(drawn, months, reference, PLOT_HEIGHT / top_t, theme, also)
    if reference is not None:
        words = f"{reference_words}: {with_unit(reference, 't')}"
        _reference(drawn, reference, words, theme, top - LINE_PX if narrow else None)
    marked = "; ".join(f"{mark.day} {mark.label}" for mark in marks)
    normal = (
        f" Normal: {number(reference, digits(reference))} t a month ({reference_words})."
        if reference is not None
        else ""
    )
    return Drawing(drawn, made.alt + normal + (f" Marked: {marked}." if marks else ""), BASE_HEIGHT + top)


def _scale(drawn: go.Figure, months: Sequence[Column], reference: float | None) -> float:
    """The end of the y axis, which starts at zero; its ticks are round, none of them on the line of the reference."""
    top = max([*(month.value or 0 for month in months), reference or 0, 1]) * 1.12
    step = next(s for s in STEPS if top / s <= 5)
    ticks = [step * n for n in range(int(0.9 * top / step) + 1)]
    free = [tick for tick in ticks if reference is None or abs(tick - reference) > top * 0.07]
    texts = [f"{number(tick)}{HARD}t" if tick == free[-1] else number(tick) for tick in free]
    drawn.update_yaxes(
        range=[0, top], tickmode="array", tickvals=free, ticktext=texts, ticksuffix="", nticks=None
    )
    return top


def _reference(drawn: go.Figure, value: float, words: str, theme: Theme, above_px: int | None) -> None:
    """The normal month: dashed, its words beside the plot, or (on a phone) so many pixels above it."""
    drawn.add_shape(
        type="line", xref="paper", x0=0, x1=1, y0=value, y1=value,
        line={"width": 1.6, "dash": "5px,2px", "color": theme.ink2},
    )  # fmt: skip
    beside = above_px is None
    drawn.add_annotation(
        xref="paper", x=1 if beside else 0, yref="y" if beside else "paper", y=value if beside else 1,
        text="<br>".join(wrap(words, SIDE_PX // 7)) if beside else f"- - -  {words}", align="left", showarrow=False,
        xanchor="left", xshift=8 if beside else 0, yanchor="middle" if beside else "bottom", yshift=above_px or 0,
        font={"size": 13, "color": theme.ink2},
    )  # fmt: skip


def _rows(marks: Sequence[Mark], start: date, end: date, plot_px: int) -> list[tuple[int, bool]]:
    """Row (0 = lowest) and side of each label, so that none covers another."""
    taken: list[list[tuple[float, float]]] = []
    found = []
    places = [plot_px * (mark.day - start).days / max((end - start).days, 1) for mark in marks]
    for mark, x, following in zip(marks, places, [*places[1:], plot_px][: len(marks)], strict=True):
        wide = len(mark.label) * CHARACTER_PX + 8
        # To the left if the rule of the next mark would cross the label.
        left = x + wide > min(following, plot_px) and x - wide > 0
        span = (x - wide, x) if left else (x, x + wide)
        row = next((n for n, spans in enumerate(taken) if all(_apart(span, s) for s in spans)), len(taken))
        if row == len(taken):
            taken.append([])
        # A rule that goes up to this label passes the rows below it.
        for spans in taken[:row]:
            spans.append((x - 2, x + 2))
        taken[row].append(span)
        found.append((row, left))
    return found


def _apart(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[1] < other[0] or other[1] < one[0]


def _mark(drawn: go.Figure, mark: Mark, row: int, left: bool, theme: Theme) -> None:
    x = mark.day.isoformat()
    line = {"width": 1, "color": theme.ink3}
    drawn.add_shape(
        type="line",
        x0=x,
        x1=x,
        yref="paper",
        y0=0,
        y1=1 + row * LINE_PX / PLOT_HEIGHT,
        layer="below",
        line=line,
    )
    drawn.add_annotation(
        x=x, yref="paper", y=1, text=literal(mark.label), showarrow=False, yanchor="bottom", yshift=row * LINE_PX - 2,
        xanchor="right" if left else "left", xshift=2 if left else -2, font={"size": 12.5, "color": theme.ink2},
    )  # fmt: skip
