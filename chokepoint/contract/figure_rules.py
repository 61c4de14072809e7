"""Rules that rows with figures keep among their own columns: size, unit, period, and what may be missing.

Each function is named like its rule in the contract and yields the breaches of that rule.
"""

from __future__ import annotations

from collections.abc import Iterator

from chokepoint.contract import periods
from chokepoint.contract.bench import Bench
from chokepoint.contract.breach import Breach, quoted_list
from chokepoint.contract.canonical import literal, quote
from chokepoint.contract.cell_rules import unit_of
from chokepoint.contract.sentence import either, label, limit, say
from chokepoint.contract.tables import Field, Table

AHEAD_OF_TIME = ("projection", "target", "rule")
WITHOUT_VALUE = ("net_exporter", "withheld", "range")
DAYS_AHEAD = 1
STATED = ("quantity_t", "value_usd", "value_local", "yoy_pct", "mom_pct")
SHARE_OR_RELIANCE = "(measure LIKE '%share%' OR measure LIKE '%reliance%')"


def figures(table: Table) -> list[Field]:
    """Columns that hold an amount: quantities, values and the ends of their ranges."""
    return [
        field
        for field in table.fields
        if field.type == "number" and field.name.startswith(("quantity", "value"))
    ]


def not_negative(bench: Bench, table: Table) -> Iterator[Breach]:
    """Amounts are never below 0."""
    fix = literal("enter a correction as its own revised row; a flow is never below 0")
    for field in figures(table):
        reason = say(f"{label(field.name)} {{_{field.name}}}{{{unit_of(table, field)}}} is negative")
        yield Breach("not_negative", field.name, f"{quote(field.name)} < 0", reason, fix)


def plausible_size(bench: Bench, table: Table) -> Iterator[Breach]:
    """No amount is above what the whole world could reach."""
    for field in table.fields:
        if field.type == "number" and field.maximum is not None:
            unit = unit_of(table, field)
            text = f"{{_{field.name}}}{{{unit}}} is above anything the world could reach"
            reason = say(f"{text} (limit {limit(field.maximum)}{{{unit}}})")
            above = f"{quote(field.name)} > {field.maximum}"
            yield Breach("plausible_size", field.name, above, reason, literal("check the unit"))


def percent_within_100(bench: Bench, table: Table) -> Iterator[Breach]:
    """A share or a reliance lies between 0 and 100 %."""
    for field in figures(table):
        name = quote(field.name)
        # Where the column has a minimum of 0, a negative share is told by the rule on that minimum.
        negative = f" OR {name} < 0" if field.minimum != "0" else ""
        where = f"unit = '%' AND {SHARE_OR_RELIANCE} AND ({name} > 100{negative})"
        reason = say(f"{{measure}} of {{_{field.name}}} % does not lie between 0 and 100")
        yield Breach("percent_within_100", field.name, where, reason, literal("check the value and its unit"))


def period_not_in_future(bench: Bench, table: Table) -> Iterator[Breach]:
    """A figure speaks of a period that is over, unless it is a projection or a target.

    What a legal text says of a year (a quota, a ceiling) may be known before, so its period may lie ahead.
    """
    future = f"_last > {bench.day} + {DAYS_AHEAD}"
    if table.has("nature"):
        future += f" AND nature NOT IN ({quoted_list(AHEAD_OF_TIME)})"
    reason = say(f"period {{period}} ends in the future (more than {DAYS_AHEAD} day after today)")
    fix = literal("write the months that are over, or say that it is a projection or target")
    yield Breach("period_not_in_future", "period", future, reason, fix)


def known_from_after_period(bench: Bench, table: Table) -> Iterator[Breach]:
    """A figure is known after its period; one of a single day may be known on that day."""
    early = f"known_from < _last + CASE WHEN {periods.is_day('period')} THEN 0 ELSE 1 END"
    if table.has("nature"):
        early += f" AND nature NOT IN ({quoted_list(AHEAD_OF_TIME)})"
    if table.has("applicant_kind"):
        early += " AND applicant_kind <> 'rule'"
    reason = say("known from {known_from}, but period {period} ends {_last}")
    fix = literal("known_from is the day on which the figure became public")
    yield Breach("known_from_after_period", "known_from", early, reason, fix)


def some_figure(bench: Bench, table: Table) -> Iterator[Breach]:
    """A row without any figure says nothing."""
    empty = " AND ".join(f"_{column} IS NULL" for column in STATED)
    fix = literal(f"fill one of {either(STATED)}")
    yield Breach(
        "some_figure", STATED[0], empty, literal("quantity, value and stated change are all empty"), fix
    )


def currency_named(bench: Bench, table: Table) -> Iterator[Breach]:
    """A value in another currency names it, and a currency has a value."""
    without = say("value_local {_value_local} has no currency")
    words = literal(either(table.field("currency").enum))
    yield Breach(
        "currency_named", "currency", "_value_local IS NOT NULL AND currency IS NULL", without, words
    )
    alone = say("currency {currency} has no value_local")
    fix = literal("fill value_local, or leave currency empty")
    yield Breach("currency_named", "value_local", "_value_local IS NULL AND currency IS NOT NULL", alone, fix)


def unit_fits_measure(bench: Bench, table: Table) -> Iterator[Breach]:
    """Shares are in %, everything else is not."""
    misfit = "(measure LIKE 'share%') <> (unit = '%')"
    reason = say("{measure} in {unit}: shares are in %, all other measures in tonnes")
    yield Breach("unit_fits_measure", "unit", misfit, reason, literal("correct the unit or the measure"))


def projection_has_scenario(bench: Bench, table: Table) -> Iterator[Breach]:
    """Projections name their scenario; what was observed has none."""
    misfit = "(nature = 'projection') <> (scenario <> 'observed')"
    reason = say("nature {nature} and scenario {scenario} do not go together")
    fix = literal("a projection names its scenario; all other rows have scenario observed")
    yield Breach("projection_has_scenario", "scenario", misfit, reason, fix)


def value_or_bound(bench: Bench, table: Table) -> Iterator[Breach]:
    """A value may be missing only where the bound says why."""
    empty = f"_value IS NULL AND bound NOT IN ({quoted_list(WITHOUT_VALUE)})"
    reason = say("value is empty, but bound is {bound}")
    fix = literal(f"fill the value, or say {either(WITHOUT_VALUE)} in bound")
    yield Breach("value_or_bound", "value", empty, reason, fix)


def value_or_words(bench: Bench, table: Table) -> Iterator[Breach]:
    """A value may be missing only where the row says it in words."""
    numberless = say("value is empty, but unit is {unit}")
    fix = literal("fill the value, or write it in words: unit text, and the words in notes")
    yield Breach("value_or_words", "value", "_value IS NULL AND unit <> 'text'", numberless, fix)
    wordless = "_value IS NULL AND unit = 'text' AND notes IS NULL"
    reason = literal("unit is text, but notes hold no words")
    yield Breach("value_or_words", "notes", wordless, reason, literal("write the words in notes"))


def value_has_unit(bench: Bench, table: Table) -> Iterator[Breach]:
    """An amount without its unit cannot be read."""
    reason = say("value {_value} has no unit")
    fix = literal(f"use {either(table.field('unit').enum)}")
    yield Breach("value_has_unit", "unit", "_value IS NOT NULL AND unit IS NULL", reason, fix)


def range_in_order(bench: Bench, table: Table) -> Iterator[Breach]:
    """The lower end is not above the value, nor the value above the upper end."""
    for low, high in (("value_low", "value"), ("value", "value_high"), ("value_low", "value_high")):
        where = f"{low} > {high}" + (
            " AND value IS NULL" if (low, high) == ("value_low", "value_high") else ""
        )
        reason = say(f"{low} {{_{low}}} is above {high} {{_{high}}}")
        yield Breach("range_in_order", low, where, reason, literal("write the lower number first"))
