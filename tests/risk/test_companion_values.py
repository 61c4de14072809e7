"""Companion measures on the shipped tables: against what was published, and with nothing known later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

import duckdb
import pandas as pd
import pytest

from chokepoint.config import read_settings
from chokepoint.risk.companion_values import (
    GEOPOLRISK,
    HHI,
    SUPPLY_RISK,
    WEIGHTED,
    Companion,
    companions,
    governance,
    published,
)
from tests.risk.frozen import golden, golden_csv
from tests.shipped import contract, typed_csv

ON = date(2026, 7, 2)
HALF_A_DIGIT = 0.05
# Elements whose shares the tables hold as the study used them; the others rest on shares of all rare earths.
REPRODUCED = ("Ce", "Er", "Eu", "Gd", "Ho", "Lu", "Sc", "Tm", "Yb")


@cache
def tables() -> Mapping[str, pd.DataFrame]:
    with duckdb.connect() as con:
        return {
            name: typed_csv(con, contract().table(name))
            for name in ("production", "dependency", "indices", "materials")
        }


@cache
def found(on: date = ON) -> dict[tuple[str, str], Companion]:
    return {(one.measure, one.of): one for one in companions(tables(), read_settings().companions, on)}


def middle(one: Companion) -> float:
    assert one.value is not None, one.why_not
    return (one.value.low + one.value.high) / 2


def test_the_hhi_of_mining_is_that_of_the_listed_tonnes() -> None:
    one, mined = found()[HHI, "mining"], tables()["production"]
    assert (one.source_keys, one.period) == (("usgs-mcs-2026-ree",), "2025")
    mined = mined[(mined["source_key"] == "usgs-mcs-2026-ree") & (mined["period"] == "2025")]
    mined = mined[mined["measure"].eq("production") & (mined["country"] != "WLD")].set_index("country")[
        "value"
    ]
    shares = mined / mined.sum()
    many = (shares.drop("ROW", errors="ignore") ** 2).sum()
    assert one.value is not None
    assert (one.value.low, one.value.high) == pytest.approx((many, (shares**2).sum()))


def test_one_country_alone_has_an_hhi_of_1_and_its_own_governance() -> None:
    heavy = "separation of dysprosium"
    assert middle(found()[HHI, heavy]) == 1
    # Six estimates of China for 2018, the last year not after the study's: mean −.327.
    china = governance(tables()["indices"], date(2020, 12, 31))["CHN"]
    assert china == pytest.approx(5.654, abs=0.001)
    assert middle(found()[WEIGHTED, heavy]) == pytest.approx(china)


@pytest.mark.parametrize("element", REPRODUCED)
def test_the_supply_risk_of_the_study_is_reproduced_to_half_a_printed_digit(element: str) -> None:
    one = found()[SUPPLY_RISK, element]
    assert one.published is not None
    assert middle(one) == pytest.approx(one.published.value, abs=HALF_A_DIGIT)


def test_published_scores_by_element_are_those_of_the_golden_table() -> None:
    symbols = tables()["materials"].set_index("name")["material"]
    for row in golden_csv("eu2023_rare_earth_supply_risk.csv").itertuples(index=False):
        one = found()[SUPPLY_RISK, symbols[row.material.lower()]]
        assert one.published is not None
        assert one.published.value == row.sr


def test_a_group_is_the_mean_of_its_elements_and_stands_beside_the_published_group() -> None:
    heavy = found()[SUPPLY_RISK, "HREE"]
    members = tables()["materials"].set_index("material").at["HREE", "members"].split(";")
    values = [middle(found()[SUPPLY_RISK, element]) for element in members]
    assert len(values) == 10
    assert middle(heavy) == pytest.approx(sum(values) / 10)
    assert heavy.published is not None
    assert heavy.published.value == golden("eu2023_group_mean.json")["HREE"]["sr_published"]


def test_geopolrisk_ranks_the_country_that_mines_below_those_that_do_not() -> None:
    values = {country: middle(found()[GEOPOLRISK, country]) for country in ("USA", "EUU", "DEU", "JPN")}
    assert min(values, key=lambda country: values[country]) == "USA"
    assert found()[GEOPOLRISK, "USA"].parts["home_t"] == 45_500
    # The library, on its own data, has .057 for 2024.
    assert values["USA"] == pytest.approx(0.057, abs=0.02)
    assert found()[GEOPOLRISK, "USA"].published.value == pytest.approx(0.05703607728)  # type: ignore[union-attr]


def test_imports_in_money_are_no_tonnes() -> None:
    given = dict(tables())
    rows = given["dependency"]
    tonnes = rows[(rows["country"] == "USA") & (rows["measure"] == "imports") & (rows["period"] == "2024")]
    money = tonnes.assign(unit="million USD", basis="value", value=1e6, source_key="zz")
    assert len(money)
    more = {**given, "dependency": pd.concat([rows, money], ignore_index=True)}
    told = {(one.measure, one.of): one for one in companions(more, read_settings().companions, ON)}
    assert told[GEOPOLRISK, "USA"] == found()[GEOPOLRISK, "USA"]


def test_the_year_of_the_governance_estimates_is_told() -> None:
    years = {of: one.estimated for (measure, of), one in found().items() if measure == WEIGHTED}
    assert years == {"mining": "2023", "separation of dysprosium": "2018"}


def test_published_indices_stand_as_printed() -> None:
    indices = tables()["indices"]
    names = {
        "rare earth elements": "REE",
        "gallium": "Ga",
        "germanium": "Ge",
        "antimony": "Sb",
        "gold": "gold",
    }
    rows = golden_csv("published_indices.csv")
    for row in rows[rows["index"] == "BGS risk list"].itertuples(index=False):
        told = published(indices, f"BGS_RISK_{names[row.item]}")
        assert {one.period: one.value for one in told}[str(row.edition)] == row.value
    assert {one.value for one in published(indices, "IEA_TOP3_REFINING")} == {82, 86}


def test_published_effects_stand_as_printed() -> None:
    effects, indices = golden("usgs_published_effects.json"), tables()["indices"]
    for item, code in (("gallium", "GA"), ("germanium", "GE"), ("both", "GA_GE")):
        found_values = [
            published(indices, f"USGS_GDP_{code}{end}")[0].value for end in ("", "_SMALL", "_LARGE")
        ]
        assert found_values == effects["USGS_OFR_2024_1057"][item]
    ranks = sorted(published(indices, "USGS_RISK_RANK_.*"), key=lambda one: one.value)
    told = effects["USGS_OFR_2025_1047"]
    assert [one.name.rpartition(", ")[2] for one in ranks] == told["top10_order"]
    above = [one.name.rpartition(", ")[2] for one in ranks if "above 1 billion" in one.notes]
    assert above == told["above_1bn"]


def test_a_value_that_cannot_be_worked_out_says_why_and_takes_nothing_published_for_it() -> None:
    early = found(date(2023, 6, 1))
    assert early[GEOPOLRISK, "DEU"].value is None
    assert "no import shares" in early[GEOPOLRISK, "DEU"].why_not
    assert early[SUPPLY_RISK, "HREE"].value is None
    assert early[SUPPLY_RISK, "HREE"].gap is None
    assert early[SUPPLY_RISK, "HREE"].published.period == "2020"  # type: ignore[union-attr]


def test_rows_known_later_change_nothing() -> None:
    on = date(2025, 6, 1)
    before = {
        name: frame[frame["known_from"] <= pd.Timestamp(on)] if "known_from" in frame else frame
        for name, frame in tables().items()
    }
    cut = companions(before, read_settings().companions, on)
    assert {(one.measure, one.of): one for one in cut} == found(on)
