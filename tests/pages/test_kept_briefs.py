"""A brief is kept with its cards, questions, choices and paragraphs, and a colleague opens the same one by its link."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from chokepoint.config import read_settings
from chokepoint.engine import Tables
from chokepoint.share.brief import file_of
from chokepoint.ui.briefs import bare_context, brief_of, kept_of, linked, parts_of, parts_of_link, written
from chokepoint.ui.context import Context
from chokepoint.ui.picked import Paragraph
from chokepoint.workspace import Workspace
from chokepoint.workspace.briefs import CARD, TEXT, keep_brief
from chokepoint.workspace.views import retire_view, save_view, views
from tests.pages.conftest import rows_as_arrow
from tests.pages.reach import reach
from tests.pages.screen import TODAY, Screen
from tests.shipped import contract

pytestmark = pytest.mark.usefixtures("still", "workspace")
WORDS = "My <script>own()</script> words.\n\nSecond."


def context_of(workspace: Workspace) -> Context:
    return bare_context(read_settings(), contract(), workspace, TODAY, weak=True)


def put_together(workspace: Workspace) -> Screen:
    """The builder with a card of the page Trade as it was asked there, a paragraph and a card picked here."""
    screen = reach("trade", "flow=85051110-JPN&buyer=military").screen
    screen.app.session_state["take-flows-85051110-JPN"] = True
    screen.run()
    screen.app.button(key="brief-flows-85051110-JPN").click()
    screen.run()
    screen.app.switch_page("pages/briefs.py")
    screen.run()
    screen.app.text_area(key="brief-text").set_value(WORDS)
    screen.app.button(key="brief-write").click()
    screen.run()
    screen.app.selectbox(key="brief-pick").set_value("overview.readings")
    screen.run()
    return screen


def test_a_brief_is_kept_opened_by_its_link_altered_and_kept_anew(workspace: Workspace) -> None:
    screen = put_together(workspace)
    screen.app.button(key="brief-keep").click()
    screen.run()
    assert "Not kept: the brief has no title of 1 to 120 letters; give it one." in screen.page.text
    assert views(workspace) == []
    screen.app.text_input(key="brief-title").set_value("For noon")
    screen.app.text_input(key="brief-author").set_value("Ada")
    screen.app.checkbox(key="brief-notes").check()
    screen.app.button(key="brief-keep").click()
    screen.run()
    assert "Kept, and listed among the saved views: For noon." in screen.page.text
    (view,) = views(workspace)
    assert (view.name, view.owner) == ("For noon", "Ada")
    kept = kept_of(context_of(workspace), view.link)
    assert kept is not None
    assert screen.app.query_params["brief"] == kept.id

    colleague = reach("briefs", f"brief={kept.id}").screen
    assert colleague.note == ""
    assert f"Kept by Ada on {kept.at:%Y-%m-%d}." in colleague.page.text
    for line in (
        "\n1 Trade, 2026-07-02: Monthly flows (85051110-JPN)\n",
        "\n2 own paragraph: My <script>own()</script> words. Second.\n",
        "\n3 Overview, 2026-07-02: Four readings and the score\n",
    ):
        assert line in colleague.page.text
    assert colleague.app.text_input(key="brief-title").value == "For noon"
    assert colleague.app.checkbox(key="brief-notes").value
    assert not colleague.app.checkbox(key="brief-weak").value
    assert "<script>own" not in colleague.page.html

    colleague.app.button(key="up-2").click()
    colleague.run()
    assert "brief" not in colleague.app.query_params, "what was altered is not what was kept"
    colleague.app.button(key="brief-keep").click()
    colleague.run()
    assert "a view called For noon is saved already" in colleague.page.text
    anew = colleague.app.query_params["brief"]
    assert anew != kept.id
    assert reach("briefs", f"brief={kept.id}").screen.page.text.count("2 own paragraph: My") == 1
    retire_view(workspace, view.id, "Ada")


def test_title_author_and_parts_stand_when_the_page_changes_and_comes_back(workspace: Workspace) -> None:
    kept = keep_brief(
        workspace, "To come back to", [(TEXT, "One."), (CARD, "/?card=due&v=1")], True, False, "Ada"
    )
    screen = reach("briefs", f"brief={kept.id}").screen
    screen.app.switch_page("pages/overview.py")
    screen.run()
    screen.app.switch_page("pages/briefs.py")
    screen.run()
    assert screen.app.text_input(key="brief-title").value == "To come back to"
    assert screen.app.text_input(key="brief-author").value == "Ada"
    assert screen.app.checkbox(key="brief-weak").value
    assert "1 own paragraph: One." in screen.page.text
    assert "1 card, 1 own paragraph" in screen.page.text


def test_a_kept_brief_says_the_same_after_an_upload(workspace: Workspace) -> None:
    context = context_of(workspace)
    picks = [pick for link in ("/?card=readings,news", "/supply?card=element&element=Nd&buyer=listed", "/risk?card=risk-follow&part=stress:magnets&own=act:90")
             for pick in linked(context, link)[1]]  # fmt: skip
    parts = [picks[0], Paragraph("Own."), *picks[1:]]
    kept = keep_brief(workspace, "Same", written(parts), True, False, "Ada")
    first = workspace.head()
    paper = brief_of(context, parts, kept.title, "Ada", "x", weak=True)
    workspace.commit(
        {"events": rows_as_arrow(Tables(workspace, first)["events"].iloc[:-40])}, first, "a test", "fewer"
    )
    try:
        later = context_of(workspace)
        assert later.snapshot.id != first.id
        again, said = parts_of(later, kept)
        assert said == []
        assert written(again) == list(kept.parts)
        here, _, _ = linked(later, f"/briefs?snapshot={first.id}&brief={kept.id}")
        assert file_of(brief_of(here, again, kept.title, "Ada", "x", weak=True), ".md") == file_of(
            paper, ".md"
        )
        figures = brief_of(later, again, kept.title, "Ada", "x", weak=True).figures
        assert all(
            a.exhibit.table.equals(b.exhibit.table) for a, b in zip(figures, paper.figures, strict=True)
        )
    finally:
        workspace.restore(first.id, "a test", "back")


def test_what_of_a_kept_brief_cannot_be_had_is_said_and_the_rest_opens(workspace: Workspace) -> None:
    links = ("/method?card=peace&v=1", "/?card=due&snapshot=deadbeef00&v=1", "/?card=board&buyer=pirate&v=7")
    kept = keep_brief(workspace, "Old", [(CARD, link) for link in links], False, False, "Ada")
    text = reach("briefs", f"brief={kept.id}").screen.page.text
    for part in ("page method has no card peace; left out", "snapshot=deadbeef00: not in this workspace", "import the data package",
                 "buyer=pirate: not one of civil, military, listed", "v=7: a link of another version", "2 cards, 0 own paragraphs"):  # fmt: skip
        assert part in text, part


@pytest.mark.parametrize("asked", ["0123456789ab", "../../x", "<script>taken()</script>", "x" * 10_000], ids=["unknown", "path", "script", "long"])  # fmt: skip
def test_a_brief_that_is_not_here_is_said_and_the_page_stands(asked: str) -> None:
    screen = reach("briefs", f"brief={asked}").screen
    assert f"Not opened: there is no brief {asked[:20]!r}"[:-1] in screen.page.text
    assert "in this workspace; open it where it was kept, or ask its author for the file" in screen.page.text
    assert "<script>taken" not in screen.page.html
    assert screen.cards == ["note", "digest"]
    assert "The brief is empty" in screen.page.text


def test_the_parts_of_a_kept_brief_can_go_into_another_one(workspace: Workspace) -> None:
    kept = keep_brief(workspace, "Parts", [(TEXT, "One."), (CARD, "/?card=due&v=1")], False, False, "Ada")
    view = save_view(workspace, "Parts", "Ada", "", f"/briefs?brief={kept.id}", "Ada")
    page = reach("briefs").screen
    page.app.selectbox(key="brief-view").set_value(view.id)
    page.run()
    assert "1 own paragraph: One." in page.page.text
    assert "1 card, 1 own paragraph" in page.page.text
    assert "brief" not in page.app.query_params
    retire_view(workspace, view.id, "Ada")


def test_the_note_and_the_digest_go_into_a_brief_with_their_day(workspace: Workspace) -> None:
    screen = reach("briefs").screen
    for key in ("note", "digest"):
        screen.app.session_state[f"take-{key}"] = True
        screen.run()
        screen.app.button(key=f"brief-{key}").click()
        screen.run()
    assert "2 cards, 0 own paragraphs" in screen.page.text
    parts = screen.app.session_state["_brief"]
    since = parse_qs(urlsplit(parts[1].link).query)["digest-since"]
    assert since == ["2026-10-22"], "a day that moves with the calendar is written out"
    context = context_of(workspace)
    again = [part for kind, text in written(parts) for part in parts_of_link(context, text)[0]]
    made, kept = (brief_of(context, some, "T", "", "x", weak=True) for some in (parts, again))
    assert file_of(made, ".md") == file_of(kept, ".md")
    assert "What changed since 2026-10-22" in file_of(made, ".md").decode()
    later = replace(context, today=TODAY.replace(month=12))
    assert "What changed since 2026-10-22" in file_of(brief_of(later, again, "T", "", "x"), ".md").decode()


def test_the_pinned_link_of_the_page_holds_the_kept_brief_and_absolute_days(workspace: Workspace) -> None:
    kept = keep_brief(workspace, "Link", [(TEXT, "One.")], False, False, "Ada")
    screen = reach("briefs", f"brief={kept.id}").screen
    screen.app.session_state["page-link"] = True
    screen.run()
    pinned, living = (dict(parse_qsl(code.value.lstrip("?"))) for code in screen.app.code)
    assert (pinned["brief"], pinned["digest-since"], pinned["snapshot"]) == (
        kept.id,
        "2026-10-22",
        workspace.head().id,
    )
    assert living == {"brief": kept.id}
