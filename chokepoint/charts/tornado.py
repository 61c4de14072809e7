"""What a day's score would be with one judgement at either end of its interval: bars around the score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from chokepoint.charts.theme import SHOWN, Drawing, Theme, figure, literal
from chokepoint.risk.sensitivity import Swing

ROW, ROW_NARROW = 28, 44
LABEL_SHARE = 0.4


def tornado(swings: Sequence[Swing], names: Mapping[str, str], theme: Theme, narrow: bool = False) -> Drawing:
    """One row a judgement, widest first: the score at the low and at the high end, the published one as a rule."""
    row = ROW_NARROW if narrow else ROW
    height = len(swings) * row + 52
    drawn = figure(theme, height, margin={"l": 0, "r": 8, "t": 20, "b": 28})
    base = swings[0].base if swings else 0.0
    ends = [end for swing in swings for end in (swing.at_low, swing.at_high) if np.isfinite(end)]
    low, high = min([*ends, base]), max([*ends, base])
    room = max(high - low, 1.0) * 0.17
    for place, swing in enumerate(swings):
        _row(drawn, place, swing, names.get(swing.judgement, swing.judgement), theme, narrow)
    for y0, y1 in _rule(len(swings), narrow):
        drawn.add_shape(type="line", x0=base, x1=base, y0=y0, y1=y1, line={"width": 1.4, "color": theme.ink})
    drawn.add_annotation(
        x=base, yref="paper", y=1, text=f"<b>{base:.1f}</b> as published", showarrow=False, yanchor="bottom",
        font={"size": 13, "color": theme.ink},
    )  # fmt: skip
    drawn.update_xaxes(domain=[0 if narrow else LABEL_SHARE, 1], range=[low - room, high + room], nticks=6)
    drawn.update_yaxes(range=[len(swings) - 0.4, -0.8 if narrow else -0.6], visible=False)
    return Drawing(drawn, _alt(swings, names, base), height)


def _rule(rows: int, narrow: bool) -> list[tuple[float, float]]:
    """Where the rule of the published score runs: through all rows, on a phone beside each bar and below its name."""
    if narrow:
        return [(place - 0.19, place + 0.3) for place in range(rows)]
    return [(-0.6, rows - 0.4)]


def _row(drawn: go.Figure, place: int, swing: Swing, name: str, theme: Theme, narrow: bool) -> None:
    drawn.add_annotation(
        xref="paper", x=0, y=place - (0.4 if narrow else 0), text=literal(name), showarrow=False, xanchor="left",
        font={"size": 13, "color": theme.ink},
    )  # fmt: skip
    ends = [(swing.low_at, swing.at_low), (swing.high_at, swing.at_high)]
    finite = [(at, score) for at, score in ends if np.isfinite(score)]
    for at, score in finite:
        drawn.add_trace(
            go.Bar(
                x=[score - swing.base], base=[swing.base], y=[place], orientation="h", width=0.34 if narrow else 0.56,
                marker={"color": theme.way(score - swing.base), "line": {"width": 0}},
                hovertemplate=f"{literal(name)} at {at:g}: score {score:.1f}<extra></extra>",
            )
        )  # fmt: skip
    for right in (False, True):
        told = [
            f"{at:.3g}"
            for at, score in finite
            if abs(score - swing.base) >= SHOWN and (score > swing.base) == right
        ]
        if told:
            edge = max if right else min
            drawn.add_annotation(
                x=edge(score for _, score in finite if (score > swing.base) == right), y=place, text=", ".join(told),
                showarrow=False, xanchor="left" if right else "right", xshift=5 if right else -5,
                font={"size": 12.5, "color": theme.ink2},
            )  # fmt: skip


def _alt(swings: Sequence[Swing], names: Mapping[str, str], base: float) -> str:
    told = "; ".join(
        f"{names.get(one.judgement, one.judgement)} {one.low_at:g} to {one.high_at:g}: {_score(one.at_low)} to {_score(one.at_high)}"
        for one in swings
    )
    return f"Score {base:.1f} as published; with one judgement at the ends of its interval: {told}."


def _score(value: float) -> str:
    return f"{value:.1f}" if np.isfinite(value) else "no score"
