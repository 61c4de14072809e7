"""Rules over several rows: vintages, distributions, months, promises, both sides of a meeting.

Rows on file count with the incoming ones; what is told, and left out, are incoming rows. Each function is
named like its rule in the contract and yields the breaches of that rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from chokepoint.contract import periods
from chokepoint.contract.bench import Bench
from chokepoint.contract.breach import Breach, quoted_list, renamed, same_key, told
from chokepoint.contract.canonical import literal, quote
from chokepoint.contract.cell_rules import unit_of
from chokepoint.contract.figure_rules import figures
from chokepoint.contract.sentence import number, say
from chokepoint.contract.tables import Field, Table
from chokepoint.contract.vocabulary import groups

SHARES_NOTED_PCT, SHARES_REFUSED_PCT = 101, 105
REACHED = "official tables reach 104 %"
MONTHS_OFF_PCT = 2
# The column over which the shares of one distribution run, and others that tell its parts apart.
SUMMED_OVER: Mapping[str, tuple[str, ...]] = {
    "production": ("country",),
    "dependency": ("partner",),
    "sectors": ("sector", "item"),
}
# A number with such a bound may be anything below: too little to be added.
UPPER_BOUNDS = ("<", "<=", "~<")
FLOW = ("reporter", "partner", "flow", "product")


def same_value_same_vintage(bench: Bench, table: Table) -> Iterator[Breach]:
    """The newest vintage of a figure says the same as the one before it: no new vintage."""
    key = [column for column in table.primary_key if column != "known_from"]
    said = [f.name for f in table.fields if _is_said(f) and f.name not in key]
    keys, figure = ", ".join(map(quote, key)), f"row({', '.join(map(quote, said))})"
    source = (
        f"JOIN (SELECT _id AS again, {figure} AS now, lag({figure}) OVER w AS before,"
        f" lag(known_from) OVER w AS since, lag(_row) OVER w AS since_row"
        f" FROM {bench.on_file(table.name, touched=key)}"
        f" WINDOW w AS (PARTITION BY {keys} ORDER BY known_from, _id))"
        f" ON again = c._id"
    )
    column = figures(table)[0]
    where_known = "CASE WHEN since_row IS NULL THEN 'on file' ELSE concat('row ', since_row) END"
    amount = f"coalesce(_{column.name} || {unit_of(table, column)}, 'figure')"
    reason = say(
        f"{{{amount}}} of the same source is already known from {{since}} ({{{where_known}}}): no new vintage"
    )
    fix = literal("a new edition is a new source")
    yield Breach("same_value_same_vintage", column.name, "now = before", reason, fix, source=source)


def share_sum(bench: Bench, table: Table) -> Iterator[Breach]:
    """The shares of one distribution add up to more than the whole."""
    over = SUMMED_OVER[table.name]
    key = [column for column in table.primary_key if column not in over]
    is_share = "unit = '%' AND measure LIKE '%share%'"
    source = (
        f"JOIN (SELECT {renamed(key)}, round(sum(value), 6) AS total FROM {bench.on_file(table.name)}"
        f" WHERE {is_share} AND bound NOT IN ({quoted_list(UPPER_BOUNDS)})"
        f" AND {over[0]} NOT IN ({quoted_list(groups(bench))}) GROUP BY {', '.join(map(quote, key))})"
        f" ON {same_key(key)}"
    )
    words = [column for column in key if column in table.required_on_upload]
    total = f"shares of {{{told(words)}}} add up to {{{number('total', 1)}}} %"
    limits = f"(note above {SHARES_NOTED_PCT} %, refused above {SHARES_REFUSED_PCT} %: {REACHED})"
    fix = literal("check for a value in the wrong row, or a world row counted twice")
    group = told(key)
    refused = f"{is_share} AND total > {SHARES_REFUSED_PCT}"
    yield Breach("share_sum", "value", refused, say(f"{total} {limits}"), fix, source, "''", group)
    noted = f"{is_share} AND total > {SHARES_NOTED_PCT} AND total <= {SHARES_REFUSED_PCT}"
    yield Breach("share_sum_note", "value", noted, say(total), "''", source, "''", group)


def months_add_up(bench: Bench, table: Table) -> Iterator[Breach]:
    """The months of a year, or of a year so far, differ from what is published for it."""
    for column, unit in (("quantity_t", "t"), ("value_usd", "USD")):
        source = f"JOIN ({_months_and_years(bench, table, column)}) ON part = c._id"
        months = f"months of {{{told(FLOW)}}} add up to {{{number('round(months, 3)')}}} {unit}"
        reason = say(f"{months}, but {{span}} is {{{number('round(whole, 3)')}}} {unit}")
        fix = literal("revised months or a correction of the year; both are kept")
        off = f"abs(months - whole) > {MONTHS_OFF_PCT / 100} * whole"
        yield Breach(
            "months_add_up", column, off, reason, fix, source, "''", f"concat_ws('|', {told(FLOW)}, span)"
        )


def agreement_same_for_sides(bench: Bench, table: Table) -> Iterator[Breach]:
    """The sides of one topic do not carry one agreement, or one_side where all said it."""
    key = ("event_id", "topic")
    source = (
        f"JOIN (SELECT {renamed(key)}, list(DISTINCT agreement ORDER BY agreement) AS words,"
        f" bool_or(agreement = 'one_side') AS one, bool_or(said <> 'yes') AS silent"
        f" FROM {bench.on_file(table.name)} GROUP BY ALL) ON {same_key(key)}"
    )
    words = "{array_to_string(words, ', ')}"
    mixed = say(f'sides of {{c.event_id}}, topic "{{c.topic}}", carry different agreements: {words}')
    fix = literal("give all sides of the topic the same agreement")
    rule, group = "agreement_same_for_sides", told(key)
    yield Breach(rule, "agreement", "len(words) > 1", mixed, fix, source, "''", group)
    alone = say('topic "{c.topic}" of {c.event_id} is one_side, but no side is silent about it')
    fix = literal("say no or not_seen for the side that does not say it, or another agreement")
    yield Breach(rule, "agreement", "len(words) = 1 AND one AND NOT silent", alone, fix, source, "''", group)


def has_status(bench: Bench, table: Table) -> Iterator[Breach]:
    """A promise whose course nobody has written down."""
    source = (
        f"LEFT JOIN (SELECT DISTINCT k FROM ({bench.keys('commitment_status', 'commitment_id')})) s"
        " ON s.k = c.commitment_id"
    )
    reason = say("commitment {c.commitment_id} has no status: shown as pending")
    fix = literal("add its course to table commitment_status")
    yield Breach("has_status", "commitment_id", "s.k IS NULL", reason, fix, source)


def suspension_over_unknown(bench: Bench, table: Table) -> Iterator[Breach]:
    """A suspension has run out, and its last version on file does not say what came then."""
    source = (
        f"JOIN (SELECT measure_id AS m, max(known_from) AS newest"
        f" FROM {bench.on_file(table.name)} GROUP BY measure_id)"
        " ON m = c.measure_id AND newest = c.known_from"
    )
    over = f"{periods.last_day('c.suspended_until')} < {bench.day} AND c.ended_on IS NULL"
    reason = say(
        "suspension ran out {c.suspended_until} and no later version is on file: the state is open, not known"
    )
    fix = literal("add the version that followed to measure_versions")
    yield Breach("suspension_over_unknown", "suspended_until", over, reason, fix, source)


def _months_and_years(bench: Bench, table: Table, column: str) -> str:
    """SQL for rows `part` of every span whose months are all on file: the sum of `months`, and `whole`."""
    flow = ", ".join(FLOW)
    rows = bench.on_file(table.name, touched=FLOW)
    newest = (
        f"SELECT {flow}, period, frequency, arg_max({column}, known_from) AS amount,"
        f" arg_max_null(_id, known_from) AS id,"
        f" {periods.first_day('period')} AS first, {periods.last_day('period')} AS last FROM {rows}"
        f" WHERE {column} IS NOT NULL"
        f" AND ({flow}) IN (SELECT ({flow}) FROM {rows} WHERE frequency IN ('A', 'YTD')) GROUP BY ALL"
    )
    # January and February together stand in for them only where neither month is on file.
    single = "SELECT 1 FROM newest j WHERE j.frequency = 'M' AND j.first BETWEEN n.first AND n.last"
    same_flow = " AND ".join(f"j.{part} = n.{part}" for part in FLOW)
    months = (
        "SELECT *, date_diff('month', first, last) + 1 AS months FROM newest n"
        f" WHERE frequency = 'M' OR (frequency = '2M' AND NOT EXISTS ({single} AND {same_flow}))"
    )
    same_span = (
        " AND ".join(f"m.{part} = y.{part}" for part in FLOW) + " AND m.first >= y.first AND m.last <= y.last"
    )
    return (
        f"WITH newest AS ({newest}), months AS ({months}), spans AS ("
        f" SELECT y.period AS span, any_value(y.amount) AS whole, sum(m.amount) AS months,"
        f" list(m.id) || [any_value(y.id)] AS ids, {', '.join(f'y.{part}' for part in FLOW)}"
        f" FROM newest y JOIN months m ON {same_span} WHERE y.frequency IN ('A', 'YTD')"
        f" GROUP BY y.period, {', '.join(f'y.{part}' for part in FLOW)}"
        f" HAVING sum(m.months) = any_value(date_diff('month', y.first, y.last)) + 1"
        f") SELECT unnest(ids) AS part, span, whole, months FROM spans"
    )


def _is_said(field: Field) -> bool:
    """True if the column is part of what a vintage says."""
    return field.type == "number" or field.name in ("bound", "unit", "currency")
