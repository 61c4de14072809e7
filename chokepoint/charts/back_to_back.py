"""Counts of two sides back to back by quarter: conflict solid, cooperation tinted, counts inside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from chokepoint.charts.theme import Drawing, Theme, figure, literal

ROW, ROW_NARROW = 46, 42
HALF = 0.62
# Middle of the figure left free for the names of the quarters, as a share of the longest bar.
GAP_SHARE = 0.2
# A part shorter than this share of the longest bar has its count beside the bar; if that is the inner part,
# both counts stand there, in the order of the bar.
ROOM_SHARE = 0.07


@dataclass(frozen=True)
class Pair:
    """Counts of one quarter: conflict and cooperation of the left and of the right side."""

    quarter: str
    left: tuple[int, int]
    right: tuple[int, int]


def back_to_back(
    pairs: Sequence[Pair],
    left: tuple[str, str],
    right: tuple[str, str],
    theme: Theme,
    narrow: bool = False,
) -> Drawing:
    """Bars of counts; `left` and `right` are code and name of the sides. A count of 0 has no bar and a 0."""
    row = ROW_NARROW if narrow else ROW
    height = (len(pairs) + 1) * row + 12
    drawn = figure(theme, height, margin={"l": 0, "r": 0, "t": 4, "b": 4})
    longest = max((sum(counts) for pair in pairs for counts in (pair.left, pair.right)), default=0) or 1
    gap = longest * GAP_SHARE
    for (code, name), sign in ((left, -1), (right, 1)):
        drawn.add_annotation(
            x=sign * gap, y=-0.85, text=f"<b>{literal(name)}</b>", showarrow=False,
            xanchor="right" if sign < 0 else "left", font={"size": 14, "color": theme.side(code)},
        )  # fmt: skip
    for place, pair in enumerate(pairs):
        drawn.add_annotation(
            x=0, y=place, text=pair.quarter, showarrow=False, font={"size": 13, "color": theme.ink2}
        )
        _bars(drawn, place, pair.left, left[0], -1, gap, longest, theme)
        _bars(drawn, place, pair.right, right[0], 1, gap, longest, theme)
    edge = gap + longest * 1.14
    drawn.update_xaxes(range=[-edge, edge], visible=False)
    drawn.update_yaxes(range=[len(pairs) - 0.4, -1.4], visible=False)
    return Drawing(drawn, _alt(pairs, left[1], right[1]), height)


def pairs_of(counts: pd.DataFrame) -> list[Pair]:
    """Rows quarter, side (0 left, 1 right), conflict, cooperation as pairs in their order."""
    cells = {
        (row.quarter, row.side): (row.conflict, row.cooperation) for row in counts.itertuples(index=False)
    }
    return [Pair(f"{q[:4]} {q[4:]}", cells[(q, 0)], cells[(q, 1)]) for q in dict.fromkeys(counts["quarter"])]


def _bars(
    drawn: go.Figure, place: int, counts: tuple[int, int], code: str, sign: int, gap: float, longest: int,
    theme: Theme,
) -> None:  # fmt: skip
    """Conflict next to the middle, cooperation outside it."""
    colour, tint = theme.side(code), theme.side_tint(code)
    fits = [count >= ROOM_SHARE * longest for count in counts]
    inside = (fits[0], fits[0] and fits[1])
    start = gap
    for count, fill, ink, room in zip(
        counts, (colour, tint), (theme.on_fill, theme.ink), inside, strict=True
    ):
        if count:
            ends = sorted((sign * start, sign * (start + count)))
            drawn.add_shape(
                type="rect", x0=ends[0], x1=ends[1], y0=place - HALF / 2, y1=place + HALF / 2, layer="between",
                fillcolor=fill, line={"width": 1, "color": colour},
            )  # fmt: skip
        if room:
            _count(drawn, sign * (start + count / 2), place, str(count), "center", ink)
        start += count
    beside = [str(count) for count, room in zip(counts, inside, strict=True) if not room]
    if beside:
        text = " | ".join(beside if sign > 0 else reversed(beside))
        anchor = "right" if sign < 0 else "left"
        _count(drawn, sign * (start + longest * 0.02), place, text, anchor, theme.ink2)


def _count(drawn: go.Figure, x: float, y: float, text: str, anchor: str, colour: str) -> None:
    drawn.add_annotation(
        x=x, y=y, text=text, showarrow=False, xanchor=anchor, font={"size": 13, "color": colour}
    )


def _alt(pairs: Sequence[Pair], left: str, right: str) -> str:
    if not pairs:
        return "No whole quarter in this period."
    rows = "; ".join(
        f"{pair.quarter}: {left} {pair.left[0]} conflict, {pair.left[1]} cooperation, "
        f"{right} {pair.right[0]} conflict, {pair.right[1]} cooperation"
        for pair in pairs
    )
    return f"Acts by side and quarter. {rows}."
