"""DuckDB as the project uses it: one connection with limits, and tables of a snapshot as frames."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from chokepoint.contract.canonical import quote
from chokepoint.contract.tables import Field, Table
from chokepoint.errors import TableError
from chokepoint.workspace import Snapshot, Workspace, relation
from chokepoint.workspace.faults import plain
from chokepoint.workspace.shelf import FIX

# One type a column whatever it holds: an empty text column is text, a flag without gaps can have them.
PANDAS_TYPES = {
    pa.string(): pd.StringDtype(na_value=float("nan")),
    pa.int64(): pd.Int64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}


def connect(*, memory_limit: str, threads: int, temp_directory: Path) -> duckdb.DuckDBPyConnection:
    """A connection in memory with these limits, which never fetches extensions from the network.

    One for the whole process: take `.cursor()` for each piece of work.
    """
    return duckdb.connect(
        config={
            "memory_limit": memory_limit,
            "threads": threads,
            "temp_directory": str(temp_directory),
            "autoinstall_known_extensions": False,
        }
    )


def frame(workspace: Workspace, snapshot: Snapshot, table: str) -> pd.DataFrame:
    """A whole table of a snapshot, sorted by its primary key, with the columns of the contract.

    Text is `str` (missing: NaN), number `float64`, integer `Int64`, boolean `boolean`, date
    `datetime64[us]`. Raises TableError if the snapshot lacks the table or its files are damaged.
    """
    files = workspace.files(snapshot, table)
    return frame_of(workspace, workspace.contract.table(table), files)


def frame_of(workspace: Workspace, definition: Table, files: list[str]) -> pd.DataFrame:
    """The rows of Parquet files as `frame` gives them; TableError if the files are damaged."""
    try:
        with closing(workspace.cursor()) as cursor:
            arrow = cursor.sql(_select(definition, files)).to_arrow_table()
    except duckdb.Error as error:
        raise TableError(definition.name, f"its files cannot be read: {plain(error)}", FIX) from error
    rows: pd.DataFrame = arrow.to_pandas(types_mapper=PANDAS_TYPES.get)
    return rows


def _select(table: Table, files: list[str]) -> str:
    columns = ", ".join(_column(field) for field in table.fields)
    order = ", ".join(quote(column) for column in table.primary_key)
    # The order comes first: a date turned into a time must not change it.
    return f"SELECT {columns} FROM (SELECT * FROM {relation(files, table)} ORDER BY {order})"


def _column(field: Field) -> str:
    name = quote(field.name)
    return f"CAST({name} AS TIMESTAMP) AS {name}" if field.type == "date" else name
