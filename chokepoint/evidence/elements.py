"""What is each of the 17 elements, what is it used for, and on which lists does it stand?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

LISTS = {
    "us_critical_list_2022": "US list 2022",
    "us_critical_list_2025": "US list 2025",
    "eu_critical_list_2023": "EU list 2023",
}
LIGHT, HEAVY = "LREE", "HREE"
NOT_PRODUCED = "not produced"


@dataclass(frozen=True)
class Element:
    """One element; `unverified` are the columns of its row that rest on no source that was read."""

    symbol: str
    name: str
    number: int
    group: str
    magnet_use: bool
    traded: bool
    uses: tuple[str, ...]
    lists: tuple[tuple[str, bool], ...]
    unverified: tuple[str, ...]
    notes: str
    source_key: str

    @property
    def side(self) -> str:
        """Light, heavy or neither, in the grouping of the EU list."""
        return {LIGHT: "light", HEAVY: "heavy"}.get(self.group, "neither light nor heavy")


def elements(materials: pd.DataFrame) -> list[Element]:
    """The elements of table materials by atomic number."""
    rows = materials[materials["kind"] == "element"].sort_values("atomic_number")
    return [_element(row) for row in rows.itertuples(index=False)]


def _element(row: Any) -> Element:
    return Element(
        row.material, row.name, int(row.atomic_number), _text(row.light_heavy), _yes(row.magnet_use), _text(row.usgs_group) != NOT_PRODUCED,
        _parts(row.main_uses),
        tuple((name, _yes(getattr(row, column))) for column, name in LISTS.items()),
        _parts(row.unverified_fields), _text(row.notes), _text(row.source_key),
    )  # fmt: skip


def _yes(value: object) -> bool:
    """True for a true cell, typed or as text; a missing one is not true."""
    return value == "yes" if isinstance(value, str) else not pd.isna(value) and bool(value)


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)


def _parts(value: object) -> tuple[str, ...]:
    return tuple(part for part in _text(value).split(";") if part)
