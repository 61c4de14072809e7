"""Notes of colleagues on an event, a card or a snapshot: dated, signed, never altered, only superseded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args
from uuid import uuid4

from chokepoint.errors import WorkspaceError
from chokepoint.workspace.views import LINK, LONGEST_LINK
from chokepoint.workspace.workspace import Workspace

KIND = "notes"
On = Literal["event", "card", "snapshot"]
LONGEST_TEXT = 5_000
ID = re.compile(r"[\w.:-]{1,120}")


@dataclass(frozen=True)
class Note:
    """One note; `superseded_by` is the id of the note that took its place."""

    id: str
    on: On
    of: str
    text: str
    link: str
    author: str
    at: datetime
    supersedes: str | None = None
    superseded_by: str | None = None


def notes(workspace: Workspace, superseded: bool = False) -> list[Note]:
    """All notes, newest first; those that another one superseded only if asked for."""
    found = [
        Note(**record.value, author=record.author, at=record.at) for record in workspace.recall_all(KIND)
    ]
    # Where two colleagues superseded the same note at once, both of theirs stand.
    by = {note.supersedes: note.id for note in found if note.supersedes}
    all_notes = [Note(**{**vars(note), "superseded_by": by.get(note.id)}) for note in found]
    return [note for note in all_notes if superseded or note.superseded_by is None]


def add_note(
    workspace: Workspace, on: str, of: str, text: str, link: str, author: str, supersedes: str | None = None
) -> Note:
    """The note, kept from now on; WorkspaceError says what is wrong with it."""
    text = text.strip()
    if on not in get_args(On) or not ID.fullmatch(of):
        raise WorkspaceError(
            f"{on} {of[:80]!r}: a note is on an event, a card or a snapshot, named by its id"
        )
    if not text or len(text) > LONGEST_TEXT:
        raise WorkspaceError(f"a note has 1 to {LONGEST_TEXT} letters; this one has {len(text)}")
    if link and (len(link) > LONGEST_LINK or not LINK.fullmatch(link)):
        raise WorkspaceError(f"{link[:80]!r} is no page of the app; copy the link of a page")
    if supersedes is not None:
        earlier = next((note for note in notes(workspace, superseded=True) if note.id == supersedes), None)
        if earlier is None:
            raise WorkspaceError(
                f"there is no note {supersedes!r} here to be superseded; see the list of notes"
            )
        if (earlier.on, earlier.of) != (on, of):
            raise WorkspaceError(
                f"note {supersedes!r} is on {earlier.on} {earlier.of}, not on {on} {of}; a note takes the place of one on the same thing"
            )
    key = uuid4().hex[:12]
    value = {"id": key, "on": on, "of": of, "text": text, "link": link, "supersedes": supersedes}
    record = workspace.remember(KIND, key, value, author)
    return Note(**value, author=author, at=record.at)  # type: ignore[arg-type]
