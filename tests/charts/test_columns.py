"""Monthly columns: a missing month is an empty place with a sign, never a zero bar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import plotly.graph_objects as go

from chokepoint.charts.columns import Column, Mark, columns
from chokepoint.charts.theme import DARK, LIGHT, Drawing, Theme

MONTHS = (
    Column(date(2025, 3, 1), 585.0, True, "2025-03"),
    Column(date(2025, 4, 1), None, False, "2025-04"),
    Column(date(2025, 5, 1), 46.0, False, "2025-05"),
    Column(date(2025, 6, 1), 1353.0, False, "2025-06"),
)


def draw(months: Sequence[Column] = MONTHS, reference: float | None = 620.0, theme: Theme = LIGHT) -> Drawing:
    marks = [Mark(date(2025, 4, 4), "licences")]
    return columns(months, "t", "Magnets to Utopia", reference, "mean of 2024", marks, theme)


def bars(drawing: Drawing) -> dict[str, float]:
    """Month → height of every bar drawn."""
    traces = [trace for trace in drawing.figure.data if isinstance(trace, go.Bar)]
    return {x: y for trace in traces for x, y in zip(trace.x, trace.y, strict=True)}


def test_only_months_with_a_figure_have_a_bar() -> None:
    assert bars(draw()) == {"2025-03-01": 585.0, "2025-05-01": 46.0, "2025-06-01": 1353.0}


def test_a_missing_month_has_a_sign_and_says_so() -> None:
    (signs,) = [trace for trace in draw().figure.data if isinstance(trace, go.Scatter)]
    assert list(signs.x) == ["2025-04-15"]
    assert list(signs.text) == ["–"]
    assert "no figure" in signs.hovertemplate


def test_what_was_worked_out_is_tinted_in_the_full_colours_outline() -> None:
    for theme in (LIGHT, DARK):
        full, tinted = [trace for trace in draw(theme=theme).figure.data if isinstance(trace, go.Bar)]
        assert (list(full.x), full.marker.color) == (["2025-05-01", "2025-06-01"], theme.cn)
        assert (list(tinted.x), tinted.marker.color) == (["2025-03-01"], theme.cn_tint)
        assert tinted.marker.line.color == theme.cn


def test_a_click_on_a_bar_names_its_record() -> None:
    traces = [trace for trace in draw().figure.data if isinstance(trace, go.Bar)]
    assert [list(trace.customdata) for trace in traces] == [["2025-05", "2025-06"], ["2025-03"]]


def test_the_axis_starts_at_zero_and_holds_every_bar_and_the_reference() -> None:
    low, high = draw().figure.layout.yaxis.range
    assert low == 0
    assert high > 1353
    assert draw(MONTHS[:1], reference=2000.0).figure.layout.yaxis.range[1] > 2000


def test_the_unit_and_the_name_of_the_reference_are_on_the_figure() -> None:
    layout = draw().figure.layout
    assert layout.yaxis.ticktext[-1].endswith("\u00a0t")
    notes = [note.text for note in layout.annotations if not note.text.startswith("<b>")]
    assert notes == ["mean of 2024: 620\u00a0t", "licences"]
    assert "mean" not in str(draw(reference=None).figure.layout.annotations)


def test_no_figure_of_the_axis_is_struck_out_by_the_reference() -> None:
    top = 1353.0 * 1.12
    for reference in (180.0, 500.0, 620.0, 1010.0):
        axis = draw(reference=reference).figure.layout.yaxis
        assert axis.tickvals[0] == 0
        assert not any(0 <= reference - tick <= 0.05 * top for tick in axis.tickvals), reference
    assert list(draw(reference=None).figure.layout.yaxis.ticktext) == [
        "0",
        "500",
        "1\u202f000",
        "1\u202f500\u00a0t",
    ]


def test_the_first_month_stands_clear_of_the_figures_of_the_axis() -> None:
    start, end = (date.fromisoformat(day) for day in draw().figure.layout.xaxis.range)
    assert (MONTHS[0].month - start).days >= 0.08 * (end - start).days


def test_the_text_for_those_who_cannot_see_it_is_computed_from_the_months() -> None:
    assert draw().alt == (
        "Magnets to Utopia by month from 2025-03 to 2025-06: lowest 46 t in 2025-05, highest 1\u202f353 t in 2025-06, "
        "last 1\u202f353 t in 2025-06; mean of 2024 620 t. 1 month without a figure."
    )
    other = [Column(date(2025, 5, 1), 7.0, False, "2025-05")]
    assert draw(other, None).alt == (
        "Magnets to Utopia by month from 2025-05 to 2025-05: lowest 7 t in 2025-05, highest 7 t in 2025-05, "
        "last 7 t in 2025-05. 0 months without a figure."
    )


def test_little_is_not_read_as_nothing() -> None:
    drawing = draw([Column(date(2025, 5, 1), 0.4, False, "2025-05")], 0.6)
    assert "lowest 0.4 t in 2025-05" in drawing.alt
    assert "mean of 2024: 0.6\u00a0t" in [note.text for note in drawing.figure.layout.annotations]


def test_without_any_figure_nothing_is_drawn_as_zero() -> None:
    drawing = draw(MONTHS[1:2])
    assert bars(drawing) == {}
    assert drawing.alt == "Magnets to Utopia: no figure in this period."
    assert bars(draw([])) == {}


def test_ticks_stand_in_the_middle_under_their_columns_and_few_months_are_no_slabs() -> None:
    few = draw(MONTHS[2:3]).figure
    for figure in (draw().figure, few):
        day = 86_400_000
        (full, *_) = [trace for trace in figure.data if isinstance(trace, go.Bar)]
        middle = date(2025, 5, 1) + timedelta(days=(full.offset + full.width / 2) / day)
        assert middle.isoformat() in figure.layout.xaxis.tickvals
        start, end = (date.fromisoformat(one) for one in figure.layout.xaxis.range)
        assert full.width / day / (end - start).days * 1050 <= 50


def test_lowest_and_newest_are_written_and_no_reference_runs_through_them() -> None:
    notes = {note.text: note for note in draw().figure.layout.annotations}
    assert {"<b>46</b>", "<b>1\u202f353</b>"} <= set(notes)
    near = [Column(date(2025, 5, 1), 1.0, True, "a"), Column(date(2025, 6, 1), 600.0, False, "b")]
    for month, reference, anchor, shift in ((600.0, 620.0, "top", 0), (1.0, 3.0, "bottom", 2)):
        found = {note.text: note for note in draw(near, reference).figure.layout.annotations}[
            f"<b>{month:.0f}</b>"
        ]
        assert found.yanchor == anchor
        assert found.yshift >= shift
