"""Every page in a real browser: reached by a click, without console errors, usable by everybody, not too wide."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Reader
from tests.browser.page import Scheme, overhang, settled, violations

PAGES = {
    "Trade": "/trade",
    "Supply": "/supply",
    "Diplomacy": "/diplomacy",
    "Risk": "/risk",
    "Scenarios": "/scenarios",
    "Data": "/data",
    "Method": "/method",
}
SECTIONS = {
    "Trade": "Evidence",
    "Supply": "Evidence",
    "Diplomacy": "Evidence",
    "Risk": "Analysis",
    "Scenarios": "Analysis",
    "Data": "Workspace",
    "Method": "Workspace",
}


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_every_page_is_whole_and_accessible(open_page: Reader, path: str, width: int, scheme: Scheme) -> None:
    page = open_page(path, width=width, scheme=scheme)
    assert page.get_by_role("heading", level=1).count() == 1
    assert page.locator("[class*=st-key-card-]").count() >= 4
    assert page.get_by_role("alert").count() == 0
    assert overhang(page) == 0
    assert violations(page) == []
    assert open_page.complaints == []


def test_every_page_is_reached_by_a_click_and_keeps_the_question(open_page: Reader) -> None:
    page = open_page("/?buyer=military&on=2025-05-30")
    for name, section in SECTIONS.items():
        page.get_by_role("button", name=section, exact=True).click()
        page.get_by_text(name, exact=True).first.click()
        page.wait_for_url(f"**{PAGES[name]}?**")
        settled(page)
        assert "buyer=military" in page.url, name
        assert "on=2025-05-30" in page.url, name
        assert page.get_by_role("alert").count() == 0, name
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
