"""What is on file and was not known yet on a day?

A card of an earlier day leaves these rows out; how many they are belongs beside what it shows.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pandas as pd


def known_later(frame: pd.DataFrame, on: date, **columns: Collection[str]) -> pd.DataFrame:
    """Rows that became known after a day; `columns`: name of a column → the values that a card shows of it."""
    rows = frame[frame["known_from"] > pd.Timestamp(on)]
    for name, values in columns.items():
        rows = rows[rows[name].isin(list(values))]
    return rows


def read_only(rows: pd.DataFrame, sources: pd.DataFrame) -> bool:
    """True if the day from which all these rows are known is only that of reading: none has a day of publication."""
    published = set(sources.loc[sources["published"].notna(), "source_key"])
    return not published.intersection(rows["source_key"])
