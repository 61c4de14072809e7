"""A grid on screen: heads in words, the same decimals in every row of a column, nothing rounded away."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from chokepoint.ui.grid import columns_of, decimals, head


@pytest.mark.parametrize(
    ("name", "words"),
    [("measure_id", "measure"), ("source_key", "source"), ("known_from", "known from"), ("hs_code", "HS code"),
     ("on 2026-07-02 (points)", "on 2026-07-02 (points)"), ("id", "id")],
)  # fmt: skip
def test_heads_are_words(name: str, words: str) -> None:
    assert head(name) == words


@pytest.mark.parametrize(
    ("name", "values", "digits"),
    [
        ("score (points)", [17.4618, 17.76, 57.418], 1),
        ("value", [17.4618, 17.76, 57.418], 1),
        ("value", [0.5, 2.25, None], 2),
        ("quantity (t)", [46.0, None, 353.0], 0),
        ("quantity (t)", [0.004, 353.2], 3),
        ("points", [0.00001, 2.5], 4),
        ("AUC", [0.171, 0.5], 2),
        ("value", [0.0, np.nan], 0),
    ],
)
def test_a_column_of_fractions_has_the_same_decimals_in_each_row_and_little_is_not_nothing(
    name: str, values: list[float | None], digits: int
) -> None:
    assert decimals(name, pd.Series(values)) == digits
    assert decimals(name, pd.Series(values, dtype=object)) == digits


def test_words_days_and_counts_are_left_alone() -> None:
    for values in (["a", "b"], [1, 2], [True, False], pd.to_datetime(["2025-05-30"]), [None, None]):
        assert decimals("value", pd.Series(values)) is None


def test_two_columns_never_share_a_head() -> None:
    frame = pd.DataFrame({"measure_id": ["a"], "measure": ["b"], "points": [1.25]})
    found = columns_of(frame)
    assert {name: column["label"] for name, column in found.items()} == {
        "measure_id": "measure id",
        "points": "points",
    }
    assert found["points"]["type_config"]["format"] == "%.2f"
