"""The connection, relations over files, and frames with the types of the contract."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from chokepoint.engine import connect, frame, relation
from chokepoint.errors import TableError
from chokepoint.workspace import Workspace, open_workspace
from tests.workspace.small import CONTRACT, FEED_TABLE, METAL_TABLE, make_table, published, ship


def test_the_limits_are_those_given(tmp_path: Path) -> None:
    con = connect(memory_limit="300MB", threads=1, temp_directory=tmp_path / "spill")
    names = ("memory_limit", "threads", "temp_directory", "autoinstall_known_extensions")
    found = [con.execute(f"SELECT current_setting('{name}')").fetchone() for name in names]
    assert found == [("286.1 MiB",), (1,), (str(tmp_path / "spill"),), (False,)]


def test_a_relation_without_files_has_the_types_of_the_contract() -> None:
    described = duckdb.connect().execute(f"DESCRIBE FROM {relation([], METAL_TABLE)}").fetchall()
    assert [(name, kind) for name, kind, *_ in described] == [
        ("metal", "VARCHAR"),
        ("atomic_number", "BIGINT"),
        ("magnetic", "BOOLEAN"),
        ("price", "DOUBLE"),
        ("priced_on", "DATE"),
        ("note", "VARCHAR"),
    ]


def test_a_relation_has_the_columns_of_the_contract_in_their_order(tmp_path: Path) -> None:
    con, table = duckdb.connect(), make_table("t", ["a"], a="string", later="date", b="integer")
    for name, select in (
        ("old", "SELECT 1 AS b, 'x' AS a, 9 AS dropped"),
        ("new", "SELECT 'y' AS a, 2 AS b"),
    ):
        con.execute(f"COPY ({select}) TO '{tmp_path / name}.parquet'")
    files = [str(tmp_path / "old.parquet"), str(tmp_path / "new.parquet")]
    found = con.execute(f"FROM {relation(files, table)} ORDER BY a")
    assert [column[0] for column in found.description] == ["a", "later", "b"]
    assert found.fetchall() == [("x", None, 1), ("y", None, 2)]


def test_a_file_name_is_no_pattern(tmp_path: Path) -> None:
    con, table = duckdb.connect(), make_table("t", ["a"], a="string")
    for name in ("a*.parquet", "a?.parquet", "a[b].parquet", "ab.parquet"):
        path = str(tmp_path / name)
        con.execute(f"COPY (SELECT '{name}' AS a) TO '{path}'")
    for name in ("a*.parquet", "a?.parquet", "a[b].parquet", "ab.parquet"):
        found = con.execute(f"FROM {relation([str(tmp_path / name)], table)}").fetchall()
        assert found == [(name,)]


def test_a_frame_has_the_types_of_the_contract(workspace: Workspace) -> None:
    found = frame(workspace, workspace.head(), "metals")
    expected = pd.DataFrame(
        {
            "metal": pd.array(["Dy", "La", "Nd"], dtype="str"),
            "atomic_number": pd.array([66, 57, 60], dtype="Int64"),
            "magnetic": pd.array([True, False, None], dtype="boolean"),
            "price": [310.5, np.nan, 78.0],
            "priced_on": pd.to_datetime(["2025-04-04", None, "2026-01-31"]).astype("datetime64[us]"),
            "note": pd.array(["heavy, scarce", np.nan, 'said "light"'], dtype="str"),
        }
    )
    pd.testing.assert_frame_equal(found, expected)


def test_an_empty_frame_has_the_same_types(workspace: Workspace) -> None:
    found = frame(workspace, workspace.head(), "feed")
    assert len(found) == 0
    assert {name: str(kind) for name, kind in found.dtypes.items()} == {
        "event": "str",
        "seen": "datetime64[us]",
        "tone": "float64",
        "count": "Int64",
    }


def test_the_order_of_a_frame_is_that_of_its_key(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "workspace", ship(tmp_path / "shipped"), CONTRACT)
    mixed = published(workspace, b=1, Z=2, ä=3, a=4, Aa=5)
    assert list(frame(workspace, mixed, "counter1")["item"]) == ["Aa", "Z", "a", "b", "ä"]


def test_a_column_that_the_contract_gained_is_missing_in_old_rows(workspace: Workspace) -> None:
    fields = (*FEED_TABLE.fields, *make_table("x", ["x"], x="date").fields)
    metals = replace(METAL_TABLE, fields=(*METAL_TABLE.fields, *fields[-1:]))
    newer = replace(CONTRACT, tables={**CONTRACT.tables, "metals": metals})
    found = frame(open_workspace(workspace.root, workspace.shipped, newer), workspace.head(), "metals")
    assert found["x"].isna().all()
    assert len(found) == 3


@pytest.mark.parametrize("where", [4, -8])
def test_bytes_that_changed_in_place_are_told(tmp_path: Path, where: int) -> None:
    workspace = open_workspace(tmp_path / "workspace", ship(tmp_path / "shipped"), CONTRACT)
    (file,) = (Path(name) for name in workspace.files(workspace.head(), "metals"))
    good = bytearray(file.read_bytes())
    good[where : where + 4] = b"\xff\xff\xff\x7f"
    file.write_bytes(good)
    with pytest.raises(TableError, match="table metals: its files cannot be read"):
        frame(workspace, workspace.head(), "metals")


def test_many_threads_read_at_once(workspace: Workspace) -> None:
    head, tables = workspace.head(), [*CONTRACT.tables] * 6
    expected = {name: frame(workspace, head, name) for name in CONTRACT.tables}
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda name: frame(workspace, head, name), tables))
    for name, got in zip(tables, found, strict=True):
        pd.testing.assert_frame_equal(got, expected[name])
