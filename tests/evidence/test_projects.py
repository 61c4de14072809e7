"""Projects outside the supplier's country: ranges by hand, what cannot be counted, rows within others, needs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from pydantic import ValidationError

from chokepoint.config import ProjectSettings, ProjectState, read_settings
from chokepoint.evidence.projects import (
    NO_TONNES,
    NO_YEAR,
    Project,
    alike,
    needs,
    other_needs,
    panels,
    projects_outside,
)

ON = date(2026, 7, 2)
CHANCE: dict[ProjectState, tuple[float, float]] = {
    "operating": (0.8, 1.0),
    "construction": (0.5, 0.75),
    "planned": (0.2, 0.5),
}
YEARS = range(2026, 2029)


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    plain = {
        "project_id": "a", "company": "A", "title": "A plant", "country": "AUS", "stage": "separation", "material": "NdPr",
        "value": 1000.0, "bound": "=", "unit": "t NdPr/y", "start_year": 2027, "state": "construction",
        "known_from": pd.Timestamp("2025-12-31"), "source_key": "wire", "verified": True, "notes": None,
    }  # fmt: skip
    return pd.DataFrame([plain | row for row in rows])


def found(frame: pd.DataFrame, within: dict[str, str] | None = None) -> dict[str, Project]:
    told = projects_outside(frame, "CHN", ON, CHANCE, ["operating"], within or {})
    return {one.project_id: one for one in told}


def test_tonnes_count_from_the_first_year_times_the_chance_of_the_state() -> None:
    one = found(table({}))["a"]
    assert [one.adds(year) for year in YEARS] == [None, (500.0, 750.0), (500.0, 750.0)]


def test_sums_of_a_year_keep_both_ends_and_name_their_projects() -> None:
    rows = table({}, {"project_id": "b", "value": 100.0, "start_year": 2028, "state": "planned"})
    (panel,) = panels(list(found(rows).values()), [], YEARS)
    assert [(one.year, one.low, one.high, one.ids) for one in panel.years] == [
        (2027, 500.0, 750.0, ("a",)),
        (2028, 520.0, 800.0, ("a", "b")),
    ]
    assert all(one.low < one.high for one in panel.years)


def test_without_tonnes_or_a_year_a_project_is_listed_and_not_counted() -> None:
    rows = table({"value": None}, {"project_id": "b", "start_year": None},
                 {"project_id": "c", "value": None, "start_year": None})  # fmt: skip
    told = found(rows)
    assert [one.why for one in told.values()] == [NO_TONNES, NO_YEAR, f"{NO_TONNES}; {NO_YEAR}"]
    assert not any(one.counts or one.adds(2040) for one in told.values())
    assert panels(list(told.values()), [], YEARS) == []


def test_a_plant_that_runs_counts_from_the_year_in_which_that_was_known() -> None:
    one = found(table({"state": "operating", "start_year": None}))["a"]
    assert (one.start_year, one.begins, one.adds(2025)) == (None, 2025, (800.0, 1000.0))
    assert "first year not on file" in one.why


def test_the_supplier_and_rows_known_later_stay_out() -> None:
    rows = table(
        {"country": "CHN"}, {"project_id": "b", "known_from": pd.Timestamp("2026-11-21")}, {"project_id": "c"}
    )
    assert list(found(rows)) == ["c"]


def test_a_part_counts_by_its_own_state_and_the_whole_only_for_what_it_adds() -> None:
    rows = table(
        {"project_id": "part", "value": 1000.0, "state": "operating", "start_year": 2025},
        {"project_id": "whole", "value": 6000.0, "state": "planned", "start_year": 2028},
    )
    told = found(rows, {"part": "whole"})
    assert told["part"].adds(2028) == (800.0, 1000.0)
    assert told["whole"].adds(2028) == pytest.approx((0.2 * 5000, 0.5 * 5000))
    (panel,) = panels(list(told.values()), [], YEARS)
    assert [(one.low, one.high) for one in panel.years] == [(800, 1000), (800, 1000), (1800, 3500)]
    assert (told["part"].within, [one.project_id for one in told["whole"].holds]) == ("whole", ["part"])


@pytest.mark.parametrize("change", [{"unit": "t REO/y"}, {"stage": "mining"}, {"project_id": "other"}])
def test_a_row_of_other_goods_or_not_on_file_holds_nothing(change: dict[str, Any]) -> None:
    rows = table({"project_id": "whole", "value": 6000.0}, {"project_id": "part"} | change)
    assert found(rows, {"part": "whole"})["whole"].adds(2028) == (3000.0, 4500.0)


def test_a_part_that_cannot_be_counted_is_not_taken_off() -> None:
    rows = table({"project_id": "whole", "value": 6000.0}, {"project_id": "part", "start_year": None})
    assert found(rows, {"part": "whole"})["whole"].adds(2028) == (3000.0, 4500.0)


def test_units_and_stages_stand_apart() -> None:
    rows = table({}, {"project_id": "b", "unit": "t REO/y"}, {"project_id": "c", "stage": "mining"})
    told = panels(list(found(rows).values()), [], YEARS)
    assert [(panel.stage, panel.unit, panel.years[-1].high) for panel in told] == [
        ("mining", "t NdPr", 750.0), ("separation", "t NdPr", 750.0), ("separation", "t REO", 750.0),
    ]  # fmt: skip


def test_rows_of_one_firm_and_place_that_may_overlap_are_named() -> None:
    rows = table({}, {"project_id": "b"}, {"project_id": "c", "company": "C"})
    assert [(one.project_id, two.project_id) for one, two in alike(list(found(rows).values()))] == [
        ("a", "b")
    ]
    assert alike(list(found(rows, {"a": "b"}).values())) == []


def wanted() -> tuple[pd.DataFrame, pd.DataFrame]:
    used = {"country": "USA", "measure": "consumption", "material": "REE", "form": "compounds_and_metals", "period": "2024",
            "value": 9010.0, "unit": "t REO", "known_from": pd.Timestamp("2026-02-07"), "source_key": "office"}  # fmt: skip
    dependency = pd.DataFrame(
        [used, used | {"period": "2025", "value": 27_000.0}, used | {"country": "JPN"}, used | {"unit": "t"}, used | {"form": "any"}]
    )  # fmt: skip
    asked = {"sector": "all uses", "measure": "demand", "material": "NdPr", "country": "WLD", "period": "2030", "scenario": "APS",
             "value": 90_000.0, "unit": "t", "known_from": pd.Timestamp("2025-01-01"), "source_key": "agency"}  # fmt: skip
    sectors = pd.DataFrame([asked, asked | {"material": "MREE"}, asked | {"measure": "supply"}])
    return dependency, sectors


def test_a_need_stands_against_its_own_stage_and_unit_only() -> None:
    dependency, sectors = wanted()
    told = needs(dependency, sectors, "USA", ON)
    assert [(one.stage, one.unit, one.tonnes, one.period) for one in told] == [
        ("separation", "t REO", 27_000.0, "2025"), ("separation", "t NdPr", 90_000.0, "2030"),
    ]  # fmt: skip
    assert [one.unit for one in other_needs(sectors, ON)] == ["MREE"]
    (panel,) = panels(list(found(table({})).values()), told, YEARS)
    assert [one.tonnes for one in panel.needs] == [90_000.0]


def test_every_state_has_a_range_and_never_one_figure() -> None:
    plain = read_settings().projects.model_dump()
    assert all(low < high for low, high in plain["chance"].values())
    for fault in (
        {"chance": plain["chance"] | {"planned": (0.5, 0.5)}},
        {"chance": {"planned": (0.2, 0.5)}},
        {"within": {"a": "b", "b": "c"}},
    ):
        with pytest.raises(ValidationError):
            ProjectSettings.model_validate(plain | fault)
