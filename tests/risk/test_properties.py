"""What must hold for any input (specification, section 18), over random tables of every kind."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chokepoint.evidence.prices import price_observations
from chokepoint.risk.attribution import change, level
from chokepoint.risk.controls import Controls, controls
from chokepoint.risk.explain import explain_change, explain_level, why_no_score
from chokepoint.risk.score import READINGS, Assessment, assess, date_of, pressure, score_days
from chokepoint.risk.stress import stress
from chokepoint.risk.tension import tension
from tests.risk import random_tables as rt
from tests.risk.frozen import days, frozen_assessment, method
from tests.risk.random_tables import Rows, Tables

CLOSE = 1e-9
AXIS = score_days(method().scope)
# A whole assessment takes far longer than one reading.
some = settings(max_examples=8)
many = settings(max_examples=20)
buyers = st.sampled_from(["civil", "military", "listed"])
exponents = st.sampled_from([1, 2, 4])
several_events = st.lists(rt.event, max_size=12)
several_measures = st.lists(rt.measure(), max_size=5)


def values(found: Assessment) -> Any:
    """Readings, pressure and score (rows) of every day."""
    return np.vstack([*(found.reading(name) for name in READINGS), found.pressure, found.score])


def same(one: Assessment, other: Assessment, until: int | None = None) -> None:
    """Both give the same numbers and words, on all days or on those up to a position."""
    np.testing.assert_allclose(values(one)[:, :until], values(other)[:, :until], atol=CLOSE, rtol=0)
    assert one.words[:until] == other.words[:until]


def net_of(rows: Rows, axis: Any = AXIS) -> Any:
    return tension(rt.event_table(rows), method().tension, "USA", "CHN", axis).net


def tension_of(rows: Rows) -> Any:
    return tension(rt.event_table(rows), method().tension, "USA", "CHN", AXIS).value


def controls_of(rows: Rows, buyer: str = "civil", axis: Any = AXIS) -> Controls:
    given_tables = rt.measure_tables(rows).values()
    return controls(*given_tables, method().controls, ("USA", "WLD"), buyer, axis)


# 1 Bounds


@some
@given(rt.tables(), buyers)
def test_every_reading_and_the_score_lie_between_0_and_100(given_tables: Tables, buyer: str) -> None:
    found = values(assess(given_tables, method(), buyer=buyer))
    assert (((found >= 0) & (found <= 100 + CLOSE)) | np.isnan(found)).all()


def test_empty_tables_give_no_score_and_no_0_in_its_place() -> None:
    found = assess({name: rt.table(name, []) for name in rt.COLUMNS}, method())
    for missing in (found.score, found.dependence.value, found.stress.value):
        assert np.isnan(missing).all()
    assert set(found.words) == {None}
    assert not found.controls.value.any()
    assert not found.tension.value.any()


# 2 Monotony


@many
@given(st.tuples(*[rt.shares] * 4), st.integers(0, 3), rt.shares, exponents)
def test_the_score_never_falls_when_one_reading_rises(
    start: tuple[float, ...], which: int, rise: float, exponent: float
) -> None:
    risen = [value + (min(rise, 100 - value) if n == which else 0) for n, value in enumerate(start)]
    before, after = (
        pressure(dict(zip(READINGS[1:], map(np.array, r[1:]), strict=True)), rt.with_exponent(exponent))
        * r[0]
        for r in (start, risen)
    )
    assert after >= before - CLOSE


@many
@given(several_events, rt.hostile_event)
def test_a_hostile_event_never_lowers_tension(rows: Rows, added: dict[str, Any]) -> None:
    assert (tension_of([*rows, added]) >= tension_of(rows) - CLOSE).all()


@many
@given(several_events, rt.relief_event)
def test_relief_never_raises_tension_and_never_brings_it_below_0(rows: Rows, added: dict[str, Any]) -> None:
    relieved = tension_of([*rows, added])
    assert (relieved <= tension_of(rows) + CLOSE).all()
    assert (relieved >= 0).all()


@many
@given(several_measures, rt.measure(), buyers)
def test_a_measure_added_never_lowers_controls(rows: Rows, added: dict[str, Any], buyer: str) -> None:
    assert (controls_of([*rows, added], buyer).value >= controls_of(rows, buyer).value - CLOSE).all()


@many
@given(st.lists(rt.observation, min_size=1, max_size=12), st.data())
def test_a_worse_observation_of_an_item_present_never_lowers_stress(rows: Rows, data: st.DataObject) -> None:
    found = stress(rt.observation_frame(rows), method().stress, AXIS)
    item = data.draw(st.integers(0, len(found.items) - 1))
    present = np.flatnonzero((found.row[item] >= 0) & ~np.isnan(found.value))
    assume(len(present))
    position = data.draw(st.sampled_from(list(present)))
    n = found.n[item, position]
    seen = found.observations.iloc[found.row[item, position]]
    # Of the same kind, for the day itself, at least as bad as what is read there.
    worse = {"item": found.items[item], "measure": seen["measure"], "lag": 0}
    worse |= {"n": n + data.draw(rt.number(0, 1)) * (100 - n), "period_end": date_of(AXIS[position])}
    after = stress(rt.observation_frame([*rows, worse]), method().stress, AXIS[position : position + 1])
    assert after.value[0] >= found.value[position] - CLOSE


# 3 Attribution


@some
@given(rt.tables(), exponents, buyers, st.data())
def test_attribution_closes_for_any_two_days(
    given_tables: Tables, exponent: float, buyer: str, data: st.DataObject
) -> None:
    found = assess(given_tables, rt.with_exponent(exponent), buyer=buyer)
    scored = list(np.flatnonzero(~np.isnan(found.score)))
    assume(scored)
    start, end = (date_of(AXIS[data.draw(st.sampled_from(scored))]) for _ in range(2))
    assert abs(explain_change(found, start, end, {}).residual) < CLOSE
    assert abs(explain_level(found, end, {}).residual) < CLOSE


@many
@given(st.data(), exponents)
def test_parts_of_a_change_and_of_a_level_add_up_whatever_they_are(
    data: st.DataObject, exponent: float
) -> None:
    before, after = data.draw(rt.day_parts(exponent)), data.draw(rt.day_parts(exponent))
    moved = change(before, after, rt.with_exponent(exponent))
    assert sum(moved.values()) == pytest.approx(after.score - before.score, abs=CLOSE)
    assert sum(level(after, rt.with_exponent(exponent)).values()) == pytest.approx(after.score, abs=CLOSE)


# 4 No look-ahead


def _deleted_after(frame: pd.DataFrame, on: Any) -> pd.DataFrame:
    return frame[frame["known_from"] <= on] if "known_from" in frame else frame


def _edited_after(frame: pd.DataFrame, on: Any) -> pd.DataFrame:
    if "known_from" not in frame:
        return frame
    edited, late = frame.copy(), frame["known_from"] > on
    for column in rt.NUMBERS & set(edited.columns):
        edited.loc[late, column] = 42.0
    for column in {"initiator", "reporter", "imposer"} & set(edited.columns):
        edited.loc[late, column] = "CHN"
    return edited


@some
@given(rt.tables(), st.integers(0, len(AXIS) - 1))
def test_rows_known_later_deleted_or_edited_leave_a_day_as_it_is(given_tables: Tables, position: int) -> None:
    found = assess(given_tables, method())
    for tamper in (_deleted_after, _edited_after):
        tampered = {n: tamper(frame, pd.Timestamp(AXIS[position])) for n, frame in given_tables.items()}
        same(found, assess(tampered, method()), until=position + 1)


# 5 Order


@some
@given(rt.tables(), st.integers(0, 2**16))
def test_row_order_column_order_and_exact_duplicates_do_not_matter(given_tables: Tables, seed: int) -> None:
    def shuffled(frame: pd.DataFrame) -> pd.DataFrame:
        twice = pd.concat([frame, frame[: len(frame) // 2]])
        return twice.sample(frac=1, random_state=seed)[sorted(frame.columns)].reset_index(drop=True)

    mixed = {name: shuffled(frame) for name, frame in given_tables.items()}
    same(assess(given_tables, method()), assess(mixed, method()))


# 6 Episodes


@many
@given(rt.episode())
def test_a_copy_of_an_event_in_its_episode_adds_less_than_the_event(members: Rows) -> None:
    axis = AXIS[11:]  # from the last day of the week of the episode
    without, once, twice = (net_of(rows, axis) for rows in (members[1:], members, [*members, members[0]]))
    assert (twice - once < once - without).all()


@many
@given(rt.episode())
def test_an_episode_is_worth_less_than_twice_its_largest_member(members: Rows) -> None:
    axis = AXIS[11:]
    alone = [net_of([member], axis) for member in members]
    assert (net_of(members, axis) < 2 * np.max(alone, axis=0)).all()


# 7 What counts for nothing


@many
@given(several_events, rt.relief_event, rt.event, st.sampled_from(["build", "observation", "ruling"]))
def test_claims_of_one_side_plants_statistics_and_rulings_change_nothing(
    rows: Rows, claim: dict[str, Any], other: dict[str, Any], kind: str
) -> None:
    idle = [{**claim, "proof": "one_side"}, {**other, "kind": kind}]
    np.testing.assert_allclose(tension_of([*rows, *idle]), tension_of(rows), atol=CLOSE)


NOTHING = {"basket_group": "magnets_alloys", "buyer_class": "civil", "coverage": "none", "step": "none"}


@some
@given(several_measures, rt.measure(), buyers)
def test_a_general_licence_changes_controls_by_nothing(
    rows: Rows, licence: dict[str, Any], buyer: str
) -> None:
    """It is a permission under the licence rule: a measure that covers nothing, or has no coverage row."""
    without = controls_of(rows, buyer).value
    for covered in ([], [NOTHING]):
        more = controls_of([*rows, {**licence, "coverage": covered}], buyer).value
        np.testing.assert_allclose(more, without, atol=CLOSE)


# 8 Fading


@many
@given(st.lists(rt.hostile_event, min_size=1, max_size=8), st.sampled_from(["act", "threat", "statement"]))
def test_net_pressure_halves_after_one_half_life_when_nothing_new_happens(rows: Rows, kind: str) -> None:
    half_life = np.timedelta64(int(method().tension.half_life_days[kind]), "D")  # type: ignore[index]
    quiet = np.datetime64(max(row["known_from"] for row in rows), "D")
    now, later = net_of([{**row, "kind": kind} for row in rows], np.array([quiet, quiet + half_life]))
    assert later == pytest.approx(now / 2, rel=1e-12)


# 9 Units


@many
@given(st.lists(rt.price, max_size=8), st.permutations(["USD/kg", "CNY/kg", "CNY/t"]))
def test_prices_in_another_unit_are_the_same_observations(rows: Rows, units: list[str]) -> None:
    per_dollar = {"USD/kg": 1.0, "CNY/kg": 7.17, "CNY/t": 7170.0}
    assert per_dollar["CNY/kg"] == method().stress.cny_per_usd
    other = dict(zip(sorted(per_dollar), units, strict=True))
    turned = [
        {**row, "unit": other[row["unit"]], "value": row["value"] * per_dollar[other[row["unit"]]] / per_dollar[row["unit"]]}
        for row in rows
    ]  # fmt: skip
    found, again = (
        {(o.item, o.known_from, o.period, o.basis, round(o.n, 9)) for o in price_observations(rt.price_table(r), method().stress)}
        for r in (rows, turned)
    )  # fmt: skip
    assert found == again


# 10 Buyers


@many
@given(several_measures)
def test_controls_on_military_and_listed_buyers_are_never_below_those_on_civil_ones(rows: Rows) -> None:
    civil, military, listed = (controls_of(rows, buyer).value for buyer in ("civil", "military", "listed"))
    assert (military >= civil - CLOSE).all()
    assert (listed >= military - CLOSE).all()


VERSION = {"known_from": rt.START, "effective": str(rt.START)}
PAUSE = {**VERSION, "known_from": date(2025, 3, 1), "suspended_from": "2025-03-01"}
BAN = {"basket_group": "all_listed", "buyer_class": "military", "coverage": "all", "step": "ban"}
licences = st.dictionaries(
    st.sampled_from(list(method().controls.basket)), st.sampled_from(["all", "part"]), max_size=4
)


@many
@given(licences, st.lists(licences, max_size=3))
def test_a_suspension_never_lowers_the_military_ban_on_groups_still_under_licence(
    paused: dict[str, str], others: list[dict[str, str]]
) -> None:
    def rule(groups: dict[str, str], versions: Rows) -> dict[str, Any]:
        cover = [{"basket_group": g, "coverage": c, "buyer_class": "civil", "step": "licence"} for g, c in groups.items()]  # fmt: skip
        return {"imposer": "CHN", "addressee": "USA", "versions": versions, "coverage": cover}

    still = [rule(groups, [VERSION]) for groups in others]
    rows = [{**rule({}, [VERSION]), "coverage": [BAN]}, *still, rule(paused, [VERSION, PAUSE])]
    share = {"all": 1.0, "part": 0.5}
    ban = sum(
        100 * weight * min(1, sum(share[groups[group]] for groups in others if group in groups))
        for group, weight in method().controls.basket.items()
    )
    assert controls_of(rows, "military", days("2025-03-02")).value[0] >= ban - CLOSE


# 11 Blanks


@some
@given(rt.tables())
def test_a_day_has_a_score_and_a_word_or_a_reason_why_not(given_tables: Tables) -> None:
    found = assess(given_tables, method())
    for position, on in enumerate(AXIS.astype(object)):
        blank = np.isnan(found.score[position])
        assert (why_no_score(found, on) is not None) == blank
        assert (found.words[position] is None) == blank


def test_days_before_2025_and_after_the_provisional_days_are_blank() -> None:
    found, scope = frozen_assessment(), method().scope
    after = scope.coverage_end + timedelta(days=scope.provisional_days + 1)
    for blank in (date(2024, 12, 31), date(2000, 1, 1), after, after + timedelta(days=400)):
        assert found.index(blank) is None
        assert why_no_score(found, blank)
    assert found.index(after - timedelta(days=1)) == len(AXIS) - 1


# 12 Scale


@many
@given(rt.shares, exponents)
def test_three_equal_readings_give_that_value_and_full_dependence_gives_the_pressure(
    x: float, exponent: float
) -> None:
    total = pressure({name: np.array([x]) for name in READINGS[1:]}, rt.with_exponent(exponent))
    assert total == pytest.approx(x, abs=CLOSE)
    frozen = frozen_assessment()
    np.testing.assert_allclose(frozen.score * 100, frozen.pressure * frozen.dependence.value)
