"""How much dearer is a material outside China than inside, or than before the controls?

Works on table prices. Both legs are assessed quotes of the same oxide per kilogram, the Chinese one
without value-added tax; the date of each leg stays with the pair. Thin markets: spot quotes only.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter

import pandas as pd

from chokepoint.config import StressMethod
from chokepoint.evidence.observations import Observation
from chokepoint.evidence.periods import last_day

KILOGRAMS = {"kg": 1.0, "t": 1000.0}
FORM = "oxide"


@dataclass(frozen=True)
class Quote:
    """One assessed quote of an oxide in USD/kg; Chinese domestic ones without value-added tax."""

    material: str
    market: str
    period: str
    end: date
    known: date
    usd_per_kg: float
    source_key: str


def quotes(prices: pd.DataFrame, method: StressMethod) -> list[Quote]:
    """Assessed day and month quotes of single elements, outside China and inside, by material and day."""
    rows = prices[
        prices["material"].isin(method.heavy_medium)
        & prices["frequency"].isin(["D", "M"])
        & prices["market"].isin([*method.outside_markets, method.reference_market])
        & ~prices["quote"].isin(method.excluded_quotes)
        & (prices["form"] == FORM)
    ]
    found = [
        Quote(
            row.material,
            row.market,
            row.period,
            last_day(row.period),
            row.known_from.date(),
            usd_per_kg,
            row.source_key,
        )
        for row in rows.itertuples()
        if (usd_per_kg := _usd_per_kg(row.value, row.unit, row.market, row.vat, method)) is not None
    ]
    return sorted(found, key=attrgetter("material", "end", "known", "source_key"))


def price_observations(prices: pd.DataFrame, method: StressMethod) -> Iterator[Observation]:
    """Price stress n (0-cap) of each outside quote that has a reference; known from the later leg.

    n = min(cap, points per doubling · log2 r), r = outside ÷ reference; `figure` is the outside
    price, `reference` the other leg, both USD/kg. 0 for quotes before the first control.
    """
    found = quotes(prices, method)
    for quote in found:
        if quote.market not in method.outside_markets:
            continue
        reference, basis = _reference(quote, found, method)
        if reference is None and quote.end >= method.first_control:
            continue
        before = quote.end < method.first_control or reference is None
        yield Observation(
            item=quote.material,
            measure="price",
            n=0.0
            if before or reference is None
            else price_stress(quote.usd_per_kg / reference.usd_per_kg, method),
            period_end=quote.end,
            known_from=quote.known if reference is None else max(quote.known, reference.known),
            period=quote.period,
            figure=quote.usd_per_kg,
            reference=None if reference is None else reference.usd_per_kg,
            basis=basis,
            source_key=quote.source_key,
        )


def price_stress(ratio: float, method: StressMethod) -> float:
    """Points of stress of a price ratio: 0 at or below 1, `price_per_doubling` per doubling, capped."""
    return min(method.price_cap, max(0.0, method.price_per_doubling * math.log2(ratio)))


def _usd_per_kg(value: float, unit: str, market: str, vat: str, method: StressMethod) -> float | None:
    currency, weight = unit.split("/")
    rate = {"USD": 1.0, "CNY": 1 / method.cny_per_usd}.get(currency)
    if rate is None or pd.isna(value) or value <= 0:
        return None
    taxed = market == method.reference_market and vat != "no"
    return value * rate / KILOGRAMS[weight] / (1 + method.vat if taxed else 1)


def _reference(quote: Quote, found: Sequence[Quote], method: StressMethod) -> tuple[Quote | None, str]:
    same = [other for other in found if other.material == quote.material]
    near = [
        other
        for other in same
        if other.market == method.reference_market and abs((other.end - quote.end).days) <= method.pair_days
    ]
    if near:
        leg = min(near, key=lambda other: abs((other.end - quote.end).days))
        return leg, f"China without VAT, {leg.period}"
    limit = method.first_control + timedelta(days=method.reference_tolerance_days)
    earlier = [other for other in same if other.market in method.outside_markets and other.end <= limit]
    if earlier:
        return earlier[-1], f"outside China before the controls, {earlier[-1].period}"
    return None, ""
