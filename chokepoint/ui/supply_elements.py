"""The cards of the Supply page that go by element: tiles, one element in detail, uses, prices."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from chokepoint.charts import supply_rows as rows_of
from chokepoint.charts.price_lines import price_lines
from chokepoint.charts.tiles import Tile, tiles
from chokepoint.evidence import imports, price_gaps, uses
from chokepoint.evidence.board import ELEMENTS, Cell, Good, board
from chokepoint.evidence.elements import Element
from chokepoint.evidence.flows import shipments
from chokepoint.evidence.newest_flows import newest_flows
from chokepoint.evidence.prices import FORM
from chokepoint.evidence.stages import of_element
from chokepoint.share import supply as say
from chokepoint.share.sentences import board_finding, price_words
from chokepoint.share.trade import the
from chokepoint.ui import supply as shown
from chokepoint.ui import supply_frame as rows
from chokepoint.ui.card import Card, empty_body
from chokepoint.ui.context import Context
from chokepoint.ui.supply import elements_asked

PRICED = ("Y", "Dy", "Tb", "Nd")
NO_ELEMENT = (
    "None of the 17 elements fits the materials chosen. Choose all materials, or one of the elements."
)
MEANING = {
    "control": "Tinted: licence for each export, which is no ban; full: barred; dashed: announced or suspended; plain: free.",
    "reliance": "A dash: no official figure exists for this element. USGS publishes yttrium and scandium alone; the rest "
    "is one figure for all compounds and metals.",
    "gap": "Both legs assessed, the Chinese one without VAT, at most 45 days apart; full from ten times. A dash: no such "
    "pair on file. Thin markets: a spot quote shows scarcity at the margin.",
    "magnets": "Full: used in permanent magnets. Group scores and group shares are not drawn on elements.",
}


def goods_of(context: Context) -> dict[Good, dict[str, Cell]]:
    """What each class of buyers meets for each element on the day (evidence.board), made once."""
    q = context.question
    method = context.settings.method
    addressees, raised = method.scope.addressees(q.country), method.controls.class_ban_raises
    found = context.shared(
        "board", lambda: board(context.tables, addressees, q.supplier, q.on, raised), q.pair, q.on
    )
    return {good: cells for good, cells in found.items() if good.section == ELEMENTS}


def cells_of(context: Context) -> dict[str, dict[str, Cell]]:
    """The same by symbol of the element."""
    return {good.material: cells for good, cells in goods_of(context).items()}


def tiles_card(context: Context, measure: str, symbol: str) -> Card:
    """The elements coloured by one measure that exists by element (charts.tiles)."""
    q, found = context.question, elements_asked(context)
    make, hue, table, what, keys, title = _measures(context, found)[measure]
    made_of = [make(one) for one in found]
    drawn = tiles(made_of, what, hue, symbol, _beside(context, symbol), context.theme, context.narrow)
    return rows.made(
        context,
        f"tiles-{measure}-{symbol}",
        table,
        keys,
        title=title if found else "No element chosen",
        subtitle=f"{what}, on {q.on}. {MEANING[measure]}",
        unit={"control": "legal state", "reliance": "%", "gap": "times", "magnets": "yes or no"}[measure],
        alt=drawn.alt,
        body=drawn if found else empty_body(NO_ELEMENT),
        table=rows.frame_of(
            made_of, {"element": "symbol", "name": "name", "number": "number", what: "words"}
        ),
        calculated="own calculation from the legal texts on file" if measure == "control" else "",
        records=lambda ids: rows.records_of_element(
            {name: rows.seen(context, name) for name in rows.OF_ELEMENTS}, ids, q.on
        ),
    )


Measure = tuple[Callable[[Element], Tile], str, str, str, list[str], str]


def _measures(context: Context, found: list[Element]) -> Mapping[str, Measure]:
    """Per measure: tile of an element, hue, table, what it is, sources, finding."""
    q, cells, total = context.question, cells_of(context), len(found)
    told = imports.reliances(rows.seen(context, "dependency"), q.country, q.on)
    known = {one.symbol: r for one in found if (r := imports.newest_reliance(told, one.symbol))}
    symbols = {one.symbol for one in found}
    every = price_gaps.gaps(rows.seen(context, "prices"), context.settings.method.stress, q.on)
    pairs = {symbol: gap for symbol, gap in every.items() if symbol in symbols}
    magnets = {one.symbol: one for one in found if one.magnet_use}
    country = context.names.country(q.country)
    coverage = context.tables["control_coverage"]
    ids = {
        rule.measure_id
        for row in cells.values()
        for cell in row.values()
        for rule in (*cell.in_force, *cell.aside)
    }
    rules = coverage.loc[coverage["measure_id"].isin(ids), "source_key"].tolist()
    return {
        "control": (
            lambda one: rows_of.tile_of_control(one, cells[one.symbol][q.buyer]), "cn", "control_coverage",
            f"Chinese rules for {q.buyer} buyers, {country}", rules, board_finding({good: row for good, row in goods_of(context).items() if good.material in symbols}),
        ),
        "reliance": (
            lambda one: rows_of.tile_of_reliance(one, known.get(one.symbol)), "third", "dependency",
            f"Net import reliance of {country}, % of apparent consumption", [r.source_key for r in known.values()],
            say.tiles_finding("reliance", known, total),
        ),
        "gap": (
            lambda one: rows_of.tile_of_gap(one, pairs.get(one.symbol)), "worse", "prices",
            "Price of the oxide outside China divided by the price inside", [p.source_key for p in pairs.values()],
            say.tiles_finding("gap", pairs, total),
        ),
        "magnets": (
            rows_of.tile_of_magnets, "third", "materials", "Use in permanent magnets",
            [one.source_key for one in found], say.tiles_finding("magnets", magnets, total),
        ),
    }  # fmt: skip


def _beside(context: Context, symbol: str) -> list[str]:
    """What stands beside the tiles: the chosen element in four lines."""
    one = next((one for one in elements_asked(context) if one.symbol == symbol), None)
    if one is None:
        return []
    lines = [f"<b>{one.name.capitalize()}</b> ({one.number}, {one.side}): {', '.join(one.uses)}"]
    lines.append("Chinese rules: " + say.control_words(cells_of(context)[symbol]))
    return [
        "Selected above; click a tile for its records.",
        *lines,
        *(f"{term}: {words}" for term, words in _facts(context, symbol)),
    ]


def _facts(context: Context, symbol: str) -> list[tuple[str, str]]:
    """Price gap, import reliance and the supplier's share of an element, or that none is on file."""
    q = context.question
    gap = price_gaps.gaps(rows.seen(context, "prices"), context.settings.method.stress, q.on).get(symbol)
    told = imports.reliances(rows.seen(context, "dependency"), q.country, q.on)
    named = rows.who(context)
    shares: dict[str, list[str]] = {}
    for split in of_element(rows.splits_of(context), symbol):
        if part := split.part(q.supplier):
            where = f"{rows_of.years(split.period)}, {named[split.source_key]}"
            shares.setdefault(where, []).append(f"{split.stage} {say.pct(part.share_pct, part.bound)}")
    words = "; ".join(f"{', '.join(told)} ({where})" for where, told in shares.items())
    return [
        ("Price", say.gap_words(gap) if gap else "no pair inside and outside China on file"),
        ("Import reliance", say.reliance_words(imports.newest_reliance(told, symbol))),
        (
            f"{context.names.country(q.supplier)}’s share",
            words or "not on file for this element",
        ),
    ]


def element_card(context: Context, symbol: str) -> Card:
    """Everything on file of one element (ui.supply.element_sheet)."""
    q = context.question
    one = next((one for one in elements_asked(context) if one.symbol == symbol), None)
    strict = q.evidence != "all"
    split = uses.uses_of(rows.seen(context, "sectors"), symbol, q.on)
    shares = split if split is None or split.parts else None
    return rows.made(
        context,
        f"element-{symbol}",
        "materials",
        [one.source_key] if one else [],
        title=f"{one.name.capitalize()}: {', '.join(one.uses)}" if one else "No element chosen",
        subtitle=f"What is on file of {one.name if one else 'the element'} on {q.on}. A badge marks fields that rest on no "
        "source that was read.",
        unit="words; %; USD/kg",
        alt=f"{one.name}: uses {', '.join(one.uses)}" if one else NO_ELEMENT,
        body=shown.element_sheet(one, cells_of(context).get(symbol), _facts(context, symbol), shares, strict, context.names)
        if one
        else empty_body(NO_ELEMENT),
        table=rows.frame_of([one] if one else [], {"element": "symbol", "name": "name", "number": "number", "uses": "uses",
                                                    "lists": "lists", "not verified": "unverified", "notes": "notes"}),
        tabs=False,
    )  # fmt: skip


def uses_card(context: Context, symbol: str) -> Card:
    """All elements with their uses (table materials)."""
    found = elements_asked(context)
    loose = sum("main_uses" in one.unverified for one in found)
    return rows.made(
        context,
        f"uses-{symbol}",
        "materials",
        [one.source_key for one in found],
        title=say.uses_title(found),
        subtitle="Main uses by element, largest first as far as known.",
        unit="words",
        alt="; ".join(f"{one.name}: {', '.join(one.uses)}" for one in found) or NO_ELEMENT,
        body=shown.uses_list(found, symbol, context.question.evidence != "all")
        if found
        else empty_body(NO_ELEMENT),
        table=rows.frame_of(
            found, {"element": "symbol", "name": "name", "number": "number", "group": "group", "uses": "uses"}
        ),
        missing=f"the uses of {loose} elements rest on no source that was read" if loose else "",
        tabs=False,
    )


def prices_card(context: Context) -> Card:
    """Quotes inside and outside China as small multiples (evidence.price_gaps.marks)."""
    q, method = context.question, context.settings.method.stress
    wanted = [one.symbol for one in elements_asked(context) if one.symbol in PRICED]
    order = [symbol for symbol in PRICED if symbol in wanted]
    found = price_gaps.marks(rows.seen(context, "prices"), method, order, q.since, q.on)
    panels = [
        (context.names[symbol].capitalize(), symbol, [m for m in found if m.element == symbol])
        for symbol in order
    ]
    drawn = price_lines(panels, q.since, q.on, method.first_control, context.theme, context.narrow)
    pairs = price_gaps.gaps(rows.seen(context, "prices"), method, q.on)
    return rows.made(
        context,
        "prices",
        "prices",
        {mark.source_key for mark in found},
        title=say.gaps_finding({symbol: gap for symbol, gap in pairs.items() if symbol in order}, context.names),
        subtitle="Oxide, USD/kg without VAT, logarithmic scale. Black: outside China (ring: worked out; open triangle: asked, "
        "not paid); orange: inside, a line only for monthly FOB means of one market. Thin vertical: first licences.",
        unit="USD/kg, oxide, without VAT",
        alt=drawn.alt,
        body=drawn if found else empty_body("No quote of these elements in this period at this level of evidence. Choose an "
                                            "earlier first day, all materials or all evidence."),
        table=rows.frame_of(found, {"element": "element", "kind": "kind", "market, quote, frequency, assessor": "series",
                                     "period": "period", "price (USD/kg, without VAT)": "usd_per_kg", "bound": "bound",
                                     "worked out": "derived", "verified": "verified", "source_key": "source_key",
                                     "notes": "notes"}),
        missing="; ".join(filter(None, ("thin markets, quotes of days, months and asks are never joined",
                                        rows.left_for_later(context, "prices", material=order, form=[FORM])))),
        records=lambda ids: rows.frame_of([m for m in found if m.id in ids], {
            "element": "element", "kind": "kind", "period": "period", "price (USD/kg, without VAT)": "usd_per_kg",
            "source_key": "source_key", "notes": "notes"}),
    )  # fmt: skip


def thin_card(context: Context) -> Card:
    """Newest price outside China and newest shipment of each element, each with its reference and day."""
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
