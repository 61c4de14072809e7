"""Any two snapshots beside each other: rows of each table, readings and score."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from chokepoint.contract import Table
from chokepoint.engine import Tables
from chokepoint.method import Method
from chokepoint.risk.revision import Revision
from chokepoint.update.difference import Difference, difference, write_difference
from chokepoint.update.effect import effect
from chokepoint.workspace import Snapshot, Workspace, relation


@dataclass(frozen=True)
class Comparison:
    """What differs from `one` to `other`: rows by table (all rows of one that a side lacks), readings and score."""

    one: Snapshot
    other: Snapshot
    differences: Mapping[str, Difference]
    effect: Revision | None

    @property
    def same(self) -> bool:
        """True if no row of any table differs."""
        return not self.differences


def compare(
    workspace: Workspace,
    one: Snapshot,
    other: Snapshot,
    method: Method,
    on: Sequence[date],
    most: int,
    country: str | None = None,
    buyer: str | None = None,
) -> Comparison:
    """What differs from one snapshot to the other; at most `most` rows of each kind are listed."""
    found = compare_tables(workspace, one, other, most=most)
    moved = None
    if found:
        before, after = Tables(workspace, one), Tables(workspace, other)
        renamed = found["events"].pairs if "events" in found else {}
        moved = effect(before, after, list(found), method, on, country, buyer, renamed)
    return Comparison(one, other, found, moved)


def compare_tables(
    workspace: Workspace,
    one: Snapshot,
    other: Snapshot,
    names: Collection[str] | None = None,
    most: int = 0,
) -> dict[str, Difference]:
    """What differs in each table (of `names`, or all) whose contents are not the same."""
    found = {}
    with closing(workspace.cursor()) as con:
        for name, table in workspace.contract.tables.items():
            if one.content(name) != other.content(name) and (names is None or name in names):
                old, new = (_rows(workspace, snapshot, table) for snapshot in (one, other))
                found[name] = difference(con, table, old, new, most)
    return {name: each for name, each in found.items() if each.total}


def write_table_difference(
    workspace: Workspace, one: Snapshot, other: Snapshot, name: str, path: Path
) -> Path:
    """The whole difference of one table between two snapshots, as CSV."""
    table = workspace.contract.table(name)
    with closing(workspace.cursor()) as con:
        return write_difference(
            con, table, _rows(workspace, one, table), _rows(workspace, other, table), path
        )


def _rows(workspace: Workspace, snapshot: Snapshot, table: Table) -> str:
    files = workspace.files(snapshot, table.name) if table.name in snapshot.tables else []
    return relation(files, table)
