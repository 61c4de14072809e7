"""What does an element cost inside and outside China, and how far are the two apart?

Works on table prices. Chinese quotes are without value-added tax, both legs keep their day. A quote of
another kind (asked, volume-backed, free on board) stays a mark of its own and is joined to nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from chokepoint.evidence.observations import Observation
from chokepoint.evidence.periods import first_day, last_day
from chokepoint.evidence.prices import FORM, in_usd_per_kg, inside_leg, price_observations, tax_is_unsaid
from chokepoint.method import StressMethod

INSIDE, OUTSIDE, FOB, BACKED, ASK = "inside China", "outside China", "China, FOB", "volume-backed", "asked"


@dataclass(frozen=True)
class Mark:
    """One quote of an oxide in USD/kg without VAT; `series` names the market and kind that may form a line.

    `unsaid_vat`: the rate that was taken out although the source does not say that the tax was in; else 0.
    """

    element: str
    kind: str
    series: str
    period: str
    frequency: str
    start: date
    end: date
    usd_per_kg: float
    bound: str
    derived: bool
    verified: bool
    source_key: str
    notes: str
    unsaid_vat: float = 0.0

    @property
    def with_vat(self) -> float | None:
        """The price if no tax was in it, for a quote whose source does not say; None for all others."""
        return self.usd_per_kg * (1 + self.unsaid_vat) if self.unsaid_vat else None

    @property
    def id(self) -> str:
        """Id of the quote."""
        return "|".join((self.source_key, self.element, self.series, self.period))


@dataclass(frozen=True)
class Gap:
    """Price outside against inside China (USD/kg oxide, ex VAT), both legs dated.

    `unsaid_vat`: the rate that was taken out of the Chinese leg although its source does not say that the tax was in.
    """

    element: str
    outside: float
    outside_period: str
    inside: float
    inside_period: str
    source_key: str
    unsaid_vat: float = 0.0

    @property
    def ratio(self) -> float:
        """Outside divided by inside."""
        return self.outside / self.inside

    @property
    def ratio_untaxed(self) -> float | None:
        """The ratio if no tax was in the Chinese price; None where its source says whether it was."""
        return self.ratio / (1 + self.unsaid_vat) if self.unsaid_vat else None


def gaps(prices: pd.DataFrame, method: StressMethod, on: date) -> dict[str, Gap]:
    """The newest pair of both legs known on the day, by element; no pair, no entry."""
    found: dict[str, Gap] = {}
    for one in _known(prices, method, on):
        if one.reference is None or (leg := inside_leg(one.basis)) is None:
            continue
        period, unsaid = leg
        found[one.item] = Gap(
            one.item, one.figure, one.period, one.reference, period, one.source_key, method.vat if unsaid else 0.0
        )  # fmt: skip
    return found


def legs(found: Sequence[Mark], pairs: Mapping[str, Gap]) -> set[str]:
    """Ids of the quotes that are the two legs of the widest gap."""
    widest = max(pairs.values(), key=lambda gap: gap.ratio, default=None)
    if widest is None:
        return set()
    ends = {(OUTSIDE, widest.outside_period), (INSIDE, widest.inside_period)}
    return {mark.id for mark in found if mark.element == widest.element and (mark.kind, mark.period) in ends}


def newest_outside(prices: pd.DataFrame, method: StressMethod, on: date) -> dict[str, Observation]:
    """The newest assessed quote outside China known on the day, by element, with its reference."""
    return {one.item: one for one in _known(prices, method, on)}


def marks(
    prices: pd.DataFrame, method: StressMethod, elements: Sequence[str], since: date, on: date
) -> list[Mark]:
    """Quotes of oxides of these elements that end on or after `since`, known on the day, by element and day.

    Quotes whose market is not named stay out: they stand neither inside nor outside.
    """
    rows = prices[
        prices["material"].isin(elements)
        & (prices["form"] == FORM)
        & (prices["known_from"] <= pd.Timestamp(on))
        & prices["value"].notna()
    ]
    found = [
        mark for row in rows.itertuples(index=False) if (mark := _mark(row, method)) and mark.end >= since
    ]
    return sorted(found, key=lambda mark: (elements.index(mark.element), mark.series, mark.end))


def _known(prices: pd.DataFrame, method: StressMethod, on: date) -> list[Observation]:
    found = [one for one in price_observations(prices, method) if one.known_from <= on]
    return sorted(found, key=lambda one: (one.period_end, one.known_from))


def _mark(row: Any, method: StressMethod) -> Mark | None:
    kind = _kind(row, method)
    price = in_usd_per_kg(row.value, row.unit, row.market, row.vat, method)
    if kind is None or price is None:
        return None
    return Mark(
        row.material, kind, f"{row.market}, {row.quote}, {row.frequency}, {row.assessor}", row.period,
        row.frequency, first_day(row.period), last_day(row.period), price, row.bound,
        bool(row.derived), bool(row.verified), row.source_key, "" if pd.isna(row.notes) else row.notes,
        method.vat if tax_is_unsaid(row.market, row.vat, method) else 0.0,
    )  # fmt: skip


def _kind(row: Any, method: StressMethod) -> str | None:
    if row.quote == "ask":
        return ASK
    if row.quote in method.excluded_quotes:
        return None
    if row.quote == "volume_backed":
        return BACKED
    kinds = {method.reference_market: INSIDE, "china_fob": FOB} | dict.fromkeys(
        method.outside_markets, OUTSIDE
    )
    return kinds.get(row.market)
