"""Companion measures: hand-computed values, and the EU study and GeoPolRisk as others published or ran them."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chokepoint.config import read_settings
from chokepoint.risk.companions import (
    Span,
    characterisation,
    concentration_behind,
    geopolrisk,
    governance_risk,
    group_value,
    hhi,
    instability,
    supply_risk,
    weighted_hhi,
)
from tests.risk.frozen import golden, golden_csv

EXACT = 1e-9
PRINTED = 0.05 + EXACT
EU = golden_csv("eu2023_rare_earth_supply_risk.csv").set_index("material")
BACKSOLVED = golden_csv("eu2023_sr_backsolve.csv").set_index("material")
SCORES = golden_csv("geopolrisk_rare_earth.csv")
GRAPHITE = golden_csv("geopolrisk_graphite.csv")
YEARS = list(range(2018, 2025))
# The study of 2023 on the three heavy elements that the golden table leaves out.
OTHER_HEAVY = {"Gadolinium": 3.3, "Terbium": 4.9, "Yttrium": 3.5}


def settings():  # type: ignore[no-untyped-def]
    return read_settings().companions


# By hand ----------------------------------------------------------------------------------------------------


def test_hhi_by_hand() -> None:
    assert hhi({"A": 0.5, "B": 0.3, "C": 0.2}) == pytest.approx(0.38)
    assert hhi({}) == 0


def test_governance_risk_runs_from_0_at_the_best_estimates_to_10_at_the_worst() -> None:
    assert governance_risk([2.5] * 6) == 0
    assert governance_risk([-2.5] * 6) == 10
    assert governance_risk([-0.299, 0.497]) == pytest.approx((2.5 - 0.099) * 2)
    assert [instability(value) for value in (2.5, 0, -2.5, -3)] == [0, 0.5, 1, 1]


def test_a_country_without_governance_opens_a_span_and_is_never_zero() -> None:
    shares, risk = {"A": 0.8, "B": 0.2}, {"A": 5.0}
    assert weighted_hhi(shares, risk) == Span(pytest.approx(3.2), pytest.approx(3.2 + 0.04 * 10))
    assert weighted_hhi(shares, {"A": 5.0, "B": 1.0}, {"A": 1.5}) == Span(*[pytest.approx(4.84)] * 2)


def test_supply_risk_by_hand() -> None:
    assert supply_risk(5.0, None, 1.0, 0.01, 1.0) == pytest.approx(4.95)
    # [5·.8/2 + 2·(1 − .8/2)] · .99 · .9
    assert supply_risk(5.0, 2.0, 0.8, 0.01, 0.9) == pytest.approx(3.2 * 0.99 * 0.9)


def test_geopolrisk_by_hand_and_not_without_tonnes() -> None:
    found = geopolrisk({"A": 75, "B": 25}, {"A": 6, "C": 2}, {"A": 0.4}, 8, 0.5)
    assert found is not None
    assert (found.hhi, found.import_risk) == (0.625, (6 * 0.4 + 2 * 0.5) / 16)
    assert found.score == found.hhi * found.import_risk
    assert geopolrisk({}, {"A": 1}, {}, 0, 0.5) is None
    assert geopolrisk({"A": 1}, {}, {}, 0, 0.5) is None


# The EU study of 2023 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("material", EU.index)
def test_supply_risk_of_the_study_follows_from_a_concentration_inside_its_interval(material: str) -> None:
    row = EU.loc[material]
    behind = concentration_behind(row["sr"], row["si_sr"], row["eol_rir_pct"] / 100)
    for concentration in (behind.low, (behind.low + behind.high) / 2, behind.high):
        found = supply_risk(concentration, None, 1.0, row["eol_rir_pct"] / 100, row["si_sr"])
        # Half a digit of SI moves the ends by at most half a percent of the value.
        assert found == pytest.approx(row["sr"], abs=PRINTED + 0.006 * row["sr"])


@pytest.mark.parametrize("material", BACKSOLVED.index)
def test_the_interval_of_the_concentration_is_the_one_worked_out_before(material: str) -> None:
    row = BACKSOLVED.loc[material]
    behind = concentration_behind(row["sr_published"], row["si_sr"], row["eol_rir"])
    assert behind.low == pytest.approx(row["hhi_wgi_t_low"], abs=0.0005)
    assert behind.high == pytest.approx(row["hhi_wgi_t_high"], abs=0.0005)
    assert supply_risk(5.655, None, 1, row["eol_rir"], row["si_sr"]) == pytest.approx(
        row["sr_if_hhi_wgi_t_5.655"], abs=0.0005
    )


def test_a_group_of_the_study_is_the_mean_of_its_elements() -> None:
    told = golden("eu2023_group_mean.json")["HREE"]
    heavy = [*EU.loc[EU["group"] == "heavy", "sr"], *OTHER_HEAVY.values()]
    found = group_value(heavy)
    assert len(heavy) == told["n"]
    assert found == pytest.approx(told["sr_mean"])
    assert found == pytest.approx(told["sr_published"], abs=PRINTED)
    assert group_value([]) is None


# GeoPolRisk -------------------------------------------------------------------------------------------------


def production_of(year: int) -> dict[str, float]:
    """Whole tonnes by country: the library cuts the rest off."""
    rows = golden_csv("geopolrisk_ree_production_input.csv").set_index("Country_ISO")
    return {country: float(int(tonnes)) for country, tonnes in rows[str(year)].dropna().items()}


@pytest.mark.parametrize("year", YEARS)
def test_geopolrisk_of_the_united_states_is_that_of_the_library(year: int) -> None:
    imports = golden_csv("geopolrisk_usa_ree_imports_input.csv")
    rows = imports[imports["period"] == year]
    unstable = rows.dropna(subset="instability_0_1").set_index("partnerISO")["instability_0_1"].to_dict()
    production = production_of(year)
    found = geopolrisk(
        production,
        rows.set_index("partnerISO")["qty_t"].to_dict(),
        unstable,
        production["USA"],
        settings().unknown_instability,
    )
    told = SCORES[(SCORES["economic_unit"] == "USA") & (SCORES["year"] == year)].iloc[0]
    assert found is not None
    assert found.hhi == pytest.approx(told["hhi"], rel=EXACT)
    assert found.import_risk == pytest.approx(told["import_risk"], rel=EXACT)
    assert found.score == pytest.approx(told["score"], rel=EXACT)
    price = rows["value_kusd"].sum() / rows["qty_t"].sum()
    assert characterisation(found.score, price, settings().reference_factor) == pytest.approx(
        told["cf"], rel=EXACT
    )


@pytest.mark.parametrize("told", pd.concat([SCORES, GRAPHITE]).to_dict("records"), ids=lambda row: f"{row['economic_unit']} {row['year']} {row['raw_material']}")  # fmt: skip
def test_score_and_factor_of_every_country_close(told: dict[str, float]) -> None:
    # The numerator as one import of instability 1, the rest of the trade at 0.
    used = {"one": told["numerator"], "rest": told["total_trade_t"] - told["numerator"]}
    found = geopolrisk({"A": 1.0}, used, {"one": 1.0, "rest": 0.0}, told["production_t"], 0.5)
    assert found is not None
    score = told["hhi"] * found.import_risk
    assert score == pytest.approx(told["score"], abs=1e-7)
    factor = characterisation(score, told["price_kusd_per_t"], settings().reference_factor)
    assert factor == pytest.approx(told["cf"], rel=1e-7)


# Always -----------------------------------------------------------------------------------------------------

SHARES = st.dictionaries(st.sampled_from("ABCDEF"), st.floats(0.01, 1), min_size=1).map(
    lambda parts: {name: part / sum(parts.values()) for name, part in parts.items()}
)


@given(SHARES, st.dictionaries(st.sampled_from("ABCDEF"), st.floats(0, 10)))
def test_the_weighted_hhi_stays_between_0_and_ten_times_the_hhi(
    shares: dict[str, float], risk: dict[str, float]
) -> None:
    span = weighted_hhi(shares, risk)
    assert 0 <= span.low <= span.high + 1e-12
    assert span.high <= 10 * hhi(shares) + 1e-9


@given(SHARES, SHARES, st.floats(0, 1), st.floats(0, 1e6))
def test_geopolrisk_stays_between_0_and_1_and_falls_with_production_at_home(
    mined: dict[str, float], bought: dict[str, float], unknown: float, home: float
) -> None:
    without, with_mine = (
        geopolrisk(mined, bought, {}, 0, unknown),
        geopolrisk(mined, bought, {}, home, unknown),
    )
    assert without is not None
    assert with_mine is not None
    assert 0 <= with_mine.score <= without.score + 1e-12 <= 1 + 1e-9
