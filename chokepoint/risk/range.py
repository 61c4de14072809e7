"""How wide is the score over method choices? Every variant of the method, over all days at once.

The same formulas as in the readings, with one value per variant in place of each judgement; arrays are
variants × days in float32. All variants hold the same facts, so a share of variants is no probability.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from chokepoint.evidence.licences import ITEM as LICENCES
from chokepoint.evidence.measures import State
from chokepoint.evidence.periods import Days, days_of
from chokepoint.method import Method
from chokepoint.risk.controls import STATE_WORDS, Raises, raises
from chokepoint.risk.dependence import Dependence, dependence
from chokepoint.risk.score import Assessment
from chokepoint.risk.stress import ITEM_MEASURES, NONE, group_of, newest_rows
from chokepoint.risk.tension import EPISODE, episode_keys, relevant
from chokepoint.risk.variants import Variants, draw
from chokepoint.risk.words import Floats


@dataclass(frozen=True)
class Range:
    """The score in every variant (variants × days, float32; NaN: no score), and its spread by day."""

    days: Days
    scores: Floats
    low: Floats
    middle: Floats
    high: Floats
    without: Floats

    def share_from(self, day: int, value: float) -> float:
        """Share of the variants with a score that read `value` or more on a day of the axis."""
        scores = self.scores[:, day]
        have = np.isfinite(scores)
        return float((scores[have] >= value).mean()) if have.any() else float("nan")


def score_range(
    assessment: Assessment,
    tables: Mapping[str, pd.DataFrame],
    progress: Callable[[float], None] = lambda _: None,
) -> Range:
    """The score of an assessment in every variant of its method, over its days.

    Tables: events, control_coverage, measures. A variant without a score on a day is counted in
    `without` and left out of the spread. Equal on every run, and unchanged by later rows. `progress` is
    told the share of the work done (0 to 1).
    """
    variants = draw(assessment.method)
    parts: tuple[tuple[str, Callable[[], Floats]], ...] = (
        ("controls", lambda: controls_range(assessment, tables, variants)),
        ("stress", lambda: stress_range(assessment, variants)),
        ("tension", lambda: tension_range(tables["events"], assessment, variants)),
    )
    readings = {}
    for number, (name, work_out) in enumerate(parts, 1):
        readings[name] = work_out()
        progress(number / (len(parts) + 1))
    pressure = _mean(readings, variants)
    depends = dependence_range(assessment.dependence, assessment.method, variants)
    scores: Floats = (pressure * depends / 100).astype(np.float32)
    scores[:, ~np.isfinite(assessment.tension.value)] = np.nan
    tail = 100 * assessment.method.range.tail
    low, middle, high = _spread(scores, (tail, 50, 100 - tail))
    progress(1.0)
    return Range(assessment.days, scores, low, middle, high, np.isnan(scores).mean(axis=0))


def dependence_range(found: Dependence, method: Method, variants: Variants) -> Floats:
    """Dependence (0-100) in every variant: w·N + (1 − w)·mean(A, B), w drawn."""
    # Worked out anew with equal halves: where the method gives one of them no weight, it cannot be divided out.
    even = method.dependence.model_copy(update={"narrowest_stage_weight": 0.5})
    halves = dependence(found.figures, even, found.days)
    narrowest, reliance = 2 * halves.parts[0], 2 * halves.parts[1:].sum(axis=0)
    share = variants.reliance[:, None]
    total: Floats = (1 - share) * narrowest + share * np.where(np.isfinite(halves.value), reliance, np.nan)
    return total


def controls_range(assessment: Assessment, tables: Mapping[str, pd.DataFrame], variants: Variants) -> Floats:
    """Controls (0-100) in every variant; evaluated once for each distinct set of legal states."""
    found, method = assessment.controls, assessment.method.controls
    keyed = ["measure_id", "basket_group", "buyer_class"]
    coverage = tables["control_coverage"].drop_duplicates().set_index(keyed)
    keys = [(m, g, "civil") for m, g in zip(found.measure_ids, found.groups, strict=True)]
    rows = coverage.loc[keys] if keys else coverage.iloc[:0]
    states = found.states.state[[found.states.row(measure) for measure in found.measure_ids]]
    bans = raises(found.states, tables["control_coverage"], method, assessment.buyer)
    signature = np.vstack([states, bans.in_force]) if len(states) else np.zeros((1, len(found.days)), np.int8)
    distinct, place = np.unique(signature, axis=1, return_inverse=True)
    values = np.zeros((variants.count, distinct.shape[1]))
    covered = rows["coverage"].map(method.coverage).to_numpy(float)
    steps = rows["step"].tolist()
    for column in range(distinct.shape[1]):
        strength = _strengths(steps, distinct[:, column], bans, method.class_ban_raises, variants)
        for group, weight in variants.basket.items():
            inside = np.flatnonzero(np.array(found.groups) == group)
            if len(inside):
                values[:, column] += 100 * weight * _filled(strength[:, inside], covered[inside])
    return values[:, place.ravel()]


def stress_range(assessment: Assessment, variants: Variants) -> Floats:
    """Stress (0-100) in every variant; variants with equal age limits are evaluated together."""
    method, days = assessment.method, assessment.days
    rows = assessment.stress.observations
    value = np.full((variants.count, len(days)), np.nan)
    limits = np.rint(np.outer(variants.age, list(method.stress.max_age_days.values()))).astype(int)
    for ages, members in _alike(limits):
        limit = dict(zip(method.stress.max_age_days, map(int, ages), strict=True))
        value[members] = _stress(assessment, rows, limit, variants, members)
    return value


def tension_range(events: pd.DataFrame, assessment: Assessment, variants: Variants) -> Floats:
    """Tension (0-100) in every variant.

    Net pressure fades by kind from day to day and jumps when an event becomes known by what its
    episode is worth with it less what it was worth without.
    """
    method, days = assessment.method.tension, assessment.days
    rows = relevant(events, method, assessment.country, assessment.supplier)
    rows = rows[rows["known_from"] <= pd.Timestamp(days[-1])] if len(days) else rows
    kinds: list[str] = list(method.half_life_days)
    fade = {kind: 2.0 ** (-1 / variants.half_life[kind]) for kind in kinds}
    jumps = list(_jumps(rows, variants))
    pressure = {kind: np.zeros(variants.count) for kind in kinds}
    net = np.empty((variants.count, len(days)))
    today, position = None, 0
    for column, day in enumerate(days):
        while position < len(jumps) and jumps[position][0] <= day:
            known, kind, jump = jumps[position]
            today = _fade_to(pressure, fade, today, known)
            pressure[kind] = pressure[kind] + jump
            position += 1
        today = _fade_to(pressure, fade, today, day)
        net[:, column] = sum(pressure.values())
    above = np.maximum(net, 0)
    total: Floats = 100 * above / (variants.half_saturation[:, None] + above)
    return total


def _mean(readings: Mapping[str, Floats], variants: Variants) -> Floats:
    """H in every variant: the weighted mean with the exponent drawn."""
    total = np.empty_like(readings["controls"])
    for exponent in np.unique(variants.exponent):
        members = variants.exponent == exponent
        powers = sum(
            weight[members, None] * readings[name][members] ** exponent
            for name, weight in variants.weights.items()
        )
        total[members] = powers ** (1 / exponent)
    return total


def _spread(scores: Floats, percentiles: tuple[float, ...]) -> list[Floats]:
    """Percentiles over the variants that have a score, by day; NaN where none has."""
    found = [np.full(scores.shape[1], np.nan) for _ in percentiles]
    have = np.isfinite(scores).any(axis=0)
    if have.any():
        for out, values in zip(found, np.nanpercentile(scores[:, have], percentiles, axis=0), strict=True):
            out[have] = values
    return found


def _alike(limits: npt.NDArray[np.int64]) -> Iterator[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    """Each distinct row, and the positions of the variants that have it."""
    distinct, place = np.unique(limits, axis=0, return_inverse=True)
    for number, row in enumerate(distinct):
        yield row, np.flatnonzero(place.ravel() == number)


def _strengths(
    steps: Sequence[str],
    states: npt.NDArray[np.int8],
    bans: Raises,
    raised: Collection[str],
    variants: Variants,
) -> Floats:
    """e = stringency × state of each row of coverage in every variant (variants × rows)."""
    strength = np.zeros((variants.count, len(steps)))
    for row, step in enumerate(steps):
        word = STATE_WORDS.get(State(int(states[row])))
        if word is None:
            continue
        stringency = variants.stringency[step]
        for ban, in_force in enumerate(states[len(steps) :]):
            if in_force and step in raised:
                gain = np.maximum(variants.stringency[bans.steps[ban]] - variants.stringency[step], 0)
                stringency = np.maximum(stringency, variants.stringency[step] + gain * bans.cover[ban])
        strength[:, row] = stringency * variants.state[word]
    return strength


def _filled(strength: Floats, covered: Floats) -> Floats:
    """Σ e·q of one group in every variant: the strictest rows first until the group is full."""
    order = np.argsort(-strength, axis=1, kind="stable")
    cover = np.take_along_axis(np.broadcast_to(covered, strength.shape), order, axis=1)
    before = np.cumsum(cover, axis=1) - cover
    taken = np.clip(1 - before, 0, cover)
    total: Floats = (np.take_along_axis(strength, order, axis=1) * taken).sum(axis=1)
    return total


def _stress(
    assessment: Assessment,
    rows: pd.DataFrame,
    limit: Mapping[Any, int],
    variants: Variants,
    members: npt.NDArray[np.int64],
) -> Floats:
    """Stress of the variants `members`, whose age limits are equal."""
    method, days = assessment.method.stress, assessment.days
    items = [item for item in assessment.stress.items if item != LICENCES]
    worst = np.full((len(members), len(days)), -np.inf)
    breadth, weight = np.zeros_like(worst), np.zeros_like(worst)
    groups: dict[str, list[Floats]] = {}
    for item in items:
        n = _item(rows, item, limit, days, variants, members)
        worst = np.fmax(worst, n)
        groups.setdefault(group_of(item, method), []).append(n)
    for group, values in groups.items():
        stacked = np.array(values)
        count = np.isfinite(stacked).sum(axis=0)
        mean = np.nansum(stacked, axis=0) / np.maximum(count, 1)
        share = variants.breadth[group][members, None] if group in variants.breadth else 0.0
        breadth += np.where(count > 0, share * mean, 0)
        weight += np.where(count > 0, share, 0)
    licence, licence_weight = _licence(rows, limit, days, variants, members)
    spread = np.where(weight > 0, breadth / np.where(weight > 0, weight, 1), 0)
    w_worst, w_breadth = variants.stress["worst"][members, None], variants.stress["breadth"][members, None]
    parts = w_worst * np.where(np.isfinite(worst), worst, 0) + w_breadth * spread + licence_weight * licence
    total = w_worst + np.where(weight > 0, w_breadth, 0) + licence_weight
    return np.where(np.isfinite(worst), parts / total, np.nan)


def _item(
    rows: pd.DataFrame,
    item: str,
    limit: Mapping[Any, int],
    days: Days,
    variants: Variants,
    members: npt.NDArray[np.int64],
) -> Floats:
    """n of one item: the worse of flow and price (variants × days; NaN where nothing counts)."""
    n = np.full((len(members), len(days)), np.nan)
    for measure in ITEM_MEASURES:
        chosen = newest_rows(rows, item, measure, limit[measure], days)
        for row in np.unique(chosen[chosen != NONE]):
            at = chosen == row
            n[:, at] = np.fmax(n[:, at], _points(rows.iloc[row], variants, members)[:, None])
    return n


def _points(row: pd.Series, variants: Variants, members: npt.NDArray[np.int64]) -> Floats:
    """n of one observation in the variants: prices by their own points and cap, flows as they are."""
    if row["measure"] != "price" or row["n"] == 0 or pd.isna(row["reference"]):
        return np.full(len(members), float(row["n"]))
    doublings = np.log2(row["figure"] / row["reference"])
    points: Floats = np.minimum(variants.price_cap[members], variants.per_doubling[members] * doublings)
    return points


def _licence(
    rows: pd.DataFrame,
    limit: Mapping[Any, int],
    days: Days,
    variants: Variants,
    members: npt.NDArray[np.int64],
) -> tuple[Floats, Floats]:
    """100 − approval share by day and its weight: own counts first, else those of others."""
    value, weight = np.zeros(len(days)), np.zeros((len(members), len(days)))
    figures = rows["n"].to_numpy(float)
    for measure, name in (("licence_proxy", "licences_proxy"), ("licence", "licences")):
        chosen = newest_rows(rows, LICENCES, measure, limit[measure], days)
        at = chosen != NONE
        value[at] = figures[chosen[at]]
        weight[:, at] = variants.stress[name][members, None]
    return value[None, :], weight


def _jumps(rows: pd.DataFrame, variants: Variants) -> Iterator[tuple[np.datetime64, str, Floats]]:
    """For each event in order of becoming known: its day, kind, and the step of signed pressure it makes."""
    known = days_of(rows["known_from"])
    episodes: dict[tuple[object, ...], list[tuple[np.datetime64, Floats]]] = {}
    for position, row in enumerate(episode_keys(rows).itertuples(index=False)):
        members = episodes.setdefault(tuple(getattr(row, name) for name in EPISODE), [])
        before = _worth(members, row.kind, known[position], variants)
        members.append((known[position], _size(row, variants)))
        after = _worth(members, row.kind, known[position], variants)
        yield known[position], row.kind, (after - before) * (-1.0 if row.relief else 1.0)


def _size(row: Any, variants: Variants) -> Floats:
    """|intensity|/10 × material × proof of relief of one event in every variant."""
    size: Floats = np.abs(variants.intensity(row.event_id, row.intensity)) / 10
    if pd.isna(row.materials) or row.materials == "":
        size = size * variants.untagged
    return size * variants.proof.get(row.proof, 0.0) if row.relief else size


def _worth(
    members: list[tuple[np.datetime64, Floats]], kind: str, day: np.datetime64, variants: Variants
) -> Floats:
    """What the known members of an episode are worth on a day: the k-th largest times discount^(k−1)."""
    if not members:
        return np.zeros(variants.count)
    ages = np.array([(day - known).astype(int) for known, _ in members])
    sizes = np.array([size for _, size in members]) * 2.0 ** (
        -ages[:, None] / variants.half_life[kind][None, :]
    )
    ranked = -np.sort(-sizes, axis=0)
    total: Floats = (ranked * variants.discount[None, :] ** np.arange(len(members))[:, None]).sum(axis=0)
    return total


def _fade_to(
    pressure: dict[Any, Floats], fade: Mapping[Any, Floats], today: np.datetime64 | None, day: np.datetime64
) -> np.datetime64:
    """Fades the pressure of every kind from one day to another; returns the new day."""
    age = 0 if today is None else int((day - today).astype(int))
    if age:
        for kind in pressure:
            pressure[kind] = pressure[kind] * fade[kind] ** age
    return day
