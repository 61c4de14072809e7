"""Publishing: what is taken up, what is left alone, who wins, and what nobody ever sees."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable

from chokepoint.errors import ConflictError, TableError, WorkspaceError
from chokepoint.workspace import Workspace, delta, open_workspace
from tests.workspace.small import CONTRACT, counter, published, rows, values


def operations(workspace: Workspace, table: str) -> list[str]:
    """What was done to a Delta table, oldest first."""
    history = DeltaTable(workspace.root / "tables" / table).history()
    return [version["operation"] for version in reversed(history)]


def on_disk(folder: Path, **new: int) -> Path:
    """Rows of a counter table as a Parquet file."""
    pq.write_table(counter(**new), folder / "rows.parquet")
    return folder / "rows.parquet"


def test_a_commit_makes_the_next_snapshot(workspace: Workspace, tmp_path: Path) -> None:
    first, path = workspace.head(), tmp_path / "c.csv"
    path.write_bytes(b"item,value\nc,3\n")
    new = workspace.commit({"counter1": counter(c=3)}, first, "Ada", "a third", files=[path])
    sha = hashlib.sha256(path.read_bytes()).hexdigest()
    assert workspace.head() == new
    assert (new.seq, new.parent, new.line, new.action) == (2, first.id, "main", "publish")
    assert (new.author, new.note, new.uploads) == ("Ada", "a third", (sha,))
    assert dt.timedelta(0) <= dt.datetime.now(dt.UTC) - new.at < dt.timedelta(minutes=1)
    assert new.tables["counter1"].rows == 1
    assert new.content("counter1") == hashlib.sha256(b"item,value\nc,3\n").hexdigest()
    assert new.content("metals") == first.content("metals")


def test_another_process_reads_the_same_rows_from_the_log(workspace: Workspace) -> None:
    published(workspace, c=3)
    workspace.commit({"counter1": counter(d=4)}, workspace.head(), "Ada", "try", line="draft:try")
    again = open_workspace(workspace.root, workspace.shipped, CONTRACT)
    assert again.history() == workspace.history()
    assert [row.seq for row in again.history()] == [3, 2, 1]
    assert [row.seq for row in again.history("main")] == [2, 1]


def test_old_snapshots_keep_their_rows(workspace: Workspace) -> None:
    first, second, third = workspace.head(), published(workspace, c=3), published(workspace, d=4, e=5)
    assert values(workspace, first) == {"a": 1, "b": 2}
    assert values(workspace, second) == {"c": 3}
    assert values(workspace, third) == {"d": 4, "e": 5}


def test_rows_may_come_as_table_as_stream_or_from_a_function(workspace: Workspace) -> None:
    table = counter(z=26, y=25)
    for source in (table, table.to_reader(), lambda: table, lambda: table.to_reader()):
        new = workspace.commit({"counter1": source}, workspace.head(), "Ada", "")
        assert values(workspace, new) == {"z": 26, "y": 25}
        published(workspace, other=1)


def test_all_types_come_back_as_they_went_in(workspace: Workspace) -> None:
    incoming = pa.table(
        {
            "note": pa.array([None, "", 'été; "x"\ny'], pa.string()),
            "metal": ["A", "B", "C"],
            "priced_on": pa.array([dt.date(1999, 12, 31), None, None]),
            "price": pa.array([0.1, float("nan"), None]),
            "magnetic": pa.array([True, False, None]),
            "atomic_number": pa.array([2**62, None, -1], pa.int64()),
        }
    )
    new = workspace.commit({"metals": incoming}, workspace.head(), "Ada", "")
    assert rows(workspace, new, "metals") == [
        ("A", 2**62, True, 0.1, dt.date(1999, 12, 31), None),
        ("B", None, False, None, None, None),
        ("C", -1, None, None, None, 'été; "x"\ny'),
    ]


def test_a_table_may_lose_and_gain_all_its_rows(workspace: Workspace) -> None:
    empty = published(workspace)
    assert (values(workspace, empty), workspace.files(empty, "counter1")) == ({}, [])
    assert values(workspace, published(workspace, a=5)) == {"a": 5}
    feed = pa.table({"event": ["e1"], "seen": [dt.date(2026, 1, 1)], "tone": [1.5], "count": [3]})
    new = workspace.commit({"feed": feed}, workspace.head(), "Ada", "")
    assert rows(workspace, new, "feed") == [("e1", dt.date(2026, 1, 1), 1.5, 3)]


@pytest.mark.parametrize(
    ("incoming", "reason"),
    [
        (pa.table({"item": ["a"]}), "column value is missing"),
        (pa.table({"item": ["a"], "value": [1], "colour": ["red"]}), "column colour is not in the contract"),
        (pa.table({"item": ["a"], "value": [1.5]}), "column value holds double, which would be rounded"),
        (pa.table({"item": ["a"], "value": ["many"]}), "Could not convert string 'many'"),
        (pa.Table.from_arrays([pa.array(["a"])] * 2, ["item", "item"]), "the same name"),
    ],
)
def test_rows_that_do_not_fit_are_refused(workspace: Workspace, incoming: pa.Table, reason: str) -> None:
    with pytest.raises(TableError, match="counter1") as error:
        workspace.commit({"counter1": incoming}, workspace.head(), "Ada", "")
    assert reason in error.value.reason
    assert len(workspace.history()) == 1


def test_no_name_but_those_of_the_contract_becomes_a_path(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceError, match=r"'\.\./out' is no table"):
        workspace.commit({"../out": counter(a=1)}, workspace.head(), "Ada", "")
    with pytest.raises(TableError, match="does not hold it"):
        workspace.files(workspace.head(), "../log")


def test_the_same_contents_are_no_new_version(workspace: Workspace) -> None:
    head = published(workspace, c=3, d=4)
    assert published(workspace, d=4, c=3) == head
    assert len(workspace.history()) == 2
    assert DeltaTable(workspace.root / "tables" / "counter1").version() == 1


def test_contents_that_return_are_not_written_again(workspace: Workspace) -> None:
    first = workspace.head()
    published(workspace, c=3)
    back = published(workspace, a=1, b=2)
    assert (back.seq, back.id, back.tables) == (3, first.id, first.tables)
    assert workspace.snapshot(first.id) == back
    assert values(workspace, published(workspace, d=4)) == {"d": 4}
    assert operations(workspace, "counter1") == ["CREATE TABLE", "WRITE", "RESTORE", "WRITE"]


def test_other_tables_are_rebased(workspace: Workspace) -> None:
    first = workspace.head()
    theirs = published(workspace, "counter2", x=9)
    mine = workspace.commit({"counter1": counter(c=3)}, first, "Bob", "")
    assert mine.parent == theirs.id
    assert (values(workspace, mine), values(workspace, mine, "counter2")) == ({"c": 3}, {"x": 9})


def test_the_same_table_is_a_conflict_and_nothing_is_lost(workspace: Workspace) -> None:
    first = workspace.head()
    theirs = published(workspace, c=3)
    both = {"counter1": counter(d=4), "counter2": counter(d=4)}
    with pytest.raises(ConflictError, match="counter1") as conflict:
        workspace.commit(both, first, "Bob", "")
    assert (conflict.value.tables, conflict.value.parent, conflict.value.head) == (
        ("counter1",),
        first.id,
        theirs.id,
    )
    assert workspace.head() == theirs
    assert values(workspace, theirs) == {"c": 3}
    assert values(workspace, workspace.commit(both, theirs, "Bob", "again")) == {"d": 4}


def test_the_same_change_twice_is_no_conflict(workspace: Workspace) -> None:
    first = workspace.head()
    theirs = published(workspace, c=3)
    assert workspace.commit({"counter1": counter(c=3)}, first, "Bob", "") == theirs


def test_an_unchanged_table_does_not_undo_a_change(workspace: Workspace) -> None:
    first = workspace.head()
    published(workspace, c=3)
    mine = {"counter1": counter(a=1, b=2), "counter2": counter(z=1)}
    assert values(workspace, workspace.commit(mine, first, "Bob", "")) == {"c": 3}


def test_a_parent_of_another_workspace_is_refused(workspace: Workspace) -> None:
    stranger = published(workspace, c=3)
    other = open_workspace(workspace.root.with_name("other"), workspace.shipped, CONTRACT)
    with pytest.raises(WorkspaceError, match="is not of this workspace"):
        other.commit({"counter1": counter(d=4)}, stranger, "Ada", "")


def test_every_change_takes_an_author(workspace: Workspace) -> None:
    first = workspace.head()
    for change in (
        lambda: workspace.commit({"counter1": counter(c=3)}, first, "", ""),
        lambda: workspace.restore(first.id, " ", ""),
        lambda: workspace.publish_draft("draft:x", "", ""),
        lambda: workspace.drop_draft("draft:x", "", ""),
    ):
        with pytest.raises(WorkspaceError, match="nobody is named"):
            change()
    assert workspace.history() == [first]


def test_restore_brings_old_contents_back_as_a_new_row(workspace: Workspace) -> None:
    first, second = workspace.head(), published(workspace, c=3)
    back = workspace.restore(first.id[:6], "Eve", "c was wrong")
    assert (back.seq, back.id, back.parent) == (3, first.id, second.id)
    assert (back.action, back.author, back.note) == ("restore", "Eve", "c was wrong")
    assert values(workspace, workspace.head()) == {"a": 1, "b": 2}
    assert values(workspace, second) == {"c": 3}
    assert workspace.restore(first.id, "Eve", "once more") == back
    with pytest.raises(WorkspaceError, match="'beef' is not known"):
        workspace.restore("beef", "Eve", "")


def test_a_commit_after_a_restore_builds_on_what_was_restored(workspace: Workspace) -> None:
    first = workspace.head()
    published(workspace, c=3)
    back = workspace.restore(first.id, "Eve", "")
    new = workspace.commit({"counter2": counter(z=1)}, back, "Eve", "")
    assert values(workspace, new) == {"a": 1, "b": 2}


def test_uploads_are_kept_by_their_hash(workspace: Workspace, tmp_path: Path) -> None:
    path, sha = tmp_path / "any.csv", hashlib.sha256(b"any bytes").hexdigest()
    path.write_bytes(b"any bytes")
    for author in ("Ada", "Bob"):
        assert workspace.commit({}, workspace.head(), author, "", files=[path]) == workspace.head()
    assert workspace.bytes_of(sha) == b"any bytes"
    assert [path.name for path in (workspace.root / "uploads").iterdir()] == [sha]
    (workspace.root / "uploads" / sha).write_bytes(b"other bytes")
    with pytest.raises(WorkspaceError, match="damaged"):
        workspace.bytes_of(sha)
    workspace.commit({}, workspace.head(), "Ada", "", files=[path])
    assert workspace.bytes_of(sha) == b"any bytes"
    for unknown, why in (("0" * 64, "not kept here"), ("../../secret", "is not a SHA-256")):
        with pytest.raises(WorkspaceError, match=why):
            workspace.bytes_of(unknown)


def test_nothing_of_an_orphan_or_a_draft_leaks(workspace: Workspace, tmp_path: Path) -> None:
    first = workspace.head()
    delta.write(workspace.root / "tables" / "counter1", on_disk(tmp_path, stray=13), 0)
    workspace.commit({"counter1": counter(draft=7)}, first, "Bob", "", line="draft:bold")
    assert workspace.head() == first
    new = published(workspace, c=3)
    assert values(workspace, new) == {"c": 3}
    assert values(workspace, first) == {"a": 1, "b": 2}
    first_version, orphan, draft, commit = (
        ["CREATE TABLE"],
        ["WRITE"],
        ["RESTORE", "WRITE"],
        ["RESTORE", "WRITE"],
    )
    assert operations(workspace, "counter1") == first_version + orphan + draft + commit


def test_a_table_of_an_orphan_first_version(workspace: Workspace, tmp_path: Path) -> None:
    path = workspace.root / "tables" / "counter1"
    fresh = workspace.root.with_name("fresh")
    delta.write(fresh / "tables" / "counter1", on_disk(tmp_path, stray=13), None)
    begun = open_workspace(fresh, workspace.shipped, CONTRACT)
    assert path.is_dir()
    assert begun.head().id == workspace.head().id
    assert values(begun, begun.head()) == {"a": 1, "b": 2}
