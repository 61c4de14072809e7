"""The ledgers of the page Diplomacy under a filter, on a past day and where nobody speaks: no silence reads as a finding."""

from __future__ import annotations

import pandas as pd
import pytest

from chokepoint.config import DATA
from tests.pages.reach import Reached, reach
from tests.pages.screen import View

ON = "2026-07-02"


@pytest.fixture(scope="module")
def plain() -> Reached:
    return reach("diplomacy", f"on={ON}")


@pytest.fixture(scope="module")
def official() -> Reached:
    return reach("diplomacy", "evidence=official")


def card(reached: Reached, key: str) -> View:
    return reached.screen.card(key)


def test_a_filter_that_leaves_most_promises_out_says_so_above_all_cards(official: Reached) -> None:
    head = official.screen.page
    every = len(pd.read_csv(DATA / "commitments.csv").query("known_from <= @ON"))
    assert head.title == (
        f"3 of {every} promises on file are listed at this level of evidence, 3 acknowledged in full by the promisor; "
        f"{every - 3} are left out"
    )
    assert "0 stay" not in head.text
    assert (
        f"The level of evidence leaves out {every - 3} promises: 15 kept, 8 partly kept, 9 pending, 6 disputed, 1 broken"
        in head.text
    )
    assert "3 of them open past the day named" in head.text
    assert card(official, "ledger").title.endswith(f"{every - 3} promises left out by the level of evidence")


def test_what_was_signed_late_has_its_clock_stopped(plain: Reached) -> None:
    text = card(plain, "ledger").text
    assert "49 days late" in text
    assert "overdue 118 days" not in text
    assert text.count("overdue") == 1 + 3  # the card says what goes first; three promises are


def test_a_topic_of_which_neither_side_speaks_is_no_agreement(plain: Reached) -> None:
    grid = card(plain, "readouts")
    assert "Not in the published account either" in grid.text
    assert "Did not come up, Trump said" in grid.text
    assert "Taiwan: – neither speaks of it" in grid.text
    assert grid.title == "The two sides tell 13 of 65 points alike; on rare earths none of 9"
    assert (
        "66 points: 13 alike, 21 partly alike, 8 in contradiction, 23 told by one side only, 1 told by neither"
        in grid.text
    )
    bars = card(plain, "meetings")
    assert bars.title.startswith("Over 15 meetings 13 of 65 points are told alike")
    assert "1 neither speaks of it" in bars.alts[0]
    assert "1 of 7, 14" in bars.alts[0]


def test_an_account_that_is_silent_on_rare_earths_contradicts_nobody(plain: Reached) -> None:
    text = card(plain, "readouts").text
    for silent in ("Rare earths absent from the account seen", "The reciprocal invitation is missing"):
        before = text[: text.index(silent)]
        assert before.rsplit("Chinese account", 1)[1].strip().startswith("· Silent on it"), silent


def test_a_past_day_does_not_know_that_a_truce_is_prolonged_later() -> None:
    text = card(reach("diplomacy", "on=2025-06-05&card=truces"), "truces").text
    assert "Geneva truce: April 2025 tariffs cut for 90 days" in text
    assert "prolonged" not in text
    # Titles have no day of their own: what is known later belongs in a version.
    titles = pd.read_csv(DATA / "measures.csv").query("instrument == 'truce'")["title"]
    assert not titles.str.contains("prolong|extend|later|, then").any()


def test_the_topic_card_says_why_it_holds_more_points_than_the_grid(plain: Reached) -> None:
    text = card(plain, "topics").text
    assert (
        "10 points hold these words: 9 filed under them, 1 under another topic (“tech controls”, 2025-06-09)"
        in text
    )


def test_both_cards_on_the_meetings_have_one_order_and_one_wording(plain: Reached) -> None:
    days = [row[0][:10] for row in card(plain, "readouts").rows[1:] if row]
    told = card(plain, "meetings").alts[0]
    assert days == sorted(days, reverse=True)
    assert [told.index(day) for day in dict.fromkeys(days)] == sorted(
        told.index(day) for day in dict.fromkeys(days)
    )
    for words in (
        "told alike",
        "partly alike",
        "in contradiction",
        "only the US account tells it",
        "only the Chinese account tells it",
    ):
        assert words in card(plain, "readouts").text, words
        assert words in card(plain, "meetings").charts[0], words
