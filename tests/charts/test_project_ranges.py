"""Ranges of projects by year, and the mark of other sources: two ends each, nothing where nothing is dated."""

from __future__ import annotations

import pytest

from chokepoint.charts.project_ranges import Level, RangePanel, Span, project_ranges
from chokepoint.charts.stacked_shares import Bar, Piece, stacked_shares
from chokepoint.charts.theme import DARK, LIGHT, Drawing, Theme

YEARS = range(2026, 2029)
PANEL = RangePanel(
    "Separation, t NdPr", "2 counted", "t NdPr", (Span(2027, 500, 750, "p|2027"), Span(2028, 520, 800, "p|2028")),
    (Level(1000, "need United States 2025: 1 000"),),
)  # fmt: skip
OTHER = RangePanel(
    "Magnets, t magnets", "2 counted", "t magnets",
    (Span(2026, 90, 100, "m|2026"), Span(2027, 90, 100, "m|2027"), Span(2028, 5, 120, "m|2028")), (),
)  # fmt: skip
SAME = RangePanel(
    "Mining, t REO", "1 counted", "t REO", (Span(2027, 5, 10, "r|2027"), Span(2028, 5, 10, "r|2028")), ()
)


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


def texts(drawn: Drawing, axis: str) -> list[tuple[float, str]]:
    return [(note.x, note.text) for note in drawn.figure.layout.annotations if note.xref == axis]


def test_each_panel_has_a_zero_a_top_tick_and_the_figures_of_its_steps() -> None:
    drawn = project_ranges([PANEL, OTHER], YEARS, "Projects", LIGHT)
    assert drawn.figure.layout.yaxis.ticktext == ("0", "1\u202f000")
    assert drawn.figure.layout.yaxis2.ticktext == ("0", "100")
    # 2027 is as 2026 was; the low end of 2028 stands inside its bar.
    assert texts(drawn, "x2") == [(2026, "100"), (2026, "90"), (2028, "120"), (2028, "5")]
    assert texts(drawn, "x") == [(2027, "750"), (2027, "500"), (2028, "800"), (2028, "520")]


def test_a_low_and_flat_bar_says_both_ends_above_it() -> None:
    flat = RangePanel(
        "Separation, t REO", "2 counted", "t REO", (Span(2026, 34, 40, "a"), Span(2027, 800, 1000, "b")), ()
    )
    assert texts(project_ranges([flat], YEARS, "Projects", LIGHT), "x")[0] == (2026, "34–40")


def test_a_series_that_never_changes_is_words() -> None:
    drawn = project_ranges([SAME, OTHER], YEARS, "Projects", LIGHT)
    assert len(drawn.figure.data) == 1
    (words,) = [note.text for note in drawn.figure.layout.annotations if note.text.startswith("5–10")]
    assert words == "5–10\u00a0t REO<br>each year from 2027 to 2028"
    assert "2027 5–10 t REO" in drawn.alt


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
