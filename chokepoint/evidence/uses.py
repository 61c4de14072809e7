"""Where do the elements go: how much sits in one unit of a product, and which uses take which share?

Works on table sectors. Mass of elements, of magnets and of whole parts are three measures; shares of
weight and of money are two; each picture holds one source and one year.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import pandas as pd

from chokepoint.evidence.grouped import last_known
from chokepoint.evidence.periods import last_day

MASSES = {
    "element": "Mass of the elements",
    "magnet": "Mass of the magnets",
    "parts": "Mass as named by the source, probably whole parts",
    "unstated": "What was weighed is not said",
}
DISPUTED = "disputed"
MASS, SPLITS, ALL_OF = "mass_per_unit", ("share_of_use", "share_of_demand", "share_of_value"), "REE"
KEYS = ["sector", "measure", "item", "material", "mass_of", "country", "period", "source_key"]


@dataclass(frozen=True)
class Mass:
    """Kilograms in one unit of a product, as one source states them."""

    sector: str
    item: str
    material: str
    mass_of: str
    kilograms: float
    bound: str
    period: str
    verified: bool
    derived: bool
    source_key: str
    notes: str

    @property
    def disputed(self) -> bool:
        """True if the record says that the figure is disputed."""
        return DISPUTED in self.notes


@dataclass(frozen=True)
class Shares:
    """Uses of one material by one source and period in %, largest first."""

    measure: str
    material: str
    country: str
    period: str
    source_key: str
    verified: bool
    parts: tuple[tuple[str, float], ...]
    notes: str

    @property
    def id(self) -> str:
        """Id of the distribution."""
        return "|".join((self.source_key, self.measure, self.material, self.country, self.period))

    @property
    def rest_pct(self) -> float:
        """What the source does not split, in %."""
        return max(0.0, 100 - sum(share for _, share in self.parts))


def masses(sectors: pd.DataFrame, on: date) -> list[Mass]:
    """Kilograms per unit known on the day, by what was weighed, smallest first."""
    rows = _observed(sectors, on)
    rows = rows[rows["measure"] == MASS]
    found = [
        Mass(
            row.sector, row.item, row.material, row.mass_of, float(row.value), row.bound, row.period,
            bool(row.verified), bool(row.derived), row.source_key, "" if pd.isna(row.notes) else row.notes,
        )
        for row in rows.itertuples(index=False)
    ]  # fmt: skip
    order = list(MASSES)
    return sorted(found, key=lambda one: (order.index(one.mass_of), one.kilograms, one.item, one.source_key))


def uses_of_all(sectors: pd.DataFrame, on: date, material: str = ALL_OF) -> list[Shares]:
    """Every split of all rare earths over uses with two parts or more, newest first."""
    found = _shares(_observed(sectors, on), material)
    found = [one for one in found if len(one.parts) > 1]
    return sorted(found, key=lambda one: (last_day(one.period), one.source_key), reverse=True)


def uses_of(sectors: pd.DataFrame, element: str, on: date) -> Shares | None:
    """The newest split of one element over uses; None without one."""
    found = _shares(_observed(sectors[sectors["material"] == element], on), element)
    return max(found, key=lambda one: (last_day(one.period), one.source_key), default=None)


def _observed(sectors: pd.DataFrame, on: date) -> pd.DataFrame:
    """Observed figures, of each the edition of its source that was known last on the day."""
    rows = last_known(sectors[sectors["scenario"] == "observed"], KEYS, on)
    return rows[rows["value"].notna()]


def _shares(rows: pd.DataFrame, material: str) -> list[Shares]:
    rows = rows[rows["measure"].isin(SPLITS) & (rows["material"] == material) & (rows["value"] > 0)]
    plain = sorted(rows.itertuples(index=False), key=_key)
    return [_together(list(group)) for _, group in groupby(plain, key=_key)]


def _key(row: Any) -> tuple[str, str, str, str, str]:
    return row.source_key, row.measure, row.material, row.country, row.period


def _together(rows: list[Any]) -> Shares:
    first = rows[0]
    summed: dict[str, float] = {}
    for row in rows:
        summed[row.sector] = summed.get(row.sector, 0.0) + float(row.value)
    notes = "; ".join(dict.fromkeys(row.notes for row in rows if not pd.isna(row.notes)))
    parts = sorted(summed.items(), key=lambda part: (part[0] == "other", -part[1], part[0]))
    return Shares(
        first.measure, first.material, first.country, first.period, first.source_key,
        all(row.verified for row in rows), tuple(parts), notes,
    )  # fmt: skip
