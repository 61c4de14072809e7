"""The track record: prototype values, one small case by hand, no look-ahead, the same on every run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import numpy as np
import pandas as pd
import pytest

from chokepoint.config import read_settings
from chokepoint.risk.score import Assessment, assess
from chokepoint.risk.track_record import (
    CHINESE,
    COUNT,
    EITHER,
    SCORE,
    SINCE,
    TrackRecord,
    Trial,
    missed,
    track_record,
)
from tests.risk.frozen import method
from tests.shipped import shipped

ON = date(2026, 7, 2)
SETTINGS = read_settings().track_record
PRINTED = 0.005


@cache
def assessment() -> Assessment:
    return assess(shipped(), method())


@cache
def record(on: date = ON) -> TrackRecord:
    found = track_record(assessment(), shipped()["events"], SETTINGS, on)
    assert found is not None
    return found


def trial(target: str, horizon: int) -> Trial:
    return next(one for one in record().trials if (one.target, one.horizon) == (target, horizon))


def ranked(found: Trial) -> dict[str, float]:
    return {one.predictor: one.auc for one in found.ranked}


# Specification 0.2, section 15 ------------------------------------------------------------------------------


def test_the_values_of_the_prototype_are_reproduced() -> None:
    month, quarter = trial(CHINESE, 30), trial(CHINESE, 90)
    assert (month.hits, trial(EITHER, 30).hits) == (4, 18)
    assert ranked(month) == pytest.approx({SCORE: 0.17, SINCE: 0.45, COUNT: 0.50}, abs=PRINTED)
    assert ranked(quarter)[SCORE] == pytest.approx(0.14, abs=PRINTED)
    assert ranked(trial(EITHER, 30)) == pytest.approx({SCORE: 0.10, SINCE: 0.70, COUNT: 0.69}, abs=0.011)
    # Another stream of draws: the ends move by a hundredth or two.
    for found, ends in ((month, (0.01, 0.28)), (quarter, (0.02, 0.25)), (trial(EITHER, 30), (0.02, 0.20))):
        assert (found.of_score.low, found.of_score.high) == pytest.approx(ends, abs=0.025)


def test_the_shipped_record_shows_no_skill() -> None:
    assert not record().shows_skill
    assert all(one.skill == pytest.approx(0, abs=0.05) for one in record().trials)


def test_the_eves_of_the_chinese_restrictions_are_listed_with_the_score_of_the_day_before() -> None:
    eves = record().eves[CHINESE]
    assert [eve.day for eve in eves] == [
        date(2025, 2, 4),
        date(2025, 4, 4),
        date(2025, 10, 9),
        date(2026, 6, 22),
    ]
    assert eves[1].events == ("2025-04-04-mofcom-announcement-18",)
    assert eves[1].score == pytest.approx(18.5, abs=0.05)
    assert [eve.day for eve in missed(eves)] == [date(2025, 2, 4)]


# By hand ----------------------------------------------------------------------------------------------------


def toy(scores: list[float], acts: list[int], **changes: object) -> TrackRecord | None:
    """The record of a score over days from 2025-01-01 with Chinese acts on the given days (0 = the first)."""
    days = np.datetime64("2025-01-01") + np.arange(len(scores))
    scope = method().scope.model_copy(update={"coverage_end": days[-1].astype(object)})
    found = replace(
        assessment(),
        method=method().model_copy(update={"scope": scope}),
        days=days,
        score=np.array(scores),
    )
    dates = pd.to_datetime([date(2025, 1, 1) + timedelta(days=day) for day in acts])
    events = pd.DataFrame(
        {
            "event_id": [f"act-{day}" for day in acts], "kind": "act", "initiator": "CHN", "addressee": "USA",
            "intensity": -6.0, "materials": "Dy", "date": dates, "known_from": dates,
        }
    )  # fmt: skip
    settings = SETTINGS.model_copy(
        update={"horizons_days": (2,), "first_outcomes": 1, "block_days": 3} | changes
    )
    return track_record(found, events, settings, date(2099, 1, 1))


def test_a_score_that_rises_before_every_act_ranks_all_days_rightly() -> None:
    # Acts on days 5, 11, 17, ...; the score is high on the two days before each.
    acts = list(range(5, 60, 6))
    scores = [80.0 if (day + 1) % 6 in (4, 5) else 20.0 for day in range(60)]
    record_of = toy(scores, acts)
    assert record_of is not None
    found = record_of.trials[0]
    assert (found.days, found.hits) == (58, 10)
    assert found.of_score.auc == found.of_score.low == 1
    assert found.shows_skill
    assert record_of.shows_skill
    assert not missed(record_of.eves[CHINESE])


def test_a_score_that_never_moves_ranks_nothing() -> None:
    record_of = toy([30.0] * 40, [10, 25])
    assert record_of is not None
    assert record_of.trials[0].of_score.auc == 0.5
    assert not record_of.shows_skill
    assert all(eve.missed for eve in record_of.eves[CHINESE])


def test_without_any_act_nothing_can_be_ranked_and_nothing_is_claimed() -> None:
    record_of = toy([30.0 + day for day in range(40)], [])
    assert record_of is not None
    assert np.isnan(record_of.trials[0].of_score.auc)
    assert record_of.trials[0].base_rate == 0
    assert not record_of.shows_skill
    assert record_of.eves[CHINESE] == ()


def test_without_a_score_there_is_no_record() -> None:
    assert toy([float("nan")] * 40, [10]) is None


# Always -----------------------------------------------------------------------------------------------------


def test_a_second_run_is_identical() -> None:
    assert track_record(assessment(), shipped()["events"], SETTINGS, ON) == record()


@pytest.mark.parametrize("on", [date(2025, 9, 1), date(2026, 2, 1)])
def test_events_known_later_and_later_scores_change_nothing(on: date) -> None:
    events = shipped()["events"]
    known = events[events["known_from"] <= pd.Timestamp(on)]
    later = assessment().days > np.datetime64(on)
    tampered = replace(assessment(), score=np.where(later, 99.0, assessment().score))
    assert track_record(tampered, known, SETTINGS, on) == record(on)
    assert record(on) != record()
