"""How each meeting is told by two sides: a bar of its points by kind, the count in each part, the share told alike beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from chokepoint.charts.text_width import broken, hover, text_px
from chokepoint.charts.theme import HARD, Drawing, Theme, figure, literal

# Pixels: a row of one line of name or of two, a line of the key, the columns of names and of shares.
ROWS, ROWS_NARROW, LINE = (30, 39), (47, 63), 24
NAMES_PX, SHARES_PX, SHARES_NARROW_PX, NARROW_PX = 430, 130, 96, 324
NAME_SIZE, LINE_PX = 13, 16
HEAD = "told alike, of points compared"
# Room of the key, of the box of a sign in it.
KEY_PX, KEY_PX_NARROW, BOX_PX, KEY_SIZE = 1040, 335, 26, 13


@dataclass(frozen=True)
class Kind:
    """One kind of points: its sign, its words, and the names of the colours of its ground, its border and its text."""

    sign: str
    words: str
    ground: str
    border: str
    ink: str = "ink"


@dataclass(frozen=True)
class Bar:
    """One meeting: its day and name, the number of points of each kind, and the words of its share."""

    id: str
    day: str
    name: str
    counts: tuple[int, ...]
    share: str


def meeting_bars(bars: Sequence[Bar], kinds: Sequence[Kind], theme: Theme, narrow: bool = False) -> Drawing:
    """A row a meeting in the order given; a kind without a point anywhere has no place in the key."""
    names = [_name(bar, narrow) for bar in bars]
    row = (ROWS_NARROW if narrow else ROWS)[any(len(lines) > 1 for lines in names)]
    left, right = (0, SHARES_NARROW_PX) if narrow else (NAMES_PX, SHARES_PX)
    used = [place for place in range(len(kinds)) if any(bar.counts[place] for bar in bars)]
    keys = _key([kinds[place] for place in used], theme, narrow)
    top = LINE * (2 + max((line for _, line, _ in keys), default=0)) + 6
    height = len(bars) * row + top + 10
    drawn = figure(theme, height, margin={"l": left, "r": right + 4, "t": top, "b": 10}, barmode="stack")
    for annotation, line, x in keys:
        drawn.add_annotation(
            xref="paper", yref="paper", x=0, y=1, xshift=x - left, yshift=top - LINE * line - LINE / 2, showarrow=False,
            xanchor="left", yanchor="middle", **annotation,
        )  # fmt: skip
    drawn.add_annotation(
        xref="paper", yref="paper", x=1, y=1, xshift=right, yshift=LINE / 2, text=HEAD, showarrow=False, xanchor="right", yanchor="middle",
        font={"size": 12.5, "color": theme.ink3},
    )  # fmt: skip
    down = 0.5 - 15 / row if narrow else 0.0
    for place in used:
        drawn.add_trace(_part(bars, kinds[place], place, down, 20 / row, theme))
    for at, (bar, lines) in enumerate(zip(bars, names, strict=True)):
        above = 0.5 - (4 + LINE_PX * len(lines) / 2) / row if narrow else 0.0
        text = f'<span style="color:{theme.ink2}">{"<br>".join(map(literal, lines))}</span>'
        day = f"<b>{_day(bar)}</b> "
        drawn.add_annotation(
            xref="paper", x=0, y=at - above, text=day + text, showarrow=False, xanchor="left", align="left", xshift=-left - 1,
            font={"size": NAME_SIZE, "color": theme.ink},
        )  # fmt: skip
        drawn.add_annotation(
            xref="paper", x=1, y=at + down, text=literal(bar.share), showarrow=False, xanchor="right", xshift=right,
            font={"size": 13, "color": theme.ink},
        )  # fmt: skip
    most = max((sum(bar.counts) for bar in bars), default=1)
    drawn.update_xaxes(range=[0, most * 1.005], visible=False)
    drawn.update_yaxes(range=[len(bars) - 0.5, -0.5], visible=False)
    return Drawing(drawn, _alt(bars, kinds), height)


def _part(bars: Sequence[Bar], kind: Kind, place: int, down: float, thick: float, theme: Theme) -> go.Bar:
    counts = [bar.counts[place] for bar in bars]
    return go.Bar(
        x=[count or None for count in counts], y=[at + down for at in range(len(bars))], orientation="h", width=thick,
        customdata=[bar.id for bar in bars],
        marker={"color": getattr(theme, kind.ground), "line": {"width": 1, "color": getattr(theme, kind.border)}},
        text=[f"{kind.sign}{HARD}{count}" if count else "" for count in counts], textposition="inside",
        insidetextanchor="middle", textangle=0, constraintext="none",
        textfont={"size": 12.5, "color": getattr(theme, kind.ink)},
        hovertext=[hover(f"{bar.day} {bar.name}: {count} {kind.words}") for bar, count in zip(bars, counts, strict=True)],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip


def _day(bar: Bar) -> str:
    return bar.day.replace("-", chr(0x2011))


def _name(bar: Bar, narrow: bool) -> list[str]:
    """The name of a meeting in one line behind its day, or in two."""
    room = NARROW_PX if narrow else NAMES_PX - 16
    return broken(bar.name, room, NAME_SIZE, 2, room - text_px(f"{_day(bar)} ", NAME_SIZE, bold=True))


def _key(kinds: Sequence[Kind], theme: Theme, narrow: bool) -> list[tuple[dict[str, object], int, float]]:
    """Signs on their grounds, each with its words: what to write, in which line, how far from the left."""
    found: list[tuple[dict[str, object], int, float]] = []
    x, line = 0.0, 0
    for kind in kinds:
        sign, words = BOX_PX + 12.0, 22 + text_px(kind.words, KEY_SIZE)
        if x and x + sign + words > (KEY_PX_NARROW if narrow else KEY_PX):
            x, line = 0.0, line + 1
        box: dict[str, object] = {"text": kind.sign, "bgcolor": getattr(theme, kind.ground), "bordercolor": getattr(theme, kind.border),
               "borderpad": 2, "width": BOX_PX, "align": "center", "font": {"size": 12, "color": getattr(theme, kind.ink)}}  # fmt: skip
        found.append((box, line, x + 2))
        label: dict[str, object] = {"text": kind.words, "font": {"size": KEY_SIZE, "color": theme.ink2}}
        found.append((label, line, x + sign))
        x += sign + words
    return found


def _alt(bars: Sequence[Bar], kinds: Sequence[Kind]) -> str:
    if not bars:
        return "No meeting told by either side on file."
    told = [
        f"{bar.day} {bar.name}: {bar.share} ("
        + ", ".join(f"{count} {kind.words}" for count, kind in zip(bar.counts, kinds, strict=True) if count)
        + ")"
        for bar in bars
    ]
    return "Points by meeting: " + "; ".join(told) + "."
