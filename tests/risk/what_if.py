"""The shipped tables with all that a scenario reads, and random ones with the same columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

import duckdb
import pandas as pd

from chokepoint.config import Settings, read_settings
from chokepoint.evidence.names import Names
from chokepoint.risk.scenario import Outcome, what_if
from chokepoint.risk.scenario_levers import Levers
from chokepoint.risk.scenario_presets import Preset, presets
from chokepoint.risk.score import Assessment, assess
from tests.shipped import contract, shipped, typed_csv

LAST, TODAY = date(2026, 7, 2), date(2026, 11, 22)
OCTOBER = ("CN-2025-55", "CN-2025-56", "CN-2025-57", "CN-2025-58", "CN-2025-61", "CN-2025-62")


@cache
def settings() -> Settings:
    return read_settings()


@cache
def tables() -> Mapping[str, pd.DataFrame]:
    """The shipped tables that a scenario reads; nobody may change them in place."""
    with duckdb.connect() as con:
        more = {name: typed_csv(con, contract().table(name)) for name in ("deadlines", "sectors")}
    return MappingProxyType({**shipped(), **more})


@cache
def names() -> Names:
    return Names(tables())


@cache
def assessed(buyer: str = "civil") -> Assessment:
    return assess(tables(), settings().method, buyer=buyer)


@cache
def offered() -> Mapping[str, Preset]:
    return presets(tables(), assessed(), settings().scenarios, LAST, TODAY)


def levers(**given: Any) -> Levers:
    return Levers.model_validate(given)


def rules(state: str, *measures: str, **more: Any) -> list[dict[str, Any]]:
    return [{"measure": measure, "state": state, **more} for measure in measures]


def outcome(
    given: Levers,
    data: Mapping[str, pd.DataFrame] | None = None,
    country: str = "USA",
    buyer: str = "civil",
    on: date = LAST,
) -> Outcome:
    """The scenario on the shipped tables, or on others."""
    found = tables() if data is None else data
    return what_if(found, settings().method, country, buyer, given, on, settings().scenarios, names())


def whole(drawn: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Random tables with the further columns and tables that a scenario reads."""
    shipped_ = tables()
    return {
        **drawn,
        "measures": drawn["measures"].assign(suspends=None),
        "control_coverage": drawn["control_coverage"].assign(materials=None),
        "dependency": drawn["dependency"].assign(holder=""),
        "materials": shipped_["materials"],
        "deadlines": shipped_["deadlines"].iloc[:0],
        "sectors": shipped_["sectors"].iloc[:0],
    }
