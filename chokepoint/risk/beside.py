"""Where do published monthly indices and the score move apart? Each keeps its own scale; none is joined.

Works on table indices, as known on the day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from chokepoint.evidence.periods import Days, last_days
from chokepoint.risk.score import Assessment
from chokepoint.risk.words import Floats


@dataclass(frozen=True)
class Series:
    """A monthly series: its name and unit, the last day of each month, the value, and the sources.

    `apart` are the months in which it and the score moved in opposite ways against the month before,
    `compared` those in which both moved.
    """

    series: str
    name: str
    unit: str
    days: Days
    values: Floats
    source_keys: tuple[str, ...]
    apart: tuple[str, ...]
    compared: int


def monthly_score(found: Assessment, until: date) -> pd.Series:
    """Mean of the score by calendar month; months not whole up to the day, or without a score, are left out."""
    end = min(np.datetime64(until, "D"), np.datetime64(found.method.scope.coverage_end, "D"))
    days = found.days[found.days <= end]
    frame = pd.Series(found.score[: len(days)], index=pd.PeriodIndex(pd.DatetimeIndex(days), freq="M"))
    counts, means = frame.groupby(level=0).count(), frame.groupby(level=0).mean()
    return means[counts == means.index.days_in_month]


def series_beside(
    indices: pd.DataFrame, names: Sequence[str], found: Assessment, since: date, on: date
) -> list[Series]:
    """Monthly series of these names known on the day, from `since`, with the months in which they moved apart."""
    rows = indices[(indices["known_from"] <= pd.Timestamp(on)) & (indices["frequency"] == "M")]
    score = monthly_score(found, on)
    return [
        _series(rows[rows["series"] == series], score, since)
        for name in names
        for series in sorted(rows.loc[_named(rows["series"], name), "series"].unique())
    ]


def _named(series: pd.Series, name: str) -> pd.Series:
    return (series == name) | series.str.startswith(f"{name}_")


def _series(rows: pd.DataFrame, score: pd.Series, since: date) -> Series:
    newest = rows.sort_values(["period", "known_from"]).drop_duplicates("period", keep="last")
    values = pd.Series(newest["value"].to_numpy(float), index=pd.PeriodIndex(newest["period"], freq="M"))
    both = pd.DataFrame({"index": values, "score": score}).dropna()
    # Only neighbouring months are compared: a gap is no month before.
    moves = both.diff()[np.r_[False, np.diff(both.index.asi8) == 1]] if len(both) else both
    moves = moves[(moves != 0).all(axis=1)]
    apart = moves.index[np.sign(moves["index"]) != np.sign(moves["score"])]
    shown = newest[last_days(newest["period"]) >= np.datetime64(since, "D")]
    return Series(
        str(newest["series"].iloc[0]), str(newest["name"].iloc[0]), str(newest["unit"].iloc[0]),
        last_days(shown["period"]), shown["value"].to_numpy(float), tuple(sorted(shown["source_key"].unique())),
        tuple(map(str, apart)), len(moves),
    )  # fmt: skip
