"""Ends of truces and suspensions in the calendar: as known on the day, once, never by later knowledge."""

from __future__ import annotations

from datetime import date

import pandas as pd

from chokepoint.evidence.deadlines import Due
from chokepoint.evidence.ends import evidence_of, falls_due

MEASURES = pd.DataFrame(
    [
        ("truce", "truce", "Geneva truce: for 90 days, then prolonged", "CHN", "USA", None),
        ("first", "entity_list", "Announcement 21", "CHN", "USA", None),
        ("second", "entity_list", "Announcement 22", "CHN", "USA", None),
        ("october", "licence", "Announcement 57", "CHN", "WLD", None),
    ],
    columns=["measure_id", "instrument", "title", "imposer", "addressee", "suspends"],
).assign(materials=None)  # fmt: skip
VERSIONS = pd.DataFrame(
    [
        ("first", "2025-04-04", "2025-04-04", None, None, "announced", "gov", True),
        ("first", "2025-05-14", "2025-04-04", "2025-05-14", "2025-08-12", "reported", "press", False),
        ("second", "2025-05-14", "2025-04-10", "2025-05-14", "2025-08-12", "reported", "press", False),
        ("truce", "2025-05-12", "2025-05-14", None, "2025-08-12", "announced", "gov", True),
        ("truce", "2025-08-11", "2025-05-14", None, "2025-11-10", "announced", "gov", True),
        ("october", "2025-11-07", "2025-11-08", "2025-11-07", "2026-11-10", "published_text", "gov", True),
    ],
    columns=["measure_id", "known_from", "effective", "suspended_from", "suspended_until", "ground", "source_key", "verified"],
).assign(known_from=lambda rows: pd.to_datetime(rows["known_from"]), ended_on=None)  # fmt: skip
DEADLINES = pd.DataFrame(
    [("row", "2026-11-10", "Announcement 70 ends", "2025-11-08")],
    columns=["deadline_id", "due_on", "title", "known_from"],
).assign(
    due_on=lambda rows: pd.to_datetime(rows["due_on"]), known_from=lambda rows: pd.to_datetime(rows["known_from"]),
    imposer="CHN", addressee="WLD", measure_id=None, default_effect="applies again", state="open", state_note=None,
    as_of=pd.Timestamp("2026-11-21"), verified=True, source_key="gov",
)  # fmt: skip
TABLES = {
    "deadlines": DEADLINES,
    "measures": MEASURES,
    "measure_versions": VERSIONS,
    "materials": pd.DataFrame({"material": [], "name": []}),
    "control_coverage": pd.DataFrame(
        [("first", "all_listed", "listed", "all")],
        columns=["measure_id", "basket_group", "buyer_class", "coverage"],
    ),
}


def found(day: str) -> list[Due]:
    on = date.fromisoformat(day)
    return falls_due(TABLES, on, on)


def test_an_end_is_in_the_calendar_from_the_day_it_was_announced() -> None:
    assert found("2025-05-11") == []
    (truce,) = found("2025-05-13")
    assert (truce.title, truce.due_on, truce.days) == ("Geneva truce ends", date(2025, 8, 12), 91)
    assert truce.addressee == ("USA", "CHN")


def test_it_stands_as_it_was_known_and_is_moved_only_when_that_became_known() -> None:
    assert found("2025-08-10")[0].due_on == date(2025, 8, 12)
    assert found("2025-08-11")[-1].due_on == date(2025, 11, 10)


def test_measures_of_one_day_and_source_are_one_item_with_its_evidence() -> None:
    listed, truce = sorted(found("2025-06-05"), key=lambda item: item.verified)
    assert listed.title == "Suspension of Announcement 21, Announcement 22 ends"
    assert (listed.state_words, listed.buyers, listed.as_of) == (
        "end as reported",
        ("listed",),
        date(2025, 5, 14),
    )
    rows = evidence_of([listed, truce])
    assert list(zip(rows["verified"], rows["source_key"], strict=True)) == [(False, "press"), (True, "gov")]


def test_a_day_that_a_known_deadline_names_is_not_told_twice() -> None:
    assert [item.title for item in found("2025-11-07")] == [
        "Geneva truce ends",
        "Suspension of Announcement 57 ends",
    ]
    assert [item.title for item in found("2025-11-08")] == ["Geneva truce ends", "Announcement 70 ends"]


def test_what_has_passed_is_no_end_to_come() -> None:
    assert [item.due_on for item in found("2025-11-11")] == [date(2026, 11, 10)]
