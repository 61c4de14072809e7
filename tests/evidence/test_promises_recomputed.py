"""Ledger states and delivery figures of the shipped promises against independent queries over the files themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import pandas as pd
import pytest

from chokepoint.config import DATA
from chokepoint.evidence.commitments import ledger, status_grid
from chokepoint.evidence.delivery import deliveries
from tests.shipped import contract, shipped, typed_csv

DAYS = (
    date(2020, 6, 1),
    date(2025, 6, 5),
    date(2025, 8, 25),
    date(2025, 12, 15),
    date(2026, 7, 2),
    date(2026, 11, 21),
)
FILES = ("commitments", "commitment_status", "events", "trade_flows", "tariffs", "licence_counts")
CLOSE = 1e-9
# First and last day of a period as the files write them: a year, a month, a day, or a span of these.
ENDS = """
    CREATE MACRO first_of(p) AS (CASE length(p) WHEN 4 THEN p || '-01-01' WHEN 7 THEN p || '-01' ELSE p END)::DATE;
    CREATE MACRO last_of(p) AS (CASE length(p) WHEN 4 THEN (p || '-12-31')::DATE WHEN 7 THEN last_day((p || '-01')::DATE)
        ELSE p::DATE END);
    CREATE MACRO start_of(p) AS first_of(split_part(p, '..', 1));
    CREATE MACRO end_of(p) AS last_of(coalesce(nullif(split_part(p, '..', 2), ''), p));
    CREATE MACRO months_of(p) AS datediff('month', start_of(p), end_of(p)) + 1;
"""


@pytest.fixture(scope="module")
def files() -> Iterator[duckdb.DuckDBPyConnection]:
    """The files as text, a table each."""
    with duckdb.connect() as con:
        con.execute(ENDS)
        for name in FILES:
            con.execute(
                f"CREATE TABLE {name} AS SELECT * FROM read_csv('{DATA / f'{name}.csv'}', all_varchar = true)"
            )
        yield con


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    with duckdb.connect() as con:
        more = {
            name: typed_csv(con, contract().table(name))
            for name in ("commitments", "commitment_status", "tariffs")
        }
    return {**shipped(), **more}


@pytest.mark.parametrize("on", DAYS)
def test_states_of_the_ledger(
    files: duckdb.DuckDBPyConnection, tables: dict[str, pd.DataFrame], on: date
) -> None:
    rows = files.execute(
        """
        WITH last AS (
            SELECT commitment_id, arg_max(status, (known_from, date)) AS status, max(date) AS day
            FROM commitment_status WHERE known_from::DATE <= $1 GROUP BY ALL
        ), since AS (
            SELECT s.commitment_id, min(s.date)::DATE AS first
            FROM commitment_status s JOIN last USING (commitment_id)
            WHERE s.known_from::DATE <= $1 AND s.status = last.status AND NOT EXISTS (
                FROM commitment_status o WHERE o.commitment_id = s.commitment_id AND o.known_from::DATE <= $1
                AND o.status <> s.status AND o.date >= s.date)
            GROUP BY ALL
        )
        SELECT c.commitment_id, c.acknowledged, coalesce(status, 'pending') AS state, coalesce(day, made_on)::DATE,
            CASE WHEN due_on::DATE < $1 AND state IN ('pending', 'partly_kept', 'disputed')
                AND NOT (state = 'partly_kept' AND first > due_on::DATE)
                THEN datediff('day', due_on::DATE, $1::DATE) END,
            CASE WHEN state IN ('kept', 'partly_kept') AND first > due_on::DATE
                THEN datediff('day', due_on::DATE, first) END
        FROM commitments c LEFT JOIN last USING (commitment_id) LEFT JOIN since USING (commitment_id)
        WHERE c.known_from::DATE <= $1 AND 'USA' IN (promisor, promisee) ORDER BY 1
        """,
        [on],
    ).fetchall()
    found = ledger(tables, ("USA",), on)
    told = [
        (one.commitment_id, one.acknowledged, one.status, one.status_as_of, one.overdue_days, one.late_days)
        for one in found
    ]
    assert sorted(told) == rows
    grid = status_grid(found)
    counted = {
        (row, status): grid.at[row, status]
        for row in grid.index
        for status in grid.columns
        if grid.at[row, status]
    }
    assert counted == Counter((row[1], row[2]) for row in rows)


def figures(
    files: duckdb.DuckDBPyConnection, promise: dict[str, Any], on: date, frequency: str = ""
) -> list[Any]:
    """(period, start, end, amount) of the rows that a promise names: the edition known last; spans as their mean month."""
    where = promise["delivery_filter"]
    if frequency:
        where = where.replace("frequency=M", f"frequency={frequency}")
    pairs = [pair.split("=", 1) for pair in where.split("&")]
    table = promise["delivery_table"]
    period = "effective" if table == "tariffs" else "period"
    amount = {"tariffs": "rate_change_pp", "licence_counts": "value"}.get(table)
    if table == "trade_flows":
        amount = "value_usd" if "product=ALL_GOODS" in where else "quantity_t"
    by_month = (
        f"/ months_of({period})" if "frequency=SPAN" in where and promise["delivery_target"] is None else ""
    )
    return files.execute(
        f"""
        SELECT {period}, start_of({period}), end_of({period}), arg_max({amount}::DOUBLE {by_month}, known_from)
        FROM {table} WHERE known_from::DATE <= ? AND {amount} IS NOT NULL AND {" AND ".join(f"{name} = ?" for name, _ in pairs)}
        GROUP BY ALL ORDER BY 3, 2
        """,
        [on, *(value for _, value in pairs)],
    ).fetchall()


def goal_of(files: duckdb.DuckDBPyConnection, promise: dict[str, Any], on: date) -> float | None:
    """The target, else the mean of the baseline, else, with fewer than nine months of it, the last year ÷ 12."""
    if promise["delivery_target"] is not None:
        return float(promise["delivery_target"]) or None
    span = promise["delivery_baseline"]
    if span is None:
        return None
    start, end = files.execute("SELECT start_of($1), end_of($1)", [span]).fetchone() or ()
    inside = [row[3] for row in figures(files, promise, on) if start <= row[1] and row[2] <= end]
    if "frequency=M" not in promise["delivery_filter"] or len(inside) >= 9:
        return sum(inside) / len(inside) if inside else None
    years = [row for row in figures(files, promise, on, "A") if row[2] <= end]
    return years[-1][3] / 12 if years else None


@pytest.mark.parametrize("on", DAYS)
def test_delivery_in_figures(
    files: duckdb.DuckDBPyConnection, tables: dict[str, pd.DataFrame], on: date
) -> None:
    asked = files.execute(
        "SELECT * FROM commitments WHERE delivery_table IS NOT NULL AND known_from::DATE <= ? AND 'USA' IN (promisor, promisee)",
        [on],
    )
    names = [column[0] for column in asked.description or ()]
    expected = {}
    for promise in (dict(zip(names, row, strict=True)) for row in asked.fetchall()):
        made, due = (
            date.fromisoformat(promise["made_on"]),
            promise["due_on"] and date.fromisoformat(promise["due_on"]),
        )
        in_time = [
            row for row in figures(files, promise, on)
            if (row[1] - made).days + (row[2] - made).days >= 0 and (due is None or row[1] <= due)
        ]  # fmt: skip
        amount, goal = in_time[-1][3] if in_time else None, goal_of(files, promise, on)
        share = 100 * amount / goal if amount is not None and goal else None
        expected[promise["commitment_id"]] = (amount, goal, share)
    found = {
        one.commitment_id: (one.newest.value if one.newest else None, one.goal, one.of_goal_pct(one.newest))
        for one in deliveries(tables, ("USA",), on, 9)
    }
    assert found.keys() == expected.keys()
    for name, values in expected.items():
        # Without any figure of a series nothing is held against it, whatever its baseline.
        assert found[name] == pytest.approx(values, abs=CLOSE), name


def test_the_days_above_are_not_empty(tables: dict[str, pd.DataFrame]) -> None:
    """The comparison shows something: promises on each day, and shares on the last."""
    assert [len(deliveries(tables, ("USA",), on, 9)) for on in DAYS] == [2, 5, 6, 10, 11, 11]
    told = [one.of_goal_pct(one.newest) for one in deliveries(tables, ("USA",), DAYS[-1], 9)]
    assert sum(share is not None for share in told) == 6
