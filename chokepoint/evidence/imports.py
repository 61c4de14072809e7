"""How much does a country import of what it uses, and from whom?

Works on table dependency. Every edition keeps its figure; bounds stay bounds; a share of weight and a
share of money are two figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from chokepoint.evidence.grouped import grouped, last_known
from chokepoint.evidence.periods import last_day

RELIANCE, IMPORT_SHARE, SOURCING_SHARE = "net_import_reliance", "import_share", "sourcing_share"
# The sources say so in the notes of their rows: what these partners sell is partly somebody else's ore.
PASSED_ON = ("derives from", "untraceable origin")
OTHERS = ("OTH", "ROW")
NO_NUMBER = {"net_exporter": "net exporter, no number", "withheld": "number withheld by the source"}
GROUPS_OF_PARTS = ["material", "form", "stage", "period", "basis", "source_key"]


@dataclass(frozen=True)
class Reliance:
    """Net import reliance of a country for a material by one edition, % of apparent consumption."""

    material: str
    form: str
    period: str
    value: float | None
    bound: str
    source_key: str
    known: date
    verified: bool
    notes: str

    @property
    def no_number(self) -> str:
        """Why a row holds no number, in words."""
        return NO_NUMBER.get(self.bound, "no single number")


@dataclass(frozen=True)
class Origin:
    """One partner's part of a country's imports in %; `passed_on` if it partly handles others' material."""

    partner: str
    share_pct: float
    bound: str
    passed_on: bool


@dataclass(frozen=True)
class Imports:
    """Import sources of one material by one source and period; parts largest first, others last."""

    material: str
    form: str
    stage: str
    measure: str
    period: str
    basis: str
    source_key: str
    known: date
    parts: tuple[Origin, ...]
    notes: str

    @property
    def id(self) -> str:
        """Id of the distribution."""
        return "|".join((self.source_key, self.material, self.form, self.stage, self.period, self.basis))

    @property
    def unsplit_pct(self) -> float:
        """What the source does not split, in %."""
        return max(0.0, 100 - sum(part.share_pct for part in self.parts))


def reliances(dependency: pd.DataFrame, country: str, on: date) -> list[Reliance]:
    """Net import reliance of a country, every edition known on the day, newest period first."""
    rows = _of(dependency, country, on)
    rows = rows[rows["measure"] == RELIANCE]
    found = [_reliance(row) for row in rows.itertuples(index=False)]
    return sorted(found, key=lambda one: (last_day(one.period), one.known), reverse=True)


def newest_reliance(found: Sequence[Reliance], material: str) -> Reliance | None:
    """The newest figure for a material (newest period, then newest edition); None where none exists."""
    return next((one for one in found if one.material == material and one.value is not None), None)


def origins_of_imports(dependency: pd.DataFrame, country: str, on: date) -> list[Imports]:
    """Splits of a country's imports by origin that name at least one partner, newest period first.

    Verified rows only: a single unverified share proves no split. Of a share that its source told again the last
    known stands.
    """
    rows = _of(dependency, country, on)
    rows = last_known(rows, ["measure", "partner", "holder", *GROUPS_OF_PARTS], on)
    rows = rows[rows["measure"].isin([IMPORT_SHARE, SOURCING_SHARE]) & rows["verified"]]
    rows = rows[rows["value"].notna() & (rows["unit"] == "%")]
    noted = rows["notes"].fillna("").str.contains("|".join(PASSED_ON))
    passed_on = set(zip(rows.loc[noted, "material"], rows.loc[noted, "partner"], strict=True))
    found = [_imports(group, passed_on) for group in grouped(rows, ["measure", *GROUPS_OF_PARTS])]
    return sorted(
        found, key=lambda one: (last_day(one.period), one.known, len(one.parts), one.id), reverse=True
    )


def supplier_shares(dependency: pd.DataFrame, country: str, supplier: str, on: date) -> pd.DataFrame:
    """Rows that state the supplier's share in a country's imports, verified ones first, newest first."""
    rows = _of(dependency, country, on)
    rows = rows[(rows["measure"] == IMPORT_SHARE) & (rows["partner"] == supplier)]
    ends = rows["period"].map(last_day)
    return rows.assign(end=ends).sort_values(
        ["verified", "end", "known_from"], ascending=[False, False, False], kind="stable"
    )


def _of(dependency: pd.DataFrame, country: str, on: date) -> pd.DataFrame:
    known = dependency["known_from"] <= pd.Timestamp(on)
    return dependency[known & (dependency["country"] == country)]


def _reliance(row: Any) -> Reliance:
    return Reliance(
        row.material, row.form, row.period, None if pd.isna(row.value) else float(row.value), row.bound,
        row.source_key, row.known_from.date(), bool(row.verified), "" if pd.isna(row.notes) else row.notes,
    )  # fmt: skip


def _imports(group: Sequence[Any], passed_on: set[tuple[str, str]]) -> Imports:
    first = group[0]
    parts = [
        Origin(row.partner, float(row.value), row.bound, (row.material, row.partner) in passed_on)
        for row in group
    ]
    notes = "; ".join(dict.fromkeys(row.notes for row in group if pd.notna(row.notes)))
    return Imports(
        first.material, first.form, first.stage, first.measure, first.period, first.basis, first.source_key,
        first.known_from.date(),
        tuple(sorted(parts, key=lambda part: (part.partner in OTHERS, -part.share_pct, part.partner))), notes,
    )  # fmt: skip
