"""Presets: each open deadline as the table tells it, history as the settings tell it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from chokepoint.config import PresetSettings
from chokepoint.evidence.deadlines import SETTLED, due
from chokepoint.evidence.names import GROUPS
from chokepoint.risk.scenario_presets import presets, suspended_on
from tests.risk.what_if import LAST, OCTOBER, TODAY, assessed, offered, outcome, settings, tables

DEADLINES = tables()["deadlines"]
OPEN = DEADLINES[~DEADLINES["state"].isin(SETTLED)]


def test_every_open_deadline_is_offered_and_then_history() -> None:
    assert set(list(offered())[: len(OPEN)]) == set(OPEN["deadline_id"])
    assert list(offered())[len(OPEN) :] == [preset.name for preset in settings().scenarios.presets]


@pytest.mark.parametrize("row", OPEN.to_dict("records"), ids=lambda row: row["deadline_id"])
def test_the_default_effect_of_a_preset_is_that_of_its_row(row: dict[str, object]) -> None:
    preset = offered()[str(row["deadline_id"])]
    assert (preset.title, preset.says) == (row["title"], row["default_effect"])
    assert preset.deadline is not None
    assert all(rule.start == row["due_on"].date() for rule in preset.levers.rules)  # type: ignore[attr-defined]
    # An independent reading: the rules that the measure of the deadline suspends, from the tables themselves.
    measures = tables()["measures"].set_index("measure_id")
    suspends = measures["suspends"].get(row["measure_id"])
    woken = suspends.split(";") if isinstance(suspends, str) else []
    if woken:
        assert [(rule.measure, rule.state) for rule in preset.levers.rules] == [
            (one, "in_force") for one in woken
        ]
    # What it blocks is what the calendar of deadlines names, buyers and goods alike.
    (item,) = [one for one in due(tables(), TODAY, TODAY) if one.deadline_id == row["deadline_id"]]
    blocked = outcome(preset.levers).blocked
    coverage = tables()["control_coverage"]
    named = coverage[coverage["measure_id"].isin(woken) & (coverage["coverage"] != "none")]
    assert {GROUPS[row.group] for row in blocked} == set(item.goods)
    assert set(named["buyer_class"]) == set(item.buyers)


# By the words of each row: what applies again, what begins by itself, what lapses, what may or may not follow.
BY_DEFAULT = {
    "2026-07-13-section-232-mineral-talks": [],
    "2026-11-10-announcement-70-suspension": [(one, "in_force") for one in OCTOBER],
    "2026-11-27-announcement-72-suspension": [("CN-2024-46", "in_force")],
    "2026-12-02-first-general-licences": [("CN-2025-GENLIC", "lifted")],
    "2027-01-01-dfars-magnet-rule": [("US-2024-DFARS", "in_force")],
    "2027-01-10-kuala-lumpur-busan-arrangement": [(one, "in_force") for one in OCTOBER],
}


@pytest.mark.parametrize(("name", "rules"), BY_DEFAULT.items(), ids=BY_DEFAULT)
def test_what_happens_by_default_as_levers(name: str, rules: list[tuple[str, str]]) -> None:
    assert [(rule.measure, rule.state) for rule in offered()[name].levers.rules] == rules


def test_a_settled_deadline_and_one_not_yet_known_are_not_offered() -> None:
    early = presets(tables(), assessed(), settings().scenarios, LAST, LAST)
    assert "2027-01-10-kuala-lumpur-busan-arrangement" not in early
    met = {**tables(), "deadlines": DEADLINES.assign(state="met")}
    found = presets(met, assessed(), settings().scenarios, LAST, TODAY)
    assert not any(preset.deadline for preset in found.values())


def test_all_suspended_rules_are_those_of_the_day() -> None:
    assert set(suspended_on(assessed(), LAST)) == {*OCTOBER, "CN-2024-46", "CN-2025-21"}
    assert suspended_on(assessed(), date(2025, 5, 1)) == []
    # One listing of April 2025, suspended since May as reported.
    assert suspended_on(assessed(), date(2025, 10, 20)) == ["CN-2025-21"]
    assert outcome(offered()["all-suspended"].levers).day.moved("score") == pytest.approx(
        8.4303249175, abs=1e-6
    )


def test_stalled_approvals_bring_magnets_down_to_may_2025() -> None:
    (cut,) = offered()["april-2025"].levers.flows
    assert cut.item == "magnets"
    assert cut.stops_pct == pytest.approx(100 * (1 - 46 / 406), abs=1e-9)
    found = outcome(offered()["april-2025"].levers)
    n = found.scenario.stress.n[found.scenario.stress.items.index("magnets"), 0]
    assert n == pytest.approx(100 * (1 - 46 / (7444 / 12)), abs=1e-9)


def test_the_halt_of_2010_leaves_magnets_and_bars_the_rest() -> None:
    found = outcome(offered()["halt-2010"].levers)
    assert {(row.group, row.held.middle) for row in found.blocked} == {  # type: ignore[union-attr]
        ("heavy_medium", 1.0), ("five_more", 1.0), ("light", 1.0),
    }  # fmt: skip
    assert found.day.moved("stress") > 0


def test_a_preset_whose_rules_are_not_on_file_says_which() -> None:
    gone = settings().scenarios.model_copy(
        update={"presets": (PresetSettings(name="gone", title="Gone", rules=("CN-1999-1",)),)}
    )
    assert (
        presets(tables(), assessed(), gone, LAST, TODAY)["gone"].why_not
        == "CN-1999-1 not in table measure_versions"
    )


def test_a_preset_without_anything_to_change_says_so() -> None:
    on = date(2025, 5, 1)
    found = presets(tables(), assessed(), settings().scenarios, on, on)
    assert found["all-suspended"].why_not == "no rule is suspended and no flow of these months is on file"
    assert found["october-2025"].why_not == ""


def test_rules_of_history_were_announced_on_the_days_that_name_them() -> None:
    announced = pd.to_datetime(
        tables()["measures"].set_index("measure_id")["announced"].astype(str), format="ISO8601"
    )
    assert set(announced[list(OCTOBER)]) == {pd.Timestamp("2025-10-09")}
    assert announced["CN-2025-18"] == pd.Timestamp("2025-04-04")
    assert np.isin(OCTOBER, tables()["control_coverage"]["measure_id"]).sum() == len(OCTOBER)
