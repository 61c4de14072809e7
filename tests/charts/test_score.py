"""The score over time: nothing is drawn as certain beyond the last day with complete events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import plotly.graph_objects as go
import pytest

from chokepoint.charts.axes import DAY_MS
from chokepoint.charts.labels import Place
from chokepoint.charts.numbered import room_below
from chokepoint.charts.score import (
    HEIGHT,
    HEIGHT_NARROW,
    NARROW_PX,
    WIDE_PX,
    _lines,
    _most_places,
    score_over_time,
)
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


def marked(drawing: Drawing) -> tuple[list[str], list[str]]:
    """Days with a dot, and the values beside them."""
    dots = [trace.x[0] for trace in drawing.figure.data if trace.name == "day shown"]
    return dots, [note.text for note in drawing.figure.layout.annotations if note.name == "day shown"]


def test_the_day_asked_for_is_marked_with_its_value() -> None:
    at = DAYS.tolist().index(END)
    assert marked(draw()) == (["2026-07-02"], [f"<b>{SCORE[at]:.0f}</b>"])
    without = SCORE.copy()
    without[at] = np.nan
    for drawing in (draw(without), draw(on=date(2030, 1, 1)), draw(on=date(2020, 1, 1))):
        assert marked(drawing) == ([], [])


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("on", [FIRST, END - timedelta(days=1), END, DAYS[-1].astype(object)])
def test_the_value_of_the_day_stays_inside_and_off_the_line_and_its_rules(on: date, narrow: bool) -> None:
    drawing = draw(on=on, narrow=narrow)
    (note,) = [note for note in drawing.figure.layout.annotations if note.name == "day shown"]
    width, height = (NARROW_PX if narrow else WIDE_PX), (HEIGHT_NARROW if narrow else HEIGHT) - 48
    per_day, top = width / (len(DAYS) - 1), drawing.figure.layout.yaxis.range[1]
    day = (on - FIRST).days
    left = day * per_day + note.xshift - (18 if note.xanchor == "right" else 0)
    assert left >= 0
    assert left + 18 <= width
    middle = (1 - SCORE[day] / top) * height - note.yshift
    below = [(1 - SCORE[n] / top) * height for n in range(len(DAYS)) if left <= n * per_day <= left + 18]
    assert all(abs(y - middle) > 8 for y in below)
    rule = (END - FIRST).days * per_day
    assert not left < rule < left + 18


@pytest.mark.parametrize("narrow", [False, True])
def test_words_and_limits_of_the_levels_stand_outside_the_plot_and_apart(narrow: bool) -> None:
    for score in (SCORE, SCORE * 0.99, np.full(len(DAYS), 48.0)):
        drawing = draw(score, narrow=narrow)
        notes = [note for note in drawing.figure.layout.annotations if note.xref == "paper" and note.x == 1]
        assert all(note.xanchor == "left" and note.xshift > 0 for note in notes)
        top = drawing.figure.layout.yaxis.range[1]
        pixels = sorted(note.y / top * ((HEIGHT_NARROW if narrow else HEIGHT) - 48) for note in notes)
        assert min(np.diff(pixels)) >= 12


CAUSES = (
    Cause(date(2026, 6, 10), "magnets: 46 t in 2025-05", 9.0),
    Cause(date(2026, 6, 20), "<b>bold</b> %{y}", -3.0),
    Cause(date(2020, 1, 1), "before the figure begins", 5.0),
)


def test_each_cause_on_the_figure_has_a_ring_that_says_what_and_how_much() -> None:
    (rings,) = [trace for trace in draw(causes=CAUSES).figure.data if trace.name == "causes"]
    assert list(rings.x) == ["2026-06-10", "2026-06-20"]
    told = list(rings.hovertemplate)
    assert told[0] == "2026-06-10<br>magnets: 46 t in 2025-05<br>+9.0 points that day<extra></extra>"
    assert "&lt;b&gt;bold&lt;/b&gt; %&#123;y}" in told[1]


def test_labels_of_causes_are_a_few_short_lines_and_no_markup() -> None:
    long = Cause(
        date(2026, 6, 12),
        "Announcement 61 of 2025 suspended: goods made abroad with Chinese rare earths",
        4.0,
    )
    notes = draw(causes=(CAUSES[1], long)).figure.layout.annotations
    texts = [note.text for note in notes if note.showarrow]
    assert texts == ["&lt;b&gt;bold&lt;/b&gt; %&#123;y}", "Announcement 61<br>of 2025 suspended"]


def test_no_label_parts_a_number_from_its_unit_and_one_without_a_colon_says_that_it_is_cut() -> None:
    assert _lines("magnets: −59 % on the year in 2025-04") == [
        "magnets: −59\u00a0%",
        "on the year in",
        "2025-04",
    ]
    assert _lines("magnets: 46 t in 2025-05") == ["magnets: 46\u00a0t", "in 2025-05"]
    assert _lines("China lists a great many firms of many kinds as unreliable entities")[-1].endswith(" …")


def test_as_many_causes_are_labelled_as_find_room_in_some_order() -> None:
    def place(order: Sequence[int]) -> list[Place | None]:
        # Only two fit, or all three if the last comes first.
        found: list[Place | None] = [Place(0, 0, "left")] * 3
        return found if order[0] == 2 else [*found[:2], None]

    assert _most_places([0, 1, 2], place).count(None) == 0
    assert _most_places([0, 1, 2], lambda order: [None, Place(0, 0, "left"), None]).count(None) == 2


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
