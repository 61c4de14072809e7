"""Shares of stages and import reliance as the sources state them: hand-computed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from chokepoint.evidence.reliance import newest, reliance_figures, stage_figures
from tests.risk.frozen import method

NONE = float("nan")
Row = dict[str, Any]
RELIANCE: Row = {
    "country": "USA", "measure": "net_import_reliance", "material": "REE", "form": "compounds_and_metals",
    "partner": "WLD", "period": "2024", "value": NONE, "value_low": NONE, "value_high": NONE, "bound": "=",
    "unit": "%", "nature": "estimate", "known_from": "2025-02-07", "source_key": "usgs",
}  # fmt: skip
SHARE: Row = {**RELIANCE, "measure": "import_share", "partner": "CHN"}
MINING: Row = {
    "stage": "mining", "material": "REE", "country": "CHN", "measure": "share_of_output", "period": "2023",
    "scenario": "observed", "value": 60.0, "unit": "%", "bound": "=", "known_from": "2024-12-31",
    "source_key": "csis23",
}  # fmt: skip
TONNES: Row = {**MINING, "measure": "production", "unit": "t REO", "value": 240.0, "source_key": "ei26"}
WORLD: Row = {**TONNES, "country": "WLD", "value": 400.0}


def dated(rows: list[Row]) -> pd.DataFrame:
    frame = pd.DataFrame(rows)
    return frame.assign(known_from=pd.to_datetime(frame["known_from"]))


def reliance(*rows: Row) -> dict[str, float]:
    frame = reliance_figures(dated(list(rows)), method().dependence, "CHN", "USA")
    return dict(zip(frame["key"], frame["value"], strict=True))


def stages(*rows: Row) -> dict[str, float]:
    frame = stage_figures(dated(list(rows)), method().dependence, "CHN")
    return dict(zip(frame["key"], frame["value"], strict=True))


@pytest.mark.parametrize(
    ("stated", "value"),
    [
        ({"value": 80.0}, 80),
        ({"value": 95.0, "bound": ">"}, 97.5),
        ({"value": 90.0, "bound": ">="}, 95),
        ({"value_low": 50.0, "value_high": 70.0, "bound": "range"}, 60),
        ({"bound": "net_exporter"}, 0),
    ],
)
def test_a_stated_reliance_enters_as_its_value_its_middle_or_none_of_it(stated: Row, value: float) -> None:
    assert reliance({**RELIANCE, **stated}) == {"nir:REE": value}


def test_a_withheld_figure_is_no_figure() -> None:
    assert reliance({**RELIANCE, "bound": "withheld"}) == {}


def test_all_compounds_and_each_element_have_their_own_keys() -> None:
    rows = [
        {**RELIANCE, "value": 80.0},
        {**SHARE, "value": 70.0},
        {**RELIANCE, "material": "Y", "form": "any", "value": 100.0},
        {**SHARE, "material": "Y", "form": "any", "value": 93.0},
    ]
    assert reliance(*rows) == {"nir:REE": 80, "chn:REE": 70, "nir:Y": 100, "chn:Y": 93}


@pytest.mark.parametrize(
    "out",
    [
        {"country": "JPN"},
        {"form": "concentrate"},
        {"material": "La"},
        {"nature": "target"},
        {"unit": "t"},
        {"measure": "sourcing_share"},
        {"measure": "import_share", "partner": "EST"},
    ],
    ids=lambda out: "-".join(map(str, out.values())),
)
def test_other_countries_forms_materials_and_targets_stay_out(out: Row) -> None:
    assert reliance({**RELIANCE, "value": 50.0, **out}) == {}


def test_a_share_is_read_as_stated_or_computed_from_tonnes_of_the_same_source_and_edition() -> None:
    assert stages(MINING) == {"stage:mining": 60}
    assert stages(TONNES, WORLD) == {"stage:mining": 60}


@pytest.mark.parametrize(
    "other",
    [
        {"source_key": "doe22"},
        {"known_from": "2025-12-31"},
        {"period": "2022"},
        {"unit": "t metal"},
        {"value": 0.0},
    ],
    ids=lambda other: "-".join(map(str, other.values())),
)
def test_tonnes_are_not_divided_by_those_of_another_source_edition_period_or_unit(other: Row) -> None:
    assert stages(TONNES, {**WORLD, **other}) == {}


def test_sources_not_named_in_the_method_and_projections_stay_out() -> None:
    assert stages({**MINING, "source_key": "press"}, {**MINING, "scenario": "base_2030"}) == {}


def test_a_share_stated_as_above_enters_as_the_middle_to_100() -> None:
    assert stages({**MINING, "value": 90.0, "bound": ">"}) == {"stage:mining": 95}


def test_stages_are_told_apart_by_stage_and_material() -> None:
    rows = [
        MINING,
        {**MINING, "stage": "separation", "material": "REE", "value": 90.0},
        {**MINING, "stage": "separation", "material": "HREE", "value": 99.9},
        {**MINING, "stage": "magnet", "material": "magnets", "value": 94.0},
    ]
    keys = {"stage:mining": 60, "stage:separation": 90, "stage:heavy separation": 99.9, "stage:magnets": 94}
    assert stages(*rows) == keys


def test_the_newest_figure_is_that_of_the_latest_period_then_of_the_latest_edition_known() -> None:
    rows = [
        {**RELIANCE, "value": 80.0},
        {**RELIANCE, "value": 53.0, "known_from": "2026-02-07"},
        {**RELIANCE, "value": 67.0, "period": "2025", "known_from": "2026-02-07"},
    ]
    figures = reliance_figures(dated(rows), method().dependence, "CHN", "USA")
    used = {
        day: newest(figures, np.datetime64(day))["value"].tolist()
        for day in ("2025-02-06", "2025-06-05", "2026-02-07")
    }
    assert used == {"2025-02-06": [], "2025-06-05": [80], "2026-02-07": [67]}
