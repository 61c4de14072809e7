"""Where labels stand so that they hide neither the line nor each other, and names of rows in their room.

No leader runs through another label, another mark, another leader or along the line. Plotly does not solve
collisions: places are tried in pixels of a nominal plot, and a label that fits nowhere stays in the hover text of
its mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from chokepoint.charts.text_width import broken, text_px
from chokepoint.evidence.names import GROUPS
from chokepoint.risk.words import Floats

# A leader as points; the first of them lie inside the ring of its mark.
LEADER_POINTS, FROM = 12, 2
PARTS = np.linspace(0.0, 1.0, LEADER_POINTS)[:, None]
LINE_PX, ROOM_PX, SIZE = 17.0, 5.0, 13
EXTRA_PX = 14  # a row of two lines is that much higher
# Half a mark's ring, and the part of a leader that may touch the line on which its mark stands.
RING_PX, CLEAR_PX = 6.0, 12.0
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
    (46, -46),
    (-16, -120),
)
FALLING = (
    (22, 24),
    (22, 46),
    (30, 70),
    (-16, 30),
    (-16, 54),
    (34, 96),
    (52, 40),
    (-40, 86),
    (74, 34),
    (64, 62),
)


@dataclass(frozen=True)
class Place:
    """Offset of a label from its mark in pixels, and the side on which its text is anchored."""

    ax: float
    ay: float
    anchor: str


@dataclass(frozen=True)
class NamedRows:
    """The lines of each row's name, and the pixels that each row needs beyond those of one line."""

    lines: list[list[str]]
    extra_px: int


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
    either: bool = False,
) -> list[Place | None]:
    """A place for each label, given in `order` (strongest first); None where none is free.

    `marks` and `line` are in pixels of a plot of `width` by `height`, y downwards. No label covers what is `taken`;
    a leader may run over it, as each begins at a mark. `either`: a label that finds no place on its own side of the
    mark may stand on the other.
    """
    boxes: list[Box] = []
    leaders: list[Floats] = []
    places: list[Place | None] = [None] * len(marks)
    finite = np.isfinite(line[1])
    drawn = (line[0][finite], line[1][finite])
    for number in order:
        mark = marks[number]
        others = [
            _ring(other) for other in marks if np.hypot(other[0] - mark[0], other[1] - mark[1]) > RING_PX
        ]
        size = _size(texts[number])
        first, second = (RISING, FALLING) if rising[number] else (FALLING, RISING)
        size = _size(texts[number])
        for offset in first + second if either else first:
            box = _box(mark, offset, size)
            if (
                box.left < 0
                or box.right > width
                or box.top < 0
                or box.bottom > height
                or _crossed(box, drawn)
            ):
                continue
            if any(map(box.hits, taken)) or any(map(box.hits, boxes)) or any(map(box.holds, leaders)):
                continue
            leader = _leader(mark, offset)
            if any(one.holds(leader) for one in (*boxes, *others)) or _runs_along(leader, drawn):
                continue
            if any(_cross(leader, one) for one in leaders):
                continue
            boxes.append(box)
            leaders.append(leader)
            places[number] = Place(offset[0], offset[1], "right" if offset[0] < 0 else "left")
            break
    return places


def _ring(mark: tuple[float, float]) -> Box:
    return Box(mark[0] - RING_PX, mark[1] - RING_PX, mark[0] + RING_PX, mark[1] + RING_PX)


def _cross(one: Floats, other: Floats) -> bool:
    """True if two straight leaders cut each other; those of marks that touch may do so inside their rings."""
    (a, b), (c, d) = (one[FROM], one[-1]), (other[FROM], other[-1])
    return bool(_side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0)


def _side(a: Floats, b: Floats, point: Floats) -> float:
    return float((b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0]))


def _runs_along(leader: Floats, line: tuple[Floats, Floats]) -> bool:
    """True if a leader meets the line again after it has left its mark; x of the line rises."""
    x, y = line
    away = leader[np.hypot(*(leader - leader[0]).T) > CLEAR_PX]
    starts, ends = (np.searchsorted(x, away[:, 0] + shift) for shift in (-2.0, 2.0))
    for (_, at), start, end in zip(away, starts, ends, strict=True):
        near = y[start:end]
        if near.size and near.min() - 2 <= at <= near.max() + 2:
            return True
    return False


def _size(text: Sequence[str]) -> tuple[float, float]:
    """Width of a text, and half the height of its room."""
    return max(text_px(one, SIZE) for one in text), len(text) * LINE_PX / 2 + ROOM_PX


def _box(mark: tuple[float, float], offset: tuple[float, float], size: tuple[float, float]) -> Box:
    """The room of a text whose anchor side touches mark + offset; centred on it vertically as Plotly does."""
    wide, high = size
    x, y = mark[0] + offset[0], mark[1] + offset[1]
    left = x - wide if offset[0] < 0 else x
    return Box(left - ROOM_PX, y - high, left + wide + ROOM_PX, y + high)


def _leader(mark: tuple[float, float], offset: tuple[float, float]) -> Floats:
    """Points along the thin line from a mark to its label."""
    points: Floats = np.asarray(mark) + PARTS * np.asarray(offset)
    return points


def _crossed(box: Box, line: tuple[Floats, Floats]) -> bool:
    """True if the line, whose x rises, runs through a box."""
    x, y = line
    near = y[np.searchsorted(x, box.left) : np.searchsorted(x, box.right, side="right")]
    return bool(near.size and near.max() >= box.top and near.min() <= box.bottom)


def group_first(text: str) -> str:
    """A name that ends with its group in brackets with the group in front, so that what is cut tells nothing apart.

    "Announcement 18 of 2025 in force: Sm, Gd (magnets and alloys)" → "Magnets and alloys: Announcement 18 …".
    """
    head, bracket, group = text.removesuffix(")").rpartition(" (")
    if not bracket or group not in GROUPS.values():
        return text
    return f"{group[:1].upper()}{group[1:]}: {head}"


def named_rows(names: Sequence[str], px: float, narrow: bool) -> NamedRows:
    """Names of rows in so many pixels, on two lines on a phone; if one is too long, all say their group first."""
    most = 2 if narrow else 1
    lines = [broken(name, px, SIZE, most) for name in names]
    if any(" ".join(found) != name for found, name in zip(lines, names, strict=True)):
        lines = [broken(group_first(name), px, SIZE, most) for name in names]
    return NamedRows(lines, EXTRA_PX * (max(map(len, lines), default=1) - 1))
