"""One flow as exporter and importer state it: two lines, the gap of each shared period between them as a thin rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from textwrap import wrap

import plotly.graph_objects as go

from chokepoint.charts.axes import date_axis
from chokepoint.charts.theme import HARD, Drawing, Theme, figure, literal, with_unit

PANEL_PX, HEAD_PX, LINE_PX, FOOT_PX = 170, 44, 18, 44
RIGHT_PX, WORDS, WORDS_NARROW = 150, 150, 50
# Two names at the right end need so much of a panel's height between them.
APART = 0.14
# The two lines in the key of a narrow plot, the exporter's first.
SIGNS = ("━━", "╌╌")


@dataclass(frozen=True)
class Figure:
    """One figure of one side over a period; `id` is given to clicks."""

    start: date
    end: date
    period: str
    value: float
    id: str


@dataclass(frozen=True)
class Told:
    """All figures of one side, oldest first: whose they are and what they are called."""

    side: str
    name: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Panel:
    """One flow: its name, unit and words, the exporter's and the importer's figures, the periods that both state."""

    name: str
    unit: str
    words: str
    exported: Told
    imported: Told
    shared: tuple[str, ...]


def mirror(panels: Sequence[Panel], since: date, until: date, theme: Theme, narrow: bool = False) -> Drawing:
    """A panel a flow, each on its own scale from zero; exporter solid and filled, importer dashed and open."""
    lines = [wrap(panel.words, WORDS_NARROW if narrow else WORDS) for panel in panels]
    keys = 2 if narrow else 0
    heads = [HEAD_PX + LINE_PX * (len(words) + keys) for words in lines]
    height = sum(heads) + PANEL_PX * len(panels) + FOOT_PX
    plot = height - FOOT_PX
    drawn = figure(theme, height, margin={"l": 0, "r": 8 if narrow else RIGHT_PX, "t": 0, "b": FOOT_PX})
    top = 1.0
    for place, (panel, words, head) in enumerate(zip(panels, lines, heads, strict=True)):
        axis = "y" if place == 0 else f"y{place + 1}"
        low = top - (head + PANEL_PX) / plot
        _panel(drawn, panel, words, axis, (max(low, 0.0), low + PANEL_PX / plot), top, theme, narrow)
        top = low
    ends = [
        told.figures[-1].end for panel in panels for told in (panel.exported, panel.imported) if told.figures
    ]
    date_axis(drawn, since, min(until, max(ends, default=until)), narrow)
    drawn.update_xaxes(anchor="y" if len(panels) == 1 else f"y{len(panels)}")
    return Drawing(drawn, " ".join(map(_alt, panels)), height)


def _panel(
    drawn: go.Figure, panel: Panel, words: Sequence[str], axis: str, domain: tuple[float, float], top: float,
    theme: Theme, narrow: bool,
) -> None:  # fmt: skip
    both = (panel.exported, panel.imported)
    most = max((one.value for told in both for one in told.figures), default=1.0) or 1.0
    drawn.update_layout(
        {f"yaxis{axis[1:]}": {"domain": domain, "range": [0, most * 1.12], "anchor": "x", "nticks": 4}}
    )
    other = {one.period: one.value for one in panel.imported.figures}
    for one in panel.exported.figures:
        if one.period in panel.shared and one.period in other:
            drawn.add_shape(
                type="line", x0=_middle(one), x1=_middle(one), yref=axis, y0=one.value, y1=other[one.period], layer="below",
                line={"width": 1, "color": theme.ink3},
            )  # fmt: skip
    for told, dash in ((panel.exported, None), (panel.imported, "5px,3px")):
        drawn.add_trace(_line(told, panel, axis, dash, theme))
    said = [(line, theme.ink2) for line in words]
    if narrow:
        said += [
            (f"{sign} {told.name}", theme.side(told.side)) for told, sign in zip(both, SIGNS, strict=True)
        ]
    under = "".join(
        f'<br><span style="font-size:12.5px;color:{colour}">{literal(line)}</span>' for line, colour in said
    )
    drawn.add_annotation(
        xref="paper", x=0, yref="paper", y=top, text=f"<b>{literal(panel.name)}</b>{HARD}{panel.unit}{under}", yshift=-6,
        showarrow=False, xanchor="left", yanchor="top", align="left", font={"size": 13.5, "color": theme.ink},
    )  # fmt: skip
    if not narrow:
        _ends(drawn, both, axis, most, theme)


def _line(told: Told, panel: Panel, axis: str, dash: str | None, theme: Theme) -> go.Scatter:
    """The figures at the middles of their periods; a period without a figure leaves the line open."""
    colour = theme.side(told.side)
    rows: list[Figure | None] = []
    for one, following in pairwise((*told.figures, None)):
        if one is not None:
            rows += (
                [one] if following is None or following.start <= one.end + timedelta(days=1) else [one, None]
            )
    return go.Scatter(
        x=[None if one is None else _middle(one) for one in rows],
        y=[None if one is None else one.value for one in rows],
        yaxis=axis, mode="lines+markers", connectgaps=False, customdata=[None if one is None else one.id for one in rows],
        line={"width": 2, "color": colour, "dash": dash},
        marker={"size": 8, "color": theme.bg if dash else colour, "line": {"width": 1.6, "color": colour}},
        hovertext=[
            "" if one is None else f"{literal(told.name)}, {one.period}: {with_unit(one.value, panel.unit)}" for one in rows
        ],
        hovertemplate="%{hovertext}<extra></extra>", cliponaxis=False,
    )  # fmt: skip


def _ends(drawn: go.Figure, both: Sequence[Told], axis: str, most: float, theme: Theme) -> None:
    """Names beside the last figures, pushed apart."""
    lowest = float("-inf")
    for told in sorted((told for told in both if told.figures), key=lambda told: told.figures[-1].value):
        y = max(told.figures[-1].value, lowest + APART * most)
        drawn.add_annotation(
            x=_middle(told.figures[-1]), yref=axis, y=y, text=literal(told.name), showarrow=False, xanchor="left", xshift=10,
            font={"size": 13, "color": theme.side(told.side)},
        )  # fmt: skip
        lowest = y


def _middle(one: Figure) -> str:
    return (one.start + (one.end - one.start) / 2).isoformat()


def _alt(panel: Panel) -> str:
    other = {one.period: one.value for one in panel.imported.figures}
    told = [
        f"{one.period} {with_unit(one.value, panel.unit)} against {with_unit(other[one.period], panel.unit)}"
        for one in panel.exported.figures
        if one.period in panel.shared and one.period in other
    ]
    return f"{panel.name}, {panel.exported.name} against {panel.imported.name}: {'; '.join(told)}. {panel.words}."
