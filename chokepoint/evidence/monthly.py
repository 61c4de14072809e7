"""How much of a product did the supplier ship to a partner, month by month, and what was normal?

Works on table trade_flows: single months, and January and February where customs give them together.
Net weight in tonnes; a product is never added to another, a total never to its parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from chokepoint.evidence.flows import Shipment, base_shipments, monthly_base
from chokepoint.evidence.periods import first_day, last_day, months
from chokepoint.method import StressMethod

MONTHLY = ("M", "2M")
TOTAL = "REE_TOTAL"
PRODUCTS = {
    "85051110": "Rare-earth magnets, line 85051110",
    TOTAL: "Rare earths, customs total",
    "REE_WITH_MAGNETS": "Rare-earth products with magnets, a wire's own group",
    "MAGNETS_POWDER_ALLOYS": "Magnets, magnet powder and alloys",
    "REE_HEAVY": "Heavy rare earths",
}
WEIGHTS = {
    "85051110": "net weight of magnets; the line is inferred from the press label. HS 850511 would be all metal "
    "magnets and is not shown",
    TOTAL: "net weight of all rare-earth lines but magnets, mostly light elements that no rule covers",
    "REE_WITH_MAGNETS": "net weight of a product group that a wire adds up itself",
    "MAGNETS_POWDER_ALLOYS": "net weight of magnets together with powder and alloys; not to be added to 85051110",
}


@dataclass(frozen=True)
class Flow:
    """A product and its destination, with the number of months that have tonnes."""

    product: str
    partner: str
    material: str
    months: int

    @property
    def code(self) -> str:
        """The flow as one word: 85051110-USA."""
        return f"{self.product}-{self.partner}"


@dataclass(frozen=True)
class Month:
    """A month: tonnes (None: no figure), whether they are worked out, and the period of the row behind."""

    first_day: date
    quantity_t: float | None
    yoy_pct: float | None
    derived: bool
    period: str
    source_key: str | None


def exports(flows: pd.DataFrame, supplier: str, day: date) -> pd.DataFrame:
    """The supplier's exports known by the day, by product, partner and period; later figures last."""
    rows = flows[(flows["reporter"] == supplier) & (flows["flow"] == "export")]
    rows = rows[rows["known_from"] <= pd.Timestamp(day)]
    return rows.sort_values(["product", "partner", "period", "known_from"], kind="stable")


def choices(rows: pd.DataFrame) -> list[Flow]:
    """Flows with monthly tonnes on file, magnets and the total first, the longest first."""
    monthly = rows[rows["frequency"].isin(MONTHLY) & rows["quantity_t"].notna()]
    found = [
        Flow(
            str(product), str(partner), group["material"].iloc[0], sum(map(months, group["period"].unique()))
        )
        for (product, partner), group in monthly.groupby(["product", "partner"])
    ]
    order = list(PRODUCTS)
    return sorted(
        found,
        key=lambda flow: (
            order.index(flow.product) if flow.product in order else 99,
            -flow.months,
            flow.partner,
        ),
    )


def by_month(rows: pd.DataFrame, product: str, partner: str, since: date) -> list[Month]:
    """Every month from `since` to the newest on file, gaps included; two months told together in halves.

    Of several figures of a month tonnes go before a stated change, single months before halves, then the last known.
    """
    chosen = rows[
        (rows["product"] == product) & (rows["partner"] == partner) & rows["frequency"].isin(MONTHLY)
    ]
    ordered = sorted(chosen.itertuples(index=False), key=_standing)
    known = {month.first_day: month for row in ordered for month in _months(row)}
    if not known or max(known) < since.replace(day=1):
        return []
    wanted = pd.period_range(since.strftime("%Y-%m"), max(known).strftime("%Y-%m"), freq="M")
    return [known.get(first, _gap(first)) for first in (period.start_time.date() for period in wanted)]


def normal(
    rows: pd.DataFrame, product: str, partner: str, method: StressMethod
) -> tuple[float | None, str, bool]:
    """Mean monthly tonnes before the first control, what they rest on, and whether a figure behind is worked out.

    The mean of the base window if enough of its months are on file, else the last full year ÷ 12.
    """
    chosen = rows[(rows["product"] == product) & (rows["partner"] == partner) & rows["quantity_t"].notna()]
    before = [
        _shipment(row)
        for row in chosen.itertuples(index=False)
        if last_day(row.period) < method.first_control
    ]
    return *monthly_base(before, method), any(one.derived for one in base_shipments(before, method))


def _standing(row: Any) -> tuple[bool, bool, pd.Timestamp]:
    """Rank of a row among those of its month, the one to be shown last."""
    return not pd.isna(row.quantity_t), row.frequency == "M", row.known_from


def _months(row: Any) -> list[Month]:
    """One month, or the two halves of a figure for January and February together."""
    period, first, count = row.period, first_day(row.period), months(row.period)
    quantity = None if pd.isna(row.quantity_t) else float(row.quantity_t) / count
    change = None if pd.isna(row.yoy_pct) else float(row.yoy_pct)
    worked_out = bool(row.derived) or count > 1
    return [
        Month(day.date(), quantity, change, worked_out, period, row.source_key)
        for day in pd.date_range(first.replace(day=1), periods=count, freq="MS")
    ]


def _gap(first: date) -> Month:
    return Month(first, None, None, False, f"{first:%Y-%m}", None)


def _shipment(row: Any) -> Shipment:
    return Shipment(
        row.material, row.product, row.period, row.frequency, first_day(row.period), last_day(row.period),
        row.known_from.date(), float(row.quantity_t), None, bool(row.derived), row.source_key,
    )  # fmt: skip
