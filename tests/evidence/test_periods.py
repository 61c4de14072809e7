"""Periods as text become days: hand-written table."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from chokepoint.evidence.periods import days_of, first_day, first_days, last_day, last_days, months, spoken

PERIODS = {
    "2024": ("2024-01-01", "2024-12-31", 12),
    "2024-02": ("2024-02-01", "2024-02-29", 1),
    "2025-02": ("2025-02-01", "2025-02-28", 1),
    "2025-04-04": ("2025-04-04", "2025-04-04", 1),
    "2025-04..2025-11": ("2025-04-01", "2025-11-30", 8),
    "2024-08..2025-03": ("2024-08-01", "2025-03-31", 8),
    "2021..2024": ("2021-01-01", "2024-12-31", 48),
    "2025-12-30..2026-01": ("2025-12-30", "2026-01-31", 2),
}


@pytest.mark.parametrize(("period", "expected"), PERIODS.items())
def test_a_period_has_its_first_and_last_day_and_its_months(
    period: str, expected: tuple[str, str, int]
) -> None:
    first, last, length = expected
    assert first_day(period) == date.fromisoformat(first)
    assert last_day(period) == date.fromisoformat(last)
    assert months(period) == length


def test_columns_of_periods_keep_gaps_as_missing_days() -> None:
    column = pd.Series(["2024-02", None, "2025"])
    assert list(first_days(column).astype(str)) == ["2024-02-01", "NaT", "2025-01-01"]
    assert list(last_days(column).astype(str)) == ["2024-02-29", "NaT", "2025-12-31"]


def test_a_column_of_dates_becomes_days() -> None:
    found = days_of(pd.Series(pd.to_datetime(["2025-04-04", None])))
    assert found.dtype == np.dtype("datetime64[D]")
    assert list(found.astype(str)) == ["2025-04-04", "NaT"]


def test_a_span_is_spoken_in_words() -> None:
    assert spoken("2025-04..2025-11") == "2025-04 to 2025-11"
    assert spoken("2025") == "2025"
