"""Which rows does the page Trade show? Pair, materials and level of evidence; and whom the rows credit."""

from __future__ import annotations

from itertools import groupby
from typing import TypedDict

import pandas as pd

from chokepoint.charts.bars_of_measures import Group, Line
from chokepoint.evidence import measure_bars
from chokepoint.share import trade as words
from chokepoint.share.citation import Source, sources_of
from chokepoint.ui.context import Context
from chokepoint.ui.filters import calendar_day, listed, speaking_of_asked
from chokepoint.ui.html import plural
from chokepoint.ui.risk import OWN

# Kinds of table materials that are rare earths or made of them; the others are minerals and "other".
RARE_EARTHS = ("element", "group", "product", "technology")


class Credit(TypedDict):
    """What a card says of its origin."""

    sources: tuple[Source, ...]
    calculated: str


def evidence_of(context: Context, frame: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """The rows that the level of evidence lists, and how many it leaves out, in words."""
    rows = listed(context, frame)
    gone = len(frame) - len(rows)
    return rows, f"{plural(gone, 'row')} left out by the level of evidence" if gone else ""


def credit(context: Context, *frames: pd.DataFrame) -> Credit:
    """Sources of the rows of frames, or that nothing is on file."""
    keys = pd.concat([frame[["source_key"]] for frame in frames])
    return {
        "sources": tuple(sources_of(keys, context.tables["sources"])),
        "calculated": "" if len(keys) else OWN,
    }


def material_fits(context: Context, measure: pd.Series) -> bool:
    """True if a measure touches the materials asked for or a group of them; rules for users or firms touch all goods."""
    named = set() if pd.isna(measure["materials"]) else set(measure["materials"].split(";"))
    if not named or "dual_use" in named or not context.question.materials:
        return True
    return bool(named & speaking_of_asked(context))


def on_rare_earths(context: Context) -> set[str]:
    """Measures on rare earths by name: metals, magnets, their technology; lists of firms and dual-use bans are apart."""
    materials = context.tables["materials"]
    rare = set(materials.loc[materials["kind"].isin(RARE_EARTHS), "material"])
    named = context.tables["measures"].dropna(subset="materials")
    return {
        one
        for one, joined in zip(named["measure_id"], named["materials"], strict=True)
        if rare & set(joined.split(";"))
    }


def scope(context: Context) -> tuple[pd.DataFrame, str]:
    """Measures on the pair and the materials asked for, at the level of evidence."""
    q, tables = context.question, context.tables
    addressees = context.settings.method.scope.addressees(q.country)
    rows = measure_bars.in_scope(tables["measures"], q.supplier, addressees)
    rows = rows[[material_fits(context, row) for _, row in rows.iterrows()]] if len(rows) else rows
    return evidence_of(context, rows)


def bars_of(context: Context) -> tuple[list[measure_bars.Bar], str]:
    """Bars of the measures in scope on the day shown."""
    rows, left_out = scope(context)
    return measure_bars.bars(context.tables, rows, context.question.on, calendar_day(context)), left_out


def groups_of(context: Context, found: list[measure_bars.Bar]) -> list[Group]:
    """Bars by who imposes (supplier, country, others) and class of buyers, reliefs last."""
    q, names = context.question, context.names
    first = context.settings.method.stress.first_control
    sides, classes = {q.supplier: 0, q.country: 1}, measure_bars.CLASSES

    def order(bar: measure_bars.Bar) -> tuple[bool, int, str, int]:
        relief = bar.buyers == measure_bars.RELIEF
        return (
            relief,
            not relief and sides.get(bar.imposer, 2),
            "" if relief else bar.imposer,
            classes.index(bar.buyers),
        )

    def heading(bar: measure_bars.Bar) -> str:
        who = names.country(bar.imposer)
        return {
            "every": f"{who}, every buyer",
            "military": f"{who}, military and defence buyers",
            "listed": f"{who}, listed firms",
            "home": f"{who}, its own producers",
            "relief": "Truces and eased rules",
        }[bar.buyers]

    ordered = sorted(found, key=lambda bar: (order(bar), bar.announced, bar.measure_id))
    return [
        Group(title, "" if group[0].buyers == measure_bars.RELIEF else group[0].imposer, tuple(
            Line(bar, words.bar_label(bar, names.get(bar.measure_id, bar.measure_id)), words.bar_words(bar, first))
            for bar in group
        ))
        for title, group in ((title, list(rows)) for title, rows in groupby(ordered, key=heading))
    ]  # fmt: skip
