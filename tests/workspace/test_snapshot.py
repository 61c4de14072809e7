"""Ids, prefixes and merges, on made-up rows without any storage."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from chokepoint.errors import ConflictError, WorkspaceError
from chokepoint.workspace.snapshot import Act, Snapshot, TableVersion, differing, find, on_line, snapshot_id


def row(seq: int, id_: str, line: str = "main", action: str = "publish", **contents: str) -> Snapshot:
    tables = {name: TableVersion(seq, content, 1) for name, content in contents.items()}
    at = datetime(2026, 11, 21, tzinfo=UTC)
    return Snapshot(seq, id_, None, at, "Ada", "", line, action, 1, tables)


def test_id_is_the_hash_of_the_sorted_lines() -> None:
    # printf 'events aa\nflows bb\n' | sha256sum
    tables = {"flows": TableVersion(7, "bb", 3), "events": TableVersion(0, "aa", 9)}
    assert snapshot_id(tables) == "73076a6935"
    # printf '' | sha256sum
    assert snapshot_id({}) == "e3b0c44298"


def test_a_prefix_finds_the_newest_row_of_its_id() -> None:
    rows = [row(1, "aa11"), row(2, "ab22"), row(3, "aa11")]
    assert find(rows, "aa").seq == 3
    assert find(rows, "ab22").seq == 2


@pytest.mark.parametrize("prefix", ["ff", ""])
def test_an_unknown_id_is_named(prefix: str) -> None:
    with pytest.raises(WorkspaceError, match=f"'{prefix}' is not known"):
        find([row(1, "aa11")], prefix)


def test_an_ambiguous_id_lists_what_it_can_mean() -> None:
    with pytest.raises(WorkspaceError, match=r"'a' is not clear: aa11, ab22"):
        find([row(2, "ab22"), row(1, "aa11")], "a")


def test_a_line_begins_anew_after_it_was_closed() -> None:
    draft = "draft:x"
    rows = [row(1, "a"), row(2, "b", draft), row(3, "b", draft, "close"), row(4, "c", draft)]
    assert [found.seq for found in on_line(rows, draft)] == [4]
    assert on_line(rows[:3], draft) == []


@pytest.mark.parametrize(
    ("mine", "theirs", "taken"),
    [
        ({"x": "1"}, {"x": "1"}, set()),  # nobody changed anything
        ({"x": "2"}, {"x": "1"}, {"x"}),  # only the writer did
        ({"x": "1"}, {"x": "2"}, set()),  # only others did: theirs stays
        ({"x": "2"}, {"x": "2"}, set()),  # both did the same
        ({"y": "1"}, {"x": "2"}, {"y"}),  # a table that the parent lacked
    ],
)
def test_what_is_taken_up(mine: dict[str, str], theirs: dict[str, str], taken: set[str]) -> None:
    assert differing(row(1, "p", x="1"), mine, row(2, "h", **theirs)) == taken


def test_both_changed_the_same_table_differently() -> None:
    base, head = row(1, "base", x="1", y="1", z="1"), row(2, "head", x="3", y="3", z="3")
    with pytest.raises(ConflictError) as conflict:
        differing(base, {"y": "2", "x": "2", "z": "1"}, head)
    assert (conflict.value.tables, conflict.value.parent, conflict.value.head) == (("x", "y"), "base", "head")


@pytest.mark.parametrize("author", ["", "  "])
def test_nobody_is_no_author(author: str) -> None:
    with pytest.raises(WorkspaceError, match="author"):
        Act(author, "", "main", "publish")


@pytest.mark.parametrize("line", ["", "Main", "draft:", "drafts"])
def test_no_other_lines(line: str) -> None:
    with pytest.raises(WorkspaceError, match="is no line"):
        Act("Ada", "", line, "publish")
