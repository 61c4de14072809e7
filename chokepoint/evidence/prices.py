"""How much dearer is a material outside China than inside, or than before the controls?

Works on table prices. Both legs are assessed quotes of the same oxide per kilogram, the Chinese one
without value-added tax; the date of each leg stays with the pair. Thin markets: spot quotes only.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter

import pandas as pd

from chokepoint.evidence.observations import Observation
from chokepoint.evidence.periods import last_day
from chokepoint.method import StressMethod

KILOGRAMS = {"kg": 1.0, "t": 1000.0}
FORM = "oxide"
# How the basis of a pair begins whose reference is the Chinese quote; its period follows.
INSIDE = "China without VAT, "
# How such a basis goes on where the source does not say whether the tax was in the price; the rate stands before it.
UNSAID = " % VAT taken out; the source does not say"
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Quote:
    """One assessed quote of an oxide in USD/kg; Chinese domestic ones without value-added tax.

    `unsaid`: the tax was taken out although the source does not say that it was in.
    """

    material: str
    market: str
    period: str
    end: date
    known: date
    usd_per_kg: float
    source_key: str
    unsaid: bool = False


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
            tax_is_unsaid(row.market, row.vat, method),
        )
        for row in rows.itertuples()
        if (usd_per_kg := in_usd_per_kg(row.value, row.unit, row.market, row.vat, method)) is not None
    ]
    return sorted(found, key=attrgetter("material", "end", "known", "market", "usd_per_kg", "source_key"))


def price_observations(prices: pd.DataFrame, method: StressMethod) -> Iterator[Observation]:
    """Price stress n (0-cap) of each outside quote that has a reference, one row per vintage of the pair.

    n = min(cap, points per doubling · log2 r), r = outside ÷ reference; `figure` is the outside
    price, `reference` the other leg, both USD/kg. 0 for quotes before the first control. A better
    reference that became known after the quote makes a further vintage, so that no day sees it early.
    """
    for _, group in groupby(quotes(prices, method), attrgetter("material")):
        same_material = list(group)
        for quote in same_material:
            if quote.market in method.outside_markets:
                yield from _vintages(quote, same_material, method)


def price_stress(ratio: float, method: StressMethod) -> float:
    """Points of stress of a price ratio: 0 at or below 1, `price_per_doubling` per doubling, capped."""
    return min(method.price_cap, max(0.0, method.price_per_doubling * math.log2(ratio)))


def in_usd_per_kg(value: float, unit: str, market: str, vat: str, method: StressMethod) -> float | None:
    """A quote in USD/kg, Chinese domestic ones without value-added tax; None in another currency or without a price."""
    currency, weight = unit.split("/")
    rate = {"USD": 1.0, "CNY": 1 / method.cny_per_usd}.get(currency)
    if rate is None or pd.isna(value) or value <= 0:
        return None
    taxed = market == method.reference_market and vat != "no"
    return value * rate / KILOGRAMS[weight] / (1 + method.vat if taxed else 1)


def tax_is_unsaid(market: str, vat: str, method: StressMethod) -> bool:
    """True if value-added tax is taken out of a quote whose source does not say that it is in."""
    return market == method.reference_market and vat == UNKNOWN


def unsaid_words(method: StressMethod) -> str:
    """What is said of a price whose source does not say whether the tax is in: "13 % VAT taken out; …"."""
    return f"{100 * method.vat:.0f}{UNSAID}"


def inside_leg(basis: str) -> tuple[str, bool] | None:
    """Period of the Chinese quote that a basis names, and whether its tax is unsaid; None for another basis."""
    if not basis.startswith(INSIDE):
        return None
    period, _, rest = basis.removeprefix(INSIDE).partition(", ")
    return period, rest.endswith(UNSAID)


def _vintages(quote: Quote, others: Sequence[Quote], method: StressMethod) -> Iterator[Observation]:
    near = [o for o in others if o.market == method.reference_market and _apart(o, quote) <= method.pair_days]
    limit = method.first_control + timedelta(days=method.reference_tolerance_days)
    earlier = [o for o in others if o.market in method.outside_markets and o.end <= limit]
    editions = (o.known for o in others if (o.market, o.period) == (quote.market, quote.period))
    replaced = min((known for known in editions if known > quote.known), default=date.max)
    before = quote.end < method.first_control
    later = () if before else (o.known for o in (*near, *earlier) if quote.known < o.known < replaced)
    seen: list[Quote | None] = []
    for known in sorted({quote.known, *later}):
        reference, basis = _reference(
            quote, [o for o in near if o.known <= known], [o for o in earlier if o.known <= known], method
        )
        if (before or reference) and seen != [reference]:
            yield _observation(quote, reference, basis, known, method)
        seen = [reference]


def _observation(
    quote: Quote, reference: Quote | None, basis: str, known: date, method: StressMethod
) -> Observation:
    counts = reference is not None and quote.end >= method.first_control
    return Observation(
        item=quote.material,
        measure="price",
        n=price_stress(quote.usd_per_kg / reference.usd_per_kg, method) if reference and counts else 0.0,
        period_end=quote.end,
        known_from=known,
        period=quote.period,
        figure=quote.usd_per_kg,
        reference=reference.usd_per_kg if reference else None,
        basis=basis,
        source_key=quote.source_key,
    )


def _reference(
    quote: Quote, near: Sequence[Quote], earlier: Sequence[Quote], method: StressMethod
) -> tuple[Quote | None, str]:
    """The nearest Chinese quote (of two the later, of editions the newest), else the last one outside."""
    if near:
        leg = min(near, key=lambda o: (_apart(o, quote), -o.end.toordinal(), -o.known.toordinal()))
        return leg, f"{INSIDE}{leg.period}" + (f", {unsaid_words(method)}" if leg.unsaid else "")
    if earlier:
        return earlier[-1], f"outside China before the controls, {earlier[-1].period}"
    return None, ""


def _apart(one: Quote, other: Quote) -> int:
    return abs((one.end - other.end).days)
