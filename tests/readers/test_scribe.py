"""The scribe writes rows as they come, and leaves no record without a word."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pytest

from chokepoint.readers.scribe import Scribe
from chokepoint.readers.sheet import Sheet
from tests.shipped import contract

ROWS = [["head"], ["a"], ["b"], ["c"], ["d"]]


@pytest.fixture
def scribe(tmp_path: Path) -> Scribe:
    return Scribe(contract(), "file.csv", tmp_path)


def sheet() -> Sheet:
    return Sheet("s", lambda: iter(ROWS))


def test_a_record_neither_written_nor_skipped_is_listed(scribe: Scribe) -> None:
    for row, (cell,) in scribe.follow(sheet(), after=1):
        if cell == "a":
            scribe.write("indices", row, {"series": cell})
        elif cell == "b":
            scribe.skip(row, "blank_row", "not wanted")
        elif cell == "c":
            scribe.join(row)
    scribe.close()
    assert [(f.rule, f.row) for f in scribe.findings] == [("blank_row", "3"), ("unread_row", "5")]
    assert (scribe.records, scribe.listed) == (4, 2)


def test_a_record_that_is_written_and_remarked_upon_is_not_counted_as_listed(scribe: Scribe) -> None:
    for row, (cell,) in scribe.follow(sheet(), after=1):
        scribe.write("indices", row, {"series": cell})
        scribe.skip(row, "aggregate_row", "a part of it was left out")
    scribe.close()
    assert scribe.listed == 0


def test_columns_that_come_late_leave_earlier_rows_empty(scribe: Scribe) -> None:
    scribe.write("indices", 2, {"series": "A", "notes": 'x, "y"'})
    scribe.write("indices", 3, {"series": "B", "value": "1"})
    (path,) = scribe.close().values()
    with path.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [
            ["_row", "series", "notes", "value"], ["2", "A", 'x, "y"', ""], ["3", "B", "", "1"]
        ]  # fmt: skip


def test_a_column_that_the_table_lacks_is_a_mistake_of_the_reader(scribe: Scribe) -> None:
    with pytest.raises(KeyError, match="indices has no column colour"):
        scribe.write("indices", 2, {"colour": "red"})
    scribe.write("indices", 2, {"source_title": "of uploads"})
    scribe.close()


def test_a_source_is_written_once(scribe: Scribe) -> None:
    assert {scribe.source(source_key="k", origin="o", title="t") for _ in range(3)} == {"k"}
    (path,) = scribe.close().values()
    assert path.read_text(encoding="utf-8").splitlines() == ["_row,source_key,origin,title", "0,k,o,t"]


def test_tables_and_lists_by_sql_are_counted(scribe: Scribe) -> None:
    with duckdb.connect() as con:
        rows = "SELECT i + 2 AS _row, 'S' AS series, CAST(i AS VARCHAR) AS value FROM range(5) t(i)"
        assert scribe.write_query(con, "indices", rows) == 5
        listed = "SELECT i, 'value', 'x', 'unread_row', 'no use', NULL FROM range(3) t(i)"
        assert scribe.skip_query(con, listed) == 3
    assert scribe.close()["indices"].suffix == ".parquet"
    assert (scribe.listed, len(scribe.findings)) == (3, 3)


def test_many_findings_of_one_rule_are_told_once_and_counted(
    scribe: Scribe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chokepoint.readers.scribe.TOLD", 3)
    for row in range(10):
        scribe.begin(sheet(), row)
        scribe.skip(row, "blank_row", "blank row skipped")
    scribe.close()
    assert [f.row for f in scribe.findings] == ["0", "1", "2", ""]
    assert scribe.findings[-1].reason == "7 more findings of this rule; the first 3 are listed"
    assert scribe.listed == 10
