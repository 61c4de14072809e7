"""Who changed the data when and why, from which files, and what that changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chokepoint.update.compare import compare_tables
from chokepoint.update.difference import Difference
from chokepoint.workspace import DRAFT, Snapshot, Workspace, on_line


@dataclass(frozen=True)
class File:
    """One uploaded file: the hash under which its bytes are kept, and its names, the last one first."""

    sha256: str
    names: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its name; the beginning of its hash where no name was kept."""
        return self.names[0] if self.names else f"{self.sha256[:10]}.bin"


@dataclass(frozen=True)
class Draft:
    """An open draft: its name, its newest snapshot, and the published snapshot that it was begun from."""

    name: str
    snapshot: Snapshot
    base: Snapshot | None


def files_of(workspace: Workspace, snapshot: Snapshot) -> list[File]:
    """The files from which a snapshot was made."""
    return [File(sha, tuple(workspace.names_of(sha))) for sha in dict.fromkeys(snapshot.uploads)]


def parent_of(history: Sequence[Snapshot], snapshot: Snapshot) -> Snapshot | None:
    """The row of the log that a snapshot follows; None for the first."""
    return next((row for row in history if row.id == snapshot.parent and row.seq < snapshot.seq), None)


def changes_of(
    workspace: Workspace, history: Sequence[Snapshot], snapshot: Snapshot
) -> Mapping[str, Difference]:
    """What a snapshot changed in the one that it follows, by table; nothing for the first."""
    parent = parent_of(history, snapshot)
    return {} if parent is None else compare_tables(workspace, parent, snapshot)


def drafts(workspace: Workspace) -> list[Draft]:
    """The open drafts, newest first."""
    history = workspace.history()
    found = []
    for head in workspace.drafts():
        first = on_line(reversed(history), head.line)[0]
        found.append(Draft(head.line.removeprefix(DRAFT), head, parent_of(history, first)))
    return found
