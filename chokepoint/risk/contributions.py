"""How many points of the score does each reading, and each part, make over the days?

The split of the level: R = D/100 · Σ_k w_k·x_k^p / H^(p−1), inside a reading by its own parts.
"""

from __future__ import annotations

import numpy as np

from chokepoint.risk.score import PRESSURES, Assessment
from chokepoint.risk.words import Floats


def by_reading(found: Assessment) -> dict[str, Floats]:
    """Points of the score that Controls, Stress and Tension make on each day; they sum to it. NaN without one."""
    exponent = found.method.score.exponent
    base = np.where(found.pressure > 0, found.pressure, 1.0) ** (exponent - 1)
    shares = {
        name: found.dependence.value / 100 * found.method.score.weights[name] * found.reading(name) ** exponent / base  # type: ignore[index]
        for name in PRESSURES
    }  # fmt: skip
    return {name: np.where(np.isfinite(found.score), values, np.nan) for name, values in shares.items()}


def over_time(found: Assessment, reading: str, part: str) -> Floats:
    """Points of the score that one part makes on each day: a measure in a group, an item, or an event.

    0 where it does not count, NaN where there is no score. Ids are those of explain_level.
    """
    own, total = _parts(found, reading, part)
    share = np.divide(own, total, out=np.zeros(len(found.days)), where=np.abs(total) > 0)
    points: Floats = by_reading(found)[reading] * np.nan_to_num(share)
    return points


def _parts(found: Assessment, reading: str, part: str) -> tuple[Floats, Floats]:
    """The part and the sum of all parts of a reading on each day."""
    if reading == "controls":
        pairs = [f"{g}|{m}" for g, m in zip(found.controls.groups, found.controls.measure_ids, strict=True)]
        return found.controls.contributions[pairs.index(part)], found.controls.value
    if reading == "stress":
        parts = np.nan_to_num(found.stress.weight) * np.nan_to_num(found.stress.n)
        return parts[found.stress.items.index(part)], parts.sum(axis=0)
    row = found.tension.event_ids.index(part)
    above = found.tension.net > 0
    return np.where(above, found.tension.effects[row], 0.0), np.where(above, found.tension.net, 0.0)
