"""Which measures bind the pair, and through which legal states did each pass until the day shown?

Works on tables measures, measure_versions and control_coverage. A bar holds the states as they stood on
each day by what had been announced then; nothing that became known after the day is in it, except the
later end of a suspension, which is kept apart and said in words.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from chokepoint.evidence.measures import State, States, states
from chokepoint.evidence.periods import days_of, last_day
from chokepoint.method import WORLD

Tables = Mapping[str, pd.DataFrame]
EVERY, MILITARY, LISTED, HOME, RELIEF = "every", "military", "listed", "home", "relief"
CLASSES = (EVERY, MILITARY, LISTED, HOME, RELIEF)
# Suspensions and statements are told by the bars of the measures that they touch.
TOLD_ELSEWHERE = ("suspension", "statement")
CONTROL = "control"
BY_INSTRUMENT = {
    "end_use_ban": MILITARY,
    "procurement_ban": MILITARY,
    "entity_list": LISTED,
    "watch_list": LISTED,
}
TRUCE = "truce"


@dataclass(frozen=True)
class Segment:
    """A stretch of days, both included, in one legal state."""

    state: State
    start: date
    end: date


@dataclass(frozen=True)
class Bar:
    """One measure: who, for which class of buyers, its states until the day, and what is still to come.

    `until` is the end of the suspension (or of the truce) as announced by the day, resting on
    `until_ground` (published_text, announced, agreed, reported); `later_until` a new
    end that became known after it, resting on `later_ground`.
    """

    measure_id: str
    imposer: str
    addressee: str
    buyers: str
    instrument: str
    step: str
    whom: str
    announced: date
    segments: tuple[Segment, ...]
    effective: date | None
    until: date | None
    until_ground: str
    later_until: date | None
    later_ground: str
    verified: bool
    source_key: str

    @property
    def state(self) -> State:
        """Legal state on the day shown."""
        return self.segments[-1].state


def in_scope(measures: pd.DataFrame, supplier: str, addressees: Collection[str]) -> pd.DataFrame:
    """Controls and reliefs that bear on the pair: the supplier's on the country (or at home), and others' on the supplier.

    `addressees` are the codes that bind the country (Scope.addressees).
    """
    rows = measures[
        measures["category"].isin([CONTROL, RELIEF]) & ~measures["instrument"].isin(TOLD_ELSEWHERE)
    ]
    by_supplier = rows["imposer"] == supplier
    aimed = rows["addressee"].isin([*addressees, supplier])
    answers = rows["addressee"].isin([supplier, WORLD])
    return rows[(by_supplier & aimed) | (~by_supplier & answers)]


def bars(tables: Tables, measures: pd.DataFrame, day: date, known_until: date) -> list[Bar]:
    """A bar for each measure announced by `day`, by imposer and class of buyers, the oldest first.

    Later ends of suspensions are those known by `known_until`.
    """
    versions = tables["measure_versions"]
    versions = versions[versions["measure_id"].isin(measures["measure_id"])]
    known = versions[days_of(versions["known_from"]) <= np.datetime64(day, "D")]
    if known.empty:
        return []
    days = np.arange(days_of(known["known_from"]).min(), np.datetime64(day, "D") + 1)
    found = states(known, days)
    later = later_ends(versions, day, known_until)
    grounds = end_grounds(known)
    covered = _covered(tables["control_coverage"])
    rows = measures[measures["measure_id"].isin(found.measure_ids)]
    made = [_bar(row, found, covered, grounds, later) for row in rows.itertuples(index=False)]
    return sorted(made, key=lambda bar: (CLASSES.index(bar.buyers), bar.announced, bar.measure_id))


def class_of(imposer: str, addressee: str, instrument: str, category: str) -> str:
    """Class of buyers that a measure is for: every, military, listed, home (own producers), or relief."""
    if category == RELIEF:
        return RELIEF
    if imposer == addressee:
        return HOME
    return BY_INSTRUMENT.get(instrument, EVERY)


def later_ends(versions: pd.DataFrame, day: date, known_until: date) -> dict[str, tuple[date, str]]:
    """Measure → new end of its suspension, and what that rests on, if it became known after the day, by `known_until`."""
    known = versions["known_from"]
    inside = (known > pd.Timestamp(day)) & (known <= pd.Timestamp(known_until))
    rows = versions[inside & versions["suspended_until"].notna()].sort_values("known_from")
    return {
        row.measure_id: (last_day(row.suspended_until), str(row.ground).replace("_", " "))
        for row in rows.itertuples(index=False)
    }


def end_grounds(known: pd.DataFrame) -> dict[str, str]:
    """Measure → what the end of its suspension (or of its truce) rests on, by the newest of the known versions."""
    ends = known[known["suspended_until"].notna()].sort_values("known_from", kind="stable")
    return dict(zip(ends["measure_id"], ends["ground"].astype(str), strict=True))


def versions_of(tables: Tables, ids: Sequence[str], day: date) -> pd.DataFrame:
    """Announced versions of measures known by the day, each with title and source, oldest first."""
    versions = tables["measure_versions"]
    rows = versions[versions["measure_id"].isin(ids) & (versions["known_from"] <= pd.Timestamp(day))]
    titles = tables["measures"].set_index("measure_id")["title"]
    sources = tables["sources"].set_index("source_key")
    told = rows.assign(
        title=rows["measure_id"].map(titles),
        origin=rows["source_key"].map(sources["origin"]),
        url=rows["source_key"].map(sources["url"]),
    )
    columns = ["measure_id", "title", "known_from", "effective", "suspended_from", "suspended_until", "ended_on",
               "ground", "origin", "verified", "notes", "url", "source_key"]  # fmt: skip
    return told.sort_values(["measure_id", "known_from"], kind="stable")[columns]


def _bar(
    row: Any,
    found: States,
    covered: Mapping[str, tuple[str, str]],
    grounds: Mapping[str, str],
    later: Mapping[str, tuple[date, str]],
) -> Bar:
    position = found.row(row.measure_id)
    code, ends = found.state[position].copy(), found.suspended_until[position]
    if row.instrument == TRUCE:
        # A truce ends by itself on its last day: no notice is needed, unlike a suspension's.
        code[~np.isnat(ends) & (ends < found.days) & (code == State.IN_FORCE)] = State.LIFTED
    segments = _segments(code, found)
    until = _day(ends[-1])
    later_until, ground = later.get(row.measure_id, (None, ""))
    return Bar(
        row.measure_id,
        row.imposer,
        row.addressee,
        class_of(row.imposer, row.addressee, row.instrument, row.category),
        row.instrument,
        *covered.get(row.measure_id, ("", "")),
        segments[0].start,
        segments,
        _day(found.effective[position, -1]),
        until,
        grounds.get(row.measure_id, ""),
        later_until,
        ground,
        bool(row.verified),
        row.source_key,
    )


def _segments(code: np.ndarray, found: States) -> tuple[Segment, ...]:
    """Runs of equal states, from the announcement on."""
    starts = np.flatnonzero(np.r_[True, code[1:] != code[:-1]])
    ends = np.r_[starts[1:], len(code)] - 1
    return tuple(
        Segment(State(int(code[start])), found.days[start].astype(object), found.days[end].astype(object))
        for start, end in zip(starts, ends, strict=True)
        if code[start] != State.ABSENT
    )


def _covered(coverage: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Rung (licence, ban, watch …) and buyers of each measure; rows that cover nothing do not count."""
    rows = coverage[coverage["coverage"] != "none"].drop_duplicates("measure_id")
    pairs = zip(rows["step"], rows["buyers"].fillna(""), strict=True)
    return dict(zip(rows["measure_id"], pairs, strict=True))


def _day(day: np.datetime64) -> date | None:
    return None if np.isnat(day) else day.astype(object)
