"""The frozen selection of facts (tests/golden/frozen_*.csv) in the shape that the readings take."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from chokepoint.config import read_settings
from chokepoint.method import Method
from chokepoint.risk.controls import controls
from chokepoint.risk.dependence import dependence
from chokepoint.risk.score import Assessment, combine, score_days
from chokepoint.risk.stress import stress
from chokepoint.risk.tension import tension

GOLDEN = Path(__file__).parents[1] / "golden"
COVERAGE = {1.0: "all", 0.5: "part", 0.0: "none"}
KEYS = {"rare-earth compounds and metals": "REE", "yttrium": "Y", "scandium": "Sc"}


def golden(name: str) -> Any:
    """Contents of a golden JSON file."""
    return json.loads((GOLDEN / name).read_text(encoding="utf-8"))


def golden_csv(name: str, dates: tuple[str, ...] = ()) -> pd.DataFrame:
    """Contents of a golden CSV file with the named columns as dates."""
    return pd.read_csv(GOLDEN / name, parse_dates=list(dates))


@cache
def method() -> Method:
    """The shipped method."""
    return read_settings().method


def control_tables(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Tables measures, measure_versions and control_coverage from one row per measure and group."""
    measures = rows[["measure_id", "target"]].drop_duplicates().rename(columns={"target": "addressee"})
    coverage = rows[["measure_id", "basket_group", "buyer_class", "step"]].assign(
        coverage=rows["coverage_value"].map(COVERAGE)
    )
    versions = [
        version for row in rows.drop_duplicates("measure_id").itertuples() for version in _versions(row)
    ]
    frame = pd.DataFrame(versions, columns=["measure_id", "known_from", *DATES])
    return (
        measures.assign(imposer="CHN"),
        frame.assign(known_from=pd.to_datetime(frame["known_from"])),
        coverage,
    )


DATES = ("effective", "suspended_from", "suspended_until", "ended_on")


def _versions(row: Any) -> list[dict[str, Any]]:
    versions = [{"known_from": row.announced, "effective": row.effective}]
    if pd.notna(row.suspended_on):
        suspension = {"suspended_from": row.suspended_on, "suspended_until": row.first_suspended_until}
        versions.append({"known_from": row.suspended_on, **suspension})
    if pd.notna(row.extension_known_from):
        versions.append({"known_from": row.extension_known_from, "suspended_until": row.suspended_until})
    if pd.notna(row.lifted_on):
        versions.append({"known_from": row.lifted_on, "ended_on": row.lifted_on})
    return [{"measure_id": row.measure_id, **version} for version in versions]


def frozen_controls() -> pd.DataFrame:
    """Rows of frozen_controls.csv, dates as text."""
    rows = pd.read_csv(GOLDEN / "frozen_controls.csv", dtype=str)
    return rows.assign(coverage_value=rows["coverage_value"].astype(float))


def frozen_dependence() -> pd.DataFrame:
    """Rows of frozen_dependence.csv with the keys that the reading uses."""
    rows = golden_csv("frozen_dependence.csv", ("period_end", "known_from"))
    for words, code in KEYS.items():
        rows["key"] = rows["key"].str.replace(words, code, regex=False)
    return rows


def frozen_observations() -> pd.DataFrame:
    """Rows of frozen_observations.csv; the figures behind n are not frozen and stay blank."""
    rows = golden_csv("frozen_observations.csv", ("period_end", "known_from"))
    return rows.assign(figure=np.nan, change=False, period=rows["note"])


def days(*texts: str) -> np.ndarray[Any, np.dtype[np.datetime64]]:
    """Days as datetime64[D]."""
    return np.array(texts, dtype="datetime64[D]")


@cache
def frozen_assessment(buyer: str = "civil") -> Assessment:
    """Assessment of the frozen facts over all days of the score."""
    axis = score_days(method().scope)
    return combine(
        method(),
        "USA",
        buyer,
        dependence(frozen_dependence(), method().dependence, axis),
        controls(*control_tables(frozen_controls()), method().controls, ("USA", "WLD"), buyer, axis),
        stress(frozen_observations(), method().stress, axis),
        tension(
            golden_csv("frozen_events.csv", ("date", "known_from")), method().tension, "USA", "CHN", axis
        ),
    )
