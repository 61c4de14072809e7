"""How old is each table, by its three clocks: covers to, retrieved, published?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from chokepoint.contract import Contract, Table
from chokepoint.errors import TableError
from chokepoint.evidence.periods import last_day

Tables = Mapping[str, pd.DataFrame]
# Column that says up to which day a table speaks, by order of preference.
COVERS = ("as_of", "period", "date", "known_from")
FUTURE = ("projection", "target", "rule")


@dataclass(frozen=True)
class Freshness:
    """Clocks of one table; ages in days on the day asked for. `problem` instead, if it cannot be read."""

    table: str
    title: str
    rows: int
    covers_to: date | None
    published: date | None
    retrieved: date | None
    max_age_days: int | None
    age_days: int | None
    problem: str | None = None

    @property
    def stale(self) -> bool:
        """True if the table is older than the contract accepts."""
        return (
            self.max_age_days is not None and self.age_days is not None and self.age_days > self.max_age_days
        )


def freshness(
    tables: Tables, contract: Contract, today: date, complete_to: Mapping[str, date]
) -> list[Freshness]:
    """Clocks of every table whose contract sets a largest age, the relatively oldest first.

    `complete_to` names the day to which a table is complete where single later rows are on file.
    """
    dated = [table for table in contract.tables.values() if table.max_age_days is not None]
    found = [_freshness(tables, table, today, complete_to.get(table.name)) for table in dated]
    return sorted(found, key=lambda f: (f.problem is None, f.rows == 0, -_share(f), f.table))


def _share(clock: Freshness) -> float:
    if clock.age_days is None or not clock.max_age_days:
        return 0.0
    return clock.age_days / clock.max_age_days


def _freshness(tables: Tables, table: Table, today: date, complete: date | None) -> Freshness:
    try:
        frame = tables[table.name]
        sources = tables["sources"] if table.has("source_key") else None
    except TableError as error:
        return Freshness(table.name, table.title, 0, None, None, None, table.max_age_days, None, str(error))
    published, retrieved = _source_clocks(frame, sources)
    covers = complete or _covers_to(frame, table, today)
    age = None if covers is None else (today - covers).days
    return Freshness(
        table.name, table.title, len(frame), covers, published, retrieved, table.max_age_days, age
    )


def _covers_to(frame: pd.DataFrame, table: Table, today: date) -> date | None:
    """Newest day the rows speak of, not counting the future and what is only projected."""
    if table.has("nature"):
        frame = frame[~frame["nature"].isin(FUTURE)]
    column = next((name for name in COVERS if table.has(name)), None)
    # The day a source was read is no day the rows speak of.
    if column is None or frame.empty or (column == "known_from" and table.known_from_rule == "published"):
        return None
    values = frame[column].dropna()
    days = [last_day(text) for text in values.unique()] if column == "period" else values.dt.date.unique()
    return max((day for day in days if day <= today), default=None)


def _source_clocks(frame: pd.DataFrame, sources: pd.DataFrame | None) -> tuple[date | None, date | None]:
    if sources is None:
        return None, None
    used = sources[sources["source_key"].isin(frame["source_key"].unique())]
    newest = [used[clock].dropna().max() for clock in ("published", "retrieved")]
    published, retrieved = (None if pd.isna(day) else day.date() for day in newest)
    return published, retrieved
