"""What the page Trade is made of: hand-written tables whose answer can be traced on paper."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from chokepoint.config import read_settings
from chokepoint.evidence import actors, entities, measure_bars, practice
from chokepoint.evidence.measures import State

STRESS = read_settings().method.stress
MEASURES = pd.DataFrame(
    [
        ("LIC", "CHN", "WLD", "2025-10-09", "licence", "control", "Announcement 57 of 2025", "Ho", None),
        ("MIL", "CHN", "USA", "2024-12-03", "end_use_ban", "control", "Announcement 46 of 2024", None, "dual_use"),
        ("JPN", "CHN", "JPN", "2026-01-06", "ban", "control", "on Japan", None, None),
        ("OWN", "CHN", "CHN", "2025-06-01", "output_control", "control", "at home", None, None),
        ("EDA", "USA", "CHN", "2025-05-01", "licence", "control", "on China", None, None),
        ("SUS", "CHN", "WLD", "2025-11-07", "suspension", "relief", "suspends LIC", None, None),
        ("TRU", "CHN", "USA", "2025-05-12", "truce", "relief", "a truce", None, None),
        ("ACT", "EUU", "WLD", "2024-05-23", "regulation", "support", "an act", None, None),
    ],
    columns=["measure_id", "imposer", "addressee", "announced", "instrument", "category", "title", "items", "materials"],
).assign(verified=True, source_key="s")  # fmt: skip
VERSIONS = pd.DataFrame(
    [
        ("LIC", "2025-10-09", "2025-11-08", None, None, None, "announced"),
        ("LIC", "2025-11-07", None, "2025-11-07", "2026-11-10", None, "published_text"),
        ("LIC", "2026-09-28", None, None, "2027-01-10", None, "agreed"),
        ("MIL", "2024-12-03", "2024-12-03", None, None, None, "announced"),
        ("OWN", "2025-06-01", "2025-06", None, None, None, "announced"),
        ("JPN", "2026-01-06", "2026-01-06", None, None, None, "announced"),
        ("EDA", "2025-05-01", "2025-05", None, None, None, "announced"),
        ("EDA", "2025-07-02", None, None, None, "2025-07-02", "reported"),
        ("TRU", "2025-05-12", "2025-05-14", None, "2025-08-12", None, "announced"),
        ("TRU", "2025-08-11", None, None, "2025-11-10", None, "announced"),
    ],
    columns=["measure_id", "known_from", "effective", "suspended_from", "suspended_until", "ended_on", "ground"],
).assign(known_from=lambda rows: pd.to_datetime(rows["known_from"]), verified=True, source_key="s", notes=None)  # fmt: skip
COVERAGE = pd.DataFrame(
    [("LIC", "all", "licence", "all countries"), ("MIL", "all", "ban", "US military users")],
    columns=["measure_id", "coverage", "step", "buyers"],
)
SOURCES = pd.DataFrame({"source_key": ["s"], "origin": ["MOFCOM"], "url": ["https://example.org"]})
TABLES = {
    "measures": MEASURES,
    "measure_versions": VERSIONS,
    "control_coverage": COVERAGE,
    "sources": SOURCES,
}


def found_on(day: str, until: str | None = None) -> dict[str, measure_bars.Bar]:
    on = date.fromisoformat(day)
    rows = measure_bars.in_scope(MEASURES, "CHN", ("USA", "WLD"))
    later = date.fromisoformat(until) if until else on
    return {bar.measure_id: bar for bar in measure_bars.bars(TABLES, rows, on, later)}


def spans(bar: measure_bars.Bar) -> list[tuple[str, str, str]]:
    return [(s.state.name, s.start.isoformat(), s.end.isoformat()) for s in bar.segments]


class TestBars:
    """Each measure passes through the states that were announced by each day."""

    def test_announced_then_suspended_before_it_was_ever_in_force(self) -> None:
        bar = found_on("2026-07-02")["LIC"]
        assert spans(bar) == [
            ("ANNOUNCED", "2025-10-09", "2025-11-06"),
            ("SUSPENDED", "2025-11-07", "2026-07-02"),
        ]
        assert (bar.until, bar.later_until, bar.step) == (date(2026, 11, 10), None, "licence")

    def test_a_later_end_is_told_apart_and_never_drawn_into_the_past(self) -> None:
        bar = found_on("2026-07-02", "2026-11-21")["LIC"]
        assert (bar.until, bar.later_until, bar.later_ground) == (
            date(2026, 11, 10),
            date(2027, 1, 10),
            "agreed",
        )
        after = found_on("2026-11-21")["LIC"]
        assert (bar.until_ground, after.until, after.until_ground) == (
            "published_text",
            date(2027, 1, 10),
            "agreed",
        )

    def test_a_suspension_that_ran_out_without_a_notice_is_open(self) -> None:
        assert found_on("2027-01-11")["LIC"].state == State.LAPSED_UNCONFIRMED

    def test_the_ban_on_military_users_was_never_suspended(self) -> None:
        assert spans(found_on("2026-07-02")["MIL"]) == [("IN_FORCE", "2024-12-03", "2026-07-02")]

    def test_a_truce_ends_on_its_last_day_by_itself(self) -> None:
        assert spans(found_on("2025-12-01")["TRU"])[-2:] == [
            ("IN_FORCE", "2025-05-14", "2025-11-10"),
            ("LIFTED", "2025-11-11", "2025-12-01"),
        ]

    def test_only_measures_on_the_pair_and_none_before_its_announcement(self) -> None:
        assert set(found_on("2026-07-02")) == {"LIC", "MIL", "OWN", "EDA", "TRU"}
        assert set(found_on("2025-04-30")) == {"MIL"}
        assert found_on("2020-01-01") == {}

    def test_classes_of_buyers(self) -> None:
        classes = {key: bar.buyers for key, bar in found_on("2026-07-02").items()}
        assert classes == {"LIC": "every", "MIL": "military", "OWN": "home", "EDA": "every", "TRU": "relief"}

    def test_versions_known_by_the_day_with_their_source(self) -> None:
        rows = measure_bars.versions_of(TABLES, ["LIC"], date(2026, 7, 2))
        assert list(rows["known_from"].dt.date) == [date(2025, 10, 9), date(2025, 11, 7)]
        assert set(rows["origin"]) == {"MOFCOM"}


def test_matrix_counts_controls_by_actor_and_instrument() -> None:
    found = actors.matrix(TABLES, MEASURES, date(2026, 7, 2))
    assert list(found) == [("CHN", "WLD"), ("CHN", "JPN"), ("CHN", "USA"), ("CHN", "CHN"), ("USA", "CHN")]
    assert actors.counts(found["CHN", "WLD"]["Licence"]) == {State.SUSPENDED: 1}
    assert actors.counts(found["USA", "CHN"]["Licence"]) == {State.LIFTED: 1}
    assert ("CHN", "JPN") not in actors.matrix(TABLES, MEASURES, date(2026, 1, 5))


LISTED = pd.DataFrame(
    [
        ("MIL", "MP Materials", "USA", "control list", "2026-06-22", None, "exports barred", "mine, magnets"),
        ("MIL", "TDK", "JPN", "watch list", "2026-02-24", "2026-03-01", "single licences", "magnet maker"),
    ],
    columns=["measure_id", "entity", "country", "list", "listed_on", "delisted_on", "effect", "role_in_chain"],
).assign(
    listed_on=lambda rows: pd.to_datetime(rows["listed_on"]),
    delisted_on=lambda rows: pd.to_datetime(rows["delisted_on"]),
    known_from=lambda rows: rows["listed_on"], as_of=lambda rows: rows["listed_on"], imposer="CHN", verified=True,
)  # fmt: skip


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("", {"MP Materials", "TDK"}),
        ("mp", {"MP Materials"}),
        ("magnet", {"MP Materials", "TDK"}),
        ("watch list", {"TDK"}),
        ("Japan magnet", {"TDK"}),
        ("aterials", set()),
        ("nobody", set()),
    ],
)
def test_search_takes_the_beginnings_of_words_of_every_column(search: str, names: set[str]) -> None:
    rows = entities.found(LISTED, entities.words_of(search), {"USA": "United States", "JPN": "Japan"})
    assert set(rows["entity"]) == names


def test_state_of_a_listing_on_the_day() -> None:
    tables = {**TABLES, "listed_entities": LISTED}
    found = entities.entities(tables, LISTED, date(2026, 7, 2))
    assert [(one.entity, one.state) for one in found] == [
        ("MP Materials", State.IN_FORCE),
        ("TDK", State.LIFTED),
    ]
    assert [one.entity for one in entities.entities(tables, LISTED, date(2026, 2, 24))] == ["TDK"]


COUNTS = pd.DataFrame(
    [
        ("Chamber", "association", "EUU", "approved_share", 25.0, "<", "%"),
        ("Chamber", "association", "EUU", "applications", 140.0, "=", "count"),
        ("Firm", "firm", "USA", "approved_share", 2.8, "=", "%"),
        ("Buyers", "association", "JPN", "approved_share", 50.0, "~", "%"),
        ("Council", "association", "USA", "practice", None, "=", "text"),
        ("rule", "rule", "WLD", "review_days", 45.0, "<=", "days"),
    ],
    columns=["applicant", "applicant_kind", "country", "measure", "value", "bound", "unit"],
).assign(
    imposer="CHN", material="REE", period="2025-09-17", known_from=pd.Timestamp("2025-09-17"), derived=False,
    verified=True, notes=None, source_key="s",
)  # fmt: skip


def test_counts_keep_their_bounds_and_say_what_they_may_stand_for() -> None:
    found = {c.applicant: c for c in practice.practice(COUNTS, STRESS, "CHN", "USA", date(2025, 9, 17))}
    assert {name: count.counts for name, count in found.items()} == {
        "Chamber": practice.STANDS_IN,
        "Firm": practice.SINGLE,
        "Buyers": practice.APART,
        "Council": practice.OWN,
        "rule": practice.RULE,
    }
    share = found["Chamber"].figures["approved_share"]
    assert (share.bound, share.value, set(found["Chamber"].figures)) == (
        "<",
        25.0,
        {"approved_share", "applications"},
    )
    assert found["Council"].figures == {}
    assert practice.practice(COUNTS, STRESS, "CHN", "USA", date(2025, 9, 16)) == []


def test_stoppages_are_what_firms_tell_of_their_own_lines() -> None:
    events = pd.DataFrame(
        [
            ("observation", "CHN", "COERCE", "Suzuki (affected firm)", "magnets"),
            ("observation", "CHN", "COERCE", "China Customs", "magnets"),
            ("observation", "CHN", "YIELD", "Ford (affected firm)", "magnets"),
            ("observation", "CHN", "COERCE", "Smelter (affected firm)", "Ga"),
        ],
        columns=["kind", "initiator", "action", "initiator_actor", "materials"],
    ).assign(known_from=pd.Timestamp("2025-05-26"), date=pd.Timestamp("2025-05-26"))
    found = practice.stoppages(events, "CHN", frozenset({"magnets"}), date(2025, 6, 1))
    assert list(found["initiator_actor"]) == ["Suzuki (affected firm)"]


def test_a_count_told_again_by_its_source_is_the_last_known() -> None:
    again = COUNTS.iloc[[0]].assign(value=30.0, known_from=pd.Timestamp("2025-10-01"))
    both = pd.concat([again, COUNTS.iloc[[0]]], ignore_index=True)
    (count,) = practice.practice(both, STRESS, "CHN", "USA", date(2025, 12, 31))
    assert count.figures["approved_share"].value == 30.0
    (before,) = practice.practice(both, STRESS, "CHN", "USA", date(2025, 9, 30))
    assert before.figures["approved_share"].value == 25.0
