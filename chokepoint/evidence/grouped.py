"""Rows of a table as records, by groups; of several editions of a row the last one known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd


def grouped(rows: pd.DataFrame, keys: Sequence[str], dropna: bool = True) -> list[list[Any]]:
    """Rows as named tuples, one list a group, in the order of the keys; rows without a key left out if `dropna`.

    The table is turned into records once: for many small groups, doing it for each costs ten times as much.
    """
    numbers = rows.groupby(list(keys), sort=True, dropna=dropna).ngroup()
    found: dict[int, list[Any]] = {}
    for number, row in zip(numbers, rows.itertuples(index=False), strict=True):
        if number >= 0:
            found.setdefault(number, []).append(row)
    return [found[number] for number in sorted(found)]


def last_known(rows: pd.DataFrame, keys: Sequence[str], on: date) -> pd.DataFrame:
    """Of the rows known on the day that agree in all keys the one known last, in the order of the table."""
    known = rows[rows["known_from"] <= pd.Timestamp(on)]
    order = np.argsort(known["known_from"].to_numpy(), kind="stable")
    last = ~known.iloc[order].duplicated(list(keys), keep="last").to_numpy()
    return known.iloc[np.sort(order[last])]
