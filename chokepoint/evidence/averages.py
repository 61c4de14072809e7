"""How high is the average tariff between the two, by each family that measures it?

Works on the series TARIFF_AVG_* of table indices, in % of import value. Families differ in weights and
coverage: they are never joined, and each stops at its last reading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from chokepoint.config import Display
from chokepoint.evidence.periods import first_day

PREFIX = "TARIFF_AVG_"
# Family, who raises the tariff, on whose goods.
SERIES = re.compile(rf"{PREFIX}(.+)_([A-Z]{{3}})_([A-Z]{{3}})")
FAMILIES = {"PIIE": "PIIE", "WAUGH": "Waugh", "YALE": "Yale Budget Lab", "BROOKS": "Brooks", "PRESS": "press"}


@dataclass(frozen=True)
class Reading:
    """One reading: the day it speaks of, its value in %, whether it was worked out by the compiler."""

    day: date
    value: float
    derived: bool


@dataclass(frozen=True)
class Family:
    """The readings of one measuring family in one direction, oldest first.

    `line`: there are readings enough for a step line; `silent`: after so long without a reading nothing is claimed.
    """

    series: str
    name: str
    imposer: str
    target: str
    readings: tuple[Reading, ...]
    line: bool
    silent: timedelta

    @property
    def last(self) -> Reading:
        """The newest reading."""
        return self.readings[-1]


def families(indices: pd.DataFrame, pair: tuple[str, str], day: date, settings: Display) -> list[Family]:
    """Families between the two countries of the pair, both ways, with the readings known by `day`."""
    rows = indices[indices["series"].str.fullmatch(SERIES.pattern) & indices["value"].notna()]
    rows = rows[rows["known_from"] <= pd.Timestamp(day)]
    made = [_family(str(series), group, settings) for series, group in rows.groupby("series")]
    return [family for family in made if {family.imposer, family.target} == set(pair)]


def rows_of(indices: pd.DataFrame, found: list[Family], day: date) -> pd.DataFrame:
    """The rows of `indices` behind families."""
    chosen = indices["series"].isin([family.series for family in found])
    return indices[chosen & (indices["known_from"] <= pd.Timestamp(day))]


def _family(series: str, rows: pd.DataFrame, settings: Display) -> Family:
    name, imposer, target = SERIES.fullmatch(series).groups()  # type: ignore[union-attr]
    ordered = rows.sort_values(["period", "known_from"], kind="stable").drop_duplicates("period", keep="last")
    readings = tuple(
        Reading(first_day(row.period), float(row.value), bool(row.derived))
        for row in ordered.itertuples(index=False)
    )
    line, silent = len(readings) >= settings.line_readings, timedelta(days=settings.silent_days)
    return Family(series, FAMILIES.get(name, name.capitalize()), imposer, target, readings, line, silent)
