"""Events between two sides, accounts, who asked, the ledger and truces: hand-written rows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from chokepoint.evidence import timeline
from chokepoint.evidence.commitments import (
    TELLS_LATER,
    known_since,
    latest_figure,
    ledger,
    status_grid,
    told_by,
)
from chokepoint.evidence.readouts import agreements, exchanges, own_topics, spoken_of
from chokepoint.evidence.truces import pause_deadlines, versions

ON = date(2025, 12, 31)


def dated(rows: list[dict[str, Any]], *days: str) -> pd.DataFrame:
    frame = pd.DataFrame(rows)
    for day in days:
        frame[day] = pd.to_datetime(frame[day])
    return frame


def event(
    event_id: str, day: str, initiator: str, addressee: str, intensity: float, **more: Any
) -> dict[str, Any]:
    plain = {"kind": "act", "action": "COERCE", "materials": None, "headline": event_id, "summary": None,
             "initiator_actor": "Office", "known_from": day, "source_key": "s", "verified": True}  # fmt: skip
    row = {
        "event_id": event_id,
        "date": day,
        "initiator": initiator,
        "addressee": addressee,
        "intensity": intensity,
    }
    return {**plain, **row, **more}


EVENTS = dated(
    [
        event("a", "2025-01-10", "USA", "CHN", -5),
        event("b", "2025-04-04", "CHN", "WLD", -8, materials="Dy;Tb", headline="Licences for seven elements"),
        event("c", "2025-04-09", "CHN", "JPN", -4, materials="magnets"),
        event("d", "2025-05-12", "USA", "CHN", 8, kind="relief", summary="Huawei is not named"),
        event("e", "2025-05-20", "USA", "USA", 4, kind="build"),
        event(
            "f",
            "2025-06-05",
            "CHN",
            "USA",
            -2,
            kind="statement",
            action="REQUEST",
            headline="Asked for the call",
        ),
        event("late", "2025-06-06", "CHN", "USA", 3, known_from="2026-02-01"),
        event("meet", "2025-06-05", "USA", "CHN", 5, kind="talk", headline="A call"),
    ],
    "date",
    "known_from",
)


def ids(frame: pd.DataFrame) -> list[str]:
    return list(frame["event_id"])


def test_events_between_the_sides_and_to_all_count_and_later_knowledge_does_not() -> None:
    known = timeline.known_by(EVENTS, ON)
    assert ids(timeline.between(known, ("USA",), "CHN")) == ["a", "b", "d", "f", "meet"]
    assert ids(timeline.between(known, ("JPN",), "CHN")) == ["b", "c"]
    assert ids(timeline.between(known, ("DEU", "EUU"), "CHN")) == ["b"]


def test_materials_and_words_find_events_of_any_country() -> None:
    assert ids(timeline.naming(EVENTS, {"Tb", "magnets"})) == ["b", "c"]
    assert ids(timeline.mentioning(EVENTS, " huawei ")) == ["d"]
    assert ids(timeline.mentioning(EVENTS, "(")) == []
    assert len(timeline.mentioning(EVENTS, "  ")) == len(EVENTS)


def test_no_events_stay_a_table_with_its_columns() -> None:
    none = EVENTS.iloc[:0]
    for found in (timeline.naming(none, {"Dy"}), timeline.mentioning(none, "x")):
        assert list(found.columns) == list(EVENTS.columns)


def test_quarters_are_whole_and_an_empty_one_is_a_count_of_zero() -> None:
    counts = timeline.acts_by_quarter(
        EVENTS, (("CHN",), ("USA",)), {"act", "relief"}, date(2025, 1, 1), date(2025, 11, 30)
    )
    assert counts.to_dict("split")["data"] == [
        ["2025Q1", 0, 0, 0], ["2025Q1", 1, 1, 0], ["2025Q2", 0, 2, 1], ["2025Q2", 1, 0, 1],
        ["2025Q3", 0, 0, 0], ["2025Q3", 1, 0, 0],
    ]  # fmt: skip
    assert timeline.whole_quarters(date(2025, 1, 2), date(2025, 6, 29)) == []


def said(
    topic: str, side: str, agreement: str, speaks: str = "yes", event_id: str = "meet"
) -> dict[str, Any]:
    return {"event_id": event_id, "topic": topic, "side": side, "said": speaks, "text": f"{side} on {topic}",
            "agreement": agreement, "known_from": "2025-06-06", "source_key": "s", "verified": True}  # fmt: skip


READOUTS = dated(
    [
        said("who initiated", "USA", "one_side", "no"),
        said("who initiated", "CHN", "one_side"),
        said("rare earths", "USA", "conflict"),
        said("rare earths", "CHN", "conflict"),
        said("rare earths", "USA", "same", event_id="a"),
        said("rare earths", "CHN", "same", event_id="a"),
    ],
    "known_from",
)


def test_accounts_stand_side_by_side_newest_first_and_silence_is_told() -> None:
    found = exchanges(READOUTS, EVENTS, "USA", "CHN", ON)
    assert [(one.date.isoformat(), one.topic, one.agreement, one.only) for one in found] == [
        ("2025-06-05", "rare earths", "conflict", None),
        ("2025-06-05", "who initiated", "one_side", "CHN"),
        ("2025-01-10", "rare earths", "same", None),
    ]
    assert found[1].first is not None
    assert (found[1].first.side, found[1].first.said) == ("USA", "no")
    assert own_topics(found) == ["rare earths"]
    assert agreements(found) == {"same": 1, "partial": 0, "conflict": 1, "one_side": 1, "neither": 0}


def test_a_topic_on_which_both_are_silent_is_no_agreement() -> None:
    rows = dated([said("Taiwan", side, "same", "no") for side in ("USA", "CHN")], "known_from")
    (found,) = exchanges(rows, EVENTS, "USA", "CHN", ON)
    assert (found.agreement, found.only, spoken_of([found])) == ("neither", None, [])
    assert agreements([found]) == {"same": 0, "partial": 0, "conflict": 0, "one_side": 0, "neither": 1}
    # An account that was not found is no silence, nor is the only one on file.
    unseen = rows.assign(said=["no", "not_seen"])
    assert exchanges(unseen, EVENTS, "USA", "CHN", ON)[0].agreement == "same"
    assert exchanges(rows.iloc[:1], EVENTS, "USA", "CHN", ON, 1)[0].agreement == "same"


def test_accounts_not_yet_known_and_of_others_are_not_there() -> None:
    assert exchanges(READOUTS, EVENTS, "USA", "CHN", date(2025, 6, 5)) == []
    assert exchanges(READOUTS, EVENTS, "JPN", "CHN", ON) == []


def promise(
    commitment_id: str, promisor: str, due_on: str | None, acknowledged: str, **more: Any
) -> dict[str, Any]:
    plain = {"made_on": "2025-05-12", "promisee": "USA", "text": f"promise {commitment_id}", "promisor_view": None,
             "promisee_view": "Kept in February 2026", "delivery_table": None, "delivery_filter": None,
             "known_from": "2025-05-12", "source_key": "s", "verified": True, "notes": None}  # fmt: skip
    row = {
        "commitment_id": commitment_id,
        "promisor": promisor,
        "due_on": due_on,
        "acknowledged": acknowledged,
    }
    return {**plain, **row, **more}


FLOWS = dated(
    [
        {
            "reporter": "CHN",
            "product": "85051110",
            "period": "2025-05",
            "quantity_t": 46.0,
            "known_from": "2025-06-20",
        },
        {
            "reporter": "CHN",
            "product": "85051110",
            "period": "2025-06",
            "quantity_t": 353.0,
            "known_from": "2025-07-20",
        },
        {
            "reporter": "CHN",
            "product": "85051110",
            "period": "2025-07",
            "quantity_t": None,
            "known_from": "2025-08-20",
        },
        {
            "reporter": "CHN",
            "product": "85051110",
            "period": "2025-12",
            "quantity_t": 564.0,
            "known_from": "2026-01-20",
        },
    ],
    "known_from",
).assign(source_key="s")
MAGNETS = {"delivery_table": "trade_flows", "delivery_filter": "reporter=CHN&product=85051110"}
TABLES = {
    "commitments": dated(
        [
            promise("kept", "USA", "2025-05-14", "yes"),
            promise("late", "CHN", "2025-12-01", "in part", **MAGNETS),
            promise("due", "CHN", "2026-01-10", "no"),
            promise("today", "CHN", "2025-12-31", "no"),
            promise("open", "CHN", None, "no"),
            promise("unknown", "CHN", None, "no", known_from="2026-01-01"),
            promise("others", "AUS", None, "yes", promisee="JPN"),
        ],
        "made_on",
        "due_on",
        "known_from",
    ),
    "commitment_status": dated(
        [
            {"commitment_id": "kept", "date": "2025-05-14", "status": "kept", "event_id": "d", "note": "cut"},
            {
                "commitment_id": "late",
                "date": "2025-05-12",
                "status": "pending",
                "event_id": None,
                "note": None,
            },
            {
                "commitment_id": "late",
                "date": "2025-06-02",
                "status": "disputed",
                "event_id": "zzz",
                "note": "charged",
            },
            {
                "commitment_id": "late",
                "date": "2026-03-01",
                "status": "kept",
                "event_id": None,
                "note": "done",
            },
        ],
        "date",
    ).assign(known_from=lambda rows: rows["date"], verified=True),
    "events": EVENTS,
    "trade_flows": FLOWS,
}


def test_the_ledger_uses_the_last_status_known_and_overdue_comes_first() -> None:
    found = ledger(TABLES, ("USA",), ON)
    assert [(p.commitment_id, p.status, p.overdue_days) for p in found] == [
        ("late", "disputed", 30),
        ("today", "pending", None),
        ("due", "pending", None),
        ("open", "pending", None),
        ("kept", "kept", None),
    ]
    late, settled = found[0], found[-1]
    assert late.status_as_of == date(2025, 6, 2)
    assert [step.headline for step in late.steps] == ["", ""]
    assert settled.steps[0].headline == "d"
    assert late.promisee_view == TELLS_LATER


@pytest.mark.parametrize(
    ("steps", "overdue", "late"),
    [
        ([("2025-03-01", "pending")], 290, None),
        # Delivered in part after its day: the clock stopped that day, whatever repeats the status.
        ([("2025-03-01", "pending"), ("2025-05-04", "partly_kept"), ("2025-06-01", "partly_kept")], None, 49),
        # Partly kept before its day and no more after it: what is open stays open.
        ([("2025-03-01", "partly_kept"), ("2025-05-04", "partly_kept")], 290, None),
        ([("2025-03-01", "partly_kept"), ("2025-05-04", "kept")], None, 49),
        ([("2025-03-16", "kept")], None, None),
        ([("2025-05-04", "partly_kept"), ("2025-06-01", "disputed")], 290, None),
        # A delivery that is known only later stops no clock before.
        ([("2025-03-01", "pending"), ("2026-01-04", "partly_kept")], 290, None),
    ],
)
def test_what_was_delivered_late_is_no_longer_overdue(
    steps: list[tuple[str, str]], overdue: int | None, late: int | None
) -> None:
    told = [
        {"commitment_id": "mou", "date": day, "status": status, "event_id": None, "note": None}
        for day, status in steps
    ]
    tables = {
        **TABLES,
        "commitments": dated([promise("mou", "CHN", "2025-03-16", "yes")], "made_on", "due_on", "known_from"),
        "commitment_status": dated(told, "date").assign(known_from=lambda rows: rows["date"], verified=True),
    }
    (found,) = ledger(tables, ("USA",), ON)
    assert (found.overdue_days, found.late_days) == (overdue, late)


def test_counts_by_acknowledgement_and_status_have_no_rate() -> None:
    grid = status_grid(ledger(TABLES, ("USA",), ON))
    assert grid.to_dict("index") == {
        "yes": {"kept": 1, "partly_kept": 0, "pending": 0, "disputed": 0, "broken": 0},
        "in part": {"kept": 0, "partly_kept": 0, "pending": 0, "disputed": 1, "broken": 0},
        "no": {"kept": 0, "partly_kept": 0, "pending": 3, "disputed": 0, "broken": 0},
    }


def test_what_became_known_later_is_apart() -> None:
    assert known_since(TABLES, ("USA",), ON, date(2026, 12, 31)) == [
        (date(2026, 3, 1), "promise late", "kept", "done"),
        (date(2026, 1, 1), "promise unknown", "pending", "new promise, no step on file"),
    ]
    assert known_since(TABLES, ("USA",), ON, date(2025, 12, 31)) == []


def test_the_newest_figure_is_one_known_by_the_day_and_a_blank_is_none() -> None:
    joined = MAGNETS["delivery_filter"]
    newest = latest_figure(FLOWS, joined, ON)
    assert newest is not None
    assert (newest.quantity_t, newest.period) == (353.0, "2025-06")
    assert latest_figure(FLOWS, joined, date(2025, 6, 1)) is None
    assert latest_figure(FLOWS, "reporter=JPN", ON) is None


@pytest.mark.parametrize(
    ("view", "shown"),
    [
        ("Carried out on time", "Carried out on time"),
        ("Signed on 31 December 2025", "Signed on 31 December 2025"),
        ("Came in September 2026", TELLS_LATER),
        ("To run to 10 January 2027", "To run to 10 January 2027"),
    ],
)
def test_a_view_that_tells_of_a_later_day_is_left_out_and_says_so(view: str, shown: str) -> None:
    assert told_by(view, ON, date(2026, 10, 6)) == shown


def test_each_announced_version_of_a_truce_stays_and_none_comes_early() -> None:
    measures = pd.DataFrame(
        [
            ("T", "CHN", "USA", "truce", "Truce"),
            ("S", "CHN", "WLD", "suspension", "S"),
            ("B", "CHN", "USA", "ban", "B"),
        ],
        columns=["measure_id", "imposer", "addressee", "instrument", "title"],
    )
    rows = dated(
        [
            {
                "measure_id": "T",
                "known_from": "2025-10-30",
                "suspended_until": "2026-11-10",
                "ground": "announced",
            },
            {
                "measure_id": "T",
                "known_from": "2026-09-23",
                "suspended_until": "2027-01-10",
                "ground": "agreed",
            },
            {"measure_id": "B", "known_from": "2025-01-01", "suspended_until": None, "ground": "announced"},
        ],
        "known_from",
    ).assign(verified=False, source_key="s", notes=None)
    deadlines = dated(
        [
            {"deadline_id": "1", "measure_id": "S", "known_from": "2025-11-07"},
            {"deadline_id": "2", "measure_id": "B", "known_from": "2025-11-07"},
            {"deadline_id": "3", "measure_id": None, "known_from": "2025-11-07"},
        ],
        "known_from",
    )
    tables = {"measures": measures, "measure_versions": rows, "deadlines": deadlines}
    assert [one.until for one in versions(tables, ("USA", "CHN"), ON)] == [date(2026, 11, 10)]
    later = versions(tables, ("USA", "CHN"), date(2026, 10, 1))
    assert [(one.title, one.until, one.ground) for one in later] == [
        ("Truce", date(2026, 11, 10), "announced"),
        ("Truce; prolonged", date(2027, 1, 10), "agreed"),
    ]
    assert versions(tables, ("JPN", "CHN"), ON) == []
    assert pause_deadlines(tables, ON) == {"1"}
