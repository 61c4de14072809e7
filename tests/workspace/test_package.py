"""The data as a folder of files: out of a snapshot, and what an upgrade ships anew."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from chokepoint.contract import read_contract
from chokepoint.errors import TableError
from chokepoint.workspace import Workspace, open_workspace
from tests.workspace.small import CONTRACT, METALS, counter, published

DATA = Path(__file__).resolve().parents[2] / "data"


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_first_snapshot_is_exported_as_it_was_shipped(workspace: Workspace, tmp_path: Path) -> None:
    workspace.export(workspace.head(), tmp_path / "out" / "é 1")
    assert files(tmp_path / "out" / "é 1") == files(workspace.shipped)


def test_an_old_snapshot_is_exported_with_its_own_rows(workspace: Workspace, tmp_path: Path) -> None:
    first = workspace.head()
    new = published(workspace, z=1, c=3)
    workspace.export(new, tmp_path)
    assert (tmp_path / "counter1.csv").read_text() == "item,value\nc,3\nz,1\n"
    workspace.export(first, tmp_path)
    assert (tmp_path / "counter1.csv").read_text() == "item,value\na,1\nb,2\n"


def test_changed_bytes_do_not_leave_as_if_published(workspace: Workspace, tmp_path: Path) -> None:
    one, other = published(workspace, a=1, b=3), published(workspace, a=1, b=4)
    good, stray = (Path(workspace.files(row, "counter1")[0]) for row in (one, other))
    assert good.stat().st_size == stray.stat().st_size
    shutil.copyfile(stray, good)
    with pytest.raises(TableError, match="counter1: contents have the hash"):
        workspace.export(one, tmp_path)


def test_nothing_newer_is_shipped(workspace: Workspace) -> None:
    assert workspace.newer_shipped(workspace.shipped) == {}
    published(workspace, c=3)
    assert workspace.newer_shipped(workspace.shipped) == {}


def test_newer_shipped_data_are_offered_and_not_taken(workspace: Workspace) -> None:
    first, shipped = workspace.head(), workspace.shipped
    (shipped / "counter1.csv").write_text("item,value\na,1\nb,2\nc,3\n")
    (shipped / "counter2.csv").unlink()
    (shipped / "feed.csv").write_text("not,the,header\n")
    (shipped / "metals.csv").write_bytes(METALS.replace("\n", "\r\n").encode())
    c = "91aaf27f739e341c8dc5f50fbb298ee0e7c6550b6761840e7ff61ab353fb5490"
    assert workspace.newer_shipped(shipped) == {"counter1": (first.content("counter1"), c)}
    assert workspace.head() == first
    workspace.commit({"counter1": counter(a=1, b=2, c=3)}, first, "Ada", "as shipped")
    published(workspace, d=4)
    assert workspace.newer_shipped(shipped) == {}


def test_a_table_missing_at_first_is_offered_when_it_is_shipped(tmp_path: Path, shipped: Path) -> None:
    (shipped / "counter1.csv").rename(tmp_path / "aside")
    workspace = open_workspace(tmp_path / "workspace", shipped, CONTRACT)
    (tmp_path / "aside").rename(shipped / "counter1.csv")
    assert [(name, held) for name, (held, _) in workspace.newer_shipped(shipped).items()] == [
        ("counter1", None)
    ]


def test_the_shipped_data_of_the_project(tmp_path: Path) -> None:
    contract = read_contract(DATA / "datapackage.yaml")
    workspace = open_workspace(tmp_path / "workspace", DATA, contract)
    assert workspace.problems == {}
    assert set(workspace.head().tables) == set(contract.tables)
    workspace.export(workspace.head(), tmp_path / "out")
    assert files(tmp_path / "out") == files(DATA)
    assert workspace.newer_shipped(DATA) == {}
