"""The legal state of a measure on a day is the one announced by that day: hand-written tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from chokepoint.evidence.measures import State, states

COLUMNS = ["known_from", "effective", "suspended_from", "suspended_until", "ended_on"]
LICENCE = ("2025-10-09", "2025-11-08", None, None, None)
SUSPENSION = ("2025-11-07", None, "2025-11-07", "2026-11-10", None)
EXTENSION = ("2026-09-28", None, None, "2027-01-10", None)
END = ("2026-03-01", None, None, None, "2026-04-01")
Version = tuple[str | None, ...]


def state_of(versions: list[Version], day: str) -> State:
    frame = pd.DataFrame(versions, columns=COLUMNS).assign(measure_id="m")
    frame["known_from"] = pd.to_datetime(frame["known_from"])
    return State(states(frame, np.array([day], "datetime64[D]")).state[0, 0])


CASES = {
    "before its announcement it is not there": ([LICENCE], "2025-10-08", State.ABSENT),
    "announced, not yet effective": ([LICENCE], "2025-10-09", State.ANNOUNCED),
    "still announced on the day before": ([LICENCE], "2025-11-07", State.ANNOUNCED),
    "in force on its effective day": ([LICENCE], "2025-11-08", State.IN_FORCE),
    "in force at once if no day was named": (
        [("2025-10-09", None, None, None, None)],
        "2025-10-09",
        State.IN_FORCE,
    ),
    "effective month without a day counts from its first": (
        [("2025-05-20", "2025-06", None, None, None)],
        "2025-06-01",
        State.IN_FORCE,
    ),
    "suspended before it became effective": ([LICENCE, SUSPENSION], "2025-11-08", State.SUSPENDED),
    "suspended on the last day of the suspension": ([LICENCE, SUSPENSION], "2026-11-10", State.SUSPENDED),
    "past its end without a prolongation it is open": (
        [LICENCE, SUSPENSION],
        "2026-11-11",
        State.LAPSED_UNCONFIRMED,
    ),
    "a prolongation known in time keeps it suspended": (
        [LICENCE, SUSPENSION, EXTENSION],
        "2026-11-11",
        State.SUSPENDED,
    ),
    "and runs out in turn": ([LICENCE, SUSPENSION, EXTENSION], "2027-01-11", State.LAPSED_UNCONFIRMED),
    "a prolongation that became known late leaves a gap before it": (
        [LICENCE, SUSPENSION, ("2026-11-20", *EXTENSION[1:])],
        "2026-11-15",
        State.LAPSED_UNCONFIRMED,
    ),
    "and none after it": (
        [LICENCE, SUSPENSION, ("2026-11-20", *EXTENSION[1:])],
        "2026-11-20",
        State.SUSPENDED,
    ),
    "a suspension without an end lasts": (
        [LICENCE, ("2025-11-07", None, "2025-11-07", None, None)],
        "2030-01-01",
        State.SUSPENDED,
    ),
    "an end announced is not yet an end": ([LICENCE, END], "2026-03-31", State.IN_FORCE),
    "lifted from the day it ends": ([LICENCE, END], "2026-04-01", State.LIFTED),
    "an end also ends a suspension": ([LICENCE, SUSPENSION, END], "2026-04-01", State.LIFTED),
    "woken by a version that names a day after the suspension": (
        [LICENCE, SUSPENSION, ("2026-11-11", "2026-11-12", None, None, None)],
        "2026-11-12",
        State.IN_FORCE,
    ),
    "announced again between the suspension and that day": (
        [LICENCE, SUSPENSION, ("2026-11-11", "2026-11-12", None, None, None)],
        "2026-11-11",
        State.ANNOUNCED,
    ),
    "woken before the suspension was to end": (
        [LICENCE, SUSPENSION, ("2026-06-01", "2026-06-02", None, "2026-06-01", None)],
        "2026-06-02",
        State.IN_FORCE,
    ),
    "imposed again after it was lifted": (
        [LICENCE, END, ("2026-06-01", "2026-06-01", None, None, None)],
        "2026-06-01",
        State.IN_FORCE,
    ),
}


@pytest.mark.parametrize(("versions", "day", "expected"), CASES.values(), ids=CASES)
def test_the_state_is_that_announced_by_the_day(versions: list[Version], day: str, expected: State) -> None:
    assert state_of(versions, day) == expected
    assert state_of(versions[::-1], day) == expected


def test_dates_behind_a_state_are_those_known_on_the_day() -> None:
    frame = pd.DataFrame([LICENCE, SUSPENSION, EXTENSION], columns=COLUMNS).assign(measure_id="m")
    frame["known_from"] = pd.to_datetime(frame["known_from"])
    found = states(frame, np.array(["2025-10-10", "2026-09-27", "2026-09-28"], "datetime64[D]"))
    assert list(found.suspended_until[found.row("m")].astype(str)) == ["NaT", "2026-11-10", "2027-01-10"]
    assert set(found.effective[0].astype(str)) == {"2025-11-08"}


def test_no_versions_give_no_states() -> None:
    empty = pd.DataFrame(columns=["measure_id", *COLUMNS])
    assert states(empty, np.array(["2025-10-10"], "datetime64[D]")).measure_ids == ()
