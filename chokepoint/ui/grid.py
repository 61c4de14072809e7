"""Rows of a card as a grid on screen: heads in words, and as many decimals as tell the figures of a column apart.

Only what is seen is rounded: files keep every digit and the names of the columns.
"""

from __future__ import annotations

import re
from math import ceil, log10

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

# Decimals by the unit that a head names in brackets; other columns go by the size of their figures.
DECIMALS = {"points": 1, "points of the score": 2, "%": 1, "days": 0, "months": 1}
UNIT = re.compile(r"\(([^()]+)\)$")
MOST = 4
UPPER = frozenset(("hs", "hhi", "url", "eu", "us", "id", "auc"))
NAMES = ("id", "key")


def draw_grid(frame: pd.DataFrame, key: str, alt: str | None = None) -> None:
    """Draws the rows, the columns named and rounded for reading."""
    st.dataframe(frame, hide_index=True, width="stretch", key=key, alt=alt, column_config=columns_of(frame))


def columns_of(frame: pd.DataFrame) -> dict[str, ColumnConfig]:
    """Head and decimals of each column that needs them, by its name."""
    heads = [head(str(name)) for name in frame.columns]
    found: dict[str, ColumnConfig] = {}
    for name, words in zip(frame.columns, heads, strict=True):
        label = words if heads.count(words) == 1 else str(name).replace("_", " ")
        digits = decimals(str(name), frame[name])
        if digits is not None:
            found[name] = st.column_config.NumberColumn(label, format=f"%.{digits}f")
        elif label != name:
            found[name] = st.column_config.Column(label)
    return found


def head(name: str) -> str:
    """A column's name in words: "measure_id" → "measure", "hs_code" → "HS code"; words stay as they are."""
    if "_" not in name:
        return name
    words = name.split("_")
    if words[-1] in NAMES:
        words.pop()
    return " ".join(word.upper() if word in UPPER else word for word in words)


def decimals(name: str, values: pd.Series) -> int | None:
    """Decimals of a column of fractions, the same in each row; None if it holds none."""
    if isinstance(values, pd.DataFrame) or pd.api.types.infer_dtype(values, skipna=True) not in (
        "floating",
        "mixed-integer-float",
    ):
        return None
    found = np.abs(values.dropna().to_numpy(float))
    found = found[np.isfinite(found) & (found > 0)]
    if not len(found) or (found == np.round(found)).all():
        return 0
    if (unit := UNIT.search(name)) and unit[1] in DECIMALS:
        return DECIMALS[unit[1]]
    # The least of them is not rounded to nothing, and none has more digits than are on file.
    least, most = float(found.min()), float(found.max())
    wanted = max(1 if most >= 10 else 2, ceil(-log10(least)))
    on_file = next(
        (n for n in range(MOST) if np.allclose(found, np.round(found, n), rtol=0, atol=1e-9)), MOST
    )
    return min(wanted, on_file, MOST)
