"""The log of snapshots: a Delta table in which one appended row is one commit."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import unquote

import duckdb
import pyarrow as pa
from deltalake import DeltaTable, write_deltalake
from deltalake.exceptions import CommitFailedError

from chokepoint.contract.canonical import quote
from chokepoint.workspace import delta
from chokepoint.workspace.faults import FAULTS
from chokepoint.workspace.relation import file_literal
from chokepoint.workspace.snapshot import Problem, Snapshot, TableVersion

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TEXT, _COUNT = pa.string(), pa.int64()
_TABLE = pa.struct([("name", _TEXT), ("delta_version", _COUNT), ("content", _TEXT), ("rows", _COUNT)])
_PROBLEM = pa.struct([("name", _TEXT), ("reason", _TEXT), ("fix", _TEXT)])
_SCHEMA = pa.schema(
    [
        ("seq", _COUNT),
        ("id", _TEXT),
        ("parent", _TEXT),
        ("at", pa.timestamp("us", "UTC")),
        ("author", _TEXT),
        ("note", _TEXT),
        ("line", _TEXT),
        ("action", _TEXT),
        ("contract_version", _COUNT),
        ("tables", pa.list_(_TABLE)),
        ("problems", pa.list_(_PROBLEM)),
        ("uploads", pa.list_(_TEXT)),
    ]
)


class Log:
    """The rows of the log. What was read once is not read again: rows are only ever added."""

    def __init__(self, folder: Path, con: duckdb.DuckDBPyConnection) -> None:
        self._folder, self._con = folder, con
        self._lock = Lock()
        self._table: DeltaTable | None = None
        self._seen: set[str] = set()
        self._rows: dict[int, Snapshot] = {}

    def read(self) -> tuple[int | None, tuple[Snapshot, ...]]:
        """Version of the log and its rows, oldest first; (None, ()) if there is no log yet."""
        with self._lock:
            if self._table is None and not delta.exists(self._folder):
                return None, ()
            if self._table is None:
                self._table = DeltaTable(self._folder)
            else:
                self._table.update_incremental()
            names = {unquote(uri.rsplit("/", 1)[-1]) for uri in self._table.file_uris()}
            if new := sorted(names - self._seen):
                self._rows |= {row.seq: row for row in self._load(new)}
                self._seen.update(new)
            return self._table.version(), tuple(row for _, row in sorted(self._rows.items()))

    def append(self, row: Snapshot, version: int | None) -> None:
        """The row stands in the log right after `version`; CommitFailedError if another one does.

        An error of the disk can come after the row has landed (a checkpoint that did not fit): the
        log itself is asked before the writer is told that nothing happened.
        """
        try:
            self._append(pa.Table.from_pylist([_as_record(row)], schema=_SCHEMA), version)
        except CommitFailedError:
            raise
        except FAULTS:
            if row not in self.read()[1]:
                raise

    def _append(self, record: pa.Table, version: int | None) -> None:
        if version is None:
            delta.create(self._folder, record)
        else:
            table = DeltaTable(self._folder, version=version)
            write_deltalake(table, record, mode="append", **delta.OPTIONS)

    def _load(self, names: list[str]) -> list[Snapshot]:
        files = ", ".join(file_literal(str(self._folder / name)) for name in names)
        columns = ", ".join(quote(field.name) for field in _SCHEMA if field.name != "at")
        with closing(self._con.cursor()) as cursor:
            # Microseconds since 1970: DuckDB gives a time with a zone in the zone of the machine.
            cursor.execute(f'SELECT {columns}, epoch_us("at") AS "at" FROM read_parquet([{files}])')
            found = [column[0] for column in cursor.description]
            return [_as_snapshot(dict(zip(found, row, strict=True))) for row in cursor.fetchall()]


def _as_record(row: Snapshot) -> dict[str, Any]:
    tables = [{"name": name, **asdict(version)} for name, version in sorted(row.tables.items())]
    problems = [{"name": name, **asdict(problem)} for name, problem in sorted(row.problems.items())]
    return {**vars(row), "tables": tables, "problems": problems}


def _as_snapshot(record: dict[str, Any]) -> Snapshot:
    tables = {item.pop("name"): TableVersion(**item) for item in record.pop("tables")}
    problems = {item.pop("name"): Problem(**item) for item in record.pop("problems")}
    at = EPOCH + timedelta(microseconds=record.pop("at"))
    uploads = tuple(record.pop("uploads"))
    return Snapshot(**record, at=at, tables=tables, problems=problems, uploads=uploads)
