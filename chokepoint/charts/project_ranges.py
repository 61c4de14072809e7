"""Tonnes of projects by year as ranges, a panel for each stage and unit, against what is needed in that unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from textwrap import wrap

import plotly.graph_objects as go

from chokepoint.charts.theme import HARD, Drawing, Theme, figure, literal, number

ACROSS, HEIGHT, HEIGHT_NARROW = 3, 216, 204
# Part of a panel's width left free beside it, and pixels above and below its plot.
BESIDE, ABOVE_PX, BELOW_PX = 0.035, 62, 30
WIDTH, WIDTH_NARROW = 56, 58
ROOM, ROOM_BELOW = 1.24, 0.2


@dataclass(frozen=True)
class Span:
    """Lowest and highest tonnes of one year, and the id of the records behind it."""

    year: int
    low: float
    high: float
    id: str


@dataclass(frozen=True)
class Level:
    """A need in the unit of the panel: tonnes and the words on its line."""

    tonnes: float
    words: str


@dataclass(frozen=True)
class RangePanel:
    """One stage in one unit: its name, the words under it, the ranges by year, and the needs."""

    name: str
    under: str
    unit: str
    spans: tuple[Span, ...]
    levels: tuple[Level, ...]


def project_ranges(
    panels: Sequence[RangePanel], years: Sequence[int], what: str, theme: Theme, narrow: bool = False
) -> Drawing:
    """A bar from the lowest to the highest tonnes for each year; a year in which nothing is dated has none."""
    across = 1 if narrow else ACROSS
    down = ceil(len(panels) / across)
    height = max(1, down) * (HEIGHT_NARROW if narrow else HEIGHT)
    drawn = figure(theme, height, margin={"l": 0, "r": 8, "t": 0, "b": 0}, bargap=0.3)
    for place, panel in enumerate(panels):
        left, top = (place % across) / across, 1 - (place // across) / down
        domain = (left, left + 1 / across - (0 if narrow else BESIDE))
        heights = (top - 1 / down + BELOW_PX / height, top - ABOVE_PX / height)
        _panel(drawn, place, panel, years, domain, heights, (top, theme, narrow))
    return Drawing(drawn, _alt(panels, what), height)


def _panel(
    drawn: go.Figure, place: int, panel: RangePanel, years: Sequence[int], across: tuple[float, float],
    up: tuple[float, float], look: tuple[float, Theme, bool],
) -> None:  # fmt: skip
    top, theme, narrow = look
    number_ = str(place + 1) if place else ""
    most = max([*(span.high for span in panel.spans), *(level.tonnes for level in panel.levels)], default=1)
    drawn.update_layout({
        f"xaxis{number_}": {
            "domain": across, "anchor": f"y{number_}", "range": [years[0] - 0.6, years[-1] + 0.6], "tickvals": list(years),
            "ticktext": [str(year) for year in years], "ticks": "", "showline": True, "tickfont": {"size": 12, "color": theme.ink3},
        },
        f"yaxis{number_}": {"domain": up, "anchor": f"x{number_}", "range": [0, most * ROOM], "showticklabels": False, "showgrid": False},
    })  # fmt: skip
    drawn.add_trace(
        go.Bar(
            x=[span.year for span in panel.spans], y=[span.high - span.low for span in panel.spans],
            base=[span.low for span in panel.spans], xaxis=f"x{number_}", yaxis=f"y{number_}",
            customdata=[span.id for span in panel.spans], marker={"color": theme.third, "line": {"width": 0}},
            hovertext=[f"{literal(panel.name)}, {span.year}<br>{_words(span)}{HARD}{literal(panel.unit)}" for span in panel.spans],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )  # fmt: skip
    _ends(drawn, panel, years, number_, most, theme)
    for level in panel.levels:
        _level(drawn, level, number_, theme)
    lines = wrap(panel.under, WIDTH_NARROW if narrow else WIDTH)
    small = f'<span style="font-size:12px;color:{theme.ink3}">{"<br>".join(map(literal, lines))}</span>'
    drawn.add_annotation(
        xref="paper", x=across[0], yref="paper", y=top, text=f"<b>{literal(panel.name)}</b><br>{small}", showarrow=False,
        xanchor="left", yanchor="top", align="left", xshift=-2, font={"size": 13.5, "color": theme.ink},
    )  # fmt: skip


def _ends(
    drawn: go.Figure, panel: RangePanel, years: Sequence[int], axis: str, most: float, theme: Theme
) -> None:
    """The figures of the first and the last year, above their bars."""
    first, last = panel.spans[0], panel.spans[-1]
    shown = (
        [(last, "right")]
        if (first.low, first.high) == (last.low, last.high)
        else [(first, "left"), (last, "right")]
    )
    for span, side in shown:
        free = side == "left" and span.year > years[0]
        # The first figure stands below its bar where there is room: the bars after it are taller.
        below = side == "left" and span.low >= ROOM_BELOW * most
        drawn.add_annotation(
            xref=f"x{axis}", x=span.year + (0 if free else -0.42 if side == "left" else 0.42), yref=f"y{axis}", y=span.low if below else span.high,
            text=_words(span), showarrow=False, xanchor="center" if free else side, yanchor="top" if below else "bottom",
            font={"size": 12.5, "color": theme.ink},
        )  # fmt: skip


def _level(drawn: go.Figure, level: Level, axis: str, theme: Theme) -> None:
    drawn.add_shape(
        type="line", xref=f"x{axis} domain", x0=0, x1=1, yref=f"y{axis}", y0=level.tonnes, y1=level.tonnes,
        line={"width": 1.4, "color": theme.ink, "dash": "5px,3px"},
    )  # fmt: skip
    drawn.add_annotation(
        xref=f"x{axis} domain", x=0, yref=f"y{axis}", y=level.tonnes, text=literal(level.words), showarrow=False,
        xanchor="left", yanchor="bottom", xshift=-2, font={"size": 12.5, "color": theme.ink},
    )  # fmt: skip


def _words(span: Span) -> str:
    return f"{number(span.low)}–{number(span.high)}"


def _alt(panels: Sequence[RangePanel], what: str) -> str:
    told = [
        f"{panel.name} ({panel.under}): " + ", ".join(f"{span.year} {_words(span)} {panel.unit}" for span in panel.spans)
        + "".join(f"; {level.words}" for level in panel.levels)
        for panel in panels
    ]  # fmt: skip
    return f"{what}: " + "; ".join(told) + "."
