"""Drafts: beside the main line, published onto it, or given up."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from chokepoint.errors import ConflictError, WorkspaceError
from chokepoint.workspace import Snapshot, Workspace
from tests.workspace.small import counter, published, values


def drafted(workspace: Workspace, parent: Snapshot, table: str = "counter1", **new: int) -> Snapshot:
    return workspace.commit({table: counter(**new)}, parent, "Bob", "trying", line="draft:bold")


def test_a_draft_never_moves_main(workspace: Workspace) -> None:
    first = workspace.head()
    one = drafted(workspace, first, d=4)
    two = drafted(workspace, one, "counter2", e=5)
    assert workspace.head() == first
    assert workspace.head("draft:bold") == two
    assert (one.parent, two.parent, two.action) == (first.id, one.id, "draft")
    assert (values(workspace, two), values(workspace, two, "counter2")) == ({"d": 4}, {"e": 5})
    assert workspace.drafts() == [two]
    assert workspace.history("draft:bold") == [two, one]


def test_a_draft_is_published_onto_what_main_has_become(workspace: Workspace, tmp_path: Path) -> None:
    first = workspace.head()
    (tmp_path / "d.csv").write_bytes(b"d")
    rows = {"counter1": counter(d=4)}
    draft = workspace.commit(rows, first, "Bob", "", "draft:bold", files=[tmp_path / "d.csv"])
    theirs = published(workspace, "counter2", x=9)
    new = workspace.publish_draft("draft:bold", "Ada", "looks right")
    assert (new.parent, new.line, new.action, new.author) == (theirs.id, "main", "publish", "Ada")
    assert (values(workspace, new), values(workspace, new, "counter2")) == ({"d": 4}, {"x": 9})
    assert new.uploads == (hashlib.sha256(b"d").hexdigest(),)
    assert workspace.head() == new
    assert workspace.drafts() == []
    assert values(workspace, workspace.snapshot(draft.id)) == {"d": 4}
    closing = workspace.history()[0]
    assert (closing.action, closing.note) == ("close", f"published as {new.id}")


def test_a_draft_that_conflicts_stays_open(workspace: Workspace) -> None:
    draft = drafted(workspace, workspace.head(), d=4)
    theirs = published(workspace, c=3)
    with pytest.raises(ConflictError, match="counter1"):
        workspace.publish_draft("draft:bold", "Ada", "")
    assert (workspace.head(), workspace.drafts()) == (theirs, [draft])


def test_a_publisher_that_died_before_closing_can_be_finished(workspace: Workspace) -> None:
    first = workspace.head()
    drafted(workspace, first, d=4)
    new = workspace.commit({"counter1": counter(d=4)}, first, "Ada", "")
    assert workspace.publish_draft("draft:bold", "Ada", "") == new
    assert workspace.drafts() == []


def test_a_dropped_draft_is_gone_but_readable(workspace: Workspace) -> None:
    first = workspace.head()
    draft = drafted(workspace, first, d=4)
    closing = workspace.drop_draft("draft:bold", "Bob", "no use")
    assert workspace.drop_draft("draft:bold", "Eve", "again") == closing
    assert workspace.drafts() == []
    assert values(workspace, workspace.snapshot(draft.id)) == {"d": 4}
    with pytest.raises(WorkspaceError, match="no open line 'draft:bold'"):
        workspace.head("draft:bold")
    with pytest.raises(WorkspaceError, match="no open line"):
        workspace.publish_draft("draft:bold", "Bob", "")
    anew = drafted(workspace, first, e=5)
    assert (anew.parent, workspace.drafts()) == (first.id, [anew])


def test_main_is_no_draft(workspace: Workspace) -> None:
    for change in (workspace.drop_draft, workspace.publish_draft):
        with pytest.raises(WorkspaceError, match="'main' is no draft"):
            change("main", "Bob", "")
    with pytest.raises(WorkspaceError, match="no open line 'draft:none'"):
        workspace.drop_draft("draft:none", "Bob", "")


def test_a_draft_without_changes_is_none(workspace: Workspace) -> None:
    first = workspace.head()
    assert drafted(workspace, first, a=1, b=2) == first
    assert workspace.drafts() == []
