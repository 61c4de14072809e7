"""Scores of one study edition by edition, a panel a family; no line crosses a change of method."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from chokepoint.charts.theme import Drawing, Theme, figure, literal
from chokepoint.evidence.criticality import METHOD_SINCE, Score

HEIGHT, PANEL_NARROW = 280, 230
DASHES = ("solid", "5px,2px", "1.5px,2px")


def editions(scores: Sequence[Score], names: dict[str, str], theme: Theme, narrow: bool = False) -> Drawing:
    """Panels by family, a line by group with its name at the end; x are editions, y the score."""
    families = list(dict.fromkeys(one.family for one in scores))
    groups = list(dict.fromkeys(one.group for one in scores))
    height = PANEL_NARROW * len(families) + 20 if narrow else HEIGHT
    drawn = figure(theme, height, margin={"l": 0, "r": 8, "t": 24, "b": 28})
    top = max((one.value for one in scores), default=1) * 1.15
    for place, family in enumerate(families):
        x, y = f"x{place + 1}" if place else "x", f"y{place + 1}" if place else "y"
        _axes(drawn, scores, place, len(families), x, y, top, narrow)
        drawn.add_annotation(
            xref=f"{x} domain", x=0, yref=f"{y} domain", y=1, text=f"<b>{family.capitalize()}</b>, score",
            showarrow=False, xanchor="left", yanchor="bottom", font={"size": 13.5, "color": theme.ink},
        )  # fmt: skip
        for number, group in enumerate(groups):
            points = [one for one in scores if one.family == family and one.group == group]
            _lines(drawn, points, names.get(group, group), DASHES[number % 3], x, y, theme)
    return Drawing(drawn, _alt(scores, names), height)


def _axes(
    drawn: go.Figure,
    scores: Sequence[Score],
    place: int,
    count: int,
    x: str,
    y: str,
    top: float,
    narrow: bool,
) -> None:
    years = sorted({one.edition for one in scores})
    room = 1 / count
    across = [0.0, 0.6] if narrow else [place * (room + 0.02), place * (room + 0.02) + room - 0.16]
    down = [1 - (place + 0.88) * room, 1 - (place + 0.1) * room] if narrow else [0.0, 0.97]
    drawn.update_layout({
        f"xaxis{x[1:]}": {"domain": across, "anchor": y, "range": [years[0] - 0.8, years[-1] + 0.4],
                          "tickvals": years, "ticktext": [str(year) for year in years]},
        f"yaxis{y[1:]}": {"domain": down, "anchor": x, "range": [0, top], "tickvals": [2, 4, 6]},
    })  # fmt: skip


def _lines(
    drawn: go.Figure, points: Sequence[Score], name: str, dash: str, x: str, y: str, theme: Theme
) -> None:
    for same in (False, True):
        part = [one for one in points if one.same_method == same]
        if not part:
            continue
        drawn.add_trace(
            go.Scatter(
                x=[one.edition for one in part], y=[one.value for one in part], xaxis=x, yaxis=y,
                mode="lines+markers",
                line={"width": 2, "dash": dash, "color": theme.ink if same else theme.ink3},
                marker={"size": 7, "color": theme.ink if same else theme.bg,
                        "line": {"width": 1.3, "color": theme.ink if same else theme.ink3}},
                customdata=[one.id for one in part],
                hovertemplate=literal(name) + " %{x}: %{y}<extra></extra>", cliponaxis=False,
            )
        )  # fmt: skip
    if points and points[-1].edition >= METHOD_SINCE:
        drawn.add_annotation(
            xref=x, yref=y, x=points[-1].edition, y=points[-1].value, text=f"{literal(name)} {points[-1].value:g}",
            showarrow=False, xanchor="left", xshift=9, font={"size": 12.5, "color": theme.ink},
        )  # fmt: skip


def _alt(scores: Sequence[Score], names: dict[str, str]) -> str:
    told = [
        f"{one.family}, {names.get(one.group, one.group)}, {one.edition}: {one.value:g}" for one in scores
    ]
    return "Scores of the EU study by edition: " + "; ".join(told) + "."
