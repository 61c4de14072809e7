"""Every page in a real browser: reached by a click, without console errors, usable by everybody, not too wide."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Reader
from tests.browser.page import overhang, settled, violations

PAGES = {
    "Trade": "/trade",
    "Supply": "/supply",
    "Diplomacy": "/diplomacy",
    "Risk": "/risk",
    "Scenarios": "/scenarios",
    "Briefs": "/briefs",
    "Data": "/data",
    "Method": "/method",
}
SECTIONS = {
    "Trade": "Evidence",
    "Supply": "Evidence",
    "Diplomacy": "Evidence",
    "Risk": "Analysis",
    "Scenarios": "Analysis",
    "Briefs": "Workspace",
    "Data": "Workspace",
    "Method": "Workspace",
}
# Of its cards: the note and the digest.
FEWEST = {"Briefs": 2}


def look(page: Page, name: str) -> None:
    """The page is whole, fits the screen, and everybody can use it."""
    assert page.get_by_role("heading", level=1).count() == 1, name
    assert page.locator("[class*=st-key-card-]").count() >= FEWEST.get(name, 4), name
    assert page.get_by_role("alert").count() == 0, name
    assert overhang(page) == 0, name
    assert violations(page) == [], name


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_whole_and_accessible_on_a_phone_in_the_dark(open_page: Reader, name: str) -> None:
    look(open_page(PAGES[name], width=390, scheme="dark"), name)
    assert open_page.complaints == []


def test_every_page_is_reached_by_a_click_keeps_the_question_and_is_whole(open_page: Reader) -> None:
    page = open_page("/?buyer=military&on=2025-06-20")
    look(page, "Overview")
    for name, section in SECTIONS.items():
        page.get_by_role("button", name=section, exact=True).click()
        page.get_by_text(name, exact=True).first.click()
        page.wait_for_url(f"**{PAGES[name]}?**")
        settled(page)
        assert "buyer=military" in page.url, name
        assert "on=2025-06-20" in page.url, name
        look(page, name)
    assert open_page.complaints == []


def test_the_contents_lead_to_a_card_and_keep_the_question(open_page: Reader) -> None:
    page = open_page("/trade?buyer=listed")
    card = page.locator("#card-entities")
    expect(card).not_to_be_in_viewport()
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="Listed firms").click()
    expect(card).to_be_in_viewport()
    settled(page)
    assert "buyer=listed" in page.url
    assert open_page.complaints == []


def test_choosers_side_by_side_have_their_labels_on_one_line(open_page: Reader) -> None:
    page = open_page("/diplomacy?card=events")
    boxes = [
        page.get_by_text(label, exact=True).first.bounding_box() for label in ("Kinds", "Find in all events")
    ]
    kinds, find = (box["y"] for box in boxes if box)
    assert abs(kinds - find) < 2
