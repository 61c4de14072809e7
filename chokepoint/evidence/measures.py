"""In which legal state was each measure on a day, by what had been announced until then?

A measure has one row per announced version of its dates; a version says only what it changes, so
each date is the last one announced by the day asked for. Nothing announced later is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from chokepoint.evidence.periods import NO_DAY, Days, days_of, first_days, last_days

SUSPENSION_END = "suspended_until"
STARTS = ("effective", "suspended_from", "ended_on")


class State(IntEnum):
    """Legal state of a measure; ABSENT before its announcement."""

    ABSENT = 0
    ANNOUNCED = 1
    IN_FORCE = 2
    SUSPENDED = 3
    LAPSED_UNCONFIRMED = 4
    LIFTED = 5


@dataclass(frozen=True)
class States:
    """State of each measure on each day, and the dates behind it (measures × days).

    `known` is the day on which the newest version of the measure known by the day became known.
    """

    measure_ids: tuple[str, ...]
    days: Days
    state: npt.NDArray[np.int8]
    effective: Days
    suspended_until: Days
    known: Days

    def row(self, measure_id: str) -> int:
        """Row of a measure in the arrays."""
        return self.measure_ids.index(measure_id)


def states(versions: pd.DataFrame, days: Days) -> States:
    """State of every measure in `versions` (table measure_versions) on each of `days`.

    Ended → lifted; suspended and not past its end → suspended; past its end → lapsed, unconfirmed; from
    its effective day, or if none was named → in force; else announced. A version that names an effective
    day after the end of the suspension, or after the day it ended, brings the measure back.
    """
    frame = _dated(versions)
    ids = tuple(sorted(frame["measure_id"].unique()))
    shape = (len(ids), len(days))
    code = np.zeros(shape, np.int8)
    effective, until, known = (np.full(shape, NO_DAY) for _ in range(3))
    columns = {name: days_of(frame[name]) for name in (*STARTS, SUSPENSION_END, "known_from")}
    of_measure = frame["measure_id"].to_numpy()
    for row, measure_id in enumerate(ids):
        at = np.flatnonzero(of_measure == measure_id)
        dates = _carry({name: values[at] for name, values in columns.items()}, days)
        code[row] = _state(dates, days)
        effective[row], until[row] = dates["effective"], dates[SUSPENSION_END]
        known[row] = dates["known_from"]
    return States(ids, days, code, effective, until, known)


def states_on(versions: pd.DataFrame, measure_ids: Iterable[str], day: date) -> dict[str, State]:
    """Legal state on one day of those of the measures of which a version was known by then."""
    known = versions["known_from"] <= pd.Timestamp(day)
    rows = versions[versions["measure_id"].isin(set(measure_ids)) & known]
    found = states(rows, np.array([day], "datetime64[D]"))
    return {one: State(int(code)) for one, code in zip(found.measure_ids, found.state[:, 0], strict=True)}


def _dated(versions: pd.DataFrame) -> pd.DataFrame:
    frame = pd.DataFrame(
        {"measure_id": versions["measure_id"], "known_from": days_of(versions["known_from"])}
    )
    for column in STARTS:
        frame[column] = first_days(versions[column])
    frame[SUSPENSION_END] = last_days(versions[SUSPENSION_END])
    return frame.sort_values(["measure_id", "known_from"], kind="stable")


def _carry(columns: Mapping[str, Days], days: Days) -> dict[str, Days]:
    """Each date of one measure as last announced by each day; `columns` are those of its versions, oldest first."""
    dates: dict[str, Days] = {column: np.full(len(days), NO_DAY) for column in columns}
    for version, known_from in enumerate(columns["known_from"]):
        known = days >= known_from
        for column, values in dates.items():
            if not np.isnat(columns[column][version]):
                values[known] = columns[column][version]
    return dates


def _state(dates: dict[str, Days], days: Days) -> npt.NDArray[np.int8]:
    effective, until, ended = dates["effective"], dates[SUSPENSION_END], dates["ended_on"]
    suspended = dates["suspended_from"] <= days
    return np.select(
        [
            np.isnat(dates["known_from"]),
            (ended <= days) & ~(effective > ended),
            suspended & ~(until < days),
            suspended & ~(effective > until),
            np.isnat(effective) | (effective <= days),
        ],
        [State.ABSENT, State.LIFTED, State.SUSPENDED, State.LAPSED_UNCONFIRMED, State.IN_FORCE],
        State.ANNOUNCED,
    ).astype(np.int8)
