"""Small lines inside a sentence or a number card, as SVG text for an <img>."""

from __future__ import annotations

import base64

import numpy as np

from chokepoint.charts.theme import Theme
from chokepoint.risk.words import Floats

WIDTH, HEIGHT, TOP = 300, 44, 100.0


def sparkline(values: Floats, last_covered: int, marked: int | None, theme: Theme) -> str:
    """Data address of a line of values (0-100) on one scale, dashed after position `last_covered`.

    A missing value breaks the line; `marked` is the position of the day shown.
    """
    parts = [
        _path(values[: last_covered + 1], 0, len(values), theme, ""),
        _path(values[last_covered:], last_covered, len(values), theme, ' stroke-dasharray="3 2"'),
    ]
    if marked is not None and np.isfinite(values[marked]):
        x, y = _point(marked, values[marked], len(values))
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{theme.ink}"/>')
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none">'
        f'<line x1="0" x2="{WIDTH}" y1="{HEIGHT - 1}" y2="{HEIGHT - 1}" stroke="{theme.line}"/>'
        f"{''.join(parts)}</svg>"
    )
    return address_of(svg)


def mark(theme: Theme) -> str:
    """Data address of the project's mark: two streams that meet at one point."""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 26 20"><path d="M1 2 13 10 1 18M25 2 13 10 25 18" '
        f'fill="none" stroke="{theme.ink}" stroke-width="3"/></svg>'
    )
    return address_of(svg)


def address_of(svg: str) -> str:
    """An SVG text as a data address for an <img>."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _point(position: int, value: float, count: int) -> tuple[float, float]:
    return position / max(count - 1, 1) * (WIDTH - 6) + 3, (1 - value / TOP) * (HEIGHT - 6) + 3


def _path(values: Floats, first: int, count: int, theme: Theme, dash: str) -> str:
    pieces, pen = [], "M"
    for position, value in enumerate(values, start=first):
        if np.isnan(value):
            pen = "M"
            continue
        x, y = _point(position, value, count)
        pieces.append(f"{pen}{x:.1f} {y:.1f}")
        pen = "L"
    if not pieces:
        return ""
    return (
        f'<path d="{" ".join(pieces)}" fill="none" stroke="{theme.ink}" stroke-width="1.6" '
        f'vector-effect="non-scaling-stroke"{dash}/>'
    )
