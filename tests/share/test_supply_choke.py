"""The finding of the Supply page, for all rare earths and for the materials asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from chokepoint.evidence.elements import Element
from chokepoint.method import Stage
from chokepoint.share.supply_choke import (
    Choke,
    choke_finding,
    narrowest_in,
    none_finding,
)
from tests.share.test_supply import plain, split
from tests.share.test_supply_depth import Called

ALL = Choke("heavy separation", 99.9, "2023")
NAMES = Called(Nd="neodymium")
GROUPS = {"HREE": frozenset({"Dy", "Tb", "Ho", "Er"}), "REE": frozenset({"Nd", "Dy", "Tb", "Ho", "Er"})}
STAGES = [
    Stage(stage="separation", materials=("REE", "MREE"), label="separation"),
    Stage(stage="separation", materials=("HREE",), label="heavy separation"),
]


def element(symbol: str) -> Element:
    return Element(symbol, symbol, 1, "HREE", True, True, (), (), (), "", "office")


def test_the_choke_is_a_stage_a_share_and_a_year() -> None:
    assert (
        plain(choke_finding(ALL, "China")) == "The choke is heavy separation: China held 99.9 % of it in 2023"
    )
    assert choke_finding(None, "China") == "No stage has a share young enough to name the narrowest"


def test_a_day_without_one_names_the_last_that_had_it() -> None:
    assert plain(choke_finding(None, "China", (date(2026, 7, 2), ALL))).endswith(
        "on 2026-07-02, the last day that the evidence supports, it was heavy separation: China held 99.9 % of it in 2023"
    )


def told(*symbols: str) -> str:
    rows = [
        (STAGES[0], split("a", 91)),
        (STAGES[1], replace(split("b", 99.9, period="2023"), material="HREE")),
    ]
    found = narrowest_in(rows, "CHN", [element(symbol) for symbol in symbols], GROUPS)
    return plain(choke_finding(found, "China"))


def test_the_choke_names_the_elements_that_its_figure_holds() -> None:
    assert told("Nd", "Dy") == "The choke for Dy is heavy separation: China held 99.9 % of it in 2023"
    assert told("Tb", "Dy", "Ho", "Er", "Nd").startswith(
        "The choke for 4 of the 5 elements asked for is heavy separation"
    )
    assert told() == "The choke is heavy separation: China held 99.9 % of it in 2023"


def test_bounds_and_stages_without_a_figure_name_no_choke() -> None:
    rows = [(STAGES[0], split("a", 91)), (STAGES[1], split("c", 99.95, ">"))]
    assert narrowest_in(rows, "CHN") == Choke("separation", 91, "2024")
    assert narrowest_in([(STAGES[0], None)], "CHN") is None
    assert (
        none_finding(["Nd"], NAMES) == "No stage of neodymium has a share young enough to name the narrowest"
    )
