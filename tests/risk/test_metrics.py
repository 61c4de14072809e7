"""Metrics of forecasts: by hand, against scikit-learn, and what must always hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chokepoint.risk.metrics import (
    auc,
    auc_of_samples,
    average_precision,
    brier,
    brier_skill,
    rising_shares,
)
from tests.risk.frozen import golden

HITS = st.lists(st.tuples(st.booleans(), st.integers(0, 5)), min_size=2, max_size=30)


def test_the_values_of_scikit_learn_are_reproduced() -> None:
    told = golden("forecast_metrics.json")
    hit, forecast = np.array(told["y"], bool), np.array(told["p"])
    assert auc(hit, forecast) == pytest.approx(told["auc"], abs=1e-9)
    assert average_precision(hit, forecast) == pytest.approx(told["average_precision"], abs=1e-9)
    assert brier(hit, forecast) == pytest.approx(told["brier"], abs=1e-9)
    assert brier(hit, np.full(len(hit), hit.mean())) == pytest.approx(told["brier_base_rate"], abs=1e-9)
    assert brier_skill(hit, forecast) == pytest.approx(told["brier_skill"], abs=1e-9)


def test_auc_by_hand_with_a_tie() -> None:
    # Pairs: (.8 beats .2), (.8 beats .5), (.5 beats .2), (.5 ties with .5).
    assert auc(np.array([True, True, False, False]), np.array([0.8, 0.5, 0.2, 0.5])) == 3.5 / 4


def test_what_cannot_be_told_is_not_a_number() -> None:
    same = np.array([True, True])
    assert np.isnan(auc(same, np.array([0.1, 0.9])))
    assert np.isnan(average_precision(~same, np.array([0.1, 0.9])))
    assert np.isnan(brier(np.array([], bool), np.array([])))
    assert np.isnan(brier_skill(same, np.array([0.1, 0.9])))


def test_a_weight_is_a_day_drawn_that_often() -> None:
    hit, forecast = np.array([True, False, True, False]), np.array([0.4, 0.3, 0.2, 0.5])
    weights = np.array([[2, 1, 0, 1], [1, 1, 1, 1]], float)
    drawn = np.array([0, 0, 1, 3])
    assert list(auc_of_samples(hit, forecast, weights)) == [
        auc(hit[drawn], forecast[drawn]),
        auc(hit, forecast),
    ]


def test_rising_shares_by_hand() -> None:
    starts, shares = rising_shares(np.array([1, 2, 2, 3, 4]), np.array([True, False, False, True, True]))
    assert (list(starts), list(shares)) == ([1, 3], [1 / 3, 1])


@given(HITS)
def test_shares_never_fall_and_keep_the_base_rate(pairs: list[tuple[bool, int]]) -> None:
    hit, values = (np.array(column) for column in zip(*pairs, strict=True))
    starts, shares = rising_shares(values.astype(float), hit)
    assert (np.diff(shares) >= 0).all()
    fitted = shares[np.searchsorted(starts, values, side="right") - 1]
    assert fitted.mean() == pytest.approx(hit.mean())
    assert brier(hit, fitted) <= brier(hit, np.full(len(hit), hit.mean())) + 1e-12


@given(HITS)
def test_turning_the_order_round_turns_the_auc_round(pairs: list[tuple[bool, int]]) -> None:
    hit, values = (np.array(column) for column in zip(*pairs, strict=True))
    found = auc(hit, values.astype(float))
    if np.isfinite(found):
        assert auc(hit, -values.astype(float)) == pytest.approx(1 - found)
