"""Lines one below the other on one time axis, each with its own scale: small multiples, never one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import plotly.graph_objects as go

from chokepoint.charts.axes import date_axis, room_left
from chokepoint.charts.theme import Drawing, Theme, figure, literal
from chokepoint.evidence.periods import Days
from chokepoint.risk.words import Floats

PITCH, PITCH_NARROW, GAP = 118, 108, 0.24
# Room below the lowest and above the highest value, so that a line there keeps its thickness.
ROOM_SHARE = 0.04
WORDS_PX = 132


@dataclass(frozen=True)
class Panel:
    """One line: its name, the words under it, days and values, the scale, and where it turns dashed.

    `ids` are given to clicks, one for each day; `rings` are True where a day has an open circle, explained by
    `ring_words` on hover; `hover` is how its days are written there.
    """

    name: str
    under: str
    days: Days
    values: Floats
    unit: str
    low: float
    high: float
    digits: int = 0
    dashed_after: date | None = None
    ids: Sequence[str] = ()
    ticks: Sequence[float] = ()
    rings: Sequence[bool] = ()
    ring_words: str = ""
    hover: str = "%Y-%m-%d"


def panels(
    found: Sequence[Panel], since: date, until: date, on: date, theme: Theme, narrow: bool = False
) -> Drawing:
    """Panels from `since` to `until`; the day shown is a thin rule through all of them."""
    pitch = PITCH_NARROW if narrow else PITCH
    height = pitch * len(found) + 44
    drawn = figure(theme, height, margin={"l": 0, "r": 46, "t": 6, "b": 40})
    start = 0.0 if narrow else 0.17
    for place, panel in enumerate(found):
        _panel(drawn, place, len(found), panel, (since, until), theme, narrow)
    date_axis(drawn, since, until, narrow)
    room_left(drawn, since, until, narrow)
    drawn.update_xaxes(domain=[start, 1], anchor="y" if len(found) == 1 else f"y{len(found)}")
    if since <= on < until:
        _rule(drawn, len(found), on, theme, narrow)
    return Drawing(drawn, _alt(found, since, until), height)


def _panel(
    drawn: go.Figure,
    place: int,
    count: int,
    panel: Panel,
    span: tuple[date, date],
    theme: Theme,
    narrow: bool,
) -> None:
    axis = f"y{place + 1}" if place else "y"
    top, room = 1 - place / count, 1 / count
    spare = ROOM_SHARE * (panel.high - panel.low)
    drawn.update_layout({
        f"yaxis{axis[1:]}": {
            "domain": _domain(place, count, narrow), "anchor": "x", "range": [panel.low - spare, panel.high + spare],
            "tickvals": list(panel.ticks) or [panel.low, panel.high],
            "ticktext": [f"{tick:g}" for tick in (panel.ticks or (panel.low, panel.high))],
            "side": "right", "ticklabelposition": "outside", "gridcolor": theme.grid, "tickfont": {"size": 12, "color": theme.ink3},
        }
    })  # fmt: skip
    inside = (panel.days >= np.datetime64(span[0], "D")) & (panel.days <= np.datetime64(span[1], "D"))
    days, values = panel.days[inside], panel.values[inside]
    ids = [one for one, keep in zip(panel.ids, inside, strict=True) if keep] if panel.ids else None
    split = len(days)
    if panel.dashed_after is not None:
        split = int((days <= np.datetime64(panel.dashed_after, "D")).sum())
    _line(drawn, panel, axis, days[:split], values[:split], ids and ids[:split], theme, None)
    if split < len(days):
        last = max(split - 1, 0)
        _line(drawn, panel, axis, days[last:], values[last:], ids and ids[last:], theme, "4px,3px")
    if any(panel.rings):
        ringed = np.asarray(panel.rings, dtype=bool)[inside]
        _rings(drawn, panel, axis, days[ringed], values[ringed], theme)
    name = f"<b>{literal(panel.name)}</b>"
    under = (
        f'<span style="font-size:12px;color:{theme.ink3}">{literal(panel.under).replace("|", "<br>")}</span>'
    )
    text = f"{name}  {under.replace('<br>', ', ')}" if narrow else f"{name}<br>{under}"
    drawn.add_annotation(
        xref="paper", x=0, yref="paper", y=top - (0.01 if narrow else room * GAP / 2), text=text, showarrow=False,
        xanchor="left", yanchor="top", align="left", font={"size": 13.5, "color": theme.ink},
    )  # fmt: skip


def _domain(place: int, count: int, narrow: bool) -> list[float]:
    """Where a panel stands, as shares of the figure; on a phone its name stands above it."""
    top, room = 1 - place / count, 1 / count
    return [top - room * (1 - GAP / 2), top - room * (GAP if narrow else GAP / 2)]


def _rule(drawn: go.Figure, count: int, on: date, theme: Theme, narrow: bool) -> None:
    """The day shown through all panels, down to the axis; on a phone it leaves out the names between them."""
    domains = [_domain(place, count, narrow) for place in range(count)]
    for low, high in domains if narrow else [[domains[-1][0], domains[0][1]]]:
        drawn.add_shape(
            type="line", x0=on.isoformat(), x1=on.isoformat(), yref="paper", y0=low, y1=high, layer="below",
            line={"width": 1, "color": theme.ink3},
        )  # fmt: skip


def _line(
    drawn: go.Figure,
    panel: Panel,
    axis: str,
    days: Days,
    values: Floats,
    ids: Sequence[str] | None,
    theme: Theme,
    dash: str | None,
) -> None:
    if not len(days):
        return
    drawn.add_trace(
        go.Scatter(
            x=days.astype(str), y=values.astype(np.float32), yaxis=axis, customdata=ids,
            # Without markers a line takes no clicks.
            mode="lines+markers" if ids else "lines", marker={"size": 6, "opacity": 0},
            line={"color": theme.ink, "width": 1.6 if dash else 2, "dash": dash}, connectgaps=False,
            hovertemplate=f"%{{x|{panel.hover}}}<br>{literal(panel.name)} %{{y:.{max(panel.digits, 1)}f}} {literal(panel.unit)}<extra></extra>",
        )
    )  # fmt: skip


def _rings(drawn: go.Figure, panel: Panel, axis: str, days: Days, values: Floats, theme: Theme) -> None:
    drawn.add_trace(
        go.Scatter(
            x=days.astype(str), y=values.astype(np.float32), yaxis=axis, mode="markers",
            marker={"size": 8, "color": theme.bg, "line": {"width": 1.6, "color": theme.ink}},
            hovertemplate=f"%{{x|{panel.hover}}}<br>{literal(panel.name)} %{{y:.{max(panel.digits, 1)}f}} {literal(panel.unit)}"
            f"<br>{literal(panel.ring_words)}<extra></extra>",
        )
    )  # fmt: skip


def _alt(found: Sequence[Panel], since: date, until: date) -> str:
    told = []
    for panel in found:
        have = np.isfinite(panel.values)
        if not have.any():
            told.append(f"{panel.name}: no value")
            continue
        values, last = panel.values[have], panel.days[have][-1]
        told.append(
            f"{panel.name} lowest {values.min():.{panel.digits}f}, highest {values.max():.{panel.digits}f}, "
            f"last {values[-1]:.{panel.digits}f} {panel.unit} on {last}"
        )
    return f"From {since} to {until}, each on its own scale: " + "; ".join(told) + "."
