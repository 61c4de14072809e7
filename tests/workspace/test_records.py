"""Small things remembered beside the tables, and names of uploaded files."""

from __future__ import annotations

from pathlib import Path

import pytest

from chokepoint.errors import WorkspaceError
from chokepoint.workspace import Workspace, open_workspace
from tests.workspace.small import CONTRACT, counter


def test_a_record_is_read_back_by_another_program(workspace: Workspace) -> None:
    assert workspace.recall("mappings", "a/../b") is None
    made = workspace.remember("mappings", "a/../b", {"table": "métals", "n": 1}, "Ada")
    again = open_workspace(workspace.root, workspace.shipped, CONTRACT)
    assert again.recall("mappings", "a/../b") == made
    assert (made.author, made.value) == ("Ada", {"table": "métals", "n": 1})
    assert again.recall_all("mappings") == [made]
    assert again.recall_all("others") == []


def test_the_last_record_of_a_key_counts_and_the_newest_stands_first(workspace: Workspace) -> None:
    workspace.remember("mappings", "a", {"n": 1}, "Ada")
    workspace.remember("mappings", "b", {"n": 2}, "Bob")
    workspace.remember("mappings", "a", {"n": 3}, "Eve")
    assert [(one.key, one.author, one.value["n"]) for one in workspace.recall_all("mappings")] == [
        ("a", "Eve", 3),
        ("b", "Bob", 2),
    ]


def test_no_key_and_no_kind_becomes_a_path(workspace: Workspace) -> None:
    before = set(workspace.root.parent.rglob("*"))
    workspace.remember("mappings", "../../../tmp/evil", {}, "Ada")
    new = {
        path.relative_to(workspace.root).parts[:2] for path in set(workspace.root.parent.rglob("*")) - before
    }
    assert {parts[0] for parts in new} == {"records"}
    with pytest.raises(WorkspaceError, match="is no kind of record"):
        workspace.remember("../evil", "a", {}, "Ada")


def test_nobody_remembers_nothing(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="nobody is named"):
        workspace.remember("mappings", "a", {}, " ")
    assert workspace.recall_all("mappings") == []


def test_a_damaged_record_says_where_it_is(workspace: Workspace) -> None:
    workspace.remember("mappings", "a", {}, "Ada")
    (path,) = (workspace.root / "records" / "mappings").iterdir()
    path.write_text("{")
    with pytest.raises(WorkspaceError, match=r"the record is damaged .*; remove the file"):
        workspace.recall("mappings", "a")


def test_a_file_is_kept_with_its_bytes_and_its_names(workspace: Workspace, tmp_path: Path) -> None:
    data = bytes(range(256)) * 9000
    (tmp_path / "one, two.csv").write_bytes(data)
    (tmp_path / "=three.csv").write_bytes(data)
    for number, name in enumerate(("one, two.csv", "=three.csv")):
        rows = {"counter1": counter(c=number)}
        made = workspace.commit(rows, workspace.head(), "Ada", "", files=[tmp_path / name])
        (sha,) = made.uploads
        assert workspace.bytes_of(sha) == data
    assert workspace.names_of(sha) == ["=three.csv", "one, two.csv"]
    assert [path.name for path in (workspace.root / "uploads").iterdir()] == [sha]
    assert workspace.names_of("0" * 64) == []


def test_a_record_written_again_is_read_again_and_an_unchanged_one_is_not(workspace: Workspace) -> None:
    workspace.remember("notes", "a", {"text": "one"}, "Ada")
    first = workspace.recall("notes", "a")
    assert workspace.recall("notes", "a") is first
    for text in ("two", "six"):  # as long, within the same tick of the clock
        workspace.remember("notes", "a", {"text": text}, "Ada")
        (found,) = workspace.recall_all("notes")
        assert found.value == {"text": text}
