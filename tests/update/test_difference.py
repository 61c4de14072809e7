"""Rows added, changed, renamed and removed, counted exactly; hand-made tables and random ones."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chokepoint.contract.tables import Table
from chokepoint.update.difference import Difference, difference, write_difference
from tests.workspace.small import make_table

KEYED = make_table("items", ["item_id"], item_id="string", size="number", seen="date", word="string")
VINTAGES = make_table("figures", ["period", "known_from"], period="string", known_from="date", value="number")
OLD = "('a', 1.5, DATE '2025-01-01', 'x'), ('b', 2, NULL, 'y'), ('c', 3, NULL, 'z'), ('d', 4, NULL, 'w')"
NEW = "('a', 1.5, DATE '2025-01-01', 'x'), ('b', 2.5, NULL, NULL), ('cc', 3, NULL, 'z'), ('e', 5, NULL, 'v')"


def relation(table: Table, values: str) -> str:
    names = ", ".join(table.columns)
    cast = ", ".join(f"CAST({field.name} AS {field.sql_type}) AS {field.name}" for field in table.fields)
    return f"(SELECT {cast} FROM (VALUES {values}) AS v({names}))"


def differing(table: Table, old: str, new: str, most: int = 10) -> Difference:
    with closing(duckdb.connect()) as con:
        return difference(con, table, relation(table, old), relation(table, new), most)


def cells(frame: pd.DataFrame) -> list[list[str]]:
    """Its cells as text, empty for missing."""
    rows: list[list[str]] = frame.fillna("").values.tolist()
    return rows


def test_each_kind_is_counted_and_listed() -> None:
    found = differing(KEYED, OLD, NEW)
    assert (found.before, found.after) == (4, 4)
    assert dict(found.counts) == {"added": 1, "changed": 1, "renamed": 1, "removed": 1}
    assert found.total == 4
    assert dict(found.columns) == {"size": 1, "word": 1}
    assert cells(found.cells) == [["b", "size", "2", "2.5"], ["b", "word", "y", ""]]
    assert cells(found.added) == [["e", "5", "", "v"]]
    assert cells(found.removed) == [["d", "4", "", "w"]]
    assert cells(found.renames) == [["c", "cc"]]
    assert dict(found.pairs) == {"cc": "c"}


def test_the_same_rows_in_another_order_are_no_difference() -> None:
    rows = OLD.split("), ")
    turned = ", ".join(f"{row.removesuffix(')')})" for row in reversed(rows))
    assert turned != OLD
    assert differing(KEYED, OLD, turned).total == 0


def test_a_later_vintage_is_a_row_added_not_one_renamed() -> None:
    old = "('2025-01', DATE '2025-02-20', 40)"
    found = differing(VINTAGES, old, f"{old}, ('2025-01', DATE '2025-03-20', 40)")
    assert dict(found.counts) == {"added": 1, "changed": 0, "renamed": 0, "removed": 0}


def test_empty_parts_of_a_key_are_the_same_key() -> None:
    old = "(NULL, DATE '2025-02-20', 1)"
    found = differing(VINTAGES, old, "(NULL, DATE '2025-02-20', 2)")
    assert dict(found.counts) == {"added": 0, "changed": 1, "renamed": 0, "removed": 0}


def test_numbers_stay_exact_where_the_list_is_cut() -> None:
    many = ", ".join(f"('k{n:04}', {n}, NULL, NULL)" for n in range(500))
    found = differing(KEYED, "('k0000', 9, NULL, NULL)", many, most=5)
    assert dict(found.counts) == {"added": 499, "changed": 1, "renamed": 0, "removed": 0}
    assert (len(found.added), len(found.cells)) == (5, 1)


def test_twins_under_other_ids_are_paired_once_each() -> None:
    found = differing(KEYED, "('a', 1, NULL, 'x'), ('b', 1, NULL, 'x')", "('c', 1, NULL, 'x')")
    assert dict(found.counts) == {"added": 0, "changed": 0, "renamed": 1, "removed": 1}


def test_the_file_holds_every_row_and_runs_nothing(tmp_path: Path) -> None:
    new = NEW + ", ('=1+1', 7, NULL, '@cmd')"
    with closing(duckdb.connect()) as con:
        path = write_difference(con, KEYED, relation(KEYED, OLD), relation(KEYED, new), tmp_path / "d.csv")
    with path.open(newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["change", "item_id", "size", "seen", "word"],
        ["added", "'=1+1", "7", "", "'@cmd"],
        ["changed (before)", "b", "2", "", "y"],
        ["changed (after)", "b", "2.5", "", ""],
        ["renamed (before)", "c", "3", "", "z"],
        ["renamed (after)", "cc", "3", "", "z"],
        ["removed", "d", "4", "", "w"],
        ["added", "e", "5", "", "v"],
    ]


ids = st.sampled_from([f"i{n}" for n in range(8)])
contents = st.tuples(st.integers(0, 3), st.sampled_from([None, "x", "y"]))
tables = st.dictionaries(ids, contents, min_size=1, max_size=8)


def as_values(rows: Mapping[str, tuple[int, str | None]]) -> str:
    return ", ".join(
        f"('{key}', {size}, NULL, {'NULL' if word is None else repr(word)})"
        for key, (size, word) in rows.items()
    )


@settings(max_examples=40)
@given(tables, tables)
def test_counts_agree_with_plain_python(
    old: dict[str, tuple[int, str | None]], new: dict[str, tuple[int, str | None]]
) -> None:
    found = differing(KEYED, as_values(old), as_values(new))
    gone, come = sorted(old.keys() - new.keys()), sorted(new.keys() - old.keys())
    renamed = 0
    left = [old[key] for key in gone]
    for key in come:
        if new[key] in left:
            left.remove(new[key])
            renamed += 1
    assert dict(found.counts) == {
        "added": len(come) - renamed,
        "changed": sum(old[key] != new[key] for key in old.keys() & new.keys()),
        "renamed": renamed,
        "removed": len(gone) - renamed,
    }


@pytest.mark.parametrize("most", [0, 1])
def test_a_difference_with_itself_is_none(most: int) -> None:
    found = differing(KEYED, OLD, OLD, most)
    assert (found.total, len(found.cells), len(found.added)) == (0, 0, 0)
