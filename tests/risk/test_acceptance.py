"""The shipped facts give the values of specification sections 12, 16 and 17.

These tests check that the formulas say what is known; passing them validates nothing. A corrected fact
may move the values: then the table it moves is to be corrected with it, in the same commit.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from chokepoint.evidence.flows import reference_quantity, shipments
from chokepoint.evidence.measures import State, states
from chokepoint.evidence.reliance import newest, reliance_figures
from chokepoint.risk.explain import explain_change
from chokepoint.risk.score import READINGS, Assessment, assess
from chokepoint.risk.words import word_of
from tests.risk.frozen import days, golden_csv, method
from tests.shipped import shipped

PRINTED = 1e-6
CLOSE = 1e-9
LAST = "2026-07-02"
OCTOBER = ("CN-2025-55", "CN-2025-56", "CN-2025-57", "CN-2025-58", "CN-2025-61", "CN-2025-62")
BAN_2024 = "CN-2024-46"


@cache
def assessment(buyer: str = "civil") -> Assessment:
    return assess(shipped(), method(), buyer=buyer)


def at(day: str, found: Assessment | None = None) -> int:
    position = (found or assessment()).index(date.fromisoformat(day))
    assert position is not None
    return position


def score(day: str) -> float:
    return float(assessment().score[at(day)])


def stress_on(day: str) -> tuple[float, str | None]:
    return float(assessment().stress.value[at(day)]), assessment().stress.worst_item(at(day))


def moved_by(start: str, end: str) -> dict[str, float]:
    """Points of the change by reading, and their sum."""
    explained = explain_change(assessment(), date.fromisoformat(start), date.fromisoformat(end), {})
    by_reading = explained.parts.groupby("reading")["points"].sum().reindex(READINGS, fill_value=0.0)
    return {"all": explained.points, **by_reading.to_dict()}


def a_tenth(value: float) -> Any:
    """A value that the specification prints with one decimal."""
    return pytest.approx(value, abs=0.05 + CLOSE)


# Section 16 ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "row", golden_csv("reference_days.csv").to_dict("records"), ids=lambda row: row["day"]
)
def test_the_shipped_facts_give_the_values_of_the_reference_days(row: dict[str, Any]) -> None:
    found, day = assessment(), at(row["day"])
    values = {
        "D": found.dependence.value[day],
        "C": found.controls.value[day],
        "C_military": assessment("military").controls.value[day],
        "C_listed": assessment("listed").controls.value[day],
        "S": found.stress.value[day],
        "P": found.tension.net[day],
        "T": found.tension.value[day],
        "H": found.pressure[day],
        "R": found.score[day],
    }
    assert values == pytest.approx({name: row[name] for name in values}, abs=PRINTED)
    assert found.stress.worst_item(day) == row["worst"]
    assert word_of(found.score[day], method().score.levels) == row["word"]


# The days of section 16 that are no reference days: score, Controls, military, Stress, Tension, Dependence.
PRINTED_DAYS = {
    "2025-03-31": (17.7, 13.8, 15.0, 0.0, 57.1, 87.2, "magnets"),
    "2025-06-25": (52.6, 36.2, 45.0, 77.7, 57.3, 87.2, "magnets"),
    "2025-12-20": (46.1, 37.6, 48.5, 69.3, 0.0, 87.2, "Y"),
    "2026-05-20": (48.8, 37.6, 48.5, 76.8, 0.0, 85.1, "Y"),
    "2026-06-22": (43.5, 37.6, 48.5, 62.7, 45.7, 85.1, "Y"),
}


@pytest.mark.parametrize(("day", "printed"), PRINTED_DAYS.items())
def test_the_other_days_of_the_specification_have_the_values_printed_there(
    day: str, printed: tuple[Any, ...]
) -> None:
    found, position = assessment(), at(day)
    values = [
        found.score[position],
        found.controls.value[position],
        assessment("military").controls.value[position],
        found.stress.value[position],
        found.tension.value[position],
        found.dependence.value[position],
    ]
    assert values == a_tenth(printed[:-1])
    assert found.stress.worst_item(position) == printed[-1]


def test_monthly_means_are_those_of_the_specification() -> None:
    supported = slice(0, at(LAST) + 1)
    scores = pd.Series(assessment().score[supported], index=pd.DatetimeIndex(assessment().days[supported]))
    means = scores.resample("MS").mean().round(1)
    assert list(means["2025-01":"2025-03"]) == [17.1, 18.5, 18.1]
    assert list(means["2025-04":"2025-12"]) == [28.7, 35.3, 45.5, 42.7, 30.6, 33.2, 47.2, 43.2, 41.1]
    assert list(means["2026-01":"2026-06"]) == [46.2, 45.5, 46.0, 47.3, 48.2, 42.4]


def test_the_highest_and_the_lowest_day_are_those_of_the_specification() -> None:
    scores = assessment().score[: at(LAST) + 1]
    assert str(assessment().days[np.argmax(scores)]) == "2025-06-20"
    assert max(scores) == a_tenth(52.8)
    assert str(assessment().days[np.argmin(scores)]) == "2025-01-31"
    assert min(scores) == a_tenth(16.1)
    after_june = scores[at("2025-07-20") :]
    assert str(assessment().days[at("2025-07-20") + np.argmax(after_june)]) == "2025-11-03"
    assert max(after_june) == a_tenth(51.9)


def test_the_fall_of_june_2026_is_data_running_out_and_says_so() -> None:
    fall = explain_change(assessment(), date(2026, 5, 20), date(2026, 6, 21), {})
    assert (score("2026-05-20"), score("2026-06-21")) == a_tenth((48.8, 41.8))
    by_kind = fall.parts.groupby("kind")["points"].sum()
    assert by_kind["data basis"] < fall.points
    assert "new observation" not in by_kind


# Section 17: what is known must show, with the values of the prototype ------------------------------------


def test_the_licences_of_april_2025_lift_the_score_at_once_mostly_through_controls() -> None:
    moved = moved_by("2025-04-03", "2025-04-04")
    assert moved == a_tenth({"all": 10.8, "dependence": 0, "controls": 8.1, "stress": 0, "tension": 2.7})


def test_the_score_follows_the_missing_magnets_of_may_and_june_2025() -> None:
    assert score("2025-06-25") - score("2025-04-04") == a_tenth(23.3)
    assert score("2025-05-25") - score("2025-04-11") == a_tenth(11.5)
    assert stress_on("2025-06-25")[1] == "magnets"


def test_the_score_falls_in_summer_2025_because_magnets_flow_again() -> None:
    moved = moved_by("2025-06-26", "2025-08-20")
    assert moved["all"] == a_tenth(-26.1)
    assert moved["stress"] < moved["all"] / 2


def test_the_rules_of_october_2025_lift_the_score_through_controls_and_tension() -> None:
    moved = moved_by("2025-10-08", "2025-10-10")
    assert moved == a_tenth({"all": 8.5, "dependence": 0, "controls": 5.1, "stress": 0, "tension": 3.4})


def test_the_suspension_of_november_2025_lowers_the_score_and_the_april_licences_remain() -> None:
    assert score("2025-11-10") - score("2025-10-29") == a_tenth(-8.5)
    assert score("2025-11-10") - score("2025-04-03") == a_tenth(23.6)


def test_the_yttrium_shortage_of_february_2026_shows_under_the_truce() -> None:
    assert stress_on("2026-02-27") == (a_tenth(69.8), "Y")
    assert stress_on("2025-10-08") == (a_tenth(54.3), "Y")
    assert (score("2026-02-27"), score("2025-10-08")) == a_tenth((45.3, 40.2))


def _versions(in_force: tuple[str, ...] = (), lifted: tuple[str, ...] = ()) -> pd.DataFrame:
    """Table measure_versions with the suspensions of some measures struck out, and others lifted."""
    versions = shipped()["measure_versions"]
    kept = versions[~(versions["measure_id"].isin(in_force) & versions["suspended_from"].notna())].copy()
    kept.loc[kept["measure_id"].isin(lifted), "ended_on"] = LAST
    return kept


PRESETS: dict[str, tuple[dict[str, Any], float, float]] = {
    row["preset"]: (levers, row["C"], row["R"])
    for row, levers in zip(
        golden_csv("scenario_presets.csv").to_dict("records"),
        (
            {"in_force": (*OCTOBER, BAN_2024)},
            {"in_force": OCTOBER},
            {"in_force": ("CN-2025-61",)},
            {"lifted": ("CN-2025-18",)},
        ),
        strict=True,
    )
}


@pytest.mark.parametrize(("levers", "controls", "value"), PRESETS.values(), ids=PRESETS)
def test_the_lapse_of_the_suspension_gives_the_values_of_the_presets(
    levers: dict[str, Any], controls: float, value: float
) -> None:
    found = assess({**shipped(), "measure_versions": _versions(**levers)}, method())
    assert found.controls.value[at(LAST)] == pytest.approx(controls, abs=PRINTED)
    assert found.score[at(LAST)] == pytest.approx(value, abs=PRINTED)


# The specification prints +.3 for the ban; its own formulas give .353.
@pytest.mark.parametrize(("measure", "rise"), [("CN-2025-57", 2.0), (BAN_2024, 0.4)])
def test_the_smaller_presets_move_the_score_as_printed(measure: str, rise: float) -> None:
    found = assess({**shipped(), "measure_versions": _versions((measure,))}, method())
    assert found.score[at(LAST)] - score(LAST) == a_tenth(rise)


def test_every_build_observation_and_ruling_row_has_effect_0_on_every_day() -> None:
    events = shipped()["events"]
    idle = events["kind"].isin(["build", "observation", "ruling"])
    assert idle.sum() > 50
    tense = assessment().tension
    counted = {event for event, effect in zip(tense.event_ids, tense.effects, strict=True) if effect.any()}
    assert not counted & set(events.loc[idle, "event_id"])
    without = assess({**shipped(), "events": events[~idle]}, method())
    np.testing.assert_array_equal(without.score, assessment().score)


@pytest.mark.parametrize("day", [str(day) for day in assessment().days[17::53]])
def test_rows_known_later_deleted_leave_the_score_of_a_day_unchanged(day: str) -> None:
    known = {
        name: rows[rows["known_from"] <= pd.Timestamp(day)] if "known_from" in rows else rows
        for name, rows in shipped().items()
    }
    until = at(day) + 1
    cut = assess(known, method(), days=assessment().days[:until])
    np.testing.assert_allclose(cut.score, assessment().score[:until], atol=CLOSE)


# Facts that the project must not get wrong ------------------------------------------------------------------


def test_magnets_to_the_us_in_may_2025_are_46_t_against_a_derived_base_of_7444_t_in_2024() -> None:
    magnets = [
        shipment
        for shipment in shipments(shipped()["trade_flows"], method().stress, "CHN", "USA")
        if shipment.item == "magnets"
    ]
    may = next(shipment for shipment in magnets if shipment.period == "2025-05")
    base = next(shipment for shipment in magnets if shipment.period == "2024")
    assert (may.quantity_t, base.quantity_t) == (46, 7444)
    assert base.derived
    reference, basis = reference_quantity(may, magnets, method().stress, date(2025, 6, 20))
    assert reference == a_tenth(620.3)
    assert basis == "2024 divided by 12"


@pytest.mark.parametrize(
    ("day", "used", "of_2024"), [("2025-06-05", 80, 80), ("2026-02-06", 80, 80), ("2026-03-01", 67, 53)]
)
def test_import_reliance_is_that_of_the_edition_known_on_the_day(
    day: str, used: float, of_2024: float
) -> None:
    figures = reliance_figures(shipped()["dependency"], method().dependence, "CHN", "USA")
    on = np.datetime64(day)
    assert newest(figures, on).loc["nir:REE", "value"] == used
    assert newest(figures[figures["period"] == "2024"], on).loc["nir:REE", "value"] == of_2024


def test_the_licence_of_april_2025_is_in_force_on_every_day_since() -> None:
    axis = assessment().days
    state = states(shipped()["measure_versions"], axis)
    april = state.state[state.row("CN-2025-18")]
    assert (april[axis >= np.datetime64("2025-04-04")] == State.IN_FORCE).all()
    assert (april[axis < np.datetime64("2025-04-04")] == State.ABSENT).all()


@pytest.mark.parametrize("measure", OCTOBER)
@pytest.mark.parametrize(
    ("day", "until"),
    [("2026-07-02", "2026-11-10"), ("2026-09-27", "2026-11-10"), ("2026-09-28", "2027-01-10")],
)
def test_the_october_suspension_ends_when_it_was_known_to_end(measure: str, day: str, until: str) -> None:
    state = states(shipped()["measure_versions"], days(day))
    row = state.row(measure)
    assert state.state[row, 0] == State.SUSPENDED
    assert state.suspended_until[row, 0] == np.datetime64(until)
