"""Who has begun outside the supplier's country after the year of a figure? A share may be older than a plant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from chokepoint.evidence.stages import Split

RUNNING = ("operating", "ramping")


@dataclass(frozen=True)
class Newcomer:
    """A plant that runs now and did not in the year of the figure."""

    company: str
    title: str
    country: str
    start_year: int
    source_key: str


def newcomers(projects: pd.DataFrame, split: Split, supplier: str, on: date) -> list[Newcomer]:
    """Plants outside the supplier's country at the split's stage and material that began after its period."""
    rows = projects[
        (projects["known_from"] <= pd.Timestamp(on))
        & (projects["stage"] == split.stage)
        & (projects["material"] == split.material)
        & (projects["country"] != supplier)
        & projects["state"].isin(RUNNING)
        & (projects["start_year"] > split.end.year)
    ]
    return [
        Newcomer(row.company, row.title, row.country, int(row.start_year), row.source_key)
        for row in rows.sort_values(["start_year", "project_id"]).itertuples(index=False)
    ]
