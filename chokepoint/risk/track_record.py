"""Did the score foretell new restrictions? The test that says whether it may be read as a forecast.

A day is a hit if a restriction follows within the horizon. AUC is the share of pairs (hit, no hit) that a
predictor ranks rightly (Hanley and McNeil 1982); intervals come from a moving-block bootstrap (Künsch
1989), as neighbouring days share their evidence. The forecast share of a day uses earlier days only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from chokepoint.config import TrackRecordSettings
from chokepoint.evidence.periods import Days, days_of
from chokepoint.method import WORLD
from chokepoint.risk.metrics import Hits, auc_of_samples, brier, brier_skill, rising_shares
from chokepoint.risk.score import Assessment, date_of
from chokepoint.risk.variants import stream
from chokepoint.risk.words import Floats

ACT = "act"
CHINESE, EITHER = "Chinese restrictions on minerals", "restrictions by either side"
SCORE, SINCE, COUNT = "score", "days since the last", "count"


@dataclass(frozen=True)
class Ranked:
    """AUC of one predictor with the ends of its bootstrap interval; NaN where every day is alike."""

    predictor: str
    auc: float
    low: float
    high: float


@dataclass(frozen=True)
class Class:
    """One row of the reliability table: forecast shares from `start` to `end`, and what followed."""

    start: float
    end: float
    days: int
    forecast: float
    observed: float


@dataclass(frozen=True)
class Trial:
    """One target and horizon: how the score ranked its days against naive predictors, and its Brier skill.

    `forecast_days` had enough earlier days with a known outcome for a forecast; `skill` compares with the
    share of hits among the same earlier days.
    """

    target: str
    horizon: int
    days: int
    hits: int
    base_rate: float
    ranked: tuple[Ranked, ...]
    forecast_days: int
    brier: float
    brier_base: float
    skill: float
    reliability: tuple[Class, ...]

    @property
    def of_score(self) -> Ranked:
        """The result of the score."""
        return self.ranked[0]

    @property
    def shows_skill(self) -> bool:
        """True if the score ranks better than chance and than every naive predictor, and beats the base rate."""
        score, *naive = self.ranked
        better = all(score.auc > one.auc for one in naive if np.isfinite(one.auc))
        return bool(score.low > 0.5 and better and self.skill > 0)


@dataclass(frozen=True)
class Eve:
    """A day on which restrictions came: the score of the day before and its place among the days so far.

    `below` is the share of the days up to the eve on which the score was lower; the eve is a miss if the
    score then stood in the lower half.
    """

    day: date
    events: tuple[str, ...]
    score: float | None
    below: float | None

    @property
    def missed(self) -> bool:
        """True if the score gave no sign: it stood in the lower half of what it had been, or was missing."""
        return self.below is None or self.below < 0.5


@dataclass(frozen=True)
class TrackRecord:
    """All trials of the score up to a day, and the eves of the restrictions by target."""

    until: date
    trials: tuple[Trial, ...]
    eves: Mapping[str, tuple[Eve, ...]]

    @property
    def shows_skill(self) -> bool:
        """True if any trial shows skill."""
        return any(trial.shows_skill for trial in self.trials)


def track_record(
    assessment: Assessment, events: pd.DataFrame, settings: TrackRecordSettings, on: date
) -> TrackRecord | None:
    """Trials on the days with complete events up to `on`, with the events known by then; None without a score."""
    until = min(on, assessment.method.scope.coverage_end)
    end = np.datetime64(until, "D")
    axis = assessment.days[assessment.days <= end]
    score = assessment.score[: len(axis)]
    if not np.isfinite(score).any():
        return None
    known = events[events["known_from"] <= pd.Timestamp(until)]
    targets = {name: restrictions(known, assessment, settings, name) for name in (CHINESE, EITHER)}
    trials = (
        _trial(name, horizon, axis, score, rows, settings)
        for name, rows in targets.items()
        for horizon in settings.horizons_days
    )
    return TrackRecord(
        until,
        tuple(trial for trial in trials if trial is not None),
        {name: _eves(rows, axis, score) for name, rows in targets.items()},
    )


def restrictions(
    events: pd.DataFrame, assessment: Assessment, settings: TrackRecordSettings, target: str
) -> pd.DataFrame:
    """Hostile acts of at least the size set: Chinese ones on minerals, or any between the two sides."""
    country, supplier = assessment.country, assessment.supplier
    acts = events[(events["kind"] == ACT) & (events["intensity"] <= settings.intensity_at_most)]
    theirs = (acts["initiator"] == supplier) & acts["addressee"].isin([country, WORLD])
    if target == CHINESE:
        return acts[theirs & acts["materials"].notna() & (acts["materials"] != "")]
    return acts[theirs | ((acts["initiator"] == country) & acts["addressee"].isin([supplier, WORLD]))]


def _trial(
    target: str, horizon: int, axis: Days, score: Floats, rows: pd.DataFrame, settings: TrackRecordSettings
) -> Trial | None:
    last = axis[-1] - np.timedelta64(horizon, "D")
    have = np.isfinite(score) & (axis <= last)
    days, values = axis[have], score[have]
    if not len(days):
        return None
    acts = np.unique(days_of(rows["date"]))
    hit = _follows(days, acts, horizon)
    predictors = {
        SCORE: values,
        SINCE: -_since(days, acts),
        COUNT: _count(days, acts, settings.count_days),
    }
    weights = _blocks(len(days), f"{target}.{horizon}", settings)
    ranked = tuple(_ranked(name, hit, found, weights, settings) for name, found in predictors.items())
    forecast, base = _expanding(days, values, hit, horizon, settings)
    told = np.isfinite(forecast)
    distinct = acts[(acts > days[0]) & (acts <= axis[-1])]
    return Trial(
        target, horizon, len(days), len(distinct), float(hit.mean()), ranked, int(told.sum()),
        brier(hit[told], forecast[told]), brier(hit[told], base[told]),
        brier_skill(hit[told], forecast[told], base[told]),
        _reliability(hit[told], forecast[told], settings.reliability_classes),
    )  # fmt: skip


def _follows(days: Days, acts: Days, horizon: int) -> Hits:
    """True for the days after which an act follows within the horizon."""
    following = np.searchsorted(acts, days, side="right")
    within = np.searchsorted(acts, days + np.timedelta64(horizon, "D"), side="right")
    hits: Hits = within > following
    return hits


def _since(days: Days, acts: Days) -> Floats:
    """Days since the last act; more than any other where none is on file."""
    place = np.searchsorted(acts, days, side="right") - 1
    never = float((days[-1] - days[0]).astype(int) + 1) * 10
    if not len(acts):
        return np.full(len(days), never)
    gaps = (days - acts[np.maximum(place, 0)]).astype(int)
    return np.where(place >= 0, gaps, never).astype(float)


def _count(days: Days, acts: Days, span: int) -> Floats:
    """Days with an act in the last `span` days, the day itself included."""
    first = np.searchsorted(acts, days - np.timedelta64(span, "D"), side="right")
    counts: Floats = (np.searchsorted(acts, days, side="right") - first).astype(float)
    return counts


def _blocks(length: int, name: str, settings: TrackRecordSettings) -> Floats:
    """How often each day is drawn, draws × days: whole blocks of neighbouring days, cut to the length."""
    size = min(settings.block_days, length)
    number = -(-length // size)
    starts = stream(settings.draws_seed, f"blocks:{name}").integers(
        0, length - size + 1, (settings.draws, number)
    )
    drawn = (starts[:, :, None] + np.arange(size)).reshape(settings.draws, -1)[:, :length]
    drawn += length * np.arange(settings.draws)[:, None]
    counts = np.bincount(drawn.ravel(), minlength=settings.draws * length)
    return counts.reshape(settings.draws, length).astype(float)


def _ranked(name: str, hit: Hits, values: Floats, weights: Floats, settings: TrackRecordSettings) -> Ranked:
    drawn = auc_of_samples(hit, values, weights)
    drawn = drawn[np.isfinite(drawn)]
    tail = 100 * settings.draws_tail
    low, high = np.percentile(drawn, (tail, 100 - tail)) if len(drawn) else (np.nan, np.nan)
    whole = auc_of_samples(hit, values, np.ones((1, len(hit))))[0]
    return Ranked(name, float(whole), float(low), float(high))


def _expanding(
    days: Days, values: Floats, hit: Hits, horizon: int, settings: TrackRecordSettings
) -> tuple[Floats, Floats]:
    """Share of hits forecast for each day, and the base rate, both from days whose outcome was known by then.

    The forecast rises with the score, as that of a warning would (isotonic, fitted on the earlier days).
    """
    forecast, base = np.full(len(days), np.nan), np.full(len(days), np.nan)
    told = np.searchsorted(days, days - np.timedelta64(horizon, "D"), side="right")
    for at, count in enumerate(told):
        if count >= settings.first_outcomes:
            starts, shares = rising_shares(values[:count], hit[:count])
            place = max(int(np.searchsorted(starts, values[at], side="right")) - 1, 0)
            forecast[at], base[at] = shares[place], hit[:count].mean()
    return forecast, base


def _reliability(hit: Hits, forecast: Floats, classes: int) -> tuple[Class, ...]:
    place = np.minimum((forecast * classes).astype(int), classes - 1)
    return tuple(
        Class(number / classes, (number + 1) / classes, int(inside.sum()), float(forecast[inside].mean()),
              float(hit[inside].mean()))
        for number in range(classes)
        if (inside := place == number).any()
    )  # fmt: skip


def _eves(rows: pd.DataFrame, axis: Days, score: Floats) -> tuple[Eve, ...]:
    """The day before each act inside the axis, with the score of that day and its place among the days so far."""
    found = []
    inside = rows[(days_of(rows["date"]) > axis[0]) & (days_of(rows["date"]) <= axis[-1])]
    for day, acts in inside.groupby("date", sort=True):
        at = int((np.datetime64(pd.Timestamp(str(day)), "D") - axis[0]).astype(int)) - 1
        earlier = score[: at + 1][np.isfinite(score[: at + 1])]
        value = float(score[at]) if np.isfinite(score[at]) else None
        below = None if value is None else float((earlier < value).mean())
        found.append(Eve(date_of(axis[at + 1]), tuple(acts["event_id"]), value, below))
    return tuple(found)


def missed(eves: Sequence[Eve]) -> list[Eve]:
    """The eves on which the score gave no sign."""
    return [eve for eve in eves if eve.missed]
