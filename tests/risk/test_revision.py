"""The effect of changed data on readings and score: exact parts, days gained and lost, renames."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from chokepoint.config import read_settings
from chokepoint.evidence.names import Names
from chokepoint.risk.revision import NAMES, TABLES, assessed_again, last_scored, revision
from chokepoint.risk.score import Assessment, Tables, assess
from tests.shipped import shipped

METHOD = read_settings().method
ON = date(2026, 7, 2)


class Asking(dict[str, pd.DataFrame]):
    """Tables that remember which of them were asked for."""

    def __init__(self) -> None:
        super().__init__(shipped())
        self.asked: set[str] = set()

    def __getitem__(self, table: str) -> pd.DataFrame:
        self.asked.add(table)
        return super().__getitem__(table)


@pytest.fixture(scope="module")
def before() -> Assessment:
    return assess(shipped(), METHOD)


def changed(**tables: pd.DataFrame) -> Assessment:
    return assess({**shipped(), **tables}, METHOD)


def names() -> Tables:
    return Names(shipped())


def test_the_tables_of_the_score_are_those_it_asks_for() -> None:
    tables = Asking()
    assess(tables, METHOD)
    assert tables.asked == set(TABLES)


@pytest.mark.parametrize("table", sorted(TABLES))
def test_readings_that_are_kept_are_those_worked_out_anew(before: Assessment, table: str) -> None:
    tables = {**shipped(), table: shipped()[table].iloc[::2].reset_index(drop=True)}
    whole, again = assess(tables, METHOD), assessed_again(before, tables, [table])
    for name in ("dependence", "controls", "stress", "tension"):
        assert np.array_equal(again.reading(name), whole.reading(name), equal_nan=True)
    assert np.array_equal(again.score, whole.score, equal_nan=True)
    assert again.words == whole.words


def test_nothing_moves_between_equal_data(before: Assessment) -> None:
    found = revision(before, before, [ON], names())
    assert (found.moves, found.largest, found.gained, found.lost) == (False, (), {}, {})
    assert found.days[0].before == found.days[0].after
    assert len(found.days[0].explanation.parts) == 0


@pytest.mark.parametrize("table", ["events", "measure_versions", "prices", "trade_flows", "production"])
def test_the_parts_add_up_to_the_difference_whatever_rows_go(before: Assessment, table: str) -> None:
    rows = shipped()[table]
    after = changed(**{table: rows.iloc[1::2].reset_index(drop=True)})
    found = revision(before, after, [ON, date(2025, 6, 1)], names())
    assert found.moves
    for day in found.days:
        if day.explanation is None:
            assert day.reason
            assert day.moved("score") is None
            continue
        total = float(after.score[after.index(day.on)] - before.score[before.index(day.on)])
        assert day.moved("score") == pytest.approx(total, abs=1e-12)
        assert day.explanation.points == pytest.approx(total, abs=1e-9)
        assert abs(day.explanation.residual) < 1e-9


def test_the_largest_difference_is_that_of_the_arrays(before: Assessment) -> None:
    events = shipped()["events"].copy()
    hit = events["date"].between("2026-03-01", "2026-03-31")
    events.loc[hit, "intensity"] = events.loc[hit, "intensity"] * 1.5
    after = changed(events=events)
    found = revision(before, after, [ON], names())
    moved = np.abs(after.score - before.score)
    score = next(one for one in found.largest if one.name == "score")
    assert abs(score.after - score.before) == np.nanmax(moved)
    assert score.days == int((np.nan_to_num(moved) > METHOD.attribution.tolerance).sum())
    assert {one.name for one in found.largest} == {"score", "tension"}


def test_a_renamed_event_is_no_part(before: Assessment) -> None:
    events = shipped()["events"].copy()
    old = events.loc[events["date"] <= "2026-06-20", "event_id"].iloc[-1]
    events.loc[events["event_id"] == old, "event_id"] = "another"
    after = changed(events=events)
    plain = revision(before, after, [ON], names())
    assert set(plain.days[0].explanation.parts["id"]) == {old, "another"}
    assert len(revision(before, after, [ON], names(), {"another": old}).days[0].explanation.parts) == 0


def test_days_without_a_score_are_counted_not_called_zero(before: Assessment) -> None:
    flows, prices = (shipped()[name].iloc[:0] for name in ("trade_flows", "prices"))
    after = changed(trade_flows=flows, prices=prices)
    found = revision(before, after, [ON], names())
    assert found.lost["stress"] == int(np.isfinite(before.reading("stress")).sum())
    assert found.lost["score"] == int(np.isfinite(before.score).sum())
    assert found.days[0].after["score"] is None
    assert found.days[0].explanation is None
    assert "no stress reading" in str(found.days[0].reason)
    assert last_scored(after) is None
    assert last_scored(before) == ON


def test_a_day_outside_the_axis_has_no_values(before: Assessment) -> None:
    day = revision(before, before, [date(2020, 1, 1)], names()).days[0]
    assert day.before == dict.fromkeys(NAMES)
    assert "before 2025-01-01" in str(day.reason)


def test_a_day_before_the_first_is_blank_also_where_rows_reach_it() -> None:
    on = date(2024, 12, 20)
    early = assess(shipped(), METHOD, days=np.array([on], "datetime64[D]"))
    assert early.tension.value[0] > 0
    (day,) = revision(early, early, [on], {}).days
    assert day.before["score"] is day.before["tension"] is None
    assert day.before["controls"] == early.controls.value[0]
    assert day.reason is not None
    assert "blank, not low" in day.reason
