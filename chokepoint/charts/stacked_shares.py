"""Shares of one source and one year each as bars to 100 %; what a source does not split is hatched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from chokepoint.charts.rows import fits, name_rows
from chokepoint.charts.theme import HARD, Drawing, Theme, figure, literal

OTHERS, UNSPLIT, VIA, MAIN, PLAIN = "others", "unsplit", "via", "main", "plain"
NAMES, DOWN = 0.25, 0.14
PITCH, PITCH_NARROW, PITCH_ROOMY = 58, 84, 98
# Where the mark of other sources stands below its bar, the half-height of its ticks, and the room its words need.
MARK, MARK_NARROW, TICK, ROOM_PCT = 0.38, 0.38, 0.06, 45


@dataclass(frozen=True)
class Piece:
    """A part of a bar in %: its name, its short form, and its kind (a country code or one of the words above)."""

    name: str
    short: str
    share: float
    kind: str
    bound: str = "="


@dataclass(frozen=True)
class Bar:
    """One distribution: name, what it rests on, its pieces in order, and the id of its records.

    `others`: lowest and highest share that other sources give the first piece, with its words; drawn below the bar.
    """

    name: str
    under: str
    pieces: tuple[Piece, ...]
    id: str
    others: tuple[float, float] | None = None
    others_words: str = ""


def stacked_shares(bars: Sequence[Bar], what: str, theme: Theme, narrow: bool = False) -> Drawing:
    """Horizontal bars of `what` in %, one source each; labels stand inside where there is room."""
    roomy = narrow and any(bar.others for bar in bars)
    height = len(bars) * (PITCH_ROOMY if roomy else PITCH_NARROW if narrow else PITCH) + 34
    drawn = figure(theme, height, margin={"l": 5 if narrow else 0, "r": 14, "t": 2, "b": 28})
    start = name_rows(drawn, [(bar.name, _under(bar, narrow)) for bar in bars], theme, narrow, NAMES)
    for place, bar in enumerate(bars):
        _bar(drawn, place, bar, start, theme, narrow)
    drawn.update_xaxes(
        domain=[start, 1], range=[0, 100.4], tickvals=[0, 25, 50, 75, 100],
        ticktext=["0", "25", "50", "75", f"100{HARD}%"],
    )  # fmt: skip
    return Drawing(drawn, _alt(bars, what), height)


def _bar(drawn: go.Figure, place: int, bar: Bar, start: float, theme: Theme, narrow: bool) -> None:
    base = 0.0
    for piece in bar.pieces:
        fill, edge, text = _look(piece.kind, theme)
        drawn.add_trace(
            go.Bar(
                x=[piece.share], base=[base], y=[place + (DOWN if narrow else 0)], orientation="h",
                width=0.32 if narrow else 0.5, customdata=[bar.id],
                marker={
                    "color": fill, "line": {"color": edge, "width": 1},
                    "pattern": _pattern(piece.kind, theme),
                },
                hovertemplate=f"{literal(bar.name)}<br>{literal(f'{piece.name}: {figure_of(piece)}')}<extra></extra>",
            )
        )  # fmt: skip
        label = _label(piece, start, narrow)
        if label:
            drawn.add_annotation(
                x=base + piece.share / 2 if piece.kind != "CHN" else base,
                y=place + (DOWN if narrow else 0), text=label, showarrow=False,
                xanchor="center" if piece.kind != "CHN" else "left", xshift=6 if piece.kind == "CHN" else 0,
                font={"size": 13, "color": text},
            )  # fmt: skip
        base += piece.share
    if bar.others:
        at = place + (MARK_NARROW if narrow else MARK)
        _others(drawn, at, bar.others, "" if narrow else bar.others_words, theme)


def _under(bar: Bar, narrow: bool) -> str:
    """The words under a name; on a phone those of the other sources too, for which the mark has no room."""
    return f"{bar.under} · {bar.others_words}" if narrow and bar.others else bar.under


def _others(drawn: go.Figure, y: float, span: tuple[float, float], words: str, theme: Theme) -> None:
    """A rule from the lowest to the highest share with a tick at each end, its words before it."""
    low, high = span
    for x0, x1, y0, y1 in (
        (low, high, y, y),
        (low, low, y - TICK, y + TICK),
        (high, high, y - TICK, y + TICK),
    ):
        drawn.add_shape(type="line", x0=x0, x1=x1, y0=y0, y1=y1, line={"width": 2, "color": theme.ink})
    if not words:
        return
    before = low >= ROOM_PCT
    drawn.add_annotation(
        x=low if before else high, y=y, text=literal(words), showarrow=False, xanchor="right" if before else "left",
        xshift=-7 if before else 7, font={"size": 12, "color": theme.ink2},
    )  # fmt: skip


def figure_of(piece: Piece) -> str:
    """The share with its bound: ">80 %", "69.4 %"."""
    sign = {"=": "", "~": "about ", "~<": "nearly ", "<=": "at most "}.get(piece.bound, piece.bound)
    return f"{sign}{piece.share:.3g}{HARD}%"


def _label(piece: Piece, start: float, narrow: bool) -> str:
    if piece.kind == UNSPLIT:
        return ""
    for text in (f"{piece.name} {figure_of(piece)}", f"{piece.short} {_short(piece.share)}", piece.short):
        if fits(text, piece.share / 100, start, narrow):
            name = literal(piece.name)
            return literal(text).replace(name, f"<b>{name}</b>") if piece.kind == "CHN" else literal(text)
    return ""


def _short(share: float) -> str:
    return f"{share:.0f}" if share >= 10 else f"{share:.2g}"


def _look(kind: str, theme: Theme) -> tuple[str, str, str]:
    """Fill, edge and text colour of a kind of piece."""
    if kind in ("CHN", "USA"):
        return theme.side(kind), theme.bg, theme.on_fill
    if kind == MAIN:
        return theme.third, theme.bg, theme.on_fill
    if kind in (OTHERS, VIA, PLAIN):
        return theme.third_tint, theme.bg if kind != VIA else theme.cn, theme.ink
    if kind == UNSPLIT:
        return theme.bg, theme.third, theme.ink
    return theme.third, theme.bg, theme.on_fill


def _pattern(kind: str, theme: Theme) -> dict[str, object]:
    if kind == UNSPLIT:
        return {"shape": "/", "fgcolor": theme.third, "size": 6, "solidity": 0.14, "fillmode": "overlay"}
    if kind == VIA:
        return {"shape": ".", "fgcolor": theme.cn, "size": 6, "solidity": 0.16, "fillmode": "overlay"}
    return {"shape": ""}


def _alt(bars: Sequence[Bar], what: str) -> str:
    told = [
        f"{bar.name} ({bar.under}): "
        + ", ".join(f"{piece.name} {figure_of(piece)}" for piece in bar.pieces)
        + (f"; {bar.others_words}" if bar.others else "")
        for bar in bars
    ]
    return f"{what}: " + "; ".join(told) + "."
