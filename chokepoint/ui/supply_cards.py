"""The cards of the page Supply: those of the element chosen, then the others in their order."""

from __future__ import annotations

from functools import partial

import pandas as pd

from chokepoint.charts import supply_rows as rows_of
from chokepoint.charts.editions import editions
from chokepoint.charts.paired_bars import Pair, paired_bars
from chokepoint.charts.ranges import ranges
from chokepoint.charts.stacked_shares import stacked_shares
from chokepoint.evidence import uses
from chokepoint.evidence.concentration import mining_editions
from chokepoint.evidence.countries import Exposure, exposures
from chokepoint.evidence.criticality import others, scores
from chokepoint.evidence.imports import (
    IMPORT_SHARE,
    RELIANCE,
    SOURCING_SHARE,
    origins_of_imports,
    reliances,
)
from chokepoint.evidence.reserves import main_ones, reserves_and_output
from chokepoint.evidence.stages import stated
from chokepoint.evidence.stocks import MEASURES, stocks, without_stock
from chokepoint.evidence.uses import masses, uses_of_all
from chokepoint.share import supply as say
from chokepoint.share.supply_alt import countries_alt, editions_alt, stocks_alt
from chokepoint.share.supply_scores import others_words
from chokepoint.ui import supply as shown
from chokepoint.ui import supply_frame as tabled
from chokepoint.ui.card import Card, empty_body
from chokepoint.ui.context import Context
from chokepoint.ui.html import plural
from chokepoint.ui.layout import Slot
from chokepoint.ui.supply_cover import contents_card, cover_card
from chokepoint.ui.supply_elements import element_card, tiles_card, uses_card
from chokepoint.ui.supply_frame import (
    WIDEN,
    behind,
    frame_of,
    left_for_later,
    made,
    parts_of,
    plants_since,
    seen,
    splits_of,
    who,
)
from chokepoint.ui.supply_prices import prices_card, thin_card
from chokepoint.ui.supply_projects import projects_card
from chokepoint.ui.supply_readings import readings_of
from chokepoint.ui.supply_stages import narrowest_card, without_card

EDITIONS, YEARS = 4, 3


def range_card(context: Context) -> Card:
    """The supplier's share of each stage by source, with its range (evidence.stages.stated)."""
    q, method, names = context.question, context.settings.method.dependence, context.names
    found = stated(splits_of(context), method.stages, q.supplier, q.on, method.max_age_days)
    plants = plants_since(context, found)
    ends = {label: say.range_words(values, plants.get(label, "")) for label, values in found.items()}
    rows = rows_of.rows_of_shares(found, ends, who(context))
    drawn = ranges(
        rows,
        f"Share of {names.country(q.supplier)} by stage and source",
        50,
        context.theme.cn,
        context.theme,
        context.narrow,
    )
    values = [one for group in found.values() for one in group]
    return made(
        context, "ranges", "production", {one.split.source_key for one in values},
        title=say.range_finding(found, names.country(q.supplier)),
        subtitle="Share, %, the newest figure of each source. Full dots: exact and not older than "
        f"{plural(round(method.max_age_days / 365), 'year')}, they make the range. Open: older, about, or of capacity; triangles: “over” or “nearly”. Nothing is averaged. The axis is cut.",
        unit="% of the world at each stage", alt=drawn.alt,
        body=drawn if values else empty_body(f"No source states a share at this level of evidence. {WIDEN}"),
        table=frame_of(values, tabled.SHARE_COLUMNS),
        records=lambda ids: behind(context, "production", ids, ("source_key", "stage", "material", "measure", "period")),
    )  # fmt: skip


def concentration_card(context: Context) -> Card:
    """HHI beside the largest share and what is left without it (evidence.concentration.mining_editions)."""
    oldest = context.settings.method.dependence.max_age_days
    found = mining_editions(splits_of(context), EDITIONS, context.question.on, oldest)
    return made(
        context, "concentration", "production", {one.split.source_key for one in found},
        title=say.left_finding(found, context.names),
        subtitle="World mining in t REO, each edition alone. HHI: sum of squared shares in %, 0 (many) to 10 000 (one). Left "
        "without it: output of all others (N−1), before any of them grows.",
        unit="t REO; HHI 0–10 000", alt=editions_alt(found, context.names),
        body=shown.concentration_table(found, who(context), context.names)
        if found
        else empty_body(f"No edition that lists all of mining is on file at this level of evidence. {WIDEN}"),
        table=frame_of(found, tabled.EDITION_COLUMNS), tabs=False,
        missing="shares are of the tonnes listed; published world totals are rounded; undocumented output is in none",
    )  # fmt: skip


def ground_card(context: Context) -> Card:
    """Reserves beside output by country, one edition (evidence.reserves.reserves_and_output)."""
    q, names = context.question, context.names
    found = main_ones(reserves_and_output(seen(context, "production"), q.on))
    pairs = [Pair(names.country(g.country), g.country, None if g.reserves_t is None else g.reserves_t / 1e6, g.output_t)
             for g in found]  # fmt: skip
    years = (found[0].reserves_period, found[0].output_period) if found else ("", "")
    drawn = paired_bars(pairs, (f"Reserves, Mt REO, {years[0]}", f"Output, t REO, {years[1]}"), ("Mt", "t"), (2, 0),
                        context.theme, context.narrow)  # fmt: skip
    return made(
        context, "ground", "production", {one.source_key for one in found},
        title=say.ground_finding(found, names),
        subtitle=f"Reserves and mine output by country, {who(context)[found[0].source_key] if found else 'no edition'}. "
        "Two measures, two axes; a country without a figure is said, not drawn as zero.",
        unit="Mt REO; t REO", alt=drawn.alt,
        body=drawn if found else empty_body(f"No edition with reserves and output is on file at this level of evidence. {WIDEN}"),
        table=frame_of(found, tabled.GROUND_COLUMNS),
        records=lambda ids: behind(context, "production", [f"{found[0].source_key}|{code}" for code in ids], ("source_key", "country")),
    )  # fmt: skip


def reliance_card(context: Context) -> Card:
    """Net import reliance by material and year, a dot an edition (evidence.imports.reliances)."""
    q, names, whole = context.question, context.names, context.settings.method.dependence.reliance_of_all
    found = reliances(seen(context, "dependency"), q.country, q.on)
    wanted = [
        (whole.material, whole.form, "Compounds and metals"),
        (whole.material, "concentrate", "Concentrates"),
    ]
    wanted += [
        (e.symbol, "", e.name.capitalize())
        for e in shown.elements_asked(context)
        if e.symbol in context.settings.display.relied_on
    ]
    rows = rows_of.rows_of_reliance(found, wanted, YEARS, who(context))
    drawn = ranges(
        rows,
        f"Net import reliance of {names.country(q.country)}",
        0,
        context.theme.side(q.country),
        context.theme,
        context.narrow,
    )
    return made(
        context, "reliance", "dependency", {one.source_key for one in found},
        title=say.reliance_finding(found, whole.material, names.country(q.country)),
        subtitle="Net import reliance, % of apparent consumption, the newest years; editions stand side by side and are not "
        "averaged. " + say.revision_words(found, seen(context, "dependency"), q.country),
        unit="% of apparent consumption", alt=drawn.alt,
        body=drawn if found else empty_body(f"No net import reliance of {names.country(q.country)} is published in a source on "
                                            "file: what is known is the share of China in its imports, below."),
        table=frame_of(found, tabled.RELIANCE_COLUMNS),
        missing=_joined("first estimates are revised; “>95” is a bound, not a number",
                        left_for_later(context, "dependency", country=[q.country], measure=[RELIANCE])),
        records=lambda ids: behind(context, "dependency", ids, ("source_key", "material", "period"), "net_import_reliance"),
    )  # fmt: skip


def imports_card(context: Context) -> Card:
    """Import sources by partner, those that process others' material marked (evidence.imports.origins_of_imports)."""
    q, names, named = context.question, context.names, who(context)
    found = origins_of_imports(seen(context, "dependency"), q.country, q.on)
    newest = found[: context.settings.display.list_rows]
    bars = [
        rows_of.bar_of_imports(say.import_name(one, names), one, named[one.source_key], names, context.narrow)
        for one in newest
    ]
    drawn = stacked_shares(
        bars, f"Import sources of {names.country(q.country)}", context.theme, context.narrow
    )
    return made(
        context, "imports", "dependency", {one.source_key for one in newest},
        title=say.imports_finding(found, q.supplier, names.country(q.country), names.country(q.supplier)),
        subtitle="Share of imports by origin, %, newest first; one source, product, period and basis a bar. Dotted: the source says "
        "that this country works up material made elsewhere (Australia, China) or of untraceable origin. Hatched: not split.",
        unit="% of imports", alt=drawn.alt,
        body=drawn if bars else empty_body(f"No split of the imports of {names.country(q.country)} is on file. Choose all evidence."),
        table=parts_of(found), 
        missing=_joined(f"{len(found) - len(newest)} older splits in the table" if len(found) > len(newest) else "",
                        left_for_later(context, "dependency", country=[q.country], measure=[IMPORT_SHARE, SOURCING_SHARE])),
        records=lambda ids: behind(context, "dependency", ids, ("source_key", "material", "form", "stage", "period", "basis")),
    )  # fmt: skip


def stocks_card(context: Context) -> Card:
    """What is known of stocks, and what is secret (evidence.stocks.stocks, evidence.stocks.without_stock)."""
    found = stocks(seen(context, "dependency"), context.question.on)
    silent = without_stock(found, list(context.settings.method.scope.countries))
    return made(
        context, "stocks", "dependency", {one.source_key for one in found},
        title=say.stocks_finding(found, context.names),
        subtitle="Stocks, targets, planned purchases and time to run out, each in the unit of its source: days of use, tonnes "
        "and money are not compared. Secret stocks stay blank.",
        unit="days; weeks; months; t; million USD", alt=stocks_alt(found, context.names),
        body=shown.stocks_table(found, silent, context.names)
        if found
        else empty_body(f"Nothing on stocks is on file at this level of evidence. {WIDEN}"),
        table=frame_of(found, tabled.STOCK_COLUMNS), tabs=False,
        missing=left_for_later(context, "dependency", measure=MEASURES),
    )  # fmt: skip


def sectors_card(context: Context) -> Card:
    """Uses of all rare earths, one source and year a bar (evidence.uses.uses_of_all)."""
    found, named = uses_of_all(seen(context, "sectors"), context.question.on), who(context)
    bars = [
        rows_of.bar_of_uses(say.uses_name(one, context.names), one, named[one.source_key], context.narrow)
        for one in found
    ]
    drawn = stacked_shares(bars, "Uses of rare earths", context.theme, context.narrow)
    return made(
        context, "sectors", "sectors", {one.source_key for one in found},
        title=say.sectors_finding(found, context.names),
        subtitle="Share of use, demand or value, %; one source, country and year a bar: they differ in what they count and are "
        "not averaged. Dark: magnets; hatched: not covered by the source.",
        unit="% of use, demand or value", alt=drawn.alt,
        body=drawn if bars else empty_body(f"No split over uses is on file at this level of evidence. {WIDEN}"),
        table=parts_of(found), missing=left_for_later(context, "sectors", measure=uses.SPLITS, material=[uses.ALL_OF]),
        records=lambda ids: behind(context, "sectors", ids, ("source_key", "measure", "material", "country", "period")),
    )  # fmt: skip


def masses_card(context: Context) -> Card:
    """Kilograms in one unit of a product, by what was weighed (evidence.uses.masses)."""
    found = masses(seen(context, "sectors"), context.question.on)
    return made(
        context, "masses", "sectors", {one.source_key for one in found},
        title=say.masses_finding(found),
        subtitle="Mass in one unit as published. The mass of elements, of magnets and of whole parts are three measures: three "
        "lists, no common axis. A magnet is about a third rare earth.",
        unit="kg per unit", alt="; ".join(f"{m.item} {shown.kilograms(m)} ({m.mass_of})" for m in found) or "Nothing on file.",
        body=shown.masses_table(found) if found else empty_body(f"No mass per unit is on file at this level of evidence. {WIDEN}"),
        table=frame_of(found, tabled.MASS_COLUMNS), tabs=False,
        missing=left_for_later(context, "sectors", measure=[uses.MASS]),
    )  # fmt: skip


def criticality_card(context: Context) -> Card:
    """Published criticality scores of groups, edition by edition (evidence.criticality.scores)."""
    q, indices = context.question, seen(context, "indices")
    found, beside = scores(indices, q.on), others(indices, q.country, q.on)
    elements = {one.symbol for one in shown.elements_asked(context)}
    names = {one.group: context.names.get(one.group, one.group) for one in found}
    body = editions(found, names, context.theme, context.narrow) if found else None
    return made(
        context, "criticality", "indices", {*(one.source_key for one in found), *(one.source_key for one in beside)},
        title=say.scores_finding(found, names),
        subtitle="EU study, scores of groups, not of elements. Grey rings: editions by the old method, in 2011 one score for all "
        "rare earths; no line crosses 2017. Supply risk weighs concentration and governance, importance the value added of the "
        "users: a group may lead one and trail in the other.",
        unit="score", alt=body.alt if body else "No score on file.",
        body=body or empty_body(f"No published score is on file at this level of evidence. {WIDEN}"),
        table=pd.concat([frame_of(found, tabled.SCORE_COLUMNS), frame_of(beside, tabled.OTHER_COLUMNS)], ignore_index=True),
        missing=others_words(beside, elements, q.country, context.names) or "no other study is on file on this day",
        records=lambda ids: frame_of([s for s in found if s.id in ids], tabled.SCORE_COLUMNS),
    )  # fmt: skip


def countries_card(context: Context) -> Card:
    """The same rows for every country of the settings, blanks where nothing is on file (evidence.countries.exposures)."""
    q, names = context.question, context.names
    found = context.shared("exposures", lambda: _exposures(context), q.on, q.evidence, context.weak)
    rows = shown.exposure_cells(found, names) + readings_of(context, [one.country for one in found])
    keys = [part.source_key for one in found for part in (one.share, one.reliance, one.approval) if part]
    return made(
        context, "countries", "dependency", keys,
        title=say.countries_finding(found),
        subtitle=f"What is on file on {q.on}, the same rows for all, in the order of the settings: no ranking. Shares of different "
        "products and bases are not comparable. Tension and the score exist for one pair only, whose events are dense.",
        unit="%; points 0–100; counts", alt=countries_alt(found, names),
        body=shown.country_table(rows, [names.country(one.country) for one in found], "Country table"),
        missing=left_for_later(context, "dependency", country=list(context.settings.method.scope.countries),
                               measure=[IMPORT_SHARE, RELIANCE]),
        table=shown.country_frame(rows, [names.country(one.country) for one in found]), tabs=False,
    )  # fmt: skip


def _joined(*parts: str) -> str:
    return "; ".join(filter(None, parts))


def _exposures(context: Context) -> list[Exposure]:
    q, method = context.question, context.settings.method
    tables = {name: seen(context, name) for name in ("dependency", "licence_counts", "listed_entities")}
    return exposures(
        tables,
        list(method.scope.countries),
        q.supplier,
        method.dependence.reliance_of_all.material,
        method.stress.licence_applicants,
        q.on,
    )


def slots_of(measure: str, symbol: str) -> tuple[Slot, Slot, Slot]:
    """Tiles by a measure, then the element in detail and its uses."""
    return (
        Slot(
            f"tiles-{measure}-{symbol}", "The elements", partial(tiles_card, measure=measure, symbol=symbol)
        ),
        Slot(f"element-{symbol}", "The element in detail", partial(element_card, symbol=symbol)),
        Slot(f"uses-{symbol}", "What the elements are used for", partial(uses_card, symbol=symbol)),
    )


SLOTS = {
    slot.key: slot
    for slot in (
        Slot("ranges", "China’s share by source", range_card),
        Slot("narrowest", "Narrowest stage by element", narrowest_card),
        Slot("concentration", "Concentration and N−1", concentration_card),
        Slot("without", "What is left at each stage", without_card),
        Slot("ground", "Reserves and output", ground_card),
        Slot("projects", "Projects outside China", projects_card),
        Slot("reliance", "Import reliance", reliance_card),
        Slot("imports", "Import sources", imports_card),
        Slot("thin", "Prices and shipments of single elements", thin_card),
        Slot("prices", "Prices inside and outside China", prices_card),
        Slot("stocks", "Stocks", stocks_card),
        Slot("cover", "Months of stock against what is held back", cover_card),
        Slot("sectors", "Uses", sectors_card),
        Slot("masses", "What sits in one unit", masses_card),
        Slot("contents", "From magnets to elements", contents_card),
        Slot("criticality", "Published criticality scores", criticality_card),
        Slot("countries", "Country by country", countries_card),
    )
}
