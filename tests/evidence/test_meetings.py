"""Meetings told by two sides, a topic over all of them, who asked for calls, changes of status: hand-written rows."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pandas as pd
import pytest

from chokepoint.evidence.calls import counts_by_side, speaks_of_it, who_asked
from chokepoint.evidence.commitments import Promise, Step
from chokepoint.evidence.meetings import (
    FIRST,
    LEFT_OUT,
    NO_ACCOUNT,
    NO_POINT,
    NOT_COMPARABLE,
    SECOND,
    SILENT,
    TELLS,
    Told,
    kind_of,
    meetings,
    over_meetings,
    without_account,
)
from chokepoint.evidence.readouts import CONFLICT, PARTIAL, SAME, Exchange, exchanges
from chokepoint.evidence.status_changes import changes, steps_of
from tests.shipped import contract, shipped, typed_csv

ON = date(2025, 12, 31)
SIDES = ("USA", "CHN")
LEADERS = {"USA": ("Trump",), "CHN": ("Xi",)}
CALLS = ("call", "phones")


def event(event_id: str, day: str, headline: str, **more: Any) -> dict[str, Any]:
    plain = {
        "initiator": "USA",
        "addressee": "CHN",
        "kind": "talk",
        "action": "CONSULT",
        "known_from": day,
        "source_key": "s",
    }
    return {"event_id": event_id, "date": day, "headline": headline} | plain | more


EVENTS = pd.DataFrame(
    [
        event("call-1", "2025-01-10", "Trump and Xi hold a call"),
        event("talks", "2025-05-10", "Ministers meet"),
        event("call-2", "2025-06-05", "Xi phones Trump"),
        event("summit", "2025-10-30", "Trump and Xi meet"),
        event("ask", "2025-06-05", "Xi asked for the call", initiator="CHN", addressee="USA", kind="statement", action="REQUEST"),
        event("silent", "2025-11-05", "Ministers speak again"),
        event("plan", "2025-11-06", "A visit is agreed", action="AGREE"),
        event("third", "2025-11-07", "A talk with others", addressee="EUU"),
        event("later", "2026-02-01", "A later talk"),
    ]
).assign(date=lambda rows: pd.to_datetime(rows["date"]), known_from=lambda rows: pd.to_datetime(rows["known_from"]))  # fmt: skip


def said(event_id: str, topic: str, side: str, agreement: str, speaks: str = "yes") -> dict[str, Any]:
    return {"event_id": event_id, "topic": topic, "side": side, "said": speaks, "text": f"{side} on {topic}",
            "agreement": agreement, "known_from": pd.Timestamp("2025-01-11"), "source_key": "s", "verified": True}  # fmt: skip


READOUTS = pd.DataFrame(
    [
        said("call-1", "trade", "USA", "same"),
        said("call-1", "trade", "CHN", "same"),
        said("call-1", "Taiwan", "USA", "one_side", "no"),
        said("call-1", "Taiwan", "CHN", "one_side"),
        said("call-1", "tone", "USA", "partial"),
        said("call-1", "tone", "CHN", "partial"),
        said("talks", "trade", "USA", "conflict"),
        said("talks", "trade", "CHN", "conflict"),
        said("talks", "who initiated", "USA", "conflict"),
        said("talks", "who initiated", "CHN", "conflict"),
        said("call-2", "trade", "USA", "one_side"),
        said("call-2", "trade", "CHN", "one_side", "not_seen"),
        said("call-2", "who initiated", "USA", "one_side", "no"),
        said("call-2", "who initiated", "CHN", "one_side"),
        said("summit", "tone", "USA", "one_side"),
    ]
)


def points(sides: int = 1) -> list[Exchange]:
    return exchanges(READOUTS, EVENTS, *SIDES, ON, sides)


def on_topic(topic: str, keys: set[str] | None = None) -> dict[str, Told]:
    every = points()
    listed = {one.key for one in every} if keys is None else keys
    return {
        one.meeting.event_id: one for one in over_meetings(every, listed, SIDES, lambda p: p.topic == topic)
    }


def test_points_are_counted_by_kind_oldest_meeting_first() -> None:
    found = meetings(points())
    assert [one.event_id for one in found] == ["call-1", "talks", "call-2", "summit"]
    assert [(one.alike, one.comparable, len(one.points)) for one in found] == [
        (1, 3, 3),
        (0, 2, 2),
        (0, 1, 2),
        (0, 0, 1),
    ]
    assert {kind: n for kind, n in found[0].counts.items() if n} == {SAME: 1, PARTIAL: 1, SECOND: 1}
    assert {kind: n for kind, n in found[1].counts.items() if n} == {CONFLICT: 2}
    assert {kind: n for kind, n in found[2].counts.items() if n} == {NOT_COMPARABLE: 1, SECOND: 1}
    assert {kind: n for kind, n in found[3].counts.items() if n} == {NOT_COMPARABLE: 1}


def test_an_account_that_was_not_found_is_neither_agreement_nor_silence() -> None:
    kinds = {one.key: kind_of(one) for one in points()}
    assert kinds["call-2.trade"] == NOT_COMPARABLE
    assert kinds["call-1.Taiwan"] == SECOND
    assert FIRST not in kinds.values()


def test_meetings_of_one_account_are_no_pair_of_accounts() -> None:
    assert {one.event_id for one in points(2)} == {"call-1", "talks", "call-2"}


def test_a_topic_is_followed_over_every_meeting_and_silence_has_its_kinds() -> None:
    found = on_topic("trade")
    assert list(found) == ["summit", "call-2", "talks", "call-1"]
    assert {key: tuple(one.sides.values()) for key, one in found.items()} == {
        "summit": (NO_POINT, NO_ACCOUNT),
        # The Chinese account was not found for trade, but that of who asked was.
        "call-2": (TELLS, NO_POINT),
        "talks": (TELLS, TELLS),
        "call-1": (TELLS, TELLS),
    }
    assert tuple(on_topic("Taiwan")["call-1"].sides.values()) == (SILENT, TELLS)
    assert tuple(on_topic("Taiwan")["talks"].sides.values()) == (NO_POINT, NO_POINT)


def test_what_the_level_of_evidence_leaves_out_is_no_silence() -> None:
    found = on_topic("trade", keys={"talks.trade"})
    assert tuple(found["call-1"].sides.values()) == (LEFT_OUT, LEFT_OUT)
    assert (found["call-1"].points, len(found["talks"].points)) == ((), 1)


def test_talks_without_any_account_are_named() -> None:
    assert without_account(READOUTS, EVENTS, SIDES, ON) == [(date(2025, 11, 5), "Ministers speak again")]


def asked_on(day: date = ON) -> list[Any]:
    every = points()
    told = over_meetings(every, {one.key for one in every}, SIDES, speaks_of_it)
    return who_asked(told, EVENTS, day, LEADERS, CALLS)


def test_every_leaders_call_is_there_told_or_not_and_other_meetings_if_told() -> None:
    found = asked_on()
    assert [(one.told.meeting.event_id, one.leaders, one.exchange is not None) for one in found] == [
        ("call-2", True, True), ("call-1", True, False), ("talks", False, True),
    ]  # fmt: skip
    assert [headline for _, _, headline, _ in found[0].statements] == ["Xi asked for the call"]


def test_who_asked_is_counted_by_side_over_leaders_calls_only() -> None:
    counts = counts_by_side(asked_on(), SIDES)
    assert counts.loc["USA"].to_dict() == {TELLS: 0, SILENT: 1, NO_POINT: 1, NO_ACCOUNT: 0, LEFT_OUT: 0}
    assert counts.loc["CHN"].to_dict() == {TELLS: 1, SILENT: 0, NO_POINT: 1, NO_ACCOUNT: 0, LEFT_OUT: 0}


def promise(*steps: tuple[str, str]) -> Promise:
    dated = tuple(
        Step(date.fromisoformat(day), status, f"note {day}", "an event", "s", True) for day, status in steps
    )
    return Promise("C", date(2025, 1, 1), "CHN", "USA", "ship", None, "yes", "", "", "kept", ON, dated, None, False, None,
                   True, "s", "")  # fmt: skip


def test_a_change_is_a_step_to_another_status() -> None:
    mine = promise(
        ("2025-01-01", "pending"), ("2025-02-01", "pending"), ("2025-03-01", "kept"), ("2025-04-01", "broken")
    )
    assert [(one.date.month, one.before, one.after, one.changes) for one in steps_of([mine])] == [
        (4, "kept", "broken", True), (3, "pending", "kept", True), (2, "pending", "pending", False), (1, None, "pending", False),
    ]  # fmt: skip
    assert [one.id for one in changes([mine])] == ["C|2025-04-01", "C|2025-03-01"]
    assert changes([promise(("2025-01-01", "kept"))]) == []
    assert steps_of([promise()]) == []


@pytest.mark.parametrize("side", SIDES)
def test_no_meetings_make_no_counts(side: str) -> None:
    assert meetings([]) == []
    assert counts_by_side([], SIDES).loc[side].sum() == 0


@pytest.mark.parametrize(("sides", "meetings_"), [(SIDES, 15), (("JPN", "CHN"), 0), (("USA", "EUU"), 0)])
def test_a_meeting_that_a_third_side_tells_is_one_of_others(
    readouts: pd.DataFrame, sides: tuple[str, str], meetings_: int
) -> None:
    found = exchanges(readouts, shipped()["events"], *sides, date(2026, 7, 2), 1)
    assert len({one.event_id for one in found}) == meetings_


def test_shares_over_the_shipped_meetings_by_an_independent_count(readouts: pd.DataFrame) -> None:
    rows = readouts[(readouts["known_from"] <= pd.Timestamp("2026-07-02")) & (readouts["said"] == "yes")]
    one = rows.drop_duplicates(["event_id", "topic"]).groupby("event_id")["agreement"]
    expected = {str(key): ((group == "same").sum(), len(group)) for key, group in one}
    found = meetings(exchanges(readouts, shipped()["events"], *SIDES, date(2026, 7, 2)))
    assert {each.event_id: (each.alike, each.comparable) for each in found} == expected


@pytest.fixture
def readouts() -> pd.DataFrame:
    """The shipped accounts, of which none is marked as not found."""
    with duckdb.connect() as con:
        rows = typed_csv(con, contract().table("readouts"))
    assert "not_seen" not in set(rows["said"])
    return rows


@pytest.mark.parametrize(
    ("headline", "leaders"),
    [
        ("Xi phones Trump", True),
        ("Trump-Xi call: tariffs", True),
        ("Trump and Xi’s calls", True),
        ("Trump, on a call about taxis in Mexico", False),
        ("Trump and Xi meet on recalled goods", False),
    ],
)
def test_a_call_of_leaders_is_told_by_whole_names(headline: str, leaders: bool) -> None:
    rows = EVENTS.assign(headline=EVENTS["headline"].where(EVENTS["event_id"] != "talks", headline))
    told = over_meetings(exchanges(READOUTS, rows, *SIDES, ON, 1), set(), SIDES, speaks_of_it)
    found = {one.told.meeting.event_id: one.leaders for one in who_asked(told, rows, ON, LEADERS, CALLS)}
    assert found.get("talks", False) is leaders
