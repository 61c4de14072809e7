"""Opens the workspace of a folder; the first time, the shipped data become its first snapshot."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

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
    Delta Lake cannot address, if it was written with a newer contract, or if it holds tables but no log.
    """
    root = root.absolute()
    if found := NOT_ADDRESSABLE.search(root.as_posix()):
        raise WorkspaceError(
            f"{root}: Delta Lake cannot address a path with {found[0]!r}; take another folder"
        )
    workspace = Workspace(root, shipped, contract, con or duckdb.connect())
    if not workspace.history():
        if left := _published(root):
            raise WorkspaceError(
                f"{root}: the log of the snapshots is lost, but {left} is there; bring the folder back from a copy, or take "
                "another one"
            )
        workspace.begin()
    return workspace


def _published(root: Path) -> str:
    """What shows that more than the shipped data was published here; "" in a new folder.

    A first start that was killed leaves at most a row of the first snapshot: beginning again loses nothing.
    """
    for path in (root / "log").glob("*.parquet"):
        with suppress(pa.ArrowInvalid):  # cut off while it was written: no snapshot ever named it
            rows = pq.read_table(path, columns=["seq"])["seq"].to_pylist()
            if any(seq > 1 for seq in rows):
                return f"log/{path.name}"
    upload = next((root / "uploads").glob("*"), None)
    return f"uploads/{upload.name}" if upload else ""
