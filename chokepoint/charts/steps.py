"""Average tariffs as step lines: one line per measuring family, never joined, each ending at its last value.

A family with few readings is shown by open diamonds; a stretch without a reading for over a year is
dotted. What lies before the period shown stands in a narrow panel at the left on the same scale.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import plotly.graph_objects as go

from chokepoint.charts.axes import date_axis
from chokepoint.charts.labels import Box
from chokepoint.charts.numbered import list_below, room_below
from chokepoint.charts.text_width import text_px
from chokepoint.charts.theme import HARD, Drawing, Theme, figure
from chokepoint.evidence.averages import Family, Reading

HEIGHT, HEIGHT_NARROW = 340, 330
PAST, MAIN = (0.0, 0.19), (0.23, 1.0)
PLOT_PX, PLOT_PX_NARROW = 800, 340
DASHES = {"WAUGH": "5px,2px"}
LEAST_PAST = 2
TOP = 1.14
ROOM_AFTER = timedelta(days=120)
LABEL_SIZE, NEAR_PX, EDGE_PX, EDGE_PX_RIGHT, TICK = 13, 16, 44, 26, 25
# Room around a label, and above and below a single reading, so that its name stands beside it and no other under it.
GAP_PX, DIAMOND_PX = 8, 14
LEADER_STEPS = 12
# Nearest first: beside the end, a little above or below, then further with a leader.
OFFSETS = [
    (across, down)
    for down in (0, -14, 14, -30, 30, -46, 46, -64, 64, -84, 84)
    for across in ((9, -9) if abs(down) <= 16 else (14, -14))
]


def average_tariffs(
    found: Sequence[Family],
    names: Mapping[str, str],
    since: date,
    on: date,
    theme: Theme,
    narrow: bool = False,
) -> Drawing:
    """Step lines of each family in % of import value from `since`; `names` gives the label of a series."""
    named = _by_age([family for family in found if family.last.day >= since])
    below = room_below(len(named)) if narrow else 0
    height = (HEIGHT_NARROW if narrow else HEIGHT) + below
    drawn = figure(theme, height, margin={"l": 0, "r": 8, "t": 8, "b": 40 + below})
    past = [r for family in found for r in family.readings if r.day < since]
    two = len(past) >= LEAST_PAST and not narrow
    for family in found:
        _family(drawn, family, names[family.series], theme, "x")
        if two and family.line:
            _family(drawn, family, names[family.series], theme, "x2")
    shown = [f for f in found if any(r.day >= since for r in f.readings) or f.line]
    top = max([r.value for f in shown for r in f.readings] + [10.0]) * TOP
    plot_px = PLOT_PX_NARROW if narrow else PLOT_PX
    # Room at the right for the newest reading and its number.
    end = on + (timedelta(days=round(EDGE_PX_RIGHT * (on - since).days / plot_px)) if narrow else ROOM_AFTER)
    # Room for the figures of the y axis: where they touch a tick of the x axis, Plotly hides the tick.
    first = since - timedelta(days=round(EDGE_PX * (end - since).days / plot_px))
    told = [f"{names[family.series]} {family.last.value:.1f}" for family in named]
    texts = [str(place) for place in range(1, len(told) + 1)] if narrow else told
    _labels(drawn, named, texts, (first, end, top), theme, narrow)
    if narrow:
        entries = [f"{words} % on {family.last.day}" for words, family in zip(told, named, strict=True)]
        sides = [theme.side(family.imposer) for family in named]
        list_below(drawn, list(zip(entries, sides, strict=True)), theme)
    date_axis(drawn, since, end, narrow)
    domain, days = list(MAIN if two else (0, 1)), [first.isoformat(), end.isoformat()]
    drawn.update_layout(xaxis={"domain": domain, "range": days, "showline": True})
    if two:
        _past_axis(drawn, min(r.day for r in past), since, theme)
    drawn.update_yaxes(
        range=[0, top], ticksuffix=f"{HARD}%", showticksuffix="last", dtick=TICK if top > 2 * TICK else None
    )
    return Drawing(drawn, _alt(found, names), height)


def _family(drawn: go.Figure, family: Family, name: str, theme: Theme, axis: str) -> None:
    colour = theme.side(family.imposer)
    if not family.line:
        drawn.add_trace(_diamonds(family, name, theme, colour, axis))
        return
    readings = family.readings
    silent = [pair for pair in pairwise(readings) if pair[1].day - pair[0].day > family.silent]
    xs: list[str | None] = []
    ys: list[float | None] = []
    quiet = {pair[0].day for pair in silent}
    for before, after in zip(readings, [*readings[1:], None], strict=True):
        xs.append(before.day.isoformat())
        ys.append(before.value)
        if after is None:
            continue
        if before.day in quiet:
            xs.append(None)
            ys.append(None)
        else:
            xs.append(after.day.isoformat())
            ys.append(before.value)
    dash = DASHES.get(family.series.split("_")[2])
    width = 1.6 if dash else 2.4
    drawn.add_trace(
        _trace(xs, ys, {"color": colour, "width": width, "dash": dash}, name, family.series, axis)
    )
    for before, after in silent:
        held_x: list[str | None] = [before.day.isoformat(), after.day.isoformat()]
        held = {"color": colour, "width": 1.2, "dash": "1px,3px"}
        drawn.add_trace(_trace(held_x, [before.value, before.value], held, name, family.series, axis))


def _trace(
    xs: list[str | None], ys: list[float | None], line: dict[str, object], name: str, series: str, axis: str
) -> go.Scatter:
    return go.Scatter(
        x=xs,
        y=ys,
        xaxis=axis,
        mode="lines",
        line=line,
        connectgaps=False,
        customdata=[series] * len(xs),
        hovertemplate=f"{name}<br>%{{x|%Y-%m-%d}}: %{{y:.1f}} %<extra></extra>",
    )


def _diamonds(family: Family, name: str, theme: Theme, colour: str, axis: str) -> go.Scatter:
    return go.Scatter(
        x=[reading.day.isoformat() for reading in family.readings],
        y=[reading.value for reading in family.readings],
        xaxis=axis,
        mode="markers",
        cliponaxis=False,
        customdata=[family.series] * len(family.readings),
        marker={"size": 9, "symbol": "diamond", "color": theme.bg, "line": {"width": 1.6, "color": colour}},
        hovertemplate=f"{name}<br>%{{x|%Y-%m-%d}}: %{{y:.1f}} %<extra></extra>",
    )


def _by_age(found: Sequence[Family]) -> list[Family]:
    """Families in the order in which their labels find a place: lines first, the newest reading first."""
    return sorted(found, key=lambda family: (not family.line, -family.last.day.toordinal()))


def _labels(
    drawn: go.Figure,
    found: Sequence[Family],
    texts: Sequence[str],
    scale: tuple[date, date, float],
    theme: Theme,
    narrow: bool,
) -> None:
    """The text of each family beside the end of its line or its newest single reading."""
    since, end, top = scale
    width, height = (PLOT_PX_NARROW if narrow else PLOT_PX), (HEIGHT_NARROW if narrow else HEIGHT) - 48

    def spot(reading: Reading) -> tuple[float, float]:
        return width * (reading.day - since).days / max((end - since).days, 1), height * (
            1 - reading.value / top
        )

    taken = [box for family in found for box in _drawn(family, spot)]
    marks = [
        (family.last, text, theme.side(family.imposer)) for family, text in zip(found, texts, strict=True)
    ]
    if not narrow and (peak := _peak(found, since)):
        marks.append((peak[0], f"{peak[0].value:.1f}", theme.side(peak[1].imposer)))
    labels: list[Box] = []
    leaders: list[Box] = []
    for reading, text, colour in marks:
        x, y = spot(reading)
        place = _free(
            x, y, text_px(text, LABEL_SIZE) + GAP_PX, [*taken, *leaders], [*labels, *leaders], (width, height)
        )
        if place is None:
            continue
        across, down, box = place
        labels.append(box)
        taken.append(box)
        far = abs(down) > NEAR_PX
        if far:
            leaders += _leader(x, y, across, down)
        drawn.add_annotation(
            x=reading.day.isoformat(), y=reading.value, text=text, showarrow=far, arrowhead=0,
            arrowwidth=1, arrowcolor=theme.ink3, standoff=5, ax=across, ay=down,
            xshift=0 if far else across, yshift=0 if far else -down,
            xanchor="left" if across > 0 else "right", yanchor="middle",
            font={"size": LABEL_SIZE, "color": colour},
        )  # fmt: skip


def _peak(found: Sequence[Family], since: date) -> tuple[Reading, Family] | None:
    """The highest reading of any line, if it is not its last: at the day on which the next one replaced it."""
    lines = [family for family in found if family.line]
    steps = [
        (now, after, family)
        for family in lines
        for now, after in pairwise(family.readings)
        if after.day >= since
    ]
    if not steps:
        return None
    high, after, family = max(steps, key=lambda step: step[0].value)
    if high.value <= max(line.last.value for line in lines):
        return None
    return replace(high, day=after.day), family


def _free(
    x: float,
    y: float,
    wide: float,
    taken: Sequence[Box],
    kept_clear: Sequence[Box],
    plot: tuple[float, float],
) -> tuple[float, float, Box] | None:
    """The nearest offset at which a label hides nothing and its leader crosses no label and no other leader; None without one."""
    width, height = plot
    for across, down in OFFSETS:
        left = x + across if across > 0 else x + across - wide
        box = Box(left, y + down - 8, left + wide, y + down + 8)
        if (
            box.left < 0
            or box.right > width
            or box.top < 0
            or box.bottom > height
            or any(map(box.hits, taken))
        ):
            continue
        leader = _leader(x, y, across, down) if abs(down) > NEAR_PX else []
        if not any(step.hits(label) for step in leader for label in kept_clear):
            return across, down, box
    return None


def _leader(x: float, y: float, across: float, down: float) -> list[Box]:
    """Small boxes along the thin line from a mark to its label."""
    parts = [step / LEADER_STEPS for step in range(1, LEADER_STEPS)]
    return [Box(x + p * across - 1, y + p * down - 3, x + p * across + 1, y + p * down + 3) for p in parts]


def _drawn(family: Family, spot: Callable[[Reading], tuple[float, float]]) -> list[Box]:
    """What a family covers: thin boxes along its steps, or around its single readings."""
    marks = [spot(reading) for reading in family.readings]
    if not family.line:
        return [Box(x - 6, y - DIAMOND_PX, x + 6, y + DIAMOND_PX) for x, y in marks]
    return [
        box
        for (x0, y0), (x1, y1) in pairwise(marks)
        for box in (Box(x0, y0 - 2, x1, y0 + 2), Box(x1 - 2, min(y0, y1), x1 + 2, max(y0, y1)))
    ]


def _past_axis(drawn: go.Figure, first: date, since: date, theme: Theme) -> None:
    years = [year for year in range(first.year, since.year) if year % 2 == 0]
    template = drawn.layout.template.layout.xaxis.to_plotly_json()
    drawn.update_layout(
        xaxis2={
            **template,
            "domain": list(PAST),
            "type": "date",
            "range": [f"{first.year}-01-01", since.isoformat()],
            "showticklabels": False,
            "ticks": "",
            "anchor": "y",
            "showline": True,
        }
    )
    for year in years:
        # As notes: Plotly would hide ticks that stand left of the figures of the shared y axis.
        drawn.add_annotation(
            x=f"{year}-07-01", xref="x2", yref="paper", y=0, yanchor="top", yshift=-5, text=str(year), showarrow=False,
            font={"size": 13, "color": theme.ink3},
        )  # fmt: skip


def _alt(found: Sequence[Family], names: Mapping[str, str]) -> str:
    parts = [
        f"{names[f.series]}: {len(f.readings)} reading{'' if len(f.readings) == 1 else 's'}, highest "
        f"{max(r.value for r in f.readings):.1f} %, last {f.last.value:.1f} % on {f.last.day}"
        for f in found
    ]
    return "Average tariffs by measuring family, never joined. " + "; ".join(parts) + "."
