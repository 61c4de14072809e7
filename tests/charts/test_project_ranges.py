"""Ranges of projects by year, and the mark of other sources: two ends each, nothing where nothing is dated."""

from __future__ import annotations

import pytest

from chokepoint.charts.project_ranges import Level, RangePanel, Span, project_ranges
from chokepoint.charts.stacked_shares import Bar, Piece, stacked_shares
from chokepoint.charts.theme import DARK, LIGHT, Theme

YEARS = range(2026, 2029)
PANEL = RangePanel(
    "Separation, t NdPr", "2 counted", "t NdPr", (Span(2027, 500, 750, "p|2027"), Span(2028, 520, 800, "p|2028")),
    (Level(1000, "need United States 2025: 1 000"),),
)  # fmt: skip
OTHER = RangePanel("Magnets, t magnets", "1 counted", "t magnets", (Span(2026, 90, 100, "m|2026"),), ())


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("narrow", [False, True])
def test_each_year_is_a_bar_between_two_ends_in_its_own_panel(theme: Theme, narrow: bool) -> None:
    drawn = project_ranges([PANEL, OTHER], YEARS, "Projects", theme, narrow)
    first, second = drawn.figure.data
    assert [
        (x, base, base + height) for x, base, height in zip(first.x, first.base, first.y, strict=True)
    ] == [
        (2027, 500, 750),
        (2028, 520, 800),
    ]
    assert (first.yaxis, second.yaxis) == ("y", "y2")
    assert list(first.customdata) == ["p|2027", "p|2028"]
    assert drawn.figure.layout.yaxis.range[0] == 0
    assert "2027 500–750 t NdPr" in drawn.alt
    assert "2026" not in drawn.alt.partition("Magnets")[0]
    assert "need United States 2025" in drawn.alt


def test_the_need_is_a_line_inside_its_panel_and_the_axis_reaches_it() -> None:
    drawn = project_ranges([PANEL, OTHER], YEARS, "Projects", LIGHT)
    (line,) = drawn.figure.layout.shapes
    assert (line.y0, line.y1, line.yref) == (1000, 1000, "y")
    assert drawn.figure.layout.yaxis.range[1] > 1000
    assert drawn.figure.layout.yaxis2.range[1] < 150


def test_nothing_to_draw_is_drawn_as_nothing() -> None:
    assert not project_ranges([], YEARS, "Projects", LIGHT).figure.data


@pytest.mark.parametrize("narrow", [False, True])
def test_the_mark_of_other_sources_runs_from_their_lowest_to_their_highest(narrow: bool) -> None:
    pieces = (Piece("China", "CHN", 91, "CHN"),)
    bar = Bar("Separation", "2024, agency", pieces, "a", (85.0, 92.0), "5 other sources: 85–92 %")
    bare = Bar("Metal", "2020, office", pieces, "b")
    drawn = stacked_shares([bar, bare], "Share", LIGHT, narrow)
    assert [(shape.x0, shape.x1) for shape in drawn.figure.layout.shapes] == [(85, 92), (85, 85), (92, 92)]
    assert any("5 other sources" in note.text for note in drawn.figure.layout.annotations)
    assert "China 91\u00a0%; 5 other sources: 85–92 %" in drawn.alt
