"""Measures as bars: announced (dot, thin line), in force (full), suspended (tinted), still to run (dashed).

A diamond closes a suspension; the day shown is the only dark vertical. Groups are headed by who imposes
and for which buyers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import plotly.graph_objects as go

from chokepoint.charts.axes import DAY_MS, date_axis
from chokepoint.charts.text_width import broken, text_px
from chokepoint.charts.theme import Drawing, Theme, figure, literal
from chokepoint.evidence.measure_bars import Bar, Segment
from chokepoint.evidence.measures import State

ROW, ROW_NARROW = 24, 42
LEFT = 0.34
PLOT_PX, PLOT_PX_NARROW = 690, 345
LABEL_PX, LABEL_SIZE, WORDS_SIZE = 355, 13, 12
# On a phone: lines of a label at most, and what a second one takes of the height of a row.
LABEL_LINES, LINE_ROWS = 2, 0.38
EDGE_PX = 18
ROOM_AFTER = timedelta(days=45)
DRAWN = (State.IN_FORCE, State.SUSPENDED, State.LAPSED_UNCONFIRMED)


@dataclass(frozen=True)
class Line:
    """A bar with its label at the left and its words, the longest first: the first that fits is written."""

    bar: Bar
    label: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Lines under one heading, in the colour of who imposes."""

    heading: str
    imposer: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Frame:
    """What placing needs: the days of the axis, the look, the scale."""

    start: date
    end: date
    on: date
    theme: Theme
    narrow: bool

    def px(self, start: date, end: date) -> float:
        """Pixels between two days of the nominal plot."""
        plot = PLOT_PX_NARROW if self.narrow else PLOT_PX
        return plot * (end - start).days / max((self.end - self.start).days, 1)


def bars_of_measures(
    groups: Sequence[Group], since: date, on: date, theme: Theme, narrow: bool = False
) -> Drawing:
    """Bars of measures from `since` to the last end of a suspension on file, by group; what begins later has an arrow."""
    lines = [line for group in groups for line in group.lines]
    # One rule announced for years ahead would squeeze all others.
    last = max(
        [on, *(day for line in lines for day in _ahead(line.bar, on) if line.bar.state != State.ANNOUNCED)]
    )
    frame = Frame(since, last + ROOM_AFTER, on, theme, narrow)
    row = ROW_NARROW if narrow else ROW
    places = _places(groups, narrow)
    bottom = places[-1][1][-1] + 0.75 if places else 1.0
    height = int(row * (bottom + 0.75) + 64)
    drawn = figure(theme, height, margin={"l": 0, "r": 8, "t": 24, "b": 40}, bargap=0)
    for group, (heading, rows) in zip(groups, places, strict=True):
        _heading(drawn, heading, group, frame)
        for line, place in zip(group.lines, rows, strict=True):
            _line(drawn, place, line, theme.side(group.imposer), theme.side_tint(group.imposer), frame)
    _day_shown(drawn, frame, [place for _, rows in places for place in rows])
    date_axis(drawn, since, frame.end, narrow)
    room = timedelta(days=round(EDGE_PX * (frame.end - since).days / frame.px(since, frame.end)))
    drawn.update_xaxes(
        domain=[0 if narrow else LEFT, 1],
        range=[(since - room).isoformat(), frame.end.isoformat()],
        showline=True,
    )
    drawn.update_yaxes(range=[bottom, -0.75], visible=False)
    return Drawing(drawn, _alt(groups, on), height)


def _places(groups: Sequence[Group], narrow: bool) -> list[tuple[float, list[float]]]:
    """Place of each heading and of its lines, downwards; on a phone a second line of a label takes room of its own."""
    found, at = [], 0.0
    for group in groups:
        rows: list[float] = []
        for line in group.lines:
            more = len(broken(line.label, PLOT_PX_NARROW, LABEL_SIZE, LABEL_LINES)) - 1 if narrow else 0
            rows.append((rows[-1] if rows else at) + 1 + more * LINE_ROWS)
        found.append((at, rows))
        at = rows[-1] + 1.15
    return found


def _heading(drawn: go.Figure, place: float, group: Group, frame: Frame) -> None:
    drawn.add_annotation(
        xref="paper", x=0, y=place + 0.12, text=f"<b>{literal(group.heading)}</b>", showarrow=False, xanchor="left",
        borderpad=0,
        font={"size": 14, "color": frame.theme.side(group.imposer)},
    )  # fmt: skip


def _line(drawn: go.Figure, place: float, line: Line, colour: str, tint: str, frame: Frame) -> None:
    bar, low = line.bar, 0.2 if frame.narrow else 0.34
    at = place + (0.2 if frame.narrow else 0)
    for segment in bar.segments:
        if segment.end >= frame.start and segment.state in DRAWN:
            _segment(drawn, at, segment, line, colour, tint, low, frame)
    _announcement(drawn, at, bar, colour, frame)
    _ahead_of_day(drawn, at, bar, colour, low, frame)
    left = _words(drawn, at, line, frame)
    # A label may reach into the plot, to where the marks of its own row begin.
    room = (
        PLOT_PX_NARROW
        if frame.narrow
        else LABEL_PX + max(0, frame.px(frame.start, bar.announced) - 16 - left)
    )
    label = broken(line.label, room, LABEL_SIZE, LABEL_LINES if frame.narrow else 1)
    drawn.add_annotation(
        xref="paper", x=0, y=place - (0.06 if frame.narrow else 0), text="<br>".join(map(literal, label)),
        showarrow=False, xanchor="left", yanchor="bottom" if frame.narrow else "middle", align="left", borderpad=0,
        font={"size": LABEL_SIZE, "color": frame.theme.ink},
    )  # fmt: skip


def _segment(
    drawn: go.Figure,
    at: float,
    segment: Segment,
    line: Line,
    colour: str,
    tint: str,
    low: float,
    frame: Frame,
) -> None:
    """A stretch in force (full), suspended (tinted), or past its end without an outcome (empty)."""
    start, end = max(segment.start, frame.start), segment.end + timedelta(days=1)
    fill = {State.IN_FORCE: colour, State.SUSPENDED: tint}.get(segment.state, "rgba(0,0,0,0)")
    state = segment.state.name.lower().replace("_", " ")
    # The last stretch goes on: the day shown is not its end.
    goes_on = segment == line.bar.segments[-1]
    words = f"{state} since {segment.start}" if goes_on else f"{state} {segment.start} to {segment.end}"
    drawn.add_trace(
        go.Bar(
            base=[start.isoformat()],
            x=[(end - start).days * DAY_MS],
            y=[at],
            orientation="h",
            width=low * 2,
            customdata=[line.bar.measure_id],
            marker={"color": fill, "line": {"color": colour, "width": 1}},
            hovertemplate=f"{literal(line.label)}<br>{words}<extra></extra>",
        )
    )


def _announcement(drawn: go.Figure, at: float, bar: Bar, colour: str, frame: Frame) -> None:
    """Open dot on the day of the announcement, thin line until the first day of effect."""
    first = bar.segments[0]
    if first.end < frame.start:
        return
    if first.state == State.ANNOUNCED:
        ahead = [bar.effective] if first is bar.segments[-1] and bar.effective else []
        end = min(max([first.end + timedelta(days=1), *ahead]), frame.end)
        drawn.add_shape(
            type="line", x0=max(first.start, frame.start).isoformat(), x1=end.isoformat(), y0=at, y1=at,
            line={"width": 1.4, "color": colour}, layer="below",
        )  # fmt: skip
    if first.start >= frame.start:
        drawn.add_trace(
            go.Scatter(
                x=[first.start.isoformat()],
                y=[at],
                mode="markers",
                customdata=[bar.measure_id],
                marker={"size": 7, "color": frame.theme.bg, "line": {"width": 1.6, "color": colour}},
                hovertemplate=f"announced {first.start}<extra></extra>",
            )
        )


def _ahead(bar: Bar, on: date) -> list[date]:
    """Days after the day shown that the measure has announced: first day of effect, end of suspension."""
    days = [bar.until] if bar.state in (State.SUSPENDED, State.IN_FORCE) else []
    if bar.state == State.ANNOUNCED:
        days.append(bar.effective)
    return [day for day in days if day is not None and day > on]


def _ahead_of_day(drawn: go.Figure, at: float, bar: Bar, colour: str, low: float, frame: Frame) -> None:
    """What is still to run as announced: a dashed outline, and a diamond where a suspension ends."""
    ahead = _ahead(bar, frame.on)
    if not ahead:
        return
    waits = bar.state == State.ANNOUNCED
    if waits and ahead[0] >= frame.end:
        drawn.add_annotation(
            x=frame.end.isoformat(), y=at, text="▸", showarrow=False, xanchor="right", borderpad=0,
            font={"size": 15, "color": colour}, hovertext=f"from {ahead[0]}",
        )  # fmt: skip
        return
    start, end = (ahead[0], frame.end) if waits else (frame.on, ahead[0])
    drawn.add_shape(
        type="rect", x0=start.isoformat(), x1=end.isoformat(), y0=at - low, y1=at + low,
        line={"width": 1, "dash": "3px,2px", "color": colour}, layer="between",
    )  # fmt: skip
    if not waits:
        drawn.add_trace(
            go.Scatter(
                x=[end.isoformat()],
                y=[at],
                mode="markers",
                customdata=[bar.measure_id],
                marker={
                    "size": 10,
                    "symbol": "diamond",
                    "color": colour,
                    "line": {"width": 1, "color": frame.theme.bg},
                },
                hovertemplate=f"runs to {end} as announced<extra></extra>",
            )
        )


def _words(drawn: go.Figure, at: float, line: Line, frame: Frame) -> float:
    """The state in words: inside the last stretch if they fit, else beside it; the pixels they take left of the bar."""
    bar, theme = line.bar, frame.theme
    last = next((s for s in reversed(bar.segments) if s.state in DRAWN), None)
    if last is None:
        _note(drawn, frame.on, at, line.words[-1], theme.ink2, -8, theme.bg)
        return frame.px(frame.start, bar.announced)
    start = max(last.start, frame.start)
    before = "" if last.start >= frame.start else f"◂ {last.start:%Y} · "
    room = frame.px(start, last.end) - 12
    text = next((w for w in line.words if text_px(before + w, WORDS_SIZE) <= room), None)
    if text is not None and bar.state != State.LIFTED:
        ink = theme.on_fill if last.state == State.IN_FORCE else theme.ink
        _note(drawn, start, at, before + text, ink, 7)
        return 0
    after = (_ahead(bar, frame.on) or [last.end])[0]
    free = frame.px(after, frame.end) - 14
    text = next((w for w in line.words if text_px(w, WORDS_SIZE) <= free), None)
    if text is not None:
        _note(drawn, after, at, text, theme.ink2, 9, theme.bg)
        return 0
    _note(drawn, start, at, line.words[-1], theme.ink2, -10, theme.bg)
    return text_px(line.words[-1], WORDS_SIZE) + 12


def _note(
    drawn: go.Figure, x: date, at: float, text: str, colour: str, shift: int, ground: str | None = None
) -> None:
    drawn.add_annotation(
        x=x.isoformat(), y=at, text=literal(text).replace("-", "\u2011"), showarrow=False,
        xanchor="left" if shift > 0 else "right", xshift=shift, bgcolor=ground, borderpad=0,
        font={"size": WORDS_SIZE, "color": colour},
    )  # fmt: skip


def _day_shown(drawn: go.Figure, frame: Frame, rows: Sequence[float]) -> None:
    """The day shown as a rule; on a phone through each bar, as labels stand between them."""
    x = frame.on.isoformat()
    line = {"width": 1.6, "color": frame.theme.ink}
    for row in rows if frame.narrow else ():
        drawn.add_shape(type="line", x0=x, x1=x, y0=row - 0.02, y1=row + 0.42, line=line)
    if not frame.narrow:
        drawn.add_shape(type="line", x0=x, x1=x, yref="paper", y0=0, y1=1, line=line)
    drawn.add_annotation(
        x=x, yref="paper", y=1, yanchor="bottom", text=f"<b>{frame.on}</b>".replace("-", "\u2011"), showarrow=False,
        font={"size": 13, "color": frame.theme.ink},
    )  # fmt: skip


def _alt(groups: Sequence[Group], on: date) -> str:
    parts = [
        f"{group.heading}: " + "; ".join(f"{line.label}, {line.words[0]}" for line in group.lines)
        for group in groups
    ]
    return f"Measures on {on}. " + ". ".join(parts) + "."
