"""Versions of one Delta table on disk: take up a whole new one, find the files of a pinned one.

The rows come as a Parquet file that is written already: its bytes are put beside the others as they are,
and the commit names them. Each commit is tried once against the version it was built on (`max_commit_retries=0`): with
retries, deltalake would put it on top of whatever somebody else has written in between. Nothing is
ever vacuumed.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import CommitProperties, DeltaTable, Schema, WriterProperties, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError
from deltalake.transaction import AddAction, create_table_with_add_actions

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


def create(folder: Path, rows: pa.Table) -> None:
    """Version 0 of a table that was not there; CommitFailedError if somebody else made it first."""
    try:
        write_deltalake(str(folder), rows, mode="error", configuration=KEEP, **OPTIONS)
    except DeltaError as error:
        _tell_other_came_first(folder, error)
        raise


def write(folder: Path, source: Path, base: int | None) -> int:
    """Number of the new version, whose rows are those of the Parquet file `source`; it replaces `base`.

    The latest version may be a draft's or a dead writer's, which no snapshot on this line names.
    So `base` is made the latest first, and what is written follows it in the table's history. Where nothing
    is written, no bytes stay.
    """
    meta = pq.read_metadata(source)
    schema = pa.schema([field.with_nullable(True) for field in meta.schema.to_arrow_schema()])
    actions = [_bring_in(folder, source, meta.num_rows)] if meta.num_rows else []
    try:
        for _ in range(TRIES):
            try:
                return _write_once(folder, actions, schema, base)
            except CommitFailedError as error:
                last = error
        raise last
    except BaseException:
        for action in actions:
            _take_back(folder, action.path)
        raise


def _bring_in(folder: Path, source: Path, rows: int) -> AddAction:
    """The bytes of a Parquet file under a new name in the folder of the table, which no version names yet."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"part-{uuid4()}.parquet"
    try:
        shutil.copyfile(source, target)
        found = target.stat()
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    stats = json.dumps({"numRecords": rows})
    return AddAction(target.name, found.st_size, {}, int(found.st_mtime * 1000), True, stats)


def _take_back(folder: Path, name: str) -> None:
    """Removes bytes brought in, unless the commit has landed all the same (its checkpoint may have failed)."""
    try:
        landed = exists(folder) and any(file.path.name == name for file in data_files(folder, None))
    except DeltaError:
        return  # nobody can say: bytes that no version names do no harm
    if not landed:
        (folder / name).unlink(missing_ok=True)


def _write_once(folder: Path, actions: list[AddAction], schema: pa.Schema, base: int | None) -> int:
    if not exists(folder):
        _create_with(folder, actions, schema)
        return 0
    table = DeltaTable(folder)
    if base is not None and table.version() != base:
        # A base whose files are damaged must not stop the upload that mends it.
        table.restore(base, ignore_missing_files=True, commit_properties=ONCE)
    latest = table.version()
    table.create_write_transaction([*actions], mode="overwrite", schema=schema, commit_properties=ONCE)
    return latest + 1


def _create_with(folder: Path, actions: list[AddAction], schema: pa.Schema) -> None:
    try:
        create_table_with_add_actions(
            str(folder), Schema.from_arrow(schema), actions, configuration=KEEP, commit_properties=ONCE
        )
    except DeltaError as error:
        _tell_other_came_first(folder, error)
        raise


def _tell_other_came_first(folder: Path, error: DeltaError) -> None:
    """Raises CommitFailedError if a table that could not be created is there by now."""
    if exists(folder) and not isinstance(error, CommitFailedError):
        raise CommitFailedError(f"{folder.name} was created by somebody else") from error


def data_files(folder: Path, version: int | None) -> tuple[DataFile, ...]:
    """The files of a pinned version, or of the latest, in the order of their names."""
    actions = DeltaTable(folder, version=version).get_add_actions()
    sizes = zip(actions.column("path").to_pylist(), actions.column("size_bytes").to_pylist(), strict=True)
    return tuple(sorted(DataFile(folder / unquote(name), size) for name, size in sizes))
