"""Which questions do the notes of the rows leave open?

Editors write into the notes what a source does not say. Beside the lists of weak sources and of states past
their day (worklists), these tell where the next update should begin.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from chokepoint.contract import Contract, Table

Tables = Mapping[str, pd.DataFrame]
COLUMNS = ("table", "row", "question", "source_key")
NOTES = "notes"


def open_questions(tables: Tables, contract: Contract, words: Sequence[str]) -> pd.DataFrame:
    """One row for each part of a note (parts end at ";") with one of the words, by table and key of its row."""
    found = [
        row for table in contract.tables.values() if table.has(NOTES) and table.name in tables
        for row in _of_table(tables[table.name], table, words)
    ]  # fmt: skip
    return pd.DataFrame(found, columns=list(COLUMNS))


def _of_table(rows: pd.DataFrame, table: Table, words: Sequence[str]) -> Iterator[tuple[str, str, str, str]]:
    sought = [word.casefold() for word in words]
    for row in rows[rows[NOTES].notna()].to_dict("records"):
        for part in str(row[NOTES]).split(";"):
            if any(word in part.casefold() for word in sought):
                key = " · ".join(_cell(row[name]) for name in table.primary_key)
                yield table.name, key, part.strip(), _cell(row.get("source_key"))


def _cell(value: object) -> str:
    if isinstance(value, pd.Timestamp):
        return str(value.date())
    return "" if value is None or value is pd.NA or value != value else str(value)
