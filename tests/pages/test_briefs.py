"""The page Briefs: the note, the builder, the digest, saved views, notes of colleagues; and notes where they belong."""

from __future__ import annotations

import io
from dataclasses import replace

import docx
import pytest

from chokepoint.charts.theme import Drawing
from chokepoint.config import read_settings
from chokepoint.share.brief import BriefError, file_of
from chokepoint.share.paper import Figure, Words, table_rows
from chokepoint.ui.briefs import bare_context, brief_of, linked
from chokepoint.ui.card import Card
from chokepoint.ui.catalogue import CATALOGUE
from chokepoint.ui.picked import Paragraph
from chokepoint.workspace import Workspace
from chokepoint.workspace.notes import add_note, notes
from chokepoint.workspace.views import retire_view, save_view, views
from tests.pages.reach import reach
from tests.pages.screen import TODAY, Screen
from tests.shipped import contract

pytestmark = pytest.mark.usefixtures("still", "workspace")
HEADLINE = "China puts MP Materials and USA Rare Earth on its export-control list"


@pytest.fixture
def page() -> Screen:
    return reach("briefs").screen


def test_the_note_and_the_digest_are_cards_with_files(page: Screen) -> None:
    assert page.cards == ["note", "digest"]
    assert "Risk score 44 of 100" in page.card("note").text
    assert page.card("digest").title == "What changed since 2026-10-22"
    labels = [button.proto.label for button in page.app.get("download_button")]
    assert labels.count("Word (DOCX)") == 2


def test_the_digest_counts_from_the_day_or_version_of_the_link(workspace: Workspace) -> None:
    card = reach("briefs", "digest-since=2026-05-15").screen.card("digest")
    assert card.title == "What changed since 2026-05-15"
    assert HEADLINE in card.text
    assert f"version {workspace.head().id}" in reach("briefs", f"digest-since={workspace.head().id}").screen.card("digest").title  # fmt: skip
    wrong = reach("briefs", "digest-since=<b>soon").screen.card("digest")
    assert "'<b>soon' is neither a day such as 2026-09-01 nor a version of the data" in wrong.text


def test_a_brief_is_put_together_reordered_and_taken_apart(page: Screen) -> None:
    assert "The brief is empty" in page.page.text
    page.app.selectbox(key="brief-pick").set_value("overview.board")
    page.run()
    page.app.text_area(key="brief-text").set_value("My <b>own</b> words.")
    page.app.button(key="brief-write").click()
    page.run()
    assert "1 Overview, 2026-07-02: What is blocked, for whom" in page.page.text
    assert "2 own paragraph: My <b>own</b> words." in page.page.text
    page.app.button(key="up-1").click()
    page.run()
    assert "1 own paragraph" in page.page.text
    page.app.button(key="out-0").click()
    page.run()
    assert "1 card, 0 own paragraphs" in page.page.text
    labels = [button.proto.label for button in page.app.get("download_button")]
    assert "One HTML file (figures interactive, opens without network)" in labels


def test_a_card_of_any_page_is_put_into_the_brief_with_its_choices() -> None:
    screen = reach("trade", "flow=85051110-DEU").screen
    screen.app.session_state["take-flows-85051110-DEU"] = True
    screen.run()
    screen.app.button(key="brief-flows-85051110-DEU").click()
    screen.run()
    screen.app.switch_page("pages/briefs.py")
    screen.run()
    assert "1 Trade, 2026-07-02:" in screen.page.text


def test_the_figures_of_a_brief_are_those_of_the_screen(workspace: Workspace) -> None:
    context = bare_context(read_settings(), contract(), workspace, TODAY, weak=True)
    here, picks, unread = linked(context, "/?card=due,magnets,risk.risk-parts&buyer=military&foo=1")
    assert unread == ["foo=1: no such key; shown without it"]
    assert here.question.buyer == "military"
    paper = brief_of(
        here, [*picks[:1], Paragraph("Own."), *picks[1:]], "T", "Ada", "http://x/?v=1", weak=True
    )
    shown = {card.key: card for card in reach("overview", "buyer=military").cards}
    exhibits = [block.exhibit for block in paper.blocks if isinstance(block, Figure)]
    assert [one.key for one in exhibits] == ["1-due", "3-magnets", "4-risk-parts"]
    assert paper.blocks[1] == Words("Own.", "own", "Ada")
    for one, key in zip(exhibits, ("due", "magnets"), strict=False):
        assert (one.title, one.as_of, one.sources) == (shown[key].title, shown[key].as_of, shown[key].sources)
        assert one.table.equals(shown[key].table)
    page = file_of(paper, ".html").decode()
    word = docx.Document(io.BytesIO(file_of(paper, ".docx")))
    cells = [[cell.text for cell in row.cells] for row in word.tables[0].rows]
    assert cells[1:] == [list(row) for row in table_rows(shown["due"].table, 40)]
    months = shown["magnets"].table
    assert isinstance(shown["magnets"].body, Drawing)
    for month, quantity in months.dropna(subset=["quantity (t)"])[["month", "quantity (t)"]].itertuples(index=False):  # fmt: skip
        assert (
            f"<td>{month}</td><td>{quantity:.12g}</td>".replace(month, f'<span class="d">{month}</span>')
            in page
        )


def test_a_brief_leaves_out_what_rests_on_a_copy_alone_and_says_so(workspace: Workspace) -> None:
    context = bare_context(read_settings(), contract(), workspace, TODAY, weak=False)
    _, picks, _ = linked(context, "/?card=news")
    strict, loose = (brief_of(context, picks, "", "", "x", weak=weak) for weak in (False, True))
    kinds = {source.kind for source in strict.sources}
    assert not kinds & {"copy", "opinion"}
    assert "are not listed; the score uses all evidence" in strict.foot[3]
    rows = [paper.figures[0].exhibit.table for paper in (strict, loose)]
    assert len(rows[0]) <= len(rows[1])


def test_a_pinned_card_keeps_its_numbers_after_an_upload(workspace: Workspace) -> None:
    from chokepoint.engine import Tables
    from tests.pages.conftest import rows_as_arrow

    settings, first = read_settings(), workspace.head()
    before = bare_context(settings, contract(), workspace, TODAY, weak=True)
    here, picks, _ = linked(before, "/?card=readings")
    held = brief_of(here, picks, "", "", "x", weak=True).figures[0].exhibit.table
    events = Tables(workspace, first)["events"]
    workspace.commit({"events": rows_as_arrow(events.iloc[:-40])}, first, "a test", "fewer events")
    try:
        after = bare_context(settings, contract(), workspace, TODAY, weak=True)
        assert after.snapshot.id != first.id
        paper = brief_of(after, picks, "", "", "x", weak=True)
        assert paper.figures[0].exhibit.table.equals(held)
        assert f"Data version {first.id}." in paper.figures[0].notes[0].text
        follows = [replace(picks[0], question=after.question)]
        assert not brief_of(after, follows, "", "", "x", weak=True).figures[0].exhibit.table.equals(held)
    finally:
        workspace.restore(first.id, "a test", "back")


def test_a_card_that_no_page_has_is_refused_by_name(workspace: Workspace) -> None:
    context = bare_context(read_settings(), contract(), workspace, TODAY, weak=False)
    with pytest.raises(BriefError, match="page method has no card peace"):
        linked(context, "/method?card=peace")


# Card and choices of a link, and what the brief then says and does not say.
CHOSEN = {
    "trade/flows?flow=85051110-JPN": ("to Japan", "to the United States"),
    "trade/entities?search-entities=magnet": ("magnet", "could not be made"),
    "supply/tiles?tiles=gap": ("outside", "could not be made"),
    "supply/element?element=Nd": ("eodymium", "ysprosium"),
    "diplomacy/events?kinds=relief": ("elief", "could not be made"),
    "diplomacy/ledger?status=kept&by=CHN": ("kept", "could not be made"),
    "diplomacy/topics?topic=soybeans": ("soybean", "could not be made"),
    "risk/risk-follow?part=stress:magnets": ("magnets", "could not be made"),
    "scenarios/scenario-readings?scenario=april-2025-lifted&also=act": ("Score 43.9 to", "could not be made"),
    "method/parameters?find=licence": ("Found for “licence”", "could not be made"),
    "data/sheet?data-sheet=tariffs": ("ariff", "could not be made"),
}


@pytest.mark.parametrize("asked", CHOSEN)
def test_a_card_in_a_brief_keeps_the_choices_of_its_link(workspace: Workspace, asked: str) -> None:
    context = bare_context(read_settings(), contract(), workspace, TODAY, weak=True)
    card, _, choices = asked.partition("?")
    page, _, name = card.partition("/")
    _, picks, unread = linked(context, f"/{page}?card={name}&{choices}")
    text = file_of(brief_of(context, picks, "", "", "x", weak=True), ".md").decode()
    said, not_said = CHOSEN[asked]
    assert not unread
    assert said in text
    assert not_said not in text


@pytest.mark.parametrize(
    "asked",
    ["trade?card=flows&flow=TEA-USA", "supply?card=element&element=Xx", "supply?card=chain&sources=mining:nobody",
     "diplomacy?card=ledger&status=forgotten", "diplomacy?card=events&kinds=act,dance", "risk?card=risk-follow&part=luck",
     "scenarios?card=scenario-parts&scenario=peace", "method?card=sheet&sheet=secrets"],
)  # fmt: skip
def test_a_choice_that_a_card_does_not_offer_is_said_in_its_place(workspace: Workspace, asked: str) -> None:
    context = bare_context(read_settings(), contract(), workspace, TODAY, weak=True)
    _, picks, _ = linked(context, f"/{asked}")
    paper = brief_of(context, picks, "", "", "x", weak=True)
    text = file_of(paper, ".md").decode()
    assert not paper.figures
    assert "this card could not be made" in text
    assert ("not one of the choices of this card" in text) or ("no scenario of this name" in text)


@pytest.mark.parametrize("page", CATALOGUE)
def test_every_card_can_be_put_into_a_brief_by_name(workspace: Workspace, page: str) -> None:
    context = bare_context(read_settings(), contract(), workspace, TODAY, weak=True)
    _, picks, _ = linked(context, f"/{page}?card={','.join(CATALOGUE[page])}")
    assert len(picks) == len(CATALOGUE[page])
    text = file_of(brief_of(context, picks, "", "", "x", weak=True), ".md").decode()
    assert "could not be made" not in text
    assert "cannot be made" not in text


def test_what_goes_wrong_in_a_card_stays_in_it(workspace: Workspace) -> None:
    context = bare_context(read_settings(), contract(), workspace, TODAY, weak=False)
    _, picks, _ = linked(context, "/?card=readings,due")

    def broken(_: object) -> Card:
        raise ZeroDivisionError("postgres://user:password@host")

    paper = brief_of(context, [replace(picks[0], make=broken), picks[1]], "", "", "x")
    assert [figure.exhibit.key for figure in paper.figures] == ["2-due"]
    text = file_of(paper, ".md").decode()
    assert "Four readings and the score: this card could not be made. The rest is not touched by it." in text
    assert "password" not in text


def test_notes_of_colleagues_are_in_a_brief_if_chosen(workspace: Workspace) -> None:
    note = add_note(workspace, "card", "overview.readings", "Mind the <b>yttrium</b>.", "", "Ada")
    add_note(workspace, "snapshot", workspace.head().id, "A version to quote.", "", "Bo")
    context = replace(
        bare_context(read_settings(), contract(), workspace, TODAY, weak=False),
        remarks=tuple(notes(workspace)),
    )
    _, picks, _ = linked(context, "/?card=readings")
    plain, noted = (brief_of(context, picks, "", "", "x", noted=noted) for noted in (False, True))
    assert plain.figures[0].notes == ()
    said = Words("Mind the <b>yttrium</b>.", "own", f"Ada, {note.at:%Y-%m-%d}, note on this card")
    assert noted.figures[0].notes == (said,)
    assert any(isinstance(block, Words) and block.text == "A version to quote." for block in noted.blocks)
    assert "Mind the &lt;b&gt;yttrium" in file_of(noted, ".html").decode()


def test_the_cards_of_a_saved_view_are_put_into_a_brief(workspace: Workspace) -> None:
    two = save_view(workspace, "two cards", "Ada", "", "/?card=due%2Cboard&buyer=listed", "Ada")
    whole = save_view(workspace, "method view", "Ada", "", "/method?find=licence", "Ada")
    other = save_view(workspace, "a note", "Ada", "", "/briefs", "Ada")
    page = reach("briefs").screen
    page.app.selectbox(key="brief-view").set_value(two.id)
    page.run()
    assert "2 cards, 0 own paragraphs" in page.page.text
    page.app.selectbox(key="brief-view").set_value(whole.id)
    page.run()
    assert f"{2 + len(CATALOGUE['method'])} cards, 0 own paragraphs" in page.page.text
    page.app.selectbox(key="brief-view").set_value(other.id)
    page.run()
    assert f"{2 + len(CATALOGUE['method']) + 2} cards, 0 own paragraphs" in page.page.text
    for view in (two, whole, other):
        retire_view(workspace, view.id, "Ada")


EVIL = "<script>taken()</script>"


def test_a_view_is_saved_searched_opened_copied_and_retired(workspace: Workspace) -> None:
    page = reach("briefs").screen
    page.app.text_input(key="shelf-me").set_value("Ada")
    link = f"http://127.0.0.1:8501/trade?buyer=listed&snapshot={workspace.head().id}"
    for key, text in (("name", EVIL), ("owner", "Bo"), ("note", "for Monday"), ("link", link)):
        page.app.text_input(key=f"view-{key}").set_value(text)
    page.app.button(key="view-save").click()
    page.run()
    (view,) = views(workspace)
    assert (view.name, view.owner, view.link) == (
        EVIL,
        "Bo",
        f"/trade?buyer=listed&snapshot={workspace.head().id}",
    )
    assert f"Saved: {EVIL}" in page.page.text
    assert "<script>taken" not in page.page.html
    assert (
        f'<a href="./trade?buyer=listed&amp;snapshot={workspace.head().id}" target="_self">' in page.page.html
    )
    page.app.text_input(key="view-find").set_value("nobody")
    page.run()
    assert "No saved view with “nobody”" in page.page.text
    page.app.text_input(key="view-find").set_value("monday")
    page.run()
    page.app.button(key=f"copy-{view.id}").click()
    page.run()
    assert page.app.text_input(key="view-name").value == f"Copy of {EVIL}"
    page.app.button(key=f"start-{view.id}").click()
    page.run()
    assert f"Start page: {EVIL}" in reach("overview").screen.page.text
    page.app.button(key=f"retire-{view.id}").click()
    page.run()
    assert views(workspace) == []
    assert "Start page" not in reach("overview").screen.page.text


def test_what_cannot_be_saved_is_said_and_the_form_keeps_its_words() -> None:
    page = reach("briefs").screen
    page.app.text_input(key="view-name").set_value("mine")
    page.app.text_input(key="view-link").set_value("https://elsewhere.example/x?y=1")
    page.app.button(key="view-save").click()
    page.run()
    assert "is no page of the app" in page.page.text
    assert page.app.text_input(key="view-name").value == "mine"


def test_a_note_stands_where_it_belongs_and_its_event_may_be_gone(workspace: Workspace) -> None:
    from chokepoint.engine import Tables

    events = Tables(workspace, workspace.head())["events"]
    event = events.loc[events["headline"] == HEADLINE, "event_id"].iloc[0]
    add_note(workspace, "event", event, f"{EVIL} watch this", "/diplomacy?v=1", "Ada")
    add_note(workspace, "card", "overview.board", "Ask legal.", "", "Bo")
    add_note(workspace, "snapshot", workspace.head().id, "Before the May revision.", "", "Cy")
    add_note(workspace, "event", "gone-event", "Was it real?", "", "Di")
    overview = reach("overview").screen
    assert "Ask legal." in overview.card("board").text
    assert "Ask legal." not in overview.card("due").text
    assert f"{EVIL} watch this" in overview.card("change").text, "the event is a part of the change"
    assert "Before the May revision." in overview.page.text
    assert "<script>taken" not in overview.page.html
    listed = reach("briefs").screen.page.text
    gone = f"the event gone-event, which is not (or no longer) in data version {workspace.head().id}"
    assert gone in listed
    assert f"note on the event “{HEADLINE}”" in listed


def test_a_note_is_written_on_the_page(workspace: Workspace) -> None:
    page = reach("briefs").screen
    page.app.text_input(key="shelf-me").set_value("Eve")
    page.app.button_group(key="note-on").set_value("card")
    page.run()
    page.app.selectbox(key="note-of-card").set_value("overview.due")
    page.app.text_area(key="note-text").set_value("Call the embassy.")
    page.app.button(key="note-save").click()
    page.run()
    assert "The note is kept." in page.page.text
    assert "Call the embassy." in reach("overview").screen.card("due").text


def test_a_table_that_is_lost_costs_its_part_and_not_the_page(unshipped: str) -> None:
    page = reach("briefs").screen
    assert unshipped == "deadlines"
    assert "What is due cannot be told: table deadlines" in page.card("note").text
    digest = page.card("digest").text
    assert "Deadlines coming\nCannot be told: table deadlines" in digest
    assert "Measures and events" in digest
    assert "Put a brief together" in page.page.text


def test_damaged_notes_and_views_cost_themselves_and_not_the_page(workspace: Workspace) -> None:
    broken = [workspace.root / "records" / kind / "0000.json" for kind in ("notes", "views", "methods")]
    for path in broken:
        path.parent.mkdir(exist_ok=True)
        path.write_text("{")
    try:
        start, briefs = Screen(), reach("briefs").screen
        assert start.card("readings").title
        for screen in (start, briefs):
            assert "Notes of colleagues are not shown" in screen.page.text
            assert "remove the file" in screen.page.text
        assert "! Saved views:" in start.page.text
        assert briefs.page.html.count('role="alert"') == 3
    finally:
        for path in broken:
            path.unlink()
