"""Distributions of a stage: hand-computed shares, choice of edition, ranges, concentration, reserves."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from chokepoint.evidence.concentration import concentration, mining_editions
from chokepoint.evidence.newcomers import newcomers
from chokepoint.evidence.reserves import main_ones, reserves_and_output
from chokepoint.evidence.stages import chain, fullest, of_element, range_of, splits, stated
from chokepoint.method import Stage

ON = date(2026, 6, 1)
MINING = Stage(stage="mining", materials=("REE",), label="mining")
SEPARATION = Stage(stage="separation", materials=("REE",), label="separation")


def row(country: str, value: float, **more: Any) -> dict[str, Any]:
    given = {
        "stage": "mining", "material": "REE", "country": country, "measure": "production", "period": "2025",
        "scenario": "observed", "value": value, "bound": "=", "unit": "t REO", "basis": "REO",
        "known_from": "2026-02-07", "source_key": "office", "verified": True,
    }  # fmt: skip
    return given | more


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame(rows)
    return frame.assign(known_from=pd.to_datetime(frame["known_from"]))


def share(value: float, source: str, **more: Any) -> dict[str, Any]:
    given = {
        "stage": "separation",
        "measure": "share_of_output",
        "unit": "%",
        "basis": "unstated",
        "source_key": source,
    }
    return row("CHN", value, **(given | more))


TONNES = table(
    row("CHN", 60), row("USA", 30), row("ROW", 10), row("ZAF", 0), row("WLD", 101),
    row("CHN", 999, period="2024", known_from="2026-12-01"),
)  # fmt: skip


def test_tonnes_become_shares_of_what_is_listed_and_zero_is_no_part() -> None:
    (split,) = splits(TONNES, ON)
    assert [(part.country, part.share_pct, part.quantity_t) for part in split.parts] == [
        ("CHN", 60.0, 60.0), ("USA", 30.0, 30.0), ("ROW", 10.0, 10.0),
    ]  # fmt: skip
    assert (split.listed_t, split.world_t, split.named, split.unsplit_pct) == (100.0, 101.0, 2, 0.0)


def test_what_a_source_does_not_split_stays_open() -> None:
    (split,) = splits(table(share(91, "agency")), ON)
    assert split.unsplit_pct == 9
    assert split.part("MYS") is None


def test_rows_known_later_and_projections_are_not_seen() -> None:
    later = table(
        share(91, "agency", known_from="2026-06-02"), share(70, "agency", scenario="base", period="2030")
    )
    assert splits(later, ON) == []


def test_the_edition_of_the_newest_year_that_names_most_countries_is_taken() -> None:
    wide = [row("CHN", 50, source_key="wide"), row("AUS", 30, source_key="wide"), row("MMR", 20, source_key="wide"),
            row("WLD", 100, source_key="wide")]  # fmt: skip
    found = splits(pd.concat([TONNES, table(*wide)]), ON)
    assert fullest(found).source_key == "wide"  # type: ignore[union-attr]
    ((_, mining), (_, separation)) = chain(found, (MINING, SEPARATION), ("agency",))
    assert mining is not None
    assert mining.source_key == "wide"
    assert separation is None


def test_a_press_share_enters_no_chain_but_the_range() -> None:
    rows = table(
        share(91, "agency", period="2024"), share(85, "press"), share(80, "paper", bound=">"),
        share(90, "house", measure="share_of_capacity"), share(87, "old", period="2020", known_from="2023-12-31"),
    )  # fmt: skip
    found = splits(rows, ON)
    ((_, split),) = chain(found, (SEPARATION,), ("agency",))
    assert split is not None
    assert split.source_key == "agency"
    values = stated(found, (SEPARATION,), "CHN", ON, 1825)["separation"]
    assert [(one.share_pct, one.counts) for one in values] == [
        (80, False), (85, True), (87, False), (90, False), (91, True),
    ]  # fmt: skip
    assert range_of(values) == (85, 91)
    assert range_of([one for one in values if not one.counts]) is None


def test_an_element_has_its_own_stages_in_the_order_of_the_chain() -> None:
    rows = table(
        share(100, "study", material="Dy"), row("CHN", 84, material="Dy", measure="share_of_supply", unit="%")
    )
    assert [split.stage for split in of_element(splits(rows, ON), "Dy")] == ["mining", "separation"]


def test_hhi_and_what_is_left_by_hand() -> None:
    one = concentration(splits(TONNES, ON)[0])
    assert one is not None
    assert (one.leader, one.leader_pct, one.hhi_low, one.hhi_high) == ("CHN", 60, 4500, 4600)
    assert (one.left_t, one.second, one.second_of_left_pct) == (40, "USA", 75)


def test_editions_are_whole_young_and_not_joined() -> None:
    part = [
        row("CHN", 60, source_key="part"),
        row("USA", 5, source_key="part"),
        row("WLD", 100, source_key="part"),
    ]
    old = [
        row(c, v, source_key="old", period="2014", known_from="2015-02-07")
        for c, v in (("CHN", 9), ("USA", 1), ("WLD", 10))
    ]
    newer = [
        row(c, v, source_key="newer", known_from="2026-05-30")
        for c, v in (("CHN", 9), ("USA", 1), ("WLD", 10))
    ]
    found = mining_editions(splits(pd.concat([TONNES, table(*part, *old, *newer)]), ON), 4, ON, 1825)
    assert [(one.split.source_key, one.left_t) for one in found] == [("newer", 1), ("office", 40)]


def test_reserves_and_output_come_from_one_edition_and_blanks_stay_blank() -> None:
    rows = table(
        row("BRA", 21, measure="reserves"), row("BRA", 2), row("MMR", 22), row("GRL", 0), row("NGA", 0, period="2024"),
        row("AUS", 6, measure="reserves"), row("WLD", 90), row("USA", 1, measure="reserves", period="2024", source_key="older"),
        row("USA", 45, period="2024", source_key="older"),
    )  # fmt: skip
    found = reserves_and_output(rows, ON)
    assert [(one.country, one.reserves_t, one.output_t) for one in found] == [
        ("BRA", 21, 2), ("AUS", 6, None), ("MMR", None, 22), ("GRL", None, 0),
    ]  # fmt: skip
    assert [one.country for one in main_ones(found)] == ["BRA", "AUS", "MMR"]
    assert {one.source_key for one in found} == {"office"}


@pytest.mark.parametrize(("start", "state", "country", "expected"), [
    (2025, "operating", "MYS", 1), (2023, "operating", "MYS", 0), (2025, "construction", "MYS", 0), (2025, "operating", "CHN", 0),
])  # fmt: skip
def test_a_plant_is_new_if_it_runs_since_after_the_figure(
    start: int, state: str, country: str, expected: int
) -> None:
    (split,) = splits(table(share(99.9, "house", period="2023")), ON)
    projects = pd.DataFrame([{
        "project_id": "a", "company": "Lynas", "title": "Kuantan", "country": country, "stage": "separation",
        "material": "REE", "state": state, "start_year": start, "known_from": pd.Timestamp("2025-12-31"), "source_key": "s",
    }])  # fmt: skip
    assert len(newcomers(projects, split, "CHN", ON)) == expected


def test_a_reserve_that_its_edition_told_again_is_the_last_known() -> None:
    again = row("CHN", 48.0, measure="reserves", known_from="2026-05-01")
    frame = table(again, row("CHN", 44.0, measure="reserves"), row("CHN", 27.0))
    assert [(one.reserves_t, one.output_t) for one in reserves_and_output(frame, ON)] == [(48.0, 27.0)]
    assert [one.reserves_t for one in reserves_and_output(frame, date(2026, 4, 1))] == [44.0]
