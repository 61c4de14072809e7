"""Incoming rows as a typed Parquet file with its content hash, before anything is published.

The cells are only given the types of the contract here; what they may hold is judged by the
contract's check.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from chokepoint.contract.canonical import literal, quote, stands_in_order, write_csv
from chokepoint.contract.tables import FALSE, TRUE, Field, Table
from chokepoint.contract.watch import watch
from chokepoint.errors import TableError
from chokepoint.workspace.faults import plain
from chokepoint.workspace.relation import file_literal

# A path is that of a file made by `write_typed`, which is taken as it is.
Source: TypeAlias = pa.Table | pa.RecordBatchReader | Callable[[], pa.Table | pa.RecordBatchReader] | Path

# From so many rows on it pays to see whether they are sorted before they are sorted.
MANY = 100_000


@dataclass(frozen=True)
class Staged:
    """The rows of one table, typed and in a file of their own, with the hash of their contents."""

    path: Path
    content: str
    rows: int


def rows_of(source: Source) -> int:
    """Number of rows; 0 where only reading them can tell."""
    if isinstance(source, Path):
        return int(pq.read_metadata(source).num_rows)
    return source.num_rows if isinstance(source, pa.Table) else 0


def stage(con: duckdb.DuckDBPyConnection, table: Table, source: Source, folder: Path) -> Staged:
    """The rows of `source`, in their order, with the columns and types of the contract.

    Empty text and a number that is none are missing, as they are in the canonical CSV.
    Raises TableError if the columns are others or a cell cannot take the type of its column.
    """
    if isinstance(source, Path):
        _same_columns(table, pq.read_schema(source))
        return _staged(con, table, source, folder)
    incoming = source() if callable(source) else source
    _same_columns(table, incoming.schema)
    with closing(con.cursor()) as cursor, watch().over(cursor):
        cursor.register("incoming", incoming)
        try:
            path = write_typed(cursor, table, "incoming", folder / f"{table.name}.parquet")
            return _staged(cursor, table, path, folder)
        except duckdb.DataError as error:
            raise TableError(table.name, plain(error), "give each column the type of the contract") from error


def stage_csv(con: duckdb.DuckDBPyConnection, table: Table, path: Path, folder: Path) -> Staged:
    """The rows of a shipped CSV file; TableError if it is missing, damaged or does not fit the contract."""
    _same_header(table, path)
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in table.columns)
    with closing(con.cursor()) as cursor:
        try:
            # A table of its own: DuckDB pushes TRY_CAST down into read_csv, where a cell that
            # cannot be cast is an error instead of NULL.
            cursor.execute(
                f"CREATE TEMP TABLE incoming AS SELECT * FROM read_csv({file_literal(str(path))}, "
                f"columns={{{columns}}}, auto_detect=false, header=true, delim=',', quote='\"', escape='\"')"
            )
        except duckdb.Error as error:
            raise _bad_file(table, path, plain(error)) from error
        _castable(cursor, table, path)
        parsed = ", ".join(f"{_parsed(field)} AS {quote(field.name)}" for field in table.fields)
        rows = f"(SELECT {parsed} FROM incoming)"
        return _staged(
            cursor, table, write_typed(cursor, table, rows, folder / f"{table.name}.parquet"), folder
        )


def write_typed(con: duckdb.DuckDBPyConnection, table: Table, relation: str, path: Path) -> Path:
    """`path` with the rows of `relation` in the columns and types of the contract, ready to be published."""
    cells = ", ".join(f"{_cast(field)} AS {quote(field.name)}" for field in table.fields)
    # The lowest level makes files as small as the usual one, in less time.
    form = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1"
    con.execute(f"COPY (SELECT {cells} FROM {relation}) TO {literal(str(path))} ({form})")
    return path


def _staged(con: duckdb.DuckDBPyConnection, table: Table, path: Path, folder: Path) -> Staged:
    text, rows = folder / f"{table.name}.csv", rows_of(path)
    with closing(con.cursor()) as cursor, watch().over(cursor):
        source = f"read_parquet({file_literal(str(path))})"
        in_order = rows >= MANY and stands_in_order(cursor, table, source)
        content = write_csv(cursor, table, source, text, in_order)
    text.unlink()
    return Staged(path, content, rows)


def _cast(field: Field) -> str:
    cast = f"CAST({quote(field.name)} AS {field.sql_type})"
    if field.type == "string":
        return f"NULLIF({cast}, '')"
    if field.type == "number":
        return f"CASE WHEN NOT isnan({cast}) THEN {cast} END"
    return cast


def _parsed(field: Field) -> str:
    """SQL that types a text cell; NULL where the text is not of the type."""
    name = quote(field.name)
    cast = f"TRY_CAST({name} AS {field.sql_type})"
    if field.type == "boolean":
        return f"CASE {name} WHEN '{TRUE}' THEN true WHEN '{FALSE}' THEN false END"
    if field.type == "integer":
        return f"CASE WHEN regexp_full_match({name}, '-?[0-9]+') THEN {cast} END"
    if field.type == "number":
        return f"CASE WHEN isfinite({cast}) THEN {cast} END"
    return cast


def _castable(cursor: duckdb.DuckDBPyConnection, table: Table, path: Path) -> None:
    """Raises TableError with the first cell that is not of its column's type."""
    checks = [
        f"SELECT rowid + 2 AS row, {literal(field.name)} AS name, {literal(field.type)} AS type, "
        f"{quote(field.name)} AS cell FROM incoming "
        f"WHERE {quote(field.name)} IS NOT NULL AND {_parsed(field)} IS NULL"
        for field in table.fields
        if field.type != "string"
    ]
    if not checks:
        return
    bad = cursor.execute(f"{' UNION ALL '.join(checks)} ORDER BY row LIMIT 1").fetchone()
    if bad is not None:
        row, column, kind, cell = bad
        raise _bad_file(table, path, f"row {row}, column {column}: {cell!r} is not of type {kind}")


def _same_header(table: Table, path: Path) -> None:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = tuple(next(csv.reader(file), ()))
    except FileNotFoundError as error:
        fix = f"put {path.name} back, or publish the table from a file of your own"
        raise TableError(table.name, f"{path.name} is missing from the shipped data", fix) from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _bad_file(table, path, str(error)) from error
    if header != table.columns:
        raise _bad_file(table, path, f"the header is {','.join(header)!r}, not {','.join(table.columns)!r}")


def _bad_file(table: Table, path: Path, why: str) -> TableError:
    fix = f"mend {path.name}, or publish the table from a file of your own"
    return TableError(table.name, f"{path.name} cannot be read: {why}", fix)


def _same_columns(table: Table, schema: pa.Schema) -> None:
    """Raises TableError unless the columns are those of the contract, in any order."""
    faults = [f"column {name} is missing" for name in table.columns if name not in schema.names]
    faults += [f"column {name} is not in the contract" for name in schema.names if not table.has(name)]
    types = dict(zip(schema.names, schema.types, strict=True))
    faults += [
        f"column {field.name} holds {types[field.name]}, which would be rounded"
        for field in table.fields
        if field.type == "integer" and field.name in types and pa.types.is_floating(types[field.name])
    ]
    if len(set(schema.names)) < len(schema.names):
        faults = ["two columns have the same name"]
    if faults:
        raise TableError(table.name, "; ".join(faults), "give the columns of the contract, each once")
