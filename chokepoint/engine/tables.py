"""The tables of one snapshot as frames, each read when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from threading import Lock

import pandas as pd

from chokepoint.engine.duck import frame
from chokepoint.workspace import Snapshot, Workspace


class Tables(Mapping[str, pd.DataFrame]):
    """Frames by table name. A frame is read once and shared: whoever changes it takes a copy.

    Asking for a table that is missing or damaged raises TableError; the others can still be read.
    """

    def __init__(self, workspace: Workspace, snapshot: Snapshot) -> None:
        self.workspace, self.snapshot = workspace, snapshot
        self._frames: dict[str, pd.DataFrame] = {}
        self._lock = Lock()

    def __getitem__(self, table: str) -> pd.DataFrame:
        with self._lock:
            if table not in self._frames:
                self._frames[table] = frame(self.workspace, self.snapshot, table)
            return self._frames[table]

    def __contains__(self, table: object) -> bool:
        return table in self.snapshot.tables

    def __iter__(self) -> Iterator[str]:
        return iter(self.snapshot.tables)

    def __len__(self) -> int:
        return len(self.snapshot.tables)
