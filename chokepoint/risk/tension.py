"""Tension: what do the two sides do to each other?

T = 100·N/(κ + N) with N = max(0, P) and P the sum of the signed effects of events: hostile ones add,
proven relief takes away, each fading by half in its half-life, each counting less the more it repeats
inside an episode (same sides, kind, sign and ISO week).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from chokepoint.evidence.periods import Days, days_of
from chokepoint.method import WORLD, TensionMethod
from chokepoint.risk.words import Floats

EPISODE = ("initiator", "addressee", "kind", "relief", "year", "week")


@dataclass(frozen=True)
class Tension:
    """The reading over days, with the signed effect of each event (events × days)."""

    days: Days
    value: Floats
    net: Floats
    event_ids: tuple[str, ...]
    known_from: Days
    effects: Floats


def tension(events: pd.DataFrame, method: TensionMethod, country: str, supplier: str, days: Days) -> Tension:
    """Tension reading (0-100) from table events; hostile effects are positive, relief negative."""
    rows = relevant(events, method, country, supplier)
    known = days_of(rows["known_from"])
    sizes, half_lives = _sizes(rows, method), rows["kind"].map(method.half_life_days).to_numpy(float)
    age = (days[None, :] - known[:, None]).astype(int)
    effects = np.where(age >= 0, sizes[:, None] * 0.5 ** (np.maximum(age, 0) / half_lives[:, None]), 0)
    effects *= _discount(rows, sizes, half_lives, method.episode_discount, age >= 0)
    effects *= np.where(rows["intensity"].to_numpy() < 0, 1.0, -1.0)[:, None]
    pressure = effects.sum(axis=0)
    net = np.maximum(pressure, 0)
    value = 100 * net / (method.half_saturation + net)
    return Tension(days, value, pressure, tuple(rows["event_id"]), known, effects)


def relevant(events: pd.DataFrame, method: TensionMethod, country: str, supplier: str) -> pd.DataFrame:
    """Events between the two sides that count, once each, in a fixed order; intensity 0 is neither side's."""
    from_supplier = (events["initiator"] == supplier) & events["addressee"].isin([country, WORLD])
    from_country = (events["initiator"] == country) & events["addressee"].isin([supplier, WORLD])
    counted = (from_supplier | from_country) & events["kind"].isin(method.half_life_days)
    rows = events[counted & events["intensity"].notna() & (events["intensity"] != 0)]
    rows = rows.sort_values(["known_from", "event_id"], kind="stable")
    return rows.drop_duplicates("event_id", ignore_index=True)


def episode_keys(rows: pd.DataFrame) -> pd.DataFrame:
    """The events with the columns of EPISODE: the sign as `relief`, the ISO week of the day it counts from."""
    calendar = rows["known_from"].dt.isocalendar()
    return rows.assign(relief=rows["intensity"] > 0, year=calendar["year"], week=calendar["week"])


def _sizes(rows: pd.DataFrame, method: TensionMethod) -> Floats:
    """|intensity|/10 × material × proof of relief of each event."""
    size: Floats = rows["intensity"].abs().to_numpy(float) / 10
    tagged = rows["materials"].notna() & (rows["materials"] != "")
    size *= np.where(tagged, 1, method.untagged_factor)
    proof = rows["proof"].map(method.proof).fillna(0).to_numpy(float)
    return size * np.where(rows["intensity"].to_numpy() > 0, proof, 1)


def _discount(
    rows: pd.DataFrame, sizes: Floats, half_lives: Floats, discount: float, known: npt.NDArray[np.bool_]
) -> Floats:
    """discount^(k−1) for the k-th largest of the episode members known on the day (ties: earlier, id).

    Members of an episode share their half-life, so their order on the last day of their week is that of any day.
    """
    factor = np.ones(known.shape)
    if rows.empty:
        return factor
    left = 7 - rows["known_from"].dt.isocalendar()["day"].to_numpy(float)
    at_end = sizes * 0.5 ** (left / half_lives)
    for members in episode_keys(rows).groupby(list(EPISODE), sort=False).indices.values():
        if len(members) > 1:
            order = members[np.lexsort((members, -at_end[members]))]
            rank = np.cumsum(known[order], axis=0) - 1
            factor[order] = discount ** np.maximum(rank, 0)
    return factor
