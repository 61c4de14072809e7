"""The shipped tables (`data/*.csv`) with the types of the contract, as the readings take them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import duckdb
import pandas as pd

from chokepoint.config import DATA
from chokepoint.contract import Contract, Field, Table, read_contract
from chokepoint.contract.canonical import literal, quote
from chokepoint.contract.tables import FALSE, TRUE

# Tables that the readings are made of, and those that name what they are made of.
READ = (
    "events",
    "measures",
    "measure_versions",
    "control_coverage",
    "trade_flows",
    "prices",
    "licence_counts",
    "production",
    "dependency",
)
NAMED = ("materials", "countries")


@cache
def contract() -> Contract:
    """The shipped contract."""
    return read_contract(DATA / "datapackage.yaml")


@cache
def shipped() -> Mapping[str, pd.DataFrame]:
    """The shipped tables of the readings and their names; nobody may change them in place."""
    with duckdb.connect() as con:
        return MappingProxyType({name: typed_csv(con, contract().table(name)) for name in (*READ, *NAMED)})


def typed_csv(con: duckdb.DuckDBPyConnection, table: Table, folder: Path = DATA) -> pd.DataFrame:
    """Rows of a table's CSV file with the types of the contract; a cell that does not fit is an error."""
    path = literal(str(folder / table.path))
    # Two steps: DuckDB 2.0 pushes TRY_CAST down into read_csv, where it fails instead of giving NULL.
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE text AS SELECT * FROM read_csv({path}, all_varchar=true, header=true)"
    )
    lost = ", ".join(f"count({quote(f.name)}) - count({_typed(f)}) AS {quote(f.name)}" for f in table.fields)
    faults = con.execute(f"SELECT {lost} FROM text").df().iloc[0]
    assert not faults.any(), f"{table.path}: cells that are not of their type: {faults[faults > 0].to_dict()}"
    columns = ", ".join(f"{_typed(f)} AS {quote(f.name)}" for f in table.fields)
    return con.execute(f"SELECT {columns} FROM text").df()


def _typed(field: Field) -> str:
    name = quote(field.name)
    if field.type == "boolean":
        return f"CASE {name} WHEN {literal(TRUE)} THEN true WHEN {literal(FALSE)} THEN false END"
    return f"TRY_CAST({name} AS {field.sql_type})"
