"""The lazy mapping from table names to frames."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest.mock import patch

import pytest

from chokepoint.engine import Tables, tables
from chokepoint.errors import TableError
from chokepoint.workspace import Workspace, open_workspace
from tests.workspace.small import CONTRACT, published, ship


def test_a_table_is_read_when_asked_for_and_only_once(workspace: Workspace) -> None:
    with patch.object(tables, "frame", wraps=tables.frame) as frame:
        found = Tables(workspace, workspace.head())
        assert set(found) == set(CONTRACT.tables)
        assert len(found) == len(CONTRACT.tables)
        assert "metals" in found
        assert "gold" not in found
        assert frame.call_count == 0
        with ThreadPoolExecutor(8) as threads:
            same = list(threads.map(lambda _: found["metals"], range(16)))
        assert all(one is same[0] for one in same)
        assert frame.call_count == 1


def test_a_missing_table_is_a_table_error_and_the_others_live(tmp_path: Path) -> None:
    shipped = ship(tmp_path / "shipped")
    (shipped / "metals.csv").unlink()
    workspace = open_workspace(tmp_path / "workspace", shipped, CONTRACT)
    found = Tables(workspace, workspace.head())
    assert "metals" not in found
    assert "metals" not in list(found)
    with pytest.raises(TableError, match=r"table metals: metals\.csv is missing"):
        found["metals"]
    with pytest.raises(TableError, match="table gold"):
        found["gold"]
    assert len(found["counter1"]) == 2


def test_a_table_that_was_mended_is_read_again(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "workspace", ship(tmp_path / "shipped"), CONTRACT)
    found = Tables(workspace, workspace.head())
    file = Path(workspace.files(workspace.head(), "counter1")[0])
    whole = file.read_bytes()
    file.write_bytes(whole[:-9])
    with pytest.raises(TableError):
        found["counter1"]
    file.write_bytes(whole)
    assert len(found["counter1"]) == 2


def test_each_snapshot_has_its_own_frames(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "workspace", ship(tmp_path / "shipped"), CONTRACT)
    first = Tables(workspace, workspace.head())
    second = Tables(workspace, published(workspace, c=3))
    assert (list(first["counter1"]["item"]), list(second["counter1"]["item"])) == (["a", "b"], ["c"])
