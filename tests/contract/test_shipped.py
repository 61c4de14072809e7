"""The shipped tables keep their own contract, and are written in its canonical form."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from chokepoint.config import DATA
from chokepoint.contract import Report, check_tables
from chokepoint.contract.canonical import write_csv
from tests.contract.tables import LIMITS, TODAY, contract

# Shipped without rows: the reader's own feeds go here.
EMPTY = {"coverage_events"}


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        yield con


@pytest.fixture(scope="module")
def report(con: duckdb.DuckDBPyConnection) -> Report:
    files = {name: DATA / table.path for name, table in contract().tables.items() if name not in EMPTY}
    return check_tables(contract(), files, None, TODAY, LIMITS, con)


def test_nothing_shipped_is_refused_skipped_or_asked(report: Report) -> None:
    assert [finding for finding in report.findings if finding.severity != "note"] == []
    for name, rows in report.rows.items():
        assert rows.accepted == rows.read > 0, name


def test_no_default_is_needed(report: Report) -> None:
    assert {name: filled for name, filled in report.filled.items() if filled} == {}


@pytest.mark.parametrize("name", list(contract().tables))
def test_a_shipped_file_is_byte_for_byte_in_canonical_form(
    name: str, report: Report, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    table = contract().table(name)
    shipped = (DATA / table.path).read_bytes()
    if name in EMPTY:
        assert shipped.decode() == ",".join(table.columns) + "\n"
        return
    write_csv(con, table, report.accepted[name], tmp_path / table.path)
    assert (tmp_path / table.path).read_bytes() == shipped


def test_every_file_in_data_is_a_table_or_the_contract() -> None:
    known = {table.path for table in contract().tables.values()} | {"datapackage.yaml"}
    assert {path.name for path in DATA.iterdir()} == known
