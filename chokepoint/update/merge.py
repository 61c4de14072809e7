"""What a table holds once a file is taken up: added to it, laid over it, or put in its place."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, get_args

import duckdb

from chokepoint.contract.canonical import quote
from chokepoint.contract.tables import Contract, Table
from chokepoint.update.difference import renames_rows, same_key

Mode = Literal["update", "append", "replace"]
MODES: tuple[Mode, ...] = get_args(Mode)
UPDATE, APPEND, REPLACE = MODES
# What a spreadsheet user is asked.
TITLES = {
    UPDATE: "Update rows and add new ones",
    APPEND: "Only add the rows that are new",
    REPLACE: "The file is the whole table now",
}
MEANINGS = {
    UPDATE: "Rows whose key is on file already take the cells of the file; rows with a new key are added; "
    "columns that the file lacks and all other rows stay as they are.",
    APPEND: "Rows with a new key are added; everything on file stays as it is, also where the file says otherwise.",
    REPLACE: "The table holds exactly the rows of the file afterwards; rows that the file lacks are removed.",
}


@dataclass(frozen=True)
class Stranded:
    """Rows of a table that would point to rows which are no longer there."""

    table: str
    column: str
    rows: int
    example: str
    gone: str


def merged(
    table: Table, old: str, incoming: str, given: Collection[str], mode: Mode, new_ids: bool = True
) -> str:
    """SQL for the whole contents of `table` after rows of `incoming` were taken up by `mode`.

    `old` and `incoming` are relations with the columns of the table; `given` are the columns that the file
    brings. A row that is on file under another id, alike in all columns given, is not added a second time:
    `update` gives it the new id, `append` leaves it as it is. `new_ids`: some of the ids may be new.
    """
    if mode == REPLACE:
        return f"(SELECT {_columns(table, 'i')} FROM {incoming} i)"
    alike = _alike(table, old, incoming, given) if new_ids else None
    if mode == APPEND:
        kept = (
            "true"
            if alike is None
            else f"NOT EXISTS (SELECT 1 FROM {alike} r WHERE r.new_id = i.{_id(table)})"
        )
        return (
            f"(SELECT {_columns(table, 'o')} FROM {old} o UNION ALL SELECT {_columns(table, 'i')} FROM {incoming} i"
            f" WHERE NOT EXISTS (SELECT 1 FROM {old} o WHERE {same_key(table, 'o', 'i')}) AND {kept})"
        )
    return _updated(table, old, incoming, given, alike)


def stranded(
    con: duckdb.DuckDBPyConnection, contract: Contract, contents: dict[str, str], changed: Collection[str]
) -> list[Stranded]:
    """Rows that point to a row which none of the new contents hold any more.

    `contents`: table → relation once everything is taken up; only keys into `changed` tables are looked at.
    """
    found = []
    for name, relation in contents.items():
        for key in contract.table(name).foreign_keys:
            if key.table not in changed:
                continue
            same = " AND ".join(
                f"t.{quote(there)} = f.{quote(here)}"
                for here, there in zip(key.columns, key.references, strict=True)
            )
            filled = " AND ".join(f"f.{quote(column)} IS NOT NULL" for column in key.columns)
            value = " || ' | ' || ".join(f"f.{quote(column)}" for column in key.columns)
            row = con.execute(
                f"SELECT count(*), min({value}) FROM {relation} f WHERE {filled}"
                f" AND NOT EXISTS (SELECT 1 FROM {contents[key.table]} t WHERE {same})"
            ).fetchone()
            if row and row[0]:
                found.append(Stranded(name, ", ".join(key.columns), int(row[0]), str(row[1]), key.table))
    return found


def _updated(table: Table, old: str, incoming: str, given: Collection[str], alike: str | None) -> str:
    """Rows of the file, with the cells on file where the file has no such column, and the rows it does not name."""
    lacking = [c for c in table.columns if c not in given and c not in table.primary_key]
    same = same_key(table, "o", "i")
    if alike is not None:
        same = f"({same} OR o.{_id(table)} = i._former)"
        former = f"(SELECT r.old_id FROM {alike} r WHERE r.new_id = i.{_id(table)})"
        incoming = f"(SELECT i.*, {former} AS _former FROM {incoming} i)"
    cells = ", ".join(
        f"CASE WHEN o._here THEN o.{quote(c)} ELSE i.{quote(c)} END AS {quote(c)}"
        if c in lacking
        else f"i.{quote(c)}"
        for c in table.columns
    )
    laid_over = (
        f"SELECT {cells} FROM {incoming} i LEFT JOIN (SELECT *, true AS _here FROM {old}) o ON {same}"
        if lacking
        else f"SELECT {_columns(table, 'i')} FROM {incoming} i"
    )
    return (
        f"({laid_over} UNION ALL SELECT {_columns(table, 'o')} FROM {old} o"
        f" WHERE NOT EXISTS (SELECT 1 FROM {incoming} i WHERE {same}))"
    )


def _alike(table: Table, old: str, incoming: str, given: Collection[str]) -> str | None:
    """SQL for (new_id, old_id) of incoming rows that are on file under another id; None where ids are not such.

    Only where the file says all that an upload must say, and where one row alone is alike on either side.
    """
    others = [c for c in table.columns if c in given and c not in table.primary_key]
    required = {c for c in table.required_on_upload if c not in table.primary_key}
    if not renames_rows(table) or not required <= set(others):
        return None
    key, content = _id(table), ", ".join(map(quote, others))

    def apart(rows: str, others_rows: str) -> str:
        return (
            f"(SELECT {content}, min({key}) AS id FROM {rows} a"
            f" WHERE NOT EXISTS (SELECT 1 FROM {others_rows} b WHERE a.{key} = b.{key})"
            f" GROUP BY ALL HAVING count(*) = 1)"
        )

    same = " AND ".join(f"n.{quote(c)} IS NOT DISTINCT FROM o.{quote(c)}" for c in others)
    return (
        f"(SELECT n.id AS new_id, o.id AS old_id FROM {apart(incoming, old)} n"
        f" JOIN {apart(old, incoming)} o ON {same})"
    )


def _id(table: Table) -> str:
    return quote(table.primary_key[0])


def _columns(table: Table, alias: str) -> str:
    return ", ".join(f"{alias}.{quote(column)}" for column in table.columns)
