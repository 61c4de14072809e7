"""Rows on file that a day does not know yet, by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd

from chokepoint.evidence.later import known_later, read_only

ROWS = pd.DataFrame(
    {
        "name": ["a", "b", "c"],
        "measure": ["stock", "stock", "demand"],
        "source_key": ["dated", "undated", "undated"],
        "known_from": pd.to_datetime(["2026-07-02", "2026-07-03", "2026-11-21"]),
    }
)
SOURCES = pd.DataFrame(
    {"source_key": ["dated", "undated"], "published": pd.to_datetime(["2026-07-02", None])}
)


def test_a_row_known_on_the_day_is_not_later() -> None:
    assert list(known_later(ROWS, date(2026, 7, 2))["name"]) == ["b", "c"]
    assert list(known_later(ROWS, date(2026, 7, 2), measure=["stock"])["name"]) == ["b"]
    assert known_later(ROWS, date(2026, 11, 21)).empty


def test_a_day_of_publication_anywhere_makes_the_rows_more_than_read() -> None:
    assert read_only(ROWS[1:], SOURCES)
    assert not read_only(ROWS, SOURCES)
