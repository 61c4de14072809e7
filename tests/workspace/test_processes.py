"""Several processes in one workspace: at once, killed, and on a full disk."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from chokepoint.workspace import Snapshot, Workspace, open_workspace
from tests.workspace.small import COUNTERS, WIDE, published, values
from tests.workspace.workers import Process, Workers


@pytest.fixture
def wide(workspace: Workspace) -> Workspace:
    """The workspace as the workers open it: with eight counters in the contract, two of them shipped."""
    return open_workspace(workspace.root, workspace.shipped, WIDE)


def looking(workspace: Workspace, workers: Workers, count: int) -> list[Process]:
    """Workers that have all read the newest snapshot and will publish on it."""
    head, processes = workspace.head(), workers.take(count)
    for process in processes:
        process.send("open", root=workspace.root, shipped=workspace.shipped)
    assert [process.answer()["id"] for process in processes] == [head.id] * count
    return processes


def main_chain(workspace: Workspace) -> list[Snapshot]:
    """The rows of "main", oldest first, after seeing that each has the one before as its parent."""
    rows = workspace.history("main")[::-1]
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    assert [row.parent for row in rows] == [None, *(row.id for row in rows[:-1])]
    return rows


def test_eight_publishers_of_eight_tables_all_land(wide: Workspace, workers: Workers) -> None:
    processes = looking(wide, workers, 8)
    for number, (process, table) in enumerate(zip(processes, COUNTERS, strict=True)):
        process.send("commit", tables={table: {"w": number}}, author=f"worker {number}")
    answers = [process.answer() for process in processes]
    rows = main_chain(wide)
    assert sorted(answer["seq"] for answer in answers) == list(range(2, 10))
    assert {row.author for row in rows[1:]} == {f"worker {number}" for number in range(8)}
    for number, table in enumerate(COUNTERS):
        assert values(wide, wide.head(), table) == {"w": number}


def test_of_two_publishers_of_one_table_one_lands(wide: Workspace, workers: Workers) -> None:
    for number in range(3):
        before = wide.head()
        processes = looking(wide, workers, 2)
        for who, process in zip("AB", processes, strict=True):
            process.send("commit", tables={"counter1": {who: number}}, author=who)
        answers = [process.answer() for process in processes]
        landed, refused = sorted(answers, key=lambda answer: "error" in answer)
        assert refused["error"] == "ConflictError"
        assert "counter1: changed by snapshot " + landed["id"] in refused["message"]
        assert (landed["parent"], wide.head().id) == (before.id, landed["id"])
        assert values(wide, wide.head()) == {wide.head().author: number}
    assert len(main_chain(wide)) == 4


@pytest.mark.parametrize("point", ["before the table", "in the table", "before the log"])
def test_a_killed_publisher_changes_nothing(wide: Workspace, workers: Workers, point: str) -> None:
    before = wide.head()
    (process,) = looking(wide, workers, 1)
    process.send("commit", tables={"counter1": {}}, many=140_000, author="killed", die_at=point)
    with pytest.raises(EOFError):
        process.answer()
    assert process.ended() == -signal.SIGKILL
    again = open_workspace(wide.root, wide.shipped, WIDE)
    assert again.history() == [before]
    assert values(again, again.head()) == {"a": 1, "b": 2}
    assert values(again, published(again, c=3)) == {"c": 3}


@pytest.mark.parametrize("point", ["staging", "before the table", "before the log"])
def test_a_full_disk_changes_nothing(wide: Workspace, workers: Workers, point: str) -> None:
    before = wide.head()
    (process,) = looking(wide, workers, 1)
    process.send("commit", tables={"counter1": {}}, many=2_000, author="Bob", full_at=point)
    answer = process.answer()
    assert answer["error"] == "WorkspaceError"
    assert (
        "nothing was changed; see that the folder can be written and the disk has room" in answer["message"]
    )
    assert "\x1b" not in answer["message"]
    assert wide.history() == [before]
    process.send("commit", tables={"counter1": {}}, many=2_000, author="Bob")
    assert process.answer()["parent"] == before.id
    assert wide.head().tables["counter1"].rows == 2_000


def test_a_full_disk_at_the_first_start_leaves_no_half_workspace(
    tmp_path: Path, shipped: Path, workers: Workers
) -> None:
    (process,) = workers.take(1)
    process.send("open", root=tmp_path / "full", shipped=shipped, full_at="before the log")
    assert process.answer()["error"] == "WorkspaceError"
    process.send("open", root=tmp_path / "full", shipped=shipped)
    assert process.answer()["seq"] == 1
