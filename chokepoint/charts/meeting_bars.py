"""How each meeting is told by two sides: a bar of its points by kind, the count in each part, the share told alike beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import shorten

import plotly.graph_objects as go

from chokepoint.charts.theme import HARD, Drawing, Theme, figure, literal

ROW, ROW_NARROW, LINE = 30, 47, 24
NAMES, SHARES, SHARES_NARROW = 0.4, 0.15, 0.27
NAME_CHARACTERS, NAME_CHARACTERS_NARROW = 56, 44
HEAD = "told alike, of points compared"
# Room of the key in pixels, and of a character in it.
KEY_PX, KEY_PX_NARROW, CHARACTER_PX = 1080, 335, 6.5


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
    row = ROW_NARROW if narrow else ROW
    used = [place for place in range(len(kinds)) if any(bar.counts[place] for bar in bars)]
    keys = _key([kinds[place] for place in used], theme, narrow)
    top = LINE * (2 + max((line for _, line, _ in keys), default=0)) + 6
    height = len(bars) * row + top + 10
    drawn = figure(theme, height, margin={"l": 0, "r": 4, "t": top, "b": 10}, barmode="stack")
    for annotation, line, x in keys:
        drawn.add_annotation(
            xref="paper", yref="paper", x=0, y=1, xshift=x, yshift=top - LINE * line - LINE / 2, showarrow=False,
            xanchor="left", yanchor="middle", **annotation,
        )  # fmt: skip
    drawn.add_annotation(
        xref="paper", yref="paper", x=1, y=1, yshift=LINE / 2, text=HEAD, showarrow=False, xanchor="right", yanchor="middle",
        font={"size": 12.5, "color": theme.ink3},
    )  # fmt: skip
    down = 0.2 if narrow else 0.0
    for place in used:
        drawn.add_trace(_part(bars, kinds[place], place, down, theme, narrow))
    for at, bar in enumerate(bars):
        _words(drawn, at, bar, theme, narrow)
    most = max((sum(bar.counts) for bar in bars), default=1)
    end = 1 - (SHARES_NARROW if narrow else SHARES)
    drawn.update_xaxes(domain=[0 if narrow else NAMES, end], range=[0, most], visible=False)
    drawn.update_yaxes(range=[len(bars) - 0.5, -0.5], visible=False)
    return Drawing(drawn, _alt(bars, kinds), height)


def _part(
    bars: Sequence[Bar], kind: Kind, place: int, down: float, theme: Theme, narrow: bool
) -> go.Bar:  # fmt: skip
    counts = [bar.counts[place] for bar in bars]
    return go.Bar(
        x=[count or None for count in counts], y=[at + down for at in range(len(bars))], orientation="h", width=0.42 if narrow else 0.7,
        customdata=[bar.id for bar in bars],
        marker={"color": getattr(theme, kind.ground), "line": {"width": 1, "color": getattr(theme, kind.border)}},
        text=[f"{kind.sign}{HARD}{count}" if count else "" for count in counts], textposition="inside",
        insidetextanchor="middle", textangle=0, constraintext="none",
        textfont={"size": 12.5, "color": getattr(theme, kind.ink)},
        hovertext=[f"{bar.day} {literal(bar.name)}: {count} {kind.words}" for bar, count in zip(bars, counts, strict=True)],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip


def _words(drawn: go.Figure, at: int, bar: Bar, theme: Theme, narrow: bool) -> None:
    most = NAME_CHARACTERS_NARROW if narrow else NAME_CHARACTERS
    name = literal(shorten(bar.name, most, placeholder=" …"))
    text = f'<b>{bar.day.replace("-", chr(0x2011))}</b> <span style="color:{theme.ink2}">{name}</span>'
    drawn.add_annotation(
        xref="paper", x=0, y=at - (0.27 if narrow else 0), text=text, showarrow=False, xanchor="left", xshift=-2,
        font={"size": 13, "color": theme.ink},
    )  # fmt: skip
    drawn.add_annotation(
        xref="paper", x=1, y=at + (0.2 if narrow else 0), text=literal(bar.share), showarrow=False, xanchor="right",
        font={"size": 13, "color": theme.ink},
    )  # fmt: skip


def _key(kinds: Sequence[Kind], theme: Theme, narrow: bool) -> list[tuple[dict[str, object], int, float]]:
    """Signs on their grounds, each with its words: what to write, in which line, how far from the left."""
    found: list[tuple[dict[str, object], int, float]] = []
    x, line = 0.0, 0
    for kind in kinds:
        sign, words = 13 + CHARACTER_PX * 1.4 * len(kind.sign), 22 + CHARACTER_PX * len(kind.words)
        if x and x + sign + words > (KEY_PX_NARROW if narrow else KEY_PX):
            x, line = 0.0, line + 1
        box: dict[str, object] = {"text": kind.sign, "bgcolor": getattr(theme, kind.ground), "bordercolor": getattr(theme, kind.border),
               "borderpad": 2, "font": {"size": 12, "color": getattr(theme, kind.ink)}}  # fmt: skip
        found.append((box, line, x + 2))
        label: dict[str, object] = {"text": kind.words, "font": {"size": 13, "color": theme.ink2}}
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
