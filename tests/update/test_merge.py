"""What a table holds after a file was added, laid over it, or put in its place: rows worked out by hand."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import closing
from dataclasses import replace

import duckdb
import pytest

from chokepoint.contract.tables import ForeignKey
from chokepoint.update.merge import Mode, merged, stranded
from tests.workspace.small import make_contract, make_table

ITEMS = replace(
    make_table("items", ["item_id"], item_id="string", size="number", word="string"),
    required_on_upload=("item_id", "size"),
)
FIGURES = make_table("figures", ["period", "source"], period="string", source="string", value="number")
OLD = "('a', 1, 'x'), ('b', 2, 'y')"
ALL = ("item_id", "size", "word")
Rows = list[tuple[str, float | None, str | None]]


def rows(values: str, names: str = "item_id, size, word") -> str:
    return f"(SELECT item_id, CAST(size AS DOUBLE) AS size, CAST(word AS VARCHAR) AS word FROM (VALUES {values}) AS v({names}))"


def after(incoming: str, mode: Mode, given: Collection[str] = ALL) -> Rows:
    with closing(duckdb.connect()) as con:
        return sorted(con.execute(f"FROM {merged(ITEMS, rows(OLD), rows(incoming), given, mode)}").fetchall())


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("update", [("a", 1, "x"), ("b", 9, "new"), ("c", 3, "z")]),
        ("append", [("a", 1, "x"), ("b", 2, "y"), ("c", 3, "z")]),
        ("replace", [("b", 9, "new"), ("c", 3, "z")]),
    ],
)
def test_each_way_of_taking_a_file_up(mode: Mode, expected: Rows) -> None:
    assert after("('b', 9, 'new'), ('c', 3, 'z')", mode) == expected


def test_a_column_that_the_file_lacks_keeps_its_cells() -> None:
    found = after("('b', 9, NULL), ('c', 3, NULL)", "update", given=("item_id", "size"))
    assert found == [("a", 1, "x"), ("b", 9, "y"), ("c", 3, None)]


def test_a_cell_emptied_in_a_column_of_the_file_is_emptied() -> None:
    assert after("('b', 9, NULL)", "update") == [("a", 1, "x"), ("b", 9, None)]


def test_a_row_on_file_under_another_id_is_not_added_a_second_time() -> None:
    assert after("('bb', 2, 'y')", "update") == [("a", 1, "x"), ("bb", 2, "y")]
    assert after("('bb', 2, 'y')", "append") == [("a", 1, "x"), ("b", 2, "y")]
    assert after("('bb', 2, NULL)", "update", given=("item_id", "size")) == [("a", 1, "x"), ("bb", 2, "y")]


def test_two_rows_alike_under_new_ids_are_two_rows() -> None:
    found = after("('b1', 2, 'y'), ('b2', 2, 'y')", "update")
    assert found == [("a", 1, "x"), ("b", 2, "y"), ("b1", 2, "y"), ("b2", 2, "y")]


def test_empty_parts_of_a_key_match() -> None:
    old = "(SELECT '2025' AS period, NULL::VARCHAR AS source, 1::DOUBLE AS value)"
    new = "(SELECT '2025' AS period, NULL::VARCHAR AS source, 2::DOUBLE AS value)"
    with closing(duckdb.connect()) as con:
        query = f"FROM {merged(FIGURES, old, new, FIGURES.columns, 'update')}"
        assert con.execute(query).fetchall() == [("2025", None, 2.0)]


def test_rows_that_point_to_a_row_taken_away_are_named() -> None:
    table = make_table("uses", ["use"], use="string", item="string")
    uses = replace(table, foreign_keys=(ForeignKey(("item",), "items", ("item_id",)),))
    contract = make_contract(ITEMS, uses)
    pointing = "(SELECT * FROM (VALUES ('u', 'b'), ('v', 'gone'), ('w', NULL)) AS v(use, item))"
    contents = {"items": rows(OLD), "uses": pointing}
    with closing(duckdb.connect()) as con:
        (found,) = stranded(con, contract, contents, ["items"])
        assert stranded(con, contract, contents, ["uses"]) == []
    assert (found.table, found.column, found.rows, found.example, found.gone) == (
        "uses",
        "item",
        1,
        "gone",
        "items",
    )
