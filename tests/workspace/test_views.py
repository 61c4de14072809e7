"""Saved views and notes: kept for good, changed only by what comes after them, safe for several processes."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from chokepoint.errors import WorkspaceError
from chokepoint.workspace import Workspace, open_workspace
from chokepoint.workspace.notes import add_note, notes
from chokepoint.workspace.views import make_start, retire_view, save_view, start_view, views
from tests.workspace.small import CONTRACT


def test_a_view_is_listed_found_and_retired_but_stays_on_file(workspace: Workspace) -> None:
    one = save_view(workspace, " Truce  watch", "Ada", "for the Monday round", "/?buyer=military", "Ada")
    two = save_view(workspace, "Dysprosium", "Bo", "", "/supply?element=Dy", "Ada")
    assert [view.name for view in views(workspace)] == ["Dysprosium", "Truce watch"]
    assert [view.id for view in views(workspace) if view.tells("monday TRUCE")] == [one.id]
    retire_view(workspace, one.id, "Bo")
    assert views(workspace) == [two]
    assert [(view.name, view.author, view.retired) for view in views(workspace, retired=True)] == [
        ("Truce watch", "Bo", True),
        ("Dysprosium", "Ada", False),
    ]
    save_view(workspace, "Truce watch", "Cy", "", "/", "Cy")  # a retired view's name is free again


def test_one_view_is_the_start_page_and_the_last_one_made_so_wins(workspace: Workspace) -> None:
    assert start_view(workspace) is None
    one = save_view(workspace, "one", "Ada", "", "/", "Ada", start=True)
    two = save_view(workspace, "two", "Ada", "", "/trade", "Ada")
    assert start_view(workspace) == one
    make_start(workspace, two.id, "Bo")
    assert [view.start for view in views(workspace)] == [True, False]
    retire_view(workspace, two.id, "Bo")
    assert start_view(workspace) is None  # nobody asked for the one before it
    make_start(workspace, one.id, "Bo")
    assert (start_view(workspace) or two).id == one.id


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "  "}, "no name"),
        ({"name": "x" * 121}, "no name of 1 to 120"),
        ({"owner": ""}, "nobody is named as its owner"),
        ({"author": " "}, "nobody is named as the author"),
        ({"link": "javascript:alert(1)"}, "no page of the app"),
        ({"link": "https://elsewhere.example/"}, "no page of the app"),
        ({"link": "//elsewhere.example/"}, "no page of the app"),
        ({"link": '/?on="><script>'}, "no page of the app"),
        ({"link": "/?" + "x" * 10_000}, "no page of the app"),
        ({"note": "x" * 2001}, "longer than 2000"),
        ({"name": "TAKEN"}, "saved already"),
    ],
)
def test_what_is_no_view_is_refused_and_nothing_is_kept(
    workspace: Workspace, changes: dict[str, str], said: str
) -> None:
    save_view(workspace, "taken", "Ada", "", "/", "Ada")
    asked = {"name": "mine", "owner": "Ada", "note": "", "link": "/", "author": "Ada", **changes}
    with pytest.raises(WorkspaceError, match=said):
        save_view(workspace, **asked)
    assert [view.name for view in views(workspace)] == ["taken"]


def test_script_in_a_name_is_kept_letter_by_letter(workspace: Workspace) -> None:
    name = "<script>alert(1)</script> & “quotes”"
    assert save_view(workspace, name, "Ada", name, "/", "Ada").name == name
    assert views(workspace)[0].note == name


def test_a_note_is_superseded_never_altered(workspace: Workspace) -> None:
    first = add_note(workspace, "event", "e1", "looks like a leak", "/diplomacy?v=1", "Ada")
    second = add_note(workspace, "event", "e1", "confirmed on 3 May", "", "Bo", supersedes=first.id)
    assert notes(workspace) == [second]
    kept = {note.id: note for note in notes(workspace, superseded=True)}
    assert (kept[first.id].text, kept[first.id].author, kept[first.id].at) == (first.text, "Ada", first.at)
    assert kept[first.id].superseded_by == second.id


def test_a_note_takes_the_place_only_of_one_on_the_same_thing(workspace: Workspace) -> None:
    first = add_note(workspace, "event", "e1", "looks like a leak", "", "Ada")
    for on, of in (("event", "e2"), ("card", "e1")):
        with pytest.raises(WorkspaceError, match="is on event e1, not on"):
            add_note(workspace, on, of, "elsewhere", "", "Bo", supersedes=first.id)
    assert notes(workspace) == [first]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"on": "person"}, "an event, a card or a snapshot"),
        ({"of": "../x"}, "named by its id"),
        ({"text": " "}, "1 to 5000 letters"),
        ({"text": "x" * 5001}, "this one has 5001"),
        ({"link": "javascript:1"}, "no page of the app"),
        ({"author": ""}, "nobody is named"),
        ({"supersedes": "nobody"}, "no note 'nobody'"),
    ],
)
def test_what_is_no_note_is_refused(workspace: Workspace, changes: dict[str, str], said: str) -> None:
    asked = {"on": "card", "of": "overview.due", "text": "see page 3", "link": "", "author": "Ada", **changes}
    with pytest.raises(WorkspaceError, match=said):
        add_note(workspace, **asked)
    assert notes(workspace) == []


def _write(root: Path, shipped: Path, number: int) -> None:
    workspace = open_workspace(root, shipped, CONTRACT)
    for n in range(5):
        save_view(workspace, f"view {number}.{n}", "Ada", "", "/", f"process {number}")
        add_note(workspace, "card", "overview.due", f"note {number}.{n}", "", f"process {number}")


def test_several_processes_lose_nothing(workspace: Workspace) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [
        context.Process(target=_write, args=(workspace.root, workspace.shipped, number))
        for number in range(3)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert {view.name for view in views(workspace)} == {f"view {a}.{b}" for a in range(3) for b in range(5)}
    assert len(notes(workspace)) == 15
