"""The range over method choices: equal to the direct formula, the same on every run, without look-ahead."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pandas as pd
import pytest

from chokepoint.method import Method
from chokepoint.risk.range import Range, score_range
from chokepoint.risk.score import Assessment, Tables, assess
from chokepoint.risk.variants import Variants, draw
from tests.risk.frozen import method
from tests.shipped import shipped

# Specification 0.2, section 16: central value, 5 %, 95 %, share "short or worse" in %, on the shipped facts.
EXPECTED = [
    ("2025-04-03", 9.6, 34.1, 0),
    ("2025-04-04", 18.9, 40.8, 7),
    ("2025-04-11", 19.1, 42.3, 12),
    ("2025-05-25", 37.5, 46.1, 72),
    ("2025-06-25", 46.4, 59.5, 100),
    ("2025-08-20", 22.7, 32.2, 0),
    ("2025-10-08", 36.3, 47.8, 66),
    ("2025-10-10", 44.4, 56.0, 100),
    ("2025-10-29", 46.7, 58.4, 100),
    ("2025-11-10", 36.7, 50.2, 76),
    ("2026-02-27", 39.7, 52.1, 94),
    ("2026-07-02", 39.4, 53.5, 93),
]
POINTS, PERCENT = 1.5, 5


def few(count: int = 100) -> Method:
    """The shipped method with fewer variants."""
    base = method()
    return base.model_copy(update={"range": base.range.model_copy(update={"variants": count})})


@cache
def whole() -> tuple[Assessment, Range]:
    """Assessment and range of the shipped data with all variants."""
    tables = shipped()
    found = assess(tables, method())
    return found, score_range(found, tables)


@pytest.mark.parametrize(("day", "low", "high", "short"), EXPECTED, ids=lambda value: str(value))
def test_range_is_that_of_the_specification(day: str, low: float, high: float, short: float) -> None:
    found, spread = whole()
    at = found.index(date.fromisoformat(day))
    assert at is not None
    assert spread.low[at] == pytest.approx(low, abs=POINTS)
    assert spread.high[at] == pytest.approx(high, abs=POINTS)
    assert 100 * spread.share_from(at, 40) == pytest.approx(short, abs=PERCENT)
    assert spread.low[at] <= found.score[at] <= spread.high[at]


def drawn_method(variants: Variants, k: int) -> Method:
    """The method whose judgements are those of variant k."""
    base = variants.method
    one = lambda values: {name: float(drawn[k]) for name, drawn in values.items()}  # noqa: E731
    stress = one(variants.stress)
    ages = {name: int(np.rint(days * variants.age[k])) for name, days in base.stress.max_age_days.items()}
    update = {
        "score": base.score.model_copy(
            update={"weights": one(variants.weights), "exponent": float(variants.exponent[k])}
        ),
        "dependence": base.dependence.model_copy(
            update={"narrowest_stage_weight": 1 - float(variants.reliance[k])}
        ),
        "controls": base.controls.model_copy(
            update={
                "basket": one(variants.basket),
                "stringency": one(variants.stringency),
                "state": one(variants.state),
            }
        ),
        "stress": base.stress.model_copy(
            update={
                "weights": base.stress.weights.model_copy(update=stress),
                "breadth": one(variants.breadth),
                "price_per_doubling": float(variants.per_doubling[k]),
                "price_cap": float(variants.price_cap[k]),
                "max_age_days": ages,
            }
        ),
        "tension": base.tension.model_copy(
            update={
                "half_life_days": one(variants.half_life),
                "untagged_factor": float(variants.untagged[k]),
                "proof": one(variants.proof),
                "episode_discount": float(variants.discount[k]),
                "half_saturation": float(variants.half_saturation[k]),
            }
        ),
    }
    return base.model_copy(update=update)


def with_intensities(tables: Tables, variants: Variants, k: int) -> dict[str, pd.DataFrame]:
    """The tables with the intensities of variant k."""
    events = tables["events"]
    drawn = [
        value if pd.isna(value) else float(variants.intensity(event, value)[k])
        for event, value in zip(events["event_id"], events["intensity"], strict=True)
    ]
    return {**tables, "events": events.assign(intensity=drawn)}


@pytest.mark.parametrize("buyer", ["civil", "military"])
def test_every_variant_equals_the_direct_formula(buyer: str) -> None:
    tables, chosen = dict(shipped()), few()
    spread = score_range(assess(tables, chosen, buyer=buyer), tables)
    variants = draw(chosen)
    for k in (0, 7, 31, 99):
        direct = assess(with_intensities(tables, variants, k), drawn_method(variants, k), buyer=buyer)
        np.testing.assert_allclose(
            spread.scores[k].astype(float),
            direct.score.astype(np.float32).astype(float),
            rtol=1e-6,
            atol=1e-6,
        )


def test_a_second_run_is_identical_to_the_bit() -> None:
    tables, chosen = shipped(), few()
    found = assess(tables, chosen)
    first, second = score_range(found, tables), score_range(found, tables)
    assert first.scores.tobytes() == second.scores.tobytes()


def test_later_rows_and_their_order_change_no_earlier_day() -> None:
    tables, chosen, day = dict(shipped()), few(), pd.Timestamp("2025-10-08")
    before = {
        name: frame[frame["known_from"] <= day].sample(frac=1, random_state=3)
        if "known_from" in frame
        else frame
        for name, frame in tables.items()
    }
    full = score_range(assess(tables, chosen), tables)
    cut = score_range(assess(before, chosen), before)
    until = int((np.datetime64("2025-10-08") - full.days[0]).astype(int)) + 1
    np.testing.assert_allclose(cut.scores[:, :until], full.scores[:, :until], rtol=1e-6, atol=1e-6)


def test_no_score_in_any_variant_where_the_pair_has_none() -> None:
    tables = shipped()
    spread = score_range(assess(tables, few(), country="JPN"), tables)
    assert np.isnan(spread.scores).all()
    assert (spread.without == 1).all()
    assert np.isnan(spread.share_from(0, 40))
