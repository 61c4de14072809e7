"""Rows of a file that share their key: copies are kept once, rows that differ are refused together."""

from __future__ import annotations

from collections.abc import Iterator

from chokepoint.contract.bench import Bench
from chokepoint.contract.breach import Breach, renamed, same_key, told
from chokepoint.contract.canonical import literal, quote
from chokepoint.contract.sentence import noun, say
from chokepoint.contract.tables import Table


def find_twins(bench: Bench, table: Table) -> bool:
    """Creates temp table `twins` of keys that several incoming rows share; False if there are none."""
    twins = bench.name("twins", table.name)
    bench.con.execute(
        f"CREATE OR REPLACE TEMP TABLE {twins} AS"
        f" SELECT {renamed(table.primary_key)}, list(_row ORDER BY _row) AS rows"
        f" FROM {bench.cells(table.name)} GROUP BY ALL HAVING count(*) > 1"
    )
    row = bench.con.execute(f"SELECT count(*) FROM {twins}").fetchone()
    return bool(row and row[0])


def duplicate_row(bench: Bench, table: Table) -> Iterator[Breach]:
    """Rows that say the same as an earlier row in every column."""
    # What could not be typed is compared as written, or two unreadable cells would look alike.
    said = [
        f"coalesce(CAST(t.{quote(field.name)} AS VARCHAR), t.{bench.written(table, field)})"
        for field in table.fields
    ]
    source = (
        f"JOIN (SELECT t._id AS copy, first_value(t._row) OVER w AS first_row, row_number() OVER w AS place"
        f" FROM {bench.cells(table.name)} t"
        f" JOIN {bench.name('twins', table.name)} ON {same_key(table.primary_key, 't')}"
        f" WINDOW w AS (PARTITION BY {', '.join(said)} ORDER BY t._id)) ON copy = c._id AND place > 1"
    )
    reason = say("row {c._row} repeats row {first_row} exactly; kept once")
    yield Breach("duplicate_row", table.primary_key[0], "true", reason, literal("remove the copy"), source)


def key_unique(bench: Bench, table: Table) -> Iterator[Breach]:
    """Rows that share their key and differ."""
    key, column = table.primary_key, table.primary_key[0]
    if len(key) == 1 and column.endswith("_id"):
        what, fix = "id", f"give each {noun(column)} its own id"
    else:
        what, fix = "key", "keep one of the rows, or let their keys differ"
    rows = "{array_to_string(rows[:-2], ', ')} and {rows[-1]}"
    left_out = "{CASE WHEN len(rows) > 2 THEN 'all' ELSE 'both' END} left out"
    reason = say(f"{what} {{{told(key)}}} occurs in rows {rows} with different content: {left_out}")
    source = f"JOIN {bench.name('twins', table.name)} ON {same_key(key)}"
    yield Breach("key_unique", column, "true", reason, literal(fix), source)
