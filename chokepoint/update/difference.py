"""Which rows does a change add, change, rename and remove? Counted exactly over tables of any size.

Two versions of a table are joined by primary key in SQL; rows that are alike in every column are no
difference. A row that only goes by another id is a rename, not a removal and an addition.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from chokepoint.contract.canonical import as_text, literal, quote
from chokepoint.contract.tables import Field, Table
from chokepoint.contract.watch import watch

ADDED, CHANGED, RENAMED, REMOVED = "added", "changed", "renamed", "removed"
KINDS = (ADDED, CHANGED, RENAMED, REMOVED)
CELL_COLUMNS = ("key", "column", "on file", "new")
RENAME_COLUMNS = ("on file", "new")
# A spreadsheet runs a text that begins with one of these; an apostrophe before it makes it text.
RUNS = r"^[=+\-@\t\r\n]"


@dataclass(frozen=True)
class Difference:
    """What a change does to one table: exact numbers of rows, and the first rows of each kind.

    `cells`: key, column, cell on file, new cell, one line a changed cell. `columns`: column → number of
    changed cells. `renames`: id on file and new id; `pairs` holds the same as a dictionary, new id → id on
    file, whole.
    """

    table: str
    before: int
    after: int
    counts: Mapping[str, int]
    columns: Mapping[str, int]
    cells: pd.DataFrame
    added: pd.DataFrame
    removed: pd.DataFrame
    renames: pd.DataFrame
    pairs: Mapping[str, str]

    @property
    def total(self) -> int:
        """Rows that differ; a renamed one counts once."""
        return sum(self.counts.values())


def difference(con: duckdb.DuckDBPyConnection, table: Table, old: str, new: str, most: int) -> Difference:
    """What differs between two relations with the columns of `table`; at most `most` rows of each kind listed."""
    with closing(con.cursor()) as cursor, watch().over(cursor):
        before, after = (_count(cursor, f"FROM {rows}") for rows in (old, new))
        if before:
            _join(cursor, table, old, new)
            counts = _counts(cursor)
        else:
            _add_all(cursor, table, new)
            counts = dict.fromkeys(KINDS, 0) | {ADDED: after}
        pairs = _pairs(cursor, table) if counts[RENAMED] else {}
        columns = _columns(cursor, table) if counts[CHANGED] else {}
        return Difference(
            table=table.name,
            before=before,
            after=after,
            counts=counts,
            columns=columns,
            cells=_cells(cursor, table, columns, most),
            added=_rows(cursor, table, ADDED, "new", most if counts[ADDED] else 0),
            removed=_rows(cursor, table, REMOVED, "old", most if counts[REMOVED] else 0),
            renames=pd.DataFrame(
                [(before, after) for after, before in list(pairs.items())[:most]],
                columns=list(RENAME_COLUMNS),
                dtype="str",
            ),
            pairs=pairs,
        )


def write_difference(con: duckdb.DuckDBPyConnection, table: Table, old: str, new: str, path: Path) -> Path:
    """The whole difference as CSV: one line a row added or removed, two (before, after) a row changed or renamed.

    Text that a spreadsheet would run is defused.
    """
    with closing(con.cursor()) as cursor:
        _join(cursor, table, old, new)
        parts = []
        for place, (side, kinds, word) in enumerate(
            [
                ("old", (CHANGED, RENAMED), " || ' (before)'"),
                ("new", (CHANGED, RENAMED), " || ' (after)'"),
                ("new", (ADDED,), ""),
                ("old", (REMOVED,), ""),
            ]
        ):
            columns = ", ".join(f"{_defused(field, side)} AS {quote(field.name)}" for field in table.fields)
            wanted = ", ".join(map(literal, kinds))
            parts.append(
                f"SELECT kind{word} AS change, {_by_key(table)}, {place} AS side, {columns} FROM changes"
                f" WHERE kind IN ({wanted})"
            )
        names = ", ".join(["change", *map(quote, table.columns)])
        cursor.execute(
            f"COPY (SELECT {names} FROM ({' UNION ALL '.join(parts)}) ORDER BY {_by_key(table)}, side)"
            f" TO {literal(str(path))} (FORMAT csv, HEADER)"
        )
    return path


def same_key(table: Table, one: str, other: str) -> str:
    """SQL that is true where two rows have the same primary key, empty parts included."""
    return " AND ".join(
        f"{one}.{quote(c)} IS NOT DISTINCT FROM {other}.{quote(c)}" for c in table.primary_key
    )


def renames_rows(table: Table) -> bool:
    """True if the rows of the table go by an id of their own, which a new version can change."""
    return len(table.primary_key) == 1 and table.primary_key[0].endswith("_id")


def _join(cursor: duckdb.DuckDBPyConnection, table: Table, old: str, new: str) -> None:
    """Creates temp table `changes`: kind, the key as k0, k1 …, and old and new row as structs."""
    others = [quote(column) for column in table.columns if column not in table.primary_key]
    differs = " OR ".join(f"o.{c} IS DISTINCT FROM n.{c}" for c in others) or "false"
    key = ", ".join(
        f"CASE WHEN n._here THEN n.{quote(c)} ELSE o.{quote(c)} END AS k{place}"
        for place, c in enumerate(table.primary_key)
    )
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE changes AS SELECT"
        f" CASE WHEN o._here IS NULL THEN '{ADDED}' WHEN n._here IS NULL THEN '{REMOVED}' ELSE '{CHANGED}' END"
        f" AS kind, {key}, o AS old, n AS new"
        f" FROM (SELECT *, true AS _here FROM {old}) o FULL JOIN (SELECT *, true AS _here FROM {new}) n"
        f" ON {same_key(table, 'o', 'n')}"
        f" WHERE o._here IS NULL OR n._here IS NULL OR {differs}"
    )
    if renames_rows(table) and others:
        found = _counts(cursor)
        if found[ADDED] and found[REMOVED]:
            _mark_renames(cursor, others)


def _add_all(cursor: duckdb.DuckDBPyConnection, table: Table, new: str) -> None:
    """Creates the view `changes` where nothing is on file: no row needs to be compared or copied."""
    key = ", ".join(f"{quote(c)} AS k{place}" for place, c in enumerate(table.primary_key))
    cursor.execute(
        f"CREATE OR REPLACE TEMP VIEW changes AS SELECT '{ADDED}' AS kind, {key}, n AS old, n AS new FROM {new} n"
    )


def _mark_renames(cursor: duckdb.DuckDBPyConnection, others: list[str]) -> None:
    """Turns a row removed and a row added that are alike but for their id into one row renamed."""
    sides = {
        side: f"(SELECT k0, {side}, row_number() OVER (PARTITION BY"
        f" {', '.join(f'{side}.{c}' for c in others)} ORDER BY k0) AS turn FROM changes WHERE kind = '{kind}')"
        for side, kind in (("old", REMOVED), ("new", ADDED))
    }
    alike = " AND ".join(f"o.old.{c} IS NOT DISTINCT FROM n.new.{c}" for c in others)
    cursor.execute(
        f"CREATE OR REPLACE TEMP TABLE renames AS SELECT o.k0 AS gone, n.k0 AS come, o.old AS old"
        f" FROM {sides['old']} o JOIN {sides['new']} n ON {alike} AND o.turn = n.turn"
    )
    cursor.execute(
        f"UPDATE changes SET kind = '{RENAMED}', old = renames.old FROM renames"
        f" WHERE kind = '{ADDED}' AND k0 = come"
    )
    cursor.execute(f"DELETE FROM changes WHERE kind = '{REMOVED}' AND k0 IN (SELECT gone FROM renames)")


def _by_key(table: Table) -> str:
    return ", ".join(f"k{place}" for place in range(len(table.primary_key)))


def _count(cursor: duckdb.DuckDBPyConnection, rest: str) -> int:
    row = cursor.execute(f"SELECT count(*) {rest}").fetchone()
    return int(row[0]) if row else 0


def _counts(cursor: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Number of changes of each kind."""
    found = dict(cursor.execute("SELECT kind, count(*) FROM changes GROUP BY kind").fetchall())
    return {kind: int(found.get(kind, 0)) for kind in KINDS}


def _pairs(cursor: duckdb.DuckDBPyConnection, table: Table) -> dict[str, str]:
    key = quote(table.primary_key[0])
    query = f"SELECT new.{key}, old.{key} FROM changes WHERE kind = '{RENAMED}' ORDER BY k0"
    return dict(cursor.execute(query).fetchall())


def _columns(cursor: duckdb.DuckDBPyConnection, table: Table) -> dict[str, int]:
    """Number of changed cells by column, most first."""
    others = [column for column in table.columns if column not in table.primary_key]
    counted = ", ".join(f"count(*) FILTER (old.{quote(c)} IS DISTINCT FROM new.{quote(c)})" for c in others)
    row = cursor.execute(f"SELECT {counted} FROM changes WHERE kind = '{CHANGED}'").fetchone() or ()
    found = {column: int(count) for column, count in zip(others, row, strict=True) if count}
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def _cells(
    cursor: duckdb.DuckDBPyConnection, table: Table, changed: Collection[str], most: int
) -> pd.DataFrame:
    """The `changed` cells of the first `most` changed rows, each with its text on file and its new text."""
    others = [field for field in table.fields if field.name in changed]
    key = " || ' | ' || ".join(f"coalesce({_shown(table.field(c), 'new')}, '')" for c in table.primary_key)
    first = (
        f"(SELECT *, row_number() OVER (ORDER BY {_by_key(table)}) AS place FROM (SELECT * FROM changes"
        f" WHERE kind = '{CHANGED}' ORDER BY {_by_key(table)} LIMIT {most}))"
    )
    parts = [
        f"SELECT place, {number} AS nth, {key} AS key, {literal(field.name)} AS col,"
        f" {_shown(field, 'old')} AS before, {_shown(field, 'new')} AS after FROM {first}"
        f" WHERE old.{quote(field.name)} IS DISTINCT FROM new.{quote(field.name)}"
        for number, field in enumerate(others)
    ]
    if not parts or not most:
        return pd.DataFrame(columns=list(CELL_COLUMNS), dtype="str")
    query = f"SELECT key, col, before, after FROM ({' UNION ALL '.join(parts)}) ORDER BY place, nth"
    return pd.DataFrame(cursor.execute(query).fetchall(), columns=list(CELL_COLUMNS), dtype="str")


def _rows(cursor: duckdb.DuckDBPyConnection, table: Table, kind: str, side: str, most: int) -> pd.DataFrame:
    if not most:
        return pd.DataFrame(columns=list(table.columns), dtype="str")
    columns = ", ".join(_shown(field, side) for field in table.fields)
    # The first rows are found by their keys alone, and only they are read whole and turned into text.
    cursor.execute(f"SET late_materialization_max_rows = {most}")
    first = f"SELECT * FROM changes WHERE kind = '{kind}' ORDER BY {_by_key(table)} LIMIT {most}"
    query = f"SELECT {columns} FROM ({first}) ORDER BY {_by_key(table)}"
    return pd.DataFrame(cursor.execute(query).fetchall(), columns=list(table.columns), dtype="str")


def _shown(field: Field, side: str) -> str:
    """SQL for the canonical text of a cell of the old or the new row."""
    return as_text(field).replace(quote(field.name), f"{side}.{quote(field.name)}")


def _defused(field: Field, side: str) -> str:
    """The same, with an apostrophe before text that a spreadsheet would run."""
    text = _shown(field, side)
    if field.type != "string":
        return text
    return f"CASE WHEN regexp_matches({text}, {literal(RUNS)}) THEN '''' || {text} ELSE {text} END"
