"""Stress: what is missing?

S = (w_W·W + w_B·B + l·L) / (weights present). W is the worst item, B the mean over the groups present,
L = 100 − approval share. One item reads the worse of flow and price; an observation counts until its
age limit. Without any flow or price inside its limit there is no Stress.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt
import pandas as pd

from chokepoint.evidence.flows import flow_observations
from chokepoint.evidence.licences import ITEM as LICENCES
from chokepoint.evidence.licences import licence_observations
from chokepoint.evidence.observations import as_frame
from chokepoint.evidence.periods import Days, days_of
from chokepoint.evidence.prices import price_observations
from chokepoint.method import StressMethod
from chokepoint.risk.words import Floats

Rows = npt.NDArray[np.int64]
ITEM_MEASURES = ("flow", "price")
NONE = -1


@dataclass(frozen=True)
class Stress:
    """The reading over days, with value, weight and observation of each item (items × days)."""

    days: Days
    value: Floats
    items: tuple[str, ...]
    n: Floats
    weight: Floats
    row: Rows
    worst: Rows
    observations: pd.DataFrame

    def worst_item(self, day: int) -> str | None:
        """Name of the worst item on a day of the axis; None without Stress."""
        return None if self.worst[day] == NONE else self.items[self.worst[day]]


def observations(
    flows: pd.DataFrame,
    prices: pd.DataFrame,
    counts: pd.DataFrame,
    method: StressMethod,
    country: str,
    supplier: str = "CHN",
) -> pd.DataFrame:
    """Every observation that Stress can read, from tables trade_flows, prices and licence_counts."""
    return as_frame(
        chain(
            flow_observations(flows, method, supplier, country),
            price_observations(prices, method),
            licence_observations(counts, method, supplier, country),
        )
    )


def stress(found: pd.DataFrame, method: StressMethod, days: Days) -> Stress:
    """Stress reading (0-100) from observations (item, measure, n, period_end, known_from); NaN for none."""
    rows = found.assign(period_end=days_of(found["period_end"]), known_from=days_of(found["known_from"]))
    # Of several figures for one day known on one day the worst is read, whatever their order.
    rows = rows.sort_values(["period_end", "known_from", "n"], kind="stable", ignore_index=True)
    items = tuple(sorted(set(rows["item"]) - {LICENCES}))
    n = np.full((len(items) + 1, len(days)), np.nan)
    chosen = np.full(n.shape, NONE)
    for position, item in enumerate(items):
        n[position], chosen[position] = _worse(rows, item, method, days)
    n[-1], chosen[-1], licence_weight = _licences(rows, method, days)
    weight, worst = _weights(items, n, licence_weight, method)
    value = np.where((worst >= 0), np.nansum(weight * np.nan_to_num(n), axis=0), np.nan)
    return Stress(days, value, (*items, LICENCES), n, weight, chosen, worst, rows)


def newest_rows(rows: pd.DataFrame, item: str, measure: str, limit: int, days: Days) -> Rows:
    """Row of the newest observation known and not older than `limit` days, per day; NONE without one.

    `rows` are in order of period end and day known, as in Stress.observations.
    """
    chosen = np.full(len(days), NONE)
    known, end = days_of(rows["known_from"]), days_of(rows["period_end"])
    for row in np.flatnonzero((rows["item"] == item) & (rows["measure"] == measure)):
        chosen[days >= known[row]] = row
    if len(rows):
        chosen[(chosen >= 0) & ((days - end[chosen]).astype(int) > limit)] = NONE
    return chosen


def _newest(
    rows: pd.DataFrame, item: str, measure: str, method: StressMethod, days: Days
) -> tuple[Floats, Rows]:
    """Value and row of the newest observation known and not too old, per day; `rows` are in order."""
    chosen = newest_rows(rows, item, measure, method.max_age_days[measure], days)  # type: ignore[index]
    values = np.append(rows["n"].to_numpy(float), np.nan)
    return values[chosen], chosen


def _worse(rows: pd.DataFrame, item: str, method: StressMethod, days: Days) -> tuple[Floats, Rows]:
    values, chosen = zip(
        *(_newest(rows, item, measure, method, days) for measure in ITEM_MEASURES), strict=True
    )
    price_is_worse = np.nan_to_num(values[1], nan=-1) > np.nan_to_num(values[0], nan=-1)
    return np.where(price_is_worse, values[1], values[0]), np.where(price_is_worse, chosen[1], chosen[0])


def _licences(rows: pd.DataFrame, method: StressMethod, days: Days) -> tuple[Floats, Rows, Floats]:
    own, own_row = _newest(rows, LICENCES, "licence", method, days)
    proxy, proxy_row = _newest(rows, LICENCES, "licence_proxy", method, days)
    has_own, has_proxy = own_row >= 0, proxy_row >= 0
    weight = np.where(has_own, method.weights.licences, np.where(has_proxy, method.weights.licences_proxy, 0))
    return np.where(has_own, own, proxy), np.where(has_own, own_row, proxy_row), weight


def group_of(item: str, method: StressMethod) -> str:
    """The group inside breadth that an item belongs to."""
    return "heavy_medium" if item in method.heavy_medium else item


def _weights(
    items: tuple[str, ...], n: Floats, licences: Floats, method: StressMethod
) -> tuple[Floats, Rows]:
    """Total weight of each item on each day, and the row of the worst item (ties: later name)."""
    present = ~np.isnan(n[:-1])
    any_item = present.any(axis=0) if len(items) else np.zeros(n.shape[1], bool)
    groups = [group_of(item, method) for item in items]
    share = np.zeros(n.shape)
    for group in set(groups):
        inside = np.array([name == group for name in groups])
        count = present[inside].sum(axis=0)
        weight = method.breadth.get(group, 0)  # type: ignore[call-overload]
        share[:-1][inside] = np.where(present[inside], weight / np.maximum(count, 1), 0)
    total = share.sum(axis=0)
    share = method.weights.breadth * share / np.where(total > 0, total, 1)
    worst = np.full(n.shape[1], NONE)
    if len(items):
        filled = np.where(present, n[:-1], -1)
        worst = len(items) - 1 - np.argmax(filled[::-1], axis=0)
        share[worst, np.arange(n.shape[1])] += method.weights.worst
    share[-1] = licences
    sums = share.sum(axis=0)
    weight = share / np.where(sums > 0, sums, 1)
    return np.where(any_item, weight, 0), np.where(any_item, worst, NONE)
