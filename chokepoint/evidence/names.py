"""What is each id called on screen? Names of materials, groups, measures and events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from chokepoint.errors import TableError

GROUPS = {
    "heavy_medium": "seven elements of April 2025",
    "five_more": "five elements of October 2025",
    "light": "light elements",
    "magnets_alloys": "magnets and alloys",
    "goods_made_abroad": "goods made abroad",
    "technology_equipment": "technology and equipment",
    "other_minerals": "other minerals",
}
READINGS = {
    "dependence": "Dependence",
    "controls": "Controls",
    "stress": "Stress",
    "tension": "Tension",
    "score": "Risk score",
}
BUYERS = {"civil": "Civil buyers", "military": "Military users", "listed": "Listed firms"}


class Names(Mapping[str, str]):
    """Id → name over tables materials, measures and events; an id without a name raises KeyError."""

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self._names = dict(GROUPS)
        self._names |= _pairs(tables, "materials", "material", "name")
        self._names |= _pairs(tables, "events", "event_id", "headline")
        items = _pairs(tables, "measures", "measure_id", "items")
        for measure_id, title in _pairs(tables, "measures", "measure_id", "title").items():
            self._names[measure_id] = _measure(title, items[measure_id])
        self._names |= {"licences": "licence approvals", "magnets": "magnets"}
        self._countries = _pairs(tables, "countries", "country", "name")

    def country(self, code: str) -> str:
        """Name of a country or group of countries."""
        return self._countries.get(code, code)

    def __getitem__(self, key: str) -> str:
        return self._names[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _pairs(tables: Mapping[str, pd.DataFrame], table: str, key: str, name: str) -> dict[str, str]:
    """Key → name of a table; empty if the table cannot be read (its own cards say so)."""
    try:
        frame = tables[table]
    except TableError:
        return {}
    return dict(zip(frame[key], frame[name], strict=True))


def _measure(title: str, items: str) -> str:
    short = title.split(":")[0].replace("MOFCOM/GAC ", "").replace("MOFCOM/MOST ", "").replace("MOFCOM ", "")
    return short if pd.isna(items) or str(items) in title else f"{short}: {str(items).replace(';', ', ')}"


def codes_of(tables: Mapping[str, pd.DataFrame]) -> tuple[str, ...]:
    """Materials and their groups as a link may name them; none where the table cannot be read."""
    try:
        materials = tables["materials"]
    except TableError:
        return ()
    return (*materials["basket_group"].dropna().unique(), *materials["material"])
