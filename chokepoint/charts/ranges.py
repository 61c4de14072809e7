"""What several sources or editions say of one figure: a dot each, and the range between those that count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import plotly.graph_objects as go

from chokepoint.charts.rows import PITCH, name_rows
from chokepoint.charts.theme import HARD, Drawing, Theme, figure, literal

NAMES, ROOM_PCT = 0.17, 12
# Pixels: between the middles of two markers that would touch, of a line of words, and of the plot's width.
APART_PX, LINE_PX, PLOT_PX, PLOT_NARROW_PX = 13, 17, 675, 330
ABOVE, BELOW = (">", ">="), ("<", "<=", "~<")


@dataclass(frozen=True)
class Dot:
    """One published figure in %: full if it is exact and counts, else open; `text` stands above it."""

    value: float
    bound: str
    counts: bool
    words: str
    id: str
    text: str = ""


@dataclass(frozen=True)
class Row:
    """The figures of one thing, the range of those that count (None: none), and the words at its end (Plotly's markup)."""

    name: str
    under: str
    dots: tuple[Dot, ...]
    span: tuple[float, float] | None
    end: str


def ranges(
    rows: Sequence[Row], what: str, low: float, colour: str, theme: Theme, narrow: bool = False
) -> Drawing:
    """Dots of `what` on an axis from `low` to 100 %; a row without dots shows its words only."""
    close = APART_PX * (100 - low) / (PLOT_NARROW_PX if narrow else PLOT_PX)
    steps = [_steps(row.dots, close) for row in rows]
    places, end_px = _places(rows, steps, narrow)
    height = round(end_px) + 34
    drawn = figure(theme, height, margin={"l": 5 if narrow else 0, "r": 14, "t": 6, "b": 28})
    names = [(row.name, row.under) for row in rows]
    start = name_rows(drawn, names, theme, narrow, NAMES, [name for name, _ in places])
    drawn.update_yaxes(range=[end_px, 0])
    for (name, y), row, up in zip(places, rows, steps, strict=True):
        _row(drawn, name, y, row, up, low, colour, theme, narrow)
    ticks = [tick for tick in (range(0, 101, 10) if low else (0, 25, 50, 75, 100)) if tick >= low]
    end = 0.78 if not narrow else 1.0
    drawn.update_xaxes(
        domain=[start, end], range=[low - (100 - low) * 0.03, 100 + (100 - low) * 0.02], tickvals=ticks,
        ticktext=[f"{tick}{HARD}%" if tick == 100 else str(tick) for tick in ticks],
    )  # fmt: skip
    return Drawing(drawn, _alt(rows, what), height)


def _places(
    rows: Sequence[Row], steps: Sequence[Sequence[int]], narrow: bool
) -> tuple[list[tuple[float, float]], float]:
    """Where the middle of each name and the line of each row stand, in pixels from the top, and where the last row ends.

    A row is as high as its stack of markers and the words at its end need; on a phone name and words stand above it.
    """
    places: list[tuple[float, float]] = []
    top = 0.0
    for row, up in zip(rows, steps, strict=True):
        stack = max(up, default=0) * APART_PX
        words = (row.end.count("<br>") + 1) * LINE_PX
        if narrow:
            line = top + max(2 * LINE_PX, words) + stack + LINE_PX
            places.append((top + LINE_PX, line))
            top = line + LINE_PX
        else:
            line = top + max(PITCH / 2, stack + LINE_PX, words / 2)
            places.append((line, line))
            top = line + max(PITCH / 2, words / 2)
    return places, top


def _row(
    drawn: go.Figure, name: float, y: float, row: Row, steps: Sequence[int], low: float, colour: str, theme: Theme, narrow: bool
) -> None:  # fmt: skip
    if row.dots:
        drawn.add_shape(
            type="line", x0=low, x1=100, y0=y, y1=y, layer="below", line={"width": 1, "color": theme.grid}
        )
    if row.span:
        drawn.add_shape(
            type="line", x0=row.span[0], x1=row.span[1], y0=y, y1=y, layer="below",
            line={"width": 7, "color": theme.third_tint},
        )  # fmt: skip
    if row.dots:
        drawn.add_trace(_dots(row, [y - step * APART_PX for step in steps], narrow, colour, theme))
    if narrow:
        drawn.add_annotation(
            xref="paper", x=1, y=name - LINE_PX, text=row.end, showarrow=False, xanchor="right", yanchor="top", align="right",
            font={"size": 12.5, "color": theme.ink2},
        )  # fmt: skip
    else:
        drawn.add_annotation(
            xref="paper", x=0.8, y=y, text=row.end, showarrow=False, xanchor="left", align="left",
            font={"size": 13, "color": theme.ink2},
        )  # fmt: skip


def _dots(row: Row, heights: Sequence[float], narrow: bool, colour: str, theme: Theme) -> go.Scatter:
    return go.Scatter(
        x=[dot.value for dot in row.dots],
        y=list(heights),
        mode="markers+text",
        marker={
            "opacity": 1,
            "size": [11 if dot.bound in (*ABOVE, *BELOW) else 10 for dot in row.dots],
            "symbol": [_symbol(dot) for dot in row.dots],
            "color": [colour if dot.counts else theme.bg for dot in row.dots],
            "line": {"width": 1.5, "color": [theme.bg if dot.counts else theme.ink2 for dot in row.dots]},
        },
        text=_texts(row.dots, narrow),
        textposition="top center",
        textfont={"size": 12, "color": theme.ink},
        customdata=[dot.id for dot in row.dots],
        hovertext=[literal(dot.words) for dot in row.dots],
        hovertemplate="%{hovertext}<extra></extra>",
        cliponaxis=False,
    )


def _texts(dots: Sequence[Dot], narrow: bool) -> list[str]:
    """Texts above the dots; none on a phone where two would run into each other (the row's words tell them)."""
    values = sorted(dot.value for dot in dots)
    crowded = any(after - before < ROOM_PCT for before, after in pairwise(values))
    return ["" if narrow and crowded else dot.text for dot in dots]


def _steps(dots: Sequence[Dot], close: float) -> list[int]:
    """How many markers each dot stands above its row, so that ones nearer than `close` do not hide each other."""
    steps: list[int] = []
    for place, dot in enumerate(dots):
        near = [steps[n] for n in range(place) if abs(dots[n].value - dot.value) < close]
        steps.append(next(step for step in range(len(dots) + 1) if step not in near))
    return steps


def _symbol(dot: Dot) -> str:
    if dot.bound in ABOVE:
        return "triangle-right"
    return "triangle-left" if dot.bound in BELOW else "circle"


def _alt(rows: Sequence[Row], what: str) -> str:
    told = [
        f"{row.name}: " + (", ".join(dot.words for dot in row.dots) if row.dots else row.end) for row in rows
    ]
    return f"{what}: " + "; ".join(told) + "."
