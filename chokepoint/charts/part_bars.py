"""What a day's score is made of: bars from zero, the largest part first; relief stands left of zero."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from chokepoint.charts.labels import named_rows
from chokepoint.charts.theme import Drawing, Theme, figure, literal, signed
from chokepoint.risk.explain import Step

ROW, ROW_NARROW = 28, 45
LABEL_SHARE = 0.5
# Room of a name beside its bar, and above it on a phone.
NAME_PX, NAME_PX_NARROW = 470, 344


def part_bars(steps: Sequence[Step], total: float, what: str, theme: Theme, narrow: bool = False) -> Drawing:
    """A bar for each part in points; a click on it opens its record."""
    names = named_rows([step.label for step in steps], NAME_PX_NARROW if narrow else NAME_PX, narrow)
    row = ROW_NARROW + names.extra_px if narrow else ROW
    height, bar = len(steps) * row + 40, 15 / row if narrow else 0.56
    drawn = figure(theme, height, margin={"l": 0, "r": 8, "t": 4, "b": 28})
    low, high = min([0.0, *(s.points for s in steps)]), max([0.0, *(s.points for s in steps)])
    for place, step in enumerate(steps):
        drawn.add_annotation(
            xref="paper", x=0, y=place - (bar / 2 if narrow else 0), text="<br>".join(map(literal, names.lines[place])),
            showarrow=False, xanchor="left", yanchor="bottom" if narrow else "middle", align="left",
            font={"size": 13, "color": theme.ink},
        )  # fmt: skip
        drawn.add_trace(
            go.Bar(
                x=[step.points], y=[place], orientation="h", width=bar, customdata=[step.id],
                # The whole is all pressure; only relief goes the other way.
                marker={"color": theme.third if step.points > 0 else theme.better, "line": {"width": 0}},
                hovertemplate=f"{literal(step.label)}: {signed(step.points, 2)} points<extra></extra>",
            )
        )  # fmt: skip
        drawn.add_annotation(
            x=max(step.points, 0), y=place, text=f"{step.points:.1f}".replace("-", "\u2212"), showarrow=False,
            xanchor="left", xshift=5, font={"size": 13, "color": theme.ink2},
        )  # fmt: skip
    # Room left of zero, so that its tick is not cut off.
    left = low * 1.1 if low < 0 else -0.02 * high
    drawn.update_xaxes(domain=[0 if narrow else LABEL_SHARE, 1], range=[left, high * 1.2 or 1], nticks=5)
    drawn.update_yaxes(range=[len(steps) - 0.4, -0.85 if narrow else -0.6], visible=False)
    told = "; ".join(f"{step.label} {step.points:.1f}" for step in steps)
    return Drawing(drawn, f"{what}, together {total:.1f} points: {told}.", height)
