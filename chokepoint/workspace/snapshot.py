"""What a snapshot is, how the rows of the log hang together, and how two changes are put together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from chokepoint.errors import ConflictError, WorkspaceError

MAIN = "main"
DRAFT = "draft:"
# The action of a row that closes its draft: published, or given up.
CLOSE = "close"


@dataclass(frozen=True)
class TableVersion:
    """One table as a snapshot holds it: where it stands in Delta, the hash of its contents, its rows."""

    delta_version: int
    content: str
    rows: int


@dataclass(frozen=True)
class Problem:
    """Why a snapshot lacks a table of the contract, and how to mend it."""

    reason: str
    fix: str


@dataclass(frozen=True)
class Snapshot:
    """An immutable set of table versions, and who made it, when, why, and from which one.

    `id` is the same for the same contents everywhere, so it returns when contents return (a
    restore); `seq` counts the rows of the log and is unique in its workspace. `uploads` are the
    SHA-256 of the kept files from which it was made; `problems` name the tables it lacks.
    """

    seq: int
    id: str
    parent: str | None
    at: datetime
    author: str
    note: str
    line: str
    action: str
    contract_version: int
    tables: Mapping[str, TableVersion] = field(hash=False)
    problems: Mapping[str, Problem] = field(hash=False, default_factory=dict)
    uploads: tuple[str, ...] = ()

    def content(self, table: str) -> str | None:
        """Content hash of a table; None where the snapshot lacks it."""
        version = self.tables.get(table)
        return None if version is None else version.content


@dataclass(frozen=True)
class Act:
    """Who adds a snapshot, why, to which line and how; from which kept uploads."""

    author: str
    note: str
    line: str
    action: str
    uploads: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require_author(self.author)
        if self.line != MAIN and (not self.line.startswith(DRAFT) or self.line == DRAFT):
            raise WorkspaceError(f"{self.line!r} is no line; take {MAIN!r} or {DRAFT + 'NAME'!r}")


def require_author(author: str) -> None:
    """Raises WorkspaceError if nobody is named."""
    if not author.strip():
        raise WorkspaceError("nobody is named as the author; say who makes this change")


def snapshot_id(tables: Mapping[str, TableVersion]) -> str:
    """First ten hex digits of the SHA-256 over the lines `table content\\n`, sorted by table."""
    lines = "".join(f"{name} {version.content}\n" for name, version in sorted(tables.items()))
    return hashlib.sha256(lines.encode()).hexdigest()[:10]


def following(
    rows: Sequence[Snapshot],
    head: Snapshot | None,
    act: Act,
    contract_version: int,
    tables: Mapping[str, TableVersion],
    problems: Mapping[str, Problem],
) -> Snapshot:
    """The row that comes after all `rows` and has `head` as its parent, made now."""
    return Snapshot(
        seq=rows[-1].seq + 1 if rows else 1,
        id=snapshot_id(tables),
        parent=None if head is None else head.id,
        at=datetime.now(UTC),
        author=act.author,
        note=act.note,
        line=act.line,
        action=act.action,
        contract_version=contract_version,
        tables=tables,
        problems=problems,
        uploads=act.uploads,
    )


def on_line(rows: Iterable[Snapshot], line: str) -> list[Snapshot]:
    """Rows of a line, oldest first; of a draft only those since it was last closed."""
    kept: list[Snapshot] = []
    for row in rows:
        if row.line == line:
            kept = [] if row.action == CLOSE else [*kept, row]
    return kept


def open_line(rows: Iterable[Snapshot], line: str) -> list[Snapshot]:
    """Rows of a line as `on_line` gives them; WorkspaceError if the line is not there or closed."""
    found = on_line(rows, line)
    if not found:
        raise WorkspaceError(f"there is no open line {line!r} here; take {MAIN!r} or an open draft")
    return found


def open_draft(rows: Iterable[Snapshot], line: str) -> list[Snapshot]:
    """Rows of an open draft; WorkspaceError if it is not there, closed, or no draft at all."""
    if line == MAIN:
        raise WorkspaceError(f"{MAIN!r} is no draft; name one that is open")
    return open_line(rows, line)


def find(rows: Sequence[Snapshot], prefix: str) -> Snapshot:
    """The newest snapshot whose id begins with `prefix`; WorkspaceError if none or several ids do.

    Rows of one id hold the same contents; the newest is taken because a table that was damaged
    and published again is sound only there.
    """
    found = {row.id: row for row in rows if prefix and row.id.startswith(prefix)}
    if len(found) == 1:
        return next(iter(found.values()))
    if not found:
        raise WorkspaceError(f"snapshot {prefix!r} is not known here; see the history for those that are")
    raise WorkspaceError(f"snapshot {prefix!r} is not clear: {', '.join(sorted(found))}; give more digits")


def differing(base: Snapshot, contents: Mapping[str, str], head: Snapshot) -> set[str]:
    """Tables that must change in `head` so that it takes up what a writer changed in `base`.

    `contents` are the writer's content hashes. A table that only the writer changed is taken; one
    that others changed to the same contents is there already; one that both changed differently is
    a ConflictError.
    """
    changed = {name for name, content in contents.items() if content != base.content(name)}
    clash = {name for name in changed if head.content(name) not in (base.content(name), contents[name])}
    if clash:
        raise ConflictError(sorted(clash), base.id, head.id)
    return {name for name in changed if head.content(name) != contents[name]}
