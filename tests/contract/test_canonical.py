"""Equal contents are equal bytes: rows by key, shortest numbers, yes and no, ISO days, empty for missing."""

from __future__ import annotations

import csv
import hashlib
import struct
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chokepoint.contract.canonical import as_text, hash_file, literal, quote, write_csv
from chokepoint.contract.tables import Field, Table
from tests.contract.tables import Desk, contract, good

FIELDS = (
    Field("k", "string", "Key.", required=True),
    Field("x", "number", "Number."),
    Field("n", "integer", "Whole number."),
    Field("b", "boolean", "Yes or no."),
    Field("d", "date", "Day."),
)
TABLE = Table("t", "T", "A table.", FIELDS, ("k",), (), (), (), {}, {}, None, 0, None, "t.csv")


def write(con: duckdb.DuckDBPyConnection, values: str, path: Path) -> str:
    """The hash of rows given as SQL values, written as canonical CSV."""
    return write_csv(con, TABLE, f"(SELECT * FROM (VALUES {values}) v(k, x, n, b, d))", path)


def test_a_table_is_written_sorted_in_plain_words(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    with duckdb.connect() as con:
        write(
            con,
            "('b', 2.0::DOUBLE, 3::BIGINT, true, DATE '2025-04-04'), ('a', 0.1, NULL, false, NULL),"
            " ('é', -1e-7, 0, NULL, DATE '0987-01-01'), ('Z, \"q\"\nline', 1e300, -5, true, NULL)",
            path,
        )
    assert path.read_text(encoding="utf-8") == (
        'k,x,n,b,d\n"Z, ""q""\nline",1e+300,-5,yes,\na,0.1,,no,\n'
        "b,2,3,yes,2025-04-04\né,-1e-07,0,,0987-01-01\n"
    )


def test_the_order_of_rows_makes_no_difference_and_a_value_does(tmp_path: Path) -> None:
    rows = ["('a', 1.5::DOUBLE, NULL::BIGINT, NULL::BOOLEAN, NULL::DATE)", "('b', 2.5, NULL, NULL, NULL)"]
    with duckdb.connect() as con:
        one = write(con, ", ".join(rows), tmp_path / "one.csv")
        two = write(con, ", ".join(reversed(rows)), tmp_path / "two.csv")
        other = write(con, ", ".join(rows).replace("2.5", "2.6"), tmp_path / "other.csv")
    assert one == two != other
    assert (
        one
        == hashlib.sha256((tmp_path / "one.csv").read_bytes()).hexdigest()
        == hash_file(tmp_path / "two.csv")
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_numbers_read_back_as_they_were(desk: Desk, numbers: list[float]) -> None:
    rows = f"SELECT {as_text(TABLE.field('x'))} FROM (SELECT unnest(?::DOUBLE[]) AS x)"
    texts = [text for (text,) in desk.con.execute(rows, [numbers]).fetchall()]
    assert [struct.pack("d", float(text)) for text in texts] == [struct.pack("d", x) for x in numbers]
    assert not [text for text in texts if text.endswith(".0")]


def test_what_is_written_reads_back_and_is_written_the_same(desk: Desk, tmp_path: Path) -> None:
    table = contract().table("trade_flows")
    quantities = ["0.1", "1e-9", "123456.789", "999999999", "3", "0"]
    rows = [good("trade_flows", period=str(2010 + n), quantity_t=q) for n, q in enumerate(quantities)]
    rows.append(good("trade_flows", period="2020", notes='a "quoted", line\nand = more', yoy_pct="-12.5"))
    first = desk.check(trade_flows=rows)
    one = write_csv(desk.con, table, first.accepted["trade_flows"], tmp_path / "trade_flows.csv")
    again = desk.check_files({"trade_flows": tmp_path / "trade_flows.csv"})
    two = write_csv(desk.con, table, again.accepted["trade_flows"], tmp_path / "again.csv")
    assert again.rows["trade_flows"].accepted == 7
    assert one == two
    with (tmp_path / "again.csv").open(encoding="utf-8", newline="") as file:
        written = [row["quantity_t"] for row in csv.DictReader(file)]
    assert written == ["0.1", "1e-09", "123456.789", "999999999", "3", "0", "512.4"]


@pytest.mark.parametrize(("name", "quoted"), [("a", '"a"'), ('a"b', '"a""b"'), ("on", '"on"')])
def test_identifiers_and_texts_are_quoted(name: str, quoted: str) -> None:
    assert quote(name) == quoted
    assert literal(name) == f"'{name}'"
    assert literal("it's") == "'it''s'"
