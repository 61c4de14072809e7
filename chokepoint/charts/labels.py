"""Where labels stand so that they hide neither the line nor each other; what finds no place is dropped.

No leader runs through another label. Plotly does not solve collisions: places are tried in pixels of a nominal
plot, and a label that fits nowhere stays in the hover text of its mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from chokepoint.risk.words import Floats

LEADER_POINTS = 12
CHARACTER_PX, LINE_PX, ROOM_PX = 6.6, 17.0, 5.0
# Offsets of the label's near corner from its mark, nearest first; y counts downwards as Plotly's ay does.
RISING = (
    (-22, -22),
    (-22, -44),
    (-30, -66),
    (14, -30),
    (14, -52),
    (-34, -92),
    (18, -80),
    (-70, -30),
    (-60, -110),
)
FALLING = ((22, 24), (22, 46), (30, 70), (-16, 30), (-16, 54), (34, 96))


@dataclass(frozen=True)
class Place:
    """Offset of a label from its mark in pixels, and the side on which its text is anchored."""

    ax: float
    ay: float
    anchor: str


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, points: Floats) -> bool:
        """True if one of the points (a row each: x, y) lies inside."""
        x, y = points[:, 0], points[:, 1]
        return bool(((x > self.left) & (x < self.right) & (y > self.top) & (y < self.bottom)).any())

    def hits(self, other: Box) -> bool:
        """True if the rectangles overlap."""
        apart = (
            self.right < other.left
            or other.right < self.left
            or self.bottom < other.top
            or other.bottom < self.top
        )
        return not apart


def place_labels(
    marks: Sequence[tuple[float, float]],
    texts: Sequence[Sequence[str]],
    rising: Sequence[bool],
    order: Sequence[int],
    line: tuple[Floats, Floats],
    width: float,
    height: float,
    taken: Sequence[Box] = (),
) -> list[Place | None]:
    """A place for each label, given in `order` (strongest first); None where none is free.

    `marks` and `line` are in pixels of a plot of `width` by `height`, y downwards. No label covers what is `taken`;
    a leader may run over it, as each begins at a mark.
    """
    boxes: list[Box] = []
    leaders = [np.empty((0, 2))]
    places: list[Place | None] = [None] * len(marks)
    for number in order:
        for offset in RISING if rising[number] else FALLING:
            box = _box(marks[number], offset, texts[number])
            inside = box.left >= 0 and box.right <= width and box.top >= 0 and box.bottom <= height
            leader = _leader(marks[number], offset)
            free = not any(box.hits(other) or other.holds(leader) for other in boxes)
            free = free and not any(map(box.hits, taken))
            if inside and free and not any(map(box.holds, leaders)) and not _crossed(box, line):
                boxes.append(box)
                leaders.append(leader)
                places[number] = Place(offset[0], offset[1], "right" if offset[0] < 0 else "left")
                break
    return places


def _box(mark: tuple[float, float], offset: tuple[float, float], text: Sequence[str]) -> Box:
    """The room of a text whose anchor side touches mark + offset; centred on it vertically as Plotly does."""
    wide = max(map(len, text)) * CHARACTER_PX
    high = len(text) * LINE_PX / 2 + ROOM_PX
    x, y = mark[0] + offset[0], mark[1] + offset[1]
    left = x - wide if offset[0] < 0 else x
    return Box(left - ROOM_PX, y - high, left + wide + ROOM_PX, y + high)


def _leader(mark: tuple[float, float], offset: tuple[float, float]) -> Floats:
    """Points along the thin line from a mark to its label."""
    part = np.linspace(0.0, 1.0, LEADER_POINTS)[:, None]
    points: Floats = np.asarray(mark) + part * np.asarray(offset)
    return points


def _crossed(box: Box, line: tuple[Floats, Floats]) -> bool:
    x, y = line
    near = (x >= box.left) & (x <= box.right) & np.isfinite(y)
    if not near.any():
        return False
    return bool((y[near].max() >= box.top) and (y[near].min() <= box.bottom))
