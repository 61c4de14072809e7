"""Opens the workspace of a folder; the first time, the shipped data become its first snapshot."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from chokepoint.contract.tables import Contract
from chokepoint.errors import WorkspaceError
from chokepoint.workspace.workspace import Workspace

# What deltalake takes for something else in a local path: %41 for A, the rest for no path at all.
NOT_ADDRESSABLE = re.compile(r"%[0-9A-Fa-f]{2}|[\[\]\\^|\x00-\x1f\x7f]")


def open_workspace(
    root: Path, shipped: Path, contract: Contract, con: duckdb.DuckDBPyConnection | None = None
) -> Workspace:
    """The workspace in the folder `root`, with at least one snapshot.

    Opening one that is there writes nothing. `shipped` is the folder of the shipped CSV files and
    their contract; `con` is the DuckDB connection that typing, hashing and reading share.
    Raises WorkspaceError if the folder cannot be read or written, if its path holds characters that
    Delta Lake cannot address, or if it was written with a newer contract.
    """
    root = root.absolute()
    if found := NOT_ADDRESSABLE.search(root.as_posix()):
        raise WorkspaceError(
            f"{root}: Delta Lake cannot address a path with {found[0]!r}; take another folder"
        )
    workspace = Workspace(root, shipped, contract, con or duckdb.connect())
    if not workspace.history():
        workspace.begin()
    return workspace
