"""What does a change of the data do to the readings and the score of a day, and which rows do it?

The same day, pair, buyer and method over two versions of the tables; the parts add up to the difference
exactly, as those between two days do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from chokepoint.risk.attribution import CLOSE, DayParts, Key, change
from chokepoint.risk.explain import PART_COLUMNS, Explanation, day_parts, label_of, why_no_score
from chokepoint.risk.score import (
    READINGS,
    Assessment,
    Tables,
    assess,
    combine,
    controls_of,
    date_of,
    stress_of,
    tension_of,
)
from chokepoint.risk.words import Floats

SCORE = "score"
NAMES = (SCORE, *READINGS)
REVISION = "data revision"
# Tables that readings and score are made of: a change of any other moves none of them.
MADE_OF = {
    "dependence": frozenset({"production", "dependency"}),
    "controls": frozenset({"measures", "measure_versions", "control_coverage"}),
    "stress": frozenset({"trade_flows", "prices", "licence_counts"}),
    "tension": frozenset({"events"}),
}
TABLES = frozenset.union(*MADE_OF.values())


@dataclass(frozen=True)
class Day:
    """Score and readings of one day before and after; None, never 0, where there is none.

    `explanation` splits the difference of the score over rows; None if a side has no score.
    """

    on: date
    before: Mapping[str, float | None]
    after: Mapping[str, float | None]
    explanation: Explanation | None
    reason: str | None

    def moved(self, name: str) -> float | None:
        """Points by which the score or a reading differs; None where a side has none."""
        before, after = self.before[name], self.after[name]
        return None if before is None or after is None else after - before


@dataclass(frozen=True)
class Largest:
    """The day on which the score or a reading differs most, and both values."""

    name: str
    on: date
    before: float
    after: float
    days: int


@dataclass(frozen=True)
class Revision:
    """What a change of the data does, for one country and class of buyers.

    `days`: the days asked for. `largest`: per score and reading that moves, where it moves most and on how
    many days. `gained`, `lost`: score or reading → days on which it is there only after, only before.
    """

    country: str
    supplier: str
    buyer: str
    days: tuple[Day, ...]
    largest: tuple[Largest, ...]
    gained: Mapping[str, int]
    lost: Mapping[str, int]

    @property
    def moves(self) -> bool:
        """True if the score or a reading differs on any day."""
        return bool(self.largest or self.gained or self.lost)


def revision(
    before: Assessment,
    after: Assessment,
    days: Iterable[date],
    names: Mapping[str, str],
    renamed: Mapping[str, str] | None = None,
) -> Revision:
    """What differs between two assessments over the same days.

    `renamed`: new id → id on file of events that only changed their id; they are no removal and addition.
    """
    tolerance = before.method.attribution.tolerance
    largest = [
        found
        for name in NAMES
        if (found := _largest(name, _values(before, name), _values(after, name), before, tolerance))
    ]
    return Revision(
        before.country,
        before.supplier,
        before.buyer,
        tuple(_day(before, after, on, names, renamed or {}) for on in dict.fromkeys(days)),
        tuple(largest),
        gained=_appearing(before, after),
        lost=_appearing(after, before),
    )


def assessed_again(had: Assessment, tables: Tables, changed: Collection[str]) -> Assessment:
    """The assessment of the same country, buyer and days after some tables changed; other readings are kept."""
    touched = {name for name, made_of in MADE_OF.items() if made_of & set(changed)}
    method, country, buyer, days = had.method, had.country, had.buyer, had.days
    if not touched:
        return had
    if "dependence" in touched:
        return assess(tables, method, country, buyer, days)
    return combine(
        method,
        country,
        buyer,
        had.dependence,
        controls_of(tables, method, country, buyer, days) if "controls" in touched else had.controls,
        stress_of(tables, method, country, days) if "stress" in touched else had.stress,
        tension_of(tables["events"], method, country, days) if "tension" in touched else had.tension,
    )


def last_scored(assessment: Assessment) -> date | None:
    """The last day up to coverage_end that has a score; None if there is none."""
    end = np.datetime64(assessment.method.scope.coverage_end, "D")
    have = np.flatnonzero(np.isfinite(assessment.score) & (assessment.days <= end))
    return date_of(assessment.days[have[-1]]) if len(have) else None


def _day(
    before: Assessment, after: Assessment, on: date, names: Mapping[str, str], renamed: Mapping[str, str]
) -> Day:
    reason = why_no_score(before, on) or why_no_score(after, on)
    explanation = None if reason else _explained(before, after, on, names, renamed)
    return Day(on, _on(before, on), _on(after, on), explanation, reason)


def _explained(
    before: Assessment, after: Assessment, on: date, names: Mapping[str, str], renamed: Mapping[str, str]
) -> Explanation:
    position = after.index(on)
    assert position is not None
    first, last = day_parts(before, position), _under_old_ids(day_parts(after, position), renamed)
    points = change(first, last, after.method)
    new_ids = {old: new for new, old in renamed.items()}
    rows = [
        (key[0], REVISION, key[1], _label(before, after, key, position, names, new_ids), value)
        for key, value in points.items()
        if abs(value) > CLOSE
    ]
    frame = pd.DataFrame(rows, columns=list(PART_COLUMNS))
    frame = frame.sort_values("points", key=lambda column: -column.abs(), kind="stable", ignore_index=True)
    total = last.score - first.score
    return Explanation(None, on, total, frame, total - float(frame["points"].sum()))


def _under_old_ids(parts: DayParts, renamed: Mapping[str, str]) -> DayParts:
    return replace(
        parts, events={renamed.get(event, event): effect for event, effect in parts.events.items()}
    )


def _label(
    before: Assessment,
    after: Assessment,
    key: Key,
    position: int,
    names: Mapping[str, str],
    new_ids: Mapping[str, str],
) -> str:
    """The words of a part as it stands after the change, or before it where it is gone."""
    reading, part, aspect = key
    if reading == "tension":
        part = new_ids.get(part, part)
        return names.get(part, part)
    side = after if _has(after, reading, part) else before
    return label_of(side, (reading, part, aspect), position, names)


def _has(assessment: Assessment, reading: str, part: str) -> bool:
    if reading == "controls":
        return part.split("|", 1)[1] in assessment.controls.measure_ids
    return reading != "stress" or part in assessment.stress.items


def _values(assessment: Assessment, name: str) -> Floats:
    return assessment.score if name == SCORE else assessment.reading(name)


def _on(assessment: Assessment, on: date) -> dict[str, float | None]:
    """Score and readings of a day; what rests on events is blank before the first day on which they are dense."""
    position = assessment.index(on)
    found: dict[str, float | None] = dict.fromkeys(NAMES)
    blank = (SCORE, "tension") if on < assessment.method.scope.score_from else ()
    for name in NAMES if position is not None else ():
        if name in blank:
            continue
        value = float(_values(assessment, name)[position])
        found[name] = None if np.isnan(value) else value
    return found


def _appearing(one: Assessment, other: Assessment) -> dict[str, int]:
    """Score or reading → days on which only `other` has it."""
    days = {
        name: int((np.isfinite(_values(other, name)) & ~np.isfinite(_values(one, name))).sum())
        for name in NAMES
    }
    return {name: count for name, count in days.items() if count}


def _largest(
    name: str, before: Floats, after: Floats, assessment: Assessment, tolerance: float
) -> Largest | None:
    moved = np.abs(np.nan_to_num(after - before))
    if not (moved > tolerance).any():
        return None
    at = int(moved.argmax())
    on = date_of(assessment.days[at])
    return Largest(name, on, float(before[at]), float(after[at]), int((moved > tolerance).sum()))
