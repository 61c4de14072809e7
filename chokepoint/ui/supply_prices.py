"""Cards of the page Supply on prices: inside and outside China, and the newest quote and shipment of each element."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from chokepoint.charts.price_lines import price_lines
from chokepoint.evidence import price_gaps
from chokepoint.evidence.flows import shipments
from chokepoint.evidence.newest_flows import newest_flows
from chokepoint.evidence.prices import FORM, unsaid_words
from chokepoint.method import StressMethod
from chokepoint.share import supply_prices as say
from chokepoint.share.sentences import price_words
from chokepoint.share.trade import the
from chokepoint.ui import supply as shown
from chokepoint.ui import supply_frame as rows
from chokepoint.ui.card import Card, empty_body
from chokepoint.ui.context import Context
from chokepoint.ui.supply import elements_asked


def prices_card(context: Context) -> Card:
    """Quotes inside and outside China as small multiples (evidence.price_gaps.marks)."""
    q, method = context.question, context.settings.method.stress
    asked = {one.symbol for one in elements_asked(context)}
    order = [symbol for symbol in context.settings.display.priced if symbol in asked]
    found = price_gaps.marks(rows.seen(context, "prices"), method, order, q.since, q.on)
    every = price_gaps.gaps(rows.seen(context, "prices"), method, q.on)
    pairs = {symbol: gap for symbol, gap in every.items() if symbol in order}
    panels = [
        (context.names[symbol].capitalize(), symbol, [m for m in found if m.element == symbol])
        for symbol in order
    ]
    drawn = price_lines(
        panels,
        q.since,
        q.on,
        method.first_control,
        context.theme,
        context.narrow,
        price_gaps.legs(found, pairs),
    )
    return rows.made(
        context,
        "prices",
        "prices",
        {mark.source_key for mark in found},
        title=say.gaps_finding(pairs, context.names),
        subtitle=f"Oxide, USD/kg without VAT, logarithmic scale. {_tax_words(found, method)}Black: outside China (ring: worked out; open triangle: asked, "
        "not paid); orange: inside, a line only for monthly FOB means of one market. Thin vertical: first licences.",
        unit="USD/kg, oxide, without VAT",
        alt=drawn.alt,
        body=drawn if found else empty_body("No quote of these elements in this period at this level of evidence. Choose an "
                                            "earlier first day, all materials or all evidence."),
        table=rows.frame_of(found, {"element": "element", "kind": "kind", "market, quote, frequency, assessor": "series",
                                     "period": "period", "price (USD/kg, without VAT)": "usd_per_kg", "bound": "bound",
                                     "if no VAT was in it (USD/kg), where the source does not say": "with_vat",
                                     "worked out": "derived", "verified": "verified", "source_key": "source_key",
                                     "notes": "notes"}),
        missing="; ".join(filter(None, ("thin markets, quotes of days, months and asks are never joined",
                                        rows.left_for_later(context, "prices", material=order, form=[FORM])))),
        records=lambda ids: rows.frame_of([m for m in found if m.id in ids], {
            "element": "element", "kind": "kind", "period": "period", "price (USD/kg, without VAT)": "usd_per_kg",
            "source_key": "source_key", "notes": "notes"}),
    )  # fmt: skip


def _tax_words(found: Sequence[price_gaps.Mark], method: StressMethod) -> str:
    """That the tax was taken out of prices whose source does not say that it was in; "" without such a price."""
    unsaid = [mark for mark in found if mark.unsaid_vat]
    if not unsaid:
        return ""
    which = ", ".join(f"{mark.element} {mark.period}" for mark in unsaid)
    return f"{unsaid_words(method)}, for {which}: the table has these prices both ways. "


def thin_card(context: Context) -> Card:
    """Newest price outside China and newest shipment of each element, each with its reference and day (evidence.price_gaps.newest_outside, evidence.newest_flows.newest_flows)."""
    q, method = context.question, context.settings.method.stress
    wanted = [one.symbol for one in elements_asked(context)]
    outside = price_gaps.newest_outside(rows.seen(context, "prices"), method, q.on)
    flows = newest_flows(
        shipments(rows.seen(context, "trade_flows"), method, q.supplier, q.country), method, q.on
    )
    found = [(context.names[symbol], outside.get(symbol), flows.get(symbol)) for symbol in wanted
            if symbol in outside or symbol in flows]  # fmt: skip
    keys = [one.source_key for _, *pair in found for one in pair if one is not None]
    worst = max((one for _, one, _ in found if one and one.reference), key=lambda one: one.figure / (one.reference or 1),
                default=None)  # fmt: skip
    return rows.made(
        context,
        "thin",
        "prices",
        keys,
        title=say.worst_price(worst, context.names),
        subtitle=f"Newest assessed price outside China and newest shipment to {the(context.names.country(q.country))} on file, each "
        "against its reference; worked-out figures say so.",
        unit="USD/kg; t",
        alt="; ".join(f"{name}: {price_words(price) if price else 'no price'}" for name, price, _ in found) or "Nothing on file.",
        body=shown.thin_table(found, _derived(context, keys)) if found else empty_body(
            "Neither a price nor a shipment of these elements is on file at this level of evidence. Choose all materials."),
        table=pd.DataFrame([(n, p.figure if p else None, p.period if p else None, f.figure if f else None, f.period if f else None)
                            for n, p, f in found],
                           columns=["element", "price outside (USD/kg)", "price period", "shipped (t)", "shipment period"]),
        missing="one quote in a thin market is no price of every kilogram",
        tabs=False,
    )  # fmt: skip


def _derived(context: Context, keys: list[str]) -> set[tuple[str, str]]:
    """(material, period) of the quotes that were worked out."""
    prices = context.tables["prices"]
    worked = prices[prices["derived"] & prices["source_key"].isin(keys)]
    return set(zip(worked["material"], worked["period"], strict=True))
