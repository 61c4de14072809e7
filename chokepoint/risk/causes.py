"""On which days did the score move most for a new reason, and for which?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from chokepoint.risk.explain import CAUSES, explain_change
from chokepoint.risk.score import Assessment, date_of

# Days looked at for each cause wanted: a large move may turn out to be data that ran out.
TRIES = 3


@dataclass(frozen=True)
class Cause:
    """A day, its largest new cause, and the points by which the score moved that day."""

    day: date
    label: str
    points: float


def largest_causes(
    assessment: Assessment, names: Mapping[str, str], since: date, most: int = 8
) -> list[Cause]:
    """The days since `since` with the largest moves whose largest part is new evidence, in time order."""
    moves = np.diff(assessment.score)
    moves[assessment.days[1:] <= np.datetime64(since, "D")] = np.nan
    order = np.argsort(-np.abs(np.nan_to_num(moves)), kind="stable")[: most * TRIES]
    found: list[Cause] = []
    for position in order:
        if len(found) == most or not moves[position]:
            break
        if np.isnan(moves[position]):
            continue
        start, day = date_of(assessment.days[position]), date_of(assessment.days[position + 1])
        first = explain_change(assessment, start, day, names).parts.iloc[0]
        if first["kind"] in CAUSES and np.sign(first["points"]) == np.sign(moves[position]):
            found.append(Cause(day, str(first["label"]), float(moves[position])))
    return sorted(found, key=lambda cause: cause.day)
