"""The calendar of the Overview: ends known on a past day, what a filter leaves out, notes on a state."""

from __future__ import annotations

import pandas as pd
import pytest

from chokepoint.config import DATA
from tests.pages.conftest import Visit

pytestmark = pytest.mark.usefixtures("still", "workspace")
DEADLINES = pd.read_csv(DATA / "deadlines.csv")


def test_a_known_end_is_due_on_a_past_day_and_nothing_is_known_later(visit: Visit) -> None:
    screen = visit("on=2025-06-05")
    assert "The next due day comes in 68 days" in screen.page.text
    card = screen.card("due")
    assert "68days\nGeneva truce ends\n2025-08-12 · end as announced as of 2025-05-12" in card.text
    assert "2025-11-10" not in card.text
    official = visit("on=2025-06-05&evidence=official").card("due")
    assert "Suspension of MOFCOM Announcement 21 of 2025" in card.text
    assert "Suspension of MOFCOM Announcement 21 of 2025" not in official.text


def test_hero_and_card_say_the_same_when_the_filter_leaves_every_due_day_out(visit: Visit) -> None:
    screen = visit("evidence=official")
    words = f"{len(DEADLINES)} due days left out by the evidence filter"
    assert screen.card("due").title == words
    assert f"\n{words}\n" in screen.page.text.split("Risk score")[0]


def test_a_note_on_the_state_and_who_it_hits_stand_with_the_due_day(visit: Visit) -> None:
    card = visit("").card("due")
    assert "On file: not named in the September 2026 extension." in card.text
    assert "On file: by political agreement of September 2026 it does not before 2027-01-10." in card.text
    assert "Hits neodymium-iron-boron magnets, samarium-cobalt magnets; military users; China." in card.text
    assert "Hits permanent magnets; every country." in card.text
