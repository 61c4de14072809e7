"""A numbered list below a narrow figure: what the numbers on its marks stand for."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

import plotly.graph_objects as go

from chokepoint.charts.theme import Theme, literal

ROW_PX, FIRST_PX, INDENT_PX = 38, 44, 16
LINE_CHARACTERS = 48


def list_below(drawn: go.Figure, entries: Sequence[tuple[str, str]], theme: Theme) -> None:
    """Writes (text, colour of its number) below the axis, two lines each; the figure has `room_below` for them."""
    for place, (text, colour) in enumerate(entries):
        where = {
            "xref": "paper", "x": 0, "yref": "paper", "y": 0, "yshift": -FIRST_PX - ROW_PX * place,
            "xanchor": "left", "yanchor": "top", "align": "left", "showarrow": False,
        }  # fmt: skip
        lines = wrap(text, LINE_CHARACTERS, max_lines=2, placeholder=" …")
        drawn.add_annotation(text=f"<b>{place + 1}</b>", font={"size": 13, "color": colour}, **where)
        drawn.add_annotation(
            text="<br>".join(map(literal, lines)),
            xshift=INDENT_PX,
            font={"size": 13, "color": theme.ink},
            **where,
        )


def room_below(count: int) -> int:
    """Pixels that a list of so many entries takes."""
    return ROW_PX * count
