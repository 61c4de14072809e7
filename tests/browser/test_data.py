"""A file put in through a real browser: its findings and effect are shown, nothing is published, all usable."""

from __future__ import annotations

from pathlib import Path

from tests.browser.conftest import Reader
from tests.browser.page import overhang, settled, violations
from tests.update.rows import shipped, write


def test_an_upload_is_shown_with_its_effect_before_it_counts(open_page: Reader, tmp_path: Path) -> None:
    rows = [
        row for row in shipped("events") if row["intensity"].startswith("-") and row["date"] <= "2026-06-20"
    ]
    newest = max(rows, key=lambda row: (row["date"], row["event_id"]))
    path = write(
        tmp_path / "my <b>events.csv",
        [newest | {"intensity": "-9", "headline": "<img src=x onerror=alert(1)>"}],
    )
    page = open_page("/data", scheme="dark", fresh=True)
    page.locator("input[type=file]").set_input_files(str(path))
    page.get_by_role("heading", name="What it changes").wait_for(timeout=60_000)
    settled(page)
    text = page.locator(".st-key-card-update").inner_text()
    assert "my <b>events.csv" in text
    assert "1 row" in text
    assert "The score moves on" in text
    assert page.get_by_role("button", name="Publish", exact=True).count() == 1
    assert page.locator("img[src=x]").count() == 0
    assert overhang(page) == 0
    assert violations(page) == []
    assert open_page.complaints == []
