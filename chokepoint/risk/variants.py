"""The variants of the method: one draw of every judgement for each, and of every event's intensity.

Each parameter and each event has its own stream of a counter-based generator, keyed by the seed and
its name, so that a later row, another order of rows or another day axis changes no earlier draw.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from chokepoint.method import Method
from chokepoint.risk.words import Floats

Array = Floats


@dataclass(frozen=True)
class Variants:
    """One value per variant of every judgement that is varied; weights are scaled to 1."""

    count: int
    weights: Mapping[str, Array]
    basket: Mapping[str, Array]
    breadth: Mapping[str, Array]
    stress: Mapping[str, Array]
    half_life: Mapping[str, Array]
    stringency: Mapping[str, Array]
    state: Mapping[str, Array]
    proof: Mapping[str, Array]
    untagged: Array
    discount: Array
    half_saturation: Array
    per_doubling: Array
    price_cap: Array
    age: Array
    reliance: Array
    exponent: Array
    method: Method = field(repr=False)

    def intensity(self, event_id: str, intensity: float) -> Array:
        """Intensity of an event in each variant: the editor's plus noise, sign kept, within its sizes."""
        limits = self.method.range
        noise = stream(limits.seed, f"event:{event_id}").standard_normal(self.count) * limits.intensity_sd
        size = np.clip(abs(intensity) + noise, *limits.intensity_size)
        return np.copysign(size, intensity)


def stream(seed: int, name: str) -> np.random.Generator:
    """The generator of one parameter or event: equal for equal seed and name, everywhere."""
    key = hashlib.sha256(f"{seed}|{name}".encode()).digest()[:16]
    return np.random.Generator(np.random.Philox(key=int.from_bytes(key, "big")))


def draw(method: Method) -> Variants:
    """All draws of `method.range.variants` variants of a method."""
    r = method.range
    return Variants(
        count=r.variants,
        weights=_scaled("score", method.score.weights, method),
        basket=_scaled("basket", method.controls.basket, method),
        breadth=_scaled("breadth", method.stress.breadth, method),
        stress=_weights("stress", dict(method.stress.weights), method),
        half_life={
            kind: days * 2 ** _uniform(method, f"half_life.{kind}", r.half_life_log2)
            for kind, days in method.tension.half_life_days.items()
        },
        stringency=_with(method, method.controls.stringency, {"licence": r.licence}),
        state=_with(method, method.controls.state, {"announced": r.announced, "suspended": r.suspended}),
        proof=_with(method, method.tension.proof, {"both": r.proof_both, "one_side": r.proof_one_side}),
        untagged=_uniform(method, "untagged_factor", r.untagged_factor),
        discount=_uniform(method, "episode_discount", r.episode_discount),
        half_saturation=method.tension.half_saturation
        * _uniform(method, "half_saturation", r.half_saturation),
        per_doubling=_uniform(method, "price_per_doubling", r.price_per_doubling),
        price_cap=_uniform(method, "price_cap", r.price_cap),
        age=_uniform(method, "max_age", r.max_age),
        reliance=_uniform(method, "reliance_weight", r.reliance_weight),
        exponent=_exponents(method),
        method=method,
    )


def _uniform(method: Method, name: str, interval: tuple[float, float]) -> Array:
    return stream(method.range.seed, f"method:{name}").uniform(*interval, method.range.variants)


def _weights(family: str, weights: Mapping[Any, float], method: Method) -> dict[str, Array]:
    return {
        name: weight * _uniform(method, f"{family}.{name}", method.range.weights)
        for name, weight in weights.items()
    }


def _scaled(family: str, weights: Mapping[Any, float], method: Method) -> dict[str, Array]:
    drawn = _weights(family, weights, method)
    total = np.sum(list(drawn.values()), axis=0)
    return {name: values / total for name, values in drawn.items()}


def _with(
    method: Method, central: Mapping[Any, float], varied: Mapping[str, tuple[float, float]]
) -> dict[str, Array]:
    """The central value everywhere, except for the names that are varied."""
    return {
        name: _uniform(method, name, varied[name])
        if name in varied
        else np.full(method.range.variants, value)
        for name, value in central.items()
    }


def _exponents(method: Method) -> Array:
    shares: Mapping[int, float] = method.range.exponents
    values: Sequence[int] = sorted(shares)
    edges = np.cumsum([shares[value] for value in values])
    place = np.searchsorted(edges, _uniform(method, "exponent", (0, 1)), side="right")
    return np.array(values, float)[np.minimum(place, len(values) - 1)]
