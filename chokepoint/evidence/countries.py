"""What is on file of each country's exposure: the same rows for all, blanks where nothing is known?

No index and no order of merit: countries stand in the order of the settings.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from chokepoint.evidence.imports import Reliance, newest_reliance, reliances, supplier_shares
from chokepoint.evidence.periods import last_day

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Share:
    """The supplier's share in a country's imports as one source states it, in %."""

    material: str
    form: str
    period: str
    low: float
    high: float
    bound: str
    basis: str
    verified: bool
    source_key: str


@dataclass(frozen=True)
class Approval:
    """The newest approval share of applicants of a country, in %."""

    value: float
    bound: str
    period: str
    applicant: str
    source_key: str


@dataclass(frozen=True)
class Exposure:
    """What the tables hold of one country; None or 0 rows where nothing is on file."""

    country: str
    share: Share | None
    share_rows: int
    reliance: Reliance | None
    approval: Approval | None
    licence_rows: int
    listed: int


def exposures(
    tables: Tables,
    countries: Sequence[str],
    supplier: str,
    all_of: str,
    applicants: Collection[str],
    on: date,
) -> list[Exposure]:
    """One record a country from tables dependency, licence_counts and listed_entities, as known on the day.

    `all_of` is the material that stands for all rare earths; its share and reliance are taken before those
    of single materials. `applicants` are the kinds whose approval shares count (StressMethod.licence_applicants).
    """
    return [_exposure(tables, country, supplier, all_of, applicants, on) for country in countries]


def _exposure(
    tables: Tables, country: str, supplier: str, all_of: str, applicants: Collection[str], on: date
) -> Exposure:
    shares = supplier_shares(tables["dependency"], country, supplier, on)
    found = reliances(tables["dependency"], country, on)
    counts = tables["licence_counts"]
    counts = counts[
        (counts["country"] == country)
        & (counts["imposer"] == supplier)
        & (counts["known_from"] <= pd.Timestamp(on))
    ]
    return Exposure(
        country,
        _share(shares, all_of),
        len(shares),
        newest_reliance(found, all_of) or next((one for one in found if one.value is not None), None),
        _approval(counts, applicants),
        len(counts),
        _listed(tables["listed_entities"], country, supplier, on),
    )


def _share(rows: pd.DataFrame, all_of: str) -> Share | None:
    rows = rows[rows["value"].notna() | (rows["value_low"].notna() & rows["value_high"].notna())]
    if rows.empty:
        return None
    whole = rows[rows["material"] == all_of]
    row: Any = next((whole if whole["verified"].any() else rows).itertuples(index=False))
    low, high = (row.value_low, row.value_high) if pd.isna(row.value) else (row.value, row.value)
    return Share(
        row.material, row.form, row.period, float(low), float(high), row.bound, row.basis, bool(row.verified),
        row.source_key,
    )  # fmt: skip


def _approval(counts: pd.DataFrame, applicants: Collection[str]) -> Approval | None:
    rows = counts[(counts["measure"] == "approved_share") & counts["value"].notna()]
    rows = rows[rows["applicant_kind"].isin(applicants)]
    if rows.empty:
        return None
    row: Any = max(rows.itertuples(index=False), key=lambda row: (last_day(row.period), row.known_from))
    return Approval(float(row.value), row.bound, row.period, row.applicant, row.source_key)


def _listed(entities: pd.DataFrame, country: str, supplier: str, on: date) -> int:
    """Firms and bodies of the country on the supplier's lists on the day."""
    day = pd.Timestamp(on)
    rows = entities[(entities["country"] == country) & (entities["imposer"] == supplier)]
    rows = rows[(rows["known_from"] <= day) & ~(rows["delisted_on"] <= day)]
    return int(rows["entity"].nunique())
