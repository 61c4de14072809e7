"""Two measures of the same countries side by side, each on its own axis from zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from chokepoint.charts.rows import name_rows
from chokepoint.charts.theme import HARD, Drawing, Theme, figure, literal, number

PITCH, PITCH_NARROW = 25, 44
NAMES = 0.13


@dataclass(frozen=True)
class Pair:
    """One country with two values; None: the source gives no figure (never drawn as zero)."""

    name: str
    code: str
    left: float | None
    right: float | None


def paired_bars(
    pairs: Sequence[Pair],
    heads: tuple[str, str],
    units: tuple[str, str],
    digits: tuple[int, int],
    theme: Theme,
    narrow: bool = False,
) -> Drawing:
    """Bars of both measures, the values at their tips; the two axes are not comparable and say their unit."""
    height = len(pairs) * (PITCH_NARROW if narrow else PITCH) + 30
    drawn = figure(theme, height, margin={"l": 5 if narrow else 0, "r": 4, "t": 26, "b": 4})
    start = name_rows(drawn, [(pair.name, "") for pair in pairs], theme, narrow, NAMES)
    middle = start + (1 - start) / 2
    domains = ((start, middle - 0.04), (middle + 0.01, 1.0))
    for side, axis in enumerate(("x", "x2")):
        values = [(pair.left, pair.right)[side] for pair in pairs]
        _bars(drawn, pairs, values, axis, units[side], digits[side], theme, narrow)
        top = max([value for value in values if value is not None], default=1) * 1.42
        drawn.update_layout({f"{axis[0]}axis{axis[1:]}": {
            "domain": domains[side], "range": [0, top or 1], "visible": False, "anchor": "y"}})  # fmt: skip
        drawn.add_annotation(
            xref="paper", x=domains[side][0], yref="paper", y=1, yshift=20, text=heads[side], showarrow=False,
            xanchor="left", yanchor="middle", font={"size": 13, "color": theme.ink3},
        )  # fmt: skip
    return Drawing(drawn, _alt(pairs, heads, units, digits), height)


def _bars(
    drawn: go.Figure,
    pairs: Sequence[Pair],
    values: Sequence[float | None],
    axis: str,
    unit: str,
    digits: int,
    theme: Theme,
    narrow: bool,
) -> None:
    down = 0.16 if narrow else 0.0
    drawn.add_trace(
        go.Bar(
            x=[0 if value is None else value for value in values],
            y=[place + down for place in range(len(pairs))],
            orientation="h",
            xaxis=axis,
            width=0.36 if narrow else 0.6,
            customdata=[pair.code for pair in pairs],
            marker={"color": [theme.side(pair.code) for pair in pairs], "line": {"width": 0}},
            hovertext=[
                f"{literal(pair.name)}: {_text(value, unit, digits)}"
                for pair, value in zip(pairs, values, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    for place, value in enumerate(values):
        drawn.add_annotation(
            xref=axis, x=value or 0, y=place + down, text=_text(value, unit, digits), showarrow=False, xanchor="left",
            xshift=4, font={"size": 13, "color": theme.ink if value is not None else theme.ink3},
        )  # fmt: skip


def _text(value: float | None, unit: str, digits: int) -> str:
    if value is None:
        return "no figure"
    text = number(value, digits)
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}{HARD}{unit}"


def _alt(
    pairs: Sequence[Pair], heads: tuple[str, str], units: tuple[str, str], digits: tuple[int, int]
) -> str:
    told = [
        f"{pair.name}: {_text(pair.left, units[0], digits[0])}, {_text(pair.right, units[1], digits[1])}"
        for pair in pairs
    ]
    return f"{heads[0]} and {heads[1]}: " + "; ".join(told) + "."
