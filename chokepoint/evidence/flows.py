"""How much of each good does the supplier still ship, against the months before the controls?

Works on table trade_flows. Quantities are net weight in tonnes, as the supplier's customs state them;
HS 850511 is all metal magnets, the Chinese line 85051110 rare-earth magnets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter

import pandas as pd

from chokepoint.evidence.observations import Observation
from chokepoint.evidence.periods import first_day, last_day, months
from chokepoint.method import StressMethod

SINGLE = ("M", "2M", "SPAN")
MAGNETS = "magnets"


@dataclass(frozen=True)
class Shipment:
    """One published figure of the supplier's exports of an item to the country."""

    item: str
    product: str
    period: str
    frequency: str
    start: date
    end: date
    known: date
    quantity_t: float | None
    yoy_pct: float | None
    derived: bool
    source_key: str

    @property
    def months(self) -> int:
        """Calendar months that the figure covers."""
        return months(self.period)


def shipments(flows: pd.DataFrame, method: StressMethod, supplier: str, country: str) -> list[Shipment]:
    """The supplier's exports to the country of the items of Stress, by item, product, end and day known.

    Rows with a value only say nothing of tonnes and stay out.
    """
    rows = flows[
        (flows["reporter"] == supplier) & (flows["partner"] == country) & (flows["flow"] == "export")
    ]
    wanted = (rows["product"] == method.magnets_product) | rows["material"].isin(method.heavy_medium)
    wanted &= rows["quantity_t"].notna() | rows["yoy_pct"].notna()
    found = [
        Shipment(
            item=MAGNETS if row.product == method.magnets_product else row.material,
            product=row.product,
            period=row.period,
            frequency=row.frequency,
            start=first_day(row.period),
            end=last_day(row.period),
            known=row.known_from.date(),
            quantity_t=_number(row.quantity_t),
            yoy_pct=_number(row.yoy_pct),
            derived=bool(row.derived),
            source_key=row.source_key,
        )
        for row in rows[wanted].itertuples()
    ]
    return sorted(
        found, key=attrgetter("item", "product", "end", "known", "period", "frequency", "source_key")
    )


def flow_observations(
    flows: pd.DataFrame, method: StressMethod, supplier: str, country: str
) -> Iterator[Observation]:
    """Shortfall n (0-100) of each shipment on file, one row per vintage of shipment and reference.

    n = 100·max(0, 1 − q/q̄) for tonnes q against the reference q̄ of the same product; n = −change where
    only the change on the year is on file; 0 for periods that end before the first control. A reference
    that became known after the shipment makes a further vintage, so that no day sees a later reference.
    """
    for _, group in groupby(shipments(flows, method, supplier, country), attrgetter("item", "product")):
        same_product = list(group)
        for shipment in same_product:
            if shipment.frequency in SINGLE:
                yield from _vintages(shipment, same_product, method)


def reference_quantity(
    shipment: Shipment, others: Sequence[Shipment], method: StressMethod, known: date
) -> tuple[float | None, str]:
    """Normal tonnes for the length of a shipment as known on a day, and what they rest on.

    A span is held against the latest equally long span before it and before the first control; a
    month against the mean of the base window, or the last full calendar year ÷ 12.
    """
    before = [
        o for o in others if o.known <= known and o.end < method.first_control and o.quantity_t is not None
    ]
    if shipment.frequency == "SPAN":
        spans = [
            o
            for o in before
            if o.frequency == "SPAN" and o.months == shipment.months and o.end < shipment.start
        ]
        return (spans[-1].quantity_t, spans[-1].period) if spans else (None, "")
    mean, basis = monthly_base(before, method)
    return (None if mean is None else mean * shipment.months), basis


def monthly_base(before: Sequence[Shipment], method: StressMethod) -> tuple[float | None, str]:
    """Mean monthly tonnes before the first control, and what they rest on; None without either."""
    window, used = method.base_window, base_shipments(before, method)
    total = sum(one.quantity_t or 0 for one in used)
    if not used:
        return None, ""
    if used[0].frequency == "A":
        return total / 12, f"{used[0].period} divided by 12"
    return total / len(used), f"mean of {len(used)} months {window.start} to {window.end}"


def base_shipments(before: Sequence[Shipment], method: StressMethod) -> list[Shipment]:
    """The figures behind the mean month: the months of the base window if enough are on file, else the last full year."""
    window = method.base_window
    told = [one for one in before if one.quantity_t is not None]
    single = {
        one.period: one for one in told if one.frequency == "M" and window.start <= one.period <= window.end
    }
    if len(single) >= method.base_months_min:
        return list(single.values())
    return [one for one in told if one.frequency == "A"][-1:]


def _vintages(shipment: Shipment, others: Sequence[Shipment], method: StressMethod) -> Iterator[Observation]:
    seen: tuple[float, float | None] | None = None
    later = [o for o in others if o.known > shipment.known]
    editions = (o.known for o in later if (o.period, o.frequency) == (shipment.period, shipment.frequency))
    replaced = min(editions, default=date.max)
    for known in sorted({shipment.known, *(o.known for o in later if o.known < replaced)}):
        reference, basis = reference_quantity(shipment, others, method, known)
        n = _shortfall(shipment, reference)
        if shipment.end < method.first_control and (shipment.frequency != "SPAN" or basis):
            n, reference, basis = 0.0, None, "before the first control"
        elif shipment.quantity_t is None:
            reference, basis = None, "change on the year"
        if n is not None and (n, reference) != seen:
            yield _observation(shipment, n, known, reference, basis)
            seen = (n, reference)


def _observation(
    shipment: Shipment, n: float, known: date, reference: float | None, basis: str
) -> Observation:
    change = shipment.quantity_t is None
    figure = shipment.yoy_pct if change else shipment.quantity_t
    assert figure is not None
    return Observation(
        shipment.item, "flow", n, shipment.end, known, shipment.period, figure, reference, basis,
        shipment.source_key, change,
    )  # fmt: skip


def _shortfall(shipment: Shipment, reference: float | None) -> float | None:
    if shipment.quantity_t is None:
        return None if shipment.yoy_pct is None else min(100.0, max(0.0, -shipment.yoy_pct))
    return None if not reference else 100 * max(0.0, 1 - shipment.quantity_t / reference)


def _number(value: float) -> float | None:
    return None if pd.isna(value) else float(value)
