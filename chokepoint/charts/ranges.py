"""What several sources or editions say of one figure: a dot each, and the range between those that count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import plotly.graph_objects as go

from chokepoint.charts.rows import name_rows, pitch
from chokepoint.charts.theme import HARD, Drawing, Theme, figure, literal

NAMES, CLOSE, SWARM, SWARM_NARROW, ROOM_PCT = 0.17, 0.9, 0.15, 0.09, 12
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
    height = len(rows) * pitch(narrow) + 34
    drawn = figure(theme, height, margin={"l": 5 if narrow else 0, "r": 14, "t": 6, "b": 28})
    start = name_rows(drawn, [(row.name, row.under) for row in rows], theme, narrow, NAMES)
    for place, row in enumerate(rows):
        _row(drawn, place + (0.22 if narrow else 0), row, low, colour, theme, narrow)
    ticks = [tick for tick in (range(0, 101, 10) if low else (0, 25, 50, 75, 100)) if tick >= low]
    end = 0.78 if not narrow else 1.0
    drawn.update_xaxes(
        domain=[start, end], range=[low - (100 - low) * 0.03, 100 + (100 - low) * 0.02], tickvals=ticks,
        ticktext=[f"{tick}{HARD}%" if tick == 100 else str(tick) for tick in ticks],
    )  # fmt: skip
    return Drawing(drawn, _alt(rows, what), height)


def _row(drawn: go.Figure, y: float, row: Row, low: float, colour: str, theme: Theme, narrow: bool) -> None:
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
        drawn.add_trace(_dots(row, y, SWARM_NARROW if narrow else SWARM, colour, theme))
    if narrow:
        drawn.add_annotation(
            xref="paper", x=1, y=y - 0.58, text=row.end, showarrow=False, xanchor="right", align="right",
            font={"size": 12.5, "color": theme.ink2},
        )  # fmt: skip
    else:
        drawn.add_annotation(
            xref="paper", x=0.8, y=y, text=row.end, showarrow=False, xanchor="left", align="left",
            font={"size": 13, "color": theme.ink2},
        )  # fmt: skip


def _dots(row: Row, y: float, swarm: float, colour: str, theme: Theme) -> go.Scatter:
    return go.Scatter(
        x=[dot.value for dot in row.dots],
        y=[y - step * swarm for step in _steps(row.dots)],
        mode="markers+text",
        marker={
            "opacity": 1,
            "size": [11 if dot.bound in (*ABOVE, *BELOW) else 10 for dot in row.dots],
            "symbol": [_symbol(dot) for dot in row.dots],
            "color": [colour if dot.counts else theme.bg for dot in row.dots],
            "line": {"width": 1.5, "color": [theme.bg if dot.counts else theme.ink2 for dot in row.dots]},
        },
        text=_texts(row.dots, swarm == SWARM_NARROW),
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


def _steps(dots: Sequence[Dot]) -> list[int]:
    """How far each dot stands above its row, so that close ones do not hide each other."""
    steps: list[int] = []
    for place, dot in enumerate(dots):
        near = [steps[n] for n in range(place) if abs(dots[n].value - dot.value) < CLOSE]
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
