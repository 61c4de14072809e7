"""Score and readings as they stand and in up to a few scenarios: a ring, an arrow's way, a dot for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from chokepoint.charts.rows import name_rows
from chokepoint.charts.theme import HARD, SHOWN, Drawing, Theme, figure, signed

ROW_PX, GAP_PX = 26, 30
NAMES = 0.16


@dataclass(frozen=True)
class Move:
    """A value of 0-100 as it stands and in each scenario; None: no value."""

    name: str
    base: float | None
    scenarios: tuple[float | None, ...]


def scenario_dots(
    moves: Sequence[Move], letters: Sequence[str], theme: Theme, narrow: bool = False
) -> Drawing:
    """A row a value, a line a scenario: ring at the base, dot at the scenario, both values and the change written."""
    pitch = len(letters) * ROW_PX + GAP_PX
    height = len(moves) * pitch + 34
    drawn = figure(theme, height, margin={"l": 5 if narrow else 0, "r": 4, "t": 4, "b": 30})
    start = name_rows(drawn, [(move.name, "") for move in moves], theme, narrow, NAMES)
    drawn.update_xaxes(
        domain=[start, 1], range=[-4, 132], tickvals=[0, 25, 50, 75, 100], showgrid=True, gridcolor=theme.grid
    )
    for place, move in enumerate(moves):
        for line, (letter, value) in enumerate(zip(letters, move.scenarios, strict=True)):
            down = (line - (len(letters) - 1) / 2) * ROW_PX / pitch + (0.12 if narrow else 0)
            _line(drawn, place + down, letter, move, value, theme)
    return Drawing(drawn, _alt(moves, letters), height)


def _line(drawn: go.Figure, y: float, letter: str, move: Move, value: float | None, theme: Theme) -> None:
    if move.base is None or value is None:
        _write(drawn, 0, y, f"{letter}{HARD}no value", theme.ink3)
        return
    moved = value - move.base
    colour = theme.ink3 if abs(moved) < SHOWN else theme.way(moved)
    hover = f"{move.name}, {letter}: {move.base:.1f} to {value:.1f}<extra></extra>"
    drawn.add_trace(
        go.Scatter(
            x=[move.base, value], y=[y, y], mode="lines+markers", line={"color": colour, "width": 2},
            marker={"size": [11, 12], "symbol": ["circle-open", "circle"], "color": [theme.ink2, colour], "line": {"width": 2}},
            hovertemplate=hover,
        )
    )  # fmt: skip
    change = "unchanged" if abs(moved) < SHOWN else signed(moved)
    _write(drawn, max(move.base, value), y, f"<b>{letter}</b>{HARD}{value:.1f}{HARD}({change})", theme.ink)


def _write(drawn: go.Figure, x: float, y: float, text: str, colour: str) -> None:
    drawn.add_annotation(
        x=x, y=y, text=text, showarrow=False, xanchor="left", yanchor="middle", xshift=11,
        font={"size": 13, "color": colour},
    )  # fmt: skip


def _alt(moves: Sequence[Move], letters: Sequence[str]) -> str:
    told = []
    for move in moves:
        base = "no value" if move.base is None else f"{move.base:.1f}"
        each = ", ".join(
            f"{letter} {'no value' if value is None else f'{value:.1f}'}"
            for letter, value in zip(letters, move.scenarios, strict=True)
        )
        told.append(f"{move.name} {base} as it stands, {each}")
    return "; ".join(told) + "."
