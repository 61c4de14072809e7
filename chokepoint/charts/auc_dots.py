"""How well predictors ranked the days before restrictions: a dot and its bootstrap interval, chance as a rule."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from chokepoint.charts.theme import Drawing, Theme, figure, literal
from chokepoint.risk.track_record import SCORE, Ranked, Trial

ROW, HEAD, HEAD_NARROW, HEIGHT_MORE = 24, 30, 58, 62
LABEL_SHARE = 0.3


def auc_dots(trials: Sequence[Trial], theme: Theme, narrow: bool = False) -> Drawing:
    """A group of rows for each trial: the score full, naive predictors open; x is the AUC from 0 to 1."""
    head = HEAD_NARROW if narrow else HEAD
    height = sum(head + ROW * len(trial.ranked) for trial in trials) + HEIGHT_MORE
    drawn = figure(theme, height, margin={"l": 0, "r": 8, "t": 22, "b": 28})
    y = 0.0
    for trial in trials:
        drawn.add_annotation(
            xref="paper", x=0, y=y + (head - HEAD) / 2, text=f"<b>{_broken(heading(trial), narrow)}</b>", showarrow=False,
            xanchor="left", align="left", bgcolor=theme.bg, font={"size": 13, "color": theme.ink},
        )  # fmt: skip
        y += head
        for one in trial.ranked:
            _row(drawn, y, one, theme)
            y += ROW
    drawn.add_shape(
        type="line", x0=0.5, x1=0.5, yref="paper", y0=0, y1=1, layer="below",
        line={"width": 1.4, "color": theme.ink},
    )  # fmt: skip
    for x, words, anchor in ((0.5, "as good as chance", "center"), (1.0, "every day right", "right"), (0.0, "every day wrong", "left")):  # fmt: skip
        if not narrow or x == 0.5:
            drawn.add_annotation(
                x=x, yref="paper", y=1, text=words, showarrow=False, xanchor=anchor, yanchor="bottom",
                font={"size": 12, "color": theme.ink3},
            )  # fmt: skip
    drawn.update_xaxes(
        domain=[0.36 if narrow else LABEL_SHARE, 1], range=[-0.02, 1.02], tickvals=[0, 0.25, 0.5, 0.75, 1]
    )
    drawn.update_yaxes(range=[y, -head / 2], visible=False)
    return Drawing(drawn, _alt(trials), height)


def heading(trial: Trial) -> str:
    """What is foretold, within how many days, and on how many days of acts the test rests."""
    return f"{trial.target[:1].upper()}{trial.target[1:]}, within {trial.horizon} days ({trial.hits} days with one)"


def _broken(words: str, narrow: bool) -> str:
    """The heading of a group, on a phone in two lines."""
    return literal(words).replace(", within", ",<br>within") if narrow else literal(words)


def _row(drawn: go.Figure, y: float, one: Ranked, theme: Theme) -> None:
    mine = one.predictor == SCORE
    drawn.add_annotation(
        xref="paper", x=0, y=y, text=literal(one.predictor), showarrow=False, xanchor="left",
        font={"size": 13, "color": theme.ink if mine else theme.ink2},
    )  # fmt: skip
    if not np.isfinite(one.auc):
        drawn.add_annotation(
            x=0.5, y=y, text="cannot be told", showarrow=False, font={"size": 12.5, "color": theme.ink2}
        )
        return
    drawn.add_shape(
        type="line",
        x0=one.low,
        x1=one.high,
        y0=y,
        y1=y,
        layer="below",
        line={"width": 6, "color": theme.third_tint},
    )
    drawn.add_trace(
        go.Scatter(
            x=[one.auc], y=[y], mode="markers",
            marker={"size": 9, "color": theme.ink if mine else theme.bg, "line": {"width": 1.4, "color": theme.ink}},
            hovertemplate=f"{literal(one.predictor)}: AUC {one.auc:.2f}, {one.low:.2f} to {one.high:.2f}<extra></extra>",
            cliponaxis=False,
        )
    )  # fmt: skip
    drawn.add_annotation(
        x=one.high, y=y, text=f"{one.auc:.2f}", showarrow=False, xanchor="left", xshift=7,
        font={"size": 12.5, "color": theme.ink if mine else theme.ink2},
    )  # fmt: skip


def _alt(trials: Sequence[Trial]) -> str:
    told = "; ".join(
        f"{heading(trial)}: "
        + ", ".join(
            f"{one.predictor} {one.auc:.2f} ({one.low:.2f} to {one.high:.2f})"
            if np.isfinite(one.auc)
            else f"{one.predictor} cannot be told"
            for one in trial.ranked
        )
        for trial in trials
    )
    return f"AUC with its bootstrap interval, 0.5 is chance: {told}."
