"""Dependence: how much hangs on the supplier?

D = w·N + (1 − w)·mean(A, B): N the supplier's share at the narrowest stage, A net import reliance ×
its share in imports for all compounds and metals, B the same for the worst single element. One of A
and B may be missing; without N, or without both, there is no Dependence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from chokepoint.evidence.periods import Days, days_of
from chokepoint.method import DependenceMethod
from chokepoint.risk.words import Floats

PARTS = ("N", "A", "B")


@dataclass(frozen=True)
class Dependence:
    """The reading over days, its three parts (parts × days, they sum to it) and the figures behind them."""

    days: Days
    value: Floats
    parts: Floats
    stage: tuple[str | None, ...]
    element: tuple[str | None, ...]
    figures: pd.DataFrame
    row: dict[str, Floats]


def dependence(figures: pd.DataFrame, method: DependenceMethod, days: Days) -> Dependence:
    """Dependence reading (0-100) from figures (key, value, period_end, known_from); NaN for none.

    Keys: `stage:<label>`, `nir:<material>`, `chn:<material>`.
    """
    figures = figures.assign(value=figures["value"].clip(0, 100))
    figures = figures.sort_values(
        ["key", "period_end", "known_from", "value"], kind="stable", ignore_index=True
    )
    row = {key: _newest(figures, key, method, days) for key in sorted(set(figures["key"]))}
    value = {key: np.append(figures["value"].to_numpy(float), np.nan)[rows] for key, rows in row.items()}
    narrowest, stage = _largest({key[6:]: v for key, v in value.items() if key.startswith("stage:")}, days)
    of_all = _product(value, method.reliance_of_all.material, days)
    elements = {element: _product(value, element, days) for element in method.reliance_of_elements}
    of_element, element = _largest(elements, days)
    count = (~np.isnan(of_all)).astype(float) + ~np.isnan(of_element)
    parts = np.vstack(
        [
            method.narrowest_stage_weight * narrowest,
            (1 - method.narrowest_stage_weight) * np.nan_to_num(of_all) / np.maximum(count, 1),
            (1 - method.narrowest_stage_weight) * np.nan_to_num(of_element) / np.maximum(count, 1),
        ]
    )
    total = np.where((count > 0) & ~np.isnan(narrowest), np.nan_to_num(parts).sum(axis=0), np.nan)
    return Dependence(days, total, parts, stage, element, figures, row)


def _newest(figures: pd.DataFrame, key: str, method: DependenceMethod, days: Days) -> np.ndarray:
    """Row of the newest figure known on each day and not too old; -1 for none."""
    chosen = np.full(len(days), -1)
    known, end = days_of(figures["known_from"]), days_of(figures["period_end"])
    for row in np.flatnonzero(figures["key"] == key):
        chosen[days >= known[row]] = row
    old = days - end[chosen] > np.timedelta64(method.max_age_days, "D")
    chosen[(chosen >= 0) & old] = -1
    return chosen


def _product(value: dict[str, Floats], material: str, days: Days) -> Floats:
    missing = np.full(len(days), np.nan)
    return value.get(f"nir:{material}", missing) * value.get(f"chn:{material}", missing) / 100


def _largest(values: dict[str, Floats], days: Days) -> tuple[Floats, tuple[str | None, ...]]:
    """Largest value on each day and its name; NaN and None where none is on file."""
    if not values:
        return np.full(len(days), np.nan), (None,) * len(days)
    names = sorted(values)
    stacked = np.vstack([values[name] for name in names])
    filled = np.where(np.isnan(stacked), -1, stacked)
    best = filled.argmax(axis=0)
    found = filled.max(axis=0) >= 0
    names_found = tuple(names[i] if ok else None for i, ok in zip(best, found, strict=True))
    return np.where(found, filled.max(axis=0), np.nan), names_found
