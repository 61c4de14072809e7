"""Meetings as bars, courses of promises as lines, both sides' figures as two lines: what is drawn and what is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from chokepoint.charts.meeting_bars import Bar, Kind, meeting_bars
from chokepoint.charts.mirror import Figure, Panel, Told, mirror
from chokepoint.charts.status_lines import Course, Mark, status_lines
from chokepoint.charts.theme import DARK, LIGHT

KINDS = (Kind("=", "told alike", "better_tint", "better"), Kind("≠", "in contradiction", "worse", "worse", "on_fill"),
         Kind("?", "not comparable", "panel", "line"))  # fmt: skip
BARS = [
    Bar("a", "2025-01-17", "A call", (1, 2, 0), "1 of 3, 33 %"),
    Bar("b", "2025-05-10", "A <b>talk</b>", (0, 1, 0), "0 of 1, 0 %"),
]


@pytest.mark.parametrize("narrow", [False, True])
def test_a_bar_holds_its_counts_and_a_count_of_zero_has_no_part(narrow: bool) -> None:
    drawn = meeting_bars(BARS, KINDS, LIGHT, narrow)
    alike, conflict = drawn.figure.data
    assert (list(alike.x), list(conflict.x)) == ([1, None], [2, 1])
    assert list(conflict.text) == ["≠\u00a02", "≠\u00a01"]
    assert list(alike.customdata) == ["a", "b"]
    texts = [note.text for note in drawn.figure.layout.annotations]
    assert {"1 of 3, 33 %", "0 of 1, 0 %", "told alike, of points compared"} <= set(texts)
    assert "not comparable" not in texts
    assert not [one for one in texts if "<b>talk" in one]


def test_the_bars_are_told_with_their_shares() -> None:
    assert meeting_bars(BARS, KINDS, DARK).alt == (
        "Points by meeting: 2025-01-17 A call: 1 of 3, 33 % (1 told alike, 2 in contradiction); "
        "2025-05-10 A <b>talk</b>: 0 of 1, 0 % (1 in contradiction)."
    )
    assert meeting_bars([], KINDS, DARK).alt == "No meeting told by either side on file."


def mark(day: str, status: str, sign: str, changes: bool) -> Mark:
    return Mark(f"C|{day}", date.fromisoformat(day), status, sign, changes, f"{day} {status}")


COURSE = Course("CHN", "Ship magnets", (
    mark("2024-06-01", "pending", "○", False), mark("2025-03-01", "kept", "●", True), mark("2025-04-01", "kept", "●", False),
    mark("2025-09-01", "broken", "✕", True),
))  # fmt: skip
SPAN = (date(2025, 1, 1), date(2026, 1, 1))


def signs(course: Course, narrow: bool = False) -> list[tuple[str, str]]:
    drawn = status_lines([course], *SPAN, ("kept",), ("broken",), LIGHT, narrow)
    notes = drawn.figure.layout.annotations
    return [(note.x, note.text) for note in notes if note.xref != "paper" and note.yref != "paper"]


def test_a_sign_stands_at_each_change_and_at_the_start_for_what_stood_before() -> None:
    assert signs(COURSE) == [("2025-01-01", "○"), ("2025-03-01", "●"), ("2025-09-01", "✕")]
    (trace,) = status_lines([COURSE], *SPAN, ("kept",), ("broken",), LIGHT).figure.data
    assert list(trace.x) == ["2025-01-01", "2025-03-01", "2025-04-01", "2025-09-01"]
    assert list(trace.marker.opacity) == [0, 0, 1, 0]


def test_no_dot_stands_half_under_a_sign() -> None:
    near = replace(COURSE, marks=(*COURSE.marks, mark("2025-09-04", "broken", "✕", False)))
    (trace,) = status_lines([near], *SPAN, ("kept",), ("broken",), LIGHT).figure.data
    assert list(trace.marker.opacity) == [0, 0, 1, 0, 0]
    told = replace(COURSE.marks[0], words="a step " * 20)
    (trace,) = status_lines([replace(COURSE, marks=(told,))], *SPAN, (), (), LIGHT).figure.data
    assert max(map(len, trace.hovertext[0].split("<br>"))) <= 46


@pytest.mark.parametrize("narrow", [False, True])
def test_names_have_two_lines_and_the_dates_stand_at_both_ends(narrow: bool) -> None:
    name = "Prolong the arrangement (October controls, affiliates rule, shipping measures) from 10 November to 10 January"
    drawn = status_lines(
        [replace(COURSE, name=name), COURSE], *SPAN, ("kept",), ("broken",), LIGHT, narrow
    ).figure
    notes = drawn.layout.annotations
    (written,) = [note.text for note in notes if note.text.startswith("Prolong")]
    assert len(written.split("<br>")) == 2
    assert "…" not in written
    above = [note.text for note in notes if note.yref == "paper"]
    assert above == list(drawn.layout.xaxis.ticktext)
    quarters = [shape.x0 for shape in drawn.layout.shapes if shape.yref == "paper"]
    assert quarters == ["2025-01-01", "2025-04-01", "2025-07-01", "2025-10-01", "2026-01-01"]
    # The first tick stands off the edge, where its label would be cut.
    assert drawn.layout.xaxis.range[0] <= "2024-12-22"


def test_names_of_meetings_are_cut_by_their_width_and_hovers_broken() -> None:
    long = replace(
        BARS[0],
        name="Trump and Xi meet in Beijing, the first visit of a president of the United States since the year 2017",
    )
    drawn = meeting_bars([long], KINDS, LIGHT).figure
    (written,) = [note.text for note in drawn.layout.annotations if "Beijing" in note.text]
    assert "…" not in written
    assert "<br>" in written
    assert max(map(len, drawn.data[0].hovertext[0].split("<br>"))) <= 46


def test_of_two_signs_too_close_the_later_is_written() -> None:
    close = Course(
        "USA",
        "Cut duties",
        (mark("2025-05-12", "pending", "○", False), mark("2025-05-14", "kept", "●", True)),
    )
    assert signs(close) == [("2025-05-14", "●")]


def test_the_changes_are_told() -> None:
    drawn = status_lines([COURSE], *SPAN, ("kept",), ("broken",), LIGHT)
    assert drawn.alt.replace("\u00a0", " ") == (
        "Changes of status by promise from 2025-01-01: Ship magnets: 2025-03-01 kept, 2025-09-01 broken."
    )


def month(number: int, value: float) -> Figure:
    return Figure(
        date(2025, number, 1),
        date(2025, number, 28 if number == 2 else 30),
        f"2025-{number:02}",
        value,
        f"f|{number}",
    )


PANEL = Panel(
    "Line 280530", "t", "2025-02: 3 t against 4 t",
    Told("CHN", "China: exports", (Figure(date(2025, 1, 1), date(2025, 1, 31), "2025-01", 2.0, "f|1"), month(2, 3.0), month(4, 5.0))),
    Told("USA", "United States: imports", (month(2, 4.0),)), ("2025-02",),
)  # fmt: skip


@pytest.mark.parametrize("narrow", [False, True])
def test_a_month_without_a_figure_leaves_the_line_open(narrow: bool) -> None:
    exported, imported = mirror([PANEL], *SPAN, LIGHT, narrow).figure.data
    assert list(exported.y) == [2, 3, None, 5, None] or list(exported.y) == [2, 3, None, 5]
    assert list(imported.y) == [4]
    assert (exported.line.dash, imported.line.dash) == (None, "5px,3px")
    assert (exported.line.color, imported.line.color) == (LIGHT.cn, LIGHT.us)


def test_a_period_of_the_pairs_that_one_side_does_not_show_draws_no_rule() -> None:
    drawn = mirror([replace(PANEL, shared=("2025-01", "2025-02"))], *SPAN, LIGHT)
    assert [(rule.y0, rule.y1) for rule in drawn.figure.layout.shapes] == [(3, 4)]


def test_the_gap_is_a_rule_at_each_shared_period() -> None:
    drawn = mirror([PANEL, PANEL], *SPAN, LIGHT)
    assert [(rule.y0, rule.y1, rule.yref) for rule in drawn.figure.layout.shapes] == [
        (3, 4, "y"),
        (3, 4, "y2"),
    ]
    assert drawn.alt.replace("\u00a0", " ").startswith(
        "Line 280530, China: exports against United States: imports: 2025-02 3 t against 4 t."
    )
