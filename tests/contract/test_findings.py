"""Findings are counted, ordered and written as tables; many of one kind are told once with their number."""

from __future__ import annotations

import pandas as pd
import pytest

from chokepoint.contract import Finding, as_dicts, as_frame, by_severity, publishable
from chokepoint.contract.findings import SEVERITIES, in_order, row_ranges
from tests.contract.tables import Desk, contract, good


def finding(severity: str = "note", rule: str = "type", row: str = "2", table: str = "events") -> Finding:
    return Finding("a.csv", table, row, "date", "x", severity, rule, "why", "how")


def test_severities_are_those_of_the_contract_strongest_first() -> None:
    assert tuple(contract().severities) == SEVERITIES


@pytest.mark.parametrize(
    ("severity", "may"),
    [
        ("refuse_file", False),
        ("ask", False),
        ("refuse_group", True),
        ("refuse_row", True),
        ("skip_row", True),
        ("note", True),
    ],
)
def test_only_a_refused_file_and_an_open_question_stand_in_the_way(severity: str, may: bool) -> None:
    assert publishable([finding(), finding(severity)]) is may


def test_findings_are_counted_by_severity() -> None:
    found = [finding(), finding("ask"), finding(), finding("refuse_row", "enum")]
    assert list(by_severity(found).items()) == [("refuse_row", 1), ("ask", 1), ("note", 2)]


def test_findings_become_a_table_with_all_columns_even_when_there_are_none() -> None:
    columns = ["file", "table", "row", "column", "value", "severity", "rule", "reason", "fix"]
    expected = pd.DataFrame(
        [dict(zip(columns, ("a.csv", "events", "2", "date", "x", "note", "type", "why", "how"), strict=True))]
    )
    pd.testing.assert_frame_equal(as_frame([finding()]), expected)
    assert list(as_frame([]).columns) == columns
    assert as_dicts([finding()])[0]["reason"] == "why"


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([], ""),
        ([3], "3"),
        ([2, 3, 4, 5], "2-5"),
        ([8, 2, 3, 3], "2-3, 8"),
        (range(2, 60, 2), "2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, …"),
    ],
)
def test_rows_are_written_as_ranges(rows: list[int], text: str) -> None:
    assert row_ranges(rows) == text


def test_findings_are_ordered_by_table_and_row_as_numbers() -> None:
    found = [
        finding(row=row, table=table) for table, row in (("b", "2"), ("a", "10"), ("a", "9-12"), ("a", ""))
    ]
    assert [(f.table, f.row) for f in in_order(found, ["a", "b"], {})] == [
        ("a", ""),
        ("a", "9-12"),
        ("a", "10"),
        ("b", "2"),
    ]


def test_many_findings_of_one_rule_are_listed_in_part_and_counted_in_full(desk: Desk) -> None:
    rows = [good("indices", series=f"S{number}", value="x") for number in range(10_007)]
    report = desk.check(indices=[*rows, good("indices")])
    assert len(report.findings) == 10_001
    assert report.findings[0].reason == "7 more findings of this rule; the first 10,000 are listed"
    assert report.findings[1].row == "2"
    assert report.counts == {"indices": {"type": 10_007}}
    assert (report.rows["indices"].refused, report.rows["indices"].accepted) == (10_007, 1)


def test_a_long_value_is_told_in_part(desk: Desk) -> None:
    report = desk.check(indices=[good("indices", value="x" * 500)])
    assert report.findings[0].value == "x" * 200


def test_temp_tables_of_a_check_are_gone_but_the_accepted_rows(desk: Desk) -> None:
    report = desk.check(events=[good("events", source_key="")])
    prefix = report.accepted["events"].strip('"').removesuffix("_accepted_events")
    names = desk.con.execute(
        "SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, ?) ORDER BY 1", [prefix]
    ).fetchall()
    left = [name.removeprefix(prefix) for (name,) in names]
    assert left == ["_accepted_rows_events", "_accepted_rows_sources"]
    assert [len(desk.con.execute(f"FROM {rows}").fetchall()) for rows in report.accepted.values()] == [1, 1]
