"""Saved views: a link with a name and an owner. A change is a new record; what was saved before stays on file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from chokepoint.errors import WorkspaceError
from chokepoint.workspace.workspace import Workspace

KIND = "views"
LONGEST_NAME, LONGEST_NOTE, LONGEST_LINK = 120, 2_000, 8_000
# A page of the app and its keys: never an address elsewhere, never a script.
LINK = re.compile(r"/[a-z-]*(\?[^\s<>\"']*)?")


@dataclass(frozen=True)
class View:
    """One saved view as it stands: who saved it last and when; `start`: it is the team's start page."""

    id: str
    name: str
    owner: str
    note: str
    link: str
    author: str
    at: datetime
    retired: bool = False
    start: bool = False

    def tells(self, words: str) -> bool:
        """True if name, owner, note and link together hold all the words, upper and lower case alike."""
        text = f"{self.name} {self.owner} {self.note} {self.link}".casefold()
        return all(word in text for word in words.casefold().split())


def views(workspace: Workspace, retired: bool = False) -> list[View]:
    """The saved views, last saved first; those that were retired only if asked for."""
    newest: dict[str, View] = {}
    start = ""
    for record in workspace.recall_all(KIND):
        value = record.value
        # Made the start page last: once it is retired there is none, not the one before it.
        start = start or (value["id"] if value["start"] else "")
        if value["id"] not in newest:
            newest[value["id"]] = View(**value, author=record.author, at=record.at)
    found = [_with(view, start=view.start and view.id == start) for view in newest.values()]
    return [view for view in found if retired or not view.retired]


def start_view(workspace: Workspace) -> View | None:
    """The view that is the team's start page; None without one."""
    return next((view for view in views(workspace) if view.start), None)


def save_view(
    workspace: Workspace, name: str, owner: str, note: str, link: str, author: str, start: bool = False
) -> View:
    """The view, saved under a name that no other view has; WorkspaceError says what is wrong with it."""
    name, owner, note = " ".join(name.split()), " ".join(owner.split()), note.strip()
    if not name or len(name) > LONGEST_NAME:
        raise WorkspaceError(f"the view has no name of 1 to {LONGEST_NAME} letters; give it one")
    if not owner:
        raise WorkspaceError(f"view {name}: nobody is named as its owner; say who answers for it")
    if len(note) > LONGEST_NOTE:
        raise WorkspaceError(f"view {name}: the note is longer than {LONGEST_NOTE} letters; shorten it")
    if len(link) > LONGEST_LINK or not LINK.fullmatch(link):
        raise WorkspaceError(f"view {name}: {link[:80]!r} is no page of the app; copy the link of a page")
    if any(view.name.casefold() == name.casefold() for view in views(workspace)):
        raise WorkspaceError(f"a view called {name} is saved already; take another name or retire it")
    return _save(workspace, {"id": uuid4().hex[:12], "name": name, "owner": owner, "note": note, "link": link,
                             "retired": False, "start": start}, author)  # fmt: skip


def retire_view(workspace: Workspace, view_id: str, author: str) -> View:
    """The view, retired: no longer listed, still on file and to be found among the retired ones."""
    return _change(workspace, view_id, author, retired=True, start=False)


def make_start(workspace: Workspace, view_id: str, author: str) -> View:
    """The view, the team's start page from now on in place of any other."""
    return _change(workspace, view_id, author, start=True)


def _change(workspace: Workspace, view_id: str, author: str, **changes: bool) -> View:
    view = next((view for view in views(workspace, retired=True) if view.id == view_id), None)
    if view is None:
        raise WorkspaceError(f"there is no view {view_id!r} here; see the list of views")
    value = {key: one for key, one in vars(view).items() if key not in ("author", "at")}
    return _save(workspace, {**value, **changes}, author)


def _save(workspace: Workspace, value: dict[str, object], author: str) -> View:
    record = workspace.remember(KIND, f"{value['id']} {uuid4().hex}", value, author)
    return View(**value, author=author, at=record.at)  # type: ignore[arg-type]


def _with(view: View, start: bool) -> View:
    return View(**{**vars(view), "start": start})
