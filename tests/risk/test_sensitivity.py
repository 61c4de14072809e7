"""The variants table is that of the specification; the tornado moves one judgement at a time."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pytest

from chokepoint.config import Variant, read_settings
from chokepoint.risk.changes import JudgementError, changed, reassessed, variant_method
from chokepoint.risk.score import Assessment, assess
from chokepoint.risk.sensitivity import (
    BASE,
    Row,
    Swing,
    interval_courses,
    intervals,
    tornado,
    variant_courses,
    variants_table,
)
from tests.risk.frozen import method
from tests.shipped import shipped

# Specification 0.2, section 16: score on six days, and the changes between days a to f.
DAYS = ("2025-04-11", "2025-06-25", "2025-10-08", "2025-10-10", "2026-02-27", "2026-07-02")
CHANGES = (
    ("2025-04-03", "2025-04-04"), ("2025-04-11", "2025-06-25"), ("2025-06-26", "2025-08-20"),
    ("2025-10-08", "2025-10-10"), ("2025-10-29", "2025-11-10"), ("2025-10-08", "2026-02-27"),
)  # fmt: skip
PRINTED = """
29.9 52.6 40.2 48.6 45.3 43.9 +10.8 +22.7 -26.1 +8.5 -8.5 +5.1
42.5 51.9 40.0 54.2 39.0 43.7 +9.9 +9.4 -29.0 +14.2 -19.1 -1.0
35.2 54.0 40.9 51.2 44.1 44.9 +9.5 +18.8 -29.4 +10.3 -12.2 +3.3
22.4 52.9 40.2 46.0 47.7 44.0 +13.9 +30.5 -25.0 +5.8 -4.1 +7.5
28.8 50.5 39.2 48.4 45.3 43.8 +13.1 +21.6 -24.0 +9.2 -7.7 +6.1
30.8 54.3 42.2 49.2 46.9 44.4 +9.1 +23.5 -24.0 +7.0 -5.9 +4.7
32.3 54.6 42.6 49.4 45.7 45.1 +8.6 +22.4 -26.5 +6.8 -8.5 +3.1
26.7 50.6 38.6 48.1 45.3 43.3 +13.4 +23.9 -24.1 +9.6 -7.8 +6.7
29.9 51.9 39.6 48.5 45.3 43.4 +10.8 +22.0 -24.9 +8.9 -8.5 +5.7
29.9 50.2 38.2 47.9 45.3 42.1 +10.8 +20.3 -23.7 +9.7 -7.7 +7.1
30.2 53.0 40.2 49.4 45.6 44.1 +10.9 +22.8 -26.4 +9.2 -6.8 +5.4
29.7 52.4 40.1 48.3 45.3 43.8 +10.7 +22.7 -25.9 +8.1 -8.3 +5.1
29.9 53.1 40.4 48.7 45.3 44.1 +10.8 +23.2 -26.4 +8.3 -8.3 +4.9
27.8 51.4 38.6 45.8 43.6 42.2 +8.8 +23.7 -27.3 +7.2 -7.7 +5.0
32.1 53.9 41.9 51.7 47.2 45.9 +12.9 +21.8 -24.9 +9.9 -9.4 +5.3
29.9 52.6 40.2 48.6 44.6 43.2 +10.8 +22.7 -26.1 +8.5 -9.3 +4.4
29.9 52.6 40.2 48.6 46.4 45.1 +10.8 +22.7 -26.1 +8.5 -7.3 +6.2
29.9 52.6 40.2 46.7 45.3 43.9 +10.8 +22.7 -26.1 +6.5 -6.6 +5.1
29.9 52.6 40.2 52.9 45.3 43.9 +10.8 +22.7 -26.1 +12.8 -12.7 +5.1
29.7 52.5 40.0 48.8 45.0 43.6 +8.8 +22.8 -26.2 +8.8 -9.0 +5.0
33.8 54.9 43.2 49.9 47.5 46.2 +13.9 +21.1 -24.0 +6.7 -7.3 +4.3
29.9 60.3 47.8 55.1 58.3 47.4 +10.8 +30.4 -31.7 +7.3 -8.5 +10.5
29.9 42.6 28.6 39.6 30.6 39.2 +10.8 +12.7 -19.3 +11.0 -6.0 +2.0
29.9 52.5 41.3 49.6 44.5 43.9 +10.8 +22.6 -25.6 +8.3 -9.8 +3.2
29.9 52.7 38.9 47.6 46.2 43.9 +10.8 +22.8 -26.6 +8.7 -7.1 +7.3
29.9 59.5 25.5 37.4 47.9 32.2 +10.8 +29.6 -38.2 +11.9 -13.0 +22.4
29.9 53.6 42.4 50.5 45.3 43.9 +10.8 +23.8 -27.1 +8.1 -10.5 +2.9
29.9 52.6 40.2 48.6 45.3 50.7 +10.8 +22.7 -26.8 +8.5 -10.9 +5.1
20.9 49.7 39.5 48.2 41.3 42.7 +9.9 +28.8 -24.8 +8.7 -10.8 +1.8
39.4 57.0 41.4 49.8 49.7 46.0 +8.4 +17.6 -29.3 +8.3 -6.4 +8.2
""".strip().splitlines()
ON = date(2026, 7, 2)


def days() -> list[date]:
    texts = dict.fromkeys([*DAYS, *(day for pair in CHANGES for day in pair)])
    return [date.fromisoformat(text) for text in texts]


@cache
def assessment() -> Assessment:
    return assess(shipped(), method())


@cache
def table() -> dict[str, Row]:
    courses = variant_courses(assessment(), shipped(), read_settings().sensitivity.variants)
    rows = variants_table(assessment(), courses, days())
    return {row.name: row for row in rows}


@pytest.mark.parametrize("place", range(len(PRINTED)))
def test_the_variants_table_is_that_of_the_specification(place: int) -> None:
    assert len(table()) == len(PRINTED)
    row = list(table().values())[place]
    score = dict(zip(map(str, days()), row.scores, strict=True))
    found = [score[day] for day in DAYS] + [score[end] - score[start] for start, end in CHANGES]
    # A change is the difference of two scores, each of which is printed with one decimal.
    printed = [float(cell) for cell in PRINTED[place].split()]
    assert found == pytest.approx(printed, abs=0.05 + 1e-6), row.name


def test_a_day_outside_the_score_gives_no_number() -> None:
    (row,) = variants_table(assessment(), variant_courses(assessment(), shipped(), ()), [date(2024, 1, 1)])
    assert row.name == BASE
    assert np.isnan(row.scores[0])


# The tornado ------------------------------------------------------------------------------------------------


@cache
def swings() -> dict[str, Swing]:
    return {
        swing.judgement: swing
        for swing in tornado(assessment(), interval_courses(assessment(), shipped()), ON)
    }


def test_the_tornado_has_every_judgement_of_the_range_once_the_widest_first() -> None:
    assert set(swings()) == {one[0] for one in intervals(method())}
    widths = [swing.width for swing in swings().values()]
    assert widths == sorted(widths, reverse=True)


@pytest.mark.parametrize(
    ("judgement", "ends"),
    [
        ("controls.stringency.licence", (42.2, 45.9)),
        ("controls.state.suspended", (43.2, 45.1)),
        ("score.exponent", (42.7, 46.0)),
        ("stress.max_age_days", (43.9, 50.7)),
    ],
)
def test_an_end_of_the_tornado_is_the_variant_of_that_name(judgement: str, ends: tuple[float, float]) -> None:
    swing = swings()[judgement]
    assert (swing.at_low, swing.at_high) == pytest.approx(ends, abs=0.05 + 1e-6)
    assert swing.base == pytest.approx(43.9, abs=0.05)


@pytest.mark.parametrize(
    ("variant", "words"),
    [
        ({"scale": {"stress.price_cap": 0.5}}, "stress.price_cap is no group of numbers"),
        ({"scale": {"score": 0.5}}, "score is no group of numbers"),
        ({"set": {"score.weight": 1}}, "no judgement is called score.weight"),
    ],
    ids=str,
)
def test_a_variant_that_cannot_be_is_refused_with_its_name(variant: dict[str, Any], words: str) -> None:
    with pytest.raises(JudgementError, match=f"variant “mine”: {words}"):
        variant_method(method(), Variant(name="mine", **variant))


# Changes ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [0, 4, 13, 20, 24, 25])
def test_what_is_taken_over_equals_what_is_worked_out_anew(place: int) -> None:
    other = variant_method(method(), read_settings().sensitivity.variants[place])
    np.testing.assert_array_equal(
        reassessed(assessment(), shipped(), other).score, assess(shipped(), other).score
    )


def test_a_change_of_dependence_equals_what_is_worked_out_anew() -> None:
    other = changed(method(), {"dependence.narrowest_stage_weight": 0.6})
    np.testing.assert_array_equal(
        reassessed(assessment(), shipped(), other).score, assess(shipped(), other).score
    )


def test_weights_are_scaled_back_to_1() -> None:
    found = changed(method(), {"score.weights.tension": 1})
    assert found.score.weights == pytest.approx(
        {"controls": 0.45 / 1.9, "stress": 0.45 / 1.9, "tension": 1 / 1.9}
    )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"score.weight": 1}, "no judgement is called score.weight"),
        ({"tension.half_life_days.act": -3}, "half_life_days.act"),
        ({"controls.basket": 0}, "must not all be 0"),
        ({"score.weights.controls": -1, "score.weights.stress": 2}, "weights.controls"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_with_its_name(given: dict[str, Any], words: str) -> None:
    with pytest.raises(JudgementError, match=words.replace(".", r"\.")):
        changed(method(), given)
