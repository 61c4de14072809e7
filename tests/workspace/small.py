"""A made-up contract of a few small tables, its shipped folder, and rows in and out of a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa

from chokepoint.contract import Contract, Field, Table
from chokepoint.workspace import Snapshot, Workspace, relation

ARROW = {
    "string": pa.string(),
    "number": pa.float64(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}
COUNTERS = tuple(f"counter{number}" for number in range(1, 9))
METALS = (
    "metal,atomic_number,magnetic,price,priced_on,note\n"
    'Dy,66,yes,310.5,2025-04-04,"heavy, scarce"\n'
    "La,57,no,,,\n"
    'Nd,60,,78,2026-01-31,"said ""light"""\n'
)


def make_table(name: str, key: Sequence[str], **types: str) -> Table:
    """A table with these columns and nothing else said of it."""
    fields = tuple(Field(column, kind, f"{column} of {name}") for column, kind in types.items())
    return Table(name, name, name, fields, tuple(key), (), (), (), {}, {}, None, 0, None, f"{name}.csv")


def make_contract(*tables: Table, version: int = 1) -> Contract:
    """A contract of these tables."""
    return Contract(version, {table.name: table for table in tables}, {}, {}, {})


METAL_TABLE = make_table(
    "metals",
    ["metal"],
    metal="string",
    atomic_number="integer",
    magnetic="boolean",
    price="number",
    priced_on="date",
    note="string",
)
FEED_TABLE = make_table("feed", ["event"], event="string", seen="date", tone="number", count="integer")
COUNTER_TABLES = [make_table(name, ["item"], item="string", value="integer") for name in COUNTERS]
CONTRACT = make_contract(METAL_TABLE, FEED_TABLE, *COUNTER_TABLES[:2])
# Six more tables than are shipped, for many writers at once.
WIDE = make_contract(METAL_TABLE, FEED_TABLE, *COUNTER_TABLES)


def ship(folder: Path) -> Path:
    """The folder with canonical CSV files for CONTRACT; `feed` is empty, as a feed nobody took up yet."""
    folder.mkdir(parents=True)
    (folder / "datapackage.yaml").write_text("contract_version: 1\n")
    (folder / "metals.csv").write_text(METALS)
    (folder / "feed.csv").write_text("event,seen,tone,count\n")
    for name in COUNTERS[:2]:
        (folder / f"{name}.csv").write_text("item,value\na,1\nb,2\n")
    return folder


def counter(**values: int) -> pa.Table:
    """Rows of a counter table: item and value."""
    return pa.table(
        {"item": pa.array(list(values), pa.string()), "value": pa.array(list(values.values()), pa.int64())}
    )


def rows(workspace: Workspace, snapshot: Snapshot, table: str) -> list[tuple[Any, ...]]:
    """The rows of a table in a snapshot, sorted."""
    files = workspace.files(snapshot, table)
    with closing(workspace.cursor()) as cursor:
        source = relation(files, workspace.contract.table(table))
        return sorted(cursor.execute(f"SELECT * FROM {source}").fetchall())


def values(workspace: Workspace, snapshot: Snapshot, table: str = "counter1") -> dict[str, int]:
    """The rows of a counter table as item: value."""
    return dict(rows(workspace, snapshot, table))


def published(workspace: Workspace, table: str = "counter1", **new: int) -> Snapshot:
    """The snapshot after `table` was given these rows on the newest one."""
    return workspace.commit({table: counter(**new)}, workspace.head(), "Ada", f"{table} {new}")
