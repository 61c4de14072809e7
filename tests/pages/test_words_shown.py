"""The word of the score is the same on every page, also on a day on which it lags behind the number."""

from __future__ import annotations

from datetime import date

from chokepoint.config import read_settings
from chokepoint.engine import Tables
from chokepoint.risk.score import assess
from chokepoint.risk.words import word_of
from chokepoint.ui.frame import CONTEXT
from chokepoint.ui.supply_readings import readings_of
from tests.pages.screen import Screen

LAGGING = date(2025, 4, 15)


def test_the_country_table_says_the_word_of_the_other_pages(workspace: object, shipped: Tables) -> None:
    method = read_settings().method
    found = assess(shipped, method)
    at = found.index(LAGGING) or 0
    assert found.words[at] != word_of(float(found.score[at]), method.score.levels)
    screen = Screen(f"on={LAGGING}")
    assert f"30 of 100, {found.words[at]}, on {LAGGING}" in screen.page.text
    rows = dict(readings_of(screen.app.session_state[CONTEXT], ["USA", "JPN"]))
    assert rows["Risk score"] == [f"<b>30</b> {found.words[at]}", ""]
