"""Figures of the page Trade: what is missing is no zero, families are never joined, the alt text says it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import plotly.graph_objects as go

from chokepoint.charts.bars_of_measures import Group, Line, bars_of_measures
from chokepoint.charts.columns import Column, Mark
from chokepoint.charts.flows_by_month import flows_by_month
from chokepoint.charts.layers import layers_of_duty
from chokepoint.charts.steps import average_tariffs
from chokepoint.charts.theme import DARK, LIGHT
from chokepoint.config import read_settings
from chokepoint.evidence.averages import Family, Reading
from chokepoint.evidence.duties import EXEMPT, PAYABLE, UNKNOWN, Row, Step
from chokepoint.evidence.measure_bars import Bar, Segment
from chokepoint.evidence.measures import State

GOODS, LAYERS = read_settings().duties.goods, read_settings().duties.layers
SINCE, ON = date(2025, 1, 1), date(2026, 7, 2)


def bar(state: State, *segments: Segment, until: date | None = None, effective: date | None = None) -> Bar:
    chain = (*segments, Segment(state, segments[-1].end if segments else date(2025, 4, 4), ON))
    return Bar("M", "CHN", "WLD", "every", "licence", "licence", "", chain[0].start, chain, effective, until, "", None, "",
               True, "s")  # fmt: skip


def draw(one: Bar, narrow: bool = False) -> go.Figure:
    groups = [Group("China, every buyer", "CHN", (Line(one, "Ann. 57/2025", ("its words",)),))]
    return bars_of_measures(groups, SINCE, ON, LIGHT, narrow).figure


def widths(figure: go.Figure) -> list[tuple[str, str, int]]:
    bars = [trace for trace in figure.data if isinstance(trace, go.Bar)]
    return [(trace.base[0], trace.marker.color, int(trace.x[0] / 86_400_000)) for trace in bars]


class TestBars:
    """Announced is a line, in force full, suspended tinted, still to run dashed."""

    def test_announced_is_no_bar(self) -> None:
        before = Segment(State.ANNOUNCED, date(2025, 10, 9), date(2025, 11, 6))
        figure = draw(bar(State.SUSPENDED, before, until=date(2026, 11, 10)))
        assert widths(figure) == [("2025-11-06", LIGHT.cn_tint, 239)]
        dashed = [shape for shape in figure.layout.shapes if shape.line.dash]
        assert [(shape.x0, shape.x1) for shape in dashed] == [("2026-07-02", "2026-11-10")]
        diamonds = [t.x[0] for t in figure.data if t.type == "scatter" and t.marker.symbol == "diamond"]
        assert diamonds == ["2026-11-10"]

    def test_a_bar_is_cut_at_the_first_day_and_says_since_when(self) -> None:
        one = Segment(State.IN_FORCE, date(2023, 8, 1), ON)
        figure = draw(replace(bar(State.IN_FORCE), segments=(one,)))
        assert widths(figure)[0][:2] == ("2025-01-01", LIGHT.cn)
        assert any("◂ 2023" in note.text for note in figure.layout.annotations)

    def test_a_suspension_past_its_end_is_empty_not_in_force(self) -> None:
        figure = draw(bar(State.LAPSED_UNCONFIRMED))
        assert [colour for _, colour, _ in widths(figure)] == ["rgba(0,0,0,0)"]

    def test_a_click_carries_the_measure_and_only_the_day_shown_is_dark(self) -> None:
        figure = draw(bar(State.IN_FORCE))
        assert [trace.customdata[0] for trace in figure.data] == ["M"] * len(figure.data)
        dark = [shape for shape in figure.layout.shapes if shape.line.color == LIGHT.ink]
        assert [(shape.x0, shape.x1) for shape in dark] == [("2026-07-02", "2026-07-02")]

    def test_what_goes_on_has_no_end_in_its_hover_text(self) -> None:
        before = Segment(State.IN_FORCE, date(2025, 4, 4), date(2025, 11, 6))
        first, last = [
            t.hovertemplate for t in draw(bar(State.SUSPENDED, before)).data if isinstance(t, go.Bar)
        ]
        assert "in force 2025-04-04 to 2025-11-06" in first
        assert "suspended since 2025-11-06" in last
        assert str(ON) not in last

    def test_one_rule_far_ahead_does_not_squeeze_the_others_and_has_an_arrow(self) -> None:
        waits = bar(State.ANNOUNCED, effective=date(2028, 1, 1))
        figure = draw(waits)
        assert figure.layout.xaxis.range[1] < "2026-09"
        assert [note.hovertext for note in figure.layout.annotations if note.text == "▸"] == [
            "from 2028-01-01"
        ]
        ends = [shape.x1 for shape in figure.layout.shapes if shape.type == "line" and shape.x0 != shape.x1]
        assert max(ends) == figure.layout.xaxis.range[1]

    def test_labels_use_the_room_before_their_bars_and_two_lines_on_a_phone(self) -> None:
        label = "Announcement 23 of 2026 on a long list of firms that are told by name in full words"
        late = Segment(State.IN_FORCE, date(2026, 6, 22), ON)
        for one, cut in ((replace(bar(State.IN_FORCE), announced=late.start, segments=(late,)), False), (
            replace(bar(State.IN_FORCE), announced=SINCE), True)):  # fmt: skip
            groups = [Group("China", "CHN", (Line(one, label, ("barred, in force", "barred")),))]
            notes = [
                note.text for note in bars_of_measures(groups, SINCE, ON, LIGHT).figure.layout.annotations
            ]
            assert (label in notes) is not cut
            phone = bars_of_measures(groups, SINCE, ON, LIGHT, True).figure
            assert any(
                note.text.count("<br>") == 1 and "Announcement" in note.text
                for note in phone.layout.annotations
            )

    def test_the_longest_words_that_fit_stand_beside_a_short_bar(self) -> None:
        late = Segment(State.IN_FORCE, date(2026, 6, 22), ON)
        one = replace(bar(State.IN_FORCE), announced=late.start, segments=(late,))
        other = replace(bar(State.SUSPENDED, until=date(2026, 11, 27)), measure_id="N")
        lines = (Line(one, "a", ("barred, in force", "barred")), Line(other, "b", ("suspended",)))
        figure = bars_of_measures([Group("China", "CHN", lines)], SINCE, ON, LIGHT).figure
        assert "barred, in force" in [note.text for note in figure.layout.annotations]

    def test_on_a_phone_no_label_stands_on_the_rule_of_the_day(self) -> None:
        rules = [s for s in draw(bar(State.IN_FORCE), narrow=True).layout.shapes if s.line.color == LIGHT.ink]
        assert [(rule.yref or "y", rule.y0 > 0.9) for rule in rules] == [("y", True)]

    def test_titles_from_data_are_shown_letter_by_letter(self) -> None:
        groups = [Group("China", "CHN", (Line(bar(State.IN_FORCE), "<b>Ann.</b> %{x}", ("w",)),))]
        figure = bars_of_measures(groups, SINCE, ON, LIGHT).figure
        assert any("&lt;b&gt;Ann." in note.text for note in figure.layout.annotations)
        assert any("%&#123;x}" in (trace.hovertemplate or "") for trace in figure.data)

    def test_the_alt_text_names_label_and_words(self) -> None:
        groups = [Group("China, every buyer", "CHN", (Line(bar(State.IN_FORCE), "Ann. 18", ("not a ban",)),))]
        alt = bars_of_measures(groups, SINCE, ON, DARK, True).alt
        assert alt == "Measures on 2026-07-02. China, every buyer: Ann. 18, not a ban."


def family(name: str, *readings: tuple[str, float], imposer: str = "USA", target: str = "CHN") -> Family:
    told = tuple(Reading(date.fromisoformat(day), value, False) for day, value in readings)
    return Family(
        f"TARIFF_AVG_{name}_{imposer}_{target}",
        name,
        imposer,
        target,
        told,
        len(told) > 2,
        timedelta(days=365),
    )


PIIE = family("PIIE", ("2025-01-20", 20.7), ("2025-05-03", 126.5), ("2025-05-14", 51.1))
WAUGH = family("WAUGH", ("2025-02-04", 30.9), ("2025-05-12", 37.9), ("2026-04-06", 21.1))
YALE = family("YALE", ("2026-07-01", 22.2))
NAMES = {one.series: one.name for one in (PIIE, WAUGH, YALE)}


Leader = tuple[tuple[float, float], tuple[float, float]]


def meet(one: Leader, other: Leader) -> bool:
    """True if two lines, each a point and a way from it, cross."""
    (x, y), (dx, dy) = one
    (u, v), (du, dv) = other
    cross = dx * dv - dy * du
    if not cross:
        return False
    s, r = ((u - x) * dv - (v - y) * du) / cross, ((u - x) * dy - (v - y) * dx) / cross
    return 0 < s < 1 and 0 < r < 1


class TestSteps:
    """One trace per family, each ending at its last reading."""

    def test_families_are_never_joined_and_stop_at_their_last_reading(self) -> None:
        figure = average_tariffs([PIIE, WAUGH, YALE], NAMES, SINCE, ON, LIGHT).figure
        lines = {trace.customdata[0]: trace for trace in figure.data if trace.mode == "lines"}
        assert set(lines) == {PIIE.series, WAUGH.series}
        assert [lines[one.series].x[-1] for one in (PIIE, WAUGH)] == ["2025-05-14", "2026-04-06"]
        assert (lines[PIIE.series].line.dash, lines[WAUGH.series].line.dash) == (None, "5px,2px")

    def test_a_step_holds_its_value_until_the_next_reading(self) -> None:
        trace = average_tariffs([PIIE], NAMES, SINCE, ON, LIGHT).figure.data[0]
        assert list(zip(trace.x, trace.y, strict=True))[:3] == [
            ("2025-01-20", 20.7),
            ("2025-05-03", 20.7),
            ("2025-05-03", 126.5),
        ]

    def test_single_readings_are_open_diamonds_without_a_line(self) -> None:
        (trace,) = average_tariffs([YALE], NAMES, SINCE, ON, LIGHT).figure.data
        assert (trace.mode, trace.marker.symbol, trace.marker.color) == ("markers", "diamond", LIGHT.bg)

    def test_over_a_year_without_a_reading_is_dotted_and_breaks_the_line(self) -> None:
        old = family("PIIE", ("2019-12-19", 21.0), ("2020-02-14", 19.3), ("2025-01-20", 20.7))
        figure = average_tariffs([old], NAMES, date(2018, 1, 1), ON, LIGHT).figure
        line, dotted = figure.data
        assert None in line.y
        assert (dotted.line.dash, list(dotted.x), list(dotted.y)) == (
            "1px,3px",
            ["2020-02-14", "2025-01-20"],
            [19.3] * 2,
        )

    def test_what_lies_before_the_period_has_a_panel_of_its_own_on_the_same_scale(self) -> None:
        old = family("PIIE", ("2018-06-30", 3.8), ("2018-09-24", 12.0), ("2025-01-20", 20.7))
        wide = average_tariffs([old], NAMES, SINCE, ON, LIGHT).figure
        assert {trace.xaxis for trace in wide.data} == {"x", "x2"}
        narrow = average_tariffs([old], NAMES, SINCE, ON, LIGHT, True).figure
        assert {trace.xaxis for trace in narrow.data} == {"x"}

    def test_names_and_last_values_stand_at_the_ends(self) -> None:
        drawn = average_tariffs([PIIE, WAUGH, YALE], NAMES, SINCE, ON, LIGHT)
        assert {note.text for note in drawn.figure.layout.annotations} == {
            "PIIE 51.1",
            "WAUGH 21.1",
            "YALE 22.2",
            "126.5",
        }
        assert "PIIE: 3 readings, highest 126.5 %, last 51.1 % on 2025-05-14" in drawn.alt

    def test_a_label_that_finds_no_place_is_dropped_not_drawn_over_others(self) -> None:
        crowd = [family(f"F{n}", ("2026-06-28", 22.0 + n / 10)) for n in range(30)]
        drawn = average_tariffs(
            crowd, {one.series: f"US on China, {one.name}" for one in crowd}, SINCE, ON, LIGHT
        )
        notes = drawn.figure.layout.annotations
        assert 3 < len(notes) < 30
        spots = {(round(note.y - (note.ay or 0) / 3, 1), note.ax) for note in notes}
        assert len(spots) == len(notes)

    def test_leaders_of_near_readings_do_not_cross(self) -> None:
        days = ("2026-06-28", "2026-06-23", "2026-06-18", "2026-06-13")
        crowd = [family(f"F{n}", (day, 22.0 - 2 * n)) for n, day in enumerate(days)]
        names = {one.series: f"US on China, {one.name} reading" for one in crowd}
        layout = average_tariffs([*crowd, PIIE], names | NAMES, SINCE, ON, LIGHT).figure.layout
        (start, end), top = map(date.fromisoformat, layout.xaxis.range), layout.yaxis.range[1]
        lines = [
            (
                (800 * (date.fromisoformat(n.x) - start).days / (end - start).days, 292 * (1 - n.y / top)),
                (n.ax, n.ay),
            )
            for n in layout.annotations
            if n.showarrow
        ]
        assert lines
        assert not any(meet(one, other) for one, other in combinations(lines, 2))

    def test_the_newest_reading_is_whole_on_a_phone(self) -> None:
        figure = average_tariffs([YALE], NAMES, SINCE, ON, LIGHT, True).figure
        assert figure.data[0].cliponaxis is False
        assert figure.layout.xaxis.range[1] > str(ON)

    def test_on_a_phone_numbers_stand_at_the_ends_and_their_names_below(self) -> None:
        drawn = average_tariffs([PIIE, WAUGH, YALE], NAMES, SINCE, ON, LIGHT, True)
        notes = [note.text for note in drawn.figure.layout.annotations]
        assert notes[:3] == ["1", "2", "3"]
        assert notes[3:] == ["<b>1</b>", "WAUGH 21.1 % on 2026-04-06", "<b>2</b>", "PIIE 51.1 % on 2025-05-14",
                             "<b>3</b>", f"YALE 22.2 % on {YALE.last.day}"]  # fmt: skip
        wide = average_tariffs([PIIE, WAUGH, YALE], NAMES, SINCE, ON, LIGHT)
        assert drawn.height > wide.height


def test_layers_of_duty_write_their_rates_and_are_not_added() -> None:
    steps = (
        Step(date(2025, 4, 5), date(2025, 11, 14), 10.0, PAYABLE, "T1", False),
        Step(date(2025, 11, 14), None, 10.0, EXEMPT, "T1", True),
    )
    unknown = (Step(date(2026, 1, 1), None, 12.5, UNKNOWN, "T2", False),)
    drawn = layers_of_duty(
        [Row(GOODS[0], LAYERS[1], steps), Row(GOODS[0], LAYERS[4], unknown)], SINCE, ON, LIGHT
    )
    texts = [note.text for note in drawn.figure.layout.annotations]
    assert {"10\u00a0%", "exempt from 10\u00a0%", "12.5\u00a0%, exemptions not on file"} <= set(texts)
    bars = [trace for trace in drawn.figure.data if isinstance(trace, go.Bar)]
    assert [trace.marker.color for trace in bars] == [LIGHT.us, "rgba(0,0,0,0)", LIGHT.us_tint]
    assert "10 % from 2025-04-05 (payable), 10 % from 2025-11-14 (exempt)" in drawn.alt
    assert "22.5" not in drawn.alt


MONTHS = (
    Column(date(2025, 4, 1), None, False, "2025-04"),
    Column(date(2025, 5, 1), 46.0, False, "2025-05"),
    Column(date(2025, 6, 1), 353.0, False, "2025-06"),
)


class TestFlows:
    """Columns with gaps, a named reference, and marks whose labels do not meet."""

    def test_a_missing_month_is_no_zero(self) -> None:
        drawn = flows_by_month(MONTHS, "Magnets", 620.0, "2024 ÷ 12", [], LIGHT, 900)
        bars = [trace for trace in drawn.figure.data if isinstance(trace, go.Bar)]
        assert [x for trace in bars for x in trace.x] == ["2025-05-01", "2025-06-01"]
        assert "Normal: 620 t a month (2024 ÷ 12)." in drawn.alt
        assert "1 month without a figure" in drawn.alt

    def test_little_is_not_written_as_nothing(self) -> None:
        little = [Column(date(2025, 5, 1), 0.4, False, "2025-05")]
        drawn = flows_by_month(little, "Terbium", 0.8, "2024 ÷ 12", [], LIGHT, 900)
        assert "<b>0.4</b>" in [note.text for note in drawn.figure.layout.annotations]
        assert "Normal: 0.8 t a month" in drawn.alt

    def test_lowest_and_newest_are_written(self) -> None:
        drawn = flows_by_month(MONTHS, "Magnets", None, "", [], LIGHT, 900)
        assert {note.text for note in drawn.figure.layout.annotations} == {"<b>46</b>", "<b>353</b>"}

    def test_a_month_that_the_headline_names_is_written(self) -> None:
        months = (*MONTHS, Column(date(2025, 7, 1), 500.0, False, "2025-07"))
        drawn = flows_by_month(months, "Magnets", None, "", [], LIGHT, 900, also=[date(2025, 6, 1)])
        assert "<b>353</b>" in {note.text for note in drawn.figure.layout.annotations}

    def test_labels_of_near_marks_do_not_meet(self) -> None:
        marks = [Mark(date(2025, 4, 4), "first of two"), Mark(date(2025, 4, 8), "second of two")]
        drawn = flows_by_month(MONTHS, "Magnets", None, "", marks, LIGHT, 300, True)
        notes = {note.text: note.yshift for note in drawn.figure.layout.annotations if "of two" in note.text}
        assert len(set(notes.values())) == 2
        assert "Marked: 2025-04-04 first of two; 2025-04-08 second of two." in drawn.alt
