"""First day, last day and length of the periods that the tables write as text.

A period is YYYY, YYYY-MM, YYYY-MM-DD or a span A..B with both ends included.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

Days = npt.NDArray[np.datetime64]
NO_DAY = np.datetime64("NaT", "D")


@lru_cache(maxsize=20_000)
def first_day(period: str) -> date:
    """First day of a period: 2025-04 → 2025-04-01."""
    parts = [int(part) for part in period.split("..")[0].split("-")]
    return date(*([*parts, 1, 1])[:3])


@lru_cache(maxsize=20_000)
def last_day(period: str) -> date:
    """Last day of a period: 2025-04..2025-11 → 2025-11-30."""
    parts = [int(part) for part in period.split("..")[-1].split("-")]
    year, month = ([*parts, 12])[:2]
    return date(year, month, parts[2] if len(parts) == 3 else calendar.monthrange(year, month)[1])


def months(period: str) -> int:
    """Calendar months that a period touches: 2025-04..2025-11 → 8."""
    start, end = first_day(period), last_day(period)
    return (end.year - start.year) * 12 + end.month - start.month + 1


def spoken(period: str) -> str:
    """A period in words: 2025-04..2025-11 → 2025-04 to 2025-11."""
    return period.replace("..", " to ")


def first_days(periods: pd.Series[str]) -> Days:
    """First day of each period, as datetime64[D]; NaT where the text is missing."""
    return _days(periods, first_day)


def last_days(periods: pd.Series[str]) -> Days:
    """Last day of each period, as datetime64[D]; NaT where the text is missing."""
    return _days(periods, last_day)


def by_age(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows by the last day of their period, then by the day they became known, oldest first."""
    ends = last_days(rows["period"])
    return rows.iloc[np.lexsort((days_of(rows["known_from"]), ends))]


def days_of(dates: pd.Series) -> Days:
    """A column of dates as datetime64[D]."""
    days: Days = dates.to_numpy(dtype="datetime64[D]")
    return days


def _days(periods: pd.Series[str], convert: Callable[[str], date]) -> Days:
    return np.array([NO_DAY if pd.isna(text) else convert(text) for text in periods], dtype="datetime64[D]")
