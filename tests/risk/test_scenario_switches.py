"""The two switches of a scenario, off by default: the step itself as an act, and the flow once stocks are gone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chokepoint.risk.score import READINGS, tension_of
from tests.risk.random_tables import tables as random_tables
from tests.risk.test_scenario import CLOSE, NAMES, two_scenarios
from tests.risk.what_if import OCTOBER, levers, outcome, rules, tables, whole
from tests.risk.what_if import settings as shipped_settings

EVERY = rules("in_force", *OCTOBER, "CN-2024-46")
MAGNET_BAN = [{"name": "a ban on magnets", "step": "ban", "goods": ["magnets_alloys"]}]


def test_the_act_adds_its_intensity_to_the_pressure_of_events() -> None:
    """The method's own figure for all rules with the act at −9: +9.6 points."""
    found = outcome(levers(rules=EVERY, act=-9)).day
    assert round(found.moved("score"), 1) == 9.6
    kappa = shipped_settings().method.tension.half_saturation
    before = found.before["tension"]
    pressure = kappa * before / (100 - before) + 0.9
    assert found.after["tension"] == pytest.approx(100 * pressure / (kappa + pressure), abs=CLOSE)
    assert found.moved("stress") == 0
    row = found.explanation.parts.set_index("id").loc["NEW-act"]
    assert (row["reading"], row["label"]) == ("tension", "The step itself as an act (assumed)")
    assert abs(found.explanation.residual) < CLOSE


def test_the_act_alone_moves_tension_alone() -> None:
    found = outcome(levers(act=-5)).day
    assert [name for name in READINGS if found.moved(name)] == ["tension"]


def test_where_tension_is_not_read_the_act_is_named() -> None:
    found = outcome(levers(act=-9), country="JPN")
    assert found.idle == ("the act itself: Tension is not read for JPN",)
    assert found.day.after["tension"] is None


def test_once_stocks_are_gone_what_a_ban_holds_back_is_missing() -> None:
    """A ban on all magnets leaves no flow: n = 100; with stocks it moves Controls only."""
    standing = outcome(levers(new_rules=MAGNET_BAN))
    gone = outcome(levers(new_rules=MAGNET_BAN, stocks_gone=True))
    assert standing.day.moved("stress") == 0
    items = gone.scenario.stress.items
    assert gone.scenario.stress.n[items.index("magnets"), 0] == pytest.approx(100, abs=CLOSE)
    assert gone.day.moved("stress") > 5
    assert gone.blocked == standing.blocked
    labels = gone.day.explanation.parts.set_index("id")["label"]
    assert labels["magnets"] == "magnets: 100 % of the flow assumed to stop"


def test_only_what_is_held_back_more_than_today_is_missing() -> None:
    """Licences on half of the magnets today, on all of them in the scenario: h₀ = (1 − a)/2, h = 1 − a."""
    new = [{"name": "licences for all magnets", "step": "licence", "goods": ["magnets_alloys"]}]
    found = outcome(levers(new_rules=new, stocks_gone=True))
    (row,) = [one for one in found.blocked if one.item == "magnets" and one.group == "magnets_alloys"]
    held, before = row.held.middle, row.held_before.middle
    assert held == pytest.approx(2 * before)
    stops = (held - before) / (1 - before)
    n = found.scenario.stress.n[found.scenario.stress.items.index("magnets"), 0]
    assert n == pytest.approx(100 * (1 - 406 * (1 - stops) / (7444 / 12)), abs=CLOSE)


def test_rules_that_hold_nothing_back_leave_the_flow() -> None:
    lifted = levers(rules=rules("lifted", "CN-2025-18"), stocks_gone=True)
    assert outcome(lifted).day.moved("stress") == 0


def test_items_without_a_flow_on_file_are_named() -> None:
    (said,) = outcome(levers(rules=rules("in_force", "CN-2025-57"), stocks_gone=True)).idle
    assert said.startswith("Er, Eu, Ho, Tm, Yb: no flow or price on file")


@settings(max_examples=15)
@given(two_scenarios(), st.integers(0, 545), st.floats(-10, -0.1))
def test_a_switch_never_lowers_a_reading(drawn: Any, day: int, act: float) -> None:
    data, _, more = drawn
    on = date(2025, 1, 1) + pd.Timedelta(days=day)
    plain = outcome(levers(**more), data, on=on).day
    switched = outcome(levers(**more, act=act, stocks_gone=True), data, on=on).day
    for name in NAMES:
        before, after = plain.after[name], switched.after[name]
        assert (before is None) == (after is None)
        assert after is None or before - CLOSE <= after <= 100 + CLOSE
    if switched.explanation is not None:
        assert abs(switched.explanation.residual) < CLOSE


@settings(max_examples=10)
@given(random_tables(), st.floats(-10, -0.1))
def test_the_act_is_an_event_as_any_other(drawn: dict[str, pd.DataFrame], act: float) -> None:
    """Tension with the act equals Tension of the events with a row that says the same."""
    data, on = whole(drawn), date(2025, 6, 1)
    day = pd.Timestamp(on)
    row = {"event_id": "zz", "initiator": "CHN", "addressee": "USA", "kind": "act", "intensity": act, "materials": "REE",
           "known_from": day}  # fmt: skip
    more = pd.DataFrame([{column: row.get(column) for column in data["events"].columns}])
    events = pd.concat([data["events"], more.astype(data["events"].dtypes.to_dict())], ignore_index=True)
    found = outcome(levers(act=act), data, on=on)
    expected = tension_of(events, shipped_settings().method, "USA", found.base.days)
    assert found.day.after["tension"] == pytest.approx(float(expected.value[0]), abs=CLOSE)


def test_the_tables_stay_as_they_were() -> None:
    rows = len(tables()["events"]), len(tables()["trade_flows"])
    outcome(levers(new_rules=MAGNET_BAN, act=-9, stocks_gone=True))
    assert rows == (len(tables()["events"]), len(tables()["trade_flows"]))
