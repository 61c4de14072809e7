"""Frames of the page Trade as a reader sees and downloads them: units in the column names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from chokepoint.evidence.actors import Matrix
from chokepoint.evidence.averages import Family
from chokepoint.evidence.duties import Row
from chokepoint.evidence.entities import Entity
from chokepoint.evidence.measure_bars import Bar
from chokepoint.evidence.measures import State
from chokepoint.evidence.names import GROUPS, Names
from chokepoint.evidence.practice import Count
from chokepoint.method import ControlsMethod
from chokepoint.risk.controls import Controls
from chokepoint.share.trade import STATES, family_name, figure_words


@dataclass(frozen=True)
class Part:
    """The part of a group of goods in Controls on a day: points, those by rules in force, and its measures."""

    group: str
    weight: float
    points: float
    in_force: float
    measures: tuple[tuple[str, State], ...]


def parts_of_controls(found: Controls, method: ControlsMethod) -> list[Part]:
    """Parts by group on the only day of `found`; they add up to the reading."""
    groups, points = np.array(found.groups, str), found.contributions[:, 0]
    state = [State(int(found.states.state[found.states.row(one), 0])) for one in found.measure_ids]
    force = np.array([one == State.IN_FORCE for one in state], bool)
    parts = []
    for group, weight in method.basket.items():
        inside = groups == group
        measures = tuple(
            (found.measure_ids[row], state[row]) for row in np.flatnonzero(inside & (points > 0))
        )
        total = float(points[inside].sum())
        parts.append(Part(group, weight, total, float(points[inside & force].sum()), measures))
    return parts


def controls_table(found: Mapping[str, Controls], names: Names) -> pd.DataFrame:
    """One row per buyer, group and measure: strength (0-1) and points; the points of a buyer add up."""
    rows = [
        (
            buyer,
            GROUPS.get(group, group),
            measure,
            names.get(measure, measure),
            STATES.get(State(int(made.states.state[made.states.row(measure), 0])), "not yet announced"),
            float(made.strength[row, 0]),
            float(made.contributions[row, 0]),
        )
        for buyer, made in found.items()
        for row, (group, measure) in enumerate(zip(made.groups, made.measure_ids, strict=True))
    ]
    columns = ["buyers", "group", "measure_id", "measure", "state", "strength (0–1)", "contribution (points)"]
    return pd.DataFrame(rows, columns=columns)


def bars_table(bars: Sequence[Bar], names: Names) -> pd.DataFrame:
    """One row per measure with its dates as announced by the day shown."""
    rows = [
        (
            names.country(bar.imposer),
            names.country(bar.addressee),
            bar.buyers,
            bar.measure_id,
            names.get(bar.measure_id, bar.measure_id),
            STATES[bar.state],
            bar.announced,
            bar.effective,
            next((s.start for s in bar.segments if s.state == State.SUSPENDED), None),
            bar.until,
            bar.until_ground,
            bar.later_until,
            next((s.start for s in bar.segments if s.state == State.LIFTED), None),
            bar.verified,
        )
        for bar in bars
    ]
    columns = ["imposer", "addressee", "buyers", "measure_id", "measure", "state", "announced", "effective",
               "suspended from", "runs or suspended to", "which rests on", "new end known since", "ended", "verified"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def matrix_frame(matrix: Matrix, names: Names) -> pd.DataFrame:
    """One row per actor, addressee, family and measure."""
    rows = [
        (names.country(imposer), names.country(addressee), family, e.measure_id, names.get(e.measure_id, ""), STATES[e.state])
        for (imposer, addressee), row in matrix.items()
        for family, entries in row.items()
        for e in entries
    ]  # fmt: skip
    return pd.DataFrame(
        rows, columns=["imposer", "addressee", "instrument", "measure_id", "measure", "state"]
    )


def duties_table(rows: Sequence[Row]) -> pd.DataFrame:
    """One row per goods, layer and stretch; layers are not added up."""
    cells = [
        (row.goods.name, row.layer.name, step.tariff_id, step.rate_pp, step.status, step.start, step.end)
        for row in rows
        for step in row.steps
    ]
    columns = ["goods", "layer", "tariff_id", "rate of the layer (%)", "status", "from", "to"]
    return pd.DataFrame(cells, columns=columns)


def averages_table(found: Sequence[Family]) -> pd.DataFrame:
    """One row per reading of each family."""
    rows = [
        (family_name(family), family.series, reading.day, reading.value, reading.derived)
        for family in found
        for reading in family.readings
    ]
    return pd.DataFrame(rows, columns=["family", "series", "day", "average tariff (%)", "worked out"])


def practice_frame(found: Sequence[Count]) -> pd.DataFrame:
    """One row per applicant and day, figures with their bounds."""
    rows = [
        {
            "day": count.day,
            "applicant": count.applicant,
            "kind": count.kind,
            "country": count.country,
            "material": count.material,
            **{measure.replace("_", " "): figure_words(figure) for measure, figure in count.figures.items()},
            "may stand for": count.counts,
            "notes": count.notes,
            "source_key": count.source_key,
        }
        for count in found
    ]
    return pd.DataFrame(rows)


def entities_frame(found: Sequence[Entity]) -> pd.DataFrame:
    """One row per listed firm."""
    rows = [{**asdict(one), "state": STATES[one.state]} for one in found]
    return pd.DataFrame(rows)
