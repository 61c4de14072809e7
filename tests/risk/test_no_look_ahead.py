"""Over random tables: rows known later, deleted or edited, change neither the score nor the range of a day."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chokepoint.risk.range import Range, score_range
from chokepoint.risk.score import assess, score_days
from tests.risk import random_tables as rt
from tests.risk.frozen import method
from tests.risk.test_range import few

AXIS = score_days(method().scope)
VARIANTS = 100
Tables = dict[str, pd.DataFrame]
some = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


def deleted(frame: pd.DataFrame, on: pd.Timestamp) -> pd.DataFrame:
    return frame[frame["known_from"] <= on] if "known_from" in frame else frame


def edited(frame: pd.DataFrame, on: pd.Timestamp) -> pd.DataFrame:
    if "known_from" not in frame:
        return frame
    late, changed = frame["known_from"] > on, frame.copy()
    for column in rt.NUMBERS & set(frame.columns):
        changed.loc[late, column] = 42.0
    return changed


def scored(tables: Tables) -> tuple[np.ndarray, Range]:
    found = assess(tables, few(VARIANTS))
    return found.score, score_range(found, tables)


@some
@given(rt.tables(), st.integers(0, len(AXIS) - 1), st.sampled_from([deleted, edited]))
def test_later_rows_change_neither_score_nor_range(
    tables: Tables, position: int, tamper: Callable[[pd.DataFrame, pd.Timestamp], pd.DataFrame]
) -> None:
    on, until = pd.Timestamp(AXIS[position]), position + 1
    score, spread = scored(tables)
    other_score, other = scored({name: tamper(frame, on) for name, frame in tables.items()})
    np.testing.assert_allclose(other_score[:until], score[:until], atol=1e-9)
    np.testing.assert_allclose(other.scores[:, :until], spread.scores[:, :until], rtol=2e-6, atol=2e-6)
    for end in ("low", "middle", "high", "without"):
        np.testing.assert_allclose(
            getattr(other, end)[:until], getattr(spread, end)[:until], rtol=2e-6, atol=2e-6
        )
