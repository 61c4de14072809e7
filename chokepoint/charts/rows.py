"""Rows with their names left in a fixed column, or above the row on a phone: what horizontal figures share."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

import plotly.graph_objects as go

from chokepoint.charts.theme import Theme, literal

PITCH = 51
UNDER_PX = 6.1
WIDE_PX, NARROW_PX = 1120, 350
CHARACTER_PX = 7.2


def name_rows(
    drawn: go.Figure, names: Sequence[tuple[str, str]], theme: Theme, narrow: bool, share: float,
    places: Sequence[float] = (),
) -> float:  # fmt: skip
    """Writes (name, smaller words) of each row; returns where the plot begins on paper (0 to 1).

    `share` is the part of the width that the column of names takes when the screen is wide; `places`: where the names
    stand, for rows of different heights (else one below the other, above their rows on a phone).
    """
    usual = [place - (0.36 if narrow else 0) for place in range(len(names))]
    for place, (name, under) in zip(places or usual, names, strict=True):
        lines = wrap(under, 64 if narrow else int(share * WIDE_PX / UNDER_PX) - 3)
        small = f'<span style="font-size:12px;color:{theme.ink3}">{"<br>".join(map(literal, lines))}</span>'
        text = f"<b>{literal(name)}</b>" + (f"<br>{small}" if under else "")
        drawn.add_annotation(
            xref="paper", x=0, y=place, text=text, showarrow=False, xanchor="left",
            yanchor="middle", align="left", xshift=-7 if narrow else -2, font={"size": 13.5, "color": theme.ink},
        )  # fmt: skip
    drawn.update_yaxes(range=[len(names) - 0.5, -0.62 if narrow else -0.5], visible=False)
    return 0.0 if narrow else share


def fits(text: str, share_of_axis: float, start: float, narrow: bool) -> bool:
    """True if a text has room in a part of the axis (0 to 1) of a plot that begins at `start`."""
    room = (NARROW_PX if narrow else WIDE_PX) * (1 - start) * share_of_axis
    return len(text) * CHARACTER_PX + 10 <= room
