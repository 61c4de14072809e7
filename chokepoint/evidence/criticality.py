"""What do published criticality scores say, edition by edition, and where do they disagree?

Works on table indices. The scores of the EU study are scores of groups, not of elements; its method
changed between the editions of 2014 and 2017, so no line crosses that gap.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from chokepoint.evidence.periods import first_day

FAMILIES = {"EU_SR_": "supply risk", "EU_EI_": "economic importance"}
BGS, GEOPOLRISK, USGS = "BGS risk list", "GeoPolRisk", "USGS rank"
# First edition by the method in use today (European Commission, Methodology for establishing the EU list of
# critical raw materials, 2017).
METHOD_SINCE = 2017


@dataclass(frozen=True)
class Score:
    """One published score of one group in one edition."""

    family: str
    group: str
    edition: int
    value: float
    source_key: str
    notes: str

    @property
    def id(self) -> str:
        """Id of the score."""
        return f"{self.family}|{self.group}|{self.edition}"

    @property
    def same_method(self) -> bool:
        """True if the edition uses the method in use today."""
        return self.edition >= METHOD_SINCE


def scores(indices: pd.DataFrame, on: date) -> list[Score]:
    """Scores of the EU study known on the day, by family, group and edition; of a corrected one the last known."""
    known = indices[indices["known_from"] <= pd.Timestamp(on)].sort_values("known_from", kind="stable")
    known = known.drop_duplicates(["series", "period", "source_key"], keep="last")
    found = [
        _score(row, words, str(row.series).removeprefix(prefix))
        for prefix, words in FAMILIES.items()
        for row in known[known["series"].str.startswith(prefix)].itertuples(index=False)
    ]
    return sorted(found, key=lambda one: (list(FAMILIES.values()).index(one.family), one.group, one.edition))


@dataclass(frozen=True)
class Other:
    """The newest published score or rank of another study, on a scale of its own."""

    study: str
    material: str
    period: str
    value: float
    source_key: str
    notes: str


def others(indices: pd.DataFrame, country: str, on: date) -> list[Other]:
    """The newest figures of the other studies known on the day: of rare earths, for the country where a study has one.

    USGS ranks single minerals of all kinds: those that name a material of ours, lowest rank first.
    """
    prefixes = {BGS: "BGS_RISK_REE", GEOPOLRISK: f"GEOPOLRISK_{country}", USGS: "USGS_RISK_RANK_"}
    known = indices[(indices["known_from"] <= pd.Timestamp(on)) & indices["material"].notna()]
    found = []
    for study, prefix in prefixes.items():
        rows = known[known["series"].str.startswith(prefix)].sort_values(
            ["period", "known_from"], kind="stable"
        )
        newest = rows.drop_duplicates("series", keep="last").sort_values("value", kind="stable")
        found += [
            Other(
                study,
                row.material,
                row.period,
                float(row.value),
                row.source_key,
                "" if pd.isna(row.notes) else row.notes,
            )
            for row in newest.itertuples(index=False)
        ]
    return found


def _score(row: Any, family: str, code: str) -> Score:
    """The score of a row; a row that names no material stands for the code in its series."""
    return Score(
        family, code if pd.isna(row.material) else row.material, first_day(row.period).year, float(row.value),
        row.source_key, "" if pd.isna(row.notes) else row.notes,
    )  # fmt: skip
