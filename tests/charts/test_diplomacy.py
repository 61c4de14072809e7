"""Stems and back-to-back bars: what they say, never a zero for what is missing, never a line between events."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from chokepoint.charts.back_to_back import Pair, back_to_back, pairs_of
from chokepoint.charts.stems import MOST_LABELS, Act, stems, strongest
from chokepoint.charts.theme import LIGHT, Drawing

START, END = date(2025, 1, 1), date(2026, 7, 2)


def act(number: int, day: date, intensity: float, side: str = "USA", verified: bool = True) -> Act:
    return Act(f"e{number}", day, side, side, "act", intensity, f"Event {number}", verified)


ACTS = [
    act(1, date(2025, 4, 9), -9),
    act(2, date(2025, 5, 12), 8),
    act(3, date(2025, 5, 12), 3, "CHN", verified=False),
    act(4, date(2025, 5, 12), -4, "CHN"),
]


def drawn(acts: list[Act], narrow: bool = False, complete: date = END) -> Drawing:
    return stems(acts, START, END, complete, LIGHT, narrow)


def test_the_text_counts_both_ways_and_names_the_strongest() -> None:
    assert drawn(ACTS).alt == (
        "4 events from 2025-01-01 to 2026-07-02: 2 of cooperation, 2 of conflict; strongest cooperation Event 2 "
        "(2025-05-12, +8); strongest conflict Event 1 (2025-04-09, −9); 1 not verified."
    )
    assert drawn([]).alt == "Events from 2025-01-01 to 2026-07-02: none on file."


def test_stems_stand_alone_and_heads_open_where_not_verified() -> None:
    lines = [trace for trace in drawn(ACTS).figure.data if trace.mode == "lines"]
    assert all(list(trace.x[2::3]) == [None] * (len(trace.x) // 3) for trace in lines)
    (heads,) = [trace for trace in drawn(ACTS).figure.data if trace.mode == "markers"]
    told = dict(
        zip(
            (ids[-1] if len(ids) == 1 else f"{ids}" for ids in heads.customdata),
            heads.marker.color,
            strict=True,
        )
    )
    assert told["e1"] == LIGHT.us
    assert told["e4"] == LIGHT.cn
    assert list(heads.marker.color).count(LIGHT.bg) == 1


def test_no_side_is_drawn_over_the_other_and_heads_of_one_day_stand_apart() -> None:
    later = act(5, date(2025, 6, 1), -4, "CHN")
    both = [act(6, date(2025, 4, 9), -9, "CHN"), act(7, date(2025, 4, 9), -2, "CHN")]
    figure = drawn([*both, later, *ACTS]).figure
    (heads,) = [trace for trace in figure.data if trace.mode == "markers"]
    assert [str(x)[:10] for x in heads.x] == sorted(str(x)[:10] for x in heads.x)
    same = [x for x, y in zip(heads.x, heads.y, strict=True) if y == -9]
    assert len({str(x) for x in same}) == 2
    assert abs((pd.Timestamp(same[0]) - pd.Timestamp(same[1])).days) < 5
    # Where nobody else stands, a head stands on its day.
    (alone,) = [x for x, y in zip(heads.x, heads.y, strict=True) if y == -2]
    assert pd.Timestamp(alone) == pd.Timestamp("2025-04-09")


def test_a_click_brings_all_records_of_the_day_on_that_side_of_zero() -> None:
    ids = {
        tuple(customdata)
        for trace in drawn(ACTS).figure.data
        if trace.mode == "markers"
        for customdata in trace.customdata
    }
    assert ids == {("e1",), ("e2", "e3"), ("e4",)}


def test_at_most_ten_labels_apart_in_time_strongest_first() -> None:
    many = [act(n, START + timedelta(days=20 * n), 4 if n % 2 else -4) for n in range(27)]
    named = strongest([*many, act(99, date(2025, 6, 1), -9)])
    assert len(named) <= MOST_LABELS
    assert named[0].id == "e99"
    labels = [
        a.text for a in drawn([*many, act(99, date(2025, 6, 1), -9)]).figure.layout.annotations if a.showarrow
    ]
    assert "Event 99" in labels
    assert 3 <= len(labels) <= MOST_LABELS


def test_labels_are_cut_at_a_part_or_by_their_width() -> None:
    def label(headline: str) -> str:
        one = Act("x", date(2025, 10, 1), "USA", "US", "act", -5, headline, True)
        (text,) = [a.text for a in drawn([one]).figure.layout.annotations if a.showarrow]
        return str(text)

    assert (
        label("Trump and Xi meet in Busan and agree a one-year truce")
        == "Trump and Xi meet in<br>Busan and agree a<br>one-year truce"
    )
    assert label(
        "China stops all sales of magnets; other goods of every kind follow in the same week"
    ).endswith("magnets")
    assert label("Wide " * 30).endswith(" …")
    assert label("ill " * 40).count("ill") > label("Wide " * 40).count("Wide")


def test_the_narrow_form_numbers_heads_and_lists_them_below() -> None:
    texts = [annotation.text for annotation in drawn(ACTS, narrow=True).figure.layout.annotations]
    assert texts.count("<b>1</b>") == 2
    assert "2025-04-09 Event 1" in texts


def test_the_thin_part_of_the_list_says_so() -> None:
    words = [a.text for a in drawn(ACTS, complete=date(2026, 1, 1)).figure.layout.annotations]
    assert any("list thin" in word for word in words)
    assert not any("list thin" in a.text for a in drawn(ACTS).figure.layout.annotations)


def test_markup_in_a_headline_is_not_drawn() -> None:
    bad = Act("x", date(2025, 5, 1), "USA", "US", "act", -5, "<a href='x'>bad</a>", True)
    assert "<a" not in str([a.text for a in drawn([bad]).figure.layout.annotations])
    (head,) = [trace for trace in drawn([bad]).figure.data if trace.mode == "markers"]
    assert "<a" not in head.hovertext[0]


COUNTS = pd.DataFrame(
    [("2025Q1", 0, 4, 0), ("2025Q1", 1, 12, 11), ("2025Q2", 0, 0, 0), ("2025Q2", 1, 1, 7)],
    columns=["quarter", "side", "conflict", "cooperation"],
)


def test_bars_carry_their_counts_and_an_empty_quarter_two_zeros() -> None:
    pairs = pairs_of(COUNTS)
    assert pairs == [Pair("2025 Q1", (4, 0), (12, 11)), Pair("2025 Q2", (0, 0), (1, 7))]
    figure = back_to_back(pairs, ("CHN", "China"), ("USA", "United States"), LIGHT)
    texts = [annotation.text for annotation in figure.figure.layout.annotations]
    assert texts == [
        "<b>China</b>", "<b>United States</b>",
        "2025 Q1", "4", "0", "12", "11", "2025 Q2", "0 | 0", "1 | 7",
    ]  # fmt: skip
    assert len(figure.figure.layout.shapes) == 5
    assert figure.alt == (
        "Acts by side and quarter. 2025 Q1: China 4 conflict, 0 cooperation, United States 12 conflict, 11 cooperation; "
        "2025 Q2: China 0 conflict, 0 cooperation, United States 1 conflict, 7 cooperation."
    )


def test_without_a_whole_quarter_it_says_so() -> None:
    assert back_to_back([], ("CHN", "China"), ("USA", "US"), LIGHT).alt == "No whole quarter in this period."
