"""The course of each promise: a line from its day, a sign at each change of status, dots where a step repeated it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import shorten

import plotly.graph_objects as go

from chokepoint.charts.axes import date_axis
from chokepoint.charts.theme import HARD, Drawing, Theme, figure, literal

ROW, ROW_NARROW = 27, 46
NAMES = 0.45
NAME_CHARACTERS, NAME_CHARACTERS_NARROW = 66, 48
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
    """A row a promise; the status that stood when the time begins is written at its left end."""
    row = ROW_NARROW if narrow else ROW
    height = len(courses) * row + 58
    drawn = figure(theme, height, margin={"l": 0, "r": 14, "t": 10, "b": 48})
    colours = {**dict.fromkeys(good, theme.better), **dict.fromkeys(bad, theme.worse)}
    down = 0.24 if narrow else 0.0
    apart = (until - since).days * (CLOSE_NARROW if narrow else CLOSE)
    for place, course in enumerate(courses):
        _course(drawn, place + down, course, since, until, apart, colours, theme)
        most = NAME_CHARACTERS_NARROW if narrow else NAME_CHARACTERS
        drawn.add_annotation(
            xref="paper", x=0, y=place - (0.24 if narrow else 0), text=literal(shorten(course.name, most, placeholder=" …")),
            showarrow=False, xanchor="left", xshift=-2, font={"size": 13, "color": theme.side(course.promisor)},
        )  # fmt: skip
    date_axis(drawn, since, until, narrow)
    drawn.update_xaxes(domain=[0 if narrow else NAMES, 1])
    drawn.update_yaxes(range=[len(courses) - 0.4, -0.6], visible=False)
    return Drawing(drawn, _alt(courses, since), height)


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
    drawn.add_trace(
        go.Scatter(
            x=[day.isoformat() for day in days], y=[y] * len(marks), mode="markers", cliponaxis=False,
            customdata=[mark.id for mark in marks],
            marker={"size": [20 if mark.changes or n == 0 else 7 for n, mark in enumerate(marks)],
                    "opacity": [0 if mark.changes or n == 0 else 1 for n, mark in enumerate(marks)],
                    "color": theme.ink3, "line": {"width": 0}},
            hovertext=[literal(mark.words) for mark in marks], hovertemplate="%{hovertext}<extra></extra>",
        )
    )  # fmt: skip
    written = [
        (day, mark) for n, (day, mark) in enumerate(zip(days, marks, strict=True)) if mark.changes or n == 0
    ]
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
