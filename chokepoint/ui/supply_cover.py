"""Cards of the page Supply on amounts: months of stock against what is held back, and elements in magnets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from chokepoint.errors import ChokepointError
from chokepoint.evidence.contents import Content, contents
from chokepoint.evidence.narrowest import group_elements
from chokepoint.evidence.stocks import stocks
from chokepoint.evidence.uses import MASS
from chokepoint.risk.scenario import valued_on
from chokepoint.risk.scenario_ground import Share
from chokepoint.risk.scenario_substance import Blocked, standing
from chokepoint.risk.score import assess
from chokepoint.share import supply_depth as say
from chokepoint.share.link import pinned
from chokepoint.share.scenario import item_name, share_words, supplier_words
from chokepoint.share.trade import the
from chokepoint.ui import supply as shown
from chokepoint.ui.card import Card, empty_body
from chokepoint.ui.context import Context
from chokepoint.ui.filters import of_materials
from chokepoint.ui.html import attr, chip, esc
from chokepoint.ui.html_table import html_table
from chokepoint.ui.supply_frame import WIDEN, left_for_later, made, seen, who


def cover_card(context: Context) -> Card:
    """Months of stock divided by the share of use blocked under today's rules (risk.scenario_substance.standing)."""
    q, names, method = context.question, context.names, context.settings.method
    day = valued_on(method, q.on)
    problem = ""
    found: tuple[Blocked, ...] = ()
    try:
        found = context.shared(
            "standing", lambda: _standing(context, day), q.pair, q.buyer, day, context.settings.scenarios
        )
    except ChokepointError as error:
        problem = str(error)
    fitting = [row for row in found if of_materials(context, row.item, row.group)]
    rows = sorted(fitting, key=lambda row: row.cover is None)
    secret = any(
        one.secret and one.country == q.country for one in stocks(context.tables["dependency"], q.on)
    )
    keys = {part.source_key for row in rows for part in (row.cover, row.supplier) if part}
    heads = ("Item", "In stock, months of use", "Share of use blocked", "Stocks gone after")
    link = f'<a href="./scenarios?{attr(pinned(replace(q, cards=())))}" target="_self">What if the rules or the stocks were others: Scenarios</a>'
    return made(
        context, "cover", "dependency", keys,
        title=say.cover_finding(rows, names) if rows else "Months of stock cannot be worked out" if problem
        else "Nothing that was asked for is held back by a rule in force",
        subtitle=f"Months in stock ÷ share of use blocked, from the shortest to the longest, for {q.buyer} buyers in "
        f"{the(names.country(q.country))} under the rules in force on {day}. Blocked: the supplier’s share × cover of the rule × share of "
        "applications not approved (newest; lowest to highest on file). All evidence counts, as in the readings.",
        unit="months; % of use", alt="; ".join(f"{item_name(row, names)}: {say.cover_words(row) if row.cover else 'no stock on file'}" for row in rows)
        or "Nothing is held back.",
        body=html_table(heads, _cover_cells(context, rows, secret), "Months of stock", (), shown.DEPTH)
        + f'<p class="cp-small cp-more cp-go">{link}.</p>'
        if rows
        else empty_body(problem or f"No rule in force holds back what was asked for on {day}. Choose all materials or another day."),
        table=_cover_frame(context, rows), filtered=False,
        missing="what is kept in stock is secret; blank, not zero" if secret else "blank: no months of stock on file, which is not zero",
        tabs=False,
    )  # fmt: skip


def _standing(context: Context, day: date) -> tuple[Blocked, ...]:
    q, method = context.question, context.settings.method
    base = assess(context.tables, method, q.country, q.buyer, np.array([day], "datetime64[D]"))
    return standing(context.tables, base, context.settings.scenarios)


def contents_card(context: Context) -> Card:
    """Magnets in one unit as elements and oxides, each factor named (evidence.contents.contents)."""
    factors = context.tables["conversion_factors"]
    found = contents(seen(context, "sectors"), factors, context.tables["materials"], context.question.on)
    named = who(context)
    heads = ("Product", "Weighed", "Factor", "Elements", "As oxides")
    used = {factor.source_key: factor for one in found for factor in (one.factor, *one.oxides) if factor}
    return made(
        context, "contents", "sectors", {*(one.mass.source_key for one in found), *used},
        title=say.contents_finding(found),
        subtitle="Mass of magnets in one unit times the factor on file, then the oxides that these elements take (÷ metal in oxide, "
        "from the lowest to the highest of them; losses in the works not counted). "
        + (f"Factors by {' and '.join(named[key] for key in used)}. " if used else "No factor was used. ")
        + "Parts and what was not said are not converted.",
        unit="kg per unit", alt="; ".join(
            f"{one.mass.item}: {_element_words(one) + ' of ' + one.of if one.element_kg is not None else one.why}" for one in found
        ) or "Nothing on file.",
        body=html_table(heads, [_content_cells(context, one) for one in found], "From magnets to elements", (), shown.DEPTH)
        if found
        else empty_body(f"No mass of magnets or elements in one unit is on file at this level of evidence. {WIDEN}"),
        table=_content_frame(found), tabs=False, missing=left_for_later(context, "sectors", measure=[MASS]),
    )  # fmt: skip


def _cover_cells(context: Context, rows: Sequence[Blocked], secret: bool) -> list[tuple[str, ...]]:
    """A line for each item with stocks on file; items without, of which the same share is blocked, in one line."""
    blank = f'<span class="cp-quiet">{"kept secret" if secret else "not on file"}</span>'
    cells: list[tuple[str, ...]] = []
    without: dict[str, list[str]] = {}
    strangers = _strangers(context, rows)
    for row in rows:
        name = esc(item_name(row, context.names))
        words = f"supplier {supplier_words(row.supplier)}{say.not_held_words(strangers.get(row.item, ''), context.names)}"
        supplier = f"<br><span class='cp-small'>{esc(words)}</span>" if row.supplier else ""
        blocked = f"{esc(share_words(row.share))}{supplier}"
        if row.cover is None:
            without.setdefault(blocked, []).append(name)
            continue
        holder = f"{esc(row.cover.holder)}, {esc(who(context)[row.cover.source_key])}"
        held = f"{esc(say.stock_words(row))}<br><span class='cp-small'>{holder}</span>"
        cells.append((f"<b>{name}</b>", held, blocked, f"<b>{esc(say.cover_words(row))}</b>"))
    return cells + [(", ".join(names), blank, blocked, blank) for blocked, names in without.items()]


def _strangers(context: Context, rows: Sequence[Blocked]) -> dict[str, str]:
    """Element → the group of materials that its supplier's share is of, where that group does not hold it."""
    materials = context.tables["materials"]
    groups, symbols = (
        group_elements(materials),
        set(materials.loc[materials["kind"] == "element", "material"]),
    )
    # One share stands in for many items: the rows behind it are looked up once.
    whose = {share: _whose(context, share) for share in {row.supplier for row in rows} if share is not None}
    found = {}
    for row in rows:
        told = whose.get(row.supplier, []) if row.supplier and row.item in symbols else []
        if told and all(row.item not in groups.get(code, {code}) for code in told):
            found[row.item] = told[0]
    return found


def _whose(context: Context, share: Share) -> list[str]:
    """The materials whose share of a stage stands in for an item; none for the share of the item's own imports."""
    stages = [one for one in context.settings.method.dependence.stages if share.of.endswith(f", {one.label}")]
    production = context.tables["production"]
    return [
        code
        for stage in stages[-1:]
        for code in production.loc[
            (production["source_key"] == share.source_key) & (production["period"] == share.period)
            & (production["stage"] == stage.stage) & production["material"].isin(stage.materials), "material",
        ].unique()
    ]  # fmt: skip


def _cover_frame(context: Context, rows: Sequence[Blocked]) -> pd.DataFrame:
    strangers = _strangers(context, rows)
    return pd.DataFrame(
        [(row.item, row.group, "; ".join(row.rules), *((row.cover.low, row.cover.high, row.cover.holder, row.cover.source_key)
          if row.cover else (None,) * 4), *((row.share.low, row.share.middle, row.share.high) if row.share else (None,) * 3),
          *(row.months or (None, None)), row.months is not None and None in row.months, supplier_words(row.supplier),
          strangers.get(row.item)) for row in rows],
        columns=["item", "group", "rules in force", "in stock, lowest (months)", "in stock, highest (months)", "held by",
                 "source_key of the stock", "share of use blocked, lowest (0–1)", "newest (0–1)", "highest (0–1)",
                 "stocks gone after, shortest (months)", "longest (months)", "not limited", "supplier’s share", "group of that share, if it does not hold the element"],
    )  # fmt: skip


def _content_cells(context: Context, one: Content) -> tuple[str, ...]:
    mass, named = one.mass, who(context)
    marks = "" if mass.verified or mass.derived else " " + chip("not verified", "badge")
    marks += " " + chip("worked out", "badge") if mass.derived else ""
    of = (
        f"{mass.material} magnets"
        if mass.mass_of == "magnet"
        else context.names.get(mass.material, mass.material)
    )
    how = say.factor_words(one.factor) if one.factor else one.why
    oxides = "; ".join(f"{factor.from_form.removeprefix('oxide ')} {factor.value:g}" for factor in one.oxides)
    return (
        f"<b>{esc(mass.item)}</b>{marks}<br><span class='cp-small'>{esc(mass.sector)}, {esc(mass.period)}, "
        f"{esc(named[mass.source_key])}</span>",
        f"{esc(say.kilograms_words(mass.kilograms, mass.bound))}<br><span class='cp-small'>{esc(of)}</span>",
        f'<span class="cp-small">{esc(how)}</span>',
        f"<b>{esc(_element_words(one))}</b><br><span class='cp-small'>{esc(one.of)}</span>"
        if one.element_kg is not None
        else "",
        f"{esc(say.oxide_words(one))}<br><span class='cp-small'>{esc(oxides)}</span>" if one.oxide_kg else "",
    )


def _element_words(one: Content) -> str:
    """The elements as weighed, or as worked out with no more digits than the factor has."""
    words = say.rounded_words if one.factor else say.kilograms_words
    return words(one.element_kg or 0.0, one.mass.bound)


def _content_frame(found: Sequence[Content]) -> pd.DataFrame:
    return pd.DataFrame(
        [(one.mass.sector, one.mass.item, one.mass.period, one.mass.material, one.mass.mass_of, one.mass.kilograms, one.mass.bound,
          one.factor.from_form if one.factor else None, one.factor.value if one.factor else None, one.of or None, one.element_kg,
          *(one.oxide_kg or (None, None)), one.why, one.mass.verified, one.mass.source_key,
          one.factor.source_key if one.factor else None) for one in found],
        columns=["sector", "item", "period", "weighed", "mass of", "mass (kg per unit)", "bound", "factor from", "factor (t/t)",
                 "elements", "elements (kg per unit)", "oxides, lowest (kg per unit)", "oxides, highest (kg per unit)", "blank because",
                 "verified", "source_key", "source_key of the factor"],
    )  # fmt: skip
