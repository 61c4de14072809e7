"""The one way in which a table is written as CSV, so that equal contents are equal bytes.

Rows sorted by primary key (bytewise), shortest numbers that read back equal, `yes`/`no`, ISO dates,
empty for missing. The SHA-256 of these bytes is the content hash of the table.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb

from chokepoint.contract.tables import FALSE, TRUE, Field, Table


def quote(identifier: str) -> str:
    """The identifier as SQL takes it, in double quotes."""
    return '"' + identifier.replace('"', '""') + '"'


def literal(text: str) -> str:
    """The text as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def as_text(field: Field) -> str:
    """SQL that turns a typed column into its canonical text (NULL for missing)."""
    name = quote(field.name)
    if field.type == "number":
        text = f"CAST({name} AS VARCHAR)"
        return f"CASE WHEN suffix({text}, '.0') THEN left({text}, -2) ELSE {text} END"
    if field.type == "boolean":
        return f"CASE WHEN {name} THEN '{TRUE}' WHEN NOT {name} THEN '{FALSE}' END"
    return f"NULLIF(CAST({name} AS VARCHAR), '')"


def write_csv(
    con: duckdb.DuckDBPyConnection, table: Table, relation: str, path: Path, in_order: bool = False
) -> str:
    """Content hash (SHA-256, hex) of the typed `relation`, written to `path` as canonical CSV.

    `in_order`: the rows of the relation stand in the order of their key, see `stands_in_order`.
    """
    columns = ", ".join(f"{as_text(field)} AS {quote(field.name)}" for field in table.fields)
    order = "" if in_order else f" ORDER BY {_key(table)}"
    con.execute(
        f"COPY (SELECT {columns} FROM (SELECT * FROM {relation}{order})) "
        f"TO {literal(str(path))} (FORMAT csv, HEADER, DELIMITER ',', QUOTE '\"', ESCAPE '\"', NULL '')"
    )
    return hash_file(path)


def stands_in_order(con: duckdb.DuckDBPyConnection, table: Table, relation: str) -> bool:
    """True if each row of a file has a greater key than the row before, so that sorting would change nothing."""
    key = f"row({_key(table)})"
    row = con.execute(
        "SELECT bool_and(coalesce(one > before, n = 1)) FROM"
        f" (SELECT row_number() OVER () AS n, {key} AS one, lag({key}) OVER () AS before FROM {relation})"
    ).fetchone()
    return bool(row and row[0])


def hash_file(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _key(table: Table) -> str:
    return ", ".join(quote(column) for column in table.primary_key)
