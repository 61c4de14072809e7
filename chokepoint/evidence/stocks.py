"""How long would stocks last, where that is known?

Works on table dependency. Days, tonnes and money are kept apart; a target is not a stock; what a state
keeps secret is said and not estimated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from chokepoint.evidence.periods import last_day

MEASURES = {
    "stock": "held",
    "stock_target": "target",
    "planned_purchase": "to be bought",
    "time_to_run_out": "said to last",
}
SECRET = "secret"


@dataclass(frozen=True)
class Stock:
    """One statement about a stock: holder, material, figure or range with its unit, and as of when.

    `low` and `high` are None where the source withholds the amount.
    """

    country: str
    holder: str
    material: str
    measure: str
    low: float | None
    high: float | None
    bound: str
    unit: str
    period: str
    verified: bool
    source_key: str
    notes: str

    @property
    def secret(self) -> bool:
        """True if the source says that what is held is kept secret."""
        return SECRET in self.notes


def stocks(dependency: pd.DataFrame, on: date) -> list[Stock]:
    """Every statement about stocks known on the day, by country, newest first."""
    rows = dependency[dependency["measure"].isin(MEASURES) & (dependency["known_from"] <= pd.Timestamp(on))]
    found = [_stock(row) for row in rows.itertuples(index=False)]
    found.sort(key=lambda one: last_day(one.period), reverse=True)
    return sorted(found, key=lambda one: one.country)


def without_stock(found: Sequence[Stock], countries: Sequence[str]) -> list[str]:
    """Countries of which no statement at all is on file."""
    told = {one.country for one in found}
    return [country for country in countries if country not in told]


def _stock(row: Any) -> Stock:
    ends = (row.value_low, row.value_high) if pd.isna(row.value) else (row.value, row.value)
    low, high = (None if pd.isna(end) else float(end) for end in ends)
    return Stock(
        row.country, row.holder, row.material, row.measure, low, high, row.bound, row.unit,
        row.period, bool(row.verified), row.source_key, "" if pd.isna(row.notes) else row.notes,
    )  # fmt: skip
