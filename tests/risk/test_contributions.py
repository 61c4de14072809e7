"""Points over time: on every day they are the parts of that day's level."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pytest

from chokepoint.risk.contributions import by_reading, over_time
from chokepoint.risk.explain import explain_level
from chokepoint.risk.method_change import METHOD, explain_method
from chokepoint.risk.score import PRESSURES, Assessment, assess
from tests.risk.frozen import method
from tests.risk.random_tables import with_exponent
from tests.shipped import shipped

DAYS = (date(2025, 4, 11), date(2025, 10, 10), date(2026, 1, 15), date(2026, 7, 2))


@cache
def assessment(exponent: float = 2) -> Assessment:
    return assess(shipped(), with_exponent(exponent))


@pytest.mark.parametrize("exponent", [1, 2, 4])
def test_the_readings_sum_to_the_score_on_every_day(exponent: float) -> None:
    parts = by_reading(assessment(exponent))
    assert tuple(parts) == PRESSURES
    np.testing.assert_allclose(sum(parts.values()), assessment(exponent).score, atol=1e-9)


@pytest.mark.parametrize("day", DAYS)
def test_each_part_over_time_is_that_of_the_level_of_the_day(day: date) -> None:
    at = assessment().index(day)
    level = explain_level(assessment(), day, {})
    assert len(level.parts) > 5
    for row in level.parts.itertuples(index=False):
        assert over_time(assessment(), row.reading, row.id)[at] == pytest.approx(row.points, abs=1e-9)


def test_a_part_is_0_before_it_is_known_and_blank_without_a_score() -> None:
    found = assess(shipped(), method(), country="JPN")
    licence = "heavy_medium|CN-2025-18"
    before = assessment().index(date(2025, 4, 3))
    assert over_time(assessment(), "controls", licence)[before] == 0
    assert np.isnan(over_time(found, "controls", licence)).all()


# Another method ---------------------------------------------------------------------------------------------

OWN = {"score.weights.tension": 0.5, "tension.half_life_days.act": 90.0, "tension.half_life_days.talk": 60.0}


def test_judgements_one_after_the_other_add_up_to_the_difference_exactly() -> None:
    found = explain_method(assessment(), shipped(), OWN, DAYS[-1], {"score.weights": "weights"})
    assert list(found.parts["id"]) == [
        "score.weights",
        "tension.half_life_days.act",
        "tension.half_life_days.talk",
    ]
    assert found.parts["label"].iloc[0] == "weights"
    assert set(found.parts["kind"]) == {METHOD}
    assert abs(found.residual) < 1e-9
    assert found.points == pytest.approx(found.parts["points"].sum(), abs=1e-9)
    assert abs(found.points) > 0.1


def test_weights_given_one_by_one_change_together() -> None:
    given = {"score.weights.controls": 0.2, "score.weights.stress": 0.6, "score.weights.tension": 0.2}
    found = explain_method(assessment(), shipped(), given, DAYS[-1], {})
    assert list(found.parts["id"]) == ["score.weights"]


def test_nothing_changed_is_no_part() -> None:
    found = explain_method(assessment(), shipped(), {}, DAYS[-1], {})
    assert (len(found.parts), found.points, found.residual) == (0, 0, 0)
