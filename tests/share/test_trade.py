"""Sentences of the Trade page from small records."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from chokepoint.evidence.measure_bars import Bar, Segment
from chokepoint.evidence.measures import State
from chokepoint.evidence.practice import OWN, Count, Figure
from chokepoint.share.trade import entities_finding, measures_finding, military_words, practice_finding

DAY = date(2026, 7, 2)


def ban(*states: State, effective: date | None = date(2024, 12, 3)) -> Bar:
    """A ban on military users in these states, one after the other."""
    segments = tuple(Segment(state, date(2025, 1, 1 + n), DAY) for n, state in enumerate(states))
    return Bar("m", "CHN", "USA", "military", "end_use_ban", "ban", "", date(2024, 12, 3), segments, effective,
               None, "", None, "", True, "s")  # fmt: skip


@pytest.mark.parametrize(
    ("bar", "words"),
    [
        (ban(State.IN_FORCE), "Military users: barred since 2024-12-03; no truce has suspended it."),
        (ban(State.SUSPENDED, State.IN_FORCE), "Military users: barred since 2024-12-03; suspended for a time."),
        (ban(State.ANNOUNCED, effective=date(2026, 12, 1)), "Military users: a ban is announced, from 2026-12-01."),
        (ban(State.ANNOUNCED, effective=None), "Military users: a ban is announced, no day named."),
        (ban(State.IN_FORCE, State.LIFTED), "Military users: the ban ended 2025-01-02."),
    ],
)  # fmt: skip
def test_a_ban_is_told_in_its_state_of_the_day(bar: Bar, words: str) -> None:
    assert military_words([bar], "CHN", "United States") == words


def test_without_a_ban_on_file_nothing_is_claimed() -> None:
    assert (
        military_words([], "CHN", "United States") == "No ban on military users in the United States on file."
    )


def test_a_single_stoppage_is_one() -> None:
    assert [practice_finding([], count) for count in (0, 1, 2)] == [
        "No count of licences on file",
        "1 stoppage told by car makers",
        "2 stoppages told by car makers",
    ]


def test_the_count_of_stoppages_names_who_counted() -> None:
    count = Count("a chamber", "association", "EUU", "REE", date(2025, 9, 18),
                  {"plants_stopped": Figure(46, "=", "count", False)}, OWN, "", True, "s")  # fmt: skip
    assert practice_finding([count], 0) == "46 stoppages counted or expected in 2025-09 (a chamber)"


def test_measures_on_rare_earths_are_counted_apart() -> None:
    force = [replace(ban(State.IN_FORCE), measure_id=name) for name in ("magnets", "gallium")]
    sides = ("China", "United States")
    assert measures_finding(force, "CHN", sides, DAY, {"magnets", "other"}) == (
        "Two measures of China in force for the United States on 2026-07-02, 1 of them on rare earths"
    )
    assert measures_finding(force, "CHN", sides, DAY, ()).endswith(", none of them on rare earths")
    assert measures_finding([], "CHN", sides, DAY, ()).endswith("on 2026-07-02")


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (0, "None of 27 firms on file match"),
        (1, "One of 27 firms on file matches"),
        (2, "Two of 27 firms on file match"),
    ],
)
def test_how_many_firms_match_a_search(shown: int, words: str) -> None:
    assert entities_finding(shown, 27, 3, DAY) == words
