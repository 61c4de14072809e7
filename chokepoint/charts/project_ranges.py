"""Tonnes of projects by year as ranges, a panel for each stage and unit, against what is needed in that unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from textwrap import wrap

import plotly.graph_objects as go

from chokepoint.charts.theme import HARD, Drawing, Theme, figure, literal, number

ACROSS, HEIGHT, HEIGHT_NARROW, HEIGHT_WORDS = 3, 216, 204, 108
# Part of a panel's width left free beside it and for its scale, and pixels above and below its plot.
BESIDE, ABOVE_PX, BELOW_PX, WORDS_PX = 0.035, 62, 30, 44
SCALE, SCALE_NARROW = 0.042, 0.13
WIDTH, WIDTH_NARROW = 56, 58
ROOM, ROOM_BELOW, ROOM_INSIDE = 1.24, 0.17, 0.24


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
    """A bar from the lowest to the highest tonnes for each year; a year in which nothing is dated has none.

    A panel whose tonnes are the same in all its years says so in words.
    """
    across = 1 if narrow else ACROSS
    pictured = [panel for panel in panels if not is_constant(panel)]
    told = [panel for panel in panels if is_constant(panel)]
    each = HEIGHT_NARROW if narrow else HEIGHT
    # Panels in words need less room and stand below the pictures.
    starts = [place // across * each for place in range(len(pictured))]
    below = ceil(len(pictured) / across) * each
    starts += [below + place // across * HEIGHT_WORDS for place in range(len(told))]
    height = max(HEIGHT_WORDS, below + ceil(len(told) / across) * HEIGHT_WORDS)
    drawn = figure(theme, height, margin={"l": 0, "r": 8, "t": 0, "b": 0}, bargap=0.3)
    columns = [place % across for part in (pictured, told) for place in range(len(part))]
    for place, (panel, column, start) in enumerate(zip([*pictured, *told], columns, starts, strict=True)):
        left, top = column / across, 1 - start / height
        domain = (
            left + (SCALE_NARROW if narrow else SCALE),
            left + 1 / across - (0 if narrow else BESIDE),
        )
        heights = (top - (each - BELOW_PX) / height, top - ABOVE_PX / height)
        _name(drawn, panel, left, top, theme, narrow)
        if panel in told:
            _in_words(drawn, panel, left, top - WORDS_PX / height, theme)
        else:
            _panel(drawn, place, panel, years, domain, heights, theme)
    return Drawing(drawn, _alt(panels, what), height)


def is_constant(panel: RangePanel) -> bool:
    """True if the tonnes are the same in all years that have any: a picture would show one step at most."""
    return len({(span.low, span.high) for span in panel.spans}) == 1


def _panel(
    drawn: go.Figure, place: int, panel: RangePanel, years: Sequence[int], across: tuple[float, float],
    up: tuple[float, float], theme: Theme,
) -> None:  # fmt: skip
    number_ = str(place + 1) if place else ""
    most = max([*(span.high for span in panel.spans), *(level.tonnes for level in panel.levels)], default=1)
    top = _round_below(most)
    drawn.update_layout({
        f"xaxis{number_}": {
            "domain": across, "anchor": f"y{number_}", "range": [years[0] - 0.6, years[-1] + 0.6], "tickvals": list(years),
            "ticktext": [str(year) for year in years], "ticks": "", "showline": True, "tickfont": {"size": 12, "color": theme.ink3},
        },
        f"yaxis{number_}": {
            "domain": up, "anchor": f"x{number_}", "range": [0, most * ROOM], "tickvals": [0, top], "ticktext": ["0", number(top)],
            "ticklabelposition": "outside", "tickfont": {"size": 12, "color": theme.ink3}, "showgrid": True, "zeroline": False,
        },
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
    _steps(drawn, panel, number_, most, theme)
    for level in panel.levels:
        _level(drawn, level, number_, theme)


def _name(drawn: go.Figure, panel: RangePanel, left: float, top: float, theme: Theme, narrow: bool) -> None:
    lines = wrap(panel.under, WIDTH_NARROW if narrow else WIDTH)
    small = f'<span style="font-size:12px;color:{theme.ink3}">{"<br>".join(map(literal, lines))}</span>'
    drawn.add_annotation(
        xref="paper", x=left, yref="paper", y=top, text=f"<b>{literal(panel.name)}</b><br>{small}", showarrow=False,
        xanchor="left", yanchor="top", align="left", xshift=-2, font={"size": 13.5, "color": theme.ink},
    )  # fmt: skip


def _in_words(drawn: go.Figure, panel: RangePanel, left: float, top: float, theme: Theme) -> None:
    first, last = panel.spans[0], panel.spans[-1]
    when = f"from {first.year} to {last.year}" if first.year < last.year else f"in {first.year}"
    said = [
        f"{_words(first)}{HARD}{literal(panel.unit)}",
        f"each year {when}",
        *(literal(level.words) for level in panel.levels),
    ]
    drawn.add_annotation(
        xref="paper", x=left, yref="paper", y=top, text="<br>".join(said), showarrow=False, xanchor="left", yanchor="top",
        align="left", xshift=-2, font={"size": 13.5, "color": theme.ink},
    )  # fmt: skip


def _steps(drawn: go.Figure, panel: RangePanel, axis: str, most: float, theme: Theme) -> None:
    """Both ends of the first year and of each year that differs from the one before: above the bar and below it.

    Where a bar begins so low that nothing fits below it, its lowest figure stands inside, or before the other one.
    """
    before: tuple[float, float] | None = None
    for span in panel.spans:
        if (span.low, span.high) == before:
            continue
        before = (span.low, span.high)
        high = (number(span.high), "bottom", span.high, theme.ink)
        if span.low >= ROOM_BELOW * most:
            ends = [high, (number(span.low), "top", span.low, theme.ink)]
        elif span.high - span.low >= ROOM_INSIDE * most:
            ends = [high, (number(span.low), "bottom", span.low, theme.on_fill)]
        else:
            ends = [(_words(span), "bottom", span.high, theme.ink)]
        for words, anchor, y, colour in ends:
            drawn.add_annotation(
                xref=f"x{axis}", x=span.year, yref=f"y{axis}", y=y, text=words, showarrow=False,
                yanchor=anchor, font={"size": 12, "color": colour},
            )  # fmt: skip


def _round_below(most: float) -> float:
    """The largest 1, 2 or 5 times a power of ten that is not above a figure: 18 550 → 10 000."""
    power = 10.0 ** floor(log10(most)) if most > 0 else 1.0
    return max(step * power for step in (1, 2, 5) if step * power <= most) if most > 0 else 1.0


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
