"""Why is the score what it is, and why did it move? Parts with their kind, label and record.

Headline causes are legal steps, new observations and new events; steps that were known before and came
into force, fading, data that run out and rearrangements inside a reading are kept apart from them. What a
revision of the data or another method does is told by `revision` and `method_change`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from chokepoint.errors import ChokepointError
from chokepoint.evidence.measures import State
from chokepoint.evidence.periods import NO_DAY, spoken
from chokepoint.risk.attribution import DayParts, Key, change, level
from chokepoint.risk.controls import Controls
from chokepoint.risk.dependence import PARTS
from chokepoint.risk.score import Assessment

NEW_EVENT, FADING = "new event", "fading"
NEW_OBSERVATION, DATA_BASIS, WORST_CHANGED = "new observation", "data basis", "worst item changed"
NEW_MEASURE, LEGAL_STEP, REARRANGED = "new measure", "legal step", "rearranged"
NEW_EDITION = "new edition"
STEP_DUE = "step coming into force"
NEWS = (NEW_MEASURE, LEGAL_STEP, NEW_OBSERVATION, NEW_EVENT, NEW_EDITION)
CAUSES = (*NEWS, STEP_DUE)
LEVEL = "level"
ASIDE = {
    FADING: "earlier events fade",
    WORST_CHANGED: "another item is the worst",
    REARRANGED: "other rules fill the place",
    DATA_BASIS: "data that ran out or came in late",
}
PART_COLUMNS = ("reading", "kind", "id", "label", "points")


class NoScoreError(ChokepointError):
    """There is no score on a day, with the reason."""


@dataclass(frozen=True)
class Explanation:
    """The change between two days (or the level of one): parts, their sum and what is left over."""

    start: date | None
    end: date
    points: float
    parts: pd.DataFrame
    residual: float

    def of_kind(self, *kinds: str) -> pd.DataFrame:
        """The parts of these kinds, largest first."""
        return self.parts[self.parts["kind"].isin(kinds)]


def why_no_score(assessment: Assessment, day: date) -> str | None:
    """The reason for which a day has no score; None if it has one."""
    scope = assessment.method.scope
    pair = f"{scope.pair.country}:{scope.pair.supplier}"
    if (assessment.country, assessment.supplier) != (scope.pair.country, scope.pair.supplier):
        return f"the score exists for {pair} only, as events of other pairs are not dense enough"
    if day < scope.score_from:
        return f"before {scope.score_from} the event list is not dense enough; blank, not low"
    position = assessment.index(day)
    if position is None:
        last = assessment.days[-1].astype(object)
        return (
            f"events are complete to {scope.coverage_end} and support a provisional value to {last}; "
            "later is not known"
        )
    missing = [name for name in ("dependence", "stress") if np.isnan(assessment.reading(name)[position])]
    if missing:
        return f"not enough data: no {' and no '.join(missing)} reading on {day}"
    return None


@dataclass(frozen=True)
class Step:
    """One bar of a change: its words, its points and the id of its part (empty for a sum of parts)."""

    label: str
    points: float
    id: str = ""


def steps_of(explanation: Explanation, most: int) -> list[Step]:
    """A change as bars: the largest new causes, other new ones, steps known before that came into force,
    fading, and what runs out or shifts."""
    news = explanation.of_kind(*NEWS)
    steps = [Step(row.label, row.points, row.id) for row in news.head(most).itertuples(index=False)]
    rest = news.iloc[most:]
    if len(rest):
        steps.append(
            Step(
                f"{len(rest)} other new {'cause' if len(rest) == 1 else 'causes'}",
                float(rest["points"].sum()),
            )
        )
    due = explanation.of_kind(STEP_DUE)
    steps += [Step(f"{row.label}, known before", row.points, row.id) for row in due.itertuples(index=False)]
    for kind, words in ASIDE.items():
        parts = explanation.of_kind(kind)
        if len(parts):
            steps.append(Step(words, float(parts["points"].sum())))
    return steps


def day_parts(assessment: Assessment, position: int) -> DayParts:
    """What the score of a day of the axis is made of."""
    a = assessment
    controls = zip(
        a.controls.groups, a.controls.measure_ids, a.controls.contributions[:, position], strict=True
    )
    present = ~np.isnan(a.stress.n[:, position])
    return DayParts(
        controls={f"{group}|{measure}": float(points) for group, measure, points in controls if points},
        stress={
            item: (float(a.stress.weight[row, position]), float(a.stress.n[row, position]))
            for row, item in enumerate(a.stress.items)
            if present[row]
        },
        events={
            event: float(effect)
            for event, effect in zip(a.tension.event_ids, a.tension.effects[:, position], strict=True)
            if effect
        },
        dependence=dict(zip(PARTS, map(float, np.nan_to_num(a.dependence.parts[:, position])), strict=True)),
        readings={
            name: float(a.reading(name)[position]) for name in ("dependence", "controls", "stress", "tension")
        },
        pressure=float(a.pressure[position]),
        score=float(a.score[position]),
    )


def explain_change(assessment: Assessment, start: date, end: date, names: Mapping[str, str]) -> Explanation:
    """The change of the score from `start` to `end`, split exactly over measures, observations and events.

    `names` gives the label of event, measure and material ids. Raises NoScoreError if a day has no score.
    """
    if len(missing := [day for day in (start, end) if why_no_score(assessment, day)]) > 1:
        raise NoScoreError(
            "; ".join(f"no score on {day}: {why_no_score(assessment, day)}" for day in missing)
        )
    before, after = _position(assessment, start), _position(assessment, end)
    first, last = day_parts(assessment, before), day_parts(assessment, after)
    points = change(first, last, assessment.method)
    kinds = {key: _kind(assessment, key, before, after) for key in points}
    return _explanation(assessment, start, end, last.score - first.score, points, kinds, names)


def explain_level(assessment: Assessment, day: date, names: Mapping[str, str]) -> Explanation:
    """The score of a day, split exactly over measures, observations and events."""
    parts = day_parts(assessment, _position(assessment, day))
    points = level(parts, assessment.method)
    return _explanation(assessment, None, day, parts.score, points, dict.fromkeys(points, LEVEL), names)


def _position(assessment: Assessment, day: date) -> int:
    if reason := why_no_score(assessment, day):
        raise NoScoreError(f"no score on {day}: {reason}")
    position = assessment.index(day)
    assert position is not None
    return position


def _explanation(
    assessment: Assessment,
    start: date | None,
    end: date,
    total: float,
    points: Mapping[Key, float],
    kinds: Mapping[Key, str],
    names: Mapping[str, str],
) -> Explanation:
    position = _position(assessment, end)
    rows = [
        (key[0], kinds[key], key[1], label_of(assessment, key, position, names), value)
        for key, value in points.items()
        if value
    ]
    frame = pd.DataFrame(rows, columns=list(PART_COLUMNS))
    frame = frame.sort_values("points", key=lambda column: -column.abs(), kind="stable", ignore_index=True)
    return Explanation(start, end, total, frame, total - float(frame["points"].sum()))


def _kind(assessment: Assessment, key: Key, before: int, after: int) -> str:
    reading, part, aspect = key
    if reading == "tension":
        row = assessment.tension.event_ids.index(part)
        return NEW_EVENT if assessment.tension.known_from[row] > assessment.days[before] else FADING
    if reading == "controls":
        return _kind_of_measure(assessment, part, before, after)
    if reading == "dependence":
        return _kind_of_edition(assessment, part, before, after)
    return _kind_of_item(assessment, part, aspect, before, after)


def _kind_of_measure(assessment: Assessment, part: str, before: int, after: int) -> str:
    controls = assessment.controls
    pairs = [f"{g}|{m}" for g, m in zip(controls.groups, controls.measure_ids, strict=True)]
    row = pairs.index(part)
    state = controls.states.state[controls.states.row(controls.measure_ids[row])]
    if state[before] == 0:
        return NEW_MEASURE
    if controls.strength[row, before] == controls.strength[row, after]:
        return REARRANGED
    moved = [controls.measure_ids[row]] if state[before] != state[after] else _bans(controls)
    known = [controls.states.known[controls.states.row(measure), after] for measure in moved]
    return LEGAL_STEP if max(known, default=NO_DAY) > assessment.days[before] else STEP_DUE


def _bans(controls: Controls) -> list[str]:
    """Measures that cover no group of their own: bans on a class of buyers, which raise other rules."""
    return [measure for measure in controls.states.measure_ids if measure not in controls.measure_ids]


def _kind_of_item(assessment: Assessment, item: str, aspect: str, before: int, after: int) -> str:
    stress = assessment.stress
    row = stress.items.index(item)
    if aspect == "value":
        chosen = stress.row[row, after]
        known = chosen >= 0 and stress.observations["known_from"].iloc[chosen] > assessment.days[before]
        return NEW_OBSERVATION if known else DATA_BASIS
    same = np.array_equal(np.isnan(stress.n[:, before]), np.isnan(stress.n[:, after]))
    return WORST_CHANGED if same else DATA_BASIS


def _kind_of_edition(assessment: Assessment, part: str, before: int, after: int) -> str:
    depends = assessment.dependence
    for key, rows in depends.row.items():
        if _belongs(key, part, assessment, after) and rows[after] != rows[before] and rows[after] >= 0:
            known = depends.figures["known_from"].iloc[int(rows[after])]
            if known > assessment.days[before]:
                return NEW_EDITION
    return DATA_BASIS


def _belongs(key: str, part: str, assessment: Assessment, day: int) -> bool:
    if part == "N":
        return key.startswith("stage:")
    whole = assessment.method.dependence.reliance_of_all.material
    return key.startswith(("nir:", "chn:")) and (key[4:] == whole) == (part == "A")


def label_of(assessment: Assessment, key: Key, day: int, names: Mapping[str, str]) -> str:
    """The words of a part on a day of the axis: the measure and its state, the item and its figure, the event."""
    reading, part, aspect = key
    if reading == "controls":
        group, measure = part.split("|", 1)
        head, colon, items = names.get(measure, measure).partition(":")
        state = State(int(assessment.controls.states.state[assessment.controls.states.row(measure), day]))
        words = state.name.lower().replace("_", " ")
        return f"{head} {words}{colon}{items} ({names.get(group, group.replace('_', ' '))})"
    if reading == "stress":
        name = names.get(part, part)
        return (
            f"{name}: weight in the reading"
            if aspect == "weight"
            else f"{name}: {_figure(assessment, part, day)}"
        )
    if reading == "dependence":
        return {
            "N": "share at the narrowest stage",
            "A": "import reliance, all compounds and metals",
            "B": "import reliance, worst element",
        }[part]
    return names.get(part, part)


UNITS = {"flow": "t", "price": "USD/kg", "licence": "% approved", "licence_proxy": "% approved"}


def _figure(assessment: Assessment, item: str, day: int) -> str:
    """The observation that an item reads on a day: "46 t in 2025-05"; "nothing on file" if none counts."""
    stress = assessment.stress
    chosen = stress.row[stress.items.index(item), day]
    if chosen < 0:
        return "nothing on file that counts"
    row = stress.observations.iloc[chosen]
    unit = "% on the year" if row["change"] else UNITS[row["measure"]]
    return f"{row['figure']:,.4g} {unit} in {spoken(row['period'])}".replace(",", "\u202f").replace(
        "-", "−", 1 if row["figure"] < 0 else 0
    )
