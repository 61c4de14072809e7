"""Scenarios: golden presets, a difference that closes, nothing assumed changes nothing, more blocked is never less."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chokepoint.risk.scenario import changed_tables
from chokepoint.risk.score import READINGS, assess
from tests.risk.frozen import golden_csv
from tests.risk.random_tables import tables as random_tables
from tests.risk.what_if import LAST, OCTOBER, assessed, levers, outcome, rules, tables, whole
from tests.risk.what_if import settings as shipped_settings

PRINTED, CLOSE, EXACT = 1e-6, 1e-9, 1e-12
NAMES = ("score", *READINGS)
STATES = ("lifted", "suspended", "in_force")
GOLDEN: dict[str, dict[str, Any]] = {
    "all October rules and the Ga/Ge/Sb ban": {"rules": rules("in_force", *OCTOBER, "CN-2024-46")},
    "October rules": {"rules": rules("in_force", *OCTOBER)},
    "Announcement 61": {"rules": rules("in_force", "CN-2025-61")},
    "April licences lifted": {"rules": rules("lifted", "CN-2025-18")},
}


@pytest.mark.parametrize(
    "row", golden_csv("scenario_presets.csv").to_dict("records"), ids=lambda row: row["preset"]
)
def test_states_of_measures_give_the_golden_controls_score_and_change(row: dict[str, Any]) -> None:
    found = outcome(levers(**GOLDEN[row["preset"]])).day
    assert found.after["controls"] == pytest.approx(row["C"], abs=PRINTED)
    assert found.after["score"] == pytest.approx(row["R"], abs=PRINTED)
    assert found.moved("score") == pytest.approx(row["delta"], abs=PRINTED)


@pytest.mark.parametrize("given_", GOLDEN.values(), ids=GOLDEN)
def test_the_parts_of_the_difference_leave_nothing_over(given_: dict[str, Any]) -> None:
    found = outcome(levers(**given_)).day
    assert found.explanation is not None
    assert abs(found.explanation.residual) < CLOSE
    assert found.explanation.points == pytest.approx(found.moved("score"), abs=EXACT)
    assert set(found.explanation.parts["kind"]) == {"what if"}
    assert (found.explanation.parts["points"].abs() > 0).all()


ZERO: dict[str, dict[str, Any]] = {
    "nothing": {},
    "cuts, stocks and supply of zero": {
        "flows": [{"item": "magnets", "stops_pct": 0}, {"item": "heavy_medium", "stops_pct": 0}],
        "stocks": [{"item": "Y", "months_low": 0, "months_high": 0}],
        "supply": [{"item": "Y", "year": 2027, "of_use_pct": 0}],
    },
    "rules in the state they are in": {
        "rules": rules("in_force", "CN-2025-18")
        + rules("suspended", *OCTOBER)
        + rules("lifted", "CN-2025-22")
    },
    "the same for some goods only": {"rules": rules("in_force", "CN-2025-18", goods=["heavy_medium"])},
}


@pytest.mark.parametrize("buyer", ["civil", "military", "listed"])
@pytest.mark.parametrize("given_", ZERO.values(), ids=ZERO)
def test_levers_at_zero_are_the_base(given_: dict[str, Any], buyer: str) -> None:
    found = outcome(levers(**given_), buyer=buyer).day
    assert found.after == pytest.approx(found.before, abs=EXACT)
    assert found.before["score"] == pytest.approx(
        assessed(buyer).score[assessed(buyer).index(LAST)], abs=EXACT
    )


def test_controls_and_stress_alone_give_what_all_readings_anew_give() -> None:
    given_ = levers(rules=rules("in_force", *OCTOBER), flows=[{"item": "magnets", "stops_pct": 40}])
    found = outcome(given_)
    again = assess(
        changed_tables(tables(), given_, found.base), shipped_settings().method, days=found.base.days
    )
    assert [again.reading(name)[0] for name in READINGS] == [found.day.after[name] for name in READINGS]
    assert again.score[0] == found.day.after["score"]


def test_a_cut_is_counted_from_what_flows_now() -> None:
    # March 2026: 406 t against a normal month of 7444/12 = 620.3 t; half of it stops: 203 t, 67.3 % missing.
    found = outcome(levers(flows=[{"item": "magnets", "stops_pct": 50}]))
    items = found.scenario.stress.items
    n = found.scenario.stress.n[items.index("magnets"), 0]
    assert n == pytest.approx(100 * (1 - 203 / (7444 / 12)), abs=1e-9)
    assert found.day.moved("stress") > 0
    assert found.day.moved("controls") == found.day.moved("dependence") == found.day.moved("tension") == 0


def test_a_flow_of_which_nothing_is_on_file_is_named_and_moves_no_reading() -> None:
    found = outcome(levers(flows=[{"item": "light", "stops_pct": 100}]))
    assert found.day.after == found.day.before
    assert found.idle[0].startswith("Ce, La, Nd, Pr: no flow or price on file")


def test_some_goods_of_a_rule_move_and_stand_once_in_the_difference() -> None:
    found = outcome(levers(rules=rules("lifted", "CN-2025-18", goods=["magnets_alloys"]))).day
    # 20 of 100 points of the basket, half covered, a licence worth .75.
    assert found.moved("controls") == pytest.approx(-20 * 0.5 * 0.75, abs=CLOSE)
    assert list(found.explanation.parts["id"]) == ["magnets_alloys|CN-2025-18"]
    assert "lifted" in found.explanation.parts["label"].iloc[0]


def test_a_new_rule_fills_its_group_and_is_called_assumed() -> None:
    new = {"name": "licences for light elements", "step": "licence", "goods": ["light"]}
    found = outcome(levers(new_rules=[new])).day
    assert found.moved("controls") == pytest.approx(100 * 0.10 * 0.75, abs=CLOSE)
    assert (
        found.explanation.parts["label"].iloc[0].startswith("licences for light elements (assumed) in force")
    )


def test_a_lever_for_other_buyers_moves_nothing_and_says_so() -> None:
    given_ = levers(rules=rules("in_force", *OCTOBER, buyers=["military"]))
    assert outcome(given_).day.moved("score") == 0
    assert "for military buyers only, not for civil" in outcome(given_).idle[0]
    assert outcome(given_, buyer="military").day.moved("score") > 0


def test_a_rule_of_the_other_side_and_one_without_goods_are_named() -> None:
    idle = outcome(levers(rules=rules("in_force", "US-2024-DFARS", "CN-2025-GENLIC", "CN-2026-11"))).idle
    assert [one.split(": ")[1].split(";")[0] for one in idle] == [
        "no rule of CHN", "covers no group of goods", "addressed to JPN, which does not bind USA",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("country", "on", "reason"),
    [
        ("JPN", LAST, "the score exists for USA:CHN only"),
        ("USA", date(2024, 6, 1), "before 2025-01-01"),
        ("KOR", LAST, "the score exists for USA:CHN only"),
    ],
)
def test_without_a_score_the_readings_and_the_reason_stand(country: str, on: date, reason: str) -> None:
    found = outcome(levers(rules=rules("in_force", *OCTOBER)), country=country, on=on)
    assert found.day.explanation is None
    assert reason in found.day.reason
    assert found.day.after["controls"] is not None
    assert found.day.moved("controls") > 0


def test_a_later_day_takes_the_readings_of_the_last_supported_one() -> None:
    assert outcome(levers(), on=date(2027, 1, 10)).on == LAST


def test_a_pair_without_any_data_has_no_value_and_no_fault() -> None:
    empty = {name: rows if name == "materials" else rows.iloc[:0] for name, rows in tables().items()}
    new = [{"name": "x", "step": "ban", "goods": ["light"]}]
    found = outcome(levers(new_rules=new, flows=[{"item": "Y", "stops_pct": 9}]), empty)
    assert found.day.after["score"] is None
    assert found.day.after["stress"] is None
    assert found.day.after["controls"] == pytest.approx(10)


# Properties on random tables -------------------------------------------------------------------------------

cuts = st.dictionaries(
    st.sampled_from(["magnets", "Y", "Dy", "Tb", "light", "heavy_medium"]), st.floats(0, 100), max_size=3
)
groups = st.sampled_from(list(shipped_settings().method.controls.basket))


@st.composite
def two_scenarios(draw: st.DrawFn) -> tuple[dict[str, pd.DataFrame], dict[str, Any], dict[str, Any]]:
    """Random tables and two sets of levers of which the second blocks at least as much everywhere."""
    data = whole(draw(random_tables()))
    known = sorted(set(data["measure_versions"]["measure_id"]))
    less: list[dict[str, Any]] = []
    more: list[dict[str, Any]] = []
    for measure in draw(st.lists(st.sampled_from(known), max_size=3, unique=True)) if known else []:
        low, high = sorted(draw(st.tuples(st.integers(0, 2), st.integers(0, 2))))
        less += rules(STATES[low], measure)
        more += rules(STATES[high], measure)
    small = draw(cuts)
    large = {item: max(share, small.get(item, 0)) for item, share in (small | draw(cuts)).items()}
    new = [
        {
            "name": "new",
            "step": draw(st.sampled_from(["reporting", "licence", "ban"])),
            "goods": [draw(groups)],
        }
    ]
    flows = [[{"item": item, "stops_pct": share} for item, share in one.items()] for one in (small, large)]
    return data, {"rules": less, "flows": flows[0]}, {"rules": more, "flows": flows[1], "new_rules": new}


@settings(max_examples=15)
@given(two_scenarios(), st.integers(0, 545), st.sampled_from(["civil", "military", "listed"]))
def test_more_blocked_never_lowers_a_reading(
    drawn: tuple[dict[str, pd.DataFrame], dict[str, Any], dict[str, Any]], day: int, buyer: str
) -> None:
    data, less, more = drawn
    on = date(2025, 1, 1) + pd.Timedelta(days=day)
    base = outcome(levers(), data, buyer=buyer, on=on).day
    one, other = (outcome(levers(**given_), data, buyer=buyer, on=on) for given_ in (less, more))
    added = outcome(levers(flows=more["flows"], new_rules=more["new_rules"]), data, buyer=buyer, on=on).day
    for name in NAMES:
        assert _at_least(other.day.after[name], one.day.after[name]), name
        assert _at_least(added.after[name], base.before[name]), name
        assert other.day.after[name] is None or 0 <= other.day.after[name] <= 100 + CLOSE
    for found in (one, other):
        if found.day.explanation is not None:
            assert abs(found.day.explanation.residual) < CLOSE


def _at_least(more: float | None, less: float | None) -> bool:
    if more is None or less is None:
        return more is None and less is None
    return more >= less - CLOSE


def test_the_random_cases_move_readings() -> None:
    """A property over cases in which nothing moves would prove nothing."""
    found = outcome(
        levers(flows=[{"item": "magnets", "stops_pct": 90}], rules=rules("in_force", *OCTOBER))
    ).day
    assert found.moved("stress") > 5
    assert found.moved("controls") > 5
    assert np.isfinite(found.moved("score"))
