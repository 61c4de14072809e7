"""Whatever is done in whatever order: "main" stays a chain, and each snapshot keeps its rows."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from chokepoint.errors import ConflictError, WorkspaceError
from chokepoint.workspace import Snapshot, Workspace, open_workspace
from tests.workspace.small import CONTRACT, counter, values

TABLES = ("counter1", "counter2")
Contents = dict[str, dict[str, int]]

tables = st.sampled_from(TABLES)
numbers = st.integers(1, 3)
back = st.integers(0, 3)
steps = st.one_of(
    st.tuples(st.just("commit"), tables, numbers, back),
    st.tuples(st.just("draft"), tables, numbers, back),
    st.tuples(st.just("restore"), tables, numbers, back),
    st.tuples(st.just("publish draft"), tables, numbers, back),
)


def contents(workspace: Workspace, snapshot: Snapshot) -> Contents:
    return {table: values(workspace, snapshot, table) for table in TABLES}


def take(workspace: Workspace, step: tuple[str, str, int, int]) -> None:
    """One step; being refused is fine, as long as it leaves everything as it was."""
    action, table, number, age = step
    rows = workspace.history()
    old = rows[min(age, len(rows) - 1)]
    try:
        if action == "restore":
            workspace.restore(old.id, "Ada", "")
        elif action == "publish draft":
            workspace.publish_draft("draft:x", "Ada", "")
        else:
            line = "main" if action == "commit" else "draft:x"
            new = workspace.commit({table: counter(n=number)}, old, "Ada", "", line)
            assert values(workspace, new, table) == {"n": number} or old.content(table) == new.content(table)
    except WorkspaceError as error:
        refused = isinstance(error, ConflictError) or "no open line" in str(error)
        assert (refused, workspace.history()) == (True, rows)


@settings(max_examples=10, deadline=None)
@given(st.lists(steps, min_size=2, max_size=6))
def test_main_is_a_chain_and_rows_never_change(begun: Path, todo: list[tuple[str, str, int, int]]) -> None:
    with TemporaryDirectory() as folder:
        shutil.copytree(begun, folder, dirs_exist_ok=True)
        workspace = open_workspace(Path(folder) / "workspace", Path(folder) / "shipped", CONTRACT)
        seen: dict[int, Contents] = {1: contents(workspace, workspace.head())}
        for step in todo:
            take(workspace, step)
            seen |= {row.seq: contents(workspace, row) for row in workspace.history() if row.seq not in seen}
        fresh = open_workspace(workspace.root, workspace.shipped, CONTRACT)
        main = fresh.history("main")
        assert [row.parent for row in main] == [*(row.id for row in main[1:]), None]
        assert {row.seq: contents(fresh, row) for row in fresh.history()} == seen
        by_id = {row.id: seen[row.seq] for row in fresh.history()}
        assert all(by_id[row.id] == seen[row.seq] for row in fresh.history())
        assert len({str(kept) for kept in by_id.values()}) == len(by_id)
