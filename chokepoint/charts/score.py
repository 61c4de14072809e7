"""The score over time: one ink line over the levels, provisional days dashed, causes labelled."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from textwrap import wrap

import numpy as np
import plotly.graph_objects as go

from chokepoint.charts.axes import DAY_MS, date_axis, room_left
from chokepoint.charts.labels import Box, Place, place_labels
from chokepoint.charts.numbered import list_below, room_below
from chokepoint.charts.text_width import text_px
from chokepoint.charts.theme import HARD, Drawing, Theme, figure, literal, signed, tinted
from chokepoint.evidence.periods import Days
from chokepoint.method import Level
from chokepoint.risk.causes import Cause
from chokepoint.risk.range import Range
from chokepoint.risk.words import Floats

HEIGHT, HEIGHT_NARROW = 400, 330
WIDE_PX, NARROW_PX, BELOW_PX = 850, 290, 48
LINE_CHARACTERS, LINES = 18, 3
# A label that does not fit ends at its colon if so many characters stand before it.
HEAD_CHARACTERS = 20
RULE_PX = 40  # height of the words of the last covered day
WORD_PX = 12  # a word and the number of a limit nearer than this would touch
VALUE_SIZE = 16
TRIES = 5
UNIT = re.compile(r"(?<=\d) (?=(?:t|%|USD/kg)(?: |$))")


def score_over_time(
    days: Days,
    score: Floats,
    levels: Sequence[Level],
    coverage_end: date,
    since: date,
    on: date,
    causes: Sequence[Cause],
    spread: Range,
    theme: Theme,
    narrow: bool = False,
) -> Drawing:
    """Line of the score (0-100) from `since`, dashed after `coverage_end`, its range as a band, levels as ground."""
    first = max(0, int((np.datetime64(since, "D") - days[0]).astype(int)))
    shown, values = days[first:], score[first:]
    seen = _seen(causes, shown, values)
    below = room_below(len(seen)) if narrow else 0
    height = (HEIGHT_NARROW if narrow else HEIGHT) + below
    drawn = figure(theme, height, margin={"l": 0, "r": 62, "t": 8, "b": 40 + below})
    plot = _Plot(shown, values, (HEIGHT_NARROW if narrow else HEIGHT) - BELOW_PX, NARROW_PX if narrow else WIDE_PX,
                 _top(spread.high[first:], levels))  # fmt: skip
    _ground(drawn, plot, levels, theme)
    _band(drawn, shown, spread.low[first:], spread.high[first:], theme)
    covered = int((shown <= np.datetime64(coverage_end, "D")).sum())
    _line(drawn, shown[:covered], values[:covered], theme, None)
    _line(drawn, shown[max(covered - 1, 0) :], values[max(covered - 1, 0) :], theme, "4px,3px")
    _rule(drawn, coverage_end, theme)
    taken = [*_rule_room(plot, coverage_end), *_mark(drawn, plot, on, coverage_end, theme)]
    _draw_causes(drawn, seen, plot, taken, theme, narrow)
    if narrow:
        told = [(f"{cause.day} {signed(cause.points)}: {cause.label}", theme.ink) for cause in seen]
        list_below(drawn, told, theme)
    if len(shown):
        span = shown[0].astype(object), shown[-1].astype(object)
        date_axis(drawn, *span, narrow)
        room_left(drawn, *span, narrow)
    drawn.update_yaxes(range=[0, plot.top], showgrid=False, showticklabels=False)
    return Drawing(drawn, _alt(shown, values, spread, first, coverage_end), height)


@dataclass(frozen=True)
class _Plot:
    """The line in pixels of a nominal plot; y downwards."""

    days: Days
    values: Floats
    height: float
    width: float
    top: float

    @property
    def x(self) -> Floats:
        found: Floats = np.arange(len(self.values)) / max(len(self.values) - 1, 1) * self.width
        return found

    @property
    def y(self) -> Floats:
        found: Floats = (1 - self.values / self.top) * self.height
        return found

    def at(self, day: date) -> int:
        """The place of a day on the line; outside of it if it is not drawn."""
        return int((np.datetime64(day, "D") - self.days[0]).astype(int)) if len(self.days) else -1


def _top(values: Floats, levels: Sequence[Level]) -> float:
    """The top of the axis: a little above the range, and the first limit at least."""
    highest = float(np.nanmax(values)) if np.isfinite(values).any() else 0.0
    first = levels[1].start if len(levels) > 1 else 100.0
    return min(100.0, max(highest * 1.12, first))


def _ground(drawn: go.Figure, plot: _Plot, levels: Sequence[Level], theme: Theme) -> None:
    """Areas of the levels in use; their words and limits stand outside, so that the line strikes none of them."""
    top, ends = plot.top, [level.start for level in levels[1:]] + [100.0]
    used = [level for level in levels if level.start < top]
    words = [(level.start + min(ends[number], top)) / 2 for number, level in enumerate(used)]
    for number, level in enumerate(used):
        end = min(ends[number], top)
        drawn.add_shape(
            type="rect", xref="paper", x0=0, x1=1, y0=level.start, y1=end, layer="below",
            line_width=0, fillcolor=theme.levels[min(number, len(theme.levels) - 1)],
        )  # fmt: skip
        _beside(drawn, words[number], level.word, 13, theme)
        if level.start:
            drawn.add_shape(
                type="line", xref="paper", x0=0, x1=1, y0=level.start, y1=level.start, layer="below",
                line={"width": 1, "color": theme.line},
            )  # fmt: skip
            if all(abs(word - level.start) / top * plot.height >= WORD_PX for word in words):
                _beside(drawn, level.start, f"{level.start:g}", 12, theme)


def _beside(drawn: go.Figure, y: float, text: str, size: int, theme: Theme) -> None:
    drawn.add_annotation(
        xref="paper", x=1, y=y, text=literal(text), showarrow=False, xanchor="left", xshift=8,
        font={"size": size, "color": theme.ink2},
    )  # fmt: skip


def _band(drawn: go.Figure, days: Days, low: Floats, high: Floats, theme: Theme) -> None:
    """The range over the variants, in grey behind the line."""
    for values, fill in ((low, None), (high, "tonexty")):
        drawn.add_trace(
            go.Scatter(
                x0=str(days[0]) if len(days) else None,
                dx=DAY_MS,
                y=values.astype(np.float32),
                mode="lines",
                line={"width": 0},
                fill=fill,
                fillcolor=tinted(theme.third, 0.22),
                hoverinfo="skip",
            )
        )


def _line(drawn: go.Figure, days: Days, values: Floats, theme: Theme, dash: str | None) -> None:
    if not len(days):
        return
    drawn.add_trace(
        go.Scatter(
            x0=str(days[0]),
            dx=DAY_MS,
            y=values.astype(np.float32),
            mode="lines",
            line={"color": theme.ink, "width": 1.8 if dash else 2.4, "dash": dash},
            hovertemplate="%{x|%Y-%m-%d}<br>score %{y:.1f}<extra></extra>",
            connectgaps=False,
        )
    )


def _rule(drawn: go.Figure, day: date, theme: Theme) -> None:
    x = day.isoformat()
    drawn.add_shape(type="line", x0=x, x1=x, yref="paper", y0=0, y1=1, line={"width": 1, "color": theme.ink2})
    drawn.add_annotation(
        x=x, yref="paper", y=1, text=f"events complete<br>to {day}".replace("-", "\u2011"), showarrow=False,
        xanchor="right", yanchor="top", align="right", xshift=-6, font={"size": 12, "color": theme.ink2},
    )  # fmt: skip


def _rule_room(plot: _Plot, day: date) -> list[Box]:
    """Where the words of the last covered day stand, and its rule: no label covers them."""
    at = plot.at(day)
    if not 0 <= at < len(plot.values):
        return []
    x = float(plot.x[at])
    wide = text_px("events complete", 12) + 10
    return [Box(x - wide, 0, x, RULE_PX), Box(x - 1, 0, x + 1, plot.height)]


def _mark(drawn: go.Figure, plot: _Plot, on: date, coverage_end: date, theme: Theme) -> list[Box]:
    """A dot on the day shown, and its value where it hides neither the line nor a rule and stays inside; their room."""
    at = plot.at(on)
    if not 0 <= at < len(plot.values) or np.isnan(plot.values[at]):
        return []
    value, (x, y) = float(plot.values[at]), (float(plot.x[at]), float(plot.y[at]))
    text = f"{value:.0f}"
    wide, high = text_px(text, VALUE_SIZE, bold=True), VALUE_SIZE * 1.2
    rooms = [
        ((ax, ay), Box(x + ax - (wide if ax < 0 else 0), y + ay - high / 2, x + ax + (wide if ax > 0 else 0), y + ay + high / 2))
        for ay in (-14, 16, -26, 28) for ax in (7, -7)
    ]  # fmt: skip
    rules = _rule_room(plot, coverage_end)
    inside = [
        one
        for one in rooms
        if one[1].right <= plot.width and one[1].left >= 0 and one[1].bottom <= plot.height
    ]
    free = [one for one in inside if not any(map(one[1].hits, rules)) and not _on_line(one[1], plot)]
    (ax, ay), room = (free or inside or rooms)[0]
    drawn.add_trace(
        go.Scatter(
            x=[on.isoformat()], y=[value], mode="markers", hoverinfo="skip", cliponaxis=False, name="day shown",
            marker={"size": 9, "color": theme.ink, "line": {"width": 1, "color": theme.bg}},
        )
    )  # fmt: skip
    drawn.add_annotation(
        x=on.isoformat(), y=value, text=f"<b>{text}</b>", showarrow=False, xanchor="right" if ax < 0 else "left",
        yanchor="middle", xshift=ax, yshift=-ay, name="day shown", font={"size": VALUE_SIZE, "color": theme.ink},
    )  # fmt: skip
    return [room, Box(x - 5, y - 5, x + 5, y + 5)]


def _on_line(box: Box, plot: _Plot) -> bool:
    near = plot.y[(plot.x >= box.left) & (plot.x <= box.right)]
    near = near[np.isfinite(near)]
    return bool(near.size and near.max() >= box.top and near.min() <= box.bottom)


def _draw_causes(
    drawn: go.Figure, causes: Sequence[Cause], plot: _Plot, taken: Sequence[Box], theme: Theme, narrow: bool
) -> None:
    """A ring on the line for each cause, and its label (its number in the list below) where there is room for it."""
    positions = [plot.at(cause.day) for cause in causes]
    x, y = plot.x, plot.y
    marks = [(float(x[at]), float(y[at])) for at in positions]
    texts = [[str(n)] if narrow else _lines(cause.label) for n, cause in enumerate(causes, 1)]
    rising = [cause.points > 0 for cause in causes]
    order = sorted(range(len(causes)), key=lambda n: -abs(causes[n].points))
    places = _most_places(
        order,
        lambda order: place_labels(
            marks, texts, rising, order, (x, y), plot.width, plot.height, taken, either=True
        ),
    )
    values = [float(plot.values[at]) for at in positions]
    _rings(drawn, causes, values, theme)
    for cause, value, place, text in zip(causes, values, places, texts, strict=True):
        if place is not None:
            _label(drawn, cause, value, place, text, theme)


def _most_places(
    order: Sequence[int], place: Callable[[Sequence[int]], list[Place | None]]
) -> list[Place | None]:
    """The places by the order in which the most labels find one: those that found none try first next time."""
    best = found = place(order)
    for _ in range(TRIES):
        dropped = [number for number in order if found[number] is None]
        if not dropped:
            return found
        order = [*dropped, *(number for number in order if found[number] is not None)]
        found = place(order)
        if found.count(None) < best.count(None):
            best = found
    return best


def _seen(causes: Sequence[Cause], days: Days, values: Floats) -> list[Cause]:
    """The causes on days that are drawn and have a score, in their order."""
    return [
        cause
        for cause in causes
        if len(days) and 0 <= (at := _position(cause, days)) < len(values) and np.isfinite(values[at])
    ]


def _position(cause: Cause, days: Days) -> int:
    return int((np.datetime64(cause.day, "D") - days[0]).astype(int))


def _rings(drawn: go.Figure, causes: Sequence[Cause], values: Sequence[float], theme: Theme) -> None:
    drawn.add_trace(
        go.Scatter(
            x=[cause.day.isoformat() for cause in causes], y=values, mode="markers", name="causes",
            marker={"size": 8, "color": theme.bg, "line": {"width": 1.6, "color": theme.ink}},
            hovertemplate=[
                f"{cause.day}<br>{literal(cause.label)}<br>{signed(cause.points)} points that day<extra></extra>"
                for cause in causes
            ],
        )
    )  # fmt: skip


def _label(
    drawn: go.Figure, cause: Cause, value: float, place: Place, text: Sequence[str], theme: Theme
) -> None:
    drawn.add_annotation(
        x=cause.day.isoformat(), y=value, text="<br>".join(map(literal, text)), showarrow=True, arrowhead=0, arrowwidth=1,
        arrowcolor=theme.ink3, standoff=5, ax=place.ax, ay=place.ay, xanchor=place.anchor, yanchor="middle",
        align=place.anchor, font={"size": 13, "color": theme.ink},
    )  # fmt: skip


def _lines(label: str) -> list[str]:
    """At most three short lines of even length; a label that needs more ends at its colon, else says that it is cut."""
    label = UNIT.sub(HARD, label)
    head = label.partition(": ")[0]
    for text in (label, head if len(head) >= HEAD_CHARACTERS else label):
        for count in range(1, LINES + 1):
            for wide in range(ceil(len(text) / count), LINE_CHARACTERS + 1):
                if len(lines := wrap(text, wide)) <= count:
                    return lines
    return wrap(label, LINE_CHARACTERS, max_lines=LINES, placeholder=" …")


def _alt(days: Days, values: Floats, spread: Range, first: int, coverage_end: date) -> str:
    have = np.isfinite(values)
    if not have.any():
        return "Risk score over time: no value in this period."
    high, low = int(np.nanargmax(values)), int(np.nanargmin(values))
    last = int(np.flatnonzero(have)[-1])
    return (
        f"Risk score from {days[0]} to {days[last]}, 0 to 100: lowest {values[low]:.0f} on {days[low]}, "
        f"highest {values[high]:.0f} on {days[high]}, last {values[last]:.0f} on {days[last]}, "
        f"range over method choices that day {spread.low[first + last]:.0f} to {spread.high[first + last]:.0f}; "
        f"dashed after {coverage_end}, the last day with complete events."
    )
