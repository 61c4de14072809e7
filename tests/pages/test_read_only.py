"""Where everybody may read and nobody signs in, nothing of the workspace can be changed; notes that cannot be kept."""

from __future__ import annotations

import re

import pytest
import streamlit as st

from chokepoint.workspace import Workspace
from chokepoint.workspace.views import save_view
from tests.pages.reach import reach
from tests.pages.screen import Screen

pytestmark = pytest.mark.usefixtures("still", "workspace")
LOST = re.compile(r"[Tt]able events\b.* cannot be ")
WRITING = {"Save the view", "Copy", "Start page", "Retire", "Keep the note", "Keep this brief among the saved views"}  # fmt: skip


def buttons(screen: Screen) -> set[str]:
    """Labels of the buttons beside the sidebar."""
    return {one.label for one in screen.app.main.get("button")}


def handout(name: str) -> Screen:
    """The Overview with what can be taken from a card opened."""
    screen = Screen()
    screen.app.session_state[f"take-{name}"] = True
    return screen.run()


@pytest.fixture
def open_to_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """The app listens on an address that other machines reach, for reading."""
    real = st.get_option
    monkeypatch.setattr(st, "get_option", lambda key: "0.0.0.0" if key == "server.address" else real(key))
    monkeypatch.setattr("chokepoint.ui.frame.may_draw", lambda settings, address: True)


@pytest.fixture
def brief(workspace: Workspace) -> Screen:
    """The page Briefs with a saved view, and a brief of one paragraph."""
    if not (workspace.root / "seen").exists():
        save_view(workspace, "Board", "Ada", "", "/?v=1", "Ada")
        (workspace.root / "seen").touch()
    page = reach("briefs").screen
    page.app.text_area(key="brief-text").set_value("A paragraph.")
    page.app.button(key="brief-write").click()
    return page.run()


def test_a_reader_of_this_machine_may_write(brief: Screen) -> None:
    assert buttons(brief) >= WRITING
    assert "Keep the note" in buttons(handout("due"))


def test_a_reader_of_another_machine_may_only_read(open_to_all: None, brief: Screen) -> None:
    assert not buttons(brief) & WRITING
    assert "Board" in brief.page.text
    assert brief.page.text.count("nobody may change anything: nobody signs in here.") == 2
    taken = handout("due")
    assert "To cite this" in taken.page.text
    assert "Keep the note" not in buttons(taken)


def test_a_note_that_cannot_be_kept_says_why_and_one_that_is_kept_empties_its_field() -> None:
    page = handout("due")
    page.app.text_area(key="note-text-due").set_value("  ")
    page.app.text_input(key="note-by-due").set_value("Ada")
    page.run()
    page.app.button(key="note-keep-due").click()
    page.run()
    assert "Not kept: a note has 1 to 5000 letters; this one has 0." in page.page.text
    page.app.text_area(key="note-text-due").set_value("Ask legal.")
    page.run()
    page.app.button(key="note-keep-due").click()
    page.run()
    assert "Not kept" not in page.page.text
    assert page.card("due").text.count("Ask legal.") == 1
    assert page.app.text_area(key="note-text-due").value == ""


@pytest.mark.usefixtures("cold")
@pytest.mark.parametrize("name", ["briefs", "method"])
def test_a_lost_table_of_events_costs_its_parts_and_not_the_page(own_workspace: Workspace, name: str) -> None:
    for file in (own_workspace.root / "tables" / "events").glob("*.parquet"):
        file.unlink()
    page = reach(name).screen
    assert LOST.search(page.page.text)
    assert len(page.cards) > 1
    assert "Traceback" not in page.page.text


@pytest.mark.usefixtures("cold")
def test_countries_keep_their_figures_when_the_events_of_the_score_are_lost(own_workspace: Workspace) -> None:
    for file in (own_workspace.root / "tables" / "events").glob("*.parquet"):
        file.unlink()
    card = reach("supply").screen.card("countries")
    assert LOST.search(card.row("Readings")[1])
    assert any(cell.strip() for row in card.rows for cell in row[1:] if row[0] != "Readings")
    assert "cannot be shown" not in card.title
