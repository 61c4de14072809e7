"""The course of each promise: a line from its day, a sign at each change of status, dots where a step repeated it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

import plotly.graph_objects as go

from chokepoint.charts.axes import date_axis, room_left
from chokepoint.charts.text_width import broken, hover
from chokepoint.charts.theme import HARD, Drawing, Theme, figure, literal

# Pixels: the names at the left of a wide figure, those above the lines of a phone of 360, a line of words, room of a row.
NAMES_PX, NAMES_NARROW_PX, NAME_SIZE = 452, 318, 13
LINE_PX, ROW_PX, ROW_NARROW_PX = 17, 10, 30
# Room above and below the rows: the dates stand at both ends, for the last row may be screens away from the first.
ENDS_PX = 48
MOST_QUARTERS = 24
# A plot too narrow to set two signs apart that lie closer than this share of its days.
CLOSE, CLOSE_NARROW = 0.024, 0.06
# Fonts draw these signs in different sizes: what makes them look alike.
SIGN_PX, SIGNS_PX = 15, {"●": 23, "○": 21, "≠": 18}


@dataclass(frozen=True)
class Mark:
    """A dated step: the status after it, its sign, whether it changed anything, and what shows it."""

    id: str
    day: date
    status: str
    sign: str
    changes: bool
    words: str


@dataclass(frozen=True)
class Course:
    """One promise: who made it, its words, its steps from the oldest on."""

    promisor: str
    name: str
    marks: tuple[Mark, ...]


def status_lines(
    courses: Sequence[Course], since: date, until: date, good: Sequence[str], bad: Sequence[str], theme: Theme,
    narrow: bool = False,
) -> Drawing:  # fmt: skip
    """A row a promise; the status that stood when the time begins is written at its left end. y counts pixels."""
    left, room = (0, NAMES_NARROW_PX) if narrow else (NAMES_PX, NAMES_PX - 16)
    names = [broken(course.name, room, NAME_SIZE, 2) for course in courses]
    heights = [len(lines) * LINE_PX + (ROW_NARROW_PX if narrow else ROW_PX) for lines in names]
    starts = [0, *accumulate(heights)]
    height = starts[-1] + 2 * ENDS_PX
    drawn = figure(theme, height, margin={"l": left, "r": 14, "t": ENDS_PX, "b": ENDS_PX})
    colours = {**dict.fromkeys(good, theme.better), **dict.fromkeys(bad, theme.worse)}
    apart = (until - since).days * (CLOSE_NARROW if narrow else CLOSE)
    _quarters(drawn, since, until, theme)
    for course, lines, start, high in zip(courses, names, starts, heights, strict=False):
        words = len(lines) * LINE_PX
        _course(
            drawn, start + (words + 14 if narrow else high / 2), course, since, until, apart, colours, theme
        )
        drawn.add_annotation(
            xref="paper", x=0, y=start + (words / 2 if narrow else high / 2), text="<br>".join(map(literal, lines)), showarrow=False,
            xanchor="left", align="left", xshift=-left - 1, bgcolor=theme.bg, borderpad=0, font={"size": NAME_SIZE, "color": theme.side(course.promisor)},
        )  # fmt: skip
    date_axis(drawn, since, until, narrow)
    room_left(drawn, since, until, narrow)
    drawn.update_yaxes(range=[starts[-1], 0], visible=False)
    for at, words in zip(drawn.layout.xaxis.tickvals, drawn.layout.xaxis.ticktext, strict=True):
        drawn.add_annotation(
            x=at, yref="paper", y=1, yshift=4, text=words, showarrow=False, yanchor="bottom",
            font={"size": 13, "color": theme.ink3},
        )  # fmt: skip
    return Drawing(drawn, _alt(courses, since), height)


def _quarters(drawn: go.Figure, since: date, until: date, theme: Theme) -> None:
    """A thin upright line at the first day of each quarter, of each year where quarters would be too many."""
    first = (since.year * 12 + since.month + 1) // 3 * 3
    months = range(first, until.year * 12 + until.month, 3)
    days = [date(month // 12, month % 12 + 1, 1) for month in months]
    for day in days if len(days) <= MOST_QUARTERS else [day for day in days if day.month == 1]:
        drawn.add_shape(
            type="line", x0=day.isoformat(), x1=day.isoformat(), yref="paper", y0=0, y1=1, layer="below",
            line={"width": 1, "color": theme.grid},
        )  # fmt: skip


def _course(
    drawn: go.Figure, y: float, course: Course, since: date, until: date, apart: float, colours: dict[str, str],
    theme: Theme,
) -> None:  # fmt: skip
    before = [mark for mark in course.marks if mark.day < since]
    shown = [mark for mark in course.marks if since <= mark.day <= until]
    start = since if before else shown[0].day if shown else until
    drawn.add_shape(
        type="line", x0=start.isoformat(), x1=until.isoformat(), y0=y, y1=y, layer="below",
        line={"width": 1, "color": theme.line},
    )  # fmt: skip
    marks = ([before[-1]] if before else []) + shown
    days = [max(mark.day, since) for mark in marks]
    signs = [mark.changes or n == 0 for n, mark in enumerate(marks)]
    signed = [day for day, sign in zip(days, signs, strict=True) if sign]
    # No dot half under a sign: what it would show is one click away.
    hidden = [
        sign or any(abs((day - other).days) < apart for other in signed)
        for day, sign in zip(days, signs, strict=True)
    ]
    drawn.add_trace(
        go.Scatter(
            x=[day.isoformat() for day in days], y=[y] * len(marks), mode="markers", cliponaxis=False,
            customdata=[mark.id for mark in marks],
            marker={"size": [20 if sign else 7 for sign in signs],
                    "opacity": [0 if under else 1 for under in hidden],
                    "color": theme.ink3, "line": {"width": 0}},
            hovertext=[hover(mark.words) for mark in marks], hovertemplate="%{hovertext}<extra></extra>",
        )
    )  # fmt: skip
    written = [(day, mark) for day, mark, sign in zip(days, marks, signs, strict=True) if sign]
    for at, (day, mark) in enumerate(written):
        following = written[at + 1][0] if at + 1 < len(written) else None
        if following is not None and (following - day).days < apart:
            continue  # the next sign stands there; the record is one click away
        drawn.add_annotation(
            x=day.isoformat(), y=y, text=mark.sign, showarrow=False, bgcolor=theme.bg, borderpad=1,
            font={"size": SIGNS_PX.get(mark.sign, SIGN_PX), "color": colours.get(mark.status, theme.ink2)},
        )  # fmt: skip


def _alt(courses: Sequence[Course], since: date) -> str:
    told = [
        f"{course.name}: " + ", ".join(f"{mark.day} {mark.status}" for mark in course.marks if mark.changes)
        for course in courses
    ]
    return f"Changes of status by promise from {since}:{HARD}" + "; ".join(told) + "."
