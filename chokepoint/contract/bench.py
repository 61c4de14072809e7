"""The work bench of one check: which temp tables hold what, and what the data will be once published.

`cells(table)` is a temp table with the incoming rows: contract columns typed, the text as written beside
each (`_column`) unless the column is plain text, `_id` (unique) and `_row` (as the analyst counts).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import duckdb

from chokepoint.contract.canonical import quote
from chokepoint.contract.tables import Contract, Field, Table

VOCABULARY_COLUMNS = ("name", "aliases", "kind")


@dataclass(frozen=True)
class Limits:
    """Sizes above which a file is refused: rows, columns, characters in a cell."""

    rows: int
    columns: int
    cell_characters: int


@dataclass
class Bench:
    """What every step of one check needs to know.

    `tables` and `files`: the incoming tables that could be read, with the columns an upload may have.
    """

    con: duckdb.DuckDBPyConnection
    contract: Contract
    published: Mapping[str, str]
    today: date
    limits: Limits
    prefix: str
    names: Mapping[str, str] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)

    def name(self, part: str, table: str) -> str:
        """Name of a temp table of this check."""
        return quote(f"{self.prefix}_{part}_{table}")

    def cells(self, table: str) -> str:
        """Temp table with the incoming rows of `table` that are still in."""
        return self.name("cells", table)

    def file_name(self, table: str, path: Path | None = None) -> str:
        """What the analyst calls the file of a table."""
        return self.names.get(table) or (path or self.files[table]).name

    @property
    def hits(self) -> str:
        """Temp table of the breaches found, one row for each row and rule."""
        return quote(f"{self.prefix}_hits")

    @property
    def day(self) -> str:
        """Today as SQL."""
        return f"DATE '{self.today.isoformat()}'"

    @cached_property
    def vocabularies(self) -> tuple[str, ...]:
        """Tables whose rows have a name, a kind and aliases, words that uploads may write for the code."""
        tables = self.contract.tables.values()
        return tuple(table.name for table in tables if all(map(table.has, VOCABULARY_COLUMNS)))

    def vocabulary(self, table: Table, column: str) -> str | None:
        """The vocabulary that `column` takes its codes from, if any."""
        for key in table.foreign_keys:
            if key.columns == (column,) and key.table in self.vocabularies:
                return key.table
        return None

    def keeps_text(self, table: Table, column: Field) -> bool:
        """True if the text as written stands beside the typed value."""
        return column.type != "string" or self.vocabulary(table, column.name) is not None

    def written(self, table: Table, column: Field) -> str:
        """SQL name of a cell's text as it was written."""
        return quote(f"_{column.name}" if self.keeps_text(table, column) else column.name)

    def keys(self, table: str, column: str) -> str:
        """SQL for the values of a column once the incoming rows are published, as (k)."""
        parts = []
        if table in self.tables:
            parts.append(f"SELECT {quote(column)} AS k FROM {self.cells(table)}")
        if table in self.published:
            parts.append(f"SELECT {quote(column)} AS k FROM {self.published[table]}")
        return " UNION ALL ".join(parts) or "SELECT NULL::VARCHAR AS k WHERE false"

    def on_file(self, name: str, touched: Sequence[str] = ()) -> str:
        """SQL for all rows of a table once published; an incoming row takes the place of its key.

        Columns of the contract, and `_id` and `_row` (NULL for rows that are on file already). With
        `touched`, of the latter only rows that share these columns with an incoming row.
        """
        table = self.contract.table(name)
        columns = ", ".join(quote(column) for column in table.columns)
        no_row = "NULL::BIGINT AS _id, NULL::BIGINT AS _row"
        parts = []
        if name in self.tables:
            parts.append(f"SELECT {columns}, _id, _row FROM {self.cells(name)}")
        if name in self.published:
            old = f"SELECT {columns}, {no_row} FROM {self.published[name]} AS old"
            if parts:
                old += f" WHERE NOT EXISTS ({self._incoming_like(name, table.primary_key)})"
            if touched:
                old += f" AND EXISTS ({self._incoming_like(name, touched)})"
            parts.append(old)
        nothing = ", ".join(f"NULL::{column.sql_type} AS {quote(column.name)}" for column in table.fields)
        empty = f"SELECT {nothing}, {no_row} WHERE false"
        return f"({' UNION ALL '.join(parts) or empty})"

    def _incoming_like(self, name: str, columns: Sequence[str]) -> str:
        same = " AND ".join(f"new.{quote(column)} = old.{quote(column)}" for column in columns)
        return f"SELECT 1 FROM {self.cells(name)} AS new WHERE {same}"
