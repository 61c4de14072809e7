"""How well do forecasts fit what followed? Ranking (AUC, average precision) and squared error (Brier)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from chokepoint.risk.words import Floats

Hits = npt.NDArray[np.bool_]


def auc(hit: Hits, forecast: Floats) -> float:
    """Share of pairs (hit, no hit) in which the hit has the higher forecast; ties count half."""
    return float(auc_of_samples(hit, forecast, np.ones((1, len(hit))))[0])


def auc_of_samples(hit: Hits, forecast: Floats, weights: Floats) -> Floats:
    """AUC of each sample (row of `weights`: how often each day is drawn); NaN where all days are alike."""
    order = np.argsort(forecast, kind="stable")
    first = np.flatnonzero(np.r_[True, np.diff(forecast[order]) > 0])
    hits = np.add.reduceat(weights[:, order] * hit[order], first, axis=1)
    others = np.add.reduceat(weights[:, order] * ~hit[order], first, axis=1)
    below = np.cumsum(others, axis=1) - others / 2
    pairs = hits.sum(axis=1) * others.sum(axis=1)
    ranked = (hits * below).sum(axis=1)
    found: Floats = np.divide(ranked, pairs, out=np.full(len(weights), np.nan), where=pairs > 0)
    return found


def average_precision(hit: Hits, forecast: Floats) -> float:
    """Σ (recall_k − recall_{k−1})·precision_k over the thresholds, highest first; NaN without a hit."""
    if not hit.any():
        return float("nan")
    order = np.argsort(-forecast, kind="stable")
    last = np.flatnonzero(np.r_[np.diff(forecast[order]) < 0, True])
    found = np.cumsum(hit[order])[last]
    return float((np.diff(found, prepend=0) / hit.sum() * found / (last + 1)).sum())


def brier(hit: Hits, forecast: Floats) -> float:
    """Mean squared error of forecast shares; NaN without a day."""
    return float(((forecast - hit) ** 2).mean()) if len(hit) else float("nan")


def brier_skill(hit: Hits, forecast: Floats, base: Floats | None = None) -> float:
    """1 − Brier / Brier of the base rate (that of all days, or one given by day); NaN if that is 0."""
    reference = brier(hit, np.full(len(hit), hit.mean()) if base is None else base) if len(hit) else 0.0
    return 1 - brier(hit, forecast) / reference if reference else float("nan")


def rising_shares(values: Floats, hit: Hits) -> tuple[Floats, Floats]:
    """Shares of hits that never fall as the value rises, nearest in squared error: (value from which, share).

    Pool-adjacent-violators (Ayer and others 1955); equal values share one step.
    """
    order = np.argsort(values, kind="stable")
    first = np.flatnonzero(np.r_[True, np.diff(values[order]) > 0])
    hits = np.add.reduceat(hit[order].astype(float), first)
    days = np.diff(np.r_[first, len(values)]).astype(float)
    # Neighbours with the same share, most of them without a hit, pool at once.
    runs = np.flatnonzero(np.r_[True, hits[1:] * days[:-1] != hits[:-1] * days[1:]])
    of_runs = (values[order][first][runs], np.add.reduceat(hits, runs), np.add.reduceat(days, runs))
    starts: list[float] = []
    pools: list[tuple[float, float]] = []
    for start, new_hits, new_days in zip(*(one.tolist() for one in of_runs), strict=True):
        starts.append(start)
        pools.append((new_hits, new_days))
        while len(pools) > 1 and pools[-2][0] * pools[-1][1] >= pools[-1][0] * pools[-2][1]:
            last_hits, last_days = pools.pop()
            starts.pop()
            pools[-1] = (pools[-1][0] + last_hits, pools[-1][1] + last_days)
    return np.array(starts), np.array([found / of for found, of in pools])
