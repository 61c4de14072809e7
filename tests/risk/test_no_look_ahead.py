"""Over random tables: rows known later, deleted or edited, change neither the score nor the range of a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chokepoint.risk.range import Range, score_range
from chokepoint.risk.score import assess, score_days
from chokepoint.risk.tension import tension
from tests.risk import random_tables as rt
from tests.risk.frozen import method
from tests.risk.test_range import few

AXIS = score_days(method().scope)
VARIANTS = 100
Tables = dict[str, pd.DataFrame]
some = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


def deleted(tables: Tables, on: pd.Timestamp) -> Tables:
    """Without the rows known later, and without what belongs to measures known later."""
    known = {
        name: frame[frame["known_from"] <= on] if "known_from" in frame else frame
        for name, frame in tables.items()
    }
    there = set(known["measure_versions"]["measure_id"])
    for name in ("measures", "control_coverage"):
        known[name] = known[name][known[name]["measure_id"].isin(there)]
    return known


def edited(tables: Tables, on: pd.Timestamp) -> Tables:
    """With other numbers, sides and legal dates in the rows known later."""
    return {name: _edited(frame, on) if "known_from" in frame else frame for name, frame in tables.items()}


def _edited(frame: pd.DataFrame, on: pd.Timestamp) -> pd.DataFrame:
    late, changed = frame["known_from"] > on, frame.copy()
    for column in rt.NUMBERS & set(frame.columns):
        changed.loc[late, column] = 42.0
    for column in {"effective", "suspended_from", "ended_on"} & set(frame.columns):
        changed.loc[late, column] = "2025-01-02"
    for column in {"initiator", "reporter"} & set(frame.columns):
        changed.loc[late, column] = "CHN"
    return changed


def scored(tables: Tables) -> tuple[np.ndarray, Range]:
    found = assess(tables, few(VARIANTS))
    return found.score, score_range(found, tables)


@some
@given(rt.tables(), st.integers(0, len(AXIS) - 1), st.sampled_from([deleted, edited]))
def test_later_rows_change_neither_score_nor_range(
    tables: Tables, position: int, tamper: Callable[[Tables, pd.Timestamp], Tables]
) -> None:
    on, until = pd.Timestamp(AXIS[position]), position + 1
    score, spread = scored(tables)
    other_score, other = scored(tamper(tables, on))
    np.testing.assert_allclose(other_score[:until], score[:until], atol=1e-9)
    np.testing.assert_allclose(other.scores[:, :until], spread.scores[:, :until], rtol=2e-6, atol=2e-6)
    for end in ("low", "middle", "high", "without"):
        np.testing.assert_allclose(
            getattr(other, end)[:until], getattr(spread, end)[:until], rtol=2e-6, atol=2e-6
        )


def test_a_row_of_a_far_day_does_not_rank_the_events_of_an_episode_anew() -> None:
    """Half-lives of 14 days leave nothing of both after 74 years: what is compared there is equal."""
    said = {"initiator": "CHN", "addressee": "USA", "kind": "statement", "materials": "REE", "proof": "none"}
    week = [
        {**said, "intensity": intensity, "known_from": date(2025, 3, day)}
        for intensity, day in ((-2, 3), (-8, 4))
    ]
    far = {**said, "intensity": -1, "known_from": date(2099, 1, 1)}
    without, with_it = (
        tension(rt.event_table(rows), method().tension, "USA", "CHN", AXIS).value
        for rows in (week, [*week, far])
    )
    np.testing.assert_array_equal(with_it, without)
