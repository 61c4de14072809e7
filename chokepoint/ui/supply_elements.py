"""The cards of the Supply page that go by element: tiles, one element in detail, uses, prices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from chokepoint.charts import supply_rows as rows_of
from chokepoint.charts.tiles import Tile, tiles
from chokepoint.evidence import imports, price_gaps, uses
from chokepoint.evidence.board import ELEMENTS, Cell, Good, board
from chokepoint.evidence.elements import Element
from chokepoint.evidence.stages import of_element
from chokepoint.share import supply as say
from chokepoint.share.citation import list_sources, origins
from chokepoint.share.sentences import board_finding
from chokepoint.share.supply_prices import gap_words
from chokepoint.ui import supply as shown
from chokepoint.ui import supply_frame as rows
from chokepoint.ui.card import Card, empty_body
from chokepoint.ui.context import Context
from chokepoint.ui.supply import elements_asked

NO_ELEMENT = (
    "None of the 17 elements fits the materials chosen. Choose all materials, or one of the elements."
)
MEANING = {
    "control": "Full: in force, licence for each export, which is no ban; full with ✕: barred; tinted: suspended; dashed: announced, "
    "or a suspension that ran out; plain: free. All evidence counts for the legal state.",
    "reliance": "A dash: no official figure exists for this element. USGS publishes yttrium and scandium alone; the rest "
    "is one figure for all compounds and metals.",
    "gap": "Both legs assessed, VAT taken out of the Chinese one also where its source does not say that it was in, at most "
    "{days} days apart; full from {times:g} times. A dash: no such "
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
    """The elements coloured by one measure that exists by element (evidence.board.board, evidence.imports.newest_reliance, evidence.price_gaps.gaps)."""
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
        subtitle=f"{what}, on {q.on}. {_meaning(context, measure)}",
        unit={"control": "legal state", "reliance": "%", "gap": "times", "magnets": "yes or no"}[measure],
        alt=drawn.alt,
        body=drawn if found else empty_body(NO_ELEMENT),
        table=rows.frame_of(
            made_of, {"element": "symbol", "name": "name", "number": "number", what: "words"}
        ),
        calculated="own calculation from the legal texts on file" if measure == "control" else "",
        # What is in force follows from all evidence, as in the readings.
        filtered=measure != "control",
        records=lambda ids: rows.records_of_element(
            {name: rows.seen(context, name) for name in rows.OF_ELEMENTS}, ids, q.on
        ),
    )


def _meaning(context: Context, measure: str) -> str:
    settings = context.settings
    return MEANING[measure].format(days=settings.method.stress.pair_days, times=settings.display.full_gap)


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
    rules = _rule_sources(context, cells.values())
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
            lambda one: rows_of.tile_of_gap(one, pairs.get(one.symbol), context.settings.display.full_gap), "worse", "prices",
            "Price of the oxide outside China divided by the price inside", [p.source_key for p in pairs.values()],
            say.tiles_finding("gap", pairs, total),
        ),
        "magnets": (
            rows_of.tile_of_magnets, "third", "materials", "Use in permanent magnets",
            [one.source_key for one in found], say.tiles_finding("magnets", magnets, total),
        ),
    }  # fmt: skip


def _rule_sources(context: Context, found: Iterable[Mapping[str, Cell]]) -> list[str]:
    """Sources of the coverage of the rules that cells rest on."""
    coverage = context.tables["control_coverage"]
    ids = {
        rule.measure_id for row in found for cell in row.values() for rule in (*cell.in_force, *cell.aside)
    }
    keys: list[str] = coverage.loc[coverage["measure_id"].isin(ids), "source_key"].tolist()
    return keys


def _beside(context: Context, symbol: str) -> list[str]:
    """What stands beside the tiles: the chosen element in four lines."""
    one = next((one for one in elements_asked(context) if one.symbol == symbol), None)
    if one is None:
        return []
    lines = [f"<b>{one.name.capitalize()}</b> ({one.number}, {one.side}): {', '.join(one.uses)}"]
    lines.append("Chinese rules: " + say.control_words(cells_of(context)[symbol]))
    return [
        "In detail below; click another tile to see it here, this one for its records.",
        *lines,
        *(f"{term}: {words}" for term, words, _ in _facts(context, symbol)),
    ]


def _facts(context: Context, symbol: str) -> list[tuple[str, str, list[str]]]:
    """Price gap, import reliance and the supplier's share of an element with their sources, or that none is on file."""
    q, method, prices = context.question, context.settings.method.stress, rows.seen(context, "prices")
    gap = price_gaps.gaps(prices, method, q.on).get(symbol)
    quotes = price_gaps.marks(prices, method, [symbol], date.min, q.on) if gap else []
    legs = price_gaps.legs(quotes, {symbol: gap}) if gap else set()
    told = imports.reliances(rows.seen(context, "dependency"), q.country, q.on)
    relied = imports.newest_reliance(told, symbol)
    named = rows.who(context)
    held = [split for split in of_element(rows.splits_of(context), symbol) if split.part(q.supplier)]
    shares: dict[str, list[str]] = {}
    for split in held:
        if part := split.part(q.supplier):
            where = f"{rows_of.years(split.period)}, {named[split.source_key]}"
            shares.setdefault(where, []).append(f"{split.stage} {say.pct(part.share_pct, part.bound)}")
    words = "; ".join(f"{', '.join(told)} ({where})" for where, told in shares.items())
    return [
        (
            "Price",
            gap_words(gap) if gap else "no pair inside and outside China on file",
            [quote.source_key for quote in quotes if quote.id in legs],
        ),
        ("Import reliance", say.reliance_words(relied), [relied.source_key] if relied else []),
        (
            f"{context.names.country(q.supplier)}’s share",
            words or "not on file for this element",
            [split.source_key for split in held],
        ),
    ]


def element_card(context: Context, symbol: str) -> Card:
    """Everything on file of one element (ui.supply.element_sheet)."""
    q = context.question
    one = next((one for one in elements_asked(context) if one.symbol == symbol), None)
    strict = q.evidence != "all"
    split = uses.uses_of(rows.seen(context, "sectors"), symbol, q.on)
    shares = split if split is None or split.parts else None
    cells, facts = cells_of(context).get(symbol), _facts(context, symbol)
    keys = [one.source_key] if one else []
    keys += [key for _, _, found in facts for key in found]
    keys += [shares.source_key] if shares else []
    keys += _rule_sources(context, [cells] if cells else [])
    told = [(term, words) for term, words, _ in facts]
    # Origins alone: the list of uses has no day of its own, and its edition may be later than the day shown.
    credited = list_sources(keys, context.tables["sources"])
    return rows.made(
        context,
        f"element-{symbol}",
        "materials",
        keys,
        title=f"{one.name.capitalize()}: {shown.uses_words(one, strict)}" if one else "No element chosen",
        subtitle=f"What is on file of {one.name if one else 'the element'} on {q.on}. A badge marks fields that rest on no "
        "source that was read.",
        unit="words; %; USD/kg",
        alt=f"{one.name}: uses {shown.uses_words(one, strict)}" if one else NO_ELEMENT,
        body=shown.element_sheet(one, cells, told, shares, strict, context.names, origins(credited, len(credited)))
        if one
        else empty_body(NO_ELEMENT),
        table=rows.frame_of([one] if one else [], {"element": "symbol", "name": "name", "number": "number", "uses": "uses",
                                                    "lists": "lists", "not verified": "unverified", "notes": "notes"}),
        tabs=False,
    )  # fmt: skip


def uses_card(context: Context, symbol: str) -> Card:
    """All elements with their uses (table materials; evidence.elements.elements)."""
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
