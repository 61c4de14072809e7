"""The Overview in a real browser: what it looks like, what a click does to the address, who can use it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pyarrow as pa
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from chokepoint.config import DATA
from chokepoint.engine import Tables
from chokepoint.workspace import open_workspace
from tests.browser.conftest import Reader
from tests.browser.page import Scheme, overhang, settled, violations
from tests.browser.server import Server
from tests.shipped import contract

CARDS = ("due", "board", "flowing", "magnets", "change", "news", "readings", "history", "freshness")
Shoot = Callable[[Page, str], Path]


def card(page: Page, key: str) -> Locator:
    return page.locator(f".st-key-card-{key}")


def title(page: Page, key: str) -> Locator:
    return card(page, key).get_by_role("heading", level=2)


def asked(page: Page) -> dict[str, str]:
    """The keys of the page's address."""
    return dict(parse_qsl(urlsplit(page.url).query))


@pytest.mark.parametrize(("width", "scheme"), [(1440, "dark"), (390, "light")])
def test_every_reader_sees_every_card(open_page: Reader, shoot: Shoot, width: int, scheme: Scheme) -> None:
    page = open_page("/", width=width, scheme=scheme)
    assert page.get_by_role("heading", level=1).count() == 1
    for key in CARDS:
        assert title(page, key).inner_text().strip(), key
    assert page.locator(".js-plotly-plot .main-svg").count() >= 3
    assert page.get_by_role("alert").count() == 0
    assert overhang(page) == 0
    assert violations(page) == []
    assert shoot(page, f"overview-{scheme}-{width}").stat().st_size > 50_000


def test_a_change_of_the_buyer_is_in_the_address_and_survives_reload_back_and_forward(
    open_page: Reader,
) -> None:
    page = open_page("/", fresh=True)
    civil = title(page, "readings").inner_text()
    page.get_by_role("radio", name="Military").click()
    settled(page)
    military = title(page, "readings").inner_text()
    assert asked(page) == {"buyer": "military"}
    assert military != civil

    page.reload()
    settled(page)
    assert (asked(page), title(page, "readings").inner_text()) == ({"buyer": "military"}, military)

    page.go_back()
    expect(title(page, "readings")).to_have_text(civil)
    assert asked(settled(page)) == {}
    page.go_forward()
    expect(title(page, "readings")).to_have_text(military)
    assert asked(settled(page)) == {"buyer": "military"}

    page.get_by_role("button", name="Reset the question").click()
    expect(title(page, "readings")).to_have_text(civil)
    assert asked(settled(page)) == {}


def test_the_tabs_of_a_card_hold_its_rows_and_its_sources(open_page: Reader) -> None:
    page = open_page("/")
    magnets = card(page, "magnets")
    assert magnets.locator(".js-plotly-plot").count() == 1
    magnets.get_by_role("tab", name="Table").click()
    settled(page)
    expect(magnets.get_by_test_id("stDataFrame")).to_be_visible()
    magnets.get_by_role("tab", name="Sources").click()
    settled(page)
    expect(magnets.get_by_text("retrieved").first).to_be_visible()
    magnets.get_by_role("tab", name="Chart").click()
    settled(page)
    expect(magnets.locator(".js-plotly-plot")).to_be_visible()


def test_a_card_can_be_saved_cited_and_linked(open_page: Reader) -> None:
    page = open_page("/?buyer=military")
    tools = card(page, "board")
    tools.get_by_role("button", name="Save, cite, link").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Displayed rows (CSV)").click()
    text = waiting.value.path().read_text(encoding="utf-8-sig")
    told = dict(line[2:].split(": ", 1) for line in text.splitlines() if line.startswith("# "))
    assert told["title"] == title(page, "board").inner_text()
    assert told["unit"] == "legal state"
    assert "military buyers" in told["filters"]
    assert "\nDy,dysprosium,licence,barred,barred," in text
    page.get_by_role("tab", name="Cite").click()
    expect(page.get_by_text("Chokepoint: “Seven of 17 elements")).to_be_visible()
    page.get_by_role("tab", name="Link").click()
    link = page.get_by_text(re.compile(r"^http://127.*v=1$")).first.inner_text()
    keys = parse_qs(urlsplit(link).query)
    assert (keys["buyer"], keys["card"]) == (["military"], ["board"])
    assert {"snapshot", "method", "on", "compare", "since", "pair"} <= set(keys)
    assert link == told["link"]

    pinned = open_page("/?" + urlsplit(link).query)
    assert title(pinned, "board").inner_text() == title(page, "board").inner_text()
    expect(pinned.locator(".cp-note")).to_have_text("Part of a page. Show the whole page")


def test_a_bad_link_says_what_was_not_understood_and_shows_the_page(open_page: Reader) -> None:
    page = open_page("/?foo=1&on=yesterday&buyer=pirate&snapshot=deadbeef00", fresh=True)
    note = page.locator(".cp-note")
    expect(note).to_be_visible()
    for part in ("foo=1", "on=yesterday", "buyer=pirate", "snapshot=deadbeef00"):
        expect(note).to_contain_text(part)
    assert title(page, "board").inner_text().startswith("Seven of 17 elements")
    page.get_by_role("button", name="Reset the question").click()
    expect(note).to_have_count(0)


HEADLINE = "<script>taken()</script> <b>bold</b> %{y}"


def test_markup_in_a_headline_is_letters_also_inside_a_figure(open_page: Reader, server: Server) -> None:
    workspace = open_workspace(server.workspace, DATA, contract())
    events = Tables(workspace, workspace.head())["events"].copy()
    scored = events.index[events["headline"].str.startswith("China puts MP Materials")]
    events.loc[scored, "headline"] = HEADLINE
    rows = pa.Table.from_pandas(events, preserve_index=False)
    draft = workspace.commit({"events": rows}, workspace.head(), "a test", "markup", line="draft:markup")
    page = open_page(f"/?snapshot={draft.id}")
    change = card(page, "change")
    assert HEADLINE in title(page, "change").inner_text()
    assert HEADLINE in change.locator(".js-plotly-plot").inner_text()
    assert change.locator("script", has_text="taken").count() == 0


SUB_PAGE = """
import streamlit as st
from chokepoint.ui.frame import current
st.html("<h1>Second page for " + current().question.buyer + " buyers</h1>")
"""
ENTRY = """
import streamlit as st
from chokepoint.ui.frame import open_frame
page = st.navigation([st.Page("pages/first.py", default=True), st.Page("pages/second.py")], position="top")
if open_frame() is not None:
    page.run()
"""


@pytest.fixture
def just_started(tmp_path: Path) -> Iterator[Server]:
    """A server nobody has opened yet, with our frame around two pages."""
    (tmp_path / "pages").mkdir()
    for name, text in {"dashboard.py": ENTRY, "pages/first.py": "", "pages/second.py": SUB_PAGE}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with Server(tmp_path, tmp_path / "dashboard.py") as running:
        yield running


def test_the_first_link_that_a_server_gets_may_be_to_any_page(browser: Browser, just_started: Server) -> None:
    """Streamlit runs the file of a sub-page without its entry until somebody has opened the app."""
    visit = Reader(browser, just_started.url, {})
    page = visit("/second?buyer=military", fresh=True)
    expect(page.get_by_role("heading", name="Second page for military buyers")).to_be_visible()
    assert page.locator(".cp-status").count() == 1
    assert asked(page) == {"buyer": "military"}
    assert visit.complaints == []
    visit.close()
