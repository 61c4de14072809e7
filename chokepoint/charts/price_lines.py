"""Prices of elements inside and outside China as small multiples on one logarithmic scale.

Only monthly means of one market and one kind, month after month, form a line; every other quote is a mark
of its own: markets, kinds and day and month quotes are never joined.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from itertools import groupby

import plotly.graph_objects as go

from chokepoint.charts.axes import date_axis
from chokepoint.charts.theme import HARD, SIGNS, Drawing, Theme, figure, literal, number
from chokepoint.evidence.price_gaps import ASK, BACKED, FOB, INSIDE, OUTSIDE, Mark
from chokepoint.evidence.prices import UNSAID

HEIGHT, PANEL_NARROW = 300, 220
HEAD_SHARE, FOOT_SHARE = 0.12, 0.2
GAP = 0.028
ROOM_DAYS = 85
TICKS = (1, 3, 10, 30, 100, 300, 1000, 3000, 10_000)
SYMBOLS = {
    OUTSIDE: "circle",
    INSIDE: "diamond",
    FOB: "diamond",
    BACKED: "square-open",
    ASK: "triangle-up-open",
}


def price_lines(
    panels: Sequence[tuple[str, str, Sequence[Mark]]],
    since: date,
    on: date,
    controls: date | None,
    theme: Theme,
    narrow: bool = False,
    told: Collection[str] = (),
) -> Drawing:
    """Panels (name, code, quotes) of oxide prices in USD/kg without VAT; `controls` is a thin rule.

    `told`: ids of quotes that the title speaks of; their figures stand beside them, to the left.
    """
    count = max(len(panels), 1)
    height = PANEL_NARROW * count if narrow else HEIGHT
    drawn = figure(
        theme, height, margin={"l": 0, "r": 14, "t": 0 if narrow else 24, "b": 0 if narrow else 40}
    )
    values = [mark.usd_per_kg for _, _, marks in panels for mark in marks] or [1.0]
    low, high = math.log10(min(values) / 1.8), math.log10(max(values) * 2.2)
    for place, (name, _, marks) in enumerate(panels):
        x, y = f"x{place + 1}" if place else "x", f"y{place + 1}" if place else "y"
        across, down = _domain(place, count, narrow)
        _panel(drawn, marks, x, y, theme, told)
        _axes(drawn, x, y, across, down, (low, high), since, on, first=narrow or place == 0)
        drawn.add_annotation(
            xref="paper", x=across[0], yref="paper", y=down[1], text=f"<b>{literal(name)}</b>, USD/kg", showarrow=False,
            xanchor="left", yanchor="bottom", yshift=3, font={"size": 14, "color": theme.ink},
        )  # fmt: skip
        if controls and since <= controls <= on:
            drawn.add_shape(
                type="line", xref=x, yref=f"{y} domain", x0=controls.isoformat(), x1=controls.isoformat(), y0=0,
                y1=1, layer="below", line={"width": 1, "color": theme.line},
            )  # fmt: skip
    return Drawing(drawn, _alt(panels), height)


def _domain(place: int, count: int, narrow: bool) -> tuple[list[float], list[float]]:
    if narrow:
        room = 1 / count
        return [0.0, 1.0], [1 - (place + 1 - FOOT_SHARE) * room, 1 - (place + HEAD_SHARE) * room]
    room = (1 + GAP) / count
    return [place * room, (place + 1) * room - GAP], [0.0, 1.0]


def _axes(
    drawn: go.Figure, x: str, y: str, across: list[float], down: list[float], span: tuple[float, float],
    since: date, on: date, first: bool,
) -> None:  # fmt: skip
    axis = go.Figure()
    date_axis(axis, since, on, True)
    dates = {key: axis.layout.xaxis[key] for key in ("type", "range", "tickmode", "tickvals", "ticktext")}
    dates["range"] = [(since - timedelta(days=ROOM_DAYS)).isoformat(), on.isoformat()]
    ticks = [tick for tick in TICKS if span[0] <= math.log10(tick) <= span[1]]
    words = [number(tick) for tick in ticks]
    drawn.update_layout({
        f"xaxis{x[1:]}": {**dates, "domain": across, "anchor": y},
        f"yaxis{y[1:]}": {
            "type": "log", "range": list(span), "domain": down, "anchor": x, "tickvals": ticks,
            "ticktext": words if first else [""] * len(ticks),
        },
    })  # fmt: skip


def _panel(
    drawn: go.Figure, marks: Sequence[Mark], x: str, y: str, theme: Theme, told: Collection[str]
) -> None:
    for _, group in groupby(marks, lambda mark: mark.series):
        for run in _runs(list(group)):
            drawn.add_trace(_trace(run, x, y, theme))
    labelled = {mark.id: mark for mark in _labelled(marks)}
    for mark in [mark for mark in marks if mark.id in told and mark.id not in labelled]:
        drawn.add_annotation(
            xref=x, yref=y, x=_day(mark), y=math.log10(mark.usd_per_kg), text=literal(_value(mark)), showarrow=False,
            xanchor="right", xshift=-8, font={"size": 12, "color": _colour(mark, theme)},
        )  # fmt: skip
    for mark in labelled.values():
        drawn.add_annotation(
            xref=x, yref=y, x=_day(mark), y=math.log10(mark.usd_per_kg), text=literal(_value(mark)), showarrow=False,
            yshift=11 if mark.kind != INSIDE else -12, xshift=-12 if mark.kind == ASK else 0, font={"size": 12, "color": _colour(mark, theme)},
        )  # fmt: skip


def _runs(marks: Sequence[Mark]) -> list[list[Mark]]:
    """Monthly means that follow each other in one series; anything else stands alone."""
    runs: list[list[Mark]] = []
    for mark in marks:
        monthly = mark.kind == FOB and mark.frequency == "M"
        follows = runs and monthly and runs[-1][-1].end + timedelta(days=1) == mark.start
        if follows:
            runs[-1].append(mark)
        else:
            runs.append([mark])
    return runs


def _trace(run: Sequence[Mark], x: str, y: str, theme: Theme) -> go.Scatter:
    line = len(run) > 1
    colour = _colour(run[0], theme)
    open_mark = run[0].derived and not line
    return go.Scatter(
        x=[_day(mark) for mark in run],
        y=[mark.usd_per_kg for mark in run],
        xaxis=x,
        yaxis=y,
        mode="lines" if line else "markers",
        line={"width": 2, "color": colour},
        marker={
            "size": 9, "symbol": SYMBOLS[run[0].kind] + ("-open" if open_mark and run[0].kind in (OUTSIDE, INSIDE) else ""),
            "color": colour, "line": {"width": 1.6 if open_mark or run[0].kind in (ASK, BACKED) else 0.8,
                                      "color": colour if open_mark or run[0].kind in (ASK, BACKED) else theme.bg},
        },
        customdata=[mark.id for mark in run],
        hovertext=[literal(_words(mark)) for mark in run],
        hovertemplate="%{hovertext}<extra></extra>",
        cliponaxis=False,
    )  # fmt: skip


def _labelled(marks: Sequence[Mark]) -> list[Mark]:
    """The last mark of each kind, and the first outside one: more labels would collide."""
    last = {mark.kind: mark for mark in sorted(marks, key=lambda mark: mark.end)}
    outside = [mark for mark in sorted(marks, key=lambda mark: mark.end) if mark.kind == OUTSIDE]
    return list({mark.id: mark for mark in [*outside[:1], *last.values()]}.values())


def _colour(mark: Mark, theme: Theme) -> str:
    return theme.cn if mark.kind in (INSIDE, FOB) else theme.third if mark.kind == BACKED else theme.ink


def _day(mark: Mark) -> str:
    return (mark.start + (mark.end - mark.start) / 2).isoformat()


def _value(mark: Mark) -> str:
    digits = 0 if mark.usd_per_kg >= 10 else 1
    return f"{SIGNS.get(mark.bound, '')}{number(mark.usd_per_kg, digits)}"


def _words(mark: Mark) -> str:
    worked = ", worked out" if mark.derived else ""
    tax = f", {100 * mark.unsaid_vat:.0f}{UNSAID}" if mark.unsaid_vat else ""
    return f"{mark.element}, {mark.kind}, {mark.period}: {_value(mark)}{HARD}USD/kg{worked}{tax}"


def _alt(panels: Sequence[tuple[str, str, Sequence[Mark]]]) -> str:
    told = [
        f"{name}: " + (", ".join(_words(mark) for mark in _labelled(marks)) if marks else "no quote on file")
        for name, _, marks in panels
    ]
    return "Prices of oxides without VAT, first and last marks: " + "; ".join(told) + "."
