"""Labels hide neither each other nor the line; what finds no place is dropped."""

from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from chokepoint.charts.labels import (
    CLEAR_PX,
    FROM,
    LEADER_POINTS,
    LINE_PX,
    RING_PX,
    SIZE,
    Box,
    Place,
    group_first,
    named_rows,
    place_labels,
)
from chokepoint.charts.text_width import text_px

WIDTH, HEIGHT = 850.0, 352.0
EMPTY = (np.array([]), np.array([]))
TEXT = st.lists(st.text("abcdefgh ", min_size=1, max_size=18), min_size=1, max_size=3)


def room(mark: tuple[float, float], place: Place, text: list[str]) -> Box:
    """The pixels that a label covers on screen: its anchor side touches the end of its leader."""
    x, y = mark[0] + place.ax, mark[1] + place.ay
    wide, high = max(text_px(one, SIZE) for one in text), len(text) * LINE_PX
    left = x - wide if place.anchor == "right" else x
    return Box(left, y - high / 2, left + wide, y + high / 2)


@st.composite
def pictures(
    draw: st.DrawFn,
) -> tuple[list[tuple[float, float]], list[list[str]], list[bool], list[int], np.ndarray]:
    """Marks on a line, with labels, rising or falling, in an order of strength."""
    heights = draw(st.lists(st.floats(10, HEIGHT - 10) | st.just(np.nan), min_size=2, max_size=40))
    y = np.repeat(heights, 20)
    have = [int(at) for at in np.flatnonzero(np.isfinite(y))]
    at = draw(st.lists(st.sampled_from(have), max_size=10)) if have else []
    x = np.linspace(0, WIDTH, len(y))
    marks = [(float(x[n]), float(y[n])) for n in at]
    texts = [draw(TEXT) for _ in marks]
    rising = [draw(st.booleans()) for _ in marks]
    return marks, texts, rising, draw(st.permutations(range(len(marks)))), np.array([x, y])


@given(pictures())
def test_labels_never_overlap_each_other_the_line_or_the_edge(picture: tuple) -> None:  # type: ignore[type-arg]
    marks, texts, rising, order, (x, y) = picture
    taken = Box(WIDTH * 0.86, 0, WIDTH, 40)
    places = place_labels(marks, texts, rising, order, (x, y), WIDTH, HEIGHT, [taken])
    rooms = [room(marks[n], place, texts[n]) for n, place in enumerate(places) if place is not None]
    assert not [(one, other) for one, other in combinations([taken, *rooms], 2) if one.hits(other)]
    assert all(
        box.left >= 0 and box.right <= WIDTH and box.top >= 0 and box.bottom <= HEIGHT for box in rooms
    )
    for box in rooms:
        beside = (x >= box.left) & (x <= box.right) & (y >= box.top) & (y <= box.bottom)
        assert not beside.any(), "a label lies on the line"


@given(pictures())
def test_no_leader_runs_through_another_label(picture: tuple) -> None:  # type: ignore[type-arg]
    marks, texts, rising, order, (x, y) = picture
    places = place_labels(marks, texts, rising, order, (x, y), WIDTH, HEIGHT)
    drawn = [(marks[n], place, room(marks[n], place, texts[n])) for n, place in enumerate(places) if place]
    for (mark, place, _), (_, _, other) in permutations(drawn, 2):
        for part in np.linspace(0, 1, LEADER_POINTS):
            at = (mark[0] + part * place.ax, mark[1] + part * place.ay)
            assert not (other.left < at[0] < other.right and other.top < at[1] < other.bottom)


def test_a_rising_label_stands_left_above_and_a_falling_one_right_below() -> None:
    marks = [(400.0, 180.0)]
    assert place_labels(marks, [["up"]], [True], [0], EMPTY, WIDTH, HEIGHT) == [Place(-22, -22, "right")]
    assert place_labels(marks, [["down"]], [False], [0], EMPTY, WIDTH, HEIGHT) == [Place(22, 24, "left")]


def test_the_stronger_label_has_the_first_choice() -> None:
    marks, texts, rising = [(400.0, 180.0), (402.0, 180.0)], [["one"], ["two"]], [True, True]
    weak_first = place_labels(marks, texts, rising, [1, 0], EMPTY, WIDTH, HEIGHT)
    assert weak_first[1] == Place(-22, -22, "right")
    assert weak_first[0] not in (None, Place(-22, -22, "right"))


def test_a_label_without_room_is_dropped() -> None:
    texts = [["a long label that is wider than the plot itself"]]
    assert place_labels([(50.0, 50.0)], texts, [True], [0], EMPTY, 100, 100) == [None]


def test_a_mark_in_a_place_that_is_taken_has_its_label_beside_it() -> None:
    stem = Box(398, 100, 402, 300)
    (place,) = place_labels([(400.0, 103.0)], [["a label"]], [True], [0], EMPTY, WIDTH, HEIGHT, [stem])
    assert place is not None
    assert not room((400.0, 103.0), place, ["a label"]).hits(stem)


def test_boxes_that_touch_hit_and_boxes_apart_do_not() -> None:
    box = Box(0, 0, 10, 10)
    assert box.hits(Box(10, 10, 20, 20))
    assert box.hits(Box(2, 2, 3, 3))
    assert not box.hits(Box(10.1, 0, 20, 10))
    assert not box.hits(Box(0, 10.1, 10, 20))


# Leaders ----------------------------------------------------------------------------------------------------


def leader(mark: tuple[float, float], place: Place) -> np.ndarray:
    return np.array(mark) + np.linspace(0, 1, LEADER_POINTS)[:, None] * np.array([place.ax, place.ay])


@given(pictures())
def test_no_leader_runs_through_another_mark_or_back_onto_the_line(picture: tuple) -> None:  # type: ignore[type-arg]
    marks, texts, rising, order, (x, y) = picture
    places = place_labels(marks, texts, rising, order, (x, y), WIDTH, HEIGHT, (), True)
    for number, place in enumerate(places):
        if place is None:
            continue
        points = leader(marks[number], place)
        for other in marks:
            if np.hypot(*np.subtract(other, marks[number])) > RING_PX:
                assert not (np.abs(points - other) < RING_PX - 1e-6).all(axis=1).any()
        for px, py in points[np.hypot(*(points - points[0]).T) > CLEAR_PX]:
            near = y[(np.abs(x - px) < 1.99) & np.isfinite(y)]
            assert not near.size or not near.min() - 1.99 <= py <= near.max() + 1.99


def test_leaders_do_not_cross() -> None:
    marks = [(400.0, 180.0), (430.0, 180.0), (415.0, 168.0)]
    places = place_labels(marks, [["4"], ["5"], ["6"]], [True] * 3, [1, 0, 2], EMPTY, WIDTH, HEIGHT)
    drawn = [leader(mark, place)[FROM:] for mark, place in zip(marks, places, strict=True) if place]
    assert len(drawn) == 3
    for one, other in combinations(drawn, 2):
        (a, b), (c, d) = (one[0], one[-1]), (other[0], other[-1])
        parts = np.column_stack([b - a, c - d])
        if abs(np.linalg.det(parts)) > 1e-9:
            s, t = np.linalg.solve(parts, c - a)
            assert not (0 < s < 1 and 0 < t < 1)


def test_a_label_without_room_above_may_stand_below_if_either_side_will_do() -> None:
    marks, line = [(300.0, 30.0)], (np.arange(600.0), np.full(600, 30.0))
    assert place_labels(marks, [["up"]], [True], [0], line, 600, 300) == [None]
    (place,) = place_labels(marks, [["up"]], [True], [0], line, 600, 300, either=True)
    assert place is not None
    assert place.ay > 0


# Names of rows ---------------------------------------------------------------------------------------------

ALIKE = [
    f"Announcement 18 of 2025 in force: Sm, Gd, Tb, Dy, Lu, Sc, Y and all that comes after them ({group})"
    for group in ("seven elements of April 2025", "magnets and alloys")
]


def test_names_that_differ_in_their_group_alone_say_it_first_where_they_are_cut() -> None:
    assert group_first("Announcement 18 (magnets and alloys)") == "Magnets and alloys: Announcement 18"
    assert (
        group_first("China licenses exports (Announcement No. 18)")
        == "China licenses exports (Announcement No. 18)"
    )
    for narrow, px in ((True, 280), (False, 344)):
        rows = named_rows(ALIKE, px, narrow)
        assert rows.lines[0] != rows.lines[1]
        assert [lines[0].split(":")[0] for lines in rows.lines] == [
            "Seven elements of April 2025",
            "Magnets and alloys",
        ]
        assert rows.extra_px == (14 if narrow else 0)


def test_names_that_fit_keep_their_order() -> None:
    assert named_rows(["magnets: 46 t", "Ga, Ge (other minerals)"], 344, True).lines == [
        ["magnets: 46 t"],
        ["Ga, Ge (other minerals)"],
    ]
