"""The range over method choices: equal to the direct formula, the same on every run, without look-ahead."""

from __future__ import annotations

from collections.abc import Callable
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


def deleted(frame: pd.DataFrame, late: pd.Series) -> pd.DataFrame:
    return frame[~late].sample(frac=1, random_state=3)


def edited(frame: pd.DataFrame, late: pd.Series) -> pd.DataFrame:
    changed = frame.copy()
    for column in {"intensity", "quantity_t", "yoy_pct", "value", "value_low", "value_high"} & set(
        frame.columns
    ):
        changed.loc[late, column] = 7.0
    for column in {"effective", "suspended_from", "ended_on"} & set(frame.columns):
        changed.loc[late, column] = "2025-01-02"
    return changed


@pytest.mark.parametrize("tamper", [deleted, edited])
def test_later_rows_and_their_order_change_no_earlier_day(tamper: Callable[..., pd.DataFrame]) -> None:
    tables, chosen, day = dict(shipped()), few(), pd.Timestamp("2025-10-08")
    before = {
        name: tamper(frame, frame["known_from"] > day) if "known_from" in frame else frame
        for name, frame in tables.items()
    }
    full = score_range(assess(tables, chosen), tables)
    cut = score_range(assess(before, chosen), before)
    until = int((np.datetime64("2025-10-08") - full.days[0]).astype(int)) + 1
    np.testing.assert_allclose(cut.scores[:, :until], full.scores[:, :until], rtol=1e-6, atol=1e-6)
    assert not np.allclose(cut.scores[:, until:], full.scores[:, until:], equal_nan=True)


def test_order_and_exact_duplicates_change_no_variant() -> None:
    tables, chosen = dict(shipped()), few()
    mixed = {
        name: pd.concat([frame, frame[::2]]).sample(frac=1, random_state=3)[sorted(frame.columns)]
        for name, frame in tables.items()
    }
    plain, other = (score_range(assess(given, chosen), given).scores for given in (tables, mixed))
    np.testing.assert_allclose(other, plain, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("weight", [0.0, 1.0])
def test_a_method_that_gives_one_half_of_dependence_no_weight_has_a_range(weight: float) -> None:
    dependence = method().dependence.model_copy(update={"narrowest_stage_weight": weight})
    chosen = few().model_copy(update={"dependence": dependence})
    tables = dict(shipped())
    spread = score_range(assess(tables, chosen), tables)
    # The share of reliance is drawn from its own interval, whatever the method says.
    np.testing.assert_array_equal(spread.scores, score_range(assess(tables, few()), tables).scores)


def test_an_event_of_no_side_is_in_no_variant() -> None:
    tables, chosen = dict(shipped()), few()
    events = tables["events"]
    idle = (
        events[events["kind"] == "act"]
        .head(1)
        .assign(
            event_id="idle",
            initiator="CHN",
            addressee="USA",
            intensity=0.0,
            known_from=pd.Timestamp("2025-05-01"),
        )
    )
    more = {**tables, "events": pd.concat([events, idle], ignore_index=True)}
    one, other = (assess(given, chosen) for given in (tables, more))
    np.testing.assert_array_equal(one.score, other.score)
    np.testing.assert_array_equal(score_range(one, tables).scores, score_range(other, more).scores)


def test_no_score_in_any_variant_where_the_pair_has_none() -> None:
    tables = shipped()
    spread = score_range(assess(tables, few(), country="JPN"), tables)
    assert np.isnan(spread.scores).all()
    assert (spread.without == 1).all()
    assert np.isnan(spread.share_from(0, 40))


def test_relief_without_a_proof_counts_nothing_in_score_and_range() -> None:
    tables, chosen = dict(shipped()), few()
    events = tables["events"]
    open_ = events[events["kind"] == "act"].head(1).assign(event_id="open", intensity=6.0, proof=None)
    more = {**tables, "events": pd.concat([events, open_], ignore_index=True)}
    one, other = (score_range(assess(given, chosen), given).scores for given in (tables, more))
    np.testing.assert_array_equal(other, one)
