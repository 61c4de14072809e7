"""Cards of monthly flows: one product to one partner, and all rare earths beside it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from itertools import groupby

import pandas as pd

from chokepoint.charts.columns import Column, Mark
from chokepoint.charts.flows_by_month import flows_by_month
from chokepoint.evidence import monthly
from chokepoint.evidence.measures import State
from chokepoint.evidence.periods import last_day
from chokepoint.share import trade as words
from chokepoint.share.sentences import gaps
from chokepoint.ui.card import Card, empty_body
from chokepoint.ui.context import Context
from chokepoint.ui.tables import months_table
from chokepoint.ui.trade_rows import bars_of, credit, evidence_of

MAGNETS = ("85051110", "magnets")
WIDE_PX, NARROW_PX = 890, 340


def flow_rows(context: Context) -> tuple[pd.DataFrame, str]:
    """The supplier's exports known on the day at the level of evidence."""
    q = context.question
    return evidence_of(context, monthly.exports(context.tables["trade_flows"], q.supplier, q.on))


def marks_of(context: Context, material: str) -> list[Mark]:
    """Days on which measures on a material were announced, came into force or were suspended."""
    q, tables = context.question, context.tables
    materials = tables["materials"].set_index("material")["members"]
    wanted = {material, *str(materials.get(material, "")).split(";")}
    coverage = tables["control_coverage"].dropna(subset="materials")
    touches = {row.measure_id for row in coverage.itertuples(index=False)
               if row.coverage != "none" and wanted & set(row.materials.split(";"))}  # fmt: skip
    general = tables["measures"]
    general = general[(general["instrument"] == "general_licence") & general["materials"].isin(wanted)]
    touches |= set(general["measure_id"])
    return [
        Mark(segment.start, words.mark_label(bar, segment.state, context.names.get(bar.measure_id, "")))
        for bar in sorted(bars_of(context)[0], key=lambda bar: bar.announced)
        if bar.measure_id in touches
        for segment in bar.segments
        if segment.start >= q.since and segment.state in (State.ANNOUNCED, State.IN_FORCE, State.SUSPENDED)
    ]  # fmt: skip


def flow_card(context: Context, product: str, partner: str, key: str, also: Collection[date] = ()) -> Card:
    """Monthly exports of a product to a partner against the normal month; values of `also` written (evidence.monthly.by_month, evidence.monthly.normal)."""
    q, names, tables = context.question, context.names, context.tables
    method = context.settings.method.stress
    rows, left_out = flow_rows(context)
    months = monthly.by_month(rows, product, partner, q.since)
    mean, basis, worked_out = monthly.normal(rows, product, partner, method)
    told = words.reference_words(basis, worked_out)
    name, where = monthly.PRODUCTS.get(product, product), names.country(partner)
    columns = [Column(m.first_day, m.quantity_t, m.derived, m.period) for m in months]
    chosen = rows[(rows["product"] == product) & (rows["partner"] == partner)]
    material = chosen["material"].iloc[0] if len(chosen) else MAGNETS[1]
    end = last_day(f"{months[-1].first_day:%Y-%m}") if months else q.on
    marks = merged([mark for mark in marks_of(context, material) if mark.day <= end])
    drawn = flows_by_month(
        columns, f"{name} from {names.country(q.supplier)} to {where}", mean, told, marks, context.theme,
        NARROW_PX if context.narrow else WIDE_PX, context.narrow, also,
    ) if months else None  # fmt: skip
    return Card(
        key=key,
        title=f"{name}, to {words.the(where)}: {words.flow_finding(months, mean)}",
        subtitle=f"{names.country(q.supplier)}’s exports, t a month; {monthly.WEIGHTS.get(product, 'net weight')}. Tinted: "
        "worked out, or half of two months told together; –: no figure on file; dashed: the normal month before the "
        "controls. Thin rules: measures on these goods.",
        unit="t",
        as_of=last_day(months[-1].period) if months else q.on,
        alt=drawn.alt if drawn else f"No monthly figure for {where}.",
        body=drawn or empty_body(
            f"No monthly figure of {name} to {where} known on {q.on}, from {q.since}, at this level of evidence. Choose "
            "another destination, an earlier first day or all evidence."
        ),
        table=months_table(months),
        missing="; ".join(part for part in (left_out, gaps(months)) if part),
        everything=lambda: tables["trade_flows"],
        records=lambda ids: chosen[chosen["period"].isin(ids)],
        **credit(context, chosen[chosen["period"].isin([m.period for m in months])]),
    )  # fmt: skip


def merged(marks: list[Mark]) -> list[Mark]:
    """Marks of one day as one, so that their labels do not cover each other."""
    by_day = groupby(sorted(marks, key=lambda mark: mark.day), key=lambda mark: mark.day)
    found = []
    for day, same in by_day:
        labels = [mark.label for mark in same]
        found.append(Mark(day, labels[0] if len(labels) == 1 else f"{labels[0]} +{len(labels) - 1}"))
    return found


def total_card(context: Context) -> Card:
    """All rare earths to the world beside magnets to the country: the total need not follow (evidence.monthly.by_month, evidence.monthly.normal)."""
    q = context.question
    rows, _ = flow_rows(context)
    magnets = monthly.by_month(rows, MAGNETS[0], q.country, q.since)
    known = [month for month in magnets if month.quantity_t is not None]
    low = min(known, key=lambda month: month.quantity_t or 0, default=None)
    card = flow_card(context, monthly.TOTAL, "WLD", "total", [low.first_day] if low else [])
    total = monthly.by_month(rows, monthly.TOTAL, "WLD", q.since)
    return replace(card, title=words.total_finding(total, magnets, context.names.country(q.country)))
