"""Which part moved the score by how many points? Exact: the parts add up to the change.

ΔR = mean(D)·ΔH/100 + mean(H)·ΔD/100. One point of reading k is worth
λ_k = mean(D)/100 · w_k · slope(x_k) / slope(H), with slope(y) = (y1^p − y0^p)/(y1 − y0) for exponent p
(y0 + y1 when p = 2). Inside the readings: Controls by contribution; Stress mean(a)·Δn + mean(n)·Δa;
Tension γ·Δs with γ = ΔT/ΔP; Dependence by its parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chokepoint.method import Method

CLOSE = 1e-12

# (reading, id, aspect): aspect tells value from weight inside Stress and is empty elsewhere.
Key = tuple[str, str, str]


@dataclass(frozen=True)
class DayParts:
    """Everything a day's score is made of: readings, H, R and the parts inside each reading."""

    controls: Mapping[str, float]
    stress: Mapping[str, tuple[float, float]]
    events: Mapping[str, float]
    dependence: Mapping[str, float]
    readings: Mapping[str, float]
    pressure: float
    score: float

    @property
    def net(self) -> float:
        """P, the signed sum of the effects of events."""
        return sum(self.events.values())


def change(before: DayParts, after: DayParts, method: Method) -> dict[Key, float]:
    """Points of the change from `before` to `after` by part; they sum to the change of the score.

    Both days need a score. Keys: (reading, id, aspect).
    """
    return dict(_pressure_parts(before, after, method)) | {
        ("dependence", part, ""): (before.pressure + after.pressure) / 200 * (after.dependence[part] - value)
        for part, value in before.dependence.items()
    }


def level(day: DayParts, method: Method) -> dict[Key, float]:
    """Points of a day's score by part: R = D/100 · Σ_k w_k·x_k^p/H^(p−1), split inside by own parts."""
    own = {
        "controls": dict(day.controls),
        "stress": {item: weight * n for item, (weight, n) in day.stress.items()},
        "tension": dict(day.events) if day.readings["tension"] > 0 else {},
    }
    points = {}
    for reading, parts in own.items():
        total = sum(parts.values())
        if day.pressure == 0 or total == 0:
            continue
        value = level_of_reading(day, reading, method)
        points.update({(reading, part, ""): value * share / total for part, share in parts.items()})
    return points


def level_of_reading(day: DayParts, reading: str, method: Method) -> float:
    """Points of a day's score that one of Controls, Stress and Tension makes."""
    exponent = method.score.exponent
    weight = method.score.weights[reading]  # type: ignore[index]
    if day.pressure == 0:
        return 0.0
    share: float = weight * day.readings[reading] ** exponent / day.pressure ** (exponent - 1)
    return day.readings["dependence"] / 100 * share


def _pressure_parts(before: DayParts, after: DayParts, method: Method) -> Iterator[tuple[Key, float]]:
    worth = {reading: _worth(before, after, reading, method) for reading in method.score.weights}
    for part in {**before.controls, **after.controls}:
        moved = after.controls.get(part, 0.0) - before.controls.get(part, 0.0)
        yield ("controls", part, ""), worth["controls"] * moved
    for item in {**before.stress, **after.stress}:
        weight_0, n_0 = before.stress.get(item, (0.0, after.stress.get(item, (0, 0))[1]))
        weight_1, n_1 = after.stress.get(item, (0.0, n_0))
        yield ("stress", item, "value"), worth["stress"] * (weight_0 + weight_1) / 2 * (n_1 - n_0)
        yield ("stress", item, "weight"), worth["stress"] * (n_0 + n_1) / 2 * (weight_1 - weight_0)
    gamma = worth["tension"] * _gamma(before, after, method)
    for event in {**before.events, **after.events}:
        yield ("tension", event, ""), gamma * (after.events.get(event, 0.0) - before.events.get(event, 0.0))


def _worth(before: DayParts, after: DayParts, reading: str, method: Method) -> float:
    """λ: points of the score that one point of a reading is worth between the two days."""
    exponent = method.score.exponent
    steep = _slope(exponent, before.pressure, after.pressure)
    if steep == 0:
        return 0.0
    depends = (before.readings["dependence"] + after.readings["dependence"]) / 200
    weight = method.score.weights[reading]  # type: ignore[index]
    return depends * weight * _slope(exponent, before.readings[reading], after.readings[reading]) / steep


def _slope(exponent: float, start: float, end: float) -> float:
    if exponent == 2:
        return start + end
    if abs(end - start) < CLOSE:
        return float(exponent * start ** (exponent - 1))
    return float((end**exponent - start**exponent) / (end - start))


def _gamma(before: DayParts, after: DayParts, method: Method) -> float:
    """Points of Tension per unit of net pressure between the two days."""
    moved = after.net - before.net
    if abs(moved) < CLOSE:
        half = method.tension.half_saturation
        return 100 * half / (half + before.net) ** 2 if before.net > 0 else 0.0
    return (after.readings["tension"] - before.readings["tension"]) / moved
