"""The waterfall goes from one day's score to the other's, part by part, and says nothing else."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import pairwise

import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chokepoint.charts.text_width import text_px
from chokepoint.charts.theme import LIGHT, Drawing
from chokepoint.charts.waterfall import waterfall
from chokepoint.config import read_settings
from chokepoint.evidence.names import Names
from chokepoint.risk.explain import Step, explain_change, steps_of
from chokepoint.risk.score import Assessment, assess
from tests.shipped import shipped

START, END = date(2026, 6, 2), date(2026, 7, 2)
STEPS = (Step("China lists two firms", 1.5, "E1"), Step("earlier events fade", -0.5, "fading"))


def draw(before: float = 41.7, steps: tuple[Step, ...] = STEPS, narrow: bool = False) -> Drawing:
    return waterfall(START, END, before, before + sum(step.points for step in steps), steps, LIGHT, narrow)


def bars(drawing: Drawing) -> list[tuple[float, float]]:
    """Start and end of each bar, from top to bottom."""
    traces = [trace for trace in drawing.figure.data if isinstance(trace, go.Bar)]
    return [(trace.base[0], trace.base[0] + trace.x[0]) for trace in traces]


def scores(drawing: Drawing) -> list[float]:
    """Where the marks of the two scores stand."""
    return [shape.x0 for shape in drawing.figure.layout.shapes]


@settings(max_examples=20)  # a figure takes its time
@given(st.floats(0, 100), st.lists(st.floats(-50, 50), max_size=12), st.booleans())
def test_each_bar_begins_where_the_last_ended_and_the_last_ends_at_the_days_score(
    before: float, points: list[float], narrow: bool
) -> None:
    drawing = draw(before, tuple(Step(f"part {n}", value, str(n)) for n, value in enumerate(points)), narrow)
    first, last = scores(drawing)
    edges = [(first, first), *bars(drawing), (last, last)]
    assert first == before
    for (_, end), (start, _) in pairwise(edges):
        assert start == pytest.approx(end, abs=1e-9)
    low, high = drawing.figure.layout.xaxis.range
    assert all(low < edge < high for pair in edges for edge in pair)


@cache
def assessed() -> Assessment:
    return assess(shipped(), read_settings().method)


@pytest.mark.parametrize(("start", "end"), [(START, END), (date(2025, 4, 1), date(2025, 5, 30))])
def test_on_the_shipped_data_it_ends_at_the_score_of_the_day(start: date, end: date) -> None:
    found = assessed()
    steps = steps_of(explain_change(found, start, end, Names(shipped())), 8)
    before, after = (float(found.score[found.index(day) or 0]) for day in (start, end))
    drawing = waterfall(start, end, before, after, steps, LIGHT)
    assert len(steps) > 2
    assert bars(drawing)[-1][1] == pytest.approx(after, abs=1e-9)
    assert scores(drawing) == [before, after]


def test_more_risk_is_plum_and_less_is_green_and_each_bar_names_its_record() -> None:
    traces = [trace for trace in draw().figure.data if isinstance(trace, go.Bar)]
    assert [trace.marker.color for trace in traces] == [LIGHT.worse, LIGHT.better]
    assert [list(trace.customdata) for trace in traces] == [["E1"], ["fading"]]


def test_both_scores_and_every_part_are_named_with_their_numbers() -> None:
    texts = [note.text for note in draw().figure.layout.annotations]
    assert "<b>Score on 2026-06-02</b>" in texts
    assert "<b>Score on 2026-07-02</b>" in texts
    assert {
        "China lists two firms",
        "+1.5",
        "earlier events fade",
        "\u22120.5",
        "<b>41.7</b>",
        "<b>42.7</b>",
    } <= set(texts)


def test_a_long_name_is_cut_on_the_figure_and_whole_in_the_hover_text() -> None:
    name = "China puts a great many firms of many kinds on its list of unreliable entities " * 2
    drawing = draw(steps=(Step(name, 1.0, "E1"),))
    assert max(text_px(note.text, 13) for note in drawing.figure.layout.annotations) <= 270
    assert name in drawing.figure.data[0].hovertemplate


def test_markup_in_a_headline_is_shown_letter_by_letter() -> None:
    drawing = draw(steps=(Step('<a href="https://evil.example">%{x}</a>', 1.0, "E1"),))
    told = '&lt;a href="https://evil.example"&gt;%&#123;x}&lt;/a&gt;'
    assert drawing.figure.data[0].hovertemplate == f"{told}: +1.00 points<extra></extra>"
    assert told in [note.text for note in drawing.figure.layout.annotations]


def test_the_text_for_those_who_cannot_see_it_tells_every_part() -> None:
    assert draw().alt == (
        "Change of the risk score from 41.7 on 2026-06-02 to 42.7 on 2026-07-02, +1.0 points: "
        "China lists two firms +1.5; earlier events fade \u22120.5."
    )


def test_a_phone_gets_a_row_for_each_name_above_its_bar() -> None:
    assert draw(narrow=True).height > draw().height
    assert draw(narrow=True).figure.layout.xaxis.domain == (0, 1)


def test_a_wide_card_has_room_for_longer_names() -> None:
    name = "China puts MP Materials and USA Rare Earth on its export-control list of dual-use goods"
    steps = [Step(name, 1.0)]
    texts = [waterfall(START, END, 40.0, 41.0, steps, LIGHT, False, px).figure.layout.annotations[1].text
             for px in (300, 600)]  # fmt: skip
    assert texts[0].endswith("…")
    assert text_px(texts[0], 13) <= 300
    assert texts[1] == name
