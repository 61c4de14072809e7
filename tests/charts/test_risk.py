"""Figures of the Risk page: what they draw is what they were given, and their words say it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from chokepoint.charts.auc_dots import auc_dots
from chokepoint.charts.lines import Line, lines
from chokepoint.charts.over_days import scale
from chokepoint.charts.panels import Panel, panels
from chokepoint.charts.part_bars import part_bars
from chokepoint.charts.stacked_points import Layer, stacked_points
from chokepoint.charts.theme import DARK, LIGHT
from chokepoint.charts.tornado import tornado
from chokepoint.risk.explain import Step
from chokepoint.risk.sensitivity import Swing
from chokepoint.risk.track_record import Ranked, Trial

DAYS = np.arange(np.datetime64("2025-01-01"), np.datetime64("2025-01-11"))
SINCE, ON, END = date(2025, 1, 3), date(2025, 1, 8), date(2025, 1, 9)
RISING = np.arange(10.0)


def texts(figure) -> str:  # type: ignore[no-untyped-def]
    return " ".join(str(note.text) for note in figure.layout.annotations)


# Panels -----------------------------------------------------------------------------------------------------


def panel(**changes: object) -> Panel:
    cells: dict[str, object] = {
        "name": "Stress", "under": "short|to 2025-01-08", "days": DAYS, "values": RISING, "unit": "points", "low": 0,
        "high": 10,
    }  # fmt: skip
    return Panel(**{**cells, **changes})  # type: ignore[arg-type]


def test_each_panel_has_its_own_axis_and_no_two_share_a_line() -> None:
    drawn = panels([panel(), panel(name="GPR", high=400.0)], SINCE, END, ON, LIGHT)
    assert [trace.yaxis for trace in drawn.figure.data] == ["y", "y2"]
    # A little room at both ends, so that a line at 0 keeps its thickness.
    assert [drawn.figure.layout[axis].range for axis in ("yaxis", "yaxis2")] == [(-0.4, 10.4), (-16, 416)]
    top, bottom = (drawn.figure.layout[axis].domain for axis in ("yaxis", "yaxis2"))
    assert top[0] > bottom[1]
    assert "each on its own scale: Stress lowest 0, highest 9, last 9 points" in drawn.alt


def test_a_panel_shows_its_period_and_turns_dashed_after_the_last_covered_day() -> None:
    drawn = panels(
        [panel(dashed_after=date(2025, 1, 6), ids=[str(day) for day in DAYS])], SINCE, END, ON, DARK
    )
    solid, dashed = drawn.figure.data
    assert (solid.x[0], solid.x[-1]) == ("2025-01-03", "2025-01-06")
    assert (dashed.line.dash, dashed.x[0], dashed.x[-1]) == (
        "4px,3px",
        "2025-01-06",
        "2025-01-09",
    )
    assert list(solid.customdata) == list(solid.x)


@pytest.mark.parametrize("narrow", [False, True])
def test_the_rule_of_the_day_ends_at_the_axis_and_strikes_no_name(narrow: bool) -> None:
    figure = panels([panel(), panel(name="GPR")], SINCE, END, ON, LIGHT, narrow).figure
    ends = sorted(figure.layout[axis].domain for axis in ("yaxis", "yaxis2"))
    rules = sorted((shape.y0, shape.y1) for shape in figure.layout.shapes)
    assert rules == (ends if narrow else [(ends[0][0], ends[1][1])])


def test_a_panel_without_values_says_so() -> None:
    drawn = panels([panel(values=np.full(10, np.nan))], SINCE, END, ON, LIGHT)
    assert "Stress: no value" in drawn.alt


@pytest.mark.parametrize("narrow", [False, True])
def test_markup_in_names_from_data_is_shown_letter_by_letter(narrow: bool) -> None:
    drawn = panels([panel(name="<b>bold</b>")], SINCE, END, ON, LIGHT, narrow)
    assert "&lt;b&gt;bold" in texts(drawn.figure)


# Stacked points ---------------------------------------------------------------------------------------------


def stack(on: date = ON, days: np.ndarray = DAYS, narrow: bool = False):  # type: ignore[no-untyped-def]
    layers = [Layer("Controls", RISING), Layer("Stress", RISING * 2), Layer("Tension", RISING * 0)]
    return stacked_points(days, layers, RISING * 3, SINCE, END, on, LIGHT, narrow)


def notes_at(figure, x: object) -> list[str]:  # type: ignore[no-untyped-def]
    return [note.text for note in figure.layout.annotations if note.x == x]


def test_the_layers_lie_on_each_other_and_the_line_is_their_sum() -> None:
    traces = [trace for trace in stack().figure.data if trace.stackgroup == "score"]
    (line,) = [
        trace for trace in stack().figure.data if trace.mode == "lines+markers" and not trace.line.dash
    ]
    np.testing.assert_allclose(sum(np.array(trace.y) for trace in traces), np.array(line.y))
    assert stack().alt.endswith("Controls 7.0, Stress 14.0, Tension 0.0, together 21.0.")


def test_names_stand_at_the_end_and_the_values_of_the_day_shown_at_its_rule() -> None:
    figure = stack().figure
    assert notes_at(figure, 1) == ["Controls", "Stress", "Tension"]
    # The end of the layers, not the day shown, says where the names stand: 9 of 27 points are Controls.
    assert [note.y for note in figure.layout.annotations if note.x == 1][:2] == [4.5, 18.0]
    values = [text for text in notes_at(figure, "2025-01-08") if text.startswith("<b>")]
    assert sorted(values) == ["<b>0</b>", "<b>14</b>", "<b>21</b>", "<b>7</b>"]
    (dot,) = [trace for trace in figure.data if trace.mode == "markers"]
    assert (list(dot.x), list(dot.y)) == (["2025-01-08"], [21.0])


def test_what_lies_behind_the_last_covered_day_is_paler_and_dashed() -> None:
    figure = stack().figure
    sure = [trace.fillcolor for trace in figure.data if trace.stackgroup == "score"]
    later = [trace for trace in figure.data if trace.stackgroup == "provisional"]
    assert [list(trace.x) for trace in later] == [["2025-01-09", "2025-01-10"]] * 3
    opacity = [
        float(colour.rstrip(")").split(",")[-1]) for colour in (*sure, *(trace.fillcolor for trace in later))
    ]
    assert all(pale < full for full, pale in zip(opacity[:3], opacity[3:], strict=True))
    lines_ = {trace.x[-1]: trace.line.dash for trace in figure.data if trace.mode == "lines+markers"}
    assert lines_ == {"2025-01-09": None, "2025-01-10": "4px,3px"}


@pytest.mark.parametrize("narrow", [False, True])
def test_the_rule_of_the_last_covered_day_says_what_it_is(narrow: bool) -> None:
    for figure in (
        stack(narrow=narrow).figure,
        lines(DAYS, [Line("Civil", RISING)], "Score", SINCE, END, ON, LIGHT, narrow).figure,
    ):
        assert "events complete<br>to 2025\u201101\u201109" in texts(figure)


def test_the_day_shown_is_named_where_its_words_have_room() -> None:
    days = np.arange(np.datetime64("2025-01-01"), np.datetime64("2025-01-11"))
    assert "2025\u201101\u201105" in texts(stack(date(2025, 1, 5), days).figure)
    # Beside the words of the last covered day there is none.
    assert "2025\u201101\u201108" not in texts(stack(ON, days, narrow=True).figure)


def test_each_tick_has_room_for_its_number() -> None:
    for highest in (0.0, 0.4, 7, 44, 54.9, 55.1, 60, 99):
        top, ticks = scale(highest, 252)
        assert 3 <= len(ticks) <= 6
        assert (top - ticks[-1]) * 252 / top >= 16


def test_a_day_without_a_score_is_said() -> None:
    drawn = stacked_points(DAYS, [Layer("Controls", RISING)], RISING, SINCE, END, date(2026, 1, 1), LIGHT)
    assert drawn.alt == "Points of the score by reading, stacked; no score on 2026-01-01."


def test_a_day_shown_without_points_has_no_values_and_a_score_of_zero_a_scale() -> None:
    points = np.where(np.datetime64(ON) == DAYS, np.nan, 0.0)
    drawn = stacked_points(DAYS, [Layer("Controls", points)], points, SINCE, END, ON, LIGHT)
    assert "<b>" not in texts(drawn.figure)
    assert drawn.figure.layout.yaxis.range[1] > 0


# Lines ------------------------------------------------------------------------------------------------------


def test_lines_that_coincide_share_a_name_and_differ_by_weight_and_grey_dashed_only_at_the_end() -> None:
    found = [Line("Civil", RISING), Line("Military", RISING + 1), Line("Listed", RISING + 1)]
    drawn = lines(DAYS, found, "Risk score", SINCE, END, ON, LIGHT)
    drawn_lines = [trace for trace in drawn.figure.data if trace.mode == "lines"]
    assert [(trace.line.dash, trace.x[-1]) for trace in drawn_lines] == [
        (None, "2025-01-09"),
        ("4px,3px", "2025-01-10"),
    ] * 2
    assert drawn_lines[0].line.width > drawn_lines[2].line.width
    assert [trace.line.color for trace in drawn_lines[::2]] == [LIGHT.ink, LIGHT.ink3]
    assert notes_at(drawn.figure, 1) == ["Civil", "Military and Listed"]
    assert [text for text in notes_at(drawn.figure, "2025-01-08") if "<b>" in text] == [
        "<b>7</b>",
        "<b>8</b>",
    ]
    assert drawn.alt == "Risk score from 2025-01-03, on 2025-01-08: Civil 7; Military and Listed 8."


def test_lines_at_zero_have_a_scale() -> None:
    drawn = lines(DAYS, [Line("Civil", RISING * 0)], "Score", SINCE, END, ON, LIGHT)
    assert drawn.figure.layout.yaxis.range[1] > 0


def test_names_at_the_ends_never_lie_on_each_other() -> None:
    found = [Line(name, RISING + shift) for name, shift in (("a", 0.0), ("b", 0.05), ("c", 0.1))]
    drawn = lines(DAYS, found, "Score", SINCE, END, ON, LIGHT)
    places = sorted(note.y for note in drawn.figure.layout.annotations if note.x == 1)
    assert len(places) == 3
    assert min(np.diff(places)) >= 0.07 * drawn.figure.layout.yaxis.range[1]


# Bars -------------------------------------------------------------------------------------------------------


def test_parts_are_bars_from_zero_with_their_ids_and_relief_on_the_left() -> None:
    drawn = part_bars([Step("yttrium", 5.0, "Y"), Step("truce", -1.5, "e1")], 3.5, "Parts", LIGHT)
    assert [trace.x[0] for trace in drawn.figure.data] == [5.0, -1.5]
    assert [trace.customdata[0] for trace in drawn.figure.data] == ["Y", "e1"]
    assert [trace.marker.color for trace in drawn.figure.data] == [LIGHT.third, LIGHT.better]
    assert drawn.figure.layout.xaxis.range[0] < -1.5
    assert drawn.alt == "Parts, together 3.5 points: yttrium 5.0; truce -1.5."


@pytest.mark.parametrize("narrow", [False, True])
def test_two_parts_that_differ_in_their_group_alone_read_differently(narrow: bool) -> None:
    rule = "Announcement 18 of 2025 in force: Sm, Gd, Tb, Dy, Lu, Sc, Y, metals, oxides, compounds and targets of them"
    steps = [Step(f"{rule} ({group})", 2.0) for group in ("magnets and alloys", "light elements")]
    names = [
        note.text for note in part_bars(steps, 4.0, "Parts", LIGHT, narrow).figure.layout.annotations[::2]
    ]
    assert names[0].startswith("Magnets and alloys: ")
    assert names[1].startswith("Light elements: ")
    assert ("<br>" in names[0]) == narrow


def test_the_tornado_starts_every_bar_at_the_published_score() -> None:
    swings = [Swing("licence", 0.6, 0.9, 42.0, 46.0, 44.0), Swing("age", 135, 225, float("nan"), 50.7, 44.0)]
    drawn = tornado(swings, {"licence": "strength of a licence"}, LIGHT)
    assert {trace.base[0] for trace in drawn.figure.data} == {44.0}
    assert [round(trace.x[0], 1) for trace in drawn.figure.data] == [-2.0, 2.0, 6.7]
    assert "strength of a licence 0.6 to 0.9: 42.0 to 46.0" in drawn.alt
    assert "age 135 to 225: no score to 50.7" in drawn.alt
    assert [swing.width for swing in swings] == pytest.approx([2.0, 6.7])


def test_no_name_of_the_tornado_lies_on_its_rule_or_on_a_ground_of_its_own() -> None:
    swings = [Swing(name, 0.6, 0.9, 42.0, 46.0, 44.0) for name in ("a", "b")]
    narrow = tornado(swings, {}, LIGHT, True).figure
    rules = [(shape.y0, shape.y1) for shape in narrow.layout.shapes]
    names = [note for note in narrow.layout.annotations if note.xref == "paper"]
    assert len(rules) == len(names) == 2
    # A name is about 0.4 of a row high.
    assert all(not (y0 < note.y + 0.2 and note.y - 0.2 < y1) for note in names for y0, y1 in rules)
    for figure in (narrow, tornado(swings, {}, LIGHT).figure):
        assert not any(note.bgcolor for note in figure.layout.annotations)


# AUC --------------------------------------------------------------------------------------------------------


def trial(*ranked: Ranked) -> Trial:
    return Trial("restrictions", 30, 100, 4, 0.2, ranked, 50, 0.1, 0.1, 0.0, ())


def test_the_score_is_full_naive_predictors_open_and_the_interval_lies_below() -> None:
    drawn = auc_dots([trial(Ranked("score", 0.17, 0.01, 0.29), Ranked("count", 0.5, 0.2, 0.7))], LIGHT)
    assert [trace.marker.color for trace in drawn.figure.data] == [LIGHT.ink, LIGHT.bg]
    spans = [shape for shape in drawn.figure.layout.shapes if shape.x0 != shape.x1]
    assert [(shape.x0, shape.x1, shape.layer) for shape in spans] == [
        (0.01, 0.29, "below"),
        (0.2, 0.7, "below"),
    ]
    assert "Restrictions, within 30 days (4 days with one): score 0.17 (0.01 to 0.29)" in drawn.alt


def test_what_cannot_be_ranked_is_said_and_not_drawn() -> None:
    drawn = auc_dots([trial(Ranked("score", float("nan"), float("nan"), float("nan")))], LIGHT)
    assert not drawn.figure.data
    assert "cannot be told" in texts(drawn.figure)
    assert drawn.alt.endswith("(4 days with one): score cannot be told.")
