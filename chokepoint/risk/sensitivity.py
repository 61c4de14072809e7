"""How much hangs on a single judgement? The score with one of them changed, the rest as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chokepoint.config import Variant
from chokepoint.method import Method
from chokepoint.risk.changes import changed, reassessed, variant_method
from chokepoint.risk.score import Assessment, Tables
from chokepoint.risk.words import Floats

BASE = "as published"


@dataclass(frozen=True)
class Course:
    """The score over all days by one variant of the method; NaN where it gives none."""

    name: str
    scores: Floats


@dataclass(frozen=True)
class Ends:
    """The score over all days with one judgement at the low and at the high end of its interval."""

    judgement: str
    low_at: float
    high_at: float
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Row:
    """The score of some days by a variant of the method; NaN where it gives none."""

    name: str
    scores: tuple[float, ...]


@dataclass(frozen=True)
class Swing:
    """The score of a day with one judgement at each end of its interval."""

    judgement: str
    low_at: float
    high_at: float
    at_low: float
    at_high: float
    base: float

    @property
    def width(self) -> float:
        """Points between the score and the farther end; 0 where neither end gives a score."""
        moved = [abs(end - self.base) for end in (self.at_low, self.at_high) if end == end]
        return max(moved, default=0.0)


def variant_courses(found: Assessment, tables: Tables, variants: Sequence[Variant]) -> list[Course]:
    """The score as published and by every variant, so that any day is a look-up."""
    others = (
        Course(one.name, reassessed(found, tables, variant_method(found.method, one)).score)
        for one in variants
    )
    return [Course(BASE, found.score), *others]


def interval_courses(found: Assessment, tables: Tables) -> list[Ends]:
    """The score with every judgement of the range at both ends of its interval, so that any day is a look-up."""

    def scores(given: Mapping[str, Any]) -> Floats:
        return reassessed(found, tables, changed(found.method, given)).score

    return [Ends(name, low, high, scores(at_low), scores(at_high))
            for name, low, high, at_low, at_high in intervals(found.method)]  # fmt: skip


def variants_table(found: Assessment, courses: Sequence[Course], days: Sequence[date]) -> list[Row]:
    """The score of each day by every course; days outside the axis give NaN."""
    return [Row(one.name, tuple(_on(one.scores, found.index(day)) for day in days)) for one in courses]


def tornado(found: Assessment, ends: Sequence[Ends], day: date) -> list[Swing]:
    """The score of a day with every judgement at the ends of its interval, the widest first."""
    at = found.index(day)
    base = _on(found.score, at)
    swings = [
        Swing(one.judgement, one.low_at, one.high_at, _on(one.low, at), _on(one.high, at), base)
        for one in ends
    ]
    return sorted(swings, key=lambda swing: (-swing.width, swing.judgement))


def intervals(method: Method) -> Iterator[tuple[str, float, float, Mapping[str, Any], Mapping[str, Any]]]:
    """Every judgement that the range varies: its key, both ends, and the changes of the method they mean."""
    r = method.range
    factors = {
        **{f"score.weights.{name}": value for name, value in method.score.weights.items()},
        **{f"controls.basket.{name}": value for name, value in method.controls.basket.items()},
        **{f"stress.breadth.{name}": value for name, value in method.stress.breadth.items()},
        **{f"stress.weights.{name}": value for name, value in method.stress.weights},
    }
    for key, value in factors.items():
        yield _at(key, *(min(1.0, value * factor) for factor in r.weights))
    for kind, days in method.tension.half_life_days.items():
        yield _at(f"tension.half_life_days.{kind}", *(days * 2**power for power in r.half_life_log2))
    saturation = method.tension.half_saturation
    for key, ends in {
        "tension.untagged_factor": r.untagged_factor,
        "tension.proof.both": r.proof_both,
        "tension.proof.one_side": r.proof_one_side,
        "tension.episode_discount": r.episode_discount,
        "tension.half_saturation": (saturation * r.half_saturation[0], saturation * r.half_saturation[1]),
        "controls.stringency.licence": r.licence,
        "controls.state.announced": r.announced,
        "controls.state.suspended": r.suspended,
        "stress.price_per_doubling": r.price_per_doubling,
        "stress.price_cap": r.price_cap,
        "dependence.narrowest_stage_weight": (1 - r.reliance_weight[1], 1 - r.reliance_weight[0]),
        "score.exponent": (min(r.exponents), max(r.exponents)),
    }.items():
        yield _at(key, *ends)
    low, high = (
        {f"stress.max_age_days.{name}": round(days * factor) for name, days in method.stress.max_age_days.items()}
        for factor in r.max_age
    )  # fmt: skip
    yield "stress.max_age_days", min(low.values()), min(high.values()), low, high


def _at(key: str, low: float, high: float) -> tuple[str, float, float, Mapping[str, Any], Mapping[str, Any]]:
    return key, low, high, {key: low}, {key: high}


def _on(scores: Floats, at: int | None) -> float:
    return float("nan") if at is None else float(scores[at])
