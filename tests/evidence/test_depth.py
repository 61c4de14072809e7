"""Sources of a stage, narrowest stages, what is left, contents: small tables done by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from chokepoint.evidence.concentration import left_by_stage
from chokepoint.evidence.contents import contents
from chokepoint.evidence.elements import elements
from chokepoint.evidence.narrowest import narrowest_stages
from chokepoint.evidence.stages import Spread, chain, offered, splits, spread
from chokepoint.method import Stage
from tests.evidence.test_stages import row, share, table
from tests.evidence.test_supply import sectors

ON, OLDEST = date(2026, 7, 2), date(2021, 7, 3)
SEPARATION = Stage(stage="separation", materials=("REE", "MREE"), label="separation")
MINING = Stage(stage="mining", materials=("REE",), label="mining")
SHARES = table(
    share(91, "agency", period="2024"), share(85, "press"), share(92, "bank", material="MREE"), share(80, "paper", bound=">"),
    share(90, "house", measure="share_of_capacity"), share(70, "old", period="2019", known_from="2020-01-01"),
)  # fmt: skip
USE = {"unit": "t", "country": "WLD", "period": "2024", "sector": "all magnets"}


def test_a_stage_offers_every_source_and_shows_the_one_asked_for() -> None:
    found = splits(SHARES, ON)
    assert list(offered(found, SEPARATION)) == ["press", "paper", "house", "bank", "agency", "old"]
    for asked, shown in (
        ({}, "agency"),
        ({"separation": "press"}, "press"),
        ({"separation": "nobody"}, "agency"),
        ({"mining": "press"}, "agency"),
    ):
        ((_, split),) = chain(found, (SEPARATION,), ("agency",), asked)
        assert split is not None
        assert split.source_key == shown


def test_the_spread_is_that_of_the_others_exact_and_young() -> None:
    found = splits(SHARES, ON)
    by_source = offered(found, SEPARATION)
    assert spread(found, SEPARATION, by_source["agency"], "CHN", OLDEST) == Spread(85, 92, 2)
    assert spread(found, SEPARATION, by_source["press"], "CHN", OLDEST) == Spread(91, 92, 2)
    # Beside a figure that is too old itself, older ones stand too.
    assert spread(found, SEPARATION, by_source["old"], "CHN", OLDEST) == Spread(85, 92, 3)
    assert spread(splits(SHARES.head(1), ON), SEPARATION, by_source["agency"], "CHN", OLDEST) is None


MATERIALS = pd.DataFrame(
    [
        {"material": "Dy", "kind": "element", "atomic_number": 66, "members": None},
        {"material": "Pm", "kind": "element", "atomic_number": 61, "members": None, "usgs_group": "not produced"},
        {"material": "Sm", "kind": "element", "atomic_number": 62, "members": None},
        {"material": "REE", "kind": "group", "members": "Dy;Sm;Pm"},
        {"material": "HREE", "kind": "group", "members": "Dy"},
        {"material": "magnets", "kind": "product", "members": "NdFeB"},
        {"material": "NdFeB", "kind": "product", "members": "Dy"},
    ]
).assign(name=lambda frame: frame["material"], light_heavy=None, magnet_use=True, main_uses=None, us_critical_list_2022=True,
         us_critical_list_2025=True, eu_critical_list_2023=True, unverified_fields=None, notes=None, source_key=None)  # fmt: skip


def test_an_element_goes_by_its_own_figure_else_by_that_of_its_smallest_group() -> None:
    rows = table(
        share(84, "study", material="Dy", stage="mining"),
        share(99, "agency", material="HREE"), share(90, "agency", material="REE"), share(97, "press", material="REE", period="2026"),
        share(94, "agency", material="magnets", stage="magnet"),
    )  # fmt: skip
    found = narrowest_stages(splits(rows, ON), elements(MATERIALS), MATERIALS, ("agency",), "CHN")
    told = {
        one.element.symbol: [(held.stage, held.share_pct, held.of, held.own) for held in one.stages]
        for one in found
    }
    assert told == {
        "Dy": [
            ("mining", 84, "Dy", True),
            ("separation", 99, "HREE", False),
            ("magnet", 94, "magnets", False),
        ],
        "Sm": [("separation", 90, "REE", False)],
        "Pm": [],
    }
    narrow = {one.element.symbol: one.first and one.first.stage for one in found}
    assert narrow == {"Dy": "separation", "Sm": "separation", "Pm": None}


def test_bounds_name_no_narrowest_stage_and_equals_are_both_named() -> None:
    rows = table(
        share(95, "study", material="Dy", bound=">"), share(90, "study", material="Dy", stage="mining"),
        share(90, "study", material="Dy", stage="metal"),
    )  # fmt: skip
    (dy,) = [
        one for one in narrowest_stages(splits(rows, ON), elements(MATERIALS), MATERIALS, (), "CHN")
        if one.element.symbol == "Dy"
    ]  # fmt: skip
    assert dy.first is not None
    assert (dy.first.stage, [held.stage for held in dy.equals]) == ("mining", ["metal"])


def used(**more: Any) -> pd.DataFrame:
    plain = {"country": "USA", "measure": "consumption", "material": "REE", "form": "compounds_and_metals", "period": "2025",
             "value": 20.0, "unit": "t REO", "known_from": pd.Timestamp("2026-02-07"), "source_key": "office"}  # fmt: skip
    return pd.DataFrame([plain | more])


def test_tonnes_listed_by_the_source_are_left_and_held_against_use_in_the_same_mass() -> None:
    rows = table(row("CHN", 60), row("USA", 30), row("ROW", 10), row("WLD", 101))
    picked = chain(splits(rows, ON), (MINING,), ())
    (one,) = left_by_stage(picked, used(), sectors(USE), "USA", ON)
    assert (one.leader, one.left_pct, one.left_t, one.unit, one.of_supply_t) == ("CHN", 40, 40, "t REO", None)
    assert [(use.left_pct, use.what, use.country) for use in one.uses] == [
        (200, "compounds_and_metals", "USA")
    ]
    (other,) = left_by_stage(picked, used(unit="t"), sectors(USE), "USA", ON)
    assert (other.uses, other.blank) == ((), ("no use in the same mass on file",))


def test_a_share_becomes_tonnes_only_by_the_supply_of_its_own_material_and_year() -> None:
    picked = chain(
        splits(table(share(91, "agency", material="MREE", period="2024")), ON), (SEPARATION,), ("agency",)
    )
    supply = USE | {"measure": "supply", "material": "MREE", "value": 1000.0, "source_key": "tables"}
    demand = USE | {"measure": "demand", "material": "MREE", "value": 360.0}
    (one,) = left_by_stage(picked, used(), sectors(supply, demand), "USA", ON)
    assert (one.left_pct, one.left_t, one.of_supply_t, one.supply_key) == (
        9,
        pytest.approx(90),
        1000,
        "tables",
    )
    assert [use.left_pct for use in one.uses] == [pytest.approx(25)]
    for change in ({"period": "2023"}, {"material": "REE"}, {"scenario": "APS"}, {"unit": "t REO"}):
        (bare,) = left_by_stage(picked, used(), sectors(supply | change, demand), "USA", ON)
        assert (bare.left_pct, bare.left_t, bare.uses) == (9, None, ())
        assert "no world supply in tonnes for 2024" in bare.blank[0]


def test_a_bound_gives_no_tonnes_and_too_thin_a_split_no_leader() -> None:
    supply = sectors(USE | {"measure": "supply", "value": 1000.0})
    bound = chain(
        splits(table(share(80, "agency", bound=">", period="2024")), ON), (SEPARATION,), ("agency",)
    )
    (one,) = left_by_stage(bound, used(), supply, "USA", ON)
    assert (one.bound, one.left_pct, one.left_t) == (">", 20, None)
    thin = chain(splits(table(share(40, "agency", period="2024")), ON), (SEPARATION,), ("agency",))
    (none,) = left_by_stage([*thin], used(), supply, "USA", ON)
    assert (none.leader_pct, none.left_pct) == (None, None)
    (empty,) = left_by_stage([(SEPARATION, None)], used(), supply, "USA", ON)
    assert empty.blank == ("no figure of the stage on file",)


def factor(material: str, start: str, end: str, value: float) -> dict[str, Any]:
    return {"material": material, "from_form": start, "to_form": end, "value": value, "basis": "atomic weights",
            "known_from": pd.Timestamp("2024-01-01"), "source_key": "tables"}  # fmt: skip


MAGNET = {
    "measure": "mass_per_unit",
    "mass_of": "magnet",
    "material": "NdFeB",
    "value": 2.0,
    "item": "vehicle",
}
PAIR = pd.DataFrame([{"material": "NdPr", "members": "Nd;Pr"}])


def test_magnets_become_elements_and_elements_oxides_by_the_factors_on_file() -> None:
    factors = pd.DataFrame([factor("NdPr", "finished NdFeB magnet", "NdPr", 0.3), factor("Nd", "oxide Nd2O3", "metal", 0.8),
                            factor("Pr", "oxide Pr6O11", "metal", 0.75)])  # fmt: skip
    (one,) = contents(sectors(MAGNET), factors, PAIR, ON)
    assert (one.of, one.element_kg) == ("NdPr", pytest.approx(0.6))
    assert one.oxide_kg == pytest.approx((0.75, 0.8))
    assert one.factor is not None
    assert one.factor.source_key == "tables"
    (half,) = contents(sectors(MAGNET), factors.head(2), PAIR, ON)
    assert (half.element_kg, half.oxide_kg) == (pytest.approx(0.6), None)


def test_without_a_factor_nothing_is_converted_and_elements_stay_as_weighed() -> None:
    factors = pd.DataFrame([factor("NdPr", "finished NdFeB magnet", "NdPr", 0.3)])
    frame = sectors(MAGNET | {"material": "SmCo"}, MAGNET | {"mass_of": "element", "material": "REE", "value": 0.5},
                    MAGNET | {"mass_of": "parts"}, MAGNET | {"mass_of": "unstated"})  # fmt: skip
    found = contents(frame, factors, PAIR, ON)
    assert [(one.mass.mass_of, one.element_kg, one.why) for one in found] == [
        ("element", 0.5, "the source weighs the elements themselves"),
        ("magnet", None, "no factor on file for SmCo magnets"),
    ]
    early = contents(
        sectors(MAGNET | {"known_from": pd.Timestamp("2020-01-01")}), factors, PAIR, date(2021, 1, 1)
    )
    assert [one.element_kg for one in early] == [None]
