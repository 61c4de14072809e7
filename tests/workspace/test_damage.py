"""Files that were lost or cut off on disk: told by name, and mended by publishing again."""

from __future__ import annotations

from pathlib import Path
from shutil import rmtree
from unittest.mock import patch

import pytest
from deltalake import DeltaTable

from chokepoint.errors import TableError, WorkspaceError
from chokepoint.workspace import Workspace, delta, open_workspace
from chokepoint.workspace.faults import plain
from chokepoint.workspace.log import Log
from tests.workspace.small import CONTRACT, counter, published, values


def only_file(workspace: Workspace, table: str = "counter1") -> Path:
    (file,) = workspace.files(workspace.head(), table)
    return Path(file)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-20])


@pytest.mark.parametrize(("damage", "reason"), [(cut, "bytes, not"), (Path.unlink, "cannot be opened")])
def test_a_damaged_table_is_named_and_the_others_live(workspace: Workspace, damage, reason: str) -> None:
    damage(only_file(workspace))
    for reader in (workspace, open_workspace(workspace.root, workspace.shipped, CONTRACT)):
        with pytest.raises(TableError, match="table counter1: file part-") as error:
            reader.files(reader.head(), "counter1")
        assert reason in error.value.reason
        assert "publish the table again" in error.value.fix
        assert values(reader, reader.head(), "counter2") == {"a": 1, "b": 2}


def test_a_lost_version_is_named(workspace: Workspace) -> None:
    for file in (workspace.root / "tables" / "counter1" / "_delta_log").iterdir():
        file.unlink()
    with pytest.raises(TableError, match="table counter1: version 0 cannot be read"):
        workspace.files(workspace.head(), "counter1")


def test_a_lost_folder_is_named_without_those_of_the_server(workspace: Workspace) -> None:
    rmtree(workspace.root / "tables" / "counter1")
    with pytest.raises(TableError, match="table counter1: its folder is missing"):
        workspace.files(workspace.head(), "counter1")
    told = plain(
        OSError(f'Local path "{workspace.root}/tables/x.json" does not exist; see s3://a/b/c or 1/2')
    )
    assert told == 'Local path "x.json" does not exist; see s3://a/b/c or 1/2'


@pytest.mark.parametrize("damage", [cut, Path.unlink])
@pytest.mark.parametrize("behind_a_draft", [False, True])
def test_publishing_the_same_contents_mends(workspace: Workspace, damage, behind_a_draft: bool) -> None:
    first, file = workspace.head(), only_file(workspace)
    if behind_a_draft:
        workspace.commit({"counter1": counter(d=4)}, first, "Bob", "", "draft:x")
    damage(file)
    mended = published(workspace, a=1, b=2)
    assert (mended.id, mended.parent) == (first.id, first.id)
    assert values(workspace, mended) == {"a": 1, "b": 2}
    assert values(workspace, workspace.snapshot(first.id)) == {"a": 1, "b": 2}
    assert published(workspace, a=1, b=2) == mended


def test_damage_of_an_old_version_does_not_reach_the_new_one(workspace: Workspace) -> None:
    file = only_file(workspace)
    new = published(workspace, c=3)
    cut(file)
    assert values(workspace, new) == {"c": 3}
    assert values(workspace, published(workspace, a=1, b=2)) == {"a": 1, "b": 2}


def test_a_row_that_landed_is_not_called_lost(workspace: Workspace) -> None:
    """What follows the commit may fail, such as a checkpoint that finds the disk full."""
    append = Log._append

    def failing_afterwards(*arguments: object) -> None:
        append(*arguments)
        raise OSError("No space left on device")

    with patch.object(Log, "_append", failing_afterwards):
        new = published(workspace, c=3)
    assert workspace.history()[0] == new
    assert values(workspace, new) == {"c": 3}


def test_a_checkpoint_cleans_nothing_up(workspace: Workspace) -> None:
    folder = workspace.root / "tables" / "counter1"
    published(workspace, c=3)
    published(workspace, d=4)
    DeltaTable(folder).create_checkpoint()
    assert len(list(folder.glob("*.parquet"))) == len(list((folder / "_delta_log").glob("0*.json"))) == 3
    assert DeltaTable(folder).metadata().configuration == delta.KEEP
    again = open_workspace(workspace.root, workspace.shipped, CONTRACT)
    assert [values(again, row) for row in again.history()] == [{"d": 4}, {"c": 3}, {"a": 1, "b": 2}]


def test_those_who_never_stop_are_told(workspace: Workspace) -> None:
    first = workspace.head()

    def always_second(log: Log, *_: object) -> None:
        raise delta.CommitFailedError("another one came first")

    with patch.object(Log, "_append", always_second), pytest.raises(WorkspaceError, match="kept publishing"):
        published(workspace, c=3)
    assert workspace.history() == [first]
