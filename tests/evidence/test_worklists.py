"""Rows on weak sources and states past their day: counted by hand, and on the shipped data."""

from __future__ import annotations

from datetime import date

import duckdb
import pandas as pd
import pytest

from chokepoint.config import DATA
from chokepoint.evidence import worklists
from chokepoint.evidence.worklists import past_their_day, primary_wanted
from tests.shipped import contract, typed_csv

TODAY = date(2026, 11, 21)
TABLES = (
    "sources",
    "events",
    "deadlines",
    "measures",
    "measure_versions",
    "commitments",
    "commitment_status",
    "projects",
)


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    with duckdb.connect() as con:
        return {name: typed_csv(con, contract().table(name)) for name in TABLES}


def test_rows_are_counted_by_table_source_and_reason() -> None:
    sources = pd.DataFrame(
        {
            "source_key": ["c", "o", "p"],
            "kind": ["copy", "opinion", "press"],
            "origin": ["A", "B", "C"],
            "title": ["one", "two", "three"],
            "url": ["https://a", None, "https://c"],
        }
    )
    events = pd.DataFrame(
        {"source_key": ["c", "c", "o", "p", "p", "p"], "verified": [True, False, True, True, False, pd.NA]}
    )
    prices = pd.DataFrame({"source_key": ["p", "p"], "verified": [False, False], "derived": [True, False]})
    found = primary_wanted({"sources": sources, "events": events, "prices": prices}, contract())
    assert found[["table", "why", "origin", "rows"]].values.tolist() == [
        ["events", "copy", "A", 2],
        ["events", "not verified", "C", 2],
        ["events", "opinion", "B", 1],
        ["prices", "not verified", "C", 1],
    ]


def test_a_row_without_a_known_source_is_still_listed_if_unread() -> None:
    sources = pd.DataFrame(
        {"source_key": ["p"], "kind": ["press"], "origin": ["C"], "title": ["t"], "url": [None]}
    )
    events = pd.DataFrame({"source_key": ["gone"], "verified": [False]})
    found = primary_wanted({"sources": sources, "events": events}, contract())
    assert found[["why", "origin", "source_key"]].values.tolist() == [["not verified", "", "gone"]]


def test_nothing_wanted_is_an_empty_table() -> None:
    sources = pd.DataFrame(
        {"source_key": ["p"], "kind": ["press"], "origin": ["C"], "title": ["t"], "url": [None]}
    )
    events = pd.DataFrame({"source_key": ["p"], "verified": [True]})
    assert primary_wanted({"sources": sources, "events": events}, contract()).empty


def test_states_on_file_past_their_day(tables: dict[str, pd.DataFrame]) -> None:
    found = past_their_day(tables, TODAY).set_index("id")
    assert found.loc["2026-07-13-section-232-mineral-talks"].tolist()[-2:] == [date(2026, 7, 13), 131]
    assert found.loc["CN-2025-21", "state on file"] == "suspended; no later version on file"
    assert list(found["days ago"]) == sorted(found["days ago"], reverse=True)
    assert (found["day passed"] < TODAY).all()
    # Settled ones are no work: the phase-one purchases were broken in 2022.
    assert "C01-phase-one-purchases" not in found.index


def test_a_promise_last_seen_kept_before_its_day_is_to_be_looked_at_again() -> None:
    promises = pd.DataFrame({
        "commitment_id": ["early", "done", "late", "unknown", "ahead"],
        "due_on": pd.to_datetime(["2026-11-10", "2025-05-14", "2026-04-20", "2026-03-06", "2026-11-22"]), "text": "pause",
    })  # fmt: skip
    steps = pd.DataFrame(
        [("early", "2025-11-10", "kept"), ("early", "2026-02-20", "kept"), ("done", "2025-05-14", "kept"),
         ("late", "2025-10-20", "pending"), ("ahead", "2026-02-20", "kept")],
        columns=["commitment_id", "date", "status"],
    )  # fmt: skip
    steps["date"] = steps["known_from"] = pd.to_datetime(steps["date"])
    rows = worklists._promises({"commitments": promises, "commitment_status": steps})
    assert [(key, state, str(day)) for _, key, _, state, day in rows] == [
        ("early", "kept, last seen 2026-02-20, before its day", "2026-11-10"),
        ("late", "pending", "2026-04-20"),
        ("unknown", "pending", "2026-03-06"),
        ("ahead", "kept, last seen 2026-02-20, before its day", "2026-11-22"),
    ]


def test_shipped_promises_past_their_day_by_an_independent_query(tables: dict[str, pd.DataFrame]) -> None:
    with duckdb.connect() as con:
        for name in ("commitments", "commitment_status"):
            con.execute(
                f"CREATE TABLE {name} AS SELECT * FROM read_csv('{DATA / f'{name}.csv'}', all_varchar = true)"
            )
        expected = con.execute(
            """
            SELECT commitment_id FROM commitments JOIN (
                SELECT commitment_id, arg_max(status, (date, known_from)) AS status, max(date) AS seen
                FROM commitment_status GROUP BY ALL) USING (commitment_id)
            WHERE due_on::DATE < DATE '2026-11-21'
                AND (status IN ('pending', 'partly_kept', 'disputed') OR (status = 'kept' AND seen::DATE < due_on::DATE))
            """
        ).fetchall()
    found = past_their_day(tables, TODAY)
    assert set(found.loc[found["table"] == "commitments", "id"]) == {key for (key,) in expected}
    assert "C27-busan-affiliates" in found["id"].tolist()


def test_the_day_decides(tables: dict[str, pd.DataFrame]) -> None:
    before = past_their_day(tables, date(2026, 7, 13)).set_index("id")
    assert "2026-07-13-section-232-mineral-talks" not in before.index
    assert "2026-07-13-section-232-mineral-talks" in past_their_day(tables, date(2026, 7, 14))["id"].tolist()


def test_a_project_is_late_after_its_year(tables: dict[str, pd.DataFrame]) -> None:
    projects = tables["projects"].iloc[[0, 1, 2]].copy()
    projects["start_year"] = pd.array([2025, 2025, 2026], dtype="Int64")
    projects["state"] = ["construction", "operating", "planned"]
    found = past_their_day({**tables, "projects": projects}, TODAY)
    assert found.loc[found["table"] == "projects", "id"].tolist() == [projects["project_id"].iloc[0]]
