"""Sentences on meetings, who asked, changes of status and both sides' figures: shares never without their number."""

from __future__ import annotations

from datetime import date

import pytest

from chokepoint.evidence.calls import Asked
from chokepoint.evidence.meetings import KINDS, Meeting, Told
from chokepoint.evidence.mirror import Pair, Stated
from chokepoint.evidence.readouts import Account, Exchange
from chokepoint.evidence.status_changes import Change
from chokepoint.share import meetings as sentences
from chokepoint.share.mirror import gap_words, reasons, side_words

DAY = date(2025, 6, 5)


def meeting(*counts: int) -> Meeting:
    return Meeting("e", DAY, "A call", (), dict(zip(KINDS, counts, strict=True)))


def told(agreement: str | None, *sides: str) -> Told:
    account = Account("USA", "yes", "text", "s", True)
    points = (
        (Exchange("e", DAY, "A call", "who initiated", agreement, account, account),) if agreement else ()
    )
    return Told(meeting(0, 0, 0, 0, 0, 0, 0), points, dict(zip(("USA", "CHN"), sides, strict=False)))


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((1, 2, 2, 0, 3, 0, 0), "1 of 8, 13\u00a0%"),
        ((1, 0, 0, 0, 0, 0, 4), "1 of 1, 100\u00a0%"),
        # Points of which neither side speaks are none to compare.
        ((1, 2, 1, 0, 0, 3, 0), "1 of 4, 25\u00a0%"),
        ((0, 0, 0, 0, 0, 1, 2), "none to compare"),
    ],
)
def test_a_share_stands_with_its_number_or_not_at_all(counts: tuple[int, ...], words: str) -> None:
    assert sentences.share_words(meeting(*counts)) == words


def test_the_finding_counts_over_all_meetings() -> None:
    found = [meeting(1, 2, 2, 0, 3, 0, 0), meeting(0, 3, 0, 0, 0, 4, 0), meeting(0, 0, 0, 0, 0, 0, 2)]
    assert sentences.meetings_finding(found) == (
        "Over 3 meetings 1 of 11 points are told alike, at 1 of them none; 3 are told by one side only"
    )
    assert sentences.meetings_finding([]) == "No meeting told by both sides on file"


def test_who_asked_is_counted_for_leaders_calls_and_others_apart() -> None:
    calls = [Asked(told("partial"), True, ()), Asked(told(None), True, ())]
    assert (
        sentences.asked_finding(calls, 5)
        == "Who asked is on file for 1 of 2 leaders’ calls; the accounts agree on none"
    )
    calls.append(Asked(told("same"), False, ()))
    assert sentences.asked_finding(calls, 5).endswith("the accounts agree on none; of other meetings for 1")
    silent = [Asked(told("neither"), True, ())]
    assert sentences.asked_finding(silent, 5) == "Who asked is on file for none of 1 leaders’ calls"
    assert sentences.asked_finding(calls[1:2], 5) == "Who asked is on file for none of 1 leaders’ calls"
    assert sentences.asked_finding([], 5) == "Who asked: not told in the accounts of 5 meetings on file"


def test_what_the_level_of_evidence_leaves_out_is_not_called_missing() -> None:
    assert sentences.meetings_finding([]) == "No meeting told by both sides on file"
    assert sentences.meetings_finding([], 66) == "No meeting told by both sides at this level of evidence"
    assert sentences.asked_finding([], 0) == "Who asked: no account of a meeting on file"
    assert (
        sentences.asked_finding([], 0, 66) == "Who asked: no account of a meeting at this level of evidence"
    )


def test_how_each_side_stands_to_a_topic_is_counted() -> None:
    found = [
        told("same", "tells", "silent"),
        told(None, "no_point", "no_account"),
        told("same", "tells", "tells"),
    ]
    assert sentences.topic_words(found, {"USA": "US account", "CHN": "Chinese account"}) == (
        "Of 3 meetings on file, US account: speaks of it at 2, account on file, no point on it at 1; "
        "Chinese account: speaks of it at 1, silent on it, as seen at 1, no account on file at 1"
    )


def change(before: str | None, after: str, headline: str = "A notice") -> Change:
    return Change("C", "CHN", "USA", "ship", DAY, before, after, "seen", headline, "s", True)


def test_changes_are_counted_by_what_they_changed_to() -> None:
    assert sentences.changes_finding([change("pending", "kept")], 3) == (
        "1 change of status on 1 of 3 promises: 1 to kept"
    )
    assert sentences.changes_finding([], 1) == "No change of status on file for 1 promise"
    assert (
        sentences.step_words(change("pending", "partly_kept"))
        == "2025-06-05 pending → partly kept: seen. A notice"
    )
    assert (
        sentences.step_words(change("kept", "kept", ""))
        == "2025-06-05 still kept: seen. No event on file shows it"
    )


def stated(amount: float, unit: str = "t", code: str = "280530", period: str = "2025-06") -> Stated:
    return Stated(code, period, "M" if len(period) == 7 else "A", unit, amount, False, "s")


@pytest.mark.parametrize(
    ("ours", "theirs", "words"),
    [
        (353.0, 300.0, "2025-06: 353 t against 300 t, the exporter 53 t more, 15 % of the larger"),
        (46.0, 110.0, "2025-06: 46 t against 110 t, the exporter 64 t less, 58 % of the larger"),
        (5.0, 5.0, "2025-06: 5 t by both sides, no gap"),
    ],
)
def test_a_gap_is_told_with_both_figures(ours: float, theirs: float, words: str) -> None:
    assert gap_words(Pair(stated(ours), stated(theirs))).replace("\u00a0", " ") == words


def test_why_two_figures_may_differ_follows_from_what_they_are() -> None:
    monthly = "; ".join(reasons(Pair(stated(1), stated(2))))
    assert "weeks at sea" in monthly
    assert "packing" in monthly
    yearly = "; ".join(reasons(Pair(stated(1, "USD", "a", "2025"), stated(2, "USD", "b", "2025"))))
    assert "weeks at sea" not in yearly
    assert "freight and insurance" in yearly
    assert "the codes a and b are not the same line" in yearly


def test_what_a_side_has_on_file() -> None:
    assert side_words([]) == "nothing on file"
    assert side_words([stated(1, period="2024")]) == "1 period, 2024, t"
    assert (
        side_words([stated(1), stated(2, "USD", period="2025-07")])
        == "2 periods, 2025-06 to 2025-07, t and USD"
    )
