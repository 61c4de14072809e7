"""The crises aligned at day 0: deeds of the two sides in order, with the goods of the rules, as known on the day."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from chokepoint.config import read_settings
from chokepoint.evidence.crises import by_phase, deeds, phase_words
from tests.shipped import shipped

PHASES = (-30, 0, 8, 31)
KINDS = ("act", "relief")


def event(name: str, day: str, **given: object) -> dict[str, object]:
    plain = {"event_id": name, "date": day, "initiator": "CHN", "addressee": "USA", "kind": "act", "headline": name,
             "known_from": day, "verified": True, "source_key": "s"}  # fmt: skip
    return plain | given


EVENTS = [
    event("late", "2025-05-05"),
    event("rule", "2025-04-04"),
    event("answer", "2025-04-12", initiator="USA", addressee="CHN", kind="relief"),
    event("before", "2025-03-05", initiator="USA", addressee="WLD"),
    event("too-early", "2025-03-04"),
    event("words", "2025-04-05", kind="statement"),
    event("others", "2025-04-05", addressee="JPN"),
    event("known-later", "2025-04-06", known_from="2026-01-01"),
]


def tables() -> dict[str, pd.DataFrame]:
    events = pd.DataFrame(EVENTS)
    events = events.assign(
        date=pd.to_datetime(events["date"]), known_from=pd.to_datetime(events["known_from"])
    )
    versions = [
        ("M1", "2025-04-04", "rule"),
        ("M2", "2025-04-04", "rule"),
        ("M1", "2026-01-01", "late"),
        ("M9", "2025-04-04", None),
    ]
    frame = pd.DataFrame(versions, columns=["measure_id", "known_from", "event_id"])
    measures = pd.DataFrame(
        [("M1", "Announcement 18", "Sm;Gd"), ("M2", "Announcement 21", None)],
        columns=["measure_id", "title", "items"],
    )
    return {
        "events": events,
        "measure_versions": frame.assign(known_from=pd.to_datetime(frame["known_from"])),
        "measures": measures,
    }


def test_deeds_stand_in_order_of_days_from_the_first_act() -> None:
    found = deeds(tables(), ("CHN", "USA"), date(2025, 4, 4), PHASES, KINDS, date(2025, 6, 1))
    assert [(deed.day, deed.side, deed.event_id) for deed in found] == [
        (-30, "USA", "before"), (0, "CHN", "rule"), (8, "USA", "answer"),
    ]  # fmt: skip
    assert found[1].measures == (("Announcement 18", "Sm, Gd"), ("Announcement 21", ""))


def test_what_became_known_later_stays_out_until_then() -> None:
    ids = [
        deed.event_id
        for deed in deeds(tables(), ("CHN", "USA"), date(2025, 4, 4), PHASES, KINDS, date(2026, 2, 1))
    ]
    assert ids == ["before", "rule", "known-later", "answer"]


def test_each_deed_falls_into_one_phase() -> None:
    found = deeds(tables(), ("CHN", "USA"), date(2025, 4, 4), PHASES, KINDS, date(2025, 6, 1))
    assert [[deed.event_id for deed in phase] for phase in by_phase(found, PHASES)] == [
        ["before"],
        ["rule"],
        ["answer"],
    ]
    assert phase_words(PHASES) == ["30 days before", "day 0 to 7", "day 8 to 30"]


@pytest.mark.parametrize("crisis", read_settings().crises.crises, ids=lambda crisis: crisis.name)
def test_each_shipped_crisis_begins_with_an_act_of_china_and_names_its_goods(crisis) -> None:  # type: ignore[no-untyped-def]
    settings = read_settings().crises
    found = deeds(shipped(), crisis.sides, crisis.day, settings.phases, settings.kinds, date(2026, 7, 2))
    first = [deed for deed in found if deed.day == 0]
    assert any(deed.side == "CHN" and deed.measures for deed in first)
    assert {deed.side for deed in found} == set(crisis.sides)
    assert sum(map(len, by_phase(found, settings.phases))) == len(found)
