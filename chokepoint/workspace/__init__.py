"""The place where what is known is kept: snapshots of the tables, drafts, and the uploaded bytes.

A snapshot is an immutable set of table versions; one row of the log is one snapshot. This room
knows storage (Delta Lake, files) and the contract; it knows nothing of pages, and it does not judge
what the cells mean: that is the contract's check.
"""

from chokepoint.workspace.opening import open_workspace
from chokepoint.workspace.records import Record
from chokepoint.workspace.relation import relation
from chokepoint.workspace.snapshot import DRAFT, MAIN, Problem, Snapshot, TableVersion, on_line, snapshot_id
from chokepoint.workspace.staging import write_typed
from chokepoint.workspace.workspace import Workspace

__all__ = [
    "DRAFT",
    "MAIN",
    "Problem",
    "Record",
    "Snapshot",
    "TableVersion",
    "Workspace",
    "on_line",
    "open_workspace",
    "relation",
    "snapshot_id",
    "write_typed",
]
