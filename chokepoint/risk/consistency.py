"""Do the numbers say what is known? Checks of the score on the data as they stand, not a validation.

The facts stand in section `consistency` of config.yaml; they were chosen knowing the history.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from chokepoint.config import ConsistencySettings, Fact
from chokepoint.risk.explain import explain_change, why_no_score
from chokepoint.risk.revision import TABLES
from chokepoint.risk.scenario import changed_tables, reassessed
from chokepoint.risk.scenario_levers import Levers, Rule
from chokepoint.risk.scenario_presets import suspended_on
from chokepoint.risk.score import Assessment, Tables, assess, date_of

IDLE = ("build", "observation", "ruling")


@dataclass(frozen=True)
class Check:
    """What must hold, what was found in words, and whether it holds; None where it cannot be told."""

    says: str
    required: str
    found: str
    holds: bool | None


def checks(
    assessment: Assessment,
    tables: Tables,
    settings: ConsistencySettings,
    on: date,
    gaps: Mapping[date, float] | None = None,
) -> list[Check]:
    """Every fact up to the day, the lapse, the rows without effect and the rows not yet known.

    `assessment` must be that of the pair and buyer of the scope on the same tables; `gaps` are those of
    `look_ahead`, worked out here if not given.
    """
    tried = look_ahead(assessment, tables, settings.cut_every_days) if gaps is None else gaps
    return [
        *(_fact(assessment, fact) for fact in settings.facts if fact.end <= on),
        _lapse(assessment, tables, settings.lapse_at_least, on),
        _idle(assessment, tables["events"]),
        _no_look_ahead(
            {day: gap for day, gap in tried.items() if day <= on}, assessment.method.attribution.tolerance
        ),
    ]


def _fact(assessment: Assessment, fact: Fact) -> Check:
    required, words = _required(fact), f"{fact.start} to {fact.end}"
    for day in (fact.start, fact.end):
        if reason := why_no_score(assessment, day):
            return Check(fact.says, required, f"no score on {day}: {reason}", None)
    at = assessment.index(fact.end) or 0
    values = assessment.score if fact.of == "score" else assessment.reading(fact.of)
    moved = float(values[at] - values[assessment.index(fact.start) or 0])
    holds = fact.at_least is None or moved >= fact.at_least
    holds &= fact.at_most is None or moved <= fact.at_most
    words = f"{words}: {fact.of} {moved:+.1f}"
    if fact.ends_at_least is not None:
        holds &= bool(values[at] >= fact.ends_at_least)
        words += f", to {values[at]:.1f}"
    if fact.mostly:
        share = _made_by(assessment, fact) / moved if moved else 0.0
        holds &= share > 0.5
        words += f", {100 * share:.0f} % of it from {' and '.join(fact.mostly)}"
    if fact.worst is not None:
        holds &= assessment.stress.worst_item(at) == fact.worst
        words += f", worst item {assessment.stress.worst_item(at)}"
    return Check(fact.says, required, words, holds)


def _required(fact: Fact) -> str:
    parts = [f"{fact.of} {fact.at_least:+g} or more" if fact.at_least is not None else ""]
    parts += [f"{fact.of} {fact.at_most:+g} or less" if fact.at_most is not None else ""]
    parts += [f"to {fact.ends_at_least:g} or more" if fact.ends_at_least is not None else ""]
    parts += [f"mostly {' and '.join(fact.mostly)}" if fact.mostly else ""]
    parts += [f"worst item {fact.worst}" if fact.worst else ""]
    return ", ".join(part for part in parts if part)


def _made_by(assessment: Assessment, fact: Fact) -> float:
    parts = explain_change(assessment, fact.start, fact.end, {}).parts
    return float(parts.loc[parts["reading"].isin(fact.mostly), "points"].sum())


def _lapse(assessment: Assessment, tables: Tables, at_least: float, on: date) -> Check:
    """What the score would be on the last covered day if every suspended rule came into force."""
    day = min(on, assessment.method.scope.coverage_end)
    says, required = "rules now suspended would show if they came into force", f"score {at_least:+g} or more"
    if reason := why_no_score(assessment, day):
        return Check(says, required, f"no score on {day}: {reason}", None)
    held = suspended_on(assessment, day)
    if not held:
        return Check(says, required, f"no rule is suspended on {day}", None)
    base = _on_day(assessment, tables, day)
    woken = Levers(rules=tuple(Rule(measure=name, state="in_force") for name in held))
    moved = float(reassessed(base, changed_tables(tables, woken, base)).score[0] - base.score[0])
    return Check(says, required, f"{len(held)} rules on {day}: score {moved:+.1f}", moved >= at_least)


def _on_day(assessment: Assessment, tables: Tables, day: date) -> Assessment:
    """The assessment of one day from other tables."""
    days = np.array([day], "datetime64[D]")
    return assess(tables, assessment.method, assessment.country, assessment.buyer, days)


def _idle(assessment: Assessment, events: pd.DataFrame) -> Check:
    idle = events.loc[events["kind"].isin(IDLE), "event_id"]
    effects = dict(zip(assessment.tension.event_ids, assessment.tension.effects, strict=True))
    moving = [event for event in idle if event in effects and effects[event].any()]
    return Check(
        "plants, statistics and rulings move nothing",
        "effect 0 on every day",
        f"{len(idle)} rows, {len(moving)} with an effect",
        not moving if len(idle) else None,
    )


def look_ahead(assessment: Assessment, tables: Tables, every: int) -> dict[date, float]:
    """For one day in `every`: by how much its score differs from the one with all later rows deleted."""
    tried = map(date_of, assessment.days[every // 3 :: every])
    return {day: _moved_by_cut(assessment, tables, day) for day in tried}


def _no_look_ahead(gaps: Mapping[date, float], tolerance: float) -> Check:
    off = [day for day, gap in gaps.items() if gap > tolerance]
    return Check(
        "rows known later change no earlier day",
        "the score of a day as it is with all later rows deleted",
        f"{len(gaps)} days tried, {len(off)} differ",
        not off if gaps else None,
    )


def _moved_by_cut(assessment: Assessment, tables: Tables, day: date) -> float:
    at = assessment.index(day) or 0
    cut = _on_day(assessment, dict(_known_by(tables, pd.Timestamp(day))), day)
    if np.isnan(cut.score[0]) and np.isnan(assessment.score[at]):
        return 0.0
    gap = abs(float(cut.score[0] - assessment.score[at]))
    return gap if np.isfinite(gap) else float("inf")


def _known_by(tables: Tables, day: pd.Timestamp) -> Iterator[tuple[str, pd.DataFrame]]:
    for name in TABLES:
        frame = tables[name]
        yield name, frame[frame["known_from"] <= day] if "known_from" in frame else frame
