"""The workspace: its snapshots, and the ways to add one. What it holds is never changed or erased."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from deltalake.exceptions import CommitFailedError

from chokepoint.contract.tables import Contract, Table
from chokepoint.contract.watch import watch
from chokepoint.errors import TableError, WorkspaceError
from chokepoint.workspace import package, records
from chokepoint.workspace.delta import TRIES
from chokepoint.workspace.faults import CHECK_DISK, told
from chokepoint.workspace.log import Log
from chokepoint.workspace.records import Record
from chokepoint.workspace.shelf import Shelf
from chokepoint.workspace.snapshot import (
    CLOSE,
    MAIN,
    Act,
    Problem,
    Snapshot,
    TableVersion,
    differing,
    find,
    following,
    on_line,
    open_draft,
    open_line,
    require_author,
)
from chokepoint.workspace.staging import Source, Staged, rows_of, stage
from chokepoint.workspace.uploads import Held, holding, kept

Rows = tuple[Snapshot, ...]
# Kind of the records that hold the names of uploaded files.
UPLOADS = "uploads"


class Workspace:
    """Snapshots under one folder: `log/`, `tables/NAME/`, `uploads/SHA256`, `records/`. See `open_workspace`.

    Every function that changes something takes the name of who does it and raises WorkspaceError
    without one. Safe for many threads, and for many processes on the same folder.
    """

    def __init__(self, root: Path, shipped: Path, contract: Contract, con: duckdb.DuckDBPyConnection) -> None:
        self.root, self.shipped, self.contract = root, shipped, contract
        self._con, self._log, self._shelf = con, Log(root / "log", con), Shelf(root / "tables")

    def head(self, line: str = MAIN) -> Snapshot:
        """The newest snapshot of a line; WorkspaceError if the line is not there or closed."""
        return open_line(self._rows(), line)[-1]

    def history(self, line: str | None = None) -> list[Snapshot]:
        """All snapshots, or those of one line, newest first."""
        return [row for row in reversed(self._rows()) if line in (None, row.line)]

    def drafts(self) -> list[Snapshot]:
        """The newest snapshot of each open draft, newest first."""
        rows = self._rows()
        lines = {row.line for row in rows} - {MAIN}
        newest = [open_rows[-1] for line in lines if (open_rows := on_line(rows, line))]
        return sorted(newest, key=lambda row: -row.seq)

    def snapshot(self, prefix: str) -> Snapshot:
        """The snapshot whose id begins with `prefix`; WorkspaceError if none does, or several do."""
        return find(self._rows(), prefix)

    @property
    def problems(self) -> Mapping[str, Problem]:
        """The tables that the newest snapshot lacks because they could not be read, and why."""
        return self.head().problems

    def files(self, snapshot: Snapshot, table: str) -> list[str]:
        """Paths of the Parquet files that hold a table in a snapshot; none if it has no rows.

        Raises TableError if the snapshot lacks the table, or a file is gone or damaged.
        """
        if table in snapshot.tables and table in self.contract.tables:
            return self._shelf.files(table, snapshot.tables[table])
        absent = Problem(
            f"snapshot {snapshot.id} does not hold it", "publish the table, or take another snapshot"
        )
        problem = snapshot.problems.get(table, absent)
        raise TableError(table, problem.reason, problem.fix)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A DuckDB cursor for one piece of work, to be closed after it."""
        return self._con.cursor()

    def bytes_of(self, sha: str) -> bytes:
        """The uploaded bytes with this SHA-256; WorkspaceError if they are not kept or damaged."""
        with told(f"upload {sha} cannot be read", "upload the file again"):
            return kept(self.root / "uploads", sha)

    def names_of(self, sha: str) -> list[str]:
        """The names under which these bytes were uploaded, the last one first."""
        record = self.recall(UPLOADS, sha)
        return list(record.value["names"]) if record else []

    def remember(self, kind: str, key: str, value: Mapping[str, Any], author: str) -> Record:
        """The record of this kind and key, from now on; see `records`."""
        require_author(author)
        with told(f"{self.root}: nothing was remembered", CHECK_DISK):
            return records.write_record(self.root / "records", kind, key, value, author)

    def recall(self, kind: str, key: str) -> Record | None:
        """What was remembered under this kind and key; None if nothing was."""
        with told(f"{self.root}: record {key} cannot be read", "bring the folder back from a copy"):
            return records.read_record(self.root / "records", kind, key)

    def recall_all(self, kind: str) -> list[Record]:
        """Everything remembered of a kind, newest first."""
        with told(f"{self.root}: the records cannot be read", "bring the folder back from a copy"):
            return records.read_records(self.root / "records", kind)

    def export(self, snapshot: Snapshot, target: Path) -> None:
        """The snapshot as a folder of canonical CSV files with the contract; see `package.export`."""
        with told(
            f"{target}: the export is not complete", "see that the folder can be written, then export again"
        ):
            package.export(self._con, self.contract, self.shipped, snapshot, self.files, target)

    def newer_shipped(self, shipped: Path) -> dict[str, tuple[str | None, str]]:
        """Tables of the folder `shipped` whose contents "main" has never held: (its hash, shipped hash)."""
        rows = on_line(self._rows(), MAIN)
        with self._staging() as folder:
            found = package.newer(self._con, self.contract, shipped, rows, folder)
        return {name: (rows[-1].content(name), content) for name, content in found.items()}

    def commit(
        self,
        tables: Mapping[str, Source],
        parent: Snapshot,
        author: str,
        note: str,
        line: str = MAIN,
        files: Sequence[Path] = (),
    ) -> Snapshot:
        """The snapshot that takes up `tables` (whole new contents), once it stands in the log.

        `parent` is the snapshot that the author looked at. What others have published since is kept,
        and the new snapshot follows theirs; if they gave one of these tables other contents, nothing
        is published and ConflictError names it. Contents that are there already make no snapshot: the
        newest one is returned. A `line` "draft:NAME" leaves "main" as it is. `files` are those that the
        rows come from: their bytes are kept from now on, also if there is no new snapshot.

        Under `watched` the work can be stopped until rows and files are ready, and leaves nothing behind.
        """
        require_author(author)
        with holding(self.root / "uploads", files) as copies, self._staging() as folder:
            staged = self._staged(tables, folder)
            held = copies()
            watch().settle("publishing …")
            self._keep(held, author)
            shas = tuple(one.sha for one in held)
            act = Act(author, note, line, "publish" if line == MAIN else "draft", shas)
            written: dict[str, TableVersion] = {}

            def plan(rows: Rows) -> Snapshot:
                if parent not in rows:
                    raise WorkspaceError(
                        f"snapshot {parent.id} is not of this workspace; read its history again"
                    )
                head = (on_line(rows, line) or [parent])[-1]
                changed = self._changed(parent, staged, head)
                for name in sorted(changed - written.keys()):
                    written[name] = self._version(rows, name, staged[name], head)
                return self._with(rows, head, act, {name: written[name] for name in changed})

            return self._advance(plan)

    def restore(self, prefix: str, author: str, note: str) -> Snapshot:
        """The snapshot that makes the contents of an old one the newest on "main" again."""
        act = Act(author, note, MAIN, "restore")

        def plan(rows: Rows) -> Snapshot:
            old, head = find(rows, prefix), open_line(rows, MAIN)[-1]
            if old.id == head.id:
                return head
            return following(rows, head, act, old.contract_version, old.tables, old.problems)

        return self._advance(plan)

    def publish_draft(self, line: str, author: str, note: str) -> Snapshot:
        """The snapshot on "main" that takes up what a draft changed; the draft is closed then.

        As with `commit`, what others have published since the draft was begun is kept, or it is a
        ConflictError and the draft stays open.
        """
        require_author(author)

        def plan(rows: Rows) -> Snapshot:
            draft, head = open_draft(rows, line), open_line(rows, MAIN)[-1]
            tables = draft[-1].tables
            base = find(rows, draft[0].parent or "")
            changed = differing(base, {name: version.content for name, version in tables.items()}, head)
            act = Act(author, note, MAIN, "publish", tuple(sha for row in draft for sha in row.uploads))
            return self._with(rows, head, act, {name: tables[name] for name in changed})

        published = self._advance(plan)
        self.drop_draft(line, author, f"published as {published.id}")
        return published

    def drop_draft(self, line: str, author: str, note: str) -> Snapshot:
        """The row that closes a draft, or has closed it; what it held stays readable by its id."""
        act = Act(author, note, line, CLOSE)

        def plan(rows: Rows) -> Snapshot:
            newest = [row for row in rows if row.line == line][-1:]
            if newest and newest[0].action == CLOSE:
                return newest[0]
            head = open_draft(rows, line)[-1]
            return following(rows, head, act, head.contract_version, head.tables, head.problems)

        return self._advance(plan)

    def begin(self) -> Snapshot:
        """The first snapshot, made of the shipped data; that of another process if it came first.

        A shipped table that is missing or damaged is left out and named in `problems`.
        """
        act = Act("chokepoint", "the data as shipped", MAIN, "first")
        with self._staging() as folder:
            staged, problems = package.stage_shipped(self._con, self.contract, self.shipped, folder)
            tables: dict[str, TableVersion] = {}

            def plan(rows: Rows) -> Snapshot:
                if rows:
                    return rows[0]
                for name in sorted(staged.keys() - tables.keys()):
                    tables[name] = self._shelf.add(name, staged[name], None)
                return following(rows, None, act, self.contract.version, tables, problems)

            return self._advance(plan)

    def _staged(self, tables: Mapping[str, Source], folder: Path) -> dict[str, Staged]:
        """The incoming rows of each table, typed, with the hash of their contents."""
        staged = {}
        for name, rows in tables.items():
            table = self._table(name)
            watch().begin(f"writing table {name} …", rows_of(rows))
            staged[name] = stage(self._con, table, rows, folder)
        return staged

    def _keep(self, held: Sequence[Held], author: str) -> None:
        """Keeps the bytes of files, and under their hash the names of the files."""
        for one in held:
            one.keep()
            names = self.names_of(one.sha)
            if one.name not in names:
                self.remember(UPLOADS, one.sha, {"names": [one.name, *names]}, author)

    def _table(self, name: str) -> Table:
        """The table of this name in the contract: no other name ever becomes a path."""
        if name not in self.contract.tables:
            raise WorkspaceError(
                f"{name!r} is no table of the contract; take one of {', '.join(self.contract.tables)}"
            )
        return self.contract.tables[name]

    def _changed(self, parent: Snapshot, staged: Mapping[str, Staged], head: Snapshot) -> set[str]:
        """The staged tables to be taken up: contents that differ, or that `head` holds damaged."""
        same = {name for name in staged if head.content(name) == staged[name].content}
        damaged = {name for name in same if not self._shelf.sound(name, head.tables[name])}
        return damaged | differing(parent, {name: item.content for name, item in staged.items()}, head)

    def _version(self, rows: Rows, name: str, staged: Staged, head: Snapshot) -> TableVersion:
        """The version with the staged contents: one that was published before, or a new one."""
        before = (row.tables[name] for row in rows if row.content(name) == staged.content)
        sound = (version for version in before if self._shelf.sound(name, version))
        return next(sound, None) or self._shelf.add(name, staged, head.tables.get(name))

    def _with(self, rows: Rows, head: Snapshot, act: Act, changes: Mapping[str, TableVersion]) -> Snapshot:
        """`head` with the changes as a new row; `head` itself if there are none."""
        if not changes:
            return head
        problems = {name: problem for name, problem in head.problems.items() if name not in changes}
        return following(rows, head, act, self.contract.version, {**head.tables, **changes}, problems)

    def _advance(self, plan: Callable[[Rows], Snapshot]) -> Snapshot:
        """The snapshot that `plan` makes of the rows, once it has landed; an older one stays as it is.

        The row must stand right after the rows that the plan saw: if another one came first, the
        plan is made anew.
        """
        for _ in range(TRIES):
            with told(f"{self.root}: nothing was published", CHECK_DISK):
                version, rows = self._read()
                row = plan(rows)
                if row in rows:
                    return row
                try:
                    self._log.append(row, version)
                except CommitFailedError:
                    continue
                return row
        raise WorkspaceError(f"{self.root}: others kept publishing; nothing was changed, try again")

    def _rows(self) -> Rows:
        return self._read()[1]

    def _read(self) -> tuple[int | None, Rows]:
        with told(f"{self.root}: the log cannot be read", "bring the folder back from a copy"):
            version, rows = self._log.read()
        newest = max((row.contract_version for row in rows), default=0)
        if newest > self.contract.version:
            raise WorkspaceError(
                f"{self.root} was written with contract version {newest}, this program knows "
                f"{self.contract.version}; use a newer program"
            )
        return version, rows

    @contextmanager
    def _staging(self) -> Iterator[Path]:
        with (
            told(f"{self.root}: nothing was published", CHECK_DISK),
            TemporaryDirectory(prefix="chokepoint-") as folder,
        ):
            yield Path(folder)
