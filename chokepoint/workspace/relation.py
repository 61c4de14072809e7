"""Parquet files of a table as an SQL expression, with the columns and types of the contract."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chokepoint.contract.canonical import literal, quote
from chokepoint.contract.tables import Table


def relation(files: Sequence[str], table: Table) -> str:
    """SQL expression with the contract's columns in their order; without files it has no rows.

    The typed empty part gives a column that the contract gained after the files were written.
    """
    typed = ", ".join(f"CAST(NULL AS {field.sql_type}) AS {quote(field.name)}" for field in table.fields)
    rows = f"SELECT {typed} WHERE false"
    if files:
        paths = ", ".join(file_literal(file) for file in files)
        rows += f" UNION ALL BY NAME SELECT * FROM read_parquet([{paths}], union_by_name=true)"
    return f"(SELECT {', '.join(map(quote, table.columns))} FROM ({rows}))"


def file_literal(path: str) -> str:
    """A path as SQL string literal in which DuckDB sees no wildcards: `a*b` is one file, not many."""
    return literal(re.sub(r"([*?\[])", r"[\1]", path))
