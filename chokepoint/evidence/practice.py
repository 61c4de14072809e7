"""What becomes of licence applications, by whose count, and which plants stood still?

Works on tables licence_counts and events. Bounds stay as the source gives them (~ about, < below); a
count of a single firm is shown as such and enters no reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from chokepoint.evidence.periods import last_day
from chokepoint.method import StressMethod

MEASURES = (
    "applications", "approved", "approved_share", "pending", "rejected", "plants_stopped", "review_days",
    "validity_months",
)  # fmt: skip
# How the list of events marks a firm that tells of its own plants.
OWN_LINES = "affected firm"
OWN, STANDS_IN, APART, SINGLE, RULE = "own", "stands in", "apart", "single firm", "rule"


@dataclass(frozen=True)
class Figure:
    """A figure with its bound and unit as the source gives them."""

    value: float
    bound: str
    unit: str
    derived: bool


@dataclass(frozen=True)
class Count:
    """What one applicant (or one rule) told on one day; `counts` says what it may stand for."""

    applicant: str
    kind: str
    country: str
    material: str
    day: date
    figures: Mapping[str, Figure]
    counts: str
    notes: str
    verified: bool
    source_key: str


def practice(
    counts: pd.DataFrame, method: StressMethod, imposer: str, country: str, day: date
) -> list[Count]:
    """Counts of the imposer's licences known by the day, newest first; one row per applicant, day, source.

    Of a figure told again by its source the last known stands.
    """
    rows = counts[(counts["imposer"] == imposer) & (counts["known_from"] <= pd.Timestamp(day))]
    rows = rows.sort_values("known_from", kind="stable")
    keys = ["applicant", "country", "material", "period", "source_key"]
    found = [_count(group, method, country) for _, group in rows.groupby(keys, sort=False)]
    return sorted(found, key=lambda one: (one.counts == RULE, -one.day.toordinal(), one.applicant))


def stoppages(events: pd.DataFrame, supplier: str, materials: frozenset[str], day: date) -> pd.DataFrame:
    """Observed effects on plants: events of kind observation that a firm tells of the supplier's control.

    Customs and ministries report figures; what a firm reports of its own lines names the firm as actor.
    """
    rows = events[(events["kind"] == "observation") & (events["initiator"] == supplier)]
    rows = rows[(rows["action"] == "COERCE") & (rows["known_from"] <= pd.Timestamp(day))]
    told = zip(rows["materials"].fillna(""), rows["initiator_actor"].fillna(""), strict=True)
    own = [bool(materials & set(joined.split(";"))) and OWN_LINES in actor for joined, actor in told]
    return rows[np.array(own, bool)].sort_values("date")


def _count(group: pd.DataFrame, method: StressMethod, country: str) -> Count:
    first = group.iloc[0]
    figures = {
        row.measure: Figure(float(row.value), row.bound, row.unit, bool(row.derived))
        for row in group.itertuples(index=False)
        if not pd.isna(row.value)
    }
    return Count(
        first["applicant"], first["applicant_kind"], first["country"], first["material"], last_day(first["period"]),
        figures, _counts(first, method, country), "" if pd.isna(first["notes"]) else first["notes"],
        bool(group["verified"].all()), first["source_key"],
    )  # fmt: skip


def _counts(row: pd.Series, method: StressMethod, country: str) -> str:
    """What a count may stand for in the country's reading."""
    if row["applicant_kind"] == "rule":
        return RULE
    if row["applicant_kind"] not in method.licence_applicants:
        return SINGLE
    if row["country"] == country:
        return OWN
    return APART if row["country"] in method.licence_excluded_countries else STANDS_IN
