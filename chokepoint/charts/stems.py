"""Events as stems on one time axis: cooperation up, conflict down, intensity as height.

Colour says who acted, an open head that the fact was not verified. Stems are never joined by a line. Heads of two sides
that meet on one day stand side by side: a day is less than a pixel wide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from textwrap import wrap

import numpy as np
import plotly.graph_objects as go

from chokepoint.charts.axes import date_axis
from chokepoint.charts.labels import Box, Place, place_labels
from chokepoint.charts.numbered import list_below, room_below
from chokepoint.charts.text_width import broken, text_px
from chokepoint.charts.theme import MINUS, Drawing, Theme, figure

HEIGHT, HEIGHT_NARROW = 430, 380
WIDE_PX, NARROW_PX = 1090, 345
# Heads: their size, how far apart those of two sides on one day stand, and from which difference of intensity they need not.
HEAD_PX, HEAD_NARROW_PX, MOVED_PX, MEET = 8, 7, 5.0, 1.0
TOP, BOTTOM = 12.5, -13.0
MOST_LABELS, MOST_NARROW = 10, 6
# Labels on one side keep this distance; the weaker one stays in the hover text.
APART_DAYS, APART_DAYS_NARROW = 45, 110
# Pixels of a label in all its lines, of one of them, and of a line in the list of a phone with the one under it.
LABEL_PX, LINE_PX, LIST_PX, LABEL_SIZE = 385, 138, 500, 13
# Room left of the first day and right of the last, as a share of the days shown: tick labels stand there.
ROOM_LEFT, ROOM_LEFT_NARROW, ROOM_RIGHT, ROOM_RIGHT_NARROW = 0.02, 0.06, 0.05, 0.11
STEM_PX = 2.0


@dataclass(frozen=True)
class Act:
    """One event: its day, who acted (code and name), signed intensity, words, and its record's id."""

    id: str
    day: date
    side: str
    name: str
    kind: str
    intensity: float
    headline: str
    verified: bool


def stems(
    acts: Sequence[Act], start: date, end: date, complete_to: date, theme: Theme, narrow: bool = False
) -> Drawing:
    """Stems of the acts from `start` to `end`; after `complete_to` the ground says that the list is thin."""
    named = strongest(acts, narrow)
    below = room_below(len(named)) if narrow else 0
    height = (HEIGHT_NARROW if narrow else HEIGHT) + below
    drawn = figure(theme, height, margin={"l": 0, "r": 8, "t": 4, "b": 40 + below})
    if end > complete_to:
        _thin(drawn, max(start, complete_to), end, theme)
    days = max((end - start).days, 30)
    moved = _moved(acts, days / (NARROW_PX if narrow else WIDE_PX))
    for side in dict.fromkeys(act.side for act in acts):
        _lines_of(drawn, [act for act in acts if act.side == side], moved, theme)
    if acts:
        _heads(drawn, acts, moved, HEAD_NARROW_PX if narrow else HEAD_PX, theme)
    drawn.add_shape(
        type="line", xref="paper", x0=0, x1=1, y0=0, y1=0, line={"width": 1.4, "color": theme.ink}
    )
    for y, words in ((TOP, "▲ cooperation"), (BOTTOM, "▼ conflict")):
        drawn.add_annotation(
            xref="paper", x=0, y=y, text=f"<b>{words}</b>", showarrow=False, xanchor="left",
            yanchor="top" if y > 0 else "bottom", font={"size": 13, "color": theme.ink},
        )  # fmt: skip
    date_axis(drawn, start, end, narrow)
    left = start - timedelta(days=days * (ROOM_LEFT_NARROW if narrow else ROOM_LEFT))
    right = end + timedelta(days=days * (ROOM_RIGHT_NARROW if narrow else ROOM_RIGHT))
    drawn.update_xaxes(range=[left.isoformat(), right.isoformat()], showgrid=True, gridcolor=theme.grid)
    if narrow:
        _numbered(drawn, sorted(named, key=lambda act: (act.day, act.id)), theme)
    else:
        _labels(drawn, named, acts, left, right, theme)
    drawn.update_yaxes(
        range=[BOTTOM, TOP], side="right", tickvals=[-8, -4, 4, 8],
        ticktext=[f"{MINUS}8", f"{MINUS}4", "+4", "+8 of 10"],
    )  # fmt: skip
    return Drawing(drawn, _alt(acts, start, end), height)


def _lines_of(drawn: go.Figure, mine: Sequence[Act], moved: Mapping[str, datetime], theme: Theme) -> None:
    """The stems of one side."""
    xs = [x for act in mine for x in (moved[act.id], moved[act.id], None)]
    ys = [y for act in mine for y in (0, act.intensity, None)]
    line = {"width": 1.1, "color": theme.side(mine[0].side)}
    drawn.add_trace(go.Scatter(x=xs, y=ys, mode="lines", line=line, opacity=0.55, hoverinfo="skip"))


def _heads(
    drawn: go.Figure, acts: Sequence[Act], moved: Mapping[str, datetime], size: int, theme: Theme
) -> None:
    """The heads of all sides by day, so that none hides the other's; a click opens every record of that day and way."""
    ordered = sorted(acts, key=lambda act: (act.day, act.side, act.id))
    days = _by_day(acts)
    together = [[other for other in days[act.day] if other.intensity * act.intensity > 0] for act in ordered]
    colours = [theme.side(act.side) for act in ordered]
    drawn.add_trace(
        go.Scatter(
            x=[moved[act.id] for act in ordered],
            y=[act.intensity for act in ordered],
            mode="markers",
            customdata=[[other.id for other in others] for others in together],
            hovertext=[_hover(act, len(others)) for act, others in zip(ordered, together, strict=True)],
            hoverinfo="text",
            marker={
                "size": size,
                "color": [
                    colour if act.verified else theme.bg for act, colour in zip(ordered, colours, strict=True)
                ],
                "line": {
                    "width": [0.8 if act.verified else 1.6 for act in ordered],
                    "color": [
                        theme.bg if act.verified else colour
                        for act, colour in zip(ordered, colours, strict=True)
                    ],
                },
            },
        )
    )


def _moved(acts: Sequence[Act], days_a_px: float) -> dict[str, datetime]:
    """Where each act stands: on its day, or beside it where sides meet at almost one height on one day."""
    step, days = timedelta(days=MOVED_PX * days_a_px), _by_day(acts)
    places = {}
    for act in acts:
        near = {other.side for other in days[act.day] if abs(other.intensity - act.intensity) < MEET}
        turn = sorted(near).index(act.side) - (len(near) - 1) / 2
        places[act.id] = datetime.combine(act.day, time()) + turn * step
    return places


def _by_day(acts: Sequence[Act]) -> dict[date, list[Act]]:
    days: dict[date, list[Act]] = {}
    for act in acts:
        days.setdefault(act.day, []).append(act)
    return days


def _hover(act: Act, together: int) -> str:
    sign = "+" if act.intensity > 0 else MINUS
    more = f"<br>{together - 1} more on this day: click" if together > 1 else "<br>click for the record"
    lines = "<br>".join(wrap(act.headline.replace("<", "&lt;"), 46))
    proof = "" if act.verified else ", not verified"
    return f"{act.day}, {act.name}, {act.kind}, {sign}{abs(act.intensity):g}{proof}<br>{lines}{more}"


def _thin(drawn: go.Figure, start: date, end: date, theme: Theme) -> None:
    drawn.add_shape(
        type="rect", x0=start.isoformat(), x1=end.isoformat(), yref="paper", y0=0, y1=1, layer="below",
        line_width=0, fillcolor=theme.panel,
    )  # fmt: skip
    drawn.add_annotation(
        x=start.isoformat(), yref="paper", y=1, text="list thin<br>from here", showarrow=False, xanchor="left",
        yanchor="top", align="left", xshift=4, font={"size": 12, "color": theme.ink2},
    )  # fmt: skip


def _numbered(drawn: go.Figure, named: Sequence[Act], theme: Theme) -> None:
    """The narrow form: numbers beside the heads and a dated list below the axis."""
    for number, act in enumerate(named, 1):
        drawn.add_annotation(
            x=act.day.isoformat(), y=act.intensity, text=f"<b>{number}</b>", showarrow=False,
            yshift=13 if act.intensity > 0 else -13, font={"size": 13, "color": theme.side(act.side)},
        )  # fmt: skip
    told = [(f"{act.day} {_cut(act.headline, LIST_PX)}", theme.side(act.side)) for act in named]
    list_below(drawn, told, theme)


def _labels(
    drawn: go.Figure, named: Sequence[Act], acts: Sequence[Act], left: date, right: date, theme: Theme
) -> None:
    """Names of the strongest acts where there is room: at most ten, apart in time on each side."""
    width, height = WIDE_PX, HEIGHT - 44
    days = max((right - left).days, 1)

    def place(act: Act, value: float) -> tuple[float, float]:
        return (act.day - left).days / days * width, (TOP - value) / (TOP - BOTTOM) * height

    taken = [Box(0, 0, 110, 18), Box(0, height - 18, 90, height), Box(width - 64, 0, width, height)]
    for act in acts:
        (x, y), (_, zero) = place(act, act.intensity), place(act, 0)
        taken.append(Box(x - STEM_PX, min(y, zero) - 3, x + STEM_PX, max(y, zero) + 3))
    texts = [_lines(act.headline) for act in named]
    nothing = (np.array([]), np.array([]))
    rising = [act.intensity > 0 for act in named]
    marks = [place(act, act.intensity) for act in named]
    places = place_labels(marks, texts, rising, range(len(named)), nothing, width, height, taken)
    for act, where, text in zip(named, places, texts, strict=True):
        if where is not None:
            _label(drawn, act, where, text, theme)


def strongest(acts: Sequence[Act], narrow: bool = False) -> list[Act]:
    """The acts to name: strongest first (ties: earlier), apart in time on each side of zero."""
    apart = APART_DAYS_NARROW if narrow else APART_DAYS
    found: list[Act] = []
    for act in sorted(acts, key=lambda one: (-abs(one.intensity), one.day, one.id)):
        near = (other for other in found if other.intensity * act.intensity > 0)
        if all(abs((other.day - act.day).days) >= apart for other in near):
            found.append(act)
    return found[: MOST_NARROW if narrow else MOST_LABELS]


def _label(drawn: go.Figure, act: Act, place: Place, text: Sequence[str], theme: Theme) -> None:
    drawn.add_annotation(
        x=act.day.isoformat(), y=act.intensity, text="<br>".join(text), showarrow=True, arrowhead=0,
        arrowwidth=1, arrowcolor=theme.ink3, standoff=5, ax=place.ax, ay=place.ay, xanchor=place.anchor,
        yanchor="middle", align=place.anchor, font={"size": 13 , "color": theme.side(act.side)},
    )  # fmt: skip


def _lines(headline: str) -> list[str]:
    """At most three short lines of a headline."""
    return broken(_cut(headline, LABEL_PX), LINE_PX, LABEL_SIZE, 3)


def _cut(headline: str, px: float) -> str:
    """The headline up to its last full part that fits, without brackets; the rest is in the hover text."""
    plain = headline.split(" (")[0].replace("<", "‹")
    if text_px(plain, LABEL_SIZE) <= px:
        return plain
    ends = [at for at in range(len(plain)) if plain.startswith(("; ", ", ", ": ", " - "), at)]
    fitting = [at for at in ends if px / 3 <= text_px(plain[:at], LABEL_SIZE) <= px]
    return plain[: fitting[-1]] if fitting else broken(plain, px, LABEL_SIZE)[0]


def _alt(acts: Sequence[Act], start: date, end: date) -> str:
    if not acts:
        return f"Events from {start} to {end}: none on file."
    up = [act for act in acts if act.intensity > 0]
    down = [act for act in acts if act.intensity < 0]
    open_heads = sum(not act.verified for act in acts)
    words = f"{len(acts)} events from {start} to {end}: {len(up)} of cooperation, {len(down)} of conflict"
    if up:
        best = max(up, key=lambda act: act.intensity)
        words += f"; strongest cooperation {best.headline} ({best.day}, +{best.intensity:g})"
    if down:
        worst = min(down, key=lambda act: act.intensity)
        words += f"; strongest conflict {worst.headline} ({worst.day}, {MINUS}{abs(worst.intensity):g})"
    return f"{words}; {open_heads} not verified."
