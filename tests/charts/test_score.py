"""The score over time: nothing is drawn as certain beyond the last day with complete events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import plotly.graph_objects as go
import pytest

from chokepoint.charts.axes import DAY_MS
from chokepoint.charts.numbered import room_below
from chokepoint.charts.score import HEIGHT_NARROW, score_over_time
from chokepoint.charts.theme import LIGHT, Drawing
from chokepoint.method import Level
from chokepoint.risk.causes import Cause
from chokepoint.risk.range import Range

FIRST, END = date(2026, 6, 1), date(2026, 7, 2)
DAYS = np.arange(np.datetime64(FIRST), np.datetime64(END) + 21)
SCORE = np.linspace(20, 41.5, len(DAYS))
LEVELS = tuple(
    Level.model_validate({"word": word, "from": start})
    for word, start in (("slack", 0), ("tight", 15), ("strained", 30), ("short", 40), ("stopped", 60))
)


def draw(
    score: np.ndarray = SCORE,
    since: date = FIRST,
    on: date = END,
    causes: Sequence[Cause] = (),
    narrow: bool = False,
) -> Drawing:
    spread = Range(DAYS, np.array([score]), score - 5, score, score + 6, np.zeros(len(score)))
    return score_over_time(DAYS, score, LEVELS, END, since, on, causes, spread, LIGHT, narrow)


def lines(drawing: Drawing) -> list[go.Scatter]:
    """Traces that a reader sees as a line."""
    return [trace for trace in drawing.figure.data if trace.mode == "lines" and trace.line.width]


def days_of(trace: go.Scatter) -> list[date]:
    """Days on which a trace has a value."""
    start = date.fromisoformat(trace.x0)
    assert trace.dx == DAY_MS
    return [start + timedelta(days=n) for n, value in enumerate(trace.y) if np.isfinite(value)]


@pytest.mark.parametrize(
    "since", [FIRST, END - timedelta(days=1), END, END + timedelta(days=1), END + timedelta(days=9)]
)
def test_no_line_beyond_the_last_covered_day_is_solid(since: date) -> None:
    drawn = lines(draw(since=since, on=END + timedelta(days=12)))
    solid = [day for trace in drawn if trace.line.dash is None for day in days_of(trace)]
    dashed = [day for trace in drawn if trace.line.dash is not None for day in days_of(trace)]
    assert max(solid, default=END) <= END
    assert min(dashed) >= END
    shown = [day for day in DAYS.tolist() if day >= since]
    assert sorted({*solid, *dashed}) == shown


def test_the_last_covered_day_is_named() -> None:
    texts = [note.text.replace("\u2011", "-") for note in draw().figure.layout.annotations]
    assert "events complete<br>to 2026-07-02" in texts


def test_a_day_without_a_score_breaks_the_line() -> None:
    score = SCORE.copy()
    score[5:8] = np.nan
    assert all(trace.connectgaps is False for trace in lines(draw(score)))
    assert not {FIRST + timedelta(days=n) for n in (5, 6, 7)} & {
        day for trace in lines(draw(score)) for day in days_of(trace)
    }


def test_the_range_lies_around_the_line() -> None:
    low, high = (trace for trace in draw().figure.data if trace.mode == "lines" and not trace.line.width)
    assert high.fill == "tonexty"
    np.testing.assert_allclose(low.y, SCORE - 5, rtol=1e-6)
    np.testing.assert_allclose(high.y, SCORE + 6, rtol=1e-6)
    assert draw().figure.layout.yaxis.range[1] > SCORE.max() + 6


def test_the_words_in_use_stand_beside_the_figure_with_their_limits() -> None:
    texts = [note.text for note in draw().figure.layout.annotations]
    assert [text for text in texts if text in {level.word for level in LEVELS}] == [
        "slack",
        "tight",
        "strained",
        "short",
    ]
    assert [text for text in texts if text.isdigit()] == ["15", "30", "40"]
    grounds = [shape for shape in draw().figure.layout.shapes if shape.type == "rect"]
    assert [shape.y0 for shape in grounds] == [0, 15, 30, 40]
    assert [shape.fillcolor for shape in grounds] == list(LIGHT.levels[:4])


def test_the_day_asked_for_is_marked_with_its_value() -> None:
    at = DAYS.tolist().index(END)
    (marked,) = [trace for trace in draw().figure.data if trace.mode == "markers+text"]
    assert (list(marked.x), list(marked.text)) == (["2026-07-02"], [f"<b>{SCORE[at]:.0f}</b>"])
    without = SCORE.copy()
    without[at] = np.nan
    for drawing in (draw(without), draw(on=date(2030, 1, 1)), draw(on=date(2020, 1, 1))):
        assert not [trace for trace in drawing.figure.data if trace.mode == "markers+text"]


CAUSES = (
    Cause(date(2026, 6, 10), "magnets: 46 t in 2025-05", 9.0),
    Cause(date(2026, 6, 20), "<b>bold</b> %{y}", -3.0),
    Cause(date(2020, 1, 1), "before the figure begins", 5.0),
)


def test_each_cause_on_the_figure_has_a_ring_that_says_what_and_how_much() -> None:
    rings = [trace for trace in draw(causes=CAUSES).figure.data if trace.mode == "markers"]
    assert [ring.x[0] for ring in rings] == ["2026-06-10", "2026-06-20"]
    assert (
        rings[0].hovertemplate
        == "2026-06-10<br>magnets: 46 t in 2025-05<br>+9.0 points that day<extra></extra>"
    )
    assert "&lt;b&gt;bold&lt;/b&gt; %&#123;y}" in rings[1].hovertemplate


def test_labels_of_causes_are_a_few_short_lines_and_no_markup() -> None:
    long = Cause(
        date(2026, 6, 12),
        "Announcement 61 of 2025 suspended: goods made abroad with Chinese rare earths",
        4.0,
    )
    notes = draw(causes=(CAUSES[1], long)).figure.layout.annotations
    texts = [note.text for note in notes if note.showarrow]
    assert texts == ["&lt;b&gt;bold&lt;/b&gt; %&#123;y}", "Announcement 61<br>of 2025<br>suspended"]


def test_a_phone_gets_numbers_in_place_of_labels() -> None:
    drawing = draw(causes=CAUSES[:2], narrow=True)
    assert drawing.height == HEIGHT_NARROW + room_below(2)
    told = [note.text for note in drawing.figure.layout.annotations]
    assert [text for text in told if text in ("<b>1</b>", "<b>2</b>")] == ["<b>1</b>", "<b>2</b>"]
    assert f"{CAUSES[0].day} +9.0: {CAUSES[0].label}" in told
    texts = [note.text for note in drawing.figure.layout.annotations if note.showarrow]
    assert set(texts) <= {"1", "2"}
    assert texts


def test_the_text_for_those_who_cannot_see_it_is_computed_from_the_line() -> None:
    alt = draw().alt
    assert alt.startswith("Risk score from 2026-06-01 to 2026-07-22, 0 to 100: lowest 20 on 2026-06-01, ")
    assert "highest 42 on 2026-07-22, last 42 on 2026-07-22" in alt
    assert "dashed after 2026-07-02, the last day with complete events" in alt
    assert draw(SCORE / 2).alt != alt


@pytest.mark.parametrize("score", [np.full(len(DAYS), np.nan)])
def test_without_a_value_nothing_is_drawn_as_one(score: np.ndarray) -> None:
    drawing = draw(score)
    assert [day for trace in lines(drawing) for day in days_of(trace)] == []
    assert drawing.alt == "Risk score over time: no value in this period."


def test_figures_that_begin_after_the_last_day_have_no_line() -> None:
    drawing = draw(since=date(2027, 1, 1), on=date(2027, 1, 1))
    assert lines(drawing) == []
    assert drawing.alt == "Risk score over time: no value in this period."


def test_more_levels_than_grounds_share_the_darkest_and_their_words_are_literal() -> None:
    more = [Level(word=f"<b>{n}</b>", start=n * 5) for n in range(8)]
    spread = Range(DAYS, np.array([SCORE]), SCORE - 5, SCORE, SCORE + 6, np.zeros(len(SCORE)))
    drawn = score_over_time(DAYS, SCORE, more, END, FIRST, END, (), spread, LIGHT)
    grounds = [shape.fillcolor for shape in drawn.figure.layout.shapes if shape.type == "rect"]
    assert grounds[-1] == LIGHT.levels[-1]
    assert any("&lt;b&gt;7" in str(note.text) for note in drawn.figure.layout.annotations)
