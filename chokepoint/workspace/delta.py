"""Versions of one Delta table on disk: write a whole new one, find the files of a pinned one.

Each commit is tried once against the version it was built on (`max_commit_retries=0`): with
retries, deltalake would put it on top of whatever somebody else has written in between. Nothing is
ever vacuumed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, WriterProperties, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError

ONCE = CommitProperties(max_commit_retries=0)
# Nothing is ever cleaned up, whichever engine writes the next checkpoint.
KEEP = {
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
    "delta.enableExpiredLogCleanup": "false",
}
OPTIONS: dict[str, Any] = {
    "commit_properties": ONCE,
    "writer_properties": WriterProperties(compression="ZSTD"),
}
# Each failed try means that somebody else's commit landed: this many in a row is not contention.
TRIES = 100


@dataclass(frozen=True, order=True)
class DataFile:
    """A Parquet file of a version, and the size with which it was written."""

    path: Path
    size: int


def exists(folder: Path) -> bool:
    """True if `folder` holds a Delta table with at least one version."""
    return DeltaTable.is_deltatable(str(folder))


def create(folder: Path, data: pa.Table | pa.RecordBatchReader) -> None:
    """Version 0 of a table that was not there; CommitFailedError if somebody else made it first."""
    try:
        write_deltalake(str(folder), data, mode="error", configuration=KEEP, **OPTIONS)
    except DeltaError as error:
        if exists(folder) and not isinstance(error, CommitFailedError):
            raise CommitFailedError(f"{folder.name} was created by somebody else") from error
        raise


def write(folder: Path, data: Callable[[], pa.RecordBatchReader], base: int | None) -> int:
    """Number of the new version, whose rows are `data` alone; `base` is the version it replaces.

    The latest version may be a draft's or a dead writer's, which no snapshot on this line names.
    So `base` is made the latest first, and what is written follows it in the table's history.
    """
    for _ in range(TRIES):
        try:
            return _write_once(folder, data(), base)
        except CommitFailedError as error:
            last = error
    raise last


def _write_once(folder: Path, data: pa.RecordBatchReader, base: int | None) -> int:
    if not exists(folder):
        create(folder, data)
        return 0
    table = DeltaTable(folder)
    if base is not None and table.version() != base:
        # A base whose files are damaged must not stop the upload that mends it.
        table.restore(base, ignore_missing_files=True, commit_properties=ONCE)
    latest = table.version()
    write_deltalake(table, data, mode="overwrite", schema_mode="overwrite", **OPTIONS)
    return latest + 1


def data_files(folder: Path, version: int) -> tuple[DataFile, ...]:
    """The files of a pinned version, in the order of their names."""
    actions = DeltaTable(folder, version=version).get_add_actions()
    sizes = zip(actions.column("path").to_pylist(), actions.column("size_bytes").to_pylist(), strict=True)
    return tuple(sorted(DataFile(folder / unquote(name), size) for name, size in sizes))
