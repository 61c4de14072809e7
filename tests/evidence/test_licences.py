"""Counts of approvals become 100 − share; who may be counted: hand-written rows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from chokepoint.evidence.licences import licence_observations
from chokepoint.evidence.observations import Observation
from tests.risk.frozen import method

CHAMBER = {
    "imposer": "CHN",
    "applicant": "EU Chamber",
    "applicant_kind": "association",
    "country": "EUU",
    "measure": "approved_share",
    "value": 13.5,
    "period": "2025-09-18",
    "known_from": "2025-09-19",
    "source_key": "s",
}


def found(asked: str = "USA", **changes: Any) -> list[Observation]:
    frame = pd.DataFrame([{**CHAMBER, **changes}])
    frame["known_from"] = pd.to_datetime(frame["known_from"])
    return list(licence_observations(frame, method().stress, "CHN", asked))


def test_the_share_not_approved_is_the_stress() -> None:
    (only,) = found()
    assert (only.item, only.n, only.figure, only.basis) == ("licences", 86.5, 13.5, "EU Chamber")
    assert (only.period_end, only.known_from) == (date(2025, 9, 18), date(2025, 9, 19))


@pytest.mark.parametrize(
    ("asked", "applicants", "measure"),
    [("USA", "USA", "licence"), ("USA", "EUU", "licence_proxy"), ("JPN", "JPN", "licence")],
)
def test_own_applicants_are_told_from_those_of_others(asked: str, applicants: str, measure: str) -> None:
    assert [one.measure for one in found(asked, country=applicants)] == [measure]


@pytest.mark.parametrize(
    "out",
    [
        {"applicant_kind": "firm"},
        {"applicant_kind": "rule"},
        {"country": "JPN"},
        {"measure": "applications"},
        {"imposer": "USA"},
        {"value": float("nan")},
    ],
    ids=lambda out: "-".join(map(str, out.values())),
)
def test_single_firms_countries_under_own_rules_and_other_counts_stay_out(out: dict[str, Any]) -> None:
    assert found(**out) == []


@pytest.mark.parametrize(("share", "n"), [(0.0, 100), (100.0, 0), (120.0, 0)])
def test_stress_of_licences_stays_between_0_and_100(share: float, n: float) -> None:
    assert found(value=share)[0].n == n
