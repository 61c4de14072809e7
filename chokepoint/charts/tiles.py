"""The 17 elements as tiles of the periodic table: number, symbol, name and value in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from chokepoint.charts.theme import Drawing, Theme, figure, literal

HEIGHT, HEIGHT_NARROW = 348, 470
COLUMNS, COLUMNS_NARROW = 15, 5
GAP = 0.045
# The frame of the chosen tile, this far from the tile's place, is cut by no edge.
FRAME = 0.02
# Names longer than this are set smaller, or they overrun their tile.
LONG, NAME_PX, LONG_PX = 11, 10, 9
FULL, TINT, OUTLINE, DASHED, NONE = "full", "tint", "outline", "dashed", "none"
LANTHANUM, FIRST_HEAVY, LAST = 57, 63, 71
LINE_PX = 19


@dataclass(frozen=True)
class Tile:
    """One element: what stands in the tile and how it is filled (full, tint, outline, dashed, none)."""

    symbol: str
    name: str
    number: int
    value: str
    fill: str
    words: str


def tiles(
    elements: Sequence[Tile],
    what: str,
    hue: str,
    chosen: str,
    chosen_lines: Sequence[str],
    theme: Theme,
    narrow: bool = False,
) -> Drawing:
    """Tiles coloured in one hue of the theme (`cn`, `third`, `worse`); the chosen one framed in ink."""
    height = HEIGHT_NARROW if narrow else HEIGHT
    drawn = figure(theme, height, margin={"l": 0, "r": 0, "t": 2, "b": 4})
    places = {tile.symbol: _place(tile.number, narrow) for tile in elements}
    for tile in elements:
        _box(drawn, tile, places[tile.symbol], hue, tile.symbol == chosen, theme)
    _texts(drawn, elements, places, theme)
    if not narrow:
        _rules(drawn, theme)
        _beside(drawn, chosen_lines, theme)
    columns = COLUMNS_NARROW if narrow else COLUMNS
    drawn.update_xaxes(range=[0, columns], visible=False)
    drawn.update_yaxes(range=[4.02 if narrow else 3.3, -0.02], visible=False)
    return Drawing(drawn, _alt(elements, what), height)


def _place(number: int, narrow: bool) -> tuple[float, float]:
    """Column and row: Sc and Y above La; on a phone Sc and Y first, then rows of five."""
    if number < LANTHANUM:
        first = number == 21
        return (0.0 if first else 1.0, 0.0) if narrow else (0.0, 0.0 if first else 1.02)
    step = number - LANTHANUM
    return (step % COLUMNS_NARROW, 1 + step // COLUMNS_NARROW) if narrow else (step, 2.3)


def _box(
    drawn: go.Figure, tile: Tile, place: tuple[float, float], hue: str, chosen: bool, theme: Theme
) -> None:
    full, tint = getattr(theme, hue), getattr(theme, f"{hue}_tint")
    fill = {FULL: full, TINT: tint}.get(tile.fill, theme.bg if tile.fill == DASHED else theme.panel)
    edge = theme.line if tile.fill in (OUTLINE, NONE) else full
    x, y = place
    drawn.add_shape(
        type="rect", x0=x + GAP, x1=x + 1 - GAP, y0=y + GAP, y1=y + 1 - GAP, layer="between", fillcolor=fill,
        line={"width": 1, "color": edge, "dash": "4px,3px" if tile.fill in (DASHED, NONE) else "solid"},
    )  # fmt: skip
    if chosen:
        drawn.add_shape(
            type="rect", x0=x + FRAME, x1=x + 1 - FRAME, y0=y + 0.005, y1=y + 0.995, layer="between",
            line={"width": 2.4, "color": theme.ink},
        )  # fmt: skip


def _texts(
    drawn: go.Figure,
    elements: Sequence[Tile],
    places: dict[str, tuple[float, float]],
    theme: Theme,
) -> None:
    strong = [theme.on_fill if tile.fill == FULL else theme.ink for tile in elements]
    soft = [theme.on_fill if tile.fill == FULL else theme.ink2 for tile in elements]
    names = [LONG_PX if len(tile.name) > LONG else NAME_PX for tile in elements]
    rows: tuple[tuple[float, float | list[int], list[str], list[str], float], ...] = (
        (0.15, 11, soft, [str(tile.number) for tile in elements], 0.2),
        (0.4, 20, strong, [f"<b>{literal(tile.symbol)}</b>" for tile in elements], 0.5),
        (0.64, names, soft, [literal(tile.name) for tile in elements], 0.5),
        (0.84, 12, strong, [literal(tile.value) for tile in elements], 0.5),
    )
    for down, size, colours, texts, across in rows:
        drawn.add_trace(
            go.Scatter(
                x=[places[tile.symbol][0] + across for tile in elements],
                y=[places[tile.symbol][1] + down for tile in elements],
                mode="text", text=texts, textfont={"size": size, "color": colours}, hoverinfo="skip",
                cliponaxis=False,
            )
        )  # fmt: skip
    drawn.add_trace(
        go.Scatter(
            x=[places[tile.symbol][0] + 0.5 for tile in elements],
            y=[places[tile.symbol][1] + 0.5 for tile in elements],
            mode="markers",
            marker={"size": 60, "opacity": 0, "symbol": "square"},
            customdata=[tile.symbol for tile in elements],
            text=[literal(f"{tile.name}: {tile.words}") for tile in elements],
            hovertemplate="%{text}<extra></extra>",
        )
    )


def _rules(drawn: go.Figure, theme: Theme) -> None:
    for word, first, last in (("light", LANTHANUM, FIRST_HEAVY), ("heavy", FIRST_HEAVY, LAST + 1)):
        start, end = first - LANTHANUM + (1.1 if word == "light" else GAP), last - LANTHANUM - GAP
        drawn.add_shape(
            type="line", x0=start, x1=end, y0=2.26, y1=2.26, line={"width": 1, "color": theme.ink3}
        )
        drawn.add_annotation(
            x=start, y=2.24, text=word, showarrow=False, xanchor="left", yanchor="bottom", xshift=-3,
            font={"size": 13, "color": theme.ink2},
        )  # fmt: skip


def _beside(drawn: go.Figure, lines: Sequence[str], theme: Theme) -> None:
    """What is known of the chosen element, in the room beside Sc and Y."""
    for number, line in enumerate(lines):
        drawn.add_annotation(
            x=1.3, y=0.1, yshift=-LINE_PX * number, text=line, showarrow=False, xanchor="left", yanchor="top",
            align="left", font={"size": 13.5, "color": theme.ink if number else theme.ink3},
        )  # fmt: skip


def _alt(elements: Sequence[Tile], what: str) -> str:
    return f"{what}, by element: " + "; ".join(f"{tile.symbol} {tile.words}" for tile in elements) + "."
