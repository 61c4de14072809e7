"""Sentences of the page Diplomacy: counts and days as records have them, no rate."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from chokepoint.evidence.commitments import Figure, Promise
from chokepoint.evidence.readouts import Account, Exchange
from chokepoint.evidence.truces import Version
from chokepoint.share import diplomacy as sentences

MADE = date(2025, 6, 5)


def promise(status: str, acknowledged: str = "yes", overdue: int | None = None) -> Promise:
    return Promise("C", MADE, "CHN", "USA", "text", None, acknowledged, "", "", status, MADE, (), overdue, False, None,
                   True, "s", "")  # fmt: skip


def exchange(topic: str, agreement: str) -> Exchange:
    account = Account("USA", "yes", "text", "s", True)
    return Exchange("e", MADE, "A call", topic, agreement, account, None)


def test_the_page_counts_promises_and_names_no_share() -> None:
    found = [promise("kept"), promise("disputed", "no", 30), promise("pending", "in part")]
    assert sentences.page_finding(found) == (
        "Of 3 promises, 1 is acknowledged in full by the promisor; 1 stays open past the day named"
    )
    assert (
        sentences.ledger_finding(found) == "2 of 3 promises are not settled: 1 disputed, 1 past the day named"
    )
    assert sentences.page_finding([promise("kept")]) == (
        "Of 1 promise, 1 is acknowledged in full by the promisor; 0 stay open past the day named"
    )
    assert sentences.page_finding([]) == "No promise on file for this pair on this day"


def test_a_page_that_leaves_promises_out_says_how_many_and_finds_none_settled() -> None:
    found = [promise("kept"), promise("kept", "no")]
    assert sentences.page_finding(found, 3) == (
        "2 of 5 promises on file are listed at this level of evidence, 1 acknowledged in full by the promisor; 3 are left out"
    )
    assert "; 1 stays open past the day named; 1 is left out" in sentences.page_finding(
        [promise("pending", "yes", 3)], 1
    )
    assert sentences.page_finding([], 3) == "None of 3 promises on file is listed at this level of evidence"
    assert sentences.ledger_finding(found, 3) == (
        "Of those listed, 0 of 2 promises are not settled: 0 disputed, 0 past the day named; "
        "3 promises left out by the level of evidence"
    )
    assert sentences.held_back_words([promise("disputed", "no", 30), promise("pending")]) == (
        "The level of evidence leaves out 2 promises: 1 pending, 1 disputed; 1 of them open past the day named"
    )
    assert sentences.held_back_words([]) == ""


def test_accounts_alike_are_counted_and_rare_earths_apart() -> None:
    found = [
        exchange("tone", "same"),
        exchange("rare earths", "conflict"),
        exchange("rare earths", "one_side"),
    ]
    assert (
        sentences.accounts_finding(found)
        == "The two sides tell 1 of 3 points alike; on rare earths none of 2"
    )
    assert sentences.accounts_finding(found[:1]) == "The two sides tell 1 of 1 points alike"
    assert sentences.agreement_words(found) == "1 alike, 1 in contradiction, 1 told by one side only"


def test_points_filed_under_another_topic_are_named() -> None:
    found = [exchange("rare earths", "same"), exchange("tech controls", "partial")]
    assert sentences.elsewhere_words("Rare earths", found) == (
        "2 points hold these words: 1 filed under them, 1 under another topic (“tech controls”, 2025-06-05)"
    )
    assert sentences.elsewhere_words("rare earths", found[:1]) == ""
    assert sentences.elsewhere_words("subsidies", found) == ""


def test_events_are_counted_both_ways_with_the_busiest_month() -> None:
    rows = pd.DataFrame(
        {"intensity": [-5.0, -4.0, 6.0], "date": pd.to_datetime(["2025-04-01", "2025-04-30", "2025-05-12"])}
    )
    assert sentences.events_finding(rows) == "2 events of conflict, 1 of cooperation; most in 2025-04 (2)"
    assert sentences.events_finding(rows.iloc[:0]) == "No event on file that fits"


@pytest.mark.parametrize(
    ("figure", "measured", "words"),
    [
        (None, False, "no series on file"),
        (None, True, "measurable, no figure on file by this day"),
        (Figure(406, "2026-03", "85051110", "s"), True,
         "newest figure: 406\u00a0t in 2026-03 (line 85051110, weight as the customs state it)"),
        (Figure(17, "2024-08..2025-03", "Y_PRODUCTS", "s"), True,
         "no figure for the time after the promise; before it 17\u00a0t in 2024-08..2025-03 "
         "(Yttrium products, weight as the customs state it)"),
    ],
)  # fmt: skip
def test_delivery_is_a_figure_of_the_time_after_the_promise(
    figure: Figure | None, measured: bool, words: str
) -> None:
    assert sentences.figure_words(figure, measured, MADE) == words


def test_a_truce_without_a_notice_is_agreed_not_in_force() -> None:
    agreed = Version("T", "Truce", MADE, date(2027, 1, 10), "agreed", False, "s", "")
    assert sentences.truce_finding([agreed]) == (
        "The newest truce on file runs to 2027-01-10: agreed; formal notice not seen"
    )
    assert sentences.truce_finding([]) == "No truce between the two on file"


def test_what_is_left_out_is_said_and_nothing_else() -> None:
    assert sentences.left_out(0, "event") == ""
    assert sentences.left_out(1, "event") == "1 event left out by the level of evidence"
