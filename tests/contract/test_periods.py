"""First and last days of periods, as a calendar on paper gives them."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from chokepoint.contract import periods

CALENDAR = [
    # period, first day, last day, frequency by its shape, a single day?
    ("2024", date(2024, 1, 1), date(2024, 12, 31), "A", False),
    ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "M", False),
    ("2023-02", date(2023, 2, 1), date(2023, 2, 28), "M", False),
    ("2024-04", date(2024, 4, 1), date(2024, 4, 30), "M", False),
    ("2024-07-15", date(2024, 7, 15), date(2024, 7, 15), "D", True),
    ("2016..2020", date(2016, 1, 1), date(2020, 12, 31), "SPAN", False),
    ("2024-04..2025-03", date(2024, 4, 1), date(2025, 3, 31), "SPAN", False),
    ("2024..2026-02", date(2024, 1, 1), date(2026, 2, 28), "SPAN", False),
    ("2024-01-31..2024-02-01", date(2024, 1, 31), date(2024, 2, 1), "SPAN", False),
    ("2024-02-30", None, None, "D", True),
    ("2024-13", None, None, "M", False),
    ("spring", None, None, None, False),
    ("", None, None, None, False),
]


@pytest.mark.parametrize(("period", "first", "last", "frequency", "is_day"), CALENDAR)
def test_a_period_begins_and_ends_as_on_the_calendar(
    period: str, first: date | None, last: date | None, frequency: str | None, is_day: bool
) -> None:
    parts = (periods.first_day("p"), periods.last_day("p"), periods.frequency("p"), periods.is_day("p"))
    with duckdb.connect() as con:
        row = con.execute(f"SELECT {', '.join(parts)} FROM (SELECT ? AS p)", [period]).fetchone()
    assert row == (first, last, frequency, is_day)


def test_no_period_has_no_days() -> None:
    with duckdb.connect() as con:
        row = con.execute(f"SELECT {periods.first_day('NULL')}, {periods.last_day('NULL')}").fetchone()
    assert row == (None, None)
