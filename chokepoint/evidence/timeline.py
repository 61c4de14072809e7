"""Which acts passed between the two sides, and how many a quarter? Works on table events.

Intensity is an editor's scale from −10 (hostile) to +10 (friendly), without a zero. An act addressed to
all (WLD) by one of the two sides counts as one between them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import pandas as pd

from chokepoint.method import WORLD

KINDS = ("act", "threat", "statement", "talk", "relief", "build", "observation", "ruling")
SEARCHED = ("headline", "summary", "initiator_actor")


def known_by(events: pd.DataFrame, on: date) -> pd.DataFrame:
    """Rows known on the day, oldest act first."""
    rows = events[events["known_from"] <= pd.Timestamp(on)]
    return rows.sort_values(["date", "event_id"], kind="stable", ignore_index=True)


def between(events: pd.DataFrame, exposed: Collection[str], supplier: str) -> pd.DataFrame:
    """Events in which one side acts and the other, or everybody, is addressed.

    `exposed` holds the codes of the exposed country and of the groups it belongs to.
    """
    there = events["initiator"].isin(exposed) & events["addressee"].isin([supplier, WORLD])
    back = (events["initiator"] == supplier) & events["addressee"].isin([*exposed, WORLD])
    return events[there | back]


def naming(events: pd.DataFrame, materials: Collection[str]) -> pd.DataFrame:
    """Events whose own materials include one of these codes, whoever acts."""
    asked = set(materials)
    named = [bool(asked & set(str(codes).split(";"))) for codes in events["materials"]]
    return events[pd.Series(named, index=events.index, dtype=bool)]


def mentioning(frame: pd.DataFrame, words: str, columns: Sequence[str] = SEARCHED) -> pd.DataFrame:
    """Rows with the words in one of the columns, upper and lower case alike; all rows for no words."""
    sought = words.strip().casefold()
    if not sought or frame.empty:
        return frame
    text = frame[list(columns)].fillna("").agg(" ".join, axis=1).str.casefold()
    return frame[text.str.contains(sought, regex=False)]


def since_day(events: pd.DataFrame, since: date) -> pd.DataFrame:
    """Acts on a day or later."""
    return events[events["date"] >= pd.Timestamp(since)]


def whole_quarters(since: date, end: date) -> list[pd.Period]:
    """Calendar quarters that lie inside the span with all their days."""
    first, last = pd.Period(since, "Q"), pd.Period(end, "Q")
    found = list(pd.period_range(first, last, freq="Q"))
    return [q for q in found if q.start_time.date() >= since and q.end_time.date() <= end]


def acts_by_quarter(
    events: pd.DataFrame, sides: Sequence[Collection[str]], kinds: Collection[str], since: date, end: date
) -> pd.DataFrame:
    """Counts of acts by quarter and side: columns quarter, side (position in `sides`), conflict, cooperation.

    Only quarters that lie wholly in the span. The event list being complete there, a quarter without an
    entry is a count of 0; the side of an act is who acts, its sign that of the intensity.
    """
    rows = events[events["kind"].isin(kinds)]
    quarter = rows["date"].dt.to_period("Q")
    found = []
    for period in whole_quarters(since, end):
        for number, codes in enumerate(sides):
            signs = rows.loc[(quarter == period) & rows["initiator"].isin(codes), "intensity"]
            found.append((str(period), number, int((signs < 0).sum()), int((signs > 0).sum())))
    return pd.DataFrame(found, columns=["quarter", "side", "conflict", "cooperation"])
