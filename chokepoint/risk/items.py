"""Is it flowing? Each item of Stress on a day: the newest flow and price that count, or approvals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from chokepoint.evidence.licences import ITEM as LICENCES
from chokepoint.evidence.observations import Observation
from chokepoint.risk.score import Assessment


@dataclass(frozen=True)
class Item:
    """One item with its reading n (0-100), its weight in Stress and the observations that count."""

    item: str
    n: float
    weight: float
    flow: Observation | None
    price: Observation | None
    licence: Observation | None

    @property
    def newest(self) -> date:
        """End of the newest period among the observations."""
        found = (self.flow, self.price, self.licence)
        return max(observation.period_end for observation in found if observation is not None)


def items_on(assessment: Assessment, day: date) -> list[Item]:
    """Items present in Stress on a day, the worst first; empty outside the days of the score."""
    position = assessment.index(day)
    if position is None:
        return []
    stress = assessment.stress
    found = [
        Item(
            item,
            float(stress.n[row, position]),
            float(stress.weight[row, position]),
            counted.get("flow"),
            counted.get("price"),
            counted.get("licence") or counted.get("licence_proxy"),
        )
        for row, item in enumerate(stress.items)
        if not np.isnan(stress.n[row, position]) and (counted := _counted(assessment, item, day))
    ]
    return sorted(found, key=lambda item: (item.item == LICENCES, -item.n, item.item))


def missing_items(wanted: Sequence[str], present: Sequence[str]) -> list[str]:
    """Items that a full picture needs and that have nothing on file, in their order."""
    return [item for item in wanted if item not in present]


def _counted(assessment: Assessment, item: str, day: date) -> dict[str, Observation]:
    """The newest observation of each measure of an item that is known on the day and not too old."""
    rows, at = assessment.stress.observations, pd.Timestamp(day)
    rows = rows[(rows["item"] == item) & (rows["known_from"] <= at)].drop_duplicates("measure", keep="last")
    limits = assessment.method.stress.max_age_days
    return {
        row.measure: _observation(row)
        for row in rows.itertuples(index=False)
        if (at - row.period_end).days <= limits[row.measure]
    }


def _observation(row: Any) -> Observation:
    values = row._asdict()
    values["period_end"], values["known_from"] = row.period_end.date(), row.known_from.date()
    values["reference"] = None if pd.isna(row.reference) else float(row.reference)
    return Observation(**values)
