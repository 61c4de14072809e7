"""Which duty lies on the rare-earth goods themselves, layer by layer?

Works on table tariffs. A layer is one legal ground; its rate is the sum of its own steps and nothing
else. Layers are never added up: the ordinary duty is not on file, and how layers stack is not said for
these goods, so no total can be stated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from chokepoint.config import DutyGoods, DutyLayer, DutySettings
from chokepoint.evidence.periods import first_day
from chokepoint.method import WORLD

PAYABLE, EXEMPT, UNKNOWN = "payable", "exempt", "unknown"


@dataclass(frozen=True)
class Step:
    """A stretch of a layer on goods: rate in % points, payable, exempt or unknown; end None: goes on."""

    start: date
    end: date | None
    rate_pp: float
    status: str
    tariff_id: str
    derived: bool


@dataclass(frozen=True)
class Row:
    """A layer on one kind of goods over time."""

    goods: DutyGoods
    layer: DutyLayer
    steps: tuple[Step, ...]


ALL_GOODS = "ALL_GOODS"
MAGNETS = {"magnets", "NdFeB", "SmCo"}


def duties(tariffs: pd.DataFrame, pair: tuple[str, str], day: date, settings: DutySettings) -> list[Row]:
    """Layers on each kind of goods traded between the pair, as known by `day`; rows without steps left out."""
    known = tariffs[(tariffs["known_from"] <= pd.Timestamp(day)) & tariffs["imposer"].isin(pair)]
    newest = known.sort_values("known_from", kind="stable").drop_duplicates("tariff_id", keep="last")
    newest = newest[newest["addressee"].isin([*pair, WORLD])]
    rows = [
        Row(goods, layer, steps)
        for goods in settings.goods
        for layer in settings.layers
        if goods.importer == layer.imposer and goods.importer in pair
        if (steps := _steps(newest, layer, goods))
    ]
    return rows


def rows_of(tariffs: pd.DataFrame, found: Sequence[Row], day: date) -> pd.DataFrame:
    """The rows of `tariffs` that bear on the goods: steps of the layers and lists of exemptions."""
    ids = {step.tariff_id for row in found for step in row.steps}
    exemptions = tariffs["kind"].eq("exemption")
    return tariffs[
        (tariffs["tariff_id"].isin(ids) | exemptions) & (tariffs["known_from"] <= pd.Timestamp(day))
    ]


def _steps(rows: pd.DataFrame, layer: DutyLayer, goods: DutyGoods) -> tuple[Step, ...]:
    """Stretches of equal rate and status; the rate is the sum of the layer's steps so far."""
    own = rows[(rows["kind"] == "step") & (rows["imposer"] == layer.imposer) & rows["rate_change_pp"].notna()]
    belongs = [
        bool(layer.steps.search(f"{row.legal_basis} {row.title}")) and _covers(row, goods)
        for row in own.itertuples(index=False)
    ]
    own = own[np.array(belongs, bool)].sort_values("effective")
    if own.empty:
        return ()
    starts = [first_day(text) for text in own["effective"]]
    rates = own["rate_change_pp"].cumsum().tolist()
    ends = [*starts[1:], _end(own, starts[-1])]
    stated = zip(starts, ends, rates, own["tariff_id"], strict=True)
    freed = _exempt_from(rows, layer, goods)
    return tuple(
        step
        for number, (start, end, rate, tariff_id) in enumerate(stated)
        for step in _split(start, end, rate, tariff_id, number > 0, freed, _open(own, layer, rows))
    )


def _covers(row: Any, goods: DutyGoods) -> bool:
    """True unless the row names materials that are not these goods, or only other goods in words."""
    named = set() if pd.isna(row.materials) else set(row.materials.split(";"))
    if named:
        return bool(named & MAGNETS) and goods.material == "NdFeB"
    lines = "" if pd.isna(row.products) else row.products
    scope = "" if pd.isna(row.scope) else row.scope
    return lines == ALL_GOODS or scope.startswith("all goods") or not (lines or scope)


def _end(own: pd.DataFrame, last: date) -> date | None:
    """First day on which the layer no longer applies: the first end on file not before its last step."""
    ends = sorted(first_day(text) for text in own["ended_on"].dropna())
    return next((end for end in ends if end >= last), None)


def _exempt_from(rows: pd.DataFrame, layer: DutyLayer, goods: DutyGoods) -> date | None:
    """Day from which a list of exemptions on file frees these goods from the layer."""
    lists = _lists(rows, layer)
    starts = [
        first_day(row.effective)
        for row in lists.itertuples(index=False)
        if any(line.startswith(goods.lines) for line in str(row.products).split(";"))
    ]
    return min(starts, default=None)


def _lists(rows: pd.DataFrame, layer: DutyLayer) -> pd.DataFrame:
    if layer.exemptions is None:
        return rows.iloc[:0]
    lists = rows[rows["kind"] == "exemption"]
    return lists[lists["legal_basis"].fillna("").str.contains(layer.exemptions)]


def _open(own: pd.DataFrame, layer: DutyLayer, rows: pd.DataFrame) -> bool:
    """True if the step has exemptions but no list of them is on file."""
    with_exemptions = own["scope"].fillna("").str.contains("with exemptions|with exceptions").any()
    return bool(with_exemptions) and _lists(rows, layer).empty


def _split(
    start: date,
    end: date | None,
    rate: float,
    tariff_id: str,
    derived: bool,
    freed: date | None,
    unknown: bool,
) -> list[Step]:
    """One stretch, cut in two where an exemption begins inside it; none where the next step is of the same day."""
    if start == end:
        return []
    usual = UNKNOWN if unknown else PAYABLE
    if freed is None or (end is not None and freed >= end):
        return [Step(start, end, rate, usual, tariff_id, derived)]
    if freed <= start:
        return [Step(start, end, rate, EXEMPT, tariff_id, derived)]
    return [
        Step(start, freed, rate, usual, tariff_id, derived),
        Step(freed, end, rate, EXEMPT, tariff_id, derived),
    ]
