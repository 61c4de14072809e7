"""A link carries the choices of cards and can ask for single cards; what it asks in vain is named."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl

import pytest
import yaml

from chokepoint.workspace import Workspace
from tests.pages.reach import reach

LINKS = Path(__file__).parents[1] / "share" / "links.yaml"
pytestmark = pytest.mark.usefixtures("still", "workspace")


def test_choices_of_a_link_are_shown_and_a_choice_made_is_in_the_link() -> None:
    screen = reach("diplomacy", "topic=subsidies&kinds=act,threat&status=kept").screen
    assert "subsidies" in screen.card("topics").title
    assert screen.app.button_group(key="diplomacy-kinds").value == ["act", "threat"]
    assert screen.note == ""
    screen.app.button_group(key="diplomacy-topic").set_value("Taiwan")
    screen.app.session_state["page-link"] = True
    screen.run()
    assert "Taiwan" in screen.card("topics").title
    pinned, living = (dict(parse_qsl(code.value.lstrip("?"))) for code in screen.app.code)
    assert living == {"topic": "Taiwan", "kinds": "act,threat", "status": "kept"}
    assert living.items() <= pinned.items()
    assert pinned["v"] == "1"


RELEASED = [link for link in yaml.safe_load(LINKS.read_text(encoding="utf-8")) if "card" in link]


@pytest.mark.parametrize("link", RELEASED, ids=[link["page"] for link in RELEASED])
def test_choices_of_a_link_of_an_earlier_release_are_still_shown(link: dict[str, str]) -> None:
    screen = reach(link["page"], link["query"]).screen
    assert screen.note == ""
    assert "not one of the choices here" not in screen.page.text
    assert link["says"] in screen.card(link["card"]).text


def test_a_choice_that_a_card_does_not_offer_is_named_in_it() -> None:
    screen = reach("trade", "flow=coal-USA&topic=Taiwan").screen
    assert "flow=coal-USA (not one of the choices here): shown with 85051110-USA" in screen.card("flows").text
    assert "topic=Taiwan (a choice on the page Diplomacy): not used here" in screen.note


def test_a_link_may_ask_for_single_cards() -> None:
    screen = reach("overview", "card=board,magnets").screen
    assert screen.cards == ["board", "magnets"]


def test_the_status_line_leads_to_this_version_and_to_the_newest(workspace: Workspace) -> None:
    living = reach("overview", "buyer=listed").screen.page.html
    assert f'<a href="?snapshot={workspace.head().id}&amp;' in living
    assert "Keep this version" in living
    first = workspace.head()
    events = workspace.files(first, "events")
    assert events
    tables = {"events": rows_without_one(workspace)}
    newer = workspace.commit(tables, first, "a test", "one event less")
    pinned = reach("overview", f"snapshot={first.id}&buyer=listed").screen
    assert '<a href="?buyer=listed" target="_self">Go to the newest</a>' in pinned.page.html
    assert newer.id in reach("overview").screen.page.text.split("\n")[0]


def rows_without_one(workspace: Workspace):  # type: ignore[no-untyped-def]
    from chokepoint.engine import Tables
    from tests.pages.conftest import rows_as_arrow

    return rows_as_arrow(Tables(workspace, workspace.head())["events"].iloc[1:])
