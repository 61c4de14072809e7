"""Publishers killed at any moment, and twenty at once: no snapshot is half, none is lost, the log is complete."""

from __future__ import annotations

import random
import signal
import time

import pytest

from chokepoint.workspace import Workspace, open_workspace
from tests.workspace.small import COUNTERS, WIDE, published, values
from tests.workspace.test_processes import looking, main_chain
from tests.workspace.workers import Workers

KILLS = 50
MANY = 20_000


@pytest.fixture
def wide(workspace: Workspace) -> Workspace:
    """The workspace as the workers open it."""
    return open_workspace(workspace.root, workspace.shipped, WIDE)


def test_publishers_killed_at_random_moments_leave_the_last_snapshot_whole(
    wide: Workspace, workers: Workers
) -> None:
    draw = random.Random(20261122)
    (process,) = looking(wide, workers, 1)
    start = time.monotonic()
    process.send("commit", tables={"counter1": {}}, many=MANY, author="alive")
    assert "id" in process.answer()
    longest = 1.1 * (time.monotonic() - start)
    landed = 0
    for number in range(KILLS):
        before = main_chain(wide)
        expected = values(wide, before[-1])
        (process,) = looking(wide, workers, 1)
        # Not the rows of before: those would be no new version.
        process.send(
            "commit", tables={"counter1": {"k": number}}, many=MANY + number + 1, author=f"killed {number}"
        )
        time.sleep(draw.uniform(0, longest))
        process.kill()
        assert process.ended() == -signal.SIGKILL
        after = main_chain(wide)
        assert after[: len(before)] == before
        new = after[len(before) :]
        assert [row.author for row in new] in ([], [f"killed {number}"])
        landed += len(new)
        if not new:
            assert values(wide, wide.head()) == expected
        else:
            assert len(values(wide, wide.head())) == wide.head().tables["counter1"].rows == MANY + number + 1
        assert values(wide, published(wide, after=number)) == {"after": number}
    # The moments reach over the whole of a publication: not all of them before it, not all after it.
    assert landed < KILLS


def test_twenty_publishers_at_once_all_land_or_are_told(wide: Workspace, workers: Workers) -> None:
    processes = dict(enumerate(looking(wide, workers, 20)))
    table = {number: COUNTERS[number % len(COUNTERS)] for number in processes}
    waiting = dict(processes)
    rounds = 0
    while waiting:
        rounds += 1
        for number, process in waiting.items():
            process.send("commit", tables={table[number]: {"w": number}}, author=f"worker {number}")
        answers = {number: process.answer() for number, process in waiting.items()}
        refused = {number for number, answer in answers.items() if "error" in answer}
        for number in refused:
            assert answers[number]["error"] == "ConflictError"
            assert f"{table[number]}: changed by snapshot" in answers[number]["message"]
        tables_waiting = {table[number] for number in waiting}
        assert {table[number] for number in waiting if number not in refused} == tables_waiting
        waiting = {number: waiting[number] for number in refused}
        for process in waiting.values():
            process.send("open", root=wide.root, shipped=wide.shipped)
        assert all("id" in process.answer() for process in waiting.values())
    assert rounds == 3  # of twenty on eight tables, at most three want the same one
    rows = main_chain(wide)
    assert sorted(row.author for row in rows[1:]) == sorted(f"worker {number}" for number in processes)
    for name in COUNTERS:
        (last,) = [
            row for row in rows if row.content(name) == wide.head().content(name) and "worker" in row.author
        ][:1]
        assert values(wide, wide.head(), name) == {"w": int(last.author.split()[1])}
